"""What a condition is tried on, and the base of the nodes that try it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from regolex.engine.proof import Proof, Used, missing_facts
from regolex.engine.truth import UNKNOWN, Truth
from regolex.engine.world import MISSING, NOTHING, World


class Frame:
    """The context of a condition: bearer, subject, items of the enclosing quantifiers, mode and readings."""

    __slots__ = ("bearer", "items", "planned", "readings", "roles", "subject", "work", "world")

    def __init__(
        self, world: World, roles: Any, bearer: str, subject: str, planned: bool, readings: dict[str, str], work: str
    ) -> None:
        self.world = world
        self.roles = roles
        self.bearer = bearer
        self.subject = subject
        self.planned = planned
        self.readings = readings
        self.work = work
        self.items: list[str] = []


class Node(ABC):
    """Base of the nodes."""

    label = ""

    @abstractmethod
    def value(self, frame: Frame) -> Truth:
        """The truth of the condition in this frame."""

    @abstractmethod
    def proof(self, frame: Frame) -> Proof:
        """The truth value with everything it rests on."""

    def gaps(self, frame: Frame) -> Iterable[Used]:
        """The missing answers behind an unknown truth value: the missing facts of :meth:`proof`."""
        return missing_facts(self.proof(frame)) if self.value(frame) == UNKNOWN else ()


class Path:
    """A way to a part: a variable of the frame and links from there."""

    __slots__ = ("links", "start")

    def __init__(self, path: tuple[str, ...]) -> None:
        self.start: Callable[[Frame], Any] = _start(path[0])
        self.links = path[1:]

    def find(self, frame: Frame) -> Any:
        """The id of the part; NOTHING or MISSING where a link does not arise or is unknown."""
        at = self.start(frame)
        for link in self.links:
            at = frame.world.value(at, link)
            if at is NOTHING or at is MISSING:
                return at
        return at

    def missing_link(self, frame: Frame) -> Used:
        """The first link on the way that has no value."""
        at = self.start(frame)
        for link in self.links:
            onward = frame.world.value(at, link)
            if onward is NOTHING or onward is MISSING:
                return used(frame, at, link)
            at = onward
        raise AssertionError("no link is missing")


def _start(head: str) -> Callable[[Frame], Any]:
    """Looks up the frame variable at which a path starts; any other word is the id of a part."""
    if head in ("subject", "bearer"):
        return attrgetter(head)
    if head.startswith("item"):
        index = int(head[4:])
        return lambda frame: frame.items[index]
    return lambda _: head


def used(frame: Frame, part: str, fact: str) -> Used:
    """The record of one fact that was looked up."""
    value = frame.world.value(part, fact)
    answer = frame.world.answer(part, fact)
    shown = None if value is MISSING or value is NOTHING else value
    state = "missing" if value is MISSING else "does-not-arise" if value is NOTHING else "given"
    why = answer.does_not_arise or (answer.missing if value is MISSING else "")
    origin = "derived" if fact.startswith("state.") else answer.origin or "answer"
    stated = frame.world.stated(part, fact)
    return Used(part, fact, state, shown, why, origin, answer.source, answer.by, answer.on, stated)


__all__ = ["Frame", "Node", "Path", "used"]
