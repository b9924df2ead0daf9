"""One assessment: bearers, roles, findings with proofs, verdicts, and what is still to be done or found out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, partial

import msgspec

from regolex.engine.choices import chosen_readings
from regolex.engine.client import reached
from regolex.engine.collection import undisturbed
from regolex.engine.dormant import Dormant, events_of, grouped, waking
from regolex.engine.engine import Engine
from regolex.engine.finder import Finder
from regolex.engine.findings import Finding
from regolex.engine.matters import INTERNATIONAL, NotCovered, matters_not_covered, wordings_not_covered
from regolex.engine.preparation import Prepared, client_of, gates, prepare
from regolex.engine.questions import Questions, questions
from regolex.engine.run import Run
from regolex.engine.standing import (
    Binding,
    Judge,
    RoleHeld,
    Standing,
    bindings,
    by_bearer,
    involved,
    role_held,
    role_truths,
    standing,
)
from regolex.engine.tensions import Apart, commitments_apart
from regolex.engine.treatment import treated
from regolex.engine.truth import NAMES
from regolex.engine.turning import Turning
from regolex.engine.untested import NotRun, readings_not_run
from regolex.engine.verdict import Verdict, dominant, verdict
from regolex.engine.world import UNNAMED, World
from regolex.errors import EvaluationError, Problem
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.readings import RANKS
from regolex.missions.mission import Mission
from regolex.missions.sovereignty import no_riddles
from regolex.missions.terms import SO_FAR, Adopted


class Conflict(msgspec.Struct, frozen=True):
    """Two applicable rules that require the opposite of the same bearer, and neither of which displaces the other."""

    act: str
    bearer: str
    requires: str
    forbids: str


class Side(msgspec.Struct, frozen=True):
    """The verdict on every serious reading and on the prevailing ones; either may be the graver."""

    every_reading: Verdict
    dominant: Verdict


class Strict(msgspec.Struct, frozen=True):
    """The result on the answers alone, beside one that rests on assumptions."""

    mission: Side
    you: Side | None
    questions: dict[str, int]


class Assessment(msgspec.Struct, frozen=True):
    """The result of assessing one mission on one day; ``regolex.to_json`` gives the published form.

    ``mission`` is the mission as stated, ``prepared`` the same made ready for the day. ``findings`` are those for bearers
    concerned for certain; ``might_concern`` those for whom that is open. ``you`` is the verdict for the client
    and the States that reach it for certain, None where there is no one client.
    """

    knowledge: m.Knowledge
    mission: Mission
    on: date
    prepared: Prepared
    overall: Side
    you: Side | None
    client: str
    reaches: frozenset[str]  # the client and the States that reach it for certain
    standings: tuple[Standing, ...]
    phases: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    might_concern: tuple[Finding, ...]
    dormant: tuple[Dormant, ...]
    questions: Questions
    not_covered: tuple[NotCovered, ...]
    apart: tuple[Apart, ...]
    conflicts: tuple[Conflict, ...]
    readings: dict[str, tuple[str, ...]]
    tried: dict[str, tuple[str, ...]]  # the readings tried for each question
    viewpoint: str = ""
    pending: bool = False
    settled: bool = False  # whether what was open has been decided exactly
    strict: Strict | None = None
    flips: tuple[str, ...] | None = None  # assumed facts that would change the word, where that was asked for
    turns: tuple[Turning, ...] | None = None  # single answers that would change it, where that was asked for

    find_not_run: Callable[[], tuple[NotRun, ...]] = tuple

    @property
    def readings_not_run(self) -> tuple[NotRun, ...]:
        """The readings that the rules turn on and that were not run, and what the plan would breach on each."""
        return self.find_not_run()

    @property
    def verdict(self) -> str:
        """The word of the verdict for the mission, on every serious reading."""
        return self.overall.every_reading.word

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """Those that concern a bearer for certain, then those that might."""
        return (*self.findings, *self.might_concern)

    def of(self, bearer: str) -> list[Finding]:
        """The findings for one bearer."""
        return [finding for finding in self.all_findings if finding.bearer == bearer]

    def name(self, bearer_or_part: str) -> str:
        """The display name of a bearer or a part of the mission."""
        if bearer_or_part == UNNAMED:
            return "a State not yet named"
        if bearer_or_part in self.knowledge.states:
            return self.knowledge.states[bearer_or_part]
        if bearer_or_part.endswith(":?"):
            kind = bearer_or_part[:-2]
            return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind} not yet described"
        if bearer_or_part == INTERNATIONAL:
            return "international law"
        return "the mission" if bearer_or_part == "mission" else self.mission.name(bearer_or_part)


@undisturbed()
def assess(
    engine: Engine,
    mission: Mission,
    *,
    on: date,
    readings: Mapping[str, str] | None = None,
    viewpoint: str = "",
    pending: bool = False,
    strict: bool = False,
) -> Assessment:
    """Assess a mission on a day: a pure function of its arguments.

    ``readings`` fixes contested questions, such as ``{"art-ii-extraction": "P1"}``; ``viewpoint`` fixes those on which a State
    has stated a reading by that day; ``pending`` counts law that is adopted or proposed and not yet in force. With
    ``strict``, an answer to a question that does not arise raises MissionError.

    Raises EvaluationError for a day before the encoded law, an unknown reading, or a State without stated readings.
    """
    engine = engine.supposing(mission)
    knowledge = engine.knowledge
    after_the_first_law(knowledge, on)
    no_riddles(mission, knowledge, on)
    chosen = chosen_readings(knowledge, on, readings or {}, viewpoint)
    prepared = prepare(engine, mission, on, strict=strict)
    run = Run(engine, World(knowledge, prepared.mission, on), chosen, pending=pending)
    found = assembled(run, prepared, chosen, viewpoint, Finder(run).all())
    if not prepared.sets:
        return found
    bare = prepare(engine, mission, on, adopt={})
    alone = Run(engine, World(knowledge, bare.mission, on, run.world), chosen, pending=pending)
    return msgspec.structs.replace(found, strict=strictly(alone, bare, Finder(alone).all()))


def assembled(
    run: Run,
    prepared: Prepared,
    chosen: dict[str, tuple[str, ...]],
    viewpoint: str,
    found: Iterable[Finding],
    standing_of: Callable[[str, list[Finding], Judge], Standing] | None = None,
    matters: Callable[[list[Standing]], tuple[NotCovered, ...]] | None = None,
) -> Assessment:
    """The assessment that findings make; States that nothing concerns are left out."""
    world = run.world
    client = client_of(prepared.mission)
    findings = named(found, prepared)
    reaches = reached(world, client, findings)
    findings, dormant = _with_dormant(run, prepared, treated(findings, prepared, reaches))
    judge = _Judge(run, prepared)
    of = by_bearer(findings)
    bearers = [b for b in (*run.states, *run.bearers("Party")) if b != UNNAMED or "states" not in prepared.treatments]
    make = standing_of or partial(_standing, run)
    standings = [make(bearer, of.get(bearer, []), judge) for bearer in bearers]
    standings = [s for s in standings if not s.is_state or s.roles or s.bearer in of]
    not_covered = matters(standings) if matters else tuple(matters_not_covered(run, involved(standings)))
    certain = tuple(f for f in findings if not f.perhaps)
    not_run = cache(partial(readings_not_run, run, certain))
    unread = _unread(run)
    overall = _at_best_but_for(judge.side(findings), not_run, None, unread)
    you = judge.side(f for f in findings if f.bearer in reaches) if client else None
    return Assessment(
        world.knowledge, prepared.stated, world.on, prepared, overall,
        _at_best_but_for(you, not_run, reaches, unread) if you else None, client, reaches,
        tuple(standings), _phases(certain, judge), certain, tuple(f for f in findings if f.perhaps), dormant,
        questions(world, findings, client, gates(run.engine)), not_covered,
        tuple(commitments_apart(run, involved(standings))), tuple(_conflicts(certain)), chosen,
        dict(run.open_readings), viewpoint, run.pending,
        find_not_run=not_run,
    )  # fmt: skip


def _unread(run: Run) -> int:
    """How many laws of the States named were law on the day in a wording that is not encoded."""
    return sum(1 for _ in wordings_not_covered(run.engine.knowledge, run.world.states_named(), run.world.on))


def _at_best_but_for(
    side: Side, not_run: Callable[[], tuple[NotRun, ...]], bearers: frozenset[str] | None, unread: int = 0
) -> Side:
    """The verdict as a doubtful one where a reading of which no holder was read would breach something, or law is unread."""
    if "complete" not in (side.every_reading.grade, side.dominant.grade) or side.every_reading.word == "blocked":
        return side
    untested = unread + sum(
        1 for reading in not_run() if any(bearers is None or b.bearer in bearers for b in reading.breaches)
    )
    if not untested:
        return side

    def doubted(v: Verdict) -> Verdict:
        if v.grade != "complete":
            return v
        return msgspec.structs.replace(v, grade="but-for", judgements=0, doubts=untested)

    return Side(doubted(side.every_reading), doubted(side.dominant))


def strictly(run: Run, prepared: Prepared, found: Iterable[Finding]) -> Strict:
    """The verdicts and the number of questions on the answers alone."""
    client = client_of(prepared.mission)
    findings = named(found, prepared)
    reaches = reached(run.world, client, findings)
    findings, _ = _with_dormant(run, prepared, findings)
    judge = _Judge(run, prepared)
    not_run = cache(partial(readings_not_run, run, tuple(f for f in findings if not f.perhaps)))
    own = judge.side(f for f in findings if f.bearer in reaches) if client else None
    unread = _unread(run)
    you = _at_best_but_for(own, not_run, reaches, unread) if own else None
    asked = questions(run.world, findings, client, gates(run.engine))
    return Strict(_at_best_but_for(judge.side(findings), not_run, None, unread), you, asked.by_who())


def named(found: Iterable[Finding], prepared: Prepared) -> tuple[Finding, ...]:
    """Findings without those for a State that no one named, where only the States named are involved."""
    if "states" in prepared.treatments:
        return tuple(f for f in found if f.bearer != UNNAMED)
    return tuple(found)


def _with_dormant(
    run: Run, prepared: Prepared, findings: tuple[Finding, ...]
) -> tuple[tuple[Finding, ...], tuple[Dormant, ...]]:
    """The findings with those that an event would wake marked, and all dormant duties."""
    engine, world = run.engine, run.world
    if not events_of(engine):
        return findings, ()
    bare = prepare(engine, prepared.stated, world.on, adopt=_adopted(prepared), events=False)
    awake = Run(engine, World(engine.knowledge, bare.mission, world.on, world), run.chosen, pending=run.pending)
    asleep = waking(awake, findings)
    idle = {id(f) for f, _ in asleep if f.result in ("not-applicable", "withheld")}
    marked = tuple(msgspec.structs.replace(f, result="dormant") if id(f) in idle else f for f in findings)
    return marked, grouped(item for _, item in asleep)


def _adopted(prepared: Prepared) -> dict[str, Adopted]:
    return {name: prepared.stated.assumed[name] for name in prepared.sets if name in prepared.stated.assumed}


class _Judge:
    """Verdicts over findings of one run."""

    def __init__(self, run: Run, prepared: Prepared) -> None:
        questions = run.engine.knowledge.questions.values()
        weights = {(q.id, r.id): RANKS[r.weight] for q in questions for r in q.readings}
        self.tried = run.open_readings
        self.dominant = dominant(self.tried, weights)
        self.lists_open = _lists_open(run.engine.knowledge, prepared.mission)

    def __call__(self, _: str, findings: Iterable[Finding]) -> Verdict:
        return verdict(findings, self.tried)

    def side(self, findings: Iterable[Finding]) -> Side:
        """The verdict on every serious reading and on the prevailing ones."""
        own = list(findings)
        return Side(verdict(own, self.tried, self.lists_open), verdict(own, self.dominant, self.lists_open))


def _lists_open(knowledge: m.Knowledge, mission: Mission) -> bool:
    """Whether a list was left out that may still bring any duty."""
    kinds = (k for k in knowledge.kinds.values() if k.list_name and k.name not in ("state", *SO_FAR))
    return any(not mission.complete(k.name) for k in kinds)


def side_of(a: Assessment, findings: Iterable[Finding]) -> Side:
    """The verdict over some findings of an assessment, such as those on one provision."""
    own = list(findings)
    weights = {(q.id, r.id): RANKS[r.weight] for q in a.knowledge.questions.values() for r in q.readings}
    lists_open = _lists_open(a.knowledge, a.prepared.mission)
    side = Side(verdict(own, a.tried, lists_open), verdict(own, dominant(a.tried, weights), lists_open))
    rules = {f.rule.id for f in own}

    def not_run() -> tuple[NotRun, ...]:
        return tuple(x for x in a.readings_not_run if any(b.rule in rules for b in x.breaches))

    return _at_best_but_for(side, not_run, None)


def having(engine: Engine, a: Assessment, findings: tuple[Finding, ...]) -> Assessment:
    """The same assessment with other findings, and the verdicts that they make."""
    run = Run(engine, World(engine.knowledge, a.prepared.mission, a.on), a.readings, pending=a.pending)
    found = assembled(run, a.prepared, a.readings, a.viewpoint, findings, matters=lambda _: a.not_covered)
    return msgspec.structs.replace(found, strict=a.strict, settled=a.settled)


def after_the_first_law(knowledge: m.Knowledge, on: date) -> None:
    """Raise EvaluationError for a day before the first encoded law."""
    if on < knowledge.first_day:
        raise EvaluationError(
            Problem(
                "E301", f"{on} is before the first encoded law", expected=f"{knowledge.first_day} or later",
                hint="Choose a later date: there is no encoded law to assess against on this one.",
            )
        )  # fmt: skip


def _standing(run: Run, bearer: str, findings: list[Finding], judge: Judge) -> Standing:
    truths = role_truths(run, bearer)
    held = [role_held(run, role, bearer, subject, truth, readings) for role, subject, truth, readings in truths]
    return standing(run, bearer, held, bindings(run, bearer), findings, judge)


def _phases(findings: tuple[Finding, ...], judge: Judge) -> tuple[tuple[str, str], ...]:
    used: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.applicable:
            used.setdefault(finding.rule.phase, []).append(finding)
    return tuple((phase, judge(phase, used[phase]).word) for phase in PHASES if phase in used)


PHASES = (
    "concept", "financing-and-contracts", "licensing", "build-and-test", "launch", "cruise", "proximity-and-survey",
    "landing-or-anchoring", "extraction-phase", "transfer-of-title", "re-entry-and-landing", "delivery-and-customs",
    "closure-and-disposal", "after-mission-reporting",
)  # fmt: skip


def _conflicts(findings: tuple[Finding, ...]) -> list[Conflict]:
    requires: dict[tuple[str, str], list[Finding]] = {}
    forbids: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.rule.act and finding.applicable:
            norm = NORMS[finding.rule.kind]
            table = forbids if norm.forbids else requires
            if norm.weighs:
                table.setdefault((finding.rule.act, finding.bearer), []).append(finding)
    return [
        Conflict(act, bearer, one.rule.id, other.rule.id)
        for (act, bearer), ones in sorted(requires.items())
        for one in ones
        for other in forbids.get((act, bearer), ())
        if one.subject == other.subject or one.rule.about != other.rule.about
    ]


__all__ = ["NAMES", "Assessment", "Binding", "Conflict", "NotCovered", "RoleHeld", "Standing", "assess"]
