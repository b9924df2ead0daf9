"""Outlooks of open findings, found by assuming answers and evaluating the single instance again.

Three-valued logic is sound but not complete: a finding that it leaves open may have the same result whatever the answers.
Here the answers that the rule distinguishes are assumed one after another and the instance is evaluated again, until two
completions differ, or until every completion is covered and the result is settled. What a doubtful source or an unsettled
participation leaves open is never assumed away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from regolex.engine.engine import Engine
from regolex.engine.finder import Finder
from regolex.engine.findings import Finding, Outcomes
from regolex.engine.incremental import Incremental, Instance, Key
from regolex.engine.outcome import Outcome
from regolex.engine.outlook import DEPENDS, DOUBT, SETTLED, UNDECIDED, Outlook, Turn
from regolex.engine.results import NOT_APPLICABLE, RESULTS
from regolex.engine.truth import FALSE
from regolex.engine.world import MISSING, NOTHING, UNNAMED
from regolex.missions.mission import Mission
from regolex.solving.alternatives import Alternatives, Bonds
from regolex.solving.answer_sets import Program, program

BOUND = 120  # trials for each question about one finding, after which the logic program takes over
BEYOND = "not decided within the limit on trials"
MORE = "not every combination of answers was tried"
UNLISTED = "it depends on a list that is not stated"
_LOOK_FURTHER = 4  # ways to complete the other answers, tried to find two definite results
_NOTHING_DUE = ("met", "respected", NOT_APPLICABLE, "displaced")
_ASIDE = Outcome(NOT_APPLICABLE, NOT_APPLICABLE)
Assumed = dict[Key, Any]


class Outlooks:
    """The outlooks of the findings of one assessment in progress, each made once.

    ``bound`` is the number of trials for each question about one finding; if they do not suffice the logic program is used,
    unless ``solve`` is false because the user waits.
    """

    def __init__(self, work: Incremental, *, bound: int = BOUND, solve: bool = True) -> None:
        self.work = work
        self.bound = bound
        self.solve = solve
        self._known: dict[Instance, tuple[Outlook, Outcomes]] = {}
        self._turning: dict[tuple[Instance, Key], Turn | str] = {}
        self._seen: dict[Instance, set[str]] = {}
        self._alternatives: dict[tuple[str, str], Alternatives] = {}

    def alternatives(self, law: Program, rule: str, bearer: str) -> Alternatives:
        """The answers that a rule distinguishes for a bearer."""
        key = (rule, bearer)
        if key not in self._alternatives:
            run = self.work.run
            self._alternatives[key] = Alternatives(
                law, run.world.mission, run.world.on, Bonds(law, run.world.on, run.world.mission), bearer
            )
        return self._alternatives[key]

    def changed(self, again: Iterable[Instance]) -> None:
        """Drop the outlooks of instances that have been tried again."""
        gone = set(again)
        self._known = {key: value for key, value in self._known.items() if key not in gone}
        self._turning = {key: value for key, value in self._turning.items() if key[0] not in gone}
        self._seen = {key: value for key, value in self._seen.items() if key not in gone}
        self._alternatives = {}

    def of(self, f: Finding) -> Outlook:
        """The outlook of an open finding, without the answers on which it depends."""
        return self._of(f)[0]

    def outcomes(self, f: Finding) -> Outcomes:
        """The outcomes of a settled finding under each combination of readings; its own if it is not settled."""
        return self._of(f)[1]

    def _of(self, f: Finding) -> tuple[Outlook, Outcomes]:
        key = (f.rule.id, f.bearer, f.subject)
        if key not in self._known:
            search = _Search(self, f)
            found = search.outlook()
            if self.solve and found[0].state == UNDECIDED and found[0].note in (BEYOND, MORE):
                found = self._solved(f, search) or found
            self._known[key] = found
        return self._known[key]

    def _solved(self, f: Finding, search: _Search) -> tuple[Outlook, Outcomes] | None:
        """The result of the logic program if the trials did not suffice; None if it is inconclusive or not installed."""
        run = self.work.run
        rows = _program_results(search.law, f.rule.id, run.world.mission, run.world.on, run.pending)
        named = set(run.world.states_named())
        seen: list[dict[str, Outcome]] = []
        for combination in search.combinations:
            outcomes = [
                Outcome(result, planned)
                for bearer, subject, readings, result, planned in rows
                if subject == f.subject and (bearer == f.bearer or (f.bearer == UNNAMED and bearer not in named))
                and all(readings.get(question, alike[0]) in alike for question, alike in combination)
            ]  # fmt: skip
            seen.append({outcome.result + outcome.as_planned: outcome for outcome in outcomes})
        return search.verdict(seen, certain=not search.law.doubtful and all(seen)) if rows else None

    def turn(self, f: Finding, key: Key) -> Turn | str:
        """How a finding depends on one answer; SETTLED if no answer changes it, UNDECIDED beyond the limit."""
        known = ((f.rule.id, f.bearer, f.subject), key)
        if known not in self._turning:
            search = _Search(self, f)
            self._turning[known] = search.turn(key)
            self._seen.setdefault(known[0], set()).update(search.results)
        return self._turning[known]

    def closed(self, f: Finding) -> bool:
        """Whether it is certain that no answer changes a finding any more."""
        return self.of(f).state in (SETTLED, DOUBT)

    def matters(self, f: Finding, key: Key) -> bool:
        """Whether an answer may still change a finding; false only if that is certain."""
        return not self.closed(f) and not (key[1] and self.turn(f, key) == SETTLED)

    def full(self, f: Finding) -> Outlook:
        """The outlook with the answers on which it depends and those that change nothing."""
        found = self.of(f)
        if self.closed(f):
            return found
        turns = {(x.part, x.fact): self.turn(f, (x.part, x.fact)) for x in f.missing if _askable(x.part, x.fact)}
        shown = tuple(turn for turn in turns.values() if isinstance(turn, Turn))
        seen = self._seen.get((f.rule.id, f.bearer, f.subject), set())
        return msgspec.structs.replace(
            found,
            state=DEPENDS
            if shown
            else found.state,  # two completions that differ prove it, even if the search was incomplete
            note="" if shown else found.note,
            possible=tuple(sorted({*found.possible, *seen})),
            turns=shown,
            idle=tuple(key for key, turn in turns.items() if turn == SETTLED),
        )


def _askable(part: str, fact: str) -> bool:
    return bool(fact) and not fact.startswith("state.") and not part.endswith(":?")


def law_of(engine: Engine, rule: str) -> Program:
    """The logic program of a rule and everything it rests on, made once."""
    found: dict[str, Program] = engine.__dict__.setdefault("_laws", {})
    if rule not in found:
        found[rule] = program(engine.knowledge, [rule])
    return found[rule]


class _Search:
    """Completions of one instance, in a fixed order, up to a number of trials."""

    def __init__(self, outlooks: Outlooks, f: Finding) -> None:
        self.outlooks = outlooks
        self.work = outlooks.work
        self.f = f
        self.item = self.work.engine.rules[f.rule.id]
        self.law = law_of(self.work.engine, f.rule.id)
        self.left = outlooks.bound
        self.trials = 0
        self.complete = True
        self.note = ""
        self.combinations = [combination for combination, _ in f.outcomes]
        self.seen: list[dict[str, Outcome]] = [{} for _ in self.combinations]
        self.results: set[str] = set()
        self.order = {(x.part, x.fact): n for n, x in enumerate(f.missing)}

    # --- outlook and turns ---

    def outlook(self) -> tuple[Outlook, Outcomes]:
        """Whether the result is the same whatever the answers, under each combination of readings."""
        if self.f.subject.endswith(":?"):
            return Outlook(UNDECIDED, note=UNLISTED), self.f.outcomes
        if any(x.why == "too-broad" for x in self.f.missing):
            return Outlook(DEPENDS, note="an answer is too broad for the rule"), self.f.outcomes
        for bearer in self._bearers():
            lacking = self._noted(bearer, {})
            if lacking and not _differ(self.seen):
                self._explore(bearer, {}, lacking)
            if _differ(self.seen) or self.left <= 0:
                break
        return self.verdict(self.seen, certain=self.complete)

    def verdict(self, seen: list[dict[str, Outcome]], *, certain: bool) -> tuple[Outlook, Outcomes]:
        """The outlook that follows from the outcomes seen; ``certain`` says that there are no others."""
        possible = tuple(sorted({outcome.result for outcomes in seen for outcome in outcomes.values()}))
        if _differ(seen):
            return Outlook(DEPENDS, possible, trials=self.trials), self.f.outcomes
        if not certain:
            return Outlook(UNDECIDED, possible, trials=self.trials, note=self.note or BEYOND), self.f.outcomes
        joined = tuple((c, _joined(outcomes)) for c, outcomes in zip(self.combinations, seen, strict=True))
        idle = tuple((x.part, x.fact) for x in self.f.missing)
        if any(RESULTS[outcome.result].unsettled for _, outcome in joined):
            return Outlook(DOUBT, possible, (), idle, self.trials, "the sources are in doubt"), self.f.outcomes
        return Outlook(SETTLED, possible, (), idle, self.trials), joined

    def turn(self, key: Key) -> Turn | str:
        """Two completions that differ only in one answer and in the result; that answer is assumed last.

        Two definite results are preferred to one that stays open because of a doubt.
        """
        if self.work.run.world.value(*key) is not MISSING:
            return UNDECIDED  # answered too broadly: narrower answers are not tried
        found: Turn | None = None
        more = _LOOK_FURTHER
        for bearer in self._bearers():
            for given in self._completed(bearer, {}, key):
                shown = self._shown(bearer, given, key)
                found = found if shown is None else shown
                more -= found is not None
                if found and (not any(RESULTS[r].unsettled for r in found.results) or more <= 0):
                    return found
        return found or (SETTLED if self.complete else UNDECIDED)

    def _shown(self, bearer: str, given: Assumed, key: Key) -> Turn | None:
        """The two answers with the most different results, everything else being as given; None if none differ."""
        tried: list[tuple[Any, tuple[Outcome, ...]]] = []
        for value in self._values(key, self._alternatives(bearer)):
            tried.append((value, self.tried(bearer, {**given, key: value})[0]))
        self.results.update(outcome.result for _, outcomes in tried for outcome in outcomes)
        others = tuple((k, _plain(v)) for k, v in sorted(given.items()))
        best: Turn | None = None
        for n in range(len(self.combinations)):
            low = min(tried, key=lambda x: (_rank(x[1][n]), x[0] is NOTHING))
            definite = [x for x in tried if not RESULTS[x[1][n].result].unsettled]
            high = max(definite or tried, key=lambda x: (_rank(x[1][n]), x[0] is not NOTHING))
            if _class(low[1][n]) == _class(high[1][n]):  # a doubt of the sources, if there is nothing better to show
                high = max(tried, key=lambda x: (_rank(x[1][n]), x[0] is not NOTHING))
            if _class(low[1][n]) != _class(high[1][n]):
                pair = (low[1][n].result, high[1][n].result)
                best = Turn(*key, (_plain(low[0]), _plain(high[0])), pair, others)
                if not any(RESULTS[r].unsettled for r in pair):
                    return best
        return best

    # --- the tree of assumed answers ---

    def _explore(self, bearer: str, given: Assumed, lacking: list[Key]) -> None:
        """Every answer to one question, then what is still open after each; differences show soonest near the top."""
        key = self._first(lacking)
        waiting = []
        for value in self._values(key, self._alternatives(bearer)):
            more = {**given, key: value}
            left = self._noted(bearer, more)
            if left:
                waiting.append((more, left))
            if _differ(self.seen) or self.left <= 0:
                return
        for more, left in waiting:
            self._explore(bearer, more, left)
            if _differ(self.seen) or self.left <= 0:
                return

    def _noted(self, bearer: str, given: Assumed) -> list[Key]:
        """Record the result; return the answers still missing, none if it is settled."""
        outcomes, lacking = self.tried(bearer, given)
        for seen, outcome in zip(self.seen, outcomes, strict=True):
            if not RESULTS[outcome.result].unsettled or not lacking:
                seen.setdefault(outcome.result + outcome.as_planned, outcome)
        return lacking

    def _completed(self, bearer: str, given: Assumed, last: Key) -> Iterator[Assumed]:
        """Ways to complete all other answers under which the result still depends on one answer."""
        _, lacking = self.tried(bearer, given)
        rest = [key for key in lacking if key != last]
        if self.left <= 0 or not lacking:
            return
        if not rest:
            yield given
            return
        key = self._first(rest)
        for value in self._values(key, self._alternatives(bearer)):
            yield from self._completed(bearer, {**given, key: value}, last)

    def _first(self, lacking: Iterable[Key]) -> Key:
        return min(lacking, key=lambda key: (self.order.get(key, len(self.order)), key))

    def _values(self, key: Key, alternatives: Alternatives) -> list[Any]:
        fact = self.work.engine.knowledge.facts[key[1]]
        values, all_of_them = alternatives.of(fact)
        if fact.type == "part" and not self.work.run.world.mission.complete(fact.of):
            self._incomplete(UNLISTED)  # it may be a part that no one has described
        if not all_of_them:
            self._incomplete(MORE)
        return [*values, NOTHING]

    def tried(self, bearer: str, given: Mapping[Key, Any]) -> tuple[tuple[Outcome, ...], list[Key]]:
        """The outcome under each combination of readings, and the answers still missing that a user can give."""
        self.trials += 1
        self.left -= 1
        if self.left <= 0:
            self._incomplete(BEYOND)
        run = self.work.assuming(given)
        if run.in_law(self.f.rule) == FALSE or run.bound(self.item, bearer) == FALSE:
            return (_ASIDE,) * len(self.combinations), []
        found, used = run.recorded(lambda: Finder(run).outcomes(self.item, bearer, self.f.subject))
        if found is None:
            return (_ASIDE,) * len(self.combinations), []
        outcomes = tuple(outcome for _, outcome in found[1])
        if not any(RESULTS[outcome.result].unsettled for outcome in outcomes):
            return outcomes, []
        world, lacking = run.world, []
        for part, fact in run.keys(used):
            if not fact:
                if not world.mission.complete(part):
                    self._incomplete(UNLISTED)
            elif part.endswith(":?"):
                self._incomplete(UNLISTED)
            elif part != UNNAMED and world.value(part, fact) is MISSING:
                lacking.append((part, fact))
        return outcomes, lacking

    def _incomplete(self, why: str) -> None:
        # the logic program can go beyond a limit, and cannot describe what is on no list
        self.complete, self.note = False, UNLISTED if UNLISTED in (why, self.note) else self.note or why

    # --- bearers ---

    def _bearers(self) -> list[str]:
        """The bearer; for the State not yet named, one unnamed State for each way of being bound."""
        if self.f.bearer != UNNAMED:
            return [self.f.bearer]
        named = set(self.work.run.world.states_named())
        return [state for state in self._alternatives(UNNAMED).bearers if state not in named]

    def _alternatives(self, bearer: str) -> Alternatives:
        return self.outlooks.alternatives(self.law, self.f.rule.id, bearer)


def _differ(seen: list[dict[str, Outcome]]) -> bool:
    """Whether two completions differ under the same readings."""
    return any(len({_class(outcome) for outcome in outcomes.values()}) > 1 for outcomes in seen)


def _program_results(
    law: Program, rule: str, mission: Mission, on: date, pending: bool
) -> list[tuple[str, str, dict[str, str], str, str]]:
    """Bearer, subject, readings, result and result as planned, from the completions of the logic program.

    Empty if clingo is not installed, the limit is hit, a list is not stated or the law itself is unsettled on the day.
    """
    from importlib.util import find_spec

    from regolex.solving.settle import BOUND as CONFLICTS
    from regolex.solving.settle import lists_open, possible_results

    if find_spec("clingo") is None or lists_open(law, mission):
        return []  # a list that may go on can hold anything: one more part in it is not all of them

    return possible_results(law, rule, mission, on, pending=pending, bound=CONFLICTS)


def _plain(value: Any) -> Any:
    return None if value is NOTHING else value


def _class(outcome: Outcome) -> str:
    """The class of a result for a reader who has to act; satisfied and not concerned are the same class."""
    return "nothing due" if outcome.result in _NOTHING_DUE else outcome.result


_RANKS = {
    "met": 0, "respected": 0, "granted": 0, "granted-as-planned": 0, "displaced": 1, "not-applicable": 1, "to-do": 2,
    "withheld": 3, "breached": 4, "due": 8, "judgement": 8, "open": 9,
}  # fmt: skip


def _rank(outcome: Outcome) -> int:
    """The rank of a result from harmless to breached; a result that a doubt leaves open ranks last."""
    return _RANKS[outcome.result]


def _joined(seen: Mapping[str, Outcome]) -> Outcome:
    """One outcome for results of one class; satisfied whether or not the rule applies counts as satisfied."""
    outcomes = list(seen.values())
    if not outcomes:
        return _ASIDE
    results, planned = ({o.result for o in outcomes}, {o.as_planned for o in outcomes})
    good = sorted(results & {"met", "respected"})
    result = results.pop() if len(results) == 1 else good[0] if good else NOT_APPLICABLE
    later = planned.pop() if len(planned) == 1 else result
    return Outcome(result, later, harmless=len(outcomes) > 1 or any(o.harmless for o in outcomes))


__all__ = ["BOUND", "Outlooks", "law_of"]
