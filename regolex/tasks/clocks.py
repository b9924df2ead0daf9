"""Clocks that a grant starts: by when an authorisation has to be used, and how long it may rest, as days.

They are read off the rules: a rule about an authorisation that asks whether one of its days lies more than so many months back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.law import model as m
from regolex.law.order import conditions_of, walk
from regolex.law.periods import months_after
from regolex.law.wording import counted
from regolex.missions.windows import Window, start
from regolex.tasks.leadtimes import months_before

IS_GRANTED = "authorisation.granted"
GRANTED, USED, REST = "authorisation.granted_on", "authorisation.used", "authorisation.last_active_on"


class Clock(msgspec.Struct, frozen=True):
    """How long one authorisation lasts unused, and how long it may rest; ``granted`` is the day of its grant if known.

    ``unused`` and ``rest`` are in months, 0 where the rule has no such time. ``there``: it is granted, whether or not the day
    is stated. ``last`` is counted from the grant, for one that is still to come from the day of assessment; None where it is
    granted on a day that is not stated. ``launch`` is the launch ahead, ``end`` the end of the plan.
    """

    authorisation: str
    finding: Finding
    unused: int
    rest: int
    granted: date | None
    there: bool
    last: date | None
    launch: date | None
    end: date | None

    @property
    def early(self) -> date | None:
        """The last day of a grant that would be lost before the launch."""
        return months_before(self.launch, self.unused) - timedelta(days=1) if self.launch and self.unused else None

    @property
    def safe(self) -> date | None:
        """The first day of a grant that lasts to the end of the plan, whatever counts as use."""
        return months_before(self.end, self.unused) if self.end and self.unused else None


def clocks(a: Assessment) -> list[Clock]:
    """The clocks of the authorisations that the plan has or expects, each once."""
    found: dict[tuple[str, str], Clock] = {}
    launch, end = _launch(a), _end(a)
    for f in a.findings:
        months = dict(_months(f.rule))
        if not f.applicable or not months or not f.subject.startswith("authorisation:"):
            continue
        answer = a.mission.answer(f.subject, GRANTED)
        granted = answer.value if isinstance(answer.value, date) else None
        used = a.mission.answer(f.subject, USED).value
        unused = 0 if used is True else months.get(GRANTED, 0)
        there = granted is not None or a.prepared.mission.answer(f.subject, IS_GRANTED).value == "done"
        last = months_after(granted or a.on, unused) if unused and (granted or not there) else None
        clock = Clock(
            a.name(f.subject), f, unused, months.get(REST, 0), granted, there, last,
            launch if launch and launch > a.on else None, end,
        )  # fmt: skip
        if clock.unused or clock.rest:
            found.setdefault((f.rule.id, f.subject), clock)
    return list(found.values())


def _months(rule: m.Rule) -> Iterator[tuple[str, int]]:
    """The days of an authorisation that a rule counts from, each with its months."""
    for condition in conditions_of(rule):
        for node in walk(condition):
            if isinstance(node, m.Compare) and node.operand.how == "months-before" and node.fact in (GRANTED, REST):
                yield node.fact, int(node.operand.number or 0)


def _launch(a: Assessment) -> date | None:
    days = [a.mission.answer(part, "launch.date").value for part in a.mission.parts.get("launch", ())]
    return min((start(day) for day in days if isinstance(day, (date, Window))), default=None)


def _end(a: Assessment) -> date | None:
    """The day on which the plan ends, counted from its first launch."""
    launch, length = _launch(a), a.mission.answer("mission", "mission.duration_days").value
    return launch + timedelta(days=int(length)) if launch and length else None


def clock_words(clock: Clock, on: date) -> str:
    """A clock in words, with the days that matter on a day."""
    said = []
    if clock.unused:
        said.append(f"is lost if it is not used within {counted(clock.unused, 'month')} of its grant")
    if clock.unused and not clock.last:
        said.append("it is granted and the plan does not state on which day: count the months from that day")
        said.append("have its terms say what counts as first use, such as the launch")
    elif clock.unused and clock.last:
        whatever = clock.safe is not None and clock.safe <= (clock.granted or on)
        if clock.granted:
            said.append(f"granted on {clock.granted}, it must be used by {clock.last} at the latest")
        else:
            said.append(f"if it were granted today ({on}), it would have to be used by {clock.last} at the latest")
        if whatever:
            said.append(f"the plan ends before that, on {clock.end}")
        elif clock.launch and clock.launch > clock.last:
            said.append(f"the launch of {clock.launch} comes after that day")
            if not clock.granted and clock.early:
                said.append(f"a grant must be later than {clock.early} to last until the launch")
        else:
            said.append("have its terms say what counts as first use, such as the launch")
        if not clock.granted and not whatever and clock.safe:
            said.append(
                f"a grant of {clock.safe} or later lasts to the end of the plan ({clock.end}), whatever counts as use"
            )
    if clock.rest:
        rest = f"is lost if the activity rests for more than {counted(clock.rest, 'month')}"
        said.append(f"it {rest.replace('is lost', 'is lost as well')}" if said else rest)
    return "; ".join(said)


__all__ = ["Clock", "clock_words", "clocks"]
