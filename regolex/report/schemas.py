"""Published JSON Schemas: of every knowledge file, of mission files (from the ontology) and of an assessment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from regolex.engine.outlook import STATES
from regolex.engine.results import RESULTS
from regolex.engine.verdict import WORDS
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.missions.hypothetical import WORKS
from regolex.missions.mission import COMMITMENTS, JUDGEMENTS, REASONS
from regolex.missions.terms import LISTS, SO_FAR, TO_JUDGE
from regolex.report.published import SCHEMA_ID
from regolex.report.readings import HOLDER_KINDS
from regolex.report.records import record
from regolex.report.verdict_schema import BESIDE, VERDICT, VERDICTS, by_reading, finding_extras

KNOWLEDGE_FILES = (
    "card", "provisions", "rule", "conditions", "question", "parameters", "jurisdiction", "union", "participation",
    "special-cases", "declaration", "known-law", "cases", "condition-cases", "shared-cases", "intake", "pack",
)  # fmt: skip
NAMES = (*KNOWLEDGE_FILES, "mission", "assessment", "links")
LISTED = (
    "A list that is given is complete, unless `lists` says otherwise; leave it out if it is not known.",
    "There may be more than those listed, unless `lists` says that they are all.",
    "List what is to be judged; what is left out is not looked at.",
)
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


class Words(Protocol):
    """What a schema takes from the knowledge: the words alone, so that a broken rule stops no schema."""

    @property
    def kinds(self) -> Mapping[str, m.Kind]: ...
    @property
    def taxa(self) -> Mapping[str, m.Taxon]: ...
    @property
    def facts(self) -> Mapping[str, m.Fact]: ...


def schema(name: str, words: Words) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) called ``name``."""
    if name == "mission":
        return mission_schema(words)
    if name == "assessment":
        return assessment_schema()
    if name == "links":
        return links_schema()
    from regolex.law.formats import json_schema

    return json_schema(name)


def links_schema() -> dict[str, Any]:
    """The schema of the links file that ``regolex corpus link`` writes."""
    import msgspec

    from regolex.formats.texts.official import SCHEMA_ID, Links

    found = msgspec.json.schema(Links)
    return {"$schema": _DRAFT, "$id": SCHEMA_ID, "title": "Links", **found}


def _answer(value: dict[str, Any]) -> dict[str, Any]:
    """A value, a value with its source, or the reason why there is none."""
    text = {"type": "string"}
    return {
        "anyOf": [
            value,
            {"type": "null"},
            {
                "type": "object", "additionalProperties": False, "required": ["value"],
                "properties": {"value": value, "source": text, "by": text, "on": text},
            },
            {
                "type": "object", "additionalProperties": False, "required": ["unknown"],
                "properties": {"unknown": {"enum": list(REASONS)}, "source": text},
            },
            {
                "type": "object", "additionalProperties": False, "required": ["does_not_arise"],
                "properties": {"does_not_arise": text},
            },
        ]
    }  # fmt: skip


def _value(fact: m.Fact, words: Words) -> dict[str, Any]:
    number: dict[str, Any] = {"type": "integer" if fact.type == "integer" else "number"}
    if fact.minimum is not None:
        number["minimum"] = int(fact.minimum)
    if fact.maximum is not None:
        number["maximum"] = int(fact.maximum)
    by_type: dict[str, dict[str, Any]] = {
        "boolean": {"type": "boolean"},
        "text": {"type": "string"},
        "date": {"type": "string", "format": "date"},
        "state": {"type": "string", "pattern": "^([A-Z]{3}|x[a-z]{2})$"},
        "part": {"type": "string", "description": f"id of one of the mission's {fact.of} parts"},
        "commitment": {"enum": list(COMMITMENTS)},
        "judgement": {"enum": list(JUDGEMENTS)},
        "integer": number,
        "decimal": number,
        "concept": {"enum": [slug for slug, taxon in words.taxa.items() if taxon.scheme == fact.of]},
    }
    one = by_type[fact.type]
    return {"anyOf": [one, {"type": "array", "items": one}]} if fact.many else one


