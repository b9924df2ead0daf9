"""Whether a PDF is what it says it is: PDF/A-2a and PDF/UA-1, as far as a reader of its objects can tell.

It stands in for veraPDF, which cannot be had from the registries of packages; each line of `faults` names a clause.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

_FORBIDDEN_ACTIONS = {
    "/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition",
    "/Trans", "/GoTo3DView", "/SubmitForm",
}  # fmt: skip
_DRAWS = ("Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh")


def faults(body: bytes) -> list[str]:
    """Everything that is not as the standards ask, in words; empty where nothing was found."""
    with pikepdf.open(io.BytesIO(body)) as pdf:
        return [
            *_file(pdf, body),
            *_metadata(pdf),
            *_colours(pdf),
            *_fonts(pdf),
            *_tags(pdf),
            *_actions(pdf),
            *_pages(pdf),
        ]


def _file(pdf: pikepdf.Pdf, body: bytes) -> Iterator[str]:
    if not body.startswith(b"%PDF-1.") or len(body.split(b"\n", 2)[1]) < 5 or min(body.split(b"\n", 2)[1][1:5]) < 128:
        yield "header without a comment of four bytes above 127 (6.1.2)"
    if "/Encrypt" in pdf.trailer:
        yield "encrypted (6.1.3)"
    if "/ID" not in pdf.trailer:
        yield "no file identifier (6.1.3)"
    for problem in pdf.check_pdf_syntax():
        yield f"syntax: {problem}"
    for n, item in enumerate(pdf.objects):
        if isinstance(item, pikepdf.Stream):
            if "/F" in item:
                yield f"object {n}: a stream outside the file (6.1.7.1)"
            if "/LZWDecode" in str(item.get("/Filter", "")):
                yield f"object {n}: LZW (6.1.7.2)"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    with pdf.open_metadata() as meta:
        for name, value in (("pdfaid:part", "2"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")):
            if meta.get(name) != value:
                yield f"{name} is {meta.get(name)!r} (6.6.4)"
        if not meta.get("dc:title"):
            yield "no title (7.1)"
    if "/Filter" in pdf.Root.Metadata:
        yield "metadata is compressed (6.6.2)"


def _colours(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = [i for i in pdf.Root.get("/OutputIntents", []) if i.S == "/GTS_PDFA1"]
    if len(intents) != 1:
        yield f"{len(intents)} output intents of PDF/A (6.2.3)"
        return
    profile = bytes(intents[0].DestOutputProfile.read_bytes())
    if profile[36:40] != b"acsp" or int.from_bytes(profile[:4], "big") != len(profile):
        yield "the output profile is no ICC profile (6.2.3)"
    if profile[16:20] != b"RGB " or intents[0].DestOutputProfile.N != 3:
        yield "the output profile is not for the colours used (6.2.4.3)"


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    found = 0
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/Font":
            continue
        found += 1
        name = str(item.get("/BaseFont", "?"))
        if item.get("/Subtype") == "/Type0":
            if "/ToUnicode" not in item:
                yield f"{name}: signs without their letters (6.2.11.7)"
            for inner in item.DescendantFonts:
                if not {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys()):
                    yield f"{name}: not embedded (6.2.11.4)"
        elif item.get("/Subtype") == "/Type3":
            if "/ToUnicode" not in item:
                yield f"{name}: signs without their letters (6.2.11.7)"
        elif item.get("/Subtype") not in ("/CIDFontType0", "/CIDFontType2"):
            yield f"{name}: a font of another sort than the writer of these files makes"
    if not found:
        yield "no font"


def _tags(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "not marked (6.7.2.2)"
    if not str(root.get("/Lang", "")):
        yield "no language (6.7.4)"
    if "/StructTreeRoot" not in root:
        yield "no structure (6.7.3)"
        return
    level, roles = 0, {str(k): str(v) for k, v in root.StructTreeRoot.get("/RoleMap", {}).items()}
    seen: dict[str, int] = {}
    for kind, element in _elements(root.StructTreeRoot):
        name = roles.get(kind, kind)
        seen[name] = seen.get(name, 0) + 1
        if name == "/Figure" and not str(element.get("/Alt", "")):
            yield "a figure without words (7.3)"
        if name[:2] == "/H" and name[2:].isdigit():
            if int(name[2:]) > level + 1:
                yield f"heading {name} after level {level} (7.4.2)"
            level = int(name[2:])
        if name == "/TH" and not _scope(element):
            yield "a header cell without scope (7.5)"
    for wanted in ("/Document", "/P", "/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/Link"):
        if not seen.get(wanted):
            yield f"no {wanted} in the structure"


def _scope(element: Any) -> bool:
    given = element.get("/A", [])
    every = given if isinstance(given, pikepdf.Array) else [given]
    return any("/Scope" in one for one in every if isinstance(one, pikepdf.Dictionary))


def _elements(node: Any) -> Iterator[tuple[str, Any]]:
    stack = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            yield str(one.S), one
        children = one.get("/K") if isinstance(one, pikepdf.Dictionary) else None
        every = list(children) if isinstance(children, pikepdf.Array) else [children]
        stack += [
            c for c in reversed(every) if isinstance(c, pikepdf.Dictionary) and c.get("/Type") not in ("/MCR", "/OBJR")
        ]


def _actions(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    for name in ("/AA", "/OpenAction", "/AcroForm", "/NeedsRendering", "/Requirements"):
        if name in root:
            yield f"{name} in the catalogue (6.5, 6.4)"
    if "/JavaScript" in root.get("/Names", {}) or "/EmbeddedFiles" in root.get("/Names", {}):
        yield "a script or a file inside (6.5.1, 6.8)"
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and str(item.get("/S", "")) in _FORBIDDEN_ACTIONS:
            yield f"an action {item.S} (6.5.1)"


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/PageLabels" not in pdf.Root:
        yield "no labels of pages"
    if not pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the title is not shown (7.1)"
    with pdf.open_outline() as outline:
        if not outline.root:
            yield "no bookmarks"
    for n, page in enumerate(pdf.pages, start=1):
        if "/AA" in page:
            yield f"page {n}: an action (6.5.2)"
        if "/StructParents" not in page:
            yield f"page {n}: not in the structure (7.1)"
        if page.get("/Annots") and page.get("/Tabs") != "/S":
            yield f"page {n}: links are not in the order of the text (7.18.3)"
        for mark in page.get("/Annots", []):
            if mark.Subtype != "/Link":
                yield f"page {n}: an annotation {mark.Subtype}"
            elif not str(mark.get("/Contents", "")):
                yield f"page {n}: a link without words (7.18.5)"
            if not int(mark.get("/F", 0)) & 4:
                yield f"page {n}: a link that does not print (6.3.2)"
            if "/StructParent" not in mark:
                yield f"page {n}: a link outside the structure (7.18.1)"
        yield from (f"page {n}: {fault}" for fault in _unmarked(page))


def _unmarked(page: Any) -> Iterator[str]:
    """What is drawn outside any mark: in a tagged file all is content with a place or an artifact."""
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page, " ".join(("BDC", "BMC", "EMC", *_DRAWS))):
        name = str(operator)
        if name in ("BDC", "BMC"):
            depth += 1
        elif name == "EMC":
            depth -= 1
        elif depth == 0:
            yield f"drawn without a mark: {name} {[str(o)[:20] for o in operands]}"
            return


__all__ = ["faults"]
