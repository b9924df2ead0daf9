"""The duties, permissions and prohibitions of an assessment as an ODRL policy, for programs that exchange such policies.

The policy states what is certain: rules of law in force on the day that bind the bearer and apply to it. What may apply, or
applies on some readings only, is not a rule of the policy; it is listed as left open, so that its absence is not taken for
a "no". A permission or right that is withheld is not a permission, and an expectation of soft law is not a duty.
"""

from __future__ import annotations

import pyoxigraph as ox

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.proof import Proof
from regolex.engine.truth import FALSE, TRUE
from regolex.errors import EvaluationError, Problem
from regolex.formats.rdf.triples import DCT, ODRL, PROV, Writer, code, day, english, iri
from regolex.formats.rdf.writer import part_iri
from regolex.graph.assessments import assessment_graph, assessment_iri, finding_iri
from regolex.graph.names import bearer_iri, result_iri
from regolex.law.norms import NORMS

PROFILE = "module/odrl"
_WAITS = ("open", "judgement")
_APPLIES = (
    "met", "to-do", "due", "breached", "respected", "granted", "granted-as-planned", "withheld", *_WAITS,
)  # fmt: skip


def policy_graph(a: Assessment) -> Writer:
    """The policy, in the graph ``policy/<mission>/<day>/<digest>``, with the names of parties and actions it speaks of.

    Raises EvaluationError if no rule applies for certain, because an ODRL policy cannot be empty.
    """
    policy = iri(assessment_iri(a).value.replace("/assessment/", "/policy/", 1))
    w = Writer(policy.value.partition("regolex/")[2])
    certain = [finding for finding in a.findings if applies_for_certain(finding)]
    ruled = [f for f in certain if f.rule.binding and _grants(f)]
    if not ruled:
        raise EvaluationError(
            Problem(
                "E330", f"nothing binds {a.mission.id or 'the mission'} for certain on {a.on}",
                expected="a mission to which some rule applies whatever the answers",
                hint="`regolex assess` shows what may apply, and which questions are unanswered.",
            )
        )  # fmt: skip
    w.typed(policy, ODRL + "Policy", ODRL + "Set")
    w.add(policy, ODRL + "uid", policy)
    w.add(policy, ODRL + "profile", iri(PROFILE))
    w.add(policy, DCT + "title", code(a.mission.title))
    w.add(policy, PROV + "wasDerivedFrom", assessment_iri(a))
    w.add(policy, "onDay", day(a.on))
    for finding in ruled:
        _rule(w, policy, a, finding)
    for finding in a.all_findings:
        if finding.applicable and finding.result != "withheld" and finding not in ruled:
            expected = not finding.rule.binding and finding in certain
            w.add(policy, "alsoExpects" if expected else "leavesOpen", finding_iri(a, finding))
    return w


def policy_quads(a: Assessment) -> list[ox.Quad]:
    """The policy with the assessment that it is derived from."""
    return policy_graph(a).quads + assessment_graph(a).quads


def applies_for_certain(f: Finding) -> bool:
    """Whether the rule applies to the bearer whatever the missing answers, under every reading.

    What is due applies by definition.
    A settled result shows this, unless the duty is satisfied whether it applies or not. For an open result, the proof shows
    whether only the test of the duty is unknown; if several readings leave it open, one proof is not enough, and the rule is
    not taken to apply for certain.
    """
    if f.perhaps or any(outcome.harmless or outcome.result not in _APPLIES for _, outcome in f.outcomes):
        return False
    waiting = [outcome.result for _, outcome in f.outcomes if outcome.result in _WAITS]
    if not waiting:
        return True
    proofs = [proof for result, proof in f.because if result in _WAITS]
    return len(waiting) == len(proofs) and all(map(_applies, proofs))


def _applies(proof: Proof) -> bool:
    """Whether an instance is in force, binding, within its conditions, not excepted and not displaced."""
    return proof.truth == TRUE and all(part.truth == FALSE for part in proof.parts if part.word == "displaced-by")


def _grants(f: Finding) -> bool:
    return not NORMS[f.rule.kind].gives or f.result == "granted"


def _rule(w: Writer, policy: ox.NamedNode, a: Assessment, f: Finding) -> None:
    leads, kind = NORMS[f.rule.kind].odrl
    node = iri(f"{policy.value}#{finding_iri(a, f).value.partition('#')[2]}")
    rule, bearer, target = iri(f"rule/{f.rule.id}"), bearer_iri(a, f.bearer), part_iri(a.mission, f.subject)
    action = iri(f"action/{f.rule.act}" if f.rule.act else f"action/{f.rule.id}")
    w.typed(node, ODRL + kind)
    w.add(policy, ODRL + leads, node)
    w.add(node, ODRL + "uid", node)
    w.add(node, ODRL + "assignee", bearer)
    w.add(node, ODRL + "target", target)
    w.add(node, ODRL + "action", action)
    w.typed(action, ODRL + "Action")
    w.add(action, ODRL + "includedIn", iri(ODRL + "use"))
    w.typed(bearer, ODRL + "Party")
    w.typed(target, ODRL + "Asset")
    w.add(bearer, DCT + "title", code(a.name(f.bearer)))
    w.add(target, DCT + "title", code(a.name(f.subject) if f.subject != "mission" else a.mission.title))
    w.add(node, "ruleKind", code(f.rule.kind))
    w.add(node, "reads", english(f.rule.reads))
    w.add(node, PROV + "wasDerivedFrom", finding_iri(a, f), rule, *(iri(c.provision) for c in f.rule.cites))
    w.add(node, "resultOfFinding", result_iri(f.result))
    if f.rule.confidence != "verified":
        w.add(node, "confidence", code(f.rule.confidence))
    if f.doubt:
        w.add(node, "sourceDoubt", english(f.doubt))
