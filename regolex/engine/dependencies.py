"""Dependency tracking: a run that records what was looked up, so that a change invalidates only what depends on it.

Results are memoised with the facts, lists and roles they rest on. A role is a derived fact: it is worked out again when
something it rests on changes, and its dependents are invalidated only if its truth value differs.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from regolex.engine.engine import Engine
from regolex.engine.run import Run
from regolex.engine.world import MISSING, NOTHING, World
from regolex.missions.mission import Mission

# a part and a fact; a kind and "", for the list of its parts; a part and NAME, for its name
Key = tuple[str, str]
NAME = " name"
Name = tuple[Any, ...]  # of a memoised result; its first word says what it is
T = TypeVar("T")
_TRUTHS = ("role", "bearer")  # results that count as one look-up, however many facts they rest on


class RecordingWorld(World):
    """A world that records what is looked up, each item by a number."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.looked_up: set[int] = set()
        self.numbers: dict[Name, int] = {}

    def after(self, mission: Mission, changed: Iterable[Key]) -> RecordingWorld:
        """The world of the same day and law with other answers; the numbers stay."""
        new = copy.copy(self)
        new.mission, new.looked_up = mission, set()
        new._values, new._stated, new._only_through = dict(self._values), dict(self._stated), None
        for part, fact in changed:
            answer = mission.answer(part, fact)
            new._values.pop((part, fact), None)
            new._stated.pop((part, fact), None)
            if fact and answer.known:
                new._take((part, fact), NOTHING if answer.does_not_arise else answer.value)
        return new

    def assuming(self, values: Mapping[Key, Any]) -> RecordingWorld:
        """The same world with other values of some facts."""
        new = copy.copy(self)
        new.looked_up, new._only_through = set(), None
        new._values, new._stated = dict(self._values), dict(self._stated)
        for key, value in values.items():
            new._take(key, value)
        return new

    def number(self, name: Name) -> int:
        """The number of an item that can be looked up."""
        return self.numbers.setdefault(name, len(self.numbers))

    def value(self, part: str, fact: str) -> Any:
        """A value, NOTHING or MISSING; values from the participation tables do not depend on answers and are not recorded."""
        key = (part, fact)
        number = self.numbers.get(key)
        if number is None:
            if fact.startswith("state."):
                return self._derived(part, fact)
            number = self.number(key)
        self.looked_up.add(number)
        return self._values.get(key, MISSING)

    def parts(self, kind: str) -> tuple[tuple[str, ...], bool]:
        """The parts of a kind, and whether the list is stated."""
        self.looked_up.add(self.number((kind, "")))
        return super().parts(kind)

    def listed(self, kind: str) -> tuple[str, ...]:
        """The parts of a kind that were described."""
        self.looked_up.add(self.number((kind, "")))
        return super().listed(kind)

    def name(self, part: str) -> str:
        """The name of a part."""
        self.looked_up.add(self.number((part, NAME)))
        return super().name(part)


class _Memo(msgspec.Struct):
    """A memoised value, what it rests on, and for a truth value the number under which it is looked up."""

    value: Any
    rests_on: set[int]
    number: int = -1


class _Overlay(dict[Name, T]):
    """New entries over those of another run, of which only the ones that a change leaves valid are visible."""

    def __init__(self, base: dict[Name, T], untouched: Callable[[T], bool]) -> None:
        super().__init__()
        self._base = base
        self._untouched = untouched

    def get(self, name: Name, default: Any = None) -> Any:
        known = super().get(name)
        if known is None:
            known = self._base.get(name)
            if known is None or not self._untouched(known):
                return default
        return known

    def __missing__(self, name: Name) -> T:
        return self._base[name]


