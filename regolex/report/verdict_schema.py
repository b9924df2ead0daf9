"""JSON Schema of verdicts and of what stands beside the findings in the published form."""

from __future__ import annotations

from typing import Any

from regolex.engine.verdict import GRADES, WORDS
from regolex.report.records import record

_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_COUNTS: dict[str, Any] = {"type": "object", "additionalProperties": _COUNT}
_WORD: dict[str, Any] = {"enum": list(WORDS)}
_ASKED: dict[str, Any] = {"part": _TEXT, "fact": _TEXT}
_ANSWER: dict[str, Any] = {"value": {}, "does_not_arise": {"const": True}}

VERDICT = record(
    {"word": _WORD, "grade": {"enum": list(GRADES)}, "may_become": {"type": "array", "items": _WORD}},
    {"but_for": record({"judgements": _COUNT, "doubts": _COUNT})},
)
_SIDE = {"every_reading": VERDICT, "dominant": VERDICT}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "null"}, schema]}


def _list(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


VERDICTS = record(
    {
        "you": _or_null(record({**_SIDE, "strict": _or_null(record(_SIDE))})),
        "client": _TEXT,
        "reaches": _TEXTS,
        "mission": record(
            {
                **_SIDE, "questions": _COUNTS, "not_covered": _COUNT,
                "readings_chosen": {"type": "object", "additionalProperties": _TEXTS},
                "assumptions": record({"sets": _TEXTS, "facts": _COUNT, "flips": _or_null(_TEXTS)}),
                "strict": _or_null(record({**_SIDE, "questions": _COUNTS})),
            }
        ),
    }
)  # fmt: skip

BESIDE: dict[str, Any] = {
    "might_concern": _list(
        record(
            {
                "questions": _TEXTS,
                "entries": _list(
                    record(
                        {
                            "bearer": _TEXT, "name": _TEXT, "roles": _TEXTS, "subjects": _TEXTS, "rules": _COUNT,
                            "rule_ids": _TEXTS,
                        }
                    )
                ),
                "may_become": _TEXTS,
            }
        )
    ),
    "dormant": _list(
        record(
            {
                "event": _TEXT, "happens": _TEXT, "bearer": _TEXT, "bearer_name": _TEXT, "rule": _TEXT, "subjects": _TEXTS,
                "also_waits_on": _list(record(_ASKED)), "only_on": _TEXTS, "do": _TEXT, "addressed_to": _TEXT,
                "within": _TEXT, "fault": _TEXT, "prepare": _TEXT,
            }
        )
    ),
    "questions": _list(
        record(
            {
                "id": _TEXT, "parts": _TEXTS, "fact": _TEXT, "label": _TEXT, "question": _TEXT, "who": _TEXT,
                "kind": _TEXT, "hangs": _COUNT, "decides": _COUNT, "needed_by": _TEXT, "gate_of": _TEXTS, "why": _TEXT,
                "missing": _TEXT,
            }
        )
    ),
    "assumptions": _list(
        record(
            {
                "set": _TEXT, "title": _TEXT, "by": _TEXT, "on": _TEXT, "applied": {"type": "boolean"},
                "facts": _list(record({**_ASKED, "because": _TEXT}, _ANSWER)), "except": _TEXTS,
            }
        )
    ),
    "derived": _list(record({**_ASKED, "origin": _TEXT, "because": _TEXT}, _ANSWER)),
    "events": _or_null(record({"none_up_to": _TEXT, "of": _TEXTS, "parts": _TEXTS, "by": _TEXT})),
}  # fmt: skip


def by_reading(result: dict[str, Any]) -> dict[str, Any]:
    """The result under one reading: a word, or the questions on which it is open."""
    settled = {"enum": [word for word in result["enum"] if word != "open"]}
    return {"anyOf": [settled, record({"open_on": _TEXTS})]}


def finding_extras(result: dict[str, Any]) -> dict[str, Any]:
    """What a finding says beside its result: the readings it holds on, what it may become, what it rests on."""
    return {
        "only_on": _TEXTS,
        "may_become": _list(result),
        "questions": _TEXTS,
        "assumed": _list(record({**_ASKED, "set": _TEXT})),
        "law_followed": {"type": "boolean"},
        "while": _list(record(_ASKED)),
    }
