"""`regolex scaffold` writes files that load, pass and say what to replace; and they do not stay as they are."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from regolex.checks import cases
from regolex.checks.check import check
from regolex.commands.cli import app
from regolex.engine.engine import Engine
from regolex.errors import KnowledgeError
from regolex.knowledge import KnowledgeBase, compile_folder
from regolex.law.scaffold import scaffold
from regolex.missions.mission import mission_from_data
from tests.conftest import ROOT

WORK = "nat/xaa/some-act-2026"
LEFT = re.compile(r"\(replace\)|regolex scaffold")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A knowledge folder with our words and no law."""
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    return tmp_path


def cases_of(folder: Path) -> list[cases.CaseResult]:
    engine = Engine(compile_folder(folder, ""))
    return [result for file in sorted(folder.glob("tests/cases/**/*.yaml")) for result in cases.run_file(file, engine)]


def test_the_first_files_load_pass_every_check_and_their_own_cases(folder: Path) -> None:
    written = scaffold(WORK, folder)
    assert len(written) <= 8
    assert check(folder)[0] == []
    results = cases_of(folder)
    assert len(results) > 10
    assert [str(result) for result in results if not result.passed] == []


def test_the_new_law_appears_in_the_report_of_a_plan(folder: Path) -> None:
    scaffold(WORK, folder, dated=date(2026, 5, 1))
    kb = KnowledgeBase(compile_folder(folder, ""), folder)
    plan = {
        "mission": "plan", "title": "A plan", "authorisations": {}, "lists": {"authorisations": "complete"},
        "parties": {"us": {"kind": "company", "organised_under": "XAA"}},
        "activities": {"dig": {"kind": "extraction", "operator": "us"}},
    }  # fmt: skip
    found = kb.assess(mission_from_data(plan, kb.knowledge), on=date(2026, 6, 1))
    assert [(f.rule.id, f.result) for f in found.findings if f.bearer == "party:us"] == [
        (f"{WORK}/licence", "breached")
    ]


def test_every_file_says_what_to_replace(folder: Path) -> None:
    for path in scaffold(WORK, folder):
        text = path.read_text(encoding="utf-8")
        assert "#" in text, path
        assert (
            LEFT.search(text) or "Rename the file" in text or "# What must follow" in text or path.suffix == ".ttl"
        ), path


def test_nothing_is_overwritten_and_nothing_is_written_beside_what_exists(folder: Path) -> None:
    first, *rest = scaffold(WORK, folder)
    first.write_text("ours", encoding="utf-8")
    for path in rest:
        path.unlink()
    with pytest.raises(KnowledgeError, match="K141"):
        scaffold(WORK, folder)
    assert first.read_text(encoding="utf-8") == "ours"
    assert not any(path.exists() for path in rest)


def test_a_second_law_of_the_same_state_keeps_what_is_said_of_the_state(folder: Path) -> None:
    shared = folder / "corpus/nat/xaa/jurisdiction.yaml"
    assert shared in scaffold(WORK, folder)
    assert shared not in scaffold("nat/xaa/other-act-2027", folder)
    assert check(folder)[0] == []
    assert all(result.passed for result in cases_of(folder))


@pytest.mark.parametrize("work", ["some-act-2026", "nat/xaa/some-act", "nat/XAA/some-act-2026", "nat/xaa/../act-2026"])
def test_a_name_that_does_not_fit_is_refused_with_one_that_does(folder: Path, work: str) -> None:
    with pytest.raises(KnowledgeError, match="such as nat/xaa/space-act-2026"):
        scaffold(work, folder)


def test_a_state_that_does_not_exist_is_refused(folder: Path) -> None:
    with pytest.raises(KnowledgeError, match="K134"):
        scaffold("nat/qqq/some-act-2026", folder)


def test_an_invented_state_is_one_only_where_a_folder_says_so(folder: Path, kb: KnowledgeBase) -> None:
    assert "XAA" not in kb.knowledge.states
    scaffold(WORK, folder)
    assert compile_folder(folder, "").states["XAA"] == "the invented State XAA"


def test_the_command_names_the_files_and_what_comes_next(folder: Path) -> None:
    done = CliRunner().invoke(app, ["scaffold", WORK, "--into", str(folder)])
    assert done.exit_code == 0
    assert f"rules/{WORK}/licence.yaml" in done.output
    for line in re.findall(r"^  (regolex .+|python .+)$", done.output, re.MULTILINE):
        assert str(folder) in line
    assert "docs/how-to/add-a-country.md" in done.output


def test_nothing_that_the_scaffold_wrote_is_left_as_it_was() -> None:
    """What fails here still says what `regolex scaffold` made up: replace it by what the text says."""
    places = [path for name in ("corpus", "rules", "ontology") for path in (ROOT / name).rglob("*") if path.is_file()]
    assert places
    left = [path.relative_to(ROOT).as_posix() for path in places if LEFT.search(path.read_text(encoding="utf-8"))]
    assert not left, "these still say what `regolex scaffold` made up; replace every passage marked (replace)"
