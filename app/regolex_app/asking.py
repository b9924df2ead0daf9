"""The controls for one question of the interview, and the answer as the interview takes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from regolex.interview.interview import TICK, Question
from regolex.interview.session import DONT_KNOW, UNDECIDED
from regolex.law.source import scalar
from regolex_app import choices, session
from regolex_app.case import slug
from regolex_app.words import plain, sentence

NOTHING = object()  # nothing was chosen
_KEY = "asking|"
_FEW = 8
_UNKNOWN = {"dont-know": ("I don’t know", "It goes to “left open” and stays unknown, never “no”."),
            "undecided": ("Not decided yet", "It stays open as well.")}  # fmt: skip
_COMMITMENT = {"done": "Done", "planned": "Planned", "not-planned": "Not planned"}
_SAID = {"done": "It has happened, and you can show it.", "planned": "You will do it; the task stays on your list.",
         "not-planned": "You will not do it; that may be a breach."}  # fmt: skip


def forget() -> None:
    """The next question begins with nothing chosen."""
    for key in [k for k in st.session_state if str(k).startswith((_KEY, "questions|by", "questions|source"))]:
        del st.session_state[key]


def answer(question: Question) -> Any:
    """Show the controls; the answer chosen so far in the shape of a mission file, or NOTHING."""
    name = "|".join(question.keys[0]) if question.type != TICK else TICK
    key = f"{_KEY}{name}"
    if question.type == TICK:
        return _tick(question, key)
    if question.type == "list":
        return _list(question, key)
    options = _options(question)
    if options and not question.many and len(options) <= _FEW:
        return _boxes(question, options, key)
    if options:
        return _select(question, options, key)
    return _typed(question, key)


def _options(question: Question) -> dict[str, tuple[str, str]]:
    """The values that can be chosen, each with its words and what it means."""
    if question.type == "boolean":
        return {"yes": ("Yes", ""), "no": ("No", "")}
    if question.type == "commitment":
        return {value: (label, _SAID[value]) for value, label in _COMMITMENT.items()}
    if question.type == "judgement":
        return {"satisfied": ("Satisfied", "Say below who judged it."), "not-satisfied": ("Not satisfied", "")}
    if question.type == "state":
        fact = session.base().knowledge.facts[question.fact]
        return {
            c: (label, "")
            for c, label in choices.values(session.base().knowledge, session.case().mission, fact).items()
        }
    return {value: (sentence(label), "") for value, label in question.choices}


def _boxes(question: Question, options: dict[str, tuple[str, str]], key: str) -> Any:
    shown = {**options, **_UNKNOWN}
    with st.container(key=f"boxed-{question.type}"):
        chosen = st.radio(
            plain(question.text), list(shown), format_func=lambda x: plain(shown[x][0]), key=key, index=None,
            captions=[shown[x][1] for x in shown], label_visibility="collapsed",
        )  # fmt: skip
    if question.offer and chosen is None:
        st.caption(f"There is only one that is listed: {plain(options[question.offer][0])}.")
    return NOTHING if chosen is None else _raw(question, chosen)


def _raw(question: Question, chosen: str) -> Any:
    if chosen in _UNKNOWN:
        return DONT_KNOW if chosen == "dont-know" else UNDECIDED
    return chosen == "yes" if question.type == "boolean" else chosen


def _select(question: Question, options: dict[str, tuple[str, str]], key: str) -> Any:
    words = {value: label for value, (label, _) in options.items()}
    if question.many:
        picked = st.multiselect(
            plain(question.text), list(words), format_func=words.__getitem__, key=key, label_visibility="collapsed",
            placeholder="Choose one or more, or type to search",
        )  # fmt: skip
        instead = {"none": "None", **{k: v[0] for k, v in _UNKNOWN.items()}}
        other = st.pills(f"Or instead: {plain(question.text)}", list(instead), format_func=instead.__getitem__,
                         key=f"{key}|or", label_visibility="collapsed")  # fmt: skip
        if picked:
            return list(picked)
        return NOTHING if other is None else [] if other == "none" else _raw(question, str(other))
    shown = {**words, **{k: v[0] for k, v in _UNKNOWN.items()}}
    chosen = st.selectbox(
        plain(question.text), list(shown), format_func=shown.__getitem__, key=key, index=None, label_visibility="collapsed",
        placeholder="Choose, or type to search",
    )  # fmt: skip
    return NOTHING if chosen is None else _raw(question, str(chosen))


def _typed(question: Question, key: str) -> Any:
    label = plain(question.text) + (f" ({question.unit})" if question.unit else "")
    value: Any = NOTHING
    if question.type == "date":
        day = st.date_input(
            label, key=key, value=None, min_value=date(1950, 1, 1), max_value=date(2199, 12, 31), format="YYYY-MM-DD"
        )
        value = day.isoformat() if isinstance(day, date) else NOTHING
    else:
        typed = str(st.text_input(label, key=key) or "").strip()
        if typed:
            number = scalar(typed, True) if question.type != "text" else typed
            value = typed if number is None else number
            value = [x.strip() for x in typed.split(",")] if question.many else value
    instead = {k: v[0] for k, v in _UNKNOWN.items()}
    other = st.pills(
        f"Or instead: {label}",
        list(instead),
        format_func=instead.__getitem__,
        key=f"{key}|or",
        label_visibility="collapsed",
    )
    return value if value is not NOTHING or other is None else _raw(question, str(other))


def _tick(question: Question, key: str) -> Any:
    """One screen of events and unusual circumstances: tick what applies, leave the rest."""
    ticked = []
    for value, label in question.choices:
        if st.checkbox(plain(label), key=f"{key}|{value}"):
            ticked.append(value)
    st.caption("Saving says of everything that is not ticked: it is not so, and has not happened up to that day.")
    return ticked


def _list(question: Question, key: str) -> Any:
    """The names of the parts that there are."""
    typed = st.text_area("One name a line", key=key, placeholder="Leave empty if there are none")
    none = st.checkbox("There are none", key=f"{key}|none")
    names = [row.strip() for row in str(typed or "").splitlines() if row.strip()]
    if not names:
        return [] if none else NOTHING
    found: dict[str, Any] = {}
    for name in names:
        base = slug(name) or "part"
        own, n = base, 2
        while own in found:
            own, n = f"{base}-{n}", n + 1
        found[own] = {"name": name}
    return found


def words(question: Question, answer: Any) -> str:
    """An answer in words."""
    if question.type == TICK:
        return f"{len(answer)} of {len(question.choices)} ticked"
    if isinstance(answer, Mapping):
        missing = answer.get("unknown")
        return {"dont-know": "don’t know", "undecided": "not decided yet"}.get(
            str(missing), ", ".join(map(str, answer))
        )
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    labels = {value: label for value, (label, _) in _options(question).items()}
    if isinstance(answer, list):
        return ", ".join(labels.get(x, str(x)).strip() for x in answer) or "none"
    return labels.get(str(answer), str(answer)).strip()
