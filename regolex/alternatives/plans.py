"""The rows of a comparison of plans, each made from the assessments of all variants.

Nothing here knows a law or a State. Rows come from the rules by what they ask about: the ontology marks facts that bear on
title and on cover, and roles that bear on liability and on the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from regolex.alternatives.replan import names as permit_names
from regolex.alternatives.replan import words as replan_words
from regolex.alternatives.variants import Axis, Variant
from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.results import NOT_APPLICABLE
from regolex.engine.territories import beyond_law_words, is_computed
from regolex.engine.truth import TRUE
from regolex.engine.verdict import Verdict
from regolex.engine.world import UNNAMED
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.order import turns_on
from regolex.law.wording import counted
from regolex.missions.mission import Mission
from regolex.missions.sovereignty import Sovereignty
from regolex.report.view import VERDICT_WORDS, citation, fee_words, grade_of
from regolex.tasks.roadmap import CLIENT, roadmap
from regolex.tasks.written import sum_words

# results that may still lead to a sanction
_PRESSING = ("breached", "contested", "due", "open", "judgement", "to-do")
_LISTED = 4  # readings spelled out; more are counted
_MEANS = {
    "to-do": "to do", "judgement": "awaits a judgement", "due": "due: done, planned or not planned?",
    "granted-as-planned": "granted once the plan is carried out",
}  # fmt: skip


class Row(msgspec.Struct, frozen=True):
    """One row of the matrix: a cell for each variant, empty if there is nothing to say."""

    label: str
    cells: tuple[str, ...]
    note: str = ""


class Plan:
    """One variant with its assessment, the State compared and the parties varied."""

    def __init__(self, variant: Variant, assessment: Assessment, of: Iterable[Axis], before: Mission) -> None:
        self.variant, self.before = variant, before
        sovereignty = Sovereignty(assessment.knowledge, assessment.on)
        # of a territory, the State whose acts count for it, and the row that says that its law may stop short of it
        self.state = variant.state and sovereignty.acting(variant.state)
        self.beyond = sovereignty.beyond_law(variant.state)
        self.a = assessment
        varied = {part for axis in of for part, _ in axis.facts if part.startswith("party:")}
        self.persons = varied or {s.bearer for s in assessment.standings if not s.is_state}
        self.concerned = [f for f in assessment.all_findings if f.bearer == self.state or f.bearer in self.persons]

    def computed(self, encoded: set[str]) -> bool:
        """Whether national law is encoded for what is varied: of its State, and reaching the place named."""
        if self.state not in encoded or not self.beyond:
            return self.state in encoded
        orders = {self.a.knowledge.instruments[f.rule.instrument].legal_order for f in self.concerned if f.applicable}
        return is_computed((self.beyond,), self.state in orders)

    def unread(self, encoded: set[str], whose: str) -> str:
        """What a verdict cannot say of national law, to be added to it; empty where there is nothing to add."""
        if not self.state or (self.computed(encoded) and not self.beyond):
            return ""
        if self.state not in encoded or not self.beyond:
            return f"; {whose} own law is not encoded"
        return f"; {beyond_law_words(self.a.knowledge, self.beyond)}"


def _grouped(plans: Sequence[Plan], cells_of: Callable[[Plan], Iterable[tuple[str, str, str]]]) -> Iterator[Row]:
    """Rows from (label, note, cell) triples of each plan, each cell once for a row and plan."""
    table: dict[str, list[dict[str, None]]] = {}
    notes: dict[str, str] = {}
    for n, plan in enumerate(plans):
        for label, note, cell in cells_of(plan):
            cells = table.setdefault(label, [{} for _ in plans])
            notes[label] = notes.get(label) or note
            cells[n][cell] = None
    for label, cells in table.items():
        yield Row(label, tuple("; ".join(cell) for cell in cells), notes[label])


def _word(f: Finding) -> str:
    """The result of one finding, with the readings it depends on."""
    if not f.by_reading:
        word = _result_words(f.result)
        return f"perhaps {word}" if f.perhaps else word
    alike: dict[str, list[str]] = {}
    for reading, result in f.by_reading.items():
        if result != NOT_APPLICABLE:
            alike.setdefault(_result_words(result), []).append(reading)
    return ", ".join(
        f"{result} under {' or '.join(r) if len(r) <= _LISTED else f'{len(r)} of {len(f.by_reading)} combinations'}"
        for result, r in sorted(alike.items())
    )


def _result_words(result: str) -> str:
    """The result in words."""
    return _MEANS.get(result, result)


def verdicts(plans: Sequence[Plan], encoded: set[str]) -> Iterator[Row]:
    """The verdict of the mission, of the State compared and of every other bearer."""

    def cells_of(plan: Plan) -> Iterator[tuple[str, str, str]]:
        # where national law is not encoded, a bare verdict would claim too much
        silent, of_state = plan.unread(encoded, "its"), plan.unread(encoded, "the State's")
        side = plan.a.overall
        open_answers = sum(plan.a.questions.by_who().values())
        yield "on the prevailing readings", "", _verdict(side.dominant, open_answers) + of_state
        yield "on every serious reading", "", _verdict(side.every_reading, open_answers) + of_state
        for s in sorted(plan.a.standings, key=lambda s: (s.bearer != plan.state, s.is_state)):
            if s.bearer == UNNAMED:
                continue
            label, word = s.name, VERDICT_WORDS[s.verdict.word]
            if s.bearer == plan.state:
                label = "the State compared"
                treaties = any(b.instrument.is_treaty and not b.custom for b in s.bound_by)
                alone = "not bound by any encoded treaty"
                alone += f"; as far as custom binds it, {word}" if s.duties else ""
                word = (word if treaties else alone) + silent
            elif s.bearer in plan.persons:
                word += of_state
            yield label, "", word

    return _grouped(plans, cells_of)


def _verdict(v: Verdict, open_answers: int) -> str:
    """The word and how far it goes. What it may become is for the assessment of the one plan chosen."""
    far = f"so far, {counted(open_answers, 'answer')} missing" if v.grade == "so-far" else grade_of(v)
    return f"{VERDICT_WORDS[v.word]}, {far}"


def planned_anew(plans: Sequence[Plan]) -> Iterator[Row]:
    """What moved with the change, what stayed in the State left behind, and the permits that do not count there."""
    states = plans[0].a.knowledge.states if plans else {}

    def cells_of(plan: Plan) -> Iterator[tuple[str, str, str]]:
        replan, before = plan.variant.replan, plan.before
        if replan.moved:
            yield "moves along", "", replan_words(plan.a.knowledge, before, replan.moved)
        if replan.stayed:
            yield "stays where it was", "", replan_words(plan.a.knowledge, before, replan.stayed)
        if replan.left:
            yield "permits left behind, which do not count", "", permit_names(before, replan.left, states)

    return _grouped(plans, cells_of)


def time_and_money(plans: Sequence[Plan]) -> Iterator[Row]:
    """The road map of each plan in a few lines: steps, what is late, the longest chain, and the fees together."""

    def cells_of(plan: Plan) -> Iterator[tuple[str, str, str]]:
        road = roadmap(plan.a)
        names = {step.id: step.what for step in road.steps}
        yield "steps", "", f"{len(road.steps)}, {sum(step.owner == CLIENT for step in road.steps)} of them yours"
        if road.chain_days is not None:
            steps = ", then ".join(names[slug] for slug in road.chain)
            yield "longest chain that can be counted", "", f"{counted(road.chain_days, 'day')}: {steps}"
        yield "steps before the launch of unknown length", "", str(road.unknown)
        yield "late already", "", "; ".join(step.what for step in road.late) or "none"
        for total in road.sums:
            yield "fees known, yours", "", sum_words(total)
        yield "fees not known, yours", "", "; ".join(road.fees_not_known) or "none"

    return _grouped(plans, cells_of)


def disputes(plans: Sequence[Plan]) -> Iterator[Row]:
    """The disputed questions on which something turns."""

    def cells_of(plan: Plan) -> Iterator[tuple[str, str, str]]:
        for f in plan.a.findings:
            if f.contested and f.weighs:
                for key in f.by_reading:
                    for part in key.split(" & "):
                        question = plan.a.knowledge.questions[part.partition(":")[0]]
                        yield question.asks, "", "disputed"

    return _grouped(plans, cells_of)


def not_encoded(plans: Sequence[Plan]) -> Iterator[Row]:
    """What is touched and not encoded: said, not scored."""

    def cells_of(plan: Plan) -> Iterator[tuple[str, str, str]]:
        for gap in plan.a.not_covered:
            if gap.sort == "not-encoded":
                yield gap.matter, "", gap.instrument if gap.instrument != "not recorded" else "no law on record"

    return _grouped(plans, cells_of)


def law(knowledge: m.Knowledge, plans: Sequence[Plan], encoded: set[str]) -> Iterator[Row]:
    """Whether national law is encoded, which laws are known but not encoded, and which treaties bind."""

    def cells_of(plan: Plan) -> Iterator[tuple[str, str, str]]:
        if not plan.state:
            return
        known = plan.computed(encoded)
        alone = ": the results below rest on the treaties alone"
        how = "encoded" if known else f"not encoded{alone}"
        if plan.beyond and plan.state in encoded:
            words = beyond_law_words(knowledge, plan.beyond)
            how = (
                f"encoded; {words}"
                if known
                else f"none for this place: {words}, and the results below rest on the treaties alone"
            )
        yield "national law", "", how
        laws = [law for law in knowledge.known_laws if law.state == plan.state and law.existed(plan.a.on)]
        if not known:
            for law in laws:
                yield "known but not encoded", "", law.title
            for law in sorted(laws, key=lambda law: not law.licenses):
                yield "terms of the law that is not encoded", "", law.terms or "not recorded"
            if not laws:
                yield "known but not encoded", "", "none on record, which does not mean that there is none"
        standing = next((s for s in plan.a.standings if s.bearer == plan.state), None)
        bound = {b.instrument.work: b for b in standing.bound_by if not b.custom} if standing else {}
        custom = {b.instrument.work for b in standing.bound_by if b.custom} if standing else set()
        for item in knowledge.instruments.values():
            if item.is_treaty or item.kind == "political-commitment":
                b = bound.get(item.work)
                yes, no = ("bound", "not bound") if item.is_treaty else ("signatory", "not signed")
                no += ", save as custom on some readings" if item.work in custom else ""
                cell = no if b is None else yes if b.truth == TRUE else "doubtful"
                if b and b.entry and b.entry.bound_from and b.entry.bound_from.settled:
                    cell += f" since {b.entry.bound_from.not_before}"
                yield item.short, "", cell

    return _grouped(plans, cells_of)


def by_instrument(plans: Sequence[Plan]) -> Iterator[Row]:
    """The number of findings of each result, by instrument."""

    def cells_of(plan: Plan) -> Iterator[tuple[str, str, str]]:
        counts: dict[str, dict[str, int]] = {}
        for f in plan.concerned:
            if f.applicable:
                short = plan.a.knowledge.instruments[f.rule.instrument].short
                word = "contested" if f.contested else "perhaps" if f.perhaps else _MEANS.get(f.result, f.result)
                of_one = counts.setdefault(short, {})
                of_one[word] = of_one.get(word, 0) + 1
        for short, of_one in sorted(counts.items()):
            yield short, "", ", ".join(f"{n} {word}" for word, n in sorted(of_one.items()))

    return _grouped(plans, cells_of)


def _open_tasks(plan: Plan) -> Iterator[Finding]:
    for f in plan.a.all_findings:
        if f.rule.to_do and f.rule.binding and f.bearer != UNNAMED and f.result in _PRESSING:
            yield f


def to_dos(plans: Sequence[Plan]) -> Iterator[Row]:
    """Tasks, with the time limit and the fee on the day."""

    def cells_of(plan: Plan) -> Iterator[tuple[str, str, str]]:
        for f in _open_tasks(plan):
            to_do = f.rule.to_do
            assert to_do is not None
            lead = f"time limit: {to_do.lead_time}" if to_do.lead_time else ""
            cell = ", ".join(filter(None, (_word(f), lead, fee_words(plan.a, f))))
            yield (
                f"{to_do.what.rstrip('.')} (addressed to {to_do.addressed_to})",
                citation(plan.a.knowledge, f.rule),
                cell,
            )

    return _grouped(plans, cells_of)


def fees(plans: Sequence[Plan]) -> Iterator[Row]:
    """The fees of the tasks."""

    def cells_of(plan: Plan) -> Iterator[tuple[str, str, str]]:
        for f in _open_tasks(plan):
            words = fee_words(plan.a, f)
            if words:
                label, sign, amount = (
                    words.rpartition(": ") if f.rule.to_do and f.rule.to_do.fee_parameter else ("", "", "")
                )
                cell = amount if sign else words
                yield label or citation(plan.a.knowledge, f.rule), "", f"perhaps {cell}" if f.perhaps else cell

    return _grouped(plans, cells_of)


def asking(knowledge: m.Knowledge, aspect: str) -> set[str]:
    """The rules with a condition on a fact marked with an aspect."""
    marked = {fact.id for fact in knowledge.facts.values() if fact.aspect == aspect}
    return {rule.id for rule in knowledge.rules.values() if turns_on(rule) & marked}


def by_rule(plans: Sequence[Plan], rules: set[str]) -> Iterator[Row]:
    """The results of the given rules."""

    def cells_of(plan: Plan) -> Iterator[tuple[str, str, str]]:
        for f in plan.concerned:
            if f.rule.id in rules and f.applicable:
                yield f"{citation(plan.a.knowledge, f.rule)}: {_own_title(f.rule)}", f.rule.reads, _word(f)

    return _grouped(plans, cells_of)


def _own_title(rule: m.Rule) -> str:
    """The title without the citation at its beginning."""
    return rule.title.rpartition(": ")[2]


def sanctions(plans: Sequence[Plan]) -> Iterator[Row]:
    """The consequences of duties that are breached or not yet met, in the words of the rule."""

    def cells_of(plan: Plan) -> Iterator[tuple[str, str, str]]:
        for f in plan.concerned:
            if f.rule.consequence and f.rule.binding and f.result in _PRESSING and NORMS[f.rule.kind].weighs:
                by = f" ({f.rule.consequence_by})" if f.rule.consequence_by else ""
                yield citation(plan.a.knowledge, f.rule), f.rule.consequence + by, _word(f)

    return _grouped(plans, cells_of)


def title_by_reading(plans: Sequence[Plan], rules: set[str]) -> Iterator[Row]:
    """For each reading on which a result about title depends: the rights and the breaches under it."""
    dividing = {
        part
        for plan in plans
        for f in plan.concerned
        if f.rule.id in rules
        for key in f.by_reading
        for part in key.split(" & ")
    }

    def cells_of(plan: Plan) -> Iterator[tuple[str, str, str]]:
        about = [f for f in plan.concerned if f.rule.id in rules]
        for key in sorted(dividing):
            question, _, reading = key.partition(":")
            item = plan.a.knowledge.questions[question]
            note = next(f"{r.name}: {r.says}" for r in item.readings if r.id == reading)
            cells = [f"{result}: {law}" for result, law in _under(plan.a, about, question, reading)]
            yield key, note, "; ".join(dict.fromkeys(cells)) or "no right, no breach"

    return _grouped(plans, cells_of)


def _under(a: Assessment, about: Iterable[Finding], question: str, reading: str) -> Iterator[tuple[str, str]]:
    for f in about:
        right = NORMS[f.rule.kind].gives
        found = {_result_words(o.result) for c, o in f.outcomes if reading in dict(c).get(question, (reading,))} - {
            NOT_APPLICABLE
        }
        if right and found:
            yield found.pop() if len(found) == 1 else "contested", citation(a.knowledge, f.rule)
        elif "breached" in found:
            yield "breached" if found == {"breached"} else "contested", citation(a.knowledge, f.rule)


def roles(plans: Sequence[Plan], aspect: str) -> Iterator[Row]:
    """Who holds, or may hold, the roles marked with an aspect."""

    def cells_of(plan: Plan) -> Iterator[tuple[str, str, str]]:
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

    return _grouped(plans, cells_of)
