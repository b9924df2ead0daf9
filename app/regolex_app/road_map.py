"""The tasks by phase: act, addressee, time limit, fee and legal ground."""

from __future__ import annotations

import streamlit as st

from regolex.media import html as escape
from regolex.report import report
from regolex_app import changes, session
from regolex_app.words import plain, sentence


def show() -> None:
    """The view of the tasks."""
    a = session.result().assessment
    st.header("To do, in the order of the mission")
    if a is None:
        st.caption("Choose a date of assessment to see the tasks.")
        return
    _tasks(report.to_dos(a))
    changes.show(a)


def _tasks(phases: list[tuple[str, list[report.Task]]]) -> None:
    if not phases:
        st.caption("No duty that is known to apply leaves anything to do. Missing answers may add tasks.")
        return
    st.caption("Binding duties that the plan breaches, or that will be met once it is carried out.")
    for phase, tasks in phases:
        st.subheader(plain(sentence(phase)))
        st.html(f'<ul class="rx-gaps">{"".join(map(_item, tasks))}</ul>')


def _item(task: report.Task) -> str:
    rows = [("Addressed to", task.addressed_to), ("Time limit", task.lead_time), ("Fee", task.fee)]
    rows += [("Asked of" if n == 0 else "and of", law) for n, law in enumerate(task.laws)]
    shown = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows if text)
    return f'<li><strong>{escape(sentence(task.what))}</strong><dl class="rx-list rx-small">{shown}</dl></li>'
