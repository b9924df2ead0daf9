"""Competency questions: each is answered by the real knowledge, and the answer is the right one.

What is expected is told twice. ``KNOWN`` holds rows that a reader can check by hand against the source. Where the whole
answer can be had another way, a second test computes it from the loaded knowledge without SPARQL.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import pytest

import regolex
from regolex.graph.competency import standing_value, term_of
from regolex.graph.dataset import PREFIXES
from regolex.graph.query import Graph, Table, named_queries
from regolex.law import model as m
from regolex.law.order import conditions_of, walk
from tests.ontology.catalogue_answers import ANSWERS

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 22)
OST, RESCUE, MOON = (f":un/treaty/{slug}" for slug in ("ost-1967", "rescue-1968", "moon-1979"))
ACCORDS = "soft/artemis/artemis-accords-2020"
LUX_2017 = "rule:nat/lux/space-resources-2017"
OST_RULE = "rule:un/treaty/ost-1967"
MOON_RULE = "rule:un/treaty/moon-1979"


class Expected(msgspec.Struct, frozen=True):
    """Rows over some columns: ``has`` are among the answers, ``never`` are not, ``only`` are all of them."""

    columns: str
    has: tuple[tuple[str, ...], ...] = ()
    never: tuple[tuple[str, ...], ...] = ()
    only: bool = False


KNOWN = {
    "amounts-on-a-day": Expected(
        "parameter amount unit",
        ((":parameter/lux-resource-application-fee-maximum", "500000", "EUR"),),
    ),
    "exceptions-that-ask-for-a-fact": Expected(
        "exception provision",
        ((f"{MOON_RULE}/art-11-3-after-removal#samples-for-science", f"{MOON}@1979-12-18#art-6.2.s2"),),
    ),
    "numbers-in-rules": Expected(
        "rule fact word number",
        (
            ("rule:nat/lux/space-activities-2020/art-06-1-two-managers", "fact:party.effective_managers", "at_least", "2"),
            (
                "rule:nat/lux/space-activities-2020/art-06-2-owner-disclosure", "fact:party.largest_holding_percent",
                "at_least", "10",
            ),
        ),
    ),
    "bound-and-signed": Expected(
        "state",
        tuple((f"state:{c}",) for c in "ARM AUS AUT BEL CHL MEX NLD PER PHL TUR URY".split()),  # noqa: SIM905
        never=(("state:SAU",), ("state:IND",), ("state:USA",), ("state:KAZ",)),
        only=True,
    ),
    "bound-since-a-day-not-known": Expected(
        "work participant",
        ((":un/treaty/liability-1972", "CUB"), (OST, "ARE")),
        never=((MOON, "AUS"), (OST, "USA")),
    ),
    "doubtful-rules": Expected(
        "rule", ((f"{LUX_2017}/scope-luxembourg-territory",),), never=((f"{OST_RULE}/art-02-appropriation",),)
    ),
    "duties-before-launch": Expected(
        "rule phase addressee",
        (
            (f"{LUX_2017}/art-04-legal-form", "concept", "Luxembourg trade and companies register"),
            (
                f"{LUX_2017}/art-03-application", "licensing",
                "ministers in charge of the economy and of space, through the Luxembourg Space Agency",
            ),
        ),
    ),
    "duties-by-phase-and-authority": Expected(
        "phase order rule",
        (
            ("licensing", "LUX", f"{LUX_2017}/art-03-application"),
            ("concept", "international", f"{OST_RULE}/art-02-appropriation"),
        ),
    ),
    "duties-of-a-role": Expected(
        "rule", ((f"{OST_RULE}/art-06-authorisation",),), never=((f"{OST_RULE}/art-02-appropriation",),)
    ),
    "exceptions-and-their-provisions": Expected(
        "rule exception provision",
        (
            (
                f"{MOON_RULE}/art-11-3-after-removal", f"{MOON_RULE}/art-11-3-after-removal#samples-for-science",
                f"{MOON}@1979-12-18#art-6.2.s2",
            ),
            (
                f"{MOON_RULE}/art-11-3-after-removal", f"{MOON_RULE}/art-11-3-after-removal#meteorites",
                f"{MOON}@1979-12-18#art-1.3",
            ),
        ),
    ),
    "expectations": Expected(
        "rule", ((f"{MOON_RULE}/art-06-2-share-samples",),), never=((f"{MOON_RULE}/art-06-2-samples",),)
    ),
    "facts-a-rule-asks-for": Expected(
        "fact",
        (
            ("fact:activity.operator",), ("fact:party.kind",), ("fact:authorisation.activities",),
            ("fact:authorisation.by",), ("fact:authorisation.granted",), ("fact:authorisation.kind",),
            ("fact:authorisation.supervision",),
            ("fact:activity.kind",), ("fact:activity.sold",), ("fact:activity.title_transfer",),
        ),
        only=True,
    ),
    "facts-no-rule-asks-for": Expected("fact", never=(("fact:party.organised_under",), ("fact:activity.kind",))),
    "laws-not-encoded": Expected(
        "order citation", (("law of Austria", "BGBl. I No. 132/2011, amended by BGBl. I No. 37/2018"),)
    ),
    "not-confirmed-since": Expected("rule confirmed", ((f"{LUX_2017}/applicant", "2026-11-22"),)),
    "provisions-without-a-rule": Expected(
        "provision",
        ((f"{OST}@1967-01-27#art-17",), (f"{MOON}@1979-12-18#art-21",)),
        never=((f"{OST}@1967-01-27#art-2",), (f"{MOON}@1979-12-18#art-1.3",)),
    ),
    "readings-held-by-states": Expected(
        "state reading since",
        (
            ("state:USA", ":readings/art-ii-extraction#P1", "2015-11-25"),
            ("state:LUX", ":readings/art-ii-extraction#P1", "2017-07-20"),
        ),
        never=(("state:RUS", ":readings/art-ii-extraction#P4", "2020-04-07"),),
    ),
    "readings-without-a-state": Expected(
        "reading", ((":readings/art-ii-private-persons#P2",),), never=((":readings/art-ii-extraction#P1",),)
    ),
    "roles-and-their-definitions": Expected(
        "role holder",
        (("role:launching-state", ":State"), ("role:luxembourg-applicant", ":Party")),
    ),
    "rules-resting-on-article-ix": Expected(
        "rule pinpoint operative",
        (
            (f"{OST_RULE}/art-09-due-regard", "art-9.s1", "true"),
            (f"{OST_RULE}/art-09-safety-zone", "art-9.s1", "true"),
            (f"{OST_RULE}/art-09-contamination", "art-9.s2", "true"),
            (f"{OST_RULE}/art-09-consultation", "art-9.s3", "true"),
            (f"{OST_RULE}/art-09-ask-for-consultation", "art-9.s4", "true"),
            (f"{OST_RULE}/art-09-moving-a-body", "art-9.s1", "false"),
        ),
        never=((f"{OST_RULE}/art-02-appropriation", "art-9.s1", "true"),),
    ),
    "rules-that-give-way": Expected(
        "rule displaced", ((f"{MOON_RULE}/art-15-1-open-facilities", f"{OST_RULE}/art-12-open-facilities"),)
    ),
    "rules-that-turn-on-a-reading": Expected(
        "question rule",
        (
            (":readings/art-ii-extraction", f"{OST_RULE}/art-02-extracted-material"),
            (":readings/moon-agreement-title-after-removal", f"{MOON_RULE}/art-11-3-after-removal"),
        ),
    ),
    "signed-but-never-bound": Expected(
        "work state",
        ((MOON, "state:FRA"), (MOON, "state:GTM"), (MOON, "state:IND"), (MOON, "state:ROU"), (RESCUE, "state:LUX")),
        never=((MOON, "state:SAU"), (OST, "state:LUX")),
    ),
    "who-left-a-treaty": Expected("work state from", ((MOON, "state:SAU", "2024-01-05"),), only=True),
    "words-defined-by-law": Expected(
        "term provision",
        (
            (":SpaceObject", ":un/treaty/liability-1972@1972-03-29#art-1.d"),
            ("role:launching-state", ":un/treaty/liability-1972@1972-03-29#art-1.c"),
            ("role:launching-state", ":un/treaty/registration-1975@1975-01-14#art-1.a"),
        ),
    ),
}  # fmt: skip
KNOWN |= {name: Expected(*answer) for name, answer in ANSWERS.items()}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return shared()


@pytest.fixture(scope="module")
def knowledge(graph: Graph) -> m.Knowledge:
    return graph.kb.knowledge


def rows(graph: Graph, name: str, columns: str) -> list[tuple[str, ...]]:
    table = graph.answer(name, "table")
    assert isinstance(table, Table)
    places = [table.columns.index(column) for column in columns.split()]
    return [tuple(row[place].replace(PREFIXES[""], ":") for place in places) for row in table.rows]


def test_every_question_says_what_it_asks_and_why_and_is_expected_to_answer() -> None:
    questions = named_queries(ROOT)
    assert len(questions) >= 30
    assert {name for name, question in questions.items() if not question.needs_mission} == set(KNOWN)
    for question in questions.values():
        assert question.asks.endswith("?"), question.name
        assert question.because.endswith("."), question.name
    assert len({question.asks for question in questions.values()}) == len(questions)


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_question_gets_the_known_answer(graph: Graph, name: str) -> None:
    expected = KNOWN[name]
    found = rows(graph, name, expected.columns)
    assert len(set(rows(graph, name, " ".join(columns(graph, name))))) == len(found), "rows that repeat each other"
    assert set(expected.has) <= set(found)
    assert not set(expected.never) & set(found)
    if expected.only:
        assert set(found) == set(expected.has)


@pytest.mark.parametrize("name", sorted(named_queries(ROOT)))
def test_a_question_can_be_put_to_any_other_engine(name: str) -> None:
    """Prefixes are written out, so that the text is SPARQL by itself."""
    from rdflib.plugins.sparql import prepareQuery

    prepareQuery(named_queries(ROOT)[name].text)


def columns(graph: Graph, name: str) -> tuple[str, ...]:
    table = graph.answer(name, "table")
    assert isinstance(table, Table)
    return table.columns


# --- parameters ---

PARAMETERS = [(name, one.name) for name, question in named_queries(ROOT).items() for one in question.parameters]


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS)
def test_the_default_of_a_parameter_is_what_stands_in_the_question(
    knowledge: m.Knowledge, name: str, parameter: str
) -> None:
    question = named_queries(ROOT)[name]
    declared = next(one for one in question.parameters if one.name == parameter)
    assert term_of(declared, declared.default, knowledge) == standing_value(question, declared)
    again = question.bound({parameter: declared.default}, knowledge)
    assert sorted(Graph.answer(shared(), again, "csv").splitlines()) == sorted(  # type: ignore[union-attr]
        Graph.answer(shared(), question.text, "csv").splitlines()  # type: ignore[union-attr]
    )


def test_a_day_before_saudi_arabia_left_finds_it_bound(graph: Graph, knowledge: m.Knowledge) -> None:
    question = named_queries(ROOT)["bound-and-signed"]
    for day, bound in (("2024-01-04", True), ("2024-01-05", False)):
        found = graph.answer(question.bound({"day": day}, knowledge), "csv")
        assert ("state/SAU" in str(found)) is bound, day


def test_a_value_can_be_given_short_with_a_prefix_or_whole(knowledge: m.Knowledge) -> None:
    question = named_queries(ROOT)["facts-a-rule-asks-for"]
    rule = "un/treaty/ost-1967/art-02-appropriation"
    texts = {question.bound({"rule": v}, knowledge) for v in ("art-02-appropriation", rule, f"rule:{rule}")}
    assert len(texts) == 1
    assert f"VALUES ?rule {{ <https://w3id.org/regolex/rule/{rule}> }}" in texts.pop()


@pytest.mark.parametrize(
    ("name", "values", "codes"),
    [
        ("bound-and-signed", {"dya": "2024-01-04"}, ["Q404"]),
        ("bound-and-signed", {"day": "4 January", "treaty": "moon-1980"}, ["Q405", "Q405"]),
        ("bound-and-signed", {"day": '2024-01-04"^^xsd:date } . ?a ?b ?c . #'}, ["Q405"]),
        ("duties-of-a-role", {"role": "launching-state> } ?a ?b ?c . { ?x ?y <z"}, ["Q405"]),
        ("who-left-a-treaty", {"day": "2024-01-04"}, ["Q404"]),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    knowledge: m.Knowledge, name: str, values: dict[str, str], codes: list[str]
) -> None:
    with pytest.raises(regolex.QueryError) as raised:
        named_queries(ROOT)[name].bound(values, knowledge)
    assert [problem.code for problem in raised.value.problems] == codes


@pytest.mark.parametrize("hostile", ['launch" } ?a ?b ?c . { "', "a\\", 'line\nbreak " }', "} UNION {"])
def test_a_text_stays_a_text_whatever_is_in_it(knowledge: m.Knowledge, hostile: str) -> None:
    question = named_queries(ROOT)["my-duties-before-a-phase"]
    assert rows_of(shared(), question.bound({"until": hostile}, knowledge)) == []


@cache
def shared() -> Graph:
    return Graph(regolex.load(ROOT))


def rows_of(graph: Graph, text: str) -> list[tuple[str, ...]]:
    table = graph.answer(text, "table")
    assert isinstance(table, Table)
    return list(table.rows)


# --- the whole answer, had another way ---


def test_bound_and_signed_is_what_the_tables_say(graph: Graph, knowledge: m.Knowledge) -> None:
    entries = {(e.work, e.participant): e for e in knowledge.participation if e.is_state}
    expected = set()
    for (work, state), entry in entries.items():
        accords = entries.get((ACCORDS, state))
        bound = entry.bound_from and entry.bound_from.not_after <= DAY
        left = entry.bound_until and entry.bound_until.not_before <= DAY
        signed = accords and accords.signed and accords.signed.not_after <= DAY
        if work == "un/treaty/moon-1979" and bound and not left and signed:
            expected.add((f"state:{state}",))
    assert set(rows(graph, "bound-and-signed", "state")) == expected


def test_provisions_without_a_rule_are_those_with_a_reason_or_in_a_part_left_out(
    graph: Graph, knowledge: m.Knowledge
) -> None:
    """The loader refuses a forgotten provision of an instrument that is held as a whole."""
    partly = {p.id for i in knowledge.instruments.values() if i.coverage == "partly" for p in i.provisions}
    reasons = {p.id: p.not_operative for i in knowledge.instruments.values() for p in i.provisions}
    for provision, reason in rows(graph, "provisions-without-a-rule", "provision reason"):
        name = provision.removeprefix(":")
        assert reason == reasons[name]
        assert reason or name in partly


def test_duties_before_launch_are_those_of_the_rules(graph: Graph, knowledge: m.Knowledge) -> None:
    found = set(rows(graph, "duties-before-launch", "rule toDo"))
    before = {"concept", "financing-and-contracts", "licensing", "build-and-test"}
    expected = {
        (f"rule:{rule.id}", rule.to_do.what) for rule in knowledge.rules.values()
        if rule.to_do and rule.phase in before and rule.kind in ("obligation", "condition", "prohibition")
        and knowledge.instruments[rule.instrument].legal_order == "LUX"
    }  # fmt: skip
    assert found == expected


def test_numbers_are_those_that_conditions_compare_with(graph: Graph, knowledge: m.Knowledge) -> None:
    expected = {
        (f"rule:{rule.id}", f"fact:{node.fact}", node.word, str(node.operand.number))
        for rule in knowledge.rules.values() for condition in conditions_of(rule) for node in walk(condition)
        if isinstance(node, m.Compare) and node.operand.number is not None
    }  # fmt: skip
    displacing = {f"rule:{rule.id}" for rule in knowledge.rules.values() if rule.displaces}
    found = set(rows(graph, "numbers-in-rules", "rule fact word number"))
    assert expected <= found
    assert {row[0] for row in found - expected} <= displacing


def test_amounts_are_those_of_the_files(graph: Graph, knowledge: m.Knowledge) -> None:
    expected = set()
    for parameter in knowledge.parameters.values():
        past = [value for value in parameter.values if value.since <= DAY]
        if past:
            expected.add((f":parameter/{parameter.id}", str(past[-1].value), past[-1].since.isoformat()))
    assert set(rows(graph, "amounts-on-a-day", "parameter amount since")) == expected


def test_doubtful_rules_are_those_of_the_files(graph: Graph, knowledge: m.Knowledge) -> None:
    expected = {(f"rule:{rule.id}",) for rule in knowledge.rules.values() if rule.confidence == "doubtful"}
    assert set(rows(graph, "doubtful-rules", "rule")) == expected


def test_rules_that_turn_on_a_reading_are_those_the_engine_tries_under_it(graph: Graph, knowledge: m.Knowledge) -> None:
    expected = {
        (f":readings/{question}", f"rule:{rule.id}")
        for rule in knowledge.rules.values() for question, _ in rule.readings_asked
    }  # fmt: skip
    found = set(rows(graph, "rules-that-turn-on-a-reading", "question rule"))
    assert found <= expected
    displacing = {f"rule:{rule.id}" for rule in knowledge.rules.values() if rule.displaces}
    assert {row[1] for row in expected - found} <= displacing  # there the reading only decides what is displaced


def test_holdings_of_states_are_those_of_the_files(graph: Graph, knowledge: m.Knowledge) -> None:
    expected = [
        (f"state:{h.state}", f":readings/{q.id}#{r.id}", h.since)
        for q in knowledge.questions.values() for r in q.readings for h in r.holders
        if h.state and h.read and not h.nearest and h.kind in ("state-law", "state-statement")
    ]  # fmt: skip
    assert set(rows(graph, "readings-held-by-states", "state reading since")) == set(expected)
