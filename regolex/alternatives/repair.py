"""The smallest changes, of those that a plan can choose, after which it breaches nothing; or that there are none.

clingo looks for the choices of least effort in a translation of the law that is independent of the evaluator
(:mod:`regolex.solving.twofold`, :mod:`regolex.alternatives.remedies`); the evaluator then tries every proposal. Where the two
differ, the obstacle that the evaluator finds becomes a further constraint and the search goes on. Needs the extra ``analysis``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from time import monotonic
from typing import Any

import msgspec

from regolex.alternatives import levers as lv
from regolex.alternatives.covering import covering
from regolex.alternatives.optimum import Optimum
from regolex.alternatives.option import Option, applied
from regolex.alternatives.remedies import Remedies
from regolex.alternatives.repairs import Repair, Repairs, Step, in_the_way
from regolex.alternatives.whitelist import ALWAYS, DESIGN
from regolex.engine.assessment import Side
from regolex.engine.engine import Engine
from regolex.engine.findings import Finding
from regolex.engine.incremental import Incremental
from regolex.engine.results import RESULTS
from regolex.engine.truth import FALSE
from regolex.engine.verdict import dominant
from regolex.errors import EvaluationError, Problem
from regolex.law.norms import NORMS
from regolex.law.readings import RANKS
from regolex.missions.mission import Answer, Mission
from regolex.solving.twofold import twofold

MOST = 3  # proposals: no one reads more
ADDED, MORE = 1, 4  # authorisations that may be added: at first, and where that does not suffice
CONFLICTS = 100_000
SECONDS = 40.0  # the time a user will wait; the limit on conflicts alone can take minutes on the largest missions
_ROUNDS = 10  # rounds in which the evaluator may add constraints
_FEW = 40  # number of rules above which the whole law is included at once


def repair(
    engine: Engine,
    mission: Mission,
    *,
    on: date,
    readings: Mapping[str, str] | None = None,
    viewpoint: str = "",
    every: bool = False,
    may_change: Collection[str] = (),
    costs: Mapping[str, int] | None = None,
    only: Collection[str] = (),
    without: Collection[str] = (),
    more: int | None = None,
    most: int = MOST,
    conflicts: int = CONFLICTS,
    seconds: float = SECONDS,
) -> Repairs:
    """Search the repairs of least effort on the prevailing readings, or with ``every`` on every serious one.

    ``readings`` and ``viewpoint`` fix readings beforehand. Of two repairs of the same effort the one with fewer new answers
    counts as smaller. ``may_change``, ``costs``, ``only`` and ``without`` are those of
    :func:`regolex.alternatives.levers.levers`. ``more`` is how many authorisations may be added: by itself one, and up to four
    where one does not suffice or more of them cost less. ``most`` is how many repairs are returned, ``conflicts`` what clingo
    may run into, and ``seconds`` how long it may search in all, before it stops with the best found so far. Raises
    EvaluationError for a lever, reading or day that does not exist.
    """
    _needs_clingo()
    _changeable(may_change)
    whole = Incremental(engine, mission, on=on, readings=readings, viewpoint=viewpoint)
    before = whole.assessment.overall
    work = whole if every else _prevailing(whole, mission)
    found = lv.levers(
        engine.knowledge, work.prepared.mission, on=on, may_change=may_change, costs=costs, only=only, without=without
    )
    aim = "every serious reading" if every else "the prevailing readings"
    search = _Search(work, whole, mission, found, ADDED if more is None else more, costs or {}, aim)
    if not in_the_way(work.assessment.all_findings):
        return search.outcome([Option({}, frozenset(), frozenset())], proved=True, complete=True, before=before)
    begun = monotonic()
    first = search.run(most, conflicts, seconds, before)
    left = seconds - (monotonic() - begun)
    if more is not None or left <= 1 or not found.obtain or _suffices(first, found.obtain):
        return first
    work.change(mission)
    second = _Search(work, whole, mission, found, MORE, costs or {}, aim).run(most, conflicts, left, before)
    return second if _better(second, first) else first


def _suffices(found: Repairs, obtain: int) -> bool:
    """Whether no further authorisation could make a proposal smaller: two of them would cost as much."""
    return bool(found.found) and found.proved and found.found[0].effort <= 2 * obtain


def _better(one: Repairs, other: Repairs) -> bool:
    if bool(one.found) != bool(other.found):
        return bool(one.found)
    if not one.found:
        return one.proved >= other.proved
    return one.found[0].effort < other.found[0].effort


def _changeable(may_change: Collection[str]) -> None:
    wrong = [word for word in may_change if word != DESIGN]
    if wrong:
        raise EvaluationError(
            [Problem("E306", f"a repair cannot be let change {word!r}", expected=DESIGN) for word in wrong]
        )


def _prevailing(whole: Incremental, mission: Mission) -> Incremental:
    """The same plan, assessed on the prevailing readings alone."""
    questions = whole.engine.knowledge.questions.values()
    weights = {(q.id, r.id): RANKS[r.weight] for q in questions for r in q.readings}
    tried = {**whole.chosen, **dominant(whole.run.open_readings, weights)}
    return Incremental(
        whole.engine, mission, on=whole.on, viewpoint=whole.viewpoint, pending=whole.pending, tried=tried
    )


def _needs_clingo() -> None:
    try:
        import clingo  # noqa: F401
    except ImportError:
        raise EvaluationError(
            Problem(
                "E108",
                "clingo is not installed",
                expected="the extra `analysis`",
                hint="pip install 'regolex[analysis]'",
            )
        ) from None


class _Search:
    def __init__(
        self, work: Incremental, whole: Incremental, mission: Mission, found: lv.Levers, more: int,
        costs: Mapping[str, int], aim: str,
    ) -> None:  # fmt: skip
        self.work, self.whole, self.mission, self.levers, self.aim = work, whole, mission, found, aim
        self.ready = work.prepared.mission  # what follows from the answers counts as answered
        self.knowledge = work.engine.knowledge
        self.tried = self.conflicts = 0
        self.until = 0.0  # CPU time of the process, set when the search begins
        run = work.run
        self.duties = [
            item.rule.id
            for item in work.engine.duties
            if item.rule.binding and NORMS[item.rule.kind].weighs and run.in_law(item.rule) != FALSE
        ]
        self.additions = [f"{lv.ADDED}:new-{n + 1}" for n in range(more)] if found.obtain else []
        self.efforts = {key: lever.effort for key, lever in found.facts.items()} | self._of_additions(costs)
        self.rules: set[str] = set()
        self._count_in(in_the_way(work.assessment.all_findings))

    def _count_in(self, bad: Iterable[Finding]) -> bool:
        """Include the rules of some findings; return whether that added any.

        Most rules have no bearing on the obstacles. Leaving them out can only make a repair look smaller than it
        is, which the evaluator notices.
        """
        before = len(self.rules)
        self.rules |= {finding.rule.id for finding in bad}
        if len(self.rules) > _FEW:
            self.rules = set(self.duties)
        if len(self.rules) == before:
            return False
        chosen = [name for name in self.duties if name in self.rules]
        self.remedies = Remedies(
            twofold(self.knowledge, chosen), self.ready, self.work.run.world.on, covering(self.work.run, chosen),
            efforts=self.efforts, together=self.levers.together, launches=self.levers.launches,
            drops=self.levers.drops, adds=dict.fromkeys(self.additions, self.levers.obtain),
        )  # fmt: skip
        return True

    def _of_additions(self, costs: Mapping[str, int]) -> dict[lv.Key, int]:
        """The facts of an authorisation still to be obtained: its kind, State and scope come with it."""
        found = {}
        for part in self.additions:
            for fact in self.knowledge.facts.values():
                if fact.kind != lv.ADDED or fact.derived or fact.type in ("text", "date", "judgement"):
                    continue
                chosen = fact.id in _CHOSEN or self.knowledge.levers[fact.lever].chosen == ALWAYS
                if chosen:
                    own = fact.id in _CHOSEN or fact.lever == "authorisation"
                    least = fact.effort if fact.type == "commitment" else self.levers.by_class["undertaking"]
                    found[part, fact.id] = 0 if own else costs.get(fact.id, least)
        return found

    def outcome(
        self, found: Iterable[Option] = (), beyond: Iterable[Finding] = (), proved: bool = False, complete: bool = False,
        *, before: Side,
    ) -> Repairs:  # fmt: skip
        """The result, with every proposal confirmed by the evaluator."""
        return Repairs(
            self._proposed(list(found)), tuple(beyond), proved, complete, self.tried, self.conflicts,
            before.dominant.word, before.every_reading.word, self.aim, self.work.on,
        )  # fmt: skip

    def run(self, most: int, conflicts: int, seconds: float, before: Side) -> Repairs:
        """Search, and try each proposal, until no proposal is found wrong."""
        outcome = partial(self.outcome, before=before)
        self.until = monotonic() + seconds
        control = Optimum(self.remedies.program_text(), most + 1)
        for _ in range(_ROUNDS):
            options, proved, last = self._solve(control, conflicts - self.conflicts)
            if proved and not options:
                return self._none(conflicts, outcome)
            if not proved:
                best = last or self._any(conflicts, seconds / 4)
                return outcome([best] if best and not self._bad(best) else [])
            wrong = [(option, bad) for option in options if (bad := self._bad(option))]
            if not wrong:
                return outcome(options[:most], proved=True, complete=len(options) <= most)
            if self._count_in(finding for _, bad in wrong for finding in bad):
                control = Optimum(self.remedies.program_text(), most + 1)
                continue
            for option, bad in wrong:  # the logic program is more lenient than the evaluator here
                self.work.change(applied(self.mission, option))
                for finding in bad:
                    keys = [*self.work.depends_on(finding), (finding.rule.about, "")]
                    control.also(self.remedies.forbid(option, keys))
        return outcome()

    def _solve(self, control: Optimum, conflicts: int) -> tuple[list[Option], bool, Option | None]:
        models, proved, last, used = control.solve(max(conflicts, 1), self.until - monotonic())
        self.conflicts += used
        return [self.remedies.option(one) for one in models], proved, self.remedies.option(last) if last else None

    def _any(self, conflicts: int, seconds: float) -> Option | None:
        """The smallest repair found in the time left by improving one after another, without a proof."""
        control = Optimum(self.remedies.program_text(), 1, strategy="bb,dec")
        self.until = monotonic() + seconds
        return self._solve(control, conflicts)[2]

    def _none(self, conflicts: int, outcome: Any) -> Repairs:
        """The result without a repair: the smallest set of findings that stands in the way."""
        control = Optimum(self.remedies.program_text(soft=True), 1)
        options, _, last = self._solve(control, conflicts)
        best = options[0] if options else last
        beyond = self._bad(best) if best else in_the_way(self.work.assessment.all_findings)
        repairs: Repairs = outcome(beyond=beyond, proved=True, complete=True)
        return repairs

    def _bad(self, option: Option) -> list[Finding]:
        self.tried += 1
        return in_the_way(self.work.change(applied(self.mission, option)).all_findings)

    # --- proposals ---

    def _proposed(self, options: list[Option]) -> tuple[Repair, ...]:
        explained: dict[Any, Step] = {}
        found = []
        for chosen in options:
            option, steps = chosen, []
            for step in self._steps(option):
                as_chosen = (step.key, step.after.value, step.details)
                if as_chosen not in explained:
                    explained[as_chosen] = self._explained(option, step)
                option = _as_proposed(option, explained[as_chosen])
                steps.append(explained[as_chosen])
            if self._bad(option):  # answers that suffice one by one need not suffice together
                option, steps = chosen, list(self._steps(chosen))
            steps.sort(key=lambda step: (_ORDER.index(step.sort), -step.effort, step.part, step.fact))
            found.append(self._repair(steps, applied(self.mission, option)))
        return tuple(found)

    def _repair(self, steps: list[Step], mission: Mission) -> Repair:
        """A repair with what the evaluator says of the plan then, on every serious reading."""
        a = self.whole.change(mission)
        disputed = dict.fromkeys(
            key.partition(":")[0]
            for f in a.findings
            if f.weighs and f.contested
            for readings in f.by_reading
            for key in readings.split(" & ")
        )
        left = Counter(f.result for f in a.findings if f.weighs and RESULTS[f.result].unsettled)
        aside = dict.fromkeys(gap.matter for gap in a.not_covered)
        side = a.overall
        return Repair(
            tuple(steps), mission, side.dominant.word, side.every_reading.word, tuple(disputed),
            tuple(sorted(left.items())), tuple(aside),
        )  # fmt: skip

    def _steps(self, option: Option) -> Iterator[Step]:
        nothing = Answer(missing="not-asked")
        for part in sorted(option.dropped):
            yield Step(lv.DROP, part, "", nothing, nothing, self.levers.drops[part])
        for part in sorted(option.added):
            own = {fact: (Answer(value),) for (at, fact), value in option.answers.items() if at == part}
            effort = self.levers.obtain + sum(self.efforts[part, fact] for fact in own)
            yield Step(lv.OBTAIN, part, "", nothing, nothing, effort, details=tuple(sorted(own.items())))
        for (part, fact), value in sorted(option.answers.items()):
            if part not in option.added:
                lever = self.levers.facts.get((part, fact))
                effort = self.remedies.efforts.get((part, fact), 0)
                launching = self.remedies.flown.get((part, fact))
                if launching and (part, fact) == next(key for key in launching.members if key in option.answers):
                    effort = launching.effort  # the move of a launch is one
                sort = lever.sort if lever else lv.CHANGE
                yield Step(sort, part, fact, self.mission.answer(part, fact), Answer(value), effort)

    def _explained(self, option: Option, step: Step) -> Step:
        """The findings that require a step, and the other answers that would suffice; the plainest is proposed."""
        self.work.change(applied(self.mission, _without(option, step)))
        step = msgspec.structs.replace(step, demanded_by=tuple(in_the_way(self.work.assessment.all_findings)))
        if step.sort == lv.OBTAIN:
            details = []
            for fact, (now,) in step.details:
                values = self._would_do(option, (step.part, fact), now.value)
                option = option.answering((step.part, fact), values[0])
                details.append((fact, tuple(map(Answer, values))))
            return msgspec.structs.replace(step, details=tuple(details))
        if (step.part, step.fact) not in option.answers:
            return step
        best, *others = self._would_do(option, (step.part, step.fact), step.after.value, step.before.value)
        return msgspec.structs.replace(step, after=Answer(best), instead=tuple(map(Answer, others)))

    def _would_do(self, option: Option, key: lv.Key, now: Any, before: Any = None) -> list[Any]:
        """The answers to one fact that keep the plan lawful, all else being as proposed; the plainest first."""
        fact = self.knowledge.facts[key[1]]
        moves = key in self.remedies.flown or any(key in group for group in self.levers.together)
        if fact.many or moves or fact.type in ("commitment", "integer", "decimal", "date"):
            return [now]
        values = self.mission.parts.get(fact.of, ()) if fact.type == "part" else self.remedies.proposed(fact)
        plain = [self.remedies.plain(fact, value) for value in values]
        found = [v for v in plain if v == now or (v != before and not self._bad(option.answering(key, v)))]
        return found or [now]


_ORDER = (lv.DROP, lv.CHANGE, lv.OBTAIN, lv.DO, lv.DECIDE)
_CHOSEN = ("authorisation.by", "authorisation.kind")  # of an authorisation still to be obtained


def _as_proposed(option: Option, step: Step) -> Option:
    """The option with the answers that a step proposes."""
    for fact, values in step.details:
        option = option.answering((step.part, fact), values[0].value)
    if (step.part, step.fact) in option.answers:
        option = option.answering((step.part, step.fact), step.after.value)
    return option


def _without(option: Option, step: Step) -> Option:
    own = {key: v for key, v in option.answers.items() if key != (step.part, step.fact)}
    if step.sort == lv.OBTAIN:
        own = {key: v for key, v in own.items() if key[0] != step.part}
    gone = {step.part}
    return Option(own, option.dropped - gone, option.added - gone)


__all__ = ["CONFLICTS", "MOST", "Repair", "Repairs", "Step", "in_the_way", "repair"]
