"""States as a mission supposes them: invented ones by what binds them, real ones with another treaty status.

They are marked wherever they appear.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from regolex.errors import nearest
from regolex.law import model as m
from regolex.law.source import Document, unknown_keys

if TYPE_CHECKING:
    from regolex.missions.mission import Mission

MARK = "(hypothetical)"
WORKS = ("bound_by", "signed", "not_bound_by")
_CODE = re.compile(r"x[a-z]{2}\Z")
_KEYS = ("name", "bound_by", "signed", "not_bound_by", "hypothetical")


class Supposed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A State by its treaty status: the works that bind it, those that it has only signed, those that do not bind it.

    Of an invented State nothing else binds it. A State that exists (``real``) keeps everything that is not named.
    """

    name: str
    bound_by: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    not_bound_by: tuple[str, ...] = ()
    real: bool = False


def read_states(document: Document, raw: Any, knowledge: m.Knowledge) -> dict[str, Supposed]:
    """The table ``states`` of a mission file; every problem of it is told in the document."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        document.complain(
            "106", ("states",), "states is not a mapping", expected="xaa: {name: ..., hypothetical: true}"
        )
        return {}
    found = {}
    for code, item in raw.items():
        where = ("states", str(code))
        real = str(code) in knowledge.states
        if not real and not _CODE.match(str(code)):
            document.complain(
                "M162",
                where,
                f"{code!r} cannot stand for a supposed State",
                expected="three small letters from xaa to xzz, or the code of a State",
            )
        elif not isinstance(item, Mapping) or item.get("hypothetical") is not True:
            document.complain(
                "M162", where, f"{code} is not said to be hypothetical", expected="hypothetical: true",
                hint="A State that exists needs an entry only to suppose another treaty status.",
            )  # fmt: skip
        else:
            unknown_keys(document, where, dict(item), list(_KEYS))
            bound, signed, not_bound = (_works(document, (*where, key), item.get(key), knowledge) for key in WORKS)
            own = knowledge.states[code] if real else str(item.get("name") or f"State {str(code).upper()}")
            found[str(code)] = Supposed(own, bound, signed, not_bound, real)
    return found


def _works(document: Document, where: tuple[str, ...], raw: Any, knowledge: m.Knowledge) -> tuple[str, ...]:
    works = joinable(knowledge)
    if not isinstance(raw, (list, tuple, type(None))):
        document.complain("106", where, f"{where[-1]} is not a list", expected="a list of treaties and commitments")
        return ()
    for work in raw or ():
        if work not in works:
            document.complain(
                "M162", where, f"no State joins {work!r}", expected=", ".join(sorted(works)), hint=nearest(work, works)
            )
    return tuple(work for work in raw or () if work in works)


def joinable(knowledge: m.Knowledge) -> dict[str, m.Instrument]:
    """The treaties and political commitments that States join, by their works."""
    kinds = ("treaty", "political-commitment")
    return {i.work: i for i in knowledge.instruments.values() if i.is_treaty or i.kind in kinds}


def supposing(knowledge: m.Knowledge, mission: Mission) -> m.Knowledge:
    """The knowledge with the States as a mission supposes them; the same object where it supposes nothing."""
    if supposed(knowledge, mission):
        return knowledge
    works = joinable(knowledge)
    entries = []
    for code, state in mission.states.items():
        for work in (*state.bound_by, *state.signed, *state.not_bound_by):
            day = works[work].in_force or m.Day(date.min, date.min)
            bound = day if work in state.bound_by else None
            signed = None if work in state.not_bound_by else m.Day(date.min, date.min)
            entries.append(
                m.Participation(
                    work, code, True, signed, bound, None, "supposed", "verified", "verified",
                    source="stated in the mission", note="hypothetical State",
                )
            )  # fmt: skip
    named = {code: f"{state.name} {MARK}" for code, state in mission.states.items()}
    changed = {(entry.participant, entry.work) for entry in entries}
    kept = (entry for entry in knowledge.participation if (entry.participant, entry.work) not in changed)
    return msgspec.structs.replace(knowledge, states={**knowledge.states, **named}, participation=(*kept, *entries))


def supposed(knowledge: m.Knowledge, mission: Mission) -> bool:
    """Whether the knowledge already holds every State as the mission supposes it."""
    return all(knowledge.states.get(code) == f"{state.name} {MARK}" for code, state in mission.states.items())


def plain_states(states: Mapping[str, Supposed]) -> dict[str, Any]:
    """The table as a mission file writes it."""
    return {
        code: {
            **({} if state.real else {"name": state.name}),
            **{key: list(works) for key in WORKS if (works := getattr(state, key))},
            "hypothetical": True,
        }
        for code, state in states.items()
    }


__all__ = ["MARK", "WORKS", "Supposed", "joinable", "plain_states", "read_states", "supposed", "supposing"]
