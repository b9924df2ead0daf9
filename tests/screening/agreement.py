"""The screening program compared with the evaluator: missions written as rows of a table, finding by finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from regolex.engine.assessment import Assessment, assess
from regolex.engine.engine import Engine
from regolex.engine.results import RESULTS
from regolex.engine.verdict import GRADES, WORDS
from regolex.errors import MissionError
from regolex.law import model as m
from regolex.law.source import Document
from regolex.missions.answers import Answer
from regolex.missions.consistency import contradictions
from regolex.missions.mission import Mission
from regolex.missions.terms import Adopted
from regolex.screening.layout import part_of
from regolex.screening.screener import Screened, Screener, Wanted
from tests.properties.missions import Drawer

EVERY = tuple(RESULTS)


@dataclass
class Compared:
    """What a comparison saw: the disagreements, and how often each rule showed each result."""

    wrong: list[str] = field(default_factory=list)
    findings: int = 0
    missions: int = 0
    refused: int = 0
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)  # of a side, with its grade


def renamed(mission: Mission, knowledge: m.Knowledge) -> Mission:
    """The same mission with the names that parts have in a table."""
    names = {part: part_of(kind, n + 1) for kind, ids in mission.parts.items() for n, part in enumerate(ids)}

    def value(raw: Any) -> Any:
        return tuple(names.get(one, one) for one in raw) if isinstance(raw, tuple) else names.get(raw, raw)

    answers = {
        names.get(part, part): {
            fact: msgspec.structs.replace(a, value=value(a.value)) if knowledge.facts[fact].type == "part" else a
            for fact, a in own.items()
        }
        for part, own in mission.answers.items()
    }
    parts = {kind: tuple(names[part] for part in ids) for kind, ids in mission.parts.items()}
    return msgspec.structs.replace(mission, parts=parts, answers=answers, names={})


def cell(answer: Answer | None, fact: m.Fact) -> str | None:
    """An answer as a cell of a table."""
    if answer is None:
        return None
    if answer.does_not_arise:
        return "does-not-arise"
    if answer.missing:
        return {"not-asked": None, "dont-know": "unknown", "undecided": "undecided"}[answer.missing]

    def one(raw: Any) -> str:
        if isinstance(raw, bool):
            return str(raw).lower()
        return raw.partition(":")[2] if fact.type == "part" else str(raw)

    if fact.many:
        return ";".join(map(one, answer.value)) or "none"
    return one(answer.value)


def as_table(missions: Sequence[Mission], knowledge: m.Knowledge) -> pa.RecordBatch:
    """Missions as rows: a column for every fact of every part that one of them has."""
    most = Counter({"mission": 1})
    for mission in missions:
        for kind, ids in mission.parts.items():
            most[kind] = max(most[kind], len(ids))
    columns: dict[str, pa.Array] = {}
    for fact in knowledge.facts.values():
        for number in range(1, most[fact.kind] + 1) if not fact.derived else ():
            part, own = part_of(fact.kind, number), fact.id.partition(".")[2]
            name = fact.id if number == 1 else f"{fact.kind}-{number}.{own}"
            cells = [cell(mission.answers.get(part, {}).get(fact.id), fact) for mission in missions]
            columns[name] = pa.array(cells, pa.string())
    for kind in knowledge.kinds.values():
        if kind.list_name and kind.name != "state":
            counts = [len(mission.parts[kind.name]) if kind.name in mission.parts else None for mission in missions]
            columns[kind.list_name] = pa.array(counts, pa.int64())
    return pa.RecordBatch.from_pydict(columns)


def forgetful(mission: Mission, random: Random, share: float) -> Mission:
    """The same mission with a share of its answers unknown, of which some were said to be."""
    words = ("dont-know", "undecided")
    answers = {
        part: {
            fact: Answer(missing=random.choice(words)) if random.random() < share and random.random() < 0.3 else a
            for fact, a in own.items()
            if random.random() >= share * 0.7
        }
        for part, own in mission.answers.items()
    }
    return msgspec.structs.replace(mission, answers=answers)


def drawn(engine: Engine, seeds: Iterable[int], parts: int = 2, unknown: float = 0.1) -> Iterator[Mission]:
    """Missions drawn from the vocabulary with at most so many parts of a kind and a share of unknown cells."""
    drawer = Drawer(engine.knowledge)
    for seed in seeds:
        random = Random(seed)
        mission = drawer.mission(random)
        dropped = {part for ids in mission.parts.values() for part in ids[parts:]}
        if dropped:
            mission = _without(mission, dropped, engine.knowledge)
        yield renamed(forgetful(mission, random, unknown), engine.knowledge)


def _without(mission: Mission, dropped: set[str], knowledge: m.Knowledge) -> Mission:
    def kept(answer: Answer, fact: str) -> Answer:
        if knowledge.facts[fact].type != "part" or not answer.value:
            return answer
        if isinstance(answer.value, tuple):
            return msgspec.structs.replace(answer, value=tuple(v for v in answer.value if v not in dropped))
        return Answer(missing="dont-know") if answer.value in dropped else answer

    return msgspec.structs.replace(
        mission,
        parts={kind: tuple(p for p in ids if p not in dropped) for kind, ids in mission.parts.items()},
        answers={
            part: {fact: kept(a, fact) for fact, a in own.items()}
            for part, own in mission.answers.items()
            if part not in dropped
        },
    )


def compare(
    engine: Engine, missions: Sequence[Mission], on: date, assume: tuple[str, ...] = (), **terms: Any
) -> Compared:
    """Screen missions and assess each of them; everything on which the two differ."""
    batch = as_table(missions, engine.knowledge)
    screener = Screener(
        engine, batch.schema.names, on=on, assume=assume, wanted=Wanted(orders=False, findings=EVERY), **terms
    )
    return compare_rows(screener, batch, missions, **terms)


def compare_rows(screener: Screener, batch: pa.RecordBatch, missions: Sequence[Mission], **terms: Any) -> Compared:
    """The same for missions that are rows of a table already."""
    return compared_rows(screener, screener.screen(batch), dict(enumerate(missions)), **terms)


def compared_rows(screener: Screener, found: Screened, missions: Mapping[int, Mission], **terms: Any) -> Compared:
    """The same for some rows of what was screened already."""
    engine, on = screener.engine, screener.on
    assert found.findings is not None
    bad: dict[int, set[str]] = {}
    for one in found.bad:
        bad.setdefault(one.row, set()).add(one.code)
    place = {int(row): n for n, row in enumerate(found.rows)}
    ours: dict[int, dict[tuple[str, str, str], tuple[Any, ...]]] = {}
    listed = found.findings.filter(pc.is_in(found.findings.column("row"), pa.array(list(missions), pa.int64())))
    for line in listed.to_pylist():
        own = ours.setdefault(line["row"], {})
        key = (line["rule"], line["bearer"], line["subject"])
        assert key not in own, f"{key} is listed twice"
        own[key] = (line["result"], line["as_planned"], line["concern"] == "open", dict(line["by_reading"]))
    compared = Compared()
    for row, mission in missions.items():
        unreadable = _contradictions(mission, engine.knowledge)
        if unreadable:  # a mission file that says so is refused before it is assessed
            compared.refused += 1
            if not unreadable <= bad.get(row, set()):
                compared.wrong.append(f"row {row}: contradicts itself ({unreadable}), screened with {bad.get(row)}")
            continue
        try:
            assessed = assess(
                engine,
                msgspec.structs.replace(mission, assumed={name: Adopted() for name in screener.assume}),
                on=on,
                strict=screener.strict,
                **terms,
            )
        except MissionError as error:
            compared.refused += 1
            codes = {problem.code for problem in error.problems}
            if bad.get(row) != codes:
                compared.wrong.append(f"row {row}: refused with {codes}, screened with {bad.get(row)}")
            continue
        if row in bad:
            compared.wrong.append(f"row {row}: not refused, screened with {bad[row]}")
            continue
        compared.missions += 1
        _findings(compared, row, assessed, ours.get(row, {}))
        _verdicts(compared, row, assessed, {name: codes[place[row]] for name, codes in found.verdicts.items()})
    return compared


def _contradictions(mission: Mission, knowledge: m.Knowledge) -> set[str]:
    document = Document("drawn", "M")
    contradictions(document, knowledge, mission.parts, mission.answers)
    return {problem.code for problem in document.problems}


def _findings(compared: Compared, row: int, a: Assessment, ours: dict[tuple[str, str, str], tuple[Any, ...]]) -> None:
    theirs = {
        (f.rule.id, f.bearer, f.subject): (f.result, f.as_planned, f.perhaps, f.by_reading) for f in a.all_findings
    }
    compared.findings += len(theirs)
    for key in theirs.keys() | ours.keys():
        if key in theirs:
            compared.seen[key[0], theirs[key][0]] += 1
        if theirs.get(key) != ours.get(key):
            compared.wrong.append(f"row {row}: {key}: evaluator {theirs.get(key)}, screening {ours.get(key)}")


def _verdicts(compared: Compared, row: int, a: Assessment, ours: dict[str, int]) -> None:
    for name, side in (("mission", a.overall), ("you", a.you)):
        for suffix, way in (("", "every_reading"), ("_prevailing", "dominant")):
            verdict = getattr(side, way) if side else None
            word, grade = ours[f"{name}{suffix}.word"], ours[f"{name}{suffix}.grade"]
            found = (WORDS[word], GRADES[grade]) if word >= 0 else None
            expected = (verdict.word, verdict.grade) if verdict else None
            compared.verdicts[f"{name}{suffix} {' '.join(expected) if expected else 'none'}"] += 1
            if found != expected:
                compared.wrong.append(f"row {row}: {name}{suffix}: evaluator {expected}, screening {found}")
            elif verdict and verdict.word != "undetermined":
                best, worst = ours[f"{name}{suffix}.at_best"], ours[f"{name}{suffix}.at_worst"]
                may = {verdict.word, WORDS[best], WORDS[worst]}
                if may != set(verdict.may_become):
                    compared.wrong.append(f"row {row}: {name}{suffix} may become {verdict.may_become}, not {may}")
