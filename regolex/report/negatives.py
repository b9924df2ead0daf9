"""A no is an answer: what is not required for this mission, with the provision and why."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.proof import Proof
from regolex.engine.results import NOT_APPLICABLE
from regolex.engine.truth import TRUE
from regolex.law import model as m


class Negative(msgspec.Struct, frozen=True):
    """One thing that is not required: what, of whom, for which part, by which provision, and why."""

    what: str
    bearer: str
    subject: str
    provision: str
    why: str


def negatives(a: Assessment) -> list[Negative]:
    """What is not required for certain: where an exception holds, and where the law itself is silent."""
    found = [n for finding in a.findings for n in _excepted(a, finding)]
    for matter in a.not_covered:
        if matter.no and matter.certain:
            found.append(Negative(matter.no, matter.legal_order, "mission", matter.instrument, matter.note))
    return found


def negative_words(a: Assessment, n: Negative) -> str:
    """The sentence that a reader is given."""
    what = "" if n.subject == "mission" else f" ({a.name(n.subject)})"
    return f"No {n.what} is required for this{what}, {a.name(n.bearer)}: {n.provision}. {n.why}"


def _excepted(a: Assessment, finding: Finding) -> Iterator[Negative]:
    exceptions = {e.id: e for e in finding.rule.exceptions if e.no}
    if not exceptions or finding.perhaps or finding.results != {NOT_APPLICABLE}:
        return
    for _, proof in finding.because:
        others = [part for part in proof.parts if part.word not in _BESIDE]
        for part in proof.parts:
            if part.word == "exception" and part.truth == TRUE and part.about in exceptions and _only(others):
                held = exceptions[part.about]
                yield Negative(
                    held.no, finding.bearer, finding.subject, _label(a.knowledge, held.provision), held.reads
                )  # fmt: skip


# the test of the duty and the exceptions do not decide whether the duty would otherwise apply
_BESIDE = ("exception", "met-when", "breached-when", "granted-when", "holds-when")


def _only(parts: list[Proof]) -> bool:
    """Whether the duty would apply but for the exception."""
    return all(part.truth == TRUE for part in parts)


def _label(knowledge: m.Knowledge, provision: str) -> str:
    instrument = knowledge.instruments[provision.partition("#")[0]]
    return next(p.label for p in instrument.provisions if p.id == provision)
