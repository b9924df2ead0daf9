"""What a finding rests on besides the answers given: assumptions, and events that have not happened."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.findings import Finding
from regolex.engine.preparation import ASSUMED, NONE_SO_FAR, NOT_YET
from regolex.engine.proof import Proof, Used


def used_facts(proof: Proof) -> Iterator[Used]:
    """Every fact looked up in a proof."""
    yield from proof.facts
    for part in proof.parts:
        yield from used_facts(part)


def assumed(f: Finding) -> tuple[tuple[str, str, str], ...]:
    """The assumed answers in the proofs of a finding: part, fact and the set."""
    return tuple(
        dict.fromkeys(
            (used.part, used.fact, used.origin.partition(":")[2])
            for _, proof in f.because
            for used in used_facts(proof)
            if used.origin.startswith(ASSUMED)
        )
    )


def so_far(f: Finding) -> tuple[tuple[str, str], ...]:
    """The facts of events that have not happened, on which a finding rests."""
    return tuple(
        dict.fromkeys(
            (used.part, used.fact)
            for _, proof in f.because
            for used in used_facts(proof)
            if used.origin in (NOT_YET, NONE_SO_FAR)
        )
    )


__all__ = ["assumed", "so_far", "used_facts"]
