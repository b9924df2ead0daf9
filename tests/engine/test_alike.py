"""What bearers share is worked out once, and is what each would be told on its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from regolex.engine.alike import asked_of_bearer
from regolex.engine.engine import Engine
from regolex.engine.finder import Finder
from regolex.engine.preparation import prepare
from regolex.engine.run import Run
from regolex.engine.world import World
from regolex.missions.mission import mission_from_data

ON = date(2026, 11, 30)
STATES = ("AUS", "BRA", "GBR", "IND", "LUX", "PRK", "TON", "USA")


class Alone(Run):
    """A run in which no bearer shares a truth with another."""

    shares = False


def plan(**more: Any) -> dict[str, Any]:
    """Eight companies of as many States, each with an activity and a claim of its own."""
    numbers = range(len(STATES))
    return {
        "mission": "many",
        "title": "many",
        "parties": {f"p{n}": {"organised_under": STATES[n]} for n in numbers},
        "activities": {f"a{n}": {"kind": "extraction", "operator": f"p{n}"} for n in numbers},
        "claims": {f"c{n}": {"over": "extracted-material", "claimant": f"p{n}", "activity": f"a{n}"} for n in numbers},
    } | more


PLANS = {
    "each on its own": plan(),
    "one launch for all": plan(
        launches={"l": {"territory": "USA", "procurers": ["p4"]}}, objects={"o": {"launch": "l"}}
    ),
    "permits, and two in one activity": plan(
        authorisations={"x": {"by": "LUX", "holder": "p4"}},
        activities={"a": {"kind": "extraction", "operator": "p1"}, "b": {"kind": "orbit-survey", "operator": "p7"}},
        claims={"c": {"over": "deposit-in-place", "claimant": "p1", "activity": "b"}},
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_a_bearer_is_told_what_it_would_be_told_if_nothing_were_shared(engine: Engine, name: str) -> None:
    mission = mission_from_data(PLANS[name], engine.knowledge)
    ready = prepare(engine, mission, ON).mission
    shared, alone = (list(Finder(kind(engine, World(engine.knowledge, ready, ON), {})).all()) for kind in (Run, Alone))
    assert len(shared) > 1000
    assert [told(f) for f in shared] == [told(f) for f in alone]
    some = next(f for f in shared if f.perhaps and f.bearer == "TON")
    assert some.because == next(f for f in alone if told(f) == told(some)).because, (
        "a shared finding proves its own bearer"
    )


def told(finding: Any) -> tuple[Any, ...]:
    return (
        finding.rule.id, finding.bearer, finding.subject, finding.result, finding.outcomes, finding.missing, finding.perhaps,
    )  # fmt: skip


def test_most_duties_of_states_cannot_tell_states_apart_that_no_answer_names(engine: Engine) -> None:
    duties = [
        item for item in engine.duties if item.rule.holder == "State" and item.instrument.legal_order == "international"
    ]
    shared = [item for item in duties if asked_of_bearer(engine, item)]
    assert len(shared) > 0.9 * len(duties) > 0
