"""Section 6 of the memo: the disputed questions, each explained once."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.law import model as m
from regolex.law.wording import counted
from regolex.report import first_screen
from regolex.report.memo_lookup import Lookup
from regolex.report.memo_reach import reach
from regolex.report.memo_title import passed_on
from regolex.report.paper import Block, Chart, Heading, Para, Run, Table, Words, words
from regolex.report.particulars import channel
from regolex.report.phrases import listed, provision_words, weight_words
from regolex.report.readings import named_holder, shown_holders
from regolex.report.view import citation, outcome_under

_MARK = {"breached": "cross", "open": "half", "not breached": "full"}
_WORD = {"breached": "fails", "open": "open", "not breached": "holds"}


def disputes(a: Assessment, look: Lookup) -> Iterator[Block]:
    """The section."""
    yield Heading("6. Disputed questions", 1, "disputed")
    found = first_screen.disputes(a)
    if not found:
        yield Para(words("No breach turns on how a disputed provision is read."))
    for n, (question, findings) in enumerate(found, start=1):
        yield from _question(a, look, n, question, findings)
    yield from reach(a, look, len(found) + 1)
    yield from _others(a, look, {question.id for question, _ in found})


def _question(a: Assessment, look: Lookup, n: int, question: m.Question, findings: list[Finding]) -> Iterator[Block]:
    yield Heading(f"6.{n} {question.asks}", 2, f"dispute-{question.id}")
    text = "; ".join(provision_words(a.knowledge, p) for p in question.text_at_issue)
    yield Para(words(Run("Text: ", strong=True), f"{text}. {question.summary}"))
    if question.common_ground:
        yield Para(words(Run("Common ground: ", strong=True), question.common_ground))
    rows: list[tuple[Words, ...]] = []
    columns = {(f.rule.id, f.bearer): f for f in findings}
    for reading in question.readings:
        results = _results(findings, question, reading)
        if not results:
            continue
        under = outcome_under(results)
        held = list(map(named_holder, shown_holders(reading, a)))
        name = f"{reading.id} {reading.name}"
        # who could object is never cut: whoever holds a reading on which the plan fails
        shown = listed(held, len(held)) if under == "breached" else listed(held, look.caps.holders)
        rows.append(
            (words(Run(name, strong=True), f" ({weight_words(reading.weight)}). {reading.says}"),
             words(shown or "no holder read"), words(_WORD[under]))
        )  # fmt: skip
    rows += _not_counted(a, question)
    yield Table(
        f"Readings: {question.asks}", ("Reading", "Held by", "This plan"), tuple(rows), (9, 9, 3)
    )  # fmt: skip
    laws: list[Run] = []
    for f in columns.values():
        about = listed(
            dict.fromkeys(a.name(g.subject) for g in findings if (g.rule.id, g.bearer) == (f.rule.id, f.bearer)), 3
        )
        laws += [Run("; ")] if laws else []
        laws += [look.cited(f), Run(f", {_topic(f)}, for {a.name(f.bearer)} ({about})")]
    yield Para(words(Run("It decides about: ", strong=True), *laws, "."))
    reaches = dict.fromkeys(filter(None, (channel(a, f.rule) for f in columns.values())))
    on_title = any(first_screen.about_title(a.knowledge, f.rule) for f in findings)
    buyers = " ".join(passed_on(a, {f.subject for f in findings})) if on_title else ""
    if reaches or buyers:
        yield Para(words(Run("How it reaches you: ", strong=True), " ".join(filter(None, (*reaches, buyers)))))


def _drawn(a: Assessment, question: m.Question, findings: list[Finding]) -> Chart:
    """What follows for each of the findings on each reading, as marks."""
    columns = {(f.rule.id, f.bearer): f for f in findings}
    names = tuple(f"{_topic(f)}, {a.name(f.bearer)}" for f in list(columns.values())[:_COLUMNS])
    cells = [
        (f"{r.id} {r.name}", tuple(_cell(f, question, r) for f in list(columns.values())[:_COLUMNS]))
        for r in question.readings
        if _results(findings, question, r)
    ]
    alt = ". ".join(
        f"On {name}: " + ", ".join(f"{column} {word}" for column, (_, word) in zip(names, marks, strict=True))
        for name, marks in cells
    )
    return Chart(
        f"What follows on each reading: {question.asks}", f"{alt}.", "Reading", names, tuple(cells),
        "Full mark: holds. Half mark: open. Cross: fails.",
    )  # fmt: skip


_COLUMNS = 4  # findings drawn beside each other: more do not fit on a page


def _not_counted(a: Assessment, question: m.Question) -> Iterator[tuple[Words, ...]]:
    """The readings that were not run: told, so that no one thinks they were forgotten."""
    not_run = {item.reading: item for item in a.readings_not_run if item.question == question.id}
    for reading in question.readings:
        item = not_run.get(reading.id)
        if item is None or item.why not in ("no-holder", "left-open"):
            continue
        held = list(map(named_holder, shown_holders(reading, a)))
        outcome = (
            "leaves it open"
            if item.why == "left-open"
            else f"not counted; {'would fail' if item.fails else 'would hold'}"
        )
        yield (
            words(Run(f"{reading.id} {reading.name}", strong=True), f" ({weight_words(reading.weight)}). {reading.says}"),
            words(listed(held, 2) or "no holder was read, so it is not counted"), words(outcome),
        )  # fmt: skip


def every_reading(a: Assessment) -> Iterator[Block]:
    """The annex with every reading of the questions on which a breach turns, and everyone who was read to hold it."""
    found = first_screen.disputes(a)
    if not found:
        return
    yield Heading("Annex J. Readings and who holds them", 1, "annex-readings")
    for question, findings in found:
        yield Heading(question.asks, 2, f"readings-{question.id}")
        yield _drawn(a, question, findings)
        rows = [
            (words(Run(f"{reading.id} {reading.name}", strong=True), f" ({weight_words(reading.weight)})"),
             words("; ".join(map(named_holder, shown_holders(reading, a))) or "no holder was read"))
            for reading in question.readings
        ]  # fmt: skip
        yield Table(f"Readings in full: {question.asks}", ("Reading", "Held by"), tuple(rows), (3, 9))


def _topic(f: Finding) -> str:
    """What a rule is about, from its title: citation, colon, topic."""
    return f.rule.title.rpartition(": ")[2]


def _results(findings: list[Finding], question: m.Question, reading: m.Reading) -> set[str]:
    return {o.result for f in findings for c, o in f.outcomes if reading.id in dict(c).get(question.id, ())}


def _cell(f: Finding, question: m.Question, reading: m.Reading) -> tuple[str, str]:
    results = _results([f], question, reading)
    if not results:
        return "none", "not decided by it"
    under = outcome_under(results)
    return _MARK[under], _WORD[under]


def _held(a: Assessment, reading: m.Reading, most: int) -> str:
    """Who was read to hold a reading; where there is no room for names, how many."""
    held = [h.name for h in shown_holders(reading, a)]
    if not held:
        return "; no holder was read"
    return f"; held by {listed(held, most, ', ')}" if most else f"; {counted(len(held), 'holder')}"


def _others(a: Assessment, look: Lookup, explained: set[str]) -> Iterator[Block]:
    """Disputed questions on which something turns, but no breach."""
    found: dict[str, dict[str, list[Finding]]] = {}
    for f in a.findings:
        if f.contested or not f.rule.binding or not f.applicable:
            continue
        for key in f.by_reading:
            for part in key.split(" & "):
                name = part.partition(":")[0]
                if name not in explained:
                    found.setdefault(name, {}).setdefault(citation(a.knowledge, f.rule), []).append(f)
    rows: list[tuple[Words, ...]] = []
    for question_id, by_law in found.items():
        question = a.knowledge.questions[question_id]
        most = 0 if look.caps.brief else 2
        readings = [
            f"{r.id} {r.name} ({weight_words(r.weight)}{_held(a, r, most)})" for r in question.readings if not r.apart
        ]
        rows.append((words(question.asks), words("; ".join(readings)), words(listed(by_law, 4))))
    if rows:
        yield Heading("Other disputed questions: none turns on a breach", 2, "other-disputes")
        yield Table(
            "Other disputed questions", ("Question", "Readings", "Where it changes a result"), tuple(rows), (7, 8, 6)
        )  # fmt: skip


__all__ = ["disputes", "every_reading"]
