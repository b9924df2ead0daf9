"""What is to be done, the most urgent first: act, addressee, time limit, fee, sanction and legal ground."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.report import view
from regolex.report.first_screen import day_words
from regolex.tasks.task import URGENCIES, Task, tasks
from regolex_app import changes, session
from regolex_app.overview import unassessed
from regolex_app.words import escape, plain, rows_html, sentence

_HEADINGS = {
    "blocking": "What blocks the plan",
    "permit": "Your permits and undertakings",
    "before-contract": "Before a contract, a disclosure or a shipment",
    "own-duty": "Your other duties",
    "from-others": "What others who take part must do",
    "of-states": "What States must do",
}


def show() -> None:
    """The view of the tasks."""
    a = session.result().assessment
    st.header("To do, the most urgent first")
    if a is None:
        unassessed("to-do")
        return
    found = tasks(a)
    if not found:
        st.caption("No duty that is known to apply leaves anything to do. Missing answers may add tasks.")
    else:
        st.caption(plain(f"Binding duties that are breached, due or planned, by the law of {day_words(a)}."))
    found = sorted(found, key=lambda task: URGENCIES.index(task.urgency))
    for urgency, group in groupby(found, key=lambda task: task.urgency):
        st.subheader(plain(_HEADINGS[urgency]), anchor=False)
        st.html(f'<ul class="rx-gaps">{"".join(_item(a, task) for task in group)}</ul>')
    changes.show(a)


def _item(a: Assessment, task: Task) -> str:
    rules = [a.knowledge.rules[rule] for rule in task.laws]
    rows = [
        ("By", a.name(task.who) if task.who else ""),
        ("Addressed to", task.addressed_to),
        ("Time limit", task.lead_time),
        ("Fee", _fee(a, task)),
        ("Disputed", "yes: on some readings it is not owed" if task.disputed else ""),
        ("If it is not done", task.sanction),
    ]
    laws = dict.fromkeys(view.citation(a.knowledge, rule) for rule in rules)
    rows += [("Asked for by" if n == 0 else "and by", law) for n, law in enumerate(laws)]
    return f"<li><strong>{escape(sentence(task.what))}</strong>{rows_html(rows, 'rx-small')}</li>"


def _fee(a: Assessment, task: Task) -> str:
    """The fee with its amount, which may belong to a day of its own."""
    key = task.findings[0] if task.findings else None
    settled = (f for f in a.findings if (f.rule.id, f.bearer, f.subject) == key)
    return next((view.fee_words(a, f) for f in settled), "")
