"""What is written as a mission file reads back to the same mission."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regolex.errors import MissionError
from regolex.knowledge import home, load
from regolex.law.model import Fact
from regolex.law.source import Document, read_bytes
from regolex.missions import file as mission_file
from regolex.missions.consistency import CONTROL, circles
from regolex.missions.heading import REALITIES
from regolex.missions.mission import COMMITMENTS, JUDGEMENTS, REASONS, Answer, Mission, mission_from, mission_from_data
from regolex.missions.terms import LISTS as WORDS_OF_LISTS
from regolex.missions.terms import Adopted, NoneSoFar
from regolex.missions.windows import day_or_window

KNOWLEDGE = load().knowledge
FACTS: dict[str, list[Fact]] = {}
for _fact in KNOWLEDGE.facts.values():
    if not _fact.derived:
        FACTS.setdefault(_fact.kind, []).append(_fact)
LISTS = [kind.name for kind in KNOWLEDGE.kinds.values() if kind.list_name]
TRICKY = ["", "NO", "on", "true", "~", "null", "1", "0.10", "1e5", "2026-01-31", "a: b", "- a", "#", "é\u2028\x85\x00"]
WINDOWS: list[Any] = ["2028", "2028-07", "2028-Q3", {"from": "2028-02-03", "to": "2029-01-02"}]
texts = st.sampled_from(TRICKY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
some_text = texts.filter(bool)
days = st.just("") | st.dates().map(date.isoformat)
ids = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4})?\Z", fullmatch=True)


def value_of(fact: Fact, parts: dict[str, tuple[str, ...]]) -> st.SearchStrategy[Any] | None:
    """Every value that the reader may make of an answer."""
    low = int(fact.minimum or 0)
    high = int(fact.maximum) if fact.maximum is not None else 10**12
    one: dict[str, Any] = {
        "boolean": st.booleans(),
        "text": texts,
        "commitment": st.sampled_from(COMMITMENTS),
        "judgement": st.sampled_from(JUDGEMENTS),
        "state": st.sampled_from(sorted(KNOWLEDGE.states)),
        "concept": st.sampled_from(sorted(s for s, t in KNOWLEDGE.taxa.items() if t.scheme == fact.of) or ["?"]),
        "part": st.sampled_from(parts[fact.of]) if parts.get(fact.of) else None,
        "integer": st.integers(low, high).map(Decimal),
        "decimal": st.decimals(low, high, places=3, allow_nan=False, allow_infinity=False),
        "date": st.dates(date(2000, 1, 1)) | st.sampled_from(WINDOWS).map(day_or_window),
    }
    chosen = one[fact.type]
    if fact.many:
        return st.lists(chosen, max_size=3).map(tuple) if chosen is not None else st.just(())
    return chosen


@st.composite
def answers(draw: st.DrawFn, kind: str, parts: dict[str, tuple[str, ...]]) -> dict[str, Answer]:
    out = {}
    allowed = [f for f in FACTS.get(kind, []) if f.id not in ("activity.start", "launch.date")]
    for fact in draw(st.lists(st.sampled_from(allowed), max_size=4, unique_by=lambda f: f.id)):
        how = draw(st.sampled_from(["given", "missing", "does-not-arise"]))
        value = value_of(fact, parts)
        if how == "missing":
            out[fact.id] = Answer(missing=draw(st.sampled_from(REASONS)), source=draw(texts))
        elif how == "does-not-arise" or value is None:
            out[fact.id] = Answer(does_not_arise=draw(some_text))
        else:
            out[fact.id] = Answer(draw(value), source=draw(texts), by=draw(texts), on=draw(days))
    return out


@st.composite
def missions(draw: st.DrawFn) -> Mission:
    kinds = draw(st.lists(st.sampled_from(LISTS), unique=True, max_size=4))
    parts = {k: tuple(f"{k}:{n}" for n in draw(st.lists(ids, unique=True, max_size=3))) for k in kinds}
    every = [part for listed in parts.values() for part in listed]
    given_answers = {"mission": draw(answers("mission", parts))}
    given_answers |= {part: draw(answers(part.partition(":")[0], parts)) for part in every}
    # a circle of control is refused by the reader, and has a test of its own
    for circle in circles(given_answers):
        del given_answers[circle[0]][CONTROL]
    names = {part: draw(texts) for part in every if draw(st.booleans())}
    plain = st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=5,
    )
    return Mission(
        draw(texts), draw(texts), parts, given_answers, names, draw(st.sampled_from(REALITIES)), draw(texts),
        tuple(draw(st.lists(texts, max_size=2))), draw(days), draw(st.dictionaries(texts, plain, max_size=3)),
        client=draw(st.sampled_from(("", *parts.get("party", ())))),
        lists=draw(st.dictionaries(st.sampled_from(LISTS), st.sampled_from(WORDS_OF_LISTS), max_size=3)),
        assumed=draw(st.dictionaries(st.sampled_from(sorted(KNOWLEDGE.asking.sets)), adoptions(), max_size=3)),
        events=draw(st.none() | none_so_far()),
    )  # fmt: skip


def adoptions() -> st.SearchStrategy[Adopted]:
    facts = sorted(KNOWLEDGE.facts)
    excepted = st.sampled_from([*facts[:5], *(f"object:probe {fact}" for fact in facts[-5:])])
    return st.builds(Adopted, texts, texts, unordered(excepted))


def none_so_far() -> st.SearchStrategy[NoneSoFar]:
    events = st.sampled_from(sorted(KNOWLEDGE.asking.events))
    return st.builds(NoneSoFar, st.dates(date(2000, 1, 1)), unordered(events), unordered(ids), texts)


def unordered(names: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Names whose order means nothing: a mission holds them in one order."""
    return st.sets(names, max_size=3).map(lambda found: tuple(sorted(found)))


