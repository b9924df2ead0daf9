"""The graph from the command line: ask it, hand it out, take missions from one format to another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from regolex.commands import cli
from regolex.formats.rdf import jsonld
from regolex.formats.rdf.serialisation import FORMATS
from regolex.formats.rdf.triples import graph_name
from regolex.graph.dataset import ontology_quads, quads
from regolex.graph.export import knowledge_text
from regolex.graph.merged import merged
from regolex.graph.odrl import applies_for_certain
from regolex.knowledge import load
from regolex.law.vocabulary import BASE

ROOT = Path(__file__).resolve().parents[2]
ODIN = ["--mission", "astroforge-odin", "--on", "2025-02-20"]
SOME = ("ontology", "parameters", "readings")  # with nodes that have no name, numbers, days, and texts in English
PARSED = {
    "trig": ox.RdfFormat.TRIG, "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD, "rdfxml": ox.RdfFormat.RDF_XML,
}  # fmt: skip


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object) -> tuple[str, str, int]:
    """What a command prints, what it complains about, and its exit code."""
    monkeypatch.setattr(sys, "argv", ["regolex", *map(str, words)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    said = capsys.readouterr()
    return said.out, said.err, int(stop.value.code or 0)


@pytest.fixture
def regolex(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    return lambda *words: run(monkeypatch, capsys, *words)


# --- ask ---


def test_a_question_is_asked_with_a_value(regolex) -> None:  # type: ignore[no-untyped-def]
    out, _, code = regolex("query", "bound-and-signed", "--param", "day=2024-01-04", "--format", "csv")
    assert code == 0
    assert "state/SAU" in out
    assert "state/SAU" not in regolex("query", "bound-and-signed", "--param", "day=2024-01-05", "--format", "csv")[0]


def test_the_list_tells_sentence_reason_and_what_can_be_set(regolex) -> None:  # type: ignore[no-untyped-def]
    out, _, _ = regolex("query", "--list")
    assert "bound-and-signed\n  Which States were bound by the Moon Agreement" in out
    assert "--param treaty=un/treaty/moon-1979" in out
    assert "my-unknowns  (needs --mission and --on)" in out


def test_a_question_about_a_mission_needs_one(regolex) -> None:  # type: ignore[no-untyped-def]
    for words in (["query", "my-unknowns"], ["query", "my-unknowns", *ODIN[:2]]):
        _, err, code = regolex(*words)
        assert code == 3
        assert err.startswith("Q406")
    out, _, code = regolex("query", "my-unknowns", *ODIN)
    assert code == 0
    assert "it:authorisation-payload-review" in out


def test_a_file_of_ones_own_takes_values_too(regolex, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "mine.rq"
    file.write_text(
        "# param: state :State LUX a State\nSELECT ?name WHERE {\n  VALUES ?state { state:LUX }\n"
        "  ?state skos:prefLabel ?name }",
        encoding="utf-8",
    )
    assert "Luxembourg" in regolex("query", file)[0]
    assert "Japan" in regolex("query", file, "--param", "state=JPN")[0]
    assert "Japan" in regolex("query", file, "--param", "state=Japan")[0]
    assert regolex("query", file, "--param", "state=Atlantis")[1].startswith("Q405")
    assert regolex("query", "ASK { ?a ?b ?c }", "--param", "state=JPN")[1].startswith("Q404")


# --- hand out ---


def test_a_graph_that_does_not_exist_is_refused(regolex) -> None:  # type: ignore[no-untyped-def]
    _, err, code = regolex("graph", "export", "--graph", "rule")
    assert code == 3
    assert err.startswith("Q407")
    assert "Did you mean rules?" in err


def test_only_the_graphs_asked_for_are_written(regolex) -> None:  # type: ignore[no-untyped-def]
    out, _, _ = regolex("graph", "export", "--graph", "parameters", "--graph", "readings", "--format", "nq")
    graphs = {quad.graph_name.value for quad in ox.parse(out.encode(), format=ox.RdfFormat.N_QUADS)}
    assert graphs == {f"{BASE}graph/parameters", f"{BASE}graph/readings"}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_what_the_graph_says(form: str) -> None:
    kb = load(ROOT)
    ontology = merged(ontology_quads(ROOT), kb.knowledge)
    said = [quad for quad in (*quads(kb.knowledge), *ontology) if graph_name(quad.graph_name) in SOME]
    if form not in ("trig", "nq", "jsonld"):
        said = [ox.Quad(q.subject, q.predicate, q.object) for q in said]
    read = ox.Dataset(ox.parse(knowledge_text(kb, form, SOME).encode(), format=PARSED[form]))
    want = ox.Dataset(said)
    for dataset in (read, want):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert read == want


def test_two_processes_write_the_same_bytes() -> None:
    """Whatever the order in which they go through sets."""
    code = (
        "import hashlib; from regolex.knowledge import load; from regolex.graph import export as e; from datetime import date;"
        "kb = load(); a = kb.assess('examples/astroforge-odin.yaml', on=date(2025, 2, 20));"
        f"texts = [e.knowledge_text(kb, f, {SOME}) for f in ('trig', 'rdfxml', 'jsonld')]"
        " + [e.assessment_text(kb, a, f) for f in ('ttl', 'rdfxml', 'odrl')];"
        "print([hashlib.sha256(t.encode()).hexdigest() for t in texts])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1


# --- JSON-LD ---


def test_the_published_context_is_that_of_the_vocabulary() -> None:
    published = (ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8")
    assert published == jsonld.published(ontology_quads(ROOT)), "run `make docs`"


def test_no_two_words_share_a_key_of_the_context() -> None:
    ontology = list(ontology_quads(ROOT))
    coercions = jsonld.coercions_of(ontology)
    keys = [jsonld.short(name) for name in coercions]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & {"regolex", *jsonld.PREFIXES}


def test_a_document_under_the_published_context_says_the_same_to_rdflib(regolex) -> None:  # type: ignore[no-untyped-def]
    """rdflib is a second reader of JSON-LD, and the whole context in place of the part makes no difference."""
    out, _, _ = regolex("graph", "export", "--mission", "astroforge-odin", "--format", "jsonld")
    turtle, _, _ = regolex("graph", "export", "--mission", "astroforge-odin", "--format", "nt")
    document = json.loads(out)
    own = {key: value for key, value in document["@context"].items() if key == "it"}
    whole = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    expected = set(rdflib.Graph().parse(data=turtle, format="nt"))
    for context in (document["@context"], {**whole, **own}):
        read = rdflib.Dataset(default_union=True)
        read.parse(data=json.dumps({**document, "@context": context}), format="json-ld")
        assert {(s, p, o) for s, p, o, _ in read} == expected


# --- missions and assessments ---


def test_a_mission_goes_through_rdf_and_comes_back(regolex, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    kb = load(ROOT)
    there, back = tmp_path / "m.ttl", tmp_path / "m.yaml"
    assert regolex("convert", "astroforge-odin", there)[2] == 0
    assert regolex("convert", there, back)[2] == 0
    assert kb.read_mission(back) == kb.read_mission(ROOT / "examples" / "astroforge-odin.yaml")
    _, err, code = regolex("convert", "astroforge-odin", tmp_path / "m.docx")
    assert (code, err.splitlines()[1][:4]) == (3, "M106")  # below the line that names the example


def test_a_mission_in_rdf_is_assessed_with_the_same_exit_code_and_words(regolex, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "m.jsonld"
    regolex("convert", "astroforge-odin", path)
    yaml = ROOT / "examples" / "astroforge-odin.yaml"
    assert regolex("assess", path, "--on", "2025-02-20") == regolex("assess", yaml, "--on", "2025-02-20")


def test_a_mistake_in_rdf_is_named_with_file_and_node(regolex, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "m.ttl"
    regolex("convert", "astroforge-odin", path)
    path.write_text(path.read_text(encoding="utf-8").replace("state:USA", "state:USB"), encoding="utf-8")
    _, err, code = regolex("assess", path, "--on", "2025-02-20")
    assert code == 3
    assert err.count("M134") > 1
    assert f"{path}, node <{BASE}mission/astroforge-odin#party-astroforge>" in err


def test_an_assessment_comes_as_rdf_with_the_exit_code_of_its_verdict(regolex) -> None:  # type: ignore[no-untyped-def]
    out, _, code = regolex("assess", "astroforge-odin", "--on", "2025-02-20", "--format", "ttl")
    assert code == 2
    graph = rdflib.Graph().parse(data=out, format="turtle")
    prov = rdflib.Namespace("http://www.w3.org/ns/prov#")
    (assessment,) = graph.subjects(rdflib.RDF.type, rdflib.URIRef(BASE + "Assessment"))
    sources = set(graph.objects(assessment, prov.wasDerivedFrom))
    assert rdflib.URIRef(f"{BASE}knowledge/{load(ROOT).knowledge.hash}") in sources
    assert rdflib.URIRef(f"{BASE}mission/astroforge-odin") in sources


# --- policies ---


def test_a_policy_holds_what_is_certain_and_names_what_is_open(regolex) -> None:  # type: ignore[no-untyped-def]
    out, _, _ = regolex("assess", "astroforge-odin", "--on", "2025-02-20", "--format", "odrl")
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=out, format="json-ld")
    odrl, ours = rdflib.Namespace("http://www.w3.org/ns/odrl/2/"), rdflib.Namespace(BASE)
    (policy,) = graph.subjects(rdflib.RDF.type, odrl.Policy)
    ruled = {o for name in ("obligation", "prohibition", "permission") for o in graph.objects(policy, odrl[name])}
    a = load(ROOT).assess(ROOT / "examples" / "astroforge-odin.yaml", on=date(2025, 2, 20))
    binding = [f for f in a.findings if f.rule.binding and f.applicable and f.result != "withheld"]
    assert len(ruled) + len(set(graph.objects(policy, ours.leavesOpen))) >= len(binding)
    settled = [f for f in binding if f.result in ("met", "to-do", "breached", "respected", "granted") and not f.perhaps]
    assert len(ruled) > 0
    assert len([f for f in settled if not f.by_reading and not any(o.harmless for _, o in f.outcomes)]) <= len(ruled)
    for rule in ruled:
        assert graph.value(rule, ours.reads)
        assert graph.value(rule, odrl.assignee)


def test_no_rule_of_a_policy_waits_to_know_whom_it_concerns() -> None:
    kb = load(ROOT)
    for name, day in (("astroforge-odin", date(2025, 2, 20)), ("nereus-water", date(2026, 1, 15))):
        a = kb.assess(ROOT / "examples" / f"{name}.yaml", on=day)
        for finding in filter(applies_for_certain, a.findings):
            assert not finding.perhaps
            assert finding.bearer != "?"
            assert "not-applicable" not in finding.by_reading.values()
