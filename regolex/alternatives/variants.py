"""Variants of a plan: the facts that change together, the part of the mission they belong to, and their answers.

``home``, ``launch``, ``registry`` and ``control`` name what is most often varied; without answers each takes those that
make sense for the plan. A company's place is more than one fact. What lies in the same State as the fact that is varied, and
is asked in the same group and decided by the same hand, moves along; what lies elsewhere stays. Which facts these are comes
from the ontology.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any

import msgspec

from regolex.alternatives.flights import flight_code, flight_named, flights
from regolex.alternatives.replan import SOURCE, Replan, company_moved, launch_moved
from regolex.alternatives.whitelist import own_companies
from regolex.errors import EvaluationError, Problem, nearest
from regolex.law import model as m
from regolex.law.names import answer_hint, names_of, state_hint, the_one
from regolex.missions.mission import COMMITMENTS, JUDGEMENTS, Answer, Mission

EVERY = "ALL"
COMPANY, LAUNCH = "company", "launch"
NAMED = ("home", "launch", "registry", "control")
PLACES = ("party.organised_under", "party.seat", "party.central_administration")
_RESOURCES = "space resources"
_FIXED: dict[str, tuple[str, ...]] = {
    "commitment": COMMITMENTS, "judgement": JUDGEMENTS, "boolean": ("true", "false"),
}  # fmt: skip


class Axis(msgspec.Struct, frozen=True):
    """One dimension of a comparison: the facts that change together, and the answers they take in turn.

    ``moves`` says what moves with it: company or launch; empty where it is a matter of these facts alone.
    """

    facts: tuple[tuple[str, str], ...]  # part and fact; the first is the one named by the user
    along: tuple[tuple[str, str], ...]  # facts that change with it
    values: tuple[str, ...]
    state: bool
    moves: str = ""


class Variant(msgspec.Struct, frozen=True):
    """One plan: the answer chosen on each axis, and the resulting mission, planned again."""

    values: tuple[str, ...]
    state: str  # the State compared, taken from the first axis that names States
    replan: Replan

    @property
    def mission(self) -> Mission:
        """The mission of this variant."""
        return self.replan.mission


def axes(
    knowledge: m.Knowledge,
    mission: Mission,
    wanted: Sequence[str],
    *,
    part: str = "",
    together: bool = True,
) -> list[Axis]:
    """Read ``fact=answer,answer`` (or ``fact+fact=answer,answer``); raises EvaluationError for what cannot be varied."""
    return [
        named_axis(knowledge, mission, text, part)
        if text.partition("=")[0] in NAMED
        else _axis(knowledge, mission, text, part, together)
        for text in wanted
    ]


def variants(
    knowledge: m.Knowledge, mission: Mission, of: Sequence[Axis], *, known: Mission | None = None
) -> list[Variant]:
    """Every combination of the answers of all axes. ``known`` is the mission with what follows and what was assumed."""
    found = []
    for values in product(*(axis.values for axis in of)):
        plan = Replan(mission, known or mission)
        for axis, value in zip(of, values, strict=True):
            plan = _changed(knowledge, plan, axis, value)
        state = next((value for axis, value in zip(of, values, strict=True) if axis.state), "")
        found.append(Variant(values, state, plan))
    return found


def _changed(knowledge: m.Knowledge, plan: Replan, axis: Axis, value: str) -> Replan:
    """The plan with one answer of an axis, and what moves with it."""
    if axis.moves == LAUNCH:
        return _launched(knowledge, plan, axis, value)
    mission = plan.mission
    part, fact = axis.facts[0]
    old = mission.answer(part, fact).value
    for at, name in (*axis.facts, *axis.along):
        mission = mission.with_answer(at, name, _answer(knowledge.facts[name], value))
    plan = msgspec.structs.replace(plan, mission=mission)
    if axis.moves == COMPANY and isinstance(old, str):
        plan = company_moved(knowledge, plan, part, old, value)
    return plan


def _launched(knowledge: m.Knowledge, plan: Replan, axis: Axis, value: str) -> Replan:
    """The plan with another launch company and site of the catalogue."""
    launch = axis.facts[0][0]
    mission = plan.mission
    launcher = plan.known.answer(launch, "launch.launcher").value
    flight = flight_named(flights(knowledge, mission, launch), value)
    changes: dict[tuple[str, str], Any] = {
        (launch, "launch.territory"): flight.territory,
        (launch, "launch.facility_state"): flight.facility_states,
    }
    old = ""
    if isinstance(launcher, str):
        old = str(mission.answer(launcher, "party.organised_under").value or "")
        changes |= {(launcher, fact): flight.state for fact in PLACES if mission.answer(launcher, fact).known}
    moved = tuple(key for key, new in changes.items() if mission.answer(*key).value != new)
    for (at, name), new in changes.items():
        mission = mission.with_answer(at, name, Answer(new, source=SOURCE))
    plan = msgspec.structs.replace(plan, mission=mission, moved=(*plan.moved, *moved))
    changed = (old, launcher) if old and old != flight.state and isinstance(launcher, str) else None
    return launch_moved(plan, launch, changed[1], changed[0]) if changed else plan


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
    moves = COMPANY if together and facts[0][1] == "party.organised_under" else ""
    return Axis(tuple(facts), along, values, state, moves)


def named_axis(knowledge: m.Knowledge, mission: Mission, text: str, part: str) -> Axis:
    """One of the axes that go by name, with the answers given or those that make sense for the plan."""
    name, _, answers = text.partition("=")
    typed = [value.strip() for value in answers.split(",") if value.strip()]
    if name == LAUNCH:
        launch = _part(knowledge, mission, knowledge.facts["launch.territory"], part)
        offers = flights(knowledge, mission, launch)
        values = typed or list(dict.fromkeys(flight_code(offer) for offer in offers))
        for value in values:
            flight_named(offers, value)
        return Axis(((launch, "launch.territory"),), (), tuple(dict.fromkeys(values)), False, LAUNCH)
    own = sorted(own_companies(knowledge, mission))
    if not own:
        raise _wrong(f"{name} is that of a company, and this plan is not a company's", "--vary with a fact")
    home = mission.answer(own[0], "party.organised_under").value
    if name == "home":
        values = typed or _homes(knowledge, home)
        return _axis(knowledge, mission, f"party.organised_under={','.join(values)}", own[0], True)
    fact = knowledge.facts[{"registry": "object.registry_state", "control": "activity.controlled_from"}[name]]
    parts = tuple((at, fact.id) for at in mission.parts.get(fact.kind, ()))
    if not parts:
        raise _wrong(f"the plan names no {fact.kind}", f"a mission file with {knowledge.kinds[fact.kind].list_name}")
    values = typed or _concerned(knowledge, mission, home)
    for value in values:
        _check(knowledge, mission, fact, value)
    return Axis(parts, (), tuple(dict.fromkeys(values)), True)


def _homes(knowledge: m.Knowledge, home: object) -> list[str]:
    """Where one could incorporate: where the company is, where law is encoded, and where a law on space resources is known."""
    encoded = {i.legal_order for i in knowledge.instruments.values()} - {"international"}
    known = {law.state for law in knowledge.known_laws if _RESOURCES in law.title.lower() and law.in_force}
    others = sorted(encoded & set(knowledge.states)) + sorted(known - encoded)
    return list(dict.fromkeys([*([str(home)] if home else []), *others]))


def _concerned(knowledge: m.Knowledge, mission: Mission, home: object) -> list[str]:
    """The company's State, those of the launch and those of its company: the States that could register or control."""
    found = [str(home)] if home else []
    for part in mission.parts.get("launch", ()):
        found.append(str(mission.answer(part, "launch.territory").value or ""))
        launcher = mission.answer(part, "launch.launcher").value
        if isinstance(launcher, str):
            found.append(str(mission.answer(launcher, "party.organised_under").value or ""))
    return [state for state in dict.fromkeys(found) if state in knowledge.states]


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
    own = own_companies(knowledge, mission)
    if fact.kind == "party" and len(own) == 1:
        return next(iter(own))
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
    return Answer((found,) if fact.many else found, source=SOURCE)


__all__ = ["EVERY", "Axis", "Variant", "axes", "states_of_participation", "variants"]
