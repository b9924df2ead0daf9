"""Downloads: the report in three formats, the mission file and the session."""

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
    """The view of the downloads."""
    current, result = session.case(), session.result()
    name = current.mission.id or "mission"
    st.header("Save the mission")
    st.caption(
        "The file holds every answer that counts, and what is assumed. Upload it here later, or use it on the command line."
    )
    whole = case.fit(result.assessment) if result.assessment else current.mission
    saved = msgspec.structs.replace(whole, on=current.on.isoformat() if current.on else current.mission.on)
    _offer(
        "Mission file (YAML)", lambda: mission_file.text(saved, session.base().knowledge), f"{name}.yaml", "text/plain"
    )
    _offer(
        "Session (JSON)", lambda: case.saved(current, session.base().knowledge), f"{name}-session.json",
        "application/vnd.regolex-session+json",
    )  # fmt: skip
    st.caption(
        "The session also holds the date, the viewpoint, the chosen readings and answers set aside. `regolex interview` can "
        "resume it."
    )
    st.header("Save the report")
    a = result.assessment
    if a is None:
        st.caption("Choose a date of assessment to get a report.")
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
    st.caption("The HTML page is self-contained and can be printed. The JSON holds every finding with its proof.")


def _offer(label: str, make: Callable[[], str], file_name: str, mime: str) -> None:
    """A download that is made on request."""
    st.download_button(
        label, lambda: make().encode(), file_name=file_name, mime=mime, key=f"download|{mime}", on_click="ignore"
    )
