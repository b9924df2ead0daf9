"""Whose law: the States concerned for certain, how each comes into it, its permits and their authority."""

from __future__ import annotations

from collections.abc import Iterable

from regolex.engine.assessment import Assessment
from regolex.engine.matters import NotCovered, wordings_not_covered
from regolex.engine.territories import beyond_law_words, is_computed, out_of_reach
from regolex.engine.world import UNNAMED, World
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.order import turns_on
from regolex.tasks.task import Permit, home_open, nothing_flies, permit_of, permits, short_authority

STATES_SHOWN = 4
# how a State comes into it, by the fact that names it; the first link of a State is shown
LINKS = (
    ("party.organised_under", "company"), ("party.nationality", "nationality"), ("activity.controlled_from", "control room"),
    ("launch.territory", "launch"), ("launch.facility_state", "launch site"), ("object.registry_state", "registry"),
    ("activity.landing_state", "landing"), ("party.controlled_from", "owner"), ("claim.states", "claim"),
    ("object.earth_station_states", "ground station"), ("zone.announced_by", "zone"),
    ("activity.foreign_object_registry", "registry of what is touched"),
)  # fmt: skip


def state_links(a: Assessment) -> dict[str, list[str]]:
    """The States concerned for certain, each with how it comes into it."""
    mission = a.prepared.mission
    concerned = {f.bearer for f in a.findings if f.applicable} | a.reaches
    found: dict[str, list[str]] = {}
    for fact, word in LINKS:
        kind = fact.partition(".")[0]
        for part in mission.parts.get(kind, ()):
            value = mission.answer(part, fact).value
            if fact == "party.organised_under":
                word = "you" if part == a.client else _place_of(a, part)
            for state in (value,) if isinstance(value, str) else value or ():
                if state in concerned and word not in found.setdefault(state, []):
                    found[state].append(word)
    for state in sorted(concerned):
        if state in a.knowledge.states and state != UNNAMED:
            found.setdefault(state, [])
    return {state: links for state, links in found.items() if state in a.knowledge.states}


def _place_of(a: Assessment, party: str) -> str:
    """How another party comes into it."""
    mission = a.prepared.mission
    for kind, fact, word in (
        ("launch", "launch.launcher", "launch company"), ("party", "party.controlling_party", "owner"),
        ("activity", "activity.operator", "operator"), ("object", "object.owner", "owner of a craft"),
        ("launch", "launch.procurers", "buyer of the launch"),
    ):  # fmt: skip
        for part in mission.parts.get(kind, ()):
            value = mission.answer(part, fact).value
            if party in (value if isinstance(value, tuple) else (value,)):
                return word
    return "company"


def short_of(a: Assessment) -> dict[str, tuple[bool, str]]:
    """The States whose law is encoded and may not reach the territories named: whether it is computed, and what to say."""
    world = World(a.knowledge, a.mission, a.on)
    orders = {a.knowledge.instruments[f.rule.instrument].legal_order for f in a.findings if f.applicable}
    encoded = {i.legal_order for i in a.knowledge.instruments.values()} & a.knowledge.states.keys()
    found = {}
    for state in sorted(encoded):
        rows = out_of_reach(world, state)
        if rows:
            said = "; ".join(beyond_law_words(a.knowledge, row) for row in rows)
            found[state] = (is_computed(rows, state in orders), said)
    return found


