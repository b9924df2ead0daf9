"""The parts of a mission: listing, adding, renaming and removing them, and stating that there are none."""

from __future__ import annotations

import streamlit as st

from regolex_app import case, known_bodies, session
from regolex_app.case import renamed, with_list, with_part, without_part
from regolex_app.words import plain, sentence

_EMPTY = {
    case.NOT_STATED: "Not answered",
    case.SO_FAR: "None so far",
    case.COMPLETE: "There are none",
}


def choose(kind: str) -> str | None:
    """Let the user choose one part of a kind; None if there are none."""
    mission, named = session.case().mission, session.base().knowledge.kinds[kind]
    parts = mission.parts.get(kind, ())
    if not parts:
        return None
    if len(parts) == 1:
        st.markdown(f"#### {plain(sentence(mission.name(parts[0])))}")
        return parts[0]
    key = f"part|{kind}"
    session.chosen(key, parts)
    st.radio(
        f"Which {named.label}?", parts, format_func=lambda part: plain(mission.name(part)), key=key, horizontal=True
    )
    chosen: str = st.session_state[key]
    st.markdown(f"#### {plain(sentence(mission.name(chosen)))}")
    return chosen


def manage(kind: str) -> None:
    """Show the list of parts of a kind and let the user change it."""
    mission, named = session.case().mission, session.base().knowledge.kinds[kind]
    parts = mission.parts.get(kind)
    key = f"list|{kind}"
    if not parts:
        st.session_state[key] = case.list_state(mission, kind)
        st.radio(
            f"Are there any {named.list_name}?", list(_EMPTY), format_func=_EMPTY.__getitem__, key=key, horizontal=True,
            on_change=_say_list, args=(kind,),
        )  # fmt: skip
        st.caption(
            f"{sentence(plain(named.label))}: {plain(named.definition)}. "
            "Add them below, or say that there are none. Until then the list stays open."
        )
        _add(kind)
        return
    complete = case.list_state(mission, kind) == case.COMPLETE
    st.session_state[key] = complete
    st.checkbox(
        f"These are all the {named.list_name}: none will be added", key=key, on_change=_say_complete, args=(kind,)
    )
    how = "the list is taken as complete" if complete else "there may be more"
    with st.expander(f"Add, rename or remove {named.list_name} ({len(parts)} listed; {how})"):
        for part in parts:
            left, right = st.columns([4, 1], vertical_alignment="bottom")
            st.session_state[f"name|{part}"] = mission.name(part)
            left.text_input(f"Name of {plain(mission.name(part))}", key=f"name|{part}", on_change=_rename, args=(part,))
            right.button(
                f"Remove {plain(mission.name(part))}", key=f"remove|{part}", on_click=_remove, args=(part,),
                width="stretch",
            )  # fmt: skip
        _add(kind)


def _add(kind: str) -> None:
    named = session.base().knowledge.kinds[kind]
    with st.form(f"add|{kind}", clear_on_submit=True, border=False):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        left.text_input(f"Name of another {named.label}", key=f"new|{kind}")
        right.form_submit_button(f"Add {named.label}", on_click=_add_part, args=(kind,), width="stretch")
    if kind == known_bodies.KIND:
        known_bodies.offer()


def _add_part(kind: str) -> None:
    mission, part = with_part(session.case().mission, kind, st.session_state[f"new|{kind}"])
    session.keep(session.case().having(mission))
    st.session_state[f"part|{kind}"] = part


def _rename(part: str) -> None:
    name = st.session_state[f"name|{part}"].strip()
    if name:
        session.keep(session.case().having(renamed(session.case().mission, part, name)))


def _remove(part: str) -> None:
    session.keep(session.case().having(without_part(session.case().mission, session.base().knowledge, part)))


def _say_list(kind: str) -> None:
    session.keep(session.case().having(with_list(session.case().mission, kind, st.session_state[f"list|{kind}"])))


def _say_complete(kind: str) -> None:
    how = case.COMPLETE if st.session_state[f"list|{kind}"] else case.SO_FAR
    session.keep(session.case().having(with_list(session.case().mission, kind, how)))
