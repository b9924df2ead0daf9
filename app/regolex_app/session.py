"""The state of a browser session: the case, the current view, and problems with the last input."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Missing
from regolex.errors import EvaluationError, MissionError, Problem
from regolex.interview import session as interview_session
from regolex.interview.interview import Interview, Question
from regolex.knowledge import KnowledgeBase, load
from regolex.missions.mission import Mission
from regolex.report import view
from regolex_app.case import EMPTY, Case
from regolex_app.missing import merged
from regolex_app.words import problem_html

MISSION, QUESTIONS, VERDICT, TO_DO, REPORT = "Mission", "Questions", "Verdict", "To do", "Report"
VIEWS = (MISSION, QUESTIONS, VERDICT, TO_DO, REPORT)


class Result(msgspec.Struct, frozen=True):
    """An assessment with the content of the pages, or the problems that prevent one."""

    case: Case
    assessment: Assessment | None
    sections: tuple[view.Section, ...] = ()
    unanswered: tuple[tuple[Missing, int], ...] = ()
    awaited: frozenset[tuple[str, str]] = frozenset()
    problems: tuple[Problem, ...] = ()


class Talk(msgspec.Struct, frozen=True):
    """The interview behind the pages with its settings; it follows the mission from answer to answer."""

    under: tuple[Any, ...]
    interview: Interview


class Sample(msgspec.Struct, frozen=True):
    """A mission bundled with the knowledge; ``mission`` is None if its file cannot be used."""

    path: str
    mission: Mission | None
    problems: tuple[Problem, ...] = ()


@st.cache_resource(show_spinner="Reading the law …")
def knowledge_base(folder: str) -> KnowledgeBase:
    """The knowledge, loaded once for all sessions."""
    base = load(folder or None)
    _ = base.engine
    return base


@st.cache_resource(show_spinner=False)
def samples(folder: str) -> tuple[Sample, ...]:
    """The missions bundled with the knowledge: examples first, then precedents."""
    base = knowledge_base(folder)
    found = []
    for place in ("examples", "corpus/precedents"):
        for path in sorted(Path(base.folder, place).glob("*.yaml")):
            try:
                found.append(Sample(str(path), base.read_mission(path)))
            except MissionError as error:
                found.append(Sample(str(path), None, error.problems))
    return tuple(found)


def folder() -> str:
    """The knowledge folder: the installed one, unless ``REGOLEX_KNOWLEDGE`` names another."""
    return os.environ.get("REGOLEX_KNOWLEDGE", "")


def base() -> KnowledgeBase:
    """The knowledge base of this server."""
    return knowledge_base(folder())


def case() -> Case:
    """The case of this session."""
    found: Case = st.session_state.setdefault("case", Case())
    return found


def untouched() -> bool:
    """Whether no mission has been opened or begun yet."""
    return case().mission == EMPTY


def keep(changed: Case) -> None:
    """Replace the current case."""
    st.session_state.case = changed


def begin(fresh: Case, view_name: str) -> None:
    """Begin another case; the previous one can be restored."""
    if not untouched():
        st.session_state.before = case()
    keep(fresh)
    st.session_state.asked = None
    st.session_state.wrong = {}
    go(view_name)


def result() -> Result:
    """The assessment of the current case, memoised."""
    known: Result | None = st.session_state.get("result")
    current = case()
    if known is None or known.case is not current:
        known = _assess(current)
        st.session_state.result = known
    return known


def _assess(current: Case) -> Result:
    if current.on is None:
        return Result(current, None)
    try:
        talk = _talk(current, current.on)
    except EvaluationError as error:
        return Result(current, None, problems=error.problems)
    found = talk.conclusion() if current.settle else talk.work.assessment
    unanswered = merged(base().knowledge, view.next_facts(found))
    awaited = frozenset((x.part, x.fact) for f in found.findings for x in f.missing)
    return Result(current, found, tuple(view.sections(found)), tuple(unanswered), awaited)


def _talk(current: Case, on: date) -> Interview:
    """The interview on the case: restarted for another date or other readings, otherwise continued."""
    under = (on, current.viewpoint, sorted(current.readings.items()), current.pending)
    known: Talk | None = st.session_state.get("talk")
    if known is None or known.under != under:
        saved = interview_session.begun(
            EMPTY, base().knowledge, on=on.isoformat(), readings=current.readings, viewpoint=current.viewpoint,
            pending=current.pending,
        )  # fmt: skip
        known = Talk(under, Interview(base().engine, saved))
    known.interview.follow(current.mission)
    st.session_state.talk = known
    return known.interview


def ahead(most: int) -> tuple[Question, ...]:
    """The next questions in the order of the interview, each with the reason why it is asked."""
    if result().assessment is None:
        return ()
    known: tuple[Case, tuple[Question, ...]] | None = st.session_state.get("ahead")
    if known is None or known[0] is not case():
        known = case(), tuple(islice(st.session_state.talk.interview.ahead(), most))
        st.session_state.ahead = known
    return known[1]


def stopped() -> str:
    """Why the interview is over."""
    reason: str = st.session_state.talk.interview.stopped()
    return reason


# --- navigation ---


def go(view_name: str) -> None:
    """Switch to another view on the next run."""
    st.session_state.turn_to = view_name


def ask(part: str, fact: str) -> None:
    """Go to the place of an answer; an empty fact means the list of a kind of part."""
    knowledge = base().knowledge
    known = fact in knowledge.facts and (part == "mission" or part in case().mission.answers)
    kind = knowledge.facts[fact].kind if fact in knowledge.facts else part
    st.session_state.asked = (part, fact) if known else None
    st.session_state.topic_to = knowledge.facts[fact].group if known else knowledge.kinds[kind].list_name
    st.session_state.part_to = part
    go(QUESTIONS)


def arrive() -> None:
    """Carry out the navigation requested in the previous run; called before any widget exists."""
    for wish, key in (("turn_to", "view"), ("topic_to", "topic")):
        target = st.session_state.pop(wish, None)
        if target is not None:
            st.session_state[key] = target
    part = st.session_state.pop("part_to", None)
    if part:
        st.session_state[f"part|{part.partition(':')[0]}"] = part


def opened(key: str, expanded: bool = False) -> bool:
    """Whether an expander or toggle is open. It stays as the user left it, even if its label or the view changes.

    Called right before the widget of that key is made.
    """
    kept: dict[str, bool] = st.session_state.setdefault("opened", {})
    kept[key] = bool(st.session_state.get(key, kept.get(key, expanded)))
    st.session_state[key] = kept[key]
    return kept[key]


def asked() -> tuple[str, str] | None:
    """The question to which the user was led, if it can still be answered."""
    found: tuple[str, str] | None = st.session_state.get("asked")
    return found if found and (found[0] == "mission" or found[0] in case().mission.answers) else None


# --- problems with an input ---


def wrong() -> dict[Any, tuple[str, tuple[Problem, ...]]]:
    """By place: the text typed there and why it is not a valid answer."""
    found: dict[Any, tuple[str, tuple[Problem, ...]]] = st.session_state.setdefault("wrong", {})
    return found


def notices() -> None:
    """What has changed since the session was saved, until the user has confirmed it."""
    problems: tuple[Problem, ...] = st.session_state.get("notices") or ()
    if not problems:
        return
    st.html("".join(map(problem_html, problems)))
    if st.button("Dismiss", key="notices|read"):
        st.session_state.notices = ()
        st.rerun()


def complain(place: Any, typed: str, problems: Iterable[Problem]) -> None:
    """Record the problems with an input; the case does not change."""
    wrong()[place] = (typed, tuple(problems))
