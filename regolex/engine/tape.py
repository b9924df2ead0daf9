"""A run that notes what was looked up, so that after a change it knows what still stands.

What was worked out is kept with the facts, lists and roles it rests on. A role is a fact that is derived: it is worked out
again when something under it changes, and what rests on it changes only where its truth comes out otherwise.
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

# a part and a fact; a kind and nothing, for the list of its parts; a part and NAME, for what it is called
Key = tuple[str, str]
NAME = " name"
Name = tuple[Any, ...]  # of something worked out; its first word says what it is
T = TypeVar("T")
_TRUTHS = ("role", "bearer")  # what counts as one thing looked up, however much lies under it


class TapeWorld(World):
    """A world that notes on a tape what is looked up, each thing by a number."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.tape: set[int] = set()
        self.numbers: dict[Name, int] = {}

    def after(self, mission: Mission, changed: Iterable[Key]) -> TapeWorld:
        """The same day and the same law with other answers; the numbers stay."""
        new = copy.copy(self)
        new.mission, new.tape = mission, set()
        new._values, new._stated, new._only_through = dict(self._values), dict(self._stated), None
        for part, fact in changed:
            answer = mission.answer(part, fact)
            new._values.pop((part, fact), None)
            new._stated.pop((part, fact), None)
            if fact and answer.known:
                new._take((part, fact), NOTHING if answer.does_not_arise else answer.value)
        return new

    def supposing(self, values: Mapping[Key, Any]) -> TapeWorld:
        """The same world with other values of some facts."""
        new = copy.copy(self)
        new.tape, new._only_through = set(), None
        new._values, new._stated = dict(self._values), dict(self._stated)
        for key, value in values.items():
            new._take(key, value)
        return new

    def number(self, name: Name) -> int:
        """The number of something that can be looked up."""
        return self.numbers.setdefault(name, len(self.numbers))

    def value(self, part: str, fact: str) -> Any:
        """A value, NOTHING or MISSING; what the participation tables tell does not change with an answer."""
        key = (part, fact)
        number = self.numbers.get(key)
        if number is None:
            if fact.startswith("state."):
                return self._derived(part, fact)
            number = self.number(key)
        self.tape.add(number)
        return self._values.get(key, MISSING)

    def parts(self, kind: str) -> tuple[tuple[str, ...], bool]:
        """The parts of a kind, and whether the list was given."""
        self.tape.add(self.number((kind, "")))
        return super().parts(kind)

    def name(self, part: str) -> str:
        """What to call a part."""
        self.tape.add(self.number((part, NAME)))
        return super().name(part)


class _Kept(msgspec.Struct):
    """A value, what it rests on, and the number under which a truth is looked up itself."""

    value: Any
    rests_on: set[int]
    number: int = -1


class _Seen(dict[Name, T]):
    """What is added here, and behind it what another run remembers and a change does not touch."""

    def __init__(self, behind: dict[Name, T], untouched: Callable[[T], bool]) -> None:
        super().__init__()
        self._behind = behind
        self._untouched = untouched

    def get(self, name: Name, default: Any = None) -> Any:
        known = super().get(name)
        if known is None:
            known = self._behind.get(name)
            if known is None or not self._untouched(known):
                return default
        return known

    def __missing__(self, name: Name) -> T:
        return self._behind[name]


