"""Questions: one at a time from the frontier, with the reason, who said so, a way to leave it open, and undo."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import streamlit as st

from regolex.cases.case import READ
from regolex.engine.assessment import Assessment
from regolex.errors import MissionError
from regolex.interview.interview import TICK, Interview, Question
from regolex.interview.session import SKIPPED
from regolex.law.wording import counted
from regolex.report.beside import WHO
from regolex_app import asking, pages, said, session
from regolex_app.unassessed import unassessed
from regolex_app.words import escape, plain, problem_html, sentence

_TRAY = 8
_WRONG = ("questions", "answer")


def show() -> None:
    """The page."""
    a = session.result().assessment
    if a is None:
        st.title("Questions", anchor=False)
        unassessed("questions")
        return
    talk = session.talk()
    wide, narrow = st.columns([7, 3], gap="large")
    with wide:
        _last()
        question = _chosen(talk) or talk.next()
        if question is None:
            _done(talk)
        else:
            _ask(a, talk, question)
    with narrow:
        _beside(a, talk, question)


def _chosen(talk: Interview) -> Question | None:
    """The question that was taken out of the tray, or chosen from the list."""
    wanted = st.session_state.get("taken_up")
    if wanted:
        for question in talk.ahead():
            if question.keys[0] == wanted:
                return question
        st.session_state.pop("taken_up")
    return None


def _last() -> None:
    """What the last answer changed, with a way back."""
    answered = st.session_state.get("answered")
    if not answered:
        return
    label, value = answered
    change = said.changed(st.session_state.get("result_before"), session.result())
    with st.container(horizontal=True, vertical_alignment="center", key="last-answer"):
        st.html(
            f'<p role="status" class="rx-tag rx-green" style="white-space:normal;padding:.5rem .8rem">✓ {escape(label)}: '
            f"<strong>{escape(value)}</strong>. {escape(change)}</p>", width="stretch",
        )  # fmt: skip


def _ask(a: Assessment, talk: Interview, question: Question) -> None:
    st.title(plain(question.text), anchor=False)
    if question.reason:
        st.html(f'<p class="rx-lead">{escape(sentence(question.reason.rstrip(".")))}.</p>')
    needed = _needed(a, question)
    waits = f"{counted(question.waiting, 'result waits', 'results wait')} for this answer." if question.waiting else ""
    st.caption(plain(" ".join(filter(None, (waits, needed)))))
    if question.help:
        st.caption(plain(sentence(question.help)))
    _which(a, question)
    answer = asking.answer(question)
    source = "" if question.type in (TICK, "list") else _source()
    for problem in session.wrong().get(_WRONG, ("", ()))[1]:
        st.html(problem_html(problem))
    reads = session.access() == READ
    if reads:
        st.info("You may read this case, not change it. Answer with a comment, under Share at the top.")
    row = st.container(horizontal=True, vertical_alignment="center")
    if row.button(
        "Save and go on", key="questions|save", type="primary", icon=":material/arrow_forward:", icon_position="right",
        disabled=reads, shortcut="Ctrl+Enter",
    ):  # fmt: skip
        _take(talk, question, answer, source)
    if row.button(
        "Leave open",
        key="questions|open",
        disabled=reads,
        icon=":material/inbox:",
        help="It moves to “left open” and is not asked again until you open it.",
    ):
        _leave(talk, question)
    if (
        len(question.parts) > 1
        and question.fact
        and row.button("Answer each by itself", key="questions|each", type="tertiary")
    ):
        session.ask(question.fact, *question.parts)


def _needed(a: Assessment, question: Question) -> str:
    own = a.knowledge.asking.facts.get(question.fact)
    return f"Needed by the phase: {own.needed_by.replace('-', ' ')}." if own and own.needed_by else ""


def _which(a: Assessment, question: Question) -> None:
    """The rules that are open for want of the answer, on request."""
    keys = set(question.keys)
    waiting = [f for f in a.all_findings if any((x.part, x.fact) in keys for x in f.missing)]
    if not waiting:
        return
    session.opened("questions|which")
    opened = st.expander(
        f"Which results wait for it directly? ({len(waiting)})", key="questions|which", on_change="rerun"
    )
    if opened.open:
        rows = dict.fromkeys(f"{a.name(f.bearer)}: {f.rule.title}" for f in waiting)
        opened.html('<ul class="rx-gaps">' + "".join(f"<li>{escape(row)}</li>" for row in rows) + "</ul>")


def _source() -> dict[str, str]:
    """Who said so, and where it stands: kept with the answer."""
    with st.expander("Add who said so, or a source"):
        by = st.text_input("Who said so?", key="questions|by", placeholder="Name or role")
        where = st.text_input(
            "Where does it stand?", key="questions|source", placeholder="Contract, letter, file name, page"
        )
    found = {"source": str(where or "").strip(), "by": str(by or "").strip()}
    if found["by"] and found["source"] == "":
        found["source"] = found["by"]
    return {key: value for key, value in found.items() if value}


def _take(talk: Interview, question: Question, answer: Any, source: dict[str, str]) -> None:
    session.wrong().pop(_WRONG, None)
    if answer is asking.NOTHING:
        st.warning("Choose an answer first, or leave the question open.", icon=":material/info:")
        return
    given = answer
    if source and not isinstance(answer, dict):
        sort = session.base().knowledge.facts[question.fact].type
        own = source if sort == "judgement" else {"source": "; ".join(dict.fromkeys(source.values()))}
        given = {"value": answer, **own, **({"on": date.today().isoformat()} if sort == "judgement" else {})}
    try:
        talk.answer(question, given)
    except MissionError as error:
        session.complain(_WRONG, str(answer), error.problems)
        st.rerun()
    _go_on(talk, question, asking.words(question, answer), ())


def _leave(talk: Interview, question: Question) -> None:
    keys = tuple(f"{part} {fact}" for part, fact in question.keys)
    try:
        talk.answer(question, SKIPPED)
    except MissionError as error:
        session.complain(_WRONG, "", error.problems)
        st.rerun()
    _go_on(talk, question, "left open", keys)


def _go_on(talk: Interview, question: Question, value: str, left: tuple[str, ...]) -> None:
    """Keep the answer, and show the next question with what this one changed."""
    current = session.case()
    now = {f"{part} {fact}" for part, fact in question.keys}
    still = tuple(x for x in current.left if x not in now)
    session.keep(msgspec.structs.replace(current, mission=talk.work.mission, left=(*still, *left)))
    fact = session.base().knowledge.facts.get(question.fact)
    st.session_state.answered = (sentence(fact.label) if fact else question.text.rstrip("?"), value)
    st.session_state.pop("taken_up", None)
    asking.forget()
    st.session_state.pop("page", None)
    st.rerun()


def _done(talk: Interview) -> None:
    st.title("Nothing left to ask", anchor=False)
    st.html(f'<p class="rx-lead">{escape(talk.stopped())}</p>')
    row = st.container(horizontal=True)
    if row.button("See the tasks", key="questions|tasks", type="primary"):
        session.go(pages.TASKS)
    if row.button("Check your answers", key="questions|check"):
        session.go(pages.ANSWERS)


def _beside(a: Assessment, talk: Interview, now: Question | None) -> None:
    """How many are left, by kind; what was left open; and what is not for you to answer."""
    mine = [q for q in talk.ahead() if not q.again]
    st.header("Questions", anchor=False)
    groups: dict[str, int] = {}
    for q in mine:
        kind = a.knowledge.facts[q.fact].group if q.fact in a.knowledge.facts else "what the plan consists of"
        groups[kind] = groups.get(kind, 0) + 1
    here = a.knowledge.facts[now.fact].group if now and now.fact in a.knowledge.facts else ""
    rows = "".join(
        f"<li>{'<strong>' if kind == here else ''}{escape(sentence(kind))}{'</strong>' if kind == here else ''}: {n}</li>"
        for kind, n in groups.items()
    )
    st.html(f'<ul class="rx-rows">{rows}</ul>' if rows else "<p>None is left for you.</p>")
    if st.button("Check or change all answers", key="questions|all", type="tertiary"):
        session.go(pages.ANSWERS)
    tray = talk.tray()
    st.header(f":material/inbox: Left open ({len(tray)})", anchor=False)
    if not tray:
        st.caption("Nothing. What you leave open waits here and is never taken for “no”.")
    for q in tray[:_TRAY]:
        if st.button(plain(q.text), key=f"tray|{q.keys[0]}", type="tertiary"):
            st.session_state.taken_up = q.keys[0]
            asking.forget()
            st.rerun()
    others = {who: n for who, n in a.questions.by_who().items() if who not in ("client", "sources")}
    if others:
        st.header(f":material/gavel: Not yours ({sum(others.values())})", anchor=False)
        session.opened("questions|others")
        opened = st.expander("Who has to say what", key="questions|others", on_change="rerun")
        if opened.open:
            for who in others:
                opened.markdown(f"**{plain(WHO[who])}**")
                items = "".join(f"<li>{escape(q.text)}</li>" for q in a.questions.items if q.who == who)
                opened.html(f'<ul class="rx-gaps">{items}</ul>')
