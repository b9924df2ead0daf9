"""Conditions of the law as pairs of literals: known true, known false.

The same three-valued meaning as :mod:`regolex.engine.nodes` and :mod:`regolex.engine.comparison`, written independently of
them. ``gaps`` says which answers an unknown condition waits for: judgements, the participation table, or anything else.
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
    from regolex.screening.law import Law
    from regolex.screening.situation import Situation


class Ends(NamedTuple):
    """Where a path leads: to parts or States, each in some rows; or nowhere."""

    parts: tuple[tuple[int, End], ...]
    missing: int
    nothing: int


class Gaps(NamedTuple):
    """Rows in which an answer is missing: a judgement, an entry of the participation table, or any other."""

    judgement: int = FALSE
    joining: int = FALSE
    other: int = FALSE


def is_placeholder(end: End) -> bool:
    """Whether it stands for a part that no one described."""
    return isinstance(end, str) and end.endswith(":?")


class Conditions:
    """Conditions over one situation; ``law`` and ``states`` are set once roles can be asked about."""

    def __init__(self, circuit: Circuit, values: Values, situation: Situation) -> None:
        self.circuit, self.values, self.situation = circuit, values, situation
        self.knowledge = situation.knowledge
        self.law: Law | None = None
        self.states: States | None = None
        self.traits = Traits(situation.layout.engine)
        self._truths: dict[tuple[int, Scene], Pair] = {}
        self._gaps: dict[tuple[int, Scene], Gaps] = {}

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

    # --- truth ---

    def truth(self, condition: m.Condition, scene: Scene) -> Pair:
        """The rows in which a condition is known to be true, and those in which it is known to be false."""
        if self.law is None:  # while the rows are made ready, what was true may change
            return self._truth(condition, scene)
        key = (id(condition), self.traits.seen_by(condition, scene))
        found = self._truths.get(key)
        if found is None:
            found = self._truths[key] = self._truth(condition, scene)
        return found

    def _truth(self, condition: m.Condition, scene: Scene) -> Pair:
        c = self.circuit
        if isinstance(condition, m.Compare):
            return self._compare(condition, scene)
        if isinstance(condition, m.All):
            pairs = [self.truth(item, scene) for item in condition.items]
            return c.all(p[0] for p in pairs), c.any(p[1] for p in pairs)
        if isinstance(condition, m.Any):
            pairs = [self.truth(item, scene) for item in condition.items]
            return c.any(p[0] for p in pairs), c.all(p[1] for p in pairs)
        if isinstance(condition, m.Not):
            yes, no = self.truth(condition.item, scene)
            return no, yes
        if isinstance(condition, m.Named):
            return self.truth(condition.inner, scene)
        if isinstance(condition, m.Given):
            return self._given(condition, scene)
        if isinstance(condition, m.Under):
            held = dict(scene.readings)[condition.question] in condition.readings
            return (TRUE, FALSE) if held else (FALSE, TRUE)
        if isinstance(condition, m.Quantified):
            return self._quantified(condition, scene)
        return self._role(condition, scene)

    def _given(self, condition: m.Given, scene: Scene) -> Pair:
        c, values, ends = self.circuit, self.values, self.ends(condition.path, scene)
        no, missing = [ends.nothing], [ends.missing]
        for when, end in ends.parts:
            value = self.value(end, condition.fact)
            lost = values.nothing(value)
            if condition.named:
                lost = c.either(lost, values.empty(value))
            no.append(c.both(when, lost))
            missing.append(c.both(when, values.missing(value)))
        false = c.any(no)
        return c.any([false, *missing]) ^ 1, false

    def items(self, condition: m.Quantified, scene: Scene) -> tuple[list[tuple[int, End]], int]:
        """The parts to walk, each with its rows, and the rows in which there may be more."""
        c, situation = self.circuit, self.situation
        if not condition.fact:
            kind = condition.kind
            return [(situation.exists[p], p) for p in situation.parts.get(kind, ())], situation.open[kind]
        ends = self.ends(condition.path, scene)
        found: dict[End, int] = {}
        more = ends.missing
        for when, end in ends.parts:
            value = self.value(end, condition.fact)
            more = c.either(more, c.both(when, self.values.missing(value)))
            for here, target in self._targets(value, condition.fact):
                found[target] = c.either(found.get(target, FALSE), c.both(when, here))
        return [(when, end) for end, when in found.items()], more

    def _quantified(self, condition: m.Quantified, scene: Scene) -> Pair:
        c, some = self.circuit, condition.word == "some"
        items, more = self.items(condition, scene)
        yes, no = [], []
        for when, end in items:
            if when == FALSE:
                continue
            inner = self.truth(condition.that, scene._replace(items=(*scene.items, end)))
            yes.append(c.both(when, inner[0]))
            no.append(c.both(when, inner[1]))
        settled = more ^ 1  # what one more part could not change
        if more != FALSE:
            placeholder = f"{condition.kind}:?"
            inner = self.truth(condition.that, scene._replace(items=(*scene.items, placeholder)))
            settled = c.either(settled, inner[1] if some else inner[0])
        if some:
            none = c.all(
                c.either(when ^ 1, n) for (when, _), n in zip([i for i in items if i[0] != FALSE], no, strict=True)
            )
            return c.any(yes), c.both(none, settled)
        every = c.all(
            c.either(when ^ 1, y) for (when, _), y in zip([i for i in items if i[0] != FALSE], yes, strict=True)
        )
        return c.both(every, settled), c.any(no)

    def _role(self, condition: m.HasRole, scene: Scene) -> Pair:
        c = self.circuit
        assert self.law is not None
        holders = self.ends(condition.path, scene)
        subjects = self.ends(condition.subject, scene) if condition.subject else Ends(((TRUE, ""),), FALSE, FALSE)
        yes, no = [], [holders.nothing, subjects.nothing]
        for when, holder in holders.parts:
            for here, subject in subjects.parts:
                both = c.both(when, here)
                if both != FALSE:
                    inner = self.law.holds(
                        condition.role, holder, str(subject), scene.planned, scene.readings, scene.work
                    )
                    yes.append(c.both(both, inner[0]))
                    no.append(c.both(both, inner[1]))
        return c.any(yes), c.any(no)

    # --- comparisons ---

    def _compare(self, condition: m.Compare, scene: Scene) -> Pair:
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
            return self._two(values.holds_any(value, ("done", "planned") if scene.planned else ("done",)))
        if fact.type == "boolean":
            return self._two(values.holds(value, operand.flag))
        if fact.type == "date":
            return self._dated(condition, value)
        if fact.type in ("integer", "decimal"):
            return self._number(condition, fact, value, scene)
        words = operand.words if condition.word == "one_of" else (operand.word,)
        if operand.how == "literal":
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
        """A comparison with somebody or something of the row itself."""
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

    # --- what an unknown condition waits for ---

    def gaps(self, condition: m.Condition, scene: Scene) -> Gaps:
        """The rows in which a condition is unknown, by the kind of answer that is missing."""
        key = (id(condition), self.traits.seen_by(condition, scene))
        found = self._gaps.get(key)
        if found is None:
            found = self._gaps[key] = self._find_gaps(condition, scene)
        return found

    def _find_gaps(self, condition: m.Condition, scene: Scene) -> Gaps:
        if isinstance(condition, m.Not):
            return self.gaps(condition.item, scene)
        if isinstance(condition, m.Named):
            return self.gaps(condition.inner, scene)
        if isinstance(condition, m.Under):
            return Gaps()
        unknown = self._unknown(self.truth(condition, scene))
        if unknown == FALSE:
            return Gaps()
        if isinstance(condition, (m.All, m.Any)):
            return self.within(unknown, [self.gaps(item, scene) for item in condition.items])
        if isinstance(condition, m.Quantified):
            return self._gaps_of_items(condition, scene, unknown)
        if isinstance(condition, m.HasRole):
            return self._gaps_of_role(condition, scene, unknown)
        ends = self.ends(condition.path, scene)
        fact = self.knowledge.facts[condition.fact]
        if isinstance(condition, m.Compare) and condition.fact == "state.bound_by":
            return Gaps(FALSE, self.circuit.less(unknown, ends.missing), self.circuit.both(unknown, ends.missing))
        judged = FALSE
        if fact.type == "judgement":
            missing = [
                self.circuit.both(when, self.values.missing(self.value(end, fact.id)))
                for when, end in ends.parts
                if not is_placeholder(end)
            ]
            judged = self.circuit.both(unknown, self.circuit.any(missing))
        return Gaps(judged, FALSE, self.circuit.less(unknown, judged))

    def _unknown(self, pair: Pair) -> int:
        return self.circuit.both(pair[0] ^ 1, pair[1] ^ 1)

    def within(self, rows: int, gaps: list[Gaps]) -> Gaps:
        """Several gaps together, in some rows only."""
        c = self.circuit
        return Gaps(*(c.both(rows, c.any(g[n] for g in gaps)) for n in range(3)))

    def _gaps_of_items(self, condition: m.Quantified, scene: Scene, unknown: int) -> Gaps:
        c = self.circuit
        items, more = self.items(condition, scene)
        found = [Gaps(FALSE, FALSE, more)]
        for when, end in items:
            if when != FALSE:
                inner = self.gaps(condition.that, scene._replace(items=(*scene.items, end)))
                found.append(Gaps(*(c.both(when, g) for g in inner)))
        return self.within(unknown, found)

    def _gaps_of_role(self, condition: m.HasRole, scene: Scene, unknown: int) -> Gaps:
        c = self.circuit
        assert self.law is not None
        holders = self.ends(condition.path, scene)
        subjects = self.ends(condition.subject, scene) if condition.subject else Ends(((TRUE, ""),), FALSE, FALSE)
        lost = c.either(holders.missing, subjects.missing)
        found = [Gaps(FALSE, FALSE, lost)]
        for when, holder in holders.parts:
            for here, subject in subjects.parts:
                both = c.both(when, here)
                if both != FALSE:
                    inner = self.law.role_gaps(
                        condition.role, holder, str(subject), scene.planned, scene.readings, scene.work
                    )
                    found.append(Gaps(*(c.both(both, g) for g in inner)))
        return self.within(unknown, found)


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


__all__ = ["Conditions", "End", "Ends", "Gaps", "Scene", "is_placeholder", "unsupported"]
