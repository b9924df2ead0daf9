"""Two windows changed one case: both states are shown, and a person decides. Nothing is overwritten silently."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from regolex.cases.case import Conflict
from regolex.errors import MissionError
from regolex.missions.mission import Answer, Mission
from regolex.report.phrases import value_words
from regolex_app import case, pages, session, team
from regolex_app.case import Case
from regolex_app.words import day_of, escape, sentence

_UNANSWERED = {"dont-know": "don't know", "undecided": "not decided yet"}


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
    base: Case = st.session_state.get("base", mine)
    both = case.places(base, mine) & case.places(base, theirs)
    title = "Two answers to one question" if both else "This case was changed elsewhere"
    st.dialog(title, width="medium", dismissible=False)(_dialog)(base, mine, theirs, refused, bool(both))


def _dialog(base: Case, mine: Case, theirs: Case, refused: Conflict, both: bool) -> None:
    at = refused.theirs.changed_at.astimezone()
    what = "" if both else " You changed something else, so that both changes can be kept."
    st.markdown(f"{_who(refused)} saved this case at {at:%H:%M}, after you opened it. Nothing is lost.{what}")
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th><td>{escape(own)}</td><td>{escape(other)}</td></tr>'
        for label, own, other in _rows(base, mine, theirs)
    )
    st.html(
        '<table class="rx-table"><thead><tr><th scope="col">What</th><th scope="col">Yours</th>'
        f'<th scope="col">Saved</th></tr></thead><tbody>{rows}</tbody></table>'
    )
    row = st.container(horizontal=True)
    keep = "Keep mine" if both else "Keep both"
    if row.button(keep, key="conflict|mine", help="Your change is made to the saved case; every other answer stays."):
        merged = case.together(base, mine, theirs)
        _take()
        session.keep(merged)
        st.rerun()
    if row.button("Take the saved one", key="conflict|theirs", help="Your last change is dropped."):
        _take()
        st.rerun()
    if row.button("Keep mine as a copy", key="conflict|copy", help="A case of its own with your state of it."):
        named = mine.having(case.retitled(mine.mission, f"{mine.mission.title} (copy)"))
        session.begin(named, pages.OVERVIEW)


def _who(refused: Conflict) -> str:
    """Who was first, as far as the server knows people."""
    by = refused.theirs.changed_by
    me = team.me()
    if me is None or by == me.id:
        return "Another window"
    return sentence(session.called(by))


def _take() -> None:
    """Go on from the saved case."""
    del st.session_state["conflict"]
    session.take_up(session.case_id())


def _rows(base: Case, mine: Case, theirs: Case) -> list[tuple[str, str, str]]:
    """What differs from the state that both began with: the label, mine and the saved one."""
    k, a = session.base().knowledge, session.result().assessment
    one, other = mine.mission, theirs.mission
    keys = dict.fromkeys([*case.changed(base.mission, one), *case.changed(base.mission, other)])

    def words(answer: Answer) -> str:
        if not answer.known:
            return _UNANSWERED.get(answer.missing, "not answered")
        return value_words(a, answer.value) if a else str(answer.value)

    found = [
        (sentence(f"{k.facts[fact].label}{'' if part == 'mission' else f' ({other.name(part)})'}"),
         words(one.answer(part, fact)), words(other.answer(part, fact)))
        for part, fact in keys
    ]  # fmt: skip
    shown: dict[str, Callable[[Case], Any]] = {
        "Title": lambda c: c.mission.title,
        "Assumptions": lambda c: ", ".join(k.asking.sets[name].title for name in c.mission.assumed) or "none",
        "What the plan consists of": lambda c: _parts(c.mission),
        "Day of assessment": lambda c: day_of(c.on) if c.on else "none",
        "Whose readings count": lambda c: k.states.get(c.viewpoint, "no State's"),
        "Readings chosen": lambda c: ", ".join(f"{q} {r}" for q, r in c.readings.items()) or "none",
        "Law not yet in force": lambda c: "included" if c.pending else "not included",
        "Open findings": lambda c: "decided exactly" if c.settle else "left open",
    }
    found += [(label, of(mine), of(theirs)) for label, of in shown.items() if of(mine) != of(theirs)]
    return found or [("Terms of the case", "as you set them", "as they were saved")]


def _parts(mission: Mission) -> str:
    return ", ".join(mission.name(part) for own in mission.parts.values() for part in own) or "nothing yet"


__all__ = ["show"]
