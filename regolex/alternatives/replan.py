"""A plan as it would have to be somewhere else: what moves along, what stays, and which permits are left behind.

A company that is incorporated elsewhere answers to another State. The permits of the State left behind do not count there;
those of the new State are not invented but stay unanswered, so that the law that asks for them makes them tasks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from regolex.law import model as m
from regolex.missions.mission import Answer, Mission
from regolex.missions.terms import SO_FAR

PERMIT = "authorisation"
_BY, _HOLDER, _LAUNCHES = "authorisation.by", "authorisation.holder", "authorisation.launches"
# with the company move its own choices of place; whose facts they are is told by these links
_ALONG = {
    "activity.controlled_from": "activity.operator",
    "object.registry_state": "object.operator",
    "claim.states": "claim.claimant",
}  # fmt: skip
SOURCE = "varied for the comparison"


class Replan(msgspec.Struct, frozen=True):
    """A changed plan, with what moved along, what stayed in the State left behind, and the permits that do not count.

    The first two are parts with facts. ``known`` is the plan with what follows and what was assumed, from which it is read
    whose part something is; the plan as stated is what changes.
    """

    mission: Mission
    known: Mission
    moved: tuple[tuple[str, str], ...] = ()
    stayed: tuple[tuple[str, str], ...] = ()
    left: tuple[str, ...] = ()


def company_moved(knowledge: m.Knowledge, plan: Replan, party: str, old: str, new: str) -> Replan:
    """The plan once a company has moved: control room, registry and claim of its own follow it."""
    if old == new:
        return plan
    mission, moved, stayed = plan.mission, list(plan.moved), []
    for part, own in mission.answers.items():
        for name, answer in own.items():
            fact = knowledge.facts[name]
            if fact.type != "state" or not _names(answer, old) or name == _BY or part == party:
                continue
            if name in _ALONG and plan.known.answer(part, _ALONG[name]).value == party:
                mission = mission.with_answer(part, name, _instead(answer, old, new))
                moved.append((part, name))
            else:
                stayed.append((part, name))
    plan = msgspec.structs.replace(plan, mission=mission, moved=tuple(moved), stayed=tuple(stayed))
    return _without_permits(plan, (party,), old)


def launch_moved(plan: Replan, launch: str, launcher: str, old: str) -> Replan:
    """The plan once another launch company flies it from elsewhere: permits of the old one for the launch do not count."""
    return _without_permits(plan, (launcher,), old, launch)


def _without_permits(plan: Replan, holders: Iterable[str], old: str, launch: str = "") -> Replan:
    mission = plan.mission
    gone = tuple(
        part
        for part in mission.parts.get(PERMIT, ())
        if mission.answer(part, _BY).value == old and _concerns(plan.known, part, tuple(holders), launch)
    )
    kept = tuple(part for part in mission.parts.get(PERMIT, ()) if part not in gone)
    answers = {part: own for part, own in mission.answers.items() if part not in gone}
    lists = {**mission.lists, PERMIT: "so-far"}  # which permits the new State gives is not known yet
    assert PERMIT in SO_FAR
    mission = msgspec.structs.replace(mission, parts={**mission.parts, PERMIT: kept}, answers=answers, lists=lists)
    return msgspec.structs.replace(plan, mission=mission, left=(*plan.left, *gone))


def _concerns(mission: Mission, permit: str, holders: tuple[str, ...], launch: str) -> bool:
    holder = mission.answer(permit, _HOLDER).value
    of_launch = mission.answer(permit, _LAUNCHES).value
    if launch and isinstance(of_launch, tuple) and launch in of_launch:
        return True
    return holder in holders or (holder is None and not launch)


def _names(answer: Answer, state: str) -> bool:
    return state in answer.value if isinstance(answer.value, tuple) else answer.value == state


def _instead(answer: Answer, old: str, new: str) -> Answer:
    value: Any = new
    if isinstance(answer.value, tuple):
        value = tuple(dict.fromkeys(new if one == old else one for one in answer.value))
    return Answer(value, source=SOURCE)


def words(knowledge: m.Knowledge, mission: Mission, keys: Iterable[tuple[str, str]]) -> str:
    """Facts of parts in words, each fact once with the parts it is about."""
    found: dict[str, list[str]] = {}
    for part, fact in keys:
        found.setdefault(knowledge.facts[fact].label, []).append(mission.name(part))
    return "; ".join(f"{label} ({', '.join(dict.fromkeys(names))})" for label, names in found.items())


def names(mission: Mission, permits: Iterable[str], states: Mapping[str, str]) -> str:
    """The permits left behind, by name and State."""
    return "; ".join(f"{mission.name(part)} ({_of(mission, part, states)})" for part in permits)


def _of(mission: Mission, permit: str, states: Mapping[str, str]) -> str:
    by = str(mission.answer(permit, _BY).value)
    return states.get(by, by)


__all__ = ["SOURCE", "Replan", "company_moved", "launch_moved", "names", "words"]
