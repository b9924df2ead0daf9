"""The catalogue in the questions about bodies: choosing a body, and suggested answers to open questions.

An answer with a source is filled in and names the source. A doubtful one is only suggested, and is accepted by a click.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from regolex.law.catalogue import Body, catalogue_answers, catalogue_of
from regolex.law.model import Fact
from regolex.law.names import names_of, the_one
from regolex.missions.mission import Answer
from regolex_app import choices, session
from regolex_app.case import answered, with_part
from regolex_app.words import CONFIDENCE, plain

KIND = "body"
_KEY = "catalogue|body"


def offer() -> None:
    """Let the user add a body of the catalogue, if there are any."""
    bodies = _bodies()
    if bodies:
        st.session_state[_KEY] = None
        st.selectbox(
            "Or choose a body from the catalogue", sorted(bodies, key=lambda key: bodies[key].name.lower()),
            format_func=lambda key: _called(bodies[key]), key=_KEY, index=None, placeholder="Name or designation",
            on_change=_add,
        )  # fmt: skip


def proposal(fact: Fact, part: str, answer: Answer) -> None:
    """Below an unanswered question: the entry in the catalogue and its confidence."""
    if fact.kind != KIND or choices.standing(answer) in (choices.GIVEN, choices.NOT_ARISING):
        return
    body = _entry(part)
    if body is None:
        return
    found = _answers(body).get(fact.id)
    if found is None:
        if fact.id == "body.diameter_m" and (body.diameter_min_m or body.diameter_max_m):
            low, high = body.diameter_min_m or "unknown", body.diameter_max_m or "unknown"
            st.caption(f"The catalogue only gives a range: {low} to {high} m.")
        return
    value, level = found
    shown = session.base().knowledge.taxa[value].label if fact.type == "concept" else str(value)
    st.caption(f"The catalogue suggests: {plain(shown)} ({CONFIDENCE[level]}; {plain(body.source)}).")
    st.button(
        f"Accept: {plain(shown)}", key=f"proposal|{part}|{fact.id}", on_click=_take, args=(part, fact.id, body.id)
    )


def _bodies() -> dict[str, Body]:
    catalogue = catalogue_of(session.base().knowledge)
    return {key: body for key, body in catalogue.bodies.items() if body.sort == "body"}


def _called(body: Body) -> str:
    return body.name if body.name in ("", body.designation) else f"{body.name} ({body.designation})"


def _entry(part: str) -> Body | None:
    """The entry for a part, by its id or by any name it goes by."""
    bodies, name = _bodies(), session.case().mission.name(part)
    return bodies.get(part.partition(":")[2]) or bodies.get(the_one(names_of(session.base().knowledge).bodies, name))


def _answers(body: Body) -> dict[str, tuple[Any, str]]:
    return catalogue_answers(body, session.base().knowledge.facts)


def _origin(body: Body, level: str) -> str:
    return f"from the catalogue, {CONFIDENCE[level]}: {body.source}"


def _add() -> None:
    chosen = st.session_state[_KEY]
    if not chosen:
        return
    body, knowledge = _bodies()[chosen], session.base().knowledge
    mission, part = with_part(session.case().mission, KIND, body.name)
    for fact, (value, level) in _answers(body).items():
        if level != "doubtful":
            mission = answered(mission, knowledge, part, fact, {"value": value, "source": _origin(body, level)})
    session.keep(session.case().having(mission))
    st.session_state[f"part|{KIND}"] = part


def _take(part: str, fact: str, entry: str) -> None:
    body, current = _bodies()[entry], session.case()
    value, level = _answers(body)[fact]
    raw = {"value": value, "source": _origin(body, level)}
    session.keep(current.having(answered(current.mission, session.base().knowledge, part, fact, raw)))
