"""Every form of output of one assessment, and whether they all tell the same."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

import pyoxigraph as ox
from rich.console import Console

from regolex.engine.assessment import Assessment
from regolex.engine.concern import harmless
from regolex.engine.world import UNNAMED
from regolex.errors import EvaluationError
from regolex.formats.rdf.triples import iri
from regolex.formats.texts.official import Official
from regolex.graph.assessments import result_iri
from regolex.graph.export import assessment_text
from regolex.graph.odrl import applies_for_certain
from regolex.knowledge import KnowledgeBase
from regolex.report import explain, view
from regolex.report.first_screen import first_screen, lines
from regolex.report.published import dumps, to_json, with_official
from regolex.report.receipt import receipt_of
from regolex.report.report import html, markdown, summary_html
from regolex.report.terminal import show
from regolex.tasks.task import tasks

RDF = {"ttl": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD}
_HIDDEN = ("not-applicable", "dormant")  # shown as a number in the terminal and not at all in a report


def differences(kb: KnowledgeBase, a: Assessment, linked: Official) -> Iterator[str]:
    """What one form of output tells otherwise than the assessment does; each form is made once."""
    yield from _published(a, linked)
    yield from _shown(a)
    yield from _reports(a, linked)
    yield from _rdf(kb, a)
    yield from _page(a)


def _published(a: Assessment, linked: Official) -> Iterator[str]:
    plain = json.loads(dumps(to_json(a)))
    yield from _same("published results", Counter(f["result"] for f in plain["findings"]), results(a))
    told = sum(entry["rules"] for group in plain["might_concern"] for entry in group["entries"])
    kept = len({(f.rule.id, f.bearer, asked(a, f)) for f in a.might_concern if not harmless(f)})
    yield from _same("published might concern", told, kept)
    yield from _same("published questions", len(plain["questions"]), sum(a.questions.by_who().values()))
    yield from _same("published dormant", len(plain["dormant"]), sum(len(d.events) for d in a.dormant))
    yield from _same("published verdict", plain["verdict"]["mission"]["every_reading"]["word"], a.verdict)
    yield from _same("receipt", json.loads(dumps(receipt_of(a)["result"])), plain)
    yield from _same("with official words", len(with_official(plain, linked)["findings"]), len(plain["findings"]))


def _shown(a: Assessment) -> Iterator[str]:
    file = io.StringIO()
    show(a, Console(file=file, width=200))
    text = file.getvalue()
    yield from _same("first lines in the terminal", text.splitlines()[: len(lines(a))], lines(a))
    for key, row in dict(view.BUCKETS).items():
        wanted = sum(1 for s in _sections(a) for bucket in s.buckets if bucket.key == key)
        found = len(re.findall(rf"^  . {re.escape(row)}(:|$)", text, re.MULTILINE))
        yield from _same(f"{row} in the terminal", found, wanted)


def _reports(a: Assessment, linked: Official) -> Iterator[str]:
    wanted: Counter[tuple[str, str]] = Counter()
    for s in _sections(a):
        for b in s.buckets:
            if b.key not in _HIDDEN:
                wanted[s.standing.name, b.heading] += len(b.binding) + len(b.expectations)
    paper = markdown(a, linked)
    yield from _same("lines in Markdown", +_lines(paper, r"## (.*): [a-z ]+", r"### (.*)", "- **"), +wanted)
    page = re.sub(r"(<h[23]|<summary)", r"\n\1", html(a, linked))
    yield from _same(
        "lines in HTML",
        sum(_lines(page, r"<h2.*?>(.*?) <span.*", r"<h3>(.*)</h3>", "<summary><strong>").values()),
        sum(wanted.values()),
    )
    first = first_screen(a)
    for name, text in (("Markdown", paper), ("HTML", page), ("the notebook", summary_html(a))):
        plain = unescape(re.sub(r"\\(.)", r"\1", re.sub(r"<[^>]+>", "", text)))
        for sentence in filter(None, first.sentences):
            if " ".join(sentence.split()) not in " ".join(plain.split()):
                yield f"{name} lacks: {sentence}"


def _lines(text: str, section: str, bucket: str, line: str) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    name = heading = ""
    for row in text.splitlines():
        if row.startswith(("## ", "<h2")):
            match = re.fullmatch(section, row)
            name, heading = (unescape(re.sub(r"\\(.)", r"\1", match[1])) if match else ""), ""
        elif match := re.match(bucket, row):
            heading = unescape(match[1])
        elif name and heading and row.startswith(line):
            found[name, heading] += 1
    return found


def _rdf(kb: KnowledgeBase, a: Assessment) -> Iterator[str]:
    counts = Counter(result_iri(f.result).value for f in a.all_findings)
    for form, parser in RDF.items():
        quads = list(ox.parse(assessment_text(kb, a, form).encode(), parser))
        found = Counter(q.object.value for q in quads if q.predicate == iri("hasResult"))
        yield from _same(f"results in {form}", found, counts)
    try:
        policy = assessment_text(kb, a, "odrl")
    except EvaluationError as error:
        if [p.code for p in error.problems] != ["E330"] or any(applies_for_certain(f) and f.weighs for f in a.findings):
            yield f"ODRL: {error}"
    else:
        found = Counter(q.predicate.value.rpartition("/")[2] for q in ox.parse(policy.encode(), ox.RdfFormat.JSON_LD))
        if not found["obligation"] + found["permission"] + found["prohibition"]:
            yield "ODRL: a policy without a rule"


def _page(a: Assessment) -> Iterator[str]:
    """What a page shows: sections, tasks, and every finding explained in every depth."""
    for s in _sections(a):
        own = Counter(view.bucket_of(f) for f in a.of(s.standing.bearer) if not f.perhaps)
        told = {b.key: sum(max(1, len(line.subjects)) for line in (*b.binding, *b.expectations)) for b in s.buckets}
        yield from _same(f"the section of {s.standing.name}", told, dict(own))
    settled = {f for task in tasks(a) for f in task.findings}
    known = {(f.rule.id, f.bearer, f.subject) for f in a.findings}
    yield from _same("findings of tasks that exist", settled - known, set())
    for f in _one_of_each(a):
        for depth in explain.DEPTHS:
            told_of = explain.explain(a, f, depth)
            for write in (explain.text, explain.markdown, explain.html):
                if not write(a, told_of).strip():
                    yield f"no explanation of {f.rule.id}"
            yield from _same("explained result", explain.as_json(a, told_of)["result"], f.result)
        if f.contested and not view.between(a, f):
            yield f"not told between which readings {f.rule.id} is disputed"


def _one_of_each(a: Assessment) -> Iterator[Any]:
    """One finding of each mix of results."""
    seen = set()
    for f in a.all_findings:
        key = (f.result, f.results, f.perhaps, bool(f.missing))
        if key not in seen:
            seen.add(key)
            yield f


def _sections(a: Assessment) -> list[view.Section]:
    return [s for s in view.sections(a) if s.standing.bearer != UNNAMED]


def asked(a: Assessment, f: Any) -> tuple[str, ...]:
    """The questions that decide whether a finding concerns its bearer."""
    return tuple(sorted(a.questions.of.get((f.rule.id, f.bearer, f.subject), ())))


def results(a: Assessment) -> dict[str, int]:
    """How many findings have each result."""
    return dict(Counter(f.result for f in a.findings))


def _same(what: str, found: Any, wanted: Any) -> Iterator[str]:
    if found != wanted:
        yield f"{what}: {str(found)[:600]} where {str(wanted)[:600]}"
