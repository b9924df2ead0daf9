"""Verdicts: of one bearer, of one phase, of the mission. There is no score: a number would hide which duty of whom.

Blocked: a binding rule fails under every combination of readings. Open: a binding rule waits for a fact. Contested: some
readings fail and others do not. Clear if carried out: nothing fails and something is still to do. Open stands above
contested, so that forgetting a fact can only ever lead to open.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, product

from regolex.findings import Finding, Outcomes

VERDICTS = ("clear", "clear-if-carried-out", "open", "contested", "blocked")
_LIMIT = 4096


def decides(finding: Finding) -> bool:
    """Whether a finding can decide a verdict: rights and expectations never do."""
    return finding.rule.binding and finding.rule.kind not in ("right", "permission")


def verdict(findings: Iterable[Finding]) -> str:
    """The verdict over some findings."""
    occurring: set[str] = set()
    fails: list[Finding] = []
    for finding in findings:
        if decides(finding):
            results = finding.results
            occurring |= results
            if "breached" in results:
                if len(results) == 1:
                    return "blocked"
                fails.append(finding)
    if fails and _fails_always({f.outcomes for f in fails}):
        return "blocked"
    if "open" in occurring:
        return "open"
    if fails:
        return "contested"
    return "clear-if-carried-out" if "to-do" in occurring else "clear"


def _fails_always(fails: set[Outcomes]) -> bool:
    """Whether every combination of readings breaches something, taking all findings together."""
    # of each question, the classes of readings that the failing findings tell apart
    breaching = [[dict(c) for c, outcome in outcomes if outcome.result == "breached"] for outcomes in fails]
    choices: dict[str, set[str]] = {}
    for outcomes in fails:
        for combination, _ in outcomes:
            for question, readings in combination:
                choices.setdefault(question, set()).update(readings)
    names = sorted(choices)
    combinations = list(islice(product(*(sorted(choices[n]) for n in names)), _LIMIT + 1))
    if len(combinations) > _LIMIT:
        return False  # too many to try; each finding is shown with its own readings
    for chosen in combinations:
        world = dict(zip(names, chosen, strict=True))
        if not any(all(world[q] in c[q] for q in c) for of_one in breaching for c in of_one):
            return False
    return True
