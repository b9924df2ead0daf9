"""How many questions until no answer can change anything: by influence, in file order, and with the full questionnaire.

    python benchmarks/interview.py [--missions NAME ...] [--drawn N] [--laws N] [--write]

Examples, precedents and drawn missions are interviewed from an empty page; both orders stop where nothing can change any
more. On small laws the questions are held against the optimal tree, over every combination of answers. ``--write`` puts the
tables into docs/measured, for `make docs`.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

import regolex
from regolex.engine.engine import Engine
from regolex.engine.findings import Finding
from regolex.interview import session as s
from regolex.interview.interview import Asked, Interview, Question
from regolex.law import model as m
from regolex.missions.file import data as mission_data
from regolex.missions.mission import NOT_ASKED, Answer, Mission

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the drawer of missions is part of the tests
from tests.properties.missions import Drawer

DAY = date(2026, 1, 15)
MEASURED = Path(__file__).resolve().parents[1] / "docs" / "measured"
_FEW_PARTS = 4  # of a drawn mission: with more, the interviews take hours
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


class Count(NamedTuple):
    """Questions asked until nothing can change, the mission then, and the CPU seconds to each next question."""

    questions: int
    mission: Mission
    seconds: list[float]


def count(kind: type[Interview], data: dict[str, Any], seed: int) -> Count:
    """Hold an interview; the time to a question is that of taking the answer before it and of choosing it."""
    talk = kind(KB.engine, s.begun(s.blank(), K, on=DAY.isoformat()))
    seconds = []
    before = time.process_time()
    while question := talk.next():
        seconds.append(time.process_time() - before)
        answer = raw_answer(question, data, seed)
        before = time.process_time()
        talk.answer(question, answer)
    return Count(len(seconds), talk.work.mission, seconds)


def questionnaire(mission: Mission) -> int:
    """Every list and every fact of every part."""
    parts = ["mission", *(part for parts in mission.parts.values() for part in parts)]
    facts = [f for f in K.facts.values() if not f.derived]
    return len(K.kinds) - 1 + sum(f.kind == part.partition(":")[0] for part in parts for f in facts)


def missions(names: list[str], drawn: int) -> Iterator[tuple[str, dict[str, Any], int]]:
    """Name, answers, and the seed of what is made up: 0 where the file itself is followed."""
    files = [*sorted(regolex.example("x").parent.glob("*.yaml")), *sorted(KB.folder.glob("corpus/precedents/*.yaml"))]
    for path in files:
        if not names or path.stem in names:
            yield path.stem, mission_data(KB.read_mission(path), K), 0
    drawer, seed = Drawer(K), 0
    while drawn > 0:
        seed += 1
        mission = drawer.mission(random.Random(seed))
        if sum(map(len, mission.parts.values())) <= _FEW_PARTS:
            drawn -= 1
            yield f"drawn {seed}", mission_data(mission, K), seed


# --- the optimal tree ---

FACTS = (
    "activity.alters_orbit", "activity.consumes_whole_body", "activity.excludes_others", "activity.hazard_found",
    "activity.others_nearby", "activity.military_installation", "activity.weapon_test",
)  # fmt: skip


def small_law(chance: random.Random, rules: int, facts: tuple[str, ...]) -> Engine:
    """A few duties of one State over some yes-or-no facts; definitions as they are."""

    def leaf() -> m.Condition:
        return m.Compare(chance.choice(facts), ("subject",), "is", m.Operand("flag", flag=chance.random() < 0.5))

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


def against_optimal(seed: int, number: int) -> tuple[float, float]:
    """Expected questions by influence and by the optimal tree over some facts, yes and no alike likely."""
    chance, facts = random.Random(seed), FACTS[:number]
    engine = small_law(chance, chance.choice([2, 3, 4]), facts)
    mission = KB.read_mission(regolex.example("flyby-survey"))
    readings = {"appropriate-state": "P1"}
    part = mission.parts["activity"][0]
    for fact in facts:
        mission = mission.with_answer(part, fact, NOT_ASKED)
    talk = Interview(engine, s.begun(mission, K, on=DAY.isoformat(), readings=readings))

    @cache
    def at(state: tuple[bool | None, ...]) -> tuple[tuple[int, ...], int]:
        plan = mission
        for fact, value in zip(facts, state, strict=True):
            plan = plan.with_answer(part, fact, NOT_ASKED if value is None else Answer(value))
        talk.take(plan)
        question = talk.next()
        wanted = tuple(facts.index(key[1]) for key, (_, fs) in talk.candidates().items() if talk.matters(key, fs))
        return wanted, facts.index(question.fact) if question else -1

    def after(state: tuple[bool | None, ...], n: int, of: Any) -> float:
        return 1 + sum(of((*state[:n], value, *state[n + 1 :])) for value in (True, False)) / 2

    @cache
    def best(state: tuple[bool | None, ...]) -> float:
        return min((after(state, n, best) for n in at(state)[0]), default=0.0)

    @cache
    def ours(state: tuple[bool | None, ...]) -> float:
        return after(state, at(state)[1], ours) if at(state)[1] >= 0 else 0.0

    empty = (None,) * number
    return ours(empty), best(empty)


# --- the tables ---


def of_mission(one: tuple[str, dict[str, Any], int]) -> tuple[str, int, int, int, list[float]]:
    """Name, questions by influence and in file order, questions of the full questionnaire, CPU seconds to each question."""
    name, data, seed = one
    ours, plain = count(Interview, data, seed), count(InFileOrder, data, seed)
    return name, ours.questions, plain.questions, questionnaire(ours.mission), ours.seconds


def of_missions(names: list[str], drawn: int) -> Iterator[str]:
    """One row for each mission, and the medians."""
    yield "| Mission | questions | in file order | full questionnaire | file order / ours | full / ours | median ms | 95 % ms |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    ratios, all_seconds = [], []
    with Pool(2) as pool:
        for name, asked, plain, full, seconds in pool.imap(of_mission, missions(names, drawn)):
            ratios.append((plain / max(asked, 1), full / max(asked, 1)))
            all_seconds += seconds
            times = " | ".join(f"{1000 * t:.0f}" for t in _middle_and_most(seconds))
            yield f"| {name} | {asked} | {plain} | {full} | {ratios[-1][0]:.2f} | {ratios[-1][1]:.1f} | {times} |"
    middle = [statistics.median(column) for column in zip(*ratios, strict=True)]
    times = " | ".join(f"{1000 * t:.0f}" for t in _middle_and_most(all_seconds))
    yield f"| median of {len(ratios)} | | | | {middle[0]:.2f} | {middle[1]:.1f} | {times} |"


def of_laws(number: int, seeds: Iterable[int]) -> Iterator[str]:
    """One row for each small law, and the sum."""
    yield f"| Law over {number} facts | expected questions | optimal tree | ratio |"
    yield "| --- | ---: | ---: | ---: |"
    total = [0.0, 0.0]
    worst = 0.0
    for seed in seeds:
        ours, best = against_optimal(seed, number)
        if best:
            total = [total[0] + ours, total[1] + best]
            worst = max(worst, ours / best)
            yield f"| seed {seed} | {ours:.3f} | {best:.3f} | {ours / best:.3f} |"
    yield f"| sum (worst {worst:.3f}) | {total[0]:.3f} | {total[1]:.3f} | {total[0] / total[1]:.3f} |"


def _middle_and_most(seconds: list[float]) -> tuple[float, float]:
    ranked = sorted(seconds) or [0.0]
    return ranked[len(ranked) // 2], ranked[int(0.95 * (len(ranked) - 1))]


def written(name: str, rows: list[str], command: str) -> None:
    """Record a table for the documents, with the command that made it."""
    table = "\n".join(rows)
    (MEASURED / f"interview-{name}.txt").write_text(f"`{command}`\n\n{table}\n", encoding="utf-8")


def main() -> None:
    """Print the tables as they grow, and write them where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missions", nargs="*", help="only these examples and precedents; NONE for none")
    parser.add_argument("--drawn", type=int, default=4, help="missions drawn from the vocabulary")
    parser.add_argument("--laws", type=int, default=20, help="small laws over five facts; a quarter as many over seven")
    parser.add_argument("--write", action="store_true", help="into docs/measured, for `make docs`")
    chosen = parser.parse_args()
    tables = {
        "missions": of_missions(chosen.missions or [], chosen.drawn) if chosen.missions != ["NONE"] else None,
        "five": of_laws(5, range(chosen.laws)) if chosen.laws else None,
        "seven": of_laws(7, range(chosen.laws // 4)) if chosen.laws else None,
    }
    for name, table in tables.items():
        rows = []
        for row in table or ():
            print(row, flush=True)
            rows.append(row)
        if chosen.write and rows:
            written(name, rows, " ".join(["python", "benchmarks/interview.py", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
