"""The law changed: whom does it hit? A letter for each mission, and one line for those that nothing touches."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import msgspec
import pytest

import regolex
from regolex.alternatives import watch as w
from regolex.alternatives.revisions import revisions
from regolex.errors import EvaluationError
from regolex.knowledge import KnowledgeBase
from regolex.law import model as m

KB = regolex.load()
K = KB.knowledge
SINCE, ON = date(2025, 2, 1), date(2026, 1, 15)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("nereus-water", "flyby-survey"):
        shutil.copy(regolex.example(name), tmp_path / f"{name}.yaml")
    return tmp_path


def letters(
    folder: Path, since: date = SINCE, on: date = ON, before: KnowledgeBase | None = None
) -> dict[str, w.Letter]:
    return {
        one.difference.mission: one for one in w.watch(KB, w.mission_paths(folder), since=since, on=on, before=before)
    }


def test_a_regulation_that_entered_into_force_touches_the_mission_it_binds_and_no_other(folder: Path) -> None:
    found = letters(folder)
    assert found["nereus-water"].touched
    assert not found["flyby-survey"].touched
    assert any("A302" in cause.says for cause in found["nereus-water"].causes)
    assert any("space-resources-fees-2025" in move.seen.rule for move in found["nereus-water"].difference.moves)


def test_a_letter_is_short_says_to_whom_and_what_changes(folder: Path) -> None:
    text = w.as_text(list(letters(folder).values()))
    assert "To Nereus Water S.A." in text
    assert "What that changes for your plan:" in text
    assert "Nothing changes for: Fly-by survey" in text
    assert text.splitlines()[-1] == "1 of 2 missions is touched."
    assert len(text.splitlines()) < 40


def test_on_one_day_nothing_changes(folder: Path) -> None:
    assert not any(one.touched for one in letters(folder, ON, ON).values())


def test_causes_lie_after_the_last_look_and_not_after_the_day(folder: Path) -> None:
    assert all(SINCE < cause.day <= ON for one in letters(folder).values() for cause in one.causes)


def test_days_the_wrong_way_round_are_refused(folder: Path) -> None:
    with pytest.raises(EvaluationError, match="lies before"):
        letters(folder, ON, SINCE)


def test_every_letter_is_plain_values(folder: Path) -> None:
    for one in letters(folder).values():
        assert json.loads(json.dumps(w.as_json(one)))["touched"] == one.touched


def test_a_mission_that_cannot_be_read_is_told_and_never_passed_over(folder: Path) -> None:
    (folder / "broken.yaml").write_text("mission: broken\ntitle: x\nfacts: {purpse: x}\n", encoding="utf-8")
    found = letters(folder)
    assert found["broken"].difference.problem
    assert "cannot be assessed" in w.as_text(list(found.values()))


# --- versions of the knowledge ---


def without_a_rule(rule: str) -> m.Knowledge:
    return msgspec.structs.replace(K, rules={name: item for name, item in K.rules.items() if name != rule})


def test_the_same_knowledge_has_no_revisions() -> None:
    assert revisions(K, K) == []


def test_each_sort_of_change_of_the_knowledge_is_said() -> None:
    rule = "un/treaty/ost-1967/art-11-information"
    old = without_a_rule(rule)
    first, *rest = K.participation
    parameter = next(iter(K.parameters))
    question = next(iter(K.questions))
    instrument = next(iter(K.instruments))

    def less(table: dict, key: str) -> dict:
        return {name: item for name, item in table.items() if name != key}

    old = msgspec.structs.replace(
        old, participation=tuple(rest), parameters=less(K.parameters, parameter), questions=less(K.questions, question),
        instruments=less(K.instruments, instrument),
    )  # fmt: skip
    found = {(one.kind, one.what) for one in revisions(old, K)}
    assert found >= {
        ("rule", rule), ("amount", parameter), ("reading", question), ("law", instrument),
        ("membership", f"{first.participant} {first.work}"),
    }  # fmt: skip
