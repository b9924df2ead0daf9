"""A period of months ends on the corresponding day, or on the last day of a shorter month."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import regolex
from regolex.law import model as m
from regolex.law.corpus_forms import ParticipationRow
from regolex.law.participation import Act, bindings
from regolex.law.periods import compared_day, first_not_over, last_reached, months_after
from regolex.missions.mission import mission_from_data
from regolex.solving.alternatives import constant_value

KB = regolex.load()
K = KB.knowledge
DAYS = [date(2019, 12, 28) + timedelta(days=n) for n in range(1900)]


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        ("2021-02-28", 36, "2024-02-28"), ("2024-02-29", 12, "2025-02-28"), ("2024-02-29", 48, "2028-02-29"),
        ("2024-01-31", 1, "2024-02-29"), ("2023-01-31", 1, "2023-02-28"), ("2023-08-31", 6, "2024-02-29"),
        ("2024-08-30", 6, "2025-02-28"), ("2024-12-15", 1, "2025-01-15"), ("2024-03-31", -1, "2024-02-29"),
        ("2024-05-31", 0, "2024-05-31"),
    ],
)  # fmt: skip
def test_a_period_ends_on_the_corresponding_day(day: str, months: int, end: str) -> None:
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(end)


@pytest.mark.parametrize("months", [0, 1, 6, 12, 36])
def test_comparing_with_the_counted_day_is_comparing_the_end_of_the_period(months: int) -> None:
    for on in DAYS[::7] + [day for day in DAYS if day.month in (2, 3) or day.day > 27]:
        for start in (months_after(on, -months) + timedelta(days=n) for n in range(-5, 6)):
            end = months_after(start, months)
            assert (start < compared_day(on, months, "before")) == (end < on), (start, on)
            assert (start > compared_day(on, months, "after")) == (end > on), (start, on)


def test_the_logic_program_counts_months_the_same_way() -> None:
    for months in (0, 1, 6, 12, 36):
        for word in ("before", "after"):
            condition = m.Compare("launch.date", ("subject",), word, m.Operand("months-before", number=months))  # type: ignore[arg-type]
            for on in DAYS:
                assert constant_value(condition, K, on) == compared_day(on, months, word), (months, word, on)


def test_first_and_last_meet_on_ordinary_days() -> None:
    assert first_not_over(date(2026, 6, 15), 6) == last_reached(date(2026, 6, 15), 6) == date(2025, 12, 15)


def unused(granted: str) -> object:
    data = {
        "mission": "t",
        "title": "T",
        "parties": {"us": {"kind": "company", "organised_under": "LUX", "seat": "LUX"}},
        "activities": {"dig": {"kind": "extraction", "operator": "us", "purpose": "commercial-gain"}},
        "authorisations": {
            "a": {
                "by": "LUX", "kind": "resource-authorisation", "holder": "us", "activities": ["dig"], "granted": "done",
                "granted_on": granted, "used": False, "renounced": False, "refused": False,
            },
        },
    }  # fmt: skip
    return mission_from_data(data, K)


@pytest.mark.parametrize(
    ("on", "result"), [("2024-02-28", "met"), ("2024-02-29", "breached"), ("2024-03-01", "breached")]
)
def test_thirty_six_months_from_the_end_of_february_end_on_its_28th(on: str, result: str) -> None:
    a = KB.assess(unused("2021-02-28"), on=date.fromisoformat(on))  # type: ignore[arg-type]
    (finding,) = [f for f in a.findings if f.rule.id.endswith("art-14-2-disuse")]
    assert finding.result == result


def test_a_withdrawal_noticed_on_a_leap_day_takes_effect_on_the_corresponding_day() -> None:
    treaty = next(i for i in K.instruments.values() if i.work == "un/treaty/moon-1979")
    base = {"participant": "SAU", "status_confidence": "verified", "date_confidence": "verified", "source": "test"}
    days = {"not_before": "2024-02-29", "not_after": "2024-02-29"}
    rows = [
        ParticipationRow.model_validate(
            {**base, "act": "accession", "not_before": "2012-07-18", "not_after": "2012-07-18"}
        ),
        ParticipationRow.model_validate({**base, "act": "withdrawal-notice", **days}),
    ]
    (entry,) = bindings(treaty, [Act(row, True) for row in rows])
    assert entry.bound_until == m.Day(date(2025, 2, 28), date(2025, 2, 28))
