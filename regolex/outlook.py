"""The outlook of an open finding: what it can still come to, and on which answers that truly depends.

Three-valued logic is sound and not complete: a finding it leaves open may come out the same whatever is answered. Here the
answers that the rule can tell apart are supposed one after another and the one instance is evaluated again, until two
completions differ, or until every completion has been covered and the result is settled. What a doubtful source or an
unsettled bond leaves open is never supposed away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from regolex.alternatives import Alternatives, Bonds, states_that_matter
from regolex.answer_sets import Program, program
from regolex.engine import Engine
from regolex.findings import NOT_APPLICABLE, Finder, Finding, Outcome
from regolex.incremental import Incremental, Key
from regolex.run import Combination
from regolex.truth import FALSE
from regolex.world import MISSING, NOTHING, UNNAMED

SETTLED, DEPENDS, DOUBT, UNDECIDED = "settled", "depends", "doubt", "not-decided"
STATES = (SETTLED, DEPENDS, DOUBT, UNDECIDED)
BOUND = 400  # trials for each question put about one finding
_NOTHING_DUE = ("met", "respected", NOT_APPLICABLE, "displaced")
_ASIDE = Outcome(NOT_APPLICABLE, NOT_APPLICABLE)
Supposed = dict[Key, Any]


class Turn(msgspec.Struct, frozen=True):
    """An answer on which a finding depends, shown by two completions that differ in nothing else.

    ``given`` are the other answers supposed; with them ``values`` lead to ``results``, one to one.
    """

    part: str
    fact: str
    values: tuple[Any, Any]
    results: tuple[str, str]
    given: tuple[tuple[Key, Any], ...]


class Outlook(msgspec.Struct, frozen=True):
    """What an open finding can still come to.

    ``state`` is *settled* where every completion gives the same result (``outcomes`` holds it, under each combination of
    readings), *depends* where two completions differ, *doubt* where no answer can change that it is open, and
    *not-decided* where the bound was hit or a list was not given. ``possible`` are the results seen. ``turns`` are answers
    it truly depends on, ``idle`` those asked for of which none changes anything.
    """

    state: str
    outcomes: tuple[tuple[Combination, Outcome], ...] = ()
    possible: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    idle: tuple[Key, ...] = ()
    trials: int = 0
    note: str = ""


class Outlooks:
    """The outlooks of the findings of one assessment under way, each made once."""

    def __init__(self, work: Incremental, *, bound: int = BOUND) -> None:
        self.work = work
        self.bound = bound
        self._known: dict[tuple[str, str, str], Outlook] = {}
        self._turning: dict[tuple[tuple[str, str, str], Key], Turn | str] = {}

    def changed(self, again: Iterable[tuple[str, str, str]]) -> None:
        """Forget what was said of instances that have been tried again."""
        gone = set(again)
        self._known = {key: value for key, value in self._known.items() if key not in gone}
        self._turning = {key: value for key, value in self._turning.items() if key[0] not in gone}

    def of(self, f: Finding) -> Outlook:
        """The outlook of an open finding, without the answers it turns on."""
        key = (f.rule.id, f.bearer, f.subject)
        if key not in self._known:
            self._known[key] = _Search(self.work, f, self.bound).outlook()
        return self._known[key]

    def turn(self, f: Finding, key: Key) -> Turn | str:
        """How a finding turns on one answer; SETTLED where no answer changes it, UNDECIDED beyond the bound."""
        known = ((f.rule.id, f.bearer, f.subject), key)
        if known not in self._turning:
            self._turning[known] = _Search(self.work, f, self.bound).turn(key)
        return self._turning[known]

    def matters(self, f: Finding, key: Key) -> bool:
        """Whether an answer may still change a finding: false only where that is certain."""
        if not key[1]:
            return self.of(f).state not in (SETTLED, DOUBT)
        return self.of(f).state not in (SETTLED, DOUBT) and self.turn(f, key) != SETTLED

    def full(self, f: Finding) -> Outlook:
        """The outlook with the answers it turns on and those that change nothing."""
        found = self.of(f)
        if found.state in (SETTLED, DOUBT):
            return found
        turns = {(x.part, x.fact): self.turn(f, (x.part, x.fact)) for x in f.missing if _askable(x.part, x.fact)}
        return msgspec.structs.replace(
            found,
            turns=tuple(turn for turn in turns.values() if isinstance(turn, Turn)),
            idle=tuple(key for key, turn in turns.items() if turn == SETTLED),
        )


def _askable(part: str, fact: str) -> bool:
    return bool(fact) and not fact.startswith("state.") and not part.endswith(":?")


def law_of(engine: Engine, rule: str) -> Program:
    """The words and numbers that a rule and everything it rests on compare facts with, worked out once."""
    found: dict[str, Program] = engine.__dict__.setdefault("_laws", {})
    if rule not in found:
        found[rule] = program(engine.knowledge, [rule])
    return found[rule]


class _Search:
    """Completions of one instance, in a fixed order, up to a number of trials."""

    def __init__(self, work: Incremental, f: Finding, bound: int) -> None:
        self.work = work
        self.f = f
        self.item = work.engine.rules[f.rule.id]
        self.law = law_of(work.engine, f.rule.id)
        self.bonds = Bonds(self.law, work.run.world.on)
        self.left = bound
        self.trials = 0
        self.complete = True
        self.note = ""
        self.combinations = [combination for combination, _ in f.outcomes]
        self.seen: list[dict[str, Outcome]] = [{} for _ in self.combinations]
        self.order = {(x.part, x.fact): n for n, x in enumerate(f.missing)}

    # --- the two questions ---

    def outlook(self) -> Outlook:
        """Whether the result is the same whatever is answered, under each combination of readings."""
        if self.f.subject.endswith(":?"):
            return Outlook(UNDECIDED, note="it waits for a list that was not given")
        if any(x.why == "too-broad" for x in self.f.missing):
            return Outlook(DEPENDS, note="an answer is broader than what the rule asks about")
        for bearer in self._bearers():
            self._explore(bearer, {}, self._alternatives(bearer))
            if self._all_split():
                break
        possible = tuple(sorted({outcome.result for seen in self.seen for outcome in seen.values()}))
        if any(self._split(seen) for seen in self.seen):
            return Outlook(DEPENDS, (), possible, trials=self.trials)
        if not self.complete:
            return Outlook(UNDECIDED, (), possible, trials=self.trials, note=self.note or "not decided within the bound")
        joined = tuple((c, _joined(seen)) for c, seen in zip(self.combinations, self.seen, strict=True))
        if any(outcome.result == "open" for _, outcome in joined):
            return Outlook(DOUBT, (), possible, trials=self.trials, note="no answer settles it: the sources are in doubt")
        return Outlook(SETTLED, joined, possible, trials=self.trials)

    def turn(self, key: Key) -> Turn | str:
        """Two completions that differ in one answer only and in the result; that answer is supposed last."""
        for bearer in self._bearers():
            alternatives = self._alternatives(bearer)
            for given in self._completed(bearer, {}, alternatives, key):
                results: list[tuple[Any, str]] = []
                for value in self._values(key, alternatives):
                    outcomes, _ = self._try(bearer, {**given, key: value})
                    results.append((value, " / ".join(_class(o) for o in outcomes)))
                    shown = [outcomes[n].result for n in range(len(outcomes))]
                    if results[0][1] != results[-1][1]:
                        before, _ = self._try(bearer, {**given, key: results[0][0]})
                        n = next(n for n, o in enumerate(before) if _class(o) != _class(outcomes[n]))
                        pair = (before[n].result, shown[n])
                        return Turn(*key, (results[0][0], value), pair, tuple(sorted(given.items())))
        return SETTLED if self.complete else UNDECIDED

    # --- the tree of supposed answers ---

    def _explore(self, bearer: str, given: Supposed, alternatives: Alternatives) -> None:
        outcomes, lacking = self._try(bearer, given)
        waiting = False
        for seen, outcome in zip(self.seen, outcomes, strict=True):
            if outcome.result != "open":
                seen.setdefault(_class(outcome) + outcome.result, outcome)
            elif not lacking:
                seen.setdefault("open", outcome)
            elif not self._split(seen):
                waiting = True
        if not waiting:
            return
        key = self._first(lacking)
        for value in self._values(key, alternatives):
            if self._all_split() or not self.complete:
                return
            self._explore(bearer, {**given, key: value}, alternatives)

    def _completed(self, bearer: str, given: Supposed, alternatives: Alternatives, last: Key) -> Iterator[Supposed]:
        """Ways to answer all the rest under which the instance still waits for one answer."""
        outcomes, lacking = self._try(bearer, given)
        if not self.complete or last not in lacking or all(o.result != "open" for o in outcomes):
            return
        rest = [key for key in lacking if key != last]
        if not rest:
            yield given
            return
        key = self._first(rest)
        for value in self._values(key, alternatives):
            yield from self._completed(bearer, {**given, key: value}, alternatives, last)

    def _first(self, lacking: Iterable[Key]) -> Key:
        return min(lacking, key=lambda key: (self.order.get(key, len(self.order)), key))

    def _values(self, key: Key, alternatives: Alternatives) -> list[Any]:
        values, all_of_them = alternatives.of(self.work.engine.knowledge.facts[key[1]])
        if not all_of_them:
            self._incomplete("more answers matter than were tried")
        return [*values, NOTHING]

    def _try(self, bearer: str, given: Mapping[Key, Any]) -> tuple[tuple[Outcome, ...], list[Key]]:
        """The outcome under each combination of readings, and what it still waits for that somebody can answer."""
        self.trials += 1
        self.left -= 1
        if self.left < 0:
            self._incomplete("")
        run = self.work.supposing(given)
        if run.in_force[self.f.rule.instrument] == FALSE or run.bound(self.item, bearer) == FALSE:
            return (_ASIDE,) * len(self.combinations), []
        used, found = run.recorded(lambda: Finder(run).outcomes(self.item, bearer, self.f.subject))
        if found is None:
            return (_ASIDE,) * len(self.combinations), []
        outcomes = tuple(outcome for _, outcome in found[1])
        if all(outcome.result != "open" for outcome in outcomes):
            return outcomes, []
        world, lacking = run.tape_world, []
        for part, fact in self.work.keys_of(used):
            if not fact:
                if part not in world.mission.parts:
                    self._incomplete("it waits for a list that was not given")
            elif part.endswith(":?"):
                self._incomplete("it waits for a list that was not given")
            elif part != UNNAMED and world.value(part, fact) is MISSING:
                lacking.append((part, fact))
        return outcomes, lacking

    def _incomplete(self, why: str) -> None:
        self.complete, self.note = False, self.note or why

    # --- whose result ---

    def _bearers(self) -> list[str]:
        """The bearer; for the State that nobody has named, one unnamed State for each way of being bound."""
        if self.f.bearer != UNNAMED:
            return [self.f.bearer]
        named = set(self.work.run.world.states_named())
        return [s for s in states_that_matter(self.law, self.bonds, named) if s not in named]

    def _alternatives(self, bearer: str) -> Alternatives:
        return Alternatives(self.law, self.work.mission, self.work.run.world.on, self.bonds, bearer)

    @staticmethod
    def _split(seen: dict[str, Outcome]) -> bool:
        return len({_class(outcome) for outcome in seen.values()}) > 1

    def _all_split(self) -> bool:
        return all(map(self._split, self.seen))


def _class(outcome: Outcome) -> str:
    """Results that differ for somebody who has to act: satisfied or not concerned is the same, as in any assessment."""
    return "nothing due" if outcome.result in _NOTHING_DUE else outcome.result


def _joined(seen: Mapping[str, Outcome]) -> Outcome:
    """One outcome for results of one class; satisfied whether or not it applies counts as satisfied."""
    outcomes = list(seen.values())
    if not outcomes:
        return _ASIDE
    results, planned = ({o.result for o in outcomes}, {o.as_planned for o in outcomes})
    good = sorted(results & {"met", "respected"})
    result = results.pop() if len(results) == 1 else good[0] if good else NOT_APPLICABLE
    later = planned.pop() if len(planned) == 1 else result
    return Outcome(result, later, harmless=len(outcomes) > 1 or any(o.harmless for o in outcomes))


__all__ = ["BOUND", "DEPENDS", "DOUBT", "SETTLED", "STATES", "UNDECIDED", "Outlook", "Outlooks", "Turn", "law_of"]
