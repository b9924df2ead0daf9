"""The first view: mission, date of assessment, and readings of disputed provisions."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import streamlit as st

from regolex.engine.choices import stated_readings
from regolex.errors import EvaluationError, MissionError, RegolexError
from regolex.interview import session as interview_session
from regolex.media import html as escape
from regolex_app import case, session
from regolex_app.session import Sample
from regolex_app.words import plain, problem_html

_ALL = "Every reading"


def show() -> None:
    """The view of the mission."""
    if session.untouched():
        st.markdown(
            "Describe a plan once. Every answer shows at once under whose law it falls, what each law requires, what "
            "blocks it, and what is not known yet. A missing answer is never taken for a no."
        )
        left, right = st.columns(2, gap="large")
        with left:
            st.header("An example or a precedent")
            _samples()
        with right:
            st.header("Your own mission")
            _empty()
            _upload()
        return
    _day()
    left, right = st.columns(2, gap="large")
    with left:
        st.header("Disputed law")
        _viewpoint()
        _readings()
    with right:
        st.header("Open another mission")
        _samples()
        _empty()
        _upload()
        _before()


def _day() -> None:
    current = session.case()
    st.header("This mission")
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.session_state["title"] = current.mission.title
        st.text_input("Title", key="title", on_change=_title)
        if current.mission.summary:
            st.markdown(plain(current.mission.summary))
        for source in current.mission.sources:
            st.caption(f"Source: {plain(source)}")
    with right:
        st.session_state["day"] = current.on
        knowledge = session.base().knowledge
        st.date_input(
            "Day of assessment", key="day", min_value=date(1950, 1, 1), max_value=date(2199, 12, 31),
            format="YYYY-MM-DD", on_change=_set, args=("on", "day"),
            help="The result depends on the date: which law was in force, who was bound, and which readings had been stated.",
        )  # fmt: skip
        _client()
        st.caption(f"The earliest encoded law is of {knowledge.first_day}. The knowledge is as of {knowledge.day}.")
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


def _title() -> None:
    mission = session.case().mission
    session.keep(session.case().having(msgspec.structs.replace(mission, title=st.session_state["title"])))


def _set(field: str, key: str) -> None:
    session.keep(msgspec.structs.replace(session.case(), **{field: st.session_state[key]}))


# --- sources of a mission ---


def _samples() -> None:
    found = session.samples(session.folder())
    if not found:
        return
    chosen = st.selectbox(
        "Example or precedent", range(len(found)), format_func=lambda n: _sample_label(found[n]),
        key="sample",
    )  # fmt: skip
    sample = found[chosen or 0]
    if sample.mission is not None and sample.mission.summary:
        st.markdown(plain(sample.mission.summary))
    if sample.mission is None:
        for problem in sample.problems:
            st.html(problem_html(problem))
    elif st.button("Open this mission", key="open", type="primary"):
        session.begin(case.of(sample.mission), session.OVERVIEW)
        st.rerun()


def _sample_label(sample: Sample) -> str:
    if sample.mission is None:
        return f"{Path(sample.path).stem} (its file has problems)"
    return f"{sample.mission.title} ({sample.mission.about})"


def _empty() -> None:
    with st.form("empty", border=False):
        title = st.text_input("Begin a new mission", placeholder="Name of the mission", key="empty|title")
        if st.form_submit_button("Start with no answers"):
            session.begin(case.empty(title.strip() or "My mission"), session.QUESTIONS)
            st.rerun()


def _upload() -> None:
    given = st.file_uploader("A mission file (YAML) or a session (JSON)", type=["yaml", "yml", "json"], key="upload")
    if given is None:
        st.session_state.taken = None
        return
    if st.session_state.get("taken") == given.file_id:
        return
    if given.name.endswith(".json"):
        _take_up(given)
        return
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "mission.yaml")
        path.write_bytes(given.getvalue())
        try:
            mission = session.base().read_mission(path)
        except MissionError as error:
            st.html(
                f"<p><strong>This file cannot be used: {len(error.problems)} "
                f"{'problem' if len(error.problems) == 1 else 'problems'}.</strong> "
                "Nothing has changed; your mission is still open.</p>"
            )
            for problem in error.problems:
                st.html(problem_html(msgspec.structs.replace(problem, file=given.name)))
            return
    st.session_state.taken = given.file_id
    session.begin(case.of(mission), session.OVERVIEW)
    st.rerun()


def _take_up(given: Any) -> None:
    """Resume a saved session: mission, date, viewpoint and readings; report what no longer fits."""
    try:
        saved = interview_session.loads(given.getvalue().decode("utf-8", errors="replace"))
        taken_up, problems = case.taken_up(saved, session.base().knowledge)
    except (EvaluationError, MissionError, ValueError) as error:
        problems = error.problems if isinstance(error, RegolexError) else ()
        st.html(f"<p><strong>This session cannot be used.</strong> {'' if problems else escape(str(error))}</p>")
        for problem in problems:
            st.html(problem_html(msgspec.structs.replace(problem, file=given.name)))
        return
    st.session_state.taken = given.file_id
    session.begin(taken_up, session.QUESTIONS)
    st.session_state.notices = problems
    st.rerun()


def _before() -> None:
    before: case.Case | None = st.session_state.get("before")
    if before is not None and st.button(
        f"Back to: {plain(before.mission.title or before.mission.id)}", key="before|open"
    ):
        session.begin(before, session.QUESTIONS)
        st.rerun()


# --- disputed law ---


def _viewpoint() -> None:
    knowledge, current = session.base().knowledge, session.case()
    holders = {
        h.state for q in knowledge.questions.values() for r in q.readings for h in r.holders if h.speaks_for_its_state
    }
    if current.on is not None:
        holders = {state for state in holders if stated_readings(knowledge, state, current.on)}
    names = {"": "No State: try every serious reading"}
    names |= dict(sorted(((s, knowledge.states[s]) for s in holders), key=lambda item: item[1]))
    if current.viewpoint and current.viewpoint not in names:
        names[current.viewpoint] = knowledge.states[current.viewpoint]
    st.session_state["viewpoint"] = current.viewpoint
    st.selectbox(
        "Whose readings count", list(names), format_func=names.__getitem__, key="viewpoint", on_change=_set,
        args=("viewpoint", "viewpoint"),
        help="The readings that the State itself has stated up to the date of assessment, as far as we read its words.",
    )  # fmt: skip


def _readings() -> None:
    knowledge, current = session.base().knowledge, session.case()
    label = f"Choose readings one by one ({len(current.readings)} of {len(knowledge.questions)} chosen)"
    session.opened("readings")
    opened = st.expander(label, key="readings", on_change="rerun")
    if not opened.open:
        return
    with opened:
        for question in knowledge.questions.values():
            names = {"": _ALL} | {r.id: f"{r.id} {r.name} ({r.weight})" for r in question.readings if not r.apart}
            key = f"reading|{question.id}"
            st.session_state[key] = current.readings.get(question.id, "")
            st.selectbox(
                plain(question.asks), list(names), format_func=names.__getitem__, key=key, on_change=_choose_reading,
                args=(question.id,),
            )  # fmt: skip
            if current.readings.get(question.id):
                chosen = next(r for r in question.readings if r.id == current.readings[question.id])
                st.caption(plain(chosen.says))


def _choose_reading(question: str) -> None:
    current = session.case()
    readings = {q: r for q, r in current.readings.items() if q != question}
    chosen = st.session_state[f"reading|{question}"]
    session.keep(msgspec.structs.replace(current, readings={**readings, question: chosen} if chosen else readings))
