"""Commitments of one State that pull apart: two instruments that it has joined, or two readings that it has stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from regolex.engine.run import Run
from regolex.engine.truth import FALSE, TRUE
from regolex.law import model as m
from regolex.law.readings import serious

APART: Final = "commitments-pull-apart"


class Apart(msgspec.Struct, frozen=True):
    """What pulls one State two ways: ``provisions`` are the places on both sides, ``question`` a contested question."""

    state: str
    matter: str
    says: str
    provisions: tuple[str, ...]
    certain: bool
    subjects: tuple[str, ...] = ()
    confidence: str = "verified"
    question: str = ""


def commitments_apart(run: Run, states: Iterable[str]) -> Iterator[Apart]:
    """What pulls a State two ways in this mission, each with both places; by the day."""
    states = tuple(states)
    yield from _instruments(run, states)
    for question in run.engine.knowledge.questions.values():
        if question.id in run.open_readings:
            yield from _readings(run, question, states)


def _instruments(run: Run, states: tuple[str, ...]) -> Iterator[Apart]:
    for gap, node in run.engine.gaps:
        if gap.sort != APART or not gap.told(run.world.on):
            continue
        for state in states:
            truths = {
                part: node.value(run.frame(state, part, True, run.any_readings)) if node else TRUE
                for part in run.subjects(gap.about)
            }
            touched = tuple(part for part, truth in truths.items() if truth != FALSE)
            if touched:
                yield Apart(state, gap.matter, gap.note, gap.answers, TRUE in truths.values(), touched, gap.confidence)


def _readings(run: Run, question: m.Question, states: tuple[str, ...]) -> Iterator[Apart]:
    day = run.world.on.isoformat()
    for state in states:
        held = {
            reading: holder
            for reading in serious(question)
            for holder in next(r.holders for r in question.readings if r.id == reading)
            if holder.state == state
            and holder.read
            and holder.since <= day
            and not (holder.until and holder.until <= day)
        }
        if len(held) > 1:
            names = {r.id: r.name for r in question.readings}
            said = "; ".join(f"{names[reading]} ({h.name}, {h.since or 'undated'})" for reading, h in held.items())
            yield Apart(
                state, question.asks, f"It has stated more than one reading: {said}.", question.text_at_issue, True, (),
                "secondary", question.id,
            )  # fmt: skip


__all__ = ["APART", "Apart", "commitments_apart"]
