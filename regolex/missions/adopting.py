"""A mission assessed on other terms than its file states: for another client, with more assumption sets."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from regolex.errors import EvaluationError, Problem, nearest
from regolex.law import model as m
from regolex.missions.mission import Mission
from regolex.missions.terms import Adopted

ALL = "all"


def on_terms(mission: Mission, knowledge: m.Knowledge, assume: Iterable[str] = (), client: str = "") -> Mission:
    """The same mission with some assumption sets adopted and another client.

    Raises EvaluationError for a set or a party that does not exist.
    """
    names = list(assume)
    sets = knowledge.asking.sets
    if ALL in names:
        names = list(sets)
    problems = [
        Problem(
            "E311", f"there is no assumption set {name!r}", expected=", ".join((ALL, *sets)), hint=nearest(name, sets)
        )
        for name in names
        if name not in sets
    ]
    own = {part.partition(":")[2]: part for part in mission.parts.get("party", ())}
    if client and client not in own:
        problems.append(
            Problem("E310", f"there is no party {client!r}", expected=", ".join(own), hint=nearest(client, own))
        )
    if problems:
        raise EvaluationError(problems)
    assumed = {**dict.fromkeys(names, Adopted()), **mission.assumed}
    return msgspec.structs.replace(mission, assumed=assumed, client=own[client] if client else mission.client)


__all__ = ["ALL", "on_terms"]
