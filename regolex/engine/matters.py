"""What a mission touches and the knowledge does not hold, on its day: gaps of encoded law, and laws known by name alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from regolex.engine.run import Run
from regolex.engine.tensions import APART
from regolex.engine.truth import FALSE, TRUE
from regolex.law import model as m

INTERNATIONAL = "international"  # the legal order of all States, whoever is involved


class NotCovered(msgspec.Struct, frozen=True):
    """A matter that the mission touches or may touch and that is not encoded, or on which the law is silent."""

    legal_order: str
    matter: str
    instrument: str
    authority: str
    note: str
    sort: str
    certain: bool
    confidence: str
    subjects: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    stands_in: tuple[str, ...] = ()
    no: str = ""  # what the law does not require
    permit: str = ""  # what needs a permit under a law that is not encoded
    sanction: str = ""
    licenses: bool | None = None  # of a law known by name: whether a permit can be asked for under it
    decides: bool = False  # it decides such a plan before any law that is encoded


def matters_not_covered(run: Run, states: Iterable[str]) -> list[NotCovered]:
    """What the mission touches of the law of these States and the knowledge does not hold; by the day, not by today."""
    states = tuple(states)
    found = list(_gaps(run, (*states, INTERNATIONAL)))
    for state in states:
        found += _laws(run, state)
    found += wordings_not_covered(run.engine.knowledge, states, run.world.on)
    return found


def _gaps(run: Run, states: tuple[str, ...]) -> Iterator[NotCovered]:
    on = run.world.on
    for gap, node in run.engine.gaps:
        told = gap.told(on)
        if gap.sort == APART or gap.legal_order not in states or not told:
            continue
        truths = {
            part: node.value(run.frame(gap.legal_order, part, True, run.any_readings)) if node else TRUE
            for part in run.subjects(gap.about)
        }
        touched = tuple(part for part, truth in truths.items() if truth != FALSE)
        if not touched:
            continue
        instrument, note, answers = gap.instrument, gap.note, gap.answers
        if told == "earlier":
            instrument = f"law as it stood on {on}, not examined"
            note, answers = f"What is on record here begins on {gap.first_day}.", ()
        stands_in = tuple(one.says for one in gap.stands_in if not (one.first_day and on < one.first_day))
        yield NotCovered(
            gap.legal_order, gap.matter, instrument, gap.authority, note, gap.sort, TRUE in truths.values(),
            gap.confidence if told == "now" else "doubtful", touched, answers, stands_in,
            gap.no if told == "now" else "", decides=gap.decides and TRUE in truths.values(),
        )  # fmt: skip


def _laws(run: Run, state: str) -> Iterator[NotCovered]:
    knowledge, on = run.engine.knowledge, run.world.on
    if state in run.world.mission.states and not run.world.mission.states[state].real:
        return  # an invented State has the law that the mission gives it
    encoded = any(i.legal_order == state for i in knowledge.instruments.values())
    matter = f"{'other ' if encoded else ''}national law of {knowledge.states[state]}"
    place = _where_it_stops(run, state)
    laws = [law for law in knowledge.known_laws if law.state == state and law.existed(on)]
    for law in sorted(laws, key=lambda law: not law.licenses):
        since = "not in force before" if law.in_force > on.isoformat() else "in force"
        dated = f"{since} {law.in_force}." if law.in_force else ""
        if not (law.adopted or law.in_force):
            dated = "No date is on record, so it may be later than the date of assessment."
        note = " ".join(filter(None, (place, dated, law.terms, law.note)))
        title = " ".join(filter(None, (law.title, law.citation)))
        sure = not encoded and bool(law.adopted or law.in_force) and not place
        yield NotCovered(
            state, matter, title, law.authority or "not recorded", note, "not-encoded", sure, law.confidence,
            permit=law.permit, sanction=law.sanction, licenses=law.licenses,
        )  # fmt: skip
    if not encoded and not laws:
        note = "No law of this State is encoded or on record here. That does not mean that there is none."
        if place:
            note = f"{place} {note}"
        yield NotCovered(state, matter, "not recorded", "not recorded", note, "not-encoded", True, "doubtful")


def wordings_not_covered(knowledge: m.Knowledge, orders: Iterable[str], on: date) -> Iterator[NotCovered]:
    """Instruments that were law on a day in a wording that is not encoded, each with the earliest day encoded."""
    works: dict[str, list[m.Instrument]] = {}
    for instrument in knowledge.instruments.values():
        if instrument.legal_order in orders and instrument.in_force:
            works.setdefault(instrument.work, []).append(instrument)
    for versions in works.values():
        first = min(versions, key=lambda i: i.in_force.not_before if i.in_force else date.max)
        begun, earlier = first.in_force, first.earlier
        if earlier and begun and earlier.since <= on < begun.not_before:
            yield NotCovered(
                first.legal_order, f"{first.short} as it read on {on}", f"{first.title}, {first.citation}", "not recorded",
                f"It was law on this day in a wording that is not encoded; the earliest wording encoded is in force from "
                f"{begun.not_before} on. {earlier.says}",
                "not-encoded", True, earlier.confidence,
            )  # fmt: skip


def _where_it_stops(run: Run, state: str) -> str:
    """That the law of a State does not reach the territories by which alone it is named, or that no one looked."""
    codes = run.world.only_through.get(state, ())
    rows = [run.world.sovereignty.rows[code][0] for code in codes]
    if not rows or any(row.kind != "territory" or row.national_law == "reaches" for row in rows):
        return ""
    names = ", ".join(run.engine.knowledge.states[row.code] for row in rows)
    said = f"Whether it reaches {names} was not examined." if rows[0].national_law == "not-looked-at" else ""
    return " ".join(filter(None, (said, rows[0].law_note and f"{rows[0].law_note}.")))


__all__ = ["INTERNATIONAL", "NotCovered", "matters_not_covered", "wordings_not_covered"]
