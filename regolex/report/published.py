"""The published JSON of an assessment: plain values in a fixed order, so that the same inputs give the same bytes."""

from __future__ import annotations

from typing import Any

import msgspec

from regolex import __version__
from regolex.engine.amounts import amount
from regolex.engine.assessment import Assessment
from regolex.engine.concern import may_become
from regolex.engine.findings import Finding
from regolex.engine.grounds import assumed, so_far
from regolex.engine.matters import NotCovered
from regolex.engine.preparation import ENTAILED, GATE, NONE_SO_FAR, NOT_YET
from regolex.engine.proof import Proof, Used, decisive
from regolex.engine.robustness import objections, robustness
from regolex.engine.standing import Binding, RoleHeld, Standing
from regolex.engine.truth import NAMES
from regolex.formats.texts.official import Official
from regolex.law import model as m
from regolex.law.readings import prevailing
from regolex.report.negatives import negatives
from regolex.report.places import places_json
from regolex.report.readings import shown_holders
from regolex.report.values import plain
from regolex.report.verdict_json import (
    assumptions_json,
    dormant_json,
    events_json,
    might_concern_json,
    put_json,
    questions_json,
    verdict_json,
    verdicts_json,
)

SCHEMA_ID = "https://w3id.org/regolex/schema/assessment.json"


def to_json(a: Assessment) -> dict[str, Any]:
    """The whole assessment as plain values; ``places`` only where the mission names a territory or a dissolved State."""
    found = places_json(a)
    return _whole(a) | ({"places": found} if found else {})


def _whole(a: Assessment) -> dict[str, Any]:
    return {
        "schema": SCHEMA_ID,
        "engine": __version__,
        "knowledge": {
            "version": a.knowledge.version, "hash": a.knowledge.hash, "date": a.knowledge.day.isoformat(),
        },
        "mission": {"id": a.mission.id, "title": a.mission.title, "about": a.mission.about},
        "on": a.on.isoformat(),
        "readings": {question: list(readings) for question, readings in sorted(a.readings.items())},
        "viewpoint": a.viewpoint,
        "pending": a.pending,
        "settled": a.settled,
        "verdict": verdicts_json(a),
        "phases": [{"phase": phase, "verdict": verdict} for phase, verdict in a.phases],
        "jurisdictions": [_standing(a, s) for s in a.standings],
        "not_covered": [_not_covered(a, n) for n in a.not_covered if n.sort == "not-encoded"],
        "gaps": [_not_covered(a, n) for n in a.not_covered if n.sort != "not-encoded"],
        "commitments_apart": [
            {**msgspec.to_builtins(t), "provisions": [cited(a.knowledge, p) for p in t.provisions]} for t in a.apart
        ],
        "not_required": [msgspec.to_builtins(n) for n in negatives(a)],
        "conflicts": [
            {"act": c.act, "bearer": c.bearer, "requires": c.requires, "forbids": c.forbids} for c in a.conflicts
        ],
        "robustness": robustness_json(a),
        "readings_not_run": [msgspec.to_builtins(item) for item in a.readings_not_run],
        "objections": [msgspec.to_builtins(item) for item in objections(a.findings, a.knowledge.questions, a.on)],
        "findings": [_finding(a, f) for f in a.findings],
        "might_concern": might_concern_json(a),
        "dormant": dormant_json(a),
        "questions": questions_json(a),
        "assumptions": assumptions_json(a),
        "derived": put_json(a, (ENTAILED, GATE, NOT_YET, NONE_SO_FAR)),
        "events": events_json(a),
    }  # fmt: skip


def with_official(plain: dict[str, Any], official: Official) -> dict[str, Any]:
    """The published form with the official words of every provision cited, if any are linked.

    They stand apart under ``official_texts``: the assessment itself depends on no file of the user's, and a receipt holds it
    without them.
    """
    if not official and not official.problems:
        return plain
    cited_here = sorted({c["provision"] for f in plain["findings"] for c in f["cites"]})
    words = {provision: msgspec.to_builtins(found) for provision, found in official.of(cited_here).items()}
    problems = [{"code": p.code, "file": p.file, "what": p.what, "expected": p.expected} for p in official.problems]
    return plain | {"official_texts": {"words": words, "problems": problems}}


def robustness_json(a: Assessment) -> dict[str, Any]:
    """How many combinations of serious readings leave no binding rule breached; null if they were not counted."""
    r = robustness(a.findings)
    return {
        "combinations": r.combinations if r.counted else None,
        "passing": r.passing if r.counted else None,
        "open": r.open if r.counted else None,
        "questions": msgspec.to_builtins(r.questions),
    }


