"""Dormant duties: what arises if something happens that has not happened and is not an act of the plan.

A rule that reads the fact of an event is tried once more on the mission without any answer about events. Where it would or
might apply then, it is dormant: it counts for no verdict and costs no question, and it is never hidden.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from regolex.engine.engine import Engine, ReadyRule
from regolex.engine.findings import Finding
from regolex.engine.run import Run
from regolex.engine.truth import FALSE, TRUE, UNKNOWN
from regolex.law.order import conditions_of, facts_read

_IDLE = ("not-applicable", "withheld")


class Dormant(msgspec.Struct, frozen=True):
    """One duty or right that an event would wake, for one bearer and the parts concerned.

    ``also_waits_on`` are other answers on which it would depend then. ``only_on`` are the readings under which it would
    arise, empty where it would under all.
    """

    events: tuple[str, ...]
    rule: str
    bearer: str
    subjects: tuple[str, ...]
    also_waits_on: tuple[tuple[str, str], ...] = ()
    only_on: tuple[str, ...] = ()


def events_of(engine: Engine) -> dict[str, tuple[str, ...]]:
    """The rules that events wake, each with those events."""
    found: dict[str, tuple[str, ...]] | None = engine.__dict__.get("_events")
    if found is None:
        asking = engine.knowledge.asking
        by_fact = {event.fact: event.name for event in asking.events.values()}
        found = {}
        for item in engine.duties:
            rule = item.rule
            # an exception wakes nothing, unless nothing else reads an event
            own = [c for c in (rule.applies_when, rule.test) if c]
            read = {fact for condition in own for fact in facts_read(condition)}
            if not read & by_fact.keys():
                read = {fact for condition in conditions_of(rule) for fact in facts_read(condition)}
            # a fact that only arises after an event belongs to it, and so does a test of what was done about it
            names = {by_fact[fact] for fact in read & by_fact.keys()}
            names |= {asking.facts[f].event for f in read if f in asking.facts and asking.facts[f].event}
            if names:
                found[item.rule.id] = tuple(sorted(names))
        engine.__dict__["_events"] = found
    return found


def waking(run: Run, findings: Iterable[Finding]) -> list[tuple[Finding, Dormant]]:
    """Of the findings for bearers concerned for certain, those that an event would wake.

    ``run`` is over the mission without any answer about events.
    """
    names = events_of(run.engine)
    found = []
    for f in findings:
        if f.perhaps or f.rule.id not in names or f.result in ("open", "due", "to-do", "breached", "contested"):
            continue
        item = run.engine.rules[f.rule.id]
        readings = _awake(run, item, f)
        if readings is not None:
            gaps = _gaps(run, item, f, names[f.rule.id])
            found.append((f, Dormant(names[f.rule.id], f.rule.id, f.bearer, (f.subject,), gaps, readings)))
    return found


def _awake(run: Run, item: ReadyRule, f: Finding) -> tuple[str, ...] | None:
    """The readings under which the rule would or might apply; empty for all of them, None for none."""
    alive, asleep = [], False
    for combination, readings in run.tried(item.rule.id, item.unders):
        applies = run.applies(item, f.bearer, f.subject, True, readings)
        if applies != FALSE and item.displacers:
            applies = min(applies, TRUE - run.displaced(item, f.bearer, f.subject, True, readings))
        if applies == FALSE:
            asleep = True
        else:
            alive.append(" & ".join(f"{q}:{'|'.join(members)}" for q, members in combination))
    return (tuple(alive) if asleep else ()) if alive else None


def _gaps(run: Run, item: ReadyRule, f: Finding, events: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    readings = next(r for _, r in run.tried(item.rule.id, item.unders))
    if run.applies(item, f.bearer, f.subject, True, readings) != UNKNOWN:
        return ()
    asking = run.engine.knowledge.asking
    own = run.remember(
        ("of-events", events),
        lambda: {asking.events[e].fact for e in events} | {n for n, a in asking.facts.items() if a.event in events},
    )
    frame = run.frame(f.bearer, f.subject, True, readings, item.rule.work)
    gaps = item.applies.gaps(frame) if item.applies else ()
    return tuple(dict.fromkeys((u.part, u.fact) for u in gaps if u.fact not in own))


def grouped(found: Iterable[Dormant]) -> tuple[Dormant, ...]:
    """Duties that differ only in the parts they concern, as one."""
    groups: dict[tuple[object, ...], list[Dormant]] = {}
    for item in found:
        groups.setdefault((item.events, item.rule, item.bearer, item.only_on), []).append(item)
    return tuple(
        msgspec.structs.replace(
            items[0], subjects=tuple(dict.fromkeys(s for item in items for s in item.subjects)),
            also_waits_on=tuple(dict.fromkeys(g for item in items for g in item.also_waits_on)),
        )
        for items in groups.values()
    )  # fmt: skip


__all__ = ["Dormant", "events_of", "grouped", "waking"]
