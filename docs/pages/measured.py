"""Pages of what was measured, each from the figures that a command recorded in ``docs/measured``."""

from __future__ import annotations

import json
from typing import Any

from docs.pages.machinery import ROOT, kb, page, table
from regolex.checks.suite import FOLDER, read_suite

MEASURED = ROOT / "docs" / "measured"


@page("speed.md", "Speed")
def speed() -> str:
    """The figures of the last recorded run of each benchmark."""
    service = (MEASURED / "service.txt").read_text(encoding="utf-8").strip()
    return "\n\n".join(
        [
            "The last recorded run of each benchmark. Ratios carry over to another machine, times do not.",
            "## After one answer",
            "Explanation: [speed](../reference/speed.md).",
            _reassess(),
            "## Queries",
            "Every named question on the whole graph, by Oxigraph and by rdflib's own engine in memory, in one run "
            "(`python benchmarks/queries.py --seconds 10 --out docs/measured/queries.json`).",
            _queries(),
            "## Screening",
            "Explanation: [screen a table](../how-to/screen-a-table.md#how-fast-it-is). "
            "Times are processor seconds of all threads together, those of DuckDB in "
            "memory halved, as if neither of its two threads ever waited; Parquet to Parquet, all threads count on both sides.",
            _screening(),
            "## The service under load",
            "Response times of normal queries, without hostile queries and with one in ten "
            "(`python benchmarks/service.py --record`).",
            f"```text\n{service}\n```",
            "## The page beside an empty one",
            "Explanation: [speed](../reference/speed.md#the-page-beside-an-empty-one). "
            "`python benchmarks/page.py --rounds 5 --out docs/measured/page.json`.",
            _page(),
        ]
    )


def _spread(seconds: list[float]) -> str:
    """The middle of some times, and the least and the most."""
    own = sorted(seconds)
    digits = 2 if own[0] >= 0.1 else 4
    return f"{own[len(own) // 2]:,.{digits}f} ({own[0]:,.{digits}f} to {own[-1]:,.{digits}f})"


def _times(found: dict[str, float]) -> str:
    digits = 1 if found["least"] < 10 else 0
    return f"{found['middle']:,.{digits}f} ({found['least']:,.{digits}f} to {found['most']:,.{digits}f})"


def _page() -> str:
    done = json.loads((MEASURED / "page.json").read_text(encoding="utf-8"))
    rows = [
        [row["what"], f"{row['app_ms']:,.0f}", f"{row['empty_ms']:,.0f}", f"{row['ratio']:.2f}", f"{done['limit']:g}"]
        for row in done["rows"]
    ]
    intro = f"`{done['mission']}`, medians of {done['rounds']} rounds in Chromium, knowledge `{done['knowledge']}`."
    return f"{intro}\n\n{table(['What', 'App, ms', 'Empty page, ms', 'Ratio', 'Aim, at most'], rows)}"


