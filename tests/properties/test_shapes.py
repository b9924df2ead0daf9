"""Missions of every shape: shown alike by every form of output, certain where they say so, and summed up as they are."""

from __future__ import annotations

import hashlib
from pathlib import Path
from random import Random

import msgspec
import pytest

from regolex.engine.results import RESULTS
from regolex.formats.texts.official import Links, Official, Spot, Text
from regolex.knowledge import KnowledgeBase
from regolex.report import first_screen as screen
from regolex.report import published
from tests.conftest import ROOT
from tests.properties.completions import certain, left_out, moved, whole
from tests.properties.outputs import differences
from tests.properties.shapes import BEARERS, KEYS, ShapeDrawer, named
from tests.properties.summaries import contradictions

SEEDS = 4  # in the quick suite; tests/long goes on


@pytest.fixture(scope="session")
def shapes(kb: KnowledgeBase) -> ShapeDrawer:
    """Draws shapes, among them examples with answers changed."""
    return ShapeDrawer(kb.engine, [kb.read_mission(path) for path in sorted((ROOT / "examples").glob("*.yaml"))])


@pytest.fixture(scope="session")
def linked(kb: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Official:
    """Official words of the whole Outer Space Treaty, as if a user had linked a copy."""
    return linked_words(kb, tmp_path_factory.mktemp("texts"))


def linked_words(kb: KnowledgeBase, folder: Path) -> Official:
    """One file with words for every provision of the Outer Space Treaty."""
    words = b"Words of the official text, <b>as they stand</b>."
    file = folder / "treaty.txt"
    file.write_bytes(words)
    treaty = next(i for i in kb.knowledge.instruments.values() if i.work == "un/treaty/ost-1967")
    spots = {p.id.partition("#")[2]: Spot(0, len(words)) for p in treaty.provisions}
    text = Text(treaty.version, str(file), hashlib.sha256(words).hexdigest(), "text", "en", str(folder), "", spots)
    return Official(Links(texts=(text,)))


# --- what is drawn ------------------------------------------------------------------------------------------------------


def test_the_shapes_drawn_reach_every_result_bearer_and_choice(shapes: ShapeDrawer) -> None:
    found: set[str] = set()
    for seed in (*range(80), 143, 219, 307, 1000):  # few displace a rule, few find no duty
        shape = shapes.shape(seed)
        found.update(named(shape, shape.assess(shapes.engine), shapes.knowledge))
    assert {f"result {name}" for name in RESULTS} <= found
    assert {f"bearer {name}" for name in BEARERS} <= found
    assert set(KEYS) <= found
    assert {f"word {word}" for word in ("blocked", "contested", "to-do", "no-duty-found", "undetermined")} <= {
        name.rpartition(" ")[0] for name in found if name.startswith("word ")
    }
    assert len([name for name in found if name.startswith("mix ")]) >= 12


def test_the_words_that_are_linked_reach_the_report(kb: KnowledgeBase, shapes: ShapeDrawer, linked: Official) -> None:
    a = shapes.shape(0).assess(shapes.engine)
    assert published.with_official(published.to_json(a), linked)["official_texts"]["words"]


# --- every form of output -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_form_of_output_tells_the_same(
    kb: KnowledgeBase, shapes: ShapeDrawer, linked: Official, seed: int
) -> None:
    assert list(differences(kb, shapes.shape(seed).assess(shapes.engine), linked)) == []


def test_an_output_that_leaves_out_a_finding_is_noticed(
    kb: KnowledgeBase, shapes: ShapeDrawer, linked: Official, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = shapes.shape(1).assess(shapes.engine)
    right = published.to_json

    def short(assessment: object) -> dict[str, object]:
        plain = right(assessment)  # type: ignore[arg-type]
        return plain | {"findings": plain["findings"][1:]}

    monkeypatch.setattr("tests.properties.outputs.to_json", short)
    assert any("published results" in wrong for wrong in differences(kb, a, linked))


# --- certain means certain ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(2))
def test_what_is_certain_stays_whatever_was_left_out(shapes: ShapeDrawer, block: int) -> None:
    seen = 0
    for seed in range(block * 10, (block + 1) * 10):
        random, shape = Random(seed), whole(shapes.shape(seed))
        after = shape.assess(shapes.engine)
        for _ in range(2):
            before = left_out(shape, shapes.knowledge, random).assess(shapes.engine)
            seen += sum(1 for _ in certain(before))
            assert list(moved(before, after)) == [], seed
    assert seen > 100


def test_a_placeholder_that_is_taken_for_nothing_is_noticed(
    shapes: ShapeDrawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list left out must not count as an empty one."""
    pairs = []
    for seed in range(12):
        random, shape = Random(seed), whole(shapes.shape(seed))
        pairs.append((left_out(shape, shapes.knowledge, random), shape.assess(shapes.engine)))
    monkeypatch.setattr("regolex.engine.world.World.parts", lambda world, kind: (world.listed(kind), True))
    assert any(list(moved(before.assess(shapes.engine), after)) for before, after in pairs)


# --- summaries ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(2))
def test_no_sentence_of_the_first_screen_contradicts_its_table(shapes: ShapeDrawer, block: int) -> None:
    for seed in range(block * 10, (block + 1) * 10):
        shape = shapes.shape(seed)
        for one in (shape, left_out(shape, shapes.knowledge, Random(seed))):
            assert list(contradictions(one.assess(shapes.engine))) == [], seed


def test_a_summary_that_says_more_than_its_table_is_noticed(
    shapes: ShapeDrawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = next(
        a for a in (shapes.shape(s).assess(shapes.engine) for s in range(40))
        if a.you is None and a.overall.dominant.word == "blocked"
    )  # fmt: skip
    assert list(contradictions(blocked)) == []
    calm = ("7777 tasks are left; no breach is found on the prevailing readings.", "")
    monkeypatch.setattr(screen, "sentences", lambda _: calm)
    wrong = " ".join(contradictions(blocked))
    assert "nothing is breached, but" in wrong
    assert "7777 tasks" in wrong


def test_a_bearer_that_is_clear_without_a_duty_is_noticed(shapes: ShapeDrawer) -> None:
    a = shapes.shape(0).assess(shapes.engine)
    idle = msgspec.structs.replace(a.overall.every_reading, word="clear", grade="complete", may_become=("clear",))
    side = msgspec.structs.replace(a.overall, every_reading=idle, dominant=idle)
    bare = msgspec.structs.replace(a, findings=(), might_concern=(), overall=side, you=None, standings=())
    assert "mission is clear without a duty" in list(contradictions(bare))
