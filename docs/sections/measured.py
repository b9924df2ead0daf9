"""Sections that tell what was measured, each from the figures that a command recorded."""

from __future__ import annotations

import json
import re

from docs.sections.machinery import (
    ROOT,
    kb,
    section,
    table,
)
from docs.sections.walkthrough import RULE
from regolex.checks.suite import FOLDER, read_suite


@section("service-benchmark")
def service_benchmark() -> str:
    recorded = (ROOT / "docs" / "reference" / "service-benchmark.txt").read_text(encoding="utf-8")
    return f"```text\n{recorded.strip()}\n```"


OPINION = "docs/reference/second-opinion.json"


@section("second-opinion")
def second_opinion() -> str:
    """The figures of the last recorded campaign of generated missions."""
    run = json.loads((ROOT / OPINION).read_text(encoding="utf-8"))
    command = (
        f".venv/bin/python -m regolex.checks.campaign --missions {run['asked']} --on {run['on']} --record {OPINION}"
    )
    rows = [
        ["missions, each whole and with answers forgotten", f"{run['missions']:,}"],
        ["days of law", str(run["days"])],
        ["rules", str(run["rules"])],
        ["results that the rules can come to", str(run["goals"])],
        ["of these reached by a mission", str(run["reached"])],
        ["instances on which the two disagree", str(run["disagreements"])],
    ]
    words = [[f"`{word}`", f"{count:,}"] for word, count in run["results"].items()]
    works = [[work, str(goals), str(reached)] for work, (goals, reached) in run["instruments"].items()]
    missed = [f"- `{goal}`" for goal in run["not_reached"]]
    return "\n\n".join(
        [
            f"```console\n$ {command}\n```",
            table(["Tried", "Number"], rows),
            table(["Missions drawn to show", "Number"], words),
            table(["Instrument", "Results", "Reached"], works),
            *(["Not reached:", "\n".join(missed)] if missed else []),
        ]
    )


@section("witnesses")
def witness_counts() -> str:
    """How many witnesses there are, by instrument."""
    rows = []
    for path in sorted((ROOT / FOLDER).rglob("*.yaml")):
        work = path.relative_to(ROOT / FOLDER).with_suffix("").as_posix()
        found = read_suite(path, work, kb().knowledge)
        rows.append([work, str(len({w.rule for w in found})), str(len(found))])
    total = [str(sum(int(row[n]) for row in rows)) for n in (1, 2)]
    return table(["Instrument", "Rules", "Witnesses"], [*rows, ["all", *total]])


@section("sample-witness")
def sample_witness() -> str:
    """The witness of a breach, as its file has it."""
    work, _, name = RULE.rpartition("/")
    text = (ROOT / FOLDER / f"{work}.yaml").read_text(encoding="utf-8")
    own = text.partition(f"\n{name}:\n")[2].partition("\n\n")[0]
    return (
        "```yaml\n  breached:\n" + re.split(r"(?m)^  (?=\S)", own.partition("  breached:\n")[2])[0].rstrip() + "\n```"
    )


REASSESS = "docs/reference/speed.json"


@section("reassess-benchmark")
def reassess_benchmark() -> str:
    """The figures of the last recorded run of the benchmark."""
    done = json.loads((ROOT / REASSESS).read_text(encoding="utf-8"))
    rows = [[row["what"], f"{row['ms']:,.1f}", f"{row['ratio']:,.1f}"] for row in done["rows"]]
    told = (
        f"`{done['mission']}`: {done['answers']} answers, {done['findings']} findings, all {done['rules']} rules, medians of "
        f"{done['rounds']} rounds, knowledge `{done['knowledge']}`. {done['below_10_ms']:.1%} of the changes take less than "
        f"10 ms; the slowest: {done['worst']}."
    )
    return f"{told}\n\n{table(['What', 'ms', 'Ratio'], rows)}"
