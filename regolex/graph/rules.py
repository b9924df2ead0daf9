"""Rules as RDF: norms and definitions with their grounds, conditions, exceptions and practical side."""

from __future__ import annotations

import pyoxigraph as ox

from regolex.formats.rdf.triples import DCT, Writer, day, iri, truth
from regolex.graph.conditions import clauses, condition_iri
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.order import conditions_of, walk
from regolex.law.vocabulary import iri_of


def rules(knowledge: m.Knowledge) -> Writer:
    """Every rule with its provisions, conditions, exceptions, displacements and practical side."""
    w = Writer("rules")
    for rule in knowledge.rules.values():
        node = iri(f"rule/{rule.id}")
        w.typed(node, "Rule", rule.kind.title())
        w.texts(node, **{DCT + "title": rule.title}, reads=rule.reads, reachesCompanyBy=rule.reaches_company_by)
        w.codes(node, ruleKind=rule.kind, about=rule.about, phase=rule.phase, confidence=rule.confidence)
        w.add(node, "binding", truth(rule.binding))
        w.texts(node, confidenceNote=rule.confidence_note, confirmedAgainst=rule.confirmed_against)
        w.add(node, "lastConfirmed", day(rule.last_confirmed) if rule.last_confirmed else None)
        for n, citation in enumerate(rule.cites):
            w.add(node, "restsOn", iri(citation.provision))
            if n == 0 or citation.role == "operative":  # the first provision decides whether the rule is in force
                w.add(node, "operativeProvision", iri(citation.provision))
        for role in rule.binds:
            w.add(node, "binds", iri(f"role/{role}"))
        w.add(node, "defines", iri(f"role/{rule.defines}") if rule.defines else None)
        for other in rule.on_breach:
            w.add(node, "onBreach", iri(f"rule/{other}"))
        _conditions(w, node, rule)
        clauses(w, node, "appliesWhen", rule.applies_when, knowledge)
        clauses(w, node, NORMS[rule.kind].term, rule.test, knowledge)
        _defeat(w, node, rule, knowledge)
        _in_practice(w, node, rule)
    for named in knowledge.conditions.values():
        node = condition_iri(named.id)
        w.typed(node, "NamedCondition")
        w.texts(node, conditionMeans=named.means)
        w.add(node, "conditionRestsOn", iri(named.provision) if named.provision else None)
        clauses(w, node, "holdsWhen", named.test, knowledge)
    return w


def _conditions(w: Writer, node: ox.NamedNode, rule: m.Rule) -> None:
    for condition in conditions_of(rule):
        for part in walk(condition):
            for fact in sorted(_facts(part)):
                w.add(node, "asksFor", ox.NamedNode(iri_of(fact)))
            if isinstance(part, m.Under):
                for reading in part.readings:
                    w.add(node, "dependsOnReading", iri(f"readings/{part.question}#{reading}"))
    if rule.custom:
        for reading in rule.custom.readings:
            w.add(node, "dependsOnReading", iri(f"readings/{rule.custom.question}#{reading}"))
    for question in rule.questions:
        w.add(node, "touchesQuestion", iri(f"readings/{question}"))


def _facts(part: m.Condition) -> set[str]:
    """The facts that one condition compares, and the links that lead to them."""
    names: set[str] = set()
    if isinstance(part, (m.Compare, m.Given, m.Quantified, m.HasRole)):
        names |= set(part.path)
    if isinstance(part, (m.Compare, m.Given, m.Quantified)):
        names.add(part.fact)
    if isinstance(part, m.Compare):
        names |= {*part.operand.path, part.operand.word if part.operand.how == "fact" else ""}
    if isinstance(part, m.HasRole):
        names |= set(part.subject)
    return {name for name in names if "." in name}  # the first word of a path is a variable, not a fact


def _defeat(w: Writer, node: ox.NamedNode, rule: m.Rule, knowledge: m.Knowledge) -> None:
    """Exceptions, exceptions to them, and displaced rules."""

    def write(above: ox.NamedNode, exceptions: tuple[m.LegalException, ...]) -> None:
        for item in exceptions:
            exception = iri(f"rule/{rule.id}#{item.id}")
            w.typed(exception, "Exception")
            w.add(above, "hasException", exception)
            w.add(exception, "restsOn", iri(item.provision))
            w.add(exception, "operativeProvision", iri(item.provision))
            w.texts(exception, reads=item.reads)
            clauses(w, exception, "exceptWhen", item.when, knowledge)
            write(exception, item.exceptions)

    write(node, rule.exceptions)
    for n, item in enumerate(rule.displaces, 1):
        displacement = iri(f"rule/{rule.id}#displacement-{n}")
        w.typed(displacement, "Displacement")
        w.add(node, "hasDisplacement", displacement)
        w.add(displacement, "displacedRule", iri(f"rule/{item.rule}"))
        w.texts(displacement, because=item.because)
        clauses(w, displacement, "displacesWhen", item.when, knowledge)
        w.add(node, "displaces", iri(f"rule/{item.rule}"))


def _in_practice(w: Writer, node: ox.NamedNode, rule: m.Rule) -> None:
    if rule.to_do:
        todo = rule.to_do
        w.texts(node, toDo=todo.what, addressedTo=todo.addressed_to, statutoryTime=todo.lead_time, fee=todo.fee)
        w.add(node, "feeParameter", iri(f"parameter/{todo.fee_parameter}") if todo.fee_parameter else None)
    for proof in rule.evidence:
        w.texts(node, evidence=proof)
    w.texts(node, consequence=rule.consequence, consequenceBy=rule.consequence_by)
    w.texts(node, faultStandard=rule.fault, prepares=rule.prepare)
