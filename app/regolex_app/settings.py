"""The terms of a case: its title, its day, for whom, whose readings, and which law counts."""

from __future__ import annotations

from datetime import date

import msgspec
import streamlit as st

from regolex.engine.choices import stated_readings
from regolex_app import case, session
from regolex_app.case import Case


def show() -> None:
    """The controls, inside the pop-over of the case."""
    current = session.case()
    st.session_state["title"] = current.mission.title
    st.text_input("Title", key="title", on_change=_title)
    st.session_state["day"] = current.on
    knowledge = session.base().knowledge
    st.date_input(
        "Day of assessment", key="day", min_value=date(1950, 1, 1), max_value=date(2199, 12, 31), format="YYYY-MM-DD",
        on_change=_set, args=("on", "day"),
        help="The result depends on the date: which law was in force, who was bound, and which readings had been stated.",
    )  # fmt: skip
    st.caption(f"The earliest encoded law is of {knowledge.first_day}. The knowledge is as of {knowledge.day}.")
    _client()
    viewpoint()
    st.session_state["pending"] = current.pending
    st.checkbox(
        "Include law that is adopted or proposed but not yet in force", key="pending", on_change=_set,
        args=("pending", "pending"),
    )  # fmt: skip
    st.session_state["settle"] = current.settle
    st.checkbox(
        "Decide open findings exactly", key="settle", on_change=_set, args=("settle", "settle"),
        help="Tries the possible answers to open questions. A finding with the same result each time is certain; "
        "every other names the answers on which it depends. Takes some seconds after each change.",
    )  # fmt: skip


def chosen_words(current: Case) -> list[str]:
    """What narrows the result besides the answers and the day: it stands beside the verdict on every page."""
    said = []
    if current.viewpoint:
        said.append(f"Readings of {session.base().knowledge.states.get(current.viewpoint, current.viewpoint)}")
    if current.readings:
        count = len(current.readings)
        said.append(f"{count} reading{'s' if count > 1 else ''} chosen")
    if current.pending:
        said.append("With law not yet in force")
    return said


def _title() -> None:
    title = str(st.session_state["title"]).strip()
    if title:
        session.keep(session.case().having(msgspec.structs.replace(session.case().mission, title=title)))


def _client() -> None:
    """For whom it is assessed: the party named, else the one that the answers point to."""
    mission, a = session.case().mission, session.result().assessment
    parties = mission.parts.get("party", ())
    if not parties:
        return
    meant = a.client if a and not mission.client else ""
    names = {"": f"Whom the answers point to ({mission.name(meant)})" if meant else "No one named"}
    names |= {part: mission.name(part) for part in parties}
    st.session_state["client"] = mission.client
    st.selectbox(
        "Who are you?", list(names), format_func=names.__getitem__, key="client", on_change=_take_client,
        help="The result for you comes first: your duties, and those of the States whose law reaches you.",
    )  # fmt: skip


def _take_client() -> None:
    session.keep(session.case().having(case.for_client(session.case().mission, st.session_state["client"])))


def _set(field: str, key: str) -> None:
    session.keep(msgspec.structs.replace(session.case(), **{field: st.session_state[key]}))


def viewpoints() -> dict[str, str]:
    """The States whose own readings can be taken, by name."""
    knowledge, current = session.base().knowledge, session.case()
    holders = {
        h.state for q in knowledge.questions.values() for r in q.readings for h in r.holders if h.speaks_for_its_state
    }
    if current.on is not None:
        holders = {state for state in holders if stated_readings(knowledge, state, current.on)}
    return dict(sorted(((s, knowledge.states[s]) for s in holders), key=lambda item: item[1]))


def viewpoint() -> None:
    """Whose readings count."""
    current = session.case()
    names = {"": "No State: try every serious reading", **viewpoints()}
    if current.viewpoint and current.viewpoint not in names:
        names[current.viewpoint] = session.base().knowledge.states[current.viewpoint]
    st.session_state["viewpoint"] = current.viewpoint
    st.selectbox(
        "Whose readings count", list(names), format_func=names.__getitem__, key="viewpoint", on_change=_set,
        args=("viewpoint", "viewpoint"),
        help="The readings that the State itself has stated up to the date of assessment, as far as we read its words.",
    )  # fmt: skip
