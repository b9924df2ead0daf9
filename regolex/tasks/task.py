"""Tasks read off an assessment: what is breached, due or to do, one task for each authority, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from regolex.engine.assessment import PHASES, Assessment
from regolex.engine.findings import Finding
from regolex.engine.matters import NotCovered
from regolex.engine.world import UNNAMED
from regolex.law import model as m

Urgency = Literal["blocking", "permit", "before-contract", "from-others", "of-states"]
URGENCIES: tuple[Urgency, ...] = ("blocking", "permit", "before-contract", "from-others", "of-states")
_TASKS = ("breached", "contested", "due", "to-do")
_PERMIT_PHASES = ("concept", "licensing", "build-and-test", "launch")
_CONTRACT_PHASES = ("financing-and-contracts", "transfer-of-title", "delivery-and-customs")


class Task(msgspec.Struct, frozen=True):
    """One thing to do, with every law that asks for it.

    ``who`` is the bearer who has to see to it; ``lead_time`` the statutory time, ``fee`` its words. ``findings`` are those
    that it settles. ``only_on`` names the readings that ask for it, where not all do. ``computed`` is false where the law
    that asks for it is not encoded.
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


def tasks(a: Assessment) -> list[Task]:
    """Everything to be done: what blocks the plan, then what the law of a State that is not computed may ask, then the rest."""
    found: dict[tuple[Urgency, str, str], list[Finding]] = {}
    for f in a.findings:
        todo = f.rule.to_do
        if f.rule.binding and f.result in _TASKS and todo and f.bearer != UNNAMED:
            found.setdefault((_urgency(a, f), todo.addressed_to, todo.what.rstrip(".")), []).append(f)
    made = [_task(a, urgency, findings) for (urgency, _, _), findings in found.items()]
    place = {phase: n for n, phase in enumerate(PHASES)}
    made.sort(key=lambda t: (URGENCIES.index(t.urgency), t.disputed, place.get(t.phase, 0)))
    blocking = [t for t in made if t.urgency == "blocking"]
    return [*blocking, *_of_law_not_computed(a), *(t for t in made if t.urgency != "blocking")]


def by_authority(found: Iterable[Task]) -> list[tuple[Task, int]]:
    """One line for each authority: its first task, and how many more there are."""
    groups: dict[tuple[str, str], list[Task]] = {}
    for task in found:
        groups.setdefault((task.urgency, task.addressed_to), []).append(task)
    return [(group[0], len(group) - 1) for group in groups.values()]


def _urgency(a: Assessment, f: Finding) -> Urgency:
    if f.result == "breached":
        return "blocking"
    if f.bearer == a.client:
        return "before-contract" if f.rule.phase in _CONTRACT_PHASES else "permit"
    if f.bearer in a.knowledge.states:
        return "of-states"
    return "from-others"


def _task(a: Assessment, urgency: Urgency, findings: list[Finding]) -> Task:
    f = findings[0]
    todo = f.rule.to_do
    assert todo is not None
    return Task(
        todo.what.rstrip("."), todo.addressed_to, f.bearer, urgency, f.rule.phase,
        "" if todo.lead_time == "none stated" else todo.lead_time, _fee(a, f.rule), f.result,
        tuple(dict.fromkeys(g.rule.id for g in findings)),
        tuple((g.rule.id, g.bearer, g.subject) for g in findings),
        f.rule.consequence, all(g.contested or g.only_on for g in findings),
    )  # fmt: skip


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
        laws = [n for n in a.not_covered if n.legal_order == state and n.sort == "not-encoded"]
        named = [n for n in laws if n.authority != "not recorded"]
        out.append(_ask(a, state, named))
    return out


def _in_order(a: Assessment) -> list[str]:
    """The States that reach the client for certain, its home first."""
    states = [s for s in sorted(a.reaches) if s in a.knowledge.states]
    home: set[str] = set()
    for fact in ("party.organised_under", "party.nationality"):
        value = a.prepared.mission.answer(a.client, fact).value if a.client else None
        home.update((value,) if isinstance(value, str) else value or ())
    return sorted(states, key=lambda s: (s not in home, s))


def _ask(a: Assessment, state: str, laws: list[NotCovered]) -> Task:
    name = a.name(state)
    if not laws:
        return Task(
            f"Ask how {name} will approve and watch you: no space law of it is on record here",
            f"ministry of {name}", a.client, "permit", "concept", computed=False,
        )  # fmt: skip
    titles = "; ".join(dict.fromkeys(n.instrument for n in laws[:2]))
    return Task(
        f"Ask which permit you need under {titles} (not computed)", laws[0].authority, a.client, "permit", "concept",
        computed=False,
    )  # fmt: skip


__all__ = ["URGENCIES", "Task", "Urgency", "by_authority", "tasks"]
