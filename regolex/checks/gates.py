"""Gates of facts that duties ask about: where they stand, and whether closing one could turn a duty into a breach.

A fact that does not arise compares false. At the top level of an obligation's test this takes the duty away; inside ``some``,
``every`` or a limb with alternatives it only compares false, and there a gate must never take away the one way to comply. In
what breaches a prohibition it always compares false.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from regolex.checks.witness import witness
from regolex.law import model as m
from regolex.law.norms import NORMS

OUTRIGHT, INSIDE = "the top level of", "an alternative or inside a list of"
_NEVER = m.Any(())
replace = msgspec.structs.replace


class Gated(msgspec.Struct, frozen=True):
    """A gated fact in the test of a duty, and where it stands."""

    rule: str
    fact: str
    where: str


def gated(knowledge: m.Knowledge) -> list[Gated]:
    """Every gated fact in the test of an obligation, condition or prohibition, and where it stands."""
    found: dict[Gated, None] = {}
    for rule in knowledge.rules.values():
        if rule.test is not None and not rule.defines and _weighs(rule):
            for fact, inside in _facts(rule.test, NORMS[rule.kind].forbids):
                asking = knowledge.asking.facts.get(fact)
                if asking and asking.gate:
                    found[Gated(rule.id, fact, INSIDE if inside else OUTRIGHT)] = None
    return list(found)


def breaching(knowledge: m.Knowledge, item: Gated, on: date) -> bool:
    """Whether some mission complies only by an answer that the gate forbids, so that closing it would breach the duty."""
    rule = knowledge.rules[item.rule]
    gate = knowledge.asking.facts[item.fact].gate
    assert rule.test is not None
    assert gate is not None
    against_gate = _swapped(rule.test, item.fact, gate, 0)
    closed = _swapped(rule.test, item.fact, None, 0)
    if not NORMS[rule.kind].forbids:
        closed = m.Not(closed)
    applies = m.All((*([rule.applies_when] if rule.applies_when else []), closed))
    tried = replace(rule, applies_when=applies, test=against_gate)
    changed = replace(knowledge, rules={**knowledge.rules, rule.id: tried})
    return witness(changed, tried, NORMS[rule.kind].good, on) is not None


def _weighs(rule: m.Rule) -> bool:
    norm = NORMS[rule.kind]
    return norm.weighs and not norm.gives


def _facts(condition: m.Condition, inside: bool) -> Iterator[tuple[str, bool]]:
    if isinstance(condition, (m.Compare, m.Given)):
        yield condition.fact, inside
    elif isinstance(condition, m.All):
        for item in condition.items:
            yield from _facts(item, inside)
    elif isinstance(condition, m.Any):
        for item in condition.items:
            yield from _facts(item, inside or len(condition.items) > 1)
    elif isinstance(condition, m.Not):
        yield from _facts(condition.item, True)
    elif isinstance(condition, m.Quantified):
        yield from _facts(condition.that, True)
    elif isinstance(condition, m.Named):
        yield from _facts(condition.inner, inside)


def _swapped(c: m.Condition, fact: str, gate: m.Condition | None, depth: int) -> m.Condition:
    """The condition with each question for ``fact`` closed, or (with a gate) answered although the gate is false."""
    if isinstance(c, (m.Compare, m.Given)) and c.fact == fact:
        return m.All((c, m.Not(_read_from(gate, c.path, depth)))) if gate else _NEVER
    if isinstance(c, (m.All, m.Any)):
        return replace(c, items=tuple(_swapped(item, fact, gate, depth) for item in c.items))
    if isinstance(c, m.Not):
        return replace(c, item=_swapped(c.item, fact, gate, depth))
    if isinstance(c, m.Quantified):
        return replace(c, that=_swapped(c.that, fact, gate, depth + 1))
    if isinstance(c, m.Named):
        return _swapped(c.inner, fact, gate, depth)
    return c


def _read_from(gate: m.Condition, place: tuple[str, ...], depth: int) -> m.Condition:
    """A gate, which is written about its own part, read about the part at ``place`` inside ``depth`` lists."""

    def path(own: tuple[str, ...]) -> tuple[str, ...]:
        if own and own[0] == "subject":
            return (*place, *own[1:])
        if own and own[0].startswith("item"):
            return (f"item{int(own[0][4:]) + depth}", *own[1:])
        return own

    def moved(c: m.Condition) -> m.Condition:
        if isinstance(c, m.Compare):
            operand = replace(c.operand, path=path(c.operand.path))
            if operand.how == "subject":
                operand = m.Operand("part", path=place)
            return replace(c, path=path(c.path), operand=operand)
        if isinstance(c, m.Given):
            return replace(c, path=path(c.path))
        if isinstance(c, (m.All, m.Any)):
            return replace(c, items=tuple(moved(item) for item in c.items))
        if isinstance(c, m.Not):
            return replace(c, item=moved(c.item))
        if isinstance(c, m.Quantified):
            return replace(c, that=moved(c.that), path=path(c.path))
        if isinstance(c, m.HasRole):
            return replace(c, path=path(c.path), subject=path(c.subject))
        return moved(c.inner) if isinstance(c, m.Named) else c

    return moved(gate)


__all__ = ["INSIDE", "OUTRIGHT", "Gated", "breaching", "gated"]
