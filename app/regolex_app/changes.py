"""Proposals to mend a plan, searched on request because that takes seconds."""

from __future__ import annotations

import streamlit as st

from regolex.alternatives import proposals
from regolex.alternatives.repair import repair
from regolex.alternatives.repairs import Repair, Repairs, in_the_way
from regolex.engine.assessment import Assessment
from regolex.errors import EvaluationError
from regolex.media import html as escape
from regolex_app import session
from regolex_app.case import fit
from regolex_app.words import plain, problem_html

_LISTED = 4


def show(a: Assessment) -> None:
    """The section in the view of tasks; not shown if nothing stands in the way, or if pending law is included."""
    if a.pending or not in_the_way(a.findings):
        return
    st.header("How to mend the plan")
    st.caption(
        "At most three proposals, each of least effort, after which no binding duty is breached. They change only what a plan "
        "can choose, and each is tried before it is shown. Effort is an assumed ranking: a filing takes little, a licence "
        "more, a new place most."
    )
    known: tuple[object, Repairs | EvaluationError] | None = st.session_state.get("repairs")
    case = session.case()
    if st.button("Find the smallest changes", key="repair"):
        with st.spinner("Searching; a large plan takes a little while …"):
            known = case, _searched(a)
        st.session_state.repairs = known
    if known is None or known[0] is not case:
        return
    if isinstance(known[1], EvaluationError):
        st.html("".join(map(problem_html, known[1].problems)))
        return
    _found(a, known[1])


def _searched(a: Assessment) -> Repairs | EvaluationError:
    case = session.case()
    try:
        # what is disputed stands on the page too, so nothing may be breached on any serious reading
        disputed = a.overall.dominant.word not in ("blocked", "contested")
        return repair(
            session.base().engine,
            fit(a),
            on=a.on,
            readings=case.readings,
            viewpoint=case.viewpoint,
            every=disputed,
        )
    except EvaluationError as error:
        return error


def _found(a: Assessment, repairs: Repairs) -> None:
    st.html(f'<p role="status"><strong>{escape(proposals.conclusion(repairs))}</strong></p>')
    if repairs.beyond:
        laws = proposals.grounds(a.knowledge, repairs.beyond)
        st.html(f'<ul class="rx-gaps">{"".join(f"<li>{escape(law)}</li>" for law in laws)}</ul>')
    if repairs.found and repairs.found[0].steps:
        st.html("<ol>" + "".join(f"<li>{_item(a, repairs, one)}</li>" for one in repairs.found) + "</ol>")
    aside = proposals.aside_words(repairs)
    if aside:
        st.caption(plain(aside))


def _item(a: Assessment, repairs: Repairs, one: Repair) -> str:
    laws = proposals.grounds(a.knowledge, (f for step in one.steps for f in step.demanded_by))
    more = f"; and {len(laws) - _LISTED} more" if len(laws) > _LISTED else ""
    said = [
        f"costs: {proposals.cost_words(a.knowledge, one)}",
        f"leaves open: {proposals.left_words(one)}",
        f"works on: {proposals.works_words(repairs, one)}",
        *([f"required by {'; '.join(laws[:_LISTED])}{more}"] if laws else []),
    ]
    lines = "".join(f'<br><span class="rx-small">{escape(line)}</span>' for line in said)
    return f"{escape(proposals.sentence(a.knowledge, a.mission, one))}{lines}"
