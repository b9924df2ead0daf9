"""Fees of a road map: each counted once, on its day, an advance inside its fee, summed by currency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

import msgspec

from regolex.engine.amounts import amount
from regolex.engine.assessment import Assessment
from regolex.law.lead_times import FeeAmount, Procedure
from regolex.missions.windows import Window


class Cost(msgspec.Struct, frozen=True):
    """One fee. ``least`` and ``most`` are None where no such bound is known; ``day`` is the day whose amount it is."""

    what: str
    currency: str
    least: Decimal | None
    most: Decimal | None
    day: date | Window | None
    yours: bool
    inside: tuple[str, ...] = ()


class Sum(msgspec.Struct, frozen=True):
    """The fees of one currency together: at least, and at most where every fee has a bound."""

    currency: str
    least: Decimal
    most: Decimal | None


def costs(
    a: Assessment, procedures: Iterable[tuple[Procedure, str, bool]], others: Iterable[tuple[str, str, bool]]
) -> list[Cost]:
    """The fees of procedures (with the part concerned and whether they are the client's), and of tasks without one.

    ``others`` are parameters with the part and whose they are. A parameter is counted once, whoever names it.
    """
    told: set[str] = set()
    found: list[Cost] = []
    for procedure, subject, yours in procedures:
        for fee in procedure.fee.amounts:
            names = {name for name in (fee.least, fee.most, *fee.inside) if name}
            if not names & told:
                found += _cost(a, fee, subject, yours)
            told |= names
    for name, subject, yours in others:
        if name not in told:
            told.add(name)
            found += _cost(a, FeeAmount(least=name, most=name), subject, yours)
    return found


def _cost(a: Assessment, fee: FeeAmount, subject: str, yours: bool) -> Iterator[Cost]:
    parameters = a.knowledge.parameters
    first = parameters[fee.least or fee.most]
    bounds: list[Decimal | None] = []
    day: date | Window | None = None
    for name in (fee.least, fee.most):
        taken = amount(parameters[name], a.knowledge, a.prepared.mission, subject, a.on) if name else None
        bounds.append(taken.value if taken else None)
        day = day or (taken.day if taken else None)
    inside = tuple(parameters[name].label for name in fee.inside)
    yield Cost(first.label, first.unit, bounds[0], bounds[1], day, yours, inside)


def sums(found: Iterable[Cost]) -> list[Sum]:
    """The client's fees, summed by currency."""
    own = [cost for cost in found if cost.yours]
    out = []
    for currency in dict.fromkeys(cost.currency for cost in own):
        group = [cost for cost in own if cost.currency == currency]
        most = [cost.most for cost in group]
        total = sum((value for value in most if value is not None), Decimal(0)) if None not in most else None
        out.append(Sum(currency, sum((cost.least or Decimal(0) for cost in group), Decimal(0)), total))
    return out


__all__ = ["Cost", "Sum", "costs", "sums"]
