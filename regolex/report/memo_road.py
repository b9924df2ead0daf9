"""The road map in the memo: what is late, by when to begin, and what it costs; every step in an annex."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.assessment import Assessment
from regolex.law.wording import counted
from regolex.report.paper import Block, Heading, Items, Para, Picture, Run, Table, Words, words
from regolex.report.phrases import listed
from regolex.report.view import citation
from regolex.tasks.clocks import Clock, clock_words, clocks
from regolex.tasks.gantt import as_svg, described
from regolex.tasks.roadmap import RoadMap, RoadStep, roadmap
from regolex.tasks.task import Task
from regolex.tasks.written import granted_words, later_words, numbered, sum_words

_NEXT = 3


def dates_and_money(a: Assessment) -> Iterator[Block]:
    """A few lines for the section on tasks."""
    road = roadmap(a)
    items: list[Words] = []
    late = [f"{step.what} (by {step.latest_start}, {_basis(step)})" for step in road.late]
    if late:
        items.append(words(Run("Should have begun already: ", strong=True), f"{listed(late, 3)}."))
    ahead = sorted((s for s in road.steps if s.latest_start and not s.late), key=lambda s: (s.latest_start, s.id))
    if ahead:
        said = [f"{step.what}: {step.latest_start} ({_basis(step)})" for step in ahead]
        items.append(words(Run("Latest starts: ", strong=True), f"{listed(said, _NEXT)}."))
    if road.unknown:
        steps = counted(road.unknown, "step")
        items.append(words(f"For {steps} before the launch no length is known: ask the authority, and begin early."))
    items += _money(road)
    if road.granted:
        items.append(words(Run("Granted already: ", strong=True), f"{listed([one.what for one in road.granted], 3)}."))
    if later := later_words(road):
        items.append(words(later))
    if items:
        yield Items((*items, words("Every step is in ", Run("annex G", to="#annex-road"), ".")))


def time_and_money(a: Assessment) -> Iterator[Words]:
    """The point for the short answer: what should have begun, and what the law is known to charge the client."""
    road = roadmap(a)
    said = []
    ahead = sorted((s for s in road.steps if s.latest_start and not s.late), key=lambda s: (s.latest_start, s.id))
    if road.late:
        late = counted(len(road.late), "step")
        said.append(f"{late} should have begun already, first: {road.late[0].what}")
    elif ahead:
        said.append(f"the first date is {ahead[0].latest_start}: {ahead[0].what} ({_basis(ahead[0])})")
    unknown = counted(len(road.fees_not_known), "fee") if road.fees_not_known else ""
    if road.sums:
        said.append(
            f"your fees by law are {'; '.join(map(sum_words, road.sums))}{f'; {unknown} not known' if unknown else ''}"
        )
    elif unknown:
        said.append(f"of {unknown} the amount is not known")
    if said:
        text = ". ".join(one[:1].upper() + one[1:] for one in said)
        yield words(Run("Time and money: ", strong=True), f"{text}. See ", Run("section 8", to="#tasks"), ".")


def begin_by(road: RoadMap, task: Task) -> str:
    """The latest start of the step that carries a task out; empty where none can be counted."""
    step = next((s for s in road.steps if s.latest_start and set(s.laws) & set(task.laws)), None)
    return f"{step.latest_start}{' (passed)' if step.late else ''}" if step else ""


def _money(road: RoadMap) -> Iterator[Words]:
    if road.sums:
        yield words(Run("Your fees, each counted once: ", strong=True), f"{'; '.join(map(sum_words, road.sums))}.")
    if road.fees_not_known:
        yield words(
            f"{counted(len(road.fees_not_known), 'fee is', 'fees are')} not known: {listed(road.fees_not_known, 3)}."
        )
    if road.client and not road.sums and not road.fees_not_known:
        yield words("No fee of yours was found in the law that is encoded.")


def _lasts(a: Assessment, clock: Clock) -> str:
    name = f"{clock.authorisation[:1].upper()}{clock.authorisation[1:]}"
    return f"{name} ({citation(a.knowledge, clock.finding.rule)}) {clock_words(clock, a.on)}."


def _basis(step: RoadStep) -> str:
    counted_by = "by law" if step.basis == "law" else "by usual time"
    return counted_by if step.confidence in ("", "verified") else f"{counted_by}, {step.confidence}"


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
            words(f"{step.who}; to {step.addressed_to}"),
            words(step.statutory or "none stated"), words(step.usual or "not found"),
            words(f"{step.latest_start}{', passed' if step.late else ''}" if step.latest_start else "cannot be computed"),
            words(step.fee or "none stated"), words(", ".join(numbers[name] for name in step.needs if name in numbers) or "–"),
        )
        for step in road.steps
    )  # fmt: skip
    columns = ("#", "Step", "Who, and whom to ask", "Time by law", "Usual time", "Latest start", "Fee", "Needs")
    yield Table("Road map", columns, rows, (3, 13, 12, 13, 13, 8, 10, 5))


__all__ = ["begin_by", "dates_and_money", "road_annex", "time_and_money"]
