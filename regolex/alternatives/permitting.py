"""Rows of a comparison on what each home asks: the permits, who decides, how long that takes, and what the plan answers for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from regolex.alternatives.plans import Plan, Row
from regolex.report.memo_happens import wakened
from regolex.report.view import citation
from regolex.tasks.fees import fees
from regolex.tasks.roadmap import CLIENT, RoadStep, roadmap
from regolex.tasks.standing import Leave, leaves

_GAP = "law-is-silent"


def permitting(plans: Sequence[Plan]) -> Iterator[Row]:
    """The rows, each for those whose place is varied; a cell is empty where the encoded law has nothing on it."""
    rows: tuple[tuple[str, Callable[[Plan], Iterator[str]]], ...] = (
        ("permits the plan needs there", _permits),
        ("open whether a permit is needed", _perhaps),
        ("the law that was read has no", _silent),
        ("time by law", lambda plan: _times(plan, "statutory")),
        ("usual time", lambda plan: _times(plan, "usual")),
        ("fees by law", _fees),
        ("liability if damage is done", _liable),
    )
    for label, cells_of in rows:
        cells = tuple("; ".join(dict.fromkeys(cells_of(plan))) for plan in plans)
        if any(cells):
            yield Row(label, cells)


def _own(plan: Plan) -> list[Leave]:
    """The permits of those whose place is varied, by the law of the State compared or of any other."""
    return [one for one in leaves(plan.a) if one.who in plan.persons]


def _named(one: Leave, plan: Plan) -> str:
    law = f", {citation(plan.a.knowledge, one.finding.rule)}" if one.finding else ""
    who = "; ".join(one.authorities) or "not named in the encoded law"
    return f"{one.label} ({who}{law})"


def _permits(plan: Plan) -> Iterator[str]:
    yield from (_named(one, plan) for one in _own(plan) if one.stand != "open")


def _perhaps(plan: Plan) -> Iterator[str]:
    yield from (one.label for one in _own(plan) if one.stand == "open")


def _silent(plan: Plan) -> Iterator[str]:
    for n in plan.a.not_covered:
        if n.sort == _GAP and n.certain and n.legal_order == plan.state and n.no:
            yield n.no


def _steps(plan: Plan) -> list[RoadStep]:
    """The steps that lead to those permits."""
    rules = {rule for one in _own(plan) if one.stand != "open" for rule in one.rules}
    return [
        step for step in roadmap(plan.a).steps if step.procedure and step.owner == CLIENT and rules & set(step.laws)
    ]


def _times(plan: Plan, sort: str) -> Iterator[str]:
    for step in _steps(plan):
        yield f"{step.what}: {getattr(step, sort)}"


def _fees(plan: Plan) -> Iterator[str]:
    road = roadmap(plan.a)
    steps = {step.procedure for step in _steps(plan)}
    for fee in fees(plan.a, road):
        if fee.procedure in steps:
            yield f"{fee.what}: {fee.amounts or fee.says}"


def _liable(plan: Plan) -> Iterator[str]:
    for w in wakened(plan.a):
        if w.liable and w.rule.binding and plan.persons & set(w.bearers):
            law = citation(plan.a.knowledge, w.rule)
            yield f"{w.rule.reads.strip().rstrip('.')} ({law}; standard of fault: {w.rule.fault})"


__all__ = ["permitting"]
