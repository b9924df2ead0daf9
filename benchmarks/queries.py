"""Every competency question on the full graph: Oxigraph against rdflib's own engine in memory, in one run.

    python benchmarks/queries.py [--seconds 20] [--out FILE]

Two missions and their assessments are added to the knowledge. rdflib answers in a process of its own, because it
cannot be stopped inside one; after the given seconds it is ended, and the table says so. Loading is not counted. The
ratios count, never a bare time. With ``--out`` the figures are written as JSON, from which the documents take them.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import time
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import regolex
from regolex.graph.competency import named_queries
from regolex.graph.dataset import ontology_quads, quads
from regolex.graph.export import beside
from regolex.graph.query import Graph
from regolex.graph.sparql_text import read

MISSIONS = {"nereus-water": date(2026, 1, 15), "astroforge-odin": date(2025, 2, 20)}


def by_rdflib(pipe: Connection, triples: str) -> None:
    """Answer the queries that come along a pipe with the number of rows and the seconds taken."""
    import rdflib

    graph = rdflib.Graph()
    graph.parse(data=triples, format="nt")
    pipe.send(len(graph))
    while True:
        text = pipe.recv()
        start = time.perf_counter()
        try:
            rows = len(list(graph.query(text)))
        except Exception as error:  # an engine's own limits are a result of the comparison
            pipe.send((repr(error)[:80], 0.0))
            continue
        pipe.send((rows, time.perf_counter() - start))


class Rdflib:
    """A process with the graph in rdflib's memory; ended and restarted when it takes too long."""

    def __init__(self, triples: str, seconds: float) -> None:
        self.triples, self.seconds = triples, seconds
        self.start()

    def start(self) -> None:
        """Load the graph; the time for that is not counted."""
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("spawn").Process(
            target=by_rdflib, args=(other, self.triples), daemon=True
        )
        self.process.start()
        self.size = self.pipe.recv()

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.join()

    def answer(self, text: str) -> tuple[Any, float] | None:
        """Rows and seconds; None where it gave up."""
        self.pipe.send(text)
        if self.pipe.poll(self.seconds):
            rows, taken = self.pipe.recv()
            return rows, taken
        self.stop()
        self.start()
        return None


def by_oxigraph(graph: Graph, text: str) -> tuple[int, float]:
    """Rows and the median of some runs."""
    taken = []
    rows = 0
    accepted = read(text)  # whether a query is refused is asked before either engine sees it
    for _ in range(5):
        start = time.perf_counter()
        rows = sum(1 for _ in graph.evaluate(text, accepted))  # type: ignore[union-attr]
        taken.append(time.perf_counter() - start)
    return rows, statistics.median(taken)


def main(seconds: float, out: Path | None) -> None:
    """Print the table, and write the figures where asked."""
    kb = regolex.load()
    graph = Graph(kb)
    more = [quad for name, day in MISSIONS.items() for quad in beside(kb.assess(regolex.example(name), on=day))]
    graph.include(more)
    statements = {quad.triple for quad in (*quads(kb.knowledge), *ontology_quads(kb.folder), *more)}
    peer = Rdflib("".join(f"{triple} .\n" for triple in statements), seconds)
    rows = []
    print(f"{peer.size} triples")
    print(f"{'question':36} {'rows':>6} {'Oxigraph ms':>12} {'rdflib ms':>12} {'ratio':>8}")
    for name, question in named_queries(kb.folder).items():
        count, fast = by_oxigraph(graph, question.text)
        found = peer.answer(question.text)
        row: dict[str, Any] = {"question": name, "rows": count, "oxigraph_ms": round(fast * 1000, 2)}
        if found is None:
            row["rdflib"] = f"gave up after {seconds:g} s"
        elif not isinstance(found[0], int):
            row["rdflib"] = found[0]
        else:
            row |= {"rdflib_ms": round(found[1] * 1000, 1), "ratio": round(found[1] / fast, 1)}
            if found[0] != count:
                row["rdflib"] = f"{found[0]} rows"
        rows.append(row)
        shown = row.get("rdflib") or f"{row['rdflib_ms']:.1f}"
        print(f"{name:36} {count:6} {fast * 1000:12.2f} {shown:>12} {row.get('ratio', ''):>8}", flush=True)
    peer.stop()
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        done = {"triples": peer.size, "seconds": seconds, "knowledge": kb.knowledge.hash[:12], "rows": rows}
        out.write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    main(given.seconds, given.out)
