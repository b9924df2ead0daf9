"""Writes what stands between the markers of the documents anew, from the code and the knowledge.

    python -m docs.generate

A marker is ``<!-- begin generated: NAME -->`` with ``<!-- end generated -->`` behind it; NAME is a key of
:data:`SECTIONS`. A test runs the generator and expects no change. To add a section, write a function without arguments
that returns Markdown and decorate it with :func:`section`.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import json
import os
import re
import shlex
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

from pyoxigraph import BlankNode, DefaultGraph, RdfFormat, parse

import regolex
from regolex import cli
from regolex.checks.cases import read_cases
from regolex.commands import arguments
from regolex.display import view
from regolex.engine.findings import RESULTS
from regolex.errors import CODES
from regolex.graph.competency import named_queries
from regolex.graph.dataset import ontology_quads, quads
from regolex.graph.shapes import fact_shapes
from regolex.knowledge import KnowledgeBase, load
from regolex.law import coverage
from regolex.law.catalogue import Body, Entry, catalogue_of
from regolex.law.model import Instrument
from regolex.law.precedents import precedents_table
from regolex.missions import file as mission_file
from regolex.missions.mission import COMMITMENTS, JUDGEMENTS
from regolex.rdf import jsonld
from regolex.rdf.reader import mission_from_quads
from regolex.rdf.triples import graph_name
from regolex.solving.suite import FOLDER, read_suite

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 96
MARK = re.compile(r"(<!-- begin generated: (?P<name>[\w-]+) -->\n).*?(<!-- end generated -->)", re.DOTALL)
# prose that is no document of ours, and folders that hold none
SKIPPED = {".venv", "dist", "build", "node_modules"}

SECTIONS: dict[str, Callable[[], str]] = {}

# from where to where an excerpt goes: two patterns; the second line is left out; None takes one line
Pick = tuple[str, str | None]


def section(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Register the writer of a section."""

    def register(writer: Callable[[], str]) -> Callable[[], str]:
        assert name not in SECTIONS, name
        SECTIONS[name] = writer
        return writer

    return register


# --- the machinery ---


def documents() -> Iterator[Path]:
    """Every Markdown file of the repository."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(f for f in folders if f not in SKIPPED and not f.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".md"))


def generated(text: str) -> str:
    """The text of a document with every generated section written anew."""

    def again(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in SECTIONS:
            raise KeyError(f"no section {name!r}; there are {', '.join(sorted(SECTIONS))}")
        return f"{match[1]}{SECTIONS[name]().strip()}\n{match[3]}"

    return MARK.sub(again, text)


def published() -> dict[Path, str]:
    """Files beside the documents that are made from the vocabulary, each with what it has to hold."""
    return {
        ROOT / "ontology" / "context.jsonld": jsonld.published(ontology_quads(ROOT)),
        ROOT / "ontology" / "shapes" / "facts.ttl": fact_shapes(kb().knowledge),
    }


def main() -> int:
    """Write every document; say which changed."""
    for path, text in published().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written: {path.relative_to(ROOT).as_posix()}")
    for path in documents():
        old = path.read_text(encoding="utf-8")
        new = generated(old)
        if new != old:
            path.write_text(new, encoding="utf-8")
            print(f"written: {path.relative_to(ROOT).as_posix()}")
    return 0


@cache
def kb() -> KnowledgeBase:
    """The knowledge of this checkout."""
    return load(ROOT)


def pyproject() -> dict[str, Any]:
    """The settings of the project."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


class _Terminal(io.StringIO):
    """Takes what a command prints as a terminal of a fixed width would."""

    def isatty(self) -> bool:
        return True


