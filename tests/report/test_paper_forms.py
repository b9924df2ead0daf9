"""One paper in every form: the same bytes each time, accessible, self-contained, and openable by other programs."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document
from markdown_it import MarkdownIt

from regolex import media
from regolex.engine.assessment import Assessment
from regolex.errors import EvaluationError
from regolex.formats.rdf.reader import read_rdf
from regolex.graph.export import assessment_text
from regolex.missions.mission import mission_from_data
from regolex.report.forms import FORMS, SIZES, Written, written
from regolex.report.memo import memo
from regolex.report.paper import Heading, Paper, Picture, Table
from regolex.report.paper_pdf import Drawable
from regolex.report.published import dumps, to_json
from tests.browser import chromium, without
from tests.report.conftest import KB, PLANS, ROOT, assessed, memo_on
from tests.report.pdf_check import faults
from tests.unit.test_media import FORGED

NEREUS = "nereus-water"


@cache
def form_of(name: str, form: str, size: str = "a4") -> Written:
    return written(memo_on(name), form, size)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_paper_gives_the_same_bytes(form: str) -> None:
    again = memo(KB.assess(ROOT / "examples" / f"{NEREUS}.yaml", on=PLANS[NEREUS][1]))
    assert written(again, form).body == form_of(NEREUS, form).body


def test_a_form_or_a_size_that_does_not_exist_is_refused_with_a_code() -> None:
    for form, size in (("odt", "a4"), ("pdf", "a5")):
        with pytest.raises(EvaluationError) as caught:
            written(memo_on(NEREUS), form, size)
        assert caught.value.problems[0].code == "E106"


# --- PDF ---


def opened(name: str, size: str = "a4") -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(form_of(name, "pdf", size).body))


@pytest.mark.parametrize("name", PLANS)
def test_the_body_of_every_memo_has_at_most_five_pages(name: str) -> None:
    made = form_of(name, "pdf")
    assert 1 <= made.body_pages <= 5
    assert made.body_pages < made.pages
    print(f"{name}: {made.body_pages} pages of memo, {made.pages - made.body_pages} of annexes")


def test_the_largest_memo_keeps_to_five_pages_of_letter_too() -> None:
    assert form_of("hakuto-r-m2", "pdf", "letter").body_pages <= 5


def test_a_pdf_is_tagged_has_a_language_a_title_and_the_marks_of_its_standards() -> None:
    with opened(NEREUS) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "en-GB"
        assert root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in root
        with pdf.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"] == memo_on(NEREUS).title


def test_a_pdf_embeds_its_fonts_and_runs_nothing() -> None:
    with opened(NEREUS) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert "/AA" not in pdf.Root
        fonts = 0
        for page in pdf.pages:
            for font in page.resources.get("/Font", {}).values():
                for inner in font.get("/DescendantFonts", []):
                    fonts += 1
                    assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())
        assert fonts


@pytest.mark.parametrize(
    ("name", "size"), [*((name, "a4") for name in PLANS), ("hakuto-r-m2", "letter"), ("flyby-survey", "letter")]
)
def test_a_pdf_passes_the_check_that_stands_in_for_verapdf(name: str, size: str) -> None:
    assert faults(form_of(name, "pdf", size).body) == []


def _no_font(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            for key in ("/FontFile2", "/FontFile3"):
                if key in item:
                    del item[key]
            return


def _first(pdf: pikepdf.Pdf, kind: str) -> Any:
    return next(i for i in pdf.objects if isinstance(i, pikepdf.Dictionary) and i.get("/S") == kind)


def _first_link(pdf: pikepdf.Pdf) -> Any:
    return next(mark for page in pdf.pages for mark in page.get("/Annots", []))


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")


def _drawn_outside(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[1]
    page.contents_add(b"0 0 10 10 re f")


BREAKS: dict[str, tuple[Any, str]] = {
    "without structure": (lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"), "no structure"),
    "not marked": (lambda pdf: pdf.Root.__delitem__("/MarkInfo"), "not marked"),
    "without language": (lambda pdf: pdf.Root.__delitem__("/Lang"), "no language"),
    "without output intent": (lambda pdf: pdf.Root.__delitem__("/OutputIntents"), "output intents"),
    "without labels": (lambda pdf: pdf.Root.__delitem__("/PageLabels"), "no labels"),
    "without bookmarks": (lambda pdf: pdf.Root.__delitem__("/Outlines"), "no bookmarks"),
    "a font outside": (_no_font, "not embedded"),
    "a script": (_script, "/OpenAction"),
    "a figure without words": (lambda pdf: _first(pdf, "/Figure").__delitem__("/Alt"), "a figure without words"),
    "a link without words": (lambda pdf: _first_link(pdf).__delitem__("/Contents"), "a link without words"),
    "a link outside the structure": (lambda pdf: _first_link(pdf).__delitem__("/StructParent"), "a link outside"),
    "drawn without a mark": (_drawn_outside, "drawn without a mark"),
    "a page outside the structure": (lambda pdf: pdf.pages[0].__delitem__("/StructParents"), "not in the structure"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_check_of_a_pdf_can_fail(name: str) -> None:
    spoil, told = BREAKS[name]
    with opened("whole-body-claim") as pdf:
        spoil(pdf)
        out = io.BytesIO()
        pdf.save(out)
    assert any(told in fault for fault in faults(out.getvalue()))


def test_figures_of_a_pdf_are_drawn_and_have_words() -> None:
    with opened(NEREUS) as pdf:
        figures = [i for i in pdf.objects if isinstance(i, pikepdf.Dictionary) and i.get("/S") == "/Figure"]
        said = [str(figure.Alt) for figure in figures]
    assert any("Outer Space Treaty: " in words and "Luxembourg bound" in words for words in said)  # the maps
    assert any("latest start" in words for words in said)  # the road map
    assert any("P4 prohibitive" in words for words in said)  # the readings


def test_a_pdf_has_a_bookmark_for_every_heading() -> None:
    with opened(NEREUS) as pdf, pdf.open_outline() as outline:
        found: list[str] = []

        def walk(items: Any) -> None:
            for item in items:
                found.append(str(item.title))
                walk(item.children)

        walk(outline.root)
    assert found == [h.text for h in memo_on(NEREUS).headings]


def test_links_of_a_pdf_lead_from_a_citation_to_its_finding_and_from_there_to_its_provision() -> None:
    with opened(NEREUS) as pdf:
        inside = 0
        for page in pdf.pages:
            for mark in page.get("/Annots", []):
                if "/Dest" in mark or mark.get("/A", {}).get("/S") == "/GoTo":
                    inside += 1
        cited = [
            r for b in memo_on(NEREUS).blocks if isinstance(b, Table) for row in b.rows for c in row for r in c if r.to
        ]
        assert inside >= len(cited) / 2


@pytest.mark.parametrize(("size", "wide", "high"), [("a4", 595, 842), ("letter", 612, 792)])
def test_pages_have_the_size_asked_for(size: str, wide: int, high: int) -> None:
    with opened("flyby-survey", size) as pdf:
        assert [round(float(n)) for n in pdf.pages[0].mediabox][2:] == [wide, high]
    assert size in SIZES


def test_a_sign_that_no_font_has_is_named_by_its_number() -> None:
    drawable = Drawable()
    assert drawable("Nereus é Ω → “x”") == "Nereus é Ω → “x”"
    assert drawable("水 \U0001f680") == "[U+6C34] [U+1F680]"
    assert drawable("e\u0301ﬁ½①") == "éﬁ½①"


# --- HTML ---


class _Read(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("name", PLANS)
def test_a_page_is_self_contained_and_prints_with_everything_open(name: str) -> None:
    page = form_of(name, "html").body.decode()
    tags = _Read(page).tags
    assert not {"script", "link", "iframe", "img", "object", "details"} & {tag for tag, _ in tags}
    assert not re.search(r"url\((?!#)|@import", page)  # a pattern of the page itself is no fetch
    assert ("html", {"lang": "en"}) in tags
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


@pytest.mark.parametrize("name", PLANS)
def test_headings_of_a_page_skip_no_level_and_every_id_is_given_once(name: str) -> None:
    tags = _Read(form_of(name, "html").body.decode()).tags
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


# --- the words of someone else ---


def with_text(text: str) -> Paper:
    data = {
        "mission": "plan", "title": text or "-", "summary": text, "sources": [text], "client": "operator",
        "parties": {
            "operator": {
                "name": text, "kind": {"value": "company", "source": text, "by": text}, "organised_under": "LUX",
                "nationality": {"does_not_arise": text or "a company"},
            }
        },
        "claims": {"claim": {"name": text, "over": "whole-body", "sovereign": True, "states": ["LUX"], "claimant": "operator"}},
    }  # fmt: skip
    return memo(KB.assess(mission_from_data(data, KB.knowledge), on=PLANS["whole-body-claim"][1]))


@pytest.mark.parametrize("text", FORGED)
def test_a_mission_never_adds_an_element_to_a_page(text: str) -> None:
    like = _Read(written(with_text("word"), "html").body.decode()).tags
    found = _Read(written(with_text(text), "html").body.decode()).tags
    assert [tag for tag, _ in found] == [tag for tag, _ in like]
    assert [attrs.get("href") for _, attrs in found] == [attrs.get("href") for _, attrs in like]


@pytest.mark.parametrize("text", FORGED)
def test_a_mission_never_adds_a_heading_a_link_or_a_row_to_markdown(text: str) -> None:
    def shape(paper: Paper) -> list[str]:
        out = []
        for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(written(paper, "md").body.decode()):
            kinds = [c.type for c in token.children or () if c.type not in ("text", "softbreak", "text_special")]
            out += [token.type, *kinds]
        return out

    assert shape(with_text(text)) == shape(with_text("word"))


@pytest.mark.parametrize("text", FORGED)
def test_a_mission_never_adds_a_field_or_a_link_to_a_docx(text: str) -> None:
    def counts(paper: Paper) -> list[int]:
        body = written(paper, "docx").body
        xml = zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml").decode()
        return [xml.count(sign) for sign in ("<w:instrText", "<w:hyperlink", "<w:p>", "<w:drawing", "<w:tr>")]

    assert counts(with_text(text)) == counts(with_text("word"))


@pytest.mark.parametrize(
    "text", [FORGED[0], FORGED[3], FORGED[5], "\ud800 水 #set page() \\ $x$ @label <a>", "*" * 3000]
)
def test_a_mission_is_text_in_a_pdf_whatever_it_holds(text: str) -> None:
    made = written(with_text(text), "pdf")
    with pikepdf.open(io.BytesIO(made.body)) as pdf, pdf.open_metadata() as meta:
        shown = Drawable()(media.seen(text))
        assert shown[:30] in meta["dc:title"]
        external = [m for page in pdf.pages for m in page.get("/Annots", []) if m.get("/A", {}).get("/S") == "/URI"]
        assert all(str(m.A.URI).startswith("https://") for m in external)


def test_headings_carry_no_text_that_a_reader_cannot_see() -> None:
    assert all(isinstance(h, Heading) and h.text.strip() for h in memo_on(NEREUS).headings)
