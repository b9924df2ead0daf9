"""Tasks read off an assessment: what is breached, due or to do, one task for each authority, the most urgent first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from regolex.engine.assessment import PHASES, Assessment
from regolex.engine.findings import Finding
from regolex.engine.matters import NotCovered
from regolex.engine.verdict import dominant
from regolex.engine.world import UNNAMED
from regolex.law import model as m
from regolex.law.order import facts_read
from regolex.law.readings import RANKS
from regolex.tasks.addressee import named
from regolex.tasks.peculiar import asked_by_it, own_parts
from regolex.tasks.standing import confirmed_by, permit_of, unstated

Urgency = Literal["blocking", "permit", "before-contract", "own-duty", "from-others", "of-states"]
URGENCIES: tuple[Urgency, ...] = ("blocking", "permit", "before-contract", "own-duty", "from-others", "of-states")
_TASKS = ("breached", "contested", "due", "to-do")
_CONTRACT_PHASES = ("financing-and-contracts", "transfer-of-title", "delivery-and-customs")
CONDITIONS_SHOWN = 3


class Task(msgspec.Struct, frozen=True):
    """One thing to do, with every law that asks for it.

    ``who`` is the bearer who has to see to it; ``lead_time`` the time limit, ``fee`` its words. ``findings`` are those
    that it settles. ``only_on`` names the readings that ask for it, where not all do. ``computed`` is false where the law
    that asks for it is not encoded. ``permit`` is the kind of permit to get, ``conditions`` what its file needs, at most
    three: those that the answers contradict, then those that no one has answered.
    """

    what: str
    addressed_to: str
    who: str
    urgency: Urgency
    phase: str
    lead_time: str = ""
    fee: str = ""
    result: str = "due"
    laws: tuple[str, ...] = ()
    findings: tuple[tuple[str, str, str], ...] = ()
    sanction: str = ""
    disputed: bool = False
    computed: bool = True
    permit: str = ""
    conditions: tuple[str, ...] = ()
    order: str = ""  # the legal order that asks for it
    statute: str = ""  # the law that is not computed
    peculiar: bool = False  # what this plan does and none is assumed to do asks for it
    granted: bool = False  # the permit is there, and only what the plan does not state of it is left


class Permit(msgspec.Struct, frozen=True):
    """A permit that the law asks for: its kind in words, the law order and authority that give it, and for whom."""

    label: str
    legal_order: str
    authority: str
    who: str
    result: str


def tasks(a: Assessment) -> list[Task]:
    """Everything to be done: what blocks the plan, then what the law of a State that is not computed may ask, then the rest."""
    found: dict[tuple[Urgency, str, str], list[Finding]] = {}
    for f in a.findings:
        if not f.rule.binding or f.bearer == UNNAMED:
            continue
        todo = f.rule.to_do
        permit = permit_of(f.rule)
        if (f.result in _TASKS and todo) or (permit and _permit_needed(f)):
            what = permit or (todo.what.rstrip(".") if todo else "")
            found.setdefault((_urgency(a, f, permit), _addressed(a, f), what), []).append(f)
    made = [_task(a, urgency, to, findings) for (urgency, to, _), findings in found.items()]
    place = {phase: n for n, phase in enumerate(PHASES)}
    home = home_states(a)
    made = _marked(a, made)
    made.sort(
        key=lambda t: (
            _place(t), t.disputed, not t.permit, t.order not in home, not t.sanction, -_days(t.lead_time),
            place.get(t.phase, 0),
        )
    )  # fmt: skip
    unread = _of_law_not_computed(a)
    first = [t for t in made if t.urgency == "blocking"]
    first += [_settle(a, n) for n in a.not_covered if n.decides]
    first += [_choose_home(a)] if home_open(a) else []
    first += [t for t in made if _place(t) == URGENCIES.index("permit") - 0.5]
    first += [t for t in unread if t.order in home]
    first += [t for t in made if t.urgency == "permit" and t.order in home]
    return [*first, *(t for t in unread if t not in first), *(t for t in made if t not in first)]


def how_many(found: Iterable[Task]) -> tuple[int, int]:
    """How many tasks are left on every reading, and how many more only on some; what blocks the plan is told apart."""
    rest = [task for task in found if task.urgency != "blocking"]
    return sum(not task.disputed for task in rest), sum(task.disputed for task in rest)


def each_once(a: Assessment, found: list[Task]) -> list[Task]:
    """The tasks without a State's duty to authorise, where its authority is asked about its permit already."""
    asked = {t.order for t in found if not t.computed}
    return [t for t in found if not (t.who in asked and _permits_something(a, t))]


