"""How many questions until no answer can change anything: by influence, in file order, and with the full questionnaire.

    python benchmarks/interview.py [generated missions]

Examples, precedents (where there are any) and generated missions are interviewed from an empty page. On small laws the order by
influence is held against the optimal tree, over every combination of answers.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import msgspec

import regolex
from regolex import model as m
from regolex import session as s
from regolex.engine import Engine
from regolex.findings import Finding
from regolex.interview import Asked, Interview, Question
from regolex.mission import NOT_ASKED, Answer, Mission
from regolex.mission_file import data as mission_data

DAY = date(2026, 1, 15)
KB = regolex.load()
K = KB.knowledge
ORDER = {fact: n for n, fact in enumerate(K.facts)}


class InFileOrder(Interview):
    """The same questions in the order of the files: what matters is asked and the rest skipped, without any weighing."""

    def rank(self, key: Asked, moved: float) -> float:
        """Lists first, then one fact after another."""
        return 1.0 if not key[1] else -ORDER[key[1]]

    def sooner(self, key: Asked, waiting_for: dict[Asked, list[Finding]]) -> Asked:
        """Nothing is weighed."""
        return key


def raw_answer(question: Question, data: dict[str, Any], seed: int) -> Any:
    """The answer of a mission; what it leaves open is made up, always the same for the same question."""
    kind, _, own = question.part.partition(":")
    items = {"": data["facts"]} if kind == "mission" else data.get(K.kinds[kind].list_name) or {}
    if not question.fact:
        return {key: value.get("name", key) for key, value in items.items()}
    given = items[own].get(question.fact.partition(".")[2])
    chance = random.Random(f"{seed} {question.part} {question.fact}")
    if (
        given is not None
        and not (isinstance(given, dict) and "unknown" in given)
        and (not seed or chance.random() < 0.7)
    ):
        return given
    if question.type == "boolean":
        return chance.random() < 0.5
    if question.choices:
        return chance.choice(question.choices)[0]
    if question.type == "state":
        return chance.choice(["LUX", "USA", "JPN", "AUS", "FRA"])
    return {"integer": 3, "decimal": 3, "date": "2026-06-01"}.get(question.type, {"does_not_arise": "none"})


def count(kind: type[Interview], data: dict[str, Any], seed: int) -> tuple[int, Mission]:
    """Questions asked until nothing can change, and the mission then."""
    talk = kind(KB.engine, s.begun(s.blank(), K, on=DAY.isoformat()))
    while question := talk.next():
        talk.answer(question, raw_answer(question, data, seed))
    return len(talk.session.steps), talk.work.mission


def questionnaire(mission: Mission) -> int:
    """Every list and every fact of every part."""
    parts = ["mission", *(part for parts in mission.parts.values() for part in parts)]
    facts = [f for f in K.facts.values() if not f.derived]
    return len(K.kinds) - 1 + sum(f.kind == part.partition(":")[0] for part in parts for f in facts)


def missions(generated: int) -> Iterator[tuple[str, dict[str, Any], int]]:
    """Name, answers, and the seed of what is made up: 0 where the file itself is followed."""
    files = sorted(regolex.example("x").parent.glob("*.yaml")) + sorted(
        (KB.folder / "corpus" / "precedents").glob("*.yaml")
    )
    for path in files:
        yield path.stem, mission_data(KB.read_mission(path), K), 0
    small = regolex.example("flyby-survey")
    for seed in range(1, generated + 1):
        yield f"generated {seed}", mission_data(KB.read_mission(small), K), seed


# --- the optimal tree ---

FACTS = (
    "activity.alters_orbit", "activity.consumes_whole_body", "activity.excludes_others", "activity.hazard_found",
    "activity.others_nearby",
)  # fmt: skip


def small_law(chance: random.Random, rules: int) -> Engine:
    """A few duties of one State over five yes-or-no facts; definitions as they are."""

    def leaf() -> m.Condition:
        return m.Compare(chance.choice(FACTS), ("subject",), "is", m.Operand("flag", flag=chance.random() < 0.5))

    def tree(depth: int) -> m.Condition:
        if depth == 0 or chance.random() < 0.2:
            return leaf()
        return chance.choice([m.All, m.Any])(tuple(tree(depth - 1) for _ in range(chance.choice([2, 3]))))

    kept = {rule.id: msgspec.structs.replace(rule, displaces=()) for rule in K.rules.values() if rule.defines}
    duty = K.rules["un/treaty/ost-1967/art-06-authorisation"]
    for n in range(rules):
        made = msgspec.structs.replace(
            duty, id=f"{duty.id}-{n}", test=tree(2), applies_when=tree(1), exceptions=(), readings_asked=()
        )
        kept[made.id] = made
    return Engine(msgspec.structs.replace(K, rules=kept))


def against_optimal(seed: int) -> tuple[float, float]:
    """Expected questions by influence and by the optimal tree, all answers alike likely."""
    chance = random.Random(seed)
    engine = small_law(chance, chance.choice([2, 3, 4]))
    mission = KB.read_mission(regolex.example("flyby-survey"))
    readings = {"appropriate-state": "P1"}
    part = mission.parts["activity"][0]
    for fact in FACTS:
        mission = mission.with_answer(part, fact, NOT_ASKED)
    talk = Interview(engine, s.begun(mission, K, on=DAY.isoformat(), readings=readings))

    @cache
    def at(state: tuple[bool | None, ...]) -> tuple[tuple[int, ...], int]:
        plan = mission
        for fact, value in zip(FACTS, state, strict=True):
            plan = plan.with_answer(part, fact, NOT_ASKED if value is None else Answer(value))
        talk.take(plan)
        question = talk.next()
        wanted = tuple(FACTS.index(key[1]) for key, (_, fs) in talk.wanted().items() if talk.matters(key, fs))
        return wanted, FACTS.index(question.fact) if question else -1

    def after(state: tuple[bool | None, ...], n: int, of: Any) -> float:
        return 1 + sum(of((*state[:n], value, *state[n + 1 :])) for value in (True, False)) / 2

    @cache
    def best(state: tuple[bool | None, ...]) -> float:
        return min((after(state, n, best) for n in at(state)[0]), default=0.0)

    @cache
    def ours(state: tuple[bool | None, ...]) -> float:
        return after(state, at(state)[1], ours) if at(state)[1] >= 0 else 0.0

    empty = (None,) * len(FACTS)
    return ours(empty), best(empty)


def main(generated: int) -> None:
    """Print the counts and the ratios."""
    print(f"{'mission':24} {'influence':>9} {'file order':>10} {'everything':>10} {'ratios':>12}")
    ratios = []
    for name, data, seed in missions(generated):
        ours, mission = count(Interview, data, seed)
        plain, _ = count(InFileOrder, data, seed)
        full = questionnaire(mission)
        ratios.append((plain / ours, full / ours))
        print(f"{name:24} {ours:9} {plain:10} {full:10} {plain / ours:6.2f} {full / ours:5.1f}", flush=True)
    medians = [statistics.median(column) for column in zip(*ratios, strict=True)]
    print(f"median: file order {medians[0]:.2f}, full questionnaire {medians[1]:.1f} times as many questions")
    trees = [against_optimal(seed) for seed in range(10)]
    trees = [(ours, best) for ours, best in trees if best]
    each = ", ".join(f"{ours:.2f}/{best:.2f}" for ours, best in trees)
    print(f"small laws, expected questions by influence / optimal tree: {each}")
    print(f"sum {sum(x for x, _ in trees) / sum(y for _, y in trees):.3f} times the optimal tree")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6)