def _screening() -> str:
    done = json.loads((MEASURED / "screening.json").read_text(encoding="utf-8"))
    rows, conditions = done["rows"], done["shared_conditions"]
    per_second = rows / sorted(done["law_seconds"])[len(done["law_seconds"]) // 2]
    seconds = {
        "compiling the law for the columns, once": f"{done['compile_seconds']:,.1f}",
        "the whole law, from cells in memory to verdicts": _spread(done["law_seconds"]),
        "of this, reading the cells": _spread(done["reading_seconds"]),
        f"of this, the steps of the program, for {done['program_rows']:,} missions": _spread(done["program_seconds"]),
        "the whole law, Parquet to Parquet": _spread(done["parquet_law_seconds"]),
        f"the {conditions} conditions, from cells in memory": _spread(done["shared_seconds"]),
        f"the {conditions} conditions, from bit planes": _spread(done["shared_program_seconds"]),
        f"the {conditions} conditions, Parquet to Parquet": _spread(done["parquet_shared_seconds"]),
        "of this, reading Parquet": _spread(done["parquet_reading_seconds"]),
        "of this, writing Parquet": _spread(done["parquet_writing_seconds"]),
        f"the {conditions} conditions, Parquet to Parquet, by DuckDB": _spread(done["parquet_duckdb_seconds"]),
    }
    peers = [
        [
            name,
            f"{own['rows']:,}",
            f"{own['agree']} of {conditions}",
            _times(own["times"]),
            _times(own["times_program"]),
        ]
        for name, own in done["peers"].items()
    ]
    aims = [
        ["whole law: times as fast as the evaluator", _times(done["times_the_evaluator"]), "10,000"],
        ["share of the speed of a copy of the same bytes, the steps alone", f"{done['share_of_bandwidth']:.1%}", "25%"],
        ["Parquet to Parquet: times DuckDB, same conditions", _times(done["parquet_times_duckdb"]), "3"],
        ["the same if nothing were done between reading and writing", _times(done["parquet_bare_times_duckdb"]), ""],
        [
            f"Parquet to Parquet: the whole law here, DuckDB with the {conditions} conditions",
            _times(done["parquet_law_times_duckdb"]), "",
        ],
    ]  # fmt: skip
    intro = (
        f"`python benchmarks/screening.py {rows}`: {rows:,} missions with {done['columns']} columns, "
        f"knowledge `{done['knowledge']}` with {done['rules']} rules: "
        f"{done['steps']:,} steps, {done['planes_in']:,} planes in and {done['planes_out']:,} out; {per_second:,.0f} missions "
        f"a second on one core. {done['load']:.0f} processes wanted the two processors when it began. Peak memory "
        f"{done['peak_megabytes']:,} MB, the missions and the peers included."
    )
    shared = (
        f"The same conditions in each peer: the {conditions} of {done['shared_rules']} rules that ask of closed facts of one "
        "part, as someone would write them there. A mission counts where a condition is known to be true. *Agree* is the "
        "number of conditions with the same count. Ratios are for each mission, against one core here: once from the cells of "
        "the table, and once from bit planes that are ready, as the inputs of the peers are."
    )
    return "\n\n".join(
        [
            intro,
            table(
                ["What", "Processor seconds, middle (least to most)"], [[what, text] for what, text in seconds.items()]
            ),
            table(["How much", "Middle (least to most)", "Aim"], aims),
            shared,
            table(["Peer", "Missions", "Agree", "Times, from cells", "Times, from planes"], peers),
            _streaming(),
            _billion(done),
            _compared(),
            _ended(),
        ]
    )


def _billion(done: dict[str, Any]) -> str:
    """How long a billion missions take, worked out from the rate of one core from Parquet to Parquet."""
    rate = done["rows"] / sorted(done["parquet_law_seconds"])[1]
    lines: list[list[str]] = []
    for cores in (1, 2, 16, 128, 1024):
        seconds = 1e9 / rate / cores + done["compile_seconds"]
        lines.append([f"{cores:,}", f"{seconds / 3600:.1f} h" if seconds > 7200 else f"{seconds / 60:.1f} min"])
    intro = (
        f"A billion missions of {done['columns']} columns, worked out and not measured: {rate:,.0f} missions a second on one "
        "core from Parquet to Parquet, no row depends on another, and each worker compiles the law once for itself "
        f"({done['compile_seconds']:,.1f} s). Files are shared out by row groups, as Spark does."
    )
    return f"{_cores()}\n\n{intro}\n\n{table(['Cores', 'A billion missions'], lines)}"


def _cores() -> str:
    """The throughput of one worker process, and of two at the same time."""
    done = json.loads((MEASURED / "screening-cores.json").read_text(encoding="utf-8"))
    lines = [
        [str(own["workers"]), f"{own['a_second']:,.0f}", f"{own['a_processor_second']:,.0f}", f"{own['load']:.1f}"]
        for own in done["runs"]
    ]
    intro = (
        "Workers side by side, each with its own law, reading Parquet and screening (`python benchmarks/cores.py`), on "
        f"{done['processors']} processors, which other work kept busy as well: {done['load_before']:.1f} processes wanted them "
        f"before the first run. Knowledge `{done['knowledge']}`."
    )
    heads = [
        "Workers",
        "Missions a second, by the clock",
        "A second of a processor",
        "Processes that wanted processors",
    ]
    return f"{intro}\n\n{table(heads, lines)}"


def _ended() -> str:
    """How many runs were ended by force, and how far they had got."""
    done = json.loads((MEASURED / "screening-ended.json").read_text(encoding="utf-8"))
    had, parts = sorted(done["had"]), done["parts"]
    midway = [one for one in had if 0 < one < parts]
    command = (
        "REGOLEX_ENDED_RECORD=docs/measured/screening-ended.json .venv/bin/python -m pytest tests/long/test_screening.py "
        "-k twenty -p no:xdist -s --override-ini addopts=--strict-markers"
    )
    return (
        f"Ended with `kill -9` and started again (`{command}`): {done['runs']} runs of {parts} parts each, verdicts, findings "
        f"and rejects. {len(midway)} had some parts and not all, from {midway[0]} to {midway[-1]}; {had.count(0)} had none yet "
        f"and {had.count(parts)} had all of them. All {done['runs']} gave, byte by byte, the files of a "
        f"run that was left alone. Knowledge `{done['knowledge']}`."
    )


def _compared() -> str:
    """The missions compared with the evaluator."""
    done = json.loads((MEASURED / "screening-compared.json").read_text(encoding="utf-8"))
    words = ("no-duty-found", "clear", "undetermined", "to-do", "contested", "blocked")
    screened = {name.split()[1]: n for name, n in done["verdicts_screened"].items() if name.startswith("mission ")}
    lines = [
        [word, f"{screened[word]:,}", f"{_of(done, word):,}"] for word in (*words, "complete", "but-for", "so-far")
    ]
    intro = (
        "Against the evaluator (`REGOLEX_RECORD=docs/measured/screening-compared.json .venv/bin/python -m pytest "
        "tests/long/test_screening_million.py -k sample -p no:xdist -s --override-ini addopts=--strict-markers`): "
        f"{done['rows']:,} generated missions were screened, {done['unknown_cells']:.1%} of their cells unknown; "
        f"{done['applies_in_different_ways']} of the {done['rules']} rules that were law on {done['on']} apply in some and not "
        f"in others. {done['compared']:,} of them, chosen by lot, were assessed one by one as well: {done['findings']:,} "
        f"findings and the verdicts, {done['disagreements']} disagreements. Knowledge `{done['knowledge']}`."
    )
    return f"{intro}\n\n{table(['Verdict on the mission', 'Screened', 'Compared'], lines)}"


def _of(done: dict[str, Any], word: str) -> int:
    """How many of the missions compared came to a word or a grade."""
    return sum(
        n for name, n in done["verdicts_compared"].items() if name.startswith("mission ") and word in name.split()[1:]
    )


def _streaming() -> str:
    done = json.loads((MEASURED / "screening-rows.json").read_text(encoding="utf-8"))
    lines = [
        [
            f"{own['rows']:,}", {"rows": "a verdict for each", "summary": "`--summary`"}[way],
            f"{own['peak_megabytes']:,.0f}", f"{own['processor_seconds']:,.1f}", f"{own['wall_seconds']:,.1f}",
            f"{own['megabytes_in']:,.1f}", f"{own['megabytes_out']:,.1f}",
        ]
        for way in ("rows", "summary")
        for own in done[way]
    ]  # fmt: skip
    heads = ["Missions", "What is written", "Peak MB", "Processor s", "Clock s", "MB in", "MB out"]
    intro = (
        "The command itself, `regolex screen`, on a register of thirteen columns in Parquet, each run a process of its own "
        "(`python benchmarks/streaming.py`): memory and time by the number of missions, start and compiling included."
    )
    return f"{intro}\n\n{table(heads, lines)}"


def _reassess() -> str:
    done = json.loads((MEASURED / "speed.json").read_text(encoding="utf-8"))
    rows = [[row["what"], f"{row['ms']:,.1f}", f"{row['ratio']:,.1f}"] for row in done["rows"]]
    intro = (
        f"`{done['mission']}`: {done['answers']} answers, {done['findings']} findings, all {done['rules']} rules, medians of "
        f"{done['rounds']} rounds, knowledge `{done['knowledge']}`. {done['below_10_ms']:.1%} of the changes take less than "
        f"10 ms; the slowest: {done['worst']}."
    )
    return f"{intro}\n\n{table(['What', 'ms', 'Ratio'], rows)}"


def _queries() -> str:
    done = json.loads((MEASURED / "queries.json").read_text(encoding="utf-8"))
    rows = [
        [
            f"`{row['question']}`", f"{row['rows']:,}", f"{row['oxigraph_ms']:.1f}",
            row.get("rdflib") or f"{row['rdflib_ms']:,.0f}", f"{row['ratio']:,.0f}" if "ratio" in row else "",
        ]
        for row in done["rows"]
    ]  # fmt: skip
    heads = ["Question", "Rows", "Oxigraph, ms", "rdflib, ms", "Ratio"]
    intro = f"{done['triples']:,} statements, knowledge `{done['knowledge']}`; rdflib was stopped after {done['seconds']:g} s."
    return f"{intro}\n\n{table(heads, rows)}"


@page("kills.md", "Killed while it saves: figures")
def kills() -> str:
    """How many kills of the server there were, and what the page had shown by then."""
    run = json.loads((MEASURED / "kills.json").read_text(encoding="utf-8"))
    command = (
        "REGOLEX_KILLS_RECORD=docs/measured/kills.json .venv/bin/python -m pytest tests/long/test_kills_of_the_page.py "
        "-p no:xdist -s --override-ini addopts=--strict-markers"
    )
    rows = [[name, *(f"{one[key]:,}" for key in ("kills", "shown", "ahead"))] for name, one in sorted(run.items())]
    return "\n\n".join(
        [
            "Explanation: [what a kill leaves](../how-to/keep-cases.md#what-a-kill-leaves).",
            f"```console\n$ {command}\n```",
            table(["Database", "Kills", "Answers shown, and found on disk", "Saved, not shown yet"], rows),
        ]
    )


@page("interview.md", "Number of questions asked: figures")
def interview() -> str:
    """The tables of the last recorded run of the interview benchmark."""
    missions, five, seven = (
        (MEASURED / f"interview-{name}.txt").read_text(encoding="utf-8").strip()
        for name in ("missions", "five", "seven")
    )
    return "\n\n".join(
        [
            "Explanation: [number of questions asked](../reference/interview.md).",
            "## On missions",
            missions,
            "## On small laws",
            five,
            seven,
        ]
    )


@page("second-opinion.md", "The second opinion: figures")
def second_opinion() -> str:
    """The figures of the last recorded campaign of generated missions."""
    record = "docs/measured/second-opinion.json"
    run = json.loads((ROOT / record).read_text(encoding="utf-8"))
    command = (
        f".venv/bin/python -m regolex.checks.campaign --missions {run['asked']} --on {run['on']} --record {record}"
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
            "Explanation: [the second opinion](../reference/second-opinion.md).",
            f"```console\n$ {command}\n```",
            table(["Tried", "Number"], rows),
            table(["Missions drawn to show", "Number"], words),
            table(["Instrument", "Results", "Reached"], works),
            *(["Not reached:", "\n".join(missed)] if missed else []),
        ]
    )


@page("witnesses.md", "Witnesses")
def witnesses() -> str:
    """How many witnesses there are, by instrument."""
    rows = []
    for path in sorted((ROOT / FOLDER).rglob("*.yaml")):
        work = path.relative_to(ROOT / FOLDER).with_suffix("").as_posix()
        found = read_suite(path, work, kb().knowledge)
        rows.append([work, str(len({w.rule for w in found})), str(len(found))])
    total = [str(sum(int(row[n]) for row in rows)) for n in (1, 2)]
    intro = "Explanation: [the witness suite](../reference/verify.md#the-witness-suite)."
    return f"{intro}\n\n{table(['Instrument', 'Rules', 'Witnesses'], [*rows, ['all', *total]])}"
