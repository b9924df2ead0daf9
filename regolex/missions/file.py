"""Writing missions: plain values and YAML that read back to the same mission.

The words are chosen by the same schema by which :mod:`regolex.law.source` reads them, so that a State called ``NO``, a title
called ``1e5`` and an amount of ``0.10`` come back as they were.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from regolex.law import model as m
from regolex.law.source import scalar
from regolex.missions.hypothetical import plain_states
from regolex.missions.mission import Answer, Mission
from regolex.missions.terms import terms_data
from regolex.missions.windows import Window, plain_window

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z0-9(][A-Za-z0-9_./()-]*)*\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def data(mission: Mission, knowledge: m.Knowledge) -> dict[str, Any]:
    """A mission as plain values in the shape of a mission file: the inverse of ``mission_from_data``."""
    out: dict[str, Any] = {"mission": mission.id, "title": mission.title, "about": mission.about}
    for key in ("summary", "on"):
        if getattr(mission, key):
            out[key] = getattr(mission, key)
    if mission.sources:
        out["sources"] = list(mission.sources)
    out |= terms_data(mission, knowledge)
    if mission.states:
        out["states"] = plain_states(mission.states)
    out["facts"] = _answers(mission.answers.get("mission", {}), knowledge)
    for kind, parts in mission.parts.items():
        listed: dict[str, Any] = {}
        for part in parts:
            named = {"name": mission.names[part]} if part in mission.names else {}
            listed[part.partition(":")[2]] = named | _answers(mission.answers.get(part, {}), knowledge)
        out[knowledge.kinds[kind].list_name] = listed
    if mission.expects:
        out["expects"] = mission.expects
    return out


def text(mission: Mission, knowledge: m.Knowledge) -> str:
    """A mission as the text of a mission file (YAML 1.2) that reads back to the same mission.

    >>> from regolex.knowledge import load
    >>> print(text(Mission("m", "A mission", {"zone": ()}, {"mission": {}}, {}), load().knowledge), end="")
    mission: m
    title: A mission
    about: invented
    facts: {}
    zones: {}
    """
    return "".join(f"{row}\n" for row in _rows(data(mission, knowledge), 0))


def _answers(answers: Mapping[str, Answer], knowledge: m.Knowledge) -> dict[str, Any]:
    return {fact.partition(".")[2]: _answer(knowledge.facts[fact], answer) for fact, answer in answers.items()}


def _answer(fact: m.Fact, answer: Answer) -> Any:
    where = {key: getattr(answer, key) for key in ("source", "by", "on") if getattr(answer, key)}
    if answer.does_not_arise:
        return {"does_not_arise": answer.does_not_arise, **where}
    if answer.missing:
        return {"unknown": answer.missing, **where}
    value = [_value(fact, v) for v in answer.value] if isinstance(answer.value, tuple) else _value(fact, answer.value)
    return {"value": value, **where} if where else value


def _value(fact: m.Fact, value: Any) -> Any:
    if fact.type == "part":
        return value.partition(":")[2]
    if isinstance(value, Window):
        return plain_window(value)
    if fact.type == "integer":
        return int(value)
    return value


def _rows(mapping: Mapping[str, Any], depth: int) -> list[str]:
    rows: list[str] = []
    for key, value in mapping.items():
        head = f"{'  ' * depth}{_word(str(key))}:"
        if isinstance(value, Mapping) and value and depth < 2:
            rows += [head, *_rows(value, depth + 1)]
        else:
            rows.append(f"{head} {inline(value)}")
    return rows


def inline(value: Any) -> str:
    """A plain value on one line of a mission file.

    >>> inline({"kind": "company", "states": ["LUX"], "share": Decimal("0.10")})
    '{kind: company, states: [LUX], share: 0.10}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_word(str(k))}: {inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(inline, value)) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, Decimal, date)):
        return str(value)
    return _word(str(value))


def _word(word: str) -> str:
    """A text without quotes if it cannot be mistaken for another type, in double quotes otherwise."""
    if (_PLAIN.match(word) and scalar(word, True) == word) or _DAY.match(word):
        return word
    quoted = json.dumps(word, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)
