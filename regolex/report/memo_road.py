"""The road map in the memo: what is late, by when to begin, and what it costs; every step in an annex."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.assessment import Assessment
from regolex.law.wording import counted
from regolex.missions.windows import start
from regolex.report.memo_fees import fees_in_short, money
from regolex.report.paper import Block, Heading, Items, Para, Picture, Run, Table, Words, words
from regolex.report.view import citation
from regolex.tasks.clocks import Clock, clock_words, clocks
from regolex.tasks.gantt import as_svg, described
from regolex.tasks.roadmap import RoadMap, RoadStep, roadmap
from regolex.tasks.task import Task
from regolex.tasks.written import granted_words, later_words, numbered

_NEXT = 3


def dates_and_money(a: Assessment) -> Iterator[Block]:
    """For the section on tasks: how every date was counted, what has passed, and the money."""
    road = roadmap(a)
    dated = sorted((s for s in road.steps if s.latest_start), key=lambda s: (s.latest_start or s.needed, s.id))
    if dated:
        yield Table(_COUNTED, ("Step", "Begin by", "How that day is counted"), tuple(map(_date, dated)), (8, 5, 20))
    items: list[Words] = []
    unknown = [
        s for s in road.steps if s.when in ("before-launch", "before-contract") and s.procedure and not s.latest_start
    ]
    if unknown:
        by = f" They have to be done before the launch on {road.launch}." if road.launch else ""
        said = [f"{step.what}{_only_if(step)}{_needed(step, road)}" for step in unknown]
        items.append(words(Run("No length known, so ask and begin now: ", strong=True), f"{'; '.join(said)}.{by}"))
    items += money(a, road)
    if later := later_words(road):
        items.append(words(later))
    if items:
        yield Items((*items, words("Every step is in ", Run("annex G", to="#annex-road"), ".")))


_COUNTED = "How the dates are counted"


def _date(step: RoadStep) -> tuple[Words, ...]:
    """A row: the step, the day, the sum behind it with its source, and what follows where the day has passed."""
    source = f" ({step.source_of_time})" if step.source_of_time else ""
    sure = {"secondary": " Read at second hand.", "doubtful": " Not checked."}.get(step.confidence, "")
    usual = " Usual time." if step.basis == "usual" else ""
    late = (Run(" Passed: ", strong=True), step.if_late) if step.late else ()
    return (
        words(step.what, Run(_only_if(step), soft=True)),
        words(Run(f"{step.latest_start}{', passed' if step.late else ''}", strong=step.late)),
        words(f"{step.counted[:1].upper()}{step.counted[1:]}{source}.{usual}{sure}", *late),
    )


def _needed(step: RoadStep, road: RoadMap) -> str:
    """The day by which a step must be done, where that is not the launch."""
    launch = start(road.launch) if road.launch else None
    if not step.needed or step.needed == launch:
        return ""
    return f" (by {step.needed}{', passed' if step.needed < road.on else ''})"


def _only_if(step: RoadStep) -> str:
    return f" (only if {step.only_if})" if step.only_if else ""


def time_and_money(a: Assessment) -> Iterator[Words]:
    """The point for the short answer: what should have begun, and what the law is known to charge."""
    road = roadmap(a)
    said = []
    ahead = sorted((s for s in road.steps if s.latest_start and not s.late), key=lambda s: (s.latest_start, s.id))
    if road.late:
        steps = counted(len(road.late), "step")
        first = road.late[0]
        said.append(f"{steps} should have begun already, first: {first.what} (by {first.latest_start})")
    elif ahead:
        said.append(f"the first date is {ahead[0].latest_start}: {ahead[0].what} ({basis(ahead[0])})")
    said.append(fees_in_short(a, road))
    text = ". ".join(one[:1].upper() + one[1:].rstrip(".") for one in said)
    yield words(Run("Time and money: ", strong=True), f"{text}. See ", Run("section 8", to="#tasks"), ".")


def step_of(road: RoadMap, task: Task) -> RoadStep | None:
    """The step that carries a task out."""
    return next((s for s in road.steps if set(s.laws) & set(task.laws)), None)


def late(road: RoadMap, task: Task) -> bool:
    """Whether a task should have begun already."""
    step = step_of(road, task)
    return step is not None and step.late


def begin_words(road: RoadMap, task: Task) -> Words:
    """By when to begin; the time in the law where no day can be counted."""
    step = step_of(road, task)
    if step is not None and step.latest_start:
        passed = ", passed" if step.late else ""
        return words(Run(f"begin by {step.latest_start}{passed}", strong=True), f" ({basis(step)})")
    if step is not None and step.needed and step.procedure:
        if step.needed < road.on:
            return words(Run("at once", strong=True), f": it had to be done by {step.needed}, which has passed")
        return words(Run("begin now", strong=True), f", as no length is known; needed by {step.needed}")
    return words(task.lead_time or ("no time limit in the law" if task.computed else "ask the authority"))


def _lasts(a: Assessment, clock: Clock) -> str:
    name = f"{clock.authorisation[:1].upper()}{clock.authorisation[1:]}"
    return f"{name} ({citation(a.knowledge, clock.finding.rule)}) {clock_words(clock, a.on)}."


def basis(step: RoadStep) -> str:
    """By what a latest start is counted, and how sure that is."""
    counted_by = "by the time limit of the law" if step.basis == "law" else "by usual time"
    sure = {"secondary": ", read at second hand", "doubtful": ", not checked"}.get(step.confidence, "")
    return f"{counted_by}{sure}"


def _supplied(step: RoadStep) -> str:
    return f", with what {step.supplied_by} supplies" if step.supplied_by else ""


def road_annex(a: Assessment) -> Iterator[Block]:
    """The annex with every step."""
    road = roadmap(a)
    yield Heading("Annex G. Road map", 1, "annex-road")
    numbers = numbered(road)
    launch = f"Counted back from {road.launch_name}, {road.launch}. " if road.launch else "No day of launch is stated. "
    yield Para(words(launch, "A usual time binds no one; your own working time comes on top."), "soft")
    said = [
        *filter(None, [later_words(road)]),
        *(_lasts(a, clock) for clock in clocks(a)),
        *(f"Granted already: {granted_words(one)}" for one in road.granted),
    ]
    if said:
        yield Items(tuple(map(words, said)))
    if any(step.latest_start for step in road.steps):
        yield Picture(
            "Road map: a bar from the latest start to the day by which the step must be done; dashed by usual time",
            described(road), as_svg(road, "Libertinus Serif, serif"), 1000,
        )  # fmt: skip
    rows = tuple(
        (
            words(numbers[step.id]), words(step.what, Run(f" (only if {step.only_if})" if step.only_if else "", soft=True)),
            words(f"{step.who}{_supplied(step)}; to {step.addressed_to}"),
            words(step.statutory or "none stated"), words(step.usual or "not found"),
            words(f"{step.latest_start}{', passed' if step.late else ''}" if step.latest_start else "cannot be computed"),
            words(step.fee or "none stated"), words(", ".join(numbers[name] for name in step.needs if name in numbers) or "–"),
        )
        for step in road.steps
    )  # fmt: skip
    columns = ("#", "Step", "Who, and whom to ask", "Time by law", "Usual time", "Latest start", "Fee", "Needs")
    yield Table("Road map", columns, rows, (3, 13, 12, 13, 13, 8, 10, 5))


__all__ = ["basis", "begin_words", "dates_and_money", "late", "road_annex", "time_and_money"]
