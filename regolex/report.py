"""An assessment as a page: Markdown and self-contained HTML from one set of sections."""

from __future__ import annotations

from importlib import resources
from typing import Any

import jinja2
import msgspec

from regolex import __version__, published, view
from regolex.assessment import Assessment
from regolex.proof import Proof, decisive


def _environment(html: bool) -> jinja2.Environment:
    def read(name: str) -> str:
        return resources.files("regolex").joinpath("templates", name).read_text(encoding="utf-8")

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(read), autoescape=html, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    environment.globals.update(
        verdict_words=view.VERDICT_WORDS, verdict_means=view.VERDICT_MEANS, between=view.between,
        verdict_of=view.verdict_of, depends=view.depends,
        fee_words=view.fee_words, engine=__version__, clauses=clauses,
    )  # fmt: skip
    return environment


def _context(a: Assessment) -> dict[str, Any]:
    provisions: dict[str, dict[str, Any]] = {}
    for finding in a.findings:
        if finding.applicable:
            for citation in finding.rule.cites:
                provisions[citation.provision] = published.cited(a.knowledge, citation.provision)
    return {
        "a": a,
        "sections": view.sections(a),
        "wanted": view.next_facts(a),
        "silent": [n for n in a.not_covered if n.sort == "law-is-silent"],
        "uncovered": [n for n in a.not_covered if n.sort != "law-is-silent"],
        "provisions": dict(sorted(provisions.items())),
        "to_dos": to_dos(a),
    }


class Task(msgspec.Struct, frozen=True):
    """One thing to do, once, with every law that asks for it."""

    what: str
    before: str
    lead_time: str
    fee: str
    laws: tuple[str, ...]


def to_dos(a: Assessment) -> list[tuple[str, list[Task]]]:
    """What is still to do, in the order of the mission's phases."""
    found: dict[str, dict[tuple[str, str, str, str], list[str]]] = {}
    for section in view.sections(a):
        for bucket in section.buckets:
            if bucket.key not in ("to-do", "breached"):
                continue
            for line in bucket.binding:
                todo = line.rule.to_do
                if todo:
                    key = (todo.what.rstrip("."), todo.before, todo.lead_time, view.fee_words(a, line.rule))
                    law = f"{a.name(line.finding.bearer)}: {line.citation}"
                    found.setdefault(line.rule.phase, {}).setdefault(key, []).append(law)
    return [
        (a.knowledge.taxa[phase].label, [Task(*key, tuple(dict.fromkeys(laws))) for key, laws in found[phase].items()])
        for phase, _ in a.phases
        if phase in found
    ]


def clauses(a: Assessment, proof: Proof) -> list[tuple[int, str, str]]:
    """The decisive clauses of a proof as (depth, sentence, truth), the facts with their values."""
    rows: list[tuple[int, str, str]] = []
    _walk(a, decisive(proof), 0, rows)
    return rows


def _walk(a: Assessment, proof: Proof, depth: int, rows: list[tuple[int, str, str]]) -> None:
    words = {
        "instance": "the rule applies", "in-force": "the law is in force", "bound": "the State is bound",
        "applies-when": "its conditions are given", "met-when": "what it asks for is given",
        "breached-when": "what it forbids is done", "granted-when": "what the right needs is given",
        "all": "all of these", "any": "at least one of these", "not": "not this", "some": "for some of the list",
        "every": "for every one of the list", "exception": "exception", "displaced-by": "displaced",
        "definition": "definition", "role": "role",
    }  # fmt: skip
    sentence = proof.label or words.get(proof.word, "")
    if proof.word == "role":
        sentence = a.knowledge.roles[proof.about].label
    elif proof.word == "under":
        sentence = f"reading {proof.note}"
    elif proof.word == "item":
        sentence = a.name(proof.label)
    elif proof.word in ("bound", "in-force") and proof.about:
        work = a.knowledge.instruments.get(proof.about)
        sentence = f"{words[proof.word]} ({work.short if work else proof.note or proof.about})"
    for used in proof.facts:
        if not used.fact:
            sentence = f"the list of {a.knowledge.kinds[used.part].list_name} was not given"
            continue
        label = a.knowledge.facts[used.fact].label
        value = {"missing": "not known", "does-not-arise": "does not arise"}.get(used.state) or _shown(a, used.value)
        sentence = f"{label} of {a.name(used.part)}: {value}"
        break
    rows.append((depth, sentence, proof.result))
    for part in proof.parts:
        _walk(a, part, depth + 1, rows)


def _shown(a: Assessment, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_shown(a, item) for item in value) or "none"
    text = str(value)
    if text in a.knowledge.states:
        return a.knowledge.states[text]
    if text in a.knowledge.taxa:
        return a.knowledge.taxa[text].label
    return a.name(text) if ":" in text else text


def markdown(a: Assessment) -> str:
    """The report in Markdown."""
    return _environment(html=False).get_template("report.md.j2").render(_context(a))


def html(a: Assessment) -> str:
    """The report as one HTML page that needs nothing from elsewhere."""
    return _environment(html=True).get_template("report.html.j2").render(_context(a))


def summary_html(a: Assessment) -> str:
    """A few lines of HTML: verdict, bearers, counts."""
    return _environment(html=True).get_template("summary.html.j2").render(_context(a))
