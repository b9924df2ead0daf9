"""Answers of the intake: what was answered, which conditions on answers hold, and what an answer names in the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from regolex.law import model as m
from regolex.law.catalogue import catalogue_of
from regolex.law.intake import Field, IntakeQuestion, Test

WAYS_OUT = {"dont-know": {"unknown": "dont-know"}, "undecided": {"unknown": "undecided"}, "skip": None}
HEAD = ("mission", "title", "summary", "on", "assume", "expects")  # keys of an answer file beside the questions
EARTH_ORBIT = "earth-orbit"
Answers = Mapping[str, Any]


class Answered:
    """The questions of a knowledge base and the answers given so far."""

    def __init__(self, knowledge: m.Knowledge, answers: Answers | None = None) -> None:
        self.knowledge = knowledge
        self.catalogue = catalogue_of(knowledge)
        self.answers: dict[str, Any] = {key: _copied(value) for key, value in (answers or {}).items()}

    def shown(self) -> Iterator[tuple[IntakeQuestion, Field]]:
        """The fields that arise on the answers so far, in their order."""
        for question in self.knowledge.intake:
            if self.holds(question.when):
                for field in question.fields:
                    if self.holds(field.when):
                        yield question, field

    def value(self, name: str) -> Any:
        """An earlier answer: a plain value, or None where there is none (don't know is none)."""
        question, field_name, *more = name.split(".")
        if name == "where.several":
            return len(self.bodies()) > 1
        if name == "craft.several":
            return len(self.many("craft", "list")) > 1
        raw = self.answers.get(question, {}).get(field_name)
        if more:
            return self._attribute(question, field_name, raw, more[0])
        return None if way_out(raw) is not None else raw

    def _attribute(self, question: str, name: str, raw: Any, key: str) -> Any:
        if isinstance(raw, list):
            return [entry.get(key) for entry in raw if isinstance(entry, Mapping)]
        if name == "vehicle":
            return self.vehicle(raw).get(key)
        return raw.get(key) if isinstance(raw, Mapping) else None

    def holds(self, test: Test | None) -> bool:
        """Whether a condition on the answers holds; a missing answer is not a value."""
        if test is None:
            return True
        if test.answer:
            found = self.value(test.answer)
            values = set(map(str, flat(found)))
            result = bool(values & set(map(str, test.one_of))) if test.one_of else bool(values)
        elif test.some:
            result = any(map(self.holds, test.some))
        else:
            result = all(map(self.holds, test.every))
        return result != test.negated

    def many(self, question: str, name: str) -> list[Any]:
        return flat(self.value(f"{question}.{name}"))

    def entries(self, question: str, name: str) -> list[Mapping[str, Any]]:
        return [e for e in self.many(question, name) if isinstance(e, Mapping)]

    def bodies(self) -> list[str]:
        return [b for b in self.many("where", "target") if b != EARTH_ORBIT]

    def vehicle(self, raw: Any) -> dict[str, Any]:
        """A launch company: of the catalogue, or of a State alone."""
        vehicle = self.catalogue.vehicles.get(raw) if isinstance(raw, str) else None
        if vehicle:
            public = vehicle.company_kind != "company"
            return {
                "company": vehicle.company, "kind": vehicle.company_kind, "state": vehicle.state,
                "acts_for": [vehicle.state] if public else [],
            }  # fmt: skip
        if isinstance(raw, str) and raw in self.knowledge.states:
            company = f"a launch company of {self.knowledge.states[raw]}"
            return {"company": company, "kind": "company", "state": raw, "acts_for": []}
        return {}

    def site(self, raw: Any) -> dict[str, Any]:
        site = self.catalogue.sites.get(raw) if isinstance(raw, str) else None
        if site:
            return {"territory": site.territory or None, "facility_states": list(site.facility_states)}
        known = isinstance(raw, str) and raw in self.knowledge.states
        return {"territory": raw, "facility_states": [raw]} if known else {}


def slug(text: str) -> str:
    """A name as the id of a part."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"


def slug_of(entry: Mapping[str, Any]) -> str:
    """The id of the part that an entry adds."""
    return slug(str(entry.get("name") or entry.get("kind") or "entry"))


def way_out(value: Any) -> dict[str, str] | None:
    """The mark that an answer "don't know" or "not decided" leaves in the file; None for any other answer."""
    if isinstance(value, str) and value in WAYS_OUT:
        return WAYS_OUT[value] or {}
    return {"unknown": str(value["unknown"])} if isinstance(value, Mapping) and set(value) == {"unknown"} else None


def flat(value: Any) -> list[Any]:
    if value is None or way_out(value) is not None:
        return []
    if isinstance(value, Mapping):
        return [value] if not all(isinstance(v, (str, list, bool)) for v in value.values()) or "name" in value else [
            x for v in value.values() for x in flat(v)
        ]  # fmt: skip
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _copied(value: Any) -> Any:
    return {k: _copied(v) for k, v in value.items()} if isinstance(value, Mapping) else value


__all__ = ["EARTH_ORBIT", "HEAD", "WAYS_OUT", "Answered", "Answers", "flat", "slug", "slug_of", "way_out"]
