"""Defects of the knowledge that need no solving: dates, gaps, unused vocabulary, readings without holders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from regolex.law import model as m
from regolex.law.order import conditions_of, evaluation_order, walk

# check, subject, defect
Noted = tuple[str, str, str]


def all_notes(knowledge: m.Knowledge, on: date) -> Iterator[Noted]:
    """The findings of all these checks."""
    for check in (cycles, words, provisions, readings, versions, dates, participation_dates, later_parts):
        yield from check(knowledge, on)


def cycles(knowledge: m.Knowledge, on: date) -> Iterator[Noted]:
    """Rules that depend on one another in a cycle."""
    for circle in evaluation_order(knowledge.rules).cycles:
        yield "cycle", circle[0], "these rules depend on one another: " + " -> ".join(circle)


def conditions(knowledge: m.Knowledge) -> Iterator[m.Condition]:
    """Every top-level condition of every rule, displacement and gap."""
    for rule in knowledge.rules.values():
        yield from conditions_of(rule)
        yield from (d.when for d in rule.displaces if d.when)
    for jurisdiction in knowledge.jurisdictions.values():
        yield from (gap.touched_when for gap in jurisdiction.gaps if gap.touched_when)


def _used(knowledge: m.Knowledge) -> tuple[set[str], set[str], set[str]]:
    """Facts, roles and parameters that some condition uses."""
    facts: set[str] = set()
    roles: set[str] = set()
    parameters: set[str] = set()
    for rule in knowledge.rules.values():
        roles |= set(rule.binds)
        parameters |= {rule.to_do.fee_parameter} if rule.to_do and rule.to_do.fee_parameter else set()
    for node in (node for condition in conditions(knowledge) for node in walk(condition)):
        if isinstance(node, (m.Compare, m.Given)):
            facts |= {node.fact, *node.path[1:]}
        if isinstance(node, m.Compare):
            facts |= set(node.operand.path[1:])
            facts |= {node.operand.word} if node.operand.how == "fact" else set()
            parameters |= {node.operand.word} if node.operand.how == "parameter" else set()
        if isinstance(node, m.Quantified) and node.fact:
            facts |= {node.fact, *node.path[1:]}
        if isinstance(node, m.HasRole):
            roles.add(node.role)
            facts |= {*node.path[1:], *node.subject[1:]}
    return facts, roles, parameters


def words(knowledge: m.Knowledge, on: date) -> Iterator[Noted]:
    """Unused facts, roles, parameters and questions, and used ones that cannot be answered."""
    facts, roles, parameters = _used(knowledge)
    for fact in knowledge.facts.values():
        if fact.id not in facts:
            yield "dead-fact", fact.id, "no condition of a rule or gap uses this fact"
        elif not fact.derived and not fact.question:
            yield "unasked-fact", fact.id, "rules need this fact, but there is no question for it"
    defined = {rule.defines for rule in knowledge.rules.values() if rule.defines}
    for role in knowledge.roles:
        if role in roles and role not in defined:
            yield "undefined-role", role, "rules need this role, but no rule defines it"
        if role not in roles:
            yield "dead-role", role, "no rule is addressed to it and no condition uses it"
    named = {n.name for c in conditions(knowledge) for n in walk(c) if isinstance(n, m.Named)}
    for condition in knowledge.conditions:
        if condition not in named:
            yield "dead-condition", condition, "no rule and no gap uses this condition"
    for parameter in knowledge.parameters:
        if parameter not in parameters:
            yield "dead-parameter", parameter, "no rule uses this amount"


def provisions(knowledge: m.Knowledge, on: date) -> Iterator[Noted]:
    """Provisions that no rule cites and that state no reason why."""
    cited = {citation.provision for rule in knowledge.rules.values() for citation in rule.cites}

    def inner(items: tuple[m.LegalException, ...]) -> Iterator[str]:
        for item in items:
            yield item.provision
            yield from inner(item.exceptions)

    cited |= {provision for rule in knowledge.rules.values() for provision in inner(rule.exceptions)}
    cited |= {p for j in knowledge.jurisdictions.values() for gap in j.gaps for p in gap.answers}
    for instrument in knowledge.instruments.values():
        check = "provision-forgotten" if instrument.coverage == "whole" else "provision-not-encoded"
        for provision in instrument.provisions:
            if provision.id not in cited and not provision.not_operative:
                yield check, provision.id, f"{provision.label} has neither a rule nor a reason"


def readings(knowledge: m.Knowledge, on: date) -> Iterator[Noted]:
    """Readings without a holder who was read, and contested questions on which no rule depends."""
    asked = {name for rule in knowledge.rules.values() for name, _ in rule.readings_asked}
    asked |= {name for rule in knowledge.rules.values() for name in rule.questions}
    for question in knowledge.questions.values():
        for reading in question.readings:
            if not any(holder.read for holder in reading.holders):
                yield (
                    "reading-without-holder",
                    f"{question.id}:{reading.id}",
                    f"no holder was read for: {reading.name}",
                )
        if question.id not in asked:
            yield "dead-question", question.id, "no rule depends on this question or lists it"


def versions(knowledge: m.Knowledge, on: date) -> Iterator[Noted]:
    """Versions of one work between which no law, or two wordings, would be in force."""
    works: dict[str, list[m.Instrument]] = {}
    for instrument in knowledge.instruments.values():
        if instrument.in_force and instrument.status not in ("proposed", "adopted-not-yet-effective"):
            works.setdefault(instrument.work, []).append(instrument)
    for work, found in works.items():
        ordered = sorted(found, key=_begins)
        for first, second in pairwise(ordered):
            if first.ended is None or first.ended.not_before > _begins(second):
                yield "version-overlap", work, f"{first.version} has not ended when {second.version} begins"
            elif first.ended.not_after < _begins(second):
                yield "version-gap", work, f"nothing is in force between {first.version} and {second.version}"


def _begins(instrument: m.Instrument) -> date:
    return instrument.in_force.not_before if instrument.in_force else date.max


def dates(knowledge: m.Knowledge, on: date) -> Iterator[Noted]:
    """Dates out of order, and confirmation dates in the future."""
    for instrument in knowledge.instruments.values():
        begun, ended = instrument.in_force, instrument.ended
        if instrument.adopted and begun and begun.not_after < instrument.adopted:
            yield "dates-out-of-order", instrument.version, "in force before it was adopted"
        if begun and ended and ended.not_after < begun.not_before:
            yield "dates-out-of-order", instrument.version, "ended before it was in force"
        if instrument.last_confirmed and instrument.last_confirmed > on:
            yield "date-in-the-future", instrument.version, f"confirmed on {instrument.last_confirmed}"
    for rule in knowledge.rules.values():
        if rule.last_confirmed and rule.last_confirmed > on:
            yield "date-in-the-future", rule.id, f"confirmed on {rule.last_confirmed}"
    for parameter in knowledge.parameters.values():
        days = [value.since for value in parameter.values]
        if days != sorted(set(days)):
            yield "dates-out-of-order", parameter.id, "its values are not in order of date"
    for question in knowledge.questions.values():
        for reading in question.readings:
            for holder in reading.holders:
                # a year, a month or a day, as exact as it was stated
                if holder.since[:4].isdigit() and holder.since > on.isoformat()[: len(holder.since)]:
                    yield "date-in-the-future", f"{question.id}:{reading.id}", f"{holder.name} since {holder.since}"


def participation_dates(knowledge: m.Knowledge, on: date) -> Iterator[Noted]:
    """States that cease to be bound before they begin, or are bound before they sign."""
    for entry in knowledge.participation:
        about = f"{entry.work} {entry.participant}"
        begun, ended, signed = entry.bound_from, entry.bound_until, entry.signed
        if begun and ended and ended.not_after < begun.not_before:
            yield "dates-out-of-order", about, "ceases to be bound before it begins"
        if begun and signed and begun.not_after < signed.not_before:
            yield "dates-out-of-order", about, "bound before it signed"


def later_parts(knowledge: m.Knowledge, on: date) -> Iterator[Noted]:
    """Exceptions, definitions and provisions that are younger than the rule they belong to, and count from their own day."""
    defining: dict[str, list[m.Rule]] = {}
    for rule in knowledge.rules.values():
        if rule.defines:
            defining.setdefault(rule.defines, []).append(rule)

    def inner(items: tuple[m.LegalException, ...]) -> Iterator[m.LegalException]:
        for item in items:
            yield item
            yield from inner(item.exceptions)

    for rule in knowledge.rules.values():
        begins = law_from(knowledge, rule.cites[0].provision)
        for item in inner(rule.exceptions):
            later = law_from(knowledge, item.provision)
            if later > begins:
                says = f"the exception rests on {item.provision} and counts from {later}, the rule from {begins}"
                yield "later-part", f"{rule.id}#{item.id}", says
        for role in dict.fromkeys((*rule.binds, *rule.roles_asked)):
            found = defining.get(role, [])
            own = [other for other in found if other.work == rule.work] or found
            days = [law_from(knowledge, other.cites[0].provision) for other in own]
            if days and min(days) > begins:
                says = f"nothing defines {role} before {min(days)}, and the rule is law from {begins}"
                yield "later-part", f"{rule.id}#{role}", says


def law_from(knowledge: m.Knowledge, provision: str) -> date:
    """The first day on which a provision can be law; the last of all days where none is known."""
    instrument = knowledge.instruments[provision.partition("#")[0]]
    since = next((p.since for p in instrument.provisions if p.id == provision and p.since), date.min)
    return max(_begins(instrument), since)