def _marked(a: Assessment, made: list[Task]) -> list[Task]:
    """Those of the client, or of a State about the client's own activity, that the peculiar part of a plan asks for."""
    asking = asked_by_it(a)
    return [
        msgspec.structs.replace(t, peculiar=t.urgency in _NOT_OTHERS and not asking.isdisjoint(t.laws)) for t in made
    ]


_NOT_OTHERS = ("before-contract", "own-duty", "of-states")


def _settle(a: Assessment, matter: NotCovered) -> Task:
    return Task(
        f"Settle with counsel, as it is not encoded here: {matter.matter}", "your counsel", a.client, "permit",
        "concept", computed=False, order=matter.legal_order,
    )  # fmt: skip


def _permits_something(a: Assessment, task: Task) -> bool:
    """Whether a duty of a State is to authorise the plan: its own authority is asked about that already."""
    tests = [a.knowledge.rules[law].test for law in task.laws]
    return all(test is not None and "authorisation.granted" in facts_read(test) for test in tests)


def _place(task: Task) -> float:
    """The place of a task by its urgency; a permit that another party needs comes right after your own permits.

    What the peculiar part of a plan asks of the client or, for its own activity, of a State is the first of all.
    """
    own = URGENCIES.index("permit")
    divided = task.urgency == "before-contract" and task.disputed  # even the prevailing readings do not agree
    if divided or task.peculiar:
        return own - 0.5
    return own + 0.5 if task.permit and task.urgency == "from-others" else URGENCIES.index(task.urgency)


def by_authority(found: Iterable[Task]) -> list[tuple[Task, int]]:
    """One line for each authority: its first task, with its other permits if that is one, and how many more there are."""
    groups: dict[str, list[Task]] = {}
    for task in found:
        groups.setdefault(short_authority(task.addressed_to), []).append(task)
    return [_with_permits(group) for group in groups.values()]


def _with_permits(group: list[Task]) -> tuple[Task, int]:
    first, *more = group
    others = [t for t in more if t.permit and t.urgency == first.urgency == "permit"]
    names = [_lower(name) for name in dict.fromkeys(t.permit for t in others) if name != first.permit]
    if not names:
        return first, len(more)
    return msgspec.structs.replace(first, what=" and the ".join([first.what, *names])), len(more) - len(others)


def short_authority(text: str) -> str:
    """An addressee in a few words: the body through which it is reached, else the first that is named."""
    name = text.rpartition("through the ")[2] if "through the " in text else _first_named(text)
    return name.strip().removeprefix("the ")


def _first_named(text: str) -> str:
    """The first addressee of several; what stands in brackets belongs to its name."""
    for end in re.finditer(r"[,;]| or ", text):
        head = text[: end.start()]
        if head.count("(") <= head.count(")"):
            return head
    return text


# --- permits ---


def permits(a: Assessment) -> list[Permit]:
    """The permits that the encoded law asks of those who take part, each once."""
    found: dict[tuple[str, str, str], Permit] = {}
    for f in a.findings:
        kind = permit_of(f.rule)
        if kind in a.knowledge.taxa and f.rule.binding and f.bearer not in a.knowledge.states and f.bearer != UNNAMED:
            order = a.knowledge.instruments[f.rule.instrument].legal_order
            if order in a.knowledge.states and (f.result in (*_TASKS, "met", "respected") or _permit_needed(f)):
                authority = short_authority(f.rule.to_do.addressed_to) if f.rule.to_do else ""
                permit = Permit(a.knowledge.taxa[kind].called(order), order, authority, f.bearer, f.result)
                found.setdefault((kind, order, f.bearer), permit)
    return sorted(found.values(), key=lambda p: p.who != a.client)


