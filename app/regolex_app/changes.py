"""The changes that would make the plan clear, searched on request because that takes seconds."""

from __future__ import annotations

import streamlit as st

from regolex.alternatives import proposals
from regolex.alternatives.repair import repair
from regolex.alternatives.repairs import Repairs, Step, in_the_way
from regolex.engine.assessment import Assessment
from regolex.errors import EvaluationError
from regolex.media import html as escape
from regolex_app import session
from regolex_app.case import fit
from regolex_app.words import plain, problem_html, sentence

_LISTED = 4
_MOST = 4


def show(a: Assessment) -> None:
    """The section in the view of tasks; not shown if nothing stands in the way, or if pending law is included."""
    if a.pending or not in_the_way(a.findings):
        return
    st.header("How to make the plan clear")
    st.caption(
        "The changes of least effort after which no binding duty is breached or open. Each is tried before it is shown. "
        "Effort is an assumed ranking: a filing takes little, a licence more, a new place or aim of the mission most."
    )
    known: tuple[object, Repairs | EvaluationError] | None = st.session_state.get("repairs")
    case = session.case()
    if st.button("Find the smallest changes", key="repair"):
        with st.spinner("Searching. A plan with many open questions takes about a minute …"):
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
        return repair(
            session.base().engine, fit(a), on=a.on, readings=case.readings, viewpoint=case.viewpoint, most=_MOST
        )
    except EvaluationError as error:
        return error


def _found(a: Assessment, repairs: Repairs) -> None:
    st.html(f'<p role="status"><strong>{escape(proposals.conclusion(repairs))}</strong></p>')
    if repairs.beyond:
        laws = proposals.grounds(a.knowledge, repairs.beyond)
        st.html(f'<ul class="rx-gaps">{"".join(f"<li>{escape(law)}</li>" for law in laws)}</ul>')
    common, own = proposals.shared(repairs)
    _steps(a, common)
    for number, steps in enumerate(own, 1):
        if len(own) > 1:
            st.subheader(f"Variant {number}{', in addition' if common else ''}")
            _steps(a, steps)
    aside = list(dict.fromkeys(name for one in repairs.found for name in one.not_covered))
    if aside:
        st.caption(f"These proposals ignore law that is not encoded: {plain('; '.join(aside))}.")


def _steps(a: Assessment, steps: list[Step]) -> None:
    for sort, heading in proposals.HEADINGS.items():
        group = [step for step in steps if step.sort == sort]
        if group:
            st.html(
                f'<p><strong>{escape(heading)}</strong></p><ul class="rx-gaps">{"".join(_item(a, s) for s in group)}</ul>'
            )


def _item(a: Assessment, step: Step) -> str:
    laws = proposals.grounds(a.knowledge, step.demanded_by)
    more = f"; and {len(laws) - _LISTED} more" if len(laws) > _LISTED else ""
    said = escape(sentence(proposals.step_words(a.knowledge, a.mission, step)))
    return f'<li>{said}<br><span class="rx-small">required by {escape("; ".join(laws[:_LISTED]) + more)}</span></li>'
