"""Reads how facts are asked, the events and the assumption sets, and checks them against the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from regolex.errors import nearest
from regolex.law import asking_forms as f
from regolex.law import model as m
from regolex.law.asking import Asked, Asking, Assumption, AssumptionSet, Derived, Event, Source
from regolex.law.conditions import ConditionReader
from regolex.law.folder import Folder
from regolex.law.named_conditions import NamedConditions
from regolex.law.order import facts_read
from regolex.law.scope import Scope
from regolex.law.source import Document, Where
from regolex.law.vocabulary import Vocabulary

LONGEST_REASON = 12  # words
SHORTEST_REASON = 3  # fewer are a placeholder


class AskingReader:
    """Reads the files of one folder; problems go to the folder."""

    def __init__(
        self, folder: Folder, vocabulary: Vocabulary, known_state: Callable[[str], bool], named: NamedConditions
    ) -> None:
        self.folder = folder
        self.vocabulary = vocabulary
        self.known_state = known_state
        self.named = named
        self.facts: dict[str, Asking] = {}
        self.events: dict[str, Event] = {}

    def read(self) -> Asked:
        """Everything about asking; what is wrong with it is noted."""
        self._events()
        self._asking()
        sets = self._sets()
        return Asked(self.facts, self._order(), self.events, sets)

    # --- the files ---

    def _asking(self) -> None:
        for path, name in self.folder.files("ontology/asking/*.yaml"):
            document = self.folder.document(path, name)
            form = self.folder.form(document, f.AskingFileForm)
            if form:
                if form.asking != path.stem:
                    document.complain("K120", ("asking",), f"it says {form.asking}", expected=path.stem)
                for fact, asking in form.facts.items():
                    self._fact(document, form.asking, fact, asking)
            self.folder.done(document)

    def _fact(self, document: Document, kind: str, name: str, form: f.AskingForm) -> None:
        where: Where = ("facts", name)
        fact = self._known(document, where, name)
        if fact is None:
            return
        if fact.kind != kind:
            document.complain("K123", where, f"{name} is a fact of {fact.kind}", expected=f"a fact of {kind}")
        if len(form.why.split()) > LONGEST_REASON:
            document.complain(
                "106", (*where, "why"), "the reason is too long", expected=f"{LONGEST_REASON} words at most"
            )
        if form.needed_by and form.needed_by not in self.vocabulary.taxa:
            document.complain("K124", (*where, "needed_by"), f"there is no phase {form.needed_by!r}")
        if form.event and form.event not in self.events:
            hint = nearest(form.event, self.events)
            document.complain("K123", (*where, "event"), f"there is no event {form.event!r}", hint=hint)
        scope = self._scope(kind)
        gate = self._condition(document, form.gate, (*where, "gate"), scope) if form.gate is not None else None
        entailed = []
        for i, item in enumerate(form.entailed):
            at = (*where, "entailed", i)
            when = self._condition(document, item.when, (*at, "when"), scope)
            source = self._source(document, item, fact, at, scope)
            self._reason(document, item.because, (*at, "because"))
            if when and source:
                entailed.append(Derived(when, source, item.because))
        self.facts[name] = Asking(
            name, form.who, form.sort, form.needed_by or "", form.why, gate, tuple(entailed), form.event or "",
            form.never_bundled, form.watched, form.rank,
        )  # fmt: skip

    def _events(self) -> None:
        for path, name in self.folder.files("ontology/events.yaml"):
            document = self.folder.document(path, name)
            form = self.folder.form(document, f.EventsForm)
            for slug, event in (form.events if form else {}).items():
                where: Where = ("events", slug)
                fact = self._known(document, (*where, "fact"), event.fact)
                if fact and fact.kind != event.about:
                    document.complain("K123", (*where, "fact"), f"{fact.id} is not about a {event.about}")
                if fact:
                    no = self._answer(document, fact, event.not_happened, (*where, "not_happened"))
                    self.events[slug] = Event(
                        slug,
                        event.happens,
                        event.phase,
                        event.about,
                        event.fact,
                        no,
                        event.waits_for_launch,
                        event.accident,
                        event.harm,
                    )
            self.folder.done(document)

    def _sets(self) -> dict[str, AssumptionSet]:
        found: dict[str, AssumptionSet] = {}
        for path, name in self.folder.files("ontology/assumptions/*.yaml"):
            document = self.folder.document(path, name)
            form = self.folder.form(document, f.AssumptionSetForm)
            if form:
                if form.assumptions != path.stem:
                    document.complain("K120", ("assumptions",), f"it says {form.assumptions}", expected=path.stem)
                entries = tuple(self._entries(document, form))
                found[form.assumptions] = AssumptionSet(
                    form.assumptions, form.title, form.says, form.treatment, form.rank, entries
                )
            self.folder.done(document)
        return dict(sorted(found.items(), key=lambda item: (item[1].rank, item[0])))

    def _entries(self, document: Document, form: f.AssumptionSetForm) -> Iterator[Assumption]:
        for i, item in enumerate(form.entries):
            where: Where = ("entries", i)
            fact = self._known(document, (*where, "fact"), item.fact)
            if fact is None:
                continue
            asking = self.facts.get(fact.id)
            if fact.type == "judgement" or (asking and asking.never_bundled):
                document.complain(
                    "K146", (*where, "fact"), f"{fact.id} is never assumed",
                    expected="a fact that is not a judgement and may be bundled",
                )  # fmt: skip
            scope = self._scope(fact.kind)
            when = None
            if item.when is not None:
                when = self._condition(document, item.when, (*where, "when"), scope)
            source = self._source(document, item, fact, where, scope)
            self._reason(document, item.because, (*where, "because"))
            if source:
                yield Assumption(fact.id, source, item.because, when, item.first)

    # --- pieces ---

    def _reason(self, document: Document, because: str, where: Where) -> None:
        if len(because.split()) < SHORTEST_REASON:
            document.complain(
                "106", where, f"{because!r} is not a reason", expected=f"a reason of at least {SHORTEST_REASON} words"
            )

    def _scope(self, kind: str) -> Scope:
        named = {} if kind == "mission" else {kind: "subject"}
        return Scope(self.vocabulary, named, "", kind)

    def _known(self, document: Document, where: Where, name: str) -> m.Fact | None:
        fact = self.vocabulary.facts.get(name)
        if fact is None or fact.derived:
            document.complain(
                "K123", where, f"there is no fact {name!r} that can be asked", hint=nearest(name, self.vocabulary.facts)
            )
            return None
        return fact

    def _reader(self, document: Document) -> ConditionReader:
        # only the conditions of the topmost folder can be seen from here: those that rules of every order share
        return ConditionReader(document, self.vocabulary, {}, frozenset(), self.known_state, self.named)

    def _condition(self, document: Document, raw: Any, where: Where, scope: Scope) -> m.Condition | None:
        return self._reader(document).read(raw, where, scope)

    def _source(
        self, document: Document, item: f.SourceForm, fact: m.Fact, where: Where, scope: Scope
    ) -> Source | None:
        ways = [
            item.value is not None, item.only is not None, item.client, item.same_as is not None, item.does_not_arise,
        ]  # fmt: skip
        if sum(ways) != 1:
            document.complain(
                "106",
                where,
                f"it says {sum(ways)} values",
                expected="one of value, only, client, same_as, does_not_arise",
            )
            return None
        if item.does_not_arise:
            return Source(nothing=True)
        if item.client:
            return Source(client=True)
        if item.only is not None:
            if item.only != fact.of:
                document.complain("K138", (*where, "only"), f"{fact.id} names no {item.only}", expected=fact.of)
            return Source(only=item.only)
        if item.same_as is not None:
            other = self._known(document, (*where, "same_as"), item.same_as)
            if other is None:
                return None
            if item.via is not None:
                link = self._known(document, (*where, "via"), item.via)
                if link and (link.kind != other.kind or link.of != fact.kind):
                    document.complain(
                        "K128", (*where, "via"), f"{link.id} does not lead from a {other.kind} to a {fact.kind}"
                    )
                return Source(same_as=other.id, via=item.via)
            raw = {"of": item.of} if item.of else {}
            reader = self._reader(document)
            path = reader.comparisons.path(other, raw, (*where, "same_as"), scope)
            return Source(same_as=other.id, path=path) if path else None
        return Source(value=self._answer(document, fact, item.value, (*where, "value")))

    def _answer(self, document: Document, fact: m.Fact, raw: Any, where: Where) -> Any:
        """A plain answer as a mission would hold it."""
        values = raw if isinstance(raw, list) else [raw]
        good = {
            "boolean": lambda v: isinstance(v, bool),
            "state": lambda v: isinstance(v, str) and self.known_state(v),
            "concept": lambda v: v in self.vocabulary.taxa and self.vocabulary.taxa[v].scheme == fact.of,
            "commitment": lambda v: v in ("done", "planned", "not-planned"),
            "integer": lambda v: isinstance(v, (int, Decimal)) and not isinstance(v, bool),
            "decimal": lambda v: isinstance(v, (int, Decimal)) and not isinstance(v, bool),
        }.get(fact.type, lambda v: isinstance(v, str))
        if isinstance(raw, list) != fact.many or not all(map(good, values)):
            document.complain("K124", where, f"{raw!r} is not an answer to {fact.id}")
            return None
        kept = [Decimal(v) if fact.type in ("integer", "decimal") else v for v in values]
        return tuple(kept) if fact.many else kept[0]

    def _order(self) -> tuple[str, ...]:
        """Facts with a gate or an entailment, each after those it rests on; a circle is a problem."""
        rests = {
            name: {
                other
                for condition in (asking.gate, *(d.when for d in asking.entailed))
                if condition
                for other in facts_read(condition)
            }
            | {d.source.same_as for d in asking.entailed if d.source.same_as}
            for name, asking in self.facts.items()
            if asking.gate or asking.entailed
        }
        order: list[str] = []
        state: dict[str, int] = {}

        def visit(name: str, path: tuple[str, ...]) -> None:
            if state.get(name) == 2 or name not in rests:
                return
            if state.get(name) == 1:
                document = Document("ontology/asking", "K")
                circle = " -> ".join((*path[path.index(name) :], name))
                document.complain(
                    "K129", (), f"these facts wait for one another: {circle}", expected="gates without a circle"
                )
                self.folder.done(document)
                return
            state[name] = 1
            for other in sorted(rests[name]):
                visit(other, (*path, name))
            state[name] = 2
            order.append(name)

        for name in sorted(rests):
            visit(name, ())
        return tuple(order)


__all__ = ["LONGEST_REASON", "AskingReader"]
