"""What is handed out as JSON fits its published schema: every example and precedent, on its answers alone and with all sets."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from regolex.knowledge import KnowledgeBase
from regolex.law.source import read
from regolex.missions import file as mission_file
from regolex.missions.adopting import ALL, on_terms
from regolex.report.published import dumps, to_json
from regolex.report.schemas import schema

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "examples").glob("*.yaml"), *(ROOT / "corpus" / "precedents").glob("*.yaml")])
SETS = pytest.mark.parametrize("sets", [[], [ALL]], ids=["on-the-answers-alone", "with-all-sets"])
EACH = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@cache
def validator(name: str, kb: KnowledgeBase) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(name, kb.knowledge))


def plain(value: Any) -> Any:
    """A value of a mission file as JSON has it."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if value.__class__.__name__ == "Decimal" else value


@EACH
def test_every_mission_file_fits_the_published_schema(kb: KnowledgeBase, path: Path) -> None:
    validator("mission", kb).validate(plain(read(path, path.name, "M").data))


@EACH
@SETS
def test_a_mission_written_with_its_terms_fits_the_published_schema(
    kb: KnowledgeBase, path: Path, sets: list[str]
) -> None:
    mission = on_terms(kb.read_mission(path), kb.knowledge, sets)
    validator("mission", kb).validate(plain(mission_file.data(mission, kb.knowledge)))


@EACH
@SETS
def test_every_assessment_fits_the_published_schema(kb: KnowledgeBase, path: Path, sets: list[str]) -> None:
    mission = kb.read_mission(path)
    a = kb.assess(mission, on=date.fromisoformat(mission.on or "2026-01-15"), assume=sets)
    published = json.loads(dumps(to_json(a)))
    validator("assessment", kb).validate(published)
    ids = {q["id"] for q in published["questions"]}
    for f in published["findings"]:
        assert set(f["questions"]) <= ids
        for word in f["by_reading"].values():
            assert word == {"open_on": f["questions"]} or word in [b["result"] for b in f["because"]]