def _permit_needed(f: Finding) -> bool:
    """Whether a permit is needed and only the list of permits, or one of them, leaves open whether it is there."""
    if f.result in _TASKS:
        return True
    waits = [x for x in f.missing if x.label != "authorisations" and not x.part.startswith("authorisation:")]
    return f.result == "open" and bool(f.missing) and not waits


def _urgency(a: Assessment, f: Finding, permit: str) -> Urgency:
    if f.result == "breached":
        return "blocking"
    if f.bearer == a.client or not a.client:
        if permit:
            return "permit"
        return "before-contract" if f.rule.phase in _CONTRACT_PHASES else "own-duty"
    if f.bearer in a.knowledge.states:
        return (
            "before-contract"
            if f.contested and f.subject in own_parts(a) and _prevailing_divided(a, f)
            else "of-states"
        )
    return "from-others"


def _prevailing_divided(a: Assessment, f: Finding) -> bool:
    """Whether a prevailing reading breaches it, so that the plan is better changed than defended."""
    weights = {(q.id, r.id): RANKS[r.weight] for q in a.knowledge.questions.values() for r in q.readings}
    prevailing = dominant(a.tried, weights)
    return any(
        outcome.result == "breached" and all(not set(rs).isdisjoint(prevailing[q]) for q, rs in combination)
        for combination, outcome in f.outcomes
    )


def _addressed(a: Assessment, f: Finding) -> str:
    """Whom to turn to: another party itself for what it has to do, the authority for everything else."""
    if a.client and f.bearer != a.client and f.bearer not in a.knowledge.states:
        return a.name(f.bearer)
    if f.rule.to_do:
        return named(a, f.rule.to_do.addressed_to, home_states(a))
    return _gives(a, f) or a.knowledge.instruments[f.rule.instrument].short


def _gives(a: Assessment, f: Finding) -> str:
    """The authority that gives the permit by another rule of the same legal order; empty where none says so."""
    permit, order = permit_of(f.rule), a.knowledge.instruments[f.rule.instrument].legal_order
    others = (
        g.rule.to_do.addressed_to
        for g in a.findings
        if permit and g.rule.to_do and permit_of(g.rule) == permit
        and a.knowledge.instruments[g.rule.instrument].legal_order == order
    )  # fmt: skip
    return next(others, "")


def _task(a: Assessment, urgency: Urgency, addressed_to: str, findings: list[Finding]) -> Task:
    f = findings[0]
    todo = f.rule.to_do
    permit = permit_of(f.rule)
    order = a.knowledge.instruments[f.rule.instrument].legal_order
    label = a.knowledge.taxa[permit].called(order) if permit in a.knowledge.taxa else ""
    what = todo.what.rstrip(".") if todo else ""
    other = bool(a.client) and f.bearer != a.client and f.bearer not in a.knowledge.states
    left = tuple(dict.fromkeys(name for g in findings for name in unstated(a, g)))
    granted = bool(left) and all(unstated(a, g) for g in findings)
    if granted:
        there = a.name(confirmed_by(a, f))
        what = f"Confirm what the plan does not state of the {_lower(there)}, which is granted: {', '.join(left)}"
        what = f"Ask {a.name(f.bearer)} to {_lower(what)}" if other else what
    elif label:
        what = f"Ask for proof of its {_lower(label)}" if other else f"Get the {_lower(label)}"
    elif other and what:
        what = f"Ask {a.name(f.bearer)} to {_lower(what)}"
    return Task(
        what, addressed_to, f.bearer, urgency, f.rule.phase,
        "" if todo is None or todo.lead_time == "none stated" else todo.lead_time, _fee(a, f.rule), f.result,
        tuple(dict.fromkeys(g.rule.id for g in findings)),
        tuple((g.rule.id, g.bearer, g.subject) for g in findings),
        f.rule.consequence, all(g.contested or g.only_on for g in findings), True, label,
        _conditions(a, f) if label else (), order, granted=granted,
    )  # fmt: skip


