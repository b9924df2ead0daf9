"""What stands beside a finding: told where it answers the reader's question, in every display alike, and nowhere else."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html import unescape
from io import StringIO
from typing import Any

import msgspec
import pytest
from rich.console import Console

import regolex
from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.missions.mission import Mission, mission_from_data
from regolex.report import beside, explain, view
from regolex.report.disputed import disputed_lines
from regolex.report.particulars import channel, gap, unanswered
from regolex.report.readings import counted_holders, holder_words, named_holder, shown_holders
from regolex.report.report import html, markdown
from regolex.report.terminal import show

KB = regolex.load()
ON = date(2026, 11, 30)
OCCUPATION = "un/treaty/ost-1967/art-02-occupation"
TRANSFER = "un/treaty/registration-1975/art-01-c-transfer-in-space"


def plan(operator: dict[str, Any], **activity: Any) -> Mission:
    """A plan to extract where others are kept out, and to own what is extracted."""
    data = {
        "mission": "m", "title": "M", "parties": {"miner": operator}, "bodies": {"body": {"kind": "asteroid"}},
        "activities": {"dig": {"kind": "extraction", "operator": "miner", "body": "body", **activity}},
        "claims": {
            "ore": {
                "claimant": "miner", "states": ["ARE"], "over": "extracted-material", "sovereign": False, "body": "body",
                "activity": "dig",
            }
        },
    }  # fmt: skip
    return mission_from_data(data, KB.knowledge)


COMPANY = {"kind": "company", "organised_under": "ARE"}
AGENCY = {"kind": "space-agency", "acts_for": ["ARE"]}


@cache
def assessed(kind: str) -> Assessment:
    """By a company with an answer left out on which the disputed finding waits, by the same with it, and by an agency."""
    closed = {"purpose": "commercial-gain", "excludes_others": True}
    plans = {
        "half": plan(COMPANY, **closed), "whole": plan(COMPANY, **closed, exclusion_agreed=True),
        "agency": plan(AGENCY, **closed, exclusion_agreed=True),
    }  # fmt: skip
    return KB.assess(plans[kind], on=ON)


def pages(a: Assessment) -> dict[str, str]:
    out = StringIO()
    show(a, Console(file=out, width=10_000))
    return {"terminal": out.getvalue(), "markdown": markdown(a), "html": unescape(html(a))}


@cache
def shown(kind: str) -> dict[str, str]:
    return pages(assessed(kind))


def line_of(a: Assessment, rule: str) -> tuple[str, view.Line]:
    return next(
        (bucket.key, line)
        for section in view.sections(a)
        for bucket in section.buckets
        for line in (*bucket.binding, *bucket.expectations)
        if line.rule.id == rule
    )


def below(page: str, line: view.Line) -> str:
    """What a page says from the sentence of a rule on to the next rule."""
    at = page.index(" ".join(line.rule.reads.split()))
    return page[at : at + 6000]


def test_a_disputed_finding_that_waits_for_an_answer_on_some_reading_says_for_which() -> None:
    key, line = line_of(assessed("half"), OCCUPATION)
    assert key == "contested"
    asked = [x.question or x.label for x in unanswered(key, line)]
    assert asked
    for name, page in shown("half").items():
        assert "Unanswered:" in below(page, line), name
        assert any(one in below(page, line) for one in asked), name


def test_a_disputed_finding_that_waits_for_nothing_asks_nothing() -> None:
    key, line = line_of(assessed("whole"), OCCUPATION)
    assert key == "contested"
    assert not unanswered(key, line)


@pytest.mark.parametrize("kind", ["whole", "agency"])
def test_how_a_duty_reaches_the_company_is_told_in_every_display_only_where_there_is_one(kind: str) -> None:
    for name, page in shown(kind).items():
        assert ("How it reaches the company:" in page) == (kind == "whole"), name


def test_a_duty_of_the_company_s_own_does_not_say_how_it_reaches_it() -> None:
    own = [r for r in KB.knowledge.rules.values() if r.holder == "Party" and r.reaches_company_by]
    assert not any(channel(assessed("whole"), rule) for rule in own)
    states = [r for r in KB.knowledge.rules.values() if r.holder != "Party" and r.reaches_company_by]
    assert states
    assert all(channel(assessed("whole"), rule) for rule in states)


def with_result(a: Assessment, rule: str, result: str) -> Assessment:
    """The assessment with one finding more, a right or permission with this result."""
    like = next(f for f in a.findings if f.applicable and not f.contested and not f.by_reading)
    found: Finding = msgspec.structs.replace(
        like, rule=KB.knowledge.rules[rule], subject="mission", result=result, as_planned=result, outlook=None, missing=(),
        prove=lambda _: ((result, like.because[0][1]),),
    )  # fmt: skip
    return msgspec.structs.replace(a, findings=(*a.findings, found))


@pytest.mark.parametrize(("result", "told"), [("withheld", True), ("granted", False), ("open", False)])
def test_the_gap_behind_a_right_is_told_where_the_right_is_not_to_be_had(result: str, told: bool) -> None:
    rule = KB.knowledge.rules[TRANSFER]
    assert rule.kind == "right"
    assert bool(gap(result, rule)) is told
    for name, page in pages(with_result(assessed("whole"), TRANSFER, result)).items():
        assert (" ".join(rule.gap.split())[:60] in page) is told, name


def test_why_a_provision_is_read_so_stands_in_the_full_proof_and_behind_a_finding_of_the_page_and_nowhere_else() -> (
    None
):
    a = assessed("whole")
    f = next(f for f in a.findings if f.rule.id == OCCUPATION)
    notes = [" ".join(note.split()) for note in f.rule.reading_notes]
    assert notes
    for note in notes:
        assert note in explain.text(a, explain.explain(a, f, "proof"))
        assert note not in explain.text(a, explain.explain(a, f, "chain"))
        assert note in " ".join(shown("whole")["html"].split())
        assert note not in shown("whole")["terminal"]
        assert note not in shown("whole")["markdown"]


# --- disputed questions: groups and holders ---


def disputed_rows(a: Assessment) -> list[str]:
    return [text for text, _ in disputed_lines(a)]


def test_a_reading_that_leaves_a_dispute_open_is_not_among_those_on_which_it_holds() -> None:
    (said,) = [text for text in disputed_rows(assessed("half")) if "any exclusion" in text]
    assert re.search(r'breach on .*"any exclusion"; open on .*"temporary rights of a facility", "lasting', said)
    assert "no breach" not in said.lower()
    (said,) = [text for text in disputed_rows(assessed("whole")) if "any exclusion" in text]
    assert re.search(r'no breach on .*"temporary rights of a facility", "lasting', said)
    assert "open on" not in said.lower()
    assert "Open:" not in said


def test_an_official_is_counted_and_printed_as_an_official_and_lets_no_state_object() -> None:
    a = assessed("whole")
    question = KB.knowledge.questions["art-ii-extraction"]
    strict = next(r for r in question.readings if r.id == "P4")
    assert any(h.kind == "state-official" for h in strict.holders)
    assert "State" not in counted_holders(shown_holders(strict, a))
    (dispute,) = [d for d in beside.disputed(a) if d.question == question.id]
    assert dispute.objectors == ()
    printed = [named_holder(h) for h in shown_holders(strict, a) if h.kind == "state-official"]
    assert printed
    assert all("(State official, " in one for one in printed)


def test_every_holder_printed_has_kind_year_and_how_the_view_was_read() -> None:
    a = assessed("whole")
    found = [(d, name.partition(" ")[0], held) for d in beside.disputed(a) for name, _, held in d.readings]
    assert found
    for dispute, reading, held in found:
        tried = next(r for r in KB.knowledge.questions[dispute.question].readings if r.id == reading)
        assert not [h.name for h in tried.holders if not h.read and h.name in held]
        for holder in shown_holders(tried, a)[:3]:
            words = holder_words(holder.kind, holder.since, holder.confidence, holder.nearest)
            assert f"{holder.name} ({words})" in held
        for name, page in shown("whole").items():
            assert " ".join(held.split()) in " ".join(page.split()), name


def test_who_held_a_reading_later_is_not_counted_before() -> None:
    question = KB.knowledge.questions["art-ii-extraction"]
    first = next(r for r in question.readings if r.id == "P1")
    early = KB.assess(plan(COMPANY, purpose="commercial-gain"), on=date(2015, 11, 24))
    assert not [h for h in shown_holders(first, early) if h.since[:4] > "2015"]
    assert counted_holders(shown_holders(first, early)) != counted_holders(shown_holders(first, assessed("whole")))


def test_the_holders_of_a_reading_are_told_as_states_signatories_and_others_and_without_states_by_kind() -> None:
    reading = {r.id: r.holders for r in KB.knowledge.questions["art-ii-extraction"].readings}
    assert counted_holders(reading["P1"]) == "5 States, Artemis signatories, 6 others"
    assert counted_holders(reading["P4"]) == "1 official, 3 scholars"
    assert counted_holders(()) == ""
