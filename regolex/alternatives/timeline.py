"""Replay: every day on which something about a mission changes, the findings that change, and the causes."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any

import msgspec

from regolex.alternatives.changes import Cause, causes
from regolex.alternatives.difference import Move, Shift, in_order, move_json, moves, seen, sentences, shifts
from regolex.engine.assessment import Assessment
from regolex.engine.choices import stated_readings
from regolex.knowledge import KnowledgeBase
from regolex.law import model as m
from regolex.law.order import conditions_of, walk
from regolex.law.wording import counted
from regolex.media import markdown_page, page
from regolex.missions.mission import Mission
from regolex.report.view import VERDICT_WORDS


class Moved(msgspec.Struct, frozen=True):
    """One finding that changes, and the causes of the day that bear on it."""

    move: Move
    because: tuple[str, ...]


class Entry(msgspec.Struct, frozen=True):
    """One day: its causes, the findings that change, and the differences beyond single findings.

    ``coming`` holds what law adopted or proposed on this day would add; nothing of it counts yet.
    """

    day: date
    causes: tuple[Cause, ...]
    moved: tuple[Moved, ...]
    shifts: tuple[Shift, ...]
    coming: tuple[Move, ...] = ()


class Timeline(msgspec.Struct, frozen=True):
    """The replay of one mission: the verdict at the beginning and the end, and every day between on which it moves."""

    mission: str
    title: str
    start: date
    end: date
    verdict_at_start: str
    verdict_at_end: str
    entries: tuple[Entry, ...]
    days_looked_at: int
    viewpoint: str = ""


def replay(kb: KnowledgeBase, mission: Mission, start: date, end: date, *, viewpoint: str = "") -> Timeline:
    """Assess a mission on every day from ``start`` to ``end`` on which something could change, and report what does.

    Between two such days nothing changes, so that no other day is looked at. Raises EvaluationError for a day before
    the encoded law, and for days in the wrong order.
    """
    in_order(start, end)
    return _Replay(kb, mission, viewpoint).run(start, end)


class _Replay:
    def __init__(self, kb: KnowledgeBase, mission: Mission, viewpoint: str) -> None:
        self.kb = kb
        self.knowledge = kb.knowledge
        self.mission = mission
        self.viewpoint = viewpoint
        # amounts in conditions; all others are for information and change no result
        self.decisive = {
            node.operand.word
            for rule in self.knowledge.rules.values()
            for condition in conditions_of(rule)
            for node in walk(condition)
            if isinstance(node, m.Compare) and node.operand.how == "parameter"
        }

    def run(self, start: date, end: date) -> Timeline:
        before = self._assess(start)
        first = before.verdict
        eve = start - timedelta(days=1)
        if eve >= self.knowledge.first_day:
            before = self._assess(eve)
        wanted = [c for c in causes(self.knowledge, self.mission) if start <= c.day <= end and c.day > before.on]
        entries = []
        days = 0
        for day, group in groupby(wanted, key=lambda cause: cause.day):
            of_day = tuple(group)
            days += 1
            after = self._assess(day) if any(map(self._decides, of_day)) else msgspec.structs.replace(before, on=day)
            entry = self._entry(before, after, of_day)
            if entry:
                entries.append(entry)
            before = after
        return Timeline(
            self.mission.id, self.mission.title, start, end, first, before.verdict, tuple(entries), days, self.viewpoint
        )

    def _assess(self, on: date, pending: bool = False) -> Assessment:
        stated = self.viewpoint and (
            on < self.knowledge.first_day or stated_readings(self.knowledge, self.viewpoint, on)
        )
        return self.kb.assess(self.mission, on=on, viewpoint=self.viewpoint if stated else "", pending=pending)

    def _decides(self, cause: Cause) -> bool:
        if cause.kind == "amount":
            return cause.what in self.decisive
        if cause.kind == "statement":
            return bool(self.viewpoint) and cause.who == self.viewpoint
        return cause.kind in ("law", "participation", "clock", "event")

    def _entry(self, before: Assessment, after: Assessment, of_day: tuple[Cause, ...]) -> Entry | None:
        moved = moves(seen(before), seen(after))
        turned = shifts(before, after)
        coming: tuple[Move, ...] = ()
        adopted = {cause.what for cause in of_day if cause.kind == "coming"}
        if adopted:
            then = seen(self._assess(after.on, pending=True))
            own = {key: item for key, item in then.items() if item.instrument in adopted}
            coming = moves({}, own)
        shown = [cause for cause in of_day if self._worth_showing(cause, after, moved, bool(coming))]
        if not (moved or turned or coming or shown):
            return None
        if (moved or turned) and not any(map(self._decides, shown)):  # a role can change by a law that no finding cites
            shown += [cause for cause in of_day if self._decides(cause)]
        return Entry(after.on, tuple(shown), tuple(Moved(x, _because(x, of_day)) for x in moved), turned, coming)

    def _worth_showing(self, cause: Cause, after: Assessment, moved: tuple[Move, ...], coming: bool) -> bool:
        """Whether to show a cause: it changed something, or it belongs to this mission in any case."""
        if cause.kind == "mission":
            return True
        if cause.kind == "coming":
            return coming
        if cause.kind == "statement" and not self._decides(cause):
            return bool(cause.who) and cause.what in disputed(after)
        return any(cause.says in _because(move, (cause,)) for move in moved) or cause.kind == "participation"


def disputed(a: Assessment) -> set[str]:
    """The contested questions on which a finding of an assessment depends."""
    return {part.split(":")[0] for f in a.all_findings for key in f.by_reading for part in key.split(" & ")}


def _because(move: Move, of_day: tuple[Cause, ...]) -> tuple[str, ...]:
    """The causes that name the finding's instrument, bearer or amount; failing these, all that can change a result."""
    able = [c for c in of_day if (c.kind == "amount") == (move.change == "fee") and c.kind not in ("mission", "coming")]
    direct = [c for c in able if _names(c, move)]
    return tuple(c.says for c in direct or able)


