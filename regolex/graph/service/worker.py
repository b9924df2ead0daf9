"""The processes of the service: a fork server that holds the data set, and the workers that run the queries.

The fork server loads the data set once and never runs a query. A worker forked from it shares that memory and starts within
milliseconds, so killing one that misbehaves costs next to nothing. A worker answers one query after another over its
channel, under limits that the operating system enforces: address space, no new files or sockets, an alarm of last resort.

Frames on every channel are a length of four bytes and msgpack.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import Any

import msgspec
import pyoxigraph as ox

from regolex.errors import RegolexError
from regolex.graph.dataset import PREFIXES
from regolex.graph.sparql_text import read
from regolex.graph.store import open_generation, sizes, whole

LENGTH = struct.Struct("!I")
_ROWS = {
    "json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}  # fmt: skip
_GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}  # fmt: skip
_NAME = re.compile(r"[^\W\d][\w.-]*$")  # the end of an IRI that can become the name of an XML element
_GRACE = 5  # seconds after its time limit when a worker ends itself if it was not killed


class Settings(msgspec.Struct, frozen=True):
    """Settings of the fork server: the knowledge folder, or the generation of a store on disk; and the limits."""

    folder: str
    generation: str
    seconds: float
    memory: int  # bytes a worker may take beyond shared memory
    rows: int
    size: int  # bytes of an answer


class Job(msgspec.Struct, frozen=True):
    """One query. ``default`` and ``named`` are the graphs named in the request, or None."""

    text: str
    form: str
    default: list[str] | None = None
    named: list[str] | None = None


class Reply(msgspec.Struct, frozen=True):
    """``status`` is ok, syntax, refused, rows, form or failed; ``why`` gives the reason if it is not ok."""

    status: str
    body: bytes = b""
    why: str = ""
    grown: int = 0  # peak memory of the worker in bytes


class _TooMuchError(Exception):
    """The answer has more rows or bytes than allowed."""


class _NoFormError(Exception):
    """The answer cannot be written in the requested format."""


class _Counted:
    """Takes a serialised answer in which every row is a line, and stops one that grows too long."""

    def __init__(self, rows: int, size: int) -> None:
        self.parts: list[bytes] = []
        self.rows, self.size = rows, size

    def write(self, data: bytes) -> int:
        part = bytes(data)
        self.parts.append(part)
        self.rows -= part.count(b"\n")
        self.size -= len(part)
        if self.rows < 0 or self.size < 0:
            raise _TooMuchError
        return len(part)

    def flush(self) -> None:
        """Do nothing: nothing is buffered."""


def answer(store: ox.Store, job: Job, rows: int, size: int) -> Reply:
    """Run one query to its end. Read-only: an update is not even parsed."""
    reading = read(job.text)
    if reading.update:
        return Reply("refused", why="the data set is read-only; this is an update")
    if reading.service:
        return Reply("refused", why="SERVICE is refused: this service does not call others")
    given = job.default is not None or job.named is not None
    try:
        result = store.query(
            job.text, prefixes=PREFIXES, use_default_graph_as_union=not (given or reading.dataset),
            default_graph=[ox.NamedNode(name) for name in job.default or []] if given else None,
            named_graphs=[ox.NamedNode(name) for name in job.named or []] if given else None,
        )  # fmt: skip
        return Reply("ok", _serialised(result, job.form, rows, size))
    except _TooMuchError:
        return Reply("rows", why=f"the answer has more than {rows} rows or {size >> 20} MB")
    except _NoFormError:
        return Reply(
            "form", why="RDF/XML cannot write a property whose IRI does not end in a name; ask for text/turtle"
        )
    except (SyntaxError, ValueError) as error:
        return Reply("syntax", why=str(error))
    except (OSError, RuntimeError) as error:
        return Reply("failed", why=str(error))


def _serialised(result: Any, form: str, rows: int, size: int) -> bytes:
    if isinstance(result, ox.QueryBoolean):
        return result.serialize(format=_ROWS[form]) or b""
    # rows are counted in a format with exactly one row a line, then converted to the requested one
    graph = isinstance(result, ox.QueryTriples)
    counted = _Counted(rows + (0 if graph else 1), size)
    plain: Any = ox.RdfFormat.N_TRIPLES if graph else ox.QueryResultsFormat.TSV
    result.serialize(output=counted, format=plain)
    body = b"".join(counted.parts)
    if form in ("nt", "tsv"):
        return body
    if not graph:
        return ox.parse_query_results(body, plain).serialize(format=_ROWS[form]) or b""
    triples = [quad.triple for quad in ox.parse(body, plain)]
    if form == "rdfxml" and not all(_NAME.search(triple.predicate.value) for triple in triples):
        raise _NoFormError
    return ox.serialize(triples, format=_GRAPHS[form], prefixes=PREFIXES) or b""


# --- the worker ---


def work(channel: socket.socket, store: ox.Store, settings: Settings) -> None:
    """Answer queries until the channel is closed."""
    start = _peak()
    while (frame := receive(channel)) is not None:
        signal.setitimer(signal.ITIMER_REAL, settings.seconds + _GRACE)
        try:
            reply = answer(store, msgspec.msgpack.decode(frame, type=Job), settings.rows, settings.size)
        except MemoryError:
            os.abort()  # reported like any failed allocation
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(channel, msgspec.structs.replace(reply, grown=max(0, _peak() - start)))


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):  # only on Linux; elsewhere the address space is not a usable limit
        size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + memory, size + memory))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # no query can open a file or a connection


def _peak() -> int:
    """The peak memory of this process in bytes, from a system call that opens no file."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


