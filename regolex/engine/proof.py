"""Proof trees: clause by clause, with truth value, facts used and the origin of each fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from regolex.engine.truth import FALSE, NAMES, TRUE, UNKNOWN, Truth


class Used(msgspec.Struct, frozen=True, omit_defaults=True):
    """One fact that was looked up. ``fact`` is empty if the list of parts of the kind ``part`` is not stated."""

    part: str
    fact: str
    state: str  # given, missing, does-not-arise
    value: Any = None
    why: str = ""  # why it is missing or does not arise
    origin: str = "answer"  # answer, derived
    source: str = ""
    by: str = ""
    on: str = ""
    stated: tuple[str, ...] = ()  # the codes of territories, where ``value`` holds the States that act for them


class Proof(msgspec.Struct, frozen=True, omit_defaults=True):
    """One clause: its word, truth, label, the clauses inside it and the facts it used."""

    word: str
    truth: Truth
    label: str = ""
    parts: tuple[Proof, ...] = ()
    facts: tuple[Used, ...] = ()
    about: str = ""
    comparison: str = ""
    operand: Any = None
    note: str = ""

    @property
    def result(self) -> str:
        """true, false or unknown."""
        return NAMES[self.truth]


def missing_facts(proof: Proof) -> Iterator[Used]:
    """The facts missing for an unknown result, in the order of the clauses."""
    if proof.truth != UNKNOWN:
        return
    missing = [fact for fact in proof.facts if fact.state == "missing" or fact.fact == "state.bound_by"]
    if not missing and not proof.parts:
        missing = [msgspec.structs.replace(fact, why="too-broad") for fact in proof.facts]
    yield from missing
    for part in proof.parts:
        yield from missing_facts(part)


def decisive(proof: Proof) -> Proof:
    """The proof without clauses that did not matter: for example, a true ``any`` keeps only its true clauses."""
    if not proof.parts:
        return proof
    return msgspec.structs.replace(proof, parts=tuple(decisive(part) for part in _kept(proof)))


_CHOICES = ("any", "some", "bearer", "role")
_AGAINST = ("exception", "displaced-by")  # a clause inside a negation counts against the clause around it


def _kept(proof: Proof) -> tuple[Proof, ...]:
    """The inner clauses on which the truth value rests."""
    parts = proof.parts
    if proof.word == "not":
        return parts
    if proof.word in _CHOICES:
        kept = tuple(part for part in parts if part.truth == proof.truth)
        return kept[:1] if proof.truth == TRUE else kept or parts
    if proof.word in ("instance", "definition", "exception"):
        gates = {"breached-when", "granted-when", "met-when"} if proof.word == "instance" else set()
        pulling = [(TRUE - p.truth if p.word in _AGAINST else p.truth, p) for p in parts if p.word not in gates]
        if proof.truth == TRUE:
            return tuple(p for p in parts if p.word not in _AGAINST)
        settling = tuple(p for pull, p in pulling if pull == proof.truth)
        if proof.truth == FALSE and settling:
            return settling[:1]
        asked = tuple(p for p in parts if p.word in gates) if proof.truth == UNKNOWN else ()
        return settling + asked if settling or asked else parts
    if proof.word in ("all", "every"):
        kept = tuple(part for part in parts if part.truth == proof.truth)
        return kept[:1] if proof.truth == FALSE else kept or parts
    return parts
