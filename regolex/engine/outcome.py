"""The outcome of one rule for one bearer and subject under one combination of readings: the total table of results.

Two states go in, as things stand and as planned: whether the rule applies (to a bearer it concerns, not displaced), and
whether it is satisfied. The table is that of ``docs/explanation/results.md``; the logic program of
:mod:`regolex.solving.answer_sets` holds the same table for known states, written independently.
"""

from __future__ import annotations

from typing import Final

import msgspec

from regolex.engine.results import BREACH, FINE, NOT_APPLICABLE, TASK
from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from regolex.law.norms import Norm


class State(msgspec.Struct, frozen=True):
    """Whether a rule applies and whether it is satisfied, in one mode."""

    applies: Truth
    satisfied: Truth


NA: Final = State(FALSE, UNKNOWN)
DISPLACED: Final = State(FALSE, FALSE)


class Outcome(msgspec.Struct, frozen=True):
    """The result under one combination of readings, as things stand and as planned.

    ``best`` and ``worst`` are the weights between which answers can move it (:mod:`regolex.engine.results`);
    ``soft_worst`` counts what authorities may judge and what doubtful sources may say as well. ``harmless``: it is
    satisfied whether or not it applies. ``today`` is set for a right that is held today and lost by the plan. ``doubt``:
    it is open because its source is doubtful, so that no answer can settle it. ``unmet``: it would be breached if it applies,
    whatever else is answered.
    """

    result: str
    as_planned: str
    best: int = FINE
    worst: int = FINE
    soft_worst: int = FINE
    harmless: bool = False
    doubt: bool = False
    today: str = ""
    unmet: bool = False


def outcome(norm: Norm, doubtful: bool, now: State, planned: State) -> Outcome:
    """The outcome of the two states. ``doubtful``: the source of the rule never decides a breach."""
    if planned is DISPLACED:
        return Outcome("displaced", "displaced")
    if norm.gives:
        return _given(now, planned)
    if planned.applies == FALSE:
        return _judged_today(norm, doubtful, now)
    done = planned.satisfied == TRUE
    if planned.applies == UNKNOWN:
        if done and now.satisfied == TRUE:
            return Outcome(norm.good, norm.good, harmless=True)
        open_ = _open(norm.good if done else "open", TASK if done else BREACH, doubtful)
        return msgspec.structs.replace(open_, unmet=planned.satisfied == FALSE)
    if planned.satisfied == FALSE:
        return _doubt() if doubtful else Outcome("breached", "breached", BREACH, BREACH, BREACH)
    if not done:
        return _open("open", BREACH, doubtful) if norm.forbids else _due("open", doubtful)
    if now.satisfied == TRUE:
        return Outcome(norm.good, norm.good)
    if now.satisfied == FALSE:
        return Outcome("to-do", norm.good, TASK, TASK, TASK)
    return _open(norm.good, TASK, doubtful) if norm.forbids else Outcome("to-do", norm.good, FINE, TASK, TASK)


def _judged_today(norm: Norm, doubtful: bool, now: State) -> Outcome:
    """A rule that no longer applies as planned: a duty of today ends with the plan, and so can only be to do."""
    if now.applies == FALSE:
        return Outcome(NOT_APPLICABLE, NOT_APPLICABLE)
    if now.satisfied == TRUE:
        return Outcome(norm.good, NOT_APPLICABLE, harmless=now.applies == UNKNOWN)
    if now.applies == UNKNOWN or (norm.forbids and now.satisfied == UNKNOWN):
        return _open(NOT_APPLICABLE, TASK, doubtful)
    if now.satisfied == FALSE:
        return Outcome("to-do", NOT_APPLICABLE, TASK, TASK, TASK)
    return Outcome("due", NOT_APPLICABLE, FINE, TASK, TASK)


def _due(planned: str, doubtful: bool) -> Outcome:
    return Outcome("due", planned, FINE, TASK if doubtful else BREACH, BREACH)


def _open(planned: str, worst: int, doubtful: bool) -> Outcome:
    return Outcome("open", planned, FINE, min(worst, TASK) if doubtful else worst, worst)


def _doubt() -> Outcome:
    return Outcome("open", "open", FINE, FINE, BREACH, doubt=True)


def judged(found: Outcome) -> Outcome:
    """The same outcome where everything it waits for is for an authority to judge."""
    planned = "judgement" if found.as_planned == "open" else found.as_planned
    return Outcome("judgement", planned, FINE, FINE, found.soft_worst)


def _given(now: State, planned: State) -> Outcome:
    """A right or permission: worth nothing while it is not known whether it is this bearer's."""
    held_today = _held(now)
    later = _held(planned)
    if planned.applies == FALSE:
        if held_today == TRUE:
            return Outcome("withheld", NOT_APPLICABLE, today="granted")
        words = {FALSE: NOT_APPLICABLE if now.applies == FALSE else "withheld", UNKNOWN: "open"}
        return Outcome(words[held_today], NOT_APPLICABLE)
    if planned.applies == UNKNOWN or later == UNKNOWN:
        return Outcome("open", "open")
    if later == FALSE:
        return Outcome("withheld", "withheld", today="granted" if held_today == TRUE else "")
    return Outcome("granted" if held_today == TRUE else "granted-as-planned", "granted")


def _held(state: State) -> Truth:
    return min(state.applies, state.satisfied) if state.applies != FALSE else FALSE


__all__ = ["DISPLACED", "NA", "Outcome", "State", "judged", "outcome"]
