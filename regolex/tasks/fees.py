"""Every fee of a plan, once, with its payer: known, not known, none in the text, open, or a price on the market."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from regolex.engine.amounts import amount
from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.law import model as m
from regolex.law.lead_times import FeeAmount, FeeKind, Procedure
from regolex.tasks.lanes import Lane, lanes
from regolex.tasks.roadmap import CLIENT, RoadMap

Sort = FeeKind | Literal["open"]


class Fee(msgspec.Struct, frozen=True):
    """The fee of one procedure. ``says`` are its words, ``amounts`` what it comes to on the day of the assessment.

    ``sort`` is amount, none (none in the text read), not-known, market (a price such as a premium) or open; then ``questions``
    decide whether it is due. ``paid``: the permit it belongs to is granted. ``later`` says that its words are those of a
    later day, ``as_of``.
    """

    procedure: str
    what: str
    payer: str
    yours: bool
    sort: Sort
    says: str
    amounts: str = ""
    law: str = ""
    questions: tuple[str, ...] = ()
    paid: bool = False
    later: bool = False
    as_of: date | None = None


def fees(a: Assessment, road: RoadMap) -> list[Fee]:
    """The fees of all procedures in a road map, of those that led to a permit that is there, and of those that are open."""
    items, found = a.knowledge.lead_times, []
    taken = lanes(a)
    for step in road.steps:
        if step.procedure in items:
            found.append(_fee(a, items[step.procedure], step.who, step.owner == CLIENT, step.laws))
    for one in road.granted:
        fee = _fee(a, items[one.procedure], one.who, bool(a.client) and one.who == a.name(a.client), ())
        found.append(msgspec.structs.replace(fee, paid=True))
    told = {fee.procedure for fee in found}
    found += [fee for slug, lane in taken.items() if slug not in told for fee in _open(a, lane.procedure)]
    return [_by_lane(fee, taken[fee.procedure]) for fee in found]


def _by_lane(fee: Fee, lane: Lane) -> Fee:
    """The fee of a permit to which several procedures lead, as long as the answer that decides between them is missing."""
    if not lane.others:
        return fee
    said = "; ".join(f"{item.procedure}: {item.fee.says}" for item in (lane.procedure, *lane.others))
    questions = (lane.question, *fee.questions)
    return msgspec.structs.replace(fee, sort="open", says=f"by procedure ({said})", amounts="", questions=questions)


def _fee(a: Assessment, item: Procedure, payer: str, yours: bool, laws: tuple[str, ...]) -> Fee:
    paying = {f.subject: f for f in a.findings if f.rule.id in item.rules and f.applicable}
    subject = next(iter(paying), "mission")
    amounts = "; ".join(filter(None, (_bounds(a, one, subject) for one in item.fee.amounts)))
    law = next((rule for rule in (*laws, *item.rules) if _names_a_fee(a.knowledge.rules[rule])), "")
    later = item.as_of is not None and a.on < item.as_of
    return Fee(
        item.id,
        item.procedure,
        payer,
        yours,
        item.fee.known,
        item.fee.says,
        amounts,
        law,
        later=later,
        as_of=item.as_of,
    )


def _names_a_fee(rule: m.Rule) -> bool:
    return bool(rule.to_do and (rule.to_do.fee or rule.to_do.fee_parameter))


def _bounds(a: Assessment, fee: FeeAmount, subject: str) -> str:
    """The least and the most on the day; empty where the law of that day has neither."""
    least, most = (_value(a, name, subject) for name in (fee.least, fee.most))
    unit = a.knowledge.parameters[fee.least or fee.most].unit
    if least is not None and most is not None and least != most:
        parts = ((name, _value(a, name, subject)) for name in fee.inside)
        ahead = [f"{unit} {value:,} as {_lower(a.knowledge.parameters[name].label)}" for name, value in parts if value]
        return f"{unit} {least:,} to {most:,}{', of it ' if ahead else ''}{' and '.join(ahead)}"
    if least is None and most is None:
        return ""
    return f"{unit} {least:,}{'' if most else ' or more'}" if least is not None else f"{unit} {most:,} at most"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _value(a: Assessment, name: str, subject: str) -> Decimal | None:
    return amount(a.knowledge.parameters[name], a.knowledge, a.prepared.mission, subject, a.on).value if name else None


def _open(a: Assessment, item: Procedure) -> Iterator[Fee]:
    """The fee of a procedure that the plan may need: only answers are missing."""
    if item.fee.known not in ("amount", "not-known"):
        return
    waiting: dict[str, list[Finding]] = {}
    for f in a.findings:
        if (
            f.rule.id in item.rules
            and f.result == "open"
            and _names_a_fee(f.rule)
            and f.bearer not in a.knowledge.states
        ):
            waiting.setdefault(f.bearer, []).append(f)
    for bearer, findings in waiting.items():
        fee = _fee(a, item, a.name(bearer), bearer == a.client, tuple(f.rule.id for f in findings))
        asked = tuple(dict.fromkeys(x.question for f in findings for x in f.missing))
        yield msgspec.structs.replace(fee, sort="open", questions=asked)


__all__ = ["Fee", "fees"]
