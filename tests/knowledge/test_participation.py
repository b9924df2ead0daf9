"""Who is bound by which treaty on which day: the tables against official totals and known days of effect."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
import yaml

from regolex.engine.truth import FALSE, TRUE
from regolex.engine.world import since
from regolex.law import model as m
from regolex.law.corpus_forms import KnownLawRow, ParticipationRow
from regolex.law.loader import Loader

ROOT = Path(__file__).resolve().parents[2]
OST, RESCUE, LIABILITY, REGISTRATION, MOON = (
    f"un/treaty/{slug}" for slug in ("ost-1967", "rescue-1968", "liability-1972", "registration-1975", "moon-1979")
)
ENMOD, TEST_BAN = "un/treaty/enmod-1976", "un/treaty/test-ban-1963"
ACCORDS = "soft/artemis/artemis-accords-2020"
TREATIES = (OST, RESCUE, LIABILITY, REGISTRATION, MOON)
CODES = Loader(ROOT).states

Entries = dict[tuple[str, str], m.Participation]


@pytest.fixture(scope="module")
def entries() -> Entries:
    """Only cards and tables are read, so that a problem in a rule does not hide what the tables say."""
    loader = Loader(ROOT)
    loader.corpus.read_cards()
    found = loader.corpus.read_participation(loader.corpus.read_territories())
    assert loader.problems == []
    return {(entry.work, entry.participant): entry for entry in found}


def bound(entry: m.Participation, day: date) -> bool | None:
    """Whether the treaty binds on the day; None where the day lies inside a window. How sure the status is, is not asked."""
    truth = min(since(entry.bound_from, day), TRUE - since(entry.bound_until, day))
    return {TRUE: True, FALSE: False}.get(truth)


def on(entries: Entries, work: str, participant: str, day: str) -> bool | None:
    entry = entries.get((work, participant))
    return bound(entry, date.fromisoformat(day)) if entry else False


def count(entries: Entries, work: str, day: str, states_only: bool = True) -> tuple[int, int]:
    """How many are bound for sure on the day, and how many at most; States, or else organisations.

    A doubtful status is not sure.
    """
    of_work = [e for e in entries.values() if e.work == work and e.is_state is states_only]
    answers = [(bound(e, date.fromisoformat(day)), e.status_confidence != "doubtful") for e in of_work]
    return answers.count((True, True)), sum(answer is not False for answer, _ in answers)


def signed_only(entries: Entries, work: str) -> int:
    return sum(e.work == work and e.signed is not None and e.bound_from is None for e in entries.values())


def rows() -> list[tuple[str, ParticipationRow]]:
    found = []
    for path in sorted((ROOT / "corpus/participation").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                found.append((path.stem, ParticipationRow.model_validate({k: v for k, v in line.items() if v})))
    return found


# --- totals ---


@pytest.mark.parametrize(
    ("work", "parties", "signatories", "organisations"),
    [
        (OST, 118, 22, 0),
        (RESCUE, 97, 23, 3),
        (LIABILITY, 100, 18, 4),
        (REGISTRATION, 77, 3, 4),
        (MOON, 17, 4, 0),
        (ENMOD, 78, 16, 0),
        (TEST_BAN, 125, 10, 0),
    ],
)
def test_totals_at_the_start_of_2026(
    entries: Entries, work: str, parties: int, signatories: int, organisations: int
) -> None:
    assert count(entries, work, "2026-01-01")[1] == parties
    assert signed_only(entries, work) == signatories
    assert count(entries, work, "2026-01-01", states_only=False) == (organisations, organisations)


def test_no_window_is_still_open_in_2026(entries: Entries) -> None:
    assert [e for e in entries.values() if bound(e, date(2026, 1, 1)) is None] == []


def test_the_parties_whose_status_is_doubtful_are_these(entries: Entries) -> None:
    doubtful: dict[str, set[str]] = {work: set() for work in TREATIES}
    for entry in entries.values():
        if entry.work in TREATIES and entry.bound_from and entry.status_confidence == "doubtful":
            doubtful[entry.work].add(entry.participant)
    assert doubtful == {
        OST: {"QAT"},
        RESCUE: {"ARM", "BLR", "LTU", "MDG", "MDV", "MNG", "NER", "SCG", "SVK", "SYR"},
        LIABILITY: {"ARM", "DDR", "LBN", "SCG"},
        REGISTRATION: {"DDR", "NIC", "OMN"},
        MOON: set(),
    }


@pytest.mark.parametrize(
    ("work", "day", "official", "missing"),
    [
        (OST, "2020-06-30", 110, 0),  # 111 in the table, one of them from memory: Qatar
        (OST, "2021-02-28", 111, 0),
        (OST, "2024-03-31", 115, 0),
        (OST, "2025-05-31", 117, 0),
        (OST, "2025-10-31", 118, 0),
        (LIABILITY, "2021-01-01", 98, 0),
        (REGISTRATION, "2021-07-31", 71, 0),
        (REGISTRATION, "2022-02-28", 72, 0),
        (REGISTRATION, "2025-09-30", 78, 1),  # one party is not identified, see corpus/participation/README.md
        (RESCUE, "2019-01-31", 98, 3),  # three parties are not identified
        (MOON, "2024-01-04", 18, 0),
        (MOON, "2024-01-05", 17, 0),
        (ENMOD, "2014-03-07", 76, 0),
        (ENMOD, "2017-12-28", 77, 0),
        (ENMOD, "2017-12-29", 78, 0),
        (TEST_BAN, "2006-06-03", 125, 0),
    ],
)
def test_a_published_total_of_a_past_day_lies_between_the_sure_and_the_possible_parties(
    entries: Entries, work: str, day: str, official: int, missing: int
) -> None:
    sure, possible = count(entries, work, day)
    assert sure <= official - missing <= possible


def test_the_gap_to_the_official_rescue_total_is_three_and_to_the_registration_total_one(entries: Entries) -> None:
    assert 98 - count(entries, RESCUE, "2019-04-29")[1] <= 3
    assert 78 - count(entries, REGISTRATION, "2026-01-01")[1] == 1


def test_eleven_states_signed_the_moon_agreement(entries: Entries) -> None:
    assert sum(e.work == MOON and e.signed is not None for e in entries.values()) == 11


# --- days of effect ---


@pytest.mark.parametrize(
    ("work", "state", "day", "expected"),
    [
        (OST, "BGR", "1967-10-09", False),  # deposited 1967-03-28, before general entry into force
        (OST, "BGR", "1967-10-10", True),
        (OST, "USA", "1967-10-09", False),
        (OST, "USA", "1967-10-10", True),
        (OST, "LUX", "2006-01-16", False),
        (OST, "LUX", "2006-01-17", True),
        (OST, "COL", "2024-03-20", False),
        (OST, "COL", "2024-03-21", True),
        (OST, "CZE", "1992-12-31", False),
        (OST, "CZE", "1993-01-01", True),  # effect, not the notification of September
        (REGISTRATION, "LUX", "2021-01-26", False),
        (REGISTRATION, "LUX", "2021-01-27", True),
        (REGISTRATION, "PHL", "2024-05-13", False),
        (REGISTRATION, "PHL", "2024-05-14", True),
        (ENMOD, "GBR", "1978-10-04", False),  # deposited 1978-05-16, before general entry into force
        (ENMOD, "GBR", "1978-10-05", True),
        (ENMOD, "USA", "1980-01-16", False),
        (ENMOD, "USA", "1980-01-17", True),
        (ENMOD, "CZE", "1992-12-31", False),
        (ENMOD, "CZE", "1993-01-01", True),
        (ENMOD, "PSE", "2017-12-28", False),
        (ENMOD, "PSE", "2017-12-29", True),
        (TEST_BAN, "GBR", "1963-10-09", False),
        (TEST_BAN, "GBR", "1963-10-10", True),
        (TEST_BAN, "JPN", "1964-06-14", False),
        (TEST_BAN, "JPN", "1964-06-15", True),
        (RESCUE, "UKR", "1968-12-02", False),
        (RESCUE, "UKR", "1968-12-03", True),  # deposited in a window that ends with general entry into force
        (MOON, "CHL", "1984-07-10", False),  # deposited 1981: general entry into force decides
        (MOON, "CHL", "1984-07-11", True),
        (MOON, "AUT", "1984-07-10", False),  # deposit of 1984-06-11 plus thirty days is the same day
        (MOON, "AUT", "1984-07-11", True),
        (MOON, "AUS", "1986-08-05", False),  # deposit of 1986-07-07 plus thirty days
        (MOON, "AUS", "1986-08-06", True),
        (MOON, "ARM", "2018-02-17", False),  # across the end of a month
        (MOON, "ARM", "2018-02-18", True),
        (MOON, "MEX", "1991-11-09", False),
        (MOON, "MEX", "1991-11-10", True),
        (MOON, "SAU", "2012-08-16", False),
        (MOON, "SAU", "2012-08-17", True),
        (MOON, "SAU", "2024-01-04", True),  # notice of 2023-01-05 takes effect after one year
        (MOON, "SAU", "2024-01-05", False),
    ],
)
def test_day_before_and_day_of_effect(entries: Entries, work: str, state: str, day: str, expected: bool) -> None:
    assert on(entries, work, state, day) is expected


@pytest.mark.parametrize(
    ("work", "state", "before", "inside", "after"),
    [
        (OST, "MLI", "1968-06-10", "1968-08-01", "1968-11-06"),
        (OST, "LVA", "2025-04-09", "2025-06-01", "2025-12-31"),
        (OST, "MYS", "2025-06-24", "2025-09-26", "2025-12-31"),
        (OST, "HRV", "2021-12-31", "2024-01-01", "2025-12-31"),
        (OST, "QAT", "2011-12-31", "2012-03-13", "2012-12-31"),  # a recalled day stays a year
        (RESCUE, "CUB", "1982-12-31", "1984-01-01", "1986-12-31"),
        (RESCUE, "ECU", "1968-12-02", "1969-06-01", "1970-12-31"),  # open on one side: general entry into force
        (LIABILITY, "SVK", "1992-12-31", "2000-01-01", "2006-04-07"),
        (REGISTRATION, "ROU", "2022-10-30", "2023-06-01", "2025-12-31"),
        (ENMOD, "ATG", "1981-10-31", "1985-01-01", "1988-10-25"),  # bound from independence, or from the notification
        (TEST_BAN, "ARG", "1986-11-13", "1986-11-18", "1986-11-21"),
    ],
)
def test_a_day_inside_a_window_is_unknown(
    entries: Entries, work: str, state: str, before: str, inside: str, after: str
) -> None:
    assert [on(entries, work, state, day) for day in (before, inside, after)] == [False, None, True]


def test_a_signature_alone_never_binds(entries: Entries) -> None:
    for state in ("PHL", "IRN", "MNE", "SRB"):
        assert entries[OST, state].signed
        assert on(entries, OST, state, "2026-01-01") is False
    assert on(entries, MOON, "FRA", "2026-01-01") is False


def test_signing_the_accords_is_joining_them(entries: Entries) -> None:
    joined = [e for e in entries.values() if e.work == ACCORDS]
    assert len(joined) == 70
    assert all(e.signed == e.bound_from for e in joined)


def test_a_later_treaty_does_not_make_a_state_party_to_the_outer_space_treaty(entries: Entries) -> None:
    assert on(entries, REGISTRATION, "DJI", "2026-01-01") is True
    assert on(entries, OST, "DJI", "2026-01-01") is False
    assert on(entries, MOON, "PHL", "2026-01-01") is True


def test_the_states_that_matter_most_are_bound_and_sure(entries: Entries) -> None:
    for state in ("USA", "LUX", "JPN", "AUS", "GBR", "CHN", "RUS", "IND", "FRA", "DEU", "ITA"):
        assert entries[OST, state].status_confidence == "verified"
        assert on(entries, OST, state, "2026-01-01") is True
    for state in ("AUS", "NLD", "AUT", "MEX", "CHL"):
        assert on(entries, MOON, state, "2026-01-01") is True
    for state in ("USA", "LUX", "CHN", "RUS", "JPN"):
        assert on(entries, MOON, state, "2026-01-01") is False


def test_states_in_both_camps_are_bound_by_the_agreement_and_signed_the_accords(entries: Entries) -> None:
    both = {e.participant for e in entries.values() if e.work == ACCORDS} & {
        e.participant for e in entries.values() if e.work == MOON and bound(e, date(2026, 11, 22))
    }
    assert both == {"ARM", "AUS", "AUT", "BEL", "CHL", "MEX", "NLD", "PER", "PHL", "TUR", "URY"}


# --- form of the tables ---


def test_organisations_are_not_states(entries: Entries) -> None:
    found = {e.participant for e in entries.values() if not e.is_state}
    assert found == {"European Space Agency", "EUMETSAT", "EUTELSAT IGO", "INTERSPUTNIK"}
    for entry in entries.values():
        assert (entry.act == "acceptance-declaration") is not entry.is_state


def test_every_code_exists() -> None:
    organisations = {"European Space Agency", "EUMETSAT", "EUTELSAT IGO", "INTERSPUTNIK"}
    participants = {row.participant for _, row in rows()} - organisations
    with (ROOT / "corpus/declarations/declarations.csv").open(encoding="utf-8", newline="") as file:
        declarants = {line["participant"] for line in csv.DictReader(file)} - {""}
    with (ROOT / "corpus/nat/known-laws.csv").open(encoding="utf-8", newline="") as file:
        stated = [{key: value for key, value in line.items() if value} for line in csv.DictReader(file)]
        of_laws = {KnownLawRow.model_validate(line).state for line in stated}
    special = {p for case in special_cases() for p in case["participants"]} - organisations
    assert participants | declarants | of_laws | special <= set(CODES)


def test_no_act_is_recorded_twice_and_no_participant_joins_in_two_ways() -> None:
    acts = [(slug, row.participant, row.act) for slug, row in rows()]
    assert len(acts) == len(set(acts))
    consents = [(slug, who) for slug, who, act in acts if act not in ("signature", "withdrawal-notice")]
    assert len(consents) == len(set(consents))


def test_a_window_is_never_called_verified() -> None:
    for slug, row in rows():
        if row.not_before is None or row.not_before != row.not_after:
            assert row.date_confidence != "verified", (slug, row.participant, row.act)
            assert row.note, (slug, row.participant, row.act)


def test_what_rests_on_memory_alone_is_doubtful_in_status_or_day() -> None:
    for slug, row in rows():
        if row.source == "memory":
            assert "doubtful" in (row.status_confidence, row.date_confidence), (slug, row.participant, row.act)


def special_cases() -> list[dict[str, object]]:
    return yaml.safe_load((ROOT / "corpus/participation/special-cases.yaml").read_text(encoding="utf-8"))["cases"]


def test_a_special_case_says_what_the_tables_say(entries: Entries) -> None:
    """`treated_as` and the table must agree, for each participant named."""
    for case in special_cases():
        for participant in case["participants"]:
            entry = entries.get((case["instrument"], participant))
            match case["treated_as"]:
                case "not-counted":
                    assert entry is None, case["id"]
                case "signatory-only":
                    assert entry, case["id"]
                    assert entry.signed, case["id"]
                    assert entry.bound_from is None, case["id"]
                case "counted-with-doubt":
                    assert entry, case["id"]
                    assert entry.status_confidence == "doubtful", case["id"]
                case "counted-until-withdrawal":
                    assert entry, case["id"]
                    assert entry.bound_until, case["id"]
                case "counted-as-organisation":
                    assert entry, case["id"]
                    assert not entry.is_state, case["id"]
                case "counted-as-successor":
                    assert (participant == "SUN" and entry is None) or (entry and entry.bound_from), case["id"]
                case other:
                    pytest.fail(f"{case['id']}: {other}")
