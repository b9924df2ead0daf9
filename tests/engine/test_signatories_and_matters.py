"""Signatories are no parties, certain members are counted apart from uncertain ones, and what is not covered has its days."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from rich.console import Console

import regolex
from regolex.engine.matters import NotCovered
from regolex.engine.truth import FALSE, TRUE
from regolex.missions.mission import mission_from_data
from regolex.report import view
from regolex.report.parties import parties, show_parties, standing_words
from regolex.report.report import html, markdown
from regolex.report.terminal import show

KB = regolex.load()
K = KB.knowledge
EXAMPLE = KB.read_mission(regolex.example("astroforge-odin"))
TODAY = date(2026, 11, 30)


# --- signatories ---


@pytest.mark.parametrize(
    ("day", "count"), [("2024-01-31", 34), ("2025-01-01", 52), ("2020-10-13", 8), ("2023-12-31", 33)]
)
def test_the_accords_have_as_many_certain_signatories_as_nasa_counted(day: str, count: int) -> None:
    on = date.fromisoformat(day)
    found = parties(K, "artemis-accords-2020", on)
    assert standing_words(K, found, on).startswith(f"{count} States had signed by {day} for certain")


def test_certain_and_uncertain_members_are_counted_apart() -> None:
    on = date(2022, 4, 30)  # Colombia signed on a day between the end of March and 12 May
    found = parties(K, "artemis-accords-2020", on)
    assert "18 States had signed by 2022-04-30 for certain; 1 more perhaps: Colombia" in standing_words(K, found, on)
    qatar = next(p for p in parties(K, "ost-1967", TODAY) if p.entry.participant == "QAT")
    assert qatar.bound == TRUE
    assert "perhaps: Qatar" in standing_words(K, parties(K, "ost-1967", TODAY), TODAY)


def test_a_state_that_acts_through_another_on_the_day_is_not_counted_beside_it() -> None:
    on = date(2000, 1, 1)
    counted = {p.entry.participant for p in parties(K, "registration-1975", on) if p.bound != FALSE}
    assert "SCG" in counted
    assert "SRB" not in counted


def test_the_command_says_that_a_political_commitment_binds_nobody() -> None:
    out = StringIO()
    show_parties(K, "artemis-accords-2020", date(2024, 1, 31), Console(file=out, width=400))
    assert "it binds no one in law" in out.getvalue()
    assert "bound" not in out.getvalue().split("\n")[0]


def test_no_display_says_that_the_accords_bind() -> None:
    a = KB.assess(EXAMPLE, on=TODAY)
    assert any("Artemis Accords (political commitment)" in " ".join(s.signatory_of) for s in view.sections(a))
    assert not any("Artemis" in words for s in view.sections(a) for words in s.bound_by)
    out = StringIO()
    show(a, Console(file=out, width=200))
    for text in (markdown(a), html(a), out.getvalue()):
        assert "ignatory of the Artemis Accords (political commitment)" in text
        heads = [line for line in text.splitlines() if not line.startswith("<details>")]
        bound = [line for line in heads if "bound by" in line.lower() and "Treaty" in line]
        assert bound
        assert not [line for line in bound if "Artemis" in line.split("ignatory of")[0]]


# --- what is not covered, by the day ---


def matters(state: str, on: str, **activity: object) -> list[NotCovered]:
    data = {
        "mission": "m",
        "title": "M",
        "parties": {"us": {"kind": "company", "organised_under": state, "seat": state}},
        "activities": {"dig": {"kind": "exploration", "operator": "us", "controlled_from": [state], **activity}},
    }
    a = KB.assess(mission_from_data(data, K), on=date.fromisoformat(on))
    return [n for n in a.not_covered if n.legal_order == state]


def named(found: list[NotCovered]) -> str:
    return " ".join(" ".join((n.instrument, n.note, *n.stands_in)) for n in found)


def test_a_proposal_is_named_from_its_day_on() -> None:
    assert "EU Space Act" not in named(matters("LUX", "2018-06-01"))
    assert "EU Space Act" not in named(matters("LUX", "2025-06-24"))
    assert "EU Space Act" in named(matters("LUX", "2025-06-25"))


@pytest.mark.parametrize("day", ["1969-07-20", "1985-01-01", "2005-01-01", "2015-12-01", "2018-06-01"])
@pytest.mark.parametrize("state", ["USA", "LUX"])
def test_nothing_is_named_before_it_was_there(state: str, day: str) -> None:
    for gap in K.jurisdictions[state].gaps:
        for one in matters(state, day):
            if one.matter == gap.matter and gap.first_day and day < gap.first_day.isoformat():
                assert one.instrument.startswith("law as it stood on")
                assert str(gap.first_day) in one.note
    assert "Moon Express" not in named(matters("USA", "2015-12-01"))


@pytest.mark.parametrize("day", ["1969-07-20", "1985-01-01", "2005-01-01", "2018-06-01", "2024-02-01"])
def test_no_gap_of_any_legal_order_is_told_on_a_day_before_its_own(day: str) -> None:
    encoded = sorted(K.jurisdictions.keys() & K.states.keys())
    data = {
        "mission": "m", "title": "M",
        "parties": {f"us-{s.lower()}": {"kind": "company", "organised_under": s, "seat": s} for s in encoded},
        "launches": {f"up-{s.lower()}": {"launcher": f"us-{s.lower()}", "territory": s} for s in encoded},
        "activities": {f"dig-{s.lower()}": {"kind": "extraction", "operator": f"us-{s.lower()}"} for s in encoded},
    }  # fmt: skip
    on = date.fromisoformat(day)
    told = {(n.legal_order, n.matter): n for n in KB.assess(mission_from_data(data, K), on=on).not_covered}
    gaps = [gap for j in K.jurisdictions.values() for gap in j.gaps]
    assert any(gap.first_day and on < gap.first_day for gap in gaps)
    seen = 0
    for gap in gaps:
        named = told.get((gap.legal_order, gap.matter))
        other = [g for g in gaps if (g.legal_order, g.matter) == (gap.legal_order, gap.matter) and g != gap]
        if named is None or other:
            continue
        seen += 1
        if gap.first_day and on < gap.first_day:
            assert gap.earlier_law, gap.id
            assert named.instrument == f"law as it stood on {day}, not examined"
        assert not (gap.last_day and on > gap.last_day), gap.id
    assert seen or day < "1985"


def test_a_matter_that_was_there_under_earlier_law_is_named_without_the_later_one() -> None:
    found = [n for n in matters("LUX", "2010-01-01") if "not examined" in n.instrument]
    assert found
    assert all("2018" not in n.instrument and n.confidence == "doubtful" for n in found)


def test_laws_known_by_name_go_by_their_day() -> None:
    assert "No. 409" not in named(matters("DNK", "2016-05-10"))
    assert "No. 409" in named(matters("DNK", "2016-05-11"))
    assert "not in force before 2016-07-01" in named(matters("DNK", "2016-06-30"))
    assert "not in force before" not in named(matters("DNK", "2016-07-01"))


def test_what_is_only_perhaps_touched_is_said_so_in_every_display() -> None:
    data = {
        "mission": "m", "title": "M", "parties": {"us": {"organised_under": "LUX", "seat": "LUX"}},
        "activities": {"dig": {"operator": "us"}},
    }  # fmt: skip
    a = KB.assess(mission_from_data(data, K), on=TODAY)
    silent = [n for n in a.not_covered if n.sort == "law-is-silent" and not n.certain]
    assert silent
    out = StringIO()
    show(a, Console(file=out, width=200))
    for one in silent:
        assert f"Luxembourg (perhaps): **{one.matter}**" in markdown(a)
        assert f"Luxembourg perhaps: {one.matter}" in out.getvalue()
