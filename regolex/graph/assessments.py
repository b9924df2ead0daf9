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
from regolex.engine.concern import may_become
from regolex.engine.dormant import Dormant
from regolex.engine.findings import Finding
from regolex.engine.grounds import proofs
from regolex.engine.matters import NotCovered
from regolex.engine.preparation import ASSUMED, Put
from regolex.engine.proof import Proof, Used, decisive
from regolex.engine.results import RESULTS
from regolex.engine.standing import Standing
from regolex.engine.truth import TRUE
from regolex.engine.world import NOTHING, UNNAMED
from regolex.formats.rdf.terms import literal
from regolex.formats.rdf.triples import DCT, PROV, SKOS, Term, Writer, code, day, english, iri, segment, truth
from regolex.formats.rdf.writer import adoption_iri, mission_iri, part_iri, value_terms
from regolex.graph.conclusions import conclusion, conclusions
from regolex.graph.names import bearer_iri, result_iri, verdict_iri
from regolex.graph.questions import concerns, question_iri, questions
from regolex.law import model as m
from regolex.law.vocabulary import iri_of


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
    return _finding_iri(assessment_iri(a), f.rule.id, f.bearer, f.subject)


def _finding_iri(assessment: ox.NamedNode, rule: str, bearer: str, subject: str) -> ox.NamedNode:
    own = "~".join(segment(one.replace(":", "-")) for one in (rule.replace("/", "-"), bearer, subject))
    return iri(f"{assessment.value}#{own}")


