"""When a treaty begins and ceases to bind a State, from the acts at the depositary and the joining rule of the card.

``bound from = max(general entry into force, deposit + joining days)``; a withdrawal takes effect one year after the
notice. Dates that are not known exactly stay windows, so that a date inside the window is unknown and never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from regolex.law import model as m
from regolex.law.corpus_forms import ParticipationRow
from regolex.law.periods import months_after

CONSENT = ("ratification", "accession", "succession", "acceptance-declaration")
_RANK = {"verified": 0, "secondary": 1, "doubtful": 2}


@dataclass(frozen=True)
class Act:
    """One row of a participation table."""

    row: ParticipationRow
    is_state: bool


def bindings(
    instrument: m.Instrument, acts: list[Act], ends: Mapping[str, date] | None = None
) -> list[m.Participation]:
    """One entry per participant of an instrument, in alphabetical order; ``ends`` are the last days of States."""
    by_participant: dict[str, list[Act]] = {}
    for act in acts:
        by_participant.setdefault(act.row.participant, []).append(act)
    last = ends or {}
    return [_binding(instrument, name, by_participant[name], last.get(name)) for name in sorted(by_participant)]


def _binding(instrument: m.Instrument, name: str, acts: list[Act], end: date | None) -> m.Participation:
    def of(*kinds: str) -> ParticipationRow | None:
        rows = [act.row for act in acts if act.row.act in kinds]
        return min(rows, key=lambda row: row.not_before or date.min) if rows else None

    # a political commitment needs no later act of consent: signature is participation
    joining = (*CONSENT, "signature") if instrument.kind == "political-commitment" else CONSENT
    signature, consent, notice = of("signature"), of(*joining), of("withdrawal-notice")
    row = consent or signature or acts[0].row
    rows = [item for item in (consent, notice) if item] or [row]
    bound = _effect(instrument, consent) if consent else None
    until = None
    if notice and notice.not_before and notice.not_after:
        until = _window(months_after(notice.not_before, 12), months_after(notice.not_after, 12))
    if end:
        gone = end + timedelta(days=1)
        until = _window(gone, gone)
    return m.Participation(
        instrument.work, name, acts[0].is_state, _signed(signature), bound, until, row.act,
        max((r.status_confidence for r in rows), key=_RANK.__getitem__),
        max((r.date_confidence for r in rows), key=_RANK.__getitem__), row.depositary, row.source, row.note,
    )  # fmt: skip


def _signed(row: ParticipationRow | None) -> m.Day | None:
    return _window(row.not_before or date.min, row.not_after or date.max) if row else None


def _effect(instrument: m.Instrument, row: ParticipationRow) -> m.Day:
    general = instrument.in_force
    floor, ceiling = (general.not_before, general.not_after) if general else (date.max, date.max)
    wait = timedelta(days=instrument.joining_days)
    first = max(floor, row.not_before + wait) if row.not_before else floor
    last = max(ceiling, row.not_after + wait) if row.not_after else date.max
    return _window(first, last)


def _window(first: date, last: date) -> m.Day:
    return m.Day(first, last, settled=first == last)
