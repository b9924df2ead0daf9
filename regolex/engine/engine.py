"""Knowledge compiled for evaluation: conditions as nodes, definitions by role, and the contested questions of each rule."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from regolex.engine.frame import Node
from regolex.engine.naming import Naming, naming_of
from regolex.engine.nodes import ready
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.order import conditions_of, walk
from regolex.missions.hypothetical import supposing
from regolex.missions.mission import Mission

# for each question, the sets of readings that some condition names
Unders = dict[str, tuple[frozenset[str], ...]]


@dataclass(frozen=True)
class ReadyException:
    """An exception with its condition and its own exceptions, compiled."""

    source: m.LegalException
    when: Node
    exceptions: tuple[ReadyException, ...]


@dataclass(frozen=True)
class Displacer:
    """A rule that displaces another one, under a condition of its own."""

    rule: str
    because: str
    when: Node | None


@dataclass
class ReadyRule:
    """A rule with everything needed to evaluate it. Its conditions are compiled on first use."""

    rule: m.Rule
    instrument: m.Instrument
    knowledge: m.Knowledge
    displacers: tuple[Displacer, ...] = ()
    arises_from: tuple[str, ...] = ()
    unders: Unders = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    bearer_questions: tuple[str, ...] = ()  # the questions on which the roles of its bearers depend
    bears_like: str = ""  # the first rule with the same requirement on its bearers
    bound_like: str = ""  # the first rule that binds whoever it binds in the same way
    reaches_like: str = ""  # the first rule alike in both, on the same readings: it reaches the same bearers

    @cached_property
    def roles_for_subject(self) -> frozenset[str]:
        """The roles held for the subject of the rule; the other roles are held for any part of their kind."""
        return frozenset(role for role in self.rule.binds if self.knowledge.roles[role].subject == self.rule.about)

    @cached_property
    def same_for_every_bearer(self) -> bool:
        """Whether, its role and bond apart, the rule reads nothing of its bearer: then bearers alike share a result."""
        if self.displacers or self.arises_from:
            return False
        return not any(_reads_bearer(node) for condition in conditions_of(self.rule) for node in walk(condition))

    @cached_property
    def asked_outright(self) -> tuple[tuple[str, str], ...]:
        """The facts at the top level of what an obligation asks for: the variable they are read from, and the fact.

        Where one of them does not arise, the rule asks for nothing; inside a limb with alternatives it compares false.
        """
        test = self.rule.test
        if test is None or NORMS[self.rule.kind].polarity != "requires":
            return ()
        items = test.items if isinstance(test, m.All) else (test,)
        return tuple(
            (item.path[0], item.fact)
            for item in items
            if isinstance(item, m.Compare) and item.path in (("subject",), ("bearer",), ("mission",))
        )

    @cached_property
    def applies(self) -> Node | None:
        """The condition under which the rule applies; None if it states none."""
        return ready(self.rule.applies_when, self.knowledge) if self.rule.applies_when else None

    @cached_property
    def test(self) -> Node:
        """The condition that decides whether the rule is met, breached, granted or held."""
        assert self.rule.test is not None
        return ready(self.rule.test, self.knowledge)

    @cached_property
    def exceptions(self) -> tuple[ReadyException, ...]:
        """The exceptions, outermost first."""
        return _exceptions(self.rule.exceptions, self.knowledge)


def _reads_bearer(node: m.Condition, outright: bool = True) -> bool:
    """Whether a condition reads something of the bearer; ``outright``: also whether it asks who the bearer is."""
    paths: list[tuple[str, ...]] = []
    if isinstance(node, (m.Compare, m.Given, m.Quantified, m.HasRole)):
        paths.append(node.path)
    if isinstance(node, m.HasRole):
        paths = [node.path, node.subject] if outright or len(node.path) > 1 else [node.subject]
    if isinstance(node, m.Compare):
        if node.operand.how == "bearer" and outright:
            return True
        paths.append(node.operand.path)
    return any(path[:1] == ("bearer",) for path in paths)


def _exceptions(items: Iterable[m.LegalException], knowledge: m.Knowledge) -> tuple[ReadyException, ...]:
    return tuple(
        ReadyException(item, ready(item.when, knowledge), _exceptions(item.exceptions, knowledge)) for item in items
    )


class Engine:
    """All rules of a knowledge base, compiled. Build it once; an assessment never changes it."""

    def __init__(self, knowledge: m.Knowledge) -> None:
        self.knowledge = knowledge
        self.since = {p.id: p.since for i in knowledge.instruments.values() for p in i.provisions if p.since}
        self.rules = {
            rule.id: ReadyRule(rule, knowledge.instruments[rule.instrument], knowledge)
            for rule in knowledge.rules.values()
        }
        self.definitions: dict[str, list[ReadyRule]] = {}
        for item in self.rules.values():
            if item.rule.defines:
                self.definitions.setdefault(item.rule.defines, []).append(item)
        self.defined_by = {(role, item.rule.work) for role, items in self.definitions.items() for item in items}
        self._planned: dict[tuple[str, str], bool] = {}
        self._alike: dict[str, tuple[bool, tuple[str, ...]]] = {}
        self._namings: dict[str, Naming | None] = {}
        self.asked: dict[str, Any] = {}  # what each rule asks of its bearer, once that was worked out
        self.names: dict[
            str, Any
        ] = {}  # the parts that may name the bearer of a rule that asks no more of it, likewise
        self._link()
        self.role_unders: dict[str, Unders] = {}
        for role in knowledge.roles:
            self._unders_of_role(role)
        self.role_questions = {role: tuple(unders) for role, unders in self.role_unders.items()}
        self.role_level: dict[str, int] = {}
        self.role_levels = 1 + max(map(self._level_of_role, knowledge.roles), default=0)
        alike: dict[tuple[object, ...], str] = {}
        for item in self.rules.values():
            name, rule = item.rule.id, item.rule
            item.bears_like = alike.setdefault(("bears", rule.binds, rule.work, item.roles_for_subject), name)
            item.bound_like = alike.setdefault(("bound", *_binds(item)), name)
            item.unders = self._unders_of_rule(item, frozenset())
            same = ("reaches", item.bears_like, item.bound_like, *item.unders.items())
            item.reaches_like = alike.setdefault(same, name)
            item.questions = tuple(item.unders)
            item.bearer_questions = tuple(_united([self.role_unders.get(role, {}) for role in item.rule.binds]))
        self.duties = [item for item in self.rules.values() if not item.rule.defines]
        self.gaps = [
            (gap, ready(gap.touched_when, knowledge) if gap.touched_when else None)
            for jurisdiction in knowledge.jurisdictions.values()
            for gap in jurisdiction.gaps
        ]

    def supposing(self, mission: Mission) -> Engine:
        """This engine with the States as a mission supposes them; itself where it supposes nothing."""
        knowledge = supposing(self.knowledge, mission)
        if knowledge is self.knowledge:
            return self
        new = copy.copy(self)
        new.__dict__.pop("_laws", None)  # programs made of it name the States of this knowledge
        new.knowledge = knowledge
        return new

    def _link(self) -> None:
        displacers: dict[str, list[Displacer]] = {}
        arises: dict[str, list[str]] = {}
        for rule in self.knowledge.rules.values():
            for item in rule.displaces:
                when = ready(item.when, self.knowledge) if item.when else None
                displacers.setdefault(item.rule, []).append(Displacer(rule.id, item.because, when))
            for other in rule.on_breach:
                arises.setdefault(other, []).append(rule.id)
        for name, found in displacers.items():
            self.rules[name].displacers = tuple(found)
        for name, sources in arises.items():
            self.rules[name].arises_from = tuple(sources)

    def tells_apart(self, role: str) -> tuple[bool, tuple[str, ...]]:
        """Whether a role asks of its holder only if an answer names it, and the kinds of parts all of which it looks at."""
        known = self._alike.get(role)
        if known is None:
            alike, kinds = True, set[str]()
            for item in self.definitions.get(role, ()):
                for node in (node for condition in conditions_of(item.rule) for node in walk(condition)):
                    if isinstance(node, m.HasRole):
                        inner, more = self.tells_apart(node.role)
                        alike = alike and inner
                        kinds |= {*more, *([] if node.subject else [self.knowledge.roles[node.role].subject])}
                    elif isinstance(node, m.Quantified) and not node.fact:
                        kinds.add(node.kind)
                    if _reads_bearer(node, outright=False):
                        alike = False
            known = self._alike[role] = alike, tuple(sorted(kinds - {""}))
        return known

    def naming(self, role: str) -> Naming | None:
        """Where the parties that can hold a role for a part are named; None where nothing has to name them."""
        if role not in self._namings:
            by_name = self.knowledge.roles[role].holder == "Party" and role in self.definitions
            self._namings[role] = naming_of(item.rule for item in self.definitions[role]) if by_name else None
        return self._namings[role]

    def _level_of_role(self, role: str) -> int:
        """The level of a role: its definitions depend on roles of lower levels only."""
        if role not in self.role_level:
            below = {other for item in self.definitions.get(role, ()) for other in item.rule.roles_asked}
            self.role_level[role] = 1 + max(map(self._level_of_role, below), default=-1)
        return self.role_level[role]

    # --- whether a truth value can differ as planned: only if it depends on a commitment ---

    def forget(self) -> None:
        """Work out again what was read off the rules, in a copy that differs in a rule."""
        self._planned, self._alike, self._namings, self.asked, self.names = {}, {}, {}, {}, {}

    def role_is_planned(self, role: str) -> bool:
        """Whether the holders of a role may differ as planned."""
        known = self._planned.get(("role", role))
        if known is None:
            known = any(self._planned_conditions(conditions_of(item.rule)) for item in self.definitions.get(role, ()))
            self._planned["role", role] = known
        return known

    def applies_as_planned(self, item: ReadyRule) -> bool:
        """Whether the bearers to whom a rule applies may differ as planned."""
        known = self._planned.get(("applies", item.rule.id))
        if known is None:
            rule, others = item.rule, [self.rules[name] for name in item.arises_from]
            test = rule.test
            known = (
                any(map(self.role_is_planned, rule.binds))
                or self._planned_conditions(condition for condition in conditions_of(rule) if condition is not test)
                or any(self.applies_as_planned(other) or self.satisfied_as_planned(other) for other in others)
            )
            self._planned["applies", rule.id] = known
        return known

    def satisfied_as_planned(self, item: ReadyRule) -> bool:
        """Whether the test of a rule may have another result as planned."""
        known = self._planned.get(("test", item.rule.id))
        if known is None:
            known = self._planned["test", item.rule.id] = self._planned_conditions([item.rule.test])
        return known

    def as_planned(self, item: ReadyRule) -> bool:
        """Whether anything about a rule, displacement included, may differ as planned."""
        known = self._planned.get(("rule", item.rule.id))
        if known is None:
            known = self.applies_as_planned(item) or self.satisfied_as_planned(item)
            for by in item.displacers:
                other = self.rules[by.rule]
                whens = [d.when for d in other.rule.displaces if d.rule == item.rule.id]
                known = known or self.as_planned(other) or self._planned_conditions(whens)
            self._planned["rule", item.rule.id] = known
        return known

    def _planned_conditions(self, conditions: Iterable[m.Condition | None]) -> bool:
        facts = self.knowledge.facts
        return any(
            facts[node.fact].type == "commitment" and node.word != "already"
            if isinstance(node, m.Compare)
            else isinstance(node, m.HasRole) and self.role_is_planned(node.role)
            for condition in conditions
            if condition
            for node in walk(condition)
        )

    # --- the readings on which a result can depend ---

    def _unders_of_role(self, role: str) -> Unders:
        if role not in self.role_unders:
            self.role_unders[role] = {}  # definitions cannot form a cycle: the loader refuses it
            found = []
            for item in self.definitions.get(role, ()):
                found.append(_own_unders(item.rule))
                found += [self._unders_of_role(other) for other in item.rule.roles_asked if other != role]
            self.role_unders[role] = _united(found)
        return self.role_unders[role]

    def unders_of(self, condition: m.Condition) -> Unders:
        """The readings that a condition distinguishes, itself or through the roles in it."""
        nodes = list(walk(condition))
        own: list[Unders] = [{n.question: (frozenset(n.readings),)} for n in nodes if isinstance(n, m.Under)]
        return _united(own + [self.role_unders.get(n.role, {}) for n in nodes if isinstance(n, m.HasRole)])

    def _unders_of_rule(self, item: ReadyRule, seen: frozenset[str]) -> Unders:
        if item.rule.id in seen:
            return {}
        seen |= {item.rule.id}
        found = [_own_unders(item.rule)]
        found += [self.role_unders.get(role, {}) for role in item.rule.roles_asked]
        for other in (*(d.rule for d in item.displacers), *item.arises_from):
            found.append(self._unders_of_rule(self.rules[other], seen))
        return _united(found)


def _binds(item: ReadyRule) -> tuple[object, ...]:
    """What decides whether the instrument of a rule binds someone."""
    if item.rule.holder != "State":
        return ("Party",)
    if item.instrument.is_treaty or item.instrument.kind == "political-commitment":
        return ("State", item.rule.work, repr(item.rule.custom))
    return ("State", "", item.instrument.legal_order)


def _own_unders(rule: m.Rule) -> Unders:
    return _united([{question: (frozenset(readings),)} for question, readings in rule.readings_asked])


def _united(parts: list[Unders]) -> Unders:
    found: dict[str, set[frozenset[str]]] = {}
    for part in parts:
        for question, sets in part.items():
            found.setdefault(question, set()).update(sets)
    return {question: tuple(sorted(found[question], key=sorted)) for question in sorted(found)}
