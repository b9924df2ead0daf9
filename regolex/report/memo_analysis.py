"""Section 5 of the memo: the law by legal order, obligations first."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.assessment import Assessment
from regolex.engine.world import UNNAMED
from regolex.report.memo_lookup import Lookup
from regolex.report.paper import Block, Heading, Para, Run, Table, Words, words
from regolex.report.view import Bucket, Line, Section, depends, sections

DUTIES = ("breached", "contested", "due", "to-do")
STATES = {
    "breached": "Breached", "contested": "Disputed", "due": "Due: not stated whether done", "to-do": "To do", "open": "Open",
    "judgement": "Awaits a judgement",
}  # fmt: skip
_CONSEQUENCES = 4


def analysis(a: Assessment, look: Lookup) -> Iterator[Block]:
    """The section."""
    yield Heading("5. Analysis", 1, "analysis")
    found = [s for s in sections(a) if s.standing.bearer != UNNAMED]
    n = 0
    for order in _orders(a, found):
        blocks = [block for section in found for block in _bearer(a, look, section, order)]
        if blocks:
            n += 1
            name = "International law" if order == "international" else a.name(order)
            yield Heading(f"5.{n} {name}", 2, f"law-{order}")
            yield from blocks


def _orders(a: Assessment, found: list[Section]) -> list[str]:
    """The legal orders in play: the law of the client's State first, international law last."""
    orders: dict[str, None] = {}
    for section in found:
        for bucket in section.buckets:
            for line in (*bucket.binding, *bucket.expectations):
                if line.finding.applicable:
                    orders[_order(a, line)] = None
    return sorted(orders, key=lambda order: order == "international")


def _order(a: Assessment, line: Line) -> str:
    return a.knowledge.instruments[line.rule.instrument].legal_order


def _bearer(a: Assessment, look: Lookup, section: Section, order: str) -> list[Block]:
    """What one legal order asks of one bearer and gives it."""

    def of(bucket: Bucket, *, binding: bool = True) -> list[Line]:
        lines = bucket.binding if binding else bucket.expectations
        return [line for line in lines if _order(a, line) == order]

    by_key = {bucket.key: bucket for bucket in section.buckets}
    rows = [_row(a, look, key, line) for key in DUTIES if key in by_key for line in of(by_key[key])]
    out: list[Block] = []
    name = "You" if section.standing.bearer == a.client else section.standing.name
    if rows:
        third = "What to prepare" if section.standing.is_state and section.standing.bearer != a.client else "State"
        out.append(Heading(f"{_capital(name)} must", 3, f"must-{section.standing.bearer.replace(':', '-')}-{order}"))
        out.append(Table(f"{name} must, {order}", ("In our words", "Provision", third), tuple(rows), (22, 11, 11 if section.standing.is_state else 5)))
        if section.standing.bearer == a.client or not a.client:
            out += _consequences(a, by_key, of)
    for label, keys in (
        ("Open until the questions of section 3 are answered", ("open",)),
        ("Awaits a judgement", ("judgement",)),
        ("Met", ("met",)),
        ("Rights", ("granted",)),
        ("Rights once the plan is carried out", ("granted-as-planned",)),
        ("Rights not available", ("withheld",)),
    ):
        lines = [line for key in keys if key in by_key for line in of(by_key[key])]
        if lines:
            cited = look.listed(line.finding for line in lines)
            out.append(Para(words(Run(f"{_capital(name)}. {label}: ", strong=True), *cited, ".")))
    soft = [line for key, b in by_key.items() if key not in ("not-applicable", "displaced") for line in of(b, binding=False)]
    if soft:
        cited = look.listed(line.finding for line in soft)
        out.append(Para(words(Run(f"{_capital(name)}. Expected, not binding: ", strong=True), *cited, ".")))
    return out


def _row(a: Assessment, look: Lookup, key: str, line: Line) -> tuple[Words, ...]:
    rule = line.rule
    whole = len(line.subjects) >= len(a.mission.parts.get(rule.about, ()))  # all parts of the kind: nothing to tell apart
    subjects = f" ({', '.join(line.subjects)})" if line.subjects and not whole else ""
    cited = words(look.cited(line.finding), Run(subjects, soft=True))
    state = line.finding.bearer in a.knowledge.states
    reading = depends(a, line.finding)
    only = f" {reading}" if reading else ""
    if key == "contested":
        asks = dict.fromkeys(part.partition(":")[0] for k in line.finding.by_reading for part in k.split(" & "))
        links = [Run(" see section 6", to=f"#dispute-{next(iter(asks))}")] if asks else []
        third = words(Run(STATES[key], strong=True), *links)
    elif state:
        prepare = rule.to_do.what if rule.to_do else rule.reaches_company_by
        mark = [Run("Breached. ", strong=True)] if key == "breached" else []
        third = words(*mark, prepare or STATES[key], Run(only, soft=True))
    else:
        third = words(Run(STATES[key], strong=key == "breached"), Run(only, soft=True))
    return words(rule.reads), cited, third


def _consequences(a: Assessment, by_key: dict[str, Bucket], of: object) -> Iterator[Block]:
    found: dict[str, None] = {}
    for key in DUTIES:
        if key in by_key:
            for line in of(by_key[key]):  # type: ignore[operator]
                if line.rule.consequence:
                    by = f" ({line.rule.consequence_by})" if line.rule.consequence_by else ""
                    found[f"{line.rule.consequence.rstrip('.')}{by}"] = None
    if found:
        shown = list(found)[:_CONSEQUENCES]
        yield Para(words(Run("If it is not done: ", strong=True), "; ".join(shown), "."))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


__all__ = ["analysis"]
