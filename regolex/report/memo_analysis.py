"""Section 5 of the memo: the law by legal order, obligations first, each rule once with everyone it binds."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.world import UNNAMED
from regolex.report.memo_lookup import Lookup, cut
from regolex.report.memo_tasks import capital
from regolex.report.paper import Block, Heading, Para, Run, Table, Words, words
from regolex.report.particulars import channel
from regolex.report.view import Line, depends, sections

DUTIES = ("breached", "contested", "due", "to-do")
STATES = {"breached": "Breached", "contested": "Disputed", "due": "Due, not stated whether done", "to-do": "To do"}
# what is said in one line for each bearer, with the results that belong to it
_BESIDE = (
    ("Open until questions are answered", ("open",)), ("Awaits a judgement", ("judgement",)), ("Met", ("met",)),
    ("Rights", ("granted",)), ("Rights once the plan is carried out", ("granted-as-planned",)),
    ("Rights not available", ("withheld",)),
)  # fmt: skip
_BRIEF = ("Expected, not binding", "Rights not available")  # in annex A alone, where the body is short
_UNSETTLED = ("Open until questions are answered", "Awaits a judgement")
_OWN = 4  # more of the duties of an order that binds the client
_CONSEQUENCES = 2


class Duty(msgspec.Struct):
    """One rule with one result, and everyone whom it binds so."""

    key: str
    line: Line
    bearers: list[Line]


def analysis(a: Assessment, look: Lookup) -> Iterator[Block]:
    """The section."""
    yield Heading("5. Analysis", 1, "analysis")
    lines = [
        (bucket.key, line)
        for section in sections(a)
        if section.standing.bearer != UNNAMED
        for bucket in section.buckets
        for line in (*bucket.binding, *bucket.expectations)
        if line.finding.applicable
    ]
    orders = dict.fromkeys(a.knowledge.instruments[line.rule.instrument].legal_order for _, line in lines)
    rows = {(name, line.rule.id) for name, line in lines if name in DUTIES and line.rule.binding}
    whole = look.caps.duties
    most = whole if len(rows) <= whole else max(look.caps.least, whole // len(orders))
    yours = {
        a.knowledge.instruments[line.rule.instrument].legal_order
        for _, line in lines
        if line.finding.bearer == a.client
    }
    home = [order for order in orders if order in yours and order != "international"]
    # what other orders leave unused goes to the one whose duties are yours
    spare = max(0, whole - most * len(orders)) if len(home) == 1 else 0
    for n, order in enumerate(sorted(orders, key=lambda order: order == "international"), start=1):
        own = [(key, line) for key, line in lines if a.knowledge.instruments[line.rule.instrument].legal_order == order]
        name = "International law" if order == "international" else a.name(order)
        yield Heading(f"5.{n} {name}", 2, f"law-{order}")
        yield from _order(a, look, name, own, most + (spare if order in home else 0))


def _order(a: Assessment, look: Lookup, name: str, lines: list[tuple[str, Line]], most: int) -> Iterator[Block]:
    def urgency(duty: Duty) -> tuple[bool, bool, int]:
        place = DUTIES.index(duty.key)
        return place > 1, a.client not in [x.finding.bearer for x in duty.bearers], place

    duties = sorted(_duties(lines), key=urgency)
    if duties and look.caps.brief:
        yield from _in_lines(a, look, duties)
        most = len(duties)
    elif duties:
        rows = tuple(_row(a, look, duty) for duty in duties[:most])
        yield Table(
            f"Duties, {name}", ("Who", "In our words", "Provision", "Status, and what to do"), rows, (7, 24, 12, 16)
        )
    else:
        yield Para(words("No duty of it is breached, due or to do."))
    if len(duties) > most:
        left = [line.finding for duty in duties[most:] for line in duty.bearers]
        number = len({f.rule.cites[0].provision for f in left})
        yield Para(words(Run(f"{number} more, in annex A: ", strong=True), *look.capped(left), "."))
    yield from _consequences(a, look, duties)
    unsettled = {_place(line) for key, line in lines if key in DUTIES}
    rest = [(key, line) for key, line in lines if key not in DUTIES or not line.rule.binding]
    yield from _beside(a, look, rest, unsettled)


def _duties(lines: list[tuple[str, Line]]) -> list[Duty]:
    found: dict[tuple[str, str], Duty] = {}
    for key, line in lines:
        if key in DUTIES and line.rule.binding:
            found.setdefault((key, line.rule.id), Duty(key, line, [])).bearers.append(line)
    return list(found.values())


def _in_lines(a: Assessment, look: Lookup, duties: list[Duty]) -> Iterator[Block]:
    """Where there is no room for a table: what is to be done and by which provision, the client's own first."""
    by_state: dict[str, list[Duty]] = {}
    for duty in duties:
        by_state.setdefault(STATES[duty.key], []).append(duty)
    mine = any(x.finding.bearer == a.client for duty in duties for x in duty.bearers)
    for state, group in by_state.items():
        group.sort(key=lambda duty: a.client not in [x.finding.bearer for x in duty.bearers])
        said: list[Run] = []
        told = source = ""
        shown, left = cut(group, look.caps.lines + (_OWN if mine else 0))
        for duty in shown:
            names = dict.fromkeys(
                "You" if x.finding.bearer == a.client else a.name(x.finding.bearer) for x in duty.bearers
            )
            who = ", ".join(names)
            said += [Run("; " if said else ""), Run(f"{_first(who)}: " if who != told else "", soft=True)]
            told = who
            law = look.cited(duty.line.finding)
            short = a.knowledge.instruments[duty.line.rule.instrument].short
            if short == source:  # its name stands just before
                law = msgspec.structs.replace(law, text=law.text.removeprefix(short).strip(" ,"))
            source = short
            said += [Run(f"{_what(duty)} ("), law, *_see(duty), Run(")")]
        if left:
            said += [Run(f"; and {left} more in "), Run("annex A", to="#annex-findings")]
        yield Para(words(Run(f"{state}. ", strong=True), *said, "."))


