"""Section 9 of the memo: what a crash or damage would mean, in sentences: who pays, who is covered, who has to be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.world import UNNAMED
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.order import conditions_of, facts_read, turns_on, walk
from regolex.law.wording import counted
from regolex.report.memo_lookup import Lookup, cut
from regolex.report.paper import Block, Heading, Items, Para, Run, Table, Words, words
from regolex.report.phrases import listed
from regolex.report.view import citation
from regolex.tasks.task import home_states

_NO_FAULT = ("", "none")  # no standard of liability: none is needed, or none is the matter
_LEAST, _FEWER = (1, 2, 2), (1, 3, 3)  # of those who pay, those who claim, those who must be told
_HARM = "object.damage"
_ANY = "of any kind that the mission causes"
_PREPARE = 3
_NOT_YOU = " No rule was found by which an accident as such makes you pay; the general law of damage is not encoded."
_STATUS = {
    "met": "met", "to-do": "to do", "due": "not stated whether done", "breached": "breached", "open": "open",
    "contested": "disputed",
}  # fmt: skip


class Woken(msgspec.Struct, frozen=True, eq=False):
    """One rule that an event would wake, with everyone it binds then and the parts concerned."""

    rule: m.Rule
    events: tuple[str, ...]
    bearers: tuple[str, ...]
    subject: str

    @property
    def liable(self) -> bool:
        """Whether it says who pays."""
        return self.rule.fault not in _NO_FAULT and not NORMS[self.rule.kind].gives


def if_it_happens(a: Assessment, look: Lookup) -> Iterator[Block]:
    """The section: in sentences what an accident would mean; every other duty that an event would wake in an annex."""
    yield Heading("9. If it happens", 1, "if-it-happens")
    found, waiting = wakened(a), waits(a)
    if not found and not waiting:
        yield Para(words("No duty was found that an accident or another event would wake."))
        return
    if waiting:
        yield Para(
            words(
                "The plan does not say whether an accident or another event has happened, so the duties that one would "
                "wake stand open."
            )
        )
    if found:
        today = "" if waiting else "; none of it counts today"
        yield Para(words(f"If the craft crashes or does damage, this follows{today}."), "soft")
    events = a.knowledge.asking.events
    accident = [w for w in (*found, *waiting) if w.rule.binding and any(events[e].accident for e in w.events)]
    shown = {id(w) for w in accident}
    most = look.caps.events
    groups = (
        ("Who pays, and by what standard", [w for w in accident if w.liable]),
        ("Who shares, refunds or may claim", [w for w in accident if NORMS[w.rule.kind].gives]),
        ("Who has to be told, or has to act, and within what time",
         [w for w in accident if not w.liable and not NORMS[w.rule.kind].gives]),
    )  # fmt: skip
    left: list[Woken] = []
    for n, (label, group) in enumerate(groups):
        told = sorted(group, key=lambda w: _nearness(a, w))
        room = max(_LEAST[n], most - _FEWER[n])
        # what States and, beside a client, other persons owe stands in the table of damage alone
        own = [w for w in told if (a.client in w.bearers if a.client else _persons(a, w))]
        front = own[:room] if n == 0 else _front(a, told, room)
        left += [w for w in told if w not in front and n]
        none = _NOT_YOU if n == 0 and a.client and not any(a.client in w.bearers for w in group) else ""
        if front or none:
            yield Para(words(Run(f"{label}.", strong=True), none))
        if front:
            yield Items(tuple(_sentence(a, look, w) for w in front))
        if n == 0:
            yield from _by_damage(a, look, told)
            yield from _harmless(a, look, accident)
            yield from _cover(a, look)
    left += [w for w in (*found, *waiting) if id(w) not in shown]
    ready = dict.fromkeys(w.rule.prepare for w in accident if w.rule.prepare and id(w) not in {id(x) for x in left})
    if ready:
        yield Para(words(Run("Prepare now: ", strong=True), listed(ready, _PREPARE), "."))
    if left:
        more = counted(len(left), "more duty or right", "more duties and rights")
        yield Para(words(f"{more}, each with its event: ", Run("annex F", to="#annex-happens"), "."), "soft")


def _front(a: Assessment, told: list[Woken], most: int) -> list[Woken]:
    """As many as there is room for: the nearest, with two places for what States owe, which falls back on a company."""
    persons = [w for w in told if _persons(a, w)]
    states = [w for w in told if w not in persons]
    own = persons[: most - min(2, len(states), most // 2)]
    return [*own, *states[: most - len(own)]]


def _persons(a: Assessment, w: Woken) -> bool:
    return any(b not in a.knowledge.states for b in w.bearers)


def _by_damage(a: Assessment, look: Lookup, liable: list[Woken]) -> Iterator[Block]:
    """Who pays by what is damaged and where: a row for each kind of damage that the rules distinguish."""
    rows: dict[str, dict[str, list[Words]]] = {}  # by kind of damage, and by who pays
    for w in liable:
        law = look.cited_by((w.rule.id, w.bearers[0], w.subject), citation(a.knowledge, w.rule))
        for kind in _kinds(a, w.rule):
            rows.setdefault(kind, {}).setdefault(_names(a, w.bearers), []).append(words(f"{w.rule.fault} (", law, ")"))
    if rows:
        order = [*(taxon.label for taxon in a.knowledge.taxa.values()), _ANY]
        table = [
            (words(Run(f"{kind[:1].upper()}{kind[1:]}", strong=True)), _semicolons(_by_payer(rows[kind])))
            for kind in sorted(rows, key=order.index)
        ]
        yield Table(
            "Who pays for what damage", ("Damage", "Who pays, and on what standard of fault"), tuple(table), (4, 17)
        )


def _by_payer(said: dict[str, list[Words]]) -> Iterator[Words]:
    for name, each in said.items():
        yield words(Run(f"{name}: ", strong=True), *_semicolons(each))


def _kinds(a: Assessment, rule: m.Rule) -> list[str]:
    """The kinds of damage that a rule is about, in words."""
    found = [
        word
        for condition in conditions_of(rule)
        for node in walk(condition)
        if isinstance(node, m.Compare) and node.fact == _HARM
        for word in (node.operand.word, *node.operand.words)
        if word
    ]
    return list(dict.fromkeys(a.knowledge.taxa[word].label for word in found)) or [_ANY]


def _semicolons(said: Iterable[Words]) -> Words:
    out: list[Run] = []
    for one in said:
        out += [Run("; ")] if out else []
        out += one
    return words(*out)


def _harmless(a: Assessment, look: Lookup, accident: list[Woken]) -> Iterator[Block]:
    """What follows where the craft is lost, on its way or on the body that it lands on, and no one else is harmed."""
    events = a.knowledge.asking.events
    mission = a.prepared.mission
    craft = [
        part for part in mission.parts.get("object", ()) if mission.answer(part, "object.lands_on_body").value is True
    ]
    bodies = dict.fromkeys(a.name(part) for part in mission.parts.get("body", ())) if craft else {}
    where = f" on {listed(bodies, 2, ' or ')}" if bodies else ""
    if any(w.liable and not all(events[e].harm for e in w.events) for w in accident):
        return
    woken = [
        w for w in accident
        if not w.liable and not NORMS[w.rule.kind].gives and _persons(a, w)
        and any(events[e].about == "object" and not events[e].harm for e in w.events)
    ]  # fmt: skip
    said = [
        words(
            f"{_names(a, w.bearers)}: ",
            look.cited_by((w.rule.id, w.bearers[0], w.subject), citation(a.knowledge, w.rule)),
        )
        for w in woken
    ]
    tells: tuple[str | Run, ...] = (
        (" It wakes the duties to act or to give notice of ", *_semicolons(said), ".") if said else ()
    )
    yield Para(
        words(
            Run(f"If it is lost{where} and harms no one else: ", strong=True),
            "no rule was found in the encoded law by which anyone pays for the loss alone.", *tells,
        )
    )  # fmt: skip


def _sentence(a: Assessment, look: Lookup, w: Woken) -> Words:
    """One duty in a sentence: who, what, on what standard, within what time, to whom, by which law."""
    todo = w.rule.to_do
    said = [w.rule.reads.strip()]
    if w.liable:
        said.append(f"Standard of fault: {w.rule.fault}.")
    elif todo and todo.lead_time not in ("", "none stated"):
        said.append(f"Time: {todo.lead_time}.")
    if todo and not w.liable and not NORMS[w.rule.kind].gives:
        said.append(f"To: {todo.addressed_to}.")
    law = look.cited_by((w.rule.id, w.bearers[0], w.subject), citation(a.knowledge, w.rule))
    return words(Run(f"{_names(a, w.bearers)}: ", strong=True), " ".join(said), " (", law, ")")


def _names(a: Assessment, bearers: Iterable[str]) -> str:
    said = ", ".join(dict.fromkeys("You" if one == a.client else a.name(one) for one in bearers))
    return f"{said[:1].upper()}{said[1:]}" if said[:4] == "the " else said


def _cover(a: Assessment, look: Lookup) -> Iterator[Block]:
    """What the law asks by way of cover, up to what amount, and where it stands."""
    rows: dict[str, list[Finding]] = {}
    for f in a.findings:
        if (
            f.rule.binding
            and f.applicable
            and NORMS[f.rule.kind].weighs
            and f.result in _STATUS
            and _about_cover(a, f.rule)
        ):
            rows.setdefault(f.rule.id, []).append(f)
    found = sorted(
        rows.values(),
        key=lambda group: (a.client not in {f.bearer for f in group}, "amount" not in group[0].rule.reads),
    )
    if not found:
        yield Para(
            words(Run("Cover. ", strong=True), "No rule was found in the encoded law that asks for cover by this plan.")
        )
        return
    front, left = cut(found, max(2, look.caps.events - 1))
    items = [
        words(
            Run(f"{_names(a, (f.bearer for f in group))}: ", strong=True), group[0].rule.reads.strip(),
            f" Where it stands: {_STATUS[group[0].result]}. (", look.cited(group[0]), ")",
        )
        for group in front
    ]  # fmt: skip
    own = any(f.bearer == a.client for group in found for f in group)
    yield Para(
        words(Run("Cover.", strong=True), "" if own or not a.client else " No rule was found that asks you for cover.")
    )
    yield Items(tuple(items))
    if left:
        yield Para(words(f"{counted(left, 'more rule')} on cover: ", Run("annex A", to="#annex-findings"), "."), "soft")


def _about_cover(a: Assessment, rule: m.Rule) -> bool:
    return any(a.knowledge.facts[fact].aspect == "cover" for fact in turns_on(rule) if fact in a.knowledge.facts)


def wakened(a: Assessment) -> list[Woken]:
    """The dormant duties and rights, those of one rule and event together, the nearest first."""
    alike: dict[tuple[str, tuple[str, ...]], list[tuple[str, str]]] = {}
    for d in a.dormant:
        alike.setdefault((d.rule, d.events), []).append((d.bearer, d.subjects[0] if d.subjects else "mission"))
    found = [
        Woken(a.knowledge.rules[rule], events, tuple(dict.fromkeys(b for b, _ in pairs)), pairs[0][1])
        for (rule, events), pairs in alike.items()
    ]
    return sorted(found, key=lambda w: _nearness(a, w))


def waits(a: Assessment) -> list[Woken]:
    """The binding rules that are open because the plan does not say whether an event has happened."""
    by_fact = {event.fact: event.name for event in a.knowledge.asking.events.values()}
    alike: dict[str, list[Finding]] = {}
    for f in a.findings:
        reads = (fact for c in conditions_of(f.rule) for fact in facts_read(c))
        if f.result == "open" and f.rule.binding and f.bearer != UNNAMED and any(fact in by_fact for fact in reads):
            alike.setdefault(f.rule.id, []).append(f)
    found = []
    for group in alike.values():
        rule = group[0].rule
        events = dict.fromkeys(by_fact[x] for c in conditions_of(rule) for x in facts_read(c) if x in by_fact)
        found.append(Woken(rule, tuple(events), tuple(dict.fromkeys(f.bearer for f in group)), group[0].subject))
    return sorted(found, key=lambda w: _nearness(a, w))


def all_events(a: Assessment, look: Lookup) -> Iterator[Block]:
    """The annex with every duty and right that an event would wake."""
    found = [*wakened(a), *waits(a)]
    if found:
        yield Heading("If it happens: every duty and right", 2, "annex-happens")
        yield _events(a, look, found)


def _events(a: Assessment, look: Lookup, found: list[Woken]) -> Table:
    happens = {name: event.happens for name, event in a.knowledge.asking.events.items()}
    rows = []
    for w in found:
        todo = w.rule.to_do
        time = todo.lead_time if todo and todo.lead_time else "none stated"
        fault = f" Standard: {w.rule.fault}." if w.rule.fault else ""
        law = look.cited_by((w.rule.id, w.bearers[0], w.subject), citation(a.knowledge, w.rule))
        event = "; or ".join(happens[e] for e in w.events)
        rows.append(
            (words(f"{event[:1].upper()}{event[1:]}"),
             words(Run(f"{_names(a, w.bearers)}: ", strong=True), w.rule.reads.strip(), fault, " ", law), words(time),
             words(w.rule.prepare or "–"))
        )  # fmt: skip
    return Table("If it happens", ("Event", "Who must do what", "Within", "Prepare now"), tuple(rows), (5, 12, 4, 6))


def _nearness(a: Assessment, w: Woken) -> tuple[int, bool, bool, int, bool]:
    """What falls on the client first, then on the other persons, then on its home State; what binds before what does not."""
    bearers = set(w.bearers)
    persons = any(b not in a.knowledge.states for b in bearers)
    whose = 1 if persons else 2 if bearers & home_states(a) else 3
    if a.client in bearers or (persons and not a.client):
        whose = 0
    return whose, not w.rule.binding, not w.rule.fault, len(w.events), not (w.rule.to_do and w.rule.to_do.lead_time)


__all__ = ["Woken", "all_events", "if_it_happens", "waits", "wakened"]
