"""A paper as PDF: tagged, archivable, drawn, linked, and within its pages."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest

from regolex.report.forms import SIZES
from regolex.report.paper import Table
from regolex.report.paper_pdf import Drawable
from tests.report.conftest import PLANS, memo_on
from tests.report.formed import NEREUS, form_of, opened
from tests.report.pdf_check import faults


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
