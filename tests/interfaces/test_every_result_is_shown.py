"""Whatever results the readings of a question lead to, every display shows the finding."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import combinations
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding, by_readings, decides, summed
from regolex.engine.outcome import Outcome
from regolex.engine.results import RESULTS
from regolex.graph.export import assessment_text
from regolex.knowledge import KnowledgeBase
from regolex.report import explain, published, report, view
from regolex.report.receipt import receipt_of
from regolex.report.terminal import show

ROOT = Path(__file__).resolve().parents[2]
ON = date(2025, 1, 10)
QUESTION = "art-ii-extraction"


@pytest.fixture(scope="module")
def every(kb: KnowledgeBase) -> Assessment:
    """An assessment with a finding for every mix of up to three results over the readings of a question."""
    a = kb.assess(ROOT / "examples" / "hakuto-r-m2.yaml", on=ON)
    bases = {f.rule.kind: f for f in a.findings if f.bearer == "LUX" and f.missing}
    bases |= {f.rule.kind: f for f in a.findings if f.bearer == "LUX" and f.rule.kind not in bases}
    assert any(f.missing for f in bases.values())
    readings = [r.id for r in kb.knowledge.questions[QUESTION].readings]
    findings = tuple(
        found for base in bases.values() for mix in _mixes() for found in _mixed(base, mix, readings) if found
    )
    assert {f.result for f in findings} == set(RESULTS)
    return msgspec.structs.replace(a, findings=findings)


def _mixes() -> Iterator[tuple[str, ...]]:
    for size in (1, 2, 3):
        yield from combinations([r for r in RESULTS if r not in ("contested", "dormant")], size)


def _mixed(base: Finding, mix: tuple[str, ...], readings: list[str]) -> Iterator[Finding]:
    """The finding with one result after another over the readings; also as a duty that an event would wake."""
    outcomes = tuple(
        (((QUESTION, (reading,)),), Outcome(mix[n % len(mix)], mix[n % len(mix)])) for n, reading in enumerate(readings)
    )
    result, planned = summed(outcomes)
    missing = base.missing if any(RESULTS[result].unsettled for result in mix) else ()
    found = Finding(
        base.rule, base.bearer, base.subject, result, planned, outcomes, frozenset(mix), by_readings(outcomes), missing,
        lambda f: tuple((result, base.because[0][1]) for result in mix), base.doubt, weighs=decides(base.rule),
    )  # fmt: skip
    yield found
    if result == "not-applicable":
        yield msgspec.structs.replace(found, result="dormant")


def _shown(a: Assessment, page: str) -> None:
    for bucket in {view.bucket_of(f) for f in a.findings} - {"not-applicable"}:
        assert dict(view.BUCKETS)[bucket] in page, bucket


def test_every_mix_of_results_over_readings_is_shown_in_the_terminal(every: Assessment) -> None:
    file = io.StringIO()
    show(every, Console(file=file, width=200))
    _shown(every, file.getvalue())


def test_every_mix_of_results_over_readings_is_shown_in_the_report(every: Assessment) -> None:
    for text in (report.markdown(every), report.html(every)):
        _shown(every, unescape(text))
    assert report.summary_html(every)


def test_every_mix_of_results_over_readings_stands_in_the_published_form(every: Assessment) -> None:
    plain = json.loads(published.dumps(published.to_json(every)))
    assert [f["result"] for f in plain["findings"]] == [f.result for f in every.findings]
    for told, f in zip(plain["findings"], every.findings, strict=True):
        words = {key: "open" if isinstance(word, dict) else word for key, word in told["by_reading"].items()}
        assert words == f.by_reading
        open_on = [word["open_on"] for word in told["by_reading"].values() if isinstance(word, dict)]
        assert all(ids == told["questions"] for ids in open_on)
        assert "open" not in told["by_reading"].values()
    assert receipt_of(every)["result"] == published.to_json(every)


def test_every_mix_of_results_over_readings_is_written_as_rdf(kb: KnowledgeBase, every: Assessment) -> None:
    for form in ("ttl", "trig", "jsonld"):
        assert "ResultAwaitsJudgement" in assessment_text(kb, every, form)


def test_every_mix_of_results_over_readings_is_explained_at_every_depth(every: Assessment) -> None:
    for f in every.findings:
        for depth in explain.DEPTHS:
            told = explain.explain(every, f, depth)
            for write in (explain.text, explain.markdown, explain.html):
                assert write(every, told).strip()
            assert explain.as_json(every, told)["result"] == ("contested" if f.contested else f.result)


def test_a_finding_that_readings_change_says_on_which_readings_it_is_as_shown(every: Assessment) -> None:
    for f in every.findings:
        assert bool(view.depends(every, f)) == (bool(f.by_reading) and not f.contested)
        if view.depends(every, f):
            words = {f.result, "open"} if f.result == "judgement" else {f.result}
            for key, result in f.by_reading.items():
                assert (f" {key.partition(':')[2]} " in view.depends(every, f)) == (result in words)


def test_a_duty_that_is_due_under_some_readings_only_is_shown_with_them(kb: KnowledgeBase, tmp_path: Path) -> None:
    """A company controlled from one State, its sale from another, and neither told to be the appropriate State."""
    file = tmp_path / "plan.yaml"
    file.write_text(
        "mission: plan\ntitle: A plan\nfacts: {}\n"
        "parties: {operator: {kind: company, organised_under: LUX, controlled_from: [JPN]}}\n"
        "launches: {}\nobjects: {}\nbodies: {}\n"
        "activities: {sale: {kind: sale, sold: material, title_transfer: in-space, operator: operator,\n"
        "  controlled_from: [LUX]}}\n"
        "authorisations: {}\nclaims: {}\nzones: {}\n"
    )
    a = kb.assess(file, on=date(2026, 11, 30))
    partly = [f for f in a.findings if f.result == "due" and f.by_reading]
    assert partly
    out = io.StringIO()
    show(a, Console(file=out, width=200))
    for f in partly:
        assert view.depends(a, f) in out.getvalue().replace("\n", " ")
        assert view.depends(a, f) in report.markdown(a)
