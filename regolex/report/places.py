"""Territories and dissolved States in words: who acts for them, which treaties reach them, and what national law does."""

from __future__ import annotations

from typing import Any

from regolex.engine.assessment import Assessment
from regolex.engine.territories import Place, places
from regolex.report.phrases import listed

_UNSURE = {"likely": "probably", "unclear": "perhaps"}


def place_words(a: Assessment) -> list[str]:
    """One or more sentences for each territory or dissolved State that the mission names."""
    return [_words(place) for place in places(a.knowledge, a.mission, a.on)]


def _words(place: Place) -> str:
    row = place.row
    if row.kind == "none":
        return f"{place.name}: {_ended(row.status)} {_ended(row.note)}"
    if row.kind == "own":
        return " ".join(filter(None, (f"{place.name}: {_ended(row.status)}", _ended(row.note))))
    if row.kind == "succession":
        return " ".join(
            filter(None, (f"{place.name}: {row.status}; {place.state_name} stands in its place.", _ended(row.note)))
        )
    said = [f"{place.name}: territory of {place.state_name}, whose acts count for it ({row.status})."]
    sure = [one.instrument.short for one in place.treaties if one.reaches in ("yes", "by-rule")]
    if sure:
        by_rule = any(one.reaches == "by-rule" for one in place.treaties)
        ground = ", by the general rule that a treaty binds a State for its whole territory" if by_rule else ""
        said.append(f"Reached by {listed(sure, 9, ', ')}{ground}.")
    doubt = [f"{one.instrument.short} ({_UNSURE[one.reaches]})" for one in place.treaties if one.reaches in _UNSURE]
    if doubt:
        basis = next(one.basis for one in place.treaties if one.reaches in _UNSURE)
        said.append(f"Not settled whether it is reached by {listed(doubt, 9, ', ')}: {_ended(basis)}")
    return " ".join(filter(None, (*said, _ended(row.law_note), _ended(row.note))))


def _ended(text: str) -> str:
    return f"{text}." if text and not text.endswith(".") else text


def places_json(a: Assessment) -> list[dict[str, Any]]:
    """The same as plain values, for the published form."""
    return [
        {
            "code": place.code,
            "name": place.name,
            "state": place.state or None,
            "kind": place.row.kind,
            "status": place.row.status,
            "confidence": place.row.confidence,
            "source": place.row.source,
            "national_law": place.row.national_law,
            "law_note": place.row.law_note,
            "treaties": [
                {
                    "instrument": one.instrument.version, "reaches": one.reaches, "basis": one.basis,
                    "confidence": one.confidence,
                }
                for one in place.treaties
            ],
        }
        for place in places(a.knowledge, a.mission, a.on)
    ]  # fmt: skip


__all__ = ["place_words", "places_json"]
