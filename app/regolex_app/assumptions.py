"""The assumption sets as cards: adopt or undo each by name, and look through the answers that it puts in."""

from __future__ import annotations

from datetime import date

import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.engine.preparation import Prepared, Put, prepare
from regolex.engine.world import NOTHING
from regolex.law.asking import AssumptionSet
from regolex.missions.mission import Mission
from regolex.report.phrases import value_words
from regolex_app import case, session, strip
from regolex_app.overview import unassessed
from regolex_app.words import plain, sentence

_BY = "assumptions|by"


def show() -> None:
    """The view."""
    a = session.result().assessment
    st.header("Assumptions")
    st.caption(
        "Sets of working assumptions fill in what you left unanswered. None is adopted unless you say so; each can be undone "
        "at any time. An answer you gave, and a “don't know”, is never replaced."
    )
    if a is None:
        unassessed("assumptions")
        return
    if a.strict:
        st.markdown(f"**{plain(strip.strict_words(a))}**")
    st.text_input("Adopted by (recorded with each set you adopt from now on)", key=_BY, placeholder="Your name")
    for item in a.knowledge.asking.sets.values():
        _card(a, item)


def _card(a: Assessment, item: AssumptionSet) -> None:
    mission = a.mission
    adopted = mission.assumed.get(item.name)
    applied = item.name in a.prepared.sets
    with st.container(border=True, key=f"assume-{item.name}"):
        left, right = st.columns([4, 1], vertical_alignment="center")
        mark = "✓ " if adopted else ""
        left.subheader(f"{mark}{plain(item.title)}", anchor=False)
        left.markdown(plain(item.says))
        if adopted:
            right.button(f"Undo: {plain(item.title)}", key=f"undo|{item.name}", on_click=_undo, args=(item.name,))
            who = f" by {adopted.by}" if adopted.by else ""
            when = f" on {adopted.on}" if adopted.on else ""
            st.caption(plain(f"Adopted{who}{when}."))
            if not applied:
                st.caption("It has no effect yet: who takes part, and of which State, must be answered first.")
        else:
            right.button(
                f"Adopt: {plain(item.title)}", key=f"adopt|{item.name}", type="primary", on_click=_adopt,
                args=(item.name,),
            )  # fmt: skip
        _answers(a, item, bool(adopted))


def _answers(a: Assessment, item: AssumptionSet, adopted: bool) -> None:
    """The answers that a set puts in, or would put in: those to check first stand first."""
    if item.treatment not in ("facts", "lists"):
        st.caption("It puts in no answers; it changes how duties and States not named are treated.")
        return
    key = f"assumed|{item.name}"
    session.opened(key)
    opened = st.expander(
        "The answers it puts in" if adopted else "The answers it would put in", key=key, on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        prepared = a.prepared if adopted else _with(a, item)
        first = {entry.fact for entry in item.entries if entry.first}
        put = sorted((p for p in prepared.put if p.given_by == item.name), key=lambda p: p.fact not in first)
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
            "Except this", key=f"except|{item.name}|{p.part}|{p.fact}", on_click=_except,
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
    right.button("Assume again", key=f"again|{item.name}|{answer}", on_click=_except, args=(item.name, answer, False))


def _adopt(name: str) -> None:
    by = str(st.session_state.get(_BY) or "").strip()
    _keep(case.adopting(session.case().mission, name, by, date.today()))


def _undo(name: str) -> None:
    _keep(case.without(session.case().mission, name))


def _except(name: str, answer: str, excepted: bool) -> None:
    _keep(case.excepting(session.case().mission, name, answer, excepted=excepted))


def _keep(mission: Mission) -> None:
    session.keep(session.case().having(mission))
