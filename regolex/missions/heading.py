"""What stands at the head of a mission file, checked: the words about the whole, its day, its sources; and limits of size."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from regolex.errors import nearest
from regolex.law.source import Document, Where

REALITIES = ("real", "invented")
MAX_PARTS = 1000  # of all kinds together; a campaign of many launches is several missions
MAX_VALUES = 1000  # of one answer
_TEXTS = ("mission", "title", "summary")


def heading(document: Document, data: Mapping[str, Any]) -> dict[str, Any]:
    """The texts of a mission, ``sources`` as a tuple, ``expects`` as a dict; what does not fit is a problem of the document."""
    found: dict[str, Any] = {key: text(document, (key,), data.get(key)) for key in _TEXTS}
    about = data.get("about") or "invented"
    if about not in REALITIES:
        document.complain(
            "106", ("about",), f"{_short(about)} does not say whether the mission is real", expected=" or ".join(REALITIES),
            hint=nearest(about, REALITIES),
        )  # fmt: skip
    found["about"] = str(about)
    found["on"] = day(document, ("on",), data.get("on"))
    sources = data.get("sources") or []
    if not isinstance(sources, (list, tuple)):
        document.complain("106", ("sources",), "sources is not a list", expected="a list of texts")
        sources = []
    found["sources"] = tuple(text(document, ("sources", n), one) for n, one in enumerate(sources))
    expects = data.get("expects") or {}
    if not isinstance(expects, Mapping):
        document.complain("106", ("expects",), f"expects is not a mapping: {_short(expects)}", expected="flags: ...")
        expects = {}
    found["expects"] = dict(expects)
    return found


def text(document: Document, where: Where, value: Any) -> str:
    """A text, or nothing; a number or a day is taken as it is written."""
    if value is None:
        return ""
    if isinstance(value, (dict, list, tuple, bool)):
        document.complain("106", where, f"{_short(value)} is not a text", expected="a text")
        return ""
    return str(value)


def day(document: Document, where: Where, value: Any) -> str:
    """A day as text, or nothing."""
    if value is None or value == "":
        return ""
    said = value.isoformat() if isinstance(value, date) else value
    try:
        if isinstance(said, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", said, re.ASCII):
            return date.fromisoformat(said).isoformat()
    except ValueError:
        pass
    document.complain("106", where, f"{_short(value)} is not a day", expected="a day such as 2026-01-31")
    return ""


def small_enough(document: Document, parts: Mapping[str, Any]) -> bool:
    """Whether a mission has no more parts than can be assessed while someone waits."""
    if len(parts) <= MAX_PARTS:
        return True
    document.complain(
        "M144", (), f"the mission has {len(parts):,} parts", expected=f"at most {MAX_PARTS:,} parts of all kinds together",
        hint="Nothing was assessed. Leave out what is not part of this plan, or write several missions.",
    )  # fmt: skip
    return False


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) < 60 else shown[:57] + "..."
