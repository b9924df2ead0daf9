"""The versions of a case: what each changed and who made it, two beside each other, and a way back that loses none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import streamlit as st

from regolex.cases.case import READ, Change, Conflict, Version
from regolex.law.wording import counted
from regolex.missions.file import inline
from regolex_app import session, team
from regolex_app.naming import called
from regolex_app.words import day_of, escape, plain, sentence

_SHOWN = 30


def show() -> None:
    """The page."""
    kept = session.shelf().versions(session.case_id())
    st.title("Versions", anchor=False)
    st.html(
        '<p class="rx-lead">Each change makes a version. Going back makes a new one, so nothing is lost; what a later '
        "version changed stays in the list.</p>"
    )
    if len(kept) < 2:
        st.markdown("There is one version so far. The next answer makes the second, and then two can be compared here.")
    else:
        _compare(kept)
    st.header(sentence(counted(len(kept), "version")), anchor=False)
    most = len(kept) if st.session_state.get("versions|all") else _SHOWN
    for n, version in enumerate(kept[:most]):
        _row(version, latest=n == 0)
    if most < len(kept) and st.button(f"Show all {len(kept)}", key="versions|more", type="tertiary"):
        st.session_state["versions|all"] = True
        st.rerun()


def said(version: Version) -> str:
    """What a version changed, in a line."""
    return sentence(version.what) or "Begun"


def when(version: Version) -> str:
    """When a version was saved, and by whom where people sign in."""
    by = f" · {session.called(version.by)}" if team.on() else ""
    return f"{clock(version.at)}{by}"


def clock(at: datetime) -> str:
    """A moment on the clock of this machine; the day only where it is not today."""
    local = at.astimezone()
    return f"{local:%H:%M}" if local.date() == date.today() else f"{day_of(local.date())}, {local:%H:%M}"


def restore(number: int) -> None:
    """Go back to a version; where someone has saved meanwhile, say so and change nothing."""
    try:
        session.shelf().restore(session.case_id(), number, st.session_state.version)
    except Conflict:
        session.take_up(session.case_id())
        st.session_state.news = "This case was changed in another window. Look at the newest version, then go back."
        return
    session.take_up(session.case_id())
    st.session_state.news = f"Version {number} is the newest once more. Nothing in between is lost."


def _row(version: Version, *, latest: bool) -> None:
    with st.container(key=f"version-{version.number}"):
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.markdown(f"**{plain(said(version))}**  \nVersion {version.number} · {plain(when(version))}")
        if latest:
            right.badge("Newest", color="gray")
        elif session.access() != READ and right.button(
            "Restore",
            key=called(f"version|restore|{version.number}", "Restore", f"version {version.number}"),
            help=f"Make version {version.number} the newest",
        ):
            restore(version.number)
            st.rerun()


def _compare(kept: Sequence[Version]) -> None:
    st.header("Compare two", anchor=False)
    numbers = {version.number: version for version in kept}
    words = {n: f"{n}: {said(version)}, {when(version)}" for n, version in numbers.items()}
    left, right = st.columns(2)
    one = left.selectbox("Earlier", list(words), index=1, format_func=words.__getitem__, key="versions|one")
    other = right.selectbox("Later", list(words), index=0, format_func=words.__getitem__, key="versions|other")
    if one is None or other is None:
        return
    found = session.shelf().compare(session.case_id(), one, other)
    if not found:
        st.markdown("They do not differ.")
        return
    rows = "".join(
        f'<tr><th scope="row">{escape(_label(change))}</th><td>{escape(_value(change.before))}</td>'
        f"<td>{escape(_value(change.after))}</td></tr>"
        for change in found
    )
    st.html(
        '<div class="rx-scroll" tabindex="0" role="region" aria-label="Differences"><table class="rx-table"><thead><tr>'
        f'<th scope="col">What</th><th scope="col">Version {one}</th><th scope="col">Version {other}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


_PLACES = {
    "on": "Day of assessment", "title": "Title", "title of the case": "Name of the case", "client": "For whom",
    "settings viewpoint": "Whose readings count", "settings pending": "Law not yet in force", "text": "The whole case",
    "settings settle": "Open findings decided exactly",
}  # fmt: skip


def _label(change: Change) -> str:
    """A place of a mission file in the words of the questions."""
    k, place = session.base().knowledge, change.place
    lists = {kind.list_name: kind for kind in k.kinds.values() if kind.list_name}
    if place[0] == "facts" and len(place) > 1 and f"mission.{place[1]}" in k.facts:
        return sentence(k.facts[f"mission.{place[1]}"].label)
    if place[0] in lists and len(place) > 2:
        kind, name = lists[place[0]], session.case().mission.name(f"{lists[place[0]].name}:{place[1]}")
        fact = k.facts.get(f"{kind.name}.{place[2]}")
        return f"{sentence(fact.label if fact else place[2])} ({name})"
    if place[0] == "assumed" and len(place) > 1 and place[1] in k.asking.sets:
        return f"Assumed: {k.asking.sets[place[1]].title}"
    return _PLACES.get(" ".join(place)) or sentence(", ".join(place).replace("-", " "))


def _value(value: Any) -> str:
    if value is None:
        return "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict) and "value" in value:
        return _value(value["value"])
    if isinstance(value, dict) and "unknown" in value:
        return str(value["unknown"]).replace("-", " ")
    shown = inline(value)
    return shown if len(shown) < 300 else f"{shown[:297]}…"


__all__ = ["clock", "restore", "said", "show", "when"]
