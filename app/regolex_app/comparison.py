"""Compare: the same plan in several places, row by row. There is no score; weighing is the reader's task."""

from __future__ import annotations

from typing import Any

import streamlit as st

from regolex.alternatives import matrix
from regolex.alternatives.compare import Comparison, Part, Row, compare
from regolex.alternatives.variants import axes
from regolex.engine.assessment import Assessment
from regolex.errors import EvaluationError
from regolex.law.wording import counted
from regolex_app import session, waiting
from regolex_app.case import fit
from regolex_app.unassessed import nothing, unassessed
from regolex_app.words import escape, plain, problem_html, sentence

_WAYS = {
    "home": "Where the company is", "launch": "Where it is launched from", "registry": "Which State registers it",
    "control": "Where it is flown from",
}  # fmt: skip
_FIRST = 4
_MOST = 8
_DIFFERENCES, _ALL = "Differences", "All rows"
_TABLE, _ONE = "Table", "One by one"
_AT_ONCE = ("Verdicts", "Planned again", "Time and money", "Law")  # the other matters are folded


def show() -> None:
    """The page."""
    a = session.result().assessment
    if a is None:
        st.title("Compare", anchor=False)
        unassessed("compare")
        return
    head = st.container(horizontal=True, vertical_alignment="center")
    st.markdown(
        "What would the same plan be elsewhere? What moves along with the place is planned again; the rest stays."
    )
    way = st.segmented_control(
        "What changes", list(_WAYS), default="home", required=True, key="compare|way", format_func=_WAYS.__getitem__
    )
    places = _places(a, str(way))
    if isinstance(places, EvaluationError):
        head.title("Compare", anchor=False)
        nothing(
            "compare_arrows",
            "This plan cannot be compared so",
            plain(places.problems[0].what),
            "Describe the mission",
            "intake",
        )
        return
    chosen = _chosen(a, str(way), places)
    head.title(
        f"The same plan in {counted(len(chosen), 'place')}" if chosen else "Compare", anchor=False, width="content"
    )
    if len(chosen) < 2:
        st.info("Choose at least two places to compare.")
        return
    found = _compared(a, str(way), chosen)
    if found is None:
        return
    if isinstance(found, EvaluationError):
        st.html("".join(map(problem_html, found.problems)))
        return
    with head:
        st.space("stretch")
        for label, make, ending, mime in (
            ("CSV", matrix.as_csv, "csv", "text/csv"),
            ("HTML", matrix.as_html, "html", "text/html"),
        ):
            st.download_button(
                label, lambda make=make: make(found).encode(), f"{a.mission.id}-{way}.{ending}", mime, key=f"compare|{ending}",
                on_click="ignore", icon=":material/download:",
            )  # fmt: skip
    _shown(found)


def _places(a: Assessment, way: str) -> list[str] | EvaluationError:
    """The answers that make sense for the plan."""
    try:
        return list(axes(a.knowledge, a.prepared.mission, [way])[0].values)
    except EvaluationError as error:
        return error


def _chosen(a: Assessment, way: str, places: list[str]) -> list[str]:
    k = a.knowledge
    names = {place: _name(a, place) for place in places}
    options = list(names)
    if way != "launch":
        options += [s for s in k.states if s not in names]
    key = f"compare|{way}|places"
    if key not in st.session_state:
        st.session_state[key] = places[:_FIRST]
    picked = st.multiselect(
        "Places", options, format_func=lambda x: names.get(x) or _name(a, x), key=key, max_selections=_MOST,
        placeholder="Choose at least two",
    )  # fmt: skip
    return list(picked)


def _name(a: Assessment, place: str) -> str:
    territory, _, company = place.partition("/")
    name = a.knowledge.states.get(territory, territory)
    return f"{name}, company of {a.knowledge.states.get(company, company)}" if company else name


def _compared(a: Assessment, way: str, places: list[str]) -> Comparison | EvaluationError | None:
    """The comparison, worked out once for each state of the case."""
    key = (session.case(), way, tuple(places))
    known: tuple[Any, Any] | None = st.session_state.get("compared")
    if known is not None and known[0] == key:
        return known[1]  # type: ignore[no-any-return]
    base, current = session.base(), session.case()

    def work() -> Comparison | EvaluationError:
        try:
            return compare(base, fit(a), [f"{way}={','.join(places)}"], on=a.on, readings=current.readings)
        except EvaluationError as error:
            return error

    found: Comparison | EvaluationError | None = waiting.waited("Planning and assessing each place …", work, "compare")
    if found is not None:
        st.session_state.compared = (key, found)
    return found


def _shown(c: Comparison) -> None:
    left, right = st.columns(2)
    which = left.segmented_control(
        "Rows",
        [_DIFFERENCES, _ALL],
        default=_DIFFERENCES,
        required=True,
        key="compare|rows",
        label_visibility="collapsed",
    )
    how = right.segmented_control(
        "Layout", [_TABLE, _ONE], default=_TABLE, required=True, key="compare|how", label_visibility="collapsed"
    )
    parts = [(part, [r for r in part.rows if which == _ALL or len(set(r.cells)) > 1]) for part in c.parts]
    one = 0
    if how == _TABLE:
        st.html(f'<p class="rx-small rx-narrow">Move the table sideways to see every place, or choose “{_ONE}”.</p>')
    else:
        one = st.selectbox("Which place", range(len(c.names)), format_func=c.names.__getitem__, key="compare|one") or 0
    for part, rows in parts:
        if rows:
            table = _part(c, part, rows, [one] if how == _ONE else list(range(len(c.names))))
            if part.name in _AT_ONCE:
                st.header(plain(part.name), anchor=False)
                st.html(table)
            else:
                with st.expander(f"{plain(part.name)} ({counted(len(rows), 'row')})"):
                    st.html(table)
    same = sum(len(part.rows) - len(rows) for part, rows in parts)
    not_encoded = [name for name, known in zip(c.names, c.encoded, strict=True) if not known]
    if not_encoded:
        st.caption(
            plain(
                f"The own law of {', '.join(not_encoded)} is not encoded: for it this is half an answer, of the treaties alone."
            )
        )
    if same:
        st.caption(
            f"{counted(same, 'row is', 'rows are')} the same everywhere. There is no score: what weighs how much is yours to "
            "say."
        )


def _part(c: Comparison, part: Part, rows: list[Row], shown: list[int]) -> str:
    head = "".join(
        f'<th scope="col">{escape(c.names[n])}{"" if c.encoded[n] else "<br>treaties only"}</th>' for n in shown
    )
    body = "".join(
        f'<tr><th scope="row">{escape(sentence(row.label))}{_note(part, row)}</th>'
        + "".join(f"<td>{escape(row.cells[n]) or '–'}</td>" for n in shown)
        + "</tr>"
        for row in rows
    )
    wide = " rx-wide" if len(shown) > 1 else ""
    return (
        f'<div class="rx-scroll" tabindex="0" role="region" aria-label="{escape(part.name)}"><table class="rx-table{wide}" '
        f'style="min-width:{8 + 8 * len(shown)}rem"><thead><tr><th scope="col">Point</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _note(part: Part, row: Row) -> str:
    return f'<br><span class="rx-small">{escape(row.note)}</span>' if part.noted and row.note else ""