def dumps(value: Any) -> str:
    """JSON text with the same bytes for the same values."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"


def _standing(a: Assessment, s: Standing) -> dict[str, Any]:
    return {
        "bearer": s.bearer,
        "name": s.name,
        "kind": "State" if s.is_state else "person",
        "verdict": verdict_json(s.verdict),
        "duties": s.duties,
        "roles": [_role(a, held) for held in s.roles],
        "bound_by": [_binding(b) for b in s.bound_by],
    }


def _role(a: Assessment, held: RoleHeld) -> dict[str, Any]:
    return {
        "role": held.role,
        "label": a.knowledge.roles[held.role].label,
        "subject": held.subject,
        "holds": NAMES[held.truth],
        "because": [proof_json(p) for p in held.because],
    }


def _binding(b: Binding) -> dict[str, Any]:
    entry = b.entry
    bound = entry.bound_from if entry else None
    return {
        "instrument": b.instrument.version,
        "short": b.instrument.short,
        "binds": NAMES[b.truth],
        "as_custom": [c.provision for c in b.custom],
        "since": bound.not_before.isoformat() if bound else None,
        "since_settled": bound.settled if bound else False,
        "status_confidence": entry.status_confidence if entry else None,
        "date_confidence": entry.date_confidence if entry else None,
    }


def _not_covered(a: Assessment, n: NotCovered) -> dict[str, Any]:
    return {
        "legal_order": n.legal_order,
        "matter": n.matter,
        "instrument": n.instrument,
        "authority": n.authority,
        "note": n.note,
        "touched": "certainly" if n.certain else "perhaps",
        "subjects": list(n.subjects),
        "answers": [cited(a.knowledge, p) for p in n.answers],
        "stands_in": list(n.stands_in),
        "confidence": n.confidence,
    }


def cited(knowledge: m.Knowledge, provision: str, role: str = "operative") -> dict[str, Any]:
    """The citation of a provision, with its paraphrase and official address."""
    version = provision.partition("#")[0]
    instrument = knowledge.instruments[version]
    found = next(p for p in instrument.provisions if p.id == provision)
    return {
        "provision": provision,
        "label": found.label,
        "instrument": instrument.title,
        "short": instrument.short,
        "says": found.says,
        "official_url": instrument.official_url,
        "role": role,
    }


def _finding(a: Assessment, f: Finding) -> dict[str, Any]:
    rule = f.rule
    asked = list(a.questions.of.get((rule.id, f.bearer, f.subject), ()))
    return {
        "rule": rule.id,
        "title": rule.title,
        "cites": [cited(a.knowledge, c.provision, c.role) for c in rule.cites],
        "kind": rule.kind,
        "force": "binding" if rule.binding else "expectation",
        "legal_order": a.knowledge.instruments[rule.instrument].legal_order,
        "bearer": f.bearer,
        "bearer_name": a.name(f.bearer),
        "subject": f.subject,
        "subject_name": a.name(f.subject),
        "phase": rule.phase,
        "result": f.result,
        "result_as_planned": f.as_planned,
        "by_reading": _by_reading(f, asked),
        "only_on": list(f.only_on),
        "may_become": list(may_become(f)),
        "questions": asked,
        "assumed": [{"part": part, "fact": fact, "set": name} for part, fact, name in assumed(f, a.prepared)],
        "law_followed": f.followed,
        "while": [{"part": part, "fact": fact} for part, fact in so_far(f)],
        "contested_between": contested_between(a, f),
        "reads": rule.reads,
        "missing": [
            {"part": x.part, "fact": x.fact, "label": x.label, "question": x.question, "why": x.why} for x in f.missing
        ],
        "outlook": _outlook(f),
        "to_do": _to_do(a, f),
        "evidence": list(rule.evidence),
        "reaches_company_by": rule.reaches_company_by,
        "consequence": {"says": rule.consequence, "by": rule.consequence_by} if rule.consequence else None,
        "gap": rule.gap,
        "reading_notes": list(rule.reading_notes),
        "confidence": rule.confidence,
        "doubt": f.doubt,
        "last_confirmed": rule.last_confirmed.isoformat() if rule.last_confirmed else None,
        "confirmed_against": rule.confirmed_against,
        "confirmed_by": rule.confirmed_by,
        # for a rule that does not apply, the clause that settles it; for every other rule, the whole proof
        "because": [
            {"result": result, "proof": proof_json(p if f.applicable else decisive(p))} for result, p in f.because
        ],
    }  # fmt: skip


def _by_reading(f: Finding, asked: list[str]) -> dict[str, Any]:
    """The result under each reading; one that is open names the questions it is open on."""
    return {key: {"open_on": asked} if result == "open" else result for key, result in f.by_reading.items()}


def _outlook(f: Finding) -> dict[str, Any] | None:
    """The possible results of an open finding; null if they were not worked out or nothing was open."""
    o = f.outlook
    if o is None:
        return None
    return {
        "state": o.state,
        "possible": list(o.possible),
        "turns_on": [
            {
                "part": turn.part, "fact": turn.fact,
                "ways": [
                    {**_answered(value), "result": result}
                    for value, result in zip(turn.values, turn.results, strict=True)
                ],
                "given": [{"part": part, "fact": fact, **_answered(value)} for (part, fact), value in turn.given],
            }
            for turn in o.turns
        ],
        "no_effect": [{"part": part, "fact": fact} for part, fact in o.idle],
        "note": o.note,
    }  # fmt: skip


def _answered(value: Any) -> dict[str, Any]:
    return {"does_not_arise": True} if value is None else {"value": plain(value)}


def _to_do(a: Assessment, f: Finding) -> dict[str, Any] | None:
    rule = f.rule
    if rule.to_do is None:
        return None
    fee: dict[str, Any] | None = None
    if rule.to_do.fee_parameter:
        parameter = a.knowledge.parameters[rule.to_do.fee_parameter]
        found = amount(parameter, a.knowledge, a.prepared.mission, f.subject, a.on)
        fee = {
            "says": parameter.label, "amount": None if found.value is None else str(found.value), "unit": parameter.unit,
            "on": None if found.day is None else str(found.day), "day_of": found.of, "last_known": found.last_known,
        }  # fmt: skip
    elif rule.to_do.fee:
        fee = {
            "says": rule.to_do.fee, "amount": None, "unit": None, "on": None, "day_of": "", "last_known": False,
        }  # fmt: skip
    return {
        "what": rule.to_do.what,
        "addressed_to": rule.to_do.addressed_to,
        "lead_time": rule.to_do.lead_time,
        "fee": fee,
        "phase": rule.to_do.phase,
    }


def contested_between(a: Assessment, f: Finding) -> list[dict[str, Any]]:
    """For a contested finding: each reading that matters, its holders by the day, and the result under it."""
    if not f.contested:
        return []
    matter = {part.split(":")[0] for key in f.by_reading for part in key.split(" & ")}
    found = []
    for question in sorted(matter):
        for reading in a.knowledge.questions[question].readings:
            results = sorted({o.result for c, o in f.outcomes if reading.id in dict(c).get(question, ())})
            if not results:
                continue
            holders = [
                {
                    "name": h.name, "kind": h.kind, "state": h.state, "since": h.since, "nearest": h.nearest,
                    "confidence": h.confidence, "source": h.source,
                }
                for h in shown_holders(reading, a)
            ]  # fmt: skip
            found.append(
                {
                    "question": question, "reading": reading.id, "name": reading.name, "weight": reading.weight,
                    "prevailing": reading.id in prevailing(a.knowledge.questions[question]), "results": results,
                    "holders": holders,
                }
            )  # fmt: skip
    return found


def proof_json(proof: Proof) -> dict[str, Any]:
    """A proof as plain values, without empty entries."""
    out: dict[str, Any] = {"word": proof.word, "result": proof.result}
    for key, value in (
        ("label", proof.label), ("about", proof.about), ("comparison", proof.comparison),
        ("operand", plain(proof.operand)), ("note", proof.note),
    ):  # fmt: skip
        if value not in ("", None):
            out[key] = value
    if proof.facts:
        out["facts"] = [_used(u) for u in proof.facts]
    if proof.parts:
        out["parts"] = [proof_json(p) for p in proof.parts]
    return out


def _used(used: Used) -> dict[str, Any]:
    out: dict[str, Any] = {"part": used.part, "fact": used.fact, "state": used.state, "origin": used.origin}
    if used.state == "given":
        out["value"] = plain(used.value)
    if used.stated:
        out["stated"] = list(used.stated)
    for key, value in (("why", used.why), ("source", used.source), ("by", used.by), ("on", used.on)):
        if value:
            out[key] = value
    return out
