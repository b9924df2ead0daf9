"""What the answers of the intake write: the parts of a mission and their facts, in the shape of a mission file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from regolex.interview.answers import EARTH_ORBIT, Answered, flat, slug, slug_of, way_out
from regolex.law.intake import REFERENCE, Adding, Field, IntakeQuestion, Writing

TAKING = (
    "extraction",
    "sampling",
    "processing",
    "in-situ-use",
    "manufacture-in-space",
    "return-raw",
    "return-processed",
)
_NOTHING_DONE = {"does_not_arise": "nothing is done there"}
_IN_EARTH_ORBIT = {"does_not_arise": "in Earth orbit"}


class Composition:
    """The parts and facts that the answers of an intake write."""

    def __init__(self, intake: Answered, adds_only: bool = False) -> None:
        self.intake = intake
        self.knowledge = intake.knowledge
        self.parts: dict[str, dict[str, Any]] = {}
        self.names: dict[str, str] = {}
        self.mission: dict[str, Any] = {}
        self.unlisted: set[str] = set()
        self.client = f"party:{slug(str(intake.value('who.name') or 'our company'))}"
        # first every part, so that what is written for all parts of a kind finds them
        for question in intake.knowledge.intake:
            if question.id == "where" and intake.holds(question.when):
                self._bodies()
            if intake.holds(question.when):
                self._add(question.adds, {})
        for question, field in intake.shown():
            self._adds_of(question, field)
        if self.client in self.parts:
            self.names.setdefault(self.client, "our company")
        if adds_only:
            return
        for question in intake.knowledge.intake:
            if intake.holds(question.when) or not question.fields:
                for adding in question.adds:
                    if intake.holds(adding.when):
                        self._values(self._id(adding.part, {}), adding, {})
                self._write(question.writes, {}, ())
                for field in question.fields:
                    if intake.holds(field.when):
                        self._writes_of(question, field)
            elif question.id == "when":
                self._write(question.writes, {}, ())

    # --- parts ---

    def parts_of(self, kind: str, kinds: Iterable[str] = ()) -> list[str]:
        """The parts of a kind, or those of certain kinds of it."""
        wanted = set(kinds)
        return [
            part for part in self.parts
            if part.startswith(f"{kind}:")
            and (not wanted or self.parts[part].get(f"{kind}.kind") in wanted)
        ]  # fmt: skip

    def _bodies(self) -> None:
        for target in self.intake.bodies():
            body = self.intake.catalogue.bodies.get(target)
            part = f"body:{slug(target)}"
            self.parts[part] = {"body.kind": (body.kind or {"unknown": "dont-know"}) if body else target}
            self.names[part] = body.name if body else f"{self.knowledge.taxa[target].label}, not chosen yet"

    def _adds_of(self, question: IntakeQuestion, field: Field) -> None:
        raw = self.intake.answers.get(question.id, {}).get(field.id)
        if raw is None or way_out(raw) is not None:
            if field.speaks_for:
                self.unlisted.add(field.speaks_for)
            return
        if field.type == "entries":
            for entry in flat(raw):
                self._add(field.adds, {"entry": entry})
            return
        self._add(field.adds, {"answer": raw})
        chosen = set(map(str, flat(list(raw.values()) if isinstance(raw, Mapping) else raw)))
        for choice in field.choices:
            if choice.id in chosen:
                self._add(choice.adds, {"answer": raw})

    def _add(self, adds: Iterable[Adding], scope: Mapping[str, Any]) -> list[str]:
        made = []
        for adding in adds:
            if not self.intake.holds(adding.when):
                continue
            part = self._id(adding.part, scope)
            self.parts.setdefault(part, {})
            name = self.resolve(adding.name, scope, part) if adding.name else None
            if isinstance(name, str):
                self.names[part] = name
            for fact, value in adding.values.items():
                if fact.endswith(".kind"):
                    self._set(part, fact, value, scope)
            made.append(part)
        return made

    def _id(self, part: str, scope: Mapping[str, Any]) -> str:
        if part == "party:client":
            return self.client
        if part.endswith(":$entry"):
            return part.replace("$entry", slug_of(scope["entry"]))
        return part

    # --- facts ---

    def _writes_of(self, question: IntakeQuestion, field: Field) -> None:
        raw = self.intake.answers.get(question.id, {}).get(field.id)
        if raw is None or raw == "skip":
            return
        if field.type == "entries":
            for entry in flat(raw):
                self._entry(field, entry)
            return
        each = field.each and isinstance(raw, Mapping) and "unknown" not in raw
        for part, one in raw.items() if each else [("", raw)]:
            only = (f"{field.each}:{part}",) if part else ()
            self._writes_of_one(field, one, only, {})
        if way_out(raw) is None:
            for adding in field.adds:
                if self.intake.holds(adding.when):
                    self._values(self._id(adding.part, {}), adding, {"answer": raw})

    def _writes_of_one(self, field: Field, one: Any, only: tuple[str, ...], scope: Mapping[str, Any]) -> None:
        why = way_out(one)
        if why is not None or one == "skip":
            if why:
                for writing in _writings_of(field):
                    if self.intake.holds(writing.when) or field.choices or writing.when:
                        self._unknown(writing, field, why, only, scope)
            return
        scope = {**scope, "answer": one}
        self._write(field.writes, scope, only, field)
        chosen = set(map(str, flat(one)))
        for choice in field.choices:
            self._write(choice.writes if choice.id in chosen else choice.otherwise, scope, only, field)
            if choice.id in chosen and not only:
                for adding in choice.adds:
                    if self.intake.holds(adding.when):
                        self._values(self._id(adding.part, scope), adding, scope)

    def _entry(self, field: Field, entry: Mapping[str, Any]) -> None:
        scope = {"entry": entry}
        for adding in field.adds:
            part = self._id(adding.part, scope)
            self._values(part, adding, scope)
            for inner in field.fields:
                if inner.id in entry:
                    self._writes_of_one(inner, entry[inner.id], (), {**scope, "added": part})

    def _values(self, part: str, adding: Adding, scope: Mapping[str, Any]) -> None:
        for fact, value in adding.values.items():
            self._set(part, fact, value, scope)

    def _targets(
        self, writing: Writing, fact: str, only: tuple[str, ...], scope: Mapping[str, Any], field: Field | None
    ) -> list[str]:
        kind = fact.partition(".")[0]
        if kind == "mission":
            return ["mission"]
        if writing.to:
            return [scope["added"] if writing.to == "added" else self._id(writing.to, scope)]
        kinds = writing.kinds or (field.kinds if field and field.each == kind else ())
        found = self.parts_of(kind, kinds)
        return [p for p in found if p in only] if only and only[0].startswith(f"{kind}:") else found

    def _write(
        self, writings: Iterable[Writing], scope: Mapping[str, Any], only: tuple[str, ...], field: Field | None = None
    ) -> None:
        for writing in writings:
            if self.intake.holds(writing.when):
                for fact, value in writing.values.items():
                    for part in self._targets(writing, fact, only, scope, field):
                        self._set(part, fact, value, scope)

    def _unknown(
        self, writing: Writing, field: Field, why: Mapping[str, str], only: tuple[str, ...], scope: Mapping[str, Any]
    ) -> None:
        for fact in writing.values:
            for part in self._targets(writing, fact, only, scope, field):
                own = self.mission if part == "mission" else self.parts[part]
                own.setdefault(fact, dict(why))

    def _set(self, part: str, fact: str, value: Any, scope: Mapping[str, Any]) -> None:
        found = self.resolve(value, scope, part)
        if found is None:
            return
        own = self.mission if part == "mission" else self.parts.setdefault(part, {})
        if self.knowledge.facts[fact].many and not isinstance(found, (list, Mapping)):
            found = [found]
        own[fact] = found

    def resolve(self, value: Any, scope: Mapping[str, Any], part: str = "") -> Any:
        """A value with the answers it takes up; None where an answer that it needs is missing."""
        if isinstance(value, list):
            found = [self.resolve(one, scope, part) for one in value]
            unknown = next((x for x in found if isinstance(x, Mapping)), None)
            return unknown if unknown else None if None in found else found
        if not isinstance(value, str) or not value.startswith(REFERENCE):
            return value
        word, _, rest = value[1:].partition(".")
        if word == "answer":
            return self._party(scope.get("answer"), part)
        if word == "entry":
            return _marked(scope["entry"].get(rest))
        found = self._word(word, rest)
        return self._party(found, part) if word == "launch" and rest else found

    def _party(self, value: Any, part: str) -> Any:
        return self.client.partition(":")[2] if value == "we" else value

    def _word(self, word: str, rest: str) -> Any:
        def ids(kind: str) -> list[str]:
            return [part.partition(":")[2] for part in self.parts_of(kind)]

        raw = self.intake.answers.get("launch", {})
        if word == "client":
            return self.client.partition(":")[2]
        if word == "body":
            if EARTH_ORBIT in self.intake.many("where", "target"):
                return dict(_IN_EARTH_ORBIT)
            return ids("body")[0] if len(ids("body")) == 1 else None
        if word == "launch" and not rest:
            return ids("launch")[0] if ids("launch") else None
        if word in ("launches", "steps", "crafts"):
            return ids({"launches": "launch", "steps": "activity", "crafts": "object"}[word])
        if word == "taking":
            steps = [p for kind in TAKING for p in self.parts_of("activity", (kind,))]
            return steps[0].partition(":")[2] if steps else dict(_NOTHING_DONE)
        if word == "vehicle":
            return self.intake.vehicle(raw.get("vehicle")).get(rest)
        if word == "site":
            return self.intake.site(raw.get("site")).get(rest)
        stated = self.intake.answers.get(word, {}).get(rest)
        return _marked(stated)

    # --- the file ---

    def forget(self, part: str, fact: str) -> None:
        """Take a fact out again."""
        (self.mission if part == "mission" else self.parts[part]).pop(fact, None)

    def data(self) -> dict[str, Any]:
        """The mission in the shape of a mission file."""
        intake, answers = self.intake, self.intake.answers
        title = str(answers.get("title") or "A plan")
        out: dict[str, Any] = {
            "mission": str(answers.get("mission") or slug(title)),
            "title": title,
            "about": "real",  # of the person who answers; no one is asked whether it is only thought up
        }
        if answers.get("summary"):
            out["summary"] = str(answers["summary"])
        if answers.get("on"):
            out["on"] = str(answers["on"])
        out["client"] = self.client.partition(":")[2]
        completed = {f.completes for q, f in intake.shown() if f.completes and intake.value(f"{q.id}.{f.id}") is True}
        if "authorisation" in completed:
            out["lists"] = {"authorisations": "complete"}
        if "event" in completed and out.get("on"):
            out["events"] = {"none_up_to": out["on"]}
        out["facts"] = {fact.partition(".")[2]: value for fact, value in self.mission.items()}
        for kind in self.knowledge.kinds.values():
            if not kind.list_name or kind.name == "state" or kind.name in self.unlisted:
                continue
            out[kind.list_name] = {
                part.partition(":")[2]: {
                    **({"name": self.names[part]} if part in self.names else {}),
                    **{fact.partition(".")[2]: value for fact, value in self.parts[part].items()},
                }
                for part in self.parts_of(kind.name)
            }
        return out


def _marked(value: Any) -> Any:
    """An answer, or the mark of a way out; None where it was skipped."""
    out = way_out(value)
    return value if out is None else out or None


def _writings_of(field: Field) -> list[Writing]:
    return [*field.writes, *(w for c in field.choices for w in (*c.writes, *c.otherwise))]


__all__ = ["TAKING", "Composition"]
