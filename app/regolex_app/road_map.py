"""What is left to do, phase by phase: what, to whom, how long it takes by law, what it costs, and on what ground."""

from __future__ import annotations

from html import escape

import streamlit as st

from regolex.report import report
from regolex_app import changes, session
from regolex_app.words import plain, sentence


def show() -> None:
    """The view of what is to do."""
    a = session.result().assessment
    st.header("To do, in the order of the mission")
    if a is None:
        st.caption("There is nothing to list without a day of assessment.")
        return
    _tasks(report.to_dos(a))
    changes.show(a)


def _tasks(phases: list[tuple[str, list[report.Task]]]) -> None:
    if not phases:
        st.caption("No duty that is known to apply has anything left to do. Open answers may still add to this list.")
        return
    st.caption("Binding duties that are breached as planned, or met once what is planned is done.")
    for phase, tasks in phases:
        st.subheader(plain(sentence(phase)))
        st.html(f'<ul class="rx-gaps">{"".join(map(_item, tasks))}</ul>')


def _item(task: report.Task) -> str:
    rows = [("Addressed to", task.addressed_to), ("Statutory time", task.lead_time), ("Fee", task.fee)]
    rows += [("Asked of" if n == 0 else "and of", law) for n, law in enumerate(task.laws)]
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows if text)
    return f'<li><strong>{escape(sentence(task.what))}</strong><dl class="rx-list rx-small">{told}</dl></li>'
