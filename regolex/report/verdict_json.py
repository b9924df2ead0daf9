"""The published form of verdicts, questions, assumptions, dormant duties and of what might concern someone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from regolex.engine.assessment import Assessment, Side
from regolex.engine.concern import concerns
from regolex.engine.dormant import Dormant
from regolex.engine.preparation import ASSUMED
from regolex.engine.verdict import Verdict
from regolex.engine.world import NOTHING
from regolex.report.values import plain


def verdict_json(v: Verdict) -> dict[str, Any]:
    """One verdict."""
    out: dict[str, Any] = {"word": v.word, "grade": v.grade, "may_become": list(v.may_become)}
    if v.grade == "but-for":
        out["but_for"] = {"judgements": v.judgements, "doubts": v.doubts}
    return out


def side_json(side: Side) -> dict[str, Any]:
    """The verdict on every serious reading and on the prevailing ones."""
    return {"every_reading": verdict_json(side.every_reading), "dominant": verdict_json(side.dominant)}


def verdicts_json(a: Assessment) -> dict[str, Any]:
    """The verdict for the client and for the mission, and how far it goes."""
    strict = a.strict
    facts = sum(1 for put in a.prepared.put if put.origin == ASSUMED)
    mission = side_json(a.overall) | {
        "questions": a.questions.by_who(),
        "not_covered": len([n for n in a.not_covered if n.sort == "not-encoded"]),
        "readings_chosen": {q: list(r) for q, r in sorted(a.readings.items())},
        "assumptions": {"sets": list(a.prepared.sets), "facts": facts, "flips": a.flips},
        "strict": side_json(strict.mission) | {"questions": strict.questions} if strict else None,
    }
    you = side_json(a.you) | {"strict": side_json(strict.you) if strict and strict.you else None} if a.you else None
    return {"you": you, "client": a.client, "reaches": sorted(a.reaches), "mission": mission}


def questions_json(a: Assessment) -> list[dict[str, Any]]:
    """The questions that are left, in their order."""
    return [
        {
            "id": q.id, "parts": list(q.parts), "fact": q.fact, "label": q.label, "question": q.text, "who": q.who,
            "kind": q.sort, "hangs": q.hangs, "decides": q.decides, "needed_by": q.needed_by, "gate_of": list(q.gate_of),
            "why": q.why, "missing": q.missing,
        }
        for q in a.questions.items
    ]  # fmt: skip


def might_concern_json(a: Assessment) -> list[dict[str, Any]]:
    """What might concern someone, by the questions that decide it."""
    return [
        {
            "questions": list(c.questions),
            "entries": [
                {
                    "bearer": e.bearer, "name": a.name(e.bearer), "roles": list(e.roles), "subjects": list(e.subjects),
                    "rules": len(e.rules), "rule_ids": list(e.rules),
                }
                for e in c.entries
            ],
            "may_become": list(c.may_become),
        }
        for c in concerns(a)
    ]  # fmt: skip


def dormant_json(a: Assessment) -> list[dict[str, Any]]:
    """What arises if something happens, event by event."""
    return [_dormant(a, event, d) for d in a.dormant for event in d.events]


def _dormant(a: Assessment, event: str, d: Dormant) -> dict[str, Any]:
    rule = a.knowledge.rules[d.rule]
    todo = rule.to_do
    return {
        "event": event, "happens": a.knowledge.asking.events[event].happens, "bearer": d.bearer,
        "bearer_name": a.name(d.bearer), "rule": d.rule, "subjects": list(d.subjects),
        "also_waits_on": [{"part": part, "fact": fact} for part, fact in d.also_waits_on], "only_on": list(d.only_on),
        "do": todo.what if todo else rule.reads, "addressed_to": todo.addressed_to if todo else "",
        "within": todo.lead_time if todo else "", "fault": rule.fault, "prepare": rule.prepare,
    }  # fmt: skip


def assumptions_json(a: Assessment) -> list[dict[str, Any]]:
    """The sets adopted, by whom and when, and every answer that each put in."""
    sets = a.knowledge.asking.sets
    return [
        {
            "set": name, "title": sets[name].title, "by": adopted.by, "on": adopted.on,
            "applied": name in a.prepared.sets,
            "facts": [
                {"part": p.part, "fact": p.fact, **_value(p.value), "because": p.because}
                for p in a.prepared.put
                if p.given_by == name
            ],
            "except": list(adopted.excepted),
        }
        for name, adopted in a.mission.assumed.items()
    ]  # fmt: skip


def events_json(a: Assessment) -> dict[str, Any] | None:
    """The answer to "has any of these happened?"."""
    none = a.mission.events
    if none is None:
        return None
    return {"none_up_to": none.up_to.isoformat(), "of": list(none.of), "parts": list(none.parts), "by": none.by}


def put_json(a: Assessment, origins: Iterable[str]) -> list[dict[str, Any]]:
    """The answers that were put in for other reasons than assumptions."""
    return [
        {"part": p.part, "fact": p.fact, **_value(p.value), "origin": p.origin, "because": p.because}
        for p in a.prepared.put
        if p.origin in origins
    ]


def _value(value: Any) -> dict[str, Any]:
    return {"does_not_arise": True} if value is NOTHING else {"value": plain(value)}
