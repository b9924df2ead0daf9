"""What an operator can change in a plan: for each fact in its hands, the answers that rules can tell apart.

Nothing that was done is undone, nothing that does not arise is made to arise, and no judgement of an authority is a lever.
Days and texts are no levers; parts are neither added nor taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import msgspec

from regolex import model as m
from regolex.mission import Answer, Mission

Key = tuple[str, str]
CONTROLLED = ("operator", "both")


class Lever(msgspec.Struct, frozen=True):
    """A fact of a part with the other answers it could be given."""

    part: str
    fact: str
    answers: tuple[Answer, ...]


def levers(knowledge: m.Knowledge, mission: Mission, keep: Iterable[str] = ()) -> dict[Key, Lever]:
    """The levers of a plan by part and fact; ``keep`` names facts that shall stay as they are."""
    kept = set(keep)
    compared = _compared(knowledge)
    found: dict[Key, Lever] = {}
    for part in ("mission", *(part for parts in mission.parts.values() for part in parts)):
        kind = part.partition(":")[0]
        for fact in knowledge.facts.values():
            if fact.kind != kind or fact.controlled_by not in CONTROLLED or fact.id not in compared or fact.id in kept:
                continue
            now = mission.answer(part, fact.id)
            if now.does_not_arise or now.value == "done":
                continue
            values = _values(fact, now, compared[fact.id], knowledge, mission)
            answers = tuple(Answer(value) for value in dict.fromkeys(values) if now.missing or value != now.value)
            if answers:
                found[part, fact.id] = Lever(part, fact.id, answers)
    return found


def _values(
    fact: m.Fact, now: Answer, operands: list[m.Operand], knowledge: m.Knowledge, mission: Mission
) -> list[Any]:
    if fact.type == "commitment":
        return ["planned", "not-planned"]
    if fact.type == "boolean":
        return [True, False]
    if fact.type in ("integer", "decimal"):
        return _numbers(fact, operands)
    single: list[str] = []
    if fact.type == "concept":
        single = _concepts(fact, operands, knowledge)
    elif fact.type == "state":
        orders = {i.legal_order for i in knowledge.instruments.values()} & set(knowledge.states)
        single = sorted(orders | {word for o in operands for word in (o.word, *o.words) if word in knowledge.states})
    elif fact.type == "part":
        single = list(mission.parts.get(fact.of, ()))
    if not fact.many:
        return list(single)
    have: tuple[str, ...] = () if now.missing else now.value
    more = [tuple(sorted({*have, one})) for one in single if one not in have]
    less = [tuple(x for x in have if x != one) for one in have]
    return [*more, *less, ()] if now.missing else [*more, *less]


def _concepts(fact: m.Fact, operands: list[m.Operand], knowledge: m.Knowledge) -> list[str]:
    """One concept for each way in which the rules can see it; the ones that rules name come first."""
    words = sorted({word for o in operands for word in (o.word, *o.words) if word in knowledge.taxa})
    seen: dict[tuple[tuple[bool, bool], ...], str] = {}
    slugs = [t.slug for t in knowledge.taxa.values() if t.scheme == fact.of]
    for slug in sorted(slugs, key=lambda one: (one not in words, one)):
        above = knowledge.taxa[slug].above
        sight = tuple((word == slug or word in above, slug in knowledge.taxa[word].above) for word in words)
        seen.setdefault(sight, slug)
    return list(seen.values())


def _numbers(fact: m.Fact, operands: list[m.Operand]) -> list[Decimal]:
    """Each threshold with a number below and one above it."""
    thresholds = {o.number for o in operands if o.number is not None}
    around = {t + step for t in thresholds for step in (-1, 0, 1)}
    low, high = fact.minimum, fact.maximum
    return sorted(n for n in around if (low is None or n >= low) and (high is None or n <= high))


def _compared(knowledge: m.Knowledge) -> dict[str, list[m.Operand]]:
    """What each fact is compared with, over all rules; facts that no rule looks up are not in it."""
    found: dict[str, list[m.Operand]] = {}
    for rule in knowledge.rules.values():
        for condition in _conditions(rule):
            if isinstance(condition, m.Compare):
                found.setdefault(condition.fact, []).append(condition.operand)
                if condition.operand.how == "fact":
                    found.setdefault(condition.operand.word, [])
            elif isinstance(condition, m.Given | m.Quantified) and condition.fact:
                found.setdefault(condition.fact, [])
            for link in getattr(condition, "path", ())[1:]:
                found.setdefault(link, [])
    return found


def _conditions(value: Any) -> Iterator[Any]:
    """Every struct inside a rule, the conditions among them."""
    if isinstance(value, tuple):
        for one in value:
            yield from _conditions(one)
    elif isinstance(value, m.Struct):
        yield value
        for name in value.__struct_fields__:
            yield from _conditions(getattr(value, name))


__all__ = ["CONTROLLED", "Lever", "levers"]
