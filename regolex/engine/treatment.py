"""Findings where the law is taken to be followed: by the client, by others, or by both."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from regolex.engine.findings import Finding, by_readings, summed
from regolex.engine.outcome import Outcome
from regolex.engine.preparation import Prepared
from regolex.engine.results import TASK
from regolex.law.norms import NORMS


def treated(findings: Iterable[Finding], prepared: Prepared, reaches: frozenset[str]) -> tuple[Finding, ...]:
    """Findings where the law is taken to be followed: what is due is to do, and nothing is turned into met.

    An obligation or condition whose application is open would be a task as well, and no breach for want of an answer; one
    that the plan does not mean to meet stays what it is.
    """
    client, others = "client-follows-law" in prepared.treatments, "others-follow-law" in prepared.treatments
    if not client and not others:
        return tuple(findings)
    return tuple(_followed(f) if (client if f.bearer in reaches else others) else f for f in findings)


def _followed(f: Finding) -> Finding:
    norm = NORMS[f.rule.kind]
    outcomes = tuple((c, _as_followed(o, norm.forbids or norm.gives)) for c, o in f.outcomes)
    if outcomes == f.outcomes:
        return f
    result, planned = summed(outcomes)
    return msgspec.structs.replace(
        f, outcomes=outcomes, result=result, as_planned=planned, by_reading=by_readings(outcomes),
        results=frozenset(o.result for _, o in outcomes), followed=True,
    )  # fmt: skip


def _as_followed(o: Outcome, no_task: bool) -> Outcome:
    if o.result == "due":
        return msgspec.structs.replace(o, result="to-do", best=TASK, worst=TASK, soft_worst=TASK)
    if o.result == "open" and not no_task and not o.unmet:
        return msgspec.structs.replace(o, worst=min(o.worst, TASK), soft_worst=min(o.soft_worst, TASK))
    return o
