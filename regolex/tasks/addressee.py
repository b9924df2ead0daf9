"""To whom a task is addressed: the authority by its name, where a rule only says which kind of authority it is."""

from __future__ import annotations

import re

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.tasks.standing import permit_of

_LICENSING = re.compile(r"licensing authority( of the (appropriate )?State)?")


def named(a: Assessment, text: str, homes: set[str]) -> str:
    """The addressee with the licensing authority of the client's State named, as far as the plan meets one.

    Rules of a treaty or a guideline say "the licensing authority of the State". It is the one that gives the client its
    first permission; where the law of the State is not encoded, whoever has to be asked there.
    """
    if not _LICENSING.search(text):
        return text
    who = _permitting(a, homes) or _of_law_not_computed(a, homes)
    return _LICENSING.sub(lambda found: f"{found[0]} ({who})", text, count=1) if who else text


def _permitting(a: Assessment, homes: set[str]) -> str:
    """The authority of the first permission that the law of a home State asks of the client for its activity."""
    asked = [f for f in a.findings if _gives(a, f, homes) and f.rule.to_do]
    asked.sort(key=lambda f: (f.rule.about != "activity", f.rule.about != "object"))
    return next((f.rule.to_do.addressed_to for f in asked if f.rule.to_do), "")


def _gives(a: Assessment, f: Finding, homes: set[str]) -> bool:
    kind, order = permit_of(f.rule), a.knowledge.instruments[f.rule.instrument].legal_order
    return f.bearer == a.client and kind in a.knowledge.taxa and order in homes and f.applicable


def _of_law_not_computed(a: Assessment, homes: set[str]) -> str:
    encoded = {i.legal_order for i in a.knowledge.instruments.values()}
    for state in sorted(homes - encoded):
        own = [n for n in a.not_covered if n.legal_order == state and n.licenses is not None]
        return next((n.authority for n in own if n.authority != "not recorded"), f"government of {a.name(state)}")
    return ""


__all__ = ["named"]
