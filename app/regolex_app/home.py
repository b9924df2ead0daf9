"""Home: the cases on this machine, and the known missions to start from."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import streamlit as st

from regolex.cases.case import OWN, READ, Card
from regolex.engine.assessment import assess
from regolex.errors import EvaluationError, MissionError, RegolexError
from regolex.interview import session as interview_session
from regolex.law.wording import counted
from regolex.report.first_screen import sentences
from regolex.tasks.task import tasks
from regolex_app import case, pages, session, sharing
from regolex_app.naming import called
from regolex_app.session import Sample
from regolex_app.words import badge, day_of, escape, plain, problem_html, sentence

_SHOWN = 6
_AT_HAND = {
    "apartment": "Where your company is formed, and who controls it",
    "water_drop": "What you will do, and on which body",
    "rocket_launch": "Who launches you and from where, if you know it",
    "task": "Permits that you hold or have asked for",
}
_YOU_GET = {
    "account_balance": "Whose law reaches you, and what each asks",
    "balance": "Where the law is disputed, by whom, and what follows",
    "checklist": "Tasks with the authority, the time and the fee",
    "description": "A memo with every paragraph behind it",
}
_KINDS = {
    "Asteroid": ("asteroid", "comet"), "Moon": ("moon", "lunar"), "Sale": ("sale", "sell", "sold", "title"),
    "Return to Earth": ("return", "brought back", "sample"),
}  # fmt: skip


def show() -> None:
    """The page."""
    if "missing" in st.session_state:
        st.session_state.pop("missing")
        st.warning("There is no case under this address. It may have been deleted.", icon=":material/search_off:")
    kept = session.shelf().list()
    if kept:
        _cases(kept)
    else:
        _first()
    sharing.assigned_to_me()
    _gone()
    st.header("Start from a known mission" if kept else "Or start from a known mission", anchor=False)
    _known()


def _first() -> None:
    st.title("Start your first case", anchor=False)
    st.html(
        '<p class="rx-lead">Describe a mission in fourteen questions. You get a first answer in about ten minutes, and you can '
        "skip any question. A missing answer is never taken for a no.</p>"
    )
    row = st.container(horizontal=True, vertical_alignment="center")
    with row:
        _start("Start with fourteen questions")
        _import()
    left, right = st.columns(2, gap="large")
    with left:
        st.header("Have at hand", anchor=False)
        _listed(_AT_HAND)
    with right:
        st.header("What you get", anchor=False)
        _listed(_YOU_GET)


def _listed(rows: dict[str, str]) -> None:
    with st.container(gap="xsmall"):
        for icon, says in rows.items():
            st.markdown(f":material/{icon}: {says}")


def _start(label: str) -> None:
    if st.button(label, key="start", type="primary", icon=":material/add:"):
        day = date.today()
        fresh = msgspec.structs.replace(case.empty("My plan"), on=day)
        session.begin(fresh, pages.INTAKE)


def _cases(kept: Sequence[Card]) -> None:
    head = st.container(horizontal=True, vertical_alignment="center")
    with head:
        st.title("Your cases", anchor=False, width="content")
        st.space("stretch")
        _import()
        _start("New case")
    st.caption(f"{sentence(counted(len(kept), 'case'))}, the last changed first. Each is saved after every answer.")
    for n in range(0, len(kept), 2):
        for place, one in zip(st.columns(2), kept[n : n + 2], strict=False):
            with place.container(border=True, height="stretch"):
                _card(one)


def _card(one: Card) -> None:
    st.header(plain(one.title), anchor=False)
    seen = _summary(one)
    line = st.container(horizontal=True, vertical_alignment="center", gap="small")
    with line:
        if not seen:
            st.badge("Cannot be read", icon=":material/error:", color="red")
        elif seen["word"]:
            badge(seen["word"])
        if one.access != OWN:
            st.badge("Shared with you", icon=":material/group:", color="gray")
        day = f"Law of {day_of(date.fromisoformat(seen['on']))} · " if seen.get("on") else ""
        st.caption(f"{day}changed {_when(one.changed_at.astimezone().date())}", width="content")
    if seen:
        st.markdown(plain(seen["says"]))
        if seen["next"]:
            st.markdown(f"**Next:** {plain(seen['next'])}")
    row = st.container(horizontal=True)
    with row:
        if st.button("Open", key=called(f"open|{one.id}", "Open", one.title)):
            session.take_up(one.id)
            session.go(pages.OVERVIEW if seen.get("next") else pages.INTAKE)
        with st.popover("More", key=called(f"more|{one.id}", "More", one.title)):
            st.markdown(f"**{plain(one.title)}**")
            if st.button("Duplicate", key=f"copy|{one.id}", icon=":material/content_copy:"):
                session.shelf().duplicate(one.id)
                st.rerun()
            st.download_button(
                "Mission file", lambda: session.shelf().read(one.id).text.encode(), f"{case.slug(one.title)}.yaml",
                "text/plain", key=f"file|{one.id}", on_click="ignore", icon=":material/download:",
            )  # fmt: skip
            if one.access == OWN and st.button("Delete", key=f"delete|{one.id}", icon=":material/delete:"):
                session.shelf().delete(one.id)
                if session.case_id() == one.id:
                    session.forget()
                st.rerun()


def _when(day: date) -> str:
    return "today" if day == date.today() else day_of(day)


def _summary(one: Card) -> dict[str, Any]:
    """The verdict, the day, the sentence and the next task of a case, remembered beside it; empty where it cannot be read."""
    base = session.base()
    known = dict(one.summary)
    if one.summary_is_current and known.get("knowledge") == base.knowledge.hash:
        return known
    kept = session.shelf().read(one.id)
    try:
        found = case.kept(kept.text, kept.settings, base.knowledge)
        made = _assessed(found)
    except (MissionError, EvaluationError):
        return {}
    made["knowledge"] = base.knowledge.hash
    if one.access != READ:
        session.shelf().remember(one.id, kept.version, made)
    return made


def _assessed(found: case.Case) -> dict[str, Any]:
    if found.on is None:
        return {"word": "", "on": "", "says": "No day is chosen yet.", "next": ""}
    a = assess(
        session.base().engine, found.mission, on=found.on, readings=found.readings, viewpoint=found.viewpoint,
        pending=found.pending,
    )  # fmt: skip
    side, says, todo = a.you or a.overall, sentences(a), tasks(a)
    return {
        "word": side.every_reading.word, "on": found.on.isoformat(), "says": says[1] or says[0],
        "next": todo[0].what if todo else "",
    }  # fmt: skip


def _gone() -> None:
    """What was deleted can be taken back."""
    found = session.shelf().list(deleted=True)
    if not found:
        return
    with st.expander(f"Deleted ({len(found)}): can be taken back for thirty days"):
        for one in found:
            row = st.container(horizontal=True, vertical_alignment="center")
            until = f", until {day_of(one.gone_at.date())}" if one.gone_at else ""
            row.markdown(f"**{plain(one.title)}**{until}", width="content")
            key = called(f"undelete|{one.id}", "Take it back", one.title)
            if row.button("Take it back", key=key, icon=":material/undo:"):
                session.shelf().undelete(one.id)
                st.rerun()


# --- known missions ---


def _known() -> None:
    found = session.samples(session.folder())
    real = sum(not s.example for s in found)
    st.caption(
        f"{counted(real, 'real mission')} and {counted(len(found) - real, 'example')}. A copy becomes your own case; the "
        "original stays as it is."
    )
    left, right = st.columns([5, 4], vertical_alignment="bottom")
    asked = left.text_input(
        "Search by name, body, State or company", key="search", icon=":material/search:", type="search"
    )
    kind = right.pills("Show", ["All", *_KINDS], default="All", key="known|kind", label_visibility="collapsed")
    shown = [s for s in found if _fits(s, str(asked or ""), str(kind or "All"))]
    if not shown:
        st.markdown("No known mission fits. Try a shorter word, or start with fourteen questions.")
        return
    most = _SHOWN if not asked and not st.session_state.get("known|all") else len(shown)
    for sample in shown[:most]:
        _sample(sample)
    if most < len(shown) and st.button(f"Show all {len(shown)}", key="known|more", type="tertiary"):
        st.session_state["known|all"] = True
        st.rerun()


def _fits(sample: Sample, asked: str, kind: str) -> bool:
    mission = sample.mission
    text = (
        Path(sample.path).stem
        if mission is None
        else f"{mission.title} {mission.summary} {' '.join(mission.names.values())}"
    )
    if mission is not None:
        k = session.base().knowledge
        named = {
            v
            for own in mission.answers.values()
            for answer in own.values()
            for v in (answer.value if isinstance(answer.value, tuple) else (answer.value,))
            if isinstance(v, str)
        }
        text += " " + " ".join(k.states.get(v, v.replace("-", " ")) for v in named)
    low = text.lower()
    return all(word in low for word in asked.lower().split()) and (
        kind == "All" or any(word in low for word in _KINDS[kind])
    )


def _sample(sample: Sample) -> None:
    name = Path(sample.path).stem if sample.example else f"precedents/{Path(sample.path).stem}"
    with st.container(key=f"known-{case.slug(name)}"):
        left, right = st.columns([5, 1], vertical_alignment="center")
        if sample.mission is None:
            left.markdown(f"**{plain(name)}**")
            left.html("".join(map(problem_html, sample.problems[:3])))
            return
        mission = sample.mission
        day = case.of(mission).on
        sort = "example" if sample.example else (day_of(day) if day else "")
        left.html(
            f'<p style="margin:0"><strong>{escape(mission.title)}</strong> <span class="rx-small">{escape(sort)}</span></p>'
            f'<p class="rx-small" style="margin:0">{escape(_first_sentence(mission.summary))}</p>'
        )
        key = called(f"from|{name}", "Start from it", mission.title)
        if right.button("Start from it", key=key, icon=":material/content_copy:"):
            session.begin(case.of(mission), pages.OVERVIEW)


def _first_sentence(text: str) -> str:
    head, dot, _ = text.partition(". ")
    return f"{head}." if dot else text


# --- import ---


def _import() -> None:
    with st.popover("Import", icon=":material/upload_file:", key="import"):
        given = st.file_uploader(
            "A mission file (YAML) or a session (JSON)", type=["yaml", "yml", "json"], key="upload"
        )
        if given is None:
            st.session_state.taken = None
        elif st.session_state.get("taken") != given.file_id:
            (_take_up if given.name.endswith(".json") else _take)(given)


def _take(given: Any) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "mission.yaml")
        path.write_bytes(given.getvalue())
        try:
            mission = session.base().read_mission(path)
        except MissionError as error:
            count = counted(len(error.problems), "problem")
            st.error(f"This file cannot be used: {count}. Nothing has changed; your cases are as they were.")
            for problem in error.problems:
                st.html(problem_html(msgspec.structs.replace(problem, file=given.name)))
            return
    st.session_state.taken = given.file_id
    session.begin(case.of(mission), pages.OVERVIEW)


def _take_up(given: Any) -> None:
    """Resume a saved session: mission, date, viewpoint and readings; report what no longer fits."""
    try:
        saved = interview_session.loads(given.getvalue().decode("utf-8", errors="replace"))
        taken_up, problems = case.taken_up(saved, session.base().knowledge)
    except (EvaluationError, MissionError, ValueError) as error:
        problems = error.problems if isinstance(error, RegolexError) else ()
        st.error(f"This session cannot be used. {'' if problems else plain(str(error))}")
        for problem in problems:
            st.html(problem_html(msgspec.structs.replace(problem, file=given.name)))
        return
    st.session_state.taken = given.file_id
    st.session_state.notices = problems
    session.begin(taken_up, pages.QUESTIONS)
