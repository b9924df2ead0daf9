"""The answers worth trying for a fact: one for each way in which the conditions seen so far distinguish answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from regolex.engine.proof import Proof
from regolex.engine.truth import FALSE, TRUE
from regolex.law import model as m
from regolex.missions.mission import COMMITMENTS, JUDGEMENTS, Answer, Mission

Key = tuple[str, str]
# the comparisons made on one fact: comparison and right-hand side
Asks = dict[Key, list[tuple[str, Any]]]
_MOST = 24


def walk(proof: Proof) -> Iterator[Proof]:
    """A proof and every clause inside it."""
    yield proof
    for part in proof.parts:
        yield from walk(part)


def asked(proofs: Iterable[Proof]) -> Asks:
    """Every stated or missing fact of some proofs with the comparisons made on it, in the order of the clauses."""
    found: Asks = {}
    for proof in proofs:
        for clause in walk(proof):
            for n, used in enumerate(clause.facts):
                if not used.fact or used.fact.startswith("state."):
                    continue
                asks = found.setdefault((used.part, used.fact), [])
                ask: tuple[str, Any] | None = None
                if n == 0 and used.fact == clause.about:
                    ask = ("given", None) if clause.word == "given" else (clause.comparison, clause.operand)
                elif n == 1 and clause.facts[0].value is not None:
                    ask = ("is", clause.facts[0].value)  # the right-hand side: the left-hand value is its threshold
                if ask and ask not in asks:
                    asks.append(ask)
    return found


def answers(
    knowledge: m.Knowledge, mission: Mission, fact: m.Fact, asks: list[tuple[str, Any]], here: str
) -> list[Any]:
    """The values to try for a fact; ``here`` is the bearer of the rule."""
    operands = [item for _, operand in asks for item in (operand if isinstance(operand, tuple) else (operand,))]
    wanted = list(dict.fromkeys(item for item in operands if item is not None))
    if fact.type == "boolean":
        return [True, False]
    if fact.type == "commitment":
        return list(COMMITMENTS)
    if fact.type == "judgement":
        return list(JUDGEMENTS)
    if fact.type in ("integer", "decimal"):
        return _numbers(fact, [item for item in wanted if isinstance(item, Decimal)])
    if fact.type == "date":
        days = [item for item in wanted if isinstance(item, date)]
        return sorted({day + timedelta(days=n) for day in days for n in (-1, 0, 1)})
    if fact.type == "concept":
        return _classes(knowledge, fact, [str(item) for item in wanted])
    if fact.type == "state":
        return _states(knowledge, mission, [here, *map(str, wanted)])
    if fact.type == "part":
        return list(mission.parts.get(fact.of, ()))
    return [*(str(item) for item in wanted), "something else"]


def tried(knowledge: m.Knowledge, mission: Mission, key: Key, asks: list[tuple[str, Any]], here: str) -> list[Answer]:
    """The answers to try for a fact of a part, without the one it has."""
    fact = knowledge.facts[key[1]]
    now = mission.answer(*key)
    values = answers(knowledge, mission, fact, asks, here)
    if fact.many:
        own = now.value if isinstance(now.value, tuple) else ()
        sets = [(), *((str(v),) for v in values)]
        sets += [(*own, str(v)) for v in values if own and v not in own]
        sets += [tuple(item for item in own if item != v) for v in values if v in own]
        values = list(dict.fromkeys(sets))
    found = [Answer(value) for value in values[:_MOST]]
    if any(comparison == "given" for comparison, _ in asks) or (not fact.many and fact.type in ("part", "state")):
        found.append(Answer(does_not_arise="supposed"))
    return [answer for answer in found if not _same(answer, now)]


def _same(one: Answer, other: Answer) -> bool:
    if one.does_not_arise or other.does_not_arise:
        return bool(one.does_not_arise) == bool(other.does_not_arise)
    if isinstance(one.value, tuple) and isinstance(other.value, tuple):
        return sorted(one.value) == sorted(other.value)
    return type(one.value) is type(other.value) and one.value == other.value and not other.missing


def _numbers(fact: m.Fact, wanted: list[Decimal]) -> list[Decimal]:
    step = Decimal(1) if fact.type == "integer" else Decimal("0.01")
    low = fact.minimum if fact.minimum is not None else Decimal(0)
    near = {t + n * step for t in wanted for n in (-1, 0, 1)} or {low}
    return sorted(v for v in near if v >= low and (fact.maximum is None or v <= fact.maximum))


def _classes(knowledge: m.Knowledge, fact: m.Fact, wanted: list[str]) -> list[str]:
    """One class for each way in which the conditions distinguish classes, without those too broad for the conditions."""
    taxa = knowledge.taxa
    slugs = [slug for slug, taxon in taxa.items() if taxon.scheme == fact.of]
    found: dict[tuple[bool, ...], str] = {}
    for slug in [*(w for w in wanted if w in taxa), *slugs]:
        if not any(slug in taxa[w].above for w in wanted if w in taxa):
            found.setdefault(tuple(slug == w or w in taxa[slug].above for w in wanted), slug)
    return list(found.values())


def _states(knowledge: m.Knowledge, mission: Mission, wanted: list[str]) -> list[str]:
    """The States named in conditions, those named in the mission, and one named in neither."""
    named: set[str] = set()
    for own in mission.answers.values():
        for fact, answer in own.items():
            if knowledge.facts[fact].type == "state" and answer.value is not None:
                named.update(answer.value if isinstance(answer.value, tuple) else (str(answer.value),))
    known = list(dict.fromkeys([*(w for w in wanted if w in knowledge.states), *sorted(named)]))
    encoded = {instrument.legal_order for instrument in knowledge.instruments.values()}
    other = next((s for s in sorted(knowledge.states) if s not in known and s not in encoded), None)
    return [*known, *([other] if other else [])]


# --- items of a list ---


def holds(knowledge: m.Knowledge, fact: m.Fact, value: Any, comparison: str, operand: Any) -> bool:
    """Whether a comparison holds for a value that :func:`answers` gives."""
    if fact.type == "concept":
        wanted = operand if isinstance(operand, tuple) else (operand,)
        given = value if isinstance(value, tuple) else (value,)
        return any(slug == w or w in knowledge.taxa[slug].above for slug in given for w in wanted)
    if comparison == "given":
        return True
    if comparison in ("includes", "includes_itself"):
        return bool(operand in value)
    if comparison == "one_of":
        return bool(value in operand)
    if comparison in ("is", "already"):
        return bool(value == operand)
    compared: dict[str, bool] = {
        "at_least": value >= operand, "more_than": value > operand, "at_most": value <= operand,
        "below": value < operand, "before": value < operand, "after": value > operand,
    }  # fmt: skip
    return compared[comparison]


def wished(
    knowledge: m.Knowledge, mission: Mission, proof: Proof, part: str, want: int, here: str
) -> dict[str, Answer]:
    """Answers for a new part of a list that make a clause about it true or false, as far as they can."""
    found: dict[str, Answer] = {}
    _wish(knowledge, mission, proof, part, want, here, found)
    return found


def _wish(
    knowledge: m.Knowledge, mission: Mission, proof: Proof, part: str, want: int, here: str, found: dict[str, Answer]
) -> None:
    if proof.word in ("fact", "given") and proof.facts:
        used = proof.facts[0]
        if used.part != part or used.fact != proof.about or used.fact in found:
            return
        fact = knowledge.facts[used.fact]
        asks = [("given", None) if proof.word == "given" else (proof.comparison, proof.operand)]
        if asks[0][1] is None and proof.word == "fact":
            return
        for answer in tried(knowledge, mission, (part, fact.id), asks, here):
            true = not answer.does_not_arise and holds(knowledge, fact, answer.value, *asks[0])
            if true == (want == TRUE):
                found[fact.id] = answer
                return
        return
    if proof.word == "not":
        want = FALSE if want == TRUE else TRUE
    parts = [p for p in proof.parts if p.word != "exception"]
    if (proof.word in ("any", "role") and want == TRUE) or (proof.word in ("all", "definition") and want == FALSE):
        parts = [p for p in parts if any(u.part == part for c in walk(p) for u in c.facts)][:1]
    for inner in parts:
        _wish(knowledge, mission, inner, part, want, here, found)
