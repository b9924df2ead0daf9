"""How facts are asked: when a question arises, who can answer it, what another answer settles, what may be assumed.

The files are ``ontology/asking/*.yaml`` (one for each kind of mission part), ``ontology/events.yaml`` and
``ontology/assumptions/*.yaml``; :mod:`regolex.law.asking_reader` reads them.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec.structs import force_setattr

from regolex.law.condition_model import Condition
from regolex.law.value import Struct

Who = Literal["client", "other-party", "state", "authority", "sources"]
Sort = Literal[
    "who-and-where", "plan", "undertaking", "authorisation", "number-or-day", "event", "unusual-circumstance", "judgement",
]  # fmt: skip
Treatment = Literal["facts", "lists", "states", "client-follows-law", "others-follow-law"]


class Source(Struct, frozen=True):
    """Where a derived or assumed value comes from; exactly one of these is set.

    ``value`` is a plain answer; ``only`` the one part of a kind that there is; ``client`` the client of the mission;
    ``same_as`` another fact, found along ``path`` from the part asked about, or (``via``) the one value it has for the parts
    whose fact ``via`` names that part; ``nothing`` that the fact does not arise.
    """

    value: Any = None
    only: str = ""
    client: bool = False
    same_as: str = ""
    path: tuple[str, ...] = ()
    via: str = ""
    nothing: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.value, list):  # compiled knowledge that is read back knows no tuples
            force_setattr(self, "value", tuple(self.value))


class Derived(Struct, frozen=True):
    """A value that a fact has for certain while a condition holds: an entailment, with its reason."""

    when: Condition
    source: Source
    because: str


class Asking(Struct, frozen=True):
    """How one fact is asked.

    ``gate`` is the condition under which the fact arises at all, read as planned. ``needed_by`` is the phase by which the
    answer is needed, ``why`` the reason in everyday words (at most 12), ``event`` the event whose facts it belongs to.
    ``never_bundled`` facts are never assumed together with others. They and the ``watched`` ones have a line of their own on
    the first screen once they are answered with yes.
    """

    fact: str
    who: Who
    sort: Sort
    needed_by: str = ""
    why: str = ""
    gate: Condition | None = None
    entailed: tuple[Derived, ...] = ()
    event: str = ""
    never_bundled: bool = False
    watched: bool = False
    rank: int = 50  # among questions of its sort, the lowest first


class Event(Struct, frozen=True):
    """Something that may happen to a mission and is not an act of its plan.

    ``happens`` completes "If ...". ``fact`` tells whether it has happened, ``not_happened`` is its answer for "no".
    ``waits_for_launch``: it cannot have happened before the launch of the part it concerns. ``accident``: it is a crash or
    damage, or follows one. ``harm``: someone or something else is harmed.
    """

    name: str
    happens: str
    phase: str
    about: str
    fact: str
    not_happened: Any
    waits_for_launch: bool
    accident: bool = False
    harm: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.not_happened, list):
            force_setattr(self, "not_happened", tuple(self.not_happened))


class Assumption(Struct, frozen=True):
    """One entry of a set: the value a fact is given where the file is silent and ``when`` is true.

    ``first`` marks those that could hide a breach if they are wrong: they are shown first when the set is looked through.
    """

    fact: str
    source: Source
    because: str
    when: Condition | None = None
    first: bool = False


class AssumptionSet(Struct, frozen=True):
    """A set of working assumptions that a person adopts by name. Sets apply in the order of ``rank``."""

    name: str
    title: str
    says: str
    treatment: Treatment
    rank: int
    entries: tuple[Assumption, ...] = ()


class Asked(Struct, frozen=True):
    """Everything about asking. ``order`` lists the facts with a gate or an entailment after those they rest on."""

    facts: dict[str, Asking] = msgspec.field(default_factory=dict)
    order: tuple[str, ...] = ()
    events: dict[str, Event] = msgspec.field(default_factory=dict)
    sets: dict[str, AssumptionSet] = msgspec.field(default_factory=dict)

    def event_of(self, fact: str) -> Event | None:
        """The event whose happening a fact tells."""
        return next((event for event in self.events.values() if event.fact == fact), None)


__all__ = ["Asked", "Asking", "Assumption", "AssumptionSet", "Derived", "Event", "Sort", "Source", "Treatment", "Who"]