class MemoisedRun(Run):
    """A run that memoises results together with what was looked up for them."""

    world: RecordingWorld
    shares = False

    def __init__(
        self, engine: Engine, world: RecordingWorld, chosen: Mapping[str, tuple[str, ...]], *, pending: bool = False
    ) -> None:
        super().__init__(engine, world, chosen, pending=pending)
        self._clear()

    def _clear(self) -> None:
        self._memos: dict[Name, _Memo] = {}
        self._closures: tuple[int, dict[int, set[int]]] = (0, {})
        self._transient: dict[Name, tuple[Any, set[int]]] = {}  # memoised until the next change only
        self._dependents: dict[int, dict[Name, None]] = {}  # the results that rest on a number, in order of computation

    def separate(self, mission: Mission, changed: Iterable[Key]) -> MemoisedRun:
        """A run over another mission with an empty memo; this run does not change."""
        new = copy.copy(self)
        new.world = self.world.after(mission, changed)
        new._clear()
        return new

    def assuming(self, values: Mapping[Key, Any]) -> MemoisedRun:
        """A run in which some facts have other values; it shares the memoised results that do not depend on them."""
        new = copy.copy(self)
        new.world = self.world.assuming(values)
        touched = self._affected([self.world.numbers[key] for key in values if key in self.world.numbers])
        new._memos = _Overlay(self._memos, lambda memo: memo.rests_on.isdisjoint(touched))
        new._transient = _Overlay(self._transient, lambda transient: transient[1].isdisjoint(touched))
        new._dependents = {}
        return new

    def _affected(self, numbers: Iterable[int]) -> set[int]:
        """Some numbers and those of all truth values that rest on them."""
        if self._closures[0] != len(self._memos):  # results memoised since then may rest on them as well
            self._closures = len(self._memos), {}
        known = self._closures[1]
        found: set[int] = set()
        for number in numbers:
            if number not in known:
                known[number] = self._closure(number)
            found |= known[number]
        return found

    def _closure(self, start: int) -> set[int]:
        found: set[int] = set()
        todo = [start]
        while todo:
            number = todo.pop()
            if number not in found:
                found.add(number)
                names = (name for name in self._dependents.get(number, ()) if name[0] in _TRUTHS)
                todo += [self._memos[name].number for name in names]
        return found

    def after(self, mission: Mission, changed: set[Key]) -> tuple[MemoisedRun, list[Name]]:
        """A run over the changed mission, and the names of the results that the change invalidated.

        It takes over the memo of this run, which is left with an empty one.
        """
        new = copy.copy(self)
        new.world = self.world.after(mission, changed)
        new.states = (*new.world.states_named(), self.states[-1])
        new._transient = {}
        new._closures = (0, {})
        self._clear()
        return new, new._propagate([self.world.numbers[key] for key in sorted(changed) if key in self.world.numbers])

    def _propagate(self, touched: list[int]) -> list[Name]:
        """Recompute the truth values that a change affects, from the lowest level, and drop all other affected results."""
        # a role rests on roles of lower levels only, and the bearers of a rule rest on roles
        pending_levels: list[dict[Name, None]] = [{} for _ in range(self.engine.role_levels + 1)]
        invalid: dict[Name, None] = {}

        def invalidate(number: int) -> None:
            for name in self._dependents.get(number, ()):
                (pending_levels[self._level(name)] if name[0] in _TRUTHS else invalid)[name] = None

        for number in touched:
            invalidate(number)
        for level in pending_levels:
            for name in level:
                before = self._drop(name)
                self._recompute(name)
                if self._memos[name].value != before.value:
                    invalidate(before.number)
        for name in invalid:
            self._drop(name)
        self.world.looked_up = set()
        return list(invalid)

    def _level(self, name: Name) -> int:
        return self.engine.role_level[name[1]] if name[0] == "role" else -1

    def _drop(self, name: Name) -> _Memo:
        memo = self._memos.pop(name)
        for number in memo.rests_on:
            del self._dependents[number][name]
        return memo

    def _recompute(self, name: Name) -> None:
        if name[0] == "role":
            _, role, holder, subject, planned, scope, relevant = name
            readings = dict(zip(self.engine.role_questions[role], relevant, strict=True))
            self.holds(role, holder, subject, planned, readings, scope)
        else:
            _, rule, bearer, subject, relevant = name
            item = self.engine.rules[rule]
            self.role_of_bearer(item, bearer, subject, dict(zip(item.bearer_questions, relevant, strict=True)))

    def recorded(self, work: Callable[[], T]) -> tuple[T, set[int]]:
        """The result of ``work``, and what was looked up for it."""
        world = self.world
        before, world.looked_up = world.looked_up, set()
        result = work()
        used, world.looked_up = world.looked_up, before
        return result, used

    def remember(self, name: Name, work: Callable[[], T]) -> T:
        """Memoised result of ``work``. A caller depends on a truth value as one item, else on all it rests on."""
        value: T
        if name[0] in _TRUTHS:
            memo = self._memos.get(name) or self._store(name, work, self.world.number(name))
            self.world.looked_up.add(memo.number)
            value = memo.value
            return value
        transient = self._transient.get(name)
        if transient is None:
            transient = self._transient[name] = self.recorded(work)
        self.world.looked_up |= transient[1]
        value = transient[0]
        return value

    def memoised(self, name: Name, work: Callable[[], T]) -> T:
        """Memoised result of ``work``, valid until something it rests on changes."""
        value: T = (self._memos.get(name) or self._store(name, work)).value
        return value

    def _store(self, name: Name, work: Callable[[], Any], number: int = -1) -> _Memo:
        value, used = self.recorded(work)
        memo = self._memos[name] = _Memo(value, used, number)
        for one in used:
            self._dependents.setdefault(one, {})[name] = None
        return memo

    def keys(self, used: Iterable[int]) -> list[Key]:
        """The facts and lists among the items looked up, and those on which the truth values among them rest."""
        names = list(self.world.numbers)
        found: set[int] = set()
        onward = list(used)
        while onward:
            number = onward.pop()
            if number not in found:
                found.add(number)
                if names[number][0] in _TRUTHS:
                    onward += self._memos[names[number]].rests_on
        return [(n[0], n[1]) for n in (names[i] for i in sorted(found)) if n[0] not in _TRUTHS and n[1] != NAME]

    def rests_on(self, name: Name) -> list[Key]:
        """The facts and lists on which a memoised result rests."""
        return self.keys(self._memos[name].rests_on)


__all__ = ["NAME", "Key", "MemoisedRun", "RecordingWorld"]
