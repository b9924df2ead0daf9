"""The questions that are left: each once, gates first, ordered by what its answer can change, with who can answer it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from regolex.engine.client import belongs_to_another
from regolex.engine.findings import Finding, Missing, Outcomes, asked_of
from regolex.engine.frame import Frame, Node
from regolex.engine.results import BREACH
from regolex.engine.truth import UNKNOWN
from regolex.engine.world import MISSING, World
from regolex.law import model as m
from regolex.missions.terms import SO_FAR

# which kind of question comes first: what decides whose law applies and what is done, then undertakings, then judgements
_ORDER = (
    "who-and-where", "plan", "unusual-circumstance", "authorisation", "number-or-day", "undertaking", "event", "judgement",
    "source",
)  # fmt: skip
_LAST = 60  # the rank of a list for which no finding waits yet
_WAITING = ("due", "open", "judgement", "contested")


class Question(msgspec.Struct, frozen=True):
    """One question that is left.

    ``parts`` are all those about which the same is asked; ``fact`` is empty where a list of parts is asked for. ``who`` can
    answer it; ``sort`` is the
    kind of question; ``hangs`` counts the findings that wait for it, ``decides`` those of them that can still become a
    breach; ``gate_of`` are the facts that arise only by its answer; ``why`` is the reason in everyday words.
    """

    id: str
    parts: tuple[str, ...]
    fact: str
    label: str
    text: str
    who: str
    sort: str
    hangs: int
    decides: int
    needed_by: str = ""
    gate_of: tuple[str, ...] = ()
    why: str = ""
    missing: str = ""  # why the answer is missing: not-asked, dont-know, undecided, too-broad, doubt


class Questions(msgspec.Struct, frozen=True):
    """All of them in their order, and which findings wait for which."""

    items: tuple[Question, ...]
    of: dict[tuple[str, str, str], tuple[str, ...]]  # rule, bearer, subject: ids of questions

    def by_who(self) -> dict[str, int]:
        """How many each can answer."""
        found: dict[str, int] = {}
        for item in self.items:
            found[item.who] = found.get(item.who, 0) + 1
        return found


class _Draft:
    def __init__(self, missing: Missing) -> None:
        self.missing = missing
        self.parts: dict[str, Missing] = {}
        self.hangs = self.decides = 0
        self.gate_of: dict[str, None] = {}


def questions(world: World, findings: Iterable[Finding], client: str, gates: Mapping[str, Node]) -> Questions:
    """The questions that findings wait for; those that only inform ask nothing."""
    knowledge = world.knowledge
    drafts: dict[tuple[str, str], _Draft] = {}  # by who is asked and for what: one question for all parts alike
    waits: dict[tuple[str, str, str], tuple[tuple[str, str], ...]] = {}
    names: dict[tuple[int, bool], tuple[tuple[str, str], ...]] = {}  # many findings share what they wait for
    drafted: dict[tuple[str, str, str], tuple[tuple[str, str], ...]] = {}  # many wait for the same answer

    def asked_for(x: Missing) -> tuple[tuple[str, str], ...]:
        key = (x.part, x.fact, x.why)
        if key not in drafted:
            drafted[key] = _drafted(world, x, gates, client, drafts)
        return drafted[key]

    kept = []  # so that no other list of missing answers gets the id of one of these
    for f in findings:
        if not f.missing or not f.rule.binding or (f.result not in _WAITING and not f.perhaps):
            continue
        if f.perhaps and _harmless(f.outcomes):
            continue
        alike = (id(f.missing), f.followed)
        found = names.get(alike)
        if found is None:
            kept.append(f.missing)
            wanted = [x for x in f.missing if not (f.followed and _promised(knowledge, x.fact))]
            found = names[alike] = tuple(dict.fromkeys(name for x in wanted for name in asked_for(x)))
        decides = f.weighs and _may_breach(f.outcomes)
        for name in found:
            draft = drafts[name]
            draft.hangs += 1
            draft.decides += decides
        if found:
            waits[f.rule.id, f.bearer, f.subject] = found
    for kind in knowledge.kinds.values():  # the rules about the parts of a list left out have not been looked at
        if kind.list_name and kind.name not in ("state", *SO_FAR) and not world.mission.complete(kind.name):
            asked = asked_of(world, kind.name, "", "not-asked")
            drafts.setdefault(("client", kind.list_name), _Draft(asked)).parts.setdefault(asked.part, asked)
    items = [_question(world, who, draft) for (who, _), draft in drafts.items()]
    place = {kind: n for n, kind in enumerate(_ORDER)}
    ranks = {name: asking.rank for name, asking in knowledge.asking.facts.items()}
    items.sort(
        key=lambda q: (
            place[q.sort],
            ranks.get(q.fact, 0 if q.hangs else _LAST),
            -q.decides,
            -q.hangs,
            q.fact,
            q.label,
            q.who,
        )
    )
    numbered = [msgspec.structs.replace(q, id=f"q{n}") for n, q in enumerate(items, start=1)]
    ids = {(q.who, q.fact or q.label): q.id for q in numbered}
    told = {found: tuple([ids[name] for name in found]) for found in set(names.values())}
    return Questions(tuple(numbered), {key: told[found] for key, found in waits.items()})


def _drafted(
    world: World, missing: Missing, gates: Mapping[str, Node], client: str, drafts: dict[tuple[str, str], _Draft]
) -> tuple[tuple[str, str], ...]:
    """The questions behind a missing answer, put among the drafts."""
    found: dict[tuple[str, str], None] = {}
    for asked, gate_of in _gates_first(world, missing, gates):
        name = (_who(world, asked, client), asked.fact or asked.label)
        draft = drafts.setdefault(name, _Draft(asked))
        draft.parts.setdefault(asked.part, asked)
        if gate_of:
            draft.gate_of[gate_of] = None
        found[name] = None
    return tuple(found)


def _harmless(outcomes: Outcomes) -> bool:
    return all(outcome.harmless or not outcome.soft_worst for _, outcome in outcomes)


def _may_breach(outcomes: Outcomes) -> bool:
    return any(outcome.worst == BREACH for _, outcome in outcomes)


def _promised(knowledge: m.Knowledge, fact: str) -> bool:
    """Whether an answer says that a duty will be met: where the law is taken to be followed, that is not asked."""
    asking = knowledge.asking.facts.get(fact)
    return asking is not None and asking.sort == "undertaking"


def _gates_first(
    world: World, missing: Missing, gates: Mapping[str, Node], gate_of: str = "", depth: int = 0
) -> Iterator[tuple[Missing, str]]:
    """A question, or those that decide whether it arises at all."""
    gate = gates.get(missing.fact)
    if gate and depth < 4 and world.value(missing.part, missing.fact) is MISSING:
        frame = Frame(world, None, "", missing.part, True, {}, "")
        if gate.value(frame) == UNKNOWN:
            for used in gate.gaps(frame):
                part, fact = (used.part[:-2], "") if used.part.endswith(":?") else (used.part, used.fact)
                if (part, fact) != (missing.part, missing.fact):
                    yield from _gates_first(
                        world, asked_of(world, part, fact, used.why), gates, missing.fact, depth + 1
                    )
            return
    yield missing, gate_of


def _who(world: World, missing: Missing, client: str) -> str:
    """Who can answer: what is asked of a client about another's part is for that other."""
    if missing.fact.startswith("state."):
        return "sources"
    asking = world.knowledge.asking.facts.get(missing.fact)
    who = asking.who if asking else "client"
    return (
        "other-party" if who == "client" and client and belongs_to_another(world.mission, missing.part, client) else who
    )


