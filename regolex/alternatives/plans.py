"""The rows of a comparison of plans, each written from the assessments of all variants.

Nothing here knows a law or a State. Rows come from the rules by what they ask about: the ontology marks facts that bear on
title and on cover, and roles that bear on liability and on the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from regolex.alternatives.variants import Axis, Variant
from regolex.engine.assessment import Assessment
from regolex.engine.findings import NOT_APPLICABLE, Finding
from regolex.engine.truth import TRUE
from regolex.engine.world import UNNAMED
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.order import conditions_of, walk
from regolex.report.view import VERDICT_WORDS, citation, fee_words

_PRESSING = ("breached", "open", "judgement", "to-do")  # what may still bring a sanction
_LISTED = 4  # readings spelled out; more are counted
_MEANS = {"to-do": "to do", "judgement": "waits for a judgement"}


class Row(msgspec.Struct, frozen=True):
    """One line of the matrix: a cell for each variant, empty where it says nothing there."""

    label: str
    cells: tuple[str, ...]
    note: str = ""


class Plan:
    """One variant with its assessment, and whom the comparison is about: the State compared and the parties varied."""

    def __init__(self, variant: Variant, assessment: Assessment, of: Iterable[Axis]) -> None:
        self.variant = variant
        self.state = variant.state
        self.a = assessment
        varied = {part for axis in of for part, _ in axis.facts if part.startswith("party:")}
        self.persons = varied or {s.bearer for s in assessment.standings if not s.is_state}
        self.concerned = [f for f in assessment.findings if f.bearer == self.state or f.bearer in self.persons]


def _grouped(plans: Sequence[Plan], told: Callable[[Plan], Iterable[tuple[str, str, str]]]) -> Iterator[Row]:
    """Rows from (label, note, cell) triples of each plan; cells of one row and plan are told once each."""
    table: dict[str, list[dict[str, None]]] = {}
    notes: dict[str, str] = {}
    for n, plan in enumerate(plans):
        for label, note, cell in told(plan):
            cells = table.setdefault(label, [{} for _ in plans])
            notes[label] = notes.get(label) or note
            cells[n][cell] = None
    for label, cells in table.items():
        yield Row(label, tuple("; ".join(cell) for cell in cells), notes[label])


def _word(f: Finding) -> str:
    """The result of one finding; where readings differ, under which."""
    if not f.by_reading:
        word = _told(f.result, f.as_planned)
        return f"perhaps {word}" if f.perhaps else word
    alike: dict[str, list[str]] = {}
    for reading, result in f.by_reading.items():
        if result != NOT_APPLICABLE:
            alike.setdefault(_told(result, result), []).append(reading)
    return ", ".join(
        f"{result} under {' or '.join(r) if len(r) <= _LISTED else f'{len(r)} of {len(f.by_reading)} readings'}"
        for result, r in sorted(alike.items())
    )


def _told(result: str, planned: str) -> str:
    """A right that is not there yet and comes with the plan is told as such; a duty says so by being to do."""
    if result == "withheld" and planned == "granted":
        return "granted once carried out"
    return _MEANS.get(result, result)


def verdicts(plans: Sequence[Plan], encoded: set[str]) -> Iterator[Row]:
    """The verdict of the mission, of the State compared and of everybody else."""

    def told(plan: Plan) -> Iterator[tuple[str, str, str]]:
        # no law of ours speaks for such a State: a verdict without that said would claim too much
        silent = "; its own law is not encoded" if plan.state and plan.state not in encoded else ""
        yield "the mission", "", VERDICT_WORDS[plan.a.verdict] + silent.replace("its", "the State's")
        for s in sorted(plan.a.standings, key=lambda s: (s.bearer != plan.state, s.is_state)):
            if s.bearer == UNNAMED:
                continue
            label, word = s.name, VERDICT_WORDS[s.verdict]
            if s.bearer == plan.state:
                label = "the State compared"
                treaties = any(b.instrument.is_treaty for b in s.bound_by)
                word = (word if treaties else "bound by no treaty here") + silent
            elif s.bearer in plan.persons:
                word += silent.replace("its", "the State's")
            yield label, "", word

    return _grouped(plans, told)


def law(knowledge: m.Knowledge, plans: Sequence[Plan], encoded: set[str]) -> Iterator[Row]:
    """Whether national law is encoded, which laws are known and not encoded, and which treaties bind."""

    def told(plan: Plan) -> Iterator[tuple[str, str, str]]:
        if not plan.state:
            return
        known = plan.state in encoded
        yield "national law", "", "encoded" if known else "not encoded: what follows rests on the treaties alone"
        laws = [law for law in knowledge.known_laws if law.state == plan.state and law.existed(plan.a.on)]
        if not known:
            for law in laws:
                yield "known and not encoded", "", law.title
            if not laws:
                yield "known and not encoded", "", "none on record, which is no finding that there is none"
        standing = next((s for s in plan.a.standings if s.bearer == plan.state), None)
        bound = {b.instrument.work: b for b in standing.bound_by} if standing else {}
        for item in knowledge.instruments.values():
            if item.is_treaty or item.kind == "political-commitment":
                b = bound.get(item.work)
                cell = "not bound" if b is None else "bound" if b.truth == TRUE else "doubtful"
                if b and b.entry and b.entry.bound_from and b.entry.bound_from.settled:
                    cell += f" since {b.entry.bound_from.not_before}"
                yield item.short, "", cell

    return _grouped(plans, told)


def by_instrument(plans: Sequence[Plan]) -> Iterator[Row]:
    """How many findings of each result every instrument gives."""

    def told(plan: Plan) -> Iterator[tuple[str, str, str]]:
        counts: dict[str, dict[str, int]] = {}
        for f in plan.concerned:
            if f.applicable:
                short = plan.a.knowledge.instruments[f.rule.instrument].short
                word = "contested" if f.contested else "perhaps" if f.perhaps else _MEANS.get(f.result, f.result)
                of_one = counts.setdefault(short, {})
                of_one[word] = of_one.get(word, 0) + 1
        for short, of_one in sorted(counts.items()):
            yield short, "", ", ".join(f"{n} {word}" for word, n in sorted(of_one.items()))

    return _grouped(plans, told)


def _open_tasks(plan: Plan) -> Iterator[Finding]:
    for f in plan.a.findings:
        if (
            f.rule.to_do
            and f.rule.binding
            and f.bearer != UNNAMED
            and f.result in ("to-do", "breached", "open", "judgement")
        ):
            yield f


def to_dos(plans: Sequence[Plan]) -> Iterator[Row]:
    """What is to be done, with the statutory time and the fee of the day."""

    def told(plan: Plan) -> Iterator[tuple[str, str, str]]:
        for f in _open_tasks(plan):
            to_do = f.rule.to_do
            assert to_do is not None
            lead = f"statutory time: {to_do.lead_time}" if to_do.lead_time else ""
            cell = ", ".join(filter(None, (_word(f), lead, fee_words(plan.a, f.rule))))
            yield (
                f"{to_do.what.rstrip('.')} (addressed to {to_do.addressed_to})",
                citation(plan.a.knowledge, f.rule),
                cell,
            )

    return _grouped(plans, told)


def fees(plans: Sequence[Plan]) -> Iterator[Row]:
    """The fees of what is to be done."""

    def told(plan: Plan) -> Iterator[tuple[str, str, str]]:
        for f in _open_tasks(plan):
            words = fee_words(plan.a, f.rule)
            if words:
                label, sign, amount = (
                    words.rpartition(": ") if f.rule.to_do and f.rule.to_do.fee_parameter else ("", "", "")
                )
                cell = amount if sign else words
                yield label or citation(plan.a.knowledge, f.rule), "", f"perhaps {cell}" if f.perhaps else cell

    return _grouped(plans, told)


def asking(knowledge: m.Knowledge, aspect: str) -> set[str]:
    """The rules that ask about a fact marked with an aspect."""
    marked = {fact.id for fact in knowledge.facts.values() if fact.aspect == aspect}
    return {
        rule.id
        for rule in knowledge.rules.values()
        for condition in conditions_of(rule)
        for node in walk(condition)
        if isinstance(node, (m.Compare, m.Given, m.Quantified)) and node.fact in marked
    }


def by_rule(plans: Sequence[Plan], rules: set[str]) -> Iterator[Row]:
    """The results of some rules."""

    def told(plan: Plan) -> Iterator[tuple[str, str, str]]:
        for f in plan.concerned:
            if f.rule.id in rules and f.applicable:
                yield f"{citation(plan.a.knowledge, f.rule)}: {_own_title(f.rule)}", f.rule.reads, _word(f)

    return _grouped(plans, told)


def _own_title(rule: m.Rule) -> str:
    """What the title says after the citation that it begins with."""
    return rule.title.rpartition(": ")[2]


def sanctions(plans: Sequence[Plan]) -> Iterator[Row]:
    """What follows from a duty that is breached or not yet met, in the words of the rule."""

    def told(plan: Plan) -> Iterator[tuple[str, str, str]]:
        for f in plan.concerned:
            if f.rule.consequence and f.rule.binding and f.result in _PRESSING and NORMS[f.rule.kind].weighs:
                told_by = f" ({f.rule.consequence_by})" if f.rule.consequence_by else ""
                yield citation(plan.a.knowledge, f.rule), f.rule.consequence + told_by, _word(f)

    return _grouped(plans, told)


def title_by_reading(plans: Sequence[Plan], rules: set[str]) -> Iterator[Row]:
    """For each reading that divides a result about title: the rights there are, and what is breached under it."""
    dividing = {
        part
        for plan in plans
        for f in plan.concerned
        if f.rule.id in rules
        for key in f.by_reading
        for part in key.split(" & ")
    }

    def told(plan: Plan) -> Iterator[tuple[str, str, str]]:
        about = [f for f in plan.concerned if f.rule.id in rules]
        for key in sorted(dividing):
            question, _, reading = key.partition(":")
            item = plan.a.knowledge.questions[question]
            note = next(f"{r.name}: {r.says}" for r in item.readings if r.id == reading)
            cells = [f"{result}: {law}" for result, law in _under(plan.a, about, question, reading)]
            yield key, note, "; ".join(dict.fromkeys(cells)) or "no right and nothing against it"

    return _grouped(plans, told)


def _under(a: Assessment, about: Iterable[Finding], question: str, reading: str) -> Iterator[tuple[str, str]]:
    for f in about:
        right = NORMS[f.rule.kind].gives
        found = {
            _told(o.result, o.as_planned) for c, o in f.outcomes if reading in dict(c).get(question, (reading,))
        } - {NOT_APPLICABLE}
        if right and found:
            yield found.pop() if len(found) == 1 else "contested", citation(a.knowledge, f.rule)
        elif "breached" in found:
            yield "breached" if found == {"breached"} else "contested", citation(a.knowledge, f.rule)


def roles(plans: Sequence[Plan], aspect: str) -> Iterator[Row]:
    """Who holds, or may hold, the roles marked with an aspect."""

    def told(plan: Plan) -> Iterator[tuple[str, str, str]]:
        for s in plan.a.standings:
            for held in s.roles:
                role = plan.a.knowledge.roles[held.role]
                if role.aspect == aspect and s.bearer != UNNAMED:
                    subject = f" for {plan.a.name(held.subject)}" if held.subject else ""
                    yield (
                        f"{role.label}{subject}",
                        role.definition,
                        s.name if held.truth == TRUE else f"perhaps {s.name}",
                    )

    return _grouped(plans, told)
