"""One instance: a rule tried on one bearer and one subject, on any number of missions of one day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from regolex.engine.engine import Engine, ReadyException
from regolex.engine.finder import Finder
from regolex.engine.run import Readings, Run, representative
from regolex.engine.truth import FALSE, TRUE, Truth
from regolex.engine.world import World
from regolex.missions.mission import Mission


class Instance:
    """A rule, a bearer and a subject (``mission``, or the id of a part such as ``activity:drill``) on a day.

    ``pending`` counts law not yet in force; ``like`` is a world of the same day, whose participation tables are shared.
    """

    def __init__(
        self,
        engine: Engine,
        rule: str,
        bearer: str,
        subject: str,
        on: date,
        *,
        pending: bool = False,
        like: World | None = None,
    ) -> None:
        self.engine = engine
        self.item = engine.rules[rule]
        self.bearer = bearer
        self.subject = subject
        self.on = on
        self.pending = pending
        self.like = like

    def run(self, mission: Mission) -> Run:
        """An evaluation of the rules over a mission."""
        world = World(self.engine.knowledge, mission, self.on, self.like)
        self.like = self.like or world
        return Run(self.engine, world, {}, pending=self.pending)

    def comes_to(self, mission: Mission) -> tuple[str | dict[str, str], str]:
        """The result (by reading if readings differ), and the result as planned.

        Of a definition: whether it ``holds`` under some reading, ``does-not-hold``, or is ``open``. Both are empty if the
        rule does not address the bearer.
        """
        run, item = self.run(mission), self.item
        if not self._is_there(run):
            return "", ""
        if item.rule.defines:
            now, planned = (max(self._truths(run, mode), default=FALSE) for mode in (False, True))
            return _HELD[now], _HELD[planned]
        finding = Finder(run).one(item, self.bearer, self.subject)
        return (finding.by_reading or finding.result, finding.as_planned) if finding else ("", "")

    def shows(self, mission: Mission, word: str) -> bool:
        """Whether the instance has a result under some reading; with ``excepted:<id>``, whether that exception applies."""
        if word.startswith("excepted:"):
            return self._excepted(self.run(mission), word.partition(":")[2])
        found = self.comes_to(mission)[0]
        return word in ({found} if isinstance(found, str) else set(found.values()))

    def _is_there(self, run: Run) -> bool:
        rule = self.item.rule
        return self.bearer in run.bearers(rule.holder) and self.subject in run.subjects(rule.about)

    def _readings(self, run: Run) -> Iterator[Readings]:
        first = {question: run.open_readings[question][0] for question in self.item.questions}
        return (first | representative(combination) for combination in run.combinations(self.item.unders))

    def _truths(self, run: Run, planned: bool) -> list[Truth]:
        """Whether a definition holds, under each choice of readings."""
        at = self.subject if self.engine.knowledge.roles[self.item.rule.defines].subject else ""
        return [run.defines(self.item, self.bearer, at, planned, readings) for readings in self._readings(run)]

    def _excepted(self, run: Run, name: str) -> bool:
        """Whether the rule would apply but for the exception; for an inner exception, whether the outer one would."""
        if not self._is_there(run):
            return False
        path = next(path for path in _paths(self.item.exceptions) if path[-1].source.id == name)
        return any(self._works(run, path, readings) for readings in self._readings(run))

    def _works(self, run: Run, path: tuple[ReadyException, ...], readings: Readings) -> bool:
        item, rule = self.item, self.item.rule
        frame = run.frame(self.bearer, self.subject, False, readings, rule.work)
        truths = [run.in_law(rule), *(run.stands(exception.source.provision) for exception in path)]
        truths += [exception.when.value(frame) for exception in path]
        if item.applies:
            truths.append(item.applies.value(frame))
        if not rule.defines:
            truths.append(run.bound(item, self.bearer, readings))
            truths.append(max(self._roles(run, readings)))
        return min(truths) == TRUE

    def _roles(self, run: Run, readings: Readings) -> Iterator[Truth]:
        rule, roles = self.item.rule, self.engine.knowledge.roles
        for role in rule.binds:
            at = self.subject if roles[role].subject == rule.about else ""
            yield run.holds(role, self.bearer, at, False, readings, rule.work)


_HELD = ("does-not-hold", "open", "holds")  # by truth


def _paths(items: tuple[ReadyException, ...]) -> Iterator[tuple[ReadyException, ...]]:
    for item in items:
        yield (item,)
        yield from ((item, *deeper) for deeper in _paths(item.exceptions))
