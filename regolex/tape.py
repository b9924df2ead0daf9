"""A run that notes what was looked up, so that after a change it knows what still stands.

Every fact, every list and every role that somebody may hold is one bit. What was worked out is kept with the bits it rests on.
A role is a fact that is derived: it is worked out again when something under it changes, and only where its truth comes out
otherwise does what rests on it change as well.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from regolex.engine import Engine
from regolex.mission import Mission
from regolex.run import Run
from regolex.world import MISSING, NOTHING, World

# a part and a fact; a kind and nothing, for the list of its parts; a part and NAME, for what it is called
Key = tuple[str, str]
NAME = " name"
Known = tuple[Any, ...]  # names what was worked out; the first word says what it is
T = TypeVar("T")
_TRUTHS = ("role", "bearer")  # what has a bit of its own


class TapeWorld(World):
    """A world that notes on a tape what is looked up."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.tape = 0
        self.bits: dict[tuple[Any, ...], int] = {}

    def after(self, mission: Mission, changed: Iterable[Key]) -> TapeWorld:
        """The same day and the same law with other answers; the bits stay."""
        new = copy.copy(self)
        new.mission, new.tape, new._values = mission, 0, dict(self._values)
        for part, fact in changed:
            answer = mission.answer(part, fact)
            new._values.pop((part, fact), None)
            if fact and answer.known:
                new._values[part, fact] = NOTHING if answer.does_not_arise else answer.value
        return new

    def bit(self, key: tuple[Any, ...]) -> int:
        """The bit of something that can be looked up."""
        found = self.bits.get(key)
        if found is None:
            found = self.bits[key] = 1 << len(self.bits)
        return found

    def value(self, part: str, fact: str) -> Any:
        """A value, NOTHING or MISSING; what the participation tables tell does not change with an answer."""
        key = (part, fact)
        bit = self.bits.get(key)
        if bit is None:
            if fact.startswith("state."):
                return self._derived(part, fact)
            bit = self.bit(key)
        self.tape |= bit
        return self._values.get(key, MISSING)

    def parts(self, kind: str) -> tuple[tuple[str, ...], bool]:
        """The parts of a kind, and whether the list was given."""
        self.tape |= self.bit((kind, ""))
        return super().parts(kind)

    def name(self, part: str) -> str:
        """What to call a part."""
        self.tape |= self.bit((part, NAME))
        return super().name(part)


class TapeRun(Run):
    """A run that keeps what it works out together with what was looked up for it."""

    world: TapeWorld

    def __init__(
        self, engine: Engine, world: TapeWorld, chosen: Mapping[str, tuple[str, ...]], *, pending: bool = False
    ) -> None:
        super().__init__(engine, world, chosen, pending=pending)
        self._forget()

    def _forget(self) -> None:
        """Keep nothing of what was worked out."""
        # for each thing: what whoever uses it rests on, its value, and what it rests on itself
        self._known: dict[Known, tuple[int, Any, int]] = {}
        # a role rests on roles of lower levels only, and who bears a rule rests on roles
        self._levels: list[set[Known]] = [set() for _ in range(self.engine.role_levels + 1)]

    def alone(self, mission: Mission, changed: Iterable[Key]) -> TapeRun:
        """A run over another mission that remembers nothing and leaves this one as it is."""
        new = copy.copy(self)
        new.world = self.world.after(mission, changed)
        new._forget()
        return new

    def after(self, mission: Mission, changed: set[Key]) -> tuple[TapeRun, int]:
        """A run over the changed mission that remembers what the change does not touch, and the bits of what it touches.

        It takes over what this run remembers; what is asked of this one later is worked out again.
        """
        new = copy.copy(self)
        new.world = self.world.after(mission, changed)
        new.states = (*new.world.states_named(), self.states[-1])
        self._forget()
        touched = 0
        for key in changed:
            touched |= self.world.bits.get(key, 0)
        return new, new._settle(touched)

    def _settle(self, touched: int) -> int:
        """Work out again the truths that a change touches, from the bottom, and forget what else it touches."""
        known = self._known
        for level in self._levels:
            for key in [key for key in level if known[key][2] & touched]:
                before = known.pop(key)
                self._again(key)
                if known[key][1] != before[1]:
                    touched |= before[0]
        for key in [key for key, (seen, _, _) in known.items() if seen & touched and key[0] not in _TRUTHS]:
            del known[key]
        self.world.tape = 0
        return touched

    def _again(self, key: Known) -> None:
        if key[0] == "role":
            _, role, holder, subject, planned, scope, relevant = key
            readings = dict(zip(self.engine.role_questions[role], relevant, strict=True))
            self.holds(role, holder, subject, planned, readings, scope)
        else:
            _, rule, bearer, subject, relevant = key
            item = self.engine.rules[rule]
            self.role_of_bearer(item, bearer, subject, dict(zip(item.bearer_questions, relevant, strict=True)))

    def recorded(self, work: Callable[[], T]) -> tuple[int, T]:
        """What some work looked up, as bits, and its result."""
        world = self.world
        before, world.tape = world.tape, 0
        result = work()
        used, world.tape = world.tape, world.tape | before
        return used, result

    def remember(self, key: Known, work: Callable[[], T]) -> T:
        """As in any run; whoever asks rests on it from then on."""
        known = self._known.get(key)
        if known is None:
            used, value = self.recorded(work)
            seen = used
            if key[0] in _TRUTHS:
                seen = self.world.bit(key)
                self._levels[self.engine.role_level[key[1]] if key[0] == "role" else -1].add(key)
            known = self._known[key] = seen, value, used
        self.world.tape |= known[0]
        result: T = known[1]
        return result

    def keys(self, mask: int) -> list[Key]:
        """The facts and lists behind some bits, also those that a truth rests on."""
        for level in reversed(self._levels):
            for key in level:
                seen, _, used = self._known[key]
                if seen & mask:
                    mask |= used
        bits = self.world.bits.items()
        return [(key[0], key[1]) for key, bit in bits if bit & mask and len(key) == 2 and key[1] != NAME]


__all__ = ["NAME", "Key", "TapeRun", "TapeWorld"]