def read_back(text: str) -> Mission:
    return mission_from(read_bytes(text.encode(), Document("mission.yaml", "M")), KNOWLEDGE)


@settings(max_examples=150, deadline=None)
@given(missions())
def test_a_written_mission_reads_back_to_the_same_mission(mission: Mission) -> None:
    assert read_back(mission_file.text(mission, KNOWLEDGE)) == mission
    assert mission_from_data(mission_file.data(mission, KNOWLEDGE), KNOWLEDGE) == mission


@pytest.mark.parametrize("path", sorted(Path(home(), "examples").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_example_survives_writing(path: Path) -> None:
    mission = load().read_mission(path)
    assert read_back(mission_file.text(mission, KNOWLEDGE)) == mission


def test_the_order_in_which_events_and_exceptions_are_named_means_nothing() -> None:
    both = [
        f"mission: m\ntitle: t\nevents: {{none_up_to: 2026-01-31, of: [{events}]}}\n"
        f"assumed: {{usual-links: {{except: [{facts}]}}}}\n"
        for events, facts in (
            ("damage-by-object, damage-by-mission", "object.owner, activity.operator"),
            ("damage-by-mission, damage-by-object", "activity.operator, object.owner"),
        )
    ]  # fmt: skip
    assert read_back(both[0]) == read_back(both[1])


def test_amounts_keep_every_digit() -> None:
    text = "mission: m\ntitle: t\nparties: {a: {controlling_interest_percent: 10.10}}\n"
    written = mission_file.text(read_back(text), KNOWLEDGE)
    assert "controlling_interest_percent: 10.10" in written


def controlled(**parties: str) -> dict[str, Any]:
    """Companies and who controls them."""
    names = dict.fromkeys([*parties, *parties.values()])
    made = {
        name: {"kind": "company"} | ({"controlling_party": parties[name]} if name in parties else {}) for name in names
    }
    return {"mission": "m", "title": "M", "parties": made}


@pytest.mark.parametrize(
    ("parties", "told"),
    [
        ({"a": "b", "b": "a"}, ["control runs in a circle: a by b by a"]),
        ({"c": "c"}, ["control runs in a circle: c by itself"]),
        ({"a": "b", "b": "c", "c": "b"}, ["control runs in a circle: b by c by b"]),
        (
            {"a": "b", "b": "a", "c": "c"},
            ["control runs in a circle: a by b by a", "control runs in a circle: c by itself"],
        ),
    ],
)
def test_control_that_runs_in_a_circle_is_told_once_for_each_circle(parties: dict[str, str], told: list[str]) -> None:
    with pytest.raises(MissionError) as refused:
        mission_from_data(controlled(**parties), KNOWLEDGE)
    assert [(p.code, p.what) for p in refused.value.problems] == [("M161", words) for words in told]


def test_a_chain_of_control_is_accepted() -> None:
    assert mission_from_data(controlled(a="b", b="c"), KNOWLEDGE).parts["party"] == ("party:a", "party:b", "party:c")