def mission_schema(words: Words) -> dict[str, Any]:
    """The schema of mission files: one property for each fact of the ontology."""
    text = {"type": "string"}
    parts: dict[str, dict[str, Any]] = {}
    for kind in words.kinds.values():
        properties: dict[str, Any] = {}
        for fact in words.facts.values():
            if fact.kind == kind.name and not fact.derived:
                described = {"title": fact.label, "description": f"{fact.definition}. {fact.question}"}
                properties[fact.id.partition(".")[2]] = {**described, **_answer(_value(fact, words))}
        parts[kind.name] = {"type": "object", "additionalProperties": False, "properties": properties}
    top: dict[str, Any] = {
        "mission": text, "title": text, "about": {"enum": ["real", "invented"]}, "summary": text,
        "sources": {"type": "array", "items": text}, "on": {"type": "string", "format": "date"},
        "states": {
            "description": "States with a hypothetical treaty status, under codes from xaa to xzz or their own.",
            "type": "object",
            "additionalProperties": record(
                {"hypothetical": {"const": True}},
                {"name": text, **{key: {"type": "array", "items": text} for key in WORKS}},
            ),
        },
        "facts": parts["mission"], "expects": {"type": "object"}, "notes": {},
        "client": {"type": "string", "description": "The party for whom the mission is assessed."},
        "lists": {
            "type": "object", "additionalProperties": False,
            "properties": {k.list_name: {"enum": list(LISTS)} for k in words.kinds.values() if k.list_name},
        },
        "assumed": {
            "anyOf": [
                {"type": "array", "items": text},
                {
                    "type": "object",
                    "additionalProperties": record({}, {"by": text, "on": text, "except": {"type": "array", "items": text}}),
                },
            ],
        },
        "events": record(
            {"none_up_to": {"type": "string", "format": "date"}},
            {"of": {"type": "array", "items": text}, "parts": {"type": "array", "items": text}, "by": text},
        ),
    }  # fmt: skip
    for kind in words.kinds.values():
        if kind.list_name:
            own = parts[kind.name]
            own["properties"] = {"id": text, "name": text, **own["properties"]}
            top[kind.list_name] = {
                "description": f"{kind.definition}. {LISTED[2 if kind.name in TO_JUDGE else kind.name in SO_FAR]}",
                "anyOf": [
                    {"type": "object", "additionalProperties": {"$ref": f"#/$defs/{kind.name}"}},
                    {"type": "array", "items": {"$ref": f"#/$defs/{kind.name}"}},
                ],
            }
    return {
        "$schema": _DRAFT,
        "$id": "https://w3id.org/regolex/schema/mission.json",
        "title": "Mission",
        "type": "object",
        "additionalProperties": False,
        "required": ["mission", "title"],
        "properties": top,
        "$defs": {kind.name: parts[kind.name] for kind in words.kinds.values() if kind.list_name},
    }


