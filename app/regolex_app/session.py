"""The state of a browser tab: the case as it is kept on disk, its assessment, and problems with the last input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import streamlit as st

from regolex.cases.case import OWN, Conflict
from regolex.cases.people import names
from regolex.cases.store import Store
from regolex.engine.assessment import Assessment
from regolex.errors import CaseError, EvaluationError, MissionError, Problem
from regolex.interview.interview import Interview
from regolex.knowledge import KnowledgeBase, load
from regolex.missions.mission import Mission
from regolex.report import view
from regolex_app import case as cases
from regolex_app import pages, team
from regolex_app.case import EMPTY, Case
from regolex_app.words import problem_html
from regolex_app.work import Result, Work

_UNDO = 30  # so many changes of one tab can be taken back


class Sample(msgspec.Struct, frozen=True):
    """A mission bundled with the knowledge; ``mission`` is None if its file cannot be used."""

    path: str
    mission: Mission | None
    problems: tuple[Problem, ...] = ()

    @property
    def example(self) -> bool:
        """Whether it is invented."""
        return Path(self.path).parent.name == "examples"


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


@st.cache_resource(show_spinner=False)
def store(url: str) -> Store:
    """The cases on this machine, or in the database that ``REGOLEX_DATABASE`` names."""
    return Store.open(url or None)


def everything() -> Store:
    """The store of this server, as no one sees it who has to sign in."""
    found: Store = store(os.environ.get("REGOLEX_DATABASE", ""))
    return found


def shelf() -> Store:
    """The store as whoever sits at this tab may see it."""
    return team.own(everything())


def called(person: str) -> str:
    """How someone who has saved or said something is called on the pages."""
    known: dict[str, str] = st.session_state.setdefault("names", {})
    if person not in known:
        known.update(names(everything()))
    return known.get(person, "someone who has left")


def access() -> str:
    """What whoever sits at this tab may do with the case: own, write or read."""
    found: str = st.session_state.get("access", OWN)
    return found


def folder() -> str:
    """The knowledge folder: the installed one, unless ``REGOLEX_KNOWLEDGE`` names another."""
    return os.environ.get("REGOLEX_KNOWLEDGE", "")


def base() -> KnowledgeBase:
    """The knowledge base of this server."""
    return knowledge_base(folder())


# --- the case ---


def case() -> Case:
    """The case of this tab."""
    _settle()
    found: Case = st.session_state.setdefault("case", Case())
    return found


def case_id() -> str:
    """The name of the case in addresses; empty where none is open."""
    found: str = st.session_state.get("case_id", "")
    return found


def saved_at() -> datetime | None:
    """When the case was last written to disk."""
    return st.session_state.get("saved_at")


def untouched() -> bool:
    """Whether no case is open."""
    return not case_id() and case().mission == EMPTY


def keep(changed: Case) -> None:
    """Replace the current case: on disk first, then on the page. Where another window was first, the page asks."""
    before = case()
    if changed == before:
        return
    if case_id() and not _write(changed):
        return
    undo: list[Case] = st.session_state.setdefault("undo", [])
    undo.append(before)
    del undo[:-_UNDO]
    st.session_state.case = changed
    st.session_state.was = before


def _write(changed: Case) -> bool:
    """Write the case; False where it could not be, and the page then says so."""
    knowledge, mine = base().knowledge, shelf()
    mark: dict[str, Any] = st.session_state.setdefault("mark", {})
    try:
        written = mine.save(
            case_id(), cases.text_of(changed, knowledge), st.session_state.version, title=changed.mission.title or "A plan",
            settings=cases.settings_of(changed), what=cases.what_changed(case(), changed, knowledge),
        )  # fmt: skip
    except Conflict as conflict:
        st.session_state.conflict = (changed, conflict)
        return False
    except CaseError as error:
        st.session_state.unsaved = (changed, error.problems)
        return False
    mark["written"] = (written, changed)  # a new click may end this run at any use of the state, but not before this
    _settle()
    st.session_state.pop("unsaved", None)
    return True


def _settle() -> None:
    """What was written last is what the tab holds, even where the run ended between the two."""
    mark: dict[str, Any] = st.session_state.get("mark") or {}
    if "written" in mark:
        _kept(*mark["written"])
        del mark["written"]


def _kept(written: Any, current: Case) -> None:
    """What the store has written is what the tab holds."""
    st.session_state.version = written.version
    st.session_state.saved_at = written.changed_at
    st.session_state.access = written.access
    st.session_state.case = st.session_state.base = current


def undo() -> None:
    """Take the last change of this tab back, as a change of its own."""
    kept: list[Case] = st.session_state.get("undo") or []
    if kept:
        before = kept.pop()
        if case_id() and not _write(before):
            return
        st.session_state.case = before
        st.session_state.pop("was", None)


def begin(fresh: Case, page: str) -> None:
    """Keep a new case and go to a page of it."""
    text, settings = cases.text_of(fresh, base().knowledge), cases.settings_of(fresh)
    made = shelf().new(fresh.mission.title or "A plan", text, settings=settings)
    notices = st.session_state.get("notices")
    forget()
    st.session_state.notices = notices
    st.session_state.case_id = made.id
    _kept(made, fresh)
    go(page)


def forget() -> None:
    """Close the case; everything on the page that belonged to it goes with it."""
    mine = team.kept()
    for key in list(st.session_state):
        del st.session_state[key]
    st.session_state.update(mine)


def take_up(name: str) -> bool:
    """Open a kept case by its name; False where there is none."""
    try:
        found = shelf().read(name)
    except CaseError:
        return False
    forget()
    st.session_state.case_id = name
    try:
        _kept(found, cases.kept(found.text, found.settings, base().knowledge))
    except MissionError as error:
        st.session_state.unreadable = (found, error.problems)
    return True


def arrive() -> None:
    """Open the case that the address names, and take up what another window has written meanwhile."""
    _settle()
    wanted = st.query_params.get("case", "")
    if wanted and wanted != case_id():
        if not take_up(wanted):
            st.session_state.missing = wanted
            del st.query_params["case"]
        return
    if not case_id() or "conflict" in st.session_state or "unreadable" in st.session_state:
        return
    try:
        newest = shelf().read(case_id())
    except CaseError:
        gone = case_id()
        forget()
        st.session_state.missing = gone
        return
    if newest.version != st.session_state.version:
        try:
            _kept(newest, cases.kept(newest.text, newest.settings, base().knowledge))
            st.session_state.news = "This case was changed in another window. You see the newest state."
            st.session_state.pop("undo", None)
        except MissionError as error:
            st.session_state.unreadable = (newest, error.problems)


# --- the assessment ---


def result() -> Result:
    """The assessment of the current case, memoised."""
    known: Result | None = st.session_state.get("result")
    current = case()
    if known is None or known.case is not current:
        st.session_state.result_before = known
        known = _assess(current)
        st.session_state.result = known
    return known


def _assess(current: Case) -> Result:
    if current.on is None:
        return Result(current, None)
    try:
        found = work(current, current.on).assessed(current)
    except (EvaluationError, MissionError) as error:
        st.session_state.pop("work", None)
        return Result(current, None, problems=error.problems)
    awaited = {(x.part, x.fact) for f in found.all_findings for x in f.missing}
    awaited |= {(part, q.fact) for q in found.questions.items for part in q.parts}
    return Result(current, found, tuple(view.sections(found)), frozenset(awaited))


def whole() -> Assessment | None:
    """The assessment with the result on the answers alone beside it, for the pages that show it: every other answers sooner."""
    known, current = result(), case()
    a = known.assessment
    if a is None or current.on is None or a.strict or not a.prepared.sets:
        return a
    a = msgspec.structs.replace(a, strict=work(current, current.on).beside(current, current.on))
    st.session_state.result = msgspec.structs.replace(known, assessment=a)
    return a


def work(current: Case, on: date) -> Work:
    """The assessments under way, begun again where the day or the readings have changed."""
    found: Work | None = st.session_state.get("work")
    if found is None or found.under != Work.terms(current, on):
        found = st.session_state.work = Work(base(), current, on)
    return found


def talk() -> Interview:
    """The interview on the current case; only where there is an assessment."""
    current = case()
    assert current.on is not None
    return work(current, current.on).talk


# --- navigation ---


def go(page: str, **params: str) -> None:
    """Turn to another page of this case."""
    own = {"case": case_id()} if case_id() else {}
    st.switch_page(pages.of(page), query_params={**own, **params})


def ask(fact: str, *parts: str) -> None:
    """Go to the place of an answer, which may be that of several parts; no fact means the list of a kind of part."""
    knowledge, answers = base().knowledge, case().mission.answers
    known = tuple(part for part in parts if fact in knowledge.facts and (part == "mission" or part in answers))
    kind = knowledge.facts[fact].kind if fact in knowledge.facts else parts[0]
    st.session_state.asked = (fact, known) if known else None
    st.session_state.topic_to = knowledge.facts[fact].group if known else knowledge.kinds[kind].list_name
    st.session_state.part_to = parts[0]
    go(pages.ANSWERS)


def turn() -> None:
    """Carry out what the previous run asked of widgets; called before any of them exists."""
    target = st.session_state.pop("topic_to", None)
    if target is not None:
        st.session_state["topic"] = target
    part = st.session_state.pop("part_to", None)
    if part:
        st.session_state[f"part|{part.partition(':')[0]}"] = part


def opened(key: str, expanded: bool = False) -> bool:
    """Whether an expander or toggle is open. It stays as the user left it, even if its label or the page changes.

    Called right before the widget of that key is made.
    """
    kept: dict[str, bool] = st.session_state.setdefault("opened", {})
    kept[key] = bool(st.session_state.get(key, kept.get(key, expanded)))
    st.session_state[key] = kept[key]
    return kept[key]


def chosen(key: str, allowed: Sequence[str]) -> str:
    """What is chosen in a widget, which stays chosen while another page is shown; the first where nothing was.

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
