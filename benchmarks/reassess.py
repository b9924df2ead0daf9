"""How long a re-assessment takes after one answer, against a full assessment and against pyshacl, in one run.

    python benchmarks/reassess.py [answers]

The largest example is assessed; then one answer after another is forgotten and given again. pyshacl validates the same
mission as RDF against simple shapes (how many values, which ones), which is less than a legal assessment. The ratios
count, never a bare time.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date

import pyshacl
import rdflib

import regolex
from regolex.assessment import assess
from regolex.incremental import Incremental
from regolex.mission import NOT_ASKED, Mission, plain_value
from regolex.model import Knowledge

DAY = date(2026, 1, 15)
ROUNDS = 5
E = rdflib.Namespace("https://example.org/")
SH = rdflib.SH


def clock(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def as_rdf(mission: Mission, knowledge: Knowledge) -> rdflib.Graph:
    """Every answer as one triple for each of its values."""
    graph = rdflib.Graph()
    for part, answers in mission.answers.items():
        graph.add((E[part], rdflib.RDF.type, E[part.partition(":")[0]]))
        for fact, answer in answers.items():
            value = None if answer.value is None else plain_value(answer.value, knowledge.facts[fact])
            for one in value if isinstance(value, list) else [] if value is None else [value]:
                graph.add((E[part], E[fact], rdflib.Literal(one)))
    return graph


def shapes(knowledge: Knowledge) -> rdflib.Graph:
    """One shape for each kind: how many values a fact has, and which ones where the list is closed."""
    graph = rdflib.Graph()
    for kind in knowledge.kinds:
        graph.add((E[f"shape-{kind}"], rdflib.RDF.type, SH.NodeShape))
        graph.add((E[f"shape-{kind}"], SH.targetClass, E[kind]))
    for fact in knowledge.facts.values():
        node = E[f"shape-{fact.id}"]
        graph.add((E[f"shape-{fact.kind}"], SH.property, node))
        graph.add((node, SH.path, E[fact.id]))
        if not fact.many:
            graph.add((node, SH.maxCount, rdflib.Literal(1)))
        if fact.type == "concept":
            allowed = [rdflib.Literal(t.slug) for t in knowledge.taxa.values() if t.scheme == fact.of]
            head = rdflib.BNode()
            rdflib.collection.Collection(graph, head, allowed)
            graph.add((node, SH["in"], head))
    return graph


def main(number: int) -> None:
    """Print medians and ratios."""
    kb = regolex.load()
    folder = regolex.example("nereus-water").parent
    missions = [kb.read_mission(path) for path in sorted(folder.glob("*.yaml"))]
    mission = max(missions, key=lambda m: sum(map(len, m.answers.values())))
    engine = kb.engine
    keys = [(part, fact) for part, answers in mission.answers.items() for fact in answers]
    chosen = random.Random(0).sample(keys, min(number, len(keys)))
    work = Incremental(engine, mission, on=DAY)
    graph, shape = as_rdf(mission, kb.knowledge), shapes(kb.knowledge)
    once = [sys.executable, "-c", "import regolex.assessment, rdflib"]
    full, shacl, floor, after = [], [], [], []
    for _ in range(ROUNDS):  # in turn, so that each of them sees the same machine
        full.append(clock(lambda: assess(engine, mission, on=DAY)))
        shacl.append(clock(lambda: pyshacl.validate(graph, shacl_graph=shape)))
        floor.append(clock(lambda: subprocess.run(once, check=True)))
        for part, fact in chosen[_::ROUNDS]:
            without = mission.with_answer(part, fact, NOT_ASKED)
            after.append(clock(lambda: work.change(without)))  # noqa: B023
            after.append(clock(lambda: work.change(mission)))
    base = statistics.median(after)
    print(f"{mission.id}: {len(keys)} answers, {len(work.assessment.findings)} findings, {len(engine.rules)} rules")
    rows = {
        "one answer changed, median": base,
        "one answer changed, 9 in 10 below": sorted(after)[int(len(after) * 0.9)],
        "full assessment": statistics.median(full),
        "pyshacl, shapes only": statistics.median(shacl),
        "starting Python with the imports": statistics.median(floor),
    }
    for name, value in rows.items():
        print(f"{name:36} {value:9.2f} ms {value / base:8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
