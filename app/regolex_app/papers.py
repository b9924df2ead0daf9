"""What can be taken away: the report in three forms, and the mission file with which the work goes on another day."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import streamlit as st

from regolex.formats.texts.official import official
from regolex.missions import file as mission_file
from regolex.report import published, report
from regolex.report.published import to_json
from regolex_app import case, session


def show() -> None:
    """The view of the report."""
    current, result = session.case(), session.result()
    name = current.mission.id or "mission"
    st.header("Take the mission with you")
    st.caption("The file holds every answer. Upload it here another day, or give it to the command line.")
    saved = msgspec.structs.replace(current.mission, on=current.on.isoformat() if current.on else current.mission.on)
    _offer(
        "Mission file (YAML)", lambda: mission_file.text(saved, session.base().knowledge), f"{name}.yaml", "text/plain"
    )
    _offer(
        "Session (JSON)", lambda: case.saved(current, session.base().knowledge), f"{name}-session.json",
        "application/vnd.regolex-session+json",
    )  # fmt: skip
    st.caption(
        "The session holds the day, the viewpoint and the chosen readings as well. `regolex interview` goes on from it."
    )
    st.header("Take the verdict with you")
    a = result.assessment
    if a is None:
        st.caption("There is no report without a verdict. Choose a day of assessment first.")
        return
    stem = f"{name}-{a.on}"
    row = st.container(horizontal=True)
    with row:
        _offer("Report (HTML)", lambda: report.html(a, official()), f"{stem}.html", "text/html")
        _offer("Report (Markdown)", lambda: report.markdown(a, official()), f"{stem}.md", "text/markdown")
        _offer(
            "Findings (JSON)",
            lambda: published.dumps(published.with_official(to_json(a), official())),
            f"{stem}.json",
            "application/json",
        )
    st.caption(
        "The HTML page needs nothing from elsewhere and can be printed. The JSON holds every finding with its proof."
    )


def _offer(label: str, make: Callable[[], str], file_name: str, mime: str) -> None:
    """A download that is made when it is asked for."""
    st.download_button(
        label, lambda: make().encode(), file_name=file_name, mime=mime, key=f"download|{mime}", on_click="ignore"
    )
