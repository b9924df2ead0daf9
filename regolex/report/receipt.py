"""A receipt holds the inputs and the result of an assessment, so that anyone can reproduce it.

It carries the mission as a mission file states it, the day, the choices, the hash of the knowledge, the engine's version and
the published result. Its checksum covers all of that. Reproducing reads the mission as a mission file is read, assesses it
again, compares byte by byte and names what differs.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from regolex import __version__
from regolex.engine.assessment import Assessment
from regolex.errors import EvaluationError, Problem
from regolex.knowledge import KnowledgeBase
from regolex.law.source import head_of
from regolex.missions import file as mission_file
from regolex.missions.mission import mission_from_data
from regolex.report.published import dumps, to_json

FORM = 2
MAX_BYTES = 50_000_000  # of a receipt; the result of the largest mission is shorter


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a receipt holds."""

    receipt: int
    engine: str
    knowledge: str
    on: date
    readings: dict[str, list[str]]
    viewpoint: str
    pending: bool
    settled: bool
    mission: dict[str, Any]
    checksum: str
    result: dict[str, Any]


def receipt_of(a: Assessment) -> dict[str, Any]:
    """The receipt of an assessment, as plain values."""
    receipt: dict[str, Any] = {
        "receipt": FORM,
        "engine": __version__,
        "knowledge": a.knowledge.hash,
        "on": a.on.isoformat(),
        "readings": {q: list(r) for q, r in sorted(a.readings.items())},
        "viewpoint": a.viewpoint,
        "pending": a.pending,
        "settled": a.settled,
        "mission": _plain(mission_file.data(a.mission, a.knowledge)),
        "result": to_json(a),
    }
    return receipt | {"checksum": _checksum(receipt)}


def _plain(value: Any) -> Any:
    """A value of a mission file as JSON has it; a number keeps every digit as a text beside its mark."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return {_NUMBER: str(value)}
    return value.isoformat() if isinstance(value, date) else value


def _stated(value: Any) -> Any:
    """The inverse of :func:`_plain`, as far as JSON does not say the same."""
    if isinstance(value, dict):
        if value.keys() == {_NUMBER}:
            return Decimal(str(value[_NUMBER]))
        return {key: _stated(one) for key, one in value.items()}
    return [_stated(one) for one in value] if isinstance(value, list) else value


_NUMBER = "decimal"


def _checksum(receipt: dict[str, Any]) -> str:
    """Of everything in a receipt but the checksum itself, in an order of its own."""
    covered = {key: value for key, value in sorted(receipt.items()) if key != "checksum"}
    return hashlib.sha256(dumps(covered).encode()).hexdigest()


def read_receipt(path: Path) -> Receipt:
    """Read a receipt.

    Raises EvaluationError E309 for one of an earlier form, and E304 for what is none or was changed.
    """
    try:
        raw = head_of(path, MAX_BYTES)
        if len(raw) > MAX_BYTES:
            raise _none(path, f"it has more than {MAX_BYTES:,} bytes")
        plain = json.loads(raw, object_pairs_hook=_once, parse_constant=_no_number)
    except (OSError, ValueError, RecursionError) as error:
        raise _none(path, f"it cannot be read as a receipt: {error}") from None
    form = plain.get("receipt") if isinstance(plain, dict) else None
    if isinstance(form, int) and 0 < form < FORM:
        raise EvaluationError(
            Problem(
                "E309", f"the receipt has form {form}", str(path), expected=f"a receipt of form {FORM}",
                hint="Its checksum covers the result alone. Assess the mission file again with --receipt, which writes "
                f"form {FORM}: its checksum covers the mission and the choices as well.",
            )
        )  # fmt: skip
    try:
        receipt = msgspec.convert(plain, Receipt)
    except (msgspec.ValidationError, RecursionError, UnicodeError) as error:
        raise _none(path, f"it cannot be read as a receipt: {error}") from None
    if receipt.receipt != FORM:
        raise _none(path, f"there is no form {receipt.receipt} of a receipt")
    try:
        same = _checksum(plain) == receipt.checksum
    except (msgspec.MsgspecError, UnicodeError, RecursionError, OverflowError) as error:
        raise _none(path, f"it cannot be read as a receipt: {error}") from None
    if not same:
        raise _none(path, "it does not carry the checksum it was written with: the file was changed")
    return receipt


def _none(path: Path, what: str) -> EvaluationError:
    return EvaluationError(Problem("E304", what[:500], str(path), expected="a file written by --receipt"))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is not a finite number")


def reproduce(receipt: Receipt, kb: KnowledgeBase) -> list[str]:
    """Make the assessment again; the differences, one sentence each, or nothing.

    Raises MissionError or EvaluationError where the receipt asks for what cannot be assessed.
    """
    differences = []
    if receipt.knowledge != kb.knowledge.hash:
        differences.append(
            f"knowledge: the receipt was made with {receipt.knowledge[:16]}, this is {kb.knowledge.hash[:16]}"
        )
    if receipt.engine != __version__:
        differences.append(f"engine: the receipt was made with {receipt.engine}, this is {__version__}")
    try:
        stated = _stated(receipt.mission)
    except ArithmeticError:
        raise EvaluationError(Problem("E304", "a number in its mission is none", expected="digits")) from None
    mission = mission_from_data(stated, kb.knowledge, name="the mission of the receipt")
    readings: dict[str, str] = {}
    for question, chosen in receipt.readings.items():
        if not chosen:
            raise EvaluationError(
                Problem("E302", f"no reading of {question!r} is named", expected="one of its readings")
            )
        if not receipt.viewpoint:
            readings[question] = chosen[0]
    again = kb.assess(
        mission, on=receipt.on, readings=readings, viewpoint=receipt.viewpoint, pending=receipt.pending,
        settle=receipt.settled,
    )  # fmt: skip
    result = to_json(again)
    if dumps(result) != dumps(receipt.result):
        differences += _differences(receipt.result, result)
    return differences


def _differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    found = []
    for key in ("verdict", "on", "mission"):
        if old.get(key) != new.get(key):
            found.append(f"{key}: was {old.get(key)}, is {new.get(key)}")
    before, after = _results(old), _results(new)
    for place in sorted(before.keys() | after.keys()):
        was, now = before.get(place), after.get(place)
        name = " / ".join(place)
        if was is None or now is None:
            found.append(f"{name}: {'is new' if was is None else 'is gone'}")
        elif was != now:
            found.append(f"{name}: was {was}, is {now}")
    return found or ["the results agree in every finding; the bytes differ in wording or knowledge version"]


def _results(result: dict[str, Any]) -> dict[tuple[str, ...], str]:
    """The result of every finding of a published assessment; what is none of that form is left out."""
    findings = result.get("findings")
    return {
        tuple(str(f.get(key)) for key in ("rule", "bearer", "subject")): str(f.get("result"))
        for f in (findings if isinstance(findings, list) else ())
        if isinstance(f, dict)
    }


__all__ = ["FORM", "Receipt", "read_receipt", "receipt_of", "reproduce"]
