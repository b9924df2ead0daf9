"""The facts of one mission on one day, as the conditions look them up.

If a list is not stated, a placeholder part stands for its possible content; a placeholder State, :data:`UNNAMED`, stands
for any State that a missing answer might still name. Everything about a placeholder is unknown, so that a rule that
could concern it comes out open and never goes unmentioned.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from regolex.law import model as m
from regolex.missions.mission import Answer, Mission

UNNAMED: Final = "?"


class NothingType:
    """The value of a fact that does not arise."""

    def __repr__(self) -> str:
        return "does not arise"


class MissingType:
    """The value of a fact that is not known."""

    def __repr__(self) -> str:
        return "missing"


NOTHING: Final = NothingType()
MISSING: Final = MissingType()


class World:
    """Facts by part, parts by kind, and the instruments that bind each State on the day."""

    def __init__(self, knowledge: m.Knowledge, mission: Mission, on: date, like: World | None = None) -> None:
        self.knowledge = knowledge
        self.mission = mission
        self.on = on
        self._values: dict[tuple[str, str], Any] = {}
        for part, answers in mission.answers.items():
            for fact, answer in answers.items():
                if answer.does_not_arise:
                    self._values[part, fact] = NOTHING
                elif not answer.missing:
                    self._values[part, fact] = answer.value
        self._bound: dict[tuple[str, str], Truth] = like._bound if like else {}
        self._by_work: dict[str, dict[str, m.Participation]] = like._by_work if like else {}
        # some lists include these States and the depositaries' lists do not; neither is taken as proved
        self._claimed = {(p, c.work) for c in knowledge.special_cases if c.unsettled for p in c.participants}
        for entry in () if like else knowledge.participation:  # participation is the same for every mission of the day
            self._by_work.setdefault(entry.work, {})[entry.participant] = entry

    def value(self, part: str, fact: str) -> Any:
        """A value, NOTHING or MISSING."""
        found = self._values.get((part, fact), MISSING)
        return self._derived(part, fact) if found is MISSING and fact.startswith("state.") else found

    def answer(self, part: str, fact: str) -> Answer:
        """The answer as stated, with its origin."""
        return self.mission.answer(part, fact)

    def name(self, part: str) -> str:
        """The name of a part in a question."""
        return self.mission.name(part)

    def parts(self, kind: str) -> tuple[tuple[str, ...], bool]:
        """The parts of a kind, and whether the list is stated; only the placeholder if it is not."""
        given = self.mission.parts.get(kind)
        return (given, True) if given is not None else ((f"{kind}:?",), False)

    def states_named(self) -> tuple[str, ...]:
        """Every State that an answer names, in alphabetical order."""
        found: set[str] = set()
        facts = self.knowledge.facts
        for (_, fact), value in self._values.items():
            if facts[fact].type == "state" and value is not NOTHING:
                found.update(value if isinstance(value, tuple) else (value,))
        return tuple(sorted(found))

    # --- binding instruments ---

    def in_force(self, instrument: m.Instrument, pending: bool = False) -> Truth:
        """Whether the wording is in force on the day."""
        if instrument.status in ("adopted-not-yet-effective", "proposed"):
            return TRUE if pending else FALSE
        begun = since(instrument.in_force, self.on)
        ended = since(instrument.ended, self.on)
        return min(begun, TRUE - ended)

    def bound(self, state: str, work: str) -> Truth:
        """Whether a State is bound by a treaty (or has joined a commitment) on the day."""
        key = (state, work)
        if key not in self._bound:
            self._bound[key] = self._is_bound(state, work)
        return self._bound[key]

    def _is_bound(self, state: str, work: str) -> Truth:
        table = self._by_work.get(work)
        if state == UNNAMED or table is None:
            return UNKNOWN
        entry = table.get(state)
        if entry is None:
            return UNKNOWN if (state, work) in self._claimed else FALSE
        truth = min(since(entry.bound_from, self.on), TRUE - since(entry.bound_until, self.on))
        return UNKNOWN if truth == TRUE and entry.status_confidence == "doubtful" else truth

    def _signed(self, entry: m.Participation) -> Truth:
        truth = since(entry.signed, self.on)
        return min(truth, UNKNOWN) if entry.status_confidence == "doubtful" else truth

    def participation(self, state: str, work: str) -> m.Participation | None:
        """The entry of a State in the table of an instrument."""
        return self._by_work.get(work, {}).get(state)

    def _derived(self, state: str, fact: str) -> Any:
        if state == UNNAMED:
            return MISSING
        if fact == "state.signed":
            return tuple(
                work if truth == TRUE else f"?{work}"
                for work, table in self._by_work.items()
                if state in table and (truth := self._signed(table[state])) != FALSE
            )
        works = [(work, self.bound(state, work)) for work in self._by_work]
        return tuple(work if truth == TRUE else f"?{work}" for work, truth in works if truth != FALSE)


def since(day: m.Day | None, on: date) -> Truth:
    """Whether a date has come: unknown inside an unsettled window, false without a date."""
    if day is None or on < day.not_before:
        return FALSE
    return TRUE if on >= day.not_after else UNKNOWN
