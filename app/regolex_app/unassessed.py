"""What a page shows until there is a result: what will stand here, why it is empty, and one button."""

from __future__ import annotations

from datetime import date

import msgspec
import streamlit as st

from regolex_app import pages, session


def unassessed(where: str) -> None:
    """The empty state of a page that needs an assessment."""
    if session.result().problems:
        st.markdown("This case cannot be assessed as it stands. What is wrong is said above; your answers are kept.")
        if st.button("Check or change the answers", key=f"{where}|answers", type="primary"):
            session.go(pages.ANSWERS)
        return
    st.markdown("The result depends on the day: which law was in force, and who was bound. No day is chosen yet.")
    if st.button("Assess it as of today", key=f"{where}|day", type="primary"):
        session.keep(msgspec.structs.replace(session.case(), on=date.today()))
        st.rerun()
    st.caption("Another day can be chosen under Case, at the top of the page.")


def nothing(icon: str, title: str, says: str, label: str = "", page: str = "", key: str = "") -> None:
    """An empty page: what would stand here, why there is nothing, and what to do."""
    with st.container(border=True):
        st.header(f":material/{icon}: {title}", anchor=False)
        st.markdown(says)
        if label and st.button(
            label, key=key or f"nothing|{page}", icon=":material/arrow_forward:", icon_position="right"
        ):
            session.go(page)
