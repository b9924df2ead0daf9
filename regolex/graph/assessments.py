"""An assessment as RDF with PROV-O: the knowledge, mission and readings it was made from, and the grounds of each finding.

A finding is derived (``prov:wasDerivedFrom``) from its rule, the provisions of that and the facts in its proof; what settled
it is given by ``:turnsOn`` and ``:turnsOnRule``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
import pyoxigraph as ox

from regolex import __version__
from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.matters import NotCovered
from regolex.engine.proof import Proof, Used, decisive
from regolex.engine.standing import Standing
from regolex.engine.truth import TRUE
from regolex.engine.world import UNNAMED
from regolex.formats.rdf.terms import literal
from regolex.formats.rdf.triples import DCT, PROV, SKOS, Term, Writer, code, day, english, iri, segment, truth
from regolex.formats.rdf.writer import mission_iri, part_iri, value_terms
from regolex.law import model as m
from regolex.law.vocabulary import iri_of

_RESULTS = {"to-do": "ToBeDone", "judgement": "AwaitsJudgement"}


def assessment_iri(a: Assessment) -> ox.NamedNode:
    """The IRI of an assessment: mission, day, and a digest of all its inputs."""
    made_from = [a.knowledge.hash, __version__, a.mission, a.readings, a.viewpoint, a.pending]
    digest = hashlib.sha256(msgspec.json.encode(made_from, order="deterministic")).hexdigest()[:12]
    return iri(f"assessment/{segment(a.mission.id)}/{a.on.isoformat()}/{digest}")


def assessment_graph(a: Assessment) -> Writer:
    """Every statement about an assessment, in the graph ``assessment/<mission>/<day>/<digest>``."""
    return _Assessment(a).write()


def finding_iri(a: Assessment, f: Finding) -> ox.NamedNode:
    """The IRI of a finding: that of its assessment with the rule, the bearer and the subject."""
    own = "~".join(segment(one.replace(":", "-")) for one in (f.rule.id.replace("/", "-"), f.bearer, f.subject))
    return iri(f"{assessment_iri(a).value}#{own}")


def bearer_iri(a: Assessment, bearer: str) -> ox.NamedNode:
    """The IRI of a State, of a party, or of the State not yet named."""
    if bearer == UNNAMED:
        return iri("bearer/not-yet-named")
    return iri(f"state/{bearer}") if bearer in a.knowledge.states else part_iri(a.mission, bearer)


class _Assessment:
    def __init__(self, a: Assessment) -> None:
        self.a = a
        self.node = assessment_iri(a)
        self.w = Writer(self.node.value.partition("regolex/")[2])
        self.uses: dict[Used, ox.NamedNode] = {}
        self.taken: dict[str, int] = {}

    def write(self) -> Writer:
        a, w, node = self.a, self.w, self.node
        knowledge, run = iri(f"knowledge/{a.knowledge.hash}"), iri(f"{node.value}#run")
        engine = iri(f"engine/{__version__}")
        w.typed(node, "Assessment", PROV + "Entity")
        w.add(node, "assesses", mission_iri(a.mission))
        w.add(node, "onDay", day(a.on))
        w.add(node, "hasVerdict", _verdict(a.verdict))
        w.add(node, "countsPendingLaw", truth(a.pending))
        w.add(node, "viewpointOf", iri(f"state/{a.viewpoint}") if a.viewpoint else None)
        for question, readings in a.readings.items():
            w.add(node, "takesReading", *(iri(f"readings/{question}#{reading}") for reading in readings))
        w.add(node, PROV + "wasGeneratedBy", run)
        w.add(node, PROV + "wasDerivedFrom", mission_iri(a.mission), knowledge)
        w.typed(run, PROV + "Activity")
        w.add(run, PROV + "used", mission_iri(a.mission), knowledge)
        w.add(run, PROV + "wasAssociatedWith", engine)
        w.typed(engine, PROV + "SoftwareAgent")
        w.add(engine, DCT + "title", code(f"regolex {__version__}"))
        w.typed(knowledge, "KnowledgeVersion", PROV + "Entity")
        w.codes(knowledge, contentHash=a.knowledge.hash)
        w.add(knowledge, "knowledgeDay", day(a.knowledge.day))
        for standing in a.standings:
            self._standing(standing)
        for number, item in enumerate(a.not_covered, 1):
            self._not_covered(iri(f"{node.value}#left-out-{number}"), item)
        for finding in a.findings:
            self._finding(finding)
        return w

    def _standing(self, s: Standing) -> None:
        w, node = self.w, iri(f"{self.node.value}#standing~{segment(s.bearer.replace(':', '-'))}")
        bearer = bearer_iri(self.a, s.bearer)
        w.typed(node, "Standing")
        w.add(node, "standingIn", self.node)
        w.add(node, "standingOf", bearer)
        w.add(node, "standingVerdict", _verdict(s.verdict.word))
        w.add(node, SKOS + "prefLabel", english(s.name))
        if s.bearer == UNNAMED:
            w.typed(bearer, "Placeholder")
        for held in s.roles:
            w.add(node, "holdsRole" if held.truth == TRUE else "mayHoldRole", iri(f"role/{held.role}"))

    def _not_covered(self, node: ox.NamedNode, item: NotCovered) -> None:
        w = self.w
        w.typed(node, "MatterLeftOut")
        w.add(self.node, "leavesOut", node)
        w.add(node, "legalOrder", iri(f"legal-order/{item.legal_order}"))
        w.add(node, "certain", truth(item.certain))
        w.codes(node, gapSort=item.sort, confidence=item.confidence)
        w.texts(node, matter=item.matter, authority=item.authority)

    # --- findings ---

    def _finding(self, f: Finding) -> None:
        a, w, node = self.a, self.w, finding_iri(self.a, f)
        bearer, subject, rule = bearer_iri(a, f.bearer), part_iri(a.mission, f.subject), iri(f"rule/{f.rule.id}")
        w.typed(node, "Finding", PROV + "Entity")
        w.add(node, "findingOf", self.node)
        w.add(node, PROV + "wasGeneratedBy", iri(f"{self.node.value}#run"))
        w.add(node, "appliesRule", rule)
        w.add(node, "concernsBearer", bearer)
        w.add(node, "concernsSubject", subject)
        for placeholder in [one for one, name in ((bearer, f.bearer), (subject, f.subject)) if name.endswith("?")]:
            w.typed(placeholder, "Placeholder")
        w.add(node, "hasResult", result_iri(f.result))
        w.add(node, "resultAsPlanned", result_iri(f.as_planned))
        w.add(node, "contested", truth(f.contested))
        w.add(node, "perhaps", truth(f.perhaps))
        w.texts(node, sourceDoubt=f.doubt)
        w.add(node, PROV + "wasDerivedFrom", rule, *(iri(cited.provision) for cited in f.rule.cites))
        for number, (key, result) in enumerate(f.by_reading.items(), 1):
            outcome = iri(f"{node.value}~outcome-{number}")
            w.typed(outcome, "ReadingOutcome")
            w.add(node, "hasOutcome", outcome)
            w.add(outcome, "outcomeResult", result_iri(result))
            for part in key.split(" & "):
                question, _, reading = part.partition(":")
                w.add(outcome, "underReading", iri(f"readings/{question}#{reading}"))
        for missing in f.missing:
            w.add(node, "waitsFor", ox.NamedNode(iri_of(missing.fact)) if missing.fact else None)
            w.add(node, "waitsForAnswer", self._used(Used(missing.part, missing.fact, "missing", why=missing.why)))
        for _, proof in f.because:
            self._ground(node, proof if f.applicable else decisive(proof), ("usesFact", "usesRule"))
            self._ground(node, decisive(proof), ("turnsOn", "turnsOnRule"))

    def _ground(self, finding: ox.NamedNode, proof: Proof, names: tuple[str, str]) -> None:
        """The facts and definitions of a proof; those of the first pair of names are also what the finding is derived from."""
        for one in _proofs(proof):
            for used in one.facts:
                node = self._used(used)
                self.w.add(finding, names[0], node)
                if names[0] == "usesFact":
                    self.w.add(finding, PROV + "wasDerivedFrom", node)
            if one.word == "definition" and one.about in self.a.knowledge.rules:
                self.w.add(finding, names[1], iri(f"rule/{one.about}"))

    def _used(self, used: Used) -> ox.NamedNode:
        """The node of one fact of one part, shared by every finding that uses it."""
        if used in self.uses:
            return self.uses[used]
        a, w = self.a, self.w
        name = f"fact~{segment(used.part.replace(':', '-'))}~{used.fact.partition('.')[2] or 'list'}"
        taken = self.taken[name] = self.taken.get(name, 0) + 1
        node = iri(f"{self.node.value}#{name}" + (f"-{taken}" if taken > 1 else ""))
        self.uses[used] = node
        w.typed(node, "UsedFact", PROV + "Entity")
        w.codes(node, factState=used.state, answerOrigin=used.origin, why=used.why)
        w.codes(node, **{DCT + "source": used.source}, statedBy=used.by, statedOn=used.on)
        if not used.fact:  # a list that is not stated
            w.codes(node, overKind=used.part)
            w.add(node, "ofPart", mission_iri(a.mission))
            return node
        fact = a.knowledge.facts[used.fact]
        w.add(node, "ofFact", ox.NamedNode(iri_of(fact.id)))
        w.add(node, "ofPart", bearer_iri(a, used.part) if fact.kind == "state" else part_iri(a.mission, used.part))
        if used.state == "given":
            w.add(node, "statesValue", *self._terms(fact, used.value))
        return node

    def _terms(self, fact: m.Fact, value: Any) -> list[Term]:
        if fact.derived:
            return [literal(one) for one in (value if isinstance(value, tuple) else (value,))]
        return value_terms(self.a.mission, fact, value)


def _proofs(proof: Proof) -> Iterator[Proof]:
    yield proof
    for part in proof.parts:
        yield from _proofs(part)


def result_iri(word: str) -> ox.NamedNode:
    """The IRI of the result of a finding.

    >>> result_iri("to-do").value
    'https://w3id.org/regolex/ResultToBeDone'
    """
    return iri("Result" + _RESULTS.get(word, word.title().replace("-", "")))


def _verdict(word: str) -> ox.NamedNode:
    return iri("Verdict" + word.title().replace("-", ""))
