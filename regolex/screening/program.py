"""The screening program: the whole law on one day over the columns of one table, compiled once.

Its outputs are literals of one circuit: for each row the words of its verdicts, and for each finding its results.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from regolex.engine.assessment import after_the_first_law
from regolex.engine.engine import Engine
from regolex.engine.matters import wordings_not_covered
from regolex.engine.verdict import dominant
from regolex.law.readings import RANKS
from regolex.missions.terms import SO_FAR
from regolex.screening.circuit import FALSE, Circuit
from regolex.screening.findings import Finder, Finding
from regolex.screening.law import Law
from regolex.screening.layout import Layout
from regolex.screening.reach import Reach, untested
from regolex.screening.situation import Refusal, Situation
from regolex.screening.states import States
from regolex.screening.values import Values
from regolex.screening.verdicts import Verdict, at_best_but_for, verdict


@dataclass(frozen=True)
class Side:
    """The verdict on every serious reading and on the prevailing ones."""

    every_reading: Verdict
    dominant: Verdict


class Program:
    """The law compiled for a layout; ``most`` is how many different States one row may name."""

    def __init__(
        self,
        engine: Engine,
        layout: Layout,
        on: date,
        *,
        most: int,
        territories: bool = False,
        adopt: Iterable[str] = (),
        chosen: Mapping[str, tuple[str, ...]] | None = None,
        pending: bool = False,
    ) -> None:
        after_the_first_law(engine.knowledge, on)
        self.engine, self.layout, self.on, self.most = engine, layout, on, most
        self.territories = territories
        layout = self.layout = layout.widened(layout.elements, territories)
        self.circuit = c = Circuit()
        adopt = tuple(adopt)
        values = Values(c, layout)
        self.situation = Situation(c, layout, values, on, adopt)
        self.states = States(c, layout, values, most, territories)
        self.law = Law(engine, self.situation, self.states, chosen or {}, pending=pending)
        asleep = Situation(c, layout, values, on, adopt, events=False)
        awake = Law(engine, asleep, self.states, chosen or {}, pending=pending)
        self.finder = Finder(self.law, awake)
        self.findings: list[Finding] = self.finder.all()
        self.reach = Reach(self.law, self.findings, self.finder)
        self._treat()
        questions = engine.knowledge.questions.values()
        weights = {(q.id, r.id): RANKS[r.weight] for q in questions for r in q.readings}
        self.tried = self.law.open_readings
        self.dominant = dominant(self.tried, weights)

    def _treat(self) -> None:
        """Take the law as followed, where a set that says so was adopted."""
        treatments, c = self.situation.treatments, self.circuit
        client, others = (treatments.get(f"{who}-follows-law", FALSE) for who in ("client", "others"))
        others = treatments.get("others-follow-law", others)
        if client == FALSE and others == FALSE:
            return
        for finding in self.findings:
            own = self.reach.rows(finding.bearer)
            rows = c.chosen(own, client, others)
            if rows != FALSE:
                self.finder.follow(finding, rows)

    @property
    def refusals(self) -> list[Refusal]:
        """The rows whose answers contradict each other."""
        return self.situation.refusals

    # --- verdicts ---

    @cached_property
    def lists_open(self) -> int:
        """The rows in which a list was left out that may still bring any duty."""
        kinds = self.engine.knowledge.kinds.values()
        names = (k.name for k in kinds if k.list_name and k.name not in ("state", *SO_FAR))
        return self.circuit.any(self.situation.open[name] for name in names)

    @cached_property
    def _untested(self) -> list[tuple[object, str, int]]:
        return list(untested(self.law, self.findings))

    @cached_property
    def unread(self) -> int:
        """The rows that name a State of whose law a wording of the day is not encoded."""
        knowledge = self.engine.knowledge
        orders = {n.legal_order for n in wordings_not_covered(knowledge, knowledge.states, self.on)}
        return self.circuit.any(self.states.is_code(b, state) for b in self.states.bearers for state in sorted(orders))

    def side(self, counted: Iterable[tuple[Finding, int]], not_tested: int) -> Side:
        """The verdicts over some findings, each in some rows."""
        own, c = list(counted), self.circuit
        every = verdict(c, own, self.tried, self.lists_open)
        prevailing = verdict(c, own, self.dominant, self.lists_open)
        doubt = c.less(not_tested, every.words["blocked"])
        return Side(at_best_but_for(c, every, doubt), at_best_but_for(c, prevailing, doubt))

    @cached_property
    def overall(self) -> Side:
        """The verdict on the mission."""
        not_tested = self.circuit.any(rows for _, _, rows in self._untested)
        return self.side([(f, f.exists) for f in self.findings], self.circuit.either(not_tested, self.unread))

    @cached_property
    def you(self) -> Side:
        """The verdict for the client and the States that reach it for certain."""
        c, reach = self.circuit, self.reach
        not_tested = c.any(c.both(rows, reach.rows(bearer)) for bearer, _, rows in self._untested)  # type: ignore[arg-type]
        own = [(f, c.both(f.exists, reach.rows(f.bearer))) for f in self.findings]
        return self.side(own, c.either(not_tested, self.unread))

    @cached_property
    def has_client(self) -> int:
        """The rows that are assessed for someone."""
        return self.circuit.any(self.reach.client.values())

    @cached_property
    def orders(self) -> tuple[str, ...]:
        """The legal orders whose rules some row may meet: States, and ``international``."""
        return tuple(sorted({f.item.instrument.legal_order for f in self.findings}))

    def order(self, name: str) -> Side:
        """The verdict on the rules of one legal order."""
        own = [f for f in self.findings if f.item.instrument.legal_order == name]
        rules = {f.item.rule.id for f in own}
        not_tested = self.circuit.any(rows for _, rule, rows in self._untested if rule in rules)
        return self.side([(f, f.exists) for f in own], not_tested)

    def touches(self, name: str) -> int:
        """The rows in which a rule of a legal order applies or may apply."""
        own = [f for f in self.findings if f.item.instrument.legal_order == name]
        return self.circuit.any(self.finder.applicable(f) for f in own)


__all__ = ["Program", "Side"]
