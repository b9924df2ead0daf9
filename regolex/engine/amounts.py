"""Amounts on the day they belong to: a fee of the year of the launch is that of the launch, not of the assessment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.nodes import parameter_on
from regolex.engine.world import MISSING
from regolex.law import model as m


class Amount(msgspec.Struct, frozen=True):
    """The values that a dated parameter can have, lowest first, and what they hang on.

    ``of`` is the fact whose day counts, empty where it is the day of assessment; ``known`` says whether that day is stated.
    ``last`` is the year of the last known step where the day lies after it.
    """

    parameter: m.Parameter
    values: tuple[Decimal, ...]
    of: str = ""
    known: bool = True
    last: int = 0

    @property
    def value(self) -> Decimal | None:
        """The amount, if there is just one that it can be."""
        return self.values[0] if self.known and len(self.values) == 1 else None


def amount(a: Assessment, rule: m.Rule) -> Amount | None:
    """The amount of the fee of a rule, if it is a dated parameter."""
    todo = rule.to_do
    if todo is None or not todo.fee_parameter:
        return None
    parameter = a.knowledge.parameters[todo.fee_parameter]
    days = _days(a, todo.fee_day) if todo.fee_day else [(a.on, a.on)]
    found = {value for first, last in days for value in _between(parameter, first, last)}
    step = parameter.values[-1].since.year if parameter.values else 0
    late = any(last.year > step for _, last in days) if todo.fee_day and step > a.on.year else False
    return Amount(parameter, tuple(sorted(found)), todo.fee_day, bool(days), step if late else 0)


def fee_in_words(a: Assessment, rule: m.Rule) -> str:
    """The fee of a task in words, with the amount on its day."""
    found = amount(a, rule)
    if found is None:
        return rule.to_do.fee if rule.to_do else ""
    label, unit = found.parameter.label, found.parameter.unit
    day = a.knowledge.facts[found.of].label if found.of else ""
    if not found.known:
        return f"{label}: depends on the {day}, which is not stated"
    if not found.values:
        return f"{label}: none on {'that' if day else 'this'} date"
    said = " or ".join(f"{unit} {value:,}" for value in found.values)
    if found.last:
        return f"{label}: {said} by the {day}, after the last year known, {found.last}"
    return f"{label}: {said}" + (f" by the {day}" if day else "")


def _days(a: Assessment, fact: str) -> list[tuple[date, date]]:
    """The days, or windows, that the parts of the mission state for a fact."""
    found = []
    for answers in a.mission.answers.values():
        answer = answers.get(fact)
        if answer is None or not answer.known or answer.value is None:
            continue
        first = getattr(answer.value, "not_before", answer.value)
        found.append((first, getattr(answer.value, "not_after", answer.value)))
    return found


def _between(parameter: m.Parameter, first: date, last: date) -> list[Decimal]:
    steps = [v.since for v in parameter.values if first < v.since <= last]
    values = [parameter_on(parameter, day) for day in (first, *steps)]
    return [value for value in values if value is not MISSING]


__all__ = ["Amount", "amount", "fee_in_words"]
