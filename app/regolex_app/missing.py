"""The missing answers, one entry for each place where an answer is given."""

from __future__ import annotations

from collections.abc import Iterable

from regolex.engine.findings import Missing
from regolex.engine.world import UNNAMED
from regolex.law.model import Knowledge
from regolex.law.wording import list_question

_PLACEHOLDER = ":?"


def placeholder(bearer_or_part: str) -> bool:
    """Whether it stands for a State or a part not yet named."""
    return bearer_or_part == UNNAMED or bearer_or_part.endswith(_PLACEHOLDER)


def answerable(knowledge: Knowledge, x: Missing) -> bool:
    """Whether a user can answer it; gaps in the participation tables are not questions."""
    return not x.fact or (x.fact in knowledge.facts and not knowledge.facts[x.fact].derived)


def merged(knowledge: Knowledge, items: Iterable[tuple[Missing, int]]) -> list[tuple[Missing, int]]:
    """The missing answers, those that hold up most findings first; for parts not yet listed, the list is missing."""
    found: dict[tuple[str, str, str], tuple[Missing, int]] = {}
    for x, count in items:
        asked = _list(knowledge, x.part.partition(":")[0]) if x.part.endswith(_PLACEHOLDER) else x
        key = (asked.part, asked.fact, asked.label)
        found[key] = (asked, max(count, found.get(key, (asked, 0))[1]))
    return sorted(found.values(), key=lambda item: -item[1])


def place(knowledge: Knowledge, x: Missing) -> tuple[str, str]:
    """The place where the answer is given: a part and a fact, or a kind of part and "" for its list."""
    if x.fact:
        return x.part, x.fact
    lists = {kind.list_name: kind.name for kind in knowledge.kinds.values()}
    return lists[x.label], ""


def _list(knowledge: Knowledge, kind: str) -> Missing:
    name = knowledge.kinds[kind].list_name
    return Missing("mission", "", name, list_question(name))
