"""What would change a finding: the smallest sets of answers that settle an open one or change a settled one.

Each trial changes the mission and evaluates the one instance again, so that what is said has been tried and not inferred.
Every answer that a condition of the proof distinguishes is tried alone, then in pairs, then in threes, up to a number of
trials; where the number was not enough, the result says so.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from regolex.alternatives.candidates import Asks, asked, tried, walk, wished
from regolex.alternatives.whitelist import Whitelist
from regolex.engine.assessment import Assessment
from regolex.engine.engine import Engine, ReadyRule
from regolex.engine.finder import Finder
from regolex.engine.findings import Finding, Missing
from regolex.engine.preparation import prepare
from regolex.engine.proof import Proof, decisive
from regolex.engine.results import NOT_APPLICABLE, RESULTS
from regolex.engine.run import Run, representative
from regolex.engine.treatment import treated
from regolex.engine.truth import FALSE, TRUE, UNKNOWN
from regolex.engine.world import UNNAMED, World
from regolex.missions.mission import Answer, Mission

_MAY_GO = "authorisation"  # the one list of parts that a plan can add to or do without
_UNSETTLED = tuple(name for name, row in RESULTS.items() if row.unsettled)


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change of the mission: an answer, a part added to or removed from a list, or a list declared empty."""

    sort: str  # answer, add, remove, none
    part: str
    fact: str = ""
    answer: Answer = Answer(missing="not-asked")
    item: tuple[tuple[str, Answer], ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What it changes; two changes with the same key exclude each other."""
        return (self.part, self.fact) if self.sort == "answer" else (self.part.partition(":")[0], "")

    def made(self, mission: Mission) -> Mission:
        """The mission after the change."""
        if self.sort == "answer":
            return mission.with_answer(self.part, self.fact, self.answer)
        kind = self.part.partition(":")[0]
        have = mission.parts.get(kind, ())
        lists = {"none": (), "add": (*have, self.part), "remove": tuple(p for p in have if p != self.part)}
        answers = mission.answers
        if self.sort == "add":
            answers = {**answers, self.part: dict(self.item)}
        return msgspec.structs.replace(mission, parts={**mission.parts, kind: lists[self.sort]}, answers=answers)


class Reached(msgspec.Struct, frozen=True):
    """Another result, and the smallest sets of changes found that lead to it."""

    result: str
    sets: tuple[tuple[Change, ...], ...]


class WhatIf(msgspec.Struct, frozen=True):
    """What would change a finding, what would not, and how much was tried.

    ``stays`` holds unanswered facts (part and fact) of which it is certain that no answer changes the result. ``size`` is
    the size of the sets up to which everything was tried.
    """

    state: str
    reached: tuple[Reached, ...]
    stays: tuple[tuple[str, str], ...]
    trials: int
    size: int


def state_of(f: Finding | None) -> str:
    """The result as displays name it; a rule that does not concern the bearer does not apply."""
    return NOT_APPLICABLE if f is None else "contested" if f.contested else f.result


def what_if(engine: Engine, a: Assessment, f: Finding, *, largest: int = 3, trials: int = 800) -> WhatIf:
    """Search for what would change ``f``, a finding of ``a``."""
    return _Search(engine, a, f, trials).run(largest)


def tried_again(
    engine: Engine,
    a: Assessment,
    f: Finding,
    mission: Mission,
    like: World | None = None,
    finder: type[Finder] = Finder,
) -> Finding | None:
    """The finding for the same rule, bearer and subject on another mission; None where it no longer arises.

    ``mission`` is as stated: what follows from the answers follows again. ``like`` is a world of the same day, whose
    participation tables are shared; ``finder`` makes the finding.
    """
    prepared = prepare(engine, mission, a.on)
    run = Run(engine, World(engine.knowledge, prepared.mission, a.on, like), a.readings, pending=a.pending)
    item = engine.rules[f.rule.id]
    if f.rule.holder != "State" and f.bearer not in run.bearers(f.rule.holder):
        return None
    if f.subject not in run.subjects(f.rule.about):
        return None
    found = finder(run).one(item, f.bearer, f.subject)
    return treated((found,), prepared, a.reaches)[0] if found else None


class _Quick(Finder):
    """A finder for trials: it skips the missing answers of open results, and so never reports a judgement."""

    def _missing(self, *_: object) -> tuple[Missing, ...]:
        return ()


class _Search:
    def __init__(self, engine: Engine, a: Assessment, f: Finding, trials: int) -> None:
        self.engine = engine
        self.a = a
        self.f = f
        self.item = engine.rules[f.rule.id]
        self.left = trials
        self.trials = 0
        self.world = World(engine.knowledge, a.prepared.mission, a.on)
        self.allowed = Whitelist(engine.knowledge, a.prepared.mission, a.on)
        # a dormant duty does not apply as things stand, and what wakes it changes that
        self.start = (
            state_of(tried_again(engine, a, f, a.mission, self.world, _Quick)) if _is_dormant(f) else state_of(f)
        )

    def run(self, largest: int) -> WhatIf:
        reached: dict[str, list[tuple[Change, ...]]] = {}
        frontier: list[tuple[tuple[Change, ...], Finding]] = [((), self.f)]
        seen: set[frozenset[Change]] = set()
        size = 0
        for level in range(1, largest + 1):
            new: dict[str, list[tuple[Change, ...]]] = {}
            onward: list[tuple[tuple[Change, ...], Finding]] = []
            for changes, found in frontier:
                for change in self._changes(changes, found):
                    more = (*changes, change)
                    if frozenset(more) in seen:
                        continue
                    if self.left <= 0:
                        break
                    seen.add(frozenset(more))
                    again = self._try(more)
                    state = state_of(again)
                    if self._is_goal(state):
                        if state not in reached:
                            new.setdefault(state, []).append(more)
                    elif again is not None:
                        onward.append((more, again))
            reached.update(new)
            if self.left <= 0:
                break
            size = level
            frontier = onward
            if reached and self.start not in (*_UNSETTLED, "contested"):
                break  # for a settled finding only the smallest sets matter; larger ones repeat them
        found_sets = tuple(Reached(state, tuple(map(self._ordered, sets))) for state, sets in sorted(reached.items()))
        return WhatIf(state_of(self.f), found_sets, self._stays(), self.trials, size)

    def _ordered(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        return tuple(sorted(changes, key=lambda c: (c.part, c.fact, c.sort)))

    def _is_goal(self, state: str) -> bool:
        return state != self.start and state not in _UNSETTLED

    def _mission(self, changes: tuple[Change, ...]) -> Mission:
        mission = self.a.mission
        for change in changes:
            mission = change.made(mission)
        return mission

    def _try(self, changes: tuple[Change, ...]) -> Finding | None:
        self.left -= 1
        self.trials += 1
        return tried_again(self.engine, self.a, self.f, self._mission(changes), self.world, _Quick)

    def _stays(self) -> tuple[tuple[str, str], ...]:
        """The unanswered facts of a settled result: settled without an answer, it stays settled with any answer."""
        if any(o.result in _UNSETTLED or o.harmless for _, o in self.f.outcomes):
            return ()
        if any(p.truth == UNKNOWN for _, p in self.f.because):
            return ()
        open_facts = (
            (used.part, used.fact)
            for _, proof in self.f.because
            for clause in walk(proof)
            for used in clause.facts
            if used.state == "missing" and not used.fact.startswith("state.")
        )
        return tuple(dict.fromkeys(open_facts))

    # --- candidate changes ---

    def _changes(self, made: tuple[Change, ...], found: Finding) -> Iterator[Change]:
        mission = prepare(self.engine, self._mission(made), self.a.on).mission
        taken = {change.key for change in made}
        proofs = self._proofs(found, mission)
        facts = self._by_weight(proofs)
        for key, asks in facts.items():
            if key in taken or key[0].endswith(":?") or key[0] == UNNAMED or not self.allowed.supposes(*key):
                continue
            for answer in tried(self.engine.knowledge, mission, key, asks, self.f.bearer):
                yield Change("answer", *key, answer)
        for kind in self._kinds(proofs):
            if (kind, "") not in taken:
                yield from self._of_list(kind, made, mission)

    def _by_weight(self, proofs: list[Proof]) -> Asks:
        """The facts of the proofs with the comparisons on them, decisive ones first."""
        everything = asked(proofs)
        first = asked(decisive(proof) for proof in proofs)
        return {key: everything[key] for key in (*first, *everything) if key in everything}

    def _proofs(self, found: Finding, mission: Mission) -> list[Proof]:
        """The proofs of the finding, and of the rules that may displace it or that it follows from."""
        proofs = [proof for _, proof in found.because]
        mission = prepare(self.engine, mission, self.a.on).mission
        others = [*(by.rule for by in self.item.displacers), *self.item.arises_from]
        if others:
            run = Run(
                self.engine, World(self.engine.knowledge, mission, self.a.on, self.world), self.a.readings,
                pending=self.a.pending,
            )  # fmt: skip
            proofs += [self._of_other(run, self.engine.rules[name]) for name in dict.fromkeys(others)]
        return proofs

    def _of_other(self, run: Run, other: ReadyRule) -> Proof:
        subjects = run.subjects(other.rule.about)
        subject = self.f.subject if self.f.subject in subjects else next(iter(subjects), "mission")
        readings = representative(run.combinations(other.unders)[0])
        return run.instance_proof(other, self.f.bearer, subject, True, readings)

    def _kinds(self, proofs: list[Proof]) -> list[str]:
        kinds = self.engine.knowledge.kinds
        clauses = (clause for proof in proofs for clause in walk(proof))
        found = {c.about for c in clauses if c.word in ("some", "every") and c.about in kinds}
        missing = {used.part for p in proofs for c in walk(p) for used in c.facts if not used.fact}
        return sorted(found | (missing & set(kinds)))

    def _of_list(self, kind: str, made: tuple[Change, ...], mission: Mission) -> Iterator[Change]:
        have = mission.parts.get(kind)
        if have is None:
            yield Change("none", f"{kind}:")
        if have is not None and mission.complete(kind) and kind != _MAY_GO:
            return  # the list says what there is
        for part in have or () if kind == _MAY_GO else ():
            if part not in (self.f.subject, self.f.bearer) and not _referred_to(mission, part):
                yield Change("remove", part)
        yield from self._added(kind, made, mission)

    def _added(self, kind: str, made: tuple[Change, ...], mission: Mission) -> Iterator[Change]:
        """A further part of the list, with answers that make the clauses about it true, or false."""
        part = f"{kind}:supposed"
        if part in mission.parts.get(kind, ()):
            return
        empty = Change("add", part)
        found = self._try((*made, empty))
        items: list[tuple[tuple[str, Answer], ...]] = []
        for proof in self._proofs(found, empty.made(mission)) if found else ():
            for clause in walk(proof):
                if clause.word == "item" and clause.label == part:
                    for want in (TRUE, FALSE):
                        wish = wished(self.engine.knowledge, mission, clause, part, want, self.f.bearer)
                        items.append(tuple(sorted(wish.items())))
        yield empty
        for item in list(dict.fromkeys(items))[:6]:
            if item:
                yield Change("add", part, item=item)


def _is_dormant(f: Finding) -> bool:
    return f.result == "dormant"


def _referred_to(mission: Mission, part: str) -> bool:
    return any(
        answer.value == part or (isinstance(answer.value, tuple) and part in answer.value)
        for own in mission.answers.values()
        for answer in own.values()
    )
