"""Your mission: the questions of the intake in four blocks. Everything can be skipped; each answer is kept at once."""

from __future__ import annotations

from typing import Any

import msgspec
import streamlit as st

from regolex.errors import MissionError
from regolex.interview.intake import Intake
from regolex.law.intake import Field, IntakeQuestion
from regolex.missions.mission import Mission
from regolex.missions.terms import TO_JUDGE
from regolex_app import case, intake_fields, pages, said, session
from regolex_app.words import escape, plain, problem_html, rows_html, sentence

BLOCKS = (
    ("Who you are", "Who are you?", ("who", "owners")),
    ("What you will do", "What will you do in space?", ("steps", "claims", "where", "ends")),
    ("How you fly", "How do you get there?", ("launch", "flight", "craft")),
    ("Permits and time", "Permits, return and time", ("back", "permits", "agencies", "exports", "when")),
)


def show() -> None:
    """The page."""
    current = session.case()
    if not current.intake and current.mission.parts:
        _begun_elsewhere()
        return
    at = _at()
    _, title, names = BLOCKS[at]
    asked = intake_of(current.intake)
    st.title(title, anchor=False)
    st.html(_steps(at))
    wide, narrow = st.columns([7, 3], gap="large")
    with wide:
        if at == 0:
            st.session_state["intake|title"] = "" if current.mission.title == "My plan" else current.mission.title
            st.text_input("What is the plan called?", key="intake|title", on_change=_name, placeholder="My plan")
        for question, fields in _shown(asked, names, last=at == len(BLOCKS) - 1):
            _question(asked, question, fields, under=title)
        if at == len(BLOCKS) - 1:
            _to_judge()
        _buttons(at)
    with narrow:
        _so_far(names)


def intake_of(answers: dict[str, Any], mission: Mission | None = None) -> Intake:
    """The intake with some answers, under the title and the day of the case."""
    current = session.case()
    mission = mission or current.mission
    head = {"title": mission.title, "mission": mission.id, **({"on": current.on.isoformat()} if current.on else {})}
    return Intake(session.base().engine, {**head, **answers})


def take(question: IntakeQuestion, field: Field, value: Any) -> None:
    """Take an answer, or take it away (None): the case changes by what the answer writes, and keeps the rest."""
    current = session.case()
    answers = {key: dict(own) for key, own in current.intake.items()}
    if value is None:
        answers.get(question.id, {}).pop(field.id, None)
    else:
        answers.setdefault(question.id, {})[field.id] = value
    place = (question.id, field.id)
    session.wrong().pop(place, None)
    answers = {key: own for key, own in answers.items() if own}
    try:
        before, after = (
            intake_of(given).take("your answer").mission if given else _blank(current.mission)
            for given in (current.intake, answers)
        )
    except MissionError as error:
        session.complain(place, str(value), error.problems)
        return
    merged = case.rebased(before, after, current.mission)
    session.keep(msgspec.structs.replace(current, mission=merged, intake=answers))


def _blank(mission: Mission) -> Mission:
    return msgspec.structs.replace(case.EMPTY, id=mission.id, title=mission.title, on=mission.on)


def _name() -> None:
    title = str(st.session_state["intake|title"]).strip()
    if title:
        mission = session.case().mission
        session.keep(session.case().having(msgspec.structs.replace(mission, title=title)))


def _at() -> int:
    given = st.query_params.get("step", "1")
    return min(max(int(given), 1), len(BLOCKS)) - 1 if given.isdigit() else 0


def _steps(at: int) -> str:
    rows = []
    for n, (name, _, _) in enumerate(BLOCKS):
        state = ' aria-current="step"' if n == at else ' class="rx-done"' if n < at else ""
        mark = "✓ " if n < at else ""
        rows.append(f"<li{state}>{mark}<span>{name}</span></li>")
    return f'<ol class="rx-steps" aria-label="Steps">{"".join(rows)}</ol>'


