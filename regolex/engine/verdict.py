"""Verdicts of a bearer, a phase and the mission. There is no score: a number would hide which duty of which bearer.

Blocked: a binding rule is breached under every combination of readings. Open: a binding rule depends on a missing fact.
Contested: a rule is breached under some readings only. Clear if carried out: no breach, and something is still to do.
Open stands above contested, so that forgetting a fact can only ever lead to open.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, product

from regolex.engine.findings import Finding, Outcomes

VERDICTS = ("clear", "clear-if-carried-out", "open", "contested", "blocked")
_LIMIT = 4096
_BREACHED = frozenset({"breached"})


def decides(finding: Finding) -> bool:
    """Whether a finding can decide a verdict; rights and expectations never do."""
    return bool(finding.weighs)


def verdict(findings: Iterable[Finding]) -> str:
    """The verdict over some findings."""
    kinds: dict[frozenset[str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(finding.weighs, []).append(finding)
    occurring = frozenset().union(*kinds)
    if _BREACHED in kinds:
        return "blocked"
    fails = [finding.outcomes for weighs, found in kinds.items() if "breached" in weighs for finding in found]
    if _fails_always(fails):
        return "blocked"
    if "open" in occurring:
        return "open"
    if fails:
        return "contested"
    return "clear-if-carried-out" if "to-do" in occurring else "clear"


def _fails_always(fails: list[Outcomes]) -> bool:
    """Whether, over all findings, every combination of readings breaches something, though no single finding is blocked."""
    if len(fails) < 2:
        return False
    # for each question, the classes of readings that the breached findings distinguish
    tables = {tuple(c for c, outcome in outcomes if outcome.result == "breached") for outcomes in fails}
    breaching = [[dict(c) for c in table] for table in tables]
    choices: dict[str, set[str]] = {}  # identical for every finding that depends on a question
    for outcomes in fails:
        for n, (question, _) in enumerate(outcomes[0][0]):
            if question not in choices:
                choices[question] = {reading for combination, _ in outcomes for reading in combination[n][1]}
    names = sorted(choices)
    combinations = list(islice(product(*(sorted(choices[n]) for n in names)), _LIMIT + 1))
    if len(combinations) > _LIMIT:
        return False  # too many to try: each finding is shown with its own readings
    for chosen in combinations:
        world = dict(zip(names, chosen, strict=True))
        if not any(all(world[q] in c[q] for q in c) for of_one in breaching for c in of_one):
            return False
    return True
