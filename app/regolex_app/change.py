"""Change the plan: what would turn the result, the smallest changes that mend it, and other days of the law."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from regolex.alternatives import proposals
from regolex.alternatives.difference import Difference, Side, difference, sentences
from regolex.alternatives.repair import repair
from regolex.alternatives.repairs import Repair, Repairs, in_the_way
from regolex.engine.assessment import Assessment
from regolex.errors import EvaluationError
from regolex.media import html as escape
from regolex.missions import file as mission_file
from regolex_app import pages, session, turns, waiting
from regolex_app.case import fit
from regolex_app.unassessed import unassessed
from regolex_app.words import badge_html, day_of, plain, problem_html

_LISTED = 4
_MOVES = 15


def show() -> None:
    """The page."""
    a = session.result().assessment
    st.title("Change the plan", anchor=False)
    if a is None:
        unassessed("change")
        return
    st.markdown(
        "What one answer would do, which small change mends the plan, and what another day of the law makes of it."
    )
    turns.show(a)
    _mend(a)
    _another_day(a)


def _mend(a: Assessment) -> None:
    """The smallest changes; said so if nothing stands in the way, or if pending law is included."""
    st.header("How to mend the plan", anchor=False)
    if a.pending:
        st.markdown(
            "Changes are only searched under the law in force. Take out the law not yet in force under Case, at the top."
        )
        return
    if not in_the_way(a.findings):
        st.markdown(
            "Nothing stands in the way: no binding duty is breached on any serious reading, so there is nothing to mend."
        )
        return
    st.caption(
        "At most three proposals, each of least effort, after which no binding duty is breached. They change only what a plan "
        "can choose, and each is tried before it is shown. Effort is an assumed ranking: a filing takes little, a licence "
        "more, a new place most."
    )
    known: tuple[object, Repairs | EvaluationError] | None = st.session_state.get("repairs")
    case = session.case()
    if st.button("Find the smallest changes", key="repair", icon=":material/build:"):
        found = waiting.waited("Searching; a large plan takes a little while …", _search(a), "repair")
        if found is not None:
            known = st.session_state.repairs = (case, found)
    if known is None or known[0] is not case:
        return
    if isinstance(known[1], EvaluationError):
        st.html("".join(map(problem_html, known[1].problems)))
        return
    _found(a, known[1])


def _another_day(a: Assessment) -> None:
    """What changes for this plan between the day of the case and another day."""
    st.header("Another day of the law", anchor=False)
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    first, last = a.knowledge.first_day, a.knowledge.day
    usual = min(max(a.on - timedelta(days=365), first), last) if a.on >= last else last
    other = left.date_input(
        "Compare with the law of",
        usual,
        min_value=first,
        max_value=date(2199, 12, 31),
        key="change|day",
        format="YYYY-MM-DD",
    )
    if not right.button("See what moves", key="change|see", icon=":material/event:") or not isinstance(other, date):
        return
    if other == a.on:
        st.info("That is the day of the case. Choose another one.")
        return
    one, two = sorted((a.on, other))
    kb, text = session.base(), mission_file.text(fit(a), a.knowledge)

    def work() -> Difference:
        with TemporaryDirectory() as folder:
            path = Path(folder, "plan.yaml")
            path.write_text(text, encoding="utf-8")
            return difference(Side(kb, one), Side(kb, two), path)

    found = waiting.waited("Assessing both days …", work, "change")
    if found is None:
        return
    rows = [shift.says() for shift in found.shifts] + sentences(found.moves)
    if found.problem:
        st.warning(plain(found.problem))
    elif not rows:
        st.markdown(f"Nothing changes for this plan between {day_of(one)} and {day_of(two)}.")
    else:
        st.markdown(
            f"Between {day_of(one)} and {day_of(two)} this changes for the plan; the day of the case stays as it is."
        )
        st.html('<ul class="rx-gaps">' + "".join(f"<li>{escape(row)}</li>" for row in rows[:_MOVES]) + "</ul>")
        if len(rows) > _MOVES:
            st.caption(f"And {len(rows) - _MOVES} more.")


def _search(a: Assessment) -> Callable[[], Repairs | EvaluationError]:
    case, engine, mission = session.case(), session.base().engine, fit(a)
    # what is disputed stands on the page too, so nothing may be breached on any serious reading
    disputed = a.overall.dominant.word not in ("blocked", "contested")

    def work() -> Repairs | EvaluationError:
        try:
            return repair(engine, mission, on=a.on, readings=case.readings, viewpoint=case.viewpoint, every=disputed)
        except EvaluationError as error:
            return error

    return work


def _found(a: Assessment, repairs: Repairs) -> None:
    st.html(f'<p role="status"><strong>{escape(proposals.conclusion(repairs))}</strong></p>')
    if repairs.beyond:
        laws = proposals.grounds(a.knowledge, repairs.beyond)
        st.html(f'<ul class="rx-gaps">{"".join(f"<li>{escape(law)}</li>" for law in laws)}</ul>')
        if any(f.contested for f in repairs.beyond):
            st.markdown("No plan settles a dispute. Decide which reading you rely on, or see who holds which.")
            if st.button(
                "Look at the disputes", key="change|disputes", type="tertiary", icon=":material/arrow_forward:",
                icon_position="right",
            ):  # fmt: skip
                session.go(pages.DISPUTES)
    if repairs.found and repairs.found[0].steps:
        for n, one in enumerate(repairs.found, 1):
            with st.container(border=True, key=f"proposal-{n}"):
                st.html(f"<p>{badge_html(one.prevailing)} {_item(a, repairs, one)}</p>")
                if st.button(f"Make change {n} to this case", key=f"adopt-change|{n}", icon=":material/edit:"):
                    session.keep(session.case().having(one.mission))
                    session.go(pages.OVERVIEW)
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