def _shown(asked: Intake, names: tuple[str, ...], *, last: bool) -> list[tuple[IntakeQuestion, list[Field]]]:
    """The questions of a block that arise, with their fields; a question of no block stands in the last."""
    placed = {name for _, _, own in BLOCKS for name in own}
    found: dict[str, tuple[IntakeQuestion, list[Field]]] = {}
    for question, field in asked.shown():
        if question.id in names or (last and question.id not in placed):
            found.setdefault(question.id, (question, []))[1].append(field)
    return [found[name] for name in (*names, *(n for n in found if n not in names)) if name in found]


def _question(asked: Intake, question: IntakeQuestion, fields: list[Field], under: str) -> None:
    with st.container(key=f"intake-{question.id}"):
        if question.asks != under:  # the title of the page asks it already
            st.header(question.asks, anchor=False)
        st.caption(plain(question.help))
        for field in fields:
            intake_fields.field(asked, question, field, take)
            for problem in session.wrong().get((question.id, field.id), ("", ()))[1]:
                st.html(problem_html(problem))


def _to_judge() -> None:
    """What is only asked about if it is listed: contracts, and what States have done."""
    with st.container(key="to-judge"):
        st.header("Is there a contract, or an act of a State, to be judged?", anchor=False)
        st.caption("Such as a sale, a claim, a refusal or a withdrawal. Neither is asked about unless you list it.")
        row = st.container(horizontal=True)
        for kind in sorted(TO_JUDGE, reverse=True):
            named = session.base().knowledge.kinds[kind]
            if row.button(sentence(named.list_name), key=f"judge|{kind}", icon=":material/add:"):
                session.ask("", kind)


def _buttons(at: int) -> None:
    st.caption("Everything can be skipped. What you leave out stays unknown; it never counts as “no”.")
    row = st.container(horizontal=True)
    last = at == len(BLOCKS) - 1
    label = "Go on to the assumptions" if last else "Continue"
    if row.button(label, key="intake|on", type="primary", icon=":material/arrow_forward:", icon_position="right"):
        if last:
            session.go(pages.ASSUMPTIONS)
        _turn(at + 1)
    if at and row.button("Back", key="intake|back"):
        _turn(at - 1)
    if row.button("Skip to the overview", key="intake|skip", type="tertiary"):
        session.go(pages.OVERVIEW)


def _turn(to: int) -> None:
    st.session_state.pop("page", None)  # so that reading begins at the title again
    session.go(pages.INTAKE, step=str(to + 1))


def _so_far(names: tuple[str, ...]) -> None:
    """What the answers say so far, and what the last one changed."""
    result = session.result()
    a = result.assessment
    with st.container(border=True, key="so-far"):
        st.header("What this says so far", anchor=False)
        lines = said.so_far(a) if a else []
        if not lines:
            st.markdown("Nothing yet. The first answers name the States whose law reaches you.")
        for line in lines:
            st.markdown(plain(line))
        new = said.changed(st.session_state.get("result_before"), result)
        if new:
            st.html(f'<p role="status"><span class="rx-tag rx-violet">New</span> {escape(new)}</p>')
        st.caption("Nothing counts as “no” because you left it out.")
    rows = intake_fields.given(intake_of(session.case().intake), names)
    if rows:
        st.header("Your answers here", anchor=False)
        st.html(rows_html(((sentence(label), value) for label, value in rows), "rx-small rx-stack"))
        if st.button("Check or change all answers", key="intake|all", type="tertiary"):
            session.go(pages.ANSWERS)


def _begun_elsewhere() -> None:
    st.title("Your mission", anchor=False)
    mission = session.case().mission
    st.html(f'<p class="rx-lead">{escape(mission.summary or "This case began from a mission file.")}</p>')
    for source in mission.sources:
        st.caption(f"Source: {plain(source)}")
    st.markdown(
        "This case did not begin with the fourteen questions, so its answers stand by topic. Change any of them there, or "
        "answer what is still open one question at a time."
    )
    row = st.container(horizontal=True)
    if row.button("Check or change all answers", key="intake|all", type="primary"):
        session.go(pages.ANSWERS)
    if row.button("Answer what is open", key="intake|open"):
        session.go(pages.QUESTIONS)
    if row.button("Look at the assumptions", key="intake|assume"):
        session.go(pages.ASSUMPTIONS)
    _to_judge()
