"""Explanation of a finding at three depths: a sentence, the chain of provisions, the full proof.

The sentence is written for each kind of norm; the chain and the proof come from the proof of the engine.
"""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.preparation import ASSUMED
from regolex.engine.proof import Proof, Used, decisive
from regolex.engine.results import RESULTS
from regolex.engine.truth import FALSE
from regolex.law.citation import in_full
from regolex.law.norms import NORMS
from regolex.media import html as escape
from regolex.report import report, view
from regolex.report.phrases import fact_words
from regolex.report.published import cited
from regolex_app.words import TRUTH_MARKS, sentence


def one_sentence(finding: Finding, result: str) -> str:
    """The result in one sentence, worded for its kind of norm."""
    if result == "breached":
        return NORMS[finding.rule.kind].breach
    return RESULTS[result].means


def facts_html(a: Assessment, proof: Proof) -> str:
    """The decisive facts, each once."""
    seen = dict.fromkeys(_fact_sentences(a, decisive(proof)))
    if not seen:
        return ""
    return "<ul>" + "".join(f"<li>{escape(sentence(s))}</li>" for s in seen) + "</ul>"


def chain_html(a: Assessment, finding: Finding, proof: Proof) -> str:
    """The provisions behind the result, in the order in which they were used."""
    rows = []
    for used in _definitions(decisive(proof)):
        rule = a.knowledge.rules.get(used.about)
        if rule is not None and used.truth != FALSE:
            role = a.knowledge.roles.get(rule.defines)
            rows.append((view.citation(a.knowledge, rule), f"confers the role of {role.label}" if role else rule.reads))
    for citation in finding.rule.cites:
        source = cited(a.knowledge, citation.provision, citation.role)
        rows.append((in_full(source["short"], source["label"]), source["says"]))
    items = [f"<li><strong>{escape(head)}</strong>: {escape(says)}</li>" for head, says in dict.fromkeys(rows)]
    return f"<ol>{''.join(items)}</ol>"


def proof_html(a: Assessment, proof: Proof) -> str:
    """Every decisive clause, indented by depth, with its truth value in words."""
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
        used = proof.facts[0]
        yield fact_words(a, used) + (" (assumed)" if used.origin.startswith(ASSUMED) else "")
    for part in proof.parts:
        yield from _fact_sentences(a, part)


def facts_used(proof: Proof) -> list[Used]:
    """The decisive facts of a proof, each once."""
    found: dict[tuple[str, str], Used] = {}

    def walk(node: Proof) -> None:
        for used in node.facts[:1]:
            found.setdefault((used.part, used.fact), used)
        for part in node.parts:
            walk(part)

    walk(decisive(proof))
    return list(found.values())
