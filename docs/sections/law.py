"""Sections about what is encoded: facts, roles, words, questions, coverage, the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docs.sections.machinery import (
    ROOT,
    kb,
    section,
    table,
)
from regolex.checks.precedents import precedents_table
from regolex.engine.findings import RESULTS
from regolex.law import coverage
from regolex.law.catalogue import Body, Entry, catalogue_of
from regolex.missions.mission import COMMITMENTS, JUDGEMENTS


@section("coverage")
def coverage_table() -> str:
    return coverage.markdown(coverage.coverage(kb().knowledge, coverage.count_cases(ROOT / "tests" / "cases")))


@section("precedents")
def precedents_section() -> str:
    return precedents_table(kb())


@section("not-operative")
def not_operative() -> str:
    """Why provisions have no rule."""
    out = []
    for instrument in sorted(kb().knowledge.instruments.values(), key=lambda i: i.version):
        rows = [[p.label, p.not_operative] for p in instrument.provisions if p.not_operative]
        if rows:
            out += [f"### {instrument.short}", "", table(["Provision", "Why no rule rests on it"], rows), ""]
    return "\n".join(out)


def _answer(fact: Any) -> str:
    special = {
        "commitment": ", ".join(COMMITMENTS), "judgement": ", ".join(JUDGEMENTS), "boolean": "true or false",
        "state": "State", "date": "day", "text": "text", "integer": "whole number", "decimal": "number",
    }  # fmt: skip
    if fact.type == "concept":
        word = f"one of [{fact.of}](taxonomies.md#{fact.of.lower()})"
    elif fact.type == "part":
        word = f"id of a part: {fact.of}"
    else:
        word = special[fact.type] + (f", {fact.unit}" if fact.unit else "")
    return word + ("; several" if fact.many else "")


@section("levers")
def levers() -> str:
    """The classes of effort with their assumed weights."""
    rows = [[f"`{c.slug}`", f"{c.label}: {c.definition}", str(c.effort)] for c in kb().knowledge.levers.values()]
    return table(["Class", "Meaning", "Assumed effort"], rows)


@section("facts")
def facts() -> str:
    """Every fact, by kind of part."""
    k = kb().knowledge
    out = []
    for kind in sorted(k.kinds.values(), key=lambda kind: (kind.name != "mission", kind.name)):
        rows = [
            [
                f"`{f.id}`",
                f.question.replace("{name}", "it") or f.definition,
                _answer(f),
                f.controlled_by or "derived",
                f"{f.lever} ({f.effort})" if f.lever else "derived",
            ]
            for f in k.facts.values()
            if f.kind == kind.name
        ]
        if rows:
            where = f"listed under `{kind.list_name}`" if kind.list_name else "stated under `facts`"
            if kind.name == "state":
                where = "derived from the participation tables, never stated"
            out += [f"## {kind.name}", "", f"{kind.definition.capitalize()}; {where}.", ""]
            out += [table(["Fact", "Question", "Answer", "Who can change it", "Effort"], rows), ""]
    return "\n".join(out)


@section("roles")
def roles() -> str:
    """Every role with the rules that define it."""
    k = kb().knowledge
    defined: dict[str, list[str]] = {}
    for rule in k.rules.values():
        if rule.defines:
            defined.setdefault(rule.defines, []).append(f"[{rule.id}](../../{rule.file})")
    rows = [
        [f"`{r.slug}`", f"{r.label}: {r.definition}", r.holder, r.subject or "in general", ", ".join(defined.get(r.slug, []))]
        for r in k.roles.values()
    ]  # fmt: skip
    return table(["Role", "Meaning", "Held by", "Held for", "Defined in"], rows)


@section("taxonomies")
def taxonomies() -> str:
    """Every closed list of answers, as a tree."""
    k = kb().knowledge
    out = []
    for scheme in sorted({t.scheme for t in k.taxa.values()}):
        out += [f"## {scheme}", ""]

        def branch(parent: str, depth: int, scheme: str = scheme, out: list[str] = out) -> None:
            for t in k.taxa.values():
                if t.scheme == scheme and t.parent == parent:
                    out.append(f"{'  ' * depth}- `{t.slug}` {t.label}: {t.definition}")
                    branch(t.slug, depth + 1)

        branch("", 0)
        out.append("")
    return "\n".join(out)


@section("questions")
def questions() -> str:
    """Every contested question with its readings."""
    out = []
    for q in kb().knowledge.questions.values():
        out += [f"## {q.id}", "", q.asks, ""]
        rows = [[r.id, r.name, r.says, r.weight] for r in q.readings]
        out += [table(["Reading", "Name", "What it says", "Weight"], rows), ""]
        out += [f"[File with holders and sources](../../rules/readings/{q.id}.yaml)", ""]
    return "\n".join(out)


@section("results")
def results() -> str:
    """The words for the result of one rule."""
    meaning = {
        "met": "the duty is fulfilled today",
        "to-do": "not yet fulfilled, and fulfilled once what is planned is done",
        "breached": "not fulfilled, and the plan does not change that",
        "open": "waits for a fact",
        "respected": "nothing forbidden is done",
        "granted": "the right or permission is available",
        "withheld": "the right or permission is not available",
        "not-applicable": "the rule does not concern this bearer or subject",
        "displaced": "another rule takes its place",
        "judgement": "waits for a judgement that belongs to an authority or an expert",
    }
    return table(["Result", "Meaning"], [[f"`{r}`", meaning[r]] for r in RESULTS])


@section("catalogue")
def catalogue_section() -> str:
    """How much the catalogue holds, how sure it is, and its bodies."""
    k, found = kb().knowledge, catalogue_of(kb().knowledge)
    tables: dict[str, Iterable[Entry]] = {
        "bodies, regions and stretches of space": found.bodies.values(), "missions": found.missions.values(),
        "firsts": found.achievements.values(), "organisations": found.organisations.values(),
        "changes of speed": found.transfers.values(),
    }  # fmt: skip
    rows = []
    for name, entries in tables.items():
        levels = [entry.confidence for entry in entries]
        rows.append([name, str(len(levels)), *(str(levels.count(level)) for level in ("secondary", "doubtful"))])
    out = [table(["Table", "Rows", "From one source", "Doubtful as a whole"], rows), "", "## Bodies", ""]
    out.append("A value in italics is doubtful. Sizes in metres; change of speed from low Earth orbit in m/s.")

    def shown(body: Body, field: str, text: str) -> str:
        return f"*{text}*" if text and body.confidence_in(field) == "doubtful" else text

    bodies = [
        [
            b.name if b.designation in ("", b.name) else f"{b.name} ({b.designation})",
            shown(b, "kind", k.taxa[b.kind].label if b.kind else ""),
            shown(b, "spectral_class", k.taxa[b.spectral_class].label if b.spectral_class else ""),
            str(b.diameter_m or "") or (f"{b.diameter_min_m or '?'} to {b.diameter_max_m}" if b.diameter_max_m else ""),
            str(b.delta_v_m_s or ""),
        ]
        for b in found.bodies.values() if b.sort == "body"
    ]  # fmt: skip
    out += ["", table(["Body", "Kind", "Spectral class", "Diameter", "Change of speed"], bodies)]
    return "\n".join(out)
