"""What no plan is assumed to do, and this one does: people or a radioactive source aboard, another's object touched."""

from __future__ import annotations

from regolex.engine.assessment import Assessment
from regolex.engine.client import parts_of
from regolex.law.order import conditions_of, facts_read


def own_parts(a: Assessment) -> frozenset[str]:
    """What belongs to the client, and the plan as a whole."""
    return parts_of(a.prepared.mission, a.client) - {a.client}


def peculiar(a: Assessment) -> set[str]:
    """The facts that are watched or never assumed and were answered with yes."""
    mission, found = a.prepared.mission, set()
    for name, asking in a.knowledge.asking.facts.items():
        fact = a.knowledge.facts[name]
        if (asking.never_bundled or asking.watched) and fact.type == "boolean":
            parts = ("mission",) if fact.kind == "mission" else mission.parts.get(fact.kind, ())
            if any(mission.answer(part, name).value is True for part in parts):
                found.add(name)
    return found


def asked_by_it(a: Assessment) -> set[str]:
    """The rules that ask something about the client's own parts because of it."""
    odd = peculiar(a)
    own = own_parts(a) if odd else frozenset()
    return {
        f.rule.id
        for f in a.findings
        if f.subject in own and any(not odd.isdisjoint(facts_read(c)) for c in conditions_of(f.rule))
    }


__all__ = ["asked_by_it", "own_parts", "peculiar"]
