"""Between the choices on the screen and an answer as a mission file holds it.

Leaving a question open is a choice like the others: not answered, not known, not decided yet, does not arise.
"""

from __future__ import annotations

from typing import Any

from regolex.law import model as m
from regolex.law.source import scalar
from regolex.missions.mission import Answer, Mission

NOT_ASKED, DONT_KNOW, UNDECIDED, NOT_ARISING = "not-asked", "dont-know", "undecided", "does-not-arise"
GIVEN, NONE = "given", "none"
OPEN = {
    NOT_ASKED: "Not answered",
    DONT_KNOW: "Don't know",
    UNDECIDED: "Not decided yet",
    NOT_ARISING: "Does not arise",
}
_WORDS = {
    "boolean": {"yes": "Yes", "no": "No"},
    "commitment": {"done": "Done", "planned": "Planned", "not-planned": "Not planned"},
    "judgement": {"satisfied": "Satisfied", "not-satisfied": "Not satisfied"},
}
_NO_REASON = "no reason given"
_INDENT = "\u2003"  # a wide space, which select boxes preserve


def closed(fact: m.Fact) -> bool:
    """Whether the values are few enough to be shown side by side."""
    return fact.type in _WORDS


def listed(fact: m.Fact) -> bool:
    """Whether the answer is chosen from a list."""
    return fact.type in ("state", "concept", "part")


def values(knowledge: m.Knowledge, mission: Mission, fact: m.Fact) -> dict[str, str]:
    """The values that may be chosen, with a label each, in the order in which they are shown."""
    if fact.type == "state":
        return dict(sorted(_states(knowledge).items(), key=lambda item: item[1]))
    if fact.type == "part":
        return {part: mission.name(part) for part in mission.parts.get(fact.of, ())}
    if fact.type == "concept":
        return _tree(knowledge, fact.of)
    return _WORDS.get(fact.type, {})


def _states(knowledge: m.Knowledge) -> dict[str, str]:
    """The States and territories, each territory with the State whose acts count for it, the last one where they changed."""
    names = dict(knowledge.states)
    for row in knowledge.territories:
        name = knowledge.states[row.code]
        if row.kind == "territory":
            names[row.code] = f"{name} (territory of {knowledge.states[row.state]})"
        elif row.kind == "none":
            names[row.code] = f"{name} (no State's territory)"
        elif row.kind == "own" and row.last_day:
            names[row.code] = f"{name} (until {row.last_day})"
        elif row.kind == "succession" and not row.first_day and not row.last_day:
            names[row.code] = f"{name} ({row.status})"
    return names


def _tree(knowledge: m.Knowledge, scheme: str) -> dict[str, str]:
    children: dict[str, list[m.Taxon]] = {}
    for taxon in knowledge.taxa.values():
        if taxon.scheme == scheme:
            children.setdefault(taxon.parent, []).append(taxon)
    out: dict[str, str] = {}

    def walk(parent: str, depth: int) -> None:
        for taxon in sorted(children.get(parent, ()), key=lambda t: t.label):
            out[taxon.slug] = _INDENT * depth + taxon.label
            walk(taxon.slug, depth + 1)

    walk("", 0)
    return out


def standing(answer: Answer) -> str:
    """The choice that an answer corresponds to: one of the open ones, none (an empty list), or given."""
    if answer.does_not_arise:
        return NOT_ARISING
    if answer.missing:
        return answer.missing
    return NONE if answer.value == () else GIVEN


def chosen(fact: m.Fact, answer: Answer) -> str:
    """The current choice for a question with a single answer."""
    how = standing(answer)
    if how != GIVEN:
        return how
    if fact.type == "boolean":
        return "yes" if answer.value else "no"
    return str(answer.value)


def reason(answer: Answer) -> str:
    """The reason why it does not arise, if one was given."""
    return "" if answer.does_not_arise == _NO_REASON else answer.does_not_arise


def raw_choice(fact: m.Fact, choice: str) -> Any:
    """A single choice as a mission file holds it; None for no answer."""
    if choice == NOT_ASKED:
        return None
    if choice in (DONT_KNOW, UNDECIDED):
        return {"unknown": choice}
    if choice == NOT_ARISING:
        return {"does_not_arise": _NO_REASON}
    if choice == NONE:
        return []
    if fact.type == "boolean":
        return choice == "yes"
    return choice.partition(":")[2] if fact.type == "part" else choice


def raw_many(fact: m.Fact, picked: list[str]) -> Any:
    """A choice of several values; choosing nothing removes the answer, and does not state that there are none."""
    return [raw_choice(fact, value) for value in picked] or None


def raw_text(fact: m.Fact, typed: str) -> Any:
    """The text typed, as a mission file would hold it."""
    typed = typed.strip()
    if not typed or fact.type == "text":
        return typed or None
    value = scalar(typed, True)
    return typed if value is None else value
