"""The commands for authors of knowledge: the schema of a file, and the first files of an instrument."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from regolex.commands.arguments import Folder, parse_day, put
from regolex.errors import EvaluationError, KnowledgeError, Problem, nearest
from regolex.knowledge import home, load


def schema(
    name: Annotated[str, typer.Argument(help="card, provisions, rule, question, ..., mission, table or assessment.")],
    knowledge: Folder = None,
) -> None:
    """Print the JSON Schema of a kind of file. It works even if the rules are broken."""
    from regolex.law.vocabulary import read_vocabulary
    from regolex.report.schemas import NAMES
    from regolex.report.schemas import schema as of

    if name == "table":
        from regolex.screening.schema import table_schema

        put(json.dumps(table_schema(load(knowledge).knowledge), indent=2, ensure_ascii=False), None)
        return
    if name not in NAMES:
        hint = nearest(name, NAMES)
        raise EvaluationError(
            Problem("E106", f"there is no schema {name!r}", expected=", ".join((*NAMES, "table")), hint=hint)
        )
    words, problems = read_vocabulary((knowledge or home()) / "ontology")
    if problems and name == "mission":
        raise KnowledgeError(problems)
    put(json.dumps(of(name, words), indent=2, ensure_ascii=False), None)


def scaffold(
    work: Annotated[
        str, typer.Argument(help="The instrument: nat/, the State, name and year (nat/xaa/space-act-2026).")
    ],
    into: Annotated[
        Path | None, typer.Option("--into", help="Knowledge folder to write into; the checkout by default.")
    ] = None,
    dated: Annotated[
        str, typer.Option("--dated", help="Date of the wording, such as 2026-05-01; 1 January of the year by default.")
    ] = "",
) -> None:
    """Write the first files of a national instrument. They pass all checks as they are, and say what to replace."""
    from regolex.law.scaffold import scaffold as write

    folder = into or home()
    if not (folder / "ontology").is_dir():
        raise EvaluationError(
            Problem("E108", f"{folder} is not a knowledge folder", expected="a folder with corpus, ontology and rules")
        )
    for path in write(work, folder, dated=parse_day(dated) if dated else None):
        typer.echo(path.relative_to(folder).as_posix())
    where = f" --knowledge {into}" if into else ""
    whole = f" {into}" if into else ""
    typer.echo(
        f"\nThey are examples. Replace their content by that of the text, provision by provision, then run:\n"
        f"  regolex check{whole}\n"
        f"  python -m regolex.checks.cases{where} tests/cases/{work}\n"
        f"Then name the new module of roles in ontology/regolex.ttl. Next steps: docs/how-to/add-a-country.md"
    )
