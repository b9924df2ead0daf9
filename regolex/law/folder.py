"""Reads a folder of knowledge files into forms and collects every problem."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from regolex.errors import Problem
from regolex.law.source import Document, read
from regolex.law.validation import FormT, validated


class Folder:
    """Reads the files of one folder and collects their ``problems``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def files(self, pattern: str) -> Iterator[tuple[Path, str]]:
        """Every file of a pattern and its name inside the folder, in a fixed order."""
        for path in sorted(self.path.glob(pattern)):
            yield path, path.relative_to(self.path).as_posix()

    def document(self, path: Path, name: str) -> Document:
        """The values of one file; look at its ``problems``."""
        return read(path, name, "K")

    def form(self, document: Document, form: type[FormT]) -> FormT | None:
        """The file as a form, or None with the problems recorded."""
        if document.problems:
            return None
        if not isinstance(document.data, dict):
            document.complain("106", (), "the file is not a mapping", expected="keys and values")
            return None
        return validated(document, form, document.data, ())

    def done(self, document: Document) -> None:
        """Collect the problems of a file that has been read to its end."""
        self.problems += document.problems

    def rows(self, pattern: str, form: type[FormT]) -> Iterator[tuple[Document, str, int, FormT]]:
        """Every row of the tables of a pattern that fits its form: document, name of the table, number, row."""
        for path, name in self.files(pattern):
            document = Document(name, "K")
            try:
                rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), strict=True))
            except (UnicodeDecodeError, csv.Error) as error:
                document.complain("106", (), f"the table cannot be read: {error}", expected="UTF-8, commas, a header")
                rows = []
            for i, row in enumerate(rows):
                document.lines[(i,)] = i + 2
                raw = {key: value for key, value in row.items() if value or key is None}
                item = validated(document, form, raw, (i,))
                if item:
                    yield document, path.stem, i, item
            self.done(document)
