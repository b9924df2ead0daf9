"""Certainty: the assessment with findings that three-valued logic leaves open decided exactly, as far as possible.

A finding with the same result whatever the answers has that result and says so; every other open finding names the answers
on which it depends. Doubtful sources stay doubtful, and contested findings stay contested.
"""

from __future__ import annotations

import msgspec

from regolex.engine import assessment as a
from regolex.engine.engine import Engine
from regolex.engine.finder import Finder
from regolex.engine.findings import Finding, by_readings, summed
from regolex.engine.incremental import Incremental
from regolex.engine.outlook import SETTLED
from regolex.engine.results import RESULTS
from regolex.solving.outlooks import BOUND, Outlooks


def is_open(f: Finding) -> bool:
    """Whether some result of a finding is open."""
    return any(RESULTS[outcome.result].unsettled for _, outcome in f.outcomes)


def certain(engine: Engine, assessed: a.Assessment, *, bound: int = BOUND) -> a.Assessment:
    """Decide the open findings of an assessment exactly.

    ``bound`` is the number of trials for each question about one finding. It depends on no clock, so the same arguments give
    the same result on every machine.
    """
    fixed = {question: readings[0] for question, readings in assessed.readings.items() if len(readings) == 1}
    work = Incremental(
        engine, assessed.mission, on=assessed.on, readings=fixed, viewpoint=assessed.viewpoint, pending=assessed.pending
    )
    looked = with_outlooks(work, Outlooks(work, bound=bound))
    return msgspec.structs.replace(a.having(engine, assessed, looked), settled=True)


def with_outlooks(work: Incremental, outlooks: Outlooks) -> tuple[Finding, ...]:
    """The findings of an assessment in progress, each open one with its outlook."""
    finder = Finder(work.run)
    return tuple(_with_outlook(f, outlooks, finder) if is_open(f) else f for f in work.assessment.all_findings)


def _with_outlook(f: Finding, outlooks: Outlooks, finder: Finder) -> Finding:
    outlook = outlooks.full(f)
    if outlook.state != SETTLED:
        return msgspec.structs.replace(f, outlook=outlook)
    outcomes = outlooks.outcomes(f)
    result, planned = summed(outcomes)
    results = frozenset(outcome.result for _, outcome in outcomes)
    return msgspec.structs.replace(
        f, outlook=outlook, outcomes=outcomes, result=result, as_planned=planned,
        results=results, by_reading=by_readings(outcomes), missing=(),
        prove=finder.because,
    )  # fmt: skip


__all__ = ["certain", "is_open", "with_outlooks"]
