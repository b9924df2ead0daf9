"""The knowledge graph as an Oxigraph store on disk, built atomically and never read when out of date.

A store folder holds ``regolex-store.json`` and the generations listed in it. Building writes a new generation and then
replaces the card in one step, so that a reader sees either the old data set or the new one. The previous generation is
kept until the next build, because a running service may still answer from it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import msgspec
import pyoxigraph as ox

from regolex import __version__
from regolex.errors import Problem, QueryError
from regolex.graph import dataset as graph
from regolex.knowledge import KnowledgeBase
from regolex.law.vocabulary import BASE

CARD = "regolex-store.json"
ABOUT = BASE + "graph/about"  # the graph that states from which knowledge the others were made
_BUILD = "regolex graph build"


class Card(msgspec.Struct, frozen=True):
    """The description of a store folder: the knowledge it was made from, and the current generation."""

    stamp: str
    knowledge: str
    version: str
    graphs: dict[str, int]  # the number of triples in each named graph
    generation: str
    before: str = ""


def stamp(kb: KnowledgeBase) -> str:
    """SHA-256 over the knowledge and the code that turns it into triples; a store is current if it has this stamp."""
    total = hashlib.sha256(f"{kb.knowledge.hash}\0{__version__}".encode())
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()


def whole(kb: KnowledgeBase) -> ox.Store:
    """The whole data set in memory, with a graph that states what it was made from."""
    found = graph.store(kb.knowledge, kb.folder)
    name = ox.NamedNode(ABOUT)
    found.add(ox.Quad(name, ox.NamedNode(graph.DCT + "identifier"), ox.Literal(stamp(kb)), name))
    return found


def build(kb: KnowledgeBase, folder: Path) -> Card:
    """Write the whole data set to a store in this folder, which is empty, new, or a store already.

    Raises QueryError (Q410) where the folder holds something else or cannot be written.
    """
    old = _card(folder) if (folder / CARD).exists() else None
    if old is None and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise QueryError(
            Problem(
                "Q410", "the folder is not empty and not a store", file=str(folder), expected="a new or empty folder"
            )
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        generation = Path(tempfile.mkdtemp(dir=folder, prefix="generation-"))
        disk = ox.Store(str(generation))
        disk.bulk_extend(whole(kb))
        disk.optimize()
        disk.flush()
        card = Card(
            stamp(kb), kb.knowledge.hash, __version__, sizes(disk), generation.name, old.generation if old else ""
        )  # fmt: skip
        del disk  # releases its lock
        _write(folder, card)
    except OSError as error:
        raise QueryError(Problem("Q410", f"cannot be written: {error}", file=str(folder))) from error
    for path in folder.glob("generation-*"):
        if path.name not in (card.generation, card.before):
            shutil.rmtree(path, ignore_errors=True)
    return card


def sizes(store: ox.Store) -> dict[str, int]:
    """The named graphs of a store, and how many triples each has."""
    names = sorted(name.value for name in store.named_graphs() if isinstance(name, ox.NamedNode))
    return {name: sum(1 for _ in store.quads_for_pattern(None, None, None, ox.NamedNode(name))) for name in names}


def bulk(store: ox.Store) -> bytes:
    """Every statement of a store as sorted N-Quads, the format of bulk loaders."""
    lines = store.dump(format=ox.RdfFormat.N_QUADS) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


def card_of(folder: Path, kb: KnowledgeBase) -> Card:
    """The card of a store; raises QueryError Q410 (no store) or Q411 (made from other knowledge)."""
    card = _card(folder)
    if card.stamp != stamp(kb):
        raise QueryError(
            Problem(
                "Q411", f"the store was made from knowledge {card.knowledge[:12]} by Regolex {card.version}", file=str(folder),
                expected=f"knowledge {kb.knowledge.hash[:12]} and Regolex {__version__}", hint=f"{_BUILD} {folder}",
            )
        )  # fmt: skip
    return card


def open_store(folder: Path, kb: KnowledgeBase) -> ox.Store:
    """A store on disk, read-only, and only if it was made from exactly this knowledge."""
    return open_generation(folder / card_of(folder, kb).generation)


def open_generation(path: Path) -> ox.Store:
    """One generation, read-only; many processes may have it open at once."""
    try:
        return ox.Store.read_only(str(path))
    except OSError as error:
        raise QueryError(
            Problem("Q410", f"the store is damaged: {error}", file=str(path.parent), hint=f"{_BUILD} {path.parent}")
        ) from error


def _card(folder: Path) -> Card:
    try:
        return msgspec.json.decode((folder / CARD).read_bytes(), type=Card)
    except (OSError, msgspec.DecodeError) as error:
        what = "there is no store here" if isinstance(error, OSError) else f"its card cannot be read: {error}"
        raise QueryError(
            Problem("Q410", what, file=str(folder), expected=f"a folder with {CARD}", hint=f"{_BUILD} {folder}")
        ) from error


def _write(folder: Path, card: Card) -> None:
    handle, name = tempfile.mkstemp(dir=folder, prefix=CARD)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(card), indent=2))
    os.replace(name, folder / CARD)
