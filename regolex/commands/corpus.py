"""The corpus commands: link official texts from the user's own copy, export the knowledge in standard formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regolex.commands.arguments import Folder, known_form, put
from regolex.errors import EvaluationError, Problem
from regolex.files import write as write_file
from regolex.knowledge import load
from regolex.law.wording import counted

if TYPE_CHECKING:
    from regolex.formats.texts.linking import Result
    from regolex.formats.texts.official import Links
    from regolex.law import model as m

corpus = typer.Typer(name="corpus", help="Official texts and standard formats.", no_args_is_help=True)


@corpus.command()
def link(
    path: Annotated[
        Path | None, typer.Argument(help="Your copy: a checkout of the Space Law Corpus, or USLM or Akoma Ntoso XML.")
    ] = None,
    status: Annotated[
        bool, typer.Option("--status", help="Show what is linked and whether every hash still matches.")
    ] = False,
    unlink: Annotated[bool, typer.Option("--unlink", help="Remove the links to PATH, or all links.")] = False,
    language: Annotated[
        str, typer.Option("--language", help="Language to show if there are several, such as fr.")
    ] = "",
    to: Annotated[
        Path | None, typer.Option("--to", help="Store the links in this file instead of your data folder.")
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
    knowledge: Folder = None,
) -> None:
    """Link the official texts: reports then quote them from your copy. Nothing is copied.

    Exit code 0: every hash matches; 1: at least one does not.
    """
    from regolex.formats.texts import official
    from regolex.formats.texts.linking import link as match
    from regolex.formats.texts.linking import merged

    known_form(form, ("text", "json"))
    kept = official.read_links(to)
    if unlink:
        left = () if path is None else tuple(t for t in kept.texts if t.under != str(path.expanduser().resolve()))
        official.write_links(official.Links(prefer=kept.prefer, texts=left), to)
        gone = len(kept.texts) - len(left)
        typer.echo(f"{counted(gone, 'text')} unlinked, {len(left)} left")
        return
    if status:
        _status(kept, to or official.links_path(), form)
        return
    if path is None:
        raise EvaluationError(
            Problem(
                "E323", "no folder is given", expected="PATH, --status or --unlink", hint="regolex corpus link PATH"
            )
        )
    kb = load(knowledge)
    result = match(kb.knowledge, path)
    links = merged(kept, result, path, language)
    official.write_links(links, to)
    put(_json(kb.knowledge, result, links) if form == "json" else _text(kb.knowledge, result, links), None)
    raise typer.Exit(1 if result.problems else 0)


def _status(links: Links, where: Path, form: str) -> None:
    from regolex.formats.texts import official
    from regolex.report.published import dumps

    rows = []
    problems: list[Problem] = []
    for text in links.texts:
        try:
            found = official.sha256(official.read_file(Path(text.file)))
            fits = found == text.sha256
            problems += [] if fits else [official.changed(text.file, text.sha256, found)]
        except EvaluationError as error:
            fits = False
            problems += error.problems
        rows.append(
            {
                "version": text.version, "language": text.language, "file": text.file, "sha256": text.sha256,
                "provisions": len(text.spots), "fits": fits,
            }
        )  # fmt: skip
    if form == "json":
        put(dumps({"links": str(where), "prefer": links.prefer, "texts": rows}), None)
    else:
        for row in rows:
            mark = "matches" if row["fits"] else "DOES NOT MATCH"
            size = counted(int(str(row["provisions"])), "provision")
            typer.echo(f"{row['version']} ({row['language']}): {size}; {mark}; {row['file']}")
        for problem in problems:
            typer.echo(f"\n{problem}")
        typer.echo(f"{counted(len(rows), 'text')} linked in {where}; preferred language: {links.prefer}")
    raise typer.Exit(1 if problems else 0)


def _counts(knowledge: m.Knowledge, links: Links) -> tuple[int, int, int]:
    """The number of provisions, of those with exact official words, and of those with only the words around them."""
    best: dict[str, bool] = {}
    for text in links.texts:
        for pinpoint, spot in text.spots.items():
            name = f"{text.version}#{pinpoint}"
            best[name] = best.get(name, False) or spot.exact
    total = sum(len(i.provisions) for i in knowledge.instruments.values())
    return total, sum(best.values()), sum(not exact for exact in best.values())


def _text(knowledge: m.Knowledge, result: Result, links: Links) -> str:
    short = {i.version: i.short for i in knowledge.instruments.values()}
    lines = []
    for one in result.matched:
        shown = f"{counted(len(one.exact), 'provision')}" + (
            f", {len(one.around)} more by the words around" if one.around else ""
        )
        lines.append(
            f"{short[one.version]} ({one.language}): {shown}"
            + (f", {len(one.missing)} not found" if one.missing else "")
        )
        if one.around:
            lines.append(f"    not set apart in the print: {', '.join(one.around)}")
        lines += [f"    {pinpoint}: {why}" for pinpoint, why in one.missing]
        if one.unread:
            lines.append(f"    in the text, but not a provision in the corpus: {', '.join(one.unread)}")
        if one.later:
            lines.append(f"    changed later than the version cited: {', '.join(one.later)}")
    if result.others:
        lines += ["", "Texts in the copy that are not linked"]
        lines += [f"    {name}: {why}" for name, why in result.others]
    without = result.without(knowledge, links)
    if without:
        lines += ["", "Instruments without a linked text"]
        lines += [f"    {i.short}: {counted(len(i.provisions), 'provision')}, {i.official_url}" for i in without]
    lines += ["", *result.warnings, *(f"{problem}\n" for problem in result.problems)]
    total, exact, around = _counts(knowledge, links)
    lines.append(
        f"{exact} of {counted(total, 'provision')} have their exact official words, {around} only the words around them."
    )
    return "\n".join(lines) + "\n"


def _json(knowledge: m.Knowledge, result: Result, links: Links) -> str:
    from regolex.report.published import dumps

    total, exact, around = _counts(knowledge, links)
    return dumps(
        {
            "provisions": total, "exact": exact, "around": around,
            "matched": [
                {
                    "version": x.version, "language": x.language, "file": x.file, "exact": list(x.exact),
                    "around": list(x.around), "changed_later": list(x.later),
                    "not_ours": list(x.unread),
                    "missing": [{"pinpoint": pinpoint, "why": why} for pinpoint, why in x.missing],
                }
                for x in result.matched
            ],
            "not_linked": [{"text": name, "why": why} for name, why in result.others],
            "without_text": [i.version for i in result.without(knowledge, links)],
            "warnings": list(result.warnings),
            "problems": [{"code": p.code, "file": p.file, "what": p.what, "expected": p.expected} for p in result.problems],
        }
    )  # fmt: skip


FORMATS = ("akn", "legalruleml", "participation-csv")


@corpus.command()
def export(
    form: Annotated[str, typer.Option("--format", "-f", help="akn, legalruleml or participation-csv.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Output folder; files of the same name are replaced.")],
    knowledge: Folder = None,
) -> None:
    """Export the knowledge as Akoma Ntoso 3.0 or LegalRuleML 1.0, or participation as CSV."""
    known_form(form, FORMATS)
    k = load(knowledge).knowledge
    written: dict[str, bytes] = {}
    if form == "akn":
        from regolex.formats.interchange.akoma_ntoso import act

        written = {f"{i.version.replace('@', '/')}.xml": act(k, i) for i in k.instruments.values()}
    elif form == "legalruleml":
        from regolex.formats.interchange.legalruleml import rules_document

        written = {"rules.lrml": rules_document(k)}
    else:
        from regolex.formats.interchange.participation_table import table

        written = {"participation.csv": table(k).encode()}
    for name, content in written.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, content)
    typer.echo(f"{counted(len(written), 'file')} written to {out}")
