"""Facts compared with something, as pairs of literals: where a path leads, and what the answer there says.

The same meaning as :mod:`regolex.engine.comparison`, written independently of it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from regolex.errors import EvaluationError, Problem
from regolex.law import model as m
from regolex.law.periods import compared_day
from regolex.screening.circuit import FALSE, TRUE, Circuit
from regolex.screening.layout import number_of
from regolex.screening.scene import End, Scene, Traits
from regolex.screening.states import UNKNOWN, Pair, State, States
from regolex.screening.values import COLUMN, CONSTANT, UNASKED, Value, Values

if TYPE_CHECKING:
    from regolex.screening.situation import Situation


class Ends(NamedTuple):
    """Where a path leads: to parts or States, each in some rows; or nowhere."""

    parts: tuple[tuple[int, End], ...]
    missing: int
    nothing: int


def is_placeholder(end: End) -> bool:
    """Whether it stands for a part that no one described."""
    return isinstance(end, str) and end.endswith(":?")


class Comparisons:
    """Comparisons over one situation; ``states`` is set once States can be told apart."""

    def __init__(self, circuit: Circuit, values: Values, situation: Situation) -> None:
        self.circuit, self.values, self.situation = circuit, values, situation
        self.knowledge = situation.knowledge
        self.states: States | None = None
        self.traits = Traits(situation.layout.engine)

    # --- paths ---

    def ends(self, path: tuple[str, ...], scene: Scene) -> Ends:
        """Where a path leads."""
        head = path[0]
        start: End = head
        if head == "subject":
            start = scene.subject
        elif head == "bearer":
            start = scene.bearer
        elif head.startswith("item"):
            start = scene.items[int(head[4:])]
        found = Ends(((TRUE, start),), FALSE, FALSE)
        for link in path[1:]:
            found = self._followed(found, link)
        return found

    def _followed(self, ends: Ends, link: str) -> Ends:
        c, values = self.circuit, self.values
        onward: dict[End, int] = {}
        missing, nothing = ends.missing, ends.nothing
        for when, end in ends.parts:
            value = self.value(end, link)
            missing = c.either(missing, c.both(when, values.missing(value)))
            nothing = c.either(nothing, c.both(when, values.nothing(value)))
            for here, target in self._targets(value, link):
                onward[target] = c.either(onward.get(target, FALSE), c.both(when, here))
        return Ends(tuple((when, end) for end, when in onward.items() if when != FALSE), missing, nothing)

    def _targets(self, value: Value, link: str) -> list[tuple[int, End]]:
        fact = self.knowledge.facts[link]
        if fact.type == "part":
            return [(self.values.holds(value, part), part) for part in self.situation.parts.get(fact.of, ())]
        found: list[tuple[int, End]] = []
        for a in value:
            if a.source.how == COLUMN:
                for n in range(self.values.elements(a.source)):
                    named = self.states.named(a.source, n) if self.states else FALSE
                    found.append((self.circuit.both(a.when, named), State(source=a.source, element=n)))
        return found

    def value(self, end: End, fact: str) -> Value:
        """What a part holds; of a part that no one described, nothing is known."""
        return UNASKED if is_placeholder(end) or isinstance(end, State) else self.situation.value(end, fact)

    # --- comparisons ---

    def compared(self, condition: m.Compare, scene: Scene) -> Pair:
        c = self.circuit
        ends = self.ends(condition.path, scene)
        yes, no = [], [ends.nothing]
        for when, end in ends.parts:
            inner = self._compare_at(condition, end, scene)
            yes.append(c.both(when, inner[0]))
            no.append(c.both(when, inner[1]))
        return c.any(yes), c.any(no)

    def _compare_at(self, condition: m.Compare, end: End, scene: Scene) -> Pair:
        c, values, fact = self.circuit, self.values, self.knowledge.facts[condition.fact]
        if fact.derived:
            return self._treaty(condition, end)
        value = self.value(end, condition.fact)
        yes, no = self._compared(condition, fact, value, scene)
        known = values.known(value)
        return c.both(known, yes), c.either(values.nothing(value), c.both(known, no))

    def _compared(self, condition: m.Compare, fact: m.Fact, value: Value, scene: Scene) -> Pair:
        """The comparison where the fact has a value."""
        values, operand = self.values, condition.operand
        if fact.type == "concept":
            return self._concept(condition, value)
        if fact.type == "commitment":
            return self._two(
                values.holds_any(
                    value, ("done", "planned") if scene.planned and condition.word != "already" else ("done",)
                )
            )
        if fact.type == "boolean":
            return self._two(values.holds(value, operand.flag))
        if fact.type == "date":
            return self._dated(condition, value)
        if fact.type in ("integer", "decimal"):
            return self._number(condition, fact, value, scene)
        words = operand.words if condition.word == "one_of" else (operand.word,)
        if operand.how == "literal":
            if condition.word == "includes_itself":
                return self._two(self._itself(value, operand.word))
            if fact.type == "state":
                return self._two(self.circuit.any(self._place(value, word) for word in words))
            return self._two(values.holds_any(value, words))
        return self._referred(condition, fact, value, scene)

    def _two(self, literal: int) -> Pair:
        return literal, literal ^ 1

    def _place(self, value: Value, code: str) -> int:
        """That a value names a State or a territory of this code, by who acts for it or as it was stated."""
        c, values = self.circuit, self.values
        found = []
        for a in value:
            inner = values.source_holds(a.source, code)
            if a.source.how == COLUMN and not a.source.resolved and self.situation.layout.territories:
                inner = c.either(inner, values.names_state(a.source, code, stated=True))
            found.append(c.both(a.when, inner))
        return c.any(found)

    def _itself(self, value: Value, code: str) -> int:
        """That a value names the State of this code as it was stated, and not only a territory of it."""
        c, values = self.circuit, self.values
        found = []
        for a in value:
            told = a.source.how == COLUMN and not a.source.resolved and self.situation.layout.territories
            inner = values.names_state(a.source, code, stated=True) if told else values.source_holds(a.source, code)
            found.append(c.both(a.when, inner))
        return c.any(found)

    def _concept(self, condition: m.Compare, value: Value) -> Pair:
        operand = condition.operand
        wanted = operand.words if condition.word == "one_of" else (operand.word,)
        inside, broader = self.traits.classes(self.knowledge.facts[condition.fact].of, wanted)
        yes = self.values.holds_any(value, inside)
        maybe = self.values.holds_any(value, broader)
        return yes, self.circuit.either(yes, maybe) ^ 1

    def _treaty(self, condition: m.Compare, end: End) -> Pair:
        assert isinstance(end, State)
        work = condition.operand.word
        if condition.fact == "state.signed":
            return self.states.signed(end, work) if self.states else UNKNOWN
        if end.unnamed or self.states is None:
            return UNKNOWN
        if not self.states.known_table(work):
            return FALSE, TRUE
        return self.states.bound(end, work, self.situation.state_sources())

    def _referred(self, condition: m.Compare, fact: m.Fact, value: Value, scene: Scene) -> Pair:
        """A comparison with someone or something of the row itself."""
        c, operand = self.circuit, condition.operand
        if operand.how in ("bearer", "subject"):
            target = scene.bearer if operand.how == "bearer" else scene.subject
            return self._two(self._is(fact, value, target))
        if operand.how == "part":
            ends = self.ends(operand.path, scene)
            here = c.any(c.both(when, self._is(fact, value, end)) for when, end in ends.parts)
            return here, c.any([here, ends.missing]) ^ 1
        if operand.how == "fact" and fact.type == "part":
            ends = self.ends(operand.path, scene)
            yes: list[int] = []
            missing = [ends.missing]
            for when, end in ends.parts:
                other = self.value(end, operand.word)
                domain = self.situation.parts.get(fact.of, ())
                yes.append(c.both(when, self.values.same(value, other, domain)))
                missing.append(c.both(when, self.values.missing(other)))
            same = c.any(yes)
            return same, c.any([same, *missing]) ^ 1
        raise unsupported(condition)

    def _is(self, fact: m.Fact, value: Value, target: End) -> int:
        if fact.type == "state":
            return self.states.among(value, target) if self.states and isinstance(target, State) else FALSE
        return FALSE if isinstance(target, State) else self.values.holds(value, target)

    def _number(self, condition: m.Compare, fact: m.Fact, value: Value, scene: Scene) -> Pair:
        operand, word = condition.operand, condition.word
        if operand.how == "fact":
            return self._two_numbers(condition, value, scene)
        target = number_of(operand, self.knowledge, self.situation.on)
        if target is None:
            return UNKNOWN
        c, found = self.circuit, []
        for a in value:
            if a.source.how == COLUMN:
                at = self.situation.layout.thresholds[fact.id].index(target)
                size = len(self.situation.layout.domain(fact))
                holds = [n for n in range(size) if _compares(word, n, 2 * at + 1)]
                found.append(c.both(a.when, c.any(self.values.source_holds(a.source, n) for n in holds)))
            elif a.source.how == CONSTANT and _compares(word, Decimal(str(a.source.value)), target):
                found.append(a.when)
        return self._two(c.any(found))

    def _two_numbers(self, condition: m.Compare, value: Value, scene: Scene) -> Pair:
        """Two numbers of a row compared with each other."""
        c, values = self.circuit, self.values
        ends = self.ends(condition.operand.path, scene)
        yes: list[int] = []
        missing = [ends.missing]
        for when, end in ends.parts:
            other = self.value(end, condition.operand.word)
            missing.append(c.both(when, values.missing(other)))
            for a in value:
                for b in other:
                    here = c.all([when, a.when, b.when])
                    if here == FALSE or COLUMN not in (a.source.how, b.source.how):
                        continue
                    if a.source.how != b.source.how:
                        if CONSTANT in (a.source.how, b.source.how):
                            raise unsupported(condition)
                        continue
                    key = ("numbers", a.source.part, a.source.fact, condition.word, b.source.part, b.source.fact)
                    yes.append(c.both(here, c.leaf(c.column(key, 2), 2)))
        true = c.any(yes)
        return true, c.any([true, *missing]) ^ 1

    def _dated(self, condition: m.Compare, value: Value) -> Pair:
        operand = condition.operand
        if operand.how == "months-before":
            day = compared_day(self.situation.on, int(operand.number or 0), condition.word)
        elif operand.how == "literal" and operand.day is not None:
            day = operand.day
        else:
            raise unsupported(condition)
        if condition.word == "before":
            return self.date_test(value, "last<", day), self.date_test(value, "first>=", day)
        if condition.word == "after":
            return self.date_test(value, "first>", day), self.date_test(value, "last<=", day)
        return self.date_test(value, "both=", day), self.circuit.either(
            self.date_test(value, "last<", day), self.date_test(value, "first>", day)
        )

    def date_test(self, value: Value, word: str, day: date) -> int:
        """That a day, or the first or last it may be, compares with another one."""
        c, found = self.circuit, []
        for a in value:
            if a.source.how == COLUMN:
                column = c.column(("day", a.source.part, a.source.fact, word, day.toordinal()), 2)
                found.append(c.both(a.when, c.leaf(column, 2)))
        return c.any(found)


_WORDS = {
    "is": lambda a, b: a == b, "at_least": lambda a, b: a >= b, "more_than": lambda a, b: a > b,
    "at_most": lambda a, b: a <= b, "below": lambda a, b: a < b,
}  # fmt: skip


def _compares(word: str, a: Any, b: Any) -> bool:
    return bool(_WORDS[word](a, b))


def unsupported(condition: m.Compare) -> EvaluationError:
    """The error for a comparison that cannot be screened."""
    return EvaluationError(
        Problem(
            "E361", f"a comparison of {condition.fact} cannot be screened: {condition.word} {condition.operand.how}",
            expected="a comparison with a literal, a parameter, a part or another number of the mission",
            hint="Assess these missions one by one with regolex assess.",
        )
    )  # fmt: skip


__all__ = ["Comparisons", "Ends", "is_placeholder", "unsupported"]
