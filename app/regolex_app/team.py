"""A team on one server: no one comes in without a sign-in, and each sees their own cases and those shared with them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from regolex.cases.people import Person, arrived
from regolex.cases.store import Store
from regolex.cases.team import VARIABLE, Team, read
from regolex.errors import CaseError
from regolex_app.words import plain, problem_html

_PERSON = "person"


def on() -> bool:
    """Whether this server is one for a team."""
    return bool(os.environ.get(VARIABLE))


def comes_in(store: Store) -> bool:
    """Whether whoever sits at this tab may go on; where not, the page says what to do. Looked up again in every run."""
    if not on():
        return True
    st.session_state.pop(_PERSON, None)
    try:
        team = read(Path(os.environ[VARIABLE]))
    except CaseError as error:
        st.title("No one can come in", anchor=False)
        st.markdown("The settings of the team cannot be used. Whoever runs the server can mend them; no case is lost.")
        st.html("".join(map(problem_html, error.problems)))
        return False
    if not st.user.is_logged_in:
        _sign_in(team)
        return False
    claims: Mapping[str, Any] = st.user.to_dict()
    why = team.refused(claims)
    if why:
        st.title("You cannot come in", anchor=False)
        st.markdown(f"{plain(why)} Ask whoever runs this server, or sign in with another account.")
        st.button("Sign out", key="team|out", on_click=st.logout)
        return False
    text = {key: str(claims.get(key) or "") for key in ("iss", "sub", "email", "name")}
    st.session_state[_PERSON] = arrived(store, text["iss"], text["sub"], text["email"], text["name"])
    return True


def _sign_in(team: Team) -> None:
    st.title("Regolex", anchor=False)
    st.markdown("This server keeps the cases of a team. Sign in to see yours and those that are shared with you.")
    st.button("Sign in", key="team|in", type="primary", icon=":material/login:", on_click=st.login)
    st.caption(plain(f"{team.address}. A link to a single case needs no sign-in: open it as it was sent to you."))


def own(store: Store) -> Store:
    """The store as this person sees it; on the server of a team no one has one without having signed in."""
    if not on():
        return store
    person = me()
    if person is None:
        raise PermissionError("no one has signed in")
    return store.of(person.id)


def me() -> Person | None:
    """Who has signed in; None where no one has to."""
    found: Person | None = st.session_state.get(_PERSON)
    return found


def kept() -> dict[str, Any]:
    """What a tab keeps when its case is closed."""
    return {_PERSON: st.session_state[_PERSON]} if _PERSON in st.session_state else {}


def shown() -> None:
    """Who is signed in, at the foot of the menu, and the way out."""
    person = me()
    if person is not None:
        st.caption(f":material/person: {plain(person.shown)}")
        st.button("Sign out", key="team|out", icon=":material/logout:", on_click=st.logout)
