"""HermiT on the ontology: consistent, nothing impossible, and the same order of classes as the engine's own."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import regolex
from regolex.graph.dataset import modules
from regolex.graph.reasoning import Classification, classify, classify_texts, hierarchy
from regolex.law.vocabulary import BASE

pytest.importorskip("owlready2")

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).with_name("hierarchy.txt")
PREFIXES = f"""
@prefix : <{BASE}> .
@prefix fact: <{BASE}fact/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix it: <urn:test:> .
"""
MISSION = (
    PREFIXES
    + """
it:digging a :Activity , owl:NamedIndividual ; fact:activity.kind it:extraction ; fact:activity.operator it:company ;
    fact:activity.body it:moon .
it:looking a :Activity , owl:NamedIndividual ; fact:activity.kind it:flyby ; fact:activity.operator it:agency .
it:extraction a :Extraction , owl:NamedIndividual . it:flyby a :Flyby , owl:NamedIndividual .
it:company a owl:NamedIndividual ; fact:party.kind it:a-company ; fact:party.organised_under it:bound .
it:agency a owl:NamedIndividual ; fact:party.kind it:an-agency ; fact:party.acts_for it:bound .
it:a-company a :Company , owl:NamedIndividual . it:an-agency a :SpaceAgency , owl:NamedIndividual .
it:bound a owl:NamedIndividual ; fact:state.bound_by "un/treaty/moon-1979" .
it:moon a owl:NamedIndividual ; fact:body.kind it:kind-of-moon . it:kind-of-moon a :MoonOfEarth , owl:NamedIndividual .
it:rule a owl:NamedIndividual ; :operativeProvision it:article ; :confidence "doubtful" ; :dependsOnReading it:strict .
it:strict a owl:NamedIndividual ; :readingOf it:dispute . it:dispute a owl:NamedIndividual .
it:article a owl:NamedIndividual ; :provisionOf it:treaty .
it:treaty a :Instrument , owl:NamedIndividual ; :instrumentKind "treaty" .
"""
)


@pytest.fixture(scope="module")
def found() -> Classification:
    """One run over the ontology and a small mission."""
    return classify(ROOT, more=[MISSION])


def kinds(found: Classification, name: str) -> set[str]:
    return {iri.removeprefix(BASE) for iri in found.kinds[f"urn:test:{name}"]}


def test_the_ontology_is_consistent_and_nothing_in_it_is_impossible(found: Classification) -> None:
    assert found.consistent
    assert found.unsatisfiable == ()


def test_the_reasoner_orders_the_taxonomies_as_the_engine_does(found: Classification) -> None:
    knowledge = regolex.load(ROOT).knowledge
    iri_of_slug = slugs()
    schemes = {taxon.scheme for taxon in knowledge.taxa.values()}
    assert set(iri_of_slug) == set(knowledge.taxa)
    for taxon in knowledge.taxa.values():
        inferred = {iri.removeprefix(BASE) for iri in found.above[iri_of_slug[taxon.slug]]}
        closure = {iri_of_slug[slug].removeprefix(BASE) for slug in taxon.above}
        assert inferred == closure | {taxon.scheme, "Taxon"}, taxon.slug
        assert inferred & schemes == {taxon.scheme}


def test_the_reasoner_fills_the_defined_classes_of_activities(found: Classification) -> None:
    assert {
        "ResourceActivity", "PrivateActivity", "PrivateResourceActivity", "LunarActivity",
        "MoonAgreementResourceActivity",
    } <= kinds(found, "digging")  # fmt: skip
    assert not kinds(found, "looking") & {"ResourceActivity", "PrivateActivity", "LunarActivity"}
    assert "PrivateParty" in kinds(found, "company")
    assert "PublicParty" in kinds(found, "agency")
    assert "MoonAgreementState" in kinds(found, "bound")


def test_the_reasoner_fills_the_defined_classes_of_rules(found: Classification) -> None:
    assert {"TreatyRule", "DoubtfulRule", "ReadingDependentRule"} <= kinds(found, "rule")
    assert "Treaty" in kinds(found, "treaty")
    assert "ContestedQuestion" in kinds(found, "dispute")


def test_an_impossible_class_is_named() -> None:
    broken = PREFIXES + ":Chimera a owl:Class ; rdfs:subClassOf :State , :Party ."
    found = classify_texts([core(), broken])
    assert found.consistent
    assert found.unsatisfiable == (BASE + "Chimera",)


@pytest.mark.parametrize(
    "axiom",
    [
        "it:both a :State , :Launch .",
        "it:paper a owl:NamedIndividual ; :binding true , false .",
        'it:paper a owl:NamedIndividual ; :confidence "hearsay" .',
        ":Done owl:sameAs :Planned .",
    ],
)
def test_a_contradiction_is_found(axiom: str) -> None:
    assert not classify_texts([core(), PREFIXES + axiom]).consistent


def test_a_broken_copy_of_the_ontology_is_caught() -> None:
    """A class moved below another changes the reviewed order; one moved where it cannot be is impossible."""
    activities = (ROOT / "ontology" / "taxonomies" / "activities.ttl").read_text(encoding="utf-8")
    moved = PREFIXES + ":Flyby rdfs:subClassOf :Extraction . :Mission rdfs:subClassOf :Taxon ."
    broken = classify_texts([core(), activities, moved])
    assert BASE + "Mission" in broken.unsatisfiable
    reviewed = set(GOLDEN.read_text(encoding="utf-8").splitlines())
    assert [line for line in set(hierarchy(broken).splitlines()) - reviewed if re.match("Flyby < .*Extraction", line)]


def test_the_inferred_order_of_classes_is_the_reviewed_one(found: Classification) -> None:
    """If a change is intended, review the difference and regenerate the file: python -m tests.ontology.test_reasoner."""
    assert hierarchy(found) == GOLDEN.read_text(encoding="utf-8")


def test_the_ontology_can_be_had_as_python_classes() -> None:
    words = regolex.ontology(ROOT)
    assert [parent.name for parent in words.Flyby.is_a] == ["Prospecting"]
    assert words.world[BASE + "fact/party.organised_under"].range == [words.State]


def test_without_the_extra_the_ontology_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "owlready2", None)
    with pytest.raises(regolex.EvaluationError, match=r"regolex\[reason\]") as raised:
        regolex.ontology(ROOT)
    assert raised.value.problems[0].code == "E108"


def core() -> str:
    return (ROOT / "ontology" / "core.ttl").read_text(encoding="utf-8")


def slugs() -> dict[str, str]:
    """Short name of a taxon to the IRI of its class."""
    import rdflib
    from rdflib import RDFS, SKOS

    graph = rdflib.Graph()
    for path in modules(ROOT):
        graph.parse(path)
    below = set(graph.transitive_subjects(RDFS.subClassOf, rdflib.URIRef(BASE + "Taxon")))
    return {str(graph.value(c, SKOS.notation)): str(c) for c in below if graph.value(c, SKOS.notation)}


if __name__ == "__main__":
    GOLDEN.write_text(hierarchy(classify(ROOT, more=[MISSION])), encoding="utf-8")
