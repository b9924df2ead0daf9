"""In section 6 of the memo: a State that has no duty by the answers given, and what would bring its treaties to bear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regolex.engine.assessment import Assessment
from regolex.engine.truth import TRUE
from regolex.engine.turning import Turning
from regolex.engine.untested import NotRun
from regolex.engine.world import World
from regolex.law.wording import state_in_text
from regolex.report.memo_lookup import Lookup
from regolex.report.memo_orders import only_named
from regolex.report.paper import Block, Heading, Para, Run, Table, Words, words
from regolex.report.phrases import listed
from regolex.report.readings import untested
from regolex.report.view import VERDICT_WORDS, citation
from regolex.tasks.roadmap import roadmap

_SHOWN = 3


def reach(a: Assessment, look: Lookup, first: int) -> Iterator[Block]:
    """A part for each such State whose treaties another answer or another reading would bring in, numbered from ``first``."""
    for n, (state, rows) in enumerate(_found(a), start=first):
        name = state_in_text(a.name(state))
        yield Heading(f"6.{n} Could the treaties of {name} reach this plan?", 2, f"reach-{state}")
        how = only_named(a).get(state, [])
        linked = f"{name[:1].upper()}{name[1:]} is in the plan as {listed(how, 3, ', ')}. " if how else ""
        own = _treaties_of_its_own(a, state)
        party = " and the ".join(filter(None, [", the ".join(own[:-1]), *own[-1:]]))
        binds = "binds" if len(own) == 1 else "bind"
        more = f" It is a party to the {party}, which {binds} no State that has duties here." if own else ""
        yield Para(words(f"{linked}By the answers given, and on the readings counted, it has no duty.{more}"))
        yield Table(
            f"What would bring the law of {name} in",
            ("If", "Who says that this counts", "What follows"),
            tuple(rows),
            (9, 8, 9),
        )
        steps = [
            f"{s.what}{f', only if {s.only_if}' if s.only_if else ''} (to {s.addressed_to})"
            for s in roadmap(a).steps
            if s.procedure and _of(a, s.procedure, state)
        ]
        if steps:
            yield Para(
                words(Run("To ask: ", strong=True), f"{listed(steps, 3)}. See ", Run("annex G", to="#annex-road"), ".")
            )


def reached(a: Assessment) -> set[str]:
    """The States that have a part of their own here."""
    return {state for state, _ in _found(a)}


def _found(a: Assessment) -> list[tuple[str, list[tuple[Words, ...]]]]:
    """The States with their rows, those first that the plan names."""
    rows: dict[str, list[tuple[Words, ...]]] = {state: [] for state in only_named(a)}
    for turn in a.turns or ():
        for state in _new(turn):
            breached = [b for b in turn.breached if b[1] == state]
            if state in rows and breached:
                rows[state].append(_by_answer(a, turn, breached))
    for item, _ in untested(a):
        for state in dict.fromkeys(b.bearer for b in item.breaches):
            if state in rows:
                rows[state].append(_by_reading(a, item, state))
    return [(state, _once(found)) for state, found in rows.items() if found]


def _once(rows: Iterable[tuple[Words, ...]]) -> list[tuple[Words, ...]]:
    return list(dict.fromkeys(rows))


def _new(turn: Turning) -> tuple[str, ...]:
    """What the answer that was tried names and the given one does not."""
    said = turn.said if isinstance(turn.said, tuple) else (turn.said,)
    tried = turn.tried if isinstance(turn.tried, tuple) else (turn.tried,)
    return tuple(one for one in tried if isinstance(one, str) and one not in said)


def _by_answer(a: Assessment, turn: Turning, breached: list[tuple[str, str]]) -> tuple[Words, ...]:
    fact = a.knowledge.facts[turn.fact]
    laws = dict.fromkeys(citation(a.knowledge, a.knowledge.rules[rule]) for rule, _ in breached)
    word = VERDICT_WORDS[turn.every_reading]
    on = "on every reading" if turn.every_reading == turn.dominant else "when every serious reading is counted"
    also = "" if not fact.many else "also "
    states = listed([a.name(one) for one in _new(turn)], 2)
    return (
        words(Run(f"“{fact.label}” {also}names {states}", strong=True), f": {fact.definition}."),
        words(listed(_holders(a, laws, breached), _SHOWN)),
        words(Run(word.capitalize(), strong=True), f" {on}. Breached then: {listed(laws, _SHOWN)}."),
    )


def _holders(a: Assessment, laws: Iterable[str], breached: list[tuple[str, str]]) -> list[str]:
    """The rules that make such a State answer for the plan, by their provisions; else the provisions breached."""
    rules = [a.knowledge.rules[rule] for rule, _ in breached]
    roles, works = {role for rule in rules for role in rule.binds}, {rule.work for rule in rules}
    defined = dict.fromkeys(
        citation(a.knowledge, r) for r in a.knowledge.rules.values() if r.defines in roles and r.work in works
    )
    return list(defined) or list(laws)


def _by_reading(a: Assessment, item: NotRun, state: str) -> tuple[Words, ...]:
    question = a.knowledge.questions[item.question]
    says = next(r.says for r in question.readings if r.id == item.reading)
    laws = dict.fromkeys(citation(a.knowledge, a.knowledge.rules[b.rule]) for b in item.breaches if b.bearer == state)
    return (
        words(Run(f"the reading “{item.name}” is right", strong=True), f": {says}"),
        words("No holder was read, so it is not counted."),
        words(f"These would be breached: {listed(laws, _SHOWN)}."),
    )


def _treaties_of_its_own(a: Assessment, state: str) -> list[str]:
    """The treaties that bind the State and none of those that have duties here."""
    held: dict[str, set[str]] = {}
    for s in a.standings:
        held[s.bearer] = {b.instrument.short for b in s.bound_by if b.truth == TRUE}
    others = set().union(*(shorts for bearer, shorts in held.items() if bearer != state)) if held else set()
    world = World(a.knowledge, a.prepared.mission, a.on)
    own = {i.short for i in a.knowledge.instruments.values() if i.is_treaty and world.bound(state, i.work) == TRUE}
    return sorted(own - others)


def _of(a: Assessment, procedure: str, state: str) -> bool:
    return a.knowledge.lead_times[procedure].state == state


__all__ = ["reach", "reached"]
