"""A comparison in a few sentences: what is the same everywhere, what differs, and what was not read.

Nothing is scored or ranked beyond what a row of the comparison counts; the reader weighs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from regolex.alternatives.plans import Plan
from regolex.law.norms import NORMS
from regolex.law.wording import counted, state_in_text
from regolex.report.view import VERDICT_WORDS
from regolex.report.whose_law import about_title
from regolex.tasks.roadmap import CLIENT, roadmap

_HAS = ("granted", "granted-as-planned")
_MAY = ("open", "judgement", "contested")


def summary(plans: Sequence[Plan], names: Sequence[str], encoded: set[str]) -> tuple[str, ...]:
    """The sentences, each about one matter; none where there is nothing to compare."""
    if len(plans) < 2:
        return ()
    return tuple(
        sentence
        for part in (_verdicts(plans, names), _missing(plans, names), _steps(plans, names), _late(plans, names),
                     _title(plans, names), _disputes(plans, names), _unread(plans, names, encoded))
        for sentence in part
    )  # fmt: skip


def _alike(values: Sequence[str], names: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for value, name in zip(values, names, strict=True):
        found.setdefault(value, []).append(name)
    return found


def _and(names: Sequence[str]) -> str:
    """
    >>> _and(["Japan"]), _and(["Japan", "Italy", "United States"])
    ('Japan', 'Japan, Italy and the United States')
    """
    names = [state_in_text(name) for name in names]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _verdicts(plans: Sequence[Plan], names: Sequence[str]) -> Iterator[str]:
    words = [
        tuple(VERDICT_WORDS[v.word] for v in (plan.a.overall.dominant, plan.a.overall.every_reading)) for plan in plans
    ]
    found = _alike([" / ".join(pair) for pair in words], names)
    for key, places in found.items():
        prevailing, _, every = key.partition(" / ")
        where = "Everywhere" if len(found) == 1 else f"In {_and(places)}"
        on = "on the prevailing readings and on every serious one"
        if prevailing != every:
            on = f"on the prevailing readings, and “{every}” when every serious reading is counted"
        yield f"{where} the verdict is “{prevailing}” {on}."


def _counts(counts: Sequence[int], names: Sequence[str]) -> tuple[int, str, int, str] | None:
    """The least and the most with their places; nothing where all are alike."""
    low, high = min(counts), max(counts)
    if low == high:
        return None
    few, many = ([n for c, n in zip(counts, names, strict=True) if c == end] for end in (low, high))
    return low, _and(few), high, _and(many)


def _missing(plans: Sequence[Plan], names: Sequence[str]) -> Iterator[str]:
    found = _counts([sum(plan.a.questions.by_who().values()) for plan in plans], names)
    if found:
        low, few, high, many = found
        least = counted(low, "answer") if low else "none"
        yield f"The plan leaves fewest answers missing in {few} ({least}) and most in {many} ({high})."


def _steps(plans: Sequence[Plan], names: Sequence[str]) -> Iterator[str]:
    found = _counts([sum(step.owner == CLIENT for step in roadmap(plan.a).steps) for plan in plans], names)
    if found:
        low, few, high, many = found
        yield (
            f"Of the steps found so far, fewest are yours in {few} ({low}) and most in {many} ({high}); where more answers "
            "are missing, more may come."
        )


def _late(plans: Sequence[Plan], names: Sequence[str]) -> Iterator[str]:
    steps = [dict.fromkeys(step.what for step in roadmap(plan.a).late) for plan in plans]
    everywhere = [what for what in steps[0] if all(what in own for own in steps)]
    if everywhere:
        yield f"Late everywhere: {'; '.join(everywhere)}."
    only: dict[str, list[str]] = {}
    for own, name in zip(steps, names, strict=True):
        for what in own:
            if what not in everywhere:
                only.setdefault(what, []).append(name)
    for what, places in only.items():
        yield f"Late only in {_and(places)}: {what}."


def _title(plans: Sequence[Plan], names: Sequence[str]) -> Iterator[str]:
    """Where a law that is encoded gives a right to what is taken; nothing where no plan takes anything."""
    has, may = [], []
    for plan, name in zip(plans, names, strict=True):
        results = {
            f.result
            for f in plan.concerned
            if f.bearer in plan.persons and f.rule.binding and f.applicable
            and NORMS[f.rule.kind].gives and about_title(plan.a.knowledge, f.rule)
        }  # fmt: skip
        if results & {*_HAS}:
            has.append(name)
        elif results & {*_MAY}:
            may.append(name)
    none = [name for name in names if name not in has and name not in may]
    if not has and not may:
        return
    if has:
        yield f"The law of {_and(has)}, as encoded, gives the company a right to what is taken."
    if may:
        yield f"In {_and(may)} an answer that is missing decides whether there is such a right."
    if none:
        yield f"In {_and(none)} no such right was found in the law that is encoded."


def _disputes(plans: Sequence[Plan], names: Sequence[str]) -> Iterator[str]:
    asked: dict[str, dict[str, None]] = {}
    for plan, name in zip(plans, names, strict=True):
        for f in plan.a.findings:
            if f.contested and f.weighs:
                for key in f.by_reading:
                    for part in key.split(" & "):
                        asks = plan.a.knowledge.questions[part.partition(":")[0]].asks
                        asked.setdefault(asks, {})[name] = None
    for asks, places in asked.items():
        where = (
            "No choice removes this dispute" if len(places) == len(names) else f"Disputed only in {_and(list(places))}"
        )
        yield f"{where}: {asks}"


def _unread(plans: Sequence[Plan], names: Sequence[str], encoded: set[str]) -> Iterator[str]:
    unread = [name for plan, name in zip(plans, names, strict=True) if plan.state and not plan.computed(encoded)]
    if unread:
        yield f"The national law of {_and(unread)} is not encoded: what it asks is missing here, not absent."


__all__ = ["summary"]
