"""Which of several procedures for one permit a plan takes: a fact of the plan decides, such as the lane at an agency."""

from __future__ import annotations

from typing import Literal

import msgspec

from regolex.engine.assessment import Assessment
from regolex.law.lead_times import Procedure

Fits = Literal["yes", "no", "open"]


class Lane(msgspec.Struct, frozen=True):
    """One procedure of a plan. ``others`` are those that may take its place, as long as ``question`` is not answered."""

    procedure: Procedure
    others: tuple[Procedure, ...] = ()
    question: str = ""


def fits(a: Assessment, item: Procedure) -> Fits:
    """Whether the plan takes this procedure by its lane; open where no part says."""
    if not item.lane:
        return "yes"
    kind = a.knowledge.facts[item.lane].kind
    answers = [a.prepared.mission.answer(part, item.lane) for part in a.mission.parts.get(kind, ())]
    if any(answer.value in item.lanes for answer in answers if answer.value is not None):
        return "yes"
    return "no" if answers and all(answer.known for answer in answers) else "open"


def lanes(a: Assessment) -> dict[str, Lane]:
    """The procedures a plan may take, those that its lane excludes left out; of several open ones the first stands for all."""
    found: dict[str, Lane] = {}
    first: dict[str, str] = {}
    for slug, item in a.knowledge.lead_times.items():
        fit = fits(a, item)
        if fit == "open" and item.lane in first:
            head = found[first[item.lane]]
            found[first[item.lane]] = msgspec.structs.replace(head, others=(*head.others, item))
        elif fit == "open":
            first[item.lane] = slug
            found[slug] = Lane(item, question=_question(a, item.lane))
        elif fit == "yes":
            found[slug] = Lane(item)
    return found


def _question(a: Assessment, fact: str) -> str:
    kind = a.knowledge.facts[fact].kind
    names = [a.name(part) for part in a.mission.parts.get(kind, ()) if not a.prepared.mission.answer(part, fact).known]
    return a.knowledge.facts[fact].question.replace("{name}", " and ".join(names))


__all__ = ["Lane", "fits", "lanes"]
