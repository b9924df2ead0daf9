"""Time: a plan replayed over its dates, two sides compared, and no date between on which something changes."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import msgspec
import pytest

from regolex.alternatives.changes import causes, change_days, version_problems
from regolex.alternatives.difference import Side, as_json, as_text, difference, mission_files, seen
from regolex.alternatives.timeline import Entry, Timeline, as_markdown, replay
from regolex.alternatives.timeline import as_json as timeline_json
from regolex.alternatives.timeline import as_text as timeline_text
from regolex.alternatives.variants import axes, variants
from regolex.engine.truth import FALSE, TRUE, UNKNOWN
from regolex.engine.world import since
from regolex.errors import EvaluationError
from regolex.knowledge import KnowledgeBase, load
from regolex.law import model as m
from regolex.law.periods import months_after
from regolex.missions.mission import Answer, Mission

ROOT = Path(__file__).resolve().parents[2]
NEREUS, ODIN = ROOT / "examples/nereus-water.yaml", ROOT / "examples/astroforge-odin.yaml"
MOON, REGISTRATION = "un/treaty/moon-1979", "un/treaty/registration-1975"
ONE = timedelta(days=1)


@cache
def kb() -> KnowledgeBase:
    return load(ROOT)


def line(path: Path, start: str, end: str, viewpoint: str = "") -> Timeline:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return replay(kb(), kb().read_mission(path), first, last, viewpoint=viewpoint)


def on(found: Timeline, day: str) -> Entry:
    return next(entry for entry in found.entries if entry.day.isoformat() == day)


def in_saudi_arabia() -> Mission:
    mission = kb().read_mission(NEREUS)
    return variants(kb().knowledge, mission, axes(kb().knowledge, mission, ["party.organised_under=SAU"]))[0].mission


@pytest.fixture
def in_the_coming_lane(tmp_path: Path) -> Path:
    """Odin as if it were licensed in the lane that the coming law is about."""
    stated = ODIN.read_text("utf-8")
    assert "{value: experimental-licence," in stated
    path = tmp_path / "odin.yaml"
    path.write_text(stated.replace("{value: experimental-licence,", "{value: variable-trajectory,"), "utf-8")
    return path


# --- what a replay shows ---


def test_the_withdrawal_of_saudi_arabia_takes_the_moon_agreement_away() -> None:
    found = replay(kb(), in_saudi_arabia(), date(2023, 6, 1), date(2024, 6, 1))
    entry = on(found, "2024-01-05")
    assert any(c.kind == "participation" and (c.what, c.who) == (MOON, "SAU") for c in entry.causes)
    gone = [x for x in entry.moved if x.move.change == "gone" and x.move.seen.bearer == "SAU"]
    assert len(gone) > 10
    assert all(x.move.seen.instrument.startswith(MOON) for x in gone)
    assert all("is no longer bound by Moon Agreement" in " ".join(x.because) for x in gone)


def test_luxembourg_joins_the_registration_convention() -> None:
    entry = on(line(NEREUS, "2021-01-02", "2021-02-28"), "2021-01-27")
    new = [x.move.seen for x in entry.moved if x.move.change == "new"]
    assert new
    assert {(s.bearer, s.instrument.partition("@")[0]) for s in new} == {("LUX", REGISTRATION)}
    assert [shift.what for shift in entry.shifts] == ["bound by Registration Convention"]


def test_the_unsettled_day_of_the_law_of_2017_opens_the_verdict_and_the_next_settles_it() -> None:
    found = line(NEREUS, "2017-07-30", "2017-08-31")
    first, second = on(found, "2017-08-01"), on(found, "2017-08-02")
    assert "possibly from this date" in first.causes[0].says
    assert {x.move.seen.perhaps for x in first.moved} == {True}
    assert {x.move.seen.perhaps for x in second.moved} == {False}
    assert {x.move.seen.instrument.partition("@")[0] for x in first.moved} == {"nat/lux/space-resources-2017"}


def test_the_last_day_on_which_a_state_can_have_joined_is_not_told_as_the_day_it_joined() -> None:
    says = [c.says for c in causes(kb().knowledge) if (c.what, c.who) == ("un/treaty/ost-1967", "HRV")]
    assert len(says) == 2
    assert says[0].endswith("possibly from this date, certainly by 2025-12-31")
    assert says[1].endswith("on a day that is not known, at the latest on this date")


def test_no_state_joins_the_environmental_modification_convention_in_2025() -> None:
    found = [c for c in causes(kb().knowledge) if c.what.startswith("un/treaty/enmod") and c.day.year > 2017]
    assert found == []


def test_adopted_law_is_shown_on_its_date_and_does_not_count_yet(in_the_coming_lane: Path) -> None:
    entry = on(line(in_the_coming_lane, "2026-07-01", "2026-07-31"), "2026-07-22")
    assert [c.kind for c in entry.causes] == ["coming"]
    assert not entry.moved
    assert not entry.shifts
    assert {move.seen.instrument.partition("@")[0] for move in entry.coming} == {"nat/usa/fcc-part-100-2026"}


def test_the_launch_fee_is_that_of_the_day_of_the_launch_on_whatever_day_it_is_looked_at() -> None:
    cap = next(p for p in kb().knowledge.parameters.values() if p.id.endswith("user-fee-cap"))
    assert len(cap.values) == 8
    mission = kb().read_mission(ODIN)
    (launch,) = mission.parts["launch"]
    for step in cap.values:
        then = mission.with_answer(launch, "launch.date", Answer(step.since + 30 * ONE))
        a = kb().assess(then, on=date(2026, 11, 30))
        fees = {x.fee for x in seen(a).values() if "50924" in x.citation or "user fee" in x.fee}
        assert any(f"{step.value:,}" in fee for fee in fees), (step.since, fees)
    entries = line(ODIN, "2026-12-01", "2033-12-31").entries
    assert not [x for entry in entries for x in entry.moved if x.move.change == "fee"]


def test_a_clock_of_the_mission_runs_out_on_its_own_day() -> None:
    granted = Answer(date(2026, 1, 31))
    mission = kb().read_mission(NEREUS)
    part = mission.parts["authorisation"][0]
    mission = mission.with_answer(part, "authorisation.granted_on", granted)
    clocks = [c for c in causes(kb().knowledge, mission) if c.kind == "clock" and c.what == "authorisation.granted_on"]
    assert clocks
    for cause in clocks:
        months = int(cause.says.split()[0])
        end = months_after(granted.value, months)
        assert cause.day in (end, end + ONE)


def test_the_launch_wakes_what_was_dormant_and_the_replay_says_so() -> None:
    launch = kb().read_mission(ODIN).answer("launch:falcon-9", "launch.date").value
    found = line(ODIN, (launch - 3 * ONE).isoformat(), (launch + 3 * ONE).isoformat())
    entry = on(found, launch.isoformat())
    assert "event" in {cause.kind for cause in entry.causes}
    woken = [x.move for x in entry.moved if x.move.turn.startswith("woken: dormant")]
    assert woken
    assert all(move.before and move.after and move.before.result == "dormant" for move in woken)


def test_a_comparison_names_what_is_due_and_what_is_dormant() -> None:
    launch = kb().read_mission(ODIN).answer("launch:falcon-9", "launch.date").value
    found = difference(Side(kb(), launch - ONE), Side(kb(), launch + ONE), ODIN)
    said = as_text([found])
    assert "woken: dormant (only if it happens) -> " in said
    assert all(move.before is None or move.after is None or move.before != move.after for move in found.moves)


def test_a_viewpoint_takes_a_reading_from_the_day_on_which_it_was_stated() -> None:
    entry = on(line(NEREUS, "2017-01-01", "2017-12-31", "LUX"), "2017-07-20")
    assert "statement" in [c.kind for c in entry.causes]
    assert any("art-02" in x.move.seen.rule and x.move.after.result == "respected" for x in entry.moved)


def test_no_answer_is_given_for_a_day_before_the_encoded_law() -> None:
    with pytest.raises(EvaluationError):
        line(NEREUS, "1950-01-01", "1970-01-01")


def test_a_replay_is_the_same_in_every_form() -> None:
    found = line(NEREUS, "2021-01-02", "2021-02-28")
    plain = timeline_json(found)
    assert [e["day"] for e in plain["entries"]] == [e.day.isoformat() for e in found.entries]
    for entry in plain["entries"]:
        assert f"\n{entry['day']}\n" in timeline_text(found)
        assert f"\n## {entry['day']}\n" in as_markdown(found)


# --- the days themselves ---


# a sample of the stretches; the long suite does all of them over all days
@pytest.mark.parametrize(
    ("name", "start"),
    [("nereus-water", "2021-01-01"), ("flyby-survey", "2010-01-01"), ("whole-body-claim", "1968-01-01")],
)
def test_nothing_moves_between_two_days_of_change(name: str, start: str) -> None:
    mission = kb().read_mission(ROOT / f"examples/{name}.yaml")
    knowledge = kb().knowledge
    days = [d for d in change_days(knowledge, mission) if start <= d.isoformat() <= "2033-12-31"]
    assert len(days) > 20
    stretches = sorted(Random(name).sample(list(pairwise(days)), 12))
    for first, last in stretches:
        held, eve = kb().assess(mission, on=first), kb().assess(mission, on=last - ONE)
        assert (eve.verdict, seen(eve)) == (held.verdict, seen(held)), f"something moved between {first} and {last}"


def test_on_no_day_is_an_instrument_or_a_membership_both_there_and_gone() -> None:
    knowledge = kb().knowledge
    days = sorted({d + n * ONE for d in change_days(knowledge) for n in (-1, 0, 1)})
    assert len(days) > 1000
    pairs = [(i.in_force, i.ended) for i in knowledge.instruments.values() if i.in_force]
    pairs += [(p.bound_from, p.bound_until) for p in knowledge.participation if p.bound_from]
    for begin, end in pairs:
        truths = [min(since(begin, day), TRUE - since(end, day)) for day in days]
        # from false over unknown to true, and back: never out, in, out and in again
        turns = [t for n, t in enumerate(truths) if n == 0 or t != truths[n - 1]]
        assert turns in ([FALSE, TRUE], [FALSE, UNKNOWN, TRUE], [FALSE, UNKNOWN], *_with_end()), (begin, end)


def _with_end() -> list[list[int]]:
    begins = ([FALSE, TRUE], [FALSE, UNKNOWN, TRUE])
    return [[*b, *e] for b in begins for e in ([FALSE], [UNKNOWN, FALSE], [UNKNOWN])] + [[FALSE, UNKNOWN, FALSE]]


def test_every_version_of_an_instrument_meets_the_next() -> None:
    # one rule was suspended for a year, so that no version of it was law in between
    suspended = "nat/usa/bis-affiliates-rule-2025"
    gap = f"gap between {suspended}@2025-09-29 and {suspended}@2026-11-10"
    assert version_problems(kb().knowledge) == [gap]


@pytest.mark.parametrize(
    ("end", "begin", "told"),
    [
        (date(2020, 1, 1), date(2020, 1, 1), []),
        (date(2020, 1, 1), date(2020, 1, 2), ["gap"]),
        (date(2020, 1, 2), date(2020, 1, 1), ["overlap"]),
        (None, date(2020, 1, 1), ["un/treaty/ost-1967@1967-01-27"]),
    ],
)
def test_a_gap_and_an_overlap_are_found(end: date | None, begin: date, told: list[str]) -> None:
    knowledge = kb().knowledge
    first = next(i for i in knowledge.instruments.values() if "ost-1967" in i.version)
    ended = m.Day(end, end) if end else None
    old = msgspec.structs.replace(first, ended=ended)
    new = msgspec.structs.replace(first, version="un/treaty/ost-1967@2020-01-01", in_force=m.Day(begin, begin))
    two = msgspec.structs.replace(knowledge, instruments={old.version: old, new.version: new})
    assert [problem.split()[0] for problem in version_problems(two)] == told


def test_every_cause_says_what_it_is() -> None:
    found = causes(kb().knowledge)
    assert {c.kind for c in found} == {"law", "coming", "participation", "amount", "statement"}
    assert all(c.says and c.what for c in found)
    assert all(c.day.year < 9999 for c in found)


# --- two sides ---


def side(day: str, base: KnowledgeBase | None = None, pending: bool = False) -> Side:
    return Side(base or kb(), date.fromisoformat(day), pending)


def test_two_days_differ_by_what_came_between() -> None:
    found = difference(side("2021-01-26"), side("2021-01-27"), NEREUS)
    practice = (
        "un/resolution/62-101-registration-practice-2007"  # what it asks depends on being party to the Convention
    )
    assert {move.seen.instrument.partition("@")[0] for move in found.moves} == {REGISTRATION, practice}
    assert "Luxembourg: bound by Registration Convention none -> yes" in as_text([found])


def test_the_same_day_twice_moves_nothing() -> None:
    assert not difference(side("2026-01-15"), side("2026-01-15"), NEREUS).moved


def test_coming_law_about_one_lane_leaves_an_experimental_licence_alone() -> None:
    assert not line(ODIN, "2026-07-01", "2026-07-31").entries


def test_enacted_and_coming_law_stand_side_by_side(in_the_coming_lane: Path) -> None:
    found = difference(side("2026-11-22"), side("2026-11-22", pending=True), in_the_coming_lane)
    assert {move.change for move in found.moves} == {"new"}
    assert {move.seen.instrument.partition("@")[0] for move in found.moves} == {"nat/usa/fcc-part-100-2026"}


def test_a_change_of_the_law_and_a_change_of_its_wording_are_distinguished(tmp_path: Path) -> None:
    for name in ("corpus", "ontology", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name)
    rule = tmp_path / "rules/nat/lux/space-resources-2017/art-01-ownership.yaml"
    rule.write_text(rule.read_text("utf-8").replace("can be owned.", "may be owned."), "utf-8")
    law = tmp_path / "rules/nat/lux/space-resources-2017/art-04-legal-form.yaml"
    law.unlink()
    other = load(tmp_path)
    found = difference(side("2026-01-15"), side("2026-01-15", other), NEREUS)
    changes = {(move.change, move.seen.rule.rpartition("/")[2]) for move in found.moves}
    assert ("wording", "art-01-ownership") in changes
    assert ("gone", "art-04-legal-form") in changes
    assert not [move for move in found.moves if move.change == "new"]


def test_a_mission_that_one_side_cannot_read_is_reported(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("mission: bad\n", encoding="utf-8")
    found = difference(side("2026-01-15"), side("2026-01-16"), bad)
    assert found.moved
    assert "title" in as_json(found)["problem"]


def test_a_folder_gives_every_mission_once() -> None:
    files = list(mission_files([ROOT / "examples", NEREUS]))
    assert len(files) == len(set(files)) == len(list((ROOT / "examples").glob("*.yaml")))
