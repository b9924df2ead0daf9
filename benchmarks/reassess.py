"""How long a re-assessment takes after one answer: against a full one, clingo and pyshacl, in one run on one machine.

    python benchmarks/reassess.py [--rounds 5] [--out FILE]

The largest example is assessed; then each answer is forgotten and given again. clingo grounds and solves the same mission under
the same rules, as the second opinion translates them: what holds in every completion and what in some. pyshacl validates the
mission as RDF against simple shapes (how many values, which ones), which is less than a legal assessment. Everything is
measured in turn, round by round, so that each sees the same machine, and in processor time, which on a machine at rest is the
time one waits; the ratios count, never a bare time. With ``--out`` the figures are written as JSON, from which the documents
take them.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pyshacl
import rdflib

import regolex
from regolex.engine.assessment import assess
from regolex.engine.incremental import Incremental
from regolex.law.model import Knowledge
from regolex.missions.mission import NOT_ASKED, Mission, plain_value
from regolex.solving.answer_sets import Program, program
from regolex.solving.completions import Completions
from regolex.solving.settle import reading_choices

DAY = date(2026, 1, 15)
E = rdflib.Namespace("https://example.org/")
SH = rdflib.SH


def clock(work: Callable[[], object]) -> float:
    """Milliseconds of processor time of one call, with the processes it waits for."""
    start = os.times()
    begun = time.process_time()
    work()
    spent, end = time.process_time() - begun, os.times()
    children = end.children_user + end.children_system - start.children_user - start.children_system
    return (spent + children) * 1000


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


class Clingo:
    """The rules of a knowledge base and a mission as logic programs, with the milliseconds of each step."""

    def __init__(self, knowledge: Knowledge, mission: Mission) -> None:
        self.knowledge = knowledge
        self.mission = mission
        self.duties = [name for name, rule in knowledge.rules.items() if not rule.defines]

    def together(self) -> tuple[float, float, float]:
        """All rules in one program, under one reading of every question: translating, grounding, solving."""
        return self._timed(list(self.knowledge.rules), lambda law: [readings_once(law)])

    def one_by_one(self) -> tuple[float, float, float]:
        """Each rule with what it rests on, under all readings it depends on: the sums over all rules."""
        steps = [self._timed([name], reading_choices) for name in self.duties]
        return sum(s[0] for s in steps), sum(s[1] for s in steps), sum(s[2] for s in steps)

    def _timed(
        self, rules: list[str], choices: Callable[[Program], list[dict[str, str]]]
    ) -> tuple[float, float, float]:
        times = [time.process_time()]
        law = program(self.knowledge, rules)
        ways = Completions(law, self.mission, DAY, choices(law))
        times.append(time.process_time())
        control = ways.control("--enum-mode=brave", "--models=0")
        times.append(time.process_time())
        with control.solve(yield_=True) as handle:
            if not sum(1 for _ in handle):
                raise SystemExit(f"no completion at all: {rules}")
        times.append(time.process_time())
        translating, grounding, solving = ((after - before) * 1000 for before, after in pairwise(times))
        return translating, grounding, solving


def readings_once(law: Program) -> dict[str, str]:
    """The first reading that is tried of every question: all combinations of all questions are too many for one program."""
    questions = law.knowledge.questions
    return {name: next(r.id for r in questions[name].readings if r.weight != "fringe") for name in law.questions}


def changes(mission: Mission) -> list[tuple[str, Mission]]:
    """Every answer forgotten, by what was forgotten."""
    keys = [(part, fact) for part, answers in mission.answers.items() for fact in answers]
    return [(f"{fact} of {part}", mission.with_answer(part, fact, NOT_ASKED)) for part, fact in keys]


def main(rounds: int, out: Path | None) -> None:
    """Print medians and ratios."""
    kb = regolex.load()
    folder = regolex.example("nereus-water").parent
    missions = [kb.read_mission(path) for path in sorted(folder.glob("*.yaml"))]
    mission = max(missions, key=lambda m: sum(map(len, m.answers.values())))
    engine = kb.engine
    work = Incremental(engine, mission, on=DAY)
    graph, shape = as_rdf(mission, kb.knowledge), shapes(kb.knowledge)
    clingo = Clingo(kb.knowledge, mission)
    once = [sys.executable, "-c", "import regolex.engine.assessment, rdflib"]
    full, shacl, floor, together, alone = [], [], [], [], []
    after: dict[str, list[float]] = {}
    for _ in range(rounds):
        full.append(clock(lambda: assess(engine, mission, on=DAY)))
        shacl.append(clock(lambda: pyshacl.validate(graph, shacl_graph=shape)))
        floor.append(clock(lambda: subprocess.run(once, check=True)))
        for what, without in changes(mission):
            after.setdefault(f"{what}, forgotten", []).append(clock(lambda: work.change(without)))  # noqa: B023
            after.setdefault(f"{what}, given", []).append(clock(lambda: work.change(mission)))
        together.append(clingo.together())
        alone.append(clingo.one_by_one())
    median = {what: statistics.median(times) for what, times in after.items()}
    base = statistics.median(median.values())
    worst = max(median, key=lambda what: median[what])
    rows = {
        "one answer changed, median of all": base,
        "one answer changed, 9 in 10 below": sorted(median.values())[int(len(median) * 0.9)],
        "one answer changed, the worst": median[worst],
        "full assessment": statistics.median(full),
        "pyshacl, shapes only": statistics.median(shacl),
        "starting Python with the imports": statistics.median(floor),
    }
    for name, runs in (("all rules at once", together), ("rule by rule", alone)):
        for n, step in enumerate(("translating", "grounding", "solving")):
            rows[f"clingo, {name}: {step}"] = statistics.median(run[n] for run in runs)
        rows[f"clingo, {name}: grounding and solving"] = statistics.median(run[1] + run[2] for run in runs)
    done = {
        "mission": mission.id,
        "answers": len(median) // 2,
        "findings": len(work.assessment.findings),
        "rules": len(engine.rules),
        "rounds": rounds,
        "below_10_ms": round(sum(spent < 10 for spent in median.values()) / len(median), 4),
        "worst": worst,
        "knowledge": kb.knowledge.hash[:12],
        "rows": [{"what": what, "ms": round(ms, 2), "ratio": round(ms / base, 2)} for what, ms in rows.items()],
    }
    for name, value in done.items():
        if name != "rows":
            print(f"{name}: {value}")
    for what, ms in rows.items():
        print(f"{what:48} {ms:9.2f} ms {ms / base:8.1f}")
    if out:
        out.write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    main(given.rounds, given.out)
