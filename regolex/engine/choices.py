"""Which readings an assessment is made on: those chosen one by one, those that a State has stated, or all serious ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from regolex.errors import EvaluationError, Problem, nearest
from regolex.law import model as m
from regolex.law.names import state_hint
from regolex.law.readings import choosable


def chosen_readings(
    knowledge: m.Knowledge, on: date, readings: Mapping[str, str], viewpoint: str
) -> dict[str, tuple[str, ...]]:
    """The readings fixed by choice or viewpoint; raises EvaluationError with every choice that does not exist."""
    problems = []
    chosen: dict[str, tuple[str, ...]] = stated_readings(knowledge, viewpoint, on) if viewpoint else {}
    if viewpoint and not chosen:
        holders = {
            h.state
            for q in knowledge.questions.values()
            for r in q.readings
            for h in r.holders
            if h.speaks_for_its_state
        }
        problems.append(
            Problem(
                "E303", f"no reading stated by {viewpoint!r} on or before {on} is on record",
                expected=", ".join(sorted(holders)), hint=state_hint(knowledge, viewpoint, holders),
            )
        )  # fmt: skip
    for question, reading in readings.items():
        known = knowledge.questions.get(question)
        ids = list(choosable(known)) if known else []
        if reading not in ids:
            problems.append(
                Problem(
                    "E302", f"there is no reading {question}={reading}",
                    expected=f"{question}={'|'.join(ids)}" if known else ", ".join(knowledge.questions),
                    hint=nearest(reading, ids) if known else nearest(question, knowledge.questions),
                )
            )  # fmt: skip
        chosen[question] = (reading,)
    if problems:
        raise EvaluationError(problems)
    return chosen


def stated_readings(knowledge: m.Knowledge, state: str, on: date) -> dict[str, tuple[str, ...]]:
    """The readings that a State itself has stated by a day, as far as its own words were read, question by question."""
    found: dict[str, tuple[str, ...]] = {}
    for question in knowledge.questions.values():
        held = tuple(
            r.id
            for r in question.readings
            if not r.apart and any(h.state == state and h.speaks_for_its_state and h.held_on(on) for h in r.holders)
        )
        if held:
            found[question.id] = held
    return found


__all__ = ["chosen_readings", "stated_readings"]
