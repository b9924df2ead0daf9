"""The permissions a plan stops without: what is peculiar to it, its permits, those of law not read, those of a treaty."""

from __future__ import annotations

import re

from regolex.engine.assessment import Assessment
from regolex.law import model as m
from regolex.law.condition_model import Compare
from regolex.law.order import walk
from regolex.report.no_home import leave_of_any_home
from regolex.tasks.task import Task, home_open, nothing_flies, short_authority, tasks


def permissions(a: Assessment) -> list[tuple[Task, str]]:
    """What stops the plan if it is missing or refused: what is peculiar to it, its permits, and those of law not read."""
    found = tasks(a)
    first = [t for t in found if t.urgency not in ("blocking", "permit", "from-others") and t.peculiar]
    named = [(t, re.sub(r"^(Obtain|Get|Apply for) (the |an? )?", "", t.what)) for t in first]
    named += [
        (t, t.permit[:1].lower() + t.permit[1:] if not t.permit[:2].isupper() else t.permit)
        for t in found
        if t.permit and not t.granted
    ]
    if not nothing_flies(a):
        named += [(t, _unread_leave(a, t)) for t in found if not t.computed and t.order and t.urgency == "permit"]
    return named


def still_needed(a: Assessment) -> int:
    """How many of the tasks that are counted are permissions: one of each authority."""
    return len({(t.what, t.addressed_to) for t, _ in permissions(a) if t.urgency != "blocking" and not t.disputed})


def needed(a: Assessment) -> list[str]:
    """The permissions by name; where the law of several States asks for the same, each with its State."""
    any_home = leave_of_any_home(a) if home_open(a) else ""
    named = permissions(a)
    orders: dict[str, set[str]] = {}
    for task, name in named:
        orders.setdefault(name, set()).add(task.order)
    said = (
        f"{name} ({a.name(t.order)})" if len(orders[name]) > 1 and t.order in a.knowledge.states else name
        for t, name in named
    )
    return list(dict.fromkeys(filter(None, (any_home, *said, *_by_treaty(a, [name for _, name in named])))))


def _unread_leave(a: Assessment, task: Task) -> str:
    """The permit under a law that is not encoded, or the approval of a State of which no law was found."""
    if task.statute:
        return f"permit of {short_authority(task.addressed_to)} (law not read)"
    return f"approval of {a.name(task.order)}"


def _by_treaty(a: Assessment, named: list[str]) -> list[str]:
    """A permit that a treaty has the State ask for, where no national law that was read names one of its kind."""
    labels = dict.fromkeys(
        a.knowledge.taxa[kind].label.lower()
        for task in tasks(a)
        if task.urgency == "of-states" and task.result in ("due", "to-do")
        for law in task.laws
        for kind in [_only_kind(a.knowledge.rules[law])]
        if kind in a.knowledge.taxa
    )
    return [label for label in labels if not any(label in name.lower() for name in named)]


def _only_kind(rule: m.Rule) -> str:
    """The one kind of permit that a rule for a State asks for; empty where it asks for any or for none."""
    nodes = list(walk(rule.test)) if rule.test else []
    ruled_out = {id(inner) for node in nodes if isinstance(node, m.Not) for inner in walk(node)}
    kinds = [
        word
        for c in nodes
        if isinstance(c, Compare) and c.fact == "authorisation.kind" and id(c) not in ruled_out
        for word in (c.operand.words or (c.operand.word,))
    ]
    return kinds[0] if len(kinds) == 1 else ""


__all__ = ["needed", "permissions", "still_needed"]
