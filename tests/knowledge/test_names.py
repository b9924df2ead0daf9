"""What people call States, bodies and kinds leads to the right word, or to no hint at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import regolex
from regolex.alternatives.variants import axes
from regolex.errors import EvaluationError, MissionError, Problem
from regolex.formats.rdf.triples import Term
from regolex.graph.competency import Parameter, term_of
from regolex.law.catalogue import catalogue_of
from regolex.law.names import answer_hint, body_hint, meant, names_of, plain, state_hint, the_one
from regolex.missions.mission import mission_from_data

KB = regolex.load()
K = KB.knowledge
NAMES = names_of(K)

STATES = {
    "UK": "GBR", "U.K.": "GBR", "GB": "GBR", "Great Britain": "GBR", "Britain": "GBR", "England": "GBR", "British": "GBR",
    "english": "GBR", "Scotland": "GBR", "UAE": "ARE", "U.A.E.": "ARE", "Emirates": "ARE", "Emirati": "ARE", "PRC": "CHN",
    "P.R. China": "CHN", "China": "CHN", "Chinese": "CHN", "People's Republic of China": "CHN", "Russia": "RUS",
    "Russian": "RUS", "Russian Federation": "RUS", "American": "USA", "America": "USA", "US": "USA", "U.S.": "USA",
    "U.S.A.": "USA", "United States of America": "USA", "the United States": "USA", "usa": "USA", "Luxemburg": "LUX",
    "luxembourg": "LUX", "LU": "LUX", "lux": "LUX", "Luxembourgish": "LUX", "Germany": "DEU", "GER": "DEU",
    "West Germany": "DEU", "Deutschland": "DEU", "East Germany": "DDR", "GDR": "DDR", "USSR": "SUN", "Soviet Union": "SUN",
    "Soviet": "SUN", "Czechoslovakia": "CSK", "Yugoslavia": "YUG", "Czech Republic": "CZE", "Holland": "NLD",
    "Netherlands": "NLD", "the Netherlands": "NLD", "NED": "NLD", "Dutch": "NLD", "SUI": "CHE", "Swiss": "CHE",
    "Switzerland": "CHE", "South Korea": "KOR", "ROK": "KOR", "North Korea": "PRK", "DPRK": "PRK", "DRC": "COD",
    "Zaire": "COD", "Congo-Brazzaville": "COG", "Ivory Coast": "CIV", "Burma": "MMR", "Persia": "IRN", "Siam": "THA",
    "Ceylon": "LKA", "Swaziland": "SWZ", "Turkey": "TUR", "Türkiye": "TUR", "Vatican": "VAT", "RSA": "ZAF", "KSA": "SAU",
    "Saudi": "SAU", "Nigerian": "NGA", "Nigerien": "NER", "Vietnam": "VNM", "Taiwan": "TWN", "Hong Kong": "HKG",
    "Macau": "MAC", "Isle of Man": "IMN", "Puerto Rican": "PRI", "French Guiana": "GUF", "Kourou": "GUF",
    "Curaçao": "CUW", "Curacao": "CUW", "Cote d'Ivoire": "CIV", "Bosnia": "BIH", "Equatorial Guinea": "GNQ",
    "Germny": "DEU", "Luxenbourg": "LUX", "Portgual": "PRT", "Kazakstan": "KAZ", "New Zeland": "NZL",
}  # fmt: skip
SEVERAL_STATES = {
    "Congo": {"COG", "COD"}, "Korea": {"KOR", "PRK"}, "Korean": {"KOR", "PRK"}, "Guinea": {"GIN", "GNB", "GNQ", "PNG"},
    "Dominican": {"DMA", "DOM"}, "Virgin Islands": {"VGB", "VIR"}, "Saint Martin": {"MAF", "SXM"}, "ROC": {"COG", "TWN"},
    "Samoan": {"ASM", "WSM"}, "Congolese": {"COG", "COD"},
}  # fmt: skip
NO_STATE = (
    "state",
    "Austrlia",
    "Nigera",
    "Europe",
    "EU",
    "ESA",
    "Mars",
    "none",
    "",
    "Slovenakia",
    "XYZ",
    "Guiana",
    "Arab",
)

BODIES = {
    "(4660) Nereus": "nereus", "4660 Nereus": "nereus", "4660": "nereus", "1982 DB": "nereus", "nereus": "nereus",
    "433 Eros": "eros", "(433) Eros": "eros", "433": "eros", "Asteroid 433 Eros": "eros", "EROS": "eros",
    "1999 RQ36": "bennu", "1999RQ36": "bennu", "101955 Bennu": "bennu", "101955": "bennu", "(101955) Bennu": "bennu",
    "asteroid Bennu": "bennu", "RQ36": "bennu", "The Moon": "moon", "the moon": "moon", "Moon": "moon", "Luna": "moon",
    "Earth I": "moon", "lunar surface": "moon", "Mars": "mars", "Phobos": "phobos", "Mars I": "phobos", "Deimos": "deimos",
    "1 Ceres": "ceres", "Ceres": "ceres", "dwarf planet Ceres": "ceres", "4 Vesta": "vesta", "16 Psyche": "psyche",
    "(16) Psyche": "psyche", "Psyche": "psyche", "25143 Itokawa": "itokawa", "1998 SF36": "itokawa", "25143": "itokawa",
    "65803 Didymos": "didymos", "1996 GT": "didymos", "Didymos": "didymos", "Didymoon": "dimorphos",
    "Dimorphos": "dimorphos", "99942 Apophis": "apophis", "2004 MN4": "apophis", "99942": "apophis",
    "162173 Ryugu": "ryugu", "1999 JU3": "ryugu", "Ryugu": "ryugu", "469219": "kamooalewa", "2016 HO3": "kamooalewa",
    "Kamo'oalewa": "kamooalewa", "Kamoʻoalewa": "kamooalewa", "Kamooalewa": "kamooalewa", "1998 KY26": "1998-ky26",
    "1998KY26": "1998-ky26", "2022 OB5": "2022-ob5", "2022ob5": "2022-ob5", "6178": "1986-da", "1986 DA": "1986-da",
    "67P": "67p", "67P/Churyumov-Gerasimenko": "67p", "67P/Churyumov–Gerasimenko": "67p", "Comet 67P": "67p",
    "Churyumov-Gerasimenko": "67p", "Halley": "1p-halley", "Halley's Comet": "1p-halley", "1P/Halley": "1p-halley",
    "comet Halley": "1p-halley", "Tempel 1": "9p-tempel-1", "9P": "9p-tempel-1", "Wild 2": "81p-wild-2",
    "far side": "lunar-far-side", "Far side of the Moon": "lunar-far-side", "Shackleton": "shackleton-crater",
    "Menoetius": "patroclus", "3200 Phaethon": "phaethon", "1983 TB": "phaethon", "Torifune": "torifune",
    "2001 CC21": "torifune", "Itokowa": "itokawa",
}  # fmt: skip
NO_BODY = (
    "Europa",
    "Titan",
    "asteroid",
    "comet",
    "Tempel",
    "moons of Mars",
    "",
    "Benu",
    "1999 RQ37",
    "4661",
    "Earth II",
    "Venus",
)


def test_there_are_more_than_sixty_spellings_of_each() -> None:
    assert len(STATES) >= 60
    assert len(BODIES) >= 60


@pytest.mark.parametrize(("said", "code"), STATES.items())
def test_a_state_by_another_name_is_hinted_by_its_code_and_name(said: str, code: str) -> None:
    assert state_hint(K, said) == f"Did you mean {code} ({K.states[code]})?"


@pytest.mark.parametrize(("said", "codes"), SEVERAL_STATES.items())
def test_a_name_that_several_states_bear_hints_at_all_of_them(said: str, codes: set[str]) -> None:
    assert set(meant(NAMES.states, said)) == codes
    assert the_one(NAMES.states, said) == ""
    assert all(f"{code} (" in state_hint(K, said) for code in codes)


@pytest.mark.parametrize("said", NO_STATE)
def test_what_no_state_is_certainly_called_gives_no_hint(said: str) -> None:
    assert state_hint(K, said) == ""


@pytest.mark.parametrize(("said", "body"), BODIES.items())
def test_a_body_by_number_name_or_earlier_designation_is_found(said: str, body: str) -> None:
    assert body_hint(K, said) == f"Did you mean {body}?"


@pytest.mark.parametrize("said", NO_BODY)
def test_what_no_body_is_certainly_called_gives_no_hint(said: str) -> None:
    assert body_hint(K, said) == ""


def test_every_name_in_the_tables_leads_back_to_its_own() -> None:
    for code, name in K.states.items():
        assert code in meant(NAMES.states, name), code
        assert the_one(NAMES.states, code) in (code, ""), code
    for key, body in catalogue_of(K).bodies.items():
        assert key in meant(NAMES.bodies, body.name), key
        assert key in meant(NAMES.bodies, key), key


def test_no_two_states_have_the_same_name() -> None:
    assert len({plain(name) for name in K.states.values()}) == len(K.states)


@pytest.mark.parametrize(
    ("scheme", "said", "hint"),
    [
        ("SpaceActivity", "mining", "Did you mean extraction?"),
        ("SpaceActivity", "sample return", "Did you mean return-to-earth?"),
        ("SpaceActivity", "extracton", "Did you mean extraction?"),
        ("SpaceActivity", "teleport", ""),
        ("CelestialBodyKind", "moon", "Did you mean moon-of-earth or moon-of-planet?"),
        ("CelestialBodyKind", "mining", ""),
        ("PartyKind", "state", "Did you mean governmental-party?"),
        ("PartyKind", "startup", "Did you mean company?"),
        ("PartyKind", "moon", ""),
        ("SpaceObjectKind", "rocket", "Did you mean launch-vehicle?"),
    ],
)
def test_a_kind_is_hinted_by_what_it_is_called_in_its_own_list(scheme: str, said: str, hint: str) -> None:
    answers = [taxon.slug for taxon in K.taxa.values() if taxon.scheme == scheme]
    assert answer_hint(K, said, answers) == hint


# --- where names are used ---


def problems(**party: Any) -> list[Problem]:
    with pytest.raises(MissionError) as refused:
        mission_from_data({"mission": "m", "title": "M", "parties": {"us": party}}, K)
    return list(refused.value.problems)


def test_a_mission_file_hints_at_the_code() -> None:
    assert problems(organised_under="UK")[0].hint == "Did you mean GBR (United Kingdom)?"
    assert problems(organised_under="Congo")[0].hint.startswith("Several bear that name")
    assert problems(kind="state")[0].hint == "Did you mean governmental-party?"


def parameter(kind: str) -> Parameter:
    return Parameter("it", kind, "", "what is asked for")


@pytest.mark.parametrize(
    ("kind", "said", "ends"),
    [(":State", "UK", "state/GBR"), (":Destination", "(4660) Nereus", "body/nereus"), (":State", "LUX", "state/LUX")],
)
def test_a_question_takes_a_name_that_is_certain(kind: str, said: str, ends: str) -> None:
    term: Term | Problem = term_of(parameter(kind), said, K)
    assert not isinstance(term, Problem)
    assert str(term).rstrip(">").endswith(ends)


def test_a_question_refuses_a_name_that_several_bear_and_names_them() -> None:
    refused = term_of(parameter(":State"), "Congo", K)
    assert isinstance(refused, Problem)
    assert "COD" in refused.hint
    assert "COG" in refused.hint


def test_a_comparison_takes_names_of_states() -> None:
    mission = KB.read_mission(regolex.example("astroforge-odin"))
    part = mission.parts["party"][0]
    (axis,) = axes(K, mission, ["party.organised_under=UK,Luxembourg,JPN"], part=part)
    assert axis.values == ("GBR", "LUX", "JPN")
    with pytest.raises(EvaluationError) as refused:
        axes(K, mission, ["party.organised_under=Korea"], part=part)
    assert "KOR" in refused.value.problems[0].hint


def test_a_viewpoint_hints_only_at_a_state_that_has_stated_a_reading() -> None:
    mission = KB.read_mission(regolex.example("astroforge-odin"))
    with pytest.raises(EvaluationError) as refused:
        KB.assess(mission, on=date(2026, 11, 30), viewpoint="Russia")
    assert "RUS" in refused.value.problems[0].hint
