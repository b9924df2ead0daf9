"""The command line: it handles arguments and files and delegates the work.

Exit codes: 0 clear, to do or no duty found, and no answer can change that; 1 blocked; 2 everything else; 3 could not run.
"""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from regolex import __version__
from regolex.commands import ahead as planning
from regolex.commands import authors, papers, planned
from regolex.commands import cases as case_commands
from regolex.commands import corpus as corpus_commands
from regolex.commands import graph as graph_commands
from regolex.commands import new as beginning
from regolex.commands import screening as screening_commands
from regolex.commands import service as service_commands
from regolex.commands.arguments import (
    EXIT_ON,
    Assume,
    Client,
    Folder,
    choices,
    exit_code,
    known_form,
    mission_path,
    names,
    new_console,
    parse_day,
    put,
)
from regolex.commands.failures import ended
from regolex.errors import EvaluationError, Problem, nearest
from regolex.knowledge import home, load
from regolex.law.wording import counted

if TYPE_CHECKING:
    from regolex.law.coverage import Row

_RDF = ("ttl", "trig", "nt", "nq", "jsonld", "rdfxml", "odrl")
app = typer.Typer(
    name="regolex",
    help="Under whose law does a space-resource mission fall, what does each law require, and does the plan comply?",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command()
def assess(
    mission: Annotated[Path, typer.Argument(help="Mission file, YAML or RDF. Names of the bundled examples work too.")],
    on: Annotated[str, typer.Option("--on", help="Date of assessment, such as 2026-01-31. Required.")],
    form: Annotated[
        str,
        typer.Option("--format", "-f", help="text, json, html, md; as RDF ttl, trig, nt, nq, jsonld, rdfxml, odrl."),
    ] = "text",
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Choose a reading, such as art-ii-extraction=P1. Repeatable.")
    ] = None,
    viewpoint: Annotated[
        str, typer.Option("--viewpoint", help="Use the readings stated by a State, such as LUX.")
    ] = "",
    pending: Annotated[
        bool, typer.Option("--pending", help="Include law adopted or proposed but not yet in force.")
    ] = False,
    settle: Annotated[
        bool,
        typer.Option(
            "--settle", help="Decide open findings exactly: certain whatever the answers, or undetermined and why."
        ),
    ] = False,
    assume: Assume = "",
    client: Client = "",
    turns: Annotated[
        bool, typer.Option("--turns", help="Say which single answers, given or assumed, would change the verdict.")
    ] = False,
    exit_on: Annotated[
        str, typer.Option("--exit-on", help="The verdict behind the exit code: mission, you, prevailing or strict.")
    ] = "mission",
    receipt: Annotated[Path | None, typer.Option("--receipt", help="Write a receipt to this file.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the output to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """Assess a mission: who is bound by what, the verdict, and what is left to do."""
    known_form(form, ("text", "json", "html", "md", *_RDF))
    known_form(exit_on, EXIT_ON)
    day = parse_day(on)
    kb = load(knowledge)
    result = kb.assess(
        mission_path(mission),
        on=day,
        readings=choices(reading or []),
        viewpoint=viewpoint,
        pending=pending,
        settle=settle,
        assume=names(assume),
        client=client,
    )
    if turns:
        from regolex.alternatives.turns import turning

        result = turning(kb.engine, result)
    if form == "json":
        from regolex.formats.texts.official import official
        from regolex.report.published import dumps, to_json, with_official

        put(dumps(with_official(to_json(result), official())), out)
    elif form in ("html", "md"):
        from regolex.formats.texts.official import official
        from regolex.report import report

        put(report.html(result, official()) if form == "html" else report.markdown(result, official()), out)
    elif form in _RDF:
        from regolex.graph.export import assessment_text

        put(assessment_text(kb, result, form), out)
    else:
        from regolex.report.terminal import show

        if out is None:
            show(result, new_console())
        else:
            page = StringIO()
            show(result, Console(file=page, highlight=False, width=120))
            put(page.getvalue(), out)
    if receipt:
        from regolex.report.published import dumps
        from regolex.report.receipt import receipt_of

        put(dumps(receipt_of(result)), receipt)
    raise typer.Exit(exit_code(result, exit_on))


@app.command()
def explain(
    mission: Annotated[Path, typer.Argument(help="Mission file (YAML), or the name of an example.")],
    on: Annotated[str, typer.Option("--on", help="Date of assessment, such as 2026-01-31. Required.")],
    rule: Annotated[
        str, typer.Argument(help="Id of a rule, or the end of one, such as art-02-extracted-material.")
    ] = "",
    about: Annotated[
        str, typer.Option("--about", help='Instead of a rule: a provision in words, such as "Article II".')
    ] = "",
    bearer: Annotated[str, typer.Option("--bearer", help="Only for this State or party, such as LUX.")] = "",
    subject: Annotated[str, typer.Option("--subject", help="Only for this part of the mission.")] = "",
    depth: Annotated[str, typer.Option("--depth", help="sentence, chain or proof.")] = "chain",
    form: Annotated[str, typer.Option("--format", "-f", help="text, md, html or json.")] = "text",
    what_if: Annotated[bool, typer.Option("--what-if", help="Say what would change the result.")] = False,
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Choose a reading, such as art-ii-extraction=P1. Repeatable.")
    ] = None,
    viewpoint: Annotated[
        str, typer.Option("--viewpoint", help="Use the readings stated by a State, such as LUX.")
    ] = "",
    pending: Annotated[
        bool, typer.Option("--pending", help="Include law adopted or proposed but not yet in force.")
    ] = False,
    assume: Assume = "",
    client: Client = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the output to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """Explain the result of a rule or a provision for a mission, and what would change it."""
    from regolex.alternatives import asking
    from regolex.formats.texts.official import official

    day = parse_day(on)
    kb = load(knowledge)
    if bool(rule) == bool(about):
        raise EvaluationError(
            Problem("E308", "name a rule or a provision, and not both", expected='a rule id, or --about "Article II"')
        )
    if about:
        from regolex.alternatives import provision
        from regolex.report.published import dumps

        known_form(form, ("text", "json"))
        result = kb.assess(
            mission_path(mission), on=day, readings=choices(reading or []), viewpoint=viewpoint, pending=pending
        )
        said = provision.about(result, about)
        put(
            dumps(provision.as_json(result, said, depth))
            if form == "json"
            else "\n".join(provision.as_lines(result, said, depth)),
            out,
        )
        return
    name = asking.rule_named(kb.knowledge.rules, rule)
    result = kb.assess(
        mission_path(mission), on=day, readings=choices(reading or []), viewpoint=viewpoint, pending=pending,
        assume=names(assume), client=client,
    )  # fmt: skip
    findings = asking.findings_asked(kb.engine, result, name, bearer, subject)
    put(asking.answer(kb.engine, result, findings, depth, form, what_if, official()), out)


app.command()(beginning.new)
for _command in (
    planning.interview, planning.repair, planning.replay, planning.diff, planning.compare, planned.roadmap, planned.watch,
):  # fmt: skip
    app.command()(_command)
app.command()(papers.report)
app.command()(papers.pack)


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="Knowledge folder; by default the installed one.")] = None,
) -> None:
    """Check all knowledge files and report every problem at once."""
    from regolex.checks.check import check as run

    problems, counts = run(folder or home())
    console = new_console()
    for problem in problems:
        console.print(str(problem), markup=False)
        console.print()
    console.print(f"{counted(len(problems), 'problem')}; " + ", ".join(f"{n} {what}" for what, n in counts.items()))
    raise typer.Exit(3 if problems else 0)


@app.command()
def verify(
    form: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
    on: Annotated[
        str, typer.Option("--on", help="Date for which to check the law; by default the date of the knowledge.")
    ] = "",
    rule: Annotated[list[str] | None, typer.Option("--rule", help="Check only this rule. Repeatable.")] = None,
    witness: Annotated[
        str, typer.Option("--witness", help="Print a mission in which --rule has this result, such as breached.")
    ] = "",
    knowledge: Folder = None,
) -> None:
    """Check the encoded law for defects that a machine can find. Exit code 0: nothing is left to repair."""
    from regolex.checks import verify as v

    if form not in ("text", "json"):
        raise EvaluationError(Problem("E106", f"there is no format {form!r}", expected="text or json"))
    kb = load(knowledge)
    day = parse_day(on) if on else kb.knowledge.day
    unknown = [name for name in rule or [] if name not in kb.knowledge.rules]
    if unknown:
        hint = nearest(unknown[0], kb.knowledge.rules)
        raise EvaluationError(Problem("E106", f"there is no rule {unknown[0]!r}", expected="a rule", hint=hint))
    if witness:
        for name in rule or []:
            put(v.witness_file(kb.knowledge, name, witness, day), None)
        return
    result = v.verify(kb.knowledge, on=day, accepted=v.read_accepted(kb.folder), rules=rule)
    put(json.dumps(result.to_json(), indent=2) if form == "json" else v.text(result), None)
    raise typer.Exit(1 if result.remaining else 0)


@app.command()
def coverage(
    reasons: Annotated[
        str, typer.Option("--reasons", help="Show why provisions of this instrument have no rule.")
    ] = "",
    form: Annotated[str, typer.Option("--format", "-f", help="text, md or json.")] = "text",
    knowledge: Folder = None,
) -> None:
    """Show how much of each instrument is encoded, as a share of the provisions in the corpus."""
    from regolex.law import coverage as c
    from regolex.law.citation import in_full

    kb = load(knowledge)
    rows = c.coverage(kb.knowledge, c.count_cases(kb.folder / "tests" / "cases"))
    if reasons:
        for instrument in kb.knowledge.instruments.values():
            if reasons in instrument.version:
                for provision in instrument.provisions:
                    if provision.not_operative:
                        typer.echo(f"{in_full(instrument.short, provision.label)}: {provision.not_operative}")
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

    from regolex.law.coverage import COLUMNS, cells

    table = Table(box=None, pad_edge=False)
    for n, name in enumerate(COLUMNS):
        table.add_column(name, justify="left" if n == 0 else "right", no_wrap=n == 0)
    for row in rows:
        table.add_row(*cells(row))
    new_console().print(table)


app.command()(screening_commands.screen)
app.command()(screening_commands.atlas)
app.command()(graph_commands.query)
app.command()(graph_commands.convert)
app.command()(service_commands.serve)
graph = typer.Typer(help="Build, load and export the knowledge graph.", no_args_is_help=True)
graph.command()(graph_commands.export)
graph.command()(service_commands.build)
graph.command("load")(service_commands.load_into)
app.add_typer(graph, name="graph")
app.add_typer(corpus_commands.corpus)
app.add_typer(case_commands.cases, name="cases")


@app.command()
def parties(
    instrument: Annotated[str, typer.Argument(help="Last part of its identity, such as moon-1979.")],
    on: Annotated[str, typer.Option("--on", help="Date, such as 2024-01-04.")],
    knowledge: Folder = None,
) -> None:
    """List the parties to a treaty on a date, the sources, and the mere signatories."""
    from regolex.report.parties import show_parties

    show_parties(load(knowledge).knowledge, instrument, parse_day(on), new_console())


app.command()(authors.schema)
app.command()(authors.scaffold)


@app.command()
def reproduce(
    receipt: Annotated[Path, typer.Argument(help="A file written by assess --receipt.")],
    knowledge: Folder = None,
) -> None:
    """Repeat the assessment of a receipt and report every difference."""
    from regolex.report.receipt import read_receipt
    from regolex.report.receipt import reproduce as again

    differences = again(read_receipt(receipt), load(knowledge))
    for difference in differences:
        typer.echo(difference)
    if not differences:
        typer.echo("reproduced byte for byte")
    raise typer.Exit(1 if differences else 0)


@app.command("app")
def run_app(
    port: Annotated[int, typer.Option("--port", help="Port on this machine.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
    team: Annotated[
        Path | None, typer.Option("--team", help="Serve a team that signs in; this file says how (TOML).")
    ] = None,
) -> None:
    """Open the questionnaire in the browser. Nothing leaves this machine, unless --team shares it."""
    from regolex.commands.appserver import serve

    raise typer.Exit(serve(home() / "app" / "main.py", port, browser=browser, team=team))


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line. Whatever goes wrong is told with a code, and ends with exit code 3."""
    sys.exit(ended(lambda: app(standalone_mode=False) or 0))
