"""What a condition is tried on, and how much of that it looks at."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from regolex.engine.engine import Engine
from regolex.law import model as m
from regolex.law.order import walk
from regolex.screening.states import State

End = str | State


class Scene(NamedTuple):
    """What a condition is tried on: the counterpart of :class:`regolex.engine.frame.Frame`."""

    bearer: End = ""
    subject: str = ""
    planned: bool = False
    readings: tuple[tuple[str, str], ...] = ()
    work: str = ""
    items: tuple[End, ...] = ()


class _Looks(NamedTuple):
    bearer: bool
    subject: bool
    planned: bool
    work: bool
    items: bool
    questions: frozenset[str]


class Traits:
    """What conditions look at, so that scenes that differ in nothing else share a result."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._looks: dict[int, tuple[m.Condition, _Looks]] = {}
        self.classes = lru_cache(maxsize=None)(self._classes)

    def seen_by(self, condition: m.Condition, scene: Scene) -> Scene:
        """The scene without what a condition does not look at."""
        known = self._looks.get(id(condition))
        if known is None:  # the condition is kept, so that no other one takes its identity
            known = self._looks[id(condition)] = condition, self._look(condition)
        looks = known[1]
        readings = scene.readings
        if len(looks.questions) < len(readings):
            readings = tuple(pair for pair in readings if pair[0] in looks.questions)
        return Scene(
            scene.bearer if looks.bearer else "", scene.subject if looks.subject else "", looks.planned and scene.planned,
            readings, scene.work if looks.work else "", scene.items if looks.items else (),
        )  # fmt: skip

    def _look(self, condition: m.Condition) -> _Looks:
        heads: set[str] = set()
        planned = work = False
        questions: set[str] = set()
        facts, engine = self.engine.knowledge.facts, self.engine
        for node in walk(condition):
            if isinstance(node, (m.Compare, m.Given, m.Quantified, m.HasRole)) and node.path:
                heads.add(node.path[0])
            if isinstance(node, m.Compare):
                heads.add(node.operand.how)
                heads.update(node.operand.path[:1])
                planned = planned or (facts[node.fact].type == "commitment" and node.word != "already")
            elif isinstance(node, m.HasRole):
                heads.update(node.subject[:1])
                planned = planned or engine.role_is_planned(node.role)
                questions.update(engine.role_questions[node.role])
                work = True
            elif isinstance(node, m.Under):
                questions.add(node.question)
        items = any(head.startswith("item") for head in heads)
        return _Looks("bearer" in heads, "subject" in heads, planned, work, items, frozenset(questions))

    def _classes(self, scheme: str, wanted: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The classes of a taxonomy that are some of those wanted, and those that are broader than one of them."""
        taxa = self.engine.knowledge.taxa
        domain = [slug for slug, taxon in taxa.items() if taxon.scheme == scheme]
        inside = tuple(s for s in domain if any(s == want or want in taxa[s].above for want in wanted))
        kept = set(inside)
        broader = tuple(s for s in domain if s not in kept and any(s in taxa[want].above for want in wanted))
        return inside, broader


__all__ = ["End", "Scene", "Traits"]