class _Assessment:
    def __init__(self, a: Assessment) -> None:
        self.a = a
        self.node = assessment_iri(a)
        self.w = Writer(self.node.value.partition("regolex/")[2])
        self.uses: dict[Used, ox.NamedNode] = {}
        self.taken: dict[str, int] = {}
        self.by_set = a.prepared.by_set()

    def write(self) -> Writer:
        a, w, node = self.a, self.w, self.node
        knowledge, run = iri(f"knowledge/{a.knowledge.hash}"), iri(f"{node.value}#run")
        engine = iri(f"engine/{__version__}")
        w.typed(node, "Assessment", PROV + "Entity")
        w.add(node, "assesses", mission_iri(a.mission))
        w.add(node, "onDay", day(a.on))
        w.add(node, "hasVerdict", verdict_iri(a.verdict))
        w.add(node, "assessedFor", part_iri(a.mission, a.client) if a.client else None)
        w.add(node, "restsOnAdoption", *(adoption_iri(a.mission, name) for name in a.prepared.sets))
        w.add(node, "reaches", *(bearer_iri(a, bearer) for bearer in sorted(a.reaches)))
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
        conclusions(w, node, a)
        questions(w, node, a)
        for finding in a.findings:
            self._finding(finding, "Finding")
        for finding in a.might_concern:
            self._finding(finding, "PossibleFinding")
        concerns(w, node, a)
        for place, duty in enumerate(a.dormant, 1):
            self._dormant(iri(f"{node.value}#dormant-{place}"), duty)
        for put in a.prepared.put:
            if put.origin == ASSUMED and put.fact:
                self._assumed(put)
        return w

    def _standing(self, s: Standing) -> None:
        w, node = self.w, iri(f"{self.node.value}#standing~{segment(s.bearer.replace(':', '-'))}")
        bearer = bearer_iri(self.a, s.bearer)
        w.typed(node, "Standing")
        w.add(node, "standingIn", self.node)
        w.add(node, "standingOf", bearer)
        conclusion(w, iri(f"{node.value}~conclusion"), node, s.verdict)
        w.add(node, "standingVerdict", verdict_iri(s.verdict.word))
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

    def _finding(self, f: Finding, kind: str) -> None:
        a, w, node = self.a, self.w, finding_iri(self.a, f)
        bearer, subject, rule = bearer_iri(a, f.bearer), part_iri(a.mission, f.subject), iri(f"rule/{f.rule.id}")
        w.typed(node, kind, PROV + "Entity")
        w.add(node, "findingOf", self.node)
        w.add(node, PROV + "wasGeneratedBy", iri(f"{self.node.value}#run"))
        w.add(node, "appliesRule", rule)
        w.add(node, "concernsBearer", bearer)
        w.add(node, "concernsSubject", subject)
        for placeholder in [one for one, name in ((bearer, f.bearer), (subject, f.subject)) if name.endswith("?")]:
            w.typed(placeholder, "Placeholder")
        w.add(node, "hasResult", result_iri(f.result))
        w.add(node, "resultAsPlanned", result_iri(f.as_planned))
        if RESULTS[f.result].unsettled or f.contested:
            w.add(node, "mayResultIn", *map(result_iri, may_become(f)))
        w.add(node, "lawTakenAsFollowed", truth(True) if f.followed else None)
        asked = [question_iri(self.node, name) for name in a.questions.of.get((f.rule.id, f.bearer, f.subject), ())]
        w.add(node, "waitsForQuestion", *asked)
        w.texts(node, sourceDoubt=f.doubt)
        w.add(node, PROV + "wasDerivedFrom", rule, *(iri(cited.provision) for cited in f.rule.cites))
        for number, (key, result) in enumerate(f.by_reading.items(), 1):
            outcome = iri(f"{node.value}~outcome-{number}")
            w.typed(outcome, "ReadingOutcome")
            w.add(node, "hasOutcome", outcome)
            w.add(outcome, "outcomeResult", result_iri(result))
            w.add(outcome, "openOnQuestion", *(asked if result == "open" else ()))
            for part in key.split(" & "):
                question, _, reading = part.partition(":")
                w.add(outcome, "underReading", iri(f"readings/{question}#{reading}"))
        for missing in f.missing:
            w.add(node, "waitsFor", ox.NamedNode(iri_of(missing.fact)) if missing.fact else None)
            w.add(node, "waitsForAnswer", self._used(Used(missing.part, missing.fact, "missing", why=missing.why)))
        for proof in proofs(f):
            self._ground(node, proof, ("usesFact", "usesRule"))
        for _, proof in f.because:
            self._ground(node, decisive(proof), ("turnsOn", "turnsOnRule"))

    def _ground(self, finding: ox.NamedNode, proof: Proof, names: tuple[str, str]) -> None:
        """The facts and definitions of a proof; those of the first pair of names are also what the finding is derived from."""
        for one in _proofs(proof):
            for used in one.facts:
                node = self._used(used)
                self.w.add(finding, names[0], node)
                if names[0] == "usesFact":
                    self.w.add(finding, PROV + "wasDerivedFrom", node)
                    if adopted := self.by_set.get((used.part, used.fact)):
                        self.w.add(finding, "restsOnAdoption", adoption_iri(self.a.mission, adopted))
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
        origin, _, adopted = used.origin.partition(":")
        w.codes(node, factState=used.state, answerOrigin=origin)
        if origin in ("answer", "derived"):
            w.codes(node, why=used.why)
            w.codes(node, **{DCT + "source": used.source}, statedBy=used.by, statedOn=used.on)
        else:  # put in by the preparation: who it is from is the reason for it
            w.codes(node, why=used.by or used.why)
        if adopted:
            w.add(node, PROV + "wasGeneratedBy", adoption_iri(a.mission, adopted))
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

    def _assumed(self, put: Put) -> None:
        """An assumed answer, whether or not a finding uses it."""
        name = f"{put.origin}:{put.given_by}"
        if any((used.part, used.fact, used.origin) == (put.part, put.fact, name) for used in self.uses):
            return
        nothing = put.value is NOTHING
        state = "does-not-arise" if nothing else "given"
        value = None if nothing else put.value
        self._used(Used(put.part, put.fact, state, value, put.because if nothing else "", name, by=put.because))

    def _dormant(self, node: ox.NamedNode, item: Dormant) -> None:
        """A duty that an event would wake, for one bearer, with its findings as things stand."""
        w = self.w
        w.typed(node, "DormantDuty")
        w.add(self.node, "hasDormantDuty", node)
        w.add(node, "wokenBy", *(iri(f"event/{name}") for name in item.events))
        w.add(
            node, "asleepIn", *(_finding_iri(self.node, item.rule, item.bearer, subject) for subject in item.subjects)
        )
        for part, fact in item.also_waits_on:
            w.add(node, "alsoWaitsOn", self._used(Used(part, fact, "missing", why="not-asked")))
        for key in item.only_on:
            for reading in key.split(" & "):
                question, _, members = reading.partition(":")
                w.add(node, "onlyUnder", *(iri(f"readings/{question}#{one}") for one in members.split("|")))

    def _terms(self, fact: m.Fact, value: Any) -> list[Term]:
        if fact.derived:
            return [literal(one) for one in (value if isinstance(value, tuple) else (value,))]
        return value_terms(self.a.mission, fact, value)


def _proofs(proof: Proof) -> Iterator[Proof]:
    yield proof
    for part in proof.parts:
        yield from _proofs(part)
