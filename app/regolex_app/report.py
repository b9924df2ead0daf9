"""Report: the memo in every form, the packs for the authorities, and the data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.errors import EvaluationError
from regolex.formats.texts.official import official
from regolex.graph.export import assessment_text, mission_text
from regolex.law.wording import counted
from regolex.missions import file as mission_file
from regolex.report import published, report
from regolex.report.forms import written
from regolex.report.memo import memo
from regolex.report.pack_paper import pack_paper
from regolex.report.paper import Paper
from regolex.report.published import to_json
from regolex.tasks.pack import MEETS, filled, meets
from regolex_app import case, paper_view, session, turns, waiting
from regolex_app.naming import called
from regolex_app.unassessed import unassessed
from regolex_app.words import escape, plain

_FORMS = {
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDF", "application/pdf"), "html": ("HTML", "text/html"), "md": ("Markdown", "text/markdown"),
}  # fmt: skip
_SIZES = {"a4": "A4", "letter": "US letter"}


def show() -> None:
    """The page."""
    a = session.whole()
    if a is None:
        st.title("Report", anchor=False)
        unassessed("report")
        _data(None)
        return
    head = st.container(horizontal=True, vertical_alignment="center")
    wide, narrow = st.columns([7, 3], gap="large")
    with narrow:
        size, annexes = _choices()
        _packs(a, size)
        _data(a)
    whole = _memo(a)
    if whole is None:
        with head:
            st.title("Report", anchor=False)
        wide.info("The memo was not written. Open the page again to write it.")
        return
    paper = whole if annexes else paper_view.body(whole)
    with head:
        st.title("Report", anchor=False, width="content")
        st.space("stretch")
        for form, (label, mime) in _FORMS.items():
            _offer(
                label,
                partial(_written, paper, form, size),
                f"{a.mission.id}-{a.on}-memo.{form}",
                mime,
                primary=form == "docx",
            )
    with wide, st.container(border=True, key="memo"):
        st.html(paper_view.html_of(paper_view.body(whole)))
        more = sum(1 for h in whole.headings) - sum(1 for h in paper_view.body(whole).headings)
        st.caption(
            f"The annexes follow in the files: {counted(more, 'section')} with every task, answer, reading and provision."
        )


def _choices() -> tuple[str, bool]:
    with st.container(border=True):
        st.header("The memo", anchor=False)
        st.caption("Made on this machine, on your click. At most five pages, with annexes.")
        size = st.segmented_control(
            "Paper", list(_SIZES), default="a4", required=True, key="report|size", format_func=_SIZES.__getitem__
        )
        annexes = st.checkbox("With the annexes", value=True, key="report|annexes")
    return str(size), bool(annexes)


def _memo(a: Assessment) -> Paper | None:
    """The memo, with what turns it; written once for each state of the case."""
    known: tuple[object, Paper] | None = st.session_state.get("memo")
    current = session.case()
    if known is not None and known[0] is current:
        return known[1]
    engine, before = session.base().engine, turns.found(a)

    def work() -> tuple[Assessment, Paper]:
        whole = turns.tried(engine, a, before)
        return whole, memo(whole, official())

    found = waiting.waited("Writing the memo, and trying what would turn the result …", work, "memo")
    if found is None:
        return None
    st.session_state.turned = (current, found[0].turns)
    st.session_state.memo = (current, found[1])
    paper: Paper = found[1]
    return paper


def _written(paper: Paper, form: str, size: str) -> bytes:
    return written(paper, form, size).body


def _packs(a: Assessment, size: str) -> None:
    with st.container(border=True):
        st.header("Packs for the authorities", anchor=False)
        st.caption(
            "What an application has to contain, what the plan says of it, and what is missing. Drafts: check the "
            "authority’s current form."
        )
        found = [(meets(a, pack), pack) for _, pack in sorted(a.knowledge.packs.items())]
        wanted = [(how, pack) for how, pack in found if how != "no"]
        if not wanted:
            st.markdown("No authority with a pack is met by this plan so far.")
        for how, pack in wanted:
            made = filled(a, pack)
            st.markdown(f"**{plain(pack.title)}**")
            st.caption(
                plain(
                    f"{counted(len(made.documents), 'document')}, {counted(len(made.missing), 'answer')} missing; {MEETS[how]}."
                )
            )
            key = called(f"pack|{pack.authority}", "Files", pack.title)
            with st.popover("Files", icon=":material/download:", key=key):
                for form in ("docx", "pdf", "md"):
                    label, mime = _FORMS[form]

                    def paper(made: object = made, form: str = form) -> bytes:
                        return _written(pack_paper(a, made), form, size)  # type: ignore[arg-type]

                    _offer(f"{label}: {pack.authority}", paper, f"{a.mission.id}-{pack.authority}.{form}", mime)
        rest = [pack.title for how, pack in found if how == "no"]
        if rest:
            with st.expander(f"{counted(len(rest), 'pack')} that this plan does not meet"):
                st.html(
                    '<ul class="rx-gaps">' + "".join(f"<li>{escape(title)}</li>" for title in sorted(rest)) + "</ul>"
                )


def _data(a: Assessment | None) -> None:
    current, kb = session.case(), session.base()
    name = current.mission.id or "mission"
    whole = case.fit(a) if a else current.mission
    saved = msgspec.structs.replace(whole, on=current.on.isoformat() if current.on else current.mission.on)
    with st.container(border=True):
        st.header("Data", anchor=False)
        _offer(
            "Mission file (YAML)", lambda: mission_file.text(saved, kb.knowledge).encode(), f"{name}.yaml", "text/plain"
        )
        _offer("Mission (RDF)", lambda: mission_text(kb, saved, "ttl").encode(), f"{name}.ttl", "text/turtle")
        _offer(
            "Session (JSON)", lambda: case.saved(current, kb.knowledge).encode(), f"{name}-session.json",
            "application/vnd.regolex-session+json",
        )  # fmt: skip
        if a is None:
            return
        stem = f"{name}-{a.on}"
        _offer(
            "Findings (JSON)", lambda: published.dumps(published.with_official(to_json(a), official())).encode(),
            f"{stem}.json", "application/json",
        )  # fmt: skip
        _offer(
            "Findings (RDF)",
            lambda: assessment_text(kb, a, "ttl").encode(),
            f"{stem}.ttl",
            "text/turtle; charset=utf-8",
        )
        _offer("Report (HTML)", lambda: report.html(a, official()).encode(), f"{stem}.html", "text/html; charset=utf-8")
        _offer(
            "Report (Markdown)",
            lambda: report.markdown(a, official()).encode(),
            f"{stem}.md",
            "text/markdown; charset=utf-8",
        )
        st.caption(
            "The mission file holds every answer that counts; it can be imported again and works on the command line. The JSON "
            "holds every finding with its proof."
        )


def _offer(label: str, make: Callable[[], bytes], file_name: str, mime: str, *, primary: bool = False) -> None:
    """A download that is made on request."""

    def made() -> bytes:
        try:
            return make()
        except EvaluationError as error:
            return "\n".join(map(str, error.problems)).encode()

    st.download_button(
        label, made, file_name=file_name, mime=mime, key=f"download|{file_name}", on_click="ignore",
        icon=":material/download:", type="primary" if primary else "secondary",
    )  # fmt: skip
