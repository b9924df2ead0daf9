"""Whose acts count: a State's code as stated, and the State that acts for it on a day.

A mission may name a territory (French Guiana) or a State that is no more (the Soviet Union). It is resolved once, before
anything is decided, so that every implementation of the law sees the State whose acts count; what was stated stays
beside it, because national law may name the territory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from regolex.errors import EvaluationError, Problem
from regolex.law import model as m
from regolex.missions.mission import Answer, Mission


class Place(msgspec.Struct, frozen=True):
    """A code that a mission states and whose acts are those of another State, or of none, on the day."""

    code: str
    rows: tuple[m.Territory, ...]

    @property
    def state(self) -> str:
        """The State whose acts count; empty where no State holds the territory."""
        return self.rows[0].state


class Sovereignty:
    """The table of territories and dissolved States on one day."""

    def __init__(self, knowledge: m.Knowledge, on: date) -> None:
        self.on = on
        self.rows: dict[str, tuple[m.Territory, ...]] = {}
        for row in knowledge.territories:
            if row.holds(on):
                self.rows[row.code] = (*self.rows.get(row.code, ()), row)
        self._reach = {(r.code, r.state, r.work): r for r in knowledge.reaches if r.holds(on)}
        # codes whose acts are another's: no bearer of anything by themselves
        self.elsewhere = {code for code, rows in self.rows.items() if any(row.state != code for row in rows)}

    def acting(self, code: str) -> str:
        """The State whose acts count for a code; the code itself where it acts for itself or several States follow it."""
        rows = self.rows.get(code, ())
        return rows[0].state if len(rows) == 1 else code

    def resolved(self, value: Any) -> Any:
        """A State or several with those that act for them; None where no State does."""
        if isinstance(value, tuple):
            return tuple(dict.fromkeys(state for state in map(self.acting, value) if state))
        return self.acting(value) or None

    def moved(self, value: Any) -> tuple[str, ...]:
        """The codes of a value whose acts are those of another State, or of none."""
        codes = value if isinstance(value, tuple) else (value,)
        return tuple(code for code in codes if self.acting(code) != code)

    def beyond_law(self, code: str) -> m.Territory | None:
        """The row of a territory of which it is not established that the law of its State reaches it; else None."""
        rows = self.rows.get(code, ())
        one = rows[0] if len(rows) == 1 else None
        return one if one and one.kind == "territory" and one.national_law != "reaches" else None

    def reach(self, code: str, state: str, work: str) -> m.Reach | None:
        """The row that says whether a treaty reaches a territory; None where the general rule says yes."""
        return self._reach.get((code, state, work))

    def doubtful(self, codes: Iterable[str], state: str, work: str) -> m.Reach | None:
        """Why it is unsettled that a treaty of a State reaches any of these territories; None where one is reached."""
        found = [self.reach(code, state, work) for code in codes]
        return found[0] if found and all(row and row.reaches != "yes" for row in found) else None

    def of(self, mission: Mission, knowledge: m.Knowledge) -> tuple[Place, ...]:
        """Every code stated whose acts are those of another State or of none, and what is contested, in order."""
        codes = {code for _, _, value in _stated(mission, knowledge) for code in _codes(value)}
        return tuple(Place(code, self.rows[code]) for code in sorted(codes) if code in self.rows)


def through(values: Iterable[Any], sovereignty: Sovereignty) -> dict[str, tuple[str, ...]]:
    """The States that are named by their territories alone, with these territories. ``values`` are as they were stated."""
    named: set[str] = set()
    by: dict[str, set[str]] = {}
    for value in values:
        for code in _codes(value):
            state = sovereignty.acting(code)
            if state == code:
                named.add(code)
            elif state:
                by.setdefault(state, set()).add(code)
    return {state: tuple(sorted(codes)) for state, codes in sorted(by.items()) if state not in named}


def resolved(mission: Mission, knowledge: m.Knowledge, sovereignty: Sovereignty) -> Mission:
    """The mission with the States whose acts count in place of their territories."""
    answers: dict[str, dict[str, Answer]] = dict(mission.answers)
    for part, fact, value in _stated(mission, knowledge):
        if sovereignty.moved(value):
            found = sovereignty.resolved(value)
            answer = answers[part][fact]
            gone = Answer(does_not_arise=_NOWHERE, source=answer.source, by=answer.by, on=answer.on)
            changed = gone if found is None else msgspec.structs.replace(answer, value=found)
            answers[part] = {**answers[part], fact: changed}
    return msgspec.structs.replace(mission, answers=answers)


_NOWHERE = "no State's territory"


def no_riddles(mission: Mission, knowledge: m.Knowledge, on: date) -> None:
    """Raise EvaluationError for a State that is no more on the day and that several States follow."""
    sovereignty = Sovereignty(knowledge, on)
    problems = []
    for place in sovereignty.of(mission, knowledge):
        if len(place.rows) > 1:
            heirs = ", ".join(f"{row.state} ({knowledge.states[row.state]})" for row in place.rows)
            name = knowledge.states[place.code]
            problems.append(
                Problem(
                    "E350", f"{name} was not a State on {on}: it {place.rows[0].status}", mission.id,
                    expected=f"the code of the State that is meant: {heirs}",
                    hint="Each of them is bound by its own acts and successions.",
                )
            )  # fmt: skip
    if problems:
        raise EvaluationError(problems)


def _codes(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def _stated(mission: Mission, knowledge: m.Knowledge) -> list[tuple[str, str, Any]]:
    facts: Mapping[str, m.Fact] = knowledge.facts
    return [
        (part, fact, answer.value)
        for part, answers in mission.answers.items()
        for fact, answer in answers.items()
        if facts[fact].type == "state" and answer.known and answer.value is not None
    ]


__all__ = ["Place", "Sovereignty", "no_riddles", "resolved", "through"]
