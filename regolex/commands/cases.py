"""The commands over the cases that are kept: list, read, go back, share, back up, verify."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from regolex.commands.arguments import Folder, new_console, put
from regolex.errors import CaseError, Problem
from regolex.knowledge import load
from regolex.law.wording import counted
from regolex.media import seen

if TYPE_CHECKING:
    from datetime import datetime

    from regolex.cases.store import Store

cases = typer.Typer(help="Cases that are kept: list, read, go back, share, back up and verify.", no_args_is_help=True)

Which = Annotated[str, typer.Argument(metavar="CASE", help="Identity of the case, or its beginning.")]
Where = Annotated[
    str,
    typer.Option("--database", help="Address of the database; by default REGOLEX_DATABASE, else your data folder."),
]
Everyone = Annotated[bool, typer.Option("--all", help="The cases of everyone on this server, for whoever runs it.")]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="E-mail address of someone who has signed in.")]


def _store(database: str, everyone: bool = False) -> Store:
    from regolex.cases.case import EVERYONE, LOCAL
    from regolex.cases.store import Store

    return Store.open(database or None, user=EVERYONE if everyone else LOCAL)


def _found(store: Store, which: str, *, deleted: bool = False) -> str:
    """The ID of the one case whose ID begins so. Raises CaseError C501 if there is none, or more than one."""
    from regolex.cases.case import not_found

    found = [card.id for card in store.list(deleted=deleted) if card.id.startswith(which)]
    if len(found) > 1 and which not in found:
        what = f"{len(found)} cases begin with {which!r}" if which else "no case was named"
        raise CaseError(Problem("C501", what, expected="enough of the ID to tell them apart"))
    if not found:
        raise not_found(which)
    return which if which in found else found[0]


@cases.command("list")
def list_cases(
    deleted: Annotated[bool, typer.Option("--deleted", help="Those deleted within the last thirty days.")] = False,
    everyone: Everyone = False,
    database: Where = "",
) -> None:
    """List the cases, the last changed first."""
    store = _store(database, everyone)
    cards = store.list(deleted=deleted)
    shown = [(c.id, c.title, str(c.version), _day(c.gone_at if deleted else c.changed_at), c.owner) for c in cards]
    columns = ("Case", "Title", "Version", "Kept until" if deleted else "Changed", "Owner")
    _table(columns if everyone else columns[:-1], [_named(store, row) if everyone else row[:-1] for row in shown])
    typer.echo(counted(len(cards), "deleted case" if deleted else "case"))


@cases.command()
def show(which: Which, everyone: Everyone = False, database: Where = "") -> None:
    """Show a case: its title, who may see it, and its history."""
    store = _store(database, everyone)
    from regolex.cases.people import names
    from regolex.cases.sharing import shared_with

    case, who = store.read(_found(store, which)), names(store)
    typer.echo(f"{seen(case.title)}  {case.id}")
    for one in shared_with(store, case.id):
        typer.echo(f"Shared with {seen(one.person.shown)} to {one.access}")
    rows = [(str(v.number), _day(v.at), who.get(v.by, v.by), v.what or v.title) for v in store.versions(case.id)]
    _table(("Version", "Saved", "By", "What"), rows)


@cases.command()
def new(title: Annotated[str, typer.Argument(help="What the case is called.")], database: Where = "") -> None:
    """Begin a case without any answers."""
    from regolex.missions.file import inline

    text = f"mission: new-mission\ntitle: {inline(title)}\nabout: invented\nfacts: {{}}\n"
    typer.echo(_store(database).new(title, text, what="Begun on the command line").id)


@cases.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="Mission file, YAML or RDF.")],
    title: Annotated[str, typer.Option("--title", help="What the case is called; by default as in the file.")] = "",
    database: Where = "",
    knowledge: Folder = None,
) -> None:
    """Keep a mission file as a new case."""
    from regolex.missions.file import text

    kb = load(knowledge)
    mission = kb.read_mission(file)
    what = f"Imported from {file.name}"
    settings = {"on": mission.on} if mission.on else {}
    case = _store(database).new(title or mission.title, text(mission, kb.knowledge), settings=settings, what=what)
    typer.echo(case.id)


@cases.command()
def export(
    which: Which,
    version: Annotated[int | None, typer.Option("--version", help="An earlier version.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the mission to this file.")] = None,
    everyone: Everyone = False,
    database: Where = "",
) -> None:
    """Write a case as a mission file."""
    store = _store(database, everyone)
    put(store.read(_found(store, which), version).text, out)


@cases.command()
def duplicate(
    which: Which,
    title: Annotated[str | None, typer.Option("--title", help="What the copy is called.")] = None,
    database: Where = "",
) -> None:
    """Copy a case into a new one."""
    store = _store(database)
    typer.echo(store.duplicate(_found(store, which), title).id)


@cases.command()
def compare(
    which: Which,
    one: Annotated[int, typer.Argument(help="Number of a version.")],
    other: Annotated[int, typer.Argument(help="Number of another version.")],
    everyone: Everyone = False,
    database: Where = "",
) -> None:
    """Compare two versions of a case, answer by answer."""
    store = _store(database, everyone)
    found = store.compare(_found(store, which), one, other)
    _table(
        ("Place", f"Version {one}", f"Version {other}"),
        [(" / ".join(change.place), _value(change.before), _value(change.after)) for change in found],
    )
    typer.echo(counted(len(found), "difference"))


@cases.command()
def restore(
    which: Which,
    version: Annotated[int, typer.Argument(help="Number of the version to go back to.")],
    everyone: Everyone = False,
    database: Where = "",
) -> None:
    """Go back to an earlier version, which becomes the next one: nothing in between is lost."""
    store = _store(database, everyone)
    case = store.restore(_found(store, which), version)
    typer.echo(f"{seen(case.title)}: version {case.version} is version {version} once more")


@cases.command()
def delete(which: Which, everyone: Everyone = False, database: Where = "") -> None:
    """Delete a case. It can be restored for thirty days."""
    store = _store(database, everyone)
    card = store.delete(_found(store, which))
    typer.echo(f"{seen(card.title)} is deleted. Until {_day(card.gone_at)}: regolex cases undelete {card.id}")


@cases.command()
def undelete(which: Which, everyone: Everyone = False, database: Where = "") -> None:
    """Have a deleted case back."""
    store = _store(database, everyone)
    typer.echo(f"{seen(store.undelete(_found(store, which, deleted=True)).title)} is back")


@cases.command()
def backup(file: Annotated[Path, typer.Argument(help="File to write.")], database: Where = "") -> None:
    """Write all cases with their history and the log to one file."""
    typer.echo(f"{counted(_store(database).backup(file), 'case')} written to {file}")


@cases.command()
def recover(
    file: Annotated[Path, typer.Argument(help="A file written by regolex cases backup.")], database: Where = ""
) -> None:
    """Fill an empty database from a backup. It leads from SQLite to PostgreSQL and back, too."""
    typer.echo(f"{counted(_store(database).recover(file), 'case')} read from {file}")


@cases.command()
def verify(
    noted: Annotated[
        str, typer.Option("--noted", help="Number and hash printed by an earlier check, to be found in the log again.")
    ] = "",
    database: Where = "",
) -> None:
    """Check the log from its first entry to its last, and every case against it."""
    from regolex.cases.verify import verify as check

    found = check(_store(database).database, noted)
    for problem in found.problems:
        typer.echo(seen(str(problem), lines=True) + "\n")
    typer.echo(f"{counted(len(found.problems), 'problem')} in {counted(found.number, 'entry', 'entries')}")
    typer.echo(f"Note for a later check: --noted {found.number}:{found.hash}")
    raise typer.Exit(1 if found.problems else 0)


@cases.command()
def people(database: Where = "") -> None:
    """List the people who have signed in on this server."""
    from regolex.cases.people import everyone

    store = _store(database, everyone=True)
    owned = [card.owner for card in store.list()]
    _table(("E-mail", "Name", "Cases"), [(p.email, p.name, str(owned.count(p.id))) for p in everyone(store)])


@cases.command()
def share(
    which: Which,
    email: Email,
    access: Annotated[str, typer.Option("--access", help="read, write, or none to share it no longer.")] = "read",
    everyone: Everyone = False,
    database: Where = "",
) -> None:
    """Share a case with a colleague, to read or to write."""
    from regolex.cases import sharing
    from regolex.cases.people import called

    store = _store(database, everyone)
    person, case_id = called(store, email), _found(store, which)
    if access == "none":
        sharing.stop(store, case_id, person.id)
        typer.echo(f"Not shared with {seen(person.shown)} any more")
    else:
        sharing.share(store, case_id, person.id, access)
        typer.echo(f"Shared with {seen(person.shown)} to {access}")


@cases.command()
def give(which: Which, email: Email, everyone: Everyone = False, database: Where = "") -> None:
    """Hand a case on to another owner, such as that of a colleague who has left."""
    from regolex.cases import sharing
    from regolex.cases.people import called

    store = _store(database, everyone)
    person = called(store, email)
    sharing.give(store, _found(store, which), person.id)
    typer.echo(f"It belongs to {seen(person.shown)} now")


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else ""


def _value(value: Any) -> str:
    from regolex.missions.file import inline

    return "" if value is None else inline(value)


def _named(store: Store, row: tuple[str, ...]) -> tuple[str, ...]:
    from regolex.cases.people import names

    return (*row[:-1], names(store).get(row[-1], row[-1]))


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column == "Case")
    for row in rows:
        table.add_row(*(Text(seen(cell)) for cell in row))
    new_console().print(table)


__all__ = ["cases"]
