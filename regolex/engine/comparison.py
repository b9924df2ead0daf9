"""Facts compared with something: the nodes that look at the answers of a mission."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from regolex.engine.frame import Frame, Node, Path, used
from regolex.engine.proof import Proof
from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from regolex.engine.world import MISSING, NOTHING
from regolex.law import model as m
from regolex.law.periods import compared_day
from regolex.missions.windows import end, start


class CompareNode(Node):
    """A fact compared with a literal or with something found in the frame."""

    def __init__(self, condition: m.Compare, knowledge: m.Knowledge) -> None:
        self.condition = condition
        self.fact = knowledge.facts[condition.fact]
        self.path = Path(condition.path)
        self.knowledge = knowledge
        self.label = condition.label
        operand = condition.operand
        self.operand_path = Path(operand.path) if operand.path else None
        self.compare = self._comparison()
        # law that names a territory means the place itself, and is asked of what was stated
        literal = self.fact.type == "state" and operand.how == "literal"
        self.names = frozenset(operand.words or (operand.word,)) if literal else frozenset()

    def value(self, frame: Frame) -> Truth:
        path = self.path
        part = path.find(frame) if path.links else path.start(frame)
        if part is NOTHING:
            return FALSE
        if part is MISSING:
            return UNKNOWN
        value = frame.world.value(part, self.fact.id)
        if value is NOTHING:
            return FALSE
        if value is MISSING:
            return UNKNOWN
        if self.condition.word == "includes_itself":
            return TRUE if self.condition.operand.word in (frame.world.stated(part, self.fact.id) or value) else FALSE
        truth: Truth = self.compare(value, frame)
        if truth != TRUE and self.names and self.names.intersection(frame.world.stated(part, self.fact.id)):
            return TRUE
        return truth

    def proof(self, frame: Frame) -> Proof:
        part = self.path.find(frame)
        lost = part is NOTHING or part is MISSING
        facts = [self.path.missing_link(frame) if lost else used(frame, part, self.fact.id)]
        operand = self.condition.operand
        shown = self._shown_operand(frame)
        if operand.how == "fact" and self.operand_path:
            other = self.operand_path.find(frame)
            missing = other is MISSING or other is NOTHING
            facts.append(self.operand_path.missing_link(frame) if missing else used(frame, other, operand.word))
        return Proof("fact", self.value(frame), self.label, (), tuple(facts), self.fact.id, self.condition.word, shown)

    # --- the comparison, chosen once ---

    def _comparison(self) -> Any:
        word, operand, fact = self.condition.word, self.condition.operand, self.fact
        if fact.type == "concept":
            return self._concept
        if word == "already":  # whatever is planned
            return lambda value, _: TRUE if value == "done" else FALSE
        if fact.type == "commitment":
            return lambda value, frame: TRUE if value == "done" or (frame.planned and value == "planned") else FALSE
        if fact.type == "boolean":
            return lambda value, _: TRUE if value is operand.flag else FALSE
        if fact.derived:
            work = operand.word
            return lambda value, _: TRUE if work in value else UNKNOWN if f"?{work}" in value else FALSE
        if fact.type == "date":
            return self._dated
        if word == "includes":
            return lambda value, frame: self._equal_to_any(value, frame)
        if word == "one_of":
            return lambda value, _: TRUE if value in operand.words else FALSE
        if word == "is":
            return lambda value, frame: self._equal_to_any((value,), frame)
        return self._ordered

    def _concept(self, value: Any, _: Frame) -> Truth:
        operand = self.condition.operand
        wanted = operand.words if self.condition.word == "one_of" else (operand.word,)
        best = FALSE
        for slug in value if isinstance(value, tuple) else (value,):
            above = self.knowledge.taxa[slug].above
            for want in wanted:
                if slug == want or want in above:
                    return TRUE
                if slug in self.knowledge.taxa[want].above:
                    best = UNKNOWN  # the answer is broader than the class in the condition
        return best

    def _target(self, frame: Frame) -> Any:
        operand = self.condition.operand
        how = operand.how
        if how == "bearer":
            return frame.bearer
        if how == "subject":
            return frame.subject
        if how == "part" and self.operand_path:
            return self.operand_path.find(frame)
        if how == "fact" and self.operand_path:
            part = self.operand_path.find(frame)
            return part if part is MISSING or part is NOTHING else frame.world.value(part, operand.word)
        if how == "parameter":
            return parameter_on(self.knowledge.parameters[operand.word], frame.world.on)
        if how == "months-before":
            return compared_day(frame.world.on, int(operand.number or 0), self.condition.word)
        if operand.number is not None:
            return operand.number
        return operand.day if operand.day is not None else operand.word

    def _equal_to_any(self, values: tuple[Any, ...], frame: Frame) -> Truth:
        target = self._target(frame)
        if target is MISSING:
            return UNKNOWN
        return TRUE if target is not NOTHING and target in values else FALSE

    def _ordered(self, value: Any, frame: Frame) -> Truth:
        target = self._target(frame)
        if target is MISSING:
            return UNKNOWN
        if target is NOTHING:
            return FALSE
        word = self.condition.word
        holds = {
            "at_least": value >= target, "more_than": value > target, "at_most": value <= target,
            "below": value < target, "before": value < target, "after": value > target,
        }[word]  # fmt: skip
        return TRUE if holds else FALSE

    def _dated(self, value: Any, frame: Frame) -> Truth:
        """Days that may be windows: unknown where the answer depends on the day inside it."""
        target = self._target(frame)
        if target is MISSING:
            return UNKNOWN
        if target is NOTHING:
            return FALSE
        first, last, low, high = start(value), end(value), start(target), end(target)
        word = self.condition.word
        if word == "before":
            return TRUE if last < low else FALSE if first >= high else UNKNOWN
        if word == "after":
            return TRUE if first > high else FALSE if last <= low else UNKNOWN
        return TRUE if first == last == low == high else FALSE if last < low or first > high else UNKNOWN

    def _shown_operand(self, frame: Frame) -> Any:
        operand = self.condition.operand
        if operand.how == "literal" and self.fact.type == "boolean":
            return operand.flag
        if operand.words:
            return operand.words
        target = self._target(frame)
        return None if target is MISSING or target is NOTHING else target


class GivenNode(Node):
    """Whether a fact has a value."""

    def __init__(self, condition: m.Given) -> None:
        self.fact = condition.fact
        self.path = Path(condition.path)
        self.label = condition.label
        self.named = condition.named

    def value(self, frame: Frame) -> Truth:
        part = self.path.find(frame)
        value = part if part is NOTHING or part is MISSING else frame.world.value(part, self.fact)
        if self.named and value == ():
            return FALSE
        return FALSE if value is NOTHING else UNKNOWN if value is MISSING else TRUE

    def proof(self, frame: Frame) -> Proof:
        part = self.path.find(frame)
        lost = part is NOTHING or part is MISSING
        fact = self.path.missing_link(frame) if lost else used(frame, part, self.fact)
        return Proof("names" if self.named else "given", self.value(frame), self.label, (), (fact,), self.fact)


def parameter_on(parameter: m.Parameter, on: date) -> Any:
    """The value of a dated parameter on a day, or MISSING before its first day."""
    current: Decimal | None = None
    for value in parameter.values:
        if value.since <= on:
            current = value.value
    return MISSING if current is None else current


__all__ = ["CompareNode", "GivenNode", "parameter_on"]
