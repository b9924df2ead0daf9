"""The knowledge base as applications use it: load a folder once, then assess any number of missions.

The compiled knowledge is kept in the user's cache folder under the hash of every file it was made from. A cache entry is
written to a temporary name and moved into place, and carries a checksum: readers never see half of one, and a damaged
one is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from regolex.files import replace as replace_file
from regolex.law.model import Knowledge

if TYPE_CHECKING:
    from regolex.engine.assessment import Assessment
    from regolex.engine.engine import Engine
    from regolex.missions.mission import Mission
    from regolex.solving.settle import Settled

_FOLDERS = ("corpus", "ontology", "rules")
_SUFFIXES = (".yaml", ".ttl", ".csv")
_RDF = (".ttl", ".trig", ".nt", ".nq", ".rdf", ".jsonld")
_PACKAGE = Path(__file__).resolve().parent


class KnowledgeBase:
    """Law, vocabulary and readings, ready to assess missions.

    >>> import regolex
    >>> kb = regolex.load()
    >>> kb.knowledge.facts["party.organised_under"].label
    'State of organisation'
    """

    def __init__(self, knowledge: Knowledge, folder: Path) -> None:
        self.knowledge = knowledge
        self.folder = folder

    @cached_property
    def engine(self) -> Engine:
        """The compiled rules."""
        from regolex.engine.engine import Engine

        return Engine(self.knowledge)

    def read_mission(self, path: str | Path) -> Mission:
        """Read and check a mission file: YAML, or RDF by its suffix (.ttl, .trig, .nt, .nq, .rdf, .jsonld).

        Raises MissionError with every problem in it.
        """
        if Path(path).suffix.lower() in _RDF:
            from regolex.formats.rdf.reader import read_rdf

            return read_rdf(Path(path), self.knowledge, self.folder / "ontology" / "context.jsonld")
        from regolex.missions.mission import read_mission

        return read_mission(path, self.knowledge)

    def assess(
        self,
        mission: Mission | str | Path,
        *,
        on: date,
        readings: Mapping[str, str] | None = None,
        viewpoint: str = "",
        pending: bool = False,
        settle: bool = False,
        assume: Iterable[str] = (),
        client: str = "",
    ) -> Assessment:
        """Assess a mission (or a mission file) on a day.

        ``on`` has no default: law is always law of a day. ``readings`` fixes contested questions; ``viewpoint`` takes the
        readings that a State has stated by that day; ``pending`` counts law not yet in force; ``settle`` decides exactly
        what three-valued logic leaves open, which takes some seconds on a large mission. ``assume`` adopts assumption sets by
        name (or ``["all"]``) beside those that the mission names; ``client`` is the party for whom it is assessed.

        Raises MissionError for a bad mission file and EvaluationError for a question that cannot be answered.

        >>> import regolex
        >>> from datetime import date
        >>> kb = regolex.load()
        >>> mission = kb.read_mission(regolex.example("astroforge-odin"))
        >>> kb.assess(mission, on=date(2025, 2, 20)).on.isoformat()
        '2025-02-20'
        """
        from regolex.engine.assessment import assess
        from regolex.missions.adopting import on_terms

        if isinstance(mission, (str, Path)):
            mission = self.read_mission(mission)
        mission = on_terms(mission, self.knowledge, assume, client)
        found = assess(
            self.engine, mission, on=on, readings=readings, viewpoint=viewpoint, pending=pending, strict=True
        )
        if not settle:
            return found
        from regolex.solving.certainty import certain

        return certain(self.engine, found)

    def settle(self, mission: Mission | str | Path, rules: Iterable[str], *, on: date) -> list[Settled]:
        """The results of these rules that are still possible: exact where an assessment says open.

        Needs the extra ``analysis``; takes a fraction of a second for each rule, and reports if its limit is hit.
        """
        from regolex.engine.preparation import prepare
        from regolex.solving.settle import settle

        if isinstance(mission, (str, Path)):
            mission = self.read_mission(mission)
        return settle(self.knowledge, prepare(self.engine, mission, on).mission, rules, on=on)


def home() -> Path:
    """The folder that holds corpus, ontology, rules, examples and app: inside the wheel, or the source checkout."""
    packaged = _PACKAGE / "_knowledge"
    return packaged if packaged.is_dir() else _PACKAGE.parent


def example(name: str) -> Path:
    """The path of an example mission that comes with the package.

    >>> example("astroforge-odin").name
    'astroforge-odin.yaml'
    """
    return home() / "examples" / f"{name}.yaml"


def load(folder: str | Path | None = None) -> KnowledgeBase:
    """Load the knowledge in a folder (the installed one by default), from the cache if nothing has changed.

    Raises KnowledgeError with every problem in every file.
    """
    from regolex import __version__

    base = Path(folder) if folder is not None else home()
    digest = digest_of(base)
    entry = cache_folder() / f"{digest[:32]}-{__version__}.msgpack"
    knowledge = _from_cache(entry, digest)
    if knowledge is None:
        knowledge = compile_folder(base, digest)
        _to_cache(entry, knowledge)
    return KnowledgeBase(knowledge, base)


def compile_folder(base: Path, digest: str) -> Knowledge:
    """Read and check every file; raises KnowledgeError with every problem."""
    from regolex import __version__
    from regolex.errors import KnowledgeError
    from regolex.law.loader import Loader

    loader = Loader(base)
    knowledge = loader.load(digest, __version__)
    if knowledge is None:
        raise KnowledgeError(loader.problems)
    return knowledge


def files_of(base: Path) -> list[Path]:
    """Every knowledge file of a folder, in a fixed order."""
    found: list[Path] = []
    for name in _FOLDERS:
        for folder, _, names in os.walk(base / name):
            found += [Path(folder, n) for n in names if n.endswith(_SUFFIXES)]
    return sorted(found)


def digest_of(base: Path) -> str:
    """SHA-256 over the names and bytes of every knowledge file."""
    total = hashlib.sha256()
    root = len(str(base)) + 1
    for path in files_of(base):
        content = path.read_bytes()
        total.update(f"{str(path)[root:]}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def cache_folder() -> Path:
    """Where compiled knowledge is kept; ``REGOLEX_CACHE`` overrides it."""
    chosen = os.environ.get("REGOLEX_CACHE")
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("regolex")


def _code_stamp() -> bytes:
    """A hash of the code that makes an entry, so that changed code never reads an old cache."""
    files = ((entry.name, entry.stat()) for entry in os.scandir(_PACKAGE / "law") if entry.name.endswith(".py"))
    return hashlib.sha256(repr(sorted((name, at.st_size, at.st_mtime_ns) for name, at in files)).encode()).digest()


def _checksum(digest: str, body: bytes) -> bytes:
    """The checksum of an entry: of its bytes and of the hash that it answers for."""
    return hashlib.sha256(digest.encode() + body).digest()


def _from_cache(entry: Path, digest: str) -> Knowledge | None:
    try:
        raw = entry.read_bytes()
    except OSError:
        return None
    stamp, checksum, body = raw[:32], raw[32:64], raw[64:]
    if stamp != _code_stamp() or checksum != _checksum(digest, body):
        return None
    try:
        found = msgspec.msgpack.decode(body, type=Knowledge)
    except msgspec.DecodeError:
        return None
    return found if found.hash == digest else None  # an entry answers for the files it was made from and for no others


_STALE = 3600  # seconds after which no one is still writing a temporary file


def _to_cache(entry: Path, knowledge: Knowledge) -> None:
    body = msgspec.msgpack.encode(knowledge)
    with contextlib.suppress(OSError):  # without a writable cache, loading is only slower
        entry.parent.mkdir(parents=True, exist_ok=True)
        for left in entry.parent.glob(".*.part"):  # by a process that was ended as it wrote
            if time.time() - left.stat().st_mtime > _STALE:
                left.unlink()
        replace_file(entry, _code_stamp() + _checksum(knowledge.hash, body) + body)
