"""A grant lasts as long as the rule says, counted in days: worked out by hand for the water of Nereus."""

from __future__ import annotations

from datetime import date

import pytest

import regolex
from regolex.missions.mission import Answer, Mission
from regolex.tasks.clocks import Clock, clock_words, clocks
from regolex.tasks.doer import doer, duty_of
from regolex.tasks.roadmap import roadmap
from regolex.tasks.task import tasks

KB = regolex.load()
DAY = date(2026, 11, 30)
MISSION, GUIANA = "authorisation:mission", "authorisation:launch-from-guiana"


def nereus(**days: str) -> Mission:
    plan = KB.read_mission(regolex.example("nereus-water"))
    for fact, day in days.items():
        plan = plan.with_answer(MISSION, f"authorisation.{fact}", Answer(date.fromisoformat(day)))
    return plan


def clock(plan: Mission, part: str = MISSION, on: date = DAY) -> Clock:
    return next(one for one in clocks(KB.assess(plan, on=on)) if one.finding.subject == part)


def test_the_plan_ends_nine_hundred_days_after_the_launch_and_a_grant_thirty_six_months_before_that_is_safe() -> None:
    found = clock(nereus())
    assert (found.launch, found.end) == (date(2028, 5, 1), date(2030, 10, 18))
    assert (found.unused, found.rest) == (36, 6)
    assert found.last == date(2029, 11, 30)
    assert found.safe == date(2027, 10, 18)


def test_without_a_day_of_grant_the_words_count_from_today_and_name_the_day_from_which_a_grant_is_safe() -> None:
    said = clock_words(clock(nereus()), DAY)
    assert "if it were granted today (2026-11-30), it would have to be used by 2029-11-30" in said
    assert "a grant of 2027-10-18 or later lasts to the end of the plan (2030-10-18)" in said
    assert "rests for more than 6 months" in said


def test_of_a_grant_whose_day_is_not_stated_no_day_is_counted() -> None:
    plan = nereus().with_answer(MISSION, "authorisation.granted", Answer("done"))
    found = clock(plan)
    assert (found.there, found.granted, found.last) == (True, None, None)
    said = clock_words(found, DAY)
    assert "it is granted and the plan does not state on which day: count the months from that day" in said
    assert DAY.isoformat() not in said
    assert "2029" not in said


def test_a_grant_that_is_known_is_counted_from_its_own_day() -> None:
    plan = nereus(granted_on="2026-10-31").with_answer(MISSION, "authorisation.granted", Answer("done"))
    plan = plan.with_answer(MISSION, "authorisation.used", Answer(False))
    found = clock(plan)
    assert found.granted == date(2026, 10, 31)
    assert found.last == date(2029, 10, 31)
    said = clock_words(found, DAY)
    assert "granted on 2026-10-31, it must be used by 2029-10-31" in said
    assert "a grant of" not in said


@pytest.mark.parametrize(("launch", "lost"), [("2029-11-29", False), ("2029-11-30", False), ("2029-12-01", True)])
def test_it_is_said_where_a_grant_of_today_would_be_lost_before_the_launch(launch: str, lost: bool) -> None:
    plan = nereus().with_answer("launch:launch", "launch.date", Answer(date.fromisoformat(launch)))
    said = clock_words(clock(plan), DAY)
    assert ("comes after that day" in said) is lost
    assert ("a grant must be later than 2026-11-30 to last until the launch" in said) is lost


def test_where_a_grant_outlasts_the_plan_nothing_has_to_be_settled_about_use() -> None:
    said = clock_words(clock(nereus(), GUIANA), DAY)  # five years from November 2026 end after the plan
    assert "used by 2031-11-30" in said
    assert "the plan ends before that, on 2030-10-18" in said
    assert "first use" not in said


def test_an_authorisation_that_is_in_use_is_lost_by_rest_alone() -> None:
    plan = nereus(granted_on="2026-10-31").with_answer(MISSION, "authorisation.used", Answer(True))
    plan = plan.with_answer(MISSION, "authorisation.granted", Answer("done"))
    plan = plan.with_answer(MISSION, "authorisation.last_active_on", Answer(DAY))
    said = clock_words(clock(plan), DAY)
    assert said == "is lost if the activity rests for more than 6 months"


def test_the_task_of_a_states_duty_is_for_whoever_carries_it_out() -> None:
    a = KB.assess(nereus(), on=DAY)
    of_state = [t for t in tasks(a) if t.who in a.knowledge.states]
    assert of_state
    assert {doer(a, t) for t in of_state} == {a.client}
    assert all(duty_of(a, t) for t in of_state)
    assert not any(s.owner == "state" and not s.procedure for s in roadmap(a).steps)
    served = [s for s in roadmap(a).steps if s.duty_of]
    assert served
    assert all(s.owner == "client" for s in served)


def test_without_a_client_it_is_for_the_operator_it_concerns() -> None:
    a = KB.assess(regolex.example("hakuto-r-m2"), on=date(2025, 1, 10))
    assert not a.client
    asked = next(s for s in roadmap(a).steps if s.laws == ("un/treaty/ost-1967/art-06-authorisation",))
    assert asked.what.startswith("Confirm what the plan does not state of the permission under Act No. 83 of 2021")
    assert (asked.owner, asked.who, asked.duty_of) == ("other-party", "ispace, inc.", "Japan")


def test_what_is_needed_only_perhaps_moves_no_other_step() -> None:
    found = {s.id: s for s in roadmap(KB.assess(nereus(), on=DAY)).steps}
    assert found["aus-opp"].only_if.startswith("an Australian national")
    assert found["aus-opp"].latest_start == date(2028, 2, 1)  # three months, the usual time
    assert found["insurance"].needed == date(2028, 5, 1)


def test_where_the_permit_is_certainly_needed_nothing_is_said_of_only_if() -> None:
    plan = nereus().with_answer("party:nereus-water", "party.organised_under", Answer("AUS"))
    found = {s.id: s for s in roadmap(KB.assess(plan, on=DAY)).steps}
    assert found["aus-opp"].only_if == ""


def test_without_an_australian_link_the_question_is_not_asked() -> None:
    plan = nereus().with_answer("party:nereus-water", "party.controlled_from", Answer(("LUX",)))
    assert "aus-opp" not in {s.id for s in roadmap(KB.assess(plan, on=DAY)).steps}
