"""One question with its answer: wording, help, unit, allowed answers, and the choice to leave it open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from regolex.engine.preparation import ASSUMED
from regolex.errors import MissionError
from regolex.law.model import Fact
from regolex.law.wording import counted
from regolex.missions.mission import Answer
from regolex.report.phrases import value_words
from regolex_app import choices, known_bodies, session
from regolex_app.case import answered, differs
from regolex_app.words import plain, problem_html

_FIRST, _LAST = date(1950, 1, 1), date(2199, 12, 31)  # the range of the calendar widget
_INSTEAD = {choices.GIVEN: "As answered", **choices.OPEN}


def question(fact: Fact, part: str, waiting: int = 0) -> None:
    """Show one question; every change is applied to the case at once, or refused with the reason."""
    mission = session.case().mission
    answer = mission.answer(part, fact.id)
    label = plain(fact.question.replace("{name}", mission.name(part)))
    if fact.unit:
        label += f" ({plain(_unit(fact))})"
    with st.container(key=f"q-{part.replace(':', '-')}-{fact.id.replace('.', '-')}", gap="xsmall"):
        if choices.closed(fact) or (choices.listed(fact) and not fact.many):
            _single(fact, part, label, answer)
        else:
            _free(fact, part, label, answer)
        _notes(fact, part, answer, waiting)
        known_bodies.proposal(fact, part, answer)
        if fact.type == "judgement" and choices.standing(answer) == choices.GIVEN:
            _judged(fact, part, answer)
        if choices.standing(answer) == choices.NOT_ARISING:
            _reason(fact, part, answer)
        for problem in session.wrong().get((part, fact.id), ("", ()))[1]:
            st.html(problem_html(problem))


def _notes(fact: Fact, part: str, answer: Answer, waiting: int) -> None:
    notes = _put_in(fact, part, answer)
    if fact.help:
        notes.append(plain(fact.help))
    if waiting:
        notes.append(f"**{counted(waiting, 'finding depends', 'findings depend')} on this answer.**")
    if answer.source:
        notes.append(f"Source: {plain(answer.source)}")
    if notes:
        st.caption("  \n".join(notes))


def _put_in(fact: Fact, part: str, answer: Answer) -> list[str]:
    """What other answers or an assumption make of the question, which is never shown as an answer of the user."""
    a = session.result().assessment
    if a is None:
        return []
    used = a.prepared.mission.answer(part, fact.id)
    if not used.origin:
        return []
    value = "does not arise" if used.does_not_arise else value_words(a, used.value)
    origin, _, name = used.origin.partition(":")
    if origin == ASSUMED:
        return [f"**Assumed: {plain(value)}** ({plain(a.knowledge.asking.sets[name].title)}). Your answer replaces it."]
    why = plain((used.by or used.does_not_arise).rstrip("."))
    if choices.standing(answer) in (choices.GIVEN, choices.NONE):
        if not differs(answer, used):
            return []
        return [f"**Your answer is set aside** ({why}). It comes back when the question arises again."]
    return [f"Follows from other answers: {plain(value)} ({why})."]


def _single(fact: Fact, part: str, label: str, answer: Answer) -> None:
    """A question with a single choice."""
    allowed = choices.values(session.base().knowledge, session.case().mission, fact)
    words = {**allowed, **choices.OPEN} if choices.closed(fact) else {**choices.OPEN, **allowed}
    key = f"a|{part}|{fact.id}"
    st.session_state[key] = choices.chosen(fact, answer)
    row: dict[str, Any] = {"horizontal": True} if choices.closed(fact) else {}
    show: Any = st.radio if row else st.selectbox
    show(
        label, list(words), format_func=lambda choice: plain(words[choice]) if row else words[choice], key=key,
        on_change=_take, args=(fact, part, lambda: choices.raw_choice(fact, st.session_state[key])), **row,
    )  # fmt: skip


def _free(fact: Fact, part: str, label: str, answer: Answer) -> None:
    """A question with several choices or a typed answer, next to the choices that leave it open."""
    left, right = st.columns([5, 2], gap="small", vertical_alignment="bottom")
    with left:
        (_many if fact.many else _typed)(fact, part, label, answer)
    how = choices.standing(answer)
    key = f"h|{part}|{fact.id}"
    st.session_state[key] = how
    instead = {choices.GIVEN: _INSTEAD[choices.GIVEN]} if how == choices.GIVEN else {}
    if fact.many:
        instead[choices.NONE] = "None"
    instead |= choices.OPEN
    with right:
        st.selectbox(
            f"Or leave open: {label}", list(instead), format_func=instead.__getitem__, key=key, label_visibility="collapsed",
            on_change=_take_instead, args=(fact, part, key),
        )  # fmt: skip


def _many(fact: Fact, part: str, label: str, answer: Answer) -> None:
    allowed = choices.values(session.base().knowledge, session.case().mission, fact)
    key = f"a|{part}|{fact.id}"
    st.session_state[key] = list(answer.value or ()) if isinstance(answer.value, tuple) else []
    if not choices.listed(fact):
        st.multiselect(
            label, st.session_state[key], key=key, accept_new_options=True, on_change=_take,
            args=(fact, part, lambda: list(st.session_state[key]) or None),
        )  # fmt: skip
        return
    st.multiselect(
        label, list(allowed), format_func=lambda choice: allowed[choice].strip(), key=key,
        placeholder="Choose one or more" if allowed else "There is nothing to choose from yet",
        on_change=_take, args=(fact, part, lambda: choices.raw_many(fact, st.session_state[key])),
    )  # fmt: skip


def _typed(fact: Fact, part: str, label: str, answer: Answer) -> None:
    key = f"a|{part}|{fact.id}"
    if fact.type == "date":
        st.session_state[key] = answer.value if isinstance(answer.value, date) else None
        st.date_input(
            label, key=key, min_value=_FIRST, max_value=_LAST, format="YYYY-MM-DD",
            on_change=_take, args=(fact, part, lambda: st.session_state[key]),
        )  # fmt: skip
        return
    typed, _ = session.wrong().get((part, fact.id), ("", ()))
    st.session_state[key] = typed or ("" if answer.value is None else str(answer.value))
    st.text_input(
        label, key=key, on_change=_take, args=(fact, part, lambda: choices.raw_text(fact, st.session_state[key]))
    )  # fmt: skip


def _judged(fact: Fact, part: str, answer: Answer) -> None:
    """The author and date of a judgement, which is attributed and never computed."""
    left, right = st.columns(2, gap="small")
    by, on = f"by|{part}|{fact.id}", f"on|{part}|{fact.id}"
    st.session_state[by], st.session_state[on] = answer.by, answer.on

    def raw() -> dict[str, Any]:
        typed = {"value": answer.value, "source": answer.source, "by": st.session_state[by], "on": st.session_state[on]}
        return {key: value for key, value in typed.items() if value}

    left.text_input("Judged by", key=by, on_change=_take, args=(fact, part, raw))
    right.text_input("Judged on (such as 2026-01-31)", key=on, on_change=_take, args=(fact, part, raw))


def _reason(fact: Fact, part: str, answer: Answer) -> None:
    key = f"why|{part}|{fact.id}"
    st.session_state[key] = choices.reason(answer)
    st.text_input(
        "Why it does not arise", key=key, on_change=_take,
        args=(fact, part, lambda: {"does_not_arise": st.session_state[key]}),
    )  # fmt: skip


def _take_instead(fact: Fact, part: str, key: str) -> None:
    how = st.session_state[key]
    if how != choices.GIVEN:
        _take(fact, part, lambda: choices.raw_choice(fact, how))


def _take(fact: Fact, part: str, raw: Callable[[], Any]) -> None:
    """Apply an answer to the case; if it is not valid, keep the input with the reason, and leave the case unchanged."""
    current, value = session.case(), raw()
    session.wrong().pop((part, fact.id), None)
    try:
        session.keep(current.having(answered(current.mission, session.base().knowledge, part, fact.id, value)))
    except MissionError as error:
        session.complain((part, fact.id), str(value), error.problems)


def _unit(fact: Fact) -> str:
    return {"percent": "per cent", "day": "days", "month": "months", "year": "years"}.get(fact.unit, fact.unit)
