"""One paper in every form: the same bytes each time, accessible, self-contained, and openable by other programs."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document
from markdown_it import MarkdownIt

from regolex.engine.assessment import Assessment
from regolex.errors import EvaluationError
from regolex.formats.rdf.reader import read_rdf
from regolex.graph.export import assessment_text
from regolex.report.forms import FORMS, written
from regolex.report.memo import memo
from regolex.report.paper import Heading, Picture, Table
from regolex.report.published import dumps, to_json
from tests.browser import chromium, without
from tests.report.conftest import KB, PLANS, ROOT, assessed, memo_on
from tests.report.formed import NEREUS, Tags, form_of


@pytest.mark.parametrize("form", FORMS)
def test_the_same_paper_gives_the_same_bytes(form: str) -> None:
    again = memo(KB.assess(ROOT / "examples" / f"{NEREUS}.yaml", on=PLANS[NEREUS][1]))
    assert written(again, form).body == form_of(NEREUS, form).body


def test_a_form_or_a_size_that_does_not_exist_is_refused_with_a_code() -> None:
    for form, size in (("odt", "a4"), ("pdf", "a5")):
        with pytest.raises(EvaluationError) as caught:
            written(memo_on(NEREUS), form, size)
        assert caught.value.problems[0].code == "E106"


# --- HTML ---


@pytest.mark.parametrize("name", PLANS)
def test_a_page_is_self_contained_and_prints_with_everything_open(name: str) -> None:
    page = form_of(name, "html").body.decode()
    tags = Tags(page).tags
    assert not {"script", "link", "iframe", "img", "object", "details"} & {tag for tag, _ in tags}
    assert not re.search(r"url\((?!#)|@import", page)  # a pattern of the page itself is no fetch
    assert ("html", {"lang": "en"}) in tags
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


@pytest.mark.parametrize("name", PLANS)
def test_headings_of_a_page_skip_no_level_and_every_id_is_given_once(name: str) -> None:
    tags = Tags(form_of(name, "html").body.decode()).tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    inside = [attrs["href"] or "" for tag, attrs in tags if tag == "a" and (attrs["href"] or "").startswith("#")]
    assert {to[1:] for to in inside} <= set(ids)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_passes_the_accessibility_check(scheme: Any, tmp_path: Path) -> None:
    browser_at = chromium()
    if not browser_at:
        without("no Chromium on this machine")
    axe_library = pytest.importorskip("axe_playwright_python.sync_playwright")
    from playwright.sync_api import sync_playwright

    file = tmp_path / "memo.html"
    file.write_bytes(form_of("whole-body-claim", "html").body)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_at, args=["--no-sandbox"])
        page = browser.new_page(color_scheme=scheme)
        page.goto(file.as_uri())
        found = axe_library.Axe().run(page)
        browser.close()
    assert [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []


# --- DOCX ---


def test_a_docx_has_real_headings_header_rows_links_and_a_filled_table_of_contents() -> None:
    body = form_of(NEREUS, "docx").body
    document = Document(io.BytesIO(body))
    headings = [p.text for p in document.paragraphs if (p.style.name if p.style else "").startswith("Heading")]
    assert [h.text for h in memo_on(NEREUS).headings] == [h for h in headings if h != "Contents"]
    xml = zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml").decode()
    assert r"TOC \o" in xml
    assert xml.count("w:tblHeader") >= len([b for b in memo_on(NEREUS).blocks if isinstance(b, Table)])
    anchors = set(re.findall(r'w:hyperlink w:anchor="([^"]+)"', xml))
    assert anchors <= set(re.findall(r'w:bookmarkStart [^>]*w:name="([^"]+)"', xml))
    assert document.core_properties.title == memo_on(NEREUS).title
    assert document.core_properties.created.date() == PLANS[NEREUS][1]


def test_libreoffice_opens_a_docx_and_converts_it(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    file = tmp_path / "memo.docx"
    file.write_bytes(form_of(NEREUS, "docx").body)
    home = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    with pikepdf.open(tmp_path / "memo.pdf") as pdf:
        assert len(pdf.pages) > 5


def test_pictures_of_a_docx_have_words_and_stand_in_the_file() -> None:
    body = zipfile.ZipFile(io.BytesIO(form_of(NEREUS, "docx").body))
    xml = body.read("word/document.xml").decode()
    said = re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', xml)
    assert len(said) == len([b for b in memo_on(NEREUS).blocks if isinstance(b, Picture)]) == 2
    assert any("Moon Agreement: " in words for words in said)
    assert len([name for name in body.namelist() if name.startswith("word/media/")]) == 2


@pytest.mark.parametrize(("size", "wide"), [("a4", 210), ("letter", 216)])
def test_a_docx_has_the_pages_asked_for(size: str, wide: int) -> None:
    document = Document(io.BytesIO(form_of("flyby-survey", "docx", size).body))
    assert document.sections[0].page_width is not None
    assert round(document.sections[0].page_width.mm) == wide


# --- Markdown and JSON-LD ---


@pytest.mark.parametrize("name", PLANS)
def test_markdown_has_every_heading_and_table_of_the_paper(name: str) -> None:
    paper = memo_on(name)
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(form_of(name, "md").body.decode())
    headings = [t for t in tokens if t.type == "heading_open"]
    assert len(headings) == len(paper.headings) + 1
    tables = [t for t in tokens if t.type == "table_open"]
    assert len(tables) >= 1 + len([b for b in paper.blocks if isinstance(b, Table)])


def reread(a: Assessment, tmp_path: Path) -> Assessment:
    file = tmp_path / "memo.jsonld"
    file.write_text(assessment_text(KB, a, "jsonld"), encoding="utf-8")
    mission = read_rdf(file, KB.knowledge, KB.folder / "ontology" / "context.jsonld")
    return KB.assess(mission, on=a.on)


@pytest.mark.parametrize("name", ["nereus-water", "astroforge-odin"])
def test_json_ld_loads_back_and_yields_the_same_assessment(name: str, tmp_path: Path) -> None:
    a = assessed(name)
    assert dumps(to_json(reread(a, tmp_path))) == dumps(to_json(a))


def test_headings_carry_no_text_that_a_reader_cannot_see() -> None:
    assert all(isinstance(h, Heading) and h.text.strip() for h in memo_on(NEREUS).headings)
