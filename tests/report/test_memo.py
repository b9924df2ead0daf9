"""A memo says in the order of a memo what the assessment holds, and nothing that the assessment does not hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from regolex.engine.verdict import WORDS
from regolex.formats.texts.official import Links, Official, Words
from regolex.report.memo import memo
from regolex.report.memo_lookup import LEVELS, Lookup
from regolex.report.memo_orders import bound
from regolex.report.paper import Annexes, Block, Chart, Heading, Items, Paper, Para, Run, Table, plain
from regolex.report.paper import words as said
from regolex.report.paper_length import body_pages
from regolex.report.view import VERDICT_WORDS
from regolex.tasks.roadmap import roadmap
from regolex.tasks.task import tasks
from tests.report.conftest import KB, PLANS, ROOT, assessed, memo_on

ORDER = [
    "question",
    "answer",
    "facts",
    "whose-law",
    "analysis",
    "disputed",
    "title",
    "tasks",
    "if-it-happens",
    "not-covered",
]


def text_of(blocks: tuple[Block, ...]) -> str:
    out: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            out.append(block.text)
        elif isinstance(block, Para):
            out.append(plain(block.words))
        elif isinstance(block, Items):
            out += [plain(item) for item in block.items]
        elif isinstance(block, Table):
            out += [plain(cell) for row in block.rows for cell in row]
        elif isinstance(block, Chart):
            out += [name for name, _ in block.rows]
    return "\n".join(out)


def section(name: str, heading: str) -> tuple[Block, ...]:
    """The blocks from one heading of the first level to the next."""
    return section_of(memo_on(name), heading)


def section_of(paper: Paper, heading: str) -> tuple[Block, ...]:
    blocks = paper.blocks
    starts = [n for n, b in enumerate(blocks) if isinstance(b, Annexes) or (isinstance(b, Heading) and b.level == 1)]
    first = next(n for n in starts if isinstance(b := blocks[n], Heading) and b.id == heading)
    return blocks[first : next((n for n in starts if n > first), len(blocks))]


def runs(blocks: tuple[Block, ...]) -> list[Run]:
    found: list[Run] = []
    for block in blocks:
        if isinstance(block, Para):
            found += block.words
        elif isinstance(block, Items):
            found += [run for item in block.items for run in item]
        elif isinstance(block, Table):
            found += [run for row in block.rows for cell in row for run in cell]
    return found


@pytest.mark.parametrize("name", PLANS)
def test_the_sections_stand_in_the_order_of_a_memo(name: str) -> None:
    found = [h.id for h in memo_on(name).headings if h.level == 1]
    assert found[: len(ORDER)] == ORDER
    assert all(name.startswith("annex-") for name in found[len(ORDER) :])


@pytest.mark.parametrize("name", PLANS)
def test_the_short_answer_gives_the_verdict_in_words_and_at_most_five_points(name: str) -> None:
    a = assessed(name)
    side = a.you or a.overall
    blocks = section(name, "answer")
    _answer, verdict = [plain(b.words) for b in blocks if isinstance(b, Para)][:2]
    assert VERDICT_WORDS[side.dominant.word].capitalize() in verdict
    assert VERDICT_WORDS[side.every_reading.word].lower() in verdict.lower()
    points = next(b for b in blocks if isinstance(b, Items)).items
    assert 1 <= len(points) <= 5


@pytest.mark.parametrize("name", PLANS)
def test_the_body_stays_within_five_pages(name: str) -> None:
    assert body_pages(memo_on(name)) <= 4.9


def test_a_plan_with_every_assumption_stays_within_them_too() -> None:
    assert body_pages(memo_on("hakuto-r-m2", ("all",))) <= 4.9


def test_what_is_left_out_of_the_body_stands_in_the_annexes() -> None:
    a = assessed("hakuto-r-m2")
    paper = memo_on("hakuto-r-m2")
    listed = next(b for b in section("hakuto-r-m2", "annex-tasks") if isinstance(b, Table))
    assert len(listed.rows) == len(tasks(a)) > LEVELS[-1].tasks
    asked = next(b for b in section("hakuto-r-m2", "annex-questions") if isinstance(b, Table))
    assert len(asked.rows) == len(a.questions.items)
    beside = next(b for b in section("hakuto-r-m2", "annex-not-covered") if isinstance(b, Table))
    assert len(beside.rows) == len(a.not_covered)
    told = text_of(section("hakuto-r-m2", "not-covered"))
    assert all(n.matter in told for n in a.not_covered if n.sort != "law-is-silent") or "more in annex E" in told
    body = text_of(section("hakuto-r-m2", "analysis"))
    assert "more in annex A" in body
    assert f"all tasks ({len(tasks(a))}) are in annex F" in text_of(section("hakuto-r-m2", "answer"))
    shown = {name for b in paper.blocks if isinstance(b, Table) for name in b.ids}
    look = Lookup(a, Official(Links()))
    assert set(look.anchors.values()) | set(look.provision_anchors.values()) <= shown


@pytest.mark.parametrize("name", PLANS)
def test_each_pinpoint_in_a_memo_exists_in_the_corpus(name: str) -> None:
    known = {p.id: p for i in KB.knowledge.instruments.values() for p in i.provisions}
    look = Lookup(assessed(name), Official(Links()))
    assert set(look.provisions) <= set(known)
    labels = {p.label for p in known.values()} | {i.short for i in KB.knowledge.instruments.values()}
    cited = [run.text for run in runs(memo_on(name).blocks) if run.to.startswith(("#f", "#p")) and run.to[2:].isdigit()]
    assert cited or not look.shown
    for text in cited:
        assert any(text == label or text.endswith(label) or label.endswith(text) for label in labels), text


@pytest.mark.parametrize("name", PLANS)
def test_every_link_of_a_memo_leads_to_a_place_in_it(name: str) -> None:
    paper = memo_on(name)
    places = {h.id for h in paper.headings} | {i for b in paper.blocks if isinstance(b, Table) for i in b.ids}
    inside = [run.to for run in runs(paper.blocks) if run.to.startswith("#")]
    assert {to[1:] for to in inside} <= places
    assert len([h.id for h in paper.headings]) == len({h.id for h in paper.headings})


def test_a_duty_of_two_companies_stands_there_once() -> None:
    said = [plain(b.words) for b in section("hakuto-r-m2", "analysis") if isinstance(b, Para)]
    (due,) = [text for text in said if text.startswith("Due") and "440.17(b)" in text]
    assert due.split(". ", 1)[1].startswith("ispace, inc., ispace-EUROPE S.A.: ")
    assert due.count("440.17(b)") == 1


def test_obligations_come_before_rights_and_breaches_before_both() -> None:
    blocks = section("whole-body-claim", "analysis")
    first = next(b for b in blocks if isinstance(b, Table))
    assert plain(first.rows[0][3]).startswith(("Breached", "Disputed"))


def test_a_disputed_question_is_explained_once_with_every_holder_who_was_read_or_none() -> None:
    blocks = section("nereus-water", "disputed")
    asks = [b.text for b in blocks if isinstance(b, Heading) and b.id.startswith("dispute-")]
    assert len(asks) == len(set(asks)) == 1
    table = next(b for b in blocks if isinstance(b, Table))
    counted = {plain(row[2]) for row in table.rows if not plain(row[2]).startswith(("not counted", "leaves it open"))}
    assert counted == {"holds", "fails"}
    assert all(plain(row[1]) for row in table.rows)


def test_what_follows_on_each_reading_is_drawn_where_it_is_not_the_same_for_all() -> None:
    alike = [b for b in section("nereus-water", "disputed") if isinstance(b, Chart)]
    assert not alike  # both duties fall and stand together, as the table says
    blocks = section("whole-body-claim", "disputed")
    for chart in (b for b in blocks if isinstance(b, Chart)):
        assert any(len({word for _, word in cells}) > 1 for _, cells in chart.rows)


def test_who_is_bound_is_drawn_from_the_participation_table() -> None:
    chart = bound(assessed("nereus-water"), ["LUX", "FRA"])
    assert chart is not None
    cells = {name: dict(zip(chart.columns, cells, strict=True)) for name, cells in chart.rows}
    assert cells["Luxembourg"]["Rescue Agreement"] == ("none", "not bound")
    assert cells["France"]["Rescue Agreement"] == ("full", "bound 1975")
    assert cells["Luxembourg"]["Artemis Accords"] == ("half", "signed 2020")
    assert "Luxembourg" in chart.alt
    assert bound(assessed("nereus-water"), []) is None


def test_assumptions_are_told_with_the_result_that_the_answers_alone_would_have() -> None:
    a = assessed("astroforge-odin", ("all",))
    assert a.strict
    told = text_of(tuple(memo(a).blocks))
    for name in a.prepared.sets:
        assert KB.knowledge.asking.sets[name].title in told
    assert "Without these assumptions the result is: " in told
    assert "none was adopted" in text_of(section("astroforge-odin", "facts"))


def test_a_fee_is_named_with_its_amount_first_and_never_added_up() -> None:
    told = text_of(section("nereus-water", "answer"))
    assert "EUR 5,000 to 500,000" in told
    assert "10,000" not in told


def test_the_road_map_tells_what_is_late_and_what_the_client_pays() -> None:
    road = roadmap(assessed("nereus-water"))
    told = text_of(section("nereus-water", "tasks"))
    assert road.late
    assert all(step.what in told for step in road.late[:3])
    assert "at least EUR 5,000, at most EUR 500,000" in told
    annex = next(b for b in section("nereus-water", "annex-road") if isinstance(b, Table))
    assert [plain(row[1]).partition(" (only if")[0] for row in annex.rows] == [step.what for step in road.steps]


def test_law_that_is_not_computed_is_said_to_be_so(tmp_path: Path) -> None:
    assert "no: ask the authority" not in text_of(section("nereus-water", "whose-law"))  # French law is encoded
    plan = (ROOT / "examples" / "nereus-water.yaml").read_text(encoding="utf-8")
    elsewhere = tmp_path / "elsewhere.yaml"
    elsewhere.write_text(plan.replace("FRA", "NZL"), encoding="utf-8")
    paper = memo(KB.assess(elsewhere, on=PLANS["nereus-water"][1]))
    assert "no: ask the authority" in text_of(section_of(paper, "whose-law"))
    assert "national law of New Zealand" in text_of(section_of(paper, "not-covered"))


def test_official_words_stand_in_the_annex_in_their_language_where_they_are_linked() -> None:
    class Linked(Official):
        def words(self, provision: str) -> Words | None:
            if not provision.endswith("space-resources-2017@2017-07-20#art-1"):
                return None
            return Words(provision, "Les ressources *de* l'espace", "fr", True, "f", "s", "2017-07-20", "")

    paper = memo(assessed("nereus-water"), Linked(Links()))
    quotes = [b for b in paper.blocks if isinstance(b, Para) and b.kind == "quote"]
    assert [(plain(q.words), q.words[0].lang) for q in quotes] == [("Les ressources *de* l'espace", "fr")]


def test_what_falls_on_the_client_if_something_happens_comes_first_and_all_of_it_is_in_an_annex() -> None:
    a = assessed("nereus-water")
    lists = [b for b in section("nereus-water", "if-it-happens") if isinstance(b, Items)]
    assert plain(lists[0].items[0]).startswith("You: The holder of a mission authorisation is fully liable")
    said = [plain(item) for block in lists for item in block.items]
    assert any(one.startswith(("France, Luxembourg: ", "Luxembourg, France: ")) for one in said)
    whole = [b for b in section("nereus-water", "annex-tasks") if isinstance(b, Table) and b.title == "If it happens"]
    assert len(whole[0].rows) == len({(d.rule, d.events) for d in a.dormant}) > len(said) - 1


def test_duties_after_an_event_are_said_to_be_open_where_the_plan_does_not_say_what_has_happened() -> None:
    a = KB.assess(ROOT / "corpus" / "precedents" / "osiris-rex.yaml", on=date(2016, 9, 8))
    told = text_of(section_of(memo(a), "if-it-happens"))
    assert not a.dormant
    assert "does not say whether an accident or another event has happened" in told
    assert "(Liability Convention, Article II)" in told


def test_the_first_tasks_say_by_when_to_begin_where_that_can_be_counted() -> None:
    assert "begin by 2027-10-17 (by the time limit of the law, read at second hand)" in text_of(
        section("nereus-water", "answer")
    )


def test_the_memo_names_what_is_needed_to_reproduce_it() -> None:
    a = assessed("nereus-water")
    told = text_of(section("nereus-water", "annex-reproduce"))
    assert a.knowledge.hash in told
    assert a.on.isoformat() in told


def test_the_same_assessment_gives_the_same_memo() -> None:
    a = assessed("nereus-water")
    assert msgspec.json.encode(memo(a)) == msgspec.json.encode(memo_on("nereus-water"))


def test_a_verdict_has_words_of_its_own_in_every_case() -> None:
    assert set(WORDS) == set(VERDICT_WORDS)
    assert said("", Run(""), "a") == (Run("a"),)


def test_of_a_launch_that_lies_behind_the_memo_says_that_its_dates_are_past() -> None:
    late = KB.assess(ROOT / "examples/astroforge-odin.yaml", on=date(2026, 11, 30))
    early = KB.assess(ROOT / "examples/astroforge-odin.yaml", on=date(2024, 1, 15))
    assert "a launch day that has passed (2025-02-27)" in text_of(section_of(memo(late), "tasks"))
    assert "has passed" not in text_of(section_of(memo(early), "tasks"))


def test_what_a_crash_would_wake_is_told_where_the_plan_does_not_say_whether_there_was_one() -> None:
    told = text_of(
        section_of(memo(KB.assess(ROOT / "examples/astroforge-odin.yaml", on=date(2026, 11, 30))), "if-it-happens")
    )
    assert "does not say whether an accident or another event has happened" in told
    assert "(Liability Convention, Article II)" in told
