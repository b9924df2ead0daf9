"""An interview in tests: begun on a mission, answered as an example file has it, and run to its end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import regolex
from regolex.interview import session as s
from regolex.interview.interview import TICK, Interview, Question
from regolex.missions.file import data as mission_data
from regolex.missions.mission import Mission

ROOT = Path(__file__).resolve().parents[2]
KB = regolex.load()
K = KB.knowledge
DAY = "2026-01-15"


def interview(mission: Mission | None = None, **how: Any) -> Interview:
    return Interview(KB.engine, s.begun(mission or s.blank(), K, on=DAY, **how))


def from_file(name: str) -> Callable[[Question], Any]:
    """Answers as an example file has them; what it does not say is not known."""
    data = mission_data(KB.read_mission(regolex.example(name)), K)

    def answer(question: Question) -> Any:
        if question.type == TICK:
            return [
                value
                for value, _ in question.choices
                if data[K.kinds[value.partition(":")[0]].list_name][value.partition(":")[2].partition(" ")[0]].get(
                    value.rpartition(".")[2]
                )
                is True
            ]
        kind, _, own = question.part.partition(":")
        items = data.get(K.kinds[kind].list_name) if kind != "mission" else {"": data["facts"]}
        if items is None:
            return s.DONT_KNOW
        if not question.fact:
            return {key: value.get("name", key) for key, value in items.items()}
        slug = question.fact.partition(".")[2]
        each = {part: items[part.partition(":")[2]].get(slug, s.DONT_KNOW) for part in question.parts}
        alike = all(one == next(iter(each.values())) for one in each.values())
        return items[own].get(slug, s.DONT_KNOW) if alike else each

    return answer


def run(talk: Interview, answer: Callable[[Question], Any], most: int = 400) -> list[tuple[str, str]]:
    asked = []
    while (question := talk.next()) and len(asked) < most:
        asked.append((question.part, question.fact))
        talk.answer(question, answer(question))
    assert len(asked) < most
    return asked
