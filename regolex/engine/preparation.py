"""A mission made ready for a day: what follows from its answers, what cannot have happened yet, what is assumed.

Everything here is resolved once, before any implementation of the law sees the facts: entailments, events that wait for a
launch, gates, and the assumption sets that were adopted, in this order and again after each set. Each answer put in
carries its origin, so that every proof that uses it says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from regolex.engine.engine import Engine
from regolex.engine.frame import Frame, Node, Path
from regolex.engine.nodes import ready
from regolex.engine.truth import FALSE, TRUE
from regolex.engine.world import MISSING, NOTHING, World
from regolex.errors import MissionError, Problem
from regolex.law import model as m
from regolex.law.asking import Assumption, AssumptionSet, Event, Source
from regolex.missions.mission import Answer, Mission
from regolex.missions.terms import SO_FAR, Adopted

GATE, ENTAILED, NOT_YET, NONE_SO_FAR, ASSUMED = "gate", "entailed", "not-yet", "none-so-far", "assumed"
_OPEN: Final = (MISSING, NOTHING)


class Put(msgspec.Struct, frozen=True):
    """One answer that was put in. ``given_by`` names the assumption set that gives it, or from whose answers it follows."""

    part: str
    fact: str
    value: Any
    origin: str
    because: str
    given_by: str = ""


class Prepared(msgspec.Struct, frozen=True):
    """A mission made ready, and how: the answers put in, those left out, and how results are to be treated."""

    mission: Mission
    stated: Mission
    put: tuple[Put, ...] = ()
    dropped: tuple[Put, ...] = ()  # answers to questions that do not arise
    refused: tuple[Problem, ...] = ()
    sets: tuple[str, ...] = ()
    treatments: frozenset[str] = frozenset()

    def assumed(self) -> dict[tuple[str, str], Put]:
        """The answers that rest on an assumption."""
        return {(p.part, p.fact): p for p in self.put if p.origin == ASSUMED}

    def by_set(self) -> dict[tuple[str, str], str]:
        """The answers that would not be there without an assumption set, each with its set: assumed, or following from it."""
        return {(p.part, p.fact): p.given_by for p in self.put if p.given_by}


class _Ready:
    """The conditions of :class:`~regolex.law.asking.Asked`, made ready once for an engine."""

    def __init__(self, knowledge: m.Knowledge) -> None:
        asking = knowledge.asking
        self.gates = {n: ready(a.gate, knowledge) for n, a in asking.facts.items() if a.gate}
        self.entailed = {
            n: [(ready(d.when, knowledge), d) for d in a.entailed] for n, a in asking.facts.items() if a.entailed
        }
        self.assumed: dict[str, list[tuple[Assumption, Node | None]]] = {
            s.name: [(e, ready(e.when, knowledge) if e.when else None) for e in s.entries] for s in asking.sets.values()
        }


def gates(engine: Engine) -> Mapping[str, Node]:
    """The gates of facts as conditions made ready."""
    return _ready(engine).gates


def _ready(engine: Engine) -> _Ready:
    found: _Ready | None = engine.__dict__.get("_asking")
    if found is None:
        found = engine.__dict__["_asking"] = _Ready(engine.knowledge)
    return found


def prepare(
    engine: Engine,
    mission: Mission,
    on: date,
    *,
    adopt: Mapping[str, Adopted] | None = None,
    events: bool = True,
    strict: bool = False,
) -> Prepared:
    """Make a mission ready for a day.

    ``adopt`` replaces the sets that the mission names (none at all with ``{}``). ``events=False`` leaves out what is known
    of events, so that the rules they wake can be seen. With ``strict``, an answer to a question that does not arise raises
    MissionError; otherwise such answers are left out and listed.
    """
    work = _Preparation(engine, mission, on, events=events)
    work.derive()
    if strict and work.refused:
        raise MissionError(work.refused)
    adopted = mission.assumed if adopt is None else dict(adopt)
    sets = [s for s in engine.knowledge.asking.sets.values() if s.name in adopted]
    applied = []
    for item in sets:
        if work.adopt(item, adopted[item.name]):
            applied.append(item.name)
    treatments = frozenset(s.treatment for s in sets if s.name in applied and s.treatment not in ("facts", "lists"))
    return Prepared(
        work.result(), mission, tuple(work.put.values()), tuple(work.dropped), tuple(work.refused), tuple(applied),
        treatments,
    )  # fmt: skip


def client_of(mission: Mission) -> str:
    """The party a mission is assessed for: the one named, else the one operator, claimant or owner there is; or none."""
    if mission.client:
        return mission.client
    for fact in ("activity.operator", "claim.claimant", "object.operator", "object.owner"):
        kind = fact.partition(".")[0]
        answers = [mission.answer(part, fact) for part in mission.parts.get(kind, ())]
        found = {a.value for a in answers if a.known and not a.does_not_arise}
        if found:
            return str(found.pop()) if len(found) == 1 else ""
    parties = mission.parts.get("party", ())
    return parties[0] if len(parties) == 1 else ""


class _Preparation:
    """One preparation under way."""

    def __init__(self, engine: Engine, mission: Mission, on: date, *, events: bool) -> None:
        self.knowledge = engine.knowledge
        self.asking = engine.knowledge.asking
        self.ready = _ready(engine)
        self.on = on
        self.events = events
        self.mission = mission
        self.client = client_of(mission)
        self.answers = {part: dict(own) for part, own in mission.answers.items()}
        self.parts = dict(mission.parts)
        self.lists = dict(mission.lists)
        self.put: dict[tuple[str, str], Put] = {}
        self.adopting = ""  # the assumption set that is being adopted
        self.dropped: list[Put] = []
        self.refused: list[Problem] = []
        self.world = self._world()
        if not events:
            self._forget_events()

    def _world(self) -> World:
        return World(self.knowledge, self.result(), self.on)

    def result(self) -> Mission:
        """The mission as it stands."""
        return msgspec.structs.replace(self.mission, answers=self.answers, parts=self.parts, lists=self.lists)

    # --- steps ---

    def derive(self) -> None:
        """Events that cannot have happened, then entailments and gates, each after what it rests on."""
        if self.events:
            for event in self.asking.events.values():
                self._event(event)
        for name in self.asking.order:
            kind = self.knowledge.facts[name].kind
            for part in ("mission",) if kind == "mission" else self.parts.get(kind, ()):
                self._derive(name, part)

    def adopt(self, item: AssumptionSet, adopted: Adopted) -> bool:
        """Apply one set; False where it may not be adopted."""
        if item.treatment == "lists":
            self._close_lists(item, adopted)
        elif item.treatment == "states" and self._homeless():
            return False
        self.adopting = item.name
        hidden = set() if self.events else self._event_facts()
        for entry, when in self.ready.assumed[item.name]:
            if entry.fact in hidden:
                continue
            kind = self.knowledge.facts[entry.fact].kind
            for part in ("mission",) if kind == "mission" else self.parts.get(kind, ()):
                if entry.fact in adopted.excepted or f"{part} {entry.fact}" in adopted.excepted:
                    continue
                if self._silent(part, entry.fact) and (when is None or self._truth(when, part) == TRUE):
                    value = self._value(entry.source, part, entry.fact)
                    if value is not MISSING:
                        self._set(Put(part, entry.fact, value, ASSUMED, entry.because, item.name))
        self.derive()
        self.adopting = ""
        return True

    def _close_lists(self, item: AssumptionSet, adopted: Adopted) -> None:
        for kind in self.knowledge.kinds.values():
            if not kind.list_name or kind.name in ("state", *SO_FAR) or kind.list_name in adopted.excepted:
                continue
            if not self.result().complete(kind.name):
                self.parts.setdefault(kind.name, ())
                self.lists[kind.name] = "complete"
                self.put[kind.name, ""] = Put(kind.name, "", None, ASSUMED, item.says, item.name)
        self.world = self._world()

    def _homeless(self) -> bool:
        """Whether a party has no home State: then no one can say which States are involved."""
        home = ("party.organised_under", "party.nationality", "party.member_states")
        return not self.mission.parts.get("party") or any(
            all(self.world.value(party, fact) in _OPEN for fact in home) for party in self.parts["party"]
        )

    # --- one fact ---

    def _derive(self, name: str, part: str) -> None:
        answer = self.answers.get(part, {}).get(name)
        stated = answer is not None and not answer.missing and answer.origin in ("", ASSUMED)
        for when, derived in self.ready.entailed.get(name, ()):
            if self._truth(when, part) != TRUE:
                continue
            value = self._value(derived.source, part, name)
            if value is MISSING:
                continue
            if stated and answer is not None and (value is NOTHING or answer.value != value):
                self._refuse("M146", part, name, derived.because)
            self._follow(Put(part, name, value, ENTAILED, derived.because))
            return
        gate = self.ready.gates.get(name)
        if gate is None:
            return
        truth = self._truth(gate, part)
        if truth == FALSE:
            if stated and answer is not None and not answer.does_not_arise:
                self.dropped.append(Put(part, name, answer.value, answer.origin, "the question does not arise"))
                if not answer.origin:
                    self._refuse("M145", part, name, "")
            if answer is None or not answer.does_not_arise:
                self._follow(Put(part, name, NOTHING, GATE, "the question does not arise"))
        elif answer is not None and answer.origin == GATE:  # an assumption has opened it again
            self._unset(part, name)

    def _event(self, event: Event) -> None:
        for part in ("mission",) if event.about == "mission" else self.parts.get(event.about, ()):
            answer = self.answers.get(part, {}).get(event.fact)
            if answer is not None and not answer.missing:
                continue
            none = self.mission.events
            own = part.partition(":")[2]
            covered = none and self.on <= none.up_to and (not none.of or event.name in none.of)
            if none and covered and (not none.parts or own in none.parts):
                said = f"none of these events up to {none.up_to}"
                self._set(Put(part, event.fact, event.not_happened, NONE_SO_FAR, said))
                continue
            if event.waits_for_launch and self._launch_lies_ahead(part):
                said = "it cannot have happened before the launch"
                self._follow(Put(part, event.fact, event.not_happened, NOT_YET, said))

    def _launch_lies_ahead(self, part: str) -> bool:
        launches = list(self._launches(part))
        return bool(launches) and all(self._ahead(launch) for launch in launches)

    def _ahead(self, launch: Any) -> bool:
        """Whether a launch lies wholly after the day: it was not carried out, and its window begins later."""
        if launch is MISSING or self.world.value(launch, "launch.carried_out") == "done":
            return False
        day = self.world.value(launch, "launch.date")
        first = getattr(day, "not_before", day)
        return isinstance(first, date) and first > self.on

    def _launches(self, part: str) -> Iterator[Any]:
        """The launches on which a part travels; MISSING for one that is not known."""
        kind = part.partition(":")[0]
        if kind == "launch":
            yield part
        elif kind == "object":
            launch = self.world.value(part, "object.launch")
            if launch is not NOTHING:
                yield launch
        elif kind in ("activity", "authorisation"):
            objects = self.world.value(part, f"{kind}.objects")
            launches = self.world.value(part, "authorisation.launches") if kind == "authorisation" else ()
            if objects is MISSING and launches in (MISSING, NOTHING, ()):
                yield MISSING
            for item in objects if isinstance(objects, tuple) else ():
                yield from self._launches(item)
            yield from launches if isinstance(launches, tuple) else ()
        elif kind == "mission":
            yield from self.parts.get("launch", ()) if self.result().complete("launch") else (MISSING,)

    # --- pieces ---

    def _truth(self, node: Node, part: str) -> int:
        return node.value(Frame(self.world, None, "", part, True, {}, ""))

    def _silent(self, part: str, fact: str) -> bool:
        """Whether nothing was said: "don't know" is an answer that an assumption does not replace."""
        answer = self.answers.get(part, {}).get(fact)
        return answer is None or answer.missing == "not-asked"

    def _value(self, source: Source, part: str, name: str) -> Any:
        fact = self.knowledge.facts[name]
        value: Any = MISSING
        if source.nothing:
            return NOTHING
        if source.client:
            value = self.client or MISSING
        elif source.only:
            members = self.parts.get(source.only, ())
            value = members[0] if len(members) == 1 else MISSING
        elif source.via:
            kind = source.via.partition(".")[0]
            using = [p for p in self.parts.get(kind, ()) if part in _many(self.world.value(p, source.via))]
            values = {self.world.value(p, source.same_as) for p in using}
            value = values.pop() if len(values) == 1 else MISSING
        elif source.same_as:
            at = Path(source.path).find(Frame(self.world, None, "", part, True, {}, ""))
            value = at if at in _OPEN else self.world.value(at, source.same_as)
        else:
            value = (
                tuple(source.value) if isinstance(source.value, list) else source.value
            )  # as the cache gives it back
        if value in _OPEN:
            return MISSING
        return value if not fact.many or isinstance(value, tuple) else (value,)

    def _follow(self, put: Put) -> None:
        """Put in what follows from other answers; what follows only now follows from the set that is being adopted."""
        before = self.put.get((put.part, put.fact))
        same = before is not None and (before.value, before.origin) == (put.value, put.origin)
        given_by = before.given_by if same and before else self.adopting
        self._set(msgspec.structs.replace(put, given_by=given_by))

    def _set(self, put: Put) -> None:
        nothing = put.value is NOTHING
        origin = f"{put.origin}:{put.given_by}" if put.origin == ASSUMED else put.origin
        answer = Answer(None if nothing else put.value, put.because if nothing else "", by=put.because, origin=origin)
        self.answers.setdefault(put.part, {})[put.fact] = answer
        self.world.set(put.part, put.fact, put.value)
        self.put[put.part, put.fact] = put

    def _unset(self, part: str, fact: str) -> None:
        del self.answers[part][fact]
        self.world.set(part, fact, MISSING)
        self.put.pop((part, fact), None)

    def _event_facts(self) -> set[str]:
        """The facts that say whether events happened, and those that belong to them."""
        facts = {event.fact for event in self.asking.events.values()}
        return facts | {name for name, asking in self.asking.facts.items() if asking.event}

    def _forget_events(self) -> None:
        facts = self._event_facts()
        for part, own in self.answers.items():
            for fact in facts & own.keys():
                del own[fact]
                self.world.set(part, fact, MISSING)

    def _refuse(self, code: str, part: str, name: str, because: str) -> None:
        fact = self.knowledge.facts[name]
        where = "the mission" if part == "mission" else part.partition(":")[2]
        if code == "M145":
            what = f"{name} of {where} has an answer, and the question does not arise from the other answers"
            hint = "Leave the answer out, or correct the answers on which the question depends."
        else:
            what = f"{name} of {where} contradicts other answers: {because}"
            hint = "Leave the answer out, since it follows from the others, or correct those."
        self.refused.append(Problem(code, what, self.mission.id, expected=f"no answer to: {fact.label}", hint=hint))


def _many(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


__all__ = ["ASSUMED", "ENTAILED", "GATE", "NONE_SO_FAR", "NOT_YET", "Prepared", "Put", "client_of", "gates", "prepare"]
