"""The road map counts back from the launch, says what is late already, and adds up fees once: worked out by hand."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import icalendar
import pytest
from lxml import etree

import regolex
from regolex.alternatives.variants import axes, variants
from regolex.engine.preparation import prepare
from regolex.law.folder import Folder
from regolex.law.lead_time_reader import LeadTimeReader
from regolex.missions.mission import Answer, Mission
from regolex.tasks import gantt, written
from regolex.tasks.dependencies import backwards
from regolex.tasks.leadtimes import begin, months_before
from regolex.tasks.roadmap import RoadMap, RoadStep, roadmap

KB = regolex.load()
K = KB.knowledge
DAY = date(2026, 11, 1)  # the launch of nereus-water on 2028-05-01 is eighteen months away
LAUNCH = date(2028, 5, 1)


def nereus() -> Mission:
    return KB.read_mission(regolex.example("nereus-water"))


def road(mission: Mission | None = None, on: date = DAY) -> RoadMap:
    return roadmap(KB.assess(mission or nereus(), on=on))


def step(found: RoadMap, slug: str) -> RoadStep:
    return next(one for one in found.steps if one.id == slug)


def in_america() -> Mission:
    known = prepare(KB.engine, nereus(), DAY).mission
    (variant,) = variants(K, nereus(), axes(K, known, ["home=USA", "launch=USA"]), known=known)
    return variant.mission


# --- worked out by hand ---


def test_of_a_launch_in_eighteen_months_the_papers_for_the_frequencies_are_late_and_nothing_else() -> None:
    assert [one.id for one in road().late] == ["itu-api"]
    # two years before 1 May 2028 is 1 May 2026; from there to 1 November 2026 are 30+30+31+31+30+31+1 = 184 days
    assert step(road(), "itu-api").latest_start == date(2026, 5, 1)
    assert step(road(), "itu-api").slack == -184


BY_HAND = [
    ("fra-los", date(2027, 10, 17), "law"),  # four months and two more, and fifteen days
    ("insurance", date(2027, 5, 1), "usual"),  # a year
    ("lux-2017", None, ""),  # no time by law, and no usual time was found
]


@pytest.mark.parametrize(("slug", "latest", "basis"), BY_HAND)
def test_a_latest_start(slug: str, latest: date | None, basis: str) -> None:
    found = step(road(), slug)
    assert (found.latest_start, found.basis) == (latest, basis)


def test_what_a_step_needs_must_be_done_when_that_step_begins() -> None:
    assert step(road(), "cospar").needed == step(road(), "fra-los").latest_start
    found = road(in_america())
    # 60 days to accept and 180 to decide before 1 May 2028
    assert step(found, "usa-faa-licence").latest_start == date(2027, 9, 4)
    # the payload review runs beside it: mission data 60 days before the launch, and 180 days before that
    assert step(found, "usa-faa-payload").needed == date(2028, 3, 2)
    assert step(found, "usa-faa-payload").latest_start == date(2027, 9, 4)
    # and the radio licence before it, 18 months as remembered
    assert step(found, "usa-fcc-25").needed == date(2027, 9, 4)
    assert step(found, "usa-fcc-25").latest_start == date(2026, 3, 4)
    assert found.chain == ("usa-fcc-25", "usa-faa-payload")
    assert found.chain_days == (LAUNCH - date(2026, 3, 4)).days


def test_time_by_law_and_usual_time_are_kept_apart() -> None:
    noaa = K.lead_times["usa-noaa"]  # 60 days by law; some 14 days are usual
    (planned,) = backwards({"usa-noaa": noaa}, LAUNCH).values()
    assert (planned.start, planned.basis) == (begin(noaa.statutory, LAUNCH), "law")
    assert planned.usual_start == begin(noaa.usual, LAUNCH)
    assert planned.usual_start != planned.start
    # one case under earlier rules is no usual time: the payload review has one latest start and no other
    assert step(road(in_america()), "usa-faa-payload").usual_start is None


# --- what is granted, and on an earlier day ---


def mission_2(granted: bool = True) -> Mission:
    mission = KB.read_mission(regolex.example("hakuto-r-m2"))
    for part in ("japan", "luxembourg", "launch-licence"):
        if not granted:
            mission = mission.with_answer(f"authorisation:{part}", "authorisation.granted", Answer("planned"))
    return mission


def test_a_permit_that_is_granted_is_no_step_any_more_and_what_its_file_leaves_unsaid_is_named() -> None:
    found = road(mission_2(), date(2025, 1, 10))
    steps = {one.id for one in found.steps}
    there = {one.procedure: one for one in found.granted}
    assert {"lux-2017", "usa-faa-licence"} <= set(there)
    assert not steps & set(there)
    assert "File a written application for this mission" in there["lux-2017"].left
    told = written.as_text(found)
    assert "Granted already: mission authorisation under the Law of 20 July 2017 (ispace-EUROPE S.A.)." in told
    assert not any(one.what.startswith("File a written application") for one in found.steps)
    assert written.as_json(found)["granted"]


def test_a_permit_is_named_as_the_plan_names_it_and_not_after_another_road_to_it() -> None:
    found = road(KB.read_mission(regolex.example("astroforge-odin")), date(2025, 2, 20))
    assert {one.what: one.who for one in found.granted} == {
        "FAA licence of the launcher": "SpaceX", "FCC experimental licence": "AstroForge",
    }  # fmt: skip


def test_a_permit_that_is_only_planned_is_a_step() -> None:
    found = road(mission_2(granted=False), date(2025, 1, 10))
    assert {"lux-2017", "usa-faa-licence"} <= {one.id for one in found.steps}
    assert "lux-2017" not in {one.procedure for one in found.granted}


def test_times_and_fees_of_a_later_day_are_said_to_be_so() -> None:
    early = road(mission_2(), date(2025, 1, 10))
    assert early.stated_later
    assert "Times and fees are stated for 2026-11-22; on 2025-01-10 they may have been different." in written.as_text(
        early
    )
    assert written.as_json(early)["times_as_of"] == "2026-11-22"
    same, before = (road(on=date(2026, 11, day)) for day in (22, 21))
    assert not same.stated_later
    assert before.stated_later
    assert "may have been different" not in written.as_text(same)


def test_every_lead_time_carries_the_day_it_was_stated_for() -> None:
    assert [slug for slug, item in K.lead_times.items() if item.as_of is None] == []


def test_a_fee_is_counted_once_and_its_advance_inside_it() -> None:
    (total,) = road().sums
    assert (total.currency, total.least, total.most) == ("EUR", Decimal(5000), Decimal(500000))
    (cost,) = road().costs
    assert cost.yours
    assert cost.inside == ("Advance paid with an application under the Law of 20 July 2017",)


def test_what_is_not_known_is_named_and_never_added() -> None:
    assert road().fees_not_known == (
        "frequency licence and satellite filing",
        "concession for a Luxembourg satellite system",
    )  # a premium is a price and no fee
    assert road().unknown == sum(
        1 for one in road().steps if one.procedure and one.when == "before-launch" and not one.latest_start
    )


def test_the_launch_company_s_permit_is_the_launch_company_s() -> None:
    found = step(road(), "fra-los")
    assert (found.owner, found.who) == ("other-party", "the launch company")
    assert step(road(), "lux-2017").owner == "client"
    assert step(road(), "un-registration").owner == "state"


def test_a_step_that_only_a_reading_asks_for_names_the_reading() -> None:
    said = [one.only_on for one in road().steps if one.only_on]
    known = {f"{q.id}:{r.id}" for q in K.questions.values() for r in q.readings}
    assert all(part in known for keys in said for key in keys for part in key.split(" & "))


def test_without_a_day_of_launch_no_latest_start_is_counted() -> None:
    mission = nereus()
    del mission.answers["launch:launch"]["launch.date"]
    found = road(mission)
    assert all(one.latest_start is None and not one.late for one in found.steps)
    assert found.chain == ()


def test_after_the_launch_only_what_is_still_asked_for_stands() -> None:
    mission = nereus().with_answer("launch:launch", "launch.date", Answer(date(2026, 1, 1)))
    assert not [one for one in road(mission).steps if one.procedure and not one.laws]


# --- days ---


def test_months_before_the_end_of_a_month() -> None:
    assert months_before(date(2028, 3, 31), 1) == date(2028, 2, 29)


def test_a_time_without_numbers_is_not_counted() -> None:
    assert begin(K.lead_times["lux-2017"].statutory, LAUNCH) is None


# --- forms ---


def test_every_form_shows_the_same_steps() -> None:
    found = road()
    table = list(csv.DictReader(io.StringIO(written.as_csv(found))))
    assert tuple(table[0]) == written.COLUMNS
    assert [row["latest_start"] for row in table] == [str(one.latest_start or "") for one in found.steps]
    plain = json.loads(json.dumps(written.as_json(found)))
    assert [one["id"] for one in plain["steps"]] == [one.id for one in found.steps]
    assert plain["sums"] == [{"currency": "EUR", "least": 5000, "most": 500000}]
    text = written.as_text(found)
    assert all(one.what in text for one in found.steps)
    assert "LATE ALREADY" in text


def test_the_calendar_holds_each_day_and_the_launch() -> None:
    found = road()
    calendar = icalendar.Calendar.from_ical(written.as_ics(found))
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    assert events["nereus-water-fra-los-start@regolex"]["dtstart"].dt == date(2027, 10, 17)
    assert events["nereus-water-launch@regolex"]["dtstart"].dt == LAUNCH
    assert written.as_ics(found) == written.as_ics(road())


def test_the_chart_has_a_bar_for_each_length_known_and_says_so_in_words() -> None:
    found = road()
    picture = etree.fromstring(gantt.as_svg(found).encode())
    shapes = picture.findall("{http://www.w3.org/2000/svg}rect")
    counted = [one for one in found.steps if one.latest_start]
    assert len(shapes) == len(counted) + 1  # and the ground
    (described,) = picture.findall("{http://www.w3.org/2000/svg}desc")
    assert all(one.what in described.text for one in counted)
    assert gantt.as_svg(found) == gantt.as_svg(road())


def test_a_title_cannot_draw_or_calculate() -> None:
    mission = nereus()
    hostile = "=1+1</text><script>x</script>\nBEGIN:VEVENT"
    found = roadmap(KB.assess(_titled(mission, hostile), on=DAY))
    assert "<script" not in gantt.as_svg(found)
    assert len(icalendar.Calendar.from_ical(written.as_ics(found)).walk("VEVENT")) == len(
        icalendar.Calendar.from_ical(written.as_ics(road())).walk("VEVENT")
    )


def _titled(mission: Mission, title: str) -> Mission:
    import msgspec

    return msgspec.structs.replace(mission, title=title, names={**mission.names, "launch:launch": title})


# --- the knowledge ---


def test_every_lead_time_has_a_confidence_and_a_time_that_counts_has_a_source() -> None:
    for item in K.lead_times.values():
        for time in (item.statutory, item.usual):
            assert time.confidence in ("verified", "secondary", "doubtful")
            assert not time.counted or time.source or time.confidence == "doubtful", item.id


def test_a_rule_has_at_most_one_procedure_and_more_only_where_a_fact_tells_them_apart() -> None:
    named = [
        (rule, item.lane, value)
        for item in K.lead_times.values()
        for rule in item.rules
        for value in item.lanes or ("",)
    ]
    assert len(named) == len(set(named))
    facts: dict[str, set[str]] = {}
    for rule, lane, _ in named:
        facts.setdefault(rule, set()).add(lane)
    assert [rule for rule, found in facts.items() if len(found) > 1] == []


def test_an_answer_that_tells_procedures_apart_is_one_that_a_plan_can_give() -> None:
    told = [(item.lane, value) for item in K.lead_times.values() for value in item.lanes]
    assert told
    for lane, value in told:
        mission = nereus().with_answer("object:extractor", lane, Answer(value))
        assert mission.answer("object:extractor", lane).value == value
        assert value in K.taxa


def read(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "corpus/lead-times").mkdir(parents=True)
    (tmp_path / "corpus/lead-times/lux.yaml").write_text(text, encoding="utf-8")
    folder = Folder(tmp_path)
    LeadTimeReader(folder, K.rules, K.facts, K.parameters, K.states).read()
    return [problem.code for problem in folder.problems]


ONE = """
  {name}:
    state: LUX
    procedure: a permit
    authority: an authority
    owner: client
    owner_words: anybody
    statutory: {{says: none, confidence: doubtful}}
    usual: {{says: none, confidence: doubtful}}
    fee: {{says: none, known: none, confidence: doubtful}}
    needed: before-launch
    needs: [{needs}]
"""


def test_procedures_that_wait_for_one_another_are_refused(tmp_path: Path) -> None:
    text = "lead_times:" + ONE.format(name="one", needs="two") + ONE.format(name="two", needs="one")
    assert read(tmp_path, text) == ["K152"]


def test_a_need_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path, "lead_times:" + ONE.format(name="one", needs="three")) == ["K151"]
