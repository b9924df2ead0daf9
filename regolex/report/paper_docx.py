"""A paper as DOCX: real styles, a table of contents, header rows, bookmarks and links; the same bytes for the same paper."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from regolex.errors import EvaluationError, Problem
from regolex.media import seen
from regolex.report.paper import Annexes, Block, Chart, Heading, Items, Paper, Para, Picture, Run, Table, Words

if TYPE_CHECKING:
    from docx.document import Document

_MARKS = {"full": "●", "half": "◐", "empty": "○", "cross": "✕", "none": "–"}
_SIZES = {"a4": (210, 297), "letter": (216, 279)}  # millimetres
_EPOCH = (1980, 1, 1, 0, 0, 0)


def docx(paper: Paper, size_of_page: str = "a4") -> bytes:
    """The document."""
    try:
        import docx as library
    except ImportError:
        raise EvaluationError(
            Problem("E352", "a DOCX needs the library python-docx", expected="the extra `report`",
                    hint="Install regolex[report], or choose html or md.")
        ) from None  # fmt: skip

    return _Writer(library.Document(), paper, size_of_page).bytes()


class _Writer:
    def __init__(self, document: Document, paper: Paper, size_of_page: str) -> None:
        self.document = document
        self.paper = paper
        self.marks = 0
        self.anchors = {block.id for block in paper.blocks if isinstance(block, Heading)}
        self.anchors |= {name for block in paper.blocks if isinstance(block, Table) for name in block.ids}
        self._set_up(size_of_page)

    def bytes(self) -> bytes:
        """The whole document, its parts in order and without the time of day."""
        document = self.document
        document.add_paragraph(seen(self.paper.title), style="Title")
        self._rows([((Run(name, soft=True),), said) for name, said in self.paper.head], (1, 4), (), header=())
        self._contents()
        for block in self.paper.blocks:
            self._block(block)
        raw = io.BytesIO()
        document.save(raw)
        out = io.BytesIO()
        with zipfile.ZipFile(raw) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
            for name in sorted(before.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
                item = zipfile.ZipInfo(name, _EPOCH)
                item.compress_type = zipfile.ZIP_DEFLATED
                item.external_attr = 0o600 << 16
                after.writestr(item, before.read(name))
        return out.getvalue()

    # --- the page ---

    def _set_up(self, size_of_page: str) -> None:
        from docx.shared import Mm, Pt, RGBColor

        document, paper = self.document, self.paper
        stamp = datetime.combine(paper.on, time())
        core = document.core_properties
        core.title, core.author, core.subject = seen(paper.title), "Regolex", paper.kind
        core.created = core.modified = stamp
        core.last_modified_by, core.language, core.revision = "Regolex", "en-GB", 1
        core.comments = "Information, not legal advice"
        section = document.sections[0]
        wide, high = _SIZES[size_of_page]
        section.page_width, section.page_height = Mm(wide), Mm(high)
        section.left_margin = section.right_margin = Mm(18)
        section.top_margin, section.bottom_margin = Mm(20), Mm(18)
        self.width = wide - 36
        styles = document.styles
        styles["Normal"].font.name, styles["Normal"].font.size = "Cambria", Pt(10)
        styles["Normal"].paragraph_format.space_after = Pt(4)
        for name, points in (("Title", 20), ("Heading 1", 14), ("Heading 2", 11.5), ("Heading 3", 10.5)):
            style = styles[name]
            style.font.size, style.font.color.rgb, style.font.name = Pt(points), RGBColor(0x1C, 0x25, 0x30), "Cambria"
            fonts = style.element.rPr.rFonts
            for key in [key for key in fonts.attrib if "Theme" in key]:
                del fonts.attrib[key]
        for element in (styles.element, document.settings.element):
            for language in element.iter(_w("lang")):
                language.set(_w("val"), "en-GB")
        header = section.header.paragraphs[0]
        self._run(header, Run(paper.running, soft=True))
        footer = section.footer.paragraphs[0]
        self._run(footer, Run("Information, not legal advice. Page ", soft=True))
        self._field(footer, "PAGE", "1")
        self._run(footer, Run(" of ", soft=True))
        self._field(footer, "NUMPAGES", "1")

    def _contents(self) -> None:
        """A table of contents, filled, so that no program has to ask before it is shown."""
        self.document.add_paragraph(
            "Contents", style="TOC Heading" if "TOC Heading" in self.document.styles else "Heading 1"
        )
        entries = [heading for heading in self.paper.headings if heading.level <= 2]
        for n, heading in enumerate(entries):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.left_indent = (heading.level - 1) * 360000 // 2
            paragraph.paragraph_format.space_after = 0
            if n == 0:
                self._char(paragraph, "begin")
                self._instruction(paragraph, r'TOC \o "1-2" \h \n \u')
                self._char(paragraph, "separate")
            self._link(paragraph, Run(heading.text), heading.id)
            if n == len(entries) - 1:
                self._char(paragraph, "end")

    # --- the blocks ---

    def _block(self, block: Block) -> None:
        document = self.document
        if isinstance(block, Heading):
            paragraph = document.add_paragraph(style=f"Heading {block.level}")
            self._bookmarked(paragraph, block.id, (Run(block.text),))
        elif isinstance(block, Para):
            style = "Quote" if block.kind == "quote" else None
            self._words(document.add_paragraph(style=style), block.words, soft=block.kind == "soft")
        elif isinstance(block, Items):
            for item in block.items:
                self._words(document.add_paragraph(style="List Bullet"), item)
        elif isinstance(block, Annexes):
            document.add_page_break()  # type: ignore[no-untyped-call]
        elif isinstance(block, Picture):
            self._picture(block)
        elif isinstance(block, Chart):
            rows = [
                ((Run(name),), *((Run(f"{_MARKS[mark]} {word}".strip()),) for mark, word in cells))
                for name, cells in block.rows
            ]
            self._words(document.add_paragraph(style="Caption"), (Run(block.title),))
            self._rows(rows, (3, *(2 for _ in block.columns)), (), header=(block.corner, *block.columns), alt=block.alt)
        else:
            self._rows(block.rows, block.widths, block.ids, header=block.columns, alt=block.title)

    def _picture(self, picture: Picture) -> None:
        """The picture as PNG, which every reader of the format shows, with its words as the description."""
        from io import BytesIO

        from docx.shared import Mm

        from regolex.report.paper_pdf import png

        shown = self.document.add_picture(BytesIO(png(picture)), width=Mm(165))
        shown._inline.docPr.set("descr", seen(picture.alt))
        self._words(self.document.add_paragraph(style="Caption"), (Run(picture.title),))

    def _rows(
        self, rows: Any, widths: tuple[int, ...], ids: tuple[str, ...], *, header: tuple[str, ...], alt: str = ""
    ) -> None:
        from docx.shared import Mm, Pt

        table = self.document.add_table(rows=0, cols=len(widths))
        table.style = "Table Grid" if header else "Normal Table"
        table.autofit = False
        total = sum(widths)
        if alt:
            described = table._tbl.tblPr.makeelement(_w("tblDescription"), {_w("val"): seen(alt)})
            table._tbl.tblPr.append(described)
        lines: list[tuple[Words, ...]] = [tuple((Run(name, strong=True),) for name in header)] if header else []
        for n, row in enumerate([*lines, *rows]):
            cells = table.add_row().cells
            name = ids[n - len(lines)] if n >= len(lines) and n - len(lines) < len(ids) else ""
            for i, (cell, said) in enumerate(zip(cells, row, strict=True)):
                cell.width = Mm(self.width * widths[i] / total)
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(1)
                if i == 0 and name:
                    self._bookmarked(paragraph, name, said)
                else:
                    self._words(paragraph, said)
                for run in paragraph.runs:
                    run.font.size = Pt(9)
            if header and n == 0:
                properties = table.rows[0]._tr.get_or_add_trPr()
                properties.append(properties.makeelement(_w("tblHeader"), {_w("val"): "true"}))
        for column, share in zip(table.columns, widths, strict=True):
            column.width = Mm(self.width * share / total)
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)

    # --- text ---

    def _words(self, paragraph: Any, said: Words, *, soft: bool = False) -> None:
        for run in said:
            if run.to.startswith("#") and run.to[1:] in self.anchors:
                self._link(paragraph, run, run.to[1:])
            elif run.to and not run.to.startswith("#"):
                self._address(paragraph, run)
            else:
                self._run(paragraph, run, soft)

    def _run(self, paragraph: Any, run: Run, soft: bool = False) -> Any:
        from docx.shared import RGBColor

        made = paragraph.add_run(seen(run.text))
        made.bold = True if run.strong else None
        if run.soft or soft:
            made.font.color.rgb = RGBColor(0x4D, 0x57, 0x63)
        if run.lang:
            properties = made._r.get_or_add_rPr()
            properties.append(properties.makeelement(_w("lang"), {_w("val"): run.lang}))
        return made

    def _bookmarked(self, paragraph: Any, name: str, said: Words) -> None:
        self.marks += 1
        number = str(self.marks)
        node = paragraph._p
        node.append(node.makeelement(_w("bookmarkStart"), {_w("id"): number, _w("name"): _bookmark(name)}))
        self._words(paragraph, said)
        node.append(node.makeelement(_w("bookmarkEnd"), {_w("id"): number}))

    def _link(self, paragraph: Any, run: Run, name: str) -> None:
        self._into(paragraph, run, {_w("anchor"): _bookmark(name), _w("history"): "1"})

    def _address(self, paragraph: Any, run: Run) -> None:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        made = paragraph.part.relate_to(run.to, kind, is_external=True)
        self._into(paragraph, run, {f"{{{_R}}}id": made})

    def _into(self, paragraph: Any, run: Run, attributes: dict[str, str]) -> None:
        from docx.shared import RGBColor

        link = paragraph._p.makeelement(_w("hyperlink"), attributes)
        made = self._run(paragraph, run)
        made.font.color.rgb = RGBColor(0x0B, 0x4F, 0x75)
        paragraph._p.remove(made._r)
        link.append(made._r)
        paragraph._p.append(link)

    def _char(self, paragraph: Any, kind: str) -> None:
        run = paragraph.add_run()._r
        run.append(run.makeelement(_w("fldChar"), {_w("fldCharType"): kind}))

    def _instruction(self, paragraph: Any, text: str) -> None:
        run = paragraph.add_run()._r
        instruction = run.makeelement(_w("instrText"), {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
        instruction.text = f" {text} "
        run.append(instruction)

    def _field(self, paragraph: Any, text: str, shown: str) -> None:
        self._char(paragraph, "begin")
        self._instruction(paragraph, text)
        self._char(paragraph, "separate")
        self._run(paragraph, Run(shown, soft=True))
        self._char(paragraph, "end")


_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"


def _bookmark(name: str) -> str:
    """The name of a bookmark: letters, digits and underscores."""
    return "a_" + "".join(sign if sign.isalnum() else "_" for sign in name)[:36]


__all__ = ["docx"]
