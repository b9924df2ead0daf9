"""The forms a paper is written in: HTML, PDF, DOCX and Markdown."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from regolex.errors import EvaluationError, Problem
from regolex.report.paper import Paper

SIZES = ("a4", "letter")


class Written(msgspec.Struct, frozen=True):
    """A document: its bytes and, where its form has pages, how many there are and how many of them are the body."""

    body: bytes
    pages: int = 0
    body_pages: int = 0


def written(paper: Paper, form: str, size: str = "a4") -> Written:
    """A paper in one form; the same paper gives the same bytes.

    Raises EvaluationError E106 for an unknown form or size of page, and E352 where the library of a form is missing.

    >>> from datetime import date
    >>> written(Paper("A title", "Memo", "", date(2026, 1, 31), (), ()), "md").body.decode().splitlines()[0]
    '# A title'
    """
    for asked, known, what in ((form, FORMS, "form of paper"), (size, SIZES, "size of page")):
        if asked not in known:
            raise EvaluationError(Problem("E106", f"there is no {what} {asked!r}", expected=", ".join(known)))
    return _WRITERS[form](paper, size)


def _html(paper: Paper, _size: str) -> Written:
    from regolex.report.paper_html import page

    return Written(page(paper).encode("utf-8", "regolex"))


def _pdf(paper: Paper, size: str) -> Written:
    from regolex.report.paper_pdf import pdf

    return Written(*pdf(paper, size))


def _docx(paper: Paper, size: str) -> Written:
    from regolex.report.paper_docx import docx

    return Written(docx(paper, size))


def _markdown(paper: Paper, _size: str) -> Written:
    from regolex.report.paper_markdown import text

    return Written(text(paper).encode("utf-8", "regolex"))


# each form with what writes it; the writers import their libraries when they are called
_WRITERS: dict[str, Callable[[Paper, str], Written]] = {"html": _html, "pdf": _pdf, "docx": _docx, "md": _markdown}
FORMS = tuple(_WRITERS)


__all__ = ["FORMS", "SIZES", "Written", "written"]
