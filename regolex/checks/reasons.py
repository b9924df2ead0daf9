"""Why a case came out as it did: the clauses that decided it, in plain words, for whoever wrote the rule or the case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from regolex.engine.proof import Proof, Used, decisive
from regolex.engine.truth import FALSE, TRUE
from regolex.law import model as m

_SAYS = {TRUE: "holds", FALSE: "does not hold"}
_WHY = {"too-broad": "too broad an answer", "not-asked": "not stated", "": "not stated"}
# clauses that only hold others together; what is inside them speaks for itself
_QUIET = (
    "all", "any", "not", "instance", "definition", "exception", "applies-when", "met-when", "breached-when",
    "granted-when", "holds-when", "item", "bearer",
)  # fmt: skip


def reasons(proof: Proof, knowledge: m.Knowledge) -> list[str]:
    """One line for each clause at the ends of what decided a proof."""
    return list(dict.fromkeys(_lines(decisive(proof), knowledge)))


def _lines(proof: Proof, knowledge: m.Knowledge) -> Iterator[str]:
    inside = [line for part in proof.parts for line in _lines(part, knowledge)]
    if proof.word in _QUIET and inside:
        yield from inside
        return
    verdict = _SAYS.get(proof.truth, "is not known")
    yield f"{_clause(proof, knowledge)}: {verdict}"
    yield from inside


def _clause(proof: Proof, knowledge: m.Knowledge) -> str:
    label = f"{proof.label}, " if proof.label and proof.word not in ("instance", "item") else ""
    used = "; ".join(_used(fact, knowledge) for fact in dict.fromkeys(proof.facts))
    if proof.word == "fact":
        name = proof.about
        wanted = f"{proof.comparison.replace('_', ' ')} {_value(proof.operand)}".strip()
        return f"{label}{name} {wanted} ({used})" if name else f"{label}{wanted} ({used})"
    if proof.word == "role":
        return f"{label}role {proof.about}" + (f" of {_value(proof.operand)}" if proof.operand else "")
    if proof.word == "condition":
        return f"{label}condition {proof.about.rpartition('/')[2]} ({proof.note.rstrip('.')})"
    about = " ".join(word for word in (proof.about, proof.note) if word)
    said = " ".join(word for word in (proof.word.replace("-", " "), about) if word)
    return f"{label}{said}" + (f" ({used})" if used else "")


def _used(used: Used, knowledge: m.Knowledge) -> str:
    if not used.fact:
        return f"the list of {knowledge.kinds[used.part].list_name} is not stated"
    whose = used.part.rpartition(":")[2]
    if used.state == "missing":
        return f"{whose}: {_WHY.get(used.why, used.why)}"
    if used.state == "does-not-arise":
        return f"{whose}: does not arise"
    return f"{whose}: {_value(used.value)}"


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return " or ".join(_value(item) for item in value) or "none"
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
