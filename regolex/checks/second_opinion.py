"""The evaluator checked against the logic program, mission by mission.

A definite answer of the evaluator must hold in every completion of the mission; where nothing is open, in the mission or
in the law, the evaluator may leave nothing open either.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from regolex.engine.engine import Engine, ReadyRule
from regolex.engine.finder import Finder
from regolex.engine.findings import Finding
from regolex.engine.preparation import prepare
from regolex.engine.results import FINE
from regolex.engine.run import Run
from regolex.engine.truth import FALSE, TRUE, UNKNOWN
from regolex.engine.world import UNNAMED, World
from regolex.missions.mission import Mission
from regolex.solving.answer_sets import Program, program
from regolex.solving.completions import Completions
from regolex.solving.settle import reading_choices
from regolex.solving.shown import Found

RESULTS = (
    "met", "respected", "to-do", "breached", "granted", "granted-as-planned", "withheld", "displaced", "open",
    "not-applicable",
)  # fmt: skip
# what completing a mission may make of a result that is told while an answer is missing; rights only inform, so one that is had
# as planned, or not had at all, is told before it is known whether it is had already or arises now
_MAY_COME_TO = {
    "due": {"met", "to-do", "breached"},
    "granted-as-planned": {"granted-as-planned", "granted"},
    "withheld": {"withheld", "not-applicable"},
}


class Disagreement(msgspec.Struct, frozen=True):
    """One instance on which the evaluator and the logic program disagree."""

    rule: str
    bearer: str
    subject: str
    readings: str
    evaluator: str
    program: str


class Judge:
    """Compares the evaluator and the logic program on one mission and day, for the rules of one program."""

    def __init__(self, engine: Engine, law: Program, rules: tuple[str, ...]) -> None:
        self.engine = engine
        self.law = law
        self.rules = rules
        self.choices = reading_choices(law)
        self._worlds: dict[date, World] = {}
        versions = {engine.knowledge.rules[name].instrument for name in rules}
        statuses = {engine.knowledge.instruments[version].status for version in versions}
        self.pending = not statuses.isdisjoint(("adopted-not-yet-effective", "proposed"))

    def ways(self, mission: Mission, on: date) -> Completions:
        """The completions of a mission on a day; pending law counts if the rules belong to it."""
        return Completions(self.law, mission, on, self.choices, pending=self.pending)

    def compare(self, mission: Mission, on: date, *, complete: bool) -> tuple[list[Disagreement], Found]:
        """Every disagreement on the mission made ready for the day, and what its completions show."""
        mission = prepare(self.engine, mission, on).mission
        ways = self.ways(mission, on)
        shown = ways.possible()
        assert shown is not None
        world = World(self.engine.knowledge, mission, on, self._worlds.get(on))
        self._worlds.setdefault(on, world)  # participation on a day is read once
        run = Run(self.engine, world, {}, pending=self.pending)
        closed = complete and not ways.law_is_open
        wrong: list[Disagreement] = []
        for name in self.rules:
            item = self.engine.rules[name]
            if item.rule.defines:
                wrong += self._definition(item, run, ways, shown, closed)
            else:
                wrong += self._duty(item, run, shown, closed)
        return wrong, shown

    # --- duties ---

    def _duty(self, item: ReadyRule, run: Run, shown: Found, closed: bool) -> Iterator[Disagreement]:
        rule, finder = item.rule, Finder(run)
        bearers, subjects = run.bearers(rule.holder), run.subjects(rule.about)
        findings: dict[tuple[str, str], Finding | None] = {}
        for bearer in bearers:
            for subject in subjects:
                off = run.in_law(rule) == FALSE or run.bound(item, bearer) == FALSE
                findings[bearer, subject] = None if off else finder.one(item, bearer, subject)
        concerned = {entry[:3] for entry in shown.concerned}
        seen: dict[tuple[str, str, int], list[tuple[str, str]]] = {}
        for row in shown.rows:
            if row.rule == rule.id:
                seen.setdefault((row.bearer, row.subject, row.choice), []).append((row.result, row.as_planned))
        for (bearer, subject, number), rows in sorted(seen.items()):
            if subject.endswith(":?") or bearer.endswith(":?"):
                continue  # a part that no one described is a witness of conditions, and no subject of findings
            finding = findings[bearer if bearer in bearers else UNNAMED, subject]
            choice = self.choices[number]
            where = (rule.id, bearer, subject, str(choice))
            if finding is None:
                if (rule.id, bearer, subject) in concerned and run.in_law(rule) != FALSE:
                    yield Disagreement(*where, "not a bearer of the rule", f"concerned: {sorted(rows)}")
                continue
            if closed and not finding.perhaps and (rule.id, bearer, subject) not in concerned:
                yield Disagreement(*where, "concerned", "not a bearer of the rule")
            for combination, outcome in finding.outcomes:
                if any(q in choice and choice[q] not in readings for q, readings in combination):
                    continue
                for at, word in enumerate((outcome.result, outcome.as_planned)):
                    allowed = {word} if closed and word != "due" else _MAY_COME_TO.get(word, {word})
                    if word == "due" and rule.confidence == "doubtful":  # a breach of a doubtful source stays a doubt
                        allowed = {"met", "to-do", "open"}
                    if word == "to-do" and outcome.best == FINE:
                        allowed = {"to-do", "met"}
                    if not closed and (word in ("met", "respected", "displaced") or outcome.harmless):
                        allowed |= {"not-applicable", "displaced"}  # results stated whether or not the rule applies
                    found = {row[at] for row in rows}
                    if word in ("open", "judgement") and not closed:
                        continue
                    if not found <= allowed:
                        said = f"{word} {'as planned' if at else 'now'}"
                        yield Disagreement(*where, said, ", ".join(sorted(found)))

    # --- definitions ---

    def _definition(
        self, item: ReadyRule, run: Run, ways: Completions, shown: Found, closed: bool
    ) -> Iterator[Disagreement]:
        rule = item.rule
        role = self.engine.knowledge.roles[rule.defines]
        bearers = run.bearers(rule.holder)
        states = ways.states if rule.holder == "State" else bearers
        for bearer in states:
            holder = bearer if bearer in bearers else UNNAMED
            for subject in run.subjects(rule.about) if role.subject else ("",):
                for number, choice in enumerate(self.choices):
                    for mode in ("now", "planned"):
                        readings = {q: run.open_readings[q][0] for q in item.questions} | choice
                        truth = run.defines(item, holder, subject, mode == "planned", readings)
                        holds = (rule.id, bearer, subject or "mission", number, mode) in shown.definitions
                        bad = (truth == FALSE and holds) or (closed and truth == TRUE and not holds)
                        # of a State that no one named the evaluator knows nothing
                        named = closed and holder == bearer and rule.confidence != "doubtful"
                        if bad or (named and truth == UNKNOWN):
                            yield Disagreement(
                                rule.id, bearer, subject, f"{choice} {mode}", ("false", "unknown", "true")[truth],
                                "holds" if holds else "does not hold",
                            )  # fmt: skip


def translated(engine: Engine, rule: str) -> Judge:
    """The comparison for one rule."""
    return Judge(engine, program(engine.knowledge, [rule]), (rule,))