def assessment_schema() -> dict[str, Any]:
    """The schema of ``regolex assess --format json``."""
    text: dict[str, Any] = {"type": "string"}
    maybe: dict[str, Any] = {"type": ["string", "null"]}
    texts = {"type": "array", "items": text}
    truth = {"enum": ["true", "false", "unknown"]}
    result = {"enum": list(RESULTS)}
    sure = {"enum": ["verified", "secondary", "doubtful"]}
    proofs = {"type": "array", "items": {"$ref": "#/$defs/proof"}}
    cite = {"$ref": "#/$defs/cite"}
    used = record(
        {"part": text, "fact": text, "state": {"enum": ["given", "missing", "does-not-arise"]}, "origin": text},
        {"value": {}, "why": text, "source": text, "by": text, "on": text},
    )
    proof = record(
        {"word": text, "result": truth},
        {
            "label": text, "about": text, "comparison": text, "operand": {}, "note": text,
            "facts": {"type": "array", "items": used}, "parts": proofs,
        },
    )  # fmt: skip
    standing = record(
        {
            "bearer": text, "name": text, "kind": {"enum": ["State", "person"]}, "verdict": VERDICT,
            "duties": {"type": "integer", "minimum": 0},
            "roles": {
                "type": "array",
                "items": record({"role": text, "label": text, "subject": text, "holds": truth, "because": proofs}),
            },
            "bound_by": {
                "type": "array",
                "items": record(
                    {
                        "instrument": text, "short": text, "binds": truth, "as_custom": texts, "since": maybe,
                        "since_settled": {"type": "boolean"}, "status_confidence": {"enum": [*sure["enum"], None]},
                        "date_confidence": {"enum": [*sure["enum"], None]},
                    }
                ),
            },
        }
    )  # fmt: skip
    not_covered = record(
        {
            "legal_order": text, "matter": text, "instrument": text, "authority": text, "note": text,
            "touched": {"enum": ["certainly", "perhaps"]}, "subjects": texts,
            "answers": {"type": "array", "items": cite}, "stands_in": texts, "confidence": sure,
        }
    )  # fmt: skip
    holder = record(
        {
            "name": text, "kind": {"enum": list(HOLDER_KINDS)}, "state": text, "since": text, "nearest": {"type": "boolean"},
            "confidence": sure, "source": text,
        }
    )  # fmt: skip
    key = {"part": text, "fact": text}
    supposed: dict[str, Any] = {"value": {}, "does_not_arise": {"const": True}}
    turn = record(
        {
            **key, "ways": {"type": "array", "minItems": 2, "maxItems": 2, "items": record({"result": result}, supposed)},
            "given": {"type": "array", "items": record(key, supposed)},
        }
    )  # fmt: skip
    outlook = record(
        {
            "state": {"enum": list(STATES)}, "possible": {"type": "array", "items": result},
            "turns_on": {"type": "array", "items": turn}, "no_effect": {"type": "array", "items": record(key)},
            "note": text,
        }
    )  # fmt: skip
    fee = record(
        {
            "says": text, "amount": maybe, "unit": maybe, "on": maybe, "day_of": text, "last_known": {"type": "boolean"},
        }
    )  # fmt: skip
    finding = record(
        {
            "rule": text, "title": text, "cites": {"type": "array", "minItems": 1, "items": cite},
            "kind": {"enum": [norm.name for norm in NORMS.values() if norm.polarity != "defines"]},
            "force": {"enum": ["binding", "expectation"]}, "legal_order": text, "bearer": text, "bearer_name": text,
            "subject": text, "subject_name": text, "phase": text, "result": result, "result_as_planned": result,
            "by_reading": {"type": "object", "additionalProperties": by_reading(result)}, **finding_extras(result),
            "contested_between": {
                "type": "array",
                "items": record(
                    {
                        "question": text, "reading": text, "name": text, "weight": text,
                        "prevailing": {"type": "boolean"}, "results": {"type": "array", "items": result},
                        "holders": {"type": "array", "items": holder},
                    }
                ),
            },
            "reads": text,
            "missing": {
                "type": "array",
                "items": record({"part": text, "fact": text, "label": text, "question": text, "why": text}),
            },
            "outlook": {"anyOf": [{"type": "null"}, outlook]},
            "to_do": {
                "anyOf": [
                    {"type": "null"},
                    record(
                        {
                            "what": text, "addressed_to": text, "lead_time": text, "phase": text,
                            "fee": {"anyOf": [{"type": "null"}, fee]},
                        }
                    ),
                ]
            },
            "evidence": texts, "reaches_company_by": text,
            "consequence": {"anyOf": [{"type": "null"}, record({"says": text, "by": text})]},
            "gap": text, "reading_notes": texts, "confidence": sure, "doubt": text, "last_confirmed": maybe,
            "confirmed_against": text, "confirmed_by": text,
            "because": {"type": "array", "items": record({"result": result, "proof": {"$ref": "#/$defs/proof"}})},
        }
    )  # fmt: skip
    number: dict[str, Any] = {"type": ["integer", "null"]}
    share = record({"reading": text, "combinations": {"type": "integer"}, "passing": {"type": "integer"},
                     "open": {"type": "integer"}})  # fmt: skip
    robustness = record(
        {
            "combinations": number, "passing": number, "open": number,
            "questions": {
                "type": "array",
                "items": record({"question": text, "readings": {"type": "array", "items": share}}),
            },
        }
    )  # fmt: skip
    objection = record(
        {
            "state": text, "holder": text, "since": text, "says": text, "question": text, "reading": text, "rule": text,
            "bearer": text, "subject": text, "certain": {"type": "boolean"},
        }
    )  # fmt: skip
    not_run = record(
        {
            "question": text, "reading": text, "name": text, "weight": text,
            "why": {"enum": ["no-holder", "fringe", "proposal", "open", "left-open", "beside"]},
            "breaches": {"type": "array", "items": record({"rule": text, "bearer": text, "subject": text})},
            "fails": {"type": "boolean"},
        }
    )  # fmt: skip
    words = record(
        {
            "provision": text, "words": text, "language": text, "exact": {"type": "boolean"}, "file": text, "sha256": text,
            "day": text, "note": text,
        }
    )  # fmt: skip
    official = record(
        {
            "words": {"type": "object", "additionalProperties": words},
            "problems": {
                "type": "array", "items": record({"code": text, "file": text, "what": text, "expected": text}),
            },
        }
    )  # fmt: skip
    place = record(
        {
            "code": text, "name": text, "state": {"type": ["string", "null"]}, "kind": text, "status": text,
            "confidence": text, "source": text, "national_law": text, "law_note": text,
            "treaties": {
                "type": "array",
                "items": record({"instrument": text, "reaches": text, "basis": text, "confidence": text}),
            },
        }
    )  # fmt: skip
    return {
        "$schema": _DRAFT,
        "$id": SCHEMA_ID,
        "title": "Assessment",
        **record(
            {
                "schema": {"const": SCHEMA_ID}, "engine": text,
                "knowledge": record({"version": text, "hash": text, "date": text}),
                "mission": record({"id": text, "title": text, "about": text}), "on": text,
                "readings": {"type": "object", "additionalProperties": texts}, "viewpoint": text,
                "pending": {"type": "boolean"}, "settled": {"type": "boolean"}, "verdict": VERDICTS,
                "phases": {"type": "array", "items": record({"phase": text, "verdict": {"enum": list(WORDS)}})},
                "jurisdictions": {"type": "array", "items": standing},
                "not_covered": {"type": "array", "items": not_covered},
                "gaps": {"type": "array", "items": not_covered},
                "commitments_apart": {
                    "type": "array",
                    "items": record(
                        {"state": text, "matter": text, "says": text, "provisions": {"type": "array", "items": {}},
                         "certain": {"type": "boolean"}, "confidence": text},
                        {"subjects": {"type": "array", "items": text}, "question": text},
                    ),
                },
                "not_required": {
                    "type": "array",
                    "items": record({"what": text, "bearer": text, "subject": text, "provision": text, "why": text}),
                },
                "conflicts": {
                    "type": "array",
                    "items": record({"act": text, "bearer": text, "requires": text, "forbids": text}),
                },
                "robustness": robustness,
                "readings_not_run": {"type": "array", "items": not_run},
                "objections": {"type": "array", "items": objection},
                "findings": {"type": "array", "items": finding},
                **BESIDE,
            },
            {"official_texts": official, "places": {"type": "array", "items": place}},
        ),
        "$defs": {
            "proof": proof,
            "cite": record(
                {
                    "provision": text, "label": text, "instrument": text, "short": text, "says": text,
                    "official_url": text, "role": text,
                }
            ),
        },
    }  # fmt: skip
