"""The bearers that are alike to a rule: what is found for one of them is found for all.

A plan that names thirty States and a hundred activities might concern each State in each activity. Where a rule, and every
rule that displaces it or that it arises from, asks of its bearer only what binds it and whether an answer about the subject
names it, all States that are not named there share a finding, and it is worked out once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from regolex.engine.engine import Engine, ReadyRule
from regolex.engine.run import Run
from regolex.engine.truth import UNKNOWN
from regolex.engine.world import UNNAMED
from regolex.law import model as m
from regolex.law.order import conditions_of, walk

Bond = tuple[Any, ...]  # what binds a bearer, under each combination of readings, and what else the rule reads of it


class Asked(NamedTuple):
    """What a rule asks of its bearer beside whether answers about the subject, or about all parts of some kinds, name it."""

    facts: tuple[str, ...]
    kinds: tuple[str, ...]
    rules: tuple[ReadyRule, ...]  # itself, those that displace it, and those it arises from


class Alike:
    """For one rule of one run: which States are alike on a subject."""

    def __init__(self, run: Run, item: ReadyRule) -> None:
        self.run = run
        self.item = item
        shared = run.shares and item.rule.holder == "State" and item.rule.about != "mission"
        self.asked = asked_of_bearer(run.engine, item) if shared else None
        self.by_name = run.shares and item.rule.holder == "Party" and item.roles_for_subject >= set(item.rule.binds)
        self.names_only = names_only(run.engine, item) if run.shares and item.rule.holder == "Party" else None
        self._linked: dict[str, frozenset[str]] = {}
        self._named: dict[str, frozenset[str]] = {}
        self._nameable: dict[str, tuple[frozenset[str] | None]] = {}

    def bond(self, bearer: str) -> Bond | None:
        """What is read of a bearer; None where it is tried on its own: something about it is open, or no answer named it."""
        if self.asked is None or bearer == UNNAMED:
            return None
        run = self.run
        tried = run.tried(self.item.rule.id, self.item.unders)
        bonds = [run.bound(rule, bearer, readings) for rule in self.asked.rules for _, readings in tried]
        works = [run.world.value(bearer, fact) for fact in self.asked.facts]
        if UNKNOWN in bonds or any(work.startswith("?") for found in works for work in found):
            return None
        return (*bonds, *works)

    def possible(self, bearer: str, subject: str) -> bool:
        """Whether a bearer may hold a role that the rule binds: where an answer names all who can, the others are not tried."""
        if not self.by_name:
            return True
        names = self._nameable.get(subject)
        if names is None:
            each = [self.run.nameable(role, subject) for role in self.item.rule.binds]
            names = self._nameable[subject] = (
                None if None in each else frozenset[str]().union(*(n for n in each if n)),
            )
        return names[0] is None or bearer in names[0]

    def unnamed(self, bearer: str, subject: str) -> bool:
        """Whether a rule that asks who its bearer is, and nothing else of it, can find no part about the subject naming it."""
        if self.names_only is None:
            return False
        linked = self._linked.get(subject)
        if linked is None:
            linked = self._linked[subject] = self.run.world.linked_with(subject, self.names_only)
        return bearer not in linked

    def named(self, subject: str) -> frozenset[str]:
        """The bearers that answers about a subject name: each is tried on its own."""
        assert self.asked is not None
        found = self._named.get(subject)
        if found is None:
            kinds, world = self.asked.kinds, self.run.world
            found = self.run.remember(("named", subject, kinds), lambda: world.named_with(subject, kinds))
            self._named[subject] = found
        return found


def names_only(engine: Engine, item: ReadyRule) -> tuple[str, ...] | None:
    """The kinds of parts that a rule looks at, where all it asks of its bearer is whether one of them names it; else None."""
    known: tuple[tuple[str, ...] | None] | None = engine.names.get(item.rule.id)
    if known is None:
        known = engine.names[item.rule.id] = (_names_only(item),)
    return known[0]


def _names_only(item: ReadyRule) -> tuple[str, ...] | None:
    if item.displacers or item.arises_from:
        return None
    kinds = set()
    for node in (node for condition in conditions_of(item.rule) for node in walk(condition)):
        if isinstance(node, m.HasRole) or any(path[:1] == ("bearer",) for path, _ in _read(node)):
            return None
        if isinstance(node, m.Quantified) and not node.fact:
            kinds.add(node.kind)
    return tuple(sorted(kinds))


def asked_of_bearer(engine: Engine, item: ReadyRule) -> Asked | None:
    """What a rule asks of the State it binds; None where it reads more than bonds and names."""
    known: tuple[Asked | None] | None = engine.asked.get(item.rule.id)
    if known is None:
        known = engine.asked[item.rule.id] = (_asked(engine, item),)
    return known[0]


def _asked(engine: Engine, item: ReadyRule) -> Asked | None:
    rules = tuple(_linked(engine, item, {}).values())
    facts: set[str] = set()
    kinds: set[str] = set()
    for one in rules:
        if one.rule.holder != "State":
            return None
        kinds |= {one.rule.about} - {item.rule.about, "mission"}
        for role in one.rule.binds:
            alike, more = engine.tells_apart(role)
            if not alike:
                return None
            kinds.update(more, () if role in one.roles_for_subject else (engine.knowledge.roles[role].subject,))
        whens = (d.when for by in one.displacers for d in engine.rules[by.rule].rule.displaces if d.when)
        for condition in (*conditions_of(one.rule), *whens):
            for node in walk(condition):
                if not _take(engine, node, facts, kinds):
                    return None
    return Asked(tuple(sorted(facts)), tuple(sorted(kinds - {""})), rules)


def _linked(engine: Engine, item: ReadyRule, found: dict[str, ReadyRule]) -> dict[str, ReadyRule]:
    if item.rule.id not in found:
        found[item.rule.id] = item
        for other in (*(by.rule for by in item.displacers), *item.arises_from):
            _linked(engine, engine.rules[other], found)
    return found


def _take(engine: Engine, node: m.Condition, facts: set[str], kinds: set[str]) -> bool:
    """Note what a condition asks of the bearer; False where that is more than a bond, a name or a role."""
    if isinstance(node, m.HasRole):
        alike, more = engine.tells_apart(node.role)
        kinds.update(more, () if node.subject else (engine.knowledge.roles[node.role].subject,))
        if node.path == ("bearer",):
            return alike and node.subject[:1] != ("bearer",)
    elif isinstance(node, m.Quantified) and not node.fact:
        kinds.add(node.kind)
    for path, fact in _read(node):
        if path == ("bearer",) and fact.startswith("state."):
            facts.add(fact)
        elif path[:1] == ("bearer",):
            return False
    return True


def _read(node: m.Condition) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where a condition looks, and for which fact."""
    if isinstance(node, (m.Compare, m.Given, m.Quantified)):
        yield node.path, node.fact
    if isinstance(node, m.Compare):
        yield node.operand.path, node.operand.word
    if isinstance(node, m.HasRole):
        yield node.path, ""
        yield node.subject, ""


__all__ = ["Alike", "Asked", "Bond", "asked_of_bearer"]
