"""Each error code has its paragraph in the reference, and each paragraph its code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from regolex.errors import CODES, Problem

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("- Problem: ", "- Why it matters: ", "- What to do: ")


def sections() -> dict[str, str]:
    text = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    found = re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(found) == len(dict(found)), "a code has two sections"
    return dict(found)


def written_in_code() -> set[str]:
    """Every code that a problem is made with outside the reader, which adds the letter of its family itself."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "regolex").rglob("*.py")]
    return set(re.findall(r"\bProblem\(\s*\"([A-Z]?\d{3})\"", "\n".join(texts)))


def expected() -> set[str]:
    """Shared codes come in the families K and M, and in whatever other form the code writes them."""
    shared = {code for code in CODES if code.isdigit()}
    both = {letter + code for letter in "KM" for code in shared}
    return both | (set(CODES) - shared) | {code for code in written_in_code() if code.lstrip("KMEQC") in shared}


def test_every_code_has_a_section_and_every_section_a_code() -> None:
    assert len(expected()) > 40
    assert set(sections()) == expected()


def test_every_code_in_the_package_is_declared() -> None:
    assert written_in_code()
    assert all(code in CODES or code.lstrip("KMEQC") in CODES for code in written_in_code())


@pytest.mark.parametrize("code", sorted(expected()))
def test_a_section_names_the_problem_says_why_it_matters_and_what_to_do(code: str) -> None:
    text = sections()[code]
    assert f"\n**{Problem(code, '').title}**\n" in text
    places = [text.index(part) for part in PARTS]
    assert places == sorted(places)


@pytest.mark.parametrize("code", sorted(expected()))
def test_the_link_in_a_message_leads_to_its_section(code: str) -> None:
    link = str(Problem(code, "what")).splitlines()[-1].strip()
    file, _, anchor = link.partition("#")
    assert (ROOT / file).is_file()
    assert anchor in {name.lower() for name in sections()}
