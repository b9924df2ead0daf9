"""The days on which law, membership, amounts, stated readings or the mission's own clock change, each with its cause.

Collected from the knowledge alone (for a sweep over all of it) or for one mission (then only for the States it names). An
unsettled day gives two changes: from its first possible day the law is in doubt, from its last it is certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

import msgspec

from regolex.engine.world import World
from regolex.law import model as m
from regolex.law.order import conditions_of, walk
from regolex.law.periods import months_after
from regolex.missions.mission import Mission
from regolex.missions.windows import Window, start

PENDING = ("adopted-not-yet-effective", "proposed")


class Cause(msgspec.Struct, frozen=True):
    """Why something may change on a day.

    ``kind`` is law, coming, participation, amount, statement, mission, clock or event; ``what`` is the version, the work, the
    parameter, the question or the fact; ``who`` the State or the part of the mission concerned.
    """

    day: date
    kind: str
    what: str
    who: str
    says: str


def causes(knowledge: m.Knowledge, mission: Mission | None = None) -> list[Cause]:
    """Every cause of a change, by day; with a mission, those of the States that it names and of its own dates."""
    states = None
    if mission is not None:
        states = set(World(knowledge, mission, knowledge.day).states_named())
    found = [*_laws(knowledge), *_participation(knowledge, states), *_amounts(knowledge), *_statements(knowledge)]
    if mission is not None:
        found += [*_own_dates(knowledge, mission), *_clocks(knowledge, mission), *_launches(knowledge, mission)]
    return sorted(found, key=lambda c: (c.day, c.kind, c.what, c.who))


def change_days(knowledge: m.Knowledge, mission: Mission | None = None) -> list[date]:
    """The days of :func:`causes`, each once."""
    return sorted({cause.day for cause in causes(knowledge, mission)})


def version_problems(knowledge: m.Knowledge) -> list[str]:
    """Every gap and every overlap between two versions of one instrument: one must end on the day the next begins."""
    works: dict[str, list[m.Instrument]] = {}
    for item in knowledge.instruments.values():
        if item.status not in PENDING and item.in_force:
            works.setdefault(item.work, []).append(item)
    found = []
    for versions in works.values():
        versions.sort(key=lambda item: item.in_force.not_before if item.in_force else date.max)
        for old, new in pairwise(versions):
            assert new.in_force is not None
            if old.ended is None:
                found.append(f"{old.version} has no end and {new.version} begins")
            elif (old.ended.not_before, old.ended.not_after) != (new.in_force.not_before, new.in_force.not_after):
                sort = "gap" if old.ended.not_before < new.in_force.not_before else "overlap"
                found.append(f"{sort} between {old.version} and {new.version}")
    return found


_COMMITMENT = "political-commitment"
_ADOPTED = "is adopted, without binding in law"
# what does not enter into force, and what is said of it instead
_BEGINS = {
    _COMMITMENT: "is opened for signature, without binding in law", "resolution": _ADOPTED, "guideline": _ADOPTED,
    "policy": _ADOPTED, "administrative-practice": "begins to be followed", "executive-order": "takes effect",
    "contract": "is concluded",
}  # fmt: skip


def _steps(day: m.Day | None, last: str = "certainly from this date") -> Iterator[tuple[date, str]]:
    """The one settled day, or both ends of the window; empty if the day may never come. ``last`` is said of its end."""
    if day is None:
        return
    far = day.not_after.year >= 9999
    if day.not_before > date.min and day.not_before.year < 9999:
        later = "on an unknown later date" if far else f"by {day.not_after}"
        yield day.not_before, "" if day.not_before == day.not_after else f"possibly from this date, certainly {later}"
    if day.not_before != day.not_after and not far:
        yield day.not_after, last


def _qualified(sentence: str, doubt: str) -> str:
    return f"{sentence}, {doubt}" if doubt else sentence


def _begins(version: str, item: m.Instrument) -> str:
    """A work is named by the year in which it was made; a version of a later year is a new wording of it."""
    work, _, day = version.rpartition("@")
    made, since = work.rpartition("-")[2], day[:4]
    if made < since:
        return f"a new wording of {item.short} begins to apply"
    return f"{item.short} {_BEGINS.get(item.kind, 'enters into force')}"


def _ends(item: m.Instrument) -> str:
    return f"{item.short} {'no longer applies' if item.kind in _BEGINS else 'ceases to be in force'}"


def _laws(knowledge: m.Knowledge) -> Iterator[Cause]:
    for version, item in knowledge.instruments.items():
        if item.status in PENDING:
            day = item.adopted or date.fromisoformat(version.rpartition("@")[2])
            word = "adopted" if item.status == PENDING[0] else "proposed"
            yield Cause(day, "coming", version, item.legal_order, f"{item.short} is {word} but not yet in force")
            continue
        for day, doubt in _steps(item.in_force):
            yield Cause(day, "law", version, item.legal_order, _qualified(_begins(version, item), doubt))
        for day, doubt in _steps(item.ended):
            yield Cause(day, "law", version, item.legal_order, _qualified(_ends(item), doubt))
        for since in sorted({p.since for p in item.provisions if p.since}):
            yield Cause(since, "law", version, item.legal_order, f"a provision of {item.short} begins to count")


def _participation(knowledge: m.Knowledge, states: set[str] | None) -> Iterator[Cause]:
    short = {item.work: item.short for item in knowledge.instruments.values()}
    political = {item.work for item in knowledge.instruments.values() if item.kind == _COMMITMENT}
    for entry in knowledge.participation:
        if states is not None and entry.participant not in states:
            continue
        name = knowledge.states.get(entry.participant, entry.participant)
        bound, free = "is bound by", "is no longer bound by"
        if entry.work in political:  # no one is bound in law by it
            bound, free = "counts as a signatory of", "no longer counts as a signatory of"
        signed = None if entry.work in political and entry.signed == entry.bound_from else entry.signed
        for days, verb in ((signed, "signs"), (entry.bound_from, bound), (entry.bound_until, free)):
            # the end of a window is not an act of the State: often it is only the day of the list that first names it
            for day, doubt in _steps(days, "on a day that is not known, at the latest on this date"):
                says = _qualified(f"{name} {verb} {short.get(entry.work, entry.work)}", doubt)
                yield Cause(day, "participation", entry.work, entry.participant, says)


def _amounts(knowledge: m.Knowledge) -> Iterator[Cause]:
    for item in knowledge.parameters.values():
        first = item.values[0]
        says = f"{item.label}: {item.unit} {first.value:,} ({' '.join(first.source.split())})"
        yield Cause(first.since, "amount", item.id, "", says)
        for old, new in pairwise(item.values):
            says = f"{item.label}: {item.unit} {old.value:,} -> {new.value:,} ({' '.join(new.source.split())})"
            yield Cause(new.since, "amount", item.id, "", says)


def _statements(knowledge: m.Knowledge) -> Iterator[Cause]:
    for question in knowledge.questions.values():
        for reading in question.readings:
            for holder in reading.holders:
                if not holder.since or not holder.read:
                    continue
                # a year or a month counts from its first day on, as it does where readings are chosen by viewpoint
                day = date.fromisoformat((holder.since + "-01-01")[:10])
                says = f"{holder.name} holds reading {reading.id} of {question.id} ({reading.name})"
                yield Cause(day, "statement", question.id, holder.state, says)


def _dates(knowledge: m.Knowledge, mission: Mission) -> Iterator[tuple[str, m.Fact, date]]:
    for part, answers in mission.answers.items():
        for fact, answer in answers.items():
            if knowledge.facts[fact].type == "date" and answer.known and isinstance(answer.value, date):
                yield part, knowledge.facts[fact], answer.value


def _own_dates(knowledge: m.Knowledge, mission: Mission) -> Iterator[Cause]:
    for part, fact, day in _dates(knowledge, mission):
        yield Cause(day, "mission", fact.id, part, f"{fact.label}, {mission.name(part)}")


def _launches(knowledge: m.Knowledge, mission: Mission) -> Iterator[Cause]:
    """From the launch on, and after the day up to which no event had happened, what was dormant may have been woken."""
    if not any(event.waits_for_launch for event in knowledge.asking.events.values()):
        return
    for part in mission.parts.get("launch", ()):
        day = mission.answer(part, "launch.date").value
        if isinstance(day, (date, Window)):
            yield Cause(
                start(day), "event", "launch.date", part, f"{mission.name(part)} may have taken place from this date"
            )
    if mission.events:
        after = mission.events.up_to + timedelta(days=1)
        yield Cause(after, "event", "", "", f"nothing is said of events after {mission.events.up_to}")


def _clocks(knowledge: m.Knowledge, mission: Mission) -> Iterator[Cause]:
    clocks = clocks_of(knowledge.rules.values())
    for part, fact, day in _dates(knowledge, mission):
        for months in sorted(clocks.get(fact.id, ())):
            passed = f"{months} months have passed since" if months else "the period that counts from"
            says = f"{passed} {fact.label}, {mission.name(part)}" + ("" if months else " has begun")
            for turned in _turns(day, months):
                yield Cause(turned, "clock", fact.id, part, says)


def clocks_of(rules: Iterable[m.Rule]) -> dict[str, set[int]]:
    """The facts that a rule compares with a day so many months before the assessment, with the numbers of months."""
    found: dict[str, set[int]] = {}
    for rule in rules:
        conditions = [*conditions_of(rule), *(item.when for item in rule.displaces if item.when)]
        for condition in conditions:
            for node in walk(condition):
                if isinstance(node, m.Compare) and node.operand.how == "months-before":
                    found.setdefault(node.fact, set()).add(int(node.operand.number or 0))
    return found


def _turns(day: date, months: int) -> Iterator[date]:
    """The day on which a period of so many months from ``day`` ends, and the first on which it is past."""
    end = months_after(day, months)
    yield end
    yield end + timedelta(days=1)


__all__ = ["PENDING", "Cause", "causes", "change_days", "clocks_of", "version_problems"]
