"""The questions about the catalogue, answered once more from the tables themselves and without SPARQL."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

import regolex
from regolex.graph.dataset import PREFIXES
from regolex.graph.query import Graph, Table
from regolex.law.catalogue import Catalogue, catalogue_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph(regolex.load(ROOT))


@pytest.fixture(scope="module")
def catalogue(graph: Graph) -> Catalogue:
    return catalogue_of(graph.kb.knowledge)


def answers(graph: Graph, name: str, columns: str) -> set[tuple[str, ...]]:
    table = graph.answer(name, "table")
    assert isinstance(table, Table)
    places = [table.columns.index(column) for column in columns.split()]
    return {tuple(row[p].replace(PREFIXES[""], ":").rpartition("/")[2] for p in places) for row in table.rows}


def test_grams_and_cost_are_those_of_the_table(graph: Graph, catalogue: Catalogue) -> None:
    def text(value: object) -> str:
        return "" if value is None else str(value)

    def per(cost: int | None, grams: Decimal | None) -> str:
        return "" if cost is None or grams is None else str((cost / grams).quantize(Decimal(1), ROUND_HALF_UP))

    expected = {
        (
            x.id, text(x.returned_mass_g), text(x.cost_usd), per(x.cost_usd, x.returned_mass_g),
            per(x.cost_usd, x.returned_mass_max_g),
        )
        for x in catalogue.missions.values()
        if x.return_date and (x.returned_mass_g is not None or x.returned_mass_max_g is not None)
    }  # fmt: skip
    assert answers(graph, "returned-grams-and-cost", "mission grams cost perGram perGramAtLeast") == expected
    assert len(expected) > 12


def test_material_by_state_is_the_sum_of_the_table(graph: Graph, catalogue: Catalogue) -> None:
    total: dict[str, Decimal] = defaultdict(Decimal)
    for x in catalogue.missions.values():
        if x.return_date and "return-raw" in x.achieved:
            for operator in x.operators:
                total[catalogue.organisations[operator].state] += x.returned_mass_g or 0
    expected = {(f"state:{state}", grams) for state, grams in total.items()}
    found = answers(graph, "returned-material-by-state", "state grams")
    assert {(state, Decimal(grams)) for state, grams in found} == expected


def test_who_was_first_is_the_earliest_of_the_table(graph: Graph, catalogue: Catalogue) -> None:
    first: dict[tuple[str, str], str] = {}
    for x in catalogue.achievements.values():
        key = (f"concept:{x.body_kind}", x.feat)
        first[key] = min(first.get(key, "9999"), x.date.isoformat())
    assert answers(graph, "first-to-do-each-thing", "kind feat on") == {(*key, day) for key, day in first.items()}


def test_water_within_reach_is_what_the_types_hold(graph: Graph, catalogue: Catalogue) -> None:
    """C types and comets hold water; B is a C type."""
    taxa = graph.kb.knowledge.taxa
    wet = {slug for slug, taxon in taxa.items() if {"c-type", "comet"} & {slug, *taxon.above}}
    expected = {
        (b.id,) for b in catalogue.bodies.values()
        if b.delta_v_m_s is not None and b.delta_v_m_s < 5500 and b.sort == "body" and {b.spectral_class, b.kind} & wet
    }  # fmt: skip
    assert answers(graph, "water-within-reach", "body") == expected


def test_missions_to_the_moon_are_those_whose_target_is_it_or_lies_on_it(graph: Graph, catalogue: Catalogue) -> None:
    there = {b.id for b in catalogue.bodies.values() if "moon" in (b.id, b.parent)}
    expected = {(x.id,) for x in catalogue.missions.values() if x.target in there}
    assert answers(graph, "missions-to-a-body", "mission") == expected


def test_regulators_under_way_and_gone_are_those_of_the_tables(graph: Graph, catalogue: Catalogue) -> None:
    firms = catalogue.organisations.values()
    regulators = {(f"state:{state}", o.id, o.regulatory_task) for o in firms for state in o.regulates_in}
    assert answers(graph, "regulators-by-state", "state organisation task") == regulators
    flying = {(x.id,) for x in catalogue.missions.values() if x.status in ("operating", "cruise", "arriving")}
    assert answers(graph, "missions-under-way", "mission") == flying
    gone = {(o.id,) for o in firms if o.kind == "company" and o.status in ("dissolved", "acquired", "subsidiary")}
    assert answers(graph, "companies-that-are-gone", "company") == gone


def test_what_was_intended_and_not_done_is_the_difference_of_two_columns(graph: Graph, catalogue: Catalogue) -> None:
    wanted = {"landing", "sampling", "return-raw", "extraction"}
    expected = {
        (x.id, f"concept:{activity}") for x in catalogue.missions.values() if x.launch_date
        for activity in set(x.intended) & wanted - set(x.achieved)
    }  # fmt: skip
    assert answers(graph, "intended-and-not-achieved", "mission activity") == expected


def test_a_provision_was_touched_or_was_not_and_never_both(graph: Graph, catalogue: Catalogue) -> None:
    knowledge = graph.kb.knowledge
    applied = {
        sign.rule for p in catalogue.precedents.values() for flag in p.expects.flags for sign in flag.raised_by
        if sign.rule and sign.result not in ("not-bound", "not-applicable")
    }  # fmt: skip
    operative = {
        rule.id: {c.provision for n, c in enumerate(rule.cites) if n == 0 or c.role == "operative"}
        for rule in knowledge.rules.values()
    }
    touched = {p for rule in applied for p in operative[rule]}
    all_of_norms = {p for rule in knowledge.rules.values() if rule.binds for p in operative[rule.id]}

    def ids(provisions: set[str]) -> set[tuple[str]]:
        return {(provision.rpartition("/")[2],) for provision in provisions}

    assert answers(graph, "precedents-of-a-provision", "provision") == ids(touched)
    assert answers(graph, "provisions-nobody-has-tested", "provision") == ids(all_of_norms - touched)


def test_what_changed_for_saudi_arabia_is_every_rule_of_the_moon_agreement(graph: Graph) -> None:
    rules = {
        (rule.id.rpartition("/")[2],) for rule in graph.kb.knowledge.rules.values()
        if rule.instrument.startswith("un/treaty/moon-1979@") and rule.binds
    }  # fmt: skip
    assert answers(graph, "what-changed-for-a-state", "rule") == rules


def test_a_doubtful_size_is_marked_wherever_it_is_asked_for(graph: Graph, catalogue: Catalogue) -> None:
    table = graph.answer(
        "SELECT ?body WHERE { ?body :doubtfulAbout <https://w3id.org/regolex/fact/body.spectral_class> }", "table"
    )
    assert isinstance(table, Table)
    expected = {b.id for b in catalogue.bodies.values() if b.fields.get("spectral_class") == "doubtful"}
    assert {row[0].rpartition("/")[2] for row in table.rows} == expected
