"""The service under load for minutes: what the short test sees once holds again and again, and nothing piles up."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

import regolex
from benchmarks.service_load import HOSTILE
from tests.interfaces.serving import ROOT, Service, eventually
from tests.interfaces.test_service_limits import load, workers

ROUNDS = 8


@pytest.mark.parametrize("on_disk", [False, True])
def test_round_after_round_every_query_gets_its_due_and_memory_does_not_grow(tmp_path: Path, on_disk: bool) -> None:
    options = ["--workers", "4", "--seconds", "4", "--memory", "256"]
    if on_disk:
        from regolex.graph.store import build

        build(regolex.load(ROOT), tmp_path / "store")
        options += ["--store", str(tmp_path / "store")]
    service = Service(*options)
    try:
        own, total = [], []
        for _ in range(ROUNDS):
            run = load(service, 220, 8, 120)
            assert run["wrong"] == []
            assert len(run["good"]) == 198
            assert set(run["hostile"]) == set(HOSTILE)
            assert eventually(lambda: len(workers(service)) == 4)
            assert len(service.processes()) == 5
            own.append(psutil.Process(service.process.pid).memory_info().rss)
            total.append(service.memory())
        print([n >> 20 for n in own], [n >> 20 for n in total])
        assert max(own[ROUNDS // 2 :]) < 1.1 * max(own[: ROUNDS // 2])
        assert max(total[ROUNDS // 2 :]) < 1.2 * max(total[: ROUNDS // 2])
    finally:
        everyone = service.processes()
        service.stop()
    assert eventually(lambda: not any(process.is_running() for process in everyone))
