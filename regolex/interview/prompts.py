"""The interview in the terminal: one question at a time, saved after each answer; works with piped answers as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console

from regolex.errors import MissionError
from regolex.interview import session as s
from regolex.interview.interview import Interview, Question
from regolex.media import seen

_DEFERRED = {
    "don't know": s.DONT_KNOW, "dont know": s.DONT_KNOW, "dk": s.DONT_KNOW, "not decided": s.UNDECIDED,
    "nd": s.UNDECIDED, "skip": s.SKIPPED,
}  # fmt: skip
_LEAVE = ("quit", "stop")
HINT = "Also: don't know, not decided, does not arise: <why>, skip, back, quit, ? for help."


def converse(interview: Interview, console: Console, path: Path | None) -> None:
    """Ask until nothing can change or the user leaves; every answer is saved before the next question."""
    console.print(HINT, style="dim", markup=False)
    while question := interview.next():
        _show(question, console)
        try:
            text = console.input("> ").strip()
        except EOFError:
            break
        if text.lower() in _LEAVE:
            break
        if text == "?":
            console.print(question.help or "There is no help text for this question.", markup=False)
            continue
        if text.lower() == "back":
            if interview.session.steps:
                interview.back()
        else:
            try:
                interview.answer(question, value_of(text, question))
            except (MissionError, ValueError) as error:
                console.print(seen(str(error), lines=True), style="red", markup=False)
                continue
        if path:
            s.save(interview.session, path)
    else:
        console.print(seen(interview.stopped()), markup=False)
    if path:
        s.save(interview.session, path)


def _show(question: Question, console: Console) -> None:
    about = f" ({question.about})" if question.about and question.about not in question.text else ""
    console.print()
    again = "Once more: " if question.again else ""
    console.print(seen(f"{again}{question.text}{about}"), style="bold", markup=False)
    console.print(seen(question.reason), style="dim", markup=False)
    if len(question.choices) <= 40:
        for number, (value, label) in enumerate(question.choices, 1):
            console.print(seen(f"  {number:2} {value}" + (f": {label}" if label != value else "")), markup=False)
    console.print(_how(question), style="dim", markup=False)


def _how(question: Question) -> str:
    if question.type == "list":
        return "Short names, separated by commas; each may be followed by = and a name. Or: none."
    forms = {
        "boolean": "yes or no", "state": "three-letter code", "date": "a date such as 2026-01-31", "text": "text",
        "integer": "a whole number", "decimal": "a number",
    }  # fmt: skip
    one = forms.get(question.type, "a number or a word from the list")
    unit = f", in {question.unit}" if question.unit else ""
    return f"{one}{unit}" + (", separated by commas; or: none" if question.many else "")


def value_of(text: str, question: Question) -> Any:
    """The value of a line as a mission file holds it; raises ValueError for an empty line."""
    low = text.lower()
    if low in _DEFERRED:
        return _DEFERRED[low]
    if low.startswith("does not arise"):
        return {"does_not_arise": text.partition(":")[2].strip() or "no reason given"}
    if not text:
        raise ValueError("Type an answer, or skip to pass over the question.")
    if question.type == "list":
        named = (one.partition("=") for one in text.split(",")) if low != "none" else ()
        return {key.strip().lower(): name.strip() or key.strip() for key, _, name in named}
    if question.many:
        return [] if low == "none" else [_one(one.strip(), question) for one in text.split(",")]
    return _one(text, question)


def _one(text: str, question: Question) -> Any:
    if question.type == "boolean":
        known = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
        return known.get(text.lower(), text)
    if question.type == "integer":
        return int(text) if text.lstrip("-").isdigit() else text
    if question.type == "decimal":
        try:
            return float(text)
        except ValueError:
            return text
    if question.type == "state":
        return text.upper() if len(text) == 3 else text
    if question.choices and text.isdigit() and 1 <= int(text) <= len(question.choices):
        return question.choices[int(text) - 1][0]
    return text


__all__ = ["HINT", "converse", "value_of"]
