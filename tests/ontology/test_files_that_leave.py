"""Files that leave the house, read by the tools of those who get them: rdflib, owlready2, pySHACL, and three from npm."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from regolex.formats.rdf.serialisation import FORMATS
from regolex.graph.export import assessment_text, knowledge_text, mission_text
from regolex.knowledge import KnowledgeBase

pyshacl = pytest.importorskip("pyshacl")
ROOT = Path(__file__).resolve().parents[2]
SHAPES = [ROOT / "ontology" / "shapes" / f"{name}.ttl" for name in ("facts", "missions", "assessments", "odrl")]
ON = date(2025, 2, 20)
ODIN = ROOT / "examples" / "astroforge-odin.yaml"
PREFIXES = (
    "@prefix : <https://w3id.org/regolex/> . @prefix fact: <https://w3id.org/regolex/fact/> . @prefix ex: <http://e.org/> . "
    "@prefix state: <https://w3id.org/regolex/state/> . @prefix concept: <https://w3id.org/regolex/concept/> . "
    "@prefix dct: <http://purl.org/dc/terms/> . "
)
RIGHT = (
    'ex:m a :Mission ; dct:identifier "t" ; dct:title "T" ; :hasPart ex:us . ex:us a :Party ; dct:identifier "us" ; '
    "fact:party.kind concept:company ; fact:party.organised_under state:LUX ."
)
WRONG = {
    "a kind of another list": ("concept:company", "concept:extraction"),
    "a kind that is none": ("concept:company", "concept:compny"),
    "a fact misspelt": ("organised_under", "organized_under"),
    "an unknown State": ("state:LUX", "state:LUS"),
    "a State as text": ("state:LUX", '"LUX"'),
    "a part of no kind": ("ex:us a :Party ;", "ex:us"),
}


def conforms(data: rdflib.Graph) -> str:
    """The report, empty where everything conforms; nothing but the file and the published shapes is looked at."""
    shapes = rdflib.Graph()
    for path in SHAPES:
        shapes.parse(path)
    ok, _, text = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    return "" if ok else str(text)


@pytest.fixture(scope="module")
def exported(kb: KnowledgeBase) -> dict[str, str]:
    """One mission, one assessment and one policy in JSON-LD, and the mission and assessment in Turtle."""
    mission, a = kb.read_mission(ODIN), kb.assess(ODIN, on=ON)
    return {
        "mission.jsonld": mission_text(kb, mission, "jsonld"), "assessment.jsonld": assessment_text(kb, a, "jsonld"),
        "policy.jsonld": assessment_text(kb, a, "odrl"), "mission.ttl": mission_text(kb, mission, "ttl"),
        "assessment.ttl": assessment_text(kb, a, "ttl"),
    }  # fmt: skip


def read(name: str, text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format="json-ld" if name.endswith("jsonld") else "turtle")


# --- rdflib ---


def test_a_single_thing_in_json_ld_is_in_the_default_graph(kb: KnowledgeBase, exported: dict[str, str]) -> None:
    for name, text in exported.items():
        assert len(read(name, text)) > 100, name
    assert len(read("mission.jsonld", exported["mission.jsonld"])) == len(read("mission.ttl", exported["mission.ttl"]))
    assert len(read("rules.jsonld", knowledge_text(kb, "jsonld", ["readings"]))) > 100


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "rdfxml"])
def test_what_was_written_is_read_back_as_the_same_mission(kb: KnowledgeBase, tmp_path: Path, form: str) -> None:
    mission = kb.read_mission(ODIN)
    file = tmp_path / f"plan.{form}"
    file.write_text(mission_text(kb, mission, form), encoding="utf-8")
    assert kb.read_mission(file) == mission


# --- owlready2 ---


def test_the_ontology_is_one_file_with_one_header_that_owlready_reads(
    kb: KnowledgeBase, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    owlready2 = pytest.importorskip("owlready2", reason="the extra `reason` is not installed")
    file = tmp_path / "ontology.rdf"
    file.write_text(knowledge_text(kb, "rdfxml", ["ontology"]), encoding="utf-8")
    graph = rdflib.Graph().parse(file)
    (header,) = graph.subjects(rdflib.RDF.type, rdflib.OWL.Ontology)
    assert not list(graph.objects(None, rdflib.OWL.imports))
    world = owlready2.World()
    found = world.get_ontology(file.as_uri()).load()
    assert str(header) == found.base_iri == "https://w3id.org/regolex/"
    assert found.imported_ontologies == []
    assert [str(label) for label in world["https://w3id.org/regolex/Mission"].label] == ["mission"]
    assert len(list(world.classes())) > 300


def test_the_header_says_what_catalogues_of_ontologies_ask_for(kb: KnowledgeBase) -> None:
    graph = rdflib.Graph().parse(data=knowledge_text(kb, "ttl", ["ontology"]))
    whole = rdflib.URIRef("https://w3id.org/regolex/")
    vann = rdflib.Namespace("http://purl.org/vocab/vann/")
    dct = rdflib.DCTERMS
    for predicate in (
        dct.title, dct.description, dct.creator, dct.created, dct.modified, dct.license, rdflib.OWL.versionIRI,
        vann.preferredNamespacePrefix, vann.preferredNamespaceUri,
    ):  # fmt: skip
        assert len(list(graph.objects(whole, predicate))) == 1, predicate
    named = set(graph.subjects(rdflib.SKOS.prefLabel))
    assert named
    assert named <= set(graph.subjects(rdflib.RDFS.label))
    assert named <= set(graph.subjects(rdflib.RDFS.isDefinedBy, whole))


def test_states_lead_to_the_list_of_the_european_union_and_to_wikidata(kb: KnowledgeBase) -> None:
    graph = rdflib.Graph().parse(data=knowledge_text(kb, "nt", ["corpus", "ontology"]))
    state = rdflib.URIRef("https://w3id.org/regolex/state/LUX")
    assert set(map(str, graph.objects(state, rdflib.SKOS.exactMatch))) == {
        "http://publications.europa.eu/resource/authority/country/LUX", "http://www.wikidata.org/entity/Q32",
    }  # fmt: skip
    linked = [str(one) for one in graph.objects(None, rdflib.SKOS.exactMatch) if "wikidata.org/entity/Q" in str(one)]
    assert len(linked) == len(set(linked)) > 50


# --- pySHACL ---


def test_every_export_conforms_with_nothing_beside_it(exported: dict[str, str]) -> None:
    for name, text in exported.items():
        assert conforms(read(name, text)) == "", name


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_conforms_when_it_is_converted(kb: KnowledgeBase, path: Path) -> None:
    assert conforms(read("x.ttl", mission_text(kb, kb.read_mission(path), "ttl"))) == ""


def examples_in_documents() -> list[tuple[str, str, str]]:
    """Missions written out in RDF in the documents."""
    found = [(path.name, "turtle", path.read_text(encoding="utf-8")) for path in sorted((ROOT / "docs").rglob("*.ttl"))]
    for path in sorted((ROOT / "docs").rglob("*.md")):
        for form, text in re.findall(r"```(turtle|jsonld|json)\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
            if re.search(r"\ba :Mission\b|\"@type\": *\"Mission\"", text):
                found.append((path.name, form, text))
    return found


def test_every_example_of_a_document_conforms_and_is_read(kb: KnowledgeBase, tmp_path: Path) -> None:
    found = examples_in_documents()
    assert found
    for name, form, text in found:
        file = tmp_path / ("x.ttl" if form == "turtle" else "x.jsonld")
        file.write_text(text, encoding="utf-8")
        assert kb.read_mission(file).title, name
        ours = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))["@context"]
        if form != "turtle":
            text = text.replace('"https://w3id.org/regolex/context.jsonld"', json.dumps(ours))
        assert conforms(read(file.name, text)) == "", name


def test_a_plain_mission_conforms() -> None:
    assert conforms(read("x.ttl", PREFIXES + RIGHT)) == ""


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_does_not_conform(name: str) -> None:
    assert conforms(read("x.ttl", PREFIXES + RIGHT.replace(*WRONG[name])))


# --- names ---


def test_a_part_without_a_name_is_called_the_same_in_every_run(kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "plan.ttl"
    parts = " , ".join(f"[ a :Party ; fact:party.organised_under state:{code} ]" for code in ("LUX", "USA", "FRA"))
    file.write_text(f'{PREFIXES} ex:m a :Mission ; dct:identifier "t" ; dct:title "T" ; :hasPart {parts} .')
    plans = [kb.read_mission(file) for _ in range(5)]
    assert all(plan == plans[0] for plan in plans)
    assert plans[0].parts["party"] == ("party:party", "party:party-2", "party:party-3")
    assert [str(plans[0].answer(part, "party.organised_under").value) for part in plans[0].parts["party"]] == [
        "LUX", "USA", "FRA",
    ]  # fmt: skip


# --- npm ---

SCRIPT = """
import fs from 'fs';
import jsonld from 'jsonld';
import { Parser, Store } from 'n3';
import Validator from 'rdf-validate-shacl';
const turtle = file => new Parser().parse(fs.readFileSync(file, 'utf8'));
const load = async file => file.endsWith('.jsonld')
  ? new Parser({ format: 'application/n-quads' }).parse(
      await jsonld.toRDF(JSON.parse(fs.readFileSync(file, 'utf8')), { format: 'application/n-quads' }))
  : turtle(file);