def _first(who: str) -> str:
    """A name at the start of a sentence; the names of companies keep their letters."""
    return capital(who) if who.startswith("the ") else who


def _what(duty: Duty) -> str:
    """What a duty asks for, in a few words; of a disputed one, what it is about."""
    rule = duty.line.rule
    if duty.key == "contested" or not rule.to_do:
        return rule.title.rpartition(": ")[2]
    what = rule.to_do.what.rstrip(".")
    return what if what[:2].isupper() else what[:1].lower() + what[1:]


def _see(duty: Duty) -> tuple[Run, ...]:
    asks = next((key.partition(":")[0] for key in duty.line.finding.by_reading), "")
    return (Run(", see "), Run("section 6", to=f"#dispute-{asks}")) if duty.key == "contested" else ()


def _row(a: Assessment, look: Lookup, duty: Duty) -> tuple[Words, ...]:
    rule, first = duty.line.rule, duty.line
    who = dict.fromkeys("you" if x.finding.bearer == a.client else a.name(x.finding.bearer) for x in duty.bearers)
    subjects = dict.fromkeys(name for x in duty.bearers for name in x.subjects)
    whole = len(subjects) >= len(a.mission.parts.get(rule.about, ()))  # every part of the kind: no need to name them
    about = f" ({', '.join(subjects)})" if subjects and not whole else ""
    said: list[Run] = [Run(STATES[duty.key], strong=duty.key in ("breached", "contested"))]
    if duty.key == "contested":
        asks = next((k.partition(":")[0] for k in first.finding.by_reading), "")
        said.append(Run(", see section 6", to=f"#dispute-{asks}"))
    elif rule.to_do:
        said.append(Run(f". {rule.to_do.what}"))
    elif reaches := channel(a, rule):
        said.append(Run(f". Reaches you by: {reaches}"))
    only = depends(a, first.finding)
    if only:
        said.append(Run(f" {only}", soft=True))
    return (
        words(", ".join(who)),
        words(rule.reads),
        words(look.cited(first.finding), Run(about, soft=True)),
        words(*said),
    )


def _consequences(a: Assessment, look: Lookup, duties: list[Duty]) -> Iterator[Block]:
    """What follows if the client does not do what it must, the breaches first."""
    found: dict[str, list[Finding]] = {}
    for duty in duties:
        if any(x.finding.bearer == a.client for x in duty.bearers) or duty.key == "breached":
            rule = duty.line.rule
            if rule.consequence:
                by = f" ({rule.consequence_by})" if rule.consequence_by else ""
                found.setdefault(f"{rule.consequence.rstrip('.')}{by}", []).append(duty.line.finding)
    if found:
        # the longest are the penalties; what is short says that an application fails
        shown = sorted(found, key=len, reverse=True)[:_CONSEQUENCES]
        said: list[Run] = []
        for text in shown:
            said += [Run(" " if said else ""), *look.listed(found[text]), Run(f": {text}.")]
        yield Para(words(Run("If it is not done. ", strong=True), *said))


def _place(line: Line) -> tuple[str, str]:
    """Whom a provision concerns."""
    return line.finding.bearer, line.rule.cites[0].provision


def _beside(
    a: Assessment, look: Lookup, lines: list[tuple[str, Line]], unsettled: set[tuple[str, str]]
) -> Iterator[Block]:
    """In one line each: what is open, judged, met and granted, and what is expected without binding.

    A provision of which another limb is disputed or to do is not called met: the annex has both.
    """
    groups = [(label, [line for key, line in lines if key in keys and line.rule.binding]) for label, keys in _BESIDE]
    groups.append(("Expected, not binding", [line for _, line in lines if not line.rule.binding]))
    if look.caps.brief:
        groups = [(label, found) for label, found in groups if label not in _BRIEF]
    unsettled = unsettled | {_place(line) for label, found in groups if label in _UNSETTLED for line in found}
    for label, found in groups:
        by_bearer: dict[str, list[Finding]] = {}
        for line in found:
            if label == "Met" and _place(line) in unsettled:
                continue
            by_bearer.setdefault(line.finding.bearer, []).append(line.finding)
        alike: dict[Words, list[str]] = {}
        for bearer, findings in by_bearer.items():
            alike.setdefault(look.listed(findings, linked=False), []).append(bearer)
        said: list[Run] = []
        for bearers in alike.values():
            names = ", ".join("You" if bearer == a.client else a.name(bearer) for bearer in bearers)
            said += [Run(". " if said else ""), Run(f"{names}: ", soft=True), *look.capped(by_bearer[bearers[0]])]
        if said:
            yield Para(words(Run(f"{label}. ", strong=True), *said, "."))


__all__ = ["analysis"]