def _names(cause: Cause, move: Move) -> bool:
    item = move.seen
    if cause.kind == "law":
        return cause.what == item.instrument
    if cause.kind == "participation":
        return cause.who == item.bearer and cause.what == item.instrument.partition("@")[0]
    if cause.kind == "amount":
        return cause.says.partition(":")[0] == item.fee.partition(":")[0]
    return False


# --- output formats ---


def as_json(line: Timeline) -> dict[str, Any]:
    """Plain values in a fixed order."""
    return {
        "mission": line.mission, "title": line.title, "from": line.start.isoformat(), "to": line.end.isoformat(),
        "viewpoint": line.viewpoint, "verdict_at_start": line.verdict_at_start, "verdict_at_end": line.verdict_at_end,
        "days_looked_at": line.days_looked_at,
        "entries": [
            {
                "day": entry.day.isoformat(),
                "causes": [{"kind": c.kind, "what": c.what, "who": c.who, "says": c.says} for c in entry.causes],
                "moved": [{**move_json(item.move), "because": list(item.because)} for item in entry.moved],
                "shifts": [msgspec.structs.asdict(shift) for shift in entry.shifts],
                "coming": [move_json(move) for move in entry.coming],
            }
            for entry in line.entries
        ],
    }  # fmt: skip


def as_markdown(line: Timeline) -> str:
    """One heading for each day."""
    return markdown_page(_lines(line, "# ", "## ", "- **", "**", "- ", "  - ")) + "\n"


def as_text(line: Timeline) -> str:
    """One paragraph for each day."""
    return page(_lines(line, "", "", "  * ", "", "    ", "      "))


def _lines(line: Timeline, top: str, day: str, cause: str, end: str, item: str, sub: str) -> list[str]:
    view = f", on the readings stated by {line.viewpoint}" if line.viewpoint else ""
    out = [
        f"{top}{line.title}, {line.start} to {line.end}{view}", "",
        f"Verdict at the start: {VERDICT_WORDS[line.verdict_at_start]}; at the end: {VERDICT_WORDS[line.verdict_at_end]}.",
    ]  # fmt: skip
    for entry in line.entries:
        out += ["", f"{day}{entry.day}", *([""] if day else [])]
        out += [f"{cause}{c.says}{end}" for c in entry.causes]
        out += [f"{item}{shift.says()}" for shift in entry.shifts]
        for because, found in groupby(entry.moved, key=lambda moved: moved.because):
            if len(entry.causes) > 1 and 0 < len(because) < len(entry.causes):
                out.append(f"{item}because {'; '.join(because)}:")
                out += [f"{sub}{sentence}" for sentence in sentences(moved.move for moved in found)]
            else:
                out += [f"{item}{sentence}" for sentence in sentences(moved.move for moved in found)]
        out += [f"{item}once in force, {sentence}" for sentence in sentences(entry.coming)]
    changed = len(line.entries)
    return [*out, "", f"Something changes on {changed} of {counted(line.days_looked_at, 'day')} examined."]


__all__ = ["Entry", "Moved", "Timeline", "as_json", "as_markdown", "as_text", "disputed", "replay"]
