"""Many memos in one command, and who is bound on maps."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from regolex.commands.cli import app
from regolex.commands.memos import FORMS, named
from regolex.errors import EvaluationError
from regolex.report.memo_orders import only_named
from regolex.report.parties import parties
from regolex.report.world_map import outlines, standing, who_is_bound
from tests.report.conftest import KB, ROOT, assessed

run = CliRunner()


def test_a_report_of_a_folder_in_every_form_is_one_command_and_tells_the_pages(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    (plans / "more").mkdir(parents=True)
    text = (ROOT / "examples" / "flyby-survey.yaml").read_text(encoding="utf-8")
    (plans / "one.yaml").write_text(text, encoding="utf-8")
    (plans / "more" / "one.yaml").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    made = run.invoke(app, ["report", str(plans), "-f", "all", "-o", str(out)])
    assert made.exit_code == 0, made.output
    for name in ("plans/one", "plans/more/one"):
        assert [form for form in FORMS if not (out / f"{name}.{form}").is_file()] == []
        line = next(one for one in made.stdout.splitlines() if one.startswith(f"{name}: "))
        assert "pages of memo" in line
        assert "longer than" not in line
    assert json.loads((out / "plans/one.jsonld").read_bytes())
    assert (out / "plans/one.md").read_bytes() == (out / "plans/more/one.md").read_bytes()


def test_a_mission_that_cannot_be_read_is_told_after_all_others_are_written(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    text = (ROOT / "examples" / "flyby-survey.yaml").read_text(encoding="utf-8")
    good.write_text(text, encoding="utf-8")
    bad.write_text("mission: 7\n", encoding="utf-8")
    made = run.invoke(app, ["report", str(bad), str(good), "-f", "md", "-o", str(tmp_path / "out")])
    assert "bad: not written, see below" in made.stdout
    assert (tmp_path / "out" / "good.md").is_file()
    assert made.exit_code != 0
    assert isinstance(made.exception, EvaluationError)
    assert {problem.file for problem in made.exception.problems} == {str(bad)}


def test_a_file_without_a_day_needs_one_on_the_command_line(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    lines = (ROOT / "examples" / "flyby-survey.yaml").read_text(encoding="utf-8").splitlines()
    plan.write_text("\n".join(line for line in lines if not line.startswith("on:")), encoding="utf-8")
    made = run.invoke(app, ["report", str(plan), "-f", "md"])
    assert isinstance(made.exception, EvaluationError)
    assert made.exception.problems[0].code == "E305"
    assert run.invoke(app, ["report", str(plan), "-f", "md", "--on", "2026-01-15"]).exit_code == 0


def test_many_memos_are_not_shown_in_the_terminal_and_an_unknown_form_is_refused() -> None:
    for arguments in (
        ["flyby-survey", "whole-body-claim"],
        ["flyby-survey", "-f", "all"],
        ["flyby-survey", "-f", "md,odt"],
    ):
        made = run.invoke(app, ["report", *arguments])
        assert isinstance(made.exception, EvaluationError), arguments
        assert made.exception.problems[0].code == "E106"


def test_two_missions_of_one_name_never_share_a_file(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "plan.yaml").write_text("mission: plan\n", encoding="utf-8")
    assert [name for name, _ in named([tmp_path / "a", tmp_path / "b"])] == ["a/plan", "b/plan"]
    with pytest.raises(EvaluationError) as caught:
        named([tmp_path / "a" / "plan.yaml", tmp_path / "b" / "plan.yaml"])
    assert caught.value.problems[0].code == "E306"


# --- who is bound, on maps ---


def test_every_state_of_the_participation_tables_is_drawn_or_too_small_for_the_outlines() -> None:
    drawn = set(outlines())
    large = {"USA", "RUS", "CHN", "IND", "FRA", "LUX", "JPN", "AUS", "BRA", "ZAF", "NOR", "KAZ"}
    assert large <= drawn
    assert all(path.startswith("M") and path.endswith("Z") for path in outlines().values())


def test_the_map_of_a_treaty_shows_who_is_bound_on_the_day() -> None:
    def moon(on: date) -> set[str]:
        return set(standing(parties(KB.knowledge, "un/treaty/moon-1979", on)).bound)

    assert "AUS" in moon(date(2026, 11, 30))
    assert "AUS" not in moon(date(1986, 1, 1))  # a party since 6 August 1986
    assert "SAU" in moon(date(2024, 1, 4))  # a year after its notice
    assert "SAU" not in moon(date(2024, 1, 5))


def test_the_maps_of_a_memo_say_in_words_what_they_show_and_name_the_states_of_the_plan() -> None:
    picture = who_is_bound(assessed("nereus-water"))
    assert picture is not None
    moon = next(part for part in picture.alt.split(". ") if part.startswith("Moon Agreement"))
    assert "Australia bound" in moon
    assert "Luxembourg neither" in moon
    assert "France signed only" in moon
    accords = next(part for part in picture.alt.split(". ") if part.startswith("Artemis Accords"))
    assert "Luxembourg signed" in accords
    assert "bound" not in accords
    assert picture.svg.count('<use href="#map-land"') == len({e.work for e in KB.knowledge.participation})
    assert "Luxembourg: bound" in picture.svg


def test_a_state_that_is_named_and_has_no_duty_is_named_in_whose_law() -> None:
    assert only_named(assessed("nereus-water")) == {"AUS": ["owner", "ground station"]}
