"""The facts of every row of a table on one day: parts, answers, and what follows from them before the law is read.

The counterpart of :mod:`regolex.engine.preparation` and :mod:`regolex.engine.world`, for all rows at once: events that
cannot have happened, entailments, gates and adopted assumption sets, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from regolex.engine.preparation import ENTAILED, NONE_SO_FAR, NOT_YET
from regolex.law import model as m
from regolex.law.asking import AssumptionSet, Event
from regolex.law.asking import Source as Origin
from regolex.missions.terms import SO_FAR
from regolex.screening.circuit import FALSE, TRUE, Circuit
from regolex.screening.conditions import Conditions, Ends
from regolex.screening.layout import Key, Layout
from regolex.screening.scene import Scene
from regolex.screening.values import (
    COLUMN,
    CONSTANT,
    DOES_NOT_ARISE,
    GATE,
    UNASKED,
    Alternative,
    Source,
    Value,
    Values,
    constant,
)

ASSUMED = "assumed"


class Refusal(NamedTuple):
    """Rows whose answers contradict each other, with the code of the problem and the fact."""

    rows: int
    code: str
    part: str
    fact: str


class Situation:
    """All rows of a table, made ready for a day; ``adopt`` names the assumption sets, ``events=False`` forgets events."""

    def __init__(
        self,
        circuit: Circuit,
        layout: Layout,
        values: Values,
        on: date,
        adopt: Iterable[str] = (),
        *,
        events: bool = True,
    ) -> None:
        self.circuit, self.layout, self.values, self.on = circuit, layout, values, on
        self.knowledge = layout.knowledge
        self.asking = self.knowledge.asking
        self.events = events
        self.facts: dict[Key, Value] = {key: (Alternative(TRUE, Source(COLUMN, *key)),) for key in layout.facts}
        self.parts = {"mission": ("mission",), **layout.parts}
        self.exists: dict[str, int] = {"mission": TRUE}
        self.open: dict[str, int] = {}
        for kind in self.knowledge.kinds.values():
            if kind.name not in ("mission", "state"):
                self._list(kind)
        self.conditions = Conditions(circuit, values, self)
        self.refusals: list[Refusal] = []
        self._sources: tuple[tuple[int, Source], ...] | None = None
        self.treatments: dict[str, int] = {}
        self.client = self.client_of(stated=True)
        hidden = self._event_facts()
        if not events:
            self.facts = {key: value for key, value in self.facts.items() if key[1] not in hidden}
        self._derive(first=True)
        for item in self.asking.sets.values():
            if item.name in set(adopt):
                self._adopt(item, hidden)

    # --- parts and lists ---

    def _list(self, kind: m.Kind) -> None:
        c, parts = self.circuit, self.parts.get(kind.name)
        if parts is None:
            self.open[kind.name] = TRUE
            return
        given = TRUE
        if kind.name in self.layout.counts:
            column = c.column(("count", kind.name), 2 + len(parts))
            given = c.leaf(column, 1) ^ 1
            for n, part in enumerate(parts):
                self.exists[part] = c.leaf(column, ~((1 << 2 + n) - 1))
        else:
            for n, part in enumerate(parts):
                self.exists[part] = c.leaf(c.column(("present", part), 2), 2) if n else TRUE
        complete = FALSE if kind.name in SO_FAR else TRUE
        if kind.name in self.layout.lists:
            column = c.column(("list", kind.name), 3)  # not said, complete, so far
            said = 0b010 if kind.name in SO_FAR else 0b011
            complete = c.leaf(column, said)
        self.open[kind.name] = c.both(given, complete) ^ 1

    def value(self, part: str, fact: str) -> Value:
        """What a part holds for a fact."""
        return self.facts.get((part, fact), UNASKED)

    def state_sources(self) -> tuple[tuple[int, Source], ...]:
        """The columns that name States, each with the rows in which what it says counts."""
        if self._sources is None:
            found: dict[Source, int] = {}
            for (part, fact), value in self.facts.items():
                if self.knowledge.facts[fact].type == "state":
                    for a in value:
                        if a.source.how == COLUMN:
                            rows = self.circuit.both(a.when, self.exists[part])
                            found[a.source] = self.circuit.either(found.get(a.source, FALSE), rows)
            self._sources = tuple((rows, source) for source, rows in found.items() if rows != FALSE)
        return self._sources

    # --- making ready ---

    def _event_facts(self) -> set[str]:
        facts = {event.fact for event in self.asking.events.values()}
        return facts | {name for name, own in self.asking.facts.items() if own.event}

    def _put(self, key: Key, when: int, found: Value, origin: str) -> None:
        value = self.values.put(self.value(*key), self.circuit.both(when, self.exists[key[0]]), found, origin)
        self.facts[key] = value

    def _derive(self, first: bool = False) -> None:
        if self.events:
            for event in self.asking.events.values():
                for part in self.parts.get(event.about, ()):
                    self._event(event, part)
        for name in self.asking.order:
            for part in self.parts.get(self.knowledge.facts[name].kind, ()):
                self._fact(name, part, first)

    def _event(self, event: Event, part: str) -> None:
        c, key = self.circuit, (part, event.fact)
        missing = self.values.missing(self.value(*key))
        if self.layout.none_up_to:
            covered = c.leaf(c.column(("none-up-to",), 2), 2)
            found = constant(event.not_happened, self.knowledge.facts[event.fact])
            self._put(key, c.both(missing, covered), found, NONE_SO_FAR)
            missing = c.less(missing, covered)
        if event.waits_for_launch and missing != FALSE:
            found = constant(event.not_happened, self.knowledge.facts[event.fact])
            self._put(key, c.both(missing, self._launch_ahead(part)), found, NOT_YET)

    def _launch_ahead(self, part: str) -> int:
        some, all_ahead = self._launches(part)
        return self.circuit.both(some, all_ahead)

    def _ahead(self, launch: str) -> int:
        c = self.circuit
        day = self.value(launch, "launch.date")
        later = self.conditions.date_test(day, "first>", self.on)
        return c.less(later, self.values.holds(self.value(launch, "launch.carried_out"), "done"))

    def _launches(self, part: str) -> tuple[int, int]:
        """Whether a part travels on some launch, known or not, and whether all of these lie ahead."""
        c, values = self.circuit, self.values
        kind = part.partition(":")[0]
        if kind == "launch":
            return TRUE, self._ahead(part)
        launches = self.parts.get("launch", ())
        if kind == "object":
            link = self.value(part, "object.launch")
            ahead = c.any(c.both(values.holds(link, one), self._ahead(one)) for one in launches)
            nothing = values.nothing(link)
            return nothing ^ 1, c.either(nothing, ahead)
        if kind == "mission":
            stated = self.open["launch"] ^ 1
            some = c.any(self.exists[one] for one in launches)
            ahead = c.all(c.either(self.exists[one] ^ 1, self._ahead(one)) for one in launches)
            return c.either(stated ^ 1, some), c.both(stated, ahead)
        if kind not in ("activity", "authorisation"):
            return FALSE, TRUE
        used = self.value(part, f"{kind}.objects")
        own = self.value(part, "authorisation.launches") if kind == "authorisation" else None
        none_own = TRUE if own is None else c.any([values.missing(own), values.nothing(own), values.empty(own)])
        lost = c.both(values.missing(used), none_own)
        reached, ahead_of_day = [lost], [lost ^ 1]
        for item in self.parts.get("object", ()):
            names = values.holds(used, item)
            inner, later = self._launches(item)
            reached.append(c.both(names, inner))
            ahead_of_day.append(c.either(c.both(names, inner) ^ 1, later))
        for one in launches if own is not None else ():
            names = values.holds(own or (), one)
            reached.append(names)
            ahead_of_day.append(c.either(names ^ 1, self._ahead(one)))
        return c.any(reached), c.all(ahead_of_day)

    def _fact(self, name: str, part: str, first: bool) -> None:
        c, values, asking = self.circuit, self.values, self.asking.facts[name]
        fact, key = self.knowledge.facts[name], (part, name)
        pending = self.exists[part]
        scene = Scene(subject=part, planned=True)
        for derived in asking.entailed:
            when = c.both(pending, self.conditions.truth(derived.when, scene)[0])
            found = self._found(derived.source, part, fact)
            when = c.both(when, values.missing(found) ^ 1)
            if when == FALSE:
                continue
            old = self.value(*key)
            if first:
                self._refuse(c.both(c.both(when, values.stated(old)), self._same(old, found, fact) ^ 1), "M146", key)
            self._put(key, when, found, ENTAILED)
            pending = c.less(pending, when)
        if asking.gate is None or pending == FALSE:
            return
        closed = c.both(pending, self.conditions.truth(asking.gate, scene)[1])
        old = self.value(*key)
        if first:
            answered = c.less(values.stated(old), values.nothing(old))
            self._refuse(c.both(closed, answered), "M145", key)
        self._put(key, c.less(closed, values.nothing(old)), DOES_NOT_ARISE, GATE)
        reopened = c.both(c.less(pending, closed), values.gated(old))
        self._put(key, reopened, UNASKED, "")

    def _same(self, old: Value, found: Value, fact: m.Fact) -> int:
        """Whether two answers are the same; what is entailed is one value from a closed list."""
        return self.circuit.any(
            self.circuit.both(a.when, self.values.holds(old, a.source.value)) for a in found if a.source.how == CONSTANT
        )

    def _refuse(self, rows: int, code: str, key: Key) -> None:
        if rows != FALSE:
            self.refusals.append(Refusal(rows, code, *key))

    # --- assumptions ---

    def _adopt(self, item: AssumptionSet, hidden: set[str]) -> None:
        c = self.circuit
        if item.treatment == "lists":
            for kind in self.knowledge.kinds.values():
                if kind.list_name and kind.name not in ("state", *SO_FAR):
                    self.open[kind.name] = FALSE
                    self.parts.setdefault(kind.name, ())
        allowed = c.less(TRUE, self._homeless()) if item.treatment == "states" else TRUE
        if item.treatment not in ("facts", "lists"):
            self.treatments[item.treatment] = allowed
        for entry in item.entries:
            if not self.events and entry.fact in hidden:
                continue
            fact = self.knowledge.facts[entry.fact]
            for part in self.parts.get(fact.kind, ()):
                when = c.both(self.exists[part], self.values.silent(self.value(part, entry.fact)))
                if entry.when:
                    scene = Scene(subject=part, planned=True)
                    when = c.both(when, self.conditions.truth(entry.when, scene)[0])
                if when == FALSE:
                    continue
                found = self._found(entry.source, part, fact)
                when = c.less(when, self.values.missing(found))
                self._put((part, entry.fact), when, found, ASSUMED)
        self._derive()

    def _homeless(self) -> int:
        """Whether a party has no home State."""
        c, home = self.circuit, ("party.organised_under", "party.nationality", "party.member_states")
        parties = self.parts.get("party", ())
        none = c.any(self.exists[p] for p in parties) ^ 1
        lost = [
            c.both(self.exists[p], c.any(self.values.known(self.value(p, fact)) for fact in home) ^ 1) for p in parties
        ]
        return c.any([none, *lost])

    def _found(self, source: Origin, part: str, fact: m.Fact) -> Value:
        """The value that a source gives; missing where it gives none."""
        c = self.circuit
        if source.nothing:
            return DOES_NOT_ARISE
        if source.client:
            return self._one_of({p: self.client.get(p, FALSE) for p in self.parts.get("party", ())}, fact)
        if source.only:
            parts = self.parts.get(source.only, ())
            alone = {p: c.less(self.exists[p], c.any(self.exists[q] for q in parts if q != p)) for p in parts}
            return self._one_of(alone, fact)
        if source.via:
            return self._through(source, part)
        if source.same_as:
            ends = self.conditions.ends(source.path, Scene(subject=part, planned=True))
            return self._gathered(ends, source.same_as)
        return constant(source.value, fact)

    def _one_of(self, chosen: dict[str, int], fact: m.Fact) -> Value:
        found = [Alternative(when, Source(CONSTANT, value=(p,) if fact.many else p)) for p, when in chosen.items()]
        return self._or_missing(found)

    def _or_missing(self, found: list[Alternative]) -> Value:
        rest = self.circuit.any(a.when for a in found) ^ 1
        found = [a for a in found if a.when != FALSE]
        return (*found, Alternative(rest, Source("missing"))) if rest != FALSE else tuple(found)

    def _gathered(self, ends: Ends, fact: str) -> Value:
        """The values of a fact at the ends of a path, as far as they are values."""
        both, values = self.circuit.both, self.values
        found = []
        for when, part in ends.parts:
            for a in self.value(str(part), fact):
                lost = self.circuit.either(values.source_missing(a.source), values.source_nothing(a.source))
                found.append(Alternative(self.circuit.less(both(when, a.when), lost), a.source))
        return self._or_missing(found)

    def _through(self, source: Origin, part: str) -> Value:
        """The one value that a fact has for all parts which name this one."""
        c, values = self.circuit, self.values
        kind = source.via.partition(".")[0]
        parts = self.parts.get(kind, ())
        using = {p: c.both(self.exists[p], values.holds(self.value(p, source.via), part)) for p in parts}
        fact = self.knowledge.facts[source.same_as]
        domain = self.layout.domain(fact)
        found = []
        earlier = FALSE
        for p in parts:
            others = [
                c.either(using[q] ^ 1, values.same(self.value(p, fact.id), self.value(q, fact.id), domain))
                for q in parts
                if q != p
            ]
            when = c.all([using[p], earlier ^ 1, *others])
            ends = Ends(((when, p),), FALSE, FALSE)
            found += [a for a in self._gathered(ends, fact.id) if a.source.how != "missing"]
            earlier = c.either(earlier, using[p])
        return self._or_missing(found)

    # --- the client ---

    def client_of(self, stated: bool = False) -> dict[str, int]:
        """The party each row is assessed for, with its rows."""
        c, values = self.circuit, self.values
        parties = self.parts.get("party", ())
        chosen = dict.fromkeys(parties, FALSE)
        rest = TRUE
        if self.layout.client:
            column = c.column(("client",), 1 + len(parties))
            chosen = {p: c.leaf(column, 2 << n) for n, p in enumerate(parties)}
            rest = c.leaf(column, 1)
        for fact in ("activity.operator", "claim.claimant", "object.operator", "object.owner"):
            kind = fact.partition(".")[0]
            named = {}
            for party in parties:
                holding = [
                    c.both(self.exists[part], values.holds(self.value(part, fact), party))
                    for part in self.parts.get(kind, ())
                ]
                named[party] = c.any(holding)
            for party in parties:
                others = c.any(named[p] for p in parties if p != party)
                chosen[party] = c.either(chosen[party], c.all([rest, named[party], others ^ 1]))
            rest = c.less(rest, c.any(named.values()))
        for party in parties:
            others = c.any(self.exists[p] for p in parties if p != party)
            chosen[party] = c.either(chosen[party], c.all([rest, self.exists[party], others ^ 1]))
        return {p: when for p, when in chosen.items() if when != FALSE}


__all__ = ["ASSUMED", "Refusal", "Situation"]
