"""Sharing a case: with a named colleague, with a link for someone who does not sign in, assignments and comments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from regolex.cases import assignments, comments, links, sharing
from regolex.cases.case import OWN, READ, WRITE
from regolex.cases.links import Guest
from regolex.cases.people import everyone
from regolex.errors import CaseError
from regolex.tasks.task import tasks
from regolex_app import pages, paper_view, session, team
from regolex_app.naming import called
from regolex_app.words import day_of, escape, plain, problem_html

_WAYS = {READ: "read", WRITE: "read and change"}


def show() -> None:
    """The pop-over of the case, on the server of a team."""
    access = session.access()
    with st.popover("Share", icon=":material/group:"):
        if access == OWN:
            _people()
            _links()
        else:
            may = "read and change" if access == WRITE else "read"
            st.markdown(
                f"This case is shared with you: you may {may} it. Duplicate it on the home page to go your own way."
            )
        _assigned(access)
        _comments()


def _tried(work: Callable[[], Any]) -> Any:
    """The result of a change; where it is refused, the page says why."""
    try:
        return work()
    except CaseError as error:
        st.html("".join(map(problem_html, error.problems)))
        return None


def _people() -> None:
    store, case_id = session.shelf(), session.case_id()
    st.markdown("**Shared with**")
    now = sharing.shared_with(store, case_id)
    for one in now:
        row = st.container(horizontal=True, vertical_alignment="center")
        row.markdown(plain(f"{one.person.shown}, may {_WAYS[one.access]}"), width="content")
        key = called(f"share|stop|{one.person.id}", "Stop", one.person.shown)
        if row.button("Stop", key=key, help=f"Stop sharing with {plain(one.person.shown)}"):
            _tried(lambda one=one: sharing.stop(store, case_id, one.person.id))
            st.rerun()
    mine = team.me()
    rest = [p for p in everyone(store) if mine is None or p.id != mine.id]
    if not rest:
        st.caption("No one else has signed in yet. A colleague can be chosen here after a first sign-in.")
        return
    with st.form("share|form", border=False):
        who = st.selectbox("Colleague", rest, format_func=lambda p: p.shown, key="share|who")
        how = st.radio("May", list(_WAYS), format_func=_WAYS.__getitem__, horizontal=True, key="share|how")
        if st.form_submit_button("Share", icon=":material/person_add:") and who is not None:
            _tried(lambda: sharing.share(store, case_id, who.id, str(how)))
            st.rerun()


def _links() -> None:
    store, case_id = session.shelf(), session.case_id()
    st.markdown("**Links for someone who does not sign in**")
    for one in links.of_case(store, case_id):
        row = st.container(horizontal=True, vertical_alignment="center")
        state = "revoked" if one.revoked_at else f"until {day_of(one.until.date())}"
        row.markdown(plain(f"{one.words}, {state}"), width="content")
        if not one.revoked_at and row.button("Revoke", key=called(f"link|stop|{one.id}", "Revoke", one.words)):
            _tried(lambda one=one: links.revoke(store, case_id, one.id))
            st.rerun()
    with st.form("link|form", border=False):
        words = st.text_input("For whom?", key="link|words", placeholder="Name and firm")
        if st.form_submit_button("Make a link", icon=":material/link:"):
            made = _tried(lambda: links.make(store, case_id, str(words or "")))
            if made is not None:
                st.session_state["link|made"] = made[1]
    secret = st.session_state.pop("link|made", "")
    if secret:
        st.markdown("It reads this case and can comment, for thirty days. It is shown this once:")
        st.code(f"{_address()}/?link={secret}", language=None)


def _address() -> str:
    url = str(st.context.url or "")
    head, _, rest = url.partition("://")
    return f"{head}://{rest.partition('/')[0]}" if rest else ""


def _assigned(access: str) -> None:
    """Who answers or does what, and a way to say so for those who may write."""
    store, case_id = session.shelf(), session.case_id()
    found = assignments.of_case(store, case_id)
    mine = team.me()
    if found:
        st.markdown("**Assigned**")
    for one in found:
        row = st.container(horizontal=True, vertical_alignment="center")
        done = "✓ done: " if one.done_at else ""
        row.markdown(plain(f"{done}{one.words}: {session.called(one.person)}"), width="content")
        if access != READ or (mine and one.person == mine.id):
            label = "Open again" if one.done_at else "Done"
            if row.button(
                label, key=called(f"assigned|{one.about}", label, one.words), help=f"{label}: {plain(one.words)}"
            ):
                _tried(lambda one=one: assignments.finish(store, case_id, one.about, done=not one.done_at))
                st.rerun()
        key = called(f"unassign|{one.about}", "Assign to no one", one.words)
        if access != READ and row.button("Assign to no one", key=key, type="tertiary"):
            _tried(lambda one=one: assignments.unassign(store, case_id, one.about))
            st.rerun()
    if access == READ:
        return
    seen = {p.id: p.shown for p in everyone(store)}
    case_of = store.read(case_id)
    shared = sharing.shared_with(store, case_id)
    people = [case_of.owner, *(s.person.id for s in shared)]
    seen |= {s.person.id: f"{s.person.shown}, who may only read" for s in shared if s.access == READ}
    things = _things()
    if len(people) < 2 or not things:
        return
    with st.form("assign|form", border=False):
        what = st.selectbox("Question or task", list(things), format_func=things.__getitem__, key="assign|what")
        who = st.selectbox("Assign to", people, format_func=lambda p: seen.get(p, p), key="assign|who")
        if any(s.access == READ for s in shared):
            st.caption("Whoever may only read answers with a comment; let them change the case to answer on the page.")
        if st.form_submit_button("Assign", icon=":material/assignment_ind:") and who is not None and what is not None:
            _tried(lambda: assignments.assign(store, case_id, what, things[what], who))
            st.rerun()


def _things() -> dict[str, str]:
    """The questions and tasks that can be assigned, by what names them for good."""
    a = session.result().assessment
    if a is None:
        return {}
    asked = {f"question:{q.fact} {' '.join(q.parts)}": q.text for q in a.questions.items}
    todo = {f"task:{t.addressed_to}: {t.what}": f"{t.what} ({t.addressed_to})" for t in tasks(a)}
    return {about[: assignments.MOST]: words for about, words in {**todo, **asked}.items()}


def assigned_to_me() -> None:
    """What colleagues have assigned to whoever sits at this tab, over all cases."""
    if not team.on():
        return
    found = assignments.of_mine(session.shelf())
    if not found:
        return
    titles = {card.id: card.title for card in session.shelf().list()}
    st.header("Assigned to you", anchor=False)
    for one in found:
        row = st.container(horizontal=True, vertical_alignment="center")
        by = session.called(one.by)
        row.markdown(
            f"**{plain(one.words)}**  \n{plain(titles.get(one.case_id, ''))} · by {plain(by)}", width="content"
        )
        if row.button("Open the case", key=called(f"mine|{one.case_id}|{one.about}", "Open the case", one.words)):
            session.take_up(one.case_id)
            session.go(pages.QUESTIONS if one.about.startswith("question:") else pages.TASKS)


def _comments() -> None:
    store, case_id = session.shelf(), session.case_id()
    st.markdown("**Comments**")
    st.html(_said(comments.of_case(store, case_id)))
    with st.form("comment|form", clear_on_submit=True, border=False):
        text = st.text_area("Your comment", key="comment|text")
        if st.form_submit_button("Comment", icon=":material/comment:"):
            _tried(lambda: comments.say(store, case_id, str(text or "")))
            st.rerun()


def _said(found: tuple[comments.Comment, ...]) -> str:
    rows = "".join(
        f"<li><strong>{escape(one.name or 'the owner')}{' (by a link)' if one.by_link else ''}</strong>, "
        f"{day_of(one.at.date())}, version {one.version}<br>{escape(one.text)}</li>"
        for one in found
    )
    return f'<ul class="rx-rows">{rows}</ul>' if rows else '<p class="rx-small">None yet.</p>'


def guest(secret: str) -> None:
    """The page of someone with a link: the memo of one case, and its comments. Nothing else can be reached from it."""
    try:
        guest = Guest(session.everything(), secret)
        found = guest.read()
    except CaseError as error:
        st.title("This link opens nothing", anchor=False)
        st.html("".join(map(problem_html, error.problems)))
        return
    paper = paper_view.of_case(found.text, found.settings)
    st.title(plain(found.title), anchor=False)
    st.caption(
        plain(
            f"For {guest.link_words}: version {found.version}, to read and to comment on. Information, not legal advice."
        )
    )
    if paper is None:
        st.markdown("This case cannot be assessed as it stands.")
    else:
        with st.container(border=True, key="memo"):
            st.html(paper)
    st.header("Comments", anchor=False)
    st.html(_said(guest.comments()))
    with st.form("guest|form", clear_on_submit=True, border=False):
        name = st.text_input("Your name", guest.link_words, key="guest|name")
        text = st.text_area("Your comment", key="guest|text")
        if st.form_submit_button("Comment", type="primary", icon=":material/comment:"):
            _tried(lambda: guest.say(str(text or ""), str(name or "")))
            st.rerun()
