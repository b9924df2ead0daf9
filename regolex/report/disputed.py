"""Disputed questions on the first screen: each once, what follows on which readings, and those that no one was read to hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.results import BREACH
from regolex.engine.world import UNNAMED
from regolex.law import model as m
from regolex.report.readings import counted_holders, in_own_words, shown_holders, untested
from regolex.report.view import outcome_under
from regolex.tasks.task import home_open, home_states

WIDTH = 89  # characters beside a label
_FULL = 2  # questions with what follows on each side
_SIDES = ("Breach", "Open", "No breach")  # what is cut off at the edge of the screen is never what fails or is open
_SIDE_OF = {"breached": "Breach", "open": "Open", "not breached": "No breach"}


def disputes(a: Assessment) -> list[tuple[m.Question, list[Finding]]]:
    """The disputed questions on which a breach turns, each once, those that divide your findings first."""
    found: dict[str, list[Finding]] = {}
    for f in a.findings:
        if f.weighs and f.contested:
            for question in {part.partition(":")[0] for key in f.by_reading for part in key.split(" & ")}:
                found.setdefault(question, []).append(f)
    home = home_states(a) | {a.client}

    def place(item: tuple[str, list[Finding]]) -> tuple[int, int, int, str]:
        name, findings = item
        at_home = sum(f.bearer in home for f in findings)
        return -at_home, -sum(f.bearer in a.reaches for f in findings), -len(findings), name

    order = sorted(found.items(), key=place)
    return [(a.knowledge.questions[q], findings) for q, findings in order]


def would_divide(a: Assessment) -> list[tuple[m.Question, list[Finding]]]:
    """The questions that would divide the outcome for a State not named yet, the first those of the most findings."""
    found: dict[str, list[Finding]] = {}
    for f in a.might_concern:
        if f.bearer == UNNAMED and f.weighs:
            for question in _dividing(f):
                found.setdefault(question, []).append(f)
    order = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [(a.knowledge.questions[q], findings) for q, findings in order]


def _dividing(f: Finding) -> Iterator[str]:
    """The questions of which some readings may breach and the others can in no case."""
    for question in dict.fromkeys(q for combination, _ in f.outcomes for q, _ in combination):
        breaching = {r for c, o in f.outcomes if o.worst == BREACH for r in dict(c).get(question, ())}
        standing = {r for c, o in f.outcomes if o.worst != BREACH for r in dict(c).get(question, ())}
        if breaching and standing - breaching and not breaching & standing:
            yield question


def disputed_lines(a: Assessment) -> Iterator[tuple[str, int]]:
    """Every disputed question, each line with its rank: the first two with what follows and who says so, the others by name."""
    found = disputes(a)
    if not found and home_open(a) and (expected := would_divide(a)):
        yield from _expected(a, expected)
        return
    if not found:
        so_far = " so far" if a.overall.every_reading.grade == "so-far" else ""
        tried = " among the readings that were run" if untested(a) else ""
        yield f"nothing{so_far} on which a breach turns{tried}", 2
        return
    for n, (question, findings) in enumerate(found[:_FULL]):
        groups = _groups(question, findings)
        yield brief(question.asks), 0
        sides = [f"{word}: {_held(a, question, groups[word])}" for word in _SIDES if groups[word]]
        named = "; ".join(f"{word.lower()} on {_named(question, groups[word])}" for word in _SIDES if groups[word])
        yield f"{'. '.join(sides)}{_yours(a, question)}. By reading: {named}.", 1 + n
    for question, _ in found[_FULL:]:
        yield f"also: {brief(question.asks)}", 0


def _expected(a: Assessment, found: list[tuple[m.Question, list[Finding]]]) -> Iterator[tuple[str, int]]:
    """What will be disputed whichever party to the treaties becomes the home State."""
    question, findings = found[0]
    breaching = {r for f in findings for c, o in f.outcomes if o.worst == BREACH for r in dict(c).get(question.id, ())}
    holding = {r for f in findings for c, _ in f.outcomes for r in dict(c).get(question.id, ())} - breaching
    yield brief(question.asks), 0
    yield (
        f"For any home State that is bound, breach: {_held(a, question, breaching)}. "
        f"No breach: {_held(a, question, holding)}.",
        2,
    )
    for other, _ in found[1:]:
        yield f"perhaps also: {brief(other.asks)}", 3


def untested_lines(a: Assessment) -> Iterator[str]:
    """The readings that were not run, as no one was read to hold them, and whom the plan would put in breach on each."""
    for item, _ in untested(a):
        who = ", ".join(dict.fromkeys(a.name(b.bearer) for b in item.breaches))
        asks = a.knowledge.questions[item.question].asks
        yield f'{brief(asks)} On the reading "{item.name}", held by no one whose statement was read: breach by {who}'


def blocking(question: m.Question, findings: list[Finding]) -> str:
    """Which readings breach, by their weight: it is a minority reading only where every one of them is."""
    ids = {r for f in findings for r in _readings(f, question.id, breached=True)}
    weights = {r.weight for r in question.readings if r.id in ids}
    if weights == {"dominant"}:
        return "A prevailing reading"
    if "dominant" in weights:
        return "Readings held today"
    word = weights.pop() if len(weights) == 1 else "serious"
    return f"{'A' if len(ids) == 1 else f'{len(ids)}'} {word} {'reading' if len(ids) == 1 else 'readings'}"


def brief(asks: str) -> str:
    """A disputed question on one line; where it is too long, without the name of the treaty whose articles all know."""
    return asks if len(asks) <= WIDTH else asks.replace(" of the Outer Space Treaty", "")


def _groups(question: m.Question, findings: list[Finding]) -> dict[str, list[str]]:
    """The readings on which something fails, those that leave something open, and those on which all holds."""
    groups: dict[str, list[str]] = {word: [] for word in _SIDES}
    for reading in question.readings:
        results = {o.result for f in findings for c, o in f.outcomes if reading.id in dict(c).get(question.id, ())}
        if results:
            groups[_SIDE_OF[outcome_under(results)]].append(reading.id)
    return groups


def _readings(f: Finding, question: str, *, breached: bool) -> Iterator[str]:
    for combination, outcome in f.outcomes:
        if (outcome.result == "breached") == breached:
            yield from dict(combination).get(question, ())


def _yours(a: Assessment, question: m.Question) -> str:
    """What the client's own State was read to hold, in its law or a statement of its own."""
    home = home_states(a)
    held = [
        f'{a.name(h.state)} {"holds" if h.speaks_for_its_state else "seems to hold"} "{r.name}"'
        for r in question.readings
        for h in shown_holders(r, a)
        if h.state in home and in_own_words(h)
    ]
    return f"; your State, {held[-1]}" if held else ""


def _held(a: Assessment, question: m.Question, ids: Iterable[str]) -> str:
    """Who holds readings, of those that were read, counted."""
    found = [r for r in question.readings if r.id in set(ids)]
    held = counted_holders(h for r in found for h in shown_holders(r, a))
    return held or "no one that was read" if found else "no reading"


def _named(question: m.Question, ids: Iterable[str]) -> str:
    return ", ".join(f'"{r.name}"' for r in question.readings if r.id in set(ids))


__all__ = ["blocking", "brief", "disputed_lines", "disputes", "untested_lines", "would_divide"]
