"""Fees in the memo: what is yours and known, what is yours and not known, what is open, and what others pay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from regolex.engine.assessment import Assessment
from regolex.law.wording import counted
from regolex.report.paper import Run, Words, words
from regolex.report.phrases import listed
from regolex.report.view import citation
from regolex.tasks.fees import Fee, fees
from regolex.tasks.money import Sum
from regolex.tasks.roadmap import RoadMap
from regolex.tasks.written import sum_words

_BEHIND = ", due before the grant, which is made"
_ON_FEES = re.compile(r"\bfees?\b")


def fee_said(fee: Fee, short: bool = False) -> str:
    """One fee in words, with its amount on the day where it has one; ``short`` leaves out what holds on another day."""
    later = f" (stated for {fee.as_of})" if fee.later and not fee.amounts else ""
    if fee.sort == "none":
        return "none in the text read"
    if fee.sort == "market":
        return f"no fee; {fee.says}"
    if fee.amounts:
        return f"{fee.amounts}{_BEHIND if fee.paid else ''}"
    if fee.sort == "amount":
        return "none by the law of this day" + ("" if short else f"; later: {fee.says}{later}")
    if short and fee.sort == "open" and fee.questions:
        return f"not known; it depends on: {fee.questions[0]}"
    if short and fee.paid:
        return f"not known ({fee.what}: {fee.says}){_BEHIND}"
    return f"{'' if fee.sort == 'open' else 'not known: '}{fee.says}{later}{_BEHIND if fee.paid else ''}"


def money(a: Assessment, road: RoadMap) -> Iterator[Words]:
    """A line for each sort of fee: none is left out, and none is told twice."""
    due = fees(a, road)
    mine = [fee for fee in due if fee.yours]
    amounts = [fee for fee in mine if fee.amounts]
    if road.client and (known := _known(road)):
        yield words(
            Run("Your fees by law, each counted once: ", strong=True), "; ".join(map(sum_words, known)), " (",
            "; ".join(f"{fee.what}: {fee_said(fee)}" for fee in amounts), ").",
        )  # fmt: skip
    elif road.client:
        more = ", as far as amounts are known" if any(f.sort in ("open", "not-known") for f in mine) else ""
        yield words(
            Run("Your fees by law: ", strong=True),
            f"no amount is due by the law that is encoded{more}." if not amounts else f"{_said(amounts)}.",
        )
    elif any(fee.amounts for fee in due):
        yield words(Run("Fees by law: ", strong=True), _said([f for f in due if f.amounts], True), ".")
    else:
        yield words(Run("Fees by law: ", strong=True), "no amount is due by the law that is encoded.")
    for label, sort in (("Amount not known", "not-known"), ("Open, as answers are missing", "open")):
        yield from _line(
            a, label, [fee for fee in due if fee.sort == sort and (fee.yours or not road.client)], not road.client
        )
    if none := [fee.what for fee in due if fee.sort == "none" and (fee.yours or not road.client)]:
        yield words(Run("None in the text read: ", strong=True), "; ".join(dict.fromkeys(none)), ".")
    if not road.client and (gone := [fee for fee in due if fee.sort == "amount" and not fee.amounts]):
        yield words(Run("Without an amount on this day: ", strong=True), _said(gone, True), ".")
    others = [fee for fee in due if not fee.yours and fee.sort != "market"] if road.client else []
    if others:
        charged = [fee for fee in others if fee.sort != "none"]
        free = dict.fromkeys(fee.payer for fee in others if fee.sort == "none")
        said = [f"{fee.payer}, {fee.what}: {fee_said(fee)}" for fee in charged]
        said += [f"for other steps of {listed(free, 4, ', ')} none in the text read"] if free else []
        yield words(Run("Paid by others, not by you: ", strong=True), "; ".join(said), ".")
    if prices := [fee for fee in due if fee.sort == "market"]:
        said = list(dict.fromkeys(f"{fee.what} ({'you' if fee.yours else fee.payer})" for fee in prices))
        yield words(Run("A price on the market, no fee: ", strong=True), f"premium for {'; '.join(said)}.")
    beside = dict.fromkeys(  # where the law was read and is silent, that is told above as no fee in the text read
        f"{n.matter} ({a.name(n.legal_order)})"
        for n in a.not_covered
        if _ON_FEES.search(n.matter) and n.sort != "law-is-silent"
    )
    if beside:
        yield words(Run("Not encoded, so ask: ", strong=True), "; ".join(beside), ".")


def _said(found: Iterable[Fee], payer: bool = False) -> str:
    return "; ".join(f"{f'{fee.payer}, ' if payer else ''}{fee.what}: {fee_said(fee)}" for fee in found)


def _line(a: Assessment, label: str, found: list[Fee], payer: bool) -> Iterator[Words]:
    if not found:
        return
    said = []
    for fee in found:
        law = f" ({citation(a.knowledge, a.knowledge.rules[fee.law])})" if fee.law else ""
        who = f"{fee.payer}, " if payer else ""
        turns = f"; it depends on: {fee.questions[0]}" if fee.questions else ""
        said.append(f"{who}{fee.what}{law}: {fee_said(fee).removeprefix('not known: ')}{turns}")
    yield words(Run(f"{label}, {counted(len(found), 'fee')}: ", strong=True), "; ".join(said), ".")


def _known(road: RoadMap) -> list[Sum]:
    """The sums that say something: at least nothing, without an upper bound, says nothing."""
    return [total for total in road.sums if total.least or total.most is not None]


def fees_in_short(a: Assessment, road: RoadMap) -> str:
    """The fees of the client, or of all where there is none, in half a sentence."""
    due = [fee for fee in fees(a, road) if fee.yours or not road.client]
    if road.client:
        known = f"your fees by law are {'; '.join(map(sum_words, _known(road)))}" if _known(road) else ""
    else:
        said = dict.fromkeys(f"{fee.amounts} for {fee.payer}" for fee in due if fee.amounts and fee.sort == "amount")
        known = f"fees by law are {'; '.join(said)}" if said else ""
    known = known or ("no fee of yours" if road.client else "no fee") + " has an amount in the encoded law"
    rest = []
    for sort, words_of in (("not-known", "not known"), ("open", "open")):
        if count := sum(fee.sort == sort for fee in due):
            rest.append(f"{counted(count, 'fee')} {'is' if count == 1 else 'are'} {words_of}")
    return "; ".join([known, *rest])


__all__ = ["fee_said", "fees_in_short", "money"]
