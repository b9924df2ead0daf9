"""What can be told a client whose home State is not chosen yet: what each candidate would ask, and what any State would."""

from __future__ import annotations

from collections import Counter

from regolex.engine.assessment import Assessment
from regolex.engine.world import UNNAMED
from regolex.law.order import facts_read
from regolex.report.view import citation
from regolex.report.whose_law import gives_title
from regolex.tasks.standing import GRANTED, permit_of


def permits_by_home(a: Assessment) -> list[str]:
    """For each candidate, the permits that the client might need there whoever launches it; those with a statute on title."""
    found: dict[str, dict[str, None]] = {order: {} for order in sorted(gives_title(a.knowledge), key=a.name)}
    for f in a.might_concern:
        kind, order = permit_of(f.rule), a.knowledge.instruments[f.rule.instrument].legal_order
        if f.bearer != a.client or order not in found or kind not in a.knowledge.taxa or f.result != "open":
            continue
        if f.rule.about != "launch" and not any(x.fact.startswith("launch.") for x in f.missing):
            label = a.knowledge.taxa[kind].called(order)
            found[order][label if label[:2].isupper() else label.lower()] = None
    return [f"{a.name(order)}: {', '.join(labels)}" for order, labels in found.items() if labels]


def leave_of_any_home(a: Assessment) -> str:
    """The authorisation that whichever State is chosen has to give, with the provision; empty where none is found."""
    joined = Counter(entry.work for entry in a.knowledge.participation if entry.bound_from)
    asked = [
        f.rule
        for f in a.might_concern
        if f.bearer == UNNAMED and f.result == "open" and f.rule.about == "activity" and f.rule.binding
        and f.rule.test and GRANTED in facts_read(f.rule.test)
    ]  # fmt: skip
    if not asked:
        return ""
    likeliest = max(asked, key=lambda rule: joined[rule.work])
    return f"authorisation of the home State you choose ({citation(a.knowledge, likeliest)})"


__all__ = ["leave_of_any_home", "permits_by_home"]
