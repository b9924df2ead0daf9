"""What the intake promises: ordinary facts in an ordinary file, no "no" for want of an answer, a first screen to act on."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import regolex
from regolex.engine.assessment import Assessment
from regolex.interview import intake_file
from regolex.interview.intake import Intake, Taken
from regolex.law.source import read
from regolex.missions.terms import TO_JUDGE
from regolex.report.first_screen import LINES, WIDTH, lines
from regolex.tasks.task import home_states

ROOT = Path(__file__).resolve().parents[2]
PLANS = {path.stem: path for path in sorted((ROOT / "tests" / "intake" / "plans").glob("*.yaml"))}
FIVE = ("whose_law", "permits", "blocks", "contested", "first_step")


@cache
def kb() -> regolex.KnowledgeBase:
    return regolex.load(ROOT)


@cache
def answers(name: str) -> dict[str, Any]:
    return dict(read(PLANS[name], name, "M").data)


@cache
def taken(name: str) -> Taken:
    return Intake(kb().engine, answers(name)).take(name)


@cache
def assessed(name: str) -> Assessment:
    return kb().assess(taken(name).mission, on=date.fromisoformat(str(answers(name)["on"])), assume=["all"])


# --- the ten plans and the founder's run ---


def test_there_are_ten_plans_beside_the_founders() -> None:
    assert len(PLANS) == 11


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("thing", FIVE)
def test_the_first_screen_says_what_a_space_lawyer_would_say_first(name: str, thing: str) -> None:
    shown = " ".join("\n".join(lines(assessed(name))).lower().split())
    expected = answers(name)["expects"][thing]
    assert expected
    assert [text for text in expected if " ".join(text.lower().split()) not in shown] == []


@pytest.mark.parametrize("name", [n for n in PLANS if "watch" in answers(n)["expects"]])
def test_what_is_never_bundled_has_a_line_of_its_own(name: str) -> None:
    shown = " ".join("\n".join(lines(assessed(name))).split())
    assert "WATCH" in shown
    assert all(text in shown for text in answers(name)["expects"]["watch"])


@pytest.mark.parametrize("name", PLANS)
def test_a_first_screen_has_at_most_25_lines_of_100_characters(name: str) -> None:
    shown = lines(assessed(name))
    assert len(shown) <= LINES
    assert max(map(len, shown)) <= WIDTH


@pytest.mark.parametrize("name", PLANS)
def test_at_most_ten_questions_are_left_for_the_client(name: str) -> None:
    # a plan whose State, target and launch are all open may ask a few more
    most = 10 if home_states(assessed(name)) else 13
    assert len({q.fact or q.text for q in assessed(name).questions.items if q.who == "client"}) <= most


def test_the_founder_reads_the_dispute_the_authorisation_and_the_launch_licence() -> None:
    shown = "\n".join(lines(assessed("founder")))
    assert "Does Article II forbid owning resources once they are extracted?" in shown
    assert re.search(r"Get the mission authorisation.*Luxembourg Space Agency", shown)
    assert re.search(r"Ask for proof of its launch licence.*Space Exploration", shown)


def test_the_same_permit_of_two_states_is_two_permissions_each_with_its_state() -> None:
    shown = " ".join("\n".join(lines(assessed("shared-rover"))).split())
    assert "6 of them permissions" in shown
    assert "radio licence (Luxembourg)" in shown
    assert "radio licence (United States)" in shown


# --- what is written ---


@pytest.mark.parametrize("name", PLANS)
def test_the_file_reads_back_to_the_same_mission(name: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(intake_file.text(taken(name)), encoding="utf-8")
    again = kb().read_mission(path)
    # a plan has no acts of States and no contracts to judge: their empty lists are not written
    intake = {kind: parts for kind, parts in taken(name).mission.parts.items() if parts or kind not in TO_JUDGE}
    assert (again.parts, again.answers, again.client) == (
        intake,
        taken(name).mission.answers,
        taken(name).mission.client,
    )
    kb().assess(again, on=date(2026, 11, 30))  # no answer to a question that does not arise


@pytest.mark.parametrize("name", PLANS)
def test_no_judgement_and_no_grant_is_written_that_nobody_gave(name: str) -> None:
    mission = taken(name).mission
    given = [fact for own in mission.answers.values() for fact, answer in own.items() if answer.known]
    assert not [fact for fact in given if kb().knowledge.facts[fact].type == "judgement"]
    assert not [fact for fact in given if fact in ("authorisation.granted", "authorisation.supervision")]


def test_a_state_of_registry_is_only_what_was_answered() -> None:
    stated = taken("comet-agency").mission.answers["object:probe"]["object.registry_state"]
    assert stated.value == "JPN"
    assert taken("founder").mission.answers["object:device"]["object.registry_state"].missing == "dont-know"


@pytest.mark.parametrize(("word", "missing"), [("dont-know", "dont-know"), ("undecided", "undecided"), ("skip", None)])
def test_no_way_out_counts_as_no(word: str, missing: str | None) -> None:
    own = {**answers("founder"), "back": {"what": word}, "craft": {**answers("founder")["craft"], "source": word}}
    mission = Intake(kb().engine, own).take().mission
    for part, fact in (("object:device", "object.nuclear_source"), ("object:device", "object.returns_to_earth")):
        answer = mission.answers[part].get(fact)
        assert (answer.missing if answer else None) == missing
        assert answer is None or not answer.known


def test_a_list_of_claims_that_nobody_answered_stays_out_and_one_that_is_denied_is_empty() -> None:
    own = {**answers("founder"), "claims": {"mean": "dont-know"}}
    assert "claims" not in Intake(kb().engine, own).take().data
    assert taken("comet-agency").data["claims"] == {}


def test_permits_are_so_far_until_that_is_all() -> None:
    assert "lists" not in taken("founder").data
    own = {**answers("founder"), "permits": {"that-is-all": True}}
    assert Intake(kb().engine, own).take().data["lists"] == {"authorisations": "complete"}


def test_going_ahead_with_no_permit_leaves_the_licence_of_the_launch_company_open() -> None:
    own = {**answers("founder"), "permits": {"held": [], "that-is-all": True}}
    a = kb().assess(Intake(kb().engine, own).take().mission, on=date(2026, 11, 30), assume=["all"])
    licence = [f for f in a.findings if f.rule.id.endswith("/50904-a-licence-to-launch")]
    assert {f.bearer for f in licence} == {"party:launch-company"}
    assert not {f.result for f in licence} & {"breached", "met"}
    resource = [f for f in a.findings if f.rule.id == "nat/lux/space-resources-2017/art-02-1-authorisation"]
    assert {f.result for f in resource} == {"breached"}


def test_a_step_may_have_an_answer_of_its_own() -> None:
    steps = taken("shared-rover").mission.answers
    assert steps["activity:extraction"]["activity.operator"].value == "party:dig-corp"
    assert steps["activity:roving"]["activity.operator"].value == "party:rover-lux-s-a"
    assert steps["activity:roving"]["activity.controlled_from"].value == ("LUX",)


def test_the_catalogue_fills_in_the_launch_company_its_state_the_territory_and_the_facility() -> None:
    answers_ = taken("founder").mission.answers
    assert answers_["party:launch-company"]["party.organised_under"].value == "USA"
    assert answers_["launch:launch"]["launch.launcher"].value == "party:launch-company"
    assert answers_["launch:launch"]["launch.territory"].value == "USA"
    own = {**answers("founder"), "launch": {**answers("founder")["launch"], "vehicle": "soyuz-2", "site": "baikonur"}}
    baikonur = Intake(kb().engine, own).take().mission.answers["launch:launch"]
    assert (baikonur["launch.territory"].value, baikonur["launch.facility_state"].value) == ("KAZ", ("RUS",))


def test_what_was_left_open_stands_at_the_head_of_the_file() -> None:
    head = intake_file.text(taken("founder")).partition("mission:")[0]
    assert "Does one owner hold more than half of your company? (don't know)" in head
    assert "Will a part of the proceeds go to other countries? (not decided yet)" in head


# --- what is asked ---


def test_questions_come_in_their_order_and_follow_ups_only_under_their_answer() -> None:
    intake = Intake(kb().engine)
    seen = []
    while (prompt := intake.next()) and prompt.question.id == "who":
        seen.append(prompt.field.id)
        values = {"name": "A", "kind": "person", "nationality": ["BRA"], "green-card": False}
        intake.answer(prompt, values.get(prompt.field.id, "skip"))
    assert seen == ["name", "kind", "nationality", "green-card", "partners"]
    assert prompt
    assert prompt.question.id == "steps"


def test_nothing_in_space_skips_the_flight_the_launch_and_the_craft() -> None:
    shown = {q.id for q, _ in Intake(kb().engine, {"steps": {"do": ["nothing"]}}).shown()}
    assert shown.isdisjoint({"flight", "launch", "craft", "back", "agencies", "exports"})


def test_every_question_of_a_fresh_intake_can_be_passed_over_to_the_end() -> None:
    intake = Intake(kb().engine)
    for _ in range(200):
        prompt = intake.next()
        if prompt is None:
            break
        intake.answer(prompt, "skip")
    assert intake.next() is None
    assert intake.take().mission.parts["party"] == ("party:our-company",)


def test_an_answer_that_is_none_is_refused_with_the_question_and_the_nearest_answer() -> None:
    own = {**answers("founder"), "launch": {"vehicle": "falcon-99"}, "craft": {"lst": []}, "wher": {}}
    with pytest.raises(regolex.MissionError) as caught:
        Intake(kb().engine, own).take("plan.yaml")
    told = {(p.code, p.what.partition(":")[0]) for p in caught.value.problems}
    assert ("M124", "'falcon-99' is not an answer to launch.vehicle") in told
    assert ("M123", "question 'craft' does not ask 'lst'") in told
    assert ("M123", "there is no question 'wher'") in told
    assert all(p.file == "plan.yaml" for p in caught.value.problems)


# --- the files of the intake are checked ---

Broken = Callable[[str, str, str], list[regolex.Problem]]


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    """Problems of the real knowledge with one passage of one file of the intake replaced."""

    def problems(file: str, old: str, new: str) -> list[regolex.Problem]:
        folder = tmp_path / "knowledge"
        for part in ("corpus", "ontology", "rules"):
            shutil.copytree(ROOT / part, folder / part, dirs_exist_ok=True)
        path = folder / "ontology" / "intake" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(regolex.KnowledgeError) as caught:
            regolex.load(folder)
        return list(caught.value.problems)

    return problems


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("01-who.yaml", "party.legal_form: $answer", "party.legal_from: $answer", "K123"),
        ("01-who.yaml", "party.kind: university,", "party.kind: univercity,", "K124"),
        ("01-who.yaml", "answer: who.state, one_of: [LUX]", "answer: who.stat, one_of: [LUX]", "K123"),
        ("02-steps.yaml", "one_of: [keeps-away]", "one_of: [keeps-off]", "K124"),
        ("06-flight.yaml", "object.registry_state: $answer", "object.registry_state: LUX", "K147"),
        ("11-permits.yaml", "authorisation.refused: true", "authorisation.supervision: done", "K147"),
    ],
)
def test_a_file_of_the_intake_that_writes_what_is_not_there_or_not_its_to_write_is_refused(
    broken: Broken, file: str, old: str, new: str, code: str
) -> None:
    assert code in {p.code for p in broken(file, old, new)}


# --- the command ---


def run(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "regolex", "new", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False, **more)


def test_new_writes_the_file_with_who_adopted_what_and_shows_the_first_screen(tmp_path: Path) -> None:
    out = tmp_path / "plan.yaml"
    done = run("--answers", str(PLANS["founder"]), "-o", str(out), "--assume", "usual-links", "--by", "A. Founder")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Water from an asteroid · for Founders S.A. (you)")
    mission = kb().read_mission(out)
    assert {name: (own.by, own.on) for name, own in mission.assumed.items()} == {
        "usual-links": ("A. Founder", "2026-11-30")
    }


def test_new_in_the_terminal_adopts_only_what_was_said_yes_to(tmp_path: Path) -> None:
    out = tmp_path / "plan.yaml"
    # a title, the name, a company of Luxembourg, then the end of what is typed
    done = run("-o", str(out), "--on", "2026-11-30", input="Test plan\nTest S.A.\n1\nLUX\nquit\nyes\n")
    assert done.returncode == 0, done.stderr
    mission = kb().read_mission(out)
    assert mission.answers["party:test-s-a"]["party.organised_under"].value == "LUX"
    assert list(mission.assumed) == ["usual-links"]


def test_new_with_a_bad_answer_file_says_so_and_ends_with_3(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("who: {kind: companie}\n", encoding="utf-8")
    done = run("--answers", str(bad), "-o", str(tmp_path / "plan.yaml"))
    assert done.returncode == 3
    assert "M124" in done.stderr
    assert "company" in done.stderr
