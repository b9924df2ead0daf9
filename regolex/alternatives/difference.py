"""What changes between two assessments: two days, two knowledge folders, or the law without and with pending law.

A finding is known by its rule, bearer and subject. It is new, gone, changed in its result, changed in its fee, or changed
in its wording; a mission that one side cannot read or judge is reported with the reason and never passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.truth import TRUE
from regolex.engine.verdict import Verdict
from regolex.errors import EvaluationError, Problem, RegolexError
from regolex.knowledge import KnowledgeBase
from regolex.law import model as m
from regolex.law.wording import counted
from regolex.media import page
from regolex.report.view import citation, fee_words

Key = tuple[str, str, str]
_LISTED = 4  # readings spelled out; more are counted
_SHOWN = {"dormant": "dormant (only if it happens)", "granted-as-planned": "granted once the plan is carried out"}
CHANGES = ("new", "gone", "result", "fee", "wording")


class Seen(msgspec.Struct, frozen=True):
    """The content of one finding as displays show it, for comparison."""

    rule: str
    bearer: str
    subject: str
    bearer_name: str
    subject_name: str
    citation: str
    instrument: str
    result: str
    as_planned: str
    by_reading: dict[str, str]
    contested: bool
    perhaps: bool
    binding: bool
    fee: str
    wording: str

    @property
    def shown(self) -> str:
        """The result as one word; for a contested one, the readings under which it is breached."""
        if self.contested:
            failing = sorted(key for key, result in self.by_reading.items() if result == "breached")
            under = (
                ", ".join(failing) if len(failing) <= _LISTED else f"{len(failing)} of {len(self.by_reading)} readings"
            )
            return f"contested, breached under {under}"
        return "perhaps " + self.result if self.perhaps else _SHOWN.get(self.result, self.result)


class Move(msgspec.Struct, frozen=True):
    """One finding that differs: ``change`` is one of :data:`CHANGES`."""

    change: str
    before: Seen | None
    after: Seen | None

    @property
    def seen(self) -> Seen:
        """The finding, as it is after or else as it was."""
        seen = self.after or self.before
        assert seen is not None
        return seen

    @property
    def turn(self) -> str:
        """The change in words: old and new result."""
        seen = self.seen
        if self.before is None:
            return f"new: {seen.shown}"
        if self.after is None:
            return f"gone; was {seen.shown}"
        if self.change == "fee":
            return f"fee {self.before.fee or 'none'} -> {self.after.fee or 'none'}"
        if self.change == "wording":
            return f"reworded, still {seen.shown}"
        old, new = self.before.shown, self.after.shown
        if self.before.result == "dormant" != self.after.result:
            return f"woken: {old} -> {new}"
        if old == new:
            old, new = f"{old} (as planned {self.before.as_planned})", f"{new} (as planned {self.after.as_planned})"
        return f"{old} -> {new}" if old != new else f"{new}, but depends on different readings"

    def says(self) -> str:
        """One line: bearer, provision, subject and the change."""
        seen = self.seen
        about = "" if seen.subject == "mission" else f" ({seen.subject_name})"
        return f"{seen.bearer_name}, {seen.citation}{about}: {self.turn}"


def sentences(items: Iterable[Move]) -> list[str]:
    """One line for all subjects of a bearer that change in the same way under a provision."""
    grouped: dict[tuple[str, str, str], dict[str, None]] = {}
    for move in items:
        seen = move.seen
        about = grouped.setdefault((seen.bearer_name, seen.citation, move.turn), {})
        if seen.subject != "mission":
            about[seen.subject_name] = None
    return [f"{who}, {law}{_about(about)}: {turn}" for (who, law, turn), about in grouped.items()]


def _about(names: Iterable[str]) -> str:
    joined = ", ".join(names)
    return f" ({joined})" if joined else ""


class Shift(msgspec.Struct, frozen=True):
    """A difference beyond single findings: a verdict, a role, or a treaty that binds."""

    what: str
    who: str
    before: str
    after: str

    def says(self) -> str:
        """One line."""
        return f"{self.who}: {self.what} {self.before or 'none'} -> {self.after or 'none'}"


class Difference(msgspec.Struct, frozen=True):
    """All that changes for one mission; ``problem`` says why one side could not be assessed."""

    mission: str
    title: str
    before: str
    after: str
    moves: tuple[Move, ...]
    shifts: tuple[Shift, ...]
    problem: str = ""

    @property
    def moved(self) -> bool:
        """Whether anything differs."""
        return bool(self.moves or self.shifts or self.problem)


class Side(msgspec.Struct, frozen=True):
    """One side of a comparison: a knowledge base, a day, and whether coming law counts."""

    kb: KnowledgeBase
    on: date
    pending: bool = False

    @property
    def label(self) -> str:
        """The name of the side."""
        coming = ", with pending law" if self.pending else ""
        return f"{self.on}{coming} (knowledge {self.kb.knowledge.hash[:12]})"


def seen(a: Assessment) -> dict[Key, Seen]:
    """Every finding of an assessment that applies or might, by rule, bearer and subject."""
    return {(f.rule.id, f.bearer, f.subject): _seen(a, f) for f in a.all_findings}


def _seen(a: Assessment, f: Finding) -> Seen:
    rule = f.rule
    return Seen(
        rule.id, f.bearer, f.subject, a.name(f.bearer), a.name(f.subject), citation(a.knowledge, rule), rule.instrument,
        f.result, f.as_planned, dict(f.by_reading), f.contested, f.perhaps, rule.binding,
        fee_words(a, f) if f.applicable else "", _wording(a.knowledge, rule),
    )  # fmt: skip


def _wording(knowledge: m.Knowledge, rule: m.Rule) -> str:
    """Everything a display says about a rule regardless of the mission."""
    cited = []
    for item in rule.cites:
        provisions = knowledge.instruments[item.provision.partition("#")[0]].provisions
        cited.append(next(p.says for p in provisions if p.id == item.provision))
    to_do = rule.to_do
    texts = [rule.title, rule.reads, rule.reaches_company_by, rule.consequence, rule.consequence_by, *cited]
    if to_do:
        texts += [to_do.what, to_do.addressed_to, to_do.lead_time, to_do.fee]
    return "\n".join(texts)


def moves(before: Mapping[Key, Seen], after: Mapping[Key, Seen]) -> tuple[Move, ...]:
    """The findings that differ, ordered by rule, bearer and subject; a rule that does not apply counts as absent."""
    found = []
    for key in sorted({*before, *after}):
        move = _move(before.get(key), after.get(key))
        if move:
            found.append(move)
    return tuple(found)


def _move(old: Seen | None, new: Seen | None) -> Move | None:
    if old and new:
        if old.result == new.result == old.as_planned == new.as_planned == "not-applicable":
            return None
        results = [(s.result, s.as_planned, s.by_reading, s.contested, s.perhaps) for s in (old, new)]
        if results[0] != results[1]:
            return Move("result", old, new)
        if old.fee != new.fee:
            return Move("fee", old, new)
        return Move("wording", old, new) if old.wording != new.wording else None
    present = old or new
    if present is None or present.result == "not-applicable":
        return None
    return Move("gone", old, None) if old else Move("new", None, new)


def shifts(before: Assessment, after: Assessment) -> tuple[Shift, ...]:
    """Differences beyond single findings: the verdict, each bearer's verdict, roles, and binding instruments."""
    found = []
    one, other = verdict_words(before.overall.every_reading), verdict_words(after.overall.every_reading)
    if one != other:
        found.append(Shift("verdict", "the mission", one, other))
    old, new = ({s.bearer: s for s in a.standings} for a in (before, after))
    for bearer in sorted({*old, *new}):
        name = (new.get(bearer) or old[bearer]).name
        tables = [_facets(a, table.get(bearer)) for a, table in ((before, old), (after, new))]
        for key in sorted({*tables[0], *tables[1]}):
            one, other = tables[0].get(key, ""), tables[1].get(key, "")
            if one != other:
                found.append(Shift(key, name, one, other))
    return tuple(found)


