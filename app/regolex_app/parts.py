"""The parts of a mission: listing, adding, renaming and removing them, and stating that there are none."""

from __future__ import annotations

import streamlit as st

from regolex_app import known_bodies, session
from regolex_app.case import renamed, with_list, with_part, without_part
from regolex_app.words import plain, sentence

_NOT_ANSWERED, _NONE = "Not answered", "There are none"


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
    if st.session_state.get(key) not in parts:
        st.session_state[key] = parts[0]
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
    if not parts:
        st.session_state[f"list|{kind}"] = _NOT_ANSWERED if parts is None else _NONE
        st.radio(
            f"Are there any {named.list_name}?", (_NOT_ANSWERED, _NONE), key=f"list|{kind}", horizontal=True,
            on_change=_say_list, args=(kind,),
        )  # fmt: skip
        st.caption(
            f"{sentence(plain(named.label))}: {plain(named.definition)}. "
            "Add them below, or say that there are none. Until then the list stays open."
        )
        _add(kind)
        return
    with st.expander(f"Add, rename or remove {named.list_name} ({len(parts)} listed; the list is taken as complete)"):
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
    none = st.session_state[f"list|{kind}"] == _NONE
    session.keep(session.case().having(with_list(session.case().mission, kind, none)))
