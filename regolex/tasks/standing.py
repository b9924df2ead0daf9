"""Where each permit stands: granted, in the plan, not stated, or open; one place for every table that speaks of a permit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Literal

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.law import model as m
from regolex.law.condition_model import Compare
from regolex.law.order import facts_read, walk

GRANTED = "authorisation.granted"
Stand = Literal["granted", "planned", "not-stated", "refused", "absent", "open", "left-out"]


class Leave(msgspec.Struct, frozen=True):
    """One permit that the law asks of someone, with where it stands.

    ``named`` are the authorisations of the plan that are meant. ``granted_on`` is None where the day is not stated. ``left``
    is what the law asks of a permit that is granted and that the plan does not state, ``questions`` are those on which it
    depends whether the permit is needed. ``rules`` are the rules that ask for it.
    """

    kind: str
    label: str
    order: str
    authorities: tuple[str, ...]
    who: str
    stand: Stand
    named: tuple[str, ...] = ()
    granted_on: date | None = None
    left: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    finding: Finding | None = None


def permit_of(rule: m.Rule) -> str:
    """The kind of permit whose grant a rule for a person turns on, of a State or of a union; empty for any other rule."""
    if rule.test is None or rule.holder == "State" or not rule.binding or GRANTED not in set(facts_read(rule.test)):
        return ""
    kinds = [
        c.operand.word or next(iter(c.operand.words), "")
        for c in walk(rule.test)
        if isinstance(c, Compare) and c.fact == "authorisation.kind"
    ]
    return next(filter(None, kinds), "")


def meant(a: Assessment, f: Finding) -> tuple[str, ...]:
    """The authorisations of the plan that a rule about a permit means: of its kind, by its State, held by its bearer."""
    kind, order = permit_of(f.rule), a.knowledge.instruments[f.rule.instrument].legal_order
    mission = a.prepared.mission
    found = []
    for part in mission.parts.get("authorisation", ()):
        stated, by, holder = (
            mission.answer(part, f"authorisation.{name}").value for name in ("kind", "by", "holder")
        )  # fmt: skip
        taxon = a.knowledge.taxa.get(str(stated))
        alike = taxon is not None and (kind == taxon.slug or kind in taxon.above)
        if alike and by == order and holder in (f.bearer, None) and _about(a, part, f):
            found.append(part)
    return tuple(found)


def _about(a: Assessment, part: str, f: Finding) -> bool:
    """Whether an authorisation may be about the subject: it names it, or names nothing of its kind."""
    fact = {"object": "objects", "activity": "activities", "launch": "launches"}.get(f.subject.partition(":")[0], "")
    value = a.prepared.mission.answer(part, f"authorisation.{fact}").value if fact else None
    return not value or f.subject in value


def granted(a: Assessment, f: Finding) -> tuple[str, ...]:
    """The authorisations meant that the plan states as granted."""
    return tuple(part for part in meant(a, f) if _is_granted(a, part))


def unstated(a: Assessment, f: Finding) -> tuple[str, ...]:
    """What a rule asks of a permit that is granted and the plan does not state, by label; empty where no grant would do."""
    if f.result != "due" or f.rule.test is None or GRANTED not in set(facts_read(f.rule.test)):
        return ()
    return tuple(dict.fromkeys(x.label for x in f.missing if _is_granted(a, x.part)))


def confirmed_by(a: Assessment, f: Finding) -> str:
    """The granted authorisation of which only something is not stated; empty where that is not what is missing."""
    return next((x.part for x in f.missing if _is_granted(a, x.part)), "") if unstated(a, f) else ""


def _is_granted(a: Assessment, part: str) -> bool:
    return part.startswith("authorisation:") and a.prepared.mission.answer(part, GRANTED).value == "done"


def leaves(a: Assessment) -> list[Leave]:
    """Every permit that the encoded law asks of those who take part, or may ask, each once; the client's first."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for f in a.findings:
        kind = permit_of(f.rule)
        weighs = f.weighs or f.result in ("due", "to-do", "met")
        if kind in a.knowledge.taxa and weighs and f.bearer in a.mission.parts.get("party", ()) and f.applicable:
            order = a.knowledge.instruments[f.rule.instrument].legal_order
            parts = meant(a, f)
            groups.setdefault((order, parts or kind, f.bearer), []).append(f)
    found = [_leave(a, group) for group in groups.values()]
    found = [one for one in found if one.stand != "left-out"]
    return sorted(found, key=lambda one: (one.who != a.client, one.stand == "open"))


def _leave(a: Assessment, group: list[Finding]) -> Leave:
    first = group[0]
    kind, order = permit_of(first.rule), a.knowledge.instruments[first.rule.instrument].legal_order
    parts = tuple(dict.fromkeys(part for f in group for part in meant(a, f)))
    days = [a.prepared.mission.answer(part, "authorisation.granted_on").value for part in parts]
    day = next((one for one in days if isinstance(one, date)), None)
    return Leave(
        kind, a.knowledge.taxa[kind].called(order), order,
        _authorities(a, group), first.bearer, _stand(a, group, parts), parts, day,
        tuple(dict.fromkeys(label for f in group for label in unstated(a, f))),
        tuple(dict.fromkeys(x.question for f in group if f.result == "open" for x in f.missing)),
        tuple(dict.fromkeys(f.rule.id for f in group)), first,
    )  # fmt: skip


def _stand(a: Assessment, group: list[Finding], parts: tuple[str, ...]) -> Stand:
    mission = a.prepared.mission
    said = {mission.answer(part, GRANTED).value for part in parts}
    if any(mission.answer(part, "authorisation.refused").value is True for part in parts):
        return "refused"
    if parts and said == {"done"}:
        return "granted"
    if parts and said <= {"done", "planned"}:
        return "planned"
    if parts:
        return "not-stated"
    if all(f.result in ("met", "respected") for f in group):
        return "left-out"  # met without a permit: an exception, or nothing that needs one
    if any(f.result == "breached" for f in group):
        return "absent"
    return "open" if all(f.result == "open" for f in group) and not _only_permits(group) else "not-stated"


def _only_permits(group: list[Finding]) -> bool:
    """Whether only the list of permits leaves a result open."""
    return all(x.label == "authorisations" or x.part.startswith("authorisation:") for f in group for x in f.missing)


def _authorities(a: Assessment, group: list[Finding]) -> tuple[str, ...]:
    """Who gives the permit: of one that is open everyone whom its rules address, else the first that is named."""
    own = tuple(dict.fromkeys(f.rule.to_do.addressed_to for f in group if f.rule.to_do and f.result == "open"))
    return own or tuple(islice(_named(a, group), 1))


def _named(a: Assessment, group: list[Finding]) -> Iterator[str]:
    """Whom the rules address, then whom another rule about the permit addresses, then who stands in the procedure."""
    yield from (f.rule.to_do.addressed_to for f in group if f.rule.to_do)
    first = group[0]
    kind, order = permit_of(first.rule), a.knowledge.instruments[first.rule.instrument].legal_order
    for f in a.findings:
        if (
            f.rule.to_do
            and permit_of(f.rule) == kind
            and a.knowledge.instruments[f.rule.instrument].legal_order == order
        ):
            yield f.rule.to_do.addressed_to
    ids = {f.rule.id for f in group}
    yield from (item.authority for item in a.knowledge.lead_times.values() if ids & set(item.rules))


__all__ = ["GRANTED", "Leave", "confirmed_by", "granted", "leaves", "meant", "permit_of", "unstated"]
