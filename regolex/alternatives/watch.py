"""The law changed: whom does it hit? For a folder of missions, a short letter each.

Since a day, since another version of the knowledge, or both: what changed in law, memberships, amounts and readings, and what
that changes for the mission. What changed and touches no one is said in one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from regolex.alternatives.changes import Cause, causes
from regolex.alternatives.difference import (
    Difference,
    Move,
    Side,
    difference,
    in_order,
    mission_files,
    move_json,
    sentences,
)
from regolex.alternatives.revisions import Revision, revisions
from regolex.alternatives.timeline import disputed
from regolex.engine.assessment import Assessment
from regolex.engine.world import UNNAMED
from regolex.errors import RegolexError
from regolex.knowledge import KnowledgeBase
from regolex.law.wording import counted
from regolex.media import page
from regolex.missions.mission import Mission

_SHOWN = 12  # lines of one letter about results
_CAUSES = 8
_BY_CHANGE = {"new": 0, "result": 1, "gone": 2, "fee": 3, "wording": 4}


class Letter(msgspec.Struct, frozen=True):
    """What changed for one mission. ``causes`` are changes of the law itself, ``revisions`` those of the knowledge."""

    difference: Difference
    to: str
    since: date
    on: date
    causes: tuple[Cause, ...]
    revisions: tuple[Revision, ...]

    @property
    def touched(self) -> bool:
        """Whether anything changes for the mission."""
        return self.difference.moved


def mission_paths(folder: Path) -> list[Path]:
    """The mission files of a folder, or the one file."""
    return mission_files([folder])


def watch(
    kb: KnowledgeBase, paths: Iterable[Path], *, since: date, on: date, before: KnowledgeBase | None = None
) -> list[Letter]:
    """A letter for each mission: from one day to another, and from an earlier knowledge where one is given.

    Raises EvaluationError where the days are the wrong way round.
    """
    in_order(since, on)
    revised = tuple(revisions(before.knowledge, kb.knowledge)) if before else ()
    return [_letter(kb, before or kb, path, since, on, revised) for path in paths]


def _letter(
    kb: KnowledgeBase, before: KnowledgeBase, path: Path, since: date, on: date, revised: tuple[Revision, ...]
) -> Letter:
    found = difference(Side(before, since), Side(kb, on), path)
    try:
        mission = kb.read_mission(path)
    except RegolexError:  # the difference says why
        return Letter(found, "", since, on, (), revised)
    happened: tuple[Cause, ...] = ()
    if not found.problem:
        concerned = _Concerned(kb.assess(mission, on=on))
        happened = tuple(c for c in causes(kb.knowledge, mission) if since < c.day <= on and concerned.by(c))
    named = {move.seen.rule for move in found.moves} | {move.seen.instrument for move in found.moves}
    own = tuple(r for r in revised if r.what in named or r.kind in ("membership", "amount", "reading"))
    return Letter(found, _client(mission), since, on, happened, own)


class _Concerned:
    """Which changes of the law bear on a mission: law and amounts that apply to it, and readings it turns on."""

    def __init__(self, a: Assessment) -> None:
        k = a.knowledge
        self.disputed = disputed(a)
        self.orders = {"international", *(s.bearer for s in a.standings)}
        rules = {f.rule.id for f in a.findings if f.applicable}
        self.laws = {k.rules[name].instrument for name in rules}
        self.amounts = {
            todo.fee_parameter for name in rules if (todo := k.rules[name].to_do) is not None and todo.fee_parameter
        }

    def by(self, cause: Cause) -> bool:
        """Whether the mission is concerned by a change."""
        if cause.kind == "statement":
            return cause.what in self.disputed
        if cause.kind == "amount":
            return cause.what in self.amounts
        if cause.kind == "coming":
            return cause.who in self.orders
        return cause.kind == "participation" or (cause.kind == "law" and cause.what in self.laws)


def _client(mission: Mission) -> str:
    part = mission.client if ":" in mission.client else f"party:{mission.client}"
    if mission.client:
        return mission.name(part)
    operators = {mission.answer(activity, "activity.operator").value for activity in mission.parts.get("activity", ())}
    only = operators.pop() if len(operators) == 1 else None
    return mission.name(only) if isinstance(only, str) else ""


def as_text(letters: list[Letter]) -> str:
    """All letters, those that are touched first, and one line about the rest."""
    lines: list[str] = []
    for letter in (one for one in letters if one.touched):
        lines += [*_lines(letter), ""]
    quiet = [one.difference.title for one in letters if not one.touched]
    if quiet:
        lines += [f"Nothing changes for: {'; '.join(quiet)}.", ""]
    hit = sum(one.touched for one in letters)
    lines.append(f"{hit} of {counted(len(letters), 'mission')} {'is' if 1 in (hit, len(letters)) else 'are'} touched.")
    return page(lines)


def _lines(letter: Letter) -> Iterator[str]:
    found = letter.difference
    yield f"{found.title} [{found.mission}]"
    if letter.to:
        yield f"To {letter.to}"
    if found.problem:
        yield from (f"  {row}" for row in f"This mission cannot be assessed: {found.problem}".splitlines())
        return
    span = f"Between {letter.since} and {letter.on}" if letter.since != letter.on else f"As of {letter.on}"
    yield f"{span} the following changes for you. Information, not legal advice."
    if letter.causes or letter.revisions:
        yield "What changed in the law, as far as it names your States or everybody:"
        shown = [f"{c.day}: {c.says}" for c in letter.causes] + [f"knowledge: {r.says}" for r in letter.revisions]
        yield from (f"  - {row}" for row in shown[:_CAUSES])
        if len(shown) > _CAUSES:
            yield f"  - and {len(shown) - _CAUSES} more"
    yield "What that changes for your plan:"
    rows = [shift.says() for shift in found.shifts if shift.what == "verdict" and shift.who == "the mission"]
    rows += sentences(sorted((move for move in found.moves if move.seen.bearer != UNNAMED), key=_weight))
    rows += [shift.says() for shift in found.shifts if not (shift.what == "verdict" and shift.who == "the mission")]
    yield from (f"  - {row}" for row in rows[:_SHOWN])
    if len(rows) > _SHOWN:
        yield f"  - and {len(rows) - _SHOWN} more: regolex diff shows all"


def _weight(move: Move) -> tuple[bool, bool, int, str]:
    seen = move.seen
    return (seen.perhaps, not seen.binding, _BY_CHANGE[move.change], seen.rule)


def as_json(letter: Letter) -> dict[str, Any]:
    """Plain values in a fixed order."""
    found = letter.difference
    return {
        "mission": found.mission, "title": found.title, "to": letter.to, "since": letter.since.isoformat(),
        "on": letter.on.isoformat(), "touched": letter.touched, "problem": found.problem,
        "causes": [
            {"day": c.day.isoformat(), "kind": c.kind, "what": c.what, "who": c.who, "says": c.says} for c in letter.causes
        ],
        "revisions": [msgspec.structs.asdict(r) for r in letter.revisions],
        "shifts": [msgspec.structs.asdict(shift) for shift in found.shifts],
        "moves": [move_json(move) for move in found.moves],
    }  # fmt: skip


__all__ = ["Letter", "as_json", "as_text", "mission_paths", "watch"]
