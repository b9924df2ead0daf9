"""What stands beside the findings, in words: disputes, whom law might concern, what if it happens, questions, assumptions."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.concern import concerns
from regolex.engine.world import NOTHING, UNNAMED
from regolex.law.wording import counted
from regolex.report.first_screen import disputes
from regolex.report.phrases import listed
from regolex.report.readings import named_holder, shown_holders
from regolex.report.values import plain
from regolex.report.view import citation, outcome_under, waits_for

WHO = {
    "client": "For you", "other-party": "For other parties", "state": "For States", "authority": "For authorities",
    "sources": "Left open by the sources",
}  # fmt: skip


class Dispute(msgspec.Struct, frozen=True):
    """One disputed question, explained once: its readings with what follows under each, and the findings it divides."""

    question: str
    asks: str
    readings: tuple[tuple[str, str, str], ...]  # name, what follows for this plan, its holders
    divides: tuple[str, ...]
    objectors: tuple[
        str, ...
    ] = ()  # States whose own words, read in the source, state a reading on which the plan fails
    officials: tuple[str, ...] = ()  # officials of a State who hold one, without a word of the State itself

    @property
    def could_object(self) -> str:
        """Who of the States could object, in a sentence; officials are told apart from their State."""
        if self.objectors:
            return f"Could object: {listed(self.objectors, 4)}."
        if not self.officials:
            return "No State was read to hold it."
        which = "an official of a State" if len(self.officials) == 1 else "officials of States"
        return f"No State was read to hold it in its own words; {which} did: {listed(self.officials, 3)}."


def disputed(a: Assessment) -> list[Dispute]:
    """The disputed questions on which a breach turns."""
    found = []
    for question, findings in disputes(a):
        rows: list[tuple[str, str, str]] = []
        objectors: list[str] = []
        officials: list[str] = []
        for reading in question.readings:
            results = {o.result for f in findings for c, o in f.outcomes if reading.id in dict(c).get(question.id, ())}
            if not results:
                continue
            under = outcome_under(results)
            word = {"breached": "breached", "open": "open", "not breached": "not breached"}[under]
            if under == "open":
                word = f"open, waiting for {', '.join(dict.fromkeys(waits_for(a, f) for f in findings))}"
            held = shown_holders(reading, a)
            if under == "breached":
                objectors += [a.name(h.state) for h in held if h.speaks_for_its_state]
                officials += [h.name for h in held if h.kind == "state-official"]
            names = ", ".join(map(named_holder, held[:3])) + (" and others" if len(held) > 3 else "")
            rows.append(
                (
                    f"{reading.id} {reading.name} ({'prevailing' if reading.weight == 'dominant' else reading.weight})",
                    word,
                    names or "no holder was read",
                )
            )
        laws = dict.fromkeys(f"{citation(a.knowledge, f.rule)} for {a.name(f.bearer)}" for f in findings)
        found.append(
            Dispute(
                question.id, question.asks, tuple(rows), tuple(laws), tuple(dict.fromkeys(objectors)),
                tuple(dict.fromkeys(officials)),
            )
        )  # fmt: skip
    return found


class Might(msgspec.Struct, frozen=True):
    """Whom rules might concern, and the questions that decide it."""

    who: str
    roles: str
    rules: str
    questions: tuple[str, ...]


def might_concern(a: Assessment) -> list[Might]:
    """By questions, the largest group first."""
    texts = {q.id: q.text for q in a.questions.items}
    roles = a.knowledge.roles
    return [
        Might(
            a.name(e.bearer) if e.bearer != UNNAMED else "a State not yet named",
            ", ".join(roles[r].label for r in e.roles[:3]) + (", …" if len(e.roles) > 3 else ""),
            counted(len(e.rules), "rule"), tuple(texts[q] for q in c.questions if q in texts),
        )
        for c in concerns(a)
        for e in c.entries
    ]  # fmt: skip


class Happens(msgspec.Struct, frozen=True):
    """One event with the duties it would wake."""

    event: str
    happens: str
    duties: tuple[tuple[str, str], ...]  # what, and everything else about it


def if_it_happens(a: Assessment) -> list[Happens]:
    """Dormant duties by event."""
    found: dict[str, list[tuple[str, str]]] = {}
    for d in a.dormant:
        rule = a.knowledge.rules[d.rule]
        todo = rule.to_do
        what = f"{a.name(d.bearer)}: {(todo.what if todo else rule.reads).rstrip('.')}. {citation(a.knowledge, rule)}."
        more = [
            f"addressed to {todo.addressed_to}" if todo else "",
            f"time limit: {todo.lead_time}" if todo and todo.lead_time != "none stated" else "no time limit stated",
            f"standard of fault: {rule.fault}" if rule.fault else "",
            f"prepare now: {rule.prepare}" if rule.prepare else "",
            f"only on {', '.join(d.only_on)}" if d.only_on else "",
        ]
        for event in d.events:
            found.setdefault(event, []).append((what, "; ".join(filter(None, more))))
    events = a.knowledge.asking.events
    return [Happens(name, events[name].happens, tuple(dict.fromkeys(duties))) for name, duties in found.items()]


def asked(a: Assessment) -> list[tuple[str, list[tuple[str, str]]]]:
    """The questions that are left, by who can answer them: the question, and why it is asked."""
    found: dict[str, list[tuple[str, str]]] = {}
    for q in a.questions.items:
        found.setdefault(q.who, []).append((q.text, q.why))
    return [(WHO[who], found[who]) for who in WHO if who in found]


def assumed(a: Assessment) -> Iterator[tuple[str, list[str]]]:
    """Each set adopted, and the answers it put in."""
    sets = a.knowledge.asking.sets
    for name in a.prepared.sets:
        rows = []
        for put in a.prepared.put:
            if put.given_by == name and put.fact:
                value = "does not arise" if put.value is NOTHING else plain(put.value)
                shown = "yes" if value is True else "no" if value is False else value
                shown = ", ".join(map(str, shown)) or "none" if isinstance(shown, list) else shown
                label = a.knowledge.facts[put.fact].label
                rows.append(f"{a.name(put.part)}, {label}: {str(shown).rpartition(':')[2]}")
        yield f"{sets[name].title}: {sets[name].says}", rows


__all__ = [
    "WHO",
    "Dispute",
    "Happens",
    "Might",
    "asked",
    "assumed",
    "disputed",
    "if_it_happens",
    "might_concern",
]
