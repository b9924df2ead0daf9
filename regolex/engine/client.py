"""Whom a mission is assessed for, and through which States law reaches them: the "you" of every result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regolex.engine.findings import Finding
from regolex.engine.world import World
from regolex.law import model as m
from regolex.missions.mission import Mission

# the facts by which a part belongs to a party
OF_PARTY = (
    "activity.operator", "object.operator", "object.owner", "claim.claimant", "launch.launcher", "launch.procurers",
    "zone.operator", "authorisation.holder",
)  # fmt: skip
HOME = ("party.organised_under", "party.nationality", "party.acts_for")


def parts_of(mission: Mission, party: str) -> frozenset[str]:
    """The parts of a mission that belong to a party by what was answered."""
    found = {party}
    for fact in OF_PARTY:
        for part in mission.parts.get(fact.partition(".")[0], ()):
            answer = mission.answer(part, fact)
            value = answer.value if answer.known else None
            if party in (value if isinstance(value, tuple) else (value,)):
                found.add(part)
    return frozenset(found)


def belongs_to_another(mission: Mission, part: str, party: str) -> bool:
    """Whether a part is known to be another's: then a question about it is for that other."""
    kind = part.partition(":")[0]
    if kind == "party":
        return part != party
    for fact in OF_PARTY:
        if fact.startswith(f"{kind}."):
            answer = mission.answer(part, fact)
            if answer.known and answer.value:
                value = answer.value
                return party not in (value if isinstance(value, tuple) else (value,))
    return False


def reached(world: World, client: str, findings: Iterable[Finding]) -> frozenset[str]:
    """The client and the States that reach it for certain; no one where there is no one client.

    A State reaches it as its home, by a rule of its own law that concerns the client, or by holding a role for something
    that belongs to it.
    """
    if not client:
        return frozenset()
    own = parts_of(world.mission, client)
    operators = {
        world.mission.answer(part, "activity.operator").value for part in world.mission.parts.get("activity", ())
    }
    alone = operators <= {client}
    found = {client}
    for fact in HOME:
        value = world.value(client, fact)
        if isinstance(value, (str, tuple)):
            found.update((value,) if isinstance(value, str) else value)
    states = world.knowledge.states
    for f in findings:
        if f.perhaps or not f.applicable:
            continue
        if f.bearer == client:
            order = world.knowledge.instruments[f.rule.instrument].legal_order
            found |= {order} & states.keys()
        elif f.bearer in states and (f.subject in own or (alone and f.subject == "mission")):
            found.add(f.bearer)
    return frozenset(found)


_NO_COMPANY = {"governmental-party", "international-organisation"}


def a_company_takes_part(knowledge: m.Knowledge, mission: Mission) -> bool:
    """Whether a private party takes part, so that a reader asks how a duty of a State reaches it."""
    return any(
        _NO_COMPANY.isdisjoint(_broader(knowledge, mission.answer(part, "party.kind").value))
        for part in mission.parts.get("party", ())
    )


def _broader(knowledge: m.Knowledge, slug: object) -> Iterator[str]:
    while isinstance(slug, str) and slug in knowledge.taxa:
        yield slug
        slug = knowledge.taxa[slug].parent


__all__ = ["HOME", "OF_PARTY", "a_company_takes_part", "belongs_to_another", "parts_of", "reached"]
