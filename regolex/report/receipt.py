"""A receipt holds the inputs and the result of an assessment, so that anyone can reproduce it.

It carries the mission as stated, the day, the choices, the hash of the knowledge, the engine's version and the published
result with its checksum. Reproducing compares byte by byte and names the differences.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from regolex import __version__
from regolex.engine.assessment import Assessment
from regolex.errors import EvaluationError, Problem
from regolex.knowledge import KnowledgeBase
from regolex.missions.mission import Answer, Mission
from regolex.report.published import dumps, to_json


def receipt_of(a: Assessment) -> dict[str, Any]:
    """The receipt of an assessment, as plain values."""
    result = to_json(a)
    return {
        "receipt": 1,
        "engine": __version__,
        "knowledge": a.knowledge.hash,
        "on": a.on.isoformat(),
        "readings": {q: list(r) for q, r in sorted(a.readings.items())},
        "viewpoint": a.viewpoint,
        "pending": a.pending,
        "settled": a.settled,
        "mission": json.loads(msgspec.json.encode(a.mission)),
        "checksum": _checksum(result),
        "result": result,
    }


def _checksum(result: dict[str, Any]) -> str:
    return hashlib.sha256(dumps(result).encode()).hexdigest()


def read_receipt(path: Path) -> dict[str, Any]:
    """Read a receipt; raises EvaluationError if the file is not one."""
    try:
        receipt = json.loads(path.read_text(encoding="utf-8"))
        if receipt["receipt"] == 1 and _checksum(receipt["result"]) == receipt["checksum"]:
            return dict(receipt)
        what = "the result does not match its checksum: the file has been changed"
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"cannot be read as a receipt: {error}"
    raise EvaluationError(Problem("E304", what, str(path), expected="a file written by --receipt"))


def reproduce(receipt: dict[str, Any], kb: KnowledgeBase) -> list[str]:
    """Make the assessment again and return the differences, one sentence each."""
    differences = []
    if receipt["knowledge"] != kb.knowledge.hash:
        differences.append(
            f"knowledge: the receipt was made with {receipt['knowledge'][:16]}, this is {kb.knowledge.hash[:16]}"
        )
    if receipt["engine"] != __version__:
        differences.append(f"engine: the receipt was made with {receipt['engine']}, this is {__version__}")
    mission = _typed(msgspec.convert(receipt["mission"], Mission), kb)
    readings = {q: r[0] for q, r in receipt["readings"].items()} if not receipt["viewpoint"] else {}
    again = kb.assess(
        mission, on=date.fromisoformat(receipt["on"]), readings=readings, viewpoint=receipt["viewpoint"],
        pending=receipt["pending"], settle=receipt.get("settled", False),
    )  # fmt: skip
    result = to_json(again)
    if dumps(result) != dumps(receipt["result"]):
        differences += _differences(receipt["result"], result)
    return differences


def _typed(mission: Mission, kb: KnowledgeBase) -> Mission:
    """The mission with the types that JSON lacks (dates, decimals, tuples) restored from the facts."""
    from decimal import Decimal

    facts = kb.knowledge.facts

    def typed(fact: str, answer: Answer) -> Answer:
        value = answer.value
        kind = facts[fact].type if fact in facts else ""
        if value is None:
            return answer
        if facts.get(fact) and facts[fact].many:
            value = tuple(value)
        elif kind == "date":
            value = date.fromisoformat(value)
        elif kind in ("integer", "decimal"):
            value = Decimal(str(value))
        return msgspec.structs.replace(answer, value=value)

    answers = {part: {f: typed(f, a) for f, a in of_part.items()} for part, of_part in mission.answers.items()}
    return msgspec.structs.replace(mission, answers=answers)


def _differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    found = []
    for key in ("verdict", "on", "mission"):
        if old.get(key) != new.get(key):
            found.append(f"{key}: was {old.get(key)}, is {new.get(key)}")
    before = {(f["rule"], f["bearer"], f["subject"]): f for f in old.get("findings", [])}
    after = {(f["rule"], f["bearer"], f["subject"]): f for f in new.get("findings", [])}
    for place in sorted(before.keys() | after.keys()):
        was, now = before.get(place), after.get(place)
        name = " / ".join(place)
        if was is None or now is None:
            found.append(f"{name}: {'is new' if was is None else 'is gone'}")
        elif was["result"] != now["result"]:
            found.append(f"{name}: was {was['result']}, is {now['result']}")
    return found or ["the results agree in every finding; only wording or knowledge version differs"]
