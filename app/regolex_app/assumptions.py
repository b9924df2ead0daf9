"""The assumption sets as cards: adopt or undo each by name, and look through the answers that it puts in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from regolex.engine.assessment import Assessment, assess
from regolex.engine.preparation import Prepared, Put, prepare
from regolex.engine.world import NOTHING
from regolex.law.asking import AssumptionSet
from regolex.law.wording import counted
from regolex.missions.mission import Mission
from regolex.report.phrases import value_words
from regolex_app import case, pages, session
from regolex_app.naming import called
from regolex_app.unassessed import unassessed
from regolex_app.words import day_of, escape, plain, sentence

_BY = "assumptions|by"
_EXAMPLES = 3
_TREATMENTS = {
    "states": "It puts in no answers: a State that you did not name counts as one that is not involved.",
    "client-follows-law": "It puts in no answers: what you and your States still have to do counts as sure to be done.",
    "others-follow-law": "It puts in no answers: what others still have to do counts as sure to be done.",
}


def show() -> None:
    """The page."""
    a = session.whole()
    st.title("What we assume for now", anchor=False)
    st.html(
        '<p class="rx-lead">Nothing here counts until you confirm it. Every result that rests on it is marked, and you can '
        "take it back at any time. An answer you gave, and a “don’t know”, is never replaced.</p>"
    )
    if a is None:
        unassessed("assumptions")
        return
    _counts(a)
    sets = list(a.knowledge.asking.sets.values())
    for n in range(0, len(sets), 2):
        for place, item in zip(st.columns(2), sets[n : n + 2], strict=False):
            with place:
                _card(a, item)
    left, right = st.columns(2, gap="large")
    with left:
        st.header("Asked one by one, never assumed together", anchor=False)
        st.markdown(plain("; ".join(_never_bundled(a))) or "Nothing of the kind is answered yet.")
    with right:
        st.header("Never assumed", anchor=False)
        judged = a.questions.by_who().get("authority", 0)
        st.markdown(
            f"Judgements of authorities and grants of permits. {counted(judged, 'judgement')} "
            f"{'waits' if judged == 1 else 'wait'}, by name, under Questions."
        )
    st.text_input("Confirmed by (kept with each set from now on)", key=_BY, placeholder="Your name")
    row = st.container(horizontal=True)
    if row.button(
        "Go to the overview",
        key="assumptions|on",
        type="primary",
        icon=":material/arrow_forward:",
        icon_position="right",
    ):
        session.go(pages.OVERVIEW)
    rest = [item.name for item in sets if item.name not in a.mission.assumed]
    if rest:
        label = "Confirm all" if len(rest) == len(sets) else f"Confirm the other {counted(len(rest), 'set')}"
        row.button(label, key="assumptions|all", on_click=_adopt_all, args=(rest,))


def _counts(a: Assessment) -> None:
    """How many questions are left, on the answers alone, now, and with every set."""
    now = a.questions.by_who()
    rows = [("Questions on your answers alone", a.strict.questions if a.strict else now)]
    if a.strict:
        rows.append((f"Now, with {counted(len(a.prepared.sets), 'set')} confirmed", now))
    if len(a.mission.assumed) < len(a.knowledge.asking.sets):
        rows.append(("With all of them confirmed", _with_all(a)))
    shown = "".join(f"<div><dt>{escape(label)}</dt><dd>{_for_you(by)}</dd></div>" for label, by in rows)
    st.html(f'<dl class="rx-sums">{shown}</dl>')


def _for_you(by_who: Mapping[str, int]) -> str:
    """How many questions there are, and how many of them are for the client to answer."""
    every, mine = sum(by_who.values()), by_who.get("client", 0)
    return f"{every}" if every == mine else f"{every}, {mine} of them yours"


def _with_all(a: Assessment) -> Mapping[str, int]:
    """The number of questions with every set; worked out once for each state of the case."""
    known: tuple[object, Mapping[str, int]] | None = st.session_state.get("with_all")
    current = session.case()
    if known is None or known[0] is not current:
        mission = a.mission
        for name in a.knowledge.asking.sets:
            mission = mission if name in mission.assumed else case.adopting(mission, name, "", a.on)
        every = assess(
            session.base().engine, mission, on=a.on, readings=current.readings, viewpoint=a.viewpoint, pending=a.pending
        )
        known = st.session_state.with_all = (current, every.questions.by_who())
    return known[1]


def _never_bundled(a: Assessment) -> list[str]:
    """The answers that are asked one by one, as they were given."""
    rows = []
    for name, asking in a.knowledge.asking.facts.items():
        fact = a.knowledge.facts[name]
        if asking.never_bundled and fact.type == "boolean":
            parts = ("mission",) if fact.kind == "mission" else a.mission.parts.get(fact.kind, ())
            values = dict.fromkeys(
                value_words(a, x.value) for x in (a.mission.answer(p, name) for p in parts) if x.known
            )
            if values:
                rows.append(f"{sentence(fact.label)}: {' and '.join(values)}")
    return rows


def _card(a: Assessment, item: AssumptionSet) -> None:
    mission = a.mission
    adopted = mission.assumed.get(item.name)
    applied = item.name in a.prepared.sets
    with st.container(border=True, key=f"assume-{item.name}", height="stretch"):
        st.header(plain(item.title), anchor=False)
        st.markdown(plain(item.says))
        own = _put_by(a, item, bool(adopted))
        if own:
            shown = "".join(f"<li>{escape(_said(a, p))}</li>" for p in own[:_EXAMPLES])
            st.html(f'<ul>{shown}</ul><p class="rx-small">{counted(len(own), "answer")}.</p>')
        row = st.container(horizontal=True, vertical_alignment="center")
        with row:
            if adopted:
                who = f" by {adopted.by}" if adopted.by else ""
                when = f", {day_of(date.fromisoformat(adopted.on))}" if adopted.on else ""
                st.markdown(f":green[:material/check_circle: **{plain(f'Confirmed{who}{when}')}**]", width="content")
                st.button(
                    f"Undo: {plain(item.title)}", key=f"undo|{item.name}", on_click=_undo, args=(item.name,),
                    icon=":material/undo:",
                )  # fmt: skip
            else:
                st.button(
                    f"Confirm: {plain(item.title)}", key=f"adopt|{item.name}", type="primary", on_click=_adopt,
                    args=(item.name,),
                )  # fmt: skip
        if adopted and not applied:
            st.caption("It has no effect yet: who takes part, and of which State, must be answered first.")
        _answers(a, item, bool(adopted), own)


def _put_by(a: Assessment, item: AssumptionSet, adopted: bool) -> list[Put]:
    """The answers that a set puts in, or would put in; those to check first stand first."""
    if item.treatment not in ("facts", "lists"):
        return []
    prepared = a.prepared if adopted else _with(a, item)
    first = {entry.fact for entry in item.entries if entry.first}
    return sorted((p for p in prepared.put if p.given_by == item.name), key=lambda p: p.fact not in first)


def _answers(a: Assessment, item: AssumptionSet, adopted: bool, put: list[Put]) -> None:
    """The answers that a set puts in, or would put in, to be looked through one by one."""
    if item.treatment not in ("facts", "lists"):
        st.caption(_TREATMENTS.get(item.treatment, "It puts in no answers."))
        return
    key = f"assumed|{item.name}"
    session.opened(key)
    opened = st.expander(f"Look through {len(put)}" if put else "Look through", key=key, on_change="rerun")
    if not opened.open:
        return
    with opened:
        first = {entry.fact for entry in item.entries if entry.first}
        if not put:
            st.caption("None: everything it could fill in is answered, or waits for another answer.")
        checked = [p for p in put if p.fact in first]
        if checked:
            st.markdown("**Check these first: if one of them is wrong, a breach could be hidden.**")
        for n, p in enumerate(put):
            if checked and n == len(checked):
                st.markdown("**The others**")
            _put(a, item, p, adopted)
        for answer in a.mission.assumed[item.name].excepted if adopted else ():
            _excepted(a, item, answer)


def _with(a: Assessment, item: AssumptionSet) -> Prepared:
    """The mission as the set would make it, beside those that are adopted already."""
    mission: Mission = case.adopting(a.mission, item.name, "", a.on)
    return prepare(session.base().engine, mission, a.on)


def _put(a: Assessment, item: AssumptionSet, p: Put, adopted: bool) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    why = f" {plain(sentence(p.because.rstrip('.')))}."
    left.markdown(f"{plain(_said(a, p))}.{why}")
    if adopted and p.fact:
        right.button(
            "Except this", key=called(f"except|{item.name}|{p.part}|{p.fact}", "Except this", _said(a, p)), on_click=_except,
            args=(item.name, f"{p.part} {p.fact}", True), help=plain(f"Do not assume: {_said(a, p)}"),
        )  # fmt: skip


def _said(a: Assessment, p: Put) -> str:
    if not p.fact:
        return f"The list of {a.knowledge.kinds[p.part].list_name} is complete as given"
    return f"{_place(a, p.part, p.fact)}: {put_words(a, p.value)}"


def put_words(a: Assessment, value: object) -> str:
    """A value that was put in, in words."""
    return "does not arise" if value is NOTHING else value_words(a, value)


def _place(a: Assessment, part: str, fact: str) -> str:
    whose = "" if part == "mission" else f" ({a.name(part)})"
    return f"{sentence(a.knowledge.facts[fact].label)}{whose}"


def _excepted(a: Assessment, item: AssumptionSet, answer: str) -> None:
    part, _, fact = answer.rpartition(" ")
    known = fact in a.knowledge.facts and (not part or part == "mission" or part in a.mission.answers)
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.markdown(f"Not assumed: {plain(_place(a, part or 'mission', fact) if known else answer)}.")
    key = called(f"again|{item.name}|{answer}", "Assume again", _place(a, part or "mission", fact) if known else answer)
    right.button("Assume again", key=key, on_click=_except, args=(item.name, answer, False))


def _adopt(name: str) -> None:
    by = str(st.session_state.get(_BY) or "").strip()
    _keep(case.adopting(session.case().mission, name, by, date.today()))


def _adopt_all(names: list[str]) -> None:
    by, mission = str(st.session_state.get(_BY) or "").strip(), session.case().mission
    for name in names:
        mission = case.adopting(mission, name, by, date.today())
    _keep(mission)


def _undo(name: str) -> None:
    _keep(case.without(session.case().mission, name))


def _except(name: str, answer: str, excepted: bool) -> None:
    _keep(case.excepting(session.case().mission, name, answer, excepted=excepted))


def _keep(mission: Mission) -> None:
    session.keep(session.case().having(mission))