@cache
def run(command: str) -> tuple[str, int]:
    """What a ``regolex`` command line prints on a terminal, and its exit code."""
    words = shlex.split(command)
    assert words[0].endswith("regolex"), command
    out = _Terminal()
    dumb = {"COLUMNS": str(WIDTH), "LINES": "25", "TERM": "dumb", "REGOLEX_LINKS": str(ROOT / "no-links.json")}
    with (
        mock.patch.dict(os.environ, dumb),
        mock.patch.object(sys, "argv", ["regolex", *words[1:]]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        contextlib.chdir(ROOT),
    ):
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()), code


def cut(text: str, picks: Sequence[Pick]) -> str:
    """The picked passages of a text, in its order, with an ellipsis where something was left out."""
    lines = text.splitlines()
    out: list[str] = []
    at = 0
    for start, stop in picks:
        first = next((n for n in range(at, len(lines)) if re.search(start, lines[n])), None)
        if first is None:
            raise LookupError(f"nothing in the output matches {start!r} any more; choose another excerpt")
        last = first + 1
        if stop is not None:
            last = next((n for n in range(first + 1, len(lines)) if re.search(stop, lines[n])), len(lines))
        if first > at:
            out.append("...")
        out += lines[first:last]
        at = last
    if at < len(lines):
        out.append("...")
    return "\n".join(out)


def console(command: str, *picks: Pick, code: bool = False) -> str:
    """A console block: the command and what it prints, whole or the passages picked."""
    text, status = run(command)
    shown = cut(text, picks) if picks else text
    if code:
        shown += f"\n$ echo $?\n{status}"
    return f"```console\n$ {command}\n{shown}\n```"


def quoted_file(path: str) -> str:
    """A file of the repository as a code block."""
    text = (ROOT / path).read_text(encoding="utf-8")
    return f"```yaml\n{text.strip()}\n```"


# --- the first screen ---

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


# --- the walk ---

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


# --- reference ---


@section("cli")
def command_line() -> str:
    """Every command with its arguments and options."""
    from typer.main import get_command

    out = []
    for name, command in _commands(get_command(cli.app)):
        parts, rows = [], []
        for p in command.params:
            if p.name == "help":
                continue
            default = "" if p.default in (None, "", False) else f"`{p.default}`"
            if p.param_type_name == "argument":
                shown = p.name.upper() if p.required else f"[{p.name.upper()}]"
                parts.append(shown)
                rows.append([f"`{shown}`", p.help or "", default])
            else:
                names = [*p.opts, *p.secondary_opts]
                rows.append([", ".join(f"`{n}`" for n in names), p.help or "", "required" if p.required else default])
                if p.required:
                    parts.append(f"{p.opts[0]} {p.name.upper()}")
        usage = " ".join(["regolex", name, *parts])
        out += [f"## {name}", "", command.help, "", f"```text\n{usage}\n```", ""]
        out += [table(["Argument or option", "Meaning", "Default"], rows), ""]
    return "\n".join(out)