_SINGULAR = {"Do": "Does", "Are": "Is", "Have": "Has", "Were": "Was"}  # "each" takes the singular


def _question(world: World, who: str, draft: _Draft) -> Question:
    missing = draft.missing
    asking = world.knowledge.asking.facts.get(missing.fact)
    sort, needed_by, why = "who-and-where", "", "Decides which rules are looked at."
    if who == "sources":
        sort, why = "source", "The sources disagree about who is bound."
    elif missing.part in SO_FAR or missing.label in {world.knowledge.kinds[kind].list_name for kind in SO_FAR}:
        sort = "authorisation"  # a list so far decides less than who takes part and where
    elif asking:
        sort, needed_by, why = asking.sort, asking.needed_by, asking.why
    text = missing.question
    told = {part: n for n, part in enumerate(world.mission.answers)}
    parts = tuple(sorted(draft.parts, key=lambda part: told.get(part, -1)))  # as the mission lists them
    if len(parts) > 1 and asking:
        names = [world.name(part) for part in parts]
        every = f"each of {', '.join(names[:-1])} and {names[-1]}"
        text = world.knowledge.facts[missing.fact].question.replace("{name}", every)
        first, _, rest = text.partition(" ")
        text = f"{_SINGULAR.get(first, first)} {rest}" if rest.startswith("each of ") else text
    return Question(
        "", parts, missing.fact, missing.label, text, who, sort, draft.hangs, draft.decides, needed_by,
        tuple(draft.gate_of), why, missing.why,
    )  # fmt: skip


__all__ = ["Question", "Questions", "questions"]
