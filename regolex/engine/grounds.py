"""What a finding rests on besides the answers given: assumptions, and events that have not happened."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.findings import Finding
from regolex.engine.preparation import NONE_SO_FAR, NOT_YET, Prepared
from regolex.engine.proof import Proof, Used, decisive


def used_facts(proof: Proof) -> Iterator[Used]:
    """Every fact looked up in a proof."""
    yield from proof.facts
    for part in proof.parts:
        yield from used_facts(part)


def proofs(f: Finding) -> Iterator[Proof]:
    """What a finding rests on: the whole proof, or, where the rule does not apply, what decides that."""
    for _, proof in f.because:
        yield proof if f.applicable else decisive(proof)


def assumed(f: Finding, prepared: Prepared) -> tuple[tuple[str, str, str], ...]:
    """The answers that a finding rests on and that are there by an assumption alone: part, fact and the set."""
    by_set = prepared.by_set()
    return tuple(
        dict.fromkeys(
            (used.part, used.fact, by_set[used.part, used.fact])
            for proof in proofs(f)
            for used in used_facts(proof)
            if (used.part, used.fact) in by_set
        )
    )


def so_far(f: Finding) -> tuple[tuple[str, str], ...]:
    """The facts of events that have not happened, on which a finding rests."""
    return tuple(
        dict.fromkeys(
            (used.part, used.fact)
            for proof in proofs(f)
            for used in used_facts(proof)
            if used.origin in (NOT_YET, NONE_SO_FAR)
        )
    )


__all__ = ["assumed", "proofs", "so_far", "used_facts"]
