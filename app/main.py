"""The app: run it with ``regolex app``."""

from __future__ import annotations

import logging

import streamlit as st
from regolex_app import (
    answers,
    ask,
    assumptions,
    atlas,
    change,
    comparison,
    conflict,
    disputes,
    findings,
    frame,
    home,
    intake,
    law,
    naming,
    overview,
    pages,
    questions,
    report,
    road_map,
    session,
    sharing,
    style,
    team,
    versions,
)
from regolex_app.words import problem_html

from regolex.errors import KnowledgeError

pages.DRAWN |= {
    pages.HOME: home.show, pages.INTAKE: intake.show, pages.ASSUMPTIONS: assumptions.show, pages.OVERVIEW: overview.show,
    pages.QUESTIONS: questions.show, pages.ANSWERS: answers.show, pages.TASKS: road_map.show,
    pages.FINDINGS: findings.show, pages.DISPUTES: disputes.show, pages.COMPARE: comparison.show,
    pages.CHANGE: change.show, pages.REPORT: report.show, pages.LAW: law.show, pages.ATLAS: atlas.show,
    pages.ASK: ask.show,
    pages.VERSIONS: versions.show,
}  # fmt: skip


def main() -> None:
    """One run of the page that the address names."""
    st.set_page_config(page_title="Regolex", layout="wide", initial_sidebar_state=256)
    found = {key: pages.of(key) for key in pages.NAMES}
    chosen = st.navigation(list(found.values()), position="hidden")
    key = next(key for key, page in found.items() if page.url_path == chosen.url_path)
    style.apply()
    try:
        session.base()
    except KnowledgeError as error:
        st.title("The knowledge cannot be read")
        for problem in error.problems[:20]:
            st.html(problem_html(problem))
        return
    if secret := st.query_params.get("link", ""):
        sharing.guest(secret)
        return
    if not team.comes_in(session.everything()):
        return
    session.arrive()
    naming.begun()
    session.turn()
    if pages.NAMES[key].of_case and session.case_id() and "unreadable" not in st.session_state:
        session.result()  # the menu counts what waits on each page
    shown = not pages.NAMES[key].of_case or frame.case_bar(key)  # the verdict first: it is what one waits for
    frame.sidebar(key)
    if not shown:
        frame.focus(key)
        return
    conflict.show()
    try:
        chosen.run()
    except Exception:  # what the case holds stays as it is; the log of the server says what went wrong
        logging.getLogger("regolex").exception("the page %s could not be shown", key)
        st.error(frame.FAILED, icon=":material/error:")
    naming.told()
    frame.focus(key)


main()
