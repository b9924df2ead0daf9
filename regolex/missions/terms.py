"""The terms on which a mission is assessed: for whom, which lists are complete, what is assumed, which events are excluded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from regolex.errors import nearest
from regolex.law import model as m
from regolex.law.source import Document, unknown_keys

LISTS = ("complete", "so-far")
SO_FAR = ("authorisation",)  # lists that may go on unless they are said to be complete
TO_JUDGE = ("act", "contract")  # lists that name what is to be judged: what they leave out is not asked about


class Adopted(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who adopted an assumption set and when, and what of it is not assumed: facts, or ``part fact``."""

    by: str = ""
    on: str = ""
    excepted: tuple[str, ...] = ()


class NoneSoFar(msgspec.Struct, frozen=True, omit_defaults=True):
    """That none of some events had happened to some parts up to a day."""

    up_to: date
    of: tuple[str, ...] = ()  # all events where empty
    parts: tuple[str, ...] = ()  # the parts that were listed then; all where empty
    by: str = ""


class Terms(msgspec.Struct, frozen=True):
    """All of them, as a mission holds them."""

    client: str = ""
    lists: dict[str, str] = {}
    assumed: dict[str, Adopted] = {}
    events: NoneSoFar | None = None


def read_terms(document: Document, knowledge: m.Knowledge, parts: Mapping[str, tuple[str, ...]]) -> Terms:
    """The terms in a mission document; what is wrong with them is noted in it."""
    data = document.data
    return Terms(
        _client(document, data.get("client"), parts),
        _lists(document, data.get("lists"), knowledge),
        _assumed(document, data.get("assumed"), knowledge),
        _events(document, data.get("events"), knowledge),
    )


def _client(document: Document, raw: Any, parts: Mapping[str, tuple[str, ...]]) -> str:
    if raw is None:
        return ""
    ids = [part.partition(":")[2] for part in parts.get("party", ())]
    if raw not in ids:
        document.complain(
            "M140", ("client",), f"there is no party {raw!r}", expected=", ".join(ids) or "the id of a party",
            hint=nearest(raw, ids),
        )  # fmt: skip
        return ""
    return f"party:{raw}"


def _lists(document: Document, raw: Any, knowledge: m.Knowledge) -> dict[str, str]:
    kinds = {kind.list_name: kind.name for kind in knowledge.kinds.values() if kind.list_name}
    found = {}
    for name, word in _mapping(document, "lists", raw).items():
        if name not in kinds:
            document.complain("107", ("lists", name), f"there is no list {name!r}", hint=nearest(name, kinds))
        elif word not in LISTS:
            document.complain(
                "106", ("lists", name), f"{word!r} does not say how far the list goes", expected="complete, so-far"
            )
        else:
            found[kinds[name]] = str(word)
    return found


def _assumed(document: Document, raw: Any, knowledge: m.Knowledge) -> dict[str, Adopted]:
    sets = knowledge.asking.sets
    if isinstance(raw, (list, tuple)):
        raw = {str(name): {} for name in raw}
    found = {}
    for name, own in _mapping(document, "assumed", raw).items():
        if name not in sets:
            document.complain(
                "M147", ("assumed", name), f"there is no assumption set {name!r}", expected=", ".join(sets),
                hint=nearest(name, sets),
            )  # fmt: skip
            continue
        if not isinstance(own, Mapping):
            document.complain(
                "106", ("assumed", name), "who adopted it is not stated", expected="{by: ..., on: 2026-01-31}"
            )
            continue
        unknown_keys(document, ("assumed", name), dict(own), ["by", "on", "except"])
        excepted = own.get("except") or []
        for one in excepted:
            fact = str(one).rpartition(" ")[2]
            if fact not in knowledge.facts:
                document.complain(
                    "M123",
                    ("assumed", name, "except"),
                    f"there is no fact {fact!r}",
                    hint=nearest(fact, knowledge.facts),
                )
        found[name] = Adopted(str(own.get("by") or ""), str(own.get("on") or ""), _sorted(excepted))
    return found


def _events(document: Document, raw: Any, knowledge: m.Knowledge) -> NoneSoFar | None:
    own = _mapping(document, "events", raw)
    if not own:
        return None
    unknown_keys(document, ("events",), dict(own), ["none_up_to", "of", "parts", "by"])
    day = own.get("none_up_to")
    try:
        day = day if isinstance(day, date) else date.fromisoformat(str(day))
    except ValueError:
        document.complain(
            "106", ("events", "none_up_to"), f"{day!r} is not a date", expected="a date such as 2026-01-31"
        )
        return None
    of = _sorted(own.get("of"))
    for name in of:
        if name not in knowledge.asking.events:
            hint = nearest(name, knowledge.asking.events)
            document.complain("M147", ("events", "of"), f"there is no event {name!r}", hint=hint)
    return NoneSoFar(day, of, _sorted(own.get("parts")), str(own.get("by") or ""))


def _sorted(raw: Any) -> tuple[str, ...]:
    """Names whose order means nothing, in one order, so that every format of a file gives the same mission."""
    return tuple(sorted({*map(str, raw or ())}))


def _mapping(document: Document, key: str, raw: Any) -> Mapping[str, Any]:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        document.complain("106", (key,), f"{key} is not a mapping", expected="keys and values")
        return {}
    return raw


def terms_data(terms: Any, knowledge: m.Knowledge) -> dict[str, Any]:
    """The terms of a mission as a mission file writes them; only those that say something."""
    out: dict[str, Any] = {}
    if terms.client:
        out["client"] = terms.client.partition(":")[2]
    if terms.lists:
        out["lists"] = {knowledge.kinds[kind].list_name: word for kind, word in terms.lists.items()}
    if terms.assumed:
        out["assumed"] = {
            name: {
                **({"by": own.by} if own.by else {}), **({"on": own.on} if own.on else {}),
                **({"except": list(own.excepted)} if own.excepted else {}),
            }
            for name, own in terms.assumed.items()
        }  # fmt: skip
    if terms.events:
        out["events"] = {
            "none_up_to": terms.events.up_to.isoformat(),
            **{key: list(getattr(terms.events, key)) for key in ("of", "parts") if getattr(terms.events, key)},
            **({"by": terms.events.by} if terms.events.by else {}),
        }
    return out


__all__ = ["LISTS", "SO_FAR", "Adopted", "NoneSoFar", "Terms", "read_terms", "terms_data"]
