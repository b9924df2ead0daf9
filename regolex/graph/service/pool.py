"""The pool of workers: assigns queries, enforces limits, and replaces workers.

Two lanes. Every query starts in the quick one, which always has its full number of workers. One that has used much
processor time moves to the slow lane: its process goes on at a low priority and another takes its place. Where the slow
lane is full, the query is ended. So queries that run long, by mistake or on purpose, hold up neither the processor nor a
place; and a quick one on a busy machine is not taken for a slow one.

While others wait, a query has a fraction of that time before it moves. Queries of a form that was slow before stand in a
queue of their own, and are taken up only when no one else waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from regolex.errors import Problem, QueryError
from regolex.graph.service.worker import LENGTH, Job, Reply, Settings, frame

_START = 120  # seconds allowed for loading the data set
_LOW = 10  # what is added to the niceness of a query that runs long
_PATIENCE = 10  # seconds that a query waits for a worker, at least
_HURRY = 4  # while others wait, a query has this part of the quick lane's time
_KNOWN = 1000  # forms of slow queries that are remembered
_CHANGING = re.compile(r"\d+|\"[^\"]*\"|'[^']*'|[?$]\w+")
_LOOK = 0.05  # seconds between looks at how much processor time a query has used


class BusyError(Exception):
    """All workers are busy; the same query may be answered later."""


class TimeUpError(Exception):
    """The query took longer than allowed."""


class MemoryUpError(Exception):
    """The query needed more memory than allowed."""


class TooDeepError(Exception):
    """The query is nested more deeply than a worker has stack for."""


class CrashedError(Exception):
    """The worker ended in another way while it ran the query."""


class _GoneError(Exception):
    """The worker ended before it answered."""


class _Worker:
    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid = pid
        self.channel = channel

    async def ask(self, job: Job) -> Reply:
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_sendall(self.channel, frame(job))
            return msgspec.msgpack.decode(await _frame(self.channel), type=Reply)
        except OSError as error:
            raise _GoneError from error

    def processor_time(self) -> float | None:
        """Seconds of processor time used so far; None if the system does not report it in this way."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError):
            return None


