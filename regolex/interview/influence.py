"""Influence of an answer: the chance that it settles an open finding, computed from the proof of the finding.

A clause that is unknown is true with some chance, by the number of answers its fact allows. An answer matters to ``all`` as far
as the other clauses are true, to ``any`` as far as they are false: the derivative of the chance of the whole.
"""

from __future__ import annotations

from collections.abc import Mapping

from regolex.engine.proof import Proof
from regolex.engine.truth import TRUE, UNKNOWN
from regolex.law import model as m
from regolex.law.norms import TEST_WORDS

Influence = dict[tuple[str, str], float]  # by part and fact
_NEGATED = ("exception", "displaced-by")
_DISJUNCTIONS = ("any", "some", "role", "bearer")
_CHANCE = {"boolean": 0.5, "commitment": 0.5, "judgement": 0.7, "state": 0.15, "concept": 0.3, "part": 0.4}


def influence(proof: Proof, facts: Mapping[str, m.Fact]) -> Influence:
    """The influence of each missing answer on the result of one instance."""
    applies = [part for part in proof.parts if part.word not in TEST_WORDS]
    test = next(part for part in proof.parts if part.word in TEST_WORDS)
    chance, found = _joined([(_chance(p, facts), p.word in _NEGATED) for p in applies], conjunction=True)
    _, of_test = _chance(test, facts)
    for key, value in of_test.items():
        found[key] = found.get(key, 0.0) + value * chance
    return found


def _chance(proof: Proof, facts: Mapping[str, m.Fact]) -> tuple[float, Influence]:
    """The chance that a clause is true, and how much each missing answer changes it."""
    if proof.truth != UNKNOWN:
        return (1.0 if proof.truth == TRUE else 0.0), {}
    if proof.parts:
        children = [(_chance(part, facts), part.word in _NEGATED or proof.word == "not") for part in proof.parts]
        return _joined(children, conjunction=proof.word not in _DISJUNCTIONS)
    missing = [used for used in proof.facts if used.state == "missing"] or list(proof.facts)
    about = facts.get(missing[0].fact) if missing else None
    chance = _CHANCE.get(about.type, 0.5) if about else 0.5
    return chance, {(used.part, used.fact): 1.0 for used in missing}


def _joined(children: list[tuple[tuple[float, Influence], bool]], conjunction: bool) -> tuple[float, Influence]:
    # a disjunction is the negation of the conjunction of the negations
    chances = [1.0 - chance if negated == conjunction else chance for (chance, _), negated in children]
    total: Influence = {}
    product = 1.0
    for n, ((_, inner), _) in enumerate(children):
        if inner:
            others = 1.0
            for k, chance in enumerate(chances):
                if k != n:
                    others *= chance
            for key, value in inner.items():
                total[key] = total.get(key, 0.0) + value * others
        product *= chances[n]
    return (product if conjunction else 1.0 - product), total


__all__ = ["Influence", "influence"]
