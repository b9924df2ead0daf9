"""The columns that a table of missions may have, from the vocabulary."""

from __future__ import annotations

from typing import Any

from regolex.law import model as m
from regolex.missions.answers import COMMITMENTS, JUDGEMENTS
from regolex.screening.cells import DAYS

_FORMS = {
    "boolean": "true or false", "integer": "a whole number", "decimal": "a number", "date": DAYS,
    "state": "the code or the name of a State", "text": "a text", "part": "the id of a part of the row, such as {of} or {of}-2",
}  # fmt: skip


def table_schema(knowledge: m.Knowledge) -> dict[str, Any]:
    """What each column means and may hold."""
    kinds = [kind for kind in knowledge.kinds.values() if kind.list_name and kind.name != "state"]
    return {
        "rows": "one mission each",
        "empty_cell": "no one was asked",
        "words": {
            "unknown": "it is said to be unknown", "undecided": "it is not decided yet",
            "does-not-arise": "the question does not arise", "none": "a list that names no one",
        },
        "lists": "several values in one cell: an Arrow list, or text with semicolons between them",
        "further_parts": "a second launch is launch-2.territory, and so on up to 9; it is there if a cell of it is filled",
        "columns": {
            "mission": "an id of your own, handed on",
            "client": "the party for whom the mission is assessed: party, party-2, ...",
            "events.none_up_to": "the day up to which none of the events has happened",
            **{k.list_name: f"how many parts of the kind {k.name} there are; empty: that is not stated" for k in kinds},
            **{f"lists.{k.list_name}": "complete or so-far" for k in kinds},
            **{fact.id: _column(fact, knowledge) for fact in knowledge.facts.values() if not fact.derived},
        },
    }  # fmt: skip


def _column(fact: m.Fact, knowledge: m.Knowledge) -> dict[str, Any]:
    found: dict[str, Any] = {"label": fact.label, "question": fact.question}
    if fact.type in _FORMS:
        found["value"] = _FORMS[fact.type].replace("{of}", fact.of)
    else:
        closed = {"commitment": COMMITMENTS, "judgement": JUDGEMENTS}.get(fact.type)
        found["one_of"] = list(closed or (slug for slug, taxon in knowledge.taxa.items() if taxon.scheme == fact.of))
    if fact.unit:
        found["unit"] = fact.unit
    if fact.many:
        found["list"] = True
    return found


__all__ = ["table_schema"]
