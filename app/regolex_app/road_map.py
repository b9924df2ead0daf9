"""What is left to do, phase by phase: what, before whom, how long it takes by law, what it costs, and on what ground."""

from __future__ import annotations

from html import escape

import streamlit as st

from regolex import report, view
from regolex.assessment import Assessment
from regolex_app import session
from regolex_app.words import BUCKET_MARKS, plain, sentence

_STATES = {"breached": "breached as planned", "to-do": "planned"}


def show() -> None:
    """The view of what is to do."""
    a = session.result().assessment
    st.header("To do, in the order of the mission")
    if a is None:
        st.caption("There is nothing to list without a day of assessment.")
        return
    phases = report.to_dos(a)
    if not phases:
        st.caption("No duty that is known to apply has anything left to do. Open answers may still add to this list.")
        return
    st.caption("Binding duties that are breached as planned, or met once what is planned is done.")
    for phase, lines in phases:
        st.subheader(plain(sentence(phase)))
        st.html(f'<ul class="rx-gaps">{"".join(dict.fromkeys(_item(a, line) for line in lines))}</ul>')


def _item(a: Assessment, line: view.Line) -> str:
    to_do = line.rule.to_do
    if to_do is None:
        return ""
    key = view.bucket_of(line.finding)
    rows = [("Before", to_do.before), ("Statutory time", to_do.lead_time), ("Fee", view.fee_words(a, line.rule))]
    rows += [("Proof", "; ".join(line.rule.evidence)), ("Ground", line.citation)]
    if line.subjects:
        rows.append(("For", ", ".join(line.subjects)))
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows if text)
    return (
        f"<li><strong>{BUCKET_MARKS[key]} {escape(sentence(to_do.what))}</strong> "
        f"({escape(a.name(line.finding.bearer))}; {_STATES.get(key, key)})"
        f'<dl class="rx-list rx-small">{told}</dl></li>'
    )
