"""Small laws made for a test: duties of the one State of a mission over a few facts of its activity."""

from __future__ import annotations

from typing import Any

import msgspec

import regolex
from regolex.engine.engine import Engine
from regolex.law import model as m
from regolex.missions.mission import NOT_ASKED, Mission

KB = regolex.load()
K = KB.knowledge
DUTY = K.rules["un/treaty/ost-1967/art-06-authorisation"]
READINGS = {"appropriate-state": "P1"}
FACTS = (
    "activity.others_nearby",
    "activity.interference_expected",
    "activity.alters_orbit",
    "activity.excludes_others",
)
STATE, PART = "GBR", "activity:flyby"


def is_(fact: str, flag: bool = True) -> m.Condition:
    """A yes-or-no fact of the activity is as said."""
    return m.Compare(fact, ("subject",), "is", m.Operand("flag", flag=flag))


ALWAYS = m.Given("activity.kind", ("subject",))
EITHER_WAY = m.Any((is_(FACTS[0]), m.Not(is_(FACTS[0]))))


def law(*tests: tuple[m.Condition, m.Condition], **changes: Any) -> Engine:
    """A law of duties, each with its condition and its test; the definitions are the real ones."""
    kept = {rule.id: msgspec.structs.replace(rule, displaces=()) for rule in K.rules.values() if rule.defines}
    for n, (applies, test) in enumerate(tests):
        plain = {"exceptions": (), "readings_asked": (), "roles_asked": DUTY.roles_asked, **changes}
        made = msgspec.structs.replace(DUTY, id=name(n), test=test, applies_when=applies, **plain)
        kept[made.id] = made
    return Engine(msgspec.structs.replace(K, rules=kept))


def name(n: int) -> str:
    """The id of the duty of that number."""
    return f"{DUTY.id}-{n}"


def unanswered() -> Mission:
    """A real mission in which the facts of the small laws are not answered."""
    mission = KB.read_mission(regolex.example("flyby-survey"))
    for fact in FACTS:
        mission = mission.with_answer(PART, fact, NOT_ASKED)
    return mission