def verdict_words(v: Verdict) -> str:
    """The word of a verdict and how far it goes."""
    return f"{v.word} ({v.grade})"


def _facets(a: Assessment, standing: Any) -> dict[str, str]:
    if standing is None:
        return {}
    facets = {"verdict": verdict_words(standing.verdict)}
    for held in standing.roles:
        subject = f" for {a.name(held.subject)}" if held.subject else ""
        facets[f"role {a.knowledge.roles[held.role].label}{subject}"] = "held" if held.truth == TRUE else "perhaps"
    for b in standing.bound_by:
        how = "bound by" if b.instrument.is_treaty else "signatory of"
        custom = " as custom" if b.custom else ""
        facets[f"{how} {b.instrument.short}{custom}"] = "yes" if b.truth == TRUE else "doubtful"
    return facets


def difference(
    old: Side,
    new: Side,
    path: Path,
    *,
    readings: Mapping[str, str] | None = None,
    assume: Sequence[str] = (),
    client: str = "",
) -> Difference:
    """What changes for one mission file between two sides; each side reads the file with its own vocabulary.

    ``assume`` adopts assumption sets and ``client`` names the party for whom it is assessed, on both sides.
    """
    done: list[Assessment] = []
    for side in (old, new):
        try:
            mission = side.kb.read_mission(path)
            done.append(
                side.kb.assess(
                    mission, on=side.on, pending=side.pending, readings=readings, assume=assume, client=client
                )
            )
        except RegolexError as error:
            return Difference(path.stem, path.stem, old.label, new.label, (), (), f"{side.label}: {error}")
    before, after = done
    return Difference(
        after.mission.id, after.mission.title, old.label, new.label, moves(seen(before), seen(after)),
        shifts(before, after),
    )  # fmt: skip


