"""Who carries a task out: under a duty of a State it is whoever does what the duty is about, for that State."""

from __future__ import annotations

from regolex.engine.assessment import Assessment
from regolex.tasks.task import Task

_DOES = {"activity": "activity.operator", "object": "object.operator", "launch": "launch.launcher"}


def doer(a: Assessment, task: Task) -> str:
    """The part that carries a task out.

    A rule that binds a State says in its task what the company does for it: apply, give data, ask. So the task of a State's
    duty is for the operator of the activity or the object that it is about, else for the client; for a State where there is
    neither.
    """
    if task.who not in a.knowledge.states:
        return task.who
    if a.client and task.who not in a.reaches:  # a State that has no hold on the plan acts for itself
        return task.who
    mission = a.prepared.mission
    found: dict[str, None] = {}
    for _, _, subject in task.findings:
        fact = _DOES.get(subject.partition(":")[0], "")
        value = mission.answer(subject, fact).value if fact in a.knowledge.facts else None
        if isinstance(value, str):
            found[value] = None
    if not found or (a.client and a.client in found):
        return a.client or task.who
    return next(iter(found)) if len(found) == 1 else a.client or task.who


def duty_of(a: Assessment, task: Task) -> str:
    """The States whose duty a task serves, by name; empty where whoever carries it out is bound itself."""
    states = dict.fromkeys(bearer for _, bearer, _ in task.findings if bearer in a.knowledge.states)
    return " and ".join(a.name(state) for state in states)


__all__ = ["doer", "duty_of"]
