"""What changed between two versions of the knowledge: law, memberships, amounts, readings and rules, each in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from regolex.law import model as m


class Revision(msgspec.Struct, frozen=True):
    """One change of the knowledge. ``kind`` is law, membership, amount, reading or rule."""

    kind: str
    what: str
    says: str


def revisions(old: m.Knowledge, new: m.Knowledge) -> list[Revision]:
    """Everything that differs, in a fixed order."""
    return [
        *_laws(old, new), *_memberships(old, new), *_amounts(old, new), *_readings(old, new), *_rules(old, new),
    ]  # fmt: skip


def _both(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield key, old.get(key), new.get(key)


def _laws(old: m.Knowledge, new: m.Knowledge) -> Iterator[Revision]:
    for key, before, after in _both(old.instruments, new.instruments):
        name = (after or before).short
        if before is None:
            yield Revision("law", key, f"{name} is now encoded")
        elif after is None:
            yield Revision("law", key, f"{name} is no longer part of the knowledge")
        elif (before.in_force, before.ended, before.status) != (after.in_force, after.ended, after.status):
            yield Revision("law", key, f"{name}: its days in force or its status were corrected")
        elif before.provisions != after.provisions:
            yield Revision("law", key, f"{name}: its provisions were revised")


def _memberships(old: m.Knowledge, new: m.Knowledge) -> Iterator[Revision]:
    def table(knowledge: m.Knowledge) -> dict[str, Any]:
        return {f"{e.participant} {e.work}": (e.signed, e.bound_from, e.bound_until) for e in knowledge.participation}

    short = {item.work: item.short for item in new.instruments.values()}
    for key, before, after in _both(table(old), table(new)):
        state, _, work = key.partition(" ")
        verb = "is now recorded" if before is None else "is no longer recorded" if after is None else "was corrected"
        yield Revision(
            "membership", key, f"{new.states.get(state, state)} and {short.get(work, work)}: the entry {verb}"
        )


def _amounts(old: m.Knowledge, new: m.Knowledge) -> Iterator[Revision]:
    for key, before, after in _both(old.parameters, new.parameters):
        item = after or before
        last = item.values[-1]
        says = (
            f"{item.label}: {item.unit} {last.value:,} from {last.since}"
            if after
            else f"{item.label}: no longer recorded"
        )
        yield Revision("amount", key, says)


def _readings(old: m.Knowledge, new: m.Knowledge) -> Iterator[Revision]:
    for key, before, after in _both(old.questions, new.questions):
        if before is None or after is None:
            yield Revision(
                "reading", key, f"{(after or before).asks} {'Now' if after else 'No longer'} recorded as disputed."
            )
            continue
        weights = ({r.id: r.weight for r in q.readings} for q in (before, after))
        turned = [f"{r}: {a or 'none'} -> {b or 'none'}" for r, a, b in _both(*weights)]
        said = f"weights {', '.join(turned)}" if turned else "its readings or their holders were revised"
        yield Revision("reading", key, f"{key}: {said}")


def _rules(old: m.Knowledge, new: m.Knowledge) -> Iterator[Revision]:
    for key, before, after in _both(old.rules, new.rules):
        verb = "is new" if before is None else "is gone" if after is None else "was revised"
        yield Revision("rule", key, f"{(after or before).title}: the rule {verb}")


__all__ = ["Revision", "revisions"]
