"""The words themselves: each has a label and a definition that says something, and the files say the same as the engine."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS

import regolex
from regolex.graph.dataset import modules, quads
from regolex.graph.export import beside
from regolex.graph.odrl import policy_graph
from regolex.law.vocabulary import BASE, FACT_BASE, fact_id_of, iri_of

ROOT = Path(__file__).resolve().parents[2]
MODULE = BASE + "module/"
DCT = rdflib.Namespace("http://purl.org/dc/terms/")
NS = rdflib.Namespace(BASE)
TERMS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual)
SMALL_WORDS = {
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "is", "it", "its", "not", "of",
    "on", "or", "that", "the", "to", "under", "was", "whether", "which", "who", "with",
}  # fmt: skip


@pytest.fixture(scope="module")
def files() -> dict[str, rdflib.Graph]:
    """Module name to its own triples."""
    ontology = ROOT / "ontology"
    return {path.relative_to(ontology).with_suffix("").as_posix(): rdflib.Graph().parse(path) for path in modules(ROOT)}


@pytest.fixture(scope="module")
def whole(files: dict[str, rdflib.Graph]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for part in files.values():
        graph += part
    return graph


@pytest.fixture(scope="module")
def kb() -> regolex.KnowledgeBase:
    return regolex.load(ROOT)


def declared(graph: rdflib.Graph) -> set[rdflib.URIRef]:
    return {
        term for kind in TERMS for term in graph.subjects(RDF.type, kind)
        if isinstance(term, rdflib.URIRef) and term.startswith(BASE)
    }  # fmt: skip


def short(term: object) -> str:
    return str(term).removeprefix(BASE)


def words(text: str, *, stem: bool) -> set[str]:
    found = {word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in SMALL_WORDS}
    return {re.sub(r"(ing|ed|es|s)$", "", word) if len(word) > 4 else word for word in found} if stem else found


def circular(label: str, definition: str) -> bool:
    """A definition is circular if it uses every word of the label that carries meaning."""
    stem = len(words(label, stem=False)) == 1  # a single word must not come back in another form either
    return bool(words(label, stem=stem)) and words(label, stem=stem) <= words(definition, stem=stem)


# --- each term ---


def test_every_term_has_one_label_and_one_definition(whole: rdflib.Graph) -> None:
    wrong = [
        short(term) for term in declared(whole)
        if len(set(whole.objects(term, SKOS.prefLabel))) != 1 or len(set(whole.objects(term, SKOS.definition))) != 1
    ]  # fmt: skip
    assert sorted(wrong) == []


def test_no_definition_is_circular(whole: rdflib.Graph) -> None:
    found = {}
    for term in declared(whole):
        label, definition = str(whole.value(term, SKOS.prefLabel)), str(whole.value(term, SKOS.definition))
        if circular(label, definition):
            found[short(term)] = f"{label}: {definition}"
    assert found == {}


@pytest.mark.parametrize(
    ("label", "definition", "expected"),
    [
        ("granted", "whether the authorisation has been granted", True),
        ("station", "object that serves as a station", True),
        ("launching State", "State that launches an object", False),
        ("resource operation", "space activity that takes native material", False),
    ],
)
def test_the_check_for_circles_sees_circles(label: str, definition: str, expected: bool) -> None:
    assert circular(label, definition) is expected


def test_a_definition_can_stand_in_for_its_term(whole: rdflib.Graph) -> None:
    """A phrase and no sentence: no article in front, no full stop, not "what is done"."""
    wrong = {
        short(term): text for term, text in whole.subject_objects(SKOS.definition)
        if re.match(r"(a|an|the|what|where|how|when) ", str(text), re.IGNORECASE) or str(text).endswith(".")
    }  # fmt: skip
    assert wrong == {}


def test_no_two_terms_of_a_kind_share_a_label_or_a_definition(whole: rdflib.Graph, kb: regolex.KnowledgeBase) -> None:
    schemes = {f"{BASE}{cls}" for cls in {taxon.scheme for taxon in kb.knowledge.taxa.values()}}
    kind: dict[rdflib.URIRef, str] = {}
    for scheme in schemes:
        for below in whole.transitive_subjects(RDFS.subClassOf, rdflib.URIRef(scheme)):
            if isinstance(below, rdflib.URIRef):
                kind[below] = scheme
    seen: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for term in declared(whole):
        sort = kind.get(term) or str(whole.value(term, RDFS.domain) or "")
        if not sort:
            sort = " ".join(sorted(str(t) for t in whole.objects(term, RDF.type)))
        for predicate in (SKOS.prefLabel, SKOS.definition):
            seen[sort, str(predicate), str(whole.value(term, predicate)).lower()].append(short(term))
    assert {key: terms for key, terms in seen.items() if len(terms) > 1} == {}


# --- facts ---


def test_facts_and_properties_match_one_to_one(whole: rdflib.Graph, kb: regolex.KnowledgeBase) -> None:
    properties = {
        str(p) for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for p in whole.subjects(RDF.type, kind)
        if str(p).startswith(FACT_BASE)
    }  # fmt: skip
    assert {iri_of(fact) for fact in kb.knowledge.facts} == properties
    assert {fact_id_of(iri) for iri in properties} == set(kb.knowledge.facts)


def test_every_fact_has_what_the_questionnaire_needs(whole: rdflib.Graph, kb: regolex.KnowledgeBase) -> None:
    phases = {taxon.slug for taxon in kb.knowledge.taxa.values() if taxon.scheme == "MissionPhase"}
    for fact in kb.knowledge.facts.values():
        iri = rdflib.URIRef(iri_of(fact.id))
        assert len(list(whole.objects(iri, RDFS.domain))) == 1, fact.id
        assert len(list(whole.objects(iri, RDFS.range))) == 1, fact.id
        kinds = set(whole.objects(iri, RDF.type)) & {OWL.ObjectProperty, OWL.DatatypeProperty}
        by_value = fact.type in ("boolean", "integer", "decimal", "date", "text")
        assert kinds == {OWL.DatatypeProperty if by_value else OWL.ObjectProperty}, fact.id
        if not fact.derived:
            assert fact.question.endswith("?"), fact.id
            assert fact.phase in phases, fact.id
            assert fact.group, fact.id
        if fact.type == "decimal":
            assert fact.unit, f"{fact.id} is a number without a unit"


# --- modules ---


def test_a_module_is_named_after_its_file(files: dict[str, rdflib.Graph]) -> None:
    for name, graph in files.items():
        headers = list(graph.subjects(RDF.type, OWL.Ontology))
        assert headers == [rdflib.URIRef(MODULE + name)]
        header = headers[0]
        assert graph.value(header, DCT.title), name
        assert graph.value(header, DCT.license) == rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/"), name
        assert str(graph.value(header, OWL.versionIRI)).startswith(f"{MODULE}{name}/"), name


def test_the_index_imports_every_module(files: dict[str, rdflib.Graph]) -> None:
    imported = {str(o).removeprefix(MODULE) for o in files["regolex"].objects(None, OWL.imports)}
    forgotten, gone = sorted(set(files) - {"regolex"} - imported), sorted(imported - set(files))
    assert not forgotten, f"name these under owl:imports in ontology/regolex.ttl, as module/NAME: {forgotten}"
    assert not gone, f"ontology/regolex.ttl imports modules that are not there: {gone}"


def test_a_module_imports_where_its_words_are_declared(files: dict[str, rdflib.Graph]) -> None:
    home = {term: name for name, graph in files.items() for term in declared(graph)}

    def reached(name: str, seen: set[str]) -> set[str]:
        for other in files[name].objects(None, OWL.imports):
            local = str(other).removeprefix(MODULE)
            if local not in seen:
                seen.add(local)
                reached(local, seen)
        return seen

    lacking = defaultdict(set)
    for name, graph in files.items():
        near = reached(name, {name})
        for triple in graph:
            lacking[name] |= {home[t] for t in triple if isinstance(t, rdflib.URIRef) and t in home} - near
    assert {name: modules for name, modules in lacking.items() if modules} == {}


def test_a_source_in_the_law_is_a_provision_of_the_corpus(whole: rdflib.Graph, kb: regolex.KnowledgeBase) -> None:
    provisions = {p.id for instrument in kb.knowledge.instruments.values() for p in instrument.provisions}
    cited = {short(o) for o in whole.objects(None, DCT.source) if isinstance(o, rdflib.URIRef) and o.startswith(BASE)}
    assert cited - provisions == set()
    assert len(cited) > 20


def test_a_role_cites_where_the_law_defines_it(whole: rdflib.Graph, kb: regolex.KnowledgeBase) -> None:
    """A source given for a role is the operative provision of a rule that defines it."""
    operative: dict[str, set[str]] = defaultdict(set)
    for rule in kb.knowledge.rules.values():
        if rule.defines:
            operative[rule.defines] |= {c.provision for c in rule.cites if c.role == "operative"}
    for role in kb.knowledge.roles:
        cited = {short(o) for o in whole.objects(rdflib.URIRef(f"{BASE}role/{role}"), DCT.source)}
        assert cited <= operative[role], role


# --- the graph ---

# a mission of few answers, so that much is assumed, much is asked, and someone might be concerned
TERSE = {
    "mission": "terse", "title": "A terse plan", "client": "us", "lists": {"launches": "so-far"},
    "events": {"none_up_to": "2026-01-15", "of": ["damage-by-mission"], "parts": ["permit"], "by": "the founder"},
    "assumed": {"usual-links": {"by": "the founder", "on": "2026-01-14", "except": ["object.owner"]}},
    "parties": {"us": {"organised_under": "LUX", "kind": "company"}},
    "objects": {"probe": {}},
    "launches": {"falcon": {"date": "2030-01-01"}},
    "activities": {"dig": {"kind": "extraction", "operator": "us", "objects": ["probe"]}},
    "authorisations": {"permit": {"holder": "us"}},
}  # fmt: skip


@cache
def everything(kb: regolex.KnowledgeBase) -> list[ox.Quad]:
    """What the knowledge, a mission, its assessment under a viewpoint and with all sets, and its policies say."""
    mission = ROOT / "examples" / "nereus-water.yaml"
    a = kb.assess(mission, on=date(2026, 1, 15), viewpoint="LUX")
    terse = regolex.missions.mission.mission_from_data(TERSE, kb.knowledge)
    b = kb.assess(terse, on=date(2026, 1, 15), assume=["all"])
    assert {put.origin for put in b.prepared.put} >= {"assumed", "none-so-far"}
    return [*quads(kb.knowledge), *(q for each in (a, b) for q in [*beside(each), *policy_graph(each).quads])]


def test_the_graph_uses_declared_words_only(whole: rdflib.Graph, kb: regolex.KnowledgeBase) -> None:
    known = {str(term) for kind in TERMS for term in whole.subjects(RDF.type, kind)} | {str(RDF.type)}
    used = set()
    for quad in everything(kb):
        used.add(quad.predicate.value)
        if quad.predicate.value == str(RDF.type):
            used.add(quad.object.value)  # type: ignore[union-attr]
    assert used - known == set()


def test_the_graph_uses_the_codes_that_are_listed(whole: rdflib.Graph, kb: regolex.KnowledgeBase) -> None:
    allowed = {str(p): {str(c) for c in codes} for p, codes in coded(whole)}
    assert len(allowed) > 8
    wrong = {
        (short(q.predicate.value), q.object.value) for q in everything(kb)
        if q.predicate.value in allowed and q.object.value not in allowed[q.predicate.value]  # type: ignore[union-attr]
    }  # fmt: skip
    assert wrong == set()


def coded(graph: rdflib.Graph) -> Iterator[tuple[rdflib.term.Node, list[rdflib.term.Node]]]:
    """Properties whose range is a closed list of codes."""
    for prop, values in graph.subject_objects(RDFS.range):
        first = graph.value(values, OWL.oneOf)
        if first:
            yield prop, list(rdflib.collection.Collection(graph, first))


def test_results_and_verdicts_are_those_of_the_engine(whole: rdflib.Graph) -> None:
    from regolex.engine.results import RESULTS
    from regolex.engine.verdict import GRADES, WORDS

    def codes(cls: str) -> set[str]:
        return {str(whole.value(each, SKOS.notation)) for each in whole.subjects(RDF.type, NS[cls])}

    assert codes("Result") == set(RESULTS)
    assert codes("Verdict") == set(WORDS)
    assert codes("Grade") == set(GRADES)
