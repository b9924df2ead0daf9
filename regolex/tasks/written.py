"""A road map as text, as a table, as JSON and as a calendar."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from regolex import __version__
from regolex.law.wording import counted
from regolex.media import fit, page, seen
from regolex.tasks.money import Cost, Sum
from regolex.tasks.roadmap import CLIENT, OTHER, Granted, RoadMap, RoadStep

NOT_ADVICE = "information, not legal advice"
HEADINGS = {
    "before-contract": "Before a contract or a deal", "before-launch": "Before the launch", "launch": "At the launch",
    "after-launch": "After the launch",
}  # fmt: skip
COLUMNS = (
    "id", "step", "owner", "who", "addressed_to", "when", "time_by_law", "usual_time", "needs_first", "needed_by",
    "latest_start", "counted_by", "counted_from", "latest_start_by_usual_time", "days_left", "late", "only_if", "fee",
    "asked_for_on", "laws", "evidence", "sources",
)  # fmt: skip
_NOT_COUNTED = "cannot be computed"


def numbered(road: RoadMap) -> dict[str, str]:
    """A short name for each step, R1 onwards, in the order of the road map."""
    return {step.id: f"R{n}" for n, step in enumerate(road.steps, 1)}


def as_text(road: RoadMap) -> str:
    """Plain text: what is late, then every step, then the money."""
    return page(_lines(road))


def _lines(road: RoadMap) -> Iterator[str]:
    names = numbered(road)
    yield f"{road.title}: road map as of {road.on}"
    yield f"knowledge {road.knowledge[:12]}; {NOT_ADVICE}"
    day = f"{road.launch_name}, {road.launch}" if road.launch else "no day stated, so no latest start is counted"
    yield f"launch: {day}"
    yield "Latest start = day needed minus the longest time by law, else the usual time. Your own working time comes on top."
    yield "A usual time binds no one."
    if later := later_words(road):
        yield later
    for one in road.granted:
        yield f"Granted already: {granted_words(one)}"
    if road.late:
        yield ""
        yield "LATE ALREADY"
        for step in road.late:
            yield f"  {names[step.id]} {step.what}: should have begun by {step.latest_start} ({_basis(step)})"
    for when, heading in HEADINGS.items():
        steps = [step for step in road.steps if step.when == when]
        if steps:
            yield ""
            yield heading.upper()
        for step in steps:
            yield from _step(step, names)
    yield ""
    yield "MONEY"
    yield from (f"  {line}" for line in money_lines(road))
    if road.chain and road.chain_days is not None:
        yield ""
        yield f"Longest chain that can be counted: {chain_words(road)}."
    if road.unknown:
        yield f"Of {counted(road.unknown, 'step')} before the launch no length is known."


def later_words(road: RoadMap) -> str:
    """What is said where times and fees were stated for a day after that of the assessment; empty where not."""
    if not road.stated_later:
        return ""
    return f"Times and fees are stated for {road.as_of}; on {road.on} they may have been different."


def granted_words(one: Granted) -> str:
    """A permit that is there, and what the plan does not say about its file."""
    who = f" ({one.who})" if one.who else ""
    left = f" Not stated of its file: {'; '.join(one.left)}." if one.left else ""
    return f"{one.what}{who}.{left}"


def chain_words(road: RoadMap) -> str:
    """The longest chain that can be counted: its days and its steps."""
    if road.chain_days is None:
        return "nothing that can be counted"
    names = numbered(road)
    return f"{counted(road.chain_days, 'day')} ({', then '.join(names[slug] for slug in road.chain)})"


def _step(step: RoadStep, names: dict[str, str]) -> Iterator[str]:
    yield f"  {names[step.id]} {step.what}"
    if step.only_if:
        yield f"     only if {step.only_if}"
    yield f"     {owner_words(step)}; addressed to {step.addressed_to}"
    yield f"     time by law: {step.statutory}; usual time: {step.usual}"
    if step.needs:
        yield f"     needs first: {', '.join(names[slug] for slug in step.needs)}"
    if step.when in ("before-launch", "launch") and step.needed:
        yield f"     needed by {step.needed}; latest start {start_words(step)}"
    if step.counted:
        yield f"     counted from: {step.counted}{f' ({step.source_of_time})' if step.source_of_time else ''}"
    if step.if_late:
        yield f"     passed: {step.if_late}"
    if step.usual_start:
        yield f"     the usual time would allow a start by {step.usual_start}; plan with the time by law"
    yield f"     fee: {step.fee}" + ("" if step.owner == CLIENT else " (not yours)")
    if step.contents:
        yield f"     holds: {'; '.join(step.contents)}"
    if step.only_on:
        yield f"     asked for only on: {', '.join(step.only_on)}"
    if step.evidence:
        yield f"     evidence: {'; '.join(step.evidence)}"


def owner_words(step: RoadStep) -> str:
    """Who has to see to a step."""
    serves = f", for {step.duty_of}, whose duty it is" if step.duty_of else ""
    if step.owner == CLIENT:
        return (f"you ({step.who})" if step.who else "you") + serves
    if step.owner == OTHER:
        return step.who + serves
    with_data = f", with what {step.supplied_by} supplies" if step.supplied_by else ""
    return f"{step.who} ({'a State' if ' and ' not in step.who else 'States'}){with_data}"


def start_words(step: RoadStep) -> str:
    """The latest start, what it is counted by, and how many days are left."""
    if step.latest_start is None or step.slack is None:
        return f"{_NOT_COUNTED}: as early as you can"
    left = f"passed {counted(-step.slack, 'day')} ago" if step.late else f"{counted(step.slack, 'day')} left"
    return f"{step.latest_start} ({_basis(step)}), {left}"


def _basis(step: RoadStep) -> str:
    if step.basis == "law":
        return "by law" if step.confidence != "doubtful" else "by law, doubtful"
    return "by usual time, doubtful" if step.confidence == "doubtful" else "by usual time"


def money_lines(road: RoadMap) -> Iterator[str]:
    """The fees one by one, their sums, and what is not known."""
    for cost in road.costs:
        yield f"{cost.what}: {cost_words(cost)}" + ("" if cost.yours else " (not yours)")
    for total in road.sums:
        yield f"Together, yours: {sum_words(total)}"
    if not road.sums:
        yield "No amount is known."
    for what in road.fees_not_known:
        yield f"Not known: {what}"


def cost_words(cost: Cost) -> str:
    """One fee: its bounds, its day and what it includes."""
    if cost.least is None and cost.most is None:
        bounds = "not known"
    elif cost.least == cost.most:
        bounds = f"{cost.currency} {cost.least:,}"
    else:
        least = f"at least {cost.currency} {cost.least:,}" if cost.least is not None else ""
        most = f"at most {cost.currency} {cost.most:,}" if cost.most is not None else ""
        bounds = ", ".join(filter(None, (least, most)))
    day = f" (on {cost.day})" if cost.day else ""
    inside = f"; includes: {'; '.join(cost.inside)}" if cost.inside else ""
    return f"{bounds}{day}{inside}"


def sum_words(total: Sum) -> str:
    """The fees of one currency together."""
    most = f", at most {total.currency} {total.most:,}" if total.most is not None else ", without a known upper bound"
    return f"at least {total.currency} {total.least:,}{'' if total.most == total.least else most}"


def as_csv(road: RoadMap) -> str:
    """One line for each step."""
    names = numbered(road)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for step in road.steps:
        row = (
            names[step.id], step.what, step.owner, step.who, step.addressed_to, step.when, step.statutory, step.usual,
            " ".join(names[slug] for slug in step.needs), step.needed or "", step.latest_start or "", step.basis, step.counted,
            step.usual_start or "", "" if step.slack is None else step.slack, "yes" if step.late else "no", step.only_if,
            step.fee, " ".join(step.only_on), " ".join(step.laws), "; ".join(step.evidence), "; ".join(step.sources),
        )  # fmt: skip
        writer.writerow([fit(str(cell), "csv") if isinstance(cell, str) else str(cell) for cell in row])
    return out.getvalue()


def as_json(road: RoadMap) -> dict[str, Any]:
    """Plain values in a fixed order."""
    names = numbered(road)
    return {
        "engine": __version__, "knowledge": road.knowledge, "mission": road.mission, "title": road.title,
        "on": road.on.isoformat(), "launch": str(road.launch) if road.launch else None,
        "steps": [
            {"number": names[step.id], **{key: _plain(value) for key, value in msgspec.structs.asdict(step).items()}}
            for step in road.steps
        ],
        "late": [names[step.id] for step in road.late],
        "chain": {"steps": [names[slug] for slug in road.chain], "days": road.chain_days, "not_known": road.unknown},
        "costs": [{key: _plain(value) for key, value in msgspec.structs.asdict(cost).items()} for cost in road.costs],
        "sums": [{key: _plain(value) for key, value in msgspec.structs.asdict(total).items()} for total in road.sums],
        "fees_not_known": list(road.fees_not_known),
        "granted": [{key: _plain(value) for key, value in msgspec.structs.asdict(one).items()} for one in road.granted],
        "times_as_of": road.as_of.isoformat() if road.as_of else None,
    }  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)


def as_ics(road: RoadMap) -> str:
    """A calendar: the latest start of each step, the day it is needed, and the launch. The same input gives the same bytes."""
    from icalendar import Calendar

    names = numbered(road)
    calendar = Calendar()
    calendar.add("prodid", f"-//Regolex {__version__}//road map//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", seen(road.title))
    for step in road.steps:
        says = seen(f"{names[step.id]} {step.what}")
        if step.latest_start:
            calendar.add_component(_event(road, f"{step.id}-start", step.latest_start, f"Latest start: {says}", step))
        elif step.needed:
            calendar.add_component(_event(road, f"{step.id}-needed", step.needed, f"Must be done: {says}", step))
    first = getattr(road.launch, "not_before", road.launch)
    if isinstance(first, date):
        calendar.add_component(_event(road, "launch", first, seen(f"Launch: {road.launch_name}"), None))
    text: str = calendar.to_ical().decode("utf-8")
    return text


def _event(road: RoadMap, uid: str, day: date, says: str, step: RoadStep | None) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{road.mission}-{uid}@regolex")
    event.add("dtstamp", datetime.combine(road.on, time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", says)
    if step:
        lines = [owner_words(step), f"addressed to {step.addressed_to}", f"time by law: {step.statutory}",
                 f"usual time: {step.usual}", NOT_ADVICE]  # fmt: skip
        event.add("description", seen("\n".join(lines), lines=True))
    return event


__all__ = [
    "COLUMNS", "HEADINGS", "as_csv", "as_ics", "as_json", "as_text", "cost_words", "granted_words", "later_words",
    "money_lines", "numbered", "owner_words", "start_words", "sum_words",
]  # fmt: skip
