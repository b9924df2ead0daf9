"""Words, marks and escapes shared by several pages."""

from __future__ import annotations

from regolex.errors import Problem
from regolex.media import html, streamlit
from regolex.report import view

plain = streamlit  # a text in which Markdown sees no mark-up
RESULT_WORDS = {"not-applicable": "does not apply", "to-do": "to do", "judgement": "awaits a judgement"}
# a mark for each result, so that none is shown by colour alone
VERDICT_MARKS = {"clear": "✓", "clear-if-carried-out": "→", "open": "?", "contested": "⇄", "blocked": "✗"}
BUCKET_MARKS = {
    "breached": "✗", "contested": "⇄", "open": "?", "judgement": "§", "perhaps": "?", "to-do": "→", "withheld": "−",
    "granted": "+", "met": "✓", "displaced": "↷", "not-applicable": "·",
}  # fmt: skip
COUNTED = (
    ("breached", "breached"), ("contested", "contested"), ("open", "open"), ("judgement", "awaiting a judgement"),
    ("to-do", "to do"), ("met", "met"), ("perhaps", "that may apply"),
)  # fmt: skip
TRUTH_MARKS = {"true": "✓ yes", "false": "✗ no", "unknown": "? not known"}
CONFIDENCE = {
    "verified": "checked against the source",
    "secondary": "from a secondary source",
    "doubtful": "doubtful",
}


def sentence(text: str) -> str:
    """A text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def standing(section: view.Section) -> tuple[str, str]:
    """The mark and the words for one State or person; "no duty found", not "clear", if no rule applies."""
    if not section.perhaps and all(bucket.key in ("not-applicable", "displaced") for bucket in section.buckets):
        return "–", "no duty found"
    verdict = section.standing.verdict
    return VERDICT_MARKS[verdict], view.VERDICT_WORDS[verdict]


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
