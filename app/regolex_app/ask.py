"""Ask the data: saved questions with their parameters, SPARQL, a table, a chart, and downloads. Queries run under limits."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import streamlit as st

from regolex.errors import Problem, QueryError
from regolex.graph.competency import NamedQuery, named_queries
from regolex.graph.query import Graph, Table
from regolex.law.wording import counted
from regolex_app import pages, queries, session, waiting
from regolex_app.words import escape, plain, problem_html, sentence

_SAVED, _SPARQL = "Saved questions", "SPARQL"
_ROWS = 200
_BARS = 25
_OURS = "https://w3id.org/regolex/"  # what our names begin with in the data
_EXAMPLE = """SELECT ?name (COUNT(?rule) AS ?rules) {
  ?rule a :Rule ; :partOfWork ?work .
  ?work skos:prefLabel ?name .
} GROUP BY ?name ORDER BY DESC(?rules) LIMIT 20"""


def show() -> None:
    """The page."""
    st.title("Ask the data", anchor=False)
    st.markdown("The law, the parties, the catalogue and the precedents as one data set. Nothing is sent anywhere.")
    how = st.segmented_control(
        "How", (_SAVED, _SPARQL), default=_SAVED, required=True, key="ask|how", label_visibility="collapsed"
    )
    library = named_queries(session.base().folder)
    if how == _SAVED and library:
        _saved(library)
    else:
        _editor()
    _answer()


def _saved(library: dict[str, NamedQuery]) -> None:
    wanted = st.query_params.get("question", "")
    if wanted in library and "ask|question" not in st.session_state:
        st.session_state["ask|question"] = wanted
    name = st.selectbox(
        "Question",
        sorted(library, key=lambda n: library[n].asks),
        format_func=lambda n: library[n].asks,
        key="ask|question",
    )
    question = library[str(name)]
    st.caption(plain(question.because))
    values: dict[str, str] = {}
    with st.form(f"ask|{name}", border=False):
        columns = st.columns(max(2, min(len(question.parameters), 4)))
        for n, p in enumerate(question.parameters):
            with columns[n % len(columns)]:
                values[p.name] = _parameter(str(name), p.name, p.type, p.default, p.means)
        if question.needs_mission and not session.case_id():
            st.info("This question is about a case. Open one first; then it is asked about that case on its day.")
        asked = st.form_submit_button("Ask", type="primary", icon=":material/play_arrow:")
    if asked:
        try:
            text = question.bound({key: value for key, value in values.items() if value}, session.base().knowledge)
        except QueryError as error:
            _keep("", error, question.asks)
            return
        _run(text, question.asks, with_case=question.needs_mission)


def _parameter(question: str, name: str, sort: str, default: str, means: str) -> str:
    key = f"ask|{question}|{name}"
    k = session.base().knowledge
    if sort == "xsd:date":
        try:
            first = date.fromisoformat(default)
        except ValueError:
            first = date.today()
        day = st.date_input(
            means, first, key=key, format="YYYY-MM-DD", min_value=date(1950, 1, 1), max_value=date(2199, 12, 31)
        )
        return day.isoformat() if isinstance(day, date) else ""
    code = default.rpartition("/")[2].rpartition(":")[2]
    if sort in (":State", ":LegalOrder") and code in k.states:
        states = list(k.states)
        return str(st.selectbox(means, states, index=states.index(code), format_func=k.states.__getitem__, key=key))
    return str(st.text_input(means, default, key=key))


def _editor() -> None:
    st.session_state.setdefault("ask|text", _EXAMPLE)
    with st.form("ask|sparql", border=False):
        text = st.text_area(
            "SPARQL 1.1, read only; the prefixes of the ontology need not be declared", key="ask|text", height=220
        )
        with_case = bool(session.case_id()) and st.checkbox(
            "Together with this case and its assessment", key="ask|with"
        )
        asked = st.form_submit_button("Run", type="primary", icon=":material/play_arrow:")
    if asked:
        if "{" not in str(text):
            _keep(
                "",
                QueryError(
                    Problem("Q401", "this is not a query", expected="SPARQL, such as the example that stood here")
                ),
                "",
            )
            return
        _run(str(text), "Your query", with_case=with_case)


def _run(text: str, title: str, *, with_case: bool) -> None:
    """Run a query under limits, with a way to stop; the answer stays until the next one."""
    try:
        if with_case:
            a = session.whole()
            if a is None:
                raise QueryError(
                    Problem("Q406", "a case and its day are needed", hint="Open a case and choose its day.")
                )
            graph = queries.with_case(session.base(), a)
            found: Any = waiting.waited("Asking …", lambda: _answered(graph, text), "ask")
        else:
            found = queries.asked(session.base(), text)
    except QueryError as error:
        _keep("", error, title)
        return
    if found is not None:
        _keep(text, found, title)


def _answered(graph: Graph, text: str) -> Table | str | QueryError:
    try:
        return graph.answer(text, "table")
    except QueryError as error:
        return error


def _keep(text: str, found: object, title: str) -> None:
    st.session_state["ask|answer"] = (text, found, title)


def _answer() -> None:
    known: tuple[str, Any, str] | None = st.session_state.get("ask|answer")
    if known is None:
        st.caption("The answer will appear here: a table, a chart where it has numbers, and files to take along.")
        return
    text, found, title = known
    if isinstance(found, QueryError):
        st.html("".join(map(problem_html, found.problems)))
        return
    st.header(plain(title), anchor=False)
    if isinstance(found, str):
        st.download_button(
            "Turtle", found.encode(), "answer.ttl", "text/turtle", on_click="ignore", icon=":material/download:"
        )
        st.code(found[:20_000], language=None)
        return
    more = f", the first {_ROWS} here" if len(found.rows) > _ROWS else ""
    st.html(f'<p role="status">{counted(len(found.rows), "row")}{more}.</p>')
    if found.rows:
        head = "".join(f'<th scope="col">{escape(_head(c))}</th>' for c in found.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_short(cell))}</td>" for cell in row) + "</tr>" for row in found.rows[:_ROWS]
        )
        st.html(
            '<div class="rx-scroll" tabindex="0" role="region" aria-label="Answer"><table class="rx-table rx-wide"><thead><tr>'
            f"{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )
        _chart(found)
    row = st.container(horizontal=True)
    with row:
        st.download_button(
            "CSV", lambda: _csv(found), "answer.csv", "text/csv", on_click="ignore", icon=":material/download:"
        )
    with st.expander("The query"):
        st.code(text, language=None)
    if session.case_id() and st.button("Back to the case", key="ask|back", type="tertiary"):
        session.go(pages.OVERVIEW)


def _head(column: str) -> str:
    """The name of a column as words: ``withoutFigure`` is "Without figure"."""
    return sentence(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", column).lower())


def _short(cell: str) -> str:
    """A cell as it is read: what we name ourselves without the address before it; the files have the whole."""
    return cell.removeprefix(_OURS)


def _csv(found: Table) -> bytes:
    from regolex.media import fit

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([fit(c, "csv") for c in row] for row in (found.columns, *found.rows))
    return out.getvalue().encode()


def _chart(found: Table) -> None:
    """Bars where the last column holds numbers: drawn from the table, which says the same."""
    try:
        values = [float(row[-1]) for row in found.rows[:_BARS]]
    except ValueError:
        return
    if len(found.columns) < 2 or len(values) < 2 or min(values) < 0 or not max(values):
        return
    named = found.columns.index("name") if "name" in found.columns[:-1] else 0
    rows = "".join(
        f'<tr><th scope="row">{escape(_short(row[named]))}</th><td style="width:60%"><span aria-hidden="true" class="rx-bar" '
        f'style="width:{value / max(values):.1%}"></span></td><td>{escape(row[-1])}</td></tr>'
        for row, value in zip(found.rows, values, strict=False)
    )
    with st.expander("As a chart"):
        st.html(
            f'<table class="rx-table"><caption>{escape(_head(found.columns[-1]))}</caption><tbody>{rows}</tbody></table>'
        )
