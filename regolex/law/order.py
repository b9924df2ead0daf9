"""The order in which rules are evaluated: after the definitions, displacing rules and breaches they depend on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from regolex.law import model as m


@dataclass(frozen=True)
class Order:
    """``order`` lists every rule after those it depends on; ``cycles`` is empty if that is possible."""

    order: tuple[str, ...]
    cycles: tuple[tuple[str, ...], ...]


def conditions_of(rule: m.Rule) -> Iterator[m.Condition]:
    """Every top-level condition of a rule."""
    if rule.applies_when:
        yield rule.applies_when
    if rule.test:
        yield rule.test
    yield from _of_exceptions(rule.exceptions)


def _of_exceptions(exceptions: tuple[m.LegalException, ...]) -> Iterator[m.Condition]:
    for item in exceptions:
        yield item.when
        yield from _of_exceptions(item.exceptions)


def turns_on(rule: m.Rule) -> set[str]:
    """The facts that a rule compares in its own words: what a condition shared by its name looks up is its scope."""
    return {
        node.fact
        for condition in conditions_of(rule)
        for node in walk(condition, shared=False)
        if isinstance(node, (m.Compare, m.Given, m.Quantified)) and node.fact
    }


def walk(condition: m.Condition, shared: bool = True) -> Iterator[m.Condition]:
    """A condition and everything inside it; with ``shared`` also what the conditions used by their names stand for."""
    yield condition
    if isinstance(condition, (m.All, m.Any)):
        for item in condition.items:
            yield from walk(item, shared)
    elif isinstance(condition, m.Not):
        yield from walk(condition.item, shared)
    elif isinstance(condition, m.Quantified):
        yield from walk(condition.that, shared)
    elif isinstance(condition, m.Named) and shared:
        yield from walk(condition.inner)


def facts_read(condition: m.Condition) -> Iterator[str]:
    """Every fact that a condition looks up, the links on the way included."""
    for node in walk(condition):
        if isinstance(node, (m.Compare, m.Given)):
            yield node.fact
            yield from node.path[1:]
        elif isinstance(node, m.Quantified):
            if node.fact:
                yield node.fact
            yield from node.path[1:]
        if isinstance(node, m.Compare):
            yield from node.operand.path[1:]
            if node.operand.how == "fact":
                yield node.operand.word


def asked(rule: m.Rule) -> m.Rule:
    """The rule, completed with the roles and readings in its conditions."""
    nodes = [node for condition in conditions_of(rule) for node in walk(condition)]
    for item in rule.displaces:
        nodes += list(walk(item.when)) if item.when else []
    roles = {node.role for node in nodes if isinstance(node, m.HasRole)} | set(rule.binds)
    readings = {(node.question, tuple(sorted(node.readings))) for node in nodes if isinstance(node, m.Under)}
    if rule.custom:
        readings.add((rule.custom.question, tuple(sorted(rule.custom.readings))))
    return msgspec.structs.replace(rule, roles_asked=tuple(sorted(roles)), readings_asked=tuple(sorted(readings)))


def evaluation_order(rules: Mapping[str, m.Rule]) -> Order:
    """Order the rules; a rule depends on the definitions of its roles, displacing rules and breached rules."""
    import networkx as nx  # takes half a second to import, and is only needed to check files

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(rules)
    definitions: dict[str, list[str]] = {}
    for rule in rules.values():
        if rule.defines:
            definitions.setdefault(rule.defines, []).append(rule.id)
    for rule in rules.values():
        for role in rule.roles_asked:
            graph.add_edges_from((definition, rule.id) for definition in definitions.get(role, ()))
        graph.add_edges_from((rule.id, item.rule) for item in rule.displaces if item.rule in rules)
        graph.add_edges_from((rule.id, other) for other in rule.on_breach if other in rules)
    circles = [sorted(c) for c in nx.strongly_connected_components(graph) if len(c) > 1]
    circles += [[node] for node in nx.nodes_with_selfloops(graph)]
    if circles:
        return Order((), tuple(tuple(circle) for circle in sorted(circles)))
    return Order(tuple(nx.lexicographical_topological_sort(graph)), ())
