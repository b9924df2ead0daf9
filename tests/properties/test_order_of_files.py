"""In which order files are listed, and in which order what they hold is gone through, changes nothing that is said."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from regolex.engine.engine import Engine
from regolex.knowledge import KnowledgeBase, compile_folder, digest_of
from regolex.law import model as m
from regolex.law.folder import Folder
from tests.conftest import ROOT
from tests.properties.missions import Drawer
from tests.properties.properties import ON, told, without_order

GROUPS = ("rules", "instruments", "facts", "roles", "questions", "parameters", "participation", "known_laws")


@pytest.fixture
def listed_anyhow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders are listed in an order of chance, as some file systems do."""
    random = Random(8)
    glob, walk = Path.glob, os.walk

    def mixed(items: Iterator[Any]) -> list[Any]:
        found = list(items)
        random.shuffle(found)
        return found

    monkeypatch.setattr(Path, "glob", lambda self, *given: iter(mixed(glob(self, *given))))
    monkeypatch.setattr(Path, "rglob", lambda self, pattern: iter(mixed(glob(self, f"**/{pattern}"))))
    monkeypatch.setattr(
        os, "walk", lambda top: ((at, mixed(inner), mixed(names)) for at, inner, names in mixed(walk(top)))
    )


def compiled(base: Path) -> bytes:
    return msgspec.msgpack.encode(compile_folder(base, digest_of(base)))


def test_files_may_be_listed_in_any_order(kb: KnowledgeBase, listed_anyhow: None) -> None:
    assert msgspec.msgpack.encode(kb.knowledge) == compiled(ROOT)


def test_a_loader_that_takes_files_as_they_are_listed_is_noticed(
    kb: KnowledgeBase, listed_anyhow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsorted(self: Folder, pattern: str) -> Iterator[tuple[Path, str]]:
        for path in self.path.glob(pattern):
            yield path, path.relative_to(self.path).as_posix()

    monkeypatch.setattr(Folder, "files", unsorted)
    assert msgspec.msgpack.encode(kb.knowledge) != compiled(ROOT)


# --- the order of what they hold ---


def in_another_order(knowledge: m.Knowledge, seed: int) -> m.Knowledge:
    """The same law, with every group of what it holds gone through in another order."""
    random, changed = Random(seed), {}
    for name in GROUPS:
        group = getattr(knowledge, name)
        items = list(group.items()) if isinstance(group, dict) else list(group)
        random.shuffle(items)
        changed[name] = dict(items) if isinstance(group, dict) else tuple(items)
    return msgspec.structs.replace(knowledge, **changed)


def unlike(kb: KnowledgeBase, other: Engine, mission: Any, on: date) -> list[str]:
    """The parts of an assessment that another engine words otherwise."""
    one, two = without_order(told(kb.engine, mission, on)), without_order(told(other, mission, on))
    return [key for key in one if one[key] != two[key]]


@pytest.mark.parametrize("seed", range(3))
def test_rules_and_facts_may_be_gone_through_in_any_order(kb: KnowledgeBase, seed: int) -> None:
    other = Engine(in_another_order(kb.knowledge, seed))
    drawn = Drawer(kb.knowledge).mission(Random(seed))
    assert unlike(kb, other, drawn, ON) == []
    example = kb.read_mission(sorted((ROOT / "examples").glob("*.yaml"))[seed])
    assert unlike(kb, other, example, date.fromisoformat(example.on)) == []


def test_a_rule_that_gets_lost_on_the_way_is_noticed(kb: KnowledgeBase) -> None:
    example = kb.read_mission(ROOT / "examples/nereus-water.yaml")
    rules = {name: rule for name, rule in kb.knowledge.rules.items() if not name.endswith("art-06-authorisation")}
    other = Engine(msgspec.structs.replace(kb.knowledge, rules=rules))
    assert "findings" in unlike(kb, other, example, date.fromisoformat(example.on))


# --- the hash seed of the process ---


@pytest.mark.parametrize("seed", ["1", "2"])
def test_knowledge_is_the_same_bytes_whatever_the_hash_seed(kb: KnowledgeBase, seed: str) -> None:
    script = (
        "import sys; from tests.properties.test_order_of_files import compiled, ROOT; "
        "sys.stdout.buffer.write(compiled(ROOT))"
    )
    place = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=place, capture_output=True, check=True)
    assert done.stdout == msgspec.msgpack.encode(kb.knowledge)
