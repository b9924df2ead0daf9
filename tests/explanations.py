"""Explanations checked against the proofs they tell, by code that shares nothing with the code that explains."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import regolex
from regolex.alternatives.whatif import Change, WhatIf, state_of, tried_again, what_if
from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.proof import Proof
from regolex.knowledge import KnowledgeBase
from regolex.missions.mission import Mission
from regolex.report import explain
from tests.conftest import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
PRECEDENTS = sorted((ROOT / "corpus/precedents").glob("*.yaml"))
MISSIONS = [*EXAMPLES, *PRECEDENTS]
# what every run looks at; the long suite looks at all of them
SAMPLE = [*EXAMPLES, *sorted(random.Random(20261122).sample(PRECEDENTS, 5))]


@cache
def knowledge() -> KnowledgeBase:
    return regolex.load(ROOT)


@cache
def assessed(path: Path) -> Assessment:
    mission = knowledge().read_mission(path)
    return knowledge().assess(mission, on=date.fromisoformat(mission.on or "2026-01-15"))


def clauses(proof: Proof) -> Iterator[Proof]:
    yield proof
    for part in proof.parts:
        yield from clauses(part)


def named_in(f: Finding) -> set[str]:
    """Identities of every fact and provision of a finding's proofs, found without the code that explains them."""
    rules = knowledge().knowledge.rules
    found = {c.provision for c in f.rule.cites}
    for _, proof in f.because:
        for clause in clauses(proof):
            found |= {f"{u.part} {u.fact}" if u.fact else f"{u.part} list" for u in clause.facts}
            if clause.word == "exception":
                found.add(clause.note)
            if clause.word == "condition" and (rests_on := knowledge().knowledge.conditions[clause.about].provision):
                found.add(rests_on)
            if clause.word in ("definition", "displaced-by", "arises-from-breach"):
                found |= {c.provision for rule in clause.about.split(", ") for c in rules[rule].cites}
    return found


def proofs_told_otherwise(a: Assessment, findings: Iterable[Finding]) -> list[str]:
    """The findings whose full proof names something else than the proof does, or less, in some format."""
    return [f"{f.rule.id} {f.bearer} {f.subject}" for f in findings if _told(a, f) != [named_in(f)] * 4]


def _told(a: Assessment, f: Finding) -> list[set[str]]:
    e = explain.explain(a, f, "proof")
    marked = re.sub(r"\\([^A-Za-z0-9\s])", r"\1", explain.markdown(a, e))  # as a reader of Markdown sees it
    pages = (explain.text(a, e), marked, html.unescape(explain.html(a, e)))
    steps = [step for _, rows in e.cases for step in rows]
    provisions = {p for s in steps for p in s.provisions} | set(e.cites)
    facts = {explain.identity(used) for s in steps for used in s.facts}
    return [*(set(re.findall(r"\[([^\]]*)\]", page)) for page in pages), provisions | facts]


def chains_told_otherwise(a: Assessment, findings: Iterable[Finding]) -> list[str]:
    """The findings whose chain names something that the proof does not."""
    wrong = []
    for f in findings:
        wanted = named_in(f)
        for _, steps in explain.explain(a, f, "chain").cases:
            named = {p for s in steps for p in s.provisions} | {
                explain.identity(used) for s in steps for used in s.facts
            }
            if not named <= wanted:
                wrong.append(f"{f.rule.id} {f.bearer} {f.subject}: {sorted(named - wanted)}")
    return wrong


# --- what would change it ---


def mission_with(a: Assessment, changes: tuple[Change, ...]) -> Mission:
    mission = a.mission
    for change in changes:
        mission = change.made(mission)
    return mission


def sets(w: WhatIf) -> list[tuple[str, tuple[Change, ...]]]:
    return [(reached.result, changes) for reached in w.reached for changes in reached.sets]


def not_changed(a: Assessment, findings: Iterable[Finding], *, largest: int, trials: int) -> tuple[list[str], int]:
    """What is said to change a finding and does not change it to that, and how many sets of changes were said to."""
    engine, wrong, number = knowledge().engine, [], 0
    for f in findings:
        for result, changes in sets(what_if(engine, a, f, largest=largest, trials=trials)):
            number += 1
            again = state_of(tried_again(engine, a, f, mission_with(a, changes)))
            if not again == result != state_of(f):
                wrong.append(f"{f.rule.id} {f.bearer} {f.subject}: {result} promised, {again} after {changes}")
    return wrong, number
