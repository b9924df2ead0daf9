"""Words, marks and escapes shared by several pages."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable
from datetime import date

import streamlit as st

from regolex.engine.concern import harmless
from regolex.engine.findings import Finding
from regolex.engine.results import RESULTS
from regolex.errors import Problem
from regolex.media import html, streamlit
from regolex.report import view

plain = streamlit  # a text in which Markdown sees no mark-up
escape = html  # a text in which HTML sees none
# the result whose mark stands for a verdict: none is shown by colour alone
_LIKE = {
    "blocked": "breached", "contested": "contested", "to-do": "to-do", "clear": "met", "undetermined": "open",
    "no-duty-found": "not-applicable",
}  # fmt: skip
PERHAPS = "perhaps"  # the bucket of what might concern a bearer
TRUTH_MARKS = {"true": "✓ yes", "false": "✗ no", "unknown": "? not known"}
CONFIDENCE = {
    "verified": "checked against the source",
    "secondary": "from a secondary source",
    "doubtful": "doubtful",
}


html_of = escape
# icon and colour of each verdict; the word always stands beside them
_BADGES = {
    "blocked": ("block", "red"), "contested": ("balance", "violet"), "to-do": ("checklist", "blue"),
    "clear": ("check_circle", "green"), "undetermined": ("help", "gray"), "no-duty-found": ("check_circle", "gray"),
}  # fmt: skip
_COLOURS = {
    "breached": "red", "not-covered": "red", "contested": "violet", "due": "blue", "to-do": "blue", "met": "green",
    "respected": "green", "granted": "green", "granted-as-planned": "green", "open": "orange", "judgement": "gray",
}  # fmt: skip


def badge(word: str) -> None:
    """A verdict as icon, word and colour."""
    icon, colour = _BADGES[word]
    st.badge(sentence(view.VERDICT_WORDS[word]), icon=f":material/{icon}:", color=colour)  # type: ignore[arg-type]


def badge_text(word: str) -> str:
    """The same inside a line of Markdown."""
    icon, colour = _BADGES[word]
    return f":{colour}-badge[:material/{icon}: {sentence(view.VERDICT_WORDS[word])}]"


def badge_html(word: str) -> str:
    """The same inside a table, with the mark of the result in place of an icon."""
    return tag_html(f"{verdict_mark(word)} {sentence(view.VERDICT_WORDS[word])}", _BADGES[word][1])


def result_html(key: str) -> str:
    """The result of a finding as mark, word and colour."""
    return tag_html(f"{bucket_mark(key)} {result_words(key)}", _COLOURS.get(key, "gray"))


def tag_html(text: str, colour: str) -> str:
    """A few words on coloured ground."""
    return f'<span class="rx-tag rx-{colour}">{escape(text)}</span>'


def picture_html(svg: str, alt: str, style: str = "") -> str:
    """A drawing as an image of the page: Streamlit keeps no drawing in its HTML, and an image has words beside it."""
    data = b64encode(svg.encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt)}" style="{style}">'


def day_of(day: date) -> str:
    """A day as it is written on the pages.

    >>> day_of(date(2026, 1, 5))
    '5 Jan 2026'
    """
    return f"{day.day} {day:%b %Y}"


def sentence(text: str) -> str:
    """A text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def verdict_mark(word: str) -> str:
    """The mark of a verdict, which is that of the results it follows from."""
    return RESULTS[_LIKE[word]].mark


def bucket_mark(key: str) -> str:
    """The mark of a result."""
    return RESULTS["open" if key == PERHAPS else key].mark


def result_words(result: str) -> str:
    """A result in words."""
    return RESULTS[result].counted


def standing(section: view.Section) -> tuple[str, str]:
    """The mark and the words for one State or person."""
    return verdict_mark(section.standing.verdict.word), view.verdict_of(section.standing)


def counts(findings: Iterable[Finding]) -> str:
    """The binding findings by result, in words; those that may not concern the bearer are counted apart."""
    found = Counter(view.bucket_of(f) for f in findings if f.rule.binding and not (f.perhaps and harmless(f)))
    shown = [f"{found[key]} {row.counted}" for key, row in RESULTS.items() if row.applies and found[key]]
    if found[PERHAPS]:
        shown.append(f"{found[PERHAPS]} that may apply")
    return " · ".join(shown) or "no binding finding"


def problem_html(problem: Problem) -> str:
    """One problem: code, what, where, what was expected, what to do next."""
    rows = [f"<strong>{html(problem.code)} {html(problem.title)}.</strong> {html(problem.what)}"]
    if problem.line > 1:
        rows.append(f"Line {problem.line} of {html(problem.file)}.")
    if problem.expected:
        expected = problem.expected if len(problem.expected) < 300 else problem.expected[:297] + "…"
        rows.append(f"Expected: {html(expected)}.")
    if problem.hint:
        rows.append(html(problem.hint))
    return f'<div class="rx-problem" role="alert">{"<br>".join(rows)}</div>'


def rows_html(rows: Iterable[tuple[str, str]], style: str = "") -> str:
    """Names and texts side by side; empty texts are left out."""
    shown = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows if text)
    return f'<dl class="rx-list {style}">{shown}</dl>' if shown else ""
