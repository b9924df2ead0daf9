"""The single answers that would change the word of the verdict, a line each."""

from __future__ import annotations

from regolex.engine.assessment import Assessment
from regolex.law.wording import counted
from regolex.report.view import VERDICT_WORDS


def turned(a: Assessment) -> list[str]:
    """The lines; the same answer on several parts once."""
    found: dict[str, dict[str, None]] = {}
    for turn in a.turns or ():
        said = turn.said if isinstance(turn.said, tuple) else ()
        new = [one for one in turn.tried if one not in said] if isinstance(turn.tried, tuple) else [turn.tried]
        words = " and ".join(a.name(one) if one in a.knowledge.states else _tried_words(a, one) for one in new)
        is_now = "also names" if said else "is answered with"
        then = VERDICT_WORDS[turn.every_reading].upper()
        assumed = ", which is assumed otherwise" if turn.assumed else ""
        line = f"{then} if “{a.knowledge.facts[turn.fact].label}”{{of}} {is_now} {words}{assumed}"
        found.setdefault(line, {})[a.name(turn.part)] = None
    return [line.replace("{of}", _of_parts(list(parts)), 1) for line, parts in found.items()]


def _of_parts(names: list[str]) -> str:
    if names == ["the mission"]:
        return ""
    more = f" and of {counted(len(names) - 1, 'more part')}" if len(names) > 1 else ""
    return f" of {names[0]}{more}"


def _tried_words(a: Assessment, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    taxon = a.knowledge.taxa.get(str(value))
    return taxon.label if taxon else str(value).replace("-", " ")


__all__ = ["turned"]
