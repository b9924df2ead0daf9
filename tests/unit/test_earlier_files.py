"""Mission files written for an earlier release: read as they were, or refused with what to write instead.

``earlier-words.csv`` lists the facts and codes of the first release. It is never changed: whoever renames a fact gives the old
name a message of its own and lists it under ``CHANGED``.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import regolex
from regolex.errors import MissionError

KB = regolex.load()
HEAD = "mission: m\ntitle: M\n"

# what the first release took, the code with which it is refused now, and what the message says to write instead
CHANGED = {
    "about: nonsense": ("M106", "real or invented"),
    "on: not-a-day": ("M106", "a day such as 2026-01-31"),
    "sources: [1, {a: b}]": ("M106", "a text"),
    "expects: foo": ("M106", "flags: ..."),
    "facts: {crewed: {value: true, on: 2099-13-77}}": ("M106", "a day such as 2026-01-31"),
    "parties: {a: {controlling_party: b}, b: {controlling_party: a}}": ("M161", "Leave the fact out"),
}


def words() -> list[dict[str, str]]:
    with (Path(__file__).parent / "earlier-words.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_fact_of_the_first_release_still_takes_the_answers_it_took() -> None:
    facts = [row for row in words() if row["type"] != "code"]
    assert len(facts) == 297
    for row in facts:
        fact = KB.knowledge.facts[row["name"]]
        assert (fact.type, "many" if fact.many else "one", fact.of or "") == (row["type"], row["many"], row["of"])


def test_every_code_of_the_first_release_is_still_an_answer() -> None:
    codes = [row for row in words() if row["type"] == "code"]
    assert len(codes) > 100
    assert all(KB.knowledge.taxa[row["name"]].scheme == row["of"] for row in codes)


@pytest.mark.parametrize("line", CHANGED)
def test_what_is_taken_no_longer_is_refused_with_what_to_write_instead(tmp_path: Path, line: str) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(f"{HEAD}{line}\n", encoding="utf-8")
    with pytest.raises(MissionError) as caught:
        KB.read_mission(file)
    code, instead = CHANGED[line]
    problem = caught.value.problems[0]
    assert problem.code == code
    assert problem.line == HEAD.count("\n") + 1
    assert instead in f"{problem.expected} {problem.hint}", (problem.expected, problem.hint)
