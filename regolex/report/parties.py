"""The parties to an instrument on a day, the source of each entry, and the mere signatories."""

from __future__ import annotations

from datetime import date

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from regolex.engine.truth import FALSE, TRUE, Truth
from regolex.engine.world import since
from regolex.errors import EvaluationError, Problem, nearest
from regolex.law import model as m
from regolex.missions.sovereignty import Sovereignty


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
    elsewhere = Sovereignty(knowledge, on).elsewhere
    for entry in knowledge.participation:
        if entry.work == work and entry.participant not in elsewhere:
            bound = min(since(entry.bound_from, on), TRUE - since(entry.bound_until, on))
            name = knowledge.states.get(entry.participant, entry.participant)
            found.append(Party(entry, name, bound, since(entry.signed, on)))
    return sorted(found, key=lambda party: party.name)


def standing_words(knowledge: m.Knowledge, found: list[Party], on: date) -> str:
    """How many are parties for certain and how many perhaps; of a political commitment, how many have signed it.

    A political commitment binds no one.
    """
    commitment = any(i.work == found[0].entry.work and i.kind == "political-commitment"
                     for i in knowledge.instruments.values()) if found else False  # fmt: skip
    sure = [party for party in found if party.bound == TRUE and party.entry.status_confidence != "doubtful"]
    perhaps = [party for party in found if party.bound != FALSE and party not in sure]
    verb = "had signed by" if commitment else "bound on"
    states = sum(party.entry.is_state for party in sure)
    organisations = f" and {len(sure) - states} organisations" if not commitment else ""
    said = f"{states} States{organisations} {verb} {on} for certain"
    if perhaps:
        said += f"; {len(perhaps)} more perhaps: {', '.join(party.name for party in perhaps)}"
    return said + (". A political commitment: it binds no one in law" if commitment else "")


def show_parties(knowledge: m.Knowledge, instrument: str, on: date, console: Console) -> None:
    """Print the parties, then the mere signatories, then the special cases."""
    found = parties(knowledge, instrument, on)
    table = Table(box=None, pad_edge=False)
    commitment = any(i.work == found[0].entry.work and not i.is_treaty for i in knowledge.instruments.values())
    since_word = "signed" if commitment else "bound since"
    for column in ("signatory" if commitment else "party", "code", "act", since_word, "status", "date", "note"):
        table.add_column(column, overflow="fold")
    bound = [party for party in found if party.bound != FALSE]
    for party in bound:
        e = party.entry
        days = e.bound_from
        since_text = (
            "" if days is None else str(days.not_before) if days.settled else f"{days.not_before} to {days.not_after}"
        )
        sure = party.bound == TRUE and e.status_confidence != "doubtful"
        doubt = "" if sure else "perhaps; "
        table.add_row(
            *map(
                escape,
                (party.name, e.participant if e.is_state else "", e.act, since_text, doubt + e.status_confidence,
                 e.date_confidence, e.note),
            )
        )  # fmt: skip
    console.print(table)
    console.print(standing_words(knowledge, found, on))
    only_signed = [p.name for p in found if p.bound == FALSE and p.signed != FALSE and p.entry.bound_from is None]
    if only_signed:
        console.print(f"Signed only ({len(only_signed)}): {', '.join(only_signed)}", markup=False)
    work = found[0].entry.work if found else ""
    for case in knowledge.special_cases:
        if case.work == work:
            names = ", ".join(knowledge.states.get(p, p) for p in case.participants)
            console.print(
                f"{names}: {case.claimed} ({case.by}). Treated as {case.treated_as}: {case.why}", markup=False
            )
