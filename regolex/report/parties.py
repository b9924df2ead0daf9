"""The parties to an instrument on a day, the source of each entry, and the mere signatories."""

from __future__ import annotations

from datetime import date

import msgspec
from rich.console import Console
from rich.table import Table

from regolex.engine.truth import FALSE, TRUE, Truth
from regolex.engine.world import since
from regolex.errors import EvaluationError, Problem, nearest
from regolex.law import model as m
from regolex.law.wording import counted


class Party(msgspec.Struct, frozen=True):
    """One participant on a day."""

    entry: m.Participation
    name: str
    bound: Truth
    signed: Truth


def parties(knowledge: m.Knowledge, instrument: str, on: date) -> list[Party]:
    """Every participant of an instrument with its status on a day; raises EvaluationError for an unknown instrument."""
    slugs = {entry.work.rsplit("/", 1)[-1]: entry.work for entry in knowledge.participation}
    work = slugs.get(instrument.rsplit("/", 1)[-1])
    if work is None:
        raise EvaluationError(
            Problem("K122", f"there is no participation table for {instrument!r}", expected=", ".join(sorted(slugs)),
                    hint=nearest(instrument, slugs))
        )  # fmt: skip
    found = []
    for entry in knowledge.participation:
        if entry.work == work:
            bound = min(since(entry.bound_from, on), TRUE - since(entry.bound_until, on))
            name = knowledge.states.get(entry.participant, entry.participant)
            found.append(Party(entry, name, bound, since(entry.signed, on)))
    return sorted(found, key=lambda party: party.name)


def show_parties(knowledge: m.Knowledge, instrument: str, on: date, console: Console) -> None:
    """Print the parties, then the mere signatories, then the special cases."""
    found = parties(knowledge, instrument, on)
    table = Table(box=None, pad_edge=False)
    for column in ("party", "code", "act", "bound since", "status", "date", "note"):
        table.add_column(column, overflow="fold")
    bound = [party for party in found if party.bound != FALSE]
    for party in bound:
        e = party.entry
        days = e.bound_from
        since_text = (
            "" if days is None else str(days.not_before) if days.settled else f"{days.not_before} to {days.not_after}"
        )
        doubt = "" if party.bound == TRUE else "perhaps; "
        table.add_row(
            party.name, e.participant if e.is_state else "", e.act, since_text, doubt + e.status_confidence,
            e.date_confidence, e.note,
        )  # fmt: skip
    console.print(table)
    states = sum(party.entry.is_state for party in bound)
    console.print(f"{counted(states, 'State')} and {counted(len(bound) - states, 'organisation')} bound on {on}")
    only_signed = [p.name for p in found if p.bound == FALSE and p.signed != FALSE and p.entry.bound_from is None]
    if only_signed:
        console.print(f"Signed only ({len(only_signed)}): {', '.join(only_signed)}")
    work = found[0].entry.work if found else ""
    for case in knowledge.special_cases:
        if case.work == work:
            names = ", ".join(knowledge.states.get(p, p) for p in case.participants)
            console.print(
                f"{names}: {case.claimed} ({case.by}). Treated as {case.treated_as}: {case.why}", markup=False
            )
