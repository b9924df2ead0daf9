"""Levers: what can change in a plan, who can change it, and the effort that the ontology declares for it.

Nothing done is undone, nothing that does not arise is made to arise, and nature, history and the judgement of others are
not choices. If such a fact is unknown, it can be found out, and a proposal may rely on the answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from regolex.errors import EvaluationError, Problem, nearest
from regolex.law import model as m
from regolex.missions.mission import Mission

Key = tuple[str, str]  # a part and a fact
FIXED = "fixed"
DROPPED = "activity"  # the kind of part that a plan can do without
ADDED = "authorisation"  # the kind of part that can be obtained
DO, CHANGE, DECIDE, FIND_OUT = "do", "change", "decide", "find out"
OBTAIN, DROP = "obtain", "drop"


class Lever(msgspec.Struct, frozen=True):
    """A fact of a part that could have another answer.

    ``sort`` is one of: do (a commitment not made yet), change (an answer given), decide (a choice not made or
    not stated), find out (no choice: someone has to look it up or judge it).
    """

    part: str
    fact: str
    effort: int
    sort: str


class Levers(msgspec.Struct, frozen=True):
    """Everything that may change: facts, activities that can be dropped, lists that can be declared empty."""

    facts: dict[Key, Lever]
    drops: dict[str, int]
    lists: dict[str, int]
    obtain: int  # the effort of one more authorisation; 0 if none may be added
    by_class: dict[str, int]


def levers(
    knowledge: m.Knowledge,
    mission: Mission,
    *,
    costs: Mapping[str, int] | None = None,
    only: Collection[str] = (),
    without: Collection[str] = (),
) -> Levers:
    """The levers of a plan.

    ``costs`` puts another effort in the place of the declared one, by fact; ``only`` leaves no lever but these facts,
    ``without`` takes some away. Besides facts both take ``activity`` (giving one up), ``authorisation`` (obtaining one)
    and ``find-out`` (counting on what is not known). Raises EvaluationError with every name that does not exist.
    """
    _known(knowledge, [*(costs or {}), *only, *without], set(costs or {}))
    costs = costs or {}
    effort = {slug: lever.effort for slug, lever in knowledge.levers.items()}

    def free(name: str) -> bool:
        return (not only or name in only) and name not in without

    found: dict[Key, Lever] = {}
    finding_out = free("find-out") or (bool(only) and "find-out" not in without)
    for part in ("mission", *(part for parts in mission.parts.values() for part in parts)):
        kind = part.partition(":")[0]
        for fact in knowledge.facts.values():
            if fact.kind != kind or fact.derived or fact.type == "text" or not free(fact.id):
                continue
            sort = _sort(fact, mission, part)
            if sort and (sort != FIND_OUT or finding_out):
                # deciding an open choice reverses nothing, so it is cheap; an act of a State takes its full effort even so
                declared = effort["undertaking"] if sort == DECIDE else fact.effort
                found[part, fact.id] = Lever(part, fact.id, costs.get(fact.id, declared), sort)
    drops = {}
    if free(DROPPED):
        drops = {
            part: costs.get(DROPPED, effort["aim"])
            for part in mission.parts.get(DROPPED, ())
            if not any(answer.value == "done" for answer in mission.answers.get(part, {}).values())
        }
    kinds = [kind for kind in knowledge.kinds if kind not in ("mission", "state") and kind not in mission.parts]
    lists = dict.fromkeys(kinds, effort[FIXED]) if finding_out and not only else {}
    obtain = costs.get(ADDED, effort["authorisation"]) if free(ADDED) else 0
    return Levers(found, drops, lists, obtain, effort)


def _known(knowledge: m.Knowledge, names: Collection[str], priced: set[str]) -> None:
    words = {DROPPED, ADDED, "find-out"}
    problems = [
        Problem("E306", f"there is no lever {name!r}", expected="a fact of the vocabulary, " + ", ".join(sorted(words)),
                hint=nearest(name, [*knowledge.facts, *words]))
        for name in dict.fromkeys(names)
        if (name not in words or (name == "find-out" and name in priced))
        and (name not in knowledge.facts or knowledge.facts[name].derived)
    ]  # fmt: skip
    if problems:
        raise EvaluationError(problems)


def _sort(fact: m.Fact, mission: Mission, part: str) -> str:
    now = mission.answer(part, fact.id)
    if now.missing:
        return FIND_OUT if fact.lever == FIXED else DO if fact.type == "commitment" else DECIDE
    if now.does_not_arise or now.value == "done" or fact.lever == FIXED:
        return ""
    return DO if fact.type == "commitment" and now.value == "not-planned" else CHANGE


__all__ = ["ADDED", "CHANGE", "DECIDE", "DO", "DROP", "DROPPED", "FIND_OUT", "FIXED", "OBTAIN", "Key", "Lever", "Levers",
           "levers"]  # fmt: skip
