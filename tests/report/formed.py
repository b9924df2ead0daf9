"""Memos in their forms, made once for all tests, and the tags of a page."""

from __future__ import annotations

import io
from functools import cache
from html.parser import HTMLParser

import pikepdf

from regolex.report.forms import Written, written
from tests.report.conftest import memo_on

NEREUS = "nereus-water"


@cache
def form_of(name: str, form: str, size: str = "a4") -> Written:
    return written(memo_on(name), form, size)


def opened(name: str, size: str = "a4") -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(form_of(name, "pdf", size).body))


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
