"""Pages of what was measured, each from the figures that a command recorded in ``docs/measured``."""

from __future__ import annotations

import json

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
            "`python benchmarks/screening.py 65536`, with other work on the two processors.",
            _screening(),
            "## The service under load",
            "Response times of normal queries, without hostile queries and with one in ten "
            "(`python benchmarks/service.py --record`).",
            f"```text\n{service}\n```",
            "## The page beside an empty one",
            "Explanation: [speed](../reference/speed.md#the-page-beside-an-empty-one). "
            "`python benchmarks/page.py --rounds 9 --out docs/measured/page.json`.",
            _page(),
        ]
    )


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
    rows = done["rows"]

    def middle(name: str) -> str:
        seconds = sorted(done[name])
        return f"{seconds[len(seconds) // 2]:,.2f} ({seconds[0]:,.2f} to {seconds[-1]:,.2f})"

    def times(name: str) -> str:
        found = done[name]
        return f"{found['middle']:,.0f} ({found['least']:,.0f} to {found['most']:,.0f})"

    seconds = {
        "compiling the law for the columns": f"{done['compile_seconds']:,.1f}",
        "packing the columns into bit planes": middle("packing_seconds"),
        "running the program, one core": middle("program_seconds"),
        "running the program, two workers": middle("two_workers_seconds"),
        "Parquet to Parquet, the whole law": middle("end_to_end_seconds"),
        "Parquet to Parquet, DuckDB with the shared conditions alone": middle("duckdb_end_to_end_seconds"),
    }
    met = {
        "as fast as the evaluator, one mission at a time": ("times_the_evaluator", "10,000"),
        "as fast as generated DuckDB SQL with two threads, on the shared conditions": ("times_duckdb", "10"),
        "as fast as numpy over bytes, on the shared conditions": ("times_numpy", ""),
    }
    ratios = [[f"times {what}", times(name), aim] for what, (name, aim) in met.items()]
    ratios.append(["share of the speed of a copy of the same bytes", f"{done['share_of_bandwidth']:.1%}", "25%"])
    intro = (
        f"{rows:,} missions with {done['columns']} columns, {done['rules']} rules, {done['steps']:,} steps over "
        f"{done['planes_in']:,} planes in; {done['shared_conditions']} conditions that DuckDB and numpy can express as well, "
        f"{done['agree']} of them with the same counts. Peak memory {done['peak_megabytes']:,} MB, the missions included."
    )
    return "\n\n".join(
        [
            intro,
            table(["What", "Seconds"], [[what, text] for what, text in seconds.items()]),
            table(["How much", "Middle (least to most)", "Aim"], ratios),
        ]
    )


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
