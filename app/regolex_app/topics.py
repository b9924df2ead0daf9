"""The questions by topic: which topics there are, in which order, and which questions of which parts belong to each."""

from __future__ import annotations

from regolex.law.model import Fact, Knowledge
from regolex.missions.mission import Mission

# the order in which a plan is told; topics not named here follow in alphabetical order
_ORDER = (
    "mission", "parties", "launches", "objects", "bodies", "activities", "environment", "conduct", "information",
    "claims", "zones", "authorisations",
)  # fmt: skip
# within a topic: what it is and whose, then how, then what is done about it, then what somebody has to judge
_SORTS = ("part", "state", "concept", "date", "boolean", "integer", "decimal", "text", "commitment", "judgement")


def topics(knowledge: Knowledge) -> list[str]:
    """Every topic, in the order in which a plan is told."""
    groups = {fact.group for fact in knowledge.facts.values() if not fact.derived}
    return [*(g for g in _ORDER if g in groups), *sorted(groups.difference(_ORDER))]


def kinds(knowledge: Knowledge, topic: str) -> list[str]:
    """The kinds of part that a topic asks about, the mission itself first."""
    found = dict.fromkeys(f.kind for f in knowledge.facts.values() if f.group == topic and not f.derived)
    return sorted(found, key=lambda kind: (kind != "mission", knowledge.kinds[kind].list_name != topic, kind))


def facts(knowledge: Knowledge, topic: str, kind: str) -> list[Fact]:
    """The questions of a topic about one kind of part; what sort of thing it is comes first."""
    found = [f for f in knowledge.facts.values() if f.group == topic and f.kind == kind and not f.derived]
    return sorted(found, key=lambda f: (f.id != f"{kind}.kind", _SORTS.index(f.type)))


def parts(knowledge: Knowledge, mission: Mission, kind: str) -> tuple[str, ...]:
    """The parts of a kind; the mission is its own only part."""
    return mission.parts.get(kind, ()) if knowledge.kinds[kind].list_name else (kind,)


def progress(knowledge: Knowledge, mission: Mission, topic: str) -> tuple[int, int]:
    """How many questions of a topic have an answer, of how many that can be asked of the parts there are."""
    done = total = 0
    for kind in kinds(knowledge, topic):
        asked = facts(knowledge, topic, kind)
        for part in parts(knowledge, mission, kind):
            total += len(asked)
            done += sum(mission.answer(part, fact.id).known for fact in asked)
    return done, total
