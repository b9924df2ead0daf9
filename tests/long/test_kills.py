"""Killed two hundred times at random moments while it saves, the app loses no answer that it had confirmed."""

from __future__ import annotations

import random
from pathlib import Path

from tests.kept.killing import kill
from tests.postgres import Server

TIMES = 200


def test_two_hundred_kills_lose_no_confirmed_answer_on_sqlite(tmp_path: Path) -> None:
    chance = random.Random()
    found = [kill(f"sqlite:///{tmp_path / f'{n // 50}.sqlite3'}", chance) for n in range(TIMES)]
    assert sum(confirmed for confirmed, _ in found) > TIMES
    print(f"answers confirmed and found: {found}")


def test_two_hundred_kills_lose_no_confirmed_answer_on_postgresql() -> None:
    server, chance = Server(durable=True), random.Random()
    try:
        urls = [server.database() for _ in range(4)]

        def database() -> None:
            server.kill()
            server.start()

        # every fourth time it is the database itself that is killed
        found = [kill(urls[n // 50], chance, None if n % 4 else database) for n in range(TIMES)]
        assert sum(confirmed for confirmed, _ in found) > TIMES
        print(f"answers confirmed and found: {found}")
    finally:
        server.stop()
