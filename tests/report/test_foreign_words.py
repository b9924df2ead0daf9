"""What a mission says stays text in every form of a paper."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from markdown_it import MarkdownIt

from regolex import media
from regolex.missions.mission import mission_from_data
from regolex.report.forms import written
from regolex.report.memo import memo
from regolex.report.paper import Paper
from regolex.report.paper_pdf import Drawable
from tests.report.conftest import KB, PLANS
from tests.report.formed import Tags
from tests.unit.test_media import FORGED


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
    like = Tags(written(with_text("word"), "html").body.decode()).tags
    found = Tags(written(with_text(text), "html").body.decode()).tags
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
