"""Two windows changed one case: both answers are shown, and a person decides. Nothing is overwritten silently."""

from __future__ import annotations

import streamlit as st

from regolex.cases.case import Conflict
from regolex.errors import MissionError
from regolex.missions.mission import Answer, Mission
from regolex.report.phrases import value_words
from regolex_app import case, session
from regolex_app.case import Case
from regolex_app.words import escape


def show() -> None:
    """The dialog, where a save was refused because another window had saved first."""
    if "conflict" not in st.session_state:
        return
    mine, refused = st.session_state["conflict"]
    try:
        theirs = case.kept(refused.theirs.text, refused.theirs.settings, session.base().knowledge)
    except MissionError:
        st.session_state["unreadable"] = (refused.theirs, ())
        return
    _dialog(mine, theirs, refused)


@st.dialog("Two answers to one question", width="medium", dismissible=False)
def _dialog(mine: Case, theirs: Case, refused: Conflict) -> None:
    base: Case = st.session_state.get("base", mine)
    at = refused.theirs.changed_at.astimezone()
    st.markdown(f"Another window saved this case at {at:%H:%M}, after you opened it. Nothing is lost.")
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th><td>{escape(own)}</td><td>{escape(other)}</td></tr>'
        for label, own, other in _rows(base.mission, mine.mission, theirs.mission)
    )
    st.html(
        '<table class="rx-table"><thead><tr><th scope="col">What</th><th scope="col">Yours</th>'
        f'<th scope="col">Saved</th></tr></thead><tbody>{rows}</tbody></table>'
    )
    row = st.container(horizontal=True)
    if row.button(
        "Keep mine", key="conflict|mine", help="Your change is made to the saved case; every other answer stays."
    ):
        merged = mine.having(case.rebased(base.mission, mine.mission, theirs.mission))
        _take(theirs)
        session.keep(merged)
        st.rerun()
    if row.button("Take the other", key="conflict|theirs"):
        _take(theirs)
        st.rerun()


def _take(theirs: Case) -> None:
    """Go on from the saved case."""
    del st.session_state["conflict"]
    session.take_up(session.case_id())


def _rows(base: Mission, mine: Mission, theirs: Mission) -> list[tuple[str, str, str]]:
    """What differs: the label, my answer and the saved one."""
    k, a = session.base().knowledge, session.result().assessment
    keys = dict.fromkeys([*case.changed(base, mine), *case.changed(base, theirs)])

    def words(answer: Answer) -> str:
        if not answer.known:
            return {"dont-know": "don't know", "undecided": "not decided yet"}.get(answer.missing, "not answered")
        return value_words(a, answer.value) if a else str(answer.value)

    found = [
        (f"{k.facts[fact].label}{'' if part == 'mission' else f' ({theirs.name(part)})'}", words(mine.answer(part, fact)),
         words(theirs.answer(part, fact)))
        for part, fact in keys
    ]  # fmt: skip
    if mine.title != theirs.title:
        found.append(("title", mine.title, theirs.title))
    if mine.assumed != theirs.assumed:
        found.append(("assumptions", ", ".join(mine.assumed) or "none", ", ".join(theirs.assumed) or "none"))
    return found or [("the terms of the case", "as you set them", "as they were saved")]


__all__ = ["show"]