const shapes = new Store();
const [dir, ...files] = process.argv.slice(2);
for (const f of fs.readdirSync(dir)) shapes.addQuads(turtle(dir + '/' + f));
const out = {};
for (const file of files) {
  const quads = await load(file);
  const report = await new Validator(shapes).validate(new Store(quads));
  out[file] = { quads: quads.length, inDefault: quads.filter(q => q.graph.value === '').length, conforms: report.conforms };
}
console.log(JSON.stringify(out));
"""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the three packages."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Node is not at hand: rdf-validate-shacl, jsonld and n3 were not asked")
    folder = tmp_path_factory.mktemp("node")
    (folder / "package.json").write_text('{"type": "module", "private": true}')
    command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    command += ["rdf-validate-shacl@0.5", "jsonld@8", "n3@1"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        pytest.skip("npm cannot be reached: rdf-validate-shacl, jsonld and n3 were not asked")
    (folder / "run.mjs").write_text(SCRIPT)
    (folder / "shapes").mkdir()
    for path in SHAPES:
        shutil.copy(path, folder / "shapes")
    return folder


def test_the_tools_of_the_web_read_and_validate_what_we_write(node: Path, exported: dict[str, str]) -> None:
    files = dict(exported)
    files |= {"right.ttl": PREFIXES + RIGHT}
    files |= {f"wrong-{n}.ttl": PREFIXES + RIGHT.replace(*swap) for n, swap in enumerate(WRONG.values())}
    for name, text in files.items():
        (node / name).write_text(text, encoding="utf-8")
    command = ["node", "run.mjs", "shapes", *files]
    done = subprocess.run(command, cwd=node, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    for name, text in files.items():
        assert told[name]["conforms"] == (not name.startswith("wrong")), name
        assert told[name]["quads"] == told[name]["inDefault"] == len(read(name, text)), name


def test_nothing_of_ours_names_the_address_of_a_package_host() -> None:
    assert not list(ROOT.glob("package-lock.json"))


def test_what_is_merged_says_no_more_than_the_modules(kb: KnowledgeBase) -> None:
    text = knowledge_text(kb, "nt", ["ontology"])
    triples = [quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)]
    assert len(triples) == len(set(triples))
