"""Readings in words: who holds one, on which the result was given, and on which the plan was not tried."""

from __future__ import annotations

from collections.abc import Iterable

from regolex.engine.assessment import Assessment
from regolex.engine.choices import stated_readings
from regolex.engine.untested import NotRun
from regolex.law import model as m
from regolex.law.wording import counted

HOLDER_KINDS = {
    "state-law": "State, its law or order",
    "state-statement": "State, its own statement",
    "state-official": "State official",
    "joint-text": "joint text of States",
    "court": "court",
    "body": "body",
    "scholar": "scholar",
    "press": "unnamed, in the press",
}
_NAMED = 3


def holder_words(kind: str, since: str, confidence: str, nearest: bool) -> str:
    """In which capacity someone holds a reading, since when, and how that was read.

    >>> holder_words("scholar", "2017-08", "verified", False)
    'scholar, 2017'
    >>> holder_words("body", "", "secondary", True)
    'body, undated, from a report, nearest view found'
    """
    said = [HOLDER_KINDS[kind], since[:4] or "undated"]
    if confidence == "secondary":
        said.append("from a report")
    if nearest:
        said.append("nearest view found")
    return ", ".join(said)


def named_holder(holder: m.Holder) -> str:
    """A holder by name, with kind, year and how the view was read."""
    return f"{holder.name} ({holder_words(holder.kind, holder.since, holder.confidence, holder.nearest)})"


def in_own_words(holder: m.Holder) -> bool:
    """Whether a State itself states the reading: not an official, a court, or the nearest view that was found."""
    return bool(holder.state) and holder.kind in ("state-law", "state-statement") and not holder.nearest


def counted_holders(holders: Iterable[m.Holder]) -> str:
    """Who holds a reading, counted: as States only those that said so in their law or a statement of their own.

    The signatories of a text that many States joined are named, since they are not one holder. Without a State among
    them, the others are counted by kind.
    """
    found = list(holders)
    states = {h.state for h in found if in_own_words(h)}
    others = {h.name: h for h in found if h.state not in states}
    joint = [
        name.replace(" Accords", "") for name, h in others.items() if h.kind == "joint-text" and "signatories" in name
    ]
    told = [counted(len(states), "State")] if states else []
    if joint or states:
        rest = len(others) - len(joint)
        return ", ".join([*told, *joint, *([counted(rest, "other")] if rest else [])])
    for kind, one, many in _HOLDERS:
        if number := sum(h.kind in kind for h in others.values()):
            told.append(counted(number, one, many))
    return ", ".join(told)


_HOLDERS = (
    (("state-law", "state-statement"), "nearest view of a State", "nearest views of States"),
    (("joint-text",), "joint declaration", ""), (("state-official",), "official", ""), (("court",), "court", ""),
    (("body",), "body", "bodies"), (("scholar",), "scholar", ""), (("press",), "press report", ""),
)  # fmt: skip


def shown_holders(reading: m.Reading, a: Assessment) -> list[m.Holder]:
    """The holders of a reading on the day of the assessment whose conclusion was read."""
    return [h for h in reading.holders if h.read and h.held_on(a.on)]


def on_readings(a: Assessment) -> str:
    """On which readings a result was given, where a viewpoint or a choice narrowed them; empty where nothing did.

    Then nothing may be said of every reading.
    """
    if not a.readings:
        return ""
    stated = stated_readings(a.knowledge, a.viewpoint, a.on) if a.viewpoint else {}
    own = {q: r for q, r in a.readings.items() if stated.get(q) != r}
    who = [f"{a.name(a.viewpoint)} has stated"] if stated else []
    who += ["you chose"] if own else []
    named = [f"{q} {' or '.join(r)}" for q, r in sorted((own or a.readings).items())]
    more = f", and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return f"on the readings {' and '.join(who)} ({', '.join(named[:_NAMED])}{more})"


def untested(a: Assessment) -> list[tuple[NotRun, list[str]]]:
    """The readings not run on which the plan would breach something, each with the bearers and rules, for the first screen."""
    return [
        (item, list(dict.fromkeys(f"{a.name(b.bearer)}: {a.knowledge.rules[b.rule].title}" for b in item.breaches)))
        for item in a.readings_not_run
        if item.untested
    ]


__all__ = [
    "HOLDER_KINDS",
    "counted_holders",
    "holder_words",
    "named_holder",
    "on_readings",
    "shown_holders",
    "untested",
]
