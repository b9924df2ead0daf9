"""The intake in the terminal: question by question, with a way back and three ways out of each."""

from __future__ import annotations

from datetime import date
from typing import Any

from rich.console import Console

from regolex.errors import nearest
from regolex.interview.intake import Intake, Prompt
from regolex.law.intake import Field

_DEFERRED = {
    "don't know": "dont-know", "dont know": "dont-know", "dk": "dont-know", "not decided": "undecided", "nd": "undecided",
    "skip": "skip", "": "skip",
}  # fmt: skip
_YES_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_LEAVE = ("quit", "stop")
HINT = "Also: don't know (dk), not decided (nd), skip (Enter), back, quit, ? for help. None of the three counts as no."


def converse(intake: Intake, console: Console) -> None:
    """Ask until the end, or until the user leaves; what was asked last can be taken back."""
    console.print(HINT, style="dim", markup=False)
    asked: list[tuple[str, str]] = []
    heading = ""
    while prompt := intake.next():
        if prompt.question.id != heading:
            heading = prompt.question.id
            console.print(f"\n{prompt.question.number}. {prompt.question.asks}", style="bold", markup=False)
            console.print(prompt.question.help, style="dim", markup=False)
        try:
            value = _ask(intake, prompt, console)
        except EOFError:
            return
        if value == "quit":
            return
        if value == "back":
            if asked:
                question, field = asked.pop()
                intake.answers[question].pop(field, None)
                heading = ""
            continue
        intake.answer(prompt, value)
        asked.append((prompt.question.id, prompt.field.id))


def _ask(intake: Intake, prompt: Prompt, console: Console) -> Any:
    field = prompt.field
    if field.type == "entries":
        return _entries(intake, prompt, console)
    value = _one(intake, prompt, field, console, "")
    alike = not field.each or len(prompt.parts) < 2 or value in ("back", "quit", "skip", "dont-know", "undecided")
    if alike or (field.type == "choices" and value == ["none"]):
        return value
    names = ", ".join(name for _, name in prompt.parts)
    if _read(console, f"The same for all of these: {names}? (yes) ").lower() in ("", "yes", "y"):
        return value
    each = {}
    for part, name in prompt.parts:
        one = _one(intake, prompt, field, console, name)
        if one in ("back", "quit"):
            return one
        each[part] = one
    return each


def _entries(intake: Intake, prompt: Prompt, console: Console) -> Any:
    """One entry after the other, until a line is left empty."""
    entries: list[dict[str, Any]] = []
    console.print(prompt.field.asks, markup=False)
    while _read(console, "Add one? (no) ").lower() in ("yes", "y"):
        entry: dict[str, Any] = {}
        for inner in prompt.field.fields:
            value = _one(intake, prompt, inner, console, "")
            if value in ("back", "quit"):
                return value
            if value != "skip":
                entry[inner.id] = value
        entries.append(entry)
    return entries or "skip"


def _one(intake: Intake, prompt: Prompt, field: Field, console: Console, about: str) -> Any:
    """One answer that fits; asked again where it does not."""
    options = intake.options(field)
    console.print(f"{field.asks}{f' ({about})' if about else ''}", markup=False)
    if field.type in ("choice", "choices", "party"):
        for number, label in enumerate(options.values(), 1):
            console.print(f"  {number:2} {label}", markup=False)
    elif field.type in ("body", "vehicle", "site"):
        how = "A name from the catalogue, or a State's three letters; part of a name lists what fits."
        console.print(how, style="dim", markup=False)
    while True:
        text = _read(console, "> ")
        if text == "?":
            console.print(field.help or prompt.question.help, style="dim", markup=False)
            continue
        if text.lower() in _LEAVE:
            return "quit"
        if text.lower() == "back":
            return "back"
        value = value_of(text, field, options)
        problems = list(intake.wrong(prompt.question, field, value))
        if not problems:
            return value
        near = [f"{key}: {label}" for key, label in options.items() if text.lower() in f"{key} {label}".lower()]
        if len(near) == 1:
            return near[0].partition(":")[0] if field.type not in ("choices", "states") else [near[0].partition(":")[0]]
        hint = near[:12] or [nearest(text, options)]
        console.print(f"{text!r} is not among the answers. {'; '.join(filter(None, hint))}", style="red", markup=False)


def _read(console: Console, before: str) -> str:
    return console.input(before).strip()


def value_of(text: str, field: Field, options: dict[str, str]) -> Any:
    """A line as an answer.

    >>> value_of("yes", Field("f", "?", "yes-no"), {})
    True
    """
    low = text.lower()
    if low in _DEFERRED:
        return _DEFERRED[low]
    if field.type == "yes-no":
        return _YES_NO.get(low, text)
    if field.type == "number":
        try:
            number = float(text.rstrip("% "))
        except ValueError:
            return [text]
        return int(number) if number.is_integer() else number
    if field.type == "day":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            return [text]
    keys = list(options)

    def one(word: str) -> str:
        if field.type in ("choice", "choices", "party") and word.isdigit() and 1 <= int(word) <= len(keys):
            return keys[int(word) - 1]
        by_label = {label.lower(): key for key, label in options.items()}
        if field.type in ("state", "states", "vehicle", "site") and len(word) == 3 and word.upper() in options:
            return word.upper()
        return word if word in options else by_label.get(word.lower(), word)

    if field.type in ("choices", "states", "crafts"):
        return [] if low == "none" and "none" not in options else [one(w.strip()) for w in text.split(",")]
    return one(text)


__all__ = ["HINT", "converse", "value_of"]
