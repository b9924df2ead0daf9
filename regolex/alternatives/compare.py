"""The same plan under each choice of its levers, side by side, row by row. There is no score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from regolex.alternatives.permitting import permitting
from regolex.alternatives.plans import (
    Plan,
    Row,
    asking,
    by_instrument,
    by_rule,
    disputes,
    fees,
    law,
    not_encoded,
    planned_anew,
    roles,
    sanctions,
    time_and_money,
    title_by_reading,
    to_dos,
    verdicts,
)
from regolex.alternatives.summary import summary
from regolex.alternatives.variants import LAUNCH, Axis, axes, variants
from regolex.engine.preparation import prepare
from regolex.knowledge import KnowledgeBase
from regolex.law import model as m
from regolex.missions.mission import Mission


class Part(msgspec.Struct, frozen=True):
    """Rows about one matter; ``noted`` if the note of a row is part of its content, such as a sanction."""

    name: str
    rows: tuple[Row, ...]
    noted: bool = False


class Comparison(msgspec.Struct, frozen=True):
    """The matrix: variants across, matters down."""

    mission: str
    title: str
    on: date
    knowledge: str
    axes: tuple[Axis, ...]
    variants: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    encoded: tuple[bool, ...]
    parts: tuple[Part, ...]
    summary: tuple[str, ...] = ()  # in a few sentences


def compare(
    kb: KnowledgeBase,
    mission: Mission,
    vary: Sequence[str],
    *,
    on: date,
    part: str = "",
    together: bool = True,
    readings: Mapping[str, str] | None = None,
) -> Comparison:
    """Assess every variant of a mission on a day and set the results side by side.

    Raises EvaluationError for a fact that cannot be varied so, or a day before the encoded law.
    """
    knowledge = kb.knowledge
    known = prepare(kb.engine, mission, on).mission
    of = axes(knowledge, known, vary, part=part, together=together)
    plans = [
        Plan(variant, kb.assess(variant.mission, on=on, readings=readings), of, mission)
        for variant in variants(knowledge, mission, of, known=known)
    ]
    names = tuple(_name(knowledge, of, plan.variant.values) for plan in plans)
    encoded = {item.legal_order for item in knowledge.instruments.values()}
    parts = (
        Part("Verdicts", tuple(verdicts(plans, encoded))),
        Part("Planned again", tuple(planned_anew(plans))),
        Part("Permits, time and liability", tuple(permitting(plans))),
        Part("Time and money", tuple(time_and_money(plans))),
        Part("Law", tuple(law(knowledge, plans, encoded))),
        Part("Results by instrument", tuple(by_instrument(plans))),
        Part("To do", tuple(to_dos(plans))),
        Part("Fees", tuple(fees(plans))),
        Part("Cover", tuple(by_rule(plans, asking(knowledge, "cover")))),
        Part("Sanctions", tuple(sanctions(plans)), True),
        Part("Title by rule", tuple(by_rule(plans, asking(knowledge, "title")))),
        Part("Title by reading", tuple(title_by_reading(plans, asking(knowledge, "title"))), True),
        Part("Disputes", tuple(disputes(plans))),
        Part("Liability", tuple(roles(plans, "liability"))),
        Part("Registry", tuple(roles(plans, "registry"))),
        Part("Not encoded", tuple(not_encoded(plans))),
    )
    return Comparison(
        mission.id, mission.title, on, knowledge.hash, tuple(of), tuple(plan.variant.values for plan in plans), names,
        tuple(plan.computed(encoded) for plan in plans), tuple(item for item in parts if item.rows),
        summary(plans, names, encoded),
    )  # fmt: skip


def _name(knowledge: m.Knowledge, of: Iterable[Axis], values: Iterable[str]) -> str:
    def one(axis: Axis, value: str) -> str:
        if axis.moves == LAUNCH:
            territory, _, company = value.partition("/")
            where = knowledge.states.get(territory, territory)
            return f"{where}, company of {knowledge.states.get(company, company)}" if company else where
        return knowledge.states.get(value, value) if axis.state else value

    return " / ".join(one(axis, value) for axis, value in zip(of, values, strict=True))


__all__ = ["Comparison", "Part", "Row", "compare"]
