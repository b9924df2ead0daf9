"""Reads the conditions of knowledge files into those that the engine evaluates.

The vocabulary is closed: ``all any not fact of given some every that under role for
condition`` and the comparison words of
:data:`WORDS`. ``docs/reference/conditions.md`` has the three-valued table of each. Reading a condition resolves where
each fact is found, so that a fact out of reach is a problem of the file and never one of a mission.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any as Anything

from regolex.errors import nearest
from regolex.law import model as m
from regolex.law.comparisons import WORDS, ComparisonReader
from regolex.law.named_conditions import NamedConditions
from regolex.law.scope import Scope
from regolex.law.source import Document, Where
from regolex.law.vocabulary import Vocabulary

_FORMS = ("all", "any", "not", "fact", "given", "some", "every", "under", "role", "condition")
_EXTRA = {
    "all": [], "any": [], "not": [], "fact": ["of", *WORDS], "given": ["of"], "some": ["that", "of"],
    "every": ["that", "of"], "under": [], "role": ["of", "for"], "condition": [],
}  # fmt: skip

SCHEMA: dict[str, Anything] = {
    "type": "object",
    "description": "One condition. See docs/reference/conditions.md.",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        "label": {"type": "string"},
        "all": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Condition"}},
        "any": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Condition"}},
        "not": {"$ref": "#/$defs/Condition"},
        "fact": {"type": "string"},
        "of": {"type": "string"},
        "given": {"type": "string"},
        "some": {"type": "string"},
        "every": {"type": "string"},
        "that": {"$ref": "#/$defs/Condition"},
        "under": {"oneOf": [{"type": "string"}, {"type": "array", "minItems": 1, "items": {"type": "string"}}]},
        "role": {"type": "string"},
        "for": {"type": "string"},
        "condition": {"type": "string"},
        **{word: {} for word in WORDS},
    },
    "oneOf": [{"required": [form]} for form in _FORMS],
}


class ConditionReader:
    """Reads the conditions of one file and records their problems."""

    def __init__(
        self,
        document: Document,
        vocabulary: Vocabulary,
        questions: Mapping[str, frozenset[str]],
        parameters: frozenset[str],
        known_state: Callable[[str], bool],
        named: NamedConditions | None = None,
    ) -> None:
        self.document = document
        self.vocabulary = vocabulary
        self.questions = questions
        self.parameters = parameters
        self.known_state = known_state
        self.named = named or NamedConditions()
        self.comparisons = ComparisonReader(document, vocabulary, parameters, known_state)

    def read(self, raw: Anything, where: Where, scope: Scope, depth: int = 0) -> m.Condition | None:
        """Read one condition; None, with the problem recorded, if it cannot be understood."""
        if not isinstance(raw, dict):
            self.document.complain("106", where, "a condition is a mapping", expected=" or ".join(_FORMS))
            return None
        forms = [form for form in _FORMS if form in raw]
        if len(forms) != 1:
            found = ", ".join(raw) or "nothing"
            hint = nearest(next(iter(raw), ""), _FORMS)
            self.document.complain(
                "106", where, f"this condition has {found}", expected=f"exactly one of {', '.join(_FORMS)}", hint=hint
            )
            return None
        form = forms[0]
        for key in raw:
            if key not in (form, "label", *_EXTRA[form]):
                self.document.complain(
                    "107", (*where, key), f"the word {key!r} cannot be used with {form!r}",
                    expected=", ".join([form, *_EXTRA[form], "label"]), hint=nearest(key, _EXTRA[form]),
                )  # fmt: skip
        label = str(raw.get("label") or "")
        if form in ("all", "any"):
            items = raw[form]
            if not isinstance(items, list) or not items:
                self.document.complain("106", (*where, form), f"{form!r} is empty or not a list", expected="conditions")
                return None
            read = [self.read(item, (*where, form, i), scope, depth) for i, item in enumerate(items)]
            done = tuple(item for item in read if item is not None)
            return m.All(done, label) if form == "all" else m.Any(done, label)
        if form == "not":
            item = self.read(raw["not"], (*where, "not"), scope, depth)
            return m.Not(item, label) if item else None
        if form in ("some", "every"):
            return self._quantified(form, raw, where, scope, depth, label)
        if form == "under":
            return self._under(raw["under"], (*where, "under"), label)
        if form == "condition":
            return self._named(raw[form], (*where, form), scope, depth, label)
        if form == "role":
            return self._role(raw, where, scope, label)
        fact = self.comparisons.fact(raw[form], (*where, form))
        if fact is None:
            return None
        path = self.comparisons.path(fact, raw, where, scope)
        if path is None:
            return None
        if form == "given":
            return m.Given(fact.id, path, label)
        return self.comparisons.read(fact, path, raw, where, scope, label)

    # --- the forms ---

    def _quantified(
        self, form: str, raw: dict[str, Anything], where: Where, scope: Scope, depth: int, label: str
    ) -> m.Condition | None:
        over = raw[form]
        if "that" not in raw:
            self.document.complain("109", where, f"{form!r} without 'that'", expected="that: a condition")
            return None
        variable = f"item{depth}"
        if over in self.vocabulary.kinds and self.vocabulary.kinds[over].list_name:
            inner = self.read(raw["that"], (*where, "that"), scope.within(over, variable), depth + 1)
            return m.Quantified(form, over, inner, label=label) if inner else None
        fact = self.vocabulary.facts.get(over) if isinstance(over, str) else None
        if fact is None or fact.type != "part" or not fact.many:
            lists = [kind.name for kind in self.vocabulary.kinds.values() if kind.list_name]
            lists += [f.id for f in self.vocabulary.facts.values() if f.type == "part" and f.many]
            self.document.complain(
                "K138", (*where, form), f"{over!r} is not a list of parts", expected=", ".join(lists),
                hint=nearest(over, lists),
            )  # fmt: skip
            return None
        path = self.comparisons.path(fact, raw, where, scope)
        inner = self.read(raw["that"], (*where, "that"), scope.within(fact.of, variable), depth + 1)
        return m.Quantified(form, fact.of, inner, fact.id, path, label) if inner and path else None

    def _named(self, name: Anything, where: Where, scope: Scope, depth: int, label: str) -> m.Condition | None:
        """What a name stands for, read for the bearer and subject of the place where it is used."""
        entry = self.named.find(self.document, name, where)
        if entry is None or entry.id in self.named.circular:
            return None
        there = Document(entry.document.file, entry.document.family)
        reader = ConditionReader(
            there, self.vocabulary, self.questions, self.parameters, self.known_state, self.named
        )  # fmt: skip
        inner = reader.read(entry.form.holds_when, (*entry.where, "holds_when"), scope, depth)
        out_of_reach = [problem for problem in there.problems if problem.code in ("K128", "K136")]
        if out_of_reach:  # anything else is told at the definition
            self.document.complain(
                "K128", where, f"the condition {name} cannot be read here: {out_of_reach[0].what}",
                expected=out_of_reach[0].expected,
            )  # fmt: skip
        return m.Named(entry.id, inner, label) if inner and not there.problems else None

    def _under(self, raw: Anything, where: Where, label: str) -> m.Condition | None:
        names = [raw] if isinstance(raw, str) else raw
        pairs = [str(name).partition(":")[::2] for name in names] if isinstance(names, list) else []
        known = [f"{q}:{r}" for q, readings in self.questions.items() for r in sorted(readings)]
        bad = [f"{q}:{r}" for q, r in pairs if r not in self.questions.get(q, ())]
        if not pairs or bad or len({q for q, _ in pairs}) > 1:
            self.document.complain(
                "K127", where, f"no such reading: {', '.join(bad) or raw}",
                expected="readings of one question, as question:reading", hint=nearest(bad[0] if bad else raw, known),
            )  # fmt: skip
            return None
        return m.Under(pairs[0][0], tuple(r for _, r in pairs), label)

    def _role(self, raw: dict[str, Anything], where: Where, scope: Scope, label: str) -> m.Condition | None:
        role = self.vocabulary.roles.get(raw["role"])
        if role is None:
            self.document.complain(
                "K125", (*where, "role"), f"there is no role {raw['role']!r}", expected="a role of ontology/roles.ttl",
                hint=nearest(raw["role"], self.vocabulary.roles),
            )  # fmt: skip
            return None
        of = raw.get("of", "bearer")
        path: tuple[str, ...] | None
        if of == "bearer":
            path = ("bearer",) if scope.holder == role.holder else None
        elif role.holder == "Party" and of == "party":
            path = scope.path("party")
        else:
            link = self.comparisons.fact(of, (*where, "of"))
            start = scope.path(link.kind) if link else None
            fits = link and not link.many and (link.of == "party" if role.holder == "Party" else link.type == "state")
            path = (*start, link.id) if link and start and fits else None
        subject: tuple[str, ...] = ()
        if role.subject:
            found = scope.path(role.subject)
            subject = found if found and raw.get("for") != "anything" else ()
        if path is None:
            self.document.complain(
                "K128", where, f"no {role.holder} can be reached from here to hold the role {role.slug}",
                expected="the bearer, or `of:` a fact that names one",
            )  # fmt: skip
            return None
        return m.HasRole(role.slug, path, subject, label)