class QueryPool:
    """Runs queries in worker processes: ``workers`` in the quick lane, and as many in the slow one.

    A query stays in the quick lane for a tenth of ``settings.seconds`` of processor time; ``waiting`` more may
    wait for a worker.
    """

    def __init__(self, settings: Settings, workers: int, waiting: int = 256) -> None:
        self.settings = settings
        self.workers = workers
        self.graphs: dict[str, int] = {}
        self._most_waiting = waiting
        self._waiting = 0
        self._slow = 0
        self._were_slow: dict[str, None] = {}  # forms of queries that did not stay in the quick lane, the latest last
        self._put_off = 0  # how many of such a form wait
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._turn = asyncio.Lock()  # the fork server takes one command at a time
        self._tasks: set[asyncio.Task[None]] = set()
        self._fork_server: subprocess.Popen[bytes] | None = None
        self._control = socket.socket()

    async def start(self) -> None:
        """Load the data set and fork the workers; raises QueryError with every problem of the knowledge."""
        await self._start_fork_server()
        for _ in range(self.workers):
            self._idle.put_nowait(await self._fork())

    async def close(self) -> None:
        """End every process. The fork server ends its workers when its control channel closes."""
        for task in self._tasks:
            task.cancel()
        self._control.close()
        if self._fork_server:
            try:
                await asyncio.to_thread(self._fork_server.wait, 5)
            except subprocess.TimeoutExpired:
                self._fork_server.kill()
                await asyncio.to_thread(self._fork_server.wait)

    async def answer(self, job: Job) -> Reply:
        """Run a query; raises BusyError, TimeUpError or MemoryUpError. Cancelling ends its process."""
        form = form_of_query(job.text)
        worker = await self._free(form)
        asked = asyncio.ensure_future(worker.ask(job))
        slow = False
        try:
            end = asyncio.get_running_loop().time() + self.settings.seconds
            if not await self._quickly(worker, asked, end):
                slow = True
                self._remember(form)
                return await self._slowly(worker, asked, end)
            reply = asked.result()
        except _GoneError:
            self._later(self._replenish())
            raise await asyncio.shield(self._cause(worker)) from None
        except BaseException:  # cancelled: the client has disconnected
            asked.cancel()
            if not slow:  # the slow lane ends its own processes
                self._later(self._replace(worker))
            raise
        if reply.grown > self.settings.memory // 4:
            self._later(self._replace(worker))  # replace a worker whose memory a large answer has inflated
        else:
            self._idle.put_nowait(worker)
        return reply

    async def _free(self, form: str) -> _Worker:
        """A worker; a query of a form that was slow before waits until no one else does."""
        end = asyncio.get_running_loop().time() + max(self.settings.seconds, _PATIENCE)
        if form in self._were_slow:
            await self._wait_behind(end)
        if self._idle.empty() and self._waiting >= self._most_waiting:
            raise BusyError
        self._waiting += 1
        try:
            return await asyncio.wait_for(self._idle.get(), max(0.0, end - asyncio.get_running_loop().time()))
        except TimeoutError:
            raise BusyError from None
        finally:
            self._waiting -= 1

    async def _wait_behind(self, end: float) -> None:
        """Wait until a worker is free, no one of another form waits, and the slow lane has a place."""
        if self._put_off >= self.workers * 2:
            raise BusyError
        self._put_off += 1
        try:
            while self._idle.empty() or self._waiting or self._slow >= self.workers:
                left = end - asyncio.get_running_loop().time()
                if left <= 0:
                    raise BusyError
                await asyncio.sleep(min(_LOOK, left))
        finally:
            self._put_off -= 1

    def _remember(self, form: str) -> None:
        self._were_slow.pop(form, None)
        self._were_slow[form] = None
        if len(self._were_slow) > _KNOWN:
            del self._were_slow[next(iter(self._were_slow))]

    async def _quickly(self, worker: _Worker, asked: asyncio.Future[Reply], end: float) -> bool:
        """Whether the answer came before the query had used its time on the processor: less of it while others wait."""
        quick = self.settings.seconds / 10
        before, clock = worker.processor_time(), asyncio.get_running_loop().time
        if await _within(asked, _LOOK):  # most are answered by now
            return True
        while clock() < end:
            now = worker.processor_time()
            if before is None or now is None or now - before >= (quick / _HURRY if self._waiting else quick):
                return False
            if await _within(asked, _LOOK):
                return True
        return False

    async def _slowly(self, worker: _Worker, asked: asyncio.Future[Reply], end: float) -> Reply:
        """Let a query continue at a low priority, in a process that is not reused."""
        if self._slow >= self.workers:
            asked.cancel()
            self._later(self._replace(worker))
            raise BusyError
        self._slow += 1
        self._later(self._replenish())
        try:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, worker.pid, _LOW)
            if not await _within(asked, end - asyncio.get_running_loop().time()):
                raise TimeUpError
            return asked.result()
        except _GoneError:
            raise await asyncio.shield(self._cause(worker)) from None
        finally:
            self._slow -= 1
            asked.cancel()
            self._later(self._end(worker))

    # --- processes ---

    def _later(self, work: Any) -> None:
        """Schedule work that must be done even if the client has disconnected."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _cause(self, worker: _Worker) -> Exception:
        """Why a worker ended by itself: a failed allocation aborts it, a full stack is a segmentation fault."""
        status = await self._end(worker)
        if status in (-signal.SIGSEGV, -signal.SIGBUS):
            return TooDeepError()
        return MemoryUpError() if status == -signal.SIGABRT else CrashedError()

    async def _replace(self, worker: _Worker) -> None:
        await self._end(worker)
        await self._replenish()

    async def _replenish(self) -> None:
        self._idle.put_nowait(await self._fork())

    async def _end(self, worker: _Worker) -> int:
        """End a process if it is still running, and return its exit status."""
        worker.channel.close()
        async with self._turn:
            try:
                return await self._command(worker.pid)
            except OSError:
                return 0  # the fork server is gone; its workers end when their channels close

    async def _fork(self) -> _Worker:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        async with self._turn:
            with theirs:
                try:
                    pid = await self._command(0, theirs)
                except OSError:  # the fork server was killed
                    await self._start_fork_server()
                    pid = await self._command(0, theirs)
        return _Worker(pid, ours)

    async def _command(self, pid: int, handed: socket.socket | None = None) -> int:
        """Send a command to the fork server: end a process, or fork a worker that talks on this socket."""
        socket.send_fds(self._control, [LENGTH.pack(pid)], [handed.fileno()] if handed else [])
        return int(msgspec.msgpack.decode(await _frame(self._control)))

    async def _start_fork_server(self) -> None:
        self._control.close()
        self._control, theirs = socket.socketpair()
        self._control.setblocking(False)
        with theirs:
            self._fork_server = subprocess.Popen(
                [sys.executable, "-m", "regolex.graph.service.worker", str(theirs.fileno())], pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, start_new_session=True,  # Ctrl-C is handled in this process
            )  # fmt: skip
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self._control, frame(self.settings))
        try:
            reply = msgspec.msgpack.decode(await asyncio.wait_for(_frame(self._control), _START))
        except (OSError, TimeoutError):
            raise QueryError(Problem("Q416", "the data set could not be loaded")) from None
        if "error" in reply:
            raise QueryError(msgspec.convert(reply["error"], list[Problem]))
        self.graphs = reply["graphs"]


def form_of_query(text: str) -> str:
    """A query without its numbers, texts and names of variables: what changes from one of a kind to the next.

    >>> form_of_query("SELECT ?a { ?a :p 12, 'x' }") == form_of_query("SELECT  ?b { ?b :p 7, 'yy' }")
    True
    """
    return " ".join(_CHANGING.sub("_", text[:10_000]).split())


async def _within(asked: asyncio.Future[Reply], seconds: float) -> bool:
    done, _ = await asyncio.wait({asked}, timeout=seconds)
    return bool(done)


async def _frame(channel: socket.socket) -> bytes:
    head = await _exactly(channel, LENGTH.size)
    return await _exactly(channel, LENGTH.unpack(head)[0])


async def _exactly(channel: socket.socket, size: int) -> bytes:
    loop = asyncio.get_running_loop()
    found = bytearray()
    while len(found) < size:
        part = await loop.sock_recv(channel, min(size - len(found), 1 << 20))
        if not part:
            raise ConnectionResetError
        found += part
    return bytes(found)