class TapeRun(Run):
    """A run that keeps what it works out together with what was looked up for it."""

    world: TapeWorld

    def __init__(
        self, engine: Engine, world: TapeWorld, chosen: Mapping[str, tuple[str, ...]], *, pending: bool = False
    ) -> None:
        super().__init__(engine, world, chosen, pending=pending)
        self._forget()

    def _forget(self) -> None:
        self._kept: dict[Name, _Kept] = {}
        self._reached: tuple[int, dict[int, set[int]]] = (0, {})
        self._passing: dict[Name, tuple[Any, set[int]]] = {}  # what is no truth and is remembered to the next change
        self._resting: dict[
            int, dict[Name, None]
        ] = {}  # what rests on a number, in the order in which it was worked out

    def alone(self, mission: Mission, changed: Iterable[Key]) -> TapeRun:
        """A run over another mission that remembers nothing and leaves this one as it is."""
        new = copy.copy(self)
        new.world = self.world.after(mission, changed)
        new._forget()
        return new

    def supposing(self, values: Mapping[Key, Any]) -> TapeRun:
        """A run in which some facts have other values; it sees what this one remembers and they do not touch."""
        new = copy.copy(self)
        new.world = self.world.supposing(values)
        touched = self._under([self.world.numbers[key] for key in values if key in self.world.numbers])
        new._kept = _Seen(self._kept, lambda kept: kept.rests_on.isdisjoint(touched))
        new._passing = _Seen(self._passing, lambda passing: passing[1].isdisjoint(touched))
        new._resting = {}
        return new

    def _under(self, numbers: Iterable[int]) -> set[int]:
        """Some numbers and those of all truths that rest on them."""
        if self._reached[0] != len(self._kept):  # what has been worked out since may rest on them as well
            self._reached = len(self._kept), {}
        known = self._reached[1]
        found: set[int] = set()
        for number in numbers:
            if number not in known:
                known[number] = self._reach(number)
            found |= known[number]
        return found

    def _reach(self, start: int) -> set[int]:
        found: set[int] = set()
        todo = [start]
        while todo:
            number = todo.pop()
            if number not in found:
                found.add(number)
                names = (name for name in self._resting.get(number, ()) if name[0] in _TRUTHS)
                todo += [self._kept[name].number for name in names]
        return found

    def after(self, mission: Mission, changed: set[Key]) -> tuple[TapeRun, list[Name]]:
        """A run over the changed mission that remembers what the change does not touch, and the names of what it forgot.

        It takes over what this run remembers; what is asked of this one later is worked out again.
        """
        new = copy.copy(self)
        new.world = self.world.after(mission, changed)
        new.states = (*new.world.states_named(), self.states[-1])
        new._passing = {}
        new._reached = (0, {})
        self._forget()
        return new, new._settle([self.world.numbers[key] for key in sorted(changed) if key in self.world.numbers])

    def _settle(self, touched: list[int]) -> list[Name]:
        """Work out again the truths that a change reaches, from the lowest, and forget what else it reaches."""
        # a role rests on roles of lower levels only, and who bears a rule rests on roles
        waiting: list[dict[Name, None]] = [{} for _ in range(self.engine.role_levels + 1)]
        gone: dict[Name, None] = {}

        def reach(number: int) -> None:
            for name in self._resting.get(number, ()):
                (waiting[self._level(name)] if name[0] in _TRUTHS else gone)[name] = None

        for number in touched:
            reach(number)
        for level in waiting:
            for name in level:
                before = self._drop(name)
                self._again(name)
                if self._kept[name].value != before.value:
                    reach(before.number)
        for name in gone:
            self._drop(name)
        self.world.tape = set()
        return list(gone)

    def _level(self, name: Name) -> int:
        return self.engine.role_level[name[1]] if name[0] == "role" else -1

    def _drop(self, name: Name) -> _Kept:
        kept = self._kept.pop(name)
        for number in kept.rests_on:
            del self._resting[number][name]
        return kept

    def _again(self, name: Name) -> None:
        if name[0] == "role":
            _, role, holder, subject, planned, scope, relevant = name
            readings = dict(zip(self.engine.role_questions[role], relevant, strict=True))
            self.holds(role, holder, subject, planned, readings, scope)
        else:
            _, rule, bearer, subject, relevant = name
            item = self.engine.rules[rule]
            self.role_of_bearer(item, bearer, subject, dict(zip(item.bearer_questions, relevant, strict=True)))

    def recorded(self, work: Callable[[], T]) -> tuple[T, set[int]]:
        """The result of some work, and what was looked up for it."""
        world = self.world
        before, world.tape = world.tape, set()
        result = work()
        used, world.tape = world.tape, before
        return result, used

    def remember(self, name: Name, work: Callable[[], T]) -> T:
        """As in any run; whoever asks rests on a truth as such, and else on all that the value rests on."""
        value: T
        if name[0] in _TRUTHS:
            kept = self._kept.get(name) or self._keep(name, work, self.world.number(name))
            self.world.tape.add(kept.number)
            value = kept.value
            return value
        passing = self._passing.get(name)
        if passing is None:
            passing = self._passing[name] = self.recorded(work)
        self.world.tape |= passing[1]
        value = passing[0]
        return value

    def keep(self, name: Name, work: Callable[[], T]) -> T:
        """What some work gives, kept while nothing changes that it rests on."""
        value: T = (self._kept.get(name) or self._keep(name, work)).value
        return value

    def _keep(self, name: Name, work: Callable[[], Any], number: int = -1) -> _Kept:
        value, used = self.recorded(work)
        kept = self._kept[name] = _Kept(value, used, number)
        for one in used:
            self._resting.setdefault(one, {})[name] = None
        return kept

    def keys(self, used: Iterable[int]) -> list[Key]:
        """The facts and lists among what was looked up, and those that its truths rest on."""
        names = list(self.world.numbers)
        found: set[int] = set()
        onward = list(used)
        while onward:
            number = onward.pop()
            if number not in found:
                found.add(number)
                if names[number][0] in _TRUTHS:
                    onward += self._kept[names[number]].rests_on
        return [(n[0], n[1]) for n in (names[i] for i in sorted(found)) if n[0] not in _TRUTHS and n[1] != NAME]

    def rests_on(self, name: Name) -> list[Key]:
        """The facts and lists on which something kept rests."""
        return self.keys(self._kept[name].rests_on)


__all__ = ["NAME", "Key", "TapeRun", "TapeWorld"]
