"""A reader of the memo's body can answer: who authorises what, by when, for what fee, what is disputed, what if it crashes."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import msgspec
import pytest

from regolex.engine.assessment import Assessment
from regolex.missions.mission import Answer
from regolex.report.memo import memo
from regolex.report.paper import Annexes, Block, Paper, Para, Table, plain
from regolex.tasks.fees import fees
from regolex.tasks.roadmap import roadmap
from regolex.tasks.standing import leaves
from regolex.tasks.task import how_many, tasks
from tests.report.conftest import KB, PLANS, ROOT, assessed, memo_on
from tests.report.test_memo import section_of, text_of

HAKUTO, ODIN, NEREUS = "hakuto-r-m2", "astroforge-odin", "nereus-water"


def body(paper: Paper) -> tuple[Block, ...]:
    return paper.blocks[: next(n for n, b in enumerate(paper.blocks) if isinstance(b, Annexes))]


def rows(paper: Paper, title: str) -> list[list[str]]:
    return [[plain(c) for c in row] for b in body(paper) if isinstance(b, Table) and b.title == title for row in b.rows]


def permits_of(paper: Paper) -> list[list[str]]:
    return rows(paper, "Who must authorise what")


@cache
def odin_today() -> Assessment:
    return KB.assess(ROOT / "examples" / f"{ODIN}.yaml", on=date(2026, 11, 30))


# --- the question and its answer ---


ANSWERS = {
    NEREUS: "Not yet: 3 permissions come first; nothing found forbids it on the prevailing readings.",
    "whole-body-claim": "No, not as it is planned: it breaches binding law on the prevailing readings.",
    HAKUTO: "Not yet: ",
    "varda-w1": "It has flown already, with ",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_question_gets_its_answer_first(name: str) -> None:
    first = next(b for b in section_of(memo_on(name), "answer") if isinstance(b, Para))
    assert plain(first.words).startswith(ANSWERS[name])


def test_a_provision_is_not_called_met_where_another_limb_of_it_is_disputed() -> None:
    said = [plain(b.words) for b in section_of(memo_on(HAKUTO), "analysis") if isinstance(b, Para)]
    (met,) = [text for text in said if text.startswith("Met. ") and "Outer Space Treaty" in text]
    assert not re.search(r"Article II[,.;]", met)


# --- who must authorise what, by when, for what fee ---


@pytest.mark.parametrize("name", PLANS)
def test_every_permit_that_the_law_asks_for_stands_in_one_table_with_whoever_decides(name: str) -> None:
    found = permits_of(memo_on(name))
    for one in leaves(assessed(name)):
        row = next(r for r in found if r[0].lower().startswith(one.label.lower()) and _who(name, one.who) in r[1])
        assert all(authority in row[2] for authority in one.authorities)
        assert all(cell for cell in row)


def _who(name: str, part: str) -> str:
    a = assessed(name)
    return "you" if part == a.client else a.name(part)


def test_the_table_names_the_authority_of_the_launch_company_and_the_day_by_which_it_must_begin() -> None:
    row = next(r for r in permits_of(memo_on(NEREUS)) if r[0].startswith("Authorisation to launch"))
    assert row[1:5] == [
        "the launch company", "minister in charge of space; CNES checks conformity", "in the plan, not granted yet",
        "2027-10-17 (by the time limit of the law, read at second hand)",
    ]  # fmt: skip


def test_a_permit_of_unknown_length_is_to_be_begun_now_and_says_by_when_it_is_needed() -> None:
    row = next(r for r in permits_of(memo_on(NEREUS)) if r[0].startswith("Mission authorisation"))
    assert row[4] == "now, as no length is known; needed by 2028-05-01"
    assert row[5].startswith("EUR 5,000 to 500,000, of it EUR 5,000 as advance")


def test_a_permit_that_may_be_needed_stands_there_with_its_authorities_and_the_question_that_decides() -> None:
    row = next(r for r in permits_of(memo_on(ODIN)) if r[0].startswith("Export licence"))
    assert "Bureau of Industry and Security" in row[2]
    assert "Directorate of Defense Trade Controls" in row[2]
    assert row[3].startswith("open whether it is needed. On which United States export list")


def test_where_a_state_must_authorise_and_no_law_of_it_does_the_memo_says_so_beside_the_permits() -> None:
    told = text_of(section_of(memo_on(ODIN), "answer"))
    assert "No law of the United States was found on authorisation of what a company does in space" in told or (
        "No law of the United States was found on authorisation and continuing supervision" in told
    )
    assert "No law of" not in text_of(section_of(memo_on(NEREUS), "answer"))


# --- the tables of one memo never contradict each other ---


@pytest.mark.parametrize("name", PLANS)
def test_no_task_tells_to_get_a_permit_that_the_plan_states_as_granted(name: str) -> None:
    a = assessed(name)
    for one in leaves(a):
        if one.stand == "granted":
            asking = [t for t in tasks(a) if set(t.laws) & set(one.rules) and t.who == one.who]
            assert not [t.what for t in asking if t.what.startswith(("Get the", "Ask for proof"))]


def test_of_a_granted_permit_only_what_the_plan_does_not_state_is_asked_and_the_road_map_has_no_step_for_it() -> None:
    a = assessed(HAKUTO)
    told = [t.what for t in tasks(a) if "nat/jpn/space-resources-2021/art-03-1-business-plan" in t.laws]
    assert told == [
        "Confirm what the plan does not state of the permission under Act No. 83 of 2021, which is granted: business plan filed"
    ]
    row = next(r for r in permits_of(memo_on(HAKUTO)) if "Act No. 83" in r[0])
    assert row[3] == "granted on 2024-12-17; the plan does not state: business plan filed"
    road = roadmap(a)
    assert "jpn-control" in [one.procedure for one in road.granted]
    assert "jpn-control" not in [step.procedure for step in road.steps]


def test_a_permit_that_is_not_granted_keeps_its_step_and_its_task() -> None:
    plan = assessed(HAKUTO).mission.with_answer("authorisation:japan", "authorisation.granted", Answer("planned"))
    a = KB.assess(plan, on=PLANS[HAKUTO][1])
    assert "jpn-control" in [step.procedure for step in roadmap(a).steps]
    assert [one.stand for one in leaves(a) if one.order == "JPN"] == ["planned"]
    assert not [
        t for t in tasks(a) if t.what.startswith("Confirm what the plan does not state of the permission under Act")
    ]


@pytest.mark.parametrize("name", PLANS)
def test_the_number_of_tasks_is_the_same_wherever_a_memo_tells_it(name: str) -> None:
    a, told = assessed(name), text_of(body(memo_on(name)))
    todo, some = how_many(tasks(a))
    for count in re.findall(r"(\d+) tasks? (?:is|are) left", told) + re.findall(r"(\d+) tasks? on every reading", told):
        assert int(count) == todo
    for count in re.findall(r"(\d+) more on some readings only", told):
        assert int(count) == some
    for count in re.findall(r"all (\d+) in annex F", told):
        assert int(count) == len(tasks(a))


@pytest.mark.parametrize("name", PLANS)
def test_no_cell_gives_a_day_and_says_that_the_law_has_none(name: str) -> None:
    for row in rows(memo_on(name), "What to do first"):
        assert not ("begin by" in row[3] and "no time limit" in row[3])


@pytest.mark.parametrize("name", [NEREUS, ODIN, HAKUTO])
def test_every_step_that_should_have_begun_already_is_told_with_the_sum_behind_its_day_and_what_follows(
    name: str,
) -> None:
    a, told = assessed(name), rows(memo_on(name), "How the dates are counted")
    late = roadmap(a).late
    assert late
    for step in late:
        (row,) = [row for row in told if row[0].startswith(step.what)]
        assert row[1] == f"{step.latest_start}, passed"
        assert row[2].startswith("Launch on ")
        assert f"Passed: {step.if_late}" in row[2]


def test_a_day_is_told_with_its_arithmetic_and_its_article() -> None:
    counted = {row[0]: row[1:] for row in rows(memo_on(NEREUS), "How the dates are counted")}
    assert counted["Authorisation to launch from France"] == [
        "2027-10-17",
        "Launch on 2028-05-01, less 4 months, less 2 months and 15 days that can be added (decree 2009-643 Arts. 2, 4, 5). "
        "Read at second hand.",
    ]
    counted = {row[0]: row[1:] for row in rows(memo_on(ODIN), "How the dates are counted")}
    day, said = counted["Payload review and determination, also alone"]
    assert day == "2024-07-02, passed"
    assert said.startswith(
        "Launch on 2025-02-27, less 60 days (to be done by 2024-12-29), less 180 days (14 CFR 450.43(d)"
    )
    assert "Without the determination the payload does not fly" in said


def test_the_waiver_has_one_day_thirty_days_before_the_launch_and_does_not_wait_for_the_loss_determination() -> None:
    (row,) = [row for row in rows(memo_on(ODIN), "What to do first") if row[1].startswith("Include the waiver")]
    assert row[3] == "at once: it had to be done by 2025-01-28, which has passed"


def test_one_filing_at_the_itu_is_one_step_of_the_road_map() -> None:
    steps = roadmap(assessed(NEREUS)).steps
    filings = [s for s in steps if "un/itu/radio-regulations-2020/no-9-1-advance-publication" in s.laws]
    assert [s.id for s in filings] == ["itu-api"]
    assert not [s for s in steps if s.procedure == "" and "no-11-2-notification" in " ".join(s.laws)]


# --- fees ---


def test_a_fee_that_hangs_on_an_answer_is_told_as_open_with_the_question_that_decides() -> None:
    plan = odin_today().mission.with_answer("object:odin", "object.fcc_lane", Answer(missing="not-asked"))
    told = text_of(section_of(memo(KB.assess(plan, on=date(2026, 11, 30))), "tasks"))
    line = next(one for one in told.splitlines() if one.startswith("Open, as answers are missing"))
    assert "annual regulatory fee of a space station (47 CFR 1.1156" in line
    assert "it depends on:" in line
    assert "no fee of yours was found" not in told.lower()


def test_the_fees_of_others_are_told_as_theirs_and_a_premium_is_no_fee() -> None:
    told = text_of(section_of(memo_on(NEREUS), "tasks"))
    others = next(one for one in told.splitlines() if one.startswith("Paid by others, not by you: "))
    assert "for other steps of the launch company" in others
    unknown = next(one for one in told.splitlines() if one.startswith("Amount not known, 2 fees"))
    assert "cover" not in unknown
    assert "A price on the market, no fee: premium for third-party and mission cover (you)" in told


def test_without_a_client_each_fee_stands_with_its_payer_in_the_body() -> None:
    told = text_of(section_of(memo_on(HAKUTO), "tasks"))
    assert "Fees by law: ispace-EUROPE S.A., mission authorisation, law of 20 July 2017: EUR 5,000 to 500,000" in told
    assert "permit to control a spacecraft, with the business plan for resources" in told  # none in the text read


@pytest.mark.parametrize("name", PLANS)
def test_each_fee_is_counted_once(name: str) -> None:
    a = assessed(name)
    found = [fee.procedure for fee in fees(a, roadmap(a))]
    assert len(found) == len(set(found))


# --- what is disputed, and who could object ---


@pytest.mark.parametrize("name", [NEREUS, HAKUTO])
def test_everyone_who_holds_a_reading_on_which_the_plan_fails_is_named_in_the_body(name: str) -> None:
    told = text_of(section_of(memo_on(name), "disputed"))
    for holder in ("S. Hobe", "D. O'Brien", "J. Rostoff", "Roscosmos (S. Savelyev)"):
        assert holder in told


@pytest.mark.parametrize("name", [NEREUS, HAKUTO])
def test_a_reading_without_a_holder_is_named_not_counted_and_says_how_the_plan_would_fare(name: str) -> None:
    paper = memo_on(name)
    table = next(b for b in body(paper) if isinstance(b, Table) and b.title.startswith("Readings: "))
    said = {plain(row[0]).partition(" ")[0]: [plain(c) for c in row[1:]] for row in table.rows}
    assert said["P3b"] == ["no holder was read, so it is not counted", "not counted; would fail"]
    assert said["P5"][1] == "leaves it open"
    assert said["P1"][1] == "holds"


def test_all_holders_of_every_reading_stand_in_an_annex() -> None:
    told = text_of(section_of(memo_on(NEREUS), "annex-readings"))
    question = KB.knowledge.questions["art-ii-extraction"]
    named = [h.name for r in question.readings for h in r.holders if h.read and h.held_on(PLANS[NEREUS][1])]
    assert len(named) > 25
    assert not [name for name in named if name not in told]


def test_a_title_on_which_only_answers_are_missing_is_told_with_them_and_the_sale_with_its_place() -> None:
    told = text_of(section_of(memo_on(HAKUTO), "title"))
    assert "Of ispace, inc., if the answer to each of these is yes:" in told
    assert "Japanese Act No. 83 of 2021, Art. 5" in told
    assert (
        "Place of transfer of title: collected, on the body. There is an agreement with an agency of the United States."
        in told
    )
    assert "What is sold" not in text_of(section_of(memo_on("flyby-survey"), "title"))


# --- what if it crashes ---


def test_what_a_crash_means_is_told_in_sentences_who_pays_by_what_standard_who_is_covered_and_who_must_be_told() -> (
    None
):
    told = text_of(section_of(memo_on(NEREUS), "if-it-happens"))
    pays, cover, claims, notice = (
        told.index(label)
        for label in (
            "Who pays, and by what standard",
            "Cover",
            "Who shares, refunds or may claim",
            "Who has to be told",
        )
    )
    assert pays < cover < claims < notice
    assert "You: The holder of a mission authorisation is fully liable" in told[pays:cover]
    assert "The launch company: without fault; lessened only by the fault of the victim" in told[pays:cover]
    assert "France, Luxembourg: absolute (Liability Convention, Article II)" in told[pays:cover]
    assert "own financial means" in told[cover:claims]
    assert "You: The operator must warn the minister without delay" in told[notice:]
    assert "within one year" in told[claims:notice]


def test_the_limits_of_the_cover_are_named_in_figures_and_a_plan_without_a_duty_of_cover_says_so() -> None:
    told = text_of(section_of(memo_on(ODIN), "if-it-happens"))
    assert "No rule was found that asks you for cover." in told
    assert "at most 500 million dollars" in told
    assert "at most 100 million dollars" in told
    assert "FAA Washington Operations Center" in told


@pytest.mark.parametrize("name", PLANS)
def test_a_crash_tells_only_what_binds_and_belongs_to_an_accident(name: str) -> None:
    told = text_of(section_of(memo_on(name), "if-it-happens"))
    assert "The authority refuses" not in told
    assert "is expected to" not in told


def test_a_crash_on_the_body_itself_is_answered_by_what_is_damaged_and_for_a_loss_that_harms_no_one() -> None:
    found = {row[0]: row[1] for row in rows(memo_on(HAKUTO), "Who pays for what damage")}
    assert list(found)[:3] == [
        "On the Earth or to aircraft", "To another space object, in space or on a body",
        "To something else in space or on a body",
    ]  # fmt: skip
    assert "ispace, inc.: absolute (Japanese Act No. 76 of 2016, Art. 53)" in found["On the Earth or to aircraft"]
    assert "Japan, United States: fault" in found["To another space object, in space or on a body"]
    told = text_of(section_of(memo_on(HAKUTO), "if-it-happens"))
    assert "If it is lost on the Moon and harms no one else: no rule was found in the encoded law" in told
    assert "ispace, inc.: Japanese Act No. 76 of 2016, Art. 25" in told
    assert "If it is lost and harms no one else" in text_of(section_of(memo_on(ODIN), "if-it-happens"))


# --- words ---


@pytest.mark.parametrize("name", PLANS)
def test_the_words_of_the_answer_are_explained_where_they_are_first_used(name: str) -> None:
    told = text_of(section_of(memo_on(name), "answer"))
    for word in ("A reading is", "Prevailing readings", "serious", "Encoded law is"):
        assert word in told


def test_no_word_of_the_memo_contradicts_another() -> None:
    told = text_of(body(memo(msgspec.structs.replace(assessed(ODIN), turns=()))))
    assert "the answers that are missing may still change it" in told
    hakuto = text_of(body(memo_on(HAKUTO)))
    assert "permit to control a spacecraft, with the business plan for resources" in hakuto  # no fee in the text read
    assert "time for the decision and fee" not in text_of(section_of(memo_on(HAKUTO), "tasks"))
    assert "The title that is to pass to an agency of the United States" in hakuto
    asked = [row[0] for row in rows(memo_on(ODIN), "What is not known")]
    assert not any("buy or sell shares" in question for question in asked[:3])


def test_no_rule_speaks_of_a_secretary_without_saying_of_what() -> None:
    bare = re.compile(r"\b[Tt]he Secretary(?!-General| of )")
    texts = [(r.id, text) for r in KB.knowledge.rules.values() for text in (r.reads, *(e.reads for e in r.exceptions))]
    assert not [name for name, text in texts if bare.search(text)]


def test_no_party_is_told_to_show_something_to_itself() -> None:
    for name in PLANS:
        for task in tasks(assessed(name)):
            assert not (task.what.startswith("Ask ") and "show the launch operator" in task.what), task.what


def test_a_cover_that_any_national_law_asks_for_stands_under_cover() -> None:
    told = text_of(section_of(memo_on("flyby-survey"), "if-it-happens"))
    assert "No rule was found in the encoded law that asks for cover" not in told
    assert "Space Industry Act 2018, Sch. 1, para. 35" in told[told.index("Cover.") :]
