"""What deserves a line of its own because somebody answered yes: the provisions that then apply and what they ask for."""

from __future__ import annotations

from regolex.engine.assessment import Assessment
from regolex.law import model as m
from regolex.law.order import conditions_of, facts_read
from regolex.report.view import citation

_MOST = 3  # provisions named in one line


def watched(a: Assessment) -> tuple[list[str], list[str]]:
    """One line for each fact that is watched or never assumed; and, for those that are watched, what is to be done."""
    lines: list[str] = []
    due: dict[str, None] = {}
    for name, asking in a.knowledge.asking.facts.items():
        if (asking.never_bundled or asking.watched) and _answered_yes(a, name):
            rules = _turning_on(a, name)
            cited = dict.fromkeys(citation(a.knowledge, rule) for rule in rules)
            said = "; ".join(list(cited)[:_MOST]) or "no encoded rule turns on it; ask each authority"
            lines.append(f"{a.knowledge.facts[name].label}: {said}")
            if asking.watched:
                due |= dict.fromkeys(rule.to_do.what for rule in rules if rule.to_do)
    return lines, list(due)


def _answered_yes(a: Assessment, name: str) -> bool:
    fact, mission = a.knowledge.facts[name], a.prepared.mission
    parts = ("mission",) if fact.kind == "mission" else mission.parts.get(fact.kind, ())
    return fact.type == "boolean" and any(mission.answer(part, name).value is True for part in parts)


def _turning_on(a: Assessment, name: str) -> list[m.Rule]:
    """The binding rules that apply, perhaps, and read the fact; each once, in the order of the findings."""
    found = {f.rule.id: f.rule for f in a.findings if f.rule.binding and f.applicable and name in _reads(f.rule)}
    return list(found.values())


def _reads(rule: m.Rule) -> frozenset[str]:
    return frozenset(fact for condition in conditions_of(rule) for fact in facts_read(condition))


__all__ = ["watched"]
