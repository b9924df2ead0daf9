"""Compiled conditions. Each node has a method for its truth value and one for the proof of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from regolex.engine.comparison import CompareNode, GivenNode
from regolex.engine.frame import Frame, Node, Path, used
from regolex.engine.proof import Proof, Used, missing_facts
from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth, conjunction, disjunction, negation
from regolex.engine.world import MISSING, NOTHING
from regolex.law import model as m
from regolex.law.order import walk

T = TypeVar("T")
_MANY = 8  # parts; fewer are walked as fast as they are looked up


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


def _looks_out(node: m.Condition) -> bool:
    """Whether a condition reads something of the bearer or of the subject of its rule."""
    paths: list[tuple[str, ...]] = []
    if isinstance(node, (m.Compare, m.Given, m.Quantified, m.HasRole)):
        paths.append(node.path)
    if isinstance(node, m.HasRole):
        paths.append(node.subject)
    if isinstance(node, m.Compare):
        if node.operand.how in ("bearer", "subject"):
            return True
        paths.append(node.operand.path)
    return any(path[:1] in (("bearer",), ("subject",)) for path in paths)


class QuantifiedNode(Node):
    """``some`` and ``every`` over the parts of a kind or the parts that a fact names."""

    def __init__(self, condition: m.Quantified, that: Node) -> None:
        self.condition = condition
        self.some = condition.word == "some"
        self.path = Path(condition.path) if condition.path else None
        self.that = that
        self.label = condition.label
        self.closed = not any(_looks_out(node) for node in walk(condition))

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

    def _once(self, frame: Frame, what: str, work: Callable[[], T]) -> T:
        """What is the same for every bearer and subject, worked out once for all where there are many parts to walk."""
        many = self.closed and len(frame.world.listed(self.condition.kind)) > _MANY
        if not many or frame.roles is None or not frame.roles.shares:
            return work()
        key = (what, id(self), frame.planned, frame.work, tuple(sorted(frame.readings.items())))
        known: T = frame.roles.remember(key, work)
        return known

    def value(self, frame: Frame) -> Truth:
        return self._once(frame, "quantified", lambda: self._walked(frame))

    def _walked(self, frame: Frame) -> Truth:
        parts, missing = self._items(frame)
        truth = FALSE if self.some else TRUE
        for part in parts:
            found = self._try(frame, part)
            if missing and part is parts[-1] and found != (FALSE if self.some else TRUE):
                found = UNKNOWN  # no one is there to satisfy or to fail it for certain
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
        gap = (missing,) if missing and truth == UNKNOWN else self._put_in(frame)
        return Proof(
            self.condition.word, truth, self.label, tuple(children), gap, self.condition.fact or self.condition.kind
        )

    def _put_in(self, frame: Frame) -> tuple[Used, ...]:
        """The list that was walked, where it was not answered but assumed or follows from other answers."""
        at: Any = self.path.find(frame) if self.path and self.condition.fact else MISSING
        if at is MISSING or at is NOTHING:
            return ()
        walked = used(frame, at, self.condition.fact)
        return () if walked.state == "missing" or walked.origin in ("answer", "derived") else (walked,)

    def gaps(self, frame: Frame) -> Iterable[Used]:
        if self.value(frame) == UNKNOWN:
            yield from self._once(frame, "gaps-of-quantified", lambda: tuple(self._gaps(frame)))

    def _gaps(self, frame: Frame) -> Iterable[Used]:
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


__all__ = ["ready"]
