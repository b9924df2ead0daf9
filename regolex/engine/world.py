"""The facts of one mission on one day, as the conditions look them up.

If a list is not complete, a placeholder part stands for what more it might hold; a placeholder State, :data:`UNNAMED`,
stands for any State that a missing answer might still name. Everything about a placeholder is unknown, so that a rule that
could concern it comes out open and never goes unmentioned.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from regolex.law import model as m
from regolex.missions.mission import Answer, Mission
from regolex.missions.sovereignty import Sovereignty, through

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
        self.sovereignty: Sovereignty = like.sovereignty if like else Sovereignty(knowledge, on)
        self._values: dict[tuple[str, str], Any] = {}
        self._stated: dict[tuple[str, str], Any] = {}  # where it is a territory whose State acts for it
        self._only_through: dict[str, tuple[str, ...]] | None = None
        self._together: tuple[dict[str, str], dict[str, Any]] | None = None
        for part, answers in mission.answers.items():
            for fact, answer in answers.items():
                if answer.known:
                    self._take((part, fact), NOTHING if answer.does_not_arise else answer.value)
        self._bound: dict[tuple[str, str], Truth] = like._bound if like else {}
        self._by_work: dict[str, dict[str, m.Participation]] = like._by_work if like else {}
        # some lists include these States and the depositaries' lists do not; neither is taken as proved
        self._claimed = {(p, c.work) for c in knowledge.special_cases if c.unsettled for p in c.participants}
        for entry in () if like else knowledge.participation:  # participation is the same for every mission of the day
            self._by_work.setdefault(entry.work, {})[entry.participant] = entry

    def _take(self, key: tuple[str, str], value: Any) -> None:
        """Put a value in its place; of a territory, the State whose acts count, and beside it what was stated."""
        self._stated.pop(key, None)
        if value is not NOTHING and self.knowledge.facts[key[1]].type == "state" and self.sovereignty.moved(value):
            self._stated[key] = value
            acting = self.sovereignty.resolved(value)
            value = NOTHING if acting is None else acting
        self._values[key] = value

    def stated(self, part: str, fact: str) -> tuple[str, ...]:
        """The codes as stated, where the State whose acts count is another; national law may name the territory."""
        found = self._stated.get((part, fact), ())
        return found if isinstance(found, tuple) else (found,)

    @property
    def only_through(self) -> dict[str, tuple[str, ...]]:
        """The States that are named by their territories alone."""
        if self._only_through is None:
            facts = self.knowledge.facts
            values = [
                self._stated.get(key, value)
                for key, value in self._values.items()
                if facts[key[1]].type == "state" and (value is not NOTHING or key in self._stated)
            ]
            self._only_through = through(values, self.sovereignty) if self._stated else {}
        return self._only_through

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
        """The parts of a kind, and whether these are all; where more may follow, the placeholder comes last."""
        given = self.mission.parts.get(kind, ())
        return (given, True) if self.mission.complete(kind) else ((*given, f"{kind}:?"), False)

    def listed(self, kind: str) -> tuple[str, ...]:
        """The parts of a kind that were described."""
        return self.mission.parts.get(kind, ())

    def set(self, part: str, fact: str, value: Any) -> None:
        """Give a fact another value while the mission is made ready; MISSING takes it away."""
        if value is MISSING:
            self._values.pop((part, fact), None)
        else:
            self._take((part, fact), value)

    def states_named(self) -> tuple[str, ...]:
        """Every State that an answer names, in alphabetical order."""
        found: set[str] = set()
        facts = self.knowledge.facts
        for (_, fact), value in self._values.items():
            if facts[fact].type == "state" and value is not NOTHING:
                found.update(value if isinstance(value, tuple) else (value,))
        return tuple(sorted(found))

    def named_with(self, part: str, kinds: tuple[str, ...]) -> frozenset[str]:
        """The States named by a part, by all parts of some kinds, by the mission, and by every part linked to one of them."""
        group, states = self._components()
        return frozenset(code for one in self._groups(part, kinds, group) for code in states.get(one, ()))

    def linked_with(self, part: str, kinds: tuple[str, ...]) -> frozenset[str]:
        """A part, all parts of some kinds, and every part linked to one of them."""
        group, _ = self._components()
        groups = self._groups(part, kinds, group)
        return frozenset((*groups, *(one for one, its in group.items() if its in groups)))

    def _components(self) -> tuple[dict[str, str], dict[str, Any]]:
        if self._together is None:
            self._together = _components(self._values, self.knowledge)
        return self._together

    def _groups(self, part: str, kinds: tuple[str, ...], group: dict[str, str]) -> frozenset[str]:
        return frozenset(group.get(p, p) for p in ("mission", part, *(p for kind in kinds for p in self.listed(kind))))

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
        truth = self._bound[key]
        return min(truth, UNKNOWN) if self.unsettled_reach(state, work) else truth

    def unsettled_reach(self, state: str, work: str) -> m.Reach | None:
        """Why it is unsettled that a treaty of a State reaches the territories by which alone it is named here."""
        codes = self.only_through.get(state)
        return self.sovereignty.doubtful(codes, state, work) if codes else None

    def _is_bound(self, state: str, work: str) -> Truth:
        table = self._by_work.get(work)
        if state == UNNAMED or table is None:
            return UNKNOWN
        entry = table.get(state)
        if entry is None:
            doubt = (state, work) in self._claimed or self.sovereignty.reach(state, state, work)
            return UNKNOWN if doubt else FALSE
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


def _components(
    values: dict[tuple[str, str], Any], knowledge: m.Knowledge
) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Parts that are linked, by one of them, and the States that each such group names."""
    facts = knowledge.facts
    linked: dict[str, set[str]] = {}
    for (part, fact), value in values.items():
        if facts[fact].type == "part" and value is not NOTHING:
            for other in value if isinstance(value, tuple) else (value,):
                linked.setdefault(part, set()).add(other)
                linked.setdefault(other, set()).add(part)
    group: dict[str, str] = {}
    for first in linked:
        todo = [first] if first not in group else []
        while todo:
            part = todo.pop()
            if part not in group:
                group[part] = first
                todo += linked[part]
    states: dict[str, set[str]] = {}
    for (part, fact), value in values.items():
        if facts[fact].type == "state" and value is not NOTHING:
            states.setdefault(group.get(part, part), set()).update(value if isinstance(value, tuple) else (value,))
    return group, states
