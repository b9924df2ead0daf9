"""Killed while it saves, the app loses no answer that it had confirmed. A sample; the long tests kill two hundred times."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kept.killing import kill
from tests.postgres import Server

TIMES = 4


@pytest.fixture(scope="module")
def durable() -> Iterator[Server]:
    found = Server(durable=True)
    yield found
    found.stop()


def test_no_confirmed_answer_is_lost_by_kills_on_sqlite(tmp_path: Path) -> None:
    chance = random.Random(13)
    found = [kill(f"sqlite:///{tmp_path / 'cases.sqlite3'}", chance) for _ in range(TIMES)]
    assert all(confirmed > 0 for confirmed, _ in found)


def test_no_confirmed_answer_is_lost_by_kills_on_postgresql(durable: Server) -> None:
    chance, url = random.Random(13), durable.database()
    found = [kill(url, chance) for _ in range(TIMES)]

    def database() -> None:
        durable.kill()
        durable.start()

    found += [kill(url, chance, database) for _ in range(2)]
    assert all(confirmed > 0 for confirmed, _ in found)
