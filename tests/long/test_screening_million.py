"""A million missions screened, and a sample of them compared with the evaluator finding by finding.

``REGOLEX_MILLION`` sets how many are screened, ``REGOLEX_SAMPLE`` how many of these are compared, each of which takes the
evaluator about a tenth of a second; ``REGOLEX_RECORD`` names a file that takes the figures as they come. A run with such a file
that was ended goes on after the last batch that it finished, if law, missions and sample are still the same.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import pickle
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pytest

from regolex.engine.engine import Engine
from regolex.engine.verdict import GRADES, WORDS
from regolex.screening.planes import Batch
from regolex.screening.screener import Screened, Screener, Wanted
from regolex.screening.summary import Count
from tests.screening.agreement import EVERY, compared_rows
from tests.screening.plans import found
from tests.screening.population import BATCH, Population, Rows

DAY = date(2026, 11, 22)
GOOD = {"met", "respected", "granted", "granted-as-planned", "to-do"}
AT_ONCE = 250  # rows compared in one go
BAD = {"breached", "due", "withheld", "contested"}


def setting(name: str, usual: int) -> int:
    return int(os.environ.get(f"REGOLEX_{name}", usual))


@dataclass
class Done:
    """What was screened and compared."""

    rows: int = 0
    kept: int = 0
    compared: int = 0
    refused: int = 0
    findings: int = 0
    unknown: float = 0.0  # of the cells, weighed with the rows
    counts: Counter[Count] = field(default_factory=Counter)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    law: set[str] = field(default_factory=set)  # the rules that are law on the day

    def add(self, other: Done) -> None:
        for name in ("rows", "kept", "compared", "refused", "findings", "unknown", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("counts", "seen", "verdicts", "law"):
            getattr(self, name).update(getattr(other, name))


def parts(engine: Engine, rows: int, sample: int, state: Path | None, *, pending: bool) -> Iterator[Done]:
    """Every batch screened, and the findings of the sample, each among all others, against the evaluator: what came so far."""
    people = Population(engine, rows, seed=12 if pending else 11, pending=pending)
    wanted = Wanted(findings=EVERY, summary=True)
    screener = Screener(engine, people.columns, on=DAY, strict=False, pending=pending, wanted=wanted)
    people.plans = found(people, screener)
    chosen = np.array(sorted(Random(5).sample(range(rows), sample)))
    mark = (
        engine.knowledge.hash,
        DAY,
        rows,
        sample,
        pending,
        zlib.crc32(people.plans.answers.tobytes()),
        zlib.crc32(people.batch(0).drawn.tobytes()),
    )
    first, done = taken_up(state, mark)
    gc.freeze()  # the program is large and stays: it need not be looked through again and again
    for number in people.numbers[first:]:
        batch = people.batch(number)
        size = batch.table.num_rows
        own = chosen[(chosen >= number * BATCH) & (chosen < (number + 1) * BATCH)] - number * BATCH
        screened = screener.screen(batch.table, listed=own)
        program = screener.compiled(Batch(screener.reader, batch.table)).program
        law = {item.rule.id for item in engine.duties if program.law.in_law(item.rule)}
        done.add(Done(size, len(screened.rows), unknown=batch.unknown * size, counts=screened.counts, law=law))
        for some in np.array_split(own, max(1, len(own) // AT_ONCE)):
            done.add(against_the_evaluator(screener, screened, batch, some.tolist(), pending=pending))
            yield done
        if state:
            state.write_bytes(pickle.dumps((hashed(mark), number + 1, done)))
    gc.unfreeze()
    if state:
        state.unlink()


def against_the_evaluator(screener: Screener, found: Screened, batch: Rows, rows: list[int], *, pending: bool) -> Done:
    """Some rows of a batch compared."""
    gc.collect()
    gc.disable()  # an assessment makes hundreds of thousands of values and no cycle
    c = compared_rows(screener, found, {row: batch.mission(row) for row in rows}, pending=pending)
    gc.enable()
    return Done(
        compared=c.missions, refused=c.refused, findings=c.findings, seen=c.seen, verdicts=c.verdicts, wrong=c.wrong
    )


def hashed(mark: object) -> str:
    return hashlib.sha256(repr(mark).encode()).hexdigest()


def taken_up(state: Path | None, mark: object) -> tuple[int, Done]:
    """Where an ended run of the same law, missions and sample goes on, and what it had; the start where there is none."""
    if state and state.exists():
        own, number, done = pickle.loads(state.read_bytes())
        if own == hashed(mark):
            return number, done
    return 0, Done()


def compared(engine: Engine, capsys: pytest.CaptureFixture[str], rows: int, sample: int, *, pending: bool) -> Done:
    done, named = Done(), os.environ.get("REGOLEX_RECORD")
    record = Path(named).with_suffix(".pending.json" if pending else ".json") if named else None
    for done in parts(engine, rows, sample, record and record.with_suffix(".state"), pending=pending):
        if record:
            record.write_text(json.dumps(figures(engine, done), indent=2) + "\n")
    with capsys.disabled():
        print("\n" + json.dumps(figures(engine, done), indent=2))
    assert not done.wrong, "\n".join(done.wrong[:20])
    assert done.rows == rows
    assert done.compared > 0.9 * sample
    return done


def test_a_sample_of_a_million_missions_is_as_the_evaluator_has_it(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, sample = setting("MILLION", 1_000_000), setting("SAMPLE", 20_000)
    done = compared(engine, capsys, rows, sample, pending=False)
    assert 0.09 < done.unknown / done.rows < 0.13
    words = Counter[str]()
    for count, many in done.counts.items():
        if count.name == "mission":
            words[count.word] += many
    assert min(words[word] for word in (*WORDS, *GRADES)) > rows / 500, "a verdict hardly any mission has"
    if rows >= 1_000_000:
        own = figures(engine, done)
        assert not own["never"], "rules in force that no mission meets"
        assert not own["one_way"], "rules of which it is always the same whether they apply"


def test_so_it_is_with_law_that_is_not_yet_in_force(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    compared(engine, capsys, setting("MILLION", 1_000_000) // 10, setting("SAMPLE", 20_000) // 10, pending=True)


def figures(engine: Engine, done: Done) -> dict[str, object]:
    """What was screened and compared so far."""
    applies: dict[str, set[str]] = {}
    results: dict[str, set[str]] = {}
    for count, many in done.counts.items():
        if many and count.counted in ("applies", "rule"):
            (applies if count.counted == "applies" else results).setdefault(count.name, set()).add(count.word)
    rules = done.law
    both = {name for name, words in applies.items() if len(words) > 1}  # a doubtful source never says yes
    return {
        "rows": done.rows, "kept": done.kept, "compared": done.compared, "refused": done.refused,
        "findings": done.findings, "knowledge": engine.knowledge.hash[:12], "on": DAY.isoformat(),
        "unknown_cells": round(done.unknown / max(done.rows, 1), 4), "rules": len(rules),
        "rules_of_another_time": sorted({item.rule.id for item in engine.duties} - rules),
        "rules_met": len(applies), "applies_in_different_ways": len(both),
        "kept_and_not_kept": sum(bool(own & GOOD and own & BAD) for own in results.values()),
        "kept_or_not_alone": sorted(name for name, own in results.items() if not (own & GOOD and own & BAD)),
        "one_way": sorted(applies.keys() - both), "never": sorted(rules - applies.keys()),
        "pairs_of_rule_and_result_screened": sum(map(len, results.values())),
        "pairs_of_rule_and_result_compared": len(done.seen), "verdicts_compared": dict(done.verdicts.most_common()),
        "verdicts_screened": {
            f"{c.name} {c.word}": many for c, many in sorted(done.counts.items()) if c.counted in ("verdict", "grade")
        },
        "disagreements": len(done.wrong), "wrong": done.wrong[:5],
    }  # fmt: skip