def _commands(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with its name, those of a group with the name of the group before it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{above}{name} ")
        else:
            yield above + name, command


@section("coverage")
def coverage_table() -> str:
    return coverage.markdown(coverage.coverage(kb().knowledge, coverage.count_cases(ROOT / "tests" / "cases")))


@section("precedents")
def precedents_section() -> str:
    return precedents_table(kb())


@section("not-operative")
def not_operative() -> str:
    """Why provisions have no rule."""
    out = []
    for instrument in sorted(kb().knowledge.instruments.values(), key=lambda i: i.version):
        rows = [[p.label, p.not_operative] for p in instrument.provisions if p.not_operative]
        if rows:
            out += [f"### {instrument.short}", "", table(["Provision", "Why no rule rests on it"], rows), ""]
    return "\n".join(out)


def _answer(fact: Any) -> str:
    special = {
        "commitment": ", ".join(COMMITMENTS), "judgement": ", ".join(JUDGEMENTS), "boolean": "true or false",
        "state": "State", "date": "day", "text": "text", "integer": "whole number", "decimal": "number",
    }  # fmt: skip
    if fact.type == "concept":
        word = f"one of [{fact.of}](taxonomies.md#{fact.of.lower()})"
    elif fact.type == "part":
        word = f"id of a part: {fact.of}"
    else:
        word = special[fact.type] + (f", {fact.unit}" if fact.unit else "")
    return word + ("; several" if fact.many else "")


@section("repair-small")
def repair_small() -> str:
    """A repair in full."""
    return console(".venv/bin/regolex repair whole-body-claim --on 2026-01-15", (r"^One smallest", r"(?!)"))


@section("levers")
def levers() -> str:
    """The classes of effort with their assumed weights."""
    rows = [[f"`{c.slug}`", f"{c.label}: {c.definition}", str(c.effort)] for c in kb().knowledge.levers.values()]
    return table(["Class", "Meaning", "Assumed effort"], rows)


@section("facts")
def facts() -> str:
    """Every fact, by kind of part."""
    k = kb().knowledge
    out = []
    for kind in sorted(k.kinds.values(), key=lambda kind: (kind.name != "mission", kind.name)):
        rows = [
            [
                f"`{f.id}`",
                f.question.replace("{name}", "it") or f.definition,
                _answer(f),
                f.controlled_by or "derived",
                f"{f.lever} ({f.effort})" if f.lever else "derived",
            ]
            for f in k.facts.values()
            if f.kind == kind.name
        ]
        if rows:
            where = f"listed under `{kind.list_name}`" if kind.list_name else "stated under `facts`"
            if kind.name == "state":
                where = "derived from the participation tables, never stated"
            out += [f"## {kind.name}", "", f"{kind.definition.capitalize()}; {where}.", ""]
            out += [table(["Fact", "Question", "Answer", "Who can change it", "Effort"], rows), ""]
    return "\n".join(out)


@section("roles")
def roles() -> str:
    """Every role with the rules that define it."""
    k = kb().knowledge
    defined: dict[str, list[str]] = {}
    for rule in k.rules.values():
        if rule.defines:
            defined.setdefault(rule.defines, []).append(f"[{rule.id}](../../{rule.file})")
    rows = [
        [f"`{r.slug}`", f"{r.label}: {r.definition}", r.holder, r.subject or "in general", ", ".join(defined.get(r.slug, []))]
        for r in k.roles.values()
    ]  # fmt: skip
    return table(["Role", "Meaning", "Held by", "Held for", "Defined in"], rows)


@section("taxonomies")
def taxonomies() -> str:
    """Every closed list of answers, as a tree."""
    k = kb().knowledge
    out = []
    for scheme in sorted({t.scheme for t in k.taxa.values()}):
        out += [f"## {scheme}", ""]

        def branch(parent: str, depth: int, scheme: str = scheme, out: list[str] = out) -> None:
            for t in k.taxa.values():
                if t.scheme == scheme and t.parent == parent:
                    out.append(f"{'  ' * depth}- `{t.slug}` {t.label}: {t.definition}")
                    branch(t.slug, depth + 1)

        branch("", 0)
        out.append("")
    return "\n".join(out)


@section("questions")
def questions() -> str:
    """Every contested question with its readings."""
    out = []
    for q in kb().knowledge.questions.values():
        out += [f"## {q.id}", "", q.asks, ""]
        rows = [[r.id, r.name, r.says, r.weight] for r in q.readings]
        out += [table(["Reading", "Name", "What it says", "Weight"], rows), ""]
        out += [f"[File with holders and sources](../../rules/readings/{q.id}.yaml)", ""]
    return "\n".join(out)


@section("error-codes")
def error_codes() -> str:
    """Every code with its name and a link to its section."""
    rows = []
    for code, title in CODES.items():
        full = [code] if code[0].isalpha() else ["K" + code, "M" + code]
        rows.append([", ".join(f"[{c}](#{c.lower()})" for c in full), title])
    return table(["Code", "Name"], rows)


@section("results")
def results() -> str:
    """The words for the result of one rule."""
    meaning = {
        "met": "the duty is fulfilled today",
        "to-do": "not yet fulfilled, and fulfilled once what is planned is done",
        "breached": "not fulfilled, and the plan does not change that",
        "open": "waits for a fact",
        "respected": "nothing forbidden is done",
        "granted": "the right or permission is available",
        "withheld": "the right or permission is not available",
        "not-applicable": "the rule does not concern this bearer or subject",
        "displaced": "another rule takes its place",
        "judgement": "waits for a judgement that belongs to an authority or an expert",
    }
    return table(["Result", "Meaning"], [[f"`{r}`", meaning[r]] for r in RESULTS])


# --- the package ---


def first_sentence(text: str) -> str:
    """The first sentence of a docstring."""
    return re.split(r"(?<=[.!?])\s", " ".join(text.split()))[0]


def modules() -> dict[str, str]:
    """Every module of the package with the first sentence of its docstring."""
    found = {}
    for path in sorted((ROOT / "regolex").rglob("*.py")):
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        parts = path.relative_to(ROOT / "regolex").with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = first_sentence(doc)
    return found


@section("layers")
def layers() -> str:
    """The layers of the package, top first, as the contract in pyproject.toml has them."""
    about = modules()
    contract = pyproject()["tool"]["importlinter"]["contracts"][0]
    rows = []
    for n, layer in enumerate(contract["layers"], start=1):
        for name in layer.split(" | "):
            short = name.removeprefix("regolex.")
            rows.append([str(n), f"`{short}`", about.get(short, "")])
    return table(["Layer", "Module", "Its job"], rows)


def _plain(doc: str) -> str:
    """A docstring as Markdown: examples as code blocks, literals with single backquotes."""
    doc = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", doc).replace("``", "`")
    out, code = [], False
    for line in doc.splitlines():
        starts = line.startswith(">>>")
        if starts and not code:
            out.append("```python")
            code = True
        elif code and not line.strip():
            out.append("```")
            code = False
        out.append(line)
    return "\n".join([*out, "```"] if code else out)


@section("api")
def api() -> str:
    """Everything public, with signature and docstring."""
    out = []
    for name in regolex.__all__:
        thing = getattr(import_module(f"regolex.{regolex._WHERE[name]}"), name)
        out += [f"## {name}", ""]
        if not callable(thing):
            quoted = repr(thing).replace("'", '"')
            out += ["A constant.", "", f"```python\nregolex.{name} == {quoted}\n```", ""]
            continue
        if inspect.isclass(thing):
            kind = "Exception" if issubclass(thing, Exception) else "Class"
            out += [f"{kind}, from `{thing.__module__}`.", ""]
        else:
            out += [f"```python\nregolex.{name}{_signature(thing)}\n```", ""]
        out += [_plain(inspect.getdoc(thing) or ""), ""]
        if inspect.isclass(thing) and not issubclass(thing, Exception):
            for method, member in vars(thing).items():
                if inspect.isfunction(member) and not method.startswith("_") and member.__doc__:
                    out += [f"### {name}.{method}", "", f"```python\n{method}{_signature(member)}\n```", ""]
                    out += [_plain(inspect.getdoc(member) or ""), ""]
            fields = getattr(thing, "__struct_fields__", ())
            if fields:
                out += ["Fields: " + ", ".join(f"`{f}`" for f in fields) + ".", ""]
    return "\n".join(out)


class _Bare:
    """An annotation as it is written in the code."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _signature(function: Callable[..., Any]) -> str:
    signature = inspect.signature(function)
    parameters = [
        p.replace(annotation=_Bare(p.annotation)) if isinstance(p.annotation, str) else p
        for p in signature.parameters.values()
    ]
    returns = signature.return_annotation
    given = _Bare(returns) if isinstance(returns, str) else returns
    return str(signature.replace(parameters=parameters, return_annotation=given))


@section("service-benchmark")
def service_benchmark() -> str:
    recorded = (ROOT / "docs" / "reference" / "service-benchmark.txt").read_text(encoding="utf-8")
    return f"```text\n{recorded.strip()}\n```"


@section("catalogue")
def catalogue_section() -> str:
    """How much the catalogue holds, how sure it is, and its bodies."""
    k, found = kb().knowledge, catalogue_of(kb().knowledge)
    tables: dict[str, Iterable[Entry]] = {
        "bodies, regions and stretches of space": found.bodies.values(), "missions": found.missions.values(),
        "firsts": found.achievements.values(), "organisations": found.organisations.values(),
        "changes of speed": found.transfers.values(),
    }  # fmt: skip
    rows = []
    for name, entries in tables.items():
        levels = [entry.confidence for entry in entries]
        rows.append([name, str(len(levels)), *(str(levels.count(level)) for level in ("secondary", "doubtful"))])
    out = [table(["Table", "Rows", "From one source", "Doubtful as a whole"], rows), "", "## Bodies", ""]
    out.append("A value in italics is doubtful. Sizes in metres; change of speed from low Earth orbit in m/s.")

    def shown(body: Body, field: str, text: str) -> str:
        return f"*{text}*" if text and body.confidence_in(field) == "doubtful" else text

    bodies = [
        [
            b.name if b.designation in ("", b.name) else f"{b.name} ({b.designation})",
            shown(b, "kind", k.taxa[b.kind].label if b.kind else ""),
            shown(b, "spectral_class", k.taxa[b.spectral_class].label if b.spectral_class else ""),
            str(b.diameter_m or "") or (f"{b.diameter_min_m or '?'} to {b.diameter_max_m}" if b.diameter_max_m else ""),
            str(b.delta_v_m_s or ""),
        ]
        for b in found.bodies.values() if b.sort == "body"
    ]  # fmt: skip
    out += ["", table(["Body", "Kind", "Spectral class", "Diameter", "Change of speed"], bodies)]
    return "\n".join(out)


@section("decisions")
def decisions() -> str:
    """The decision records, by number."""
    rows = []
    for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        number, _, rest = title.partition(". ")
        rows.append([f"[{number}]({path.name})", rest])
    return table(["Number", "Decision"], rows)


# --- what was tried on the law ---

OPINION = "docs/reference/second-opinion.json"


@section("second-opinion")
def second_opinion() -> str:
    """The figures of the last recorded campaign of generated missions."""
    run = json.loads((ROOT / OPINION).read_text(encoding="utf-8"))
    command = (
        f".venv/bin/python -m regolex.solving.campaign --missions {run['asked']} --on {run['on']} --record {OPINION}"
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


# --- the graph ---

QUERIES = "docs/reference/queries.json"


def shown(command: str, rows: int) -> str:
    """A command with the first lines of what it prints, and its last one."""
    lines = run(command)[0].splitlines()
    kept = lines if len(lines) <= rows + 1 else [*lines[:rows], "...", lines[-1]]
    return "```console\n$ .venv/bin/" + command + "\n" + "\n".join(kept) + "\n```"


@section("query-parameter")
def query_parameter() -> str:
    """A question asked on two days."""
    command = "regolex query bound-and-signed --param treaty=moon-1979 --param day="
    return "\n\n".join(shown(command + day, 14) for day in ("2024-01-04", "2024-01-05"))


@section("query-mission")
def query_mission() -> str:
    """The answers that most findings of an example wait for."""
    return shown("regolex query answers-most-waited-for --mission astroforge-odin --on 2025-02-20", 7)


@section("competency-questions")
def competency_questions() -> str:
    """The library of competency questions."""
    rows = [
        [
            f"`{q.name}`" + (" (mission)" if q.needs_mission else ""), q.asks,
            "; ".join(f"`{p.name}`: {p.means}" for p in q.parameters),
        ]
        for q in named_queries(ROOT).values()
    ]  # fmt: skip
    return table(["Question", "What it asks", "What can be set"], rows)


@section("graphs")
def graphs() -> str:
    """The named graphs with their size."""
    counts: dict[str, int] = {}
    for quad in (*quads(kb().knowledge), *ontology_quads(ROOT)):
        assert not isinstance(quad.graph_name, DefaultGraph | BlankNode)
        name = graph_name(quad.graph_name)
        counts[name] = counts.get(name, 0) + 1
    rows = [[f"`{name}`", f"{count:,}"] for name, count in sorted(counts.items())]
    own = [
        ["`mission/<id>`, with `--mission`", ""],
        ["`assessment/<id>/<day>/<digest>`, with `--mission` and `--on`", ""],
    ]
    return table(["Graph", "Statements"], [*rows, *own])


RDF_PLAN = """\
@prefix : <https://w3id.org/regolex/> .
@prefix fact: <https://w3id.org/regolex/fact/> .
@prefix state: <https://w3id.org/regolex/state/> .
@prefix concept: <https://w3id.org/regolex/concept/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/plan#> .

ex:plan a :Mission ; dct:title "A plan" ; :hasPart ex:us , ex:dig ; :hasNo :Zone .
ex:us a :Party ; fact:party.kind concept:company ; fact:party.organised_under state:LUX .
ex:dig a :Activity ; fact:activity.kind concept:extraction ; fact:activity.operator ex:us .
"""


@section("mission-rdf")
def mission_rdf() -> str:
    """A small mission in Turtle, and how it looks in YAML."""
    mission = mission_from_quads(parse(RDF_PLAN.encode(), format=RdfFormat.TURTLE), kb().knowledge)
    yaml = mission_file.text(mission, kb().knowledge)
    return f"```turtle\n{RDF_PLAN}```\n\nIn YAML the same is:\n\n```yaml\n{yaml}```"


@section("ontology-python")
def ontology_python() -> str:
    """A session with the ontology in Python, run."""
    lines = [
        "words = regolex.ontology()",
        "words.Extraction.definition[0]",
        "sorted(each.name for each in words.ResourceOperation.subclasses())",
        "words.SpaceObject.prefLabel[0]",
        'words["fact/party.organised_under"].range',
    ]
    scope: dict[str, Any] = {"regolex": regolex}
    out = [">>> import regolex"]
    for line in lines:
        out.append(f">>> {line}")
        if " = " in line:
            exec(line, scope)
        else:
            out.append(repr(eval(line, scope)))
    return "```pycon\n" + "\n".join(out) + "\n```"


@section("query-benchmark")
def query_benchmark() -> str:
    """The figures of the last recorded run of the benchmark."""
    done = json.loads((ROOT / QUERIES).read_text(encoding="utf-8"))
    rows = [
        [
            f"`{row['question']}`", f"{row['rows']:,}", f"{row['oxigraph_ms']:.1f}",
            row.get("rdflib") or f"{row['rdflib_ms']:,.0f}", f"{row['ratio']:,.0f}" if "ratio" in row else "",
        ]
        for row in done["rows"]
    ]  # fmt: skip
    heads = ["Question", "Rows", "Oxigraph, ms", "rdflib, ms", "Ratio"]
    told = f"{done['triples']:,} statements, knowledge `{done['knowledge']}`; rdflib was stopped after {done['seconds']:g} s."
    return f"{told}\n\n{table(heads, rows)}"


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


# --- samples of knowledge files ---

RULE = "un/treaty/ost-1967/art-06-authorisation"


@section("sample-rule")
def sample_rule() -> str:
    return quoted_file(f"rules/{RULE}.yaml")


@section("sample-cases")
def sample_cases() -> str:
    """The names of the cases of the sample rule: they read as statements about the law."""
    names = [case.name for case in read_cases(ROOT / "tests" / "cases" / f"{RULE}.yaml").cases]
    return "\n".join(f"- {name}" for name in names)


if __name__ == "__main__":
    sys.exit(main())
