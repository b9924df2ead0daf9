"""Assumption sets: each value is one the fact can have, each condition can hold, each reason is there, and answers win."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from regolex.errors import MissionError
from regolex.law.asking import Assumption, AssumptionSet
from regolex.missions.mission import mission_from_data
from tests.knowledge.test_asking import ASKED, COMPANY, K, assessed, holds_somewhere, kb

pytest.importorskip("clingo")
ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 11, 30)
SETS = K.asking.sets
ENTRIES = [(s.name, e) for s in SETS.values() for e in s.entries]


def named(value: Any) -> str:
    return value.fact if isinstance(value, Assumption) else str(value)


@pytest.mark.parametrize("item", SETS.values(), ids=lambda s: s.name)
def test_a_set_says_what_it_assumes(item: AssumptionSet) -> None:
    assert item.title
    assert len(item.says.split()) >= 5
    assert item.says.endswith(".")
    assert bool(item.entries) == (item.treatment == "facts")


def test_sets_apply_in_an_order_of_their_own() -> None:
    ranks = [item.rank for item in SETS.values()]
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=named)
def test_an_entry_has_a_reason_and_is_no_judgement(name: str, entry: Assumption) -> None:
    assert len(entry.because.split()) >= 3
    assert K.facts[entry.fact].type != "judgement"
    assert not ASKED[entry.fact].never_bundled


@pytest.mark.parametrize(("name", "entry"), [e for e in ENTRIES if e[1].when], ids=named)
def test_the_condition_of_an_entry_can_hold(name: str, entry: Assumption) -> None:
    assert entry.when is not None
    assert holds_somewhere(entry.when, K.facts[entry.fact].kind)


@pytest.mark.parametrize(("name", "entry"), [e for e in ENTRIES if e[1].source.value is not None], ids=named)
def test_a_value_that_is_assumed_can_be_stated(name: str, entry: Assumption) -> None:
    """What is assumed is read from a mission file like any other answer."""
    fact = K.facts[entry.fact]
    value = list(entry.source.value) if isinstance(entry.source.value, tuple) else entry.source.value
    expected = tuple(value) if isinstance(value, list) else value
    short = fact.id.partition(".")[2]
    own: dict[str, Any] = {"facts": {short: value}} if fact.kind == "mission" else {
        K.kinds[fact.kind].list_name: {"part": {short: value}}
    }  # fmt: skip
    mission = mission_from_data({"mission": "m", "title": "m", "facts": {}, **own}, K)
    part = "mission" if fact.kind == "mission" else f"{fact.kind}:part"
    assert mission.answer(part, fact.id).value == expected


@pytest.mark.parametrize(
    "event", [e for e in K.asking.events.values() if e.name != "refused"], ids=lambda e: e.name
)  # fmt: skip
def test_nothing_unusual_says_that_no_event_has_happened(event: Any) -> None:
    entry = next(e for e in SETS["nothing-unusual"].entries if e.fact == event.fact)
    assert entry.source.value == event.not_happened


def satellite(**more: Any) -> dict[str, Any]:
    return {
        "parties": COMPANY, "launches": {"up": {"date": "2024-05-01", "launcher": "us", "carried_out": "done"}},
        "objects": {"probe": {"kind": "probe", "operator": "us", "launch": "up", **more}},
    }  # fmt: skip


def answer(fact: str, **plan: Any) -> Any:
    a = assessed(ON, **plan)
    return a.prepared.mission.answer("object:probe", fact)


def test_nothing_is_assumed_until_a_set_is_adopted() -> None:
    assert not answer("object.fell_to_earth", **satellite()).known
    assert answer("object.fell_to_earth", **satellite(), assumed=["nothing-unusual"]).value is False


def test_a_stated_answer_and_a_stated_dont_know_win() -> None:
    fell = satellite(fell_to_earth=True)
    assert answer("object.fell_to_earth", **fell, assumed=["nothing-unusual"]).value is True
    unknown = satellite(fell_to_earth={"unknown": "dont-know"})
    assert not answer("object.fell_to_earth", **unknown, assumed=["nothing-unusual"]).known


def test_the_purpose_of_the_mission_is_not_assumed_for_a_step_that_has_another() -> None:
    def purpose(**step: Any) -> Any:
        a = assessed(
            ON, parties=COMPANY, facts={"purpose": ["commercial"]}, assumed=["usual-links"],
            activities={"step": {"kind": "sampling", "operator": "us", **step}},
        )  # fmt: skip
        return a.prepared.mission.answer("activity:step", "activity.purpose").value

    assert purpose() == "commercial-gain"
    assert purpose(purpose="scientific-investigation") == "scientific-investigation"


def test_leaving_the_sets_out_gives_the_strict_result() -> None:
    with_sets = assessed(ON, **satellite(), assumed=["nothing-unusual", "usual-links"])
    alone = assessed(ON, **satellite())
    assert with_sets.strict is not None
    assert with_sets.strict.mission == alone.overall
    assert with_sets.overall != alone.overall


def test_a_set_that_does_not_exist_is_refused() -> None:
    with pytest.raises(MissionError, match="M147"):
        assessed(ON, **satellite(), assumed=["everything-fine"])


def test_a_reason_that_is_a_placeholder_is_refused(tmp_path: Path) -> None:
    import shutil

    from regolex.checks.check import check

    for part in ("corpus", "ontology", "rules"):
        shutil.copytree(ROOT / part, tmp_path / part)
    file = tmp_path / "ontology/assumptions/usual-links.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("because: It is the only body in the plan.", "because: X", 1), encoding="utf-8")
    problems = check(tmp_path)[0]
    assert [(p.code, "is not a reason" in p.what) for p in problems] == [("K106", True)]
    assert kb() is not None
