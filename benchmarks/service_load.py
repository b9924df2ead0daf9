"""Puts load on a SPARQL service: good queries, and among them hostile ones, each of which must get its proper status.

    python benchmarks/service_load.py URL --requests 300 --clients 8 --hostile 10

Bounded by count and by time. Prints one JSON object: latencies of good answers in milliseconds, and what went wrong.
Only the standard library, so that its own weight is small and it can run anywhere.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

QUERIES = Path(__file__).resolve().parents[1] / "ontology" / "queries"
_NUMBERS = " ".join(map(str, range(60_000)))
_DOUBLED = " ".join(f"BIND (CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(24))

# Each hostile query with the statuses that are proper for it. 503: no place left for queries that run long.
HOSTILE: dict[str, tuple[str, tuple[int, ...]]] = {
    "cross product": ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", (507, 504, 503)),
    "sorted cross product": ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a", (507, 504, 503)),
    "deep path": ("SELECT (COUNT(*) AS ?n) { ?a (!<x:y>|^!<x:y>)* ?b . ?c (!<x:y>)+ ?d }", (504, 503)),
    "huge VALUES": (f"SELECT * {{ VALUES ?x {{ {_NUMBERS} }} VALUES ?y {{ {_NUMBERS} }} }}", (403, 503, 504)),
    "broken syntax": ("SELECT * { ?s ?p", (400,)),
    "huge answer": ("SELECT * { ?s ?p ?o . ?a ?b ?o }", (403, 503, 504)),
    "regex bomb": ('SELECT * { ?s ?p ?o FILTER regex(str(?o), "(a{1,500}){1,500}(.*)*x") }', (504, 503, 400)),
    "doubling text": (f'SELECT (STRLEN(?a24) AS ?n) {{ BIND ("{"a" * 5000}" AS ?a0) {_DOUBLED} }}', (507, 504, 503)),
    "deep nesting": ("ASK " + "{" * 20_000 + "}" * 20_000, (400,)),
    "update": ("CLEAR ALL", (403,)),
    "other service": ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", (403,)),
}


class Tally:
    """What came of the requests."""

    def __init__(self) -> None:
        self.good: list[float] = []
        self.wrong: list[str] = []
        self.hostile: dict[str, dict[str, int]] = {}
        self.retried = 0

    def wrote(self, name: str, status: int) -> None:
        counts = self.hostile.setdefault(name, {})
        counts[str(status)] = counts.get(str(status), 0) + 1
        if status not in HOSTILE[name][1]:
            self.wrong.append(f"{name}: {status}")


def ask(url: str, query: str, patience: float) -> tuple[int, bytes]:
    """One query on a connection of its own, as clients send it that do not know each other."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=patience)
    headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
    try:
        connection.request("POST", "/sparql", query.encode(), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def run(url: str, requests: int, clients: int, hostile: int, seconds: float, seed: int = 1) -> Tally:
    """Every ``hostile``-th request is a hostile one (0: none). Stops after so many requests or seconds."""
    good = [path.read_text(encoding="utf-8") for path in sorted(QUERIES.glob("*.rq"))]
    expected = {query: ask(url, query, 60)[1] for query in good}  # also what is right: each answered once in peace
    chance = random.Random(seed)
    names = list(HOSTILE)
    plan = [names[n // hostile % len(names)] if hostile and n % hostile == 0 else "" for n in range(requests)]
    chosen = iter([(name, HOSTILE[name][0] if name else chance.choice(good)) for name in plan])
    tally, turn, end = Tally(), threading.Lock(), time.monotonic() + seconds

    def client() -> None:
        while time.monotonic() < end:
            with turn:
                name, query = next(chosen, ("", ""))
            if not query:
                return
            try:
                begun = time.perf_counter()
                status, body = ask(url, query, 120)
                if name:
                    with turn:
                        tally.wrote(name, status)
                    continue
                while status == 503 and time.monotonic() < end:  # told to come again
                    tally.retried += 1
                    time.sleep(0.2)
                    status, body = ask(url, query, 120)
                tally.good.append((time.perf_counter() - begun) * 1000)
                if status != 200 or len(body) != len(expected[query]):
                    tally.wrong.append(f"good query: {status}, {len(body)} bytes")
            except OSError as error:
                tally.wrong.append(f"{name or 'good query'}: {error!r}")

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def percentile(values: list[float], share: float) -> float:
    """The value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--hostile", type=int, default=10, help="every so-many-th request is hostile; 0 for none")
    parser.add_argument("--seconds", type=float, default=120)
    given = parser.parse_args()
    tally = run(given.url, given.requests, given.clients, given.hostile, given.seconds)
    print(json.dumps(vars(tally)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
