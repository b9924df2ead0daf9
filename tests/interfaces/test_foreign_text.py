"""A mission's own words never change what a page says beside them: every display, compared with the one of harmless words."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from rich.console import Console

from regolex import media
from regolex.alternatives import difference, proposals, timeline
from regolex.alternatives.repair import Repairs
from regolex.engine.assessment import Assessment
from regolex.graph.export import assessment_text
from regolex.graph.query import Graph
from regolex.knowledge import KnowledgeBase, load
from regolex.missions.mission import Mission, mission_from_data
from regolex.report import explain, published, report
from regolex.report.first_screen import LINES
from regolex.report.terminal import show
from tests.unit.test_media import FORGED, texts

ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 1, 15)
KB = load(ROOT)


def plan(text: str) -> Mission:
    """A plan with a text wherever a mission file takes one."""
    company = {
        "name": text, "kind": {"value": "company", "source": text, "by": text}, "organised_under": "LUX",
        "nationality": {"does_not_arise": text or "it is a company"},
    }  # fmt: skip
    claim = {"name": text, "over": "whole-body", "sovereign": True, "states": ["LUX"], "claimant": "operator"}
    data = {
        "mission": text, "title": text, "summary": text, "sources": [text, text],
        "parties": {"operator": company}, "claims": {"claim": claim},
    }  # fmt: skip
    return mission_from_data(data, KB.knowledge)


def assessed(text: str) -> Assessment:
    return KB.assess(plan(text), on=ON)


HARMLESS = assessed("word")


class _Shape(HTMLParser):
    """The elements of a page in order, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)

    def handle_comment(self, data: str) -> None:
        self.found.append("comment")


def shape_of_markdown(page: str) -> list[str]:
    """The kinds of what Markdown makes of a page, without runs of text."""
    out = []
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(page):
        out += [token.type, *(inner.type for inner in token.children or () if inner.type not in ("text", "softbreak"))]
    return out


def terminal(a: Assessment) -> str:
    file = io.StringIO()
    show(a, Console(file=file, width=200, emoji=False))
    return file.getvalue()


def below(page: str) -> str:
    """What stands below the first screen, on which a longer name takes a second line."""
    screen, mark, rest = page.partition("\n── ")
    assert mark
    assert len(screen.splitlines()) <= LINES + 4
    return rest


def explained(a: Assessment, write: Any) -> str:
    found = next(f for f in a.findings if f.result == "breached")
    return "\n".join(write(a, explain.explain(a, found, depth)) for depth in explain.DEPTHS)


@given(texts)
def test_markdown_has_the_same_headings_lists_and_links(text: str) -> None:
    a = assessed(text)
    words = "a" if text.strip() else text
    assert shape_of_markdown(report.markdown(a)) == shape_of_markdown(report.markdown(assessed(words)))
    assert shape_of_markdown(explained(a, explain.markdown)) == shape_of_markdown(explained(HARMLESS, explain.markdown))


@given(texts)
def test_html_has_the_same_elements_and_attributes(text: str) -> None:
    a = assessed(text)
    like = HARMLESS if text else assessed("")
    assert _Shape(report.html(a)).found == _Shape(report.html(like)).found
    assert _Shape(report.summary_html(a)).found == _Shape(report.summary_html(like)).found
    assert _Shape(explained(a, explain.html)).found == _Shape(explained(HARMLESS, explain.html)).found


@given(texts)
def test_the_terminal_has_the_same_lines_and_obeys_nothing(text: str) -> None:
    a = assessed(text)
    for page, like in (
        (below(terminal(a)), below(terminal(HARMLESS))),
        (explained(a, explain.text), explained(HARMLESS, explain.text)),
        (
            proposals.as_text(NOTHING, KB.knowledge, a.mission),
            proposals.as_text(NOTHING, KB.knowledge, HARMLESS.mission),
        ),
    ):
        assert len(page.splitlines()) == len(like.splitlines())
        assert not [sign for sign in page if sign < "\xa0" and not sign.isprintable() and sign != "\n"]
        assert not {*page} & {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


NOTHING = Repairs((), (), True, True, 0, 0, "blocked", "blocked", "the prevailing readings", ON)


@given(texts)
def test_json_and_turtle_give_a_text_back_as_it_was(text: str) -> None:
    a = assessed(text)
    if not text.isprintable():
        return
    assert json.loads(published.dumps(published.to_json(a)))["mission"]["title"] == text
    quads = ox.parse(assessment_text(KB, a, "ttl").encode(), format=ox.RdfFormat.TURTLE)
    assert ox.Literal(text) in {quad.object for quad in quads}


@settings(max_examples=10)
@given(texts)
def test_other_papers_have_the_same_lines(text: str) -> None:
    line = timeline.Timeline("m", text, ON, ON, "to-do", "to-do", (), 1)
    moved = difference.Difference("m", text, "a", "b", (), ())
    for page in (timeline.as_text(line), difference.as_text([moved]), timeline.as_markdown(line)):
        assert len(page.splitlines()) == len(page.split("\n")) - page.endswith("\n")
    assert shape_of_markdown(timeline.as_markdown(line))[:3] == ["heading_open", "inline", "heading_close"]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x","y")', "@SUM(A1)"])
def test_no_answer_in_csv_is_a_formula(kb: KnowledgeBase, text: str) -> None:
    from regolex.graph.export import beside, prefixes_of

    a = kb.assess(plan(text), on=ON)
    graph = Graph(kb)
    graph.include(beside(a), prefixes_of(a))
    answer = graph.answer("SELECT ?t WHERE { ?m a :Mission ; dct:title ?t }", "csv")
    assert isinstance(answer, str)
    assert ["'" + text] in list(csv.reader(io.StringIO(answer)))


@pytest.mark.parametrize("text", [*FORGED[:6], "Acme [/x]"])
def test_a_table_shows_a_name_as_it_is(text: str, tmp_path: Path) -> None:
    from regolex.missions.file import text as written

    file = tmp_path / "plan.yaml"
    file.write_text(written(plan(text), KB.knowledge), encoding="utf-8")
    query = "SELECT ?n { ?p a :Party ; skos:prefLabel ?n }"
    done = subprocess.run(
        [sys.executable, "-m", "regolex", "query", "--mission", str(file), "--on", "2026-01-15", query],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert " ".join(media.seen(text).split()) in " ".join(done.stdout.split())
