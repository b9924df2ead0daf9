"""The memos of one or many missions, in one or many forms: what the verb `report` writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import msgspec

from regolex.errors import EvaluationError, Problem
from regolex.knowledge import KnowledgeBase
from regolex.law.wording import counted
from regolex.report import forms

FORMS = (*forms.FORMS, "jsonld")
BINARY = ("pdf", "docx")
MOST = 5  # pages of a body


class Made(msgspec.Struct, frozen=True):
    """One memo in one form, and how long it is where its form has pages."""

    body: bytes
    length: str = ""


class Terms(msgspec.Struct, frozen=True):
    """On what terms memos are made; without a day, on the day that each mission states."""

    on: date | None = None
    readings: dict[str, str] = {}
    viewpoint: str = ""
    pending: bool = False
    assume: tuple[str, ...] = ()
    client: str = ""
    paper: str = "a4"


def memos(kb: KnowledgeBase, path: Path, wanted: Iterable[str], terms: Terms) -> Iterator[Made]:
    """The memo on one mission in each form: assessed once, on one set of terms.

    Raises MissionError for a file that cannot be read, and EvaluationError E305 for a file without a day.
    """
    from regolex.alternatives.turns import turning
    from regolex.formats.texts.official import official
    from regolex.graph.export import assessment_text
    from regolex.report.memo import memo

    mission = kb.read_mission(path)
    day = terms.on or _stated(mission.on)
    if day is None:
        raise EvaluationError(
            Problem("E305", "no date of assessment is given", str(path), expected="--on with a date such as 2026-01-31",
                    hint="A mission file can state its own day as `on`.")
        )  # fmt: skip
    result = kb.assess(
        mission, on=day, readings=terms.readings, viewpoint=terms.viewpoint, pending=terms.pending,
        assume=terms.assume, client=terms.client,
    )  # fmt: skip
    paper = None
    for form in wanted:
        if form == "jsonld":
            yield Made(assessment_text(kb, result, form).encode("utf-8", "regolex"))
            continue
        paper = paper or memo(turning(kb.engine, result), official())
        made = forms.written(paper, form, terms.paper)
        length = ""
        if made.pages:
            annexes = counted(made.pages - made.body_pages, "page")
            length = f"{counted(made.body_pages, 'page')} of memo, {annexes} of annexes"
            if made.body_pages > MOST:
                length += f": longer than {MOST} pages"
        yield Made(made.body, length)


def _stated(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def named(paths: Iterable[Path]) -> list[tuple[str, Path]]:
    """The mission files named and those in the folders named, each with the name of its memos.

    A file of a folder keeps its place in it, below the name of the folder, so that two of one name stay apart.
    """
    from regolex.alternatives.difference import mission_files

    found: dict[str, Path] = {}
    for path in paths:
        for file in mission_files([path]):
            name = (
                file.stem
                if not path.is_dir()
                else str(Path(path.resolve().name) / file.relative_to(path).with_suffix(""))
            )
            if found.setdefault(name, file).resolve() != file.resolve():
                raise EvaluationError(
                    Problem("E306", f"two missions would have one memo, {name}", str(file), expected="different names")
                )
    return list(found.items())


__all__ = ["BINARY", "FORMS", "MOST", "Made", "Terms", "memos", "named"]
