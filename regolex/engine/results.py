"""The results of a rule for one bearer and subject: their order, and their words in every form of output.

To add a result, add a row here; every display reads its heading, mark and sentence from this table.

>>> [r.name for r in RESULTS.values() if r.weight == BREACH]
['breached']
"""

from __future__ import annotations

from typing import Final

import msgspec

FINE, TASK, BREACH = 0, 1, 2  # the weight of a result for a verdict


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One result.

    ``heading`` and ``mark`` label it, ``means`` is its sentence, ``counted`` its words after a number.
    ``applies`` says whether the rule applies or may apply; ``unsettled`` whether an answer or a judgement may still change it.
    ``weight`` is its weight for a verdict; ``colour`` is a terminal colour.
    """

    name: str
    heading: str
    mark: str
    means: str
    counted: str
    colour: str = "dim"
    applies: bool = True
    unsettled: bool = False
    weight: int = FINE


# in display order
RESULTS: Final = {
    row.name: row
    for row in (
        Result(
            name="breached", heading="Breached", mark="✗", colour="red", counted="breached", weight=BREACH,
            means="It applies, and the plan does not comply with it.",
        ),
        Result(
            name="contested", heading="Disputed", mark="⇄", colour="magenta", counted="disputed",
            means="It is breached under some serious readings of a disputed provision and not under others.",
        ),
        Result(
            name="due", heading="Due: not stated whether done or planned", mark="→", colour="cyan", counted="due",
            unsettled=True, weight=TASK,
            means="It applies, and it is not stated whether it is or will be met.",
        ),
        Result(
            name="to-do", heading="To do", mark="→", colour="cyan", counted="to do", weight=TASK,
            means="It applies, and will be met once the plan is carried out.",
        ),
        Result(
            name="open", heading="Open: an answer is missing", mark="?", colour="yellow", counted="open",
            unsettled=True, means="The result is open: an answer is missing.",
        ),
        Result(
            name="judgement", heading="Awaiting a judgement", mark="§", colour="yellow",
            counted="awaiting a judgement", unsettled=True,
            means="It depends on a judgement, and none is recorded.",
        ),
        Result(
            name="withheld", heading="Rights not available", mark="–", counted="not available",
            means="The conditions of this right are not fulfilled, even once the plan is carried out.",
        ),
        Result(
            name="granted", heading="Rights", mark="+", colour="green", counted="granted",
            means="The conditions of this right are fulfilled.",
        ),
        Result(
            name="granted-as-planned", heading="Rights once the plan is carried out", mark="+", colour="green",
            counted="granted as planned", means="The right arises once the plan is carried out.",
        ),
        Result(
            name="met", heading="Met", mark="✓", colour="green", counted="met",
            means="It applies, and what it requires is done.",
        ),
        Result(
            name="respected", heading="Respected", mark="✓", colour="green", counted="respected",
            means="It applies, and what it prohibits is not done.",
        ),
        Result(
            name="dormant", heading="If it happens", mark="☾", counted="dormant", applies=False,
            means="It arises only if a named event happens.",
        ),
        Result(
            name="displaced", heading="Displaced by another rule", mark="↷", counted="displaced", applies=False,
            means="Another rule takes its place.",
        ),
        Result(
            name="not-applicable", heading="Does not apply", mark="·", counted="not applicable", applies=False,
            means="It does not apply.",
        ),
    )
}  # fmt: skip

# from the least to the most pressing, for a rule whose readings differ without a breach
PRESSING: Final = {
    name: n
    for n, name in enumerate(
        (
            "not-applicable", "displaced", "dormant", "met", "respected", "granted", "granted-as-planned", "withheld",
            "to-do", "judgement", "open", "due", "breached", "contested",
        )
    )
}  # fmt: skip

NOT_APPLICABLE: Final = "not-applicable"

__all__ = ["BREACH", "FINE", "NOT_APPLICABLE", "PRESSING", "RESULTS", "TASK", "Result"]
