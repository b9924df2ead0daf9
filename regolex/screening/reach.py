"""For whom each row is assessed, through which States law reaches that client, and which readings were not tested."""

from __future__ import annotations

from regolex.engine.client import HOME, OF_PARTY
from regolex.law.readings import why_not_run
from regolex.screening.circuit import FALSE, Circuit
from regolex.screening.findings import Finder, Finding
from regolex.screening.law import Combination, Law
from regolex.screening.scene import End


class Reach:
    """The bearers that count as "you" in each row: the client, and the States that reach it for certain."""

    def __init__(self, law: Law, findings: list[Finding], finder: Finder) -> None:
        self.law, self.circuit = law, law.circuit
        self.client = law.situation.client_of()
        self._own: dict[tuple[str, str], int] = {}
        self.orders: dict[str, int] = {}
        self.holding: dict[End, int] = {}
        c = self.circuit
        states = law.knowledge.states
        alone = {p: self._alone(p) for p in self.client}
        for finding in findings:
            certain = c.less(finder.applicable(finding), finding.perhaps)
            if certain == FALSE:
                continue
            bearer, subject = finding.bearer, finding.subject
            if isinstance(bearer, str):
                order = finding.item.instrument.legal_order
                if order in states and bearer in self.client:
                    rows = c.both(self.client[bearer], certain)
                    self.orders[order] = c.either(self.orders.get(order, FALSE), rows)
            elif not bearer.unnamed:
                for party, when in self.client.items():
                    ours = alone[party] if subject == "mission" else self._owns(party, subject)
                    rows = c.all([when, certain, ours])
                    self.holding[bearer] = c.either(self.holding.get(bearer, FALSE), rows)
        self._rows: dict[End, int] = {}

    def _owns(self, party: str, part: str) -> int:
        if part == party:
            return 1
        values, situation = self.law.situation.values, self.law.situation
        kind = part.partition(":")[0]
        facts = [fact for fact in OF_PARTY if fact.startswith(f"{kind}.")]
        return self.circuit.any(values.holds(situation.value(part, fact), party) for fact in facts)

    def _alone(self, party: str) -> int:
        c, situation = self.circuit, self.law.situation
        return c.all(
            c.either(situation.exists[a] ^ 1, situation.values.holds(situation.value(a, "activity.operator"), party))
            for a in situation.parts.get("activity", ())
        )

    def rows(self, bearer: End) -> int:
        """The rows in which a bearer counts as "you"."""
        found = self._rows.get(bearer)
        if found is None:
            found = self._rows[bearer] = self._reached(bearer)
        return found

    def _reached(self, bearer: End) -> int:
        if isinstance(bearer, str):
            return self.client.get(bearer, FALSE)
        if bearer.unnamed:
            return FALSE
        c, law = self.circuit, self.law
        home = [
            c.both(when, law.states.among(law.situation.value(party, fact), bearer))
            for party, when in self.client.items()
            for fact in HOME
        ]
        orders = [c.both(rows, law.states.is_code(bearer, order)) for order, rows in self.orders.items()]
        return c.any([*home, *orders, self.holding.get(bearer, FALSE)])


def untested(law: Law, findings: list[Finding]) -> list[tuple[End, str, int]]:
    """Bearers whom a reading that was not run would put in breach for certain: each with the rule and the rows."""
    c = law.circuit
    asked: dict[str, int] = {}
    for finding in findings:
        for question in finding.item.unders:
            asked[question] = c.either(asked.get(question, FALSE), c.less(finding.exists, finding.perhaps))
    known = {(f.item.rule.id, f.bearer, f.subject): f for f in findings}
    found = []
    for known_question in law.knowledge.questions.values():
        name = known_question.id
        if name not in asked or name in law.chosen:
            continue
        for reading in known_question.readings:
            if reading.id not in law.open_readings[name] and why_not_run(reading) == "no-holder":
                for bearer, rule, rows in _breaches(law, name, reading.id, known):
                    rows = c.both(rows, asked[name])
                    if rows != FALSE:
                        found.append((bearer, rule, rows))
    law.take_over()
    return found


def _breaches(
    law: Law, question: str, reading: str, known: dict[tuple[str, End, str], Finding]
) -> list[tuple[End, str, int]]:
    c = law.circuit
    again = law.with_readings(question, (reading,))
    again.take_over()
    finder = Finder(again)
    found = []
    for item, bearer, rows, subject in finder.instances(lambda item: question in item.unders):
        finding = finder.one(item, bearer, rows, subject)
        if finding is None or not finding.weighs:
            continue
        before = known.get((item.rule.id, bearer, subject))
        breached = []
        for combination, outcomes in finding.outcomes:
            here = c.any(own for case, own in outcomes.items() if case.result == "breached")
            if before is not None:
                here = c.less(here, _breached_already(c, before, combination, question))
            breached.append(here)
        there = c.both(finding.exists, finding.perhaps ^ 1)
        rows = c.both(there, c.any(breached))
        if rows != FALSE:
            found.append((bearer, item.rule.id, rows))
    return found


def _breached_already(c: Circuit, before: Finding, combination: Combination, question: str) -> int:
    chosen = dict(combination)
    found = []
    for other, outcomes in before.outcomes:
        if all(q == question or not set(r).isdisjoint(chosen.get(q, r)) for q, r in other):
            found += [own for case, own in outcomes.items() if case.result == "breached"]
    return c.both(c.less(before.exists, before.perhaps), c.any(found))


__all__ = ["Reach", "untested"]
