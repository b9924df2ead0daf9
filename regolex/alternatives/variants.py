"""Variants of a plan: the facts that change together, the part of the mission they belong to, and their answers.

A company's place is more than one fact. What lies in the same State as the fact that is varied, and is asked in the same
group and decided by the same hand, moves along; what lies elsewhere stays. Which facts these are comes from the ontology.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import product

import msgspec

from regolex.errors import EvaluationError, Problem, nearest
from regolex.law import model as m
from regolex.law.names import answer_hint, names_of, state_hint, the_one
from regolex.missions.mission import COMMITMENTS, JUDGEMENTS, Answer, Mission

EVERY = "ALL"
_FIXED: dict[str, tuple[str, ...]] = {
    "commitment": COMMITMENTS, "judgement": JUDGEMENTS, "boolean": ("true", "false"),
}  # fmt: skip


class Axis(msgspec.Struct, frozen=True):
    """One dimension of a comparison: the facts that change together, and the answers they take in turn."""

    facts: tuple[tuple[str, str], ...]  # part and fact; the first is the one named by the user
    along: tuple[tuple[str, str], ...]  # facts that change with it
    values: tuple[str, ...]
    state: bool


class Variant(msgspec.Struct, frozen=True):
    """One plan: the answer chosen on each axis, and the resulting mission."""

    values: tuple[str, ...]
    state: str  # the State compared, taken from the first axis that names States
    mission: Mission


def axes(
    knowledge: m.Knowledge, mission: Mission, wanted: Sequence[str], *, part: str = "", together: bool = True
) -> list[Axis]:
    """Read ``fact=answer,answer`` (or ``fact+fact=answer,answer``); raises EvaluationError for what cannot be varied."""
    return [_axis(knowledge, mission, text, part, together) for text in wanted]


def variants(knowledge: m.Knowledge, mission: Mission, of: Sequence[Axis]) -> list[Variant]:
    """Every combination of the answers of all axes."""
    found = []
    for values in product(*(axis.values for axis in of)):
        changed = mission
        for axis, value in zip(of, values, strict=True):
            for part, fact in (*axis.facts, *axis.along):
                changed = changed.with_answer(part, fact, _answer(knowledge.facts[fact], value))
        state = next((value for axis, value in zip(of, values, strict=True) if axis.state), "")
        found.append(Variant(values, state, changed))
    return found


def states_of_participation(knowledge: m.Knowledge) -> tuple[str, ...]:
    """Every State in the participation tables."""
    return tuple(sorted({e.participant for e in knowledge.participation if e.is_state} & set(knowledge.states)))


def _wrong(found: str, expected: Iterable[str] | str, hint: str = "") -> EvaluationError:
    expected = expected if isinstance(expected, str) else ", ".join(expected)
    return EvaluationError(Problem("E306", found, expected=expected, hint=hint))


def _axis(knowledge: m.Knowledge, mission: Mission, text: str, part: str, together: bool) -> Axis:
    names, sign, answers = text.partition("=")
    if not sign or not answers:
        raise _wrong(f"{text!r} does not say what to vary", "fact=answer,answer, such as party.organised_under=LUX,USA")
    facts = []
    for name in names.split("+"):
        fact = knowledge.facts.get(name)
        if fact is None or fact.derived:
            raise _wrong(
                f"there is no fact {name!r} to vary", "a fact of the vocabulary", nearest(name, knowledge.facts)
            )
        facts.append((_part(knowledge, mission, fact, part), name))
    first = knowledge.facts[facts[0][1]]
    state = first.type == "state"
    if answers == EVERY and state:
        values = states_of_participation(knowledge)
    else:
        named = names_of(knowledge).states if state else {}
        typed = (value.strip() for value in answers.split(","))
        values = tuple(dict.fromkeys(v if v in knowledge.states else the_one(named, v) or v for v in typed))
    for _, name in facts:
        for value in values:
            _check(knowledge, mission, knowledge.facts[name], value)
    along = _along(knowledge, mission, facts) if together and state else ()
    return Axis(tuple(facts), along, values, state)


def _part(knowledge: m.Knowledge, mission: Mission, fact: m.Fact, part: str) -> str:
    """The part meant: the one named, the only one of its kind, or the one to which the activities link."""
    if fact.kind == "mission":
        return "mission"
    parts = mission.parts.get(fact.kind, ())
    if part.partition(":")[0] == fact.kind:
        if part in parts:
            return part
        raise _wrong(f"the mission has no {part}", parts, nearest(part, parts))
    if len(parts) == 1:
        return parts[0]
    leading = {
        answers[link.id].value
        for link in knowledge.facts.values()
        if link.default_link and link.of == fact.kind
        for own, answers in mission.answers.items()
        if own.startswith("activity:") and link.id in answers and answers[link.id].known
    }
    if len(leading) == 1:
        return str(leading.pop())
    raise _wrong(
        f"{fact.id} could mean more than one {fact.kind}",
        f"--part with one of: {', '.join(parts) or 'none given'}",
    )


def _along(knowledge: m.Knowledge, mission: Mission, facts: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    part, name = facts[0]
    lead = knowledge.facts[name]
    now = mission.answer(part, name)
    if lead.many or not now.known or now.does_not_arise:
        return ()
    return tuple(
        (part, fact.id)
        for fact in knowledge.facts.values()
        if (fact.kind, fact.group, fact.controlled_by, fact.type)
        == (lead.kind, lead.group, lead.controlled_by, "state")
        and not fact.many
        and (part, fact.id) not in facts
        and mission.answer(part, fact.id).value == now.value
    )


def _check(knowledge: m.Knowledge, mission: Mission, fact: m.Fact, value: str) -> None:
    allowed: Iterable[str] | None = _FIXED.get(fact.type)
    if fact.type == "state":
        allowed = knowledge.states
    elif fact.type == "concept":
        allowed = [slug for slug, taxon in knowledge.taxa.items() if taxon.scheme == fact.of]
    elif fact.type == "part":
        allowed = [item.partition(":")[2] for item in mission.parts.get(fact.of, ())]
    if allowed is not None and value not in allowed:
        expected = "the three-letter code of a State" if fact.type == "state" else ", ".join(allowed)
        raise _wrong(f"{value!r} is not a valid answer to {fact.id}", expected, _close(knowledge, fact, value, allowed))
    if allowed is None:
        try:
            _answer(fact, value)
        except (ValueError, InvalidOperation):
            raise _wrong(f"{value!r} is not a valid answer to {fact.id}", f"a {fact.type}") from None


def _close(knowledge: m.Knowledge, fact: m.Fact, value: str, allowed: Iterable[str]) -> str:
    if fact.type == "state":
        return state_hint(knowledge, value)
    return answer_hint(knowledge, value, allowed) if fact.type == "concept" else nearest(value, allowed)


def _answer(fact: m.Fact, value: str) -> Answer:
    found: object = value
    if fact.type == "boolean":
        found = value == "true"
    elif fact.type in ("integer", "decimal"):
        found = Decimal(value)
    elif fact.type == "date":
        found = date.fromisoformat(value)
    elif fact.type == "part":
        found = f"{fact.of}:{value}"
    return Answer((found,) if fact.many else found, source="varied for the comparison")


__all__ = ["EVERY", "Axis", "Variant", "axes", "states_of_participation", "variants"]
