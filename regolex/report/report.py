"""An assessment as a page: Markdown and self-contained HTML from one set of sections."""

from __future__ import annotations

from importlib import resources
from typing import Any

import jinja2

from regolex import __version__
from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.proof import Proof, decisive
from regolex.formats.texts.official import Links, Official
from regolex.law.citation import in_full
from regolex.law.wording import counted
from regolex.media import fit, seen
from regolex.report import beside, published, view
from regolex.report.apart import apart_words
from regolex.report.explain import Step, chain, sentence, step_line, walk
from regolex.report.first_screen import first_screen, main_side
from regolex.report.negatives import negative_words, negatives
from regolex.report.particulars import channel, gap, unanswered
from regolex.report.phrases import compared, outlook_words
from regolex.report.places import place_words
from regolex.report.view import Task, to_dos


def _environment(html: bool) -> jinja2.Environment:
    def read(name: str) -> str:
        return resources.files("regolex.report").joinpath("templates", name).read_text(encoding="utf-8")

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(read), autoescape=html, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined, finalize=_for_html if html else _for_markdown,
    )  # fmt: skip
    environment.globals.update(
        verdict_words=view.VERDICT_WORDS, verdict_means=view.verdict_means,
        where_explained=view.where_explained, side_of=main_side,
        grade_of=view.grade_of, group_of=view.group_of,
        verdict_of=view.verdict_of, depends=view.depends, channel=channel, gap=gap, unanswered=unanswered,
        fee_words=view.fee_words, engine=__version__, clauses=clauses, sentence=sentence,
        compared=compared, outlook_words=outlook_words, in_full=in_full, counted=counted, word_class=word_class,
    )  # fmt: skip
    return environment


def word_class(label: str) -> str:
    """The class of style for the words of a verdict."""
    return next((word for word, shown in view.VERDICT_WORDS.items() if shown.upper() == label), "")


def _for_html(value: Any) -> Any:
    """What a page says, without what a reader cannot see; Jinja escapes it afterwards."""
    return seen(value, lines=True) if type(value) is str else value


def _for_markdown(value: Any) -> Any:
    """What a report in Markdown says, so that no part of it is mark-up; what is marked as safe is ours."""
    return fit(value, "markdown") if type(value) is str else value


def _context(a: Assessment, official: Official | None) -> dict[str, Any]:
    provisions: dict[str, dict[str, Any]] = {}
    for finding in a.findings:
        if finding.applicable:
            for citation in finding.rule.cites:
                provisions[citation.provision] = published.cited(a.knowledge, citation.provision)
    linked = official or Official(Links())
    return {
        "a": a,
        "words": linked.of(sorted(provisions)),
        "unread": linked.problems,
        "sections": view.sections(a),
        "screen": first_screen(a),
        "disputed": beside.disputed(a),
        "might": beside.might_concern(a),
        "happens": beside.if_it_happens(a),
        "asked": beside.asked(a),
        "assumed": list(beside.assumed(a)),
        "places": place_words(a),
        "not_required": [negative_words(a, n) for n in negatives(a)],
        "apart": apart_words(a),
        "silent": [n for n in a.not_covered if n.sort == "law-is-silent"],
        "uncovered": [n for n in a.not_covered if n.sort != "law-is-silent"],
        "provisions": dict(sorted(provisions.items())),
        "to_dos": to_dos(a),
    }


def clauses(a: Assessment, proof: Proof, f: Finding | None = None, result: str = "") -> list[tuple[int, str, str]]:
    """The decisive clauses of a proof as (depth, sentence, truth), facts with their values.

    Given the finding and its result, only the clauses on which that result rests.
    """
    rows: list[Step] = []
    walk(a, chain(f, result, proof) if f else decisive(proof), 0, rows, whole=False)
    return [(step.depth, step_line(a, step), step.result) for step in rows]


def markdown(a: Assessment, official: Official | None = None) -> str:
    """The report in Markdown, with official words beside the paraphrase if any are linked."""
    return _environment(html=False).get_template("report.md.j2").render(_context(a, official))


def html(a: Assessment, official: Official | None = None) -> str:
    """The report as one self-contained HTML page."""
    return _environment(html=True).get_template("report.html.j2").render(_context(a, official))


def summary_html(a: Assessment) -> str:
    """A few lines of HTML: verdict, bearers, counts."""
    return _environment(html=True).get_template("summary.html.j2").render(_context(a, None))


__all__ = ["Task", "clauses", "html", "markdown", "summary_html", "to_dos"]
