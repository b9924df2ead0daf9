"""Roles that only somebody named can hold: whom an answer about the part names, read once instead of asked of everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regolex.engine.frame import Frame, Path
from regolex.engine.world import MISSING, NOTHING, World
from regolex.law import model as m

Naming = tuple[tuple[Path, str], ...]  # for each definition, where to look and the fact that names its holders
_NAMES = ("is", "includes")


def naming_of(definitions: Iterable[m.Rule]) -> Naming | None:
    """Where the holders of a role are named, if each of its definitions asks outright that the part names them."""
    each = [next(_naming(rule), None) for rule in definitions]
    return None if None in each else tuple((Path(one.path), one.fact) for one in each if one)


def _naming(rule: m.Rule) -> Iterator[m.Compare]:
    for condition in _outright(m.All(tuple(c for c in (rule.applies_when, rule.test) if c))):
        if not isinstance(condition, m.Compare) or condition.path[0] != "subject":
            continue
        if condition.operand.how == "bearer" and condition.word in _NAMES:
            yield condition


def _outright(condition: m.Condition) -> Iterator[m.Condition]:
    """What has to be true whatever else is."""
    if isinstance(condition, m.All):
        for item in condition.items:
            yield from _outright(item)
    elif isinstance(condition, m.Named):
        yield from _outright(condition.inner)
    else:
        yield condition


def nameable(naming: Naming, world: World, subject: str) -> frozenset[str] | None:
    """The parties that can hold a role for a part; None where an answer is missing and anybody may be meant."""
    frame = Frame(world, None, "", subject, True, {}, "")
    found: set[str] = set()
    for path, fact in naming:
        part = path.find(frame)
        value = NOTHING if part is NOTHING else MISSING if part is MISSING else world.value(part, fact)
        if value is MISSING:
            return None
        if value is not NOTHING:
            found.update((value,) if isinstance(value, str) else value)
    return frozenset(found)


__all__ = ["Naming", "nameable", "naming_of"]
