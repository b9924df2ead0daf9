"""The state of a browser session: the case, the current view, and problems with the last input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import streamlit as st

from regolex.engine.assessment import Assessment, Strict
from regolex.engine.incremental import Incremental
from regolex.errors import EvaluationError, MissionError, Problem
from regolex.knowledge import KnowledgeBase, load
from regolex.missions.mission import Mission
from regolex.report import view
from regolex.solving.certainty import certain
from regolex_app.case import EMPTY, Case
from regolex_app.words import problem_html

MISSION, QUESTIONS, OVERVIEW, FINDINGS = "Mission", "Questions", "Overview", "Findings"
ASSUMPTIONS, TO_DO, REPORT = "Assumptions", "To do", "Report"
VIEWS = (MISSION, QUESTIONS, OVERVIEW, FINDINGS, ASSUMPTIONS, TO_DO, REPORT)


class Result(msgspec.Struct, frozen=True):
    """An assessment with the content of the pages, or the problems that prevent one."""

    case: Case
    assessment: Assessment | None
    sections: tuple[view.Section, ...] = ()
    awaited: frozenset[tuple[str, str]] = frozenset()
    problems: tuple[Problem, ...] = ()


class Work:
    """The assessments behind the pages, which follow the mission from answer to answer."""

    def __init__(self, current: Case, on: date) -> None:
        self.under = Work.terms(current, on)
        self.whole = self._begun(current, on, current.mission)
        self.bare: Incremental | None = None  # on the answers alone, from the first assumption on

    @staticmethod
    def terms(current: Case, on: date) -> tuple[Any, ...]:
        """Everything under which it was begun; the mission may change."""
        return on, current.viewpoint, sorted(current.readings.items()), current.pending, current.mission.states

    def _begun(self, current: Case, on: date, mission: Mission) -> Incremental:
        return Incremental(
            base().engine, mission, on=on, readings=current.readings, viewpoint=current.viewpoint,
            pending=current.pending,
        )  # fmt: skip

    def assessed(self, current: Case, on: date) -> Assessment:
        """The assessment, with the result on the answers alone beside it where something is assumed."""
        found = self.whole.change(current.mission)
        if current.settle:
            found = certain(base().engine, found)
        if not found.prepared.sets:
            return found
        mission = msgspec.structs.replace(current.mission, assumed={})
        self.bare = self.bare or self._begun(current, on, mission)
        alone = self.bare.change(mission)
        return msgspec.structs.replace(found, strict=Strict(alone.overall, alone.you, alone.questions.by_who()))


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
    work: Work | None = st.session_state.get("work")
    try:
        if work is None or work.under != Work.terms(current, current.on):
            work = st.session_state.work = Work(current, current.on)
        found = work.assessed(current, current.on)
    except (EvaluationError, MissionError) as error:
        st.session_state.pop("work", None)
        return Result(current, None, problems=error.problems)
    awaited = {(x.part, x.fact) for f in found.all_findings for x in f.missing}
    awaited |= {(part, q.fact) for q in found.questions.items for part in q.parts}
    return Result(current, found, tuple(view.sections(found)), frozenset(awaited))


# --- navigation ---


def go(view_name: str) -> None:
    """Switch to another view on the next run."""
    st.session_state.turn_to = view_name


def ask(fact: str, *parts: str) -> None:
    """Go to the place of an answer, which may be that of several parts; no fact means the list of a kind of part."""
    knowledge, answers = base().knowledge, case().mission.answers
    known = tuple(part for part in parts if fact in knowledge.facts and (part == "mission" or part in answers))
    kind = knowledge.facts[fact].kind if fact in knowledge.facts else parts[0]
    st.session_state.asked = (fact, known) if known else None
    st.session_state.topic_to = knowledge.facts[fact].group if known else knowledge.kinds[kind].list_name
    st.session_state.part_to = parts[0]
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


def open_later(key: str) -> None:
    """Have an expander open when its view is shown next."""
    st.session_state.setdefault("opened", {})[key] = True


def opened(key: str, expanded: bool = False) -> bool:
    """Whether an expander or toggle is open. It stays as the user left it, even if its label or the view changes.

    Called right before the widget of that key is made.
    """
    kept: dict[str, bool] = st.session_state.setdefault("opened", {})
    kept[key] = bool(st.session_state.get(key, kept.get(key, expanded)))
    st.session_state[key] = kept[key]
    return kept[key]


def chosen(key: str, allowed: Sequence[str]) -> str:
    """What is chosen in a widget, which stays chosen while another view is shown; the first where nothing was.

    Called right before the widget of that key is made.
    """
    kept: dict[str, str] = st.session_state.setdefault("chosen", {})
    found = st.session_state.get(key, kept.get(key))
    kept[key] = st.session_state[key] = found if found in allowed else allowed[0]
    return kept[key]


def asked() -> tuple[str, tuple[str, ...]] | None:
    """The question to which the user was led with the parts it is about, as far as it can still be answered."""
    found: tuple[str, tuple[str, ...]] | None = st.session_state.get("asked")
    parts = tuple(p for p in found[1] if p == "mission" or p in case().mission.answers) if found else ()
    return (found[0], parts) if found and parts else None


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
