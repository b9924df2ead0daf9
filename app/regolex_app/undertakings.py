"""The state of a task, set on the spot: done, planned, not planned. It is the answer that the duty asks about."""

from __future__ import annotations

import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.errors import MissionError
from regolex.law.order import facts_read
from regolex_app import session
from regolex_app.case import answered
from regolex_app.words import plain, sentence

_STATES = {"done": "Done", "planned": "Planned", "not-planned": "Not planned"}
_OPEN = ""
_MOST = 3


def controls(a: Assessment, laws: tuple[str, ...], key: str) -> None:
    """One choice for each undertaking that decides whether a task of these rules is done, at most three."""
    found = _undertakings(a, laws)
    if not found:
        return
    for part, fact in found[:_MOST]:
        _choice(a, part, fact, f"{key}|{part}|{fact}")
    if len(found) > _MOST:
        st.caption(f"And {len(found) - _MOST} more, under Your answers.")


def _undertakings(a: Assessment, laws: tuple[str, ...]) -> list[tuple[str, str]]:
    """The commitments that the tests of some rules read, of the parts that their findings look at."""
    work = session.talk().work
    found: dict[tuple[str, str], None] = {}
    for f in a.findings:
        if f.rule.id not in laws or f.rule.test is None:
            continue
        read = {
            x for x in facts_read(f.rule.test) if x in a.knowledge.facts and a.knowledge.facts[x].type == "commitment"
        }
        if read:
            for part, fact in sorted(work.depends_on(f)):
                if fact in read and (part == "mission" or part in a.mission.answers):
                    found[part, fact] = None
    return list(found)


def _choice(a: Assessment, part: str, fact: str, key: str) -> None:
    used = a.prepared.mission.answer(part, fact)
    own = a.mission.answer(part, fact)
    st.session_state[key] = used.value if used.value in _STATES else _OPEN
    names = {_OPEN: "Not answered", **_STATES}
    label = sentence(a.knowledge.facts[fact].label) + ("" if part == "mission" else f" ({a.name(part)})")
    st.selectbox(
        plain(label), list(names), format_func=names.__getitem__, key=key, on_change=_take, args=(part, fact, key)
    )
    if used.known and not own.known:
        st.caption("assumed, or follows from another answer")


def _take(part: str, fact: str, key: str) -> None:
    current, value = session.case(), st.session_state[key]
    try:
        mission = answered(current.mission, session.base().knowledge, part, fact, value or None)
    except MissionError as error:
        session.complain((part, fact), str(value), error.problems)
        return
    session.keep(current.having(mission))
