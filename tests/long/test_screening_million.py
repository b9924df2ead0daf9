"""A million missions screened, and a sample of them compared with the evaluator finding by finding.

``REGOLEX_MILLION`` sets how many are screened, ``REGOLEX_SAMPLE`` how many of these are compared; ``REGOLEX_RECORD`` names a
file that takes the figures as they come.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa

from regolex.engine.engine import Engine
from regolex.engine.results import RESULTS
from regolex.screening.screener import Screener, Wanted
from regolex.screening.summary import Count
from tests.screening.agreement import EVERY, compare_rows
from tests.screening.population import BATCH, Population

DAY = date(2026, 11, 22)


def test_a_sample_of_a_million_missions_is_as_the_evaluator_has_it(engine: Engine) -> None:
    rows, sample = (int(os.environ.get(f"REGOLEX_{n}", d)) for n, d in (("MILLION", "1000000"), ("SAMPLE", "20000")))
    record = os.environ.get("REGOLEX_RECORD")
    people = Population(engine, rows)
    terms = {"on": DAY, "strict": False}
    counting = Screener(engine, people.columns, wanted=Wanted(summary=True), workers=2, **terms)
    whole = Screener(engine, people.columns, **terms)
    listing = Screener(engine, people.columns, wanted=Wanted(findings=EVERY), **terms)
    chosen = np.array(sorted(Random(5).sample(range(rows), sample)))
    counts: Counter[Count] = Counter()
    seen: set[tuple[str, str]] = set()
    wrong: list[str] = []
    done = {"rows": 0, "kept": 0, "refused": 0, "compared": 0, "findings": 0}
    for number, (batch, drawn, none) in enumerate(people.batches()):
        screened = counting.screen(batch)
        counts += screened.counts
        done["rows"] += batch.num_rows
        done["kept"] += len(screened.rows)
        first = number * BATCH
        own = chosen[(chosen >= first) & (chosen < first + batch.num_rows)] - first
        everywhere = whole.screen(batch)
        for some in np.array_split(own, max(1, len(own) // 250)):
            part = batch.take(pa.array(some))
            found = compare_rows(listing, part, [people.mission(drawn, none, int(row)) for row in some])
            alone, place = listing.screen(part), {int(row): n for n, row in enumerate(everywhere.rows)}
            for name, codes in alone.verdicts.items():
                among = [everywhere.verdicts[name][place[int(some[row])]] for row in alone.rows]
                if among != codes.tolist():
                    wrong.append(f"batch {number}: {name} differs between a row alone and among others")
            wrong += found.wrong
            seen |= set(found.seen)
            done["compared"] += found.missions
            done["refused"] += found.refused
            done["findings"] += found.findings
            if record:
                Path(record).write_text(json.dumps(figures(engine, done, counts, seen, wrong), indent=2) + "\n")
    assert not wrong, "\n".join(wrong[:20])
    assert done["compared"] > sample / 2


def figures(
    engine: Engine, done: dict[str, int], counts: Counter[Count], seen: set[tuple[str, str]], wrong: list[str]
) -> dict[str, object]:
    """What was screened and compared so far."""
    applied: dict[str, set[bool]] = {}
    for count, many in counts.items():
        if count.counted == "rule" and many:
            applied.setdefault(count.name, set()).add(RESULTS[count.word].applies)
    return {
        **done, "knowledge": engine.knowledge.hash[:12], "on": DAY.isoformat(), "rules": len(engine.duties),
        "rules_tried": len(applied),
        "rules_both_ways": sum(own == {True, False} for own in applied.values()),
        "one_way": sorted(name for name, own in applied.items() if own != {True, False}),
        "pairs_screened": sum(1 for count, many in counts.items() if count.counted == "rule" and many),
        "pairs_compared": len(seen), "disagreements": len(wrong), "wrong": wrong[:5],
    }  # fmt: skip
