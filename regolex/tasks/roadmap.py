"""The road map: every step with its owner, its time by law and its usual time, what it needs first, and what it costs.

Steps are the procedures of the knowledge that the tasks of an assessment, or the States that the plan names, bring in, and
each task without a procedure. Days are counted backwards from the launch. What cannot be known is said to be unknown. A
procedure whose permit is granted is no longer a step; what its file leaves unsaid is named beside the steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec

from regolex.engine.assessment import PHASES, Assessment
from regolex.law import model as m
from regolex.law.lead_times import Procedure
from regolex.law.order import walk
from regolex.missions.windows import Window, start
from regolex.tasks.counting import counting, if_late, source_of
from regolex.tasks.dependencies import Planned, backwards, chain
from regolex.tasks.doer import doer, duty_of
from regolex.tasks.lanes import Lane, lanes
from regolex.tasks.money import Cost, Sum, costs, sums
from regolex.tasks.standing import granted, permit_of, unstated
from regolex.tasks.task import Task, tasks

CLIENT, OTHER, STATE = "client", "other-party", "state"
_LAUNCH = "launch"


class RoadStep(msgspec.Struct, frozen=True):
    """One step.

    ``owner`` is client, other-party or state. ``needed`` is the day by which it must be done, ``latest_start`` the latest day
    on which it can begin, ``basis`` whether that is counted by the law or by usual time; ``usual_start`` the same by usual
    time where both can be counted. ``when`` is before-launch, before-contract, launch or after-launch. ``slack`` are the days
    from the day of assessment to the latest start; negative where it has passed.
    """

    id: str
    what: str
    owner: str
    who: str
    addressed_to: str
    when: str
    statutory: str
    usual: str
    fee: str
    needs: tuple[str, ...] = ()
    needed: date | None = None
    latest_start: date | None = None
    basis: str = ""
    confidence: str = ""  # of the time that the latest start is counted by
    usual_start: date | None = None
    slack: int | None = None
    late: bool = False
    only_if: str = ""
    laws: tuple[str, ...] = ()
    only_on: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    procedure: str = ""
    computed: bool = True
    note: str = ""
    duty_of: str = ""  # the States whose duty it serves, where someone else carries it out
    supplied_by: str = ""  # of a step of a State: whoever gives it what it files
    counted: str = ""  # the sum behind the latest start
    source_of_time: str = ""  # the article, or another source, of the time that was counted
    if_late: str = ""  # what can still be done, and what follows; only where the latest start has passed


class Granted(msgspec.Struct, frozen=True):
    """A permit that is there: its procedure, its holder, and the tasks of its file that the plan does not state as done."""

    procedure: str
    what: str
    who: str
    left: tuple[str, ...]


class RoadMap(msgspec.Struct, frozen=True):
    """All steps in the order in which they have to begin, the launch they lead to, the longest chain, and the money."""

    mission: str
    title: str
    on: date
    knowledge: str
    launch: date | Window | None
    launch_name: str
    steps: tuple[RoadStep, ...]
    chain: tuple[str, ...]
    chain_days: int | None
    unknown: int  # steps before the launch of which no length is known
    costs: tuple[Cost, ...]
    sums: tuple[Sum, ...]
    fees_not_known: tuple[str, ...]
    granted: tuple[Granted, ...] = ()
    as_of: date | None = None  # the newest day for which times and fees of its steps are stated
    client: str = ""

    @property
    def late(self) -> tuple[RoadStep, ...]:
        """The steps whose latest start has passed."""
        return tuple(step for step in self.steps if step.late)

    @property
    def stated_later(self) -> bool:
        """Whether times and fees are shown that were stated for a day after that of the assessment."""
        return self.as_of is not None and self.on < self.as_of


def roadmap(a: Assessment) -> RoadMap:
    """The road map of an assessed plan."""
    launch = _launch(a)
    day = a.mission.answer(launch, "launch.date").value if launch else None
    day = day if isinstance(day, (date, Window)) else None
    ahead = day is None or start(day) > a.on
    found = tasks(a)
    taken_by = lanes(a)
    matched = _matched(taken_by, found)
    there = {slug: matched.pop(slug, []) for slug, lane in taken_by.items() if _granted(a, lane.procedure)}
    procedures = {
        slug: lane.procedure
        for slug, lane in taken_by.items()
        if slug in matched or (ahead and slug not in there and _touched(a, lane.procedure))
    }
    for slug, item in procedures.items():  # what is needed only perhaps sets no day for others
        if item.only_if and not any(task.computed for task in matched.get(slug, [])):
            procedures[slug] = msgspec.structs.replace(item, needs=())
    planned = backwards(procedures, start(day) if day else None)
    steps = [
        _of_procedure(a, item, matched.get(slug, []), planned[slug], procedures, start(day) if day else None)
        for slug, item in procedures.items()
    ]
    taken = {id(task) for group in matched.values() for task in group}
    taken |= {id(task) for group in there.values() for task in group if _of_file(task)}
    own = [task for task in found if id(task) not in taken and not _answered(task, procedures)]
    steps += [_of_task(a, n, task, day) for n, task in enumerate(own, 1)]
    steps.sort(key=_place)
    longest = chain(procedures, planned)
    first = planned[longest[0]].start if longest else None
    money = costs(
        a,
        ((item, _subject(matched.get(slug, [])), _owner(a, item, matched.get(slug, []))[0] == CLIENT)
         for slug, item in procedures.items()),
        _other_fees(a, found, (*procedures, *there)),
    )  # fmt: skip
    not_known = tuple(
        item.procedure
        for slug, item in procedures.items()
        if item.fee.known == "not-known" and _owner(a, item, matched.get(slug, []))[0] == CLIENT
    )
    return RoadMap(
        a.mission.id, a.mission.title, a.on, a.knowledge.hash, day, a.mission.name(launch) if launch else "",
        tuple(steps), tuple(longest), (start(day) - first).days if day and first else None,
        sum(1 for slug in procedures if planned[slug].needed and not planned[slug].start),
        tuple(money), tuple(sums(money)), not_known,
        tuple(
            Granted(
                slug, *_permit(a, a.knowledge.lead_times[slug], group),
                tuple(dict.fromkeys(task.what for task in group if _of_file(task))),
            )
            for slug, group in there.items()
        ),
        max((item.as_of for item in procedures.values() if item.as_of), default=None), a.name(a.client) if a.client else "",
    )  # fmt: skip


def _granted(a: Assessment, item: Procedure) -> bool:
    """Whether every permit that the procedure leads to, and that the plan needs, has been granted: done, not planned.

    What the plan does not state of a permit that is there does not undo the grant.
    """
    found = [f for f in a.findings if f.rule.id in item.rules and f.applicable and not f.perhaps and permit_of(f.rule)]
    return bool(found) and all(f.result == "met" or unstated(a, f) for f in found)


def _permit(a: Assessment, item: Procedure, group: list[Task]) -> tuple[str, str]:
    """The permits that were granted, by the names that the plan gives them, and who holds them."""
    found: dict[str, None] = {}
    holders: dict[str, None] = {}
    for f in a.findings:
        if f.rule.id in item.rules and f.applicable and permit_of(f.rule):
            for part in granted(a, f):
                found[a.name(part)] = None
                holders[a.name(f.bearer)] = None
    if not found:
        return item.procedure, _owner(a, item, group)[1]
    return ", ".join(found), ", ".join(holders)


def _of_file(task: Task) -> bool:
    """Whether a task belongs to the file of a permit and so to the time before its grant."""
    return PHASES.index(task.phase) <= PHASES.index("licensing") if task.phase in PHASES else False


def _launch(a: Assessment) -> str:
    """The first launch still ahead, else the first of all."""

    def day(part: str) -> date:
        value = a.mission.answer(part, "launch.date").value
        return start(value) if isinstance(value, (date, Window)) else date.max

    parts = sorted(a.mission.parts.get(_LAUNCH, ()), key=lambda part: (day(part) <= a.on, day(part), part))
    return parts[0] if parts else ""


def _matched(taken_by: Mapping[str, Lane], found: Iterable[Task]) -> dict[str, list[Task]]:
    """The tasks that a procedure carries out; of several procedures for one task, the first whose lane is stated."""
    by_rule: dict[str, str] = {}
    for slug, lane in sorted(taken_by.items(), key=lambda item: bool(item[1].question)):
        for item in (lane.procedure, *lane.others):
            for rule in item.rules:
                by_rule.setdefault(rule, slug)
    groups: dict[str, list[Task]] = {}
    for task in found:
        slug = next((by_rule[law] for law in task.laws if law in by_rule), "")
        if slug:
            groups.setdefault(slug, []).append(task)
    return groups


def _touched(a: Assessment, item: Procedure) -> bool:
    """Whether the plan names the State of a procedure, or states what brings it in."""
    return bool(_touching(a, item))


def _touching(a: Assessment, item: Procedure) -> list[str]:
    found = []
    for name in item.touched_by:
        fact = a.knowledge.facts[name]
        for part in a.mission.parts.get(fact.kind, ()):
            value = a.prepared.mission.answer(part, name).value
            values = value if isinstance(value, tuple) else (value,)
            if (item.state in values) if fact.type == "state" else any(v not in (None, False) for v in values):
                found.append(part)
    return found


def _owner(a: Assessment, item: Procedure, group: list[Task]) -> tuple[str, str]:
    """Who has to see to it: the client, another party or a State; and its name."""
    if item.owner == STATE:
        states = dict.fromkeys(key[1] for task in group for key in task.findings if key[1] in a.knowledge.states)
        return STATE, " and ".join(a.name(state) for state in states) or item.owner_words
    for part in [*(task.who for task in group), *_touching(a, item)]:
        if part.startswith("party:"):
            return (CLIENT if part == a.client else OTHER), a.name(part)
    for part in _touching(a, item):
        if part.startswith("launch:") and item.owner == OTHER:
            launcher = a.prepared.mission.answer(part, "launch.launcher").value
            if isinstance(launcher, str):
                return (CLIENT if launcher == a.client else OTHER), a.name(launcher)
    if item.owner == CLIENT and a.client:
        return CLIENT, a.name(a.client)
    return item.owner, item.owner_words


def _of_procedure(
    a: Assessment, item: Procedure, group: list[Task], planned: Planned, all_of_them: dict[str, Procedure],
    launch: date | None,
) -> RoadStep:  # fmt: skip
    owner, who = _owner(a, item, group)
    late = bool(planned.start and planned.start < a.on)
    return RoadStep(
        item.id, f"{item.procedure[:1].upper()}{item.procedure[1:]}", owner, who, item.authority, item.needed,
        item.statutory.says, item.usual.says, item.fee.says,
        tuple(slug for slug in item.needs if slug in all_of_them),
        planned.needed, planned.start, planned.basis, _confidence(item, planned), planned.usual_start,
        (planned.start - a.on).days if planned.start else None, late,
        "" if any(task.computed for task in group) else item.only_if,
        tuple(dict.fromkeys(law for task in group for law in task.laws)), _only_on(a, group),
        tuple(dict.fromkeys(label for task in group for label in _evidence(a.knowledge, task))),
        tuple(_sources(item)), tuple(dict.fromkeys(task.what for task in group)), item.id,
        any(task.computed for task in group), item.note, supplied_by=_supplier(a, owner, group),
        counted=counting(item, planned, launch, all_of_them.get(planned.waiting)),
        source_of_time=source_of(item, planned),
        if_late=if_late(item, planned) if late else "",
    )  # fmt: skip


def _supplier(a: Assessment, owner: str, group: list[Task]) -> str:
    """Who gives a State what it files: whoever carries out the tasks that its duty asks for."""
    if owner != STATE:
        return ""
    found = dict.fromkeys(part for task in group if (part := doer(a, task)) and part not in a.knowledge.states)
    return " and ".join(a.name(part) for part in found)


def _confidence(item: Procedure, planned: Planned) -> str:
    return {"law": item.statutory.confidence, "usual": item.usual.confidence}.get(planned.basis, "")


def _sources(item: Procedure) -> Iterator[str]:
    """Where the times and the fee come from, each with its confidence."""
    named = (
        ("time by law", item.statutory.source, item.statutory.confidence),
        ("usual time", item.usual.source, item.usual.confidence),
        ("fee", item.fee.source, item.fee.confidence),
    )
    for sort, source, confidence in named:
        if source:
            yield f"{sort}: {source} ({confidence})"


def _of_task(a: Assessment, number: int, task: Task, launch: date | Window | None) -> RoadStep:
    at = PHASES.index(task.phase) - PHASES.index(_LAUNCH) if task.phase in PHASES else -1
    when = "before-launch" if at < 0 else _LAUNCH if at == 0 else "after-launch"
    who = doer(a, task)
    owner = STATE if who in a.knowledge.states else CLIENT if who == a.client else OTHER
    needed = start(launch) if launch and at <= 0 else None
    return RoadStep(
        f"task-{number}", f"{task.what[:1].upper()}{task.what[1:]}", owner, a.name(who) if who else "",
        task.addressed_to, when, task.lead_time or "none stated", "not known", task.fee or "none stated",
        needed=needed, laws=task.laws, only_on=_only_on(a, [task]), evidence=tuple(_evidence(a.knowledge, task)),
        computed=task.computed, duty_of=duty_of(a, task) if owner != STATE else "",
    )  # fmt: skip


def _answered(task: Task, procedures: dict[str, Procedure]) -> bool:
    """Whether a task only tells to ask an authority for its law, and a procedure of that authority stands in the road map."""
    return not task.computed and any(
        task.addressed_to and (task.addressed_to in item.authority or item.authority in task.addressed_to)
        for item in procedures.values()
    )


def _only_on(a: Assessment, group: Iterable[Task]) -> tuple[str, ...]:
    """The readings that ask for a step; empty where it is asked for on all of them."""
    wanted = {key for task in group for key in task.findings}
    found: dict[str, None] = {}
    for f in a.findings:
        if (f.rule.id, f.bearer, f.subject) in wanted:
            keys = f.only_on
            if not keys:
                return ()
            found.update(dict.fromkeys(keys))
    return tuple(found)


def _evidence(knowledge: m.Knowledge, task: Task) -> Iterator[str]:
    """What shows that a task is done: the commitments that the rules ask about."""
    for law in task.laws:
        test = knowledge.rules[law].test
        for node in walk(test) if test else ():
            fact = knowledge.facts.get(getattr(node, "fact", ""))
            if fact and fact.type == "commitment":
                yield fact.label


def _other_fees(a: Assessment, found: Iterable[Task], told: Iterable[str]) -> Iterator[tuple[str, str, bool]]:
    """The fees of tasks that belong to no procedure whose fee is told."""
    counted = {rule for slug in told for rule in a.knowledge.lead_times[slug].rules}
    for task in found:
        for law in task.laws:
            to_do = a.knowledge.rules[law].to_do
            if to_do and to_do.fee_parameter and law not in counted:
                yield to_do.fee_parameter, _subject([task]), task.who == a.client


def _subject(group: list[Task]) -> str:
    return next((key[2] for task in group for key in task.findings), "mission")


_WHEN = ("before-contract", "before-launch", _LAUNCH, "after-launch")


def _place(step: RoadStep) -> tuple[int, bool, date, date, str]:
    return (
        _WHEN.index(step.when), step.latest_start is None, step.latest_start or date.max, step.needed or date.max, step.id,
    )  # fmt: skip


__all__ = ["CLIENT", "OTHER", "STATE", "Granted", "RoadMap", "RoadStep", "roadmap"]
