"""A campaign of generated missions on which the evaluator and the logic program are compared, every rule both ways.

    python -m regolex.checks.campaign --missions 10000 --record docs/measured/second-opinion.json

For each rule and each of its possible results, missions are drawn that show it, today and on a day around a change of the law;
each is compared whole and once more with answers and lists forgotten. Exit code 1 where the two disagree or where a
result was not reached. Needs the extra ``analysis`` (clingo).
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from regolex.checks.goals import goals
from regolex.checks.second_opinion import Disagreement, Judge, translated
from regolex.checks.witness import PARTS, template
from regolex.engine.engine import Engine
from regolex.law import model as m
from regolex.law.wording import counted
from regolex.missions.mission import NOT_ASKED, Answer, Mission

SIZES: tuple[dict[str, int], ...] = (PARTS, dict.fromkeys(PARTS, 2))
FIRST_DAY = date(1967, 1, 1)


class Campaign(msgspec.Struct):
    """The scope and the outcome of a campaign.

    ``asked`` is the number of missions asked for, ``results`` counts those drawn for each goal, ``instruments`` has for each
    work the goals set and reached.
    """

    on: date
    asked: int
    missions: int = 0
    rules: int = 0
    days: int = 0
    results: Counter[str] = msgspec.field(default_factory=Counter)
    instruments: dict[str, list[int]] = msgspec.field(default_factory=dict)
    missed: list[str] = msgspec.field(default_factory=list)
    wrong: list[Disagreement] = msgspec.field(default_factory=list)

    @property
    def goals(self) -> int:
        """The number of results to reach."""
        return sum(goals for goals, _ in self.instruments.values())

    def record(self) -> dict[str, Any]:
        """The figures, for a document: plain values in a fixed order."""
        words: Counter[str] = Counter()
        for goal, count in self.results.items():
            words[_word(goal)] += count
        return {
            "on": self.on.isoformat(),
            "asked": self.asked,
            "missions": self.missions,
            "days": self.days,
            "rules": self.rules,
            "goals": self.goals,
            "reached": self.goals - len(self.missed),
            "disagreements": len(self.wrong),
            "not_reached": self.missed,
            "results": dict(sorted(words.items())),
            "instruments": {work: self.instruments[work] for work in sorted(self.instruments)},
        }

    def text(self) -> str:
        """The outcome as text."""
        lines = [
            f"{self.missions} missions on {self.days} days, each whole and once more with answers forgotten",
            f"{self.goals - len(self.missed)} of {self.goals} results of {self.rules} rules reached",
            *(f"  not reached: {goal}" for goal in self.missed),
            counted(len(self.wrong), "disagreement"),
            *(f"  {item}" for item in self.wrong[:20]),
        ]
        return "\n".join(lines)


def campaign(
    engine: Engine,
    *,
    on: date,
    missions: int,
    rules: Iterable[str] | None = None,
    seed: int = 1,
    tell: Callable[[str], None] = lambda _: None,
) -> Campaign:
    """Draw at least so many missions, evenly over the results of the rules, and compare the two on each.

    The same arguments give the same missions. ``tell`` is called for each instrument when it is done.
    """
    knowledge = engine.knowledge
    names = sorted(knowledge.rules) if rules is None else sorted(rules)
    wanted = {name: goals(knowledge, knowledge.rules[name]) for name in names}
    share = max(3, missions // sum(map(len, wanted.values())) + 2)  # some results cannot be reached on some days
    sweep = change_days(knowledge, on)
    found = Campaign(on, missions, rules=len(names))
    days = {on}
    for n, name in enumerate(names):
        work = knowledge.rules[name].work
        judge = translated(engine, name)
        entry = found.instruments.setdefault(work, [0, 0])
        for goal in wanted[name]:
            chance = random.Random(f"{seed} {goal}")
            past = chance.choice(sweep)
            some = _drawn(found, judge, goal, past, share // 3, chance)
            days |= {past} if some else set()
            some += _drawn(
                found, judge, goal, on, share - some, chance
            )  # law that was not in force in the past is tried today
            entry[0] += 1
            if some or _drawn(found, judge, goal, on, 1, chance, SIZES[1]):
                entry[1] += 1
            else:
                found.missed.append(goal)
        if n + 1 == len(names) or knowledge.rules[names[n + 1]].work != work:
            tell(
                f"{work}: {entry[1]} of {entry[0]} results; {found.missions} missions, "
                f"{counted(len(found.wrong), 'disagreement')}"
            )
    found.days = len(days)
    return found


def _drawn(
    found: Campaign,
    judge: Judge,
    goal: str,
    on: date,
    count: int,
    chance: random.Random,
    counts: dict[str, int] | None = None,
) -> int:
    """Draw and compare missions that reach a goal on a day; return how many there were."""
    counts = counts or SIZES[chance.random() < 0.1]
    number = 0
    for mission, _ in judge.ways(template(counts), on).each(count, chance.randrange(10**6), goal):
        number += 1
        found.wrong += judge.compare(mission, on, complete=True)[0]
        partial = forgetful(mission, chance, chance.choice((0.1, 0.3, 0.6)))
        found.wrong += judge.compare(partial, on, complete=False)[0]
    found.missions += number
    found.results[goal] += number
    return number


def forgetful(mission: Mission, chance: random.Random, share: float) -> Mission:
    """The same mission with some answers forgotten, and occasionally a whole list to which no answer refers."""
    answers = {
        part: {fact: NOT_ASKED if chance.random() < share else answer for fact, answer in known.items()}
        for part, known in mission.answers.items()
    }
    parts = dict(mission.parts)
    for kind, members in mission.parts.items():
        if chance.random() < share / 2 and not _pointed_at(answers, members):
            del parts[kind]
            answers = {part: known for part, known in answers.items() if part not in members}
    return msgspec.structs.replace(mission, parts=parts, answers=answers)


def _pointed_at(answers: dict[str, dict[str, Answer]], members: tuple[str, ...]) -> bool:
    given = (answer.value for known in answers.values() for answer in known.values())
    return any(not set(members).isdisjoint(v if isinstance(v, tuple) else (v,)) for v in given)


def change_days(knowledge: m.Knowledge, on: date) -> list[date]:
    """The day before, the day and the day after each beginning or end of a law, up to a day."""
    changes: set[date] = set()
    for instrument in knowledge.instruments.values():
        for day in (instrument.in_force, instrument.ended):
            changes |= {day.not_before, day.not_after} if day else set()
    past = [change for change in changes if FIRST_DAY < change < on]
    return sorted({change + timedelta(days=n) for change in past for n in (-1, 0, 1)})


def _word(goal: str) -> str:
    if goal.startswith("result"):
        return goal.split(",")[4].replace("_", "-")
    return "does-not-hold" if goal.startswith("not ") else "holds"


def main(argv: list[str] | None = None) -> int:
    """Run a campaign from the command line."""
    import argparse

    from regolex.knowledge import load

    parser = argparse.ArgumentParser(prog="python -m regolex.checks.campaign", description=__doc__)
    parser.add_argument("--missions", type=int, default=10_000, help="minimum number of missions (default %(default)s)")
    parser.add_argument("--on", type=date.fromisoformat, default=date.today(), help="the day of most missions")
    parser.add_argument("--rules", default="", help="only rules whose id contains this")
    parser.add_argument("--record", type=Path, help="file to which the figures are written as JSON")
    options = parser.parse_args(argv)
    engine = load().engine
    rules = [name for name in engine.knowledge.rules if options.rules in name]
    found = campaign(
        engine, on=options.on, missions=options.missions, rules=rules, tell=lambda line: print(line, flush=True)
    )
    print(found.text())
    if options.record:
        text = msgspec.json.format(msgspec.json.encode(found.record()), indent=2).decode()
        options.record.write_text(text + "\n", encoding="utf-8")
    return 1 if found.wrong or found.missed else 0


if __name__ == "__main__":
    sys.exit(main())
