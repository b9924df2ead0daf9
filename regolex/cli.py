"""The command line: it handles arguments and files, and leaves the work to the modules that do it.

Exit codes: 0 nothing breached and nothing open, 1 something breached, 2 something open or contested, 3 could not run.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from regolex import __version__
from regolex.errors import EvaluationError, Problem, QueryError, RegolexError, nearest
from regolex.knowledge import home, load

if TYPE_CHECKING:
    from regolex.coverage import Row

app = typer.Typer(
    name="regolex",
    help="Under whose law does a space-resource mission fall, what does each law require, and does the plan comply?",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
_EXIT = {"clear": 0, "clear-if-carried-out": 0, "open": 2, "contested": 2, "blocked": 1}
Folder = Annotated[Path | None, typer.Option("--knowledge", help="Another knowledge folder than the one installed.")]


def _console(stderr: bool = False) -> Console:
    tty = sys.stdout.isatty()  # a file or a pipe has no edge to wrap at
    return Console(stderr=stderr, highlight=False, soft_wrap=not tty, width=None if tty else 200)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise EvaluationError(Problem("E305", f"{text!r} is no day", expected="a day as 2026-01-31")) from None


def _put(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
    else:
        out.write_text(text, encoding="utf-8")


@app.command()
def assess(
    mission: Annotated[Path, typer.Argument(help="Mission file (YAML). The names of the examples work as well.")],
    on: Annotated[str, typer.Option("--on", help="Day of assessment, as 2026-01-31. There is no default.")],
    form: Annotated[str, typer.Option("--format", "-f", help="text, json, html or md.")] = "text",
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Fix a contested question: art-ii-extraction=P1. Repeatable.")
    ] = None,
    viewpoint: Annotated[str, typer.Option("--viewpoint", help="Readings stated by a State, as LUX.")] = "",
    pending: Annotated[
        bool, typer.Option("--pending", help="Count law adopted or proposed, not yet in force.")
    ] = False,
    receipt: Annotated[Path | None, typer.Option("--receipt", help="Write a receipt to this file.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """Assess a mission: who is bound by what, with which verdict, and what is left to do."""
    _known_form(form, ("text", "json", "html", "md"))
    day = _day(on)
    kb = load(knowledge)
    result = kb.assess(
        _mission(mission), on=day, readings=_choices(reading or []), viewpoint=viewpoint, pending=pending
    )
    if form == "json":
        from regolex.published import dumps

        _put(dumps(result.to_json()), out)
    elif form in ("html", "md"):
        from regolex import report

        _put(report.html(result) if form == "html" else report.markdown(result), out)
    else:
        from regolex.terminal import show

        if out is None:
            show(result, _console())
        else:
            with out.open("w", encoding="utf-8") as file:
                show(result, Console(file=file, highlight=False, width=120))
    if receipt:
        from regolex.published import dumps
        from regolex.receipt import receipt_of

        receipt.write_text(dumps(receipt_of(result)), encoding="utf-8")
    raise typer.Exit(_EXIT[result.verdict])


@app.command()
def explain(
    mission: Annotated[Path, typer.Argument(help="Mission file (YAML), or the name of an example.")],
    rule: Annotated[str, typer.Argument(help="Id of a rule, or the end of it, as art-02-extracted-material.")],
    on: Annotated[str, typer.Option("--on", help="Day of assessment, as 2026-01-31. There is no default.")],
    bearer: Annotated[str, typer.Option("--bearer", help="Only for this State or party, as LUX.")] = "",
    subject: Annotated[str, typer.Option("--subject", help="Only for this part of the mission.")] = "",
    depth: Annotated[str, typer.Option("--depth", help="sentence, chain or proof.")] = "chain",
    form: Annotated[str, typer.Option("--format", "-f", help="text, md, html or json.")] = "text",
    what_if: Annotated[bool, typer.Option("--what-if", help="Say what would change the result.")] = False,
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Fix a contested question: art-ii-extraction=P1. Repeatable.")
    ] = None,
    viewpoint: Annotated[str, typer.Option("--viewpoint", help="Readings stated by a State, as LUX.")] = "",
    pending: Annotated[
        bool, typer.Option("--pending", help="Count law adopted or proposed, not yet in force.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """Say why a rule came out as it did for a mission, why not otherwise, and what would change it."""
    from regolex import asking

    day = _day(on)
    kb = load(knowledge)
    name = asking.rule_named(kb.knowledge.rules, rule)
    path = mission if mission.exists() else _example(mission)
    result = kb.assess(path, on=day, readings=_choices(reading or []), viewpoint=viewpoint, pending=pending)
    findings = asking.findings_asked(kb.engine, result, name, bearer, subject)
    _put(asking.answer(kb.engine, result, findings, depth, form, what_if), out)


def _known_form(form: str, known: tuple[str, ...]) -> None:
    if form not in known:
        raise EvaluationError(Problem("E106", f"there is no format {form!r}", expected=", ".join(known)))


def _mission(path: Path) -> Path:
    return path if path.exists() else _example(path)


def _example(name: Path) -> Path:
    for folder in ("examples", "corpus/precedents"):
        for candidate in (home() / folder / name.name, home() / folder / f"{name.name}.yaml"):
            if candidate.is_file():
                return candidate
    return name


def _choices(pairs: list[str]) -> dict[str, str]:
    chosen = {}
    for pair in pairs:
        question, sign, reading = pair.partition("=")
        if not sign:
            raise EvaluationError(
                Problem(
                    "E302", f"{pair!r} is no choice of a reading", expected="question=reading, as art-ii-extraction=P1"
                )
            )
        chosen[question] = reading
    return chosen


@app.command()
def interview(
    on: Annotated[str, typer.Option("--on", help="Day of assessment, as 2026-01-31. There is no default.")],
    mission: Annotated[Path | None, typer.Argument(help="Mission file to complete; a new mission if left out.")] = None,
    session: Annotated[
        Path | None, typer.Option("--session", help="Keep the interview in this file, and take it up again from there.")
    ] = None,
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Fix a contested question: art-ii-extraction=P1. Repeatable.")
    ] = None,
    knowledge: Folder = None,
) -> None:
    """Ask what still matters, most decisive first, until no answer can change anything."""
    from regolex import prompts
    from regolex import session as s
    from regolex.interview import Interview
    from regolex.terminal import show

    kb = load(knowledge)
    if session and session.exists():
        known = s.loads(session.read_text(encoding="utf-8"))
        if known.on != _day(on).isoformat():
            raise EvaluationError(
                Problem("E106", f"the session is about {known.on}", str(session), expected=f"--on {known.on}")
            )
    else:
        plan = kb.read_mission(_mission(mission)) if mission else s.blank()
        known = s.begun(plan, kb.knowledge, on=_day(on).isoformat(), readings=_choices(reading or []))
    console = _console()
    talk = Interview(kb.engine, known)
    prompts.converse(talk, console, session)
    show(talk.work.assessment, console)
    raise typer.Exit(_EXIT[talk.work.assessment.verdict])


@app.command()
def repair(
    mission: Annotated[Path, typer.Argument(help="Mission file (YAML). The names of the examples work as well.")],
    on: Annotated[str, typer.Option("--on", help="Day of assessment, as 2026-01-31. There is no default.")],
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Fix a contested question: art-ii-extraction=P1. Repeatable.")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", help="A fact that shall not change, as activity.kind. Repeatable.")
    ] = None,
    tries: Annotated[int, typer.Option("--tries", help="How many plans to try at most.")] = 200,
    knowledge: Folder = None,
) -> None:
    """The smallest changes of what the operator controls that leave nothing binding breached or open."""
    from regolex.prompts import show_repairs
    from regolex.repair import repair as search

    day, kb = _day(on), load(knowledge)
    plan = kb.read_mission(_mission(mission))
    found = search(kb.engine, plan, on=day, readings=_choices(reading or []), keep=keep or (), most_tries=tries)
    show_repairs(found, kb.knowledge, _console())
    raise typer.Exit(0 if found.found else 1 if found.beyond else 2)


@app.command()
def replay(
    mission: Annotated[Path, typer.Argument(help="Mission file (YAML). The names of the examples work as well.")],
    start: Annotated[str, typer.Option("--from", help="First day, as 1979-01-01.")],
    end: Annotated[str, typer.Option("--to", help="Last day, as 2026-11-22.")],
    viewpoint: Annotated[str, typer.Option("--viewpoint", help="Readings stated by a State by each day, as LUX.")] = "",
    form: Annotated[str, typer.Option("--format", "-f", help="text, json or md.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """List every day on which something about a mission changes, and why."""
    from regolex import timeline
    from regolex.published import dumps

    _known_form(form, ("text", "json", "md"))
    first, last = _day(start), _day(end)
    kb = load(knowledge)
    line = timeline.replay(kb, kb.read_mission(_mission(mission)), first, last, viewpoint=viewpoint)
    if form == "json":
        _put(dumps(timeline.as_json(line)), out)
    else:
        _put(timeline.as_markdown(line) if form == "md" else timeline.as_text(line), out)


@app.command()
def diff(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Mission files or folders of them, after two knowledge folders if these differ."),
    ],
    on: Annotated[str, typer.Option("--on", help="Day of assessment, as 2026-01-31.")],
    then: Annotated[str, typer.Option("--then", help="The later day, where two days are compared.")] = "",
    pending: Annotated[
        bool, typer.Option("--pending", help="Count law adopted or proposed on the second side.")
    ] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """Which findings of which missions move: between two knowledge folders, two days, or enacted and coming law.

    Exit code 1 where something moves, 0 where nothing does.
    """
    from regolex import difference as d
    from regolex.published import dumps

    _known_form(form, ("text", "json"))
    two = len(paths) > 2 and all(map(d.is_knowledge, paths[:2]))
    old = load(paths[0] if two else knowledge)
    new = load(paths[1]) if two else old
    if not (two or then or pending):
        raise EvaluationError(Problem("E306", "both sides are the same", expected="two folders, --then or --pending"))
    sides = d.Side(old, _day(on)), d.Side(new, _day(then or on), pending)
    files = d.mission_files(map(_mission, paths[2:] if two else paths))
    found = [d.difference(*sides, path) for path in files]
    _put(dumps([d.as_json(item) for item in found]) if form == "json" else d.as_text(found), out)
    raise typer.Exit(1 if any(item.moved for item in found) else 0)


@app.command()
def compare(
    mission: Annotated[Path, typer.Argument(help="Mission file (YAML). The names of the examples work as well.")],
    on: Annotated[str, typer.Option("--on", help="Day of assessment, as 2026-01-31.")],
    vary: Annotated[
        list[str],
        typer.Option("--vary", help="fact=answer,answer; fact+fact=... vary alike; ALL means every State. Repeatable."),
    ],
    part: Annotated[str, typer.Option("--part", help="The part that is varied, as party:ID.")] = "",
    together: Annotated[
        bool, typer.Option("--together/--alone", help="What lies in the same State moves along, as a seat does.")
    ] = True,
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Fix a contested question: art-ii-extraction=P1. Repeatable.")
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="text, csv, json or html.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """Set the same plan under each choice of its levers side by side: verdicts, tasks, fees, cover, title, exposure."""
    from regolex import matrix
    from regolex.compare import compare as run
    from regolex.published import dumps

    _known_form(form, ("text", "csv", "json", "html"))
    day = _day(on)
    kb = load(knowledge)
    plan = kb.read_mission(_mission(mission))
    found = run(kb, plan, vary, on=day, part=part, together=together, readings=_choices(reading or []))
    if form == "json":
        _put(dumps(matrix.as_json(found)), out)
    else:
        _put({"text": matrix.as_text, "csv": matrix.as_csv, "html": matrix.as_html}[form](found), out)


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="Knowledge folder; the one installed if left out.")] = None,
) -> None:
    """Check all knowledge: every problem in every file, at once."""
    from regolex.check import check as run

    problems, counts = run(folder or home())
    console = _console()
    for problem in problems:
        console.print(str(problem), markup=False)
        console.print()
    console.print(f"{len(problems)} problems; " + ", ".join(f"{n} {what}" for what, n in counts.items()))
    raise typer.Exit(3 if problems else 0)


@app.command()
def verify(
    form: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
    on: Annotated[str, typer.Option("--on", help="Day on which the law is looked at; the day of the knowledge.")] = "",
    rule: Annotated[list[str] | None, typer.Option("--rule", help="Solve for this rule only. Repeatable.")] = None,
    witness: Annotated[
        str, typer.Option("--witness", help="Print a mission that brings --rule to this result, as breached.")
    ] = "",
    knowledge: Folder = None,
) -> None:
    """Look for what a machine can find wrong with the law as encoded. Exit code 0 when nothing is left to mend."""
    from regolex import verify as v

    if form not in ("text", "json"):
        raise EvaluationError(Problem("E106", f"there is no format {form!r}", expected="text or json"))
    kb = load(knowledge)
    day = _day(on) if on else kb.knowledge.day
    unknown = [name for name in rule or [] if name not in kb.knowledge.rules]
    if unknown:
        hint = nearest(unknown[0], kb.knowledge.rules)
        raise EvaluationError(Problem("E106", f"there is no rule {unknown[0]!r}", expected="a rule", hint=hint))
    if witness:
        for name in rule or []:
            _put(v.witness_file(kb.knowledge, name, witness, day), None)
        return
    result = v.verify(kb.knowledge, on=day, accepted=v.read_accepted(kb.folder), rules=rule)
    _put(json.dumps(result.to_json(), indent=2) if form == "json" else v.text(result), None)
    raise typer.Exit(1 if result.remaining else 0)


@app.command()
def coverage(
    reasons: Annotated[
        str, typer.Option("--reasons", help="Show why provisions of this instrument have no rule.")
    ] = "",
    form: Annotated[str, typer.Option("--format", "-f", help="text, md or json.")] = "text",
    knowledge: Folder = None,
) -> None:
    """How much of each instrument is encoded, from one denominator: the provisions of the corpus."""
    from regolex import coverage as c

    kb = load(knowledge)
    rows = c.coverage(kb.knowledge, c.count_cases(kb.folder / "tests" / "cases"))
    if reasons:
        for instrument in kb.knowledge.instruments.values():
            if reasons in instrument.version:
                for provision in instrument.provisions:
                    if provision.not_operative:
                        typer.echo(f"{instrument.short}, {provision.label}: {provision.not_operative}")
        return
    if form == "json":
        import msgspec

        typer.echo(json.dumps(json.loads(msgspec.json.encode(rows)), indent=2))
    elif form == "md":
        typer.echo(c.markdown(rows))
    else:
        _coverage_table(rows)


def _coverage_table(rows: list[Row]) -> None:
    from rich.table import Table

    from regolex.coverage import COLUMNS, cells

    table = Table(box=None, pad_edge=False)
    for n, name in enumerate(COLUMNS):
        table.add_column(name, justify="left" if n == 0 else "right", no_wrap=n == 0)
    for row in rows:
        table.add_row(*cells(row))
    _console().print(table)


@app.command()
def query(
    text: Annotated[str, typer.Argument(help="SPARQL, a file, or the name of a competency question.")],
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv, tsv, json, xml or ttl.")] = "table",
    knowledge: Folder = None,
) -> None:
    """Ask the knowledge graph in SPARQL."""
    from rich.table import Table

    from regolex.query import FORMATS, Graph
    from regolex.query import Table as Rows

    if form not in FORMATS:
        raise QueryError(Problem("Q401", f"there is no format {form!r}", expected=", ".join(FORMATS)))
    answer = Graph(load(knowledge)).answer(text, form)
    if not isinstance(answer, Rows):
        _put(answer, None)
        return
    table = Table(box=None, pad_edge=False)
    for column in answer.columns:
        table.add_column(column, overflow="fold")
    for row in answer.rows:
        table.add_row(*row)
    _console().print(table)
    typer.echo(f"{len(answer.rows)} rows")


@app.command()
def parties(
    instrument: Annotated[str, typer.Argument(help="Last part of its identity, as moon-1979.")],
    on: Annotated[str, typer.Option("--on", help="Day, as 2024-01-04.")],
    knowledge: Folder = None,
) -> None:
    """Who is bound by a treaty on a day, how that is known, and who only signed."""
    from regolex.parties import show_parties

    show_parties(load(knowledge).knowledge, instrument, _day(on), _console())


@app.command()
def schema(
    name: Annotated[str, typer.Argument(help="card, provisions, rule, question, ..., mission or assessment.")],
    knowledge: Folder = None,
) -> None:
    """Print the JSON Schema of a kind of file."""
    from regolex.schemas import NAMES
    from regolex.schemas import schema as of

    if name not in NAMES:
        raise EvaluationError(Problem("E106", f"there is no schema {name!r}", expected=", ".join(NAMES)))
    typer.echo(json.dumps(of(name, load(knowledge).knowledge), indent=2, ensure_ascii=False))


@app.command()
def reproduce(
    receipt: Annotated[Path, typer.Argument(help="A file written by assess --receipt.")],
    knowledge: Folder = None,
) -> None:
    """Make the assessment of a receipt again and say exactly what differs."""
    from regolex.receipt import read_receipt
    from regolex.receipt import reproduce as again

    differences = again(read_receipt(receipt), load(knowledge))
    for difference in differences:
        typer.echo(difference)
    if not differences:
        typer.echo("reproduced: the same bytes")
    raise typer.Exit(1 if differences else 0)


@app.command("app")
def run_app(
    port: Annotated[int, typer.Option("--port", help="Port on this machine.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Open the questionnaire in the browser. Nothing leaves this machine."""
    from regolex.appserver import serve

    raise typer.Exit(serve(home() / "app" / "main.py", port, browser=browser))


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line; an error of ours is printed with its code and ends with exit code 3."""
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except RegolexError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr, end="\n\n")
        sys.exit(3)
    except typer.Abort:
        sys.exit(3)
    except Exception as error:
        show = getattr(error, "show", None)  # a usage error of the command line itself
        if show is None:
            raise
        show()
        sys.exit(3)
