"""Levers: what can change in a plan, who can change it, and the effort that the ontology declares for it.

Only what a plan can choose is a lever (:mod:`regolex.alternatives.whitelist`). What is unknown about what is stays unknown:
it is asked, never proposed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date

import msgspec

from regolex.alternatives.flights import flights
from regolex.alternatives.whitelist import Whitelist
from regolex.errors import EvaluationError, Problem, nearest
from regolex.law import model as m
from regolex.missions.mission import Mission

Key = tuple[str, str]  # a part and a fact
DROPPED = "activity"  # the kind of part that a plan can do without
ADDED = "authorisation"  # the kind of part that can be obtained
DO, CHANGE, DECIDE = "do", "change", "decide"
OBTAIN, DROP = "obtain", "drop"
_COMPANY = ("party.organised_under", "party.seat", "party.central_administration", "party.administrative_structure")
_TERRITORY, _FACILITY, _LAUNCHER = "launch.territory", "launch.facility_state", "launch.launcher"
_CONTROL = "activity.controlled_from"


class Lever(msgspec.Struct, frozen=True):
    """A fact of a part that could have another answer.

    ``sort`` is one of: do (a commitment not made yet), change (an answer given), decide (a choice not made or not stated).
    """

    part: str
    fact: str
    effort: int
    sort: str


class Launching(msgspec.Struct, frozen=True):
    """A launch that can be moved to another company and site of the catalogue.

    ``offers`` are the combinations on offer: State of the company, territory, States of the facility. ``company`` holds the
    facts of the launch company that say where it is at home; empty where no launch company is named.
    """

    launch: str
    company: tuple[Key, ...]
    offers: tuple[tuple[str, str, tuple[str, ...]], ...]
    effort: int

    @property
    def members(self) -> tuple[Key, ...]:
        """Everything that moves with the launch."""
        return ((self.launch, _TERRITORY), (self.launch, _FACILITY), *self.company)


class Levers(msgspec.Struct, frozen=True):
    """Everything that may change: facts, facts that move together, launches, and activities that can be dropped."""

    facts: dict[Key, Lever]
    together: tuple[tuple[Key, ...], ...]  # facts with the same answer that keep having the same
    launches: tuple[Launching, ...]
    drops: dict[str, int]
    obtain: int  # the effort of one more authorisation; 0 if none may be added
    by_class: dict[str, int]


def levers(
    knowledge: m.Knowledge,
    mission: Mission,
    *,
    on: date,
    may_change: Collection[str] = (),
    costs: Mapping[str, int] | None = None,
    only: Collection[str] = (),
    without: Collection[str] = (),
) -> Levers:
    """The levers of a plan on a day.

    ``may_change`` adds design and aim (``design``). ``costs`` puts another effort in the place of the declared one, by fact;
    ``only`` leaves no lever but these facts, ``without`` takes some away. Besides facts both take ``activity`` (giving one
    up) and ``authorisation`` (obtaining one). Raises EvaluationError with every name that does not exist.
    """
    _known(knowledge, [*(costs or {}), *only, *without])
    costs = costs or {}
    allowed = Whitelist(knowledge, mission, on, may_change)
    effort = {slug: lever.effort for slug, lever in knowledge.levers.items()}

    def free(name: str) -> bool:
        return (not only or name in only) and name not in without

    found: dict[Key, Lever] = {}
    for part in ("mission", *(part for parts in mission.parts.values() for part in parts)):
        kind = part.partition(":")[0]
        for fact in knowledge.facts.values():
            if fact.kind != kind or not free(fact.id) or not allowed.allows(part, fact.id):
                continue
            sort = _sort(fact, mission, part)
            if sort:
                # deciding an open choice reverses nothing, so it is cheap; an act of a State takes its full effort even so
                declared = effort["undertaking"] if sort == DECIDE else fact.effort
                found[part, fact.id] = Lever(part, fact.id, costs.get(fact.id, declared), sort)
    launches = tuple(_launches(knowledge, mission, allowed, free, costs.get(_TERRITORY, effort["place"])))
    for part in mission.parts.get("launch", ()):  # a launch moves only as a whole, to a place that can serve
        found.pop((part, _TERRITORY), None)
        found.pop((part, _FACILITY), None)
    drops = {
        part: costs.get(DROPPED, effort["aim"])
        for part in mission.parts.get(DROPPED, ())
        if free(DROPPED) and allowed.allows_dropping(part)
    }
    obtain = costs.get(ADDED, effort["authorisation"]) if free(ADDED) else 0
    return Levers(found, tuple(_together(mission, found)), launches, drops, obtain, effort)


def _launches(
    knowledge: m.Knowledge, mission: Mission, allowed: Whitelist, free: Callable[[str], bool], effort: int
) -> Iterator[Launching]:
    if not (free(_TERRITORY) or free(_FACILITY)):
        return
    for launch in mission.parts.get("launch", ()):
        if not allowed.allows(launch, _TERRITORY) or not mission.answer(launch, _TERRITORY).known:
            continue
        launcher = mission.answer(launch, _LAUNCHER).value
        company: tuple[Key, ...] = ()
        if isinstance(launcher, str) and launcher not in allowed.own:
            company = tuple((launcher, fact) for fact in _COMPANY if mission.answer(launcher, fact).value)
        offers = {(f.state, f.territory, f.facility_states) for f in flights(knowledge, mission, launch)}
        home = mission.answer(*company[0]).value if company else None
        if launcher in allowed.own:
            offers = set()
        elif not company and home:
            offers = {offer for offer in offers if offer[0] == home}
        if offers:
            yield Launching(launch, company, tuple(sorted(offers)), effort)


def _together(mission: Mission, found: Mapping[Key, Lever]) -> Iterator[tuple[Key, ...]]:
    """A company's places and the control rooms of all activities, where they are stated to be the same."""
    groups: dict[tuple[str, object], list[Key]] = {}
    for key in found:
        part, fact = key
        value = mission.answer(part, fact).value
        if value is not None and (fact in _COMPANY or fact == _CONTROL):
            groups.setdefault((part if fact in _COMPANY else fact, value), []).append(key)
    yield from (tuple(keys) for keys in groups.values() if len(keys) > 1)


def _known(knowledge: m.Knowledge, names: Collection[str]) -> None:
    words = {DROPPED, ADDED}
    problems = [
        Problem("E306", f"there is no lever {name!r}", expected="a fact of the vocabulary, " + ", ".join(sorted(words)),
                hint=nearest(name, [*knowledge.facts, *words]))
        for name in dict.fromkeys(names)
        if name not in words and (name not in knowledge.facts or knowledge.facts[name].derived)
    ]  # fmt: skip
    if problems:
        raise EvaluationError(problems)


def _sort(fact: m.Fact, mission: Mission, part: str) -> str:
    now = mission.answer(part, fact.id)
    if now.missing:
        return DO if fact.type == "commitment" else DECIDE
    if now.does_not_arise or now.value == "done":
        return ""
    return DO if fact.type == "commitment" and now.value == "not-planned" else CHANGE


__all__ = [
    "ADDED",
    "CHANGE",
    "DECIDE",
    "DO",
    "DROP",
    "DROPPED",
    "OBTAIN",
    "Key",
    "Launching",
    "Lever",
    "Levers",
    "levers",
]
