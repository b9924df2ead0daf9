"""The questions by topic: the topics in order, and the parts and questions of each."""

from __future__ import annotations

from regolex.law.model import Fact, Knowledge
from regolex.missions.mission import Mission

# the usual order of describing a plan; topics not named here follow in alphabetical order
_ORDER = (
    "mission", "parties", "launches", "objects", "bodies", "activities", "environment", "conduct", "information",
    "claims", "zones", "authorisations", "contracts", "acts",
)  # fmt: skip
# within a topic: kind and owner, then manner, then commitments, then judgements
_SORTS = ("part", "state", "concept", "date", "boolean", "integer", "decimal", "text", "commitment", "judgement")


def topics(knowledge: Knowledge) -> list[str]:
    """Every topic, in the usual order of describing a plan."""
    groups = {fact.group for fact in knowledge.facts.values() if not fact.derived}
    return [*(g for g in _ORDER if g in groups), *sorted(groups.difference(_ORDER))]


def kinds(knowledge: Knowledge, topic: str) -> list[str]:
    """The kinds of part that a topic asks about, the mission itself first."""
    found = dict.fromkeys(f.kind for f in knowledge.facts.values() if f.group == topic and not f.derived)
    return sorted(found, key=lambda kind: (kind != "mission", knowledge.kinds[kind].list_name != topic, kind))


def facts(knowledge: Knowledge, topic: str, kind: str) -> list[Fact]:
    """The questions of a topic about one kind of part, beginning with its kind."""
    found = [f for f in knowledge.facts.values() if f.group == topic and f.kind == kind and not f.derived]
    return sorted(found, key=lambda f: (f.id != f"{kind}.kind", _SORTS.index(f.type)))


def parts(knowledge: Knowledge, mission: Mission, kind: str) -> tuple[str, ...]:
    """The parts of a kind; the mission is its own and only part."""
    return mission.parts.get(kind, ()) if knowledge.kinds[kind].list_name else (kind,)


def progress(knowledge: Knowledge, mission: Mission, topic: str) -> tuple[int, int]:
    """The number of answered questions of a topic, and the number of questions about the existing parts."""
    done = total = 0
    for kind in kinds(knowledge, topic):
        asked = facts(knowledge, topic, kind)
        for part in parts(knowledge, mission, kind):
            total += len(asked)
            done += sum(mission.answer(part, fact.id).known for fact in asked)
    return done, total
