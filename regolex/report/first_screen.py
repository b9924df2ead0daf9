"""The first screen: what a person needs before anything else, in at most 25 lines, the same in every form of output."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

import msgspec

from regolex.engine.assessment import Assessment, Side
from regolex.engine.verdict import Verdict
from regolex.law.wording import counted
from regolex.report.disputed import blocking, brief, disputes
from regolex.report.needed import still_needed
from regolex.report.readings import on_readings
from regolex.report.screen_rows import INDENT, WIDTH, Row, fitted, is_breach, rows
from regolex.report.view import VERDICT_WORDS, grade_of
from regolex.report.whose_law import about_title, state_links
from regolex.tasks.task import home_states, how_many, tasks

LINES = 25


class Screen(msgspec.Struct, frozen=True):
    """The first screen: what and for whom, the verdict in two sentences, and the rows below it."""

    title: str
    verdicts: tuple[Row, ...]
    sentences: tuple[str, str]
    rows: tuple[Row, ...]


def first_screen(a: Assessment) -> Screen:
    """What to read first, whole: how much of it fits on the lines of a terminal is decided in ``lines``."""
    title = f"{a.mission.title} · {_for(a)} · law of {day_words(a)}"
    return Screen(title, tuple(_verdicts(a)), sentences(a), tuple(rows(a)))


def lines(a: Assessment) -> list[str]:
    """The first screen as at most 25 plain lines of at most 100 characters."""
    screen = first_screen(a)
    out = [_cut(screen.title), ""]
    wide = max(INDENT, *(len(row.label) + 1 for row in screen.verdicts))
    out += [_cut(f"{row.label:<{wide}}{row.text}") for row in screen.verdicts]
    out += [row for sentence in screen.sentences for row in wrap(sentence, WIDTH, max_lines=2, placeholder=" …")]
    out.append("")
    return out + fitted(list(screen.rows), LINES - len(out))


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1].rstrip(" …") + "…"


def day_words(a: Assessment) -> str:
    """The day of assessment in words."""
    return f"{a.on.day} {a.on:%b %Y}"


def _for(a: Assessment) -> str:
    return f"for {a.name(a.client)} (you)" if a.client else "no client named"


# --- the verdict ---


def main_side(a: Assessment) -> Side:
    """The verdict that is shown first: yours, else that of the mission."""
    return a.you or a.overall


def _on(a: Assessment) -> tuple[str, str]:
    """How the two sets of readings are called; readings that were chosen are named as such."""
    if chosen := on_readings(a).removeprefix("on "):
        return f"the prevailing of {chosen}", chosen
    return "the prevailing readings", "every serious reading"


def _verdicts(a: Assessment) -> Iterator[Row]:
    side = main_side(a)
    prevailing, every = (words.partition(" (")[0] for words in _on(a))  # the readings are named in the sentence
    if _printed(side.dominant) == _printed(side.every_reading):
        row = _verdict_row(side.dominant, f"on {every}{'' if a.readings else ', the prevailing included'}")
        yield (
            row
            if len(row.text) <= WIDTH - max(INDENT, len(row.label) + 1)
            else _verdict_row(side.dominant, f"on {every}")
        )
    else:
        yield _verdict_row(side.dominant, f"on {prevailing}")
        asked = len(disputes(a))
        words = f" of {counted(asked, 'disputed question')}" if asked and side.every_reading.word == "contested" else ""
        yield _verdict_row(side.every_reading, f"on {every}{words}")
    if a.you and a.overall.every_reading.word != a.you.every_reading.word:
        yield _verdict_row(a.overall.every_reading, "for all who take part, on the same readings")


def _printed(v: Verdict) -> tuple[str, str]:
    return VERDICT_WORDS[v.word].upper(), grade_of(v)


def _verdict_row(v: Verdict, on: str) -> Row:
    word, grade = _printed(v)
    begun = "so far"
    said = f"so far, {on}{grade.removeprefix(begun)}" if grade.startswith(begun) else f"{on}; {grade}"
    return Row(word, said, 1, (on, grade))


def sentences(a: Assessment) -> tuple[str, str]:
    """The verdict in two sentences, read off the same counts as the rows."""
    side = main_side(a)
    prevailing, every = _on(a)
    todo, some = how_many(tasks(a))
    rest = f", and {some} more on some readings only" if some else ""
    leave = still_needed(a)
    of_them = f", {leave} of them {'a permission' if leave == 1 else 'permissions'}" if leave and todo else ""
    to_go = f"{counted(todo, 'task')} {'is' if todo == 1 else 'are'} left{of_them}{rest}; "
    found = "so far" if side.dominant.grade == "so-far" else "is found"
    nothing = f"no breach{' of yours' if a.you else ''} {found}"
    first = {
        "blocked": f"The plan breaches binding law on {prevailing}.",
        "contested": f"Even among {prevailing} the outcome is divided.",
        "to-do": f"{to_go}{nothing} on {prevailing}{_others(a)}.{_unread(a)}",
        "clear": f"{'You meet every duty found' if a.you else 'Every duty found is met'} on {prevailing}{_others(a)}.",
        "no-duty-found": "No binding duty was found in the law that is encoded.",
        "undetermined": "Nothing decisive is settled yet.",
    }[side.dominant.word]
    divided = disputes(a)
    second = ""
    if side.every_reading.word == "blocked" and side.dominant.word != "blocked":
        second = f"Whichever of the disputed readings is right, something is breached on {every}."
    elif side.every_reading.word == "contested" and side.dominant.word == "blocked":
        second = f"Another serious reading would let it stand{f': {brief(divided[0][0].asks)}' if divided else '.'}"
    elif side.dominant.word == "contested" and divided:
        more = f" (and on {counted(len(divided) - 1, 'more question')})" if len(divided) > 1 else ""
        second = f"It turns on this question{more}: {brief(divided[0][0].asks)}"
    elif side.every_reading.word == "contested" and divided:
        question, findings = divided[0]
        more = f" (and {counted(len(divided) - 1, 'more question')})" if len(divided) > 1 else ""
        second = f"{blocking(question, findings)} would block it{more}: {brief(question.asks)}"
    elif side.every_reading.grade == "so-far":
        waiting = len(a.questions.items)
        second = f"This may change: {counted(waiting, 'question')} {'is' if waiting == 1 else 'are'} open."
    return first, second


def _unread(a: Assessment) -> str:
    """The States that reach the plan and whose law is not encoded: what was not read cannot be breached here."""
    encoded = {i.legal_order for i in a.knowledge.instruments.values()}
    names = [a.name(state) for state in sorted((home_states(a) | a.reaches) & a.knowledge.states.keys() - encoded)]
    return f" The law of {' and '.join(names)} was not read." if names else ""


def _others(a: Assessment) -> str:
    """Who else is in breach, where the verdict that is told is yours alone."""
    names = (
        dict.fromkeys(a.name(f.bearer) for f in a.findings if is_breach(f) and f.bearer != a.client) if a.you else {}
    )
    return f", but {' and '.join(list(names)[:2])} {'is' if len(names) == 1 else 'are'} in breach" if names else ""


__all__ = [
    "LINES",
    "WIDTH",
    "Row",
    "Screen",
    "about_title",
    "day_words",
    "disputes",
    "first_screen",
    "lines",
    "main_side",
    "sentences",
    "state_links",
]
