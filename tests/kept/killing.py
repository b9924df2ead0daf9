"""Someone who saves answers, one after another, until killed at a random moment: what was confirmed by then has to be there.

A save is confirmed when it has returned; a page shows an answer after that and not before.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from regolex.cases.store import Store
from regolex.cases.verify import verify
from regolex.errors import CaseError

_FRESH = multiprocessing.get_context("forkserver")
_FRESH.set_forkserver_preload(["regolex.cases.database", "regolex.cases.store", "psycopg"])


def text(answers: int) -> str:
    """A mission with so many answers."""
    return "mission: drill\nfacts:\n" + "".join(f"  answer-{n}: {n}\n" for n in range(answers))


def _save(url: str, case_id: str, confirmed: Connection) -> None:
    """Save one answer after another, and say so of each when it is saved."""
    store = Store.open(url)
    version = store.read(case_id).version
    answers = 0
    while True:
        answers += 1
        try:
            version = store.save(case_id, text(answers), version).version
        except CaseError:  # the database was killed: what was not confirmed may be there or not
            os._exit(3)
        confirmed.send(answers)


def kill(url: str, chance: random.Random, database: Callable[[], None] | None = None) -> tuple[int, int]:
    """Kill someone who saves, or the ``database`` under them, at a random moment: answers confirmed, and answers found.

    Asserts that no confirmed answer is missing, that each version is whole, and that the log fits.
    """
    store = Store.open(url)
    case = store.new("Drill", text(0))
    store.close()
    ours, theirs = _FRESH.Pipe(duplex=False)
    process = _FRESH.Process(target=_save, args=(url, case.id, theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.poll(60)
    time.sleep(chance.uniform(0, 0.06))
    if database:
        database()
    else:
        process.kill()
    process.join(60)
    assert not process.is_alive()
    confirmed = 0
    try:
        while ours.poll(0):
            confirmed = ours.recv()
    except EOFError:
        pass
    store = Store.open(url)
    found = store.read(case.id)
    answers = found.version - 1
    assert answers in (confirmed, confirmed + 1), "one save at most was under way"
    assert found.text == text(answers)
    for version in range(1, found.version):
        assert store.read(case.id, version).text == text(version - 1)
    assert verify(store.database).problems == ()
    store.close()
    return confirmed, answers
