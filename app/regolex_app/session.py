"""What a browser session holds: the case, where its reader is, and what was wrong with the last input."""

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
from regolex_app.wanted import merged
from regolex_app.words import problem_html

MISSION, QUESTIONS, VERDICT, TO_DO, REPORT = "Mission", "Questions", "Verdict", "To do", "Report"
VIEWS = (MISSION, QUESTIONS, VERDICT, TO_DO, REPORT)


class Result(msgspec.Struct, frozen=True):
    """An assessment with what the pages show of it, or the problems for which there is none."""

    case: Case
    assessment: Assessment | None
    sections: tuple[view.Section, ...] = ()
    wanted: tuple[tuple[Missing, int], ...] = ()
    awaited: frozenset[tuple[str, str]] = frozenset()
    problems: tuple[Problem, ...] = ()


class Talk(msgspec.Struct, frozen=True):
    """The interview behind the pages, with what it was begun under; it follows the mission from answer to answer."""

    under: tuple[Any, ...]
    interview: Interview


class Sample(msgspec.Struct, frozen=True):
    """A mission that comes with the knowledge; ``mission`` is None where its file cannot be used."""

    path: str
    mission: Mission | None
    problems: tuple[Problem, ...] = ()


@st.cache_resource(show_spinner="Reading the law …")
def knowledge_base(folder: str) -> KnowledgeBase:
    """The knowledge, made ready once for everybody."""
    base = load(folder or None)
    _ = base.engine
    return base


@st.cache_resource(show_spinner=False)
def samples(folder: str) -> tuple[Sample, ...]:
    """The missions that come with the knowledge: examples first, then what happened before."""
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
    """The knowledge folder: ours, unless ``REGOLEX_KNOWLEDGE`` names another."""
    return os.environ.get("REGOLEX_KNOWLEDGE", "")


def base() -> KnowledgeBase:
    """The knowledge base of this server."""
    return knowledge_base(folder())


def case() -> Case:
    """The case of this session."""
    found: Case = st.session_state.setdefault("case", Case())
    return found


def untouched() -> bool:
    """Whether nobody has opened or begun a mission yet."""
    return case().mission == EMPTY


def keep(changed: Case) -> None:
    """Make another state of the case the current one."""
    st.session_state.case = changed


def begin(fresh: Case, view_name: str) -> None:
    """Begin another case; the one before stays within reach."""
    if not untouched():
        st.session_state.before = case()
    keep(fresh)
    st.session_state.asked = None
    st.session_state.wrong = {}
    go(view_name)


def result() -> Result:
    """The assessment of the current case, made once per state of the case."""
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
    wanted = merged(base().knowledge, view.next_facts(found))
    awaited = frozenset((x.part, x.fact) for f in found.findings for x in f.missing)
    return Result(current, found, tuple(view.sections(found)), tuple(wanted), awaited)


def _talk(current: Case, on: date) -> Interview:
    """The interview on the case: begun anew for another day or other readings, and else led on from answer to answer."""
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
    """The next questions in the order of the interview, each with why it is asked."""
    if result().assessment is None:
        return ()
    known: tuple[Case, tuple[Question, ...]] | None = st.session_state.get("ahead")
    if known is None or known[0] is not case():
        known = case(), tuple(islice(st.session_state.talk.interview.ahead(), most))
        st.session_state.ahead = known
    return known[1]


def stopped() -> str:
    """Why nothing is asked any more."""
    told: str = st.session_state.talk.interview.stopped()
    return told


# --- where the reader is ---


def go(view_name: str) -> None:
    """Turn to another view with the next run."""
    st.session_state.turn_to = view_name


def ask(part: str, fact: str) -> None:
    """Turn to the place where an answer is given; an empty fact asks for the list of a kind of part."""
    knowledge = base().knowledge
    known = fact in knowledge.facts and (part == "mission" or part in case().mission.answers)
    kind = knowledge.facts[fact].kind if fact in knowledge.facts else part
    st.session_state.asked = (part, fact) if known else None
    st.session_state.topic_to = knowledge.facts[fact].group if known else knowledge.kinds[kind].list_name
    st.session_state.part_to = part
    go(QUESTIONS)


def arrive() -> None:
    """Carry out a turn asked for in the run before; called before any widget exists."""
    for wish, key in (("turn_to", "view"), ("topic_to", "topic")):
        target = st.session_state.pop(wish, None)
        if target is not None:
            st.session_state[key] = target
    part = st.session_state.pop("part_to", None)
    if part:
        st.session_state[f"part|{part.partition(':')[0]}"] = part


def opened(key: str, expanded: bool = False) -> bool:
    """Whether something that opens is open. It stays as its reader left it, whatever its label or the view around it does.

    Called right before the widget of that key is made.
    """
    kept: dict[str, bool] = st.session_state.setdefault("opened", {})
    kept[key] = bool(st.session_state.get(key, kept.get(key, expanded)))
    st.session_state[key] = kept[key]
    return kept[key]


def asked() -> tuple[str, str] | None:
    """The question that the reader was sent to, where it can still be answered."""
    found: tuple[str, str] | None = st.session_state.get("asked")
    return found if found and (found[0] == "mission" or found[0] in case().mission.answers) else None


# --- what was wrong with an input ---


def wrong() -> dict[Any, tuple[str, tuple[Problem, ...]]]:
    """By place: what was typed there and why it is no answer."""
    found: dict[Any, tuple[str, tuple[Problem, ...]]] = st.session_state.setdefault("wrong", {})
    return found


def told() -> None:
    """What is not as it was when the session was saved, until its reader has read it."""
    problems: tuple[Problem, ...] = st.session_state.get("told") or ()
    if not problems:
        return
    st.html("".join(map(problem_html, problems)))
    if st.button("I have read this", key="told|read"):
        st.session_state.told = ()
        st.rerun()


def complain(place: Any, typed: str, problems: Iterable[Problem]) -> None:
    """Note what is wrong with an input; the case stays as it was."""
    wrong()[place] = (typed, tuple(problems))