def mission_files(paths: Iterable[Path]) -> list[Path]:
    """The mission files named, and those in the folders named, each once.

    Raises EvaluationError where a path leads nowhere or a folder holds no mission.
    """
    found: dict[Path, None] = {}
    problems = []
    for path in paths:
        inside = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        if not path.exists():
            problems.append(Problem("E108", "there is no such file or folder", str(path), expected="a mission file"))
        elif not inside:
            problems.append(
                Problem("E306", "the folder contains no missions", str(path), expected="files called *.yaml")
            )
        for item in inside:
            found[item] = None
    if problems:
        raise EvaluationError(problems)
    return list(found)


def in_order(first: date, last: date) -> None:
    """Raise EvaluationError where the second of two days lies before the first."""
    if last < first:
        raise EvaluationError(
            Problem("E306", f"{last} lies before {first}", expected="the earlier day first", hint="Swap the two days.")
        )


def is_knowledge(path: Path) -> bool:
    """Whether a path is a knowledge folder, not a folder of missions."""
    return all((path / name).is_dir() for name in ("corpus", "ontology", "rules"))


def as_text(items: Iterable[Difference]) -> str:
    """All differences as plain text; one line for each mission without changes."""
    lines: list[str] = []
    hit = total = 0
    for item in items:
        total += 1
        if not lines:
            lines += [f"before: {item.before}", f"after:  {item.after}", ""]
        hit += item.moved
        lines.append(f"{item.title} [{item.mission}]" + ("" if item.moved else ": no change"))
        if item.problem:
            lines += [f"  {row}" for row in f"cannot be assessed: {item.problem}".splitlines()]
        lines += [f"  {shift.says()}" for shift in item.shifts]
        lines += [f"  {sentence}" for sentence in sentences(item.moves)]
    return page([*lines, "", f"{hit} of {counted(total, 'mission')} {'changes' if 1 in (hit, total) else 'change'}"])


def as_json(item: Difference) -> dict[str, Any]:
    """Plain values."""
    return {
        "mission": item.mission, "title": item.title, "before": item.before, "after": item.after,
        "problem": item.problem, "shifts": [msgspec.structs.asdict(shift) for shift in item.shifts],
        "moves": [move_json(move) for move in item.moves],
    }  # fmt: skip


def move_json(move: Move) -> dict[str, Any]:
    """One move as plain values."""
    seen_now = move.seen
    return {
        "change": move.change, "rule": seen_now.rule, "bearer": seen_now.bearer, "bearer_name": seen_now.bearer_name,
        "subject": seen_now.subject, "citation": seen_now.citation, "says": move.says(),
        "before": move.before.shown if move.before else None, "after": move.after.shown if move.after else None,
    }  # fmt: skip


__all__ = [
    "CHANGES", "Difference", "Move", "Seen", "Shift", "Side", "as_json", "as_text", "difference", "in_order", "is_knowledge",
    "mission_files", "move_json", "moves", "seen", "sentences", "shifts",
]  # fmt: skip
