"""The questionnaire: run it with ``regolex app``."""

from __future__ import annotations

import streamlit as st
from regolex_app import assumptions, overview, papers, questions, road_map, session, start, strip, style, verdict
from regolex_app.words import plain, problem_html

from regolex.errors import KnowledgeError


def main() -> None:
    """One run of the page: the verdict on top, and the current view."""
    st.set_page_config(page_title="Regolex", layout="wide", initial_sidebar_state="collapsed")
    style.apply()
    try:
        session.base()
    except KnowledgeError as error:
        st.title("The knowledge cannot be read")
        for problem in error.problems[:20]:
            st.html(problem_html(problem))
        return
    session.arrive()
    st.html('<p class="rx-brand">Regolex: under whose law does a space-resource mission fall, and does it comply?</p>')
    st.title(plain(session.case().mission.title) or "Choose a mission", anchor=False)
    strip.show()
    session.notices()
    shown = dict(zip(session.VIEWS, st.tabs(session.VIEWS, key="view", on_change="rerun"), strict=True))
    for name, view in (
        (session.MISSION, start.show), (session.QUESTIONS, questions.show), (session.OVERVIEW, overview.show),
        (session.FINDINGS, verdict.show), (session.ASSUMPTIONS, assumptions.show), (session.TO_DO, road_map.show),
        (session.REPORT, papers.show),
    ):  # fmt: skip
        if shown[name].open:
            with shown[name]:
                view()


main()
