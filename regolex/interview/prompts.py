"""The interview in the terminal: one question at a time, saved after each answer; works with piped answers as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console

from regolex.errors import MissionError
from regolex.interview import session as s
from regolex.interview.interview import TICK, Interview, Question
from regolex.media import seen

_DEFERRED = {
    "don't know": s.DONT_KNOW, "dont know": s.DONT_KNOW, "dk": s.DONT_KNOW, "not decided": s.UNDECIDED,
    "nd": s.UNDECIDED, "skip": s.SKIPPED,
}  # fmt: skip
_LEAVE = ("quit", "stop")
HINT = (
    "Also: don't know, not decided, does not arise: <why>, skip, each (part by part), open (what was left open), back, "
    "quit, ? for help."
)


def converse(interview: Interview, console: Console, path: Path | None) -> None:
    """Ask until nothing can change or the user leaves; every answer is saved before the next question."""
    console.print(HINT, style="dim", markup=False)
    chosen: list[Question] = []  # taken up from the tray, or one part after the other
    while question := chosen.pop(0) if chosen else interview.next():
        _show(question, console)
        try:
            text = console.input("> ").strip()
        except EOFError:
            break
        low = text.lower()
        if low in _LEAVE:
            break
        if low == "?":
            console.print(seen(question.help) or "There is no help text for this question.", markup=False)
            chosen.insert(0, question)
        elif low == "open":
            chosen = [*_from_tray(interview, console), question]
        elif low == "each" and len(question.parts) > 1:
            chosen = interview.each(question)
        elif low == "back":
            chosen = []
            if interview.session.steps:
                interview.back()
        else:
            try:
                interview.answer(question, value_of(text, question))
            except (MissionError, ValueError) as error:
                console.print(seen(str(error), lines=True), style="red", markup=False)
                chosen.insert(0, question)
                continue
        if path:
            s.save(interview.session, path)
    else:
        console.print(seen(interview.stopped()), markup=False)
        _show_tray(interview, console)
    if path:
        s.save(interview.session, path)


def _show_tray(interview: Interview, console: Console) -> tuple[Question, ...]:
    tray = interview.tray()
    if tray:
        console.print("Left open:", style="bold", markup=False)
    for number, question in enumerate(tray, 1):
        console.print(seen(f"  {number:2} {_asks(question)}"), markup=False)
    return tray


def _from_tray(interview: Interview, console: Console) -> list[Question]:
    """The question that the user takes up again from those left open."""
    tray = _show_tray(interview, console)
    if not tray:
        console.print("Nothing was left open.", style="dim", markup=False)
        return []
    try:
        text = console.input("Number, or Enter to go on: ").strip()
    except EOFError:
        return []
    return [tray[int(text) - 1]] if text.isdigit() and 1 <= int(text) <= len(tray) else []


def _asks(question: Question) -> str:
    about = f" ({question.about})" if question.about and question.about not in question.text else ""
    return f"{question.text}{about}"


def _show(question: Question, console: Console) -> None:
    console.print()
    again = "Once more: " if question.again else ""
    console.print(seen(f"{again}{_asks(question)}"), style="bold", markup=False)
    console.print(seen(question.reason), style="dim", markup=False)
    if question.type == TICK:
        for number, (_, label) in enumerate(question.choices, 1):
            console.print(seen(f"  {number:2} {label}"), markup=False)
    elif len(question.choices) <= 40:
        for number, (value, label) in enumerate(question.choices, 1):
            console.print(seen(f"  {number:2} {value}" + (f": {label}" if label != value else "")), markup=False)
    console.print(_how(question), style="dim", markup=False)


def _how(question: Question) -> str:
    if question.type == TICK:
        return "The numbers of those that apply, separated by commas. Or: none."
    if question.type == "list":
        return "Short names, separated by commas; each may be followed by = and a name. Or: none."
    forms = {
        "boolean": "yes or no", "state": "three-letter code", "date": "a date such as 2026-01-31", "text": "text",
        "integer": "a whole number", "decimal": "a number",
    }  # fmt: skip
    one = forms.get(question.type, "a number or a word from the list")
    unit = f", in {question.unit}" if question.unit else ""
    many = ", separated by commas; or: none" if question.many else ""
    every = "; holds for all of them, or: each" if len(question.parts) > 1 else ""
    offer = f"; Enter for {question.offer}" if question.offer else ""
    return f"{one}{unit}{many}{every}{offer}"


def value_of(text: str, question: Question) -> Any:
    """The value of a line as a mission file holds it; raises ValueError for an empty line without a candidate."""
    low = text.lower()
    if low in _DEFERRED:
        return _DEFERRED[low]
    if low.startswith("does not arise"):
        return {"does_not_arise": text.partition(":")[2].strip() or "no reason given"}
    if not text and question.offer:
        return [question.offer] if question.many else question.offer
    if not text:
        raise ValueError("Type an answer, or skip to pass over the question.")
    if question.type == TICK:
        return [] if low == "none" else [_row(one.strip(), question) for one in text.split(",")]
    if question.type == "list":
        named = (one.partition("=") for one in text.split(",")) if low != "none" else ()
        return {key.strip().lower(): name.strip() or key.strip() for key, _, name in named}
    if question.many:
        return [] if low == "none" else [_one(one.strip(), question) for one in text.split(",")]
    return _one(text, question)


def _row(text: str, question: Question) -> str:
    if not text.isdigit() or not 1 <= int(text) <= len(question.choices):
        raise ValueError(
            f"{text!r} is not the number of a row. Type numbers from 1 to {len(question.choices)}, or none."
        )
    return question.choices[int(text) - 1][0]


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
