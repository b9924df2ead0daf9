"""The law of the day: each part of a rule counts from the day of the provision it rests on, in both implementations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace

from regolex.checks.hygiene import later_parts, law_from
from regolex.checks.second_opinion import translated
from regolex.engine.assessment import assess
from regolex.engine.engine import Engine
from regolex.knowledge import KnowledgeBase, load
from regolex.law import model as m
from regolex.missions.mission import Mission, mission_from_data
from tests.conftest import ROOT

ONE = timedelta(days=1)
SENSING = "nat/usa/land-remote-sensing-1992/60122-licence"
FEE = "nat/usa/51-usc-ch-509-1984@2015-11-25#50924.a"
ITAR = "nat/usa/itar-1993"


@cache
def base() -> KnowledgeBase:
    return load(ROOT)


def mission(**lists: Any) -> Mission:
    empty: dict[str, Any] = {kind.list_name: {} for kind in base().knowledge.kinds.values() if kind.list_name}
    data = {"mission": "day", "title": "day", "facts": {}, **empty, **lists}
    return mission_from_data(data, base().knowledge)


def camera() -> Mission:
    """A camera that serves navigation only, without a licence."""
    return mission(
        parties={"company": {"kind": "company", "organised_under": "USA"}},
        objects={
            "craft": {
                "operator": "company", "owner": "company", "can_image_earth": True, "imaging_for_mission_assurance": True,
            }
        },
    )  # fmt: skip


def licence_duty(engine: Engine, on: date) -> str:
    (found,) = [
        f for f in assess(engine, camera(), on=on).findings if f.rule.id == SENSING and f.bearer == "party:company"
    ]
    return found.result


def test_a_licence_duty_of_2018_stands_though_a_regulation_of_2020_makes_an_exception() -> None:
    assert licence_duty(base().engine, date(2018, 6, 1)) == "due"


@pytest.mark.parametrize(("on", "result"), [(date(2020, 7, 19), "due"), (date(2020, 7, 20), "not-applicable")])
def test_an_exception_counts_from_the_day_of_the_provision_it_rests_on(on: date, result: str) -> None:
    assert licence_duty(base().engine, on) == result


def pairs() -> Iterator[tuple[str, str]]:
    for rule in base().knowledge.rules.values():
        for item in rule.exceptions:
            if law_from(base().knowledge, item.provision) > law_from(base().knowledge, rule.cites[0].provision):
                yield rule.id, item.id


def test_verify_names_every_exception_that_is_younger_than_its_rule() -> None:
    named = {about for _, about, _ in later_parts(base().knowledge, date(2026, 11, 30))}
    assert {f"{rule}#{item}" for rule, item in pairs()} <= named
    assert f"{SENSING}#mission-assurance" in named


def test_verify_names_a_role_that_nothing_defines_on_the_first_days_of_a_rule() -> None:
    named = {about for _, about, _ in later_parts(base().knowledge, date(2026, 11, 30))}
    assert "nat/usa/51-usc-ch-509-1984/50915-government-pays-above-cover#faa-launch-customer" in named


@pytest.mark.parametrize("days", [-1, 0])
def test_both_implementations_agree_on_the_day_of_an_exception_and_on_the_day_before(days: int) -> None:
    on = date(2020, 7, 20) + days * ONE
    assert not translated(base().engine, SENSING).compare(camera(), on, complete=False)[0]


# --- single provisions that are younger than the wording they stand in ---


def with_change(rule: str, since: date) -> m.Knowledge:
    """The same law, where the provision that a rule rests on came into its wording later."""
    knowledge = base().knowledge
    provision = knowledge.rules[rule].cites[0].provision
    version = provision.partition("#")[0]
    instrument = knowledge.instruments[version]
    changed = tuple(replace(p, since=since) if p.id == provision else p for p in instrument.provisions)
    return replace(knowledge, instruments={**knowledge.instruments, version: replace(instrument, provisions=changed)})


@pytest.mark.parametrize(("days", "there"), [(-1, False), (0, True)])
def test_a_rule_counts_from_the_day_on_which_its_provision_came_into_the_wording(days: int, there: bool) -> None:
    since = date(2015, 5, 5)
    knowledge = with_change(SENSING, since)
    found = assess(Engine(knowledge), camera(), on=since + days * ONE).findings
    assert any(f.rule.id == SENSING for f in found) is there
    assert not translated(Engine(knowledge), SENSING).compare(camera(), since + days * ONE, complete=False)[0]


def test_the_card_of_chapter_509_carries_its_later_changes() -> None:
    card = base().knowledge.instruments[FEE.partition("#")[0]]
    assert [(c.since, c.by, c.provisions) for c in card.changes] == [(date(2025, 7, 4), "Pub. L. 119-21", ("50924.a",))]
    assert law_from(base().knowledge, FEE) == date(2025, 7, 4)


# --- wordings that are not encoded ---


def named_on(on: date) -> dict[str, str]:
    found = base().assess(camera(), on=on).not_covered
    return {n.instrument: n.note for n in found if "wording that is not encoded" in n.note}


def test_a_wording_that_is_not_encoded_is_named_for_its_day_with_the_earliest_day_encoded() -> None:
    (note,) = [note for instrument, note in named_on(date(2003, 6, 1)).items() if "Traffic in Arms" in instrument]
    assert "from 2022-09-01 on" in note


@pytest.mark.parametrize(("on", "named"), [(date(2022, 8, 31), True), (date(2022, 9, 1), False)])
def test_the_first_day_of_the_encoded_wording_ends_the_remark(on: date, named: bool) -> None:
    assert any("Traffic in Arms" in instrument for instrument in named_on(on)) is named


@pytest.mark.parametrize(("on", "named"), [(date(1993, 7, 21), False), (date(1993, 7, 22), True)])
def test_nothing_is_named_before_the_instrument_existed(on: date, named: bool) -> None:
    assert any("Traffic in Arms" in instrument for instrument in named_on(on)) is named


def test_the_imaging_rules_before_2020_and_chapter_509_before_2015_are_named() -> None:
    names = " ".join(named_on(date(2010, 1, 1)))
    assert "part 960" in names
    assert "chapter 509" in names
