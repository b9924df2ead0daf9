"""Pages about the package: its commands, errors and public names, and the decisions behind it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import regolex
from docs.pages.machinery import ROOT, page, table
from regolex.commands import cli
from regolex.errors import CODES


@page("cli.md", "Command line")
def command_line() -> str:
    """Every command with its arguments and options."""
    from typer.main import get_command

    out = [
        "Exit codes: 0 nothing breached and nothing open, 1 something breached, 2 something open or contested, 3 could not "
        "run. Two modules serve authors of knowledge: `python -m regolex.checks.check PATH` shows the problems of the files "
        "whose path contains the words given, and `python -m regolex.checks.cases FOLDER` runs case files.",
        "",
    ]
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


@page("error-codes.md", "Error codes")
def error_codes() -> str:
    """Every code with its name and a link to its section."""
    rows = []
    for code, title in CODES.items():
        full = [code] if code[0].isalpha() else ["K" + code, "M" + code]
        rows.append([", ".join(f"[{c}](../reference/errors.md#{c.lower()})" for c in full), title])
    return table(["Code", "Name"], rows)


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


@page("api.md", "Python")
def api() -> str:
    """Everything public, with signature and docstring."""
    told = {
        name: _plain(import_module(f"regolex.{name}").__doc__ or "").split("\n\n")[0] for name in regolex.PUBLIC_MODULES
    }
    out = [
        "Only the names listed here are public.",
        "",
        "The names under the table come with `import regolex` and change only with an entry in the changelog. The modules in "
        "this table are "
        "for front ends and measurements, such as our own `app` and `benchmarks`: their names without an underscore may be "
        "used, and may change with a minor version.",
        "",
        table(
            ["Module", "What it is for"],
            [[f"`regolex.{m}`", _plain(text).split("\n\n")[0].replace("\n", " ")] for m, text in told.items()],
        ),
        "",
    ]
    for name in [name for name in regolex.__all__ if name != "PUBLIC_MODULES"]:
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


@page("decisions.md", "Decisions by number")
def decisions() -> str:
    """The decision records, by number."""
    rows = []
    for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        number, _, rest = title.partition(". ")
        rows.append([f"[{number}](../decisions/{path.name})", rest])
    return table(["Number", "Decision"], rows)
