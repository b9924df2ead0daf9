"""What people read is plain English: the known kinds of odd prose stay out, and each thing keeps its one name.

The kinds are rows of :data:`KINDS`, each with a sentence that shows it and one that does not. The names come from the
glossary. Both are held against messages, help, docstrings, comments, templates and documents.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "docs" / "reference" / "glossary.md"
PYTHON = sorted(path for folder in ("regolex", "app", "docs", "benchmarks") for path in (ROOT / folder).rglob("*.py"))
TEMPLATES = sorted((ROOT / "regolex").rglob("*.j2"))
# pages in docs/generated quote the knowledge, and the changelog is history
DOCUMENTS = sorted(
    path
    for path in (
        *(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "rules" / "README.md",
        *(ROOT / "corpus").rglob("README.md"),
    )
    if "generated" not in path.parts and path != GLOSSARY
)  # fmt: skip


class Kind(NamedTuple):
    """One kind of odd English: how to see it, an example of it, and what to write."""

    pattern: str
    odd: str
    plain: str


KINDS = [
    Kind(r"(?<![Tt]here )\bis no (?!longer\b|more\b|one\b)\w+", "'foo' is no day", "'foo' is not a date"),
    Kind(r"(?<![Tt]here )\bare no (?!longer\b|more\b|other\b)\w+", "these are no texts", "these are not texts"),
    Kind(
        r"\b(?:day|date|form|fact|mapping|list|value)s? as (?:\d{4}-|[a-z]+=)",
        "a day as 2026-01-31",
        "a date such as 2026-01-31",
    ),
    Kind(r"\b(?:some|no)body\b", "somebody has to judge", "someone has to judge"),
    Kind(
        r"\bNone is an answer\b",
        "Which launches are there? None is an answer.",
        "List the launches, or say that there are none.",
    ),
    Kind(r"\bTruly open\b|\btruly open\b", "Truly open.", "Undetermined."),
    Kind(r"\bwhatever is (?:still )?answered\b", "settled whatever is answered", "certain, whatever the answers"),
    Kind(r"\bdoes not do either\b", "A licence does not do either.", "Nor does a licence suffice."),
    Kind(r"\bWithin the law is\b", "Within the law is whoever explores.", "The Law applies to anyone who explores."),
    Kind(r"\ban order and no measure\b", "an order and no measure", "an assumed ranking, not a measurement"),
    Kind(r"\bwanted most\b|\bmost wanted\b", "the one wanted most", "start with"),
    Kind(
        r"\bspeaks? for what is\b",
        "No proposal speaks for what is not encoded",
        "These proposals ignore law that is not encoded",
    ),
    Kind(r"\bwas not told\b|\bnot told\b", "Which kind it is was not told", "Kind not stated"),
    Kind(r"\bConcerned are\b|\band as persons\b", "Concerned are Australia", "States concerned: Australia"),
    Kind(r"\bno legal advice\b", "information and no legal advice", "information, not legal advice"),
    Kind(r"\bcomes? out (?:the same|otherwise|as)\b", "it comes out the same", "the result is the same"),
    Kind(
        r"\bstands? (?:here|there) (?:a|and)\b|\bstand beside\b",
        "the key stands here and again",
        "the key occurs here and again",
    ),
    Kind(r"\bof ours\b", "no instrument of ours", "not an instrument in the corpus"),
    Kind(r"\btells? (?:of|whom|apart|what|which|that|it)\b", "it tells what is missing", "it says what is missing"),
    Kind(r"\bnurs(?:e|ery)\b", "the nursery forks it", "the fork server starts it"),
    Kind(r"\banew\b", "written anew", "written again"),
    Kind(r"\bdemands? the opposite\b", "they demand the opposite", "they require the opposite"),
    Kind(
        r"\bnot even as planned\b", "not given, not even as planned", "not fulfilled, even once the plan is carried out"
    ),
]
NUMBER = re.compile(
    r"(?:(?<!\d)1) (?:provisions|findings|rules|answers|questions|problems|texts|rows|missions|tasks)\b"
)


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every text of a module with its line: literals, docstrings and comments, but no identifiers."""
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, " ".join(node.value.split())
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Every paragraph of a document with its first line, without code and quoted output."""
    text = re.sub(
        r"^```.*?^```", lambda m: "\n" * m[0].count("\n"), path.read_text(encoding="utf-8"), flags=re.S | re.M
    )
    line = 1
    for paragraph in re.split(r"(\n[ \t]*\n)", text):
        yield line, " ".join(re.sub(r"`[^`]*`", "", paragraph).split())
        line += paragraph.count("\n")


def texts() -> Iterator[tuple[str, str]]:
    """Everything that people read, each with its place."""
    for path in PYTHON:
        yield from ((f"{path.relative_to(ROOT)}:{line}", text) for line, text in strings(path))
    for path in (*TEMPLATES, *DOCUMENTS):
        yield from ((f"{path.relative_to(ROOT)}:{line}", text) for line, text in prose(path))


@pytest.fixture(scope="module")
def read() -> list[tuple[str, str]]:
    return list(texts())


def glossary() -> list[list[str]]:
    """The rows of the glossary: term, meaning, name in code, words to avoid."""
    rows = [
        line.strip().strip("|").split("|") for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if "|" in line
    ]
    return [[cell.strip() for cell in row] for row in rows if row[0].strip() not in ("Term", "---")]


BANNED = [(row[0], word.strip()) for row in glossary() for word in row[3].split(",") if word.strip()]


def test_everything_that_people_read_is_looked_at(read: list[tuple[str, str]]) -> None:
    assert len(PYTHON) > 150
    assert len(TEMPLATES) > 3
    assert len(DOCUMENTS) > 50
    assert len(read) > 3000


@pytest.mark.parametrize("kind", KINDS, ids=[kind.odd for kind in KINDS])
def test_a_kind_of_odd_english_is_gone(kind: Kind, read: list[tuple[str, str]]) -> None:
    found = [f"{place}: {text[:160]}" for place, text in read if re.search(kind.pattern, text)]
    assert not found, f"write, for example: {kind.plain}"


@pytest.mark.parametrize("kind", KINDS, ids=[kind.odd for kind in KINDS])
def test_a_kind_is_seen_where_it_occurs_and_not_in_its_plain_form(kind: Kind) -> None:
    assert re.search(kind.pattern, kind.odd)
    assert not re.search(kind.pattern, kind.plain)


def test_numbers_agree_with_their_nouns(read: list[tuple[str, str]]) -> None:
    assert not [(place, text[:120]) for place, text in read if NUMBER.search(text)]


def test_no_number_is_put_before_a_plural_that_does_not_agree(read: list[tuple[str, str]]) -> None:
    """A count in a formatted sentence goes through ``counted``, which chooses the noun."""
    ending = re.compile(r"^ (?:provisions|findings|rules|answers|questions|problems|texts|missions|tasks|States)\b")
    odd = []
    for path in PYTHON:
        if path.parts[len(ROOT.parts)] not in ("regolex", "app"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                pairs = zip(node.values, node.values[1:], strict=False)
                odd += [
                    f"{path.relative_to(ROOT)}:{node.lineno}: {b.value[:40]}"
                    for a, b in pairs
                    if isinstance(a, ast.FormattedValue)
                    and isinstance(b, ast.Constant)
                    and ending.match(str(b.value))
                    and ast.unparse(a.value).startswith("len(")
                ]
    assert not odd


@pytest.mark.parametrize(("term", "word"), BANNED, ids=[word for _, word in BANNED])
def test_a_thing_keeps_the_name_that_the_glossary_gives_it(term: str, word: str, read: list[tuple[str, str]]) -> None:
    found = [
        f"{place}: {text[:160]}" for place, text in read if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)
    ]
    assert not found, f"the glossary says: {term}"


def test_the_glossary_has_one_row_for_a_term() -> None:
    terms = [row[0] for row in glossary()]
    assert len(terms) == len(set(terms)) > 50
    assert all(len(row) == 4 and row[1].endswith(".") for row in glossary())


def test_the_glossary_is_linked_from_the_list_of_documents() -> None:
    assert "reference/glossary.md" in (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