def _lower(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def _conditions(a: Assessment, permit: Finding) -> tuple[str, ...]:
    """What the file of a permit needs and does not have yet, at most three."""
    order = ("breached", "contested", "due", "open", "to-do")
    found = [
        f for f in a.findings
        if f.rule.work == permit.rule.work and f.bearer == permit.bearer and f.rule.id != permit.rule.id
        and f.rule.phase == "licensing" and f.rule.kind != "prohibition" and f.result in order
    ]  # fmt: skip
    found.sort(key=lambda f: order.index(f.result))
    names = dict.fromkeys(f.rule.evidence[0] for f in found if f.rule.evidence)
    return tuple(list(names)[:CONDITIONS_SHOWN])


def _fee(a: Assessment, rule: m.Rule) -> str:
    todo = rule.to_do
    return todo.fee or todo.fee_parameter if todo else ""


def _of_law_not_computed(a: Assessment) -> list[Task]:
    """A law that is not computed still acts: its authority is to be asked which permit is needed."""
    encoded = {i.legal_order for i in a.knowledge.instruments.values()}
    out = []
    for state in _in_order(a):
        if state in encoded:
            continue
        laws = [n for n in a.not_covered if n.legal_order == state and n.licenses is not None]
        out.append(_ask(a, state, laws))
    return out


def _in_order(a: Assessment) -> list[str]:
    """The States that reach the client for certain, its home first."""
    states = [s for s in sorted(a.reaches) if s in a.knowledge.states]
    home = home_states(a)
    return sorted(states, key=lambda s: (s not in home, s))


def home_states(a: Assessment) -> set[str]:
    """The States of the client: of its law, its nationality, its seat."""
    found: set[str] = set()
    for fact in ("party.organised_under", "party.nationality", "party.seat"):
        value = a.prepared.mission.answer(a.client, fact).value if a.client else None
        found.update((value,) if isinstance(value, str) else value if isinstance(value, tuple) else ())
    return found


def home_open(a: Assessment) -> bool:
    """Whether there is a client whose home State is not chosen yet, so that no law of a home can be told."""
    return bool(a.client) and not home_states(a)


def _choose_home(a: Assessment) -> Task:
    return Task(
        "Choose your home State; compare the candidates", "your board", a.client, "permit", "concept",
        statute="decides who must authorise you, and whether a statute gives title",
    )  # fmt: skip


def _days(time: str) -> int:
    """A time limit in days, as far as one is named; none is 0."""
    unit = {"day": 1, "week": 7, "month": 30, "year": 365}
    found = re.search(r"(\d+)[- ](day|week|month|year)", time)
    return int(found[1]) * unit[found[2]] if found else 0


def nothing_flies(a: Assessment) -> bool:
    """Whether the plan says that it has neither a launch nor an object."""
    parts = a.prepared.mission.parts
    return all(parts.get(kind) == () for kind in ("launch", "object"))


def _ask(a: Assessment, state: str, laws: list[NotCovered]) -> Task:
    name = a.name(state)
    licensing = [n for n in laws if n.licenses]
    if not licensing:
        why = "no law of it does" if laws else "no space law of it is on record here"
        asked = next(
            (n.authority for n in laws if n.authority != "not recorded" and not n.permit), f"the government of {name}"
        )
        what = f"Ask how {name} will approve and watch you: {why}"
        if nothing_flies(a):
            what = f"Confirm that {name} asks no permit of you: nothing in your plan flies"
        return Task(what, asked, a.client, "permit", "concept", computed=False, order=state)
    first = licensing[0]
    titles = "; ".join(dict.fromkeys(n.instrument for n in licensing[:2]))
    asked = f"space authority of {name}" if first.authority == "not recorded" else first.authority
    return Task(
        "Ask which permit you need (law not encoded)", asked, a.client, "permit", "concept", computed=False,
        order=state, statute=titles, sanction=first.sanction,
        conditions=(f"whether your plan needs a permit to {first.permit}",) if first.permit else (),
    )  # fmt: skip


__all__ = [
    "URGENCIES",
    "Permit",
    "Task",
    "Urgency",
    "by_authority",
    "each_once",
    "home_open",
    "home_states",
    "how_many",
    "nothing_flies",
    "permit_of",
    "permits",
    "short_authority",
    "tasks",
]
