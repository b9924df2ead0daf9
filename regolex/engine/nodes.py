"""Compiled conditions. Each node has a method for its truth value and one for the proof of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from regolex.engine.proof import Proof, Used, missing_facts
from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth, conjunction, disjunction, negation
from regolex.engine.world import MISSING, NOTHING, UNNAMED, World
from regolex.law import model as m
from regolex.law.periods import compared_day
from regolex.missions.windows import end, start


class Frame:
    """The context of a condition: bearer, subject, items of the enclosing quantifiers, mode and readings."""

    __slots__ = ("bearer", "items", "planned", "readings", "roles", "subject", "work", "world")

    def __init__(
        self, world: World, roles: Any, bearer: str, subject: str, planned: bool, readings: dict[str, str], work: str
    ) -> None:
        self.world = world
        self.roles = roles
        self.bearer = bearer
        self.subject = subject
        self.planned = planned
        self.readings = readings
        self.work = work
        self.items: list[str] = []


class Node:
    """Base of the nodes."""

    label = ""

    def value(self, frame: Frame) -> Truth:
        """The truth of the condition in this frame."""
        raise NotImplementedError

    def proof(self, frame: Frame) -> Proof:
        """The truth value with everything it rests on."""
        raise NotImplementedError

    def gaps(self, frame: Frame) -> Iterable[Used]:
        """The missing answers behind an unknown truth value: the missing facts of :meth:`proof`."""
        return missing_facts(self.proof(frame)) if self.value(frame) == UNKNOWN else ()


class Path:
    """A way to a part: a variable of the frame and links from there."""

    __slots__ = ("links", "start")

    def __init__(self, path: tuple[str, ...]) -> None:
        self.start: Callable[[Frame], Any] = _start(path[0])
        self.links = path[1:]

    def find(self, frame: Frame) -> Any:
        """The id of the part; NOTHING or MISSING where a link does not arise or is unknown."""
        at = self.start(frame)
        for link in self.links:
            at = frame.world.value(at, link)
            if at is NOTHING or at is MISSING:
                return at
        return at

    def missing_link(self, frame: Frame) -> Used:
        """The first link on the way that has no value."""
        at = self.start(frame)
        for link in self.links:
            onward = frame.world.value(at, link)
            if onward is NOTHING or onward is MISSING:
                return used(frame, at, link)
            at = onward
        raise AssertionError("no link is missing")


def _start(head: str) -> Callable[[Frame], Any]:
    """Looks up the frame variable at which a path starts; any other word is the id of a part."""
    if head in ("subject", "bearer"):
        return attrgetter(head)
    if head.startswith("item"):
        index = int(head[4:])
        return lambda frame: frame.items[index]
    return lambda _: head


def used(frame: Frame, part: str, fact: str) -> Used:
    """The record of one fact that was looked up."""
    value = frame.world.value(part, fact)
    answer = frame.world.answer(part, fact)
    shown = None if value is MISSING or value is NOTHING else value
    state = "missing" if value is MISSING else "does-not-arise" if value is NOTHING else "given"
    why = answer.does_not_arise or (answer.missing if value is MISSING else "")
    origin = "derived" if fact.startswith("state.") else answer.origin or "answer"
    stated = frame.world.stated(part, fact)
    return Used(part, fact, state, shown, why, origin, answer.source, answer.by, answer.on, stated)


class AllNode(Node):
    """Conjunction."""

    def __init__(self, items: list[Node], label: str) -> None:
        self.items = items
        self.label = label

    def value(self, frame: Frame) -> Truth:
        lowest = TRUE
        for item in self.items:
            truth = item.value(frame)
            if truth == FALSE:
                return FALSE
            if truth < lowest:
                lowest = truth
        return lowest

    def proof(self, frame: Frame) -> Proof:
        parts = tuple(item.proof(frame) for item in self.items)
        return Proof("all", conjunction(part.truth for part in parts), self.label, parts)

    def gaps(self, frame: Frame) -> Iterable[Used]:
        if self.value(frame) == UNKNOWN:
            for item in self.items:
                yield from item.gaps(frame)


class AnyNode(Node):
    """Disjunction."""

    def __init__(self, items: list[Node], label: str) -> None:
        self.items = items
        self.label = label

    def value(self, frame: Frame) -> Truth:
        highest = FALSE
        for item in self.items:
            truth = item.value(frame)
            if truth == TRUE:
                return TRUE
            if truth > highest:
                highest = truth
        return highest

    def proof(self, frame: Frame) -> Proof:
        parts = tuple(item.proof(frame) for item in self.items)
        return Proof("any", disjunction(part.truth for part in parts), self.label, parts)

    def gaps(self, frame: Frame) -> Iterable[Used]:
        if self.value(frame) == UNKNOWN:
            for item in self.items:
                yield from item.gaps(frame)


class NotNode(Node):
    """Negation."""

    def __init__(self, item: Node, label: str) -> None:
        self.item = item
        self.label = label

    def value(self, frame: Frame) -> Truth:
        return TRUE - self.item.value(frame)

    def proof(self, frame: Frame) -> Proof:
        inner = self.item.proof(frame)
        return Proof("not", negation(inner.truth), self.label, (inner,))

    def gaps(self, frame: Frame) -> Iterable[Used]:
        return self.item.gaps(frame)


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


class QuantifiedNode(Node):
    """``some`` and ``every`` over the parts of a kind or the parts that a fact names."""

    def __init__(self, condition: m.Quantified, that: Node) -> None:
        self.condition = condition
        self.some = condition.word == "some"
        self.path = Path(condition.path) if condition.path else None
        self.that = that
        self.label = condition.label

    def _items(self, frame: Frame) -> tuple[tuple[str, ...], Used | None]:
        """The parts to walk, and what is missing where the last of them is a placeholder."""
        kind, fact = self.condition.kind, self.condition.fact
        if not fact or self.path is None:
            parts, given = frame.world.parts(kind)
            return parts, None if given else Used(kind, "", "missing", None, "not-asked", "answer")
        at = self.path.find(frame)
        value: Any = at if at is NOTHING or at is MISSING else frame.world.value(at, fact)
        if value is NOTHING:
            return (), None
        if value is MISSING:
            gap = self.path.missing_link(frame) if at is MISSING else used(frame, at, fact)
            return (f"{kind}:?",), gap
        items: tuple[str, ...] = value
        return items, None

    def value(self, frame: Frame) -> Truth:
        parts, missing = self._items(frame)
        truth = FALSE if self.some else TRUE
        for part in parts:
            found = self._try(frame, part)
            if missing and part is parts[-1] and found != (FALSE if self.some else TRUE):
                found = UNKNOWN  # nobody is there to satisfy or to fail it for certain
            truth = max(truth, found) if self.some else min(truth, found)
        return truth

    def _try(self, frame: Frame, part: str) -> Truth:
        frame.items.append(part)
        try:
            return self.that.value(frame)
        finally:
            frame.items.pop()

    def proof(self, frame: Frame) -> Proof:
        parts, missing = self._items(frame)
        children = []
        for part in parts[:-1] if missing else parts:
            frame.items.append(part)
            inner = self.that.proof(frame)
            frame.items.pop()
            children.append(Proof("item", inner.truth, part, (inner,)))
        joined = disjunction if self.some else conjunction
        truth = self.value(frame) if missing else joined(child.truth for child in children)
        gap = (missing,) if missing and truth == UNKNOWN else ()
        return Proof(
            self.condition.word, truth, self.label, tuple(children), gap, self.condition.fact or self.condition.kind
        )

    def gaps(self, frame: Frame) -> Iterable[Used]:
        if self.value(frame) != UNKNOWN:
            return
        parts, missing = self._items(frame)
        for part in parts[:-1] if missing else parts:
            frame.items.append(part)
            found = tuple(self.that.gaps(frame))
            frame.items.pop()
            yield from found
        if missing:
            yield missing


class UnderNode(Node):
    """Whether one of the named readings is the one being tried."""

    def __init__(self, condition: m.Under) -> None:
        self.question = condition.question
        self.readings = condition.readings
        self.label = condition.label

    def value(self, frame: Frame) -> Truth:
        return TRUE if frame.readings[self.question] in self.readings else FALSE

    def proof(self, frame: Frame) -> Proof:
        tried = f"{self.question}:{frame.readings[self.question]}"
        return Proof("under", self.value(frame), self.label, (), (), self.question, "is", self.readings, tried)


class NamedNode(Node):
    """A condition under its name: as true as what the name stands for."""

    def __init__(self, condition: m.Named, inner: Node, named: m.NamedCondition) -> None:
        self.name = condition.name
        self.inner = inner
        self.named = named
        self.label = condition.label

    def value(self, frame: Frame) -> Truth:
        return self.inner.value(frame)

    def proof(self, frame: Frame) -> Proof:
        inner = self.inner.proof(frame)
        return Proof("condition", inner.truth, self.label, (inner,), (), self.name, note=self.named.means)

    def gaps(self, frame: Frame) -> Iterable[Used]:
        return self.inner.gaps(frame)


class RoleNode(Node):
    """Whether a bearer holds a role, by the definitions of the role."""

    def __init__(self, condition: m.HasRole) -> None:
        self.role = condition.role
        self.path = Path(condition.path)
        self.subject = Path(condition.subject) if condition.subject else None
        self.label = condition.label

    def _ends(self, frame: Frame) -> tuple[Any, Any]:
        holder = self.path.find(frame)
        subject = self.subject.find(frame) if self.subject else ""
        return holder, subject

    def value(self, frame: Frame) -> Truth:
        holder, subject = self._ends(frame)
        if holder is NOTHING or subject is NOTHING:
            return FALSE
        if holder is MISSING or subject is MISSING:
            return UNKNOWN
        truth: Truth = frame.roles.holds(self.role, holder, subject, frame.planned, frame.readings, frame.work)
        return truth

    def proof(self, frame: Frame) -> Proof:
        holder, subject = self._ends(frame)
        truth = self.value(frame)
        for end, path in ((holder, self.path), (subject, self.subject)):
            if path and (end is MISSING or end is NOTHING):
                return Proof("role", truth, self.label, (), (path.missing_link(frame),), self.role)
        children = frame.roles.proofs(self.role, holder, subject, frame.planned, frame.readings, frame.work)
        return Proof("role", truth, self.label, children, (), self.role, "held-by", holder)

    def gaps(self, frame: Frame) -> Iterable[Used]:
        if self.value(frame) != UNKNOWN:
            return ()
        holder, subject = self._ends(frame)
        if holder is MISSING or subject is MISSING:
            return missing_facts(self.proof(frame))
        gaps: Iterable[Used] = frame.roles.role_gaps(
            self.role, holder, subject, frame.planned, frame.readings, frame.work
        )
        return gaps


def ready(condition: m.Condition, knowledge: m.Knowledge) -> Node:
    """Compile a condition."""
    if isinstance(condition, m.All):
        return AllNode([ready(item, knowledge) for item in condition.items], condition.label)
    if isinstance(condition, m.Any):
        return AnyNode([ready(item, knowledge) for item in condition.items], condition.label)
    if isinstance(condition, m.Not):
        return NotNode(ready(condition.item, knowledge), condition.label)
    if isinstance(condition, m.Compare):
        return CompareNode(condition, knowledge)
    if isinstance(condition, m.Given):
        return GivenNode(condition)
    if isinstance(condition, m.Quantified):
        return QuantifiedNode(condition, ready(condition.that, knowledge))
    if isinstance(condition, m.Under):
        return UnderNode(condition)
    if isinstance(condition, m.Named):
        return NamedNode(condition, ready(condition.inner, knowledge), knowledge.conditions[condition.name])
    return RoleNode(condition)


def parameter_on(parameter: m.Parameter, on: date) -> Any:
    """The value of a dated parameter on a day, or MISSING before its first day."""
    current: Decimal | None = None
    for value in parameter.values:
        if value.since <= on:
            current = value.value
    return MISSING if current is None else current


__all__ = ["UNNAMED", "Frame", "Node", "Path", "parameter_on", "ready", "used"]
