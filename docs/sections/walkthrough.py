"""Sections that show the tool at work: what a command prints, word for word."""

from __future__ import annotations

import regolex
from docs.sections.machinery import (
    ROOT,
    console,
    cut,
    kb,
    pyproject,
    quoted_file,
    run,
    section,
    table,
)
from regolex.checks.case_files import read_cases
from regolex.commands import arguments
from regolex.law import coverage
from regolex.law.model import Instrument
from regolex.report import view

NEREUS = ".venv/bin/regolex assess examples/nereus-water.yaml --on 2026-01-15"


@section("finding")
def finding() -> str:
    """One finding of an example, as the Markdown report has it."""
    command = f"{NEREUS} --format md"
    text, _ = run(command)
    title_claim = r"^- \*\*.*\(title to the extracted"
    lines = cut(text, [("^# ", None), (r"^\*\*", None), ("^## Luxembourg", None), (title_claim, "^- ")])
    shown = [line for line in lines.splitlines() if line and line != "..."]
    title, verdict, state, *rest = shown
    body = "\n".join(f"> {line}" for line in rest)
    return (
        f"```console\n$ {command}\n```\n\nFrom the report:\n\n> {title.removeprefix('# ')}: {verdict}\n>\n"
        f"> **{state.removeprefix('## ')}**\n>\n{body}"
    )


@section("counts")
def counts() -> str:
    """How much there is."""
    k = kb().knowledge
    cases = coverage.count_cases(ROOT / "tests" / "cases")
    provisions = sum(len(i.provisions) for i in k.instruments.values())
    return (
        f"Encoded today: {len(k.instruments)} instruments with {provisions} provisions, {len(k.rules)} rules, "
        f"{len(k.questions)} contested questions, {len(k.facts)} facts that a mission can state, and "
        f"{sum(cases.values())} cases that say what must follow."
    )


@section("python-version")
def python_version() -> str:
    """Which Python is needed."""
    needed = str(pyproject()["project"]["requires-python"]).removeprefix(">=")
    return f"You need Python {needed} or newer and `make`; everything else is set up by the commands themselves."


@section("verdicts")
def verdicts() -> str:
    """The verdicts, and the exit code of each."""
    rows = [
        [f"**{view.VERDICT_WORDS[v]}**", view.VERDICT_MEANS[v], str(arguments.EXIT[v])]
        for v in reversed(regolex.VERDICTS)
    ]
    return table(["Verdict", "Meaning", "Exit code"], rows)


@section("first-encodings")
def first_encodings() -> str:
    """Every instrument with its day; remove the markers in the changelog when a release is made."""
    lines = []
    for i in sorted(kb().knowledge.instruments.values(), key=lambda i: i.version):
        lines.append(f"- **{i.version}**, {i.short}{', in part' if i.coverage == 'partly' else ''}. From: {_since(i)}.")
    return "\n".join(lines)


def _since(instrument: Instrument) -> str:
    day = instrument.in_force
    if day is None:
        return "not in force"
    if day.not_before == day.not_after:
        return day.not_before.isoformat()
    return f"a day between {day.not_before} and {day.not_after}"


PLAN = ".venv/bin/regolex assess docs/tutorial/{}.yaml --on 2026-11-22"


@section("walk-first-file")
def walk_first_file() -> str:
    return quoted_file("docs/tutorial/first-plan.yaml")


@section("walk-first-run")
def walk_first_run() -> str:
    return console(PLAN.format("first-plan"), ("assessed as of", "^knowledge"), ("Answers that would settle", r"(?!)"))


@section("walk-second-diff")
def walk_second_diff() -> str:
    """What the second file of the walk has that the first has not."""
    import difflib

    first, second = (
        (ROOT / "docs/tutorial" / f"{name}-plan.yaml").read_text(encoding="utf-8").splitlines()
        for name in ("first", "second")
    )
    lines = list(difflib.unified_diff(first, second, lineterm="", n=1))[2:]
    return "```diff\n" + "\n".join(line for line in lines if not line.startswith("@@")) + "\n```"


@section("walk-second-run")
def walk_second_run() -> str:
    return console(
        PLAN.format("second-plan"), ("assessed as of", "^knowledge"), ("^Quiet Rock", None),
        ("→ To do", "^  ·"), ("Answers that would settle", r"(?!)"),
    )  # fmt: skip


@section("walk-nereus")
def walk_nereus() -> str:
    return console(
        NEREUS, ("assessed as of", "^knowledge"), ("^Luxembourg", None), ("⚖ Contested", None),
        (r"Article II \(title to the extracted", "^    [A-Z]"), code=True,
    )  # fmt: skip


@section("walk-viewpoint")
def walk_viewpoint() -> str:
    return console(
        f"{NEREUS} --viewpoint LUX",
        ("assessed as of", "^knowledge"),
        ("^readings of", "^$|^── "),
        ("^Luxembourg", None),
    )


@section("walk-reading")
def walk_reading() -> str:
    return console(
        f"{NEREUS} --reading art-ii-extraction=P4", ("assessed as of", "^knowledge"), ("^Luxembourg", None),
        ("✗ Breached", "^    [A-Z].*\\(sale"),
    )  # fmt: skip


@section("walk-parties")
def walk_parties() -> str:
    return console(".venv/bin/regolex parties moon-1979 --on 2024-01-04")


@section("error-example")
def error_example() -> str:
    return console(PLAN.format("wrong-plan"), code=True)


@section("receipt-commands")
def receipt_commands() -> str:
    """Commands only: what they print names a hash that changes with the knowledge."""
    return f"```console\n$ {NEREUS} --receipt receipt.json\n$ .venv/bin/regolex reproduce receipt.json\n```"


@section("repair-small")
def repair_small() -> str:
    """A repair in full."""
    return console(".venv/bin/regolex repair whole-body-claim --on 2026-01-15", (r"^One smallest", r"(?!)"))


RULE = "un/treaty/ost-1967/art-06-authorisation"


@section("sample-rule")
def sample_rule() -> str:
    return quoted_file(f"rules/{RULE}.yaml")


@section("sample-cases")
def sample_cases() -> str:
    """The names of the cases of the sample rule: they read as statements about the law."""
    names = [case.name for case in read_cases(ROOT / "tests" / "cases" / f"{RULE}.yaml").cases]
    return "\n".join(f"- {name}" for name in names)
