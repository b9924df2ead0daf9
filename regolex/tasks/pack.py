"""An application pack filled with what a mission states: what is known, what has to be prepared, and what is missing."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.preparation import ASSUMED
from regolex.errors import EvaluationError, Problem, nearest
from regolex.law import model as m

Meets = Literal["yes", "perhaps", "no"]
Status = Literal["facts stated", "partly stated", "to prepare", "missing", "to write", "does not arise"]
MEETS: dict[Meets, str] = {
    "yes": "the plan meets this authority", "perhaps": "it is open whether the plan meets this authority",
    "no": "the plan does not meet this authority, as far as it is stated",
}  # fmt: skip


class Stated(msgspec.Struct, frozen=True):
    """One fact of one part of the mission; ``value`` counts where ``state`` is given."""

    part: str
    fact: str
    state: Literal["given", "does-not-arise", "missing"]
    value: Any = None
    assumed: bool = False


class FilledItem(msgspec.Struct, frozen=True):
    """One item with the facts that fill it."""

    item: m.PackItem
    status: Status
    stated: tuple[Stated, ...]


class FilledDocument(msgspec.Struct, frozen=True):
    """One document with its items."""

    document: m.PackDocument
    items: tuple[FilledItem, ...]


class FilledPack(msgspec.Struct, frozen=True):
    """A pack for one mission. ``missing`` are the facts without an answer, each once."""

    pack: m.Pack
    meets: Meets
    applicants: tuple[str, ...]
    documents: tuple[FilledDocument, ...]
    missing: tuple[Stated, ...]


def meets(a: Assessment, pack: m.Pack) -> Meets:
    """Whether a plan meets the authority: whether one of the rules that send it there applies."""
    asked = [f for f in a.all_findings if f.rule.id in pack.asked_by and f.applicable]
    if any(not f.perhaps and f.result != "open" for f in asked):
        return "yes"
    return "perhaps" if asked else "no"


def pack_of(knowledge: m.Knowledge, authority: str) -> m.Pack:
    """The pack of an authority by its name; raises EvaluationError E106."""
    if authority not in knowledge.packs:
        hint = nearest(authority, knowledge.packs)
        raise EvaluationError(
            Problem(
                "E106", f"there is no pack for {authority!r}", expected=", ".join(sorted(knowledge.packs)), hint=hint
            )
        )
    return knowledge.packs[authority]


def filled(a: Assessment, pack: m.Pack) -> FilledPack:
    """The pack of one authority, filled with what the mission states."""
    who = _applicants(a, pack)
    documents = tuple(
        FilledDocument(document, tuple(_item(a, pack, who, item) for item in document.items))
        for document in pack.documents
    )
    missing: dict[tuple[str, str], Stated] = {}
    for document in documents:
        for item in document.items:
            for stated in item.stated:
                if stated.state == "missing":
                    missing.setdefault((stated.part, stated.fact), stated)
    return FilledPack(pack, meets(a, pack), who, documents, tuple(missing.values()))


def _applicants(a: Assessment, pack: m.Pack) -> tuple[str, ...]:
    """The parties whose data the application takes: the client, where it is one of those named, or all of those."""
    mission = a.prepared.mission
    found: dict[str, None] = {}
    for fact in pack.applicants:
        for part in mission.parts.get(a.knowledge.facts[fact].kind, ()):
            value = mission.answer(part, fact).value
            for party in (value,) if isinstance(value, str) else value or ():
                found[party] = None
    return (a.client,) if a.client in found else tuple(found)


def _parts(a: Assessment, pack: m.Pack, who: tuple[str, ...], kind: str) -> tuple[str, ...]:
    mission = a.prepared.mission
    if kind == "mission":
        return ("mission",)
    if kind == "party":
        return who
    parts = mission.parts.get(kind, ())
    if kind != "authorisation":
        return parts
    asked = pack.authorisations
    return tuple(
        part
        for part in parts
        if mission.answer(part, "authorisation.by").value in (pack.order, None)
        and (not asked or mission.answer(part, "authorisation.kind").value in asked)
    )


def _item(a: Assessment, pack: m.Pack, who: tuple[str, ...], item: m.PackItem) -> FilledItem:
    stated: list[Stated] = []
    for name in item.facts:
        kind = a.knowledge.facts[name].kind
        stated += [_stated(a, part, name) for part in _parts(a, pack, who, kind)] or [Stated("", name, "missing")]
    return FilledItem(item, _status(a, stated), tuple(stated))


def _stated(a: Assessment, part: str, fact: str) -> Stated:
    answer = a.prepared.mission.answer(part, fact)
    if answer.does_not_arise:
        return Stated(part, fact, "does-not-arise")
    if not answer.known:
        return Stated(part, fact, "missing")
    return Stated(part, fact, "given", answer.value, answer.origin.startswith(ASSUMED))


def _status(a: Assessment, stated: list[Stated]) -> Status:
    if not stated:
        return "to write"
    states = {one.state for one in stated}
    if states == {"does-not-arise"}:
        return "does not arise"
    if states <= {"missing", "does-not-arise"}:
        return "missing"
    if "missing" in states:
        return "partly stated"
    promised = any(one.value in ("planned", "not-planned") for one in stated if _is(a, one, "commitment"))
    return "to prepare" if promised else "facts stated"


def _is(a: Assessment, stated: Stated, kind: str) -> bool:
    return a.knowledge.facts[stated.fact].type == kind


__all__ = ["MEETS", "FilledDocument", "FilledItem", "FilledPack", "Stated", "filled", "meets", "pack_of"]
