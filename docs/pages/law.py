"""Pages about what is encoded: coverage, facts, roles, words, questions, results, the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import regolex
from docs.pages.machinery import ROOT, kb, page, table
from regolex.checks.precedents import precedents_table
from regolex.engine.results import RESULTS as TABLE
from regolex.law import coverage
from regolex.law import model as m
from regolex.law.catalogue import Body, Entry, catalogue_of
from regolex.law.intake import Field
from regolex.law.model import Instrument, Reading
from regolex.law.order import conditions_of, walk
from regolex.law.readings import why_not_run
from regolex.missions.mission import COMMITMENTS, JUDGEMENTS
from regolex.report import view
from regolex.report.readings import holder_words


@page("coverage.md", "Coverage")
def coverage_page() -> str:
    """How much is encoded, from which day, and why provisions have no rule."""
    k = kb().knowledge
    cases = coverage.count_cases(ROOT / "tests" / "cases")
    provisions = sum(len(i.provisions) for i in k.instruments.values())
    counts = (
        f"Encoded so far: {len(k.instruments)} instruments with {provisions} provisions, {len(k.rules)} rules, "
        f"{len(k.questions)} contested questions, {len(k.facts)} facts that a mission can state, and "
        f"{sum(cases.values())} cases that say what must follow."
    )
    instruments = sorted(k.instruments.values(), key=lambda i: i.version)
    since = [[i.short, f"`{i.version}`", _since(i), i.coverage] for i in instruments]
    out = [
        counts,
        "",
        "Shares are of the provisions of each instrument, counted in its source. Each is encoded (a rule or an exception "
        "cites it), not operative (no rule is needed, with the reason below), partly encoded, or missing. The percentages "
        "are shares of the rules by confidence. *Last confirmed* is the latest day on which a rule was compared with the text.",
        "",
        coverage.markdown(coverage.coverage(k, cases)),
        "## Dates of entry into force",
        "",
        table(["Instrument", "Version", "In force", "Encoded"], since),
        "",
        "## Not operative",
        "",
    ]
    for instrument in instruments:
        rows = [[p.label, p.not_operative] for p in instrument.provisions if p.not_operative]
        if rows:
            out += [f"### {instrument.short}", "", table(["Provision", "Reason without a rule"], rows), ""]
    return "\n".join(out)


def _since(instrument: Instrument) -> str:
    day = instrument.in_force
    if day is None:
        return "not in force"
    if day.not_before == day.not_after:
        return f"since {day.not_before}"
    return f"since a day between {day.not_before} and {day.not_after}"


@page("precedents.md", "Precedents and their flags")
def precedents_page() -> str:
    """Every flag of every precedent."""
    return f"How to read it: [precedents](../reference/precedents.md).\n\n{precedents_table(kb())}"


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


def _levers() -> str:
    """The classes of effort with their assumed weights."""
    rows = [[f"`{c.slug}`", f"{c.label}: {c.definition}", str(c.effort)] for c in kb().knowledge.levers.values()]
    return table(["Class", "Meaning", "Assumed effort"], rows)


@page("facts.md", "Facts")
def facts() -> str:
    """Every fact, by kind of part."""
    k = kb().knowledge
    out = [
        "Everything that a mission can state. A fact is a lever if someone can change it: `operator`, `state`, `both`, "
        "`authority`, or `fixed` by nature or by the past. Facts are declared in `ontology/attributes/`.",
        "",
        "Effort is an assumed ranking of classes, not a measurement: three changes of one "
        "weighing as much as one of the next. `regolex repair` adds these numbers up; `--cost fact=n` puts another one in "
        "their place ([decision 0016](../decisions/0016-repair-by-effort.md)).",
        "",
        _levers(),
        "",
    ]
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


@page("roles.md", "Roles")
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
    intro = (
        "A role is a capacity in which a State or a person bears a duty or a right. Rules define it; a rule uses the "
        "definitions of its own instrument, if that has any ([decision 8](../decisions/0008-roles-of-the-instrument.md))."
    )
    return f"{intro}\n\n{table(['Role', 'Meaning', 'Held by', 'Held for', 'Defined in'], rows)}"


@page("named-conditions.md", "Conditions with a name")
def named_conditions() -> str:
    """Every named condition with what it means and the rules that use it."""
    k = kb().knowledge
    used: dict[str, set[str]] = {name: set() for name in k.conditions}
    for rule in k.rules.values():
        for condition in (*conditions_of(rule), *(d.when for d in rule.displaces if d.when)):
            for node in walk(condition):
                if isinstance(node, m.Named):
                    used[node.name].add(rule.id)
    rows = [
        [f"`{c.id.rpartition('/')[2]}`", c.means, f"[{c.file.removeprefix('rules/')}](../../{c.file})",
         f"`{c.provision}`" if c.provision else "", str(len(used[c.id]))]
        for c in sorted(k.conditions.values(), key=lambda c: c.id)
    ]  # fmt: skip
    told = (
        "What several rules share is said once and used by name: how, is told in "
        "[the words of a condition](../reference/conditions.md#conditions-with-a-name)."
    )
    return f"{told}\n\n{table(['Name', 'Means', 'Declared in', 'Defined by', 'Rules that use it'], rows)}"


@page("taxonomies.md", "Lists of answers")
def taxonomies() -> str:
    """Every closed list of answers, as a tree."""
    k = kb().knowledge
    out = [
        "The closed lists from which answers are chosen. A class also counts as every class above it.",
        "",
    ]
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


RUN = {
    "": "yes", "no-holder": "if chosen: no holder read", "fringe": "if chosen: fringe", "proposal": "if chosen: a proposal",
    "open": "if chosen: open", "left-open": "no: leaves the point open", "beside": "no: held beside any other",
}  # fmt: skip


def _held(reading: Reading) -> str:
    """The holders of a reading whose conclusion was read, with kind and year."""
    return "; ".join(
        f"{h.name} ({holder_words(h.kind, h.since, h.confidence, h.nearest)})" for h in reading.holders if h.read
    )


@page("questions.md", "Contested questions")
def questions() -> str:
    """Every contested question with its readings."""
    out = [
        "Weights are estimates with a basis, stated in the file of each question. Only serious "
        "readings are run: dominant ones, and those above fringe with a holder whose conclusion was read. Holders are shown "
        "with kind and year.",
        "",
    ]
    for q in kb().knowledge.questions.values():
        out += [f"## {q.id}", "", q.asks, "", q.summary, ""]
        rows = [[r.id, r.name, r.says, r.weight, RUN[why_not_run(r)], _held(r)] for r in q.readings]
        out += [table(["Reading", "Name", "What it says", "Weight", "Run", "Holders read"], rows), ""]
        out += [f"[File with holders and sources](../../rules/readings/{q.id}.yaml)", ""]
    return "\n".join(out)


@page("results.md", "Verdicts and results")
def results() -> str:
    """The verdicts with their exit codes, and the words for the result of one rule."""
    codes = {"blocked": "1", "contested": "2", "undetermined": "2"}
    verdicts = [
        [f"**{view.VERDICT_WORDS[v]}**", view.VERDICT_MEANS[v], codes.get(v, "0 complete or but-for, 2 so far")]
        for v in reversed(regolex.WORDS)
    ]
    own = table(["Result", "Meaning"], [[f"`{r}`", row.means] for r, row in TABLE.items()])
    return f"## Verdicts\n\n{table(['Verdict', 'Meaning', 'Exit code'], verdicts)}\n\n## Results of a rule\n\n{own}"


@page("catalogue.md", "The catalogue")
def catalogue_page() -> str:
    """How much the catalogue holds, how sure it is, and its bodies."""
    k, found = kb().knowledge, catalogue_of(kb().knowledge)
    tables: dict[str, Iterable[Entry]] = {
        "bodies, regions and stretches of space": found.bodies.values(), "missions": found.missions.values(),
        "firsts": found.achievements.values(), "organisations": found.organisations.values(),
        "changes of speed": found.transfers.values(), "launch sites": found.sites.values(),
        "launch vehicles": found.vehicles.values(),
    }  # fmt: skip
    rows = []
    for name, entries in tables.items():
        levels = [entry.confidence for entry in entries]
        rows.append([name, str(len(levels)), *(str(levels.count(level)) for level in ("secondary", "doubtful"))])
    out = [
        "Data on bodies, past missions, firsts, organisations and delta-v. The tables are in "
        "[`corpus/catalogue`](../../corpus/catalogue/README.md), with their sources and what the columns mean; "
        "[how to use it](../how-to/use-the-catalogue.md). No rule reads it.",
        "",
        table(["Table", "Rows", "From one source", "Doubtful as a whole"], rows),
        "",
        "## Bodies",
        "",
    ]
    out.append("Values in italics are doubtful. Sizes are in metres; delta-v from low Earth orbit is in m/s.")

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
    out += ["", table(["Body", "Kind", "Spectral class", "Diameter", "Delta-v"], bodies)]
    return "\n".join(out)


@page("intake.md", "The intake")
def intake() -> str:
    """The questions of the intake, in their order, with their answers and the facts that they write."""
    out = [
        "`regolex new` asks these questions and writes a mission file; `regolex new --answers FILE` takes the answers from a "
        "file. Each field takes `dont-know`, `undecided` or `skip` as well, and none of them counts as no. A field asked of "
        "each part takes one answer for all, or one for each id. "
        "[How to write such a file](../how-to/write-a-mission.md#from-a-few-questions).",
        "",
    ]
    for question in kb().knowledge.intake:
        rows = [
            [f"`{question.id}.{field.id}`", field.asks, _given(field), ", ".join(f"`{f}`" for f in _written(field))]
            for field in question.fields
        ]
        out += [f"## {question.number}. {question.asks}", "", question.help, ""]
        out += [table(["Field", "Asks", "Answers", "Writes"], rows), ""]
    return "\n".join(out)


def _given(field: Field) -> str:
    each = f", for all or for each {field.each}" if field.each else ""
    if field.scheme:
        return f"an entry of [{field.scheme}](taxonomies.md){each}"
    if field.type == "entries":
        return "entries of " + ", ".join(f"`{inner.id}`" for inner in field.fields)
    if field.choices:
        many = "several of " if field.type == "choices" else ""
        return many + "; ".join(f"`{c.id}` {c.label}" for c in field.choices) + each
    words = {
        "yes-no": "true or false", "states": "States, or `[]` for none", "state": "a State", "body": "a body of the catalogue "
        "or a kind of body", "vehicle": "a vehicle of the catalogue, or a State", "site": "a site of the catalogue, or a State",
        "party": "`we`, or the id of a partner", "day": "a day", "number": "a number", "crafts": "ids of craft",
    }  # fmt: skip
    return words.get(field.type, "text") + each


def _written(field: Field) -> list[str]:
    """The facts that a field writes, each once."""
    writings = [*field.writes, *(w for c in field.choices for w in (*c.writes, *c.otherwise))]
    values = [w.values for w in writings] + [
        a.values for a in (*field.adds, *(a for c in field.choices for a in c.adds))
    ]
    own = [fact for value in values for fact in value]
    return list(dict.fromkeys([*own, *(fact for inner in field.fields for fact in _written(inner))]))
