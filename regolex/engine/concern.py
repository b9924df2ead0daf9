"""Whom law might concern: kept apart from the findings and grouped by the questions that decide it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.results import RESULTS
from regolex.law.norms import NORMS


class Entry(msgspec.Struct, frozen=True):
    """One bearer whom some rules might concern, by the roles that would make them."""

    bearer: str
    roles: tuple[str, ...]
    subjects: tuple[str, ...]
    rules: tuple[str, ...]


class Concern(msgspec.Struct, frozen=True):
    """What hangs on one set of questions. ``may_become`` are the weights for a verdict at stake; empty where none is."""

    questions: tuple[str, ...]
    entries: tuple[Entry, ...]
    may_become: tuple[str, ...]


def harmless(f: Finding) -> bool:
    """Whether it does not matter if the rule concerns the bearer: it is satisfied anyway, or does not apply."""
    return all(outcome.harmless or not RESULTS[outcome.result].applies for _, outcome in f.outcomes)


def concerns(a: Assessment) -> tuple[Concern, ...]:
    """What might concern someone, the largest group first; what is harmless either way is left out."""
    groups: dict[tuple[str, ...], dict[str, list[Finding]]] = {}
    for f in a.might_concern:
        if not harmless(f):
            asked = a.questions.of.get((f.rule.id, f.bearer, f.subject), ())
            groups.setdefault(tuple(sorted(asked, key=lambda q: int(q[1:]))), {}).setdefault(f.bearer, []).append(f)
    found = [
        Concern(
            asked, tuple(_entry(bearer, findings) for bearer, findings in by_bearer.items()),
            _at_stake(f for findings in by_bearer.values() for f in findings),
        )
        for asked, by_bearer in groups.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda c: -sum(len(e.rules) for e in c.entries)))


def _entry(bearer: str, findings: list[Finding]) -> Entry:
    roles = dict.fromkeys(role for f in findings for role in f.rule.binds)
    subjects = dict.fromkeys(f.subject for f in findings)
    return Entry(bearer, tuple(roles), tuple(subjects), tuple(dict.fromkeys(f.rule.id for f in findings)))


def _at_stake(findings: Iterable[Finding]) -> tuple[str, ...]:
    worst = max((o.soft_worst for f in findings if f.weighs for _, o in f.outcomes), default=0)
    return ("breached", "to-do")[:worst] if worst == 2 else ("to-do",) if worst else ()


def may_become(f: Finding) -> tuple[str, ...]:
    """The results that answers and judgements can still bring about; the result itself where nothing is open."""
    norm = NORMS[f.rule.kind]
    row = RESULTS[f.result]
    if f.result == "due":
        return ("met", "to-do", "breached")
    if f.result == "to-do":
        return ("met", "to-do") if any(o.best == 0 for _, o in f.outcomes) else ("to-do",)
    if f.result == "contested" and any(RESULTS[o.result].unsettled for _, o in f.outcomes):
        return ("contested", "breached")
    if not row.unsettled:
        return (f.result,)
    return ("not-applicable", *norm.results)


__all__ = ["Concern", "Entry", "concerns", "harmless", "may_become"]