# --- the fork server ---


def serve_forks(control: socket.socket) -> None:
    """Load the data set, then fork and end workers as commanded, until the control channel closes."""
    settings = msgspec.msgpack.decode(receive(control) or b"", type=Settings)
    children: set[int] = set()
    try:
        store = _load(settings)
    except RegolexError as error:
        send(control, {"error": [msgspec.to_builtins(problem) for problem in error.problems]})
        return
    send(control, {"graphs": sizes(store) if store is not None else {}})
    try:
        while (order := _command(control)) is not None:
            pid, handed = order
            if pid in children:
                os.kill(pid, signal.SIGKILL)  # has no effect on a process that has ended by itself and not been reaped
                _, status = os.waitpid(pid, 0)
                children.discard(pid)
                send(control, os.waitstatus_to_exitcode(status))
            elif pid:
                send(control, 0)
            else:
                children.add(child := _fork(control, handed, store, settings))
                os.close(handed)
                send(control, child)
    finally:
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        for child in children:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, 0)


def _fork(control: socket.socket, handed: int, store: ox.Store | None, settings: Settings) -> int:
    child = os.fork()
    if child:
        return child
    try:
        control.close()
        channel = socket.socket(fileno=handed)
        if settings.generation:  # RocksDB does not survive a fork, so each worker opens the files itself
            store = open_generation(Path(settings.generation))
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        _limit(settings.memory)
        if store is not None:
            work(channel, store, settings)
    finally:
        os._exit(0)


def _load(settings: Settings) -> ox.Store | None:
    import rdflib.plugins.sparql.parser  # noqa: F401  imported before the fork: workers cannot read files

    if settings.generation:
        return None
    from regolex.knowledge import load

    return whole(load(settings.folder))


def _command(control: socket.socket) -> tuple[int, int] | None:
    """The next command: a process to end, or the channel of a worker to fork; None when the service is gone."""
    head, handed, _, _ = socket.recv_fds(control, LENGTH.size, 1)
    if not head:
        return None
    return LENGTH.unpack(head)[0], handed[0] if handed else -1


# --- frames ---


def send(channel: socket.socket, value: Any) -> None:
    channel.sendall(frame(value))


def frame(value: Any) -> bytes:
    body = msgspec.msgpack.encode(value)
    return LENGTH.pack(len(body)) + body


def receive(channel: socket.socket) -> bytes | None:
    """The body of the next frame; None if the other side has closed the channel."""
    head = _exactly(channel, LENGTH.size)
    return None if head is None else _exactly(channel, LENGTH.unpack(head)[0])


def _exactly(channel: socket.socket, size: int) -> bytes | None:
    found = bytearray()
    while len(found) < size:
        part = channel.recv(size - len(found))
        if not part:
            return None
        found += part
    return bytes(found)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        serve_forks(socket.socket(fileno=int(sys.argv[1])))
