"""Why a finding came out as it did, at three depths: a sentence, the chain of provisions, the full proof.

The sentence is written for each kind of norm; the chain and the proof are read off the proof of the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.proof import Proof, decisive
from regolex.engine.truth import FALSE
from regolex.law.norms import NORMS
from regolex.report import report, view
from regolex.report.phrases import fact_words
from regolex.report.published import cited
from regolex_app.words import TRUTH_MARKS, sentence

_BECAUSE = {
    "met": "It applies, and what it asks for is given.",
    "respected": "It applies, and what it forbids is not done.",
    "to-do": "It applies; it is met once what is planned has been done.",
    "withheld": "What this right needs is not given, not even as planned.",
    "granted": "What this right needs is given.",
    "open": "It cannot be told yet: an answer is missing.",
    "judgement": "It cannot be told: somebody competent has to judge it, and no judgement is recorded.",
    "displaced": "Another rule takes its place.",
    "not-applicable": "It does not apply.",
}


def one_sentence(finding: Finding, result: str) -> str:
    """What the result rests on, in the words of its kind of norm."""
    if result == "breached":
        return NORMS[finding.rule.kind].breach
    return _BECAUSE[result]


def facts_html(a: Assessment, proof: Proof) -> str:
    """The facts that decided, each once."""
    seen = dict.fromkeys(_fact_sentences(a, decisive(proof)))
    if not seen:
        return ""
    return "<ul>" + "".join(f"<li>{escape(sentence(s))}</li>" for s in seen) + "</ul>"


def chain_html(a: Assessment, finding: Finding, proof: Proof) -> str:
    """The provisions that led here, in the order in which they were used."""
    rows = []
    for used in _definitions(decisive(proof)):
        rule = a.knowledge.rules.get(used.about)
        if rule is not None and used.truth != FALSE:
            role = a.knowledge.roles.get(rule.defines)
            rows.append((view.citation(a.knowledge, rule), f"gives the role of {role.label}" if role else rule.reads))
    for citation in finding.rule.cites:
        source = cited(a.knowledge, citation.provision, citation.role)
        rows.append((f"{source['short']}, {source['label']}", source["says"]))
    items = [f"<li><strong>{escape(head)}</strong>: {escape(says)}</li>" for head, says in dict.fromkeys(rows)]
    return f"<ol>{''.join(items)}</ol>"


def proof_html(a: Assessment, proof: Proof) -> str:
    """Every clause that mattered, indented by depth, with its truth in words."""
    rows = []
    for depth, says, truth in report.clauses(a, proof):
        rows.append(
            f'<li style="margin-left:{min(depth, 8) * 1.1}em">{escape(sentence(says))} '
            f'<span class="rx-truth rx-{truth}">{TRUTH_MARKS[truth]}</span></li>'
        )
    return f'<ul class="rx-proof">{"".join(rows)}</ul>'


def _definitions(proof: Proof) -> Iterator[Proof]:
    if proof.word == "definition":
        yield proof
    for part in proof.parts:
        yield from _definitions(part)


def _fact_sentences(a: Assessment, proof: Proof) -> Iterator[str]:
    if proof.facts:
        yield fact_words(a, proof.facts[0])
    for part in proof.parts:
        yield from _fact_sentences(a, part)