def whose_law(a: Assessment) -> list[str]:
    """A line for each State concerned for certain: its link, the permit and its authority, and whether its law is computed."""
    encoded = {i.legal_order for i in a.knowledge.instruments.values()}
    wanted, short = permits(a), short_of(a)
    found = []
    for state, links in state_links(a).items():
        link = f" ({', '.join(links[:2])})" if links else ""
        laws = [n for n in a.not_covered if n.legal_order == state and n.licenses is not None]
        computed, said = short.get(state, (True, ""))
        if state in encoded and not computed:
            how = f"not encoded for this place: {said}"
        elif state in encoded:
            how = _assessed(a, state, [p for p in wanted if p.legal_order == state])
            how += f"; {said}" if said else ""
        elif licensing := [n for n in laws if n.licenses]:
            how = f"not encoded: {_permit_unread(licensing[0])} ({licensing[0].instrument})"
        elif others := [n for n in laws if not n.licenses]:
            only = "" if nothing_flies(a) else next((f" (but {_permit_unread(n)})" for n in others if n.permit), "")
            how = f"no such law: none of it licenses a mission like this{only}"
        else:
            how = "not encoded: no space law of it is on record here"
        found.append((f"{a.name(state)}{link}", how))
    texts = [f"{who}, {how}" for who, how in found]
    most = STATES_SHOWN
    if len(texts) > most:
        rest = ", ".join(who for who, _ in found[most - 1 :])
        texts = [*texts[: most - 1], f"also {rest}"]
    if home_open(a):
        giving = sorted(a.name(order) for order in gives_title(a.knowledge))
        texts.insert(0, f"no home State chosen yet; statutes on title: {', '.join(giving)}")
    elif any(f.bearer == UNNAMED for f in a.might_concern):
        texts.append("perhaps a State not yet named")
    return texts


def _assessed(a: Assessment, state: str, wanted: list[Permit]) -> str:
    """The permits of encoded law; on a day when law of the State is unread, that this is not all of it."""
    unread = [n.matter.removesuffix(f" as it read on {a.on}") for n in wordings_not_covered(a.knowledge, [state], a.on)]
    if not unread:
        return f"assessed: {_permits_of(wanted) or _none_yet(a, state)}"
    found = _permits_of(wanted) or "no permit found in what is encoded"
    more = [f"{len(unread) - 2} more"] if len(unread) > 3 else unread[2:]
    return f"assessed in part: {found}; not encoded as it read on {a.on}: {', '.join([*unread[:2], *more])}"


def _none_yet(a: Assessment, state: str) -> str:
    """That no permit is required so far; where answers may still bring one in, which those are."""
    kinds = {
        a.knowledge.taxa[kind].called(state).lower(): None
        for f in a.all_findings
        if (kind := permit_of(f.rule)) in a.knowledge.taxa
        and f.result in ("open", "due")
        and f.bearer not in a.knowledge.states
        and a.knowledge.instruments[f.rule.instrument].legal_order == state
    }
    asked = f"; open answers decide on: {', '.join(kinds)}" if kinds else ""
    return f"no permit required so far{asked}"


def gives_title(knowledge: m.Knowledge) -> set[str]:
    """The States whose encoded law gives title to what is taken."""
    return {
        knowledge.instruments[rule.instrument].legal_order
        for rule in knowledge.rules.values()
        if NORMS[rule.kind].gives and rule.binding and about_title(knowledge, rule)
    } & knowledge.states.keys()


def about_title(knowledge: m.Knowledge, rule: m.Rule) -> bool:
    """Whether a rule turns on who owns what is taken."""
    return any(knowledge.facts[fact].aspect == "title" for fact in turns_on(rule) if fact in knowledge.facts)


def _permit_unread(law: NotCovered) -> str:
    """Whom to ask under a law that is not computed, and for which permit."""
    who = "its authority" if law.authority == "not recorded" else short_authority(law.authority)
    return f"ask {who} for a permit to {law.permit}" if law.permit else f"ask {who}"


def _permits_of(found: Iterable[Permit]) -> str:
    """Permits by the authority that gives them."""
    by: dict[str, list[str]] = {}
    for permit in found:
        label = permit.label if permit.label[:2].isupper() else permit.label.lower()
        if label not in by.setdefault(permit.authority, []):
            by[permit.authority].append(label)
    return "; ".join(f"{', '.join(labels)} ({who})" if who else ", ".join(labels) for who, labels in by.items())


__all__ = ["LINKS", "about_title", "gives_title", "short_of", "state_links", "whose_law"]
