"""In section 2 of the memo: who must authorise what, where each permit stands, by when to begin, and the fee."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.assessment import Assessment
from regolex.law.order import facts_read
from regolex.law.wording import state_in_text
from regolex.report.memo_fees import fee_said
from regolex.report.memo_lookup import Lookup
from regolex.report.memo_road import basis
from regolex.report.paper import Block, Heading, Para, Run, Table, Words, words
from regolex.report.phrases import listed
from regolex.tasks.fees import Fee, fees
from regolex.tasks.lanes import lanes
from regolex.tasks.roadmap import RoadMap, RoadStep, roadmap
from regolex.tasks.standing import GRANTED, Leave, leaves
from regolex.tasks.task import tasks

_QUESTIONS, _LEFT = 1, 3
_STAND = {
    "planned": "in the plan, not granted yet", "refused": "refused", "absent": "not in the plan, and needed",
}  # fmt: skip
_SHORT = {
    "granted": "granted", "planned": "not granted yet", "not-stated": "not stated whether granted", "refused": "refused",
    "absent": "missing", "open": "open whether it is needed",
}  # fmt: skip


def authorise(a: Assessment, look: Lookup) -> Iterator[Block]:
    """One row for each permit; then what no law that is encoded asks for or answers."""
    road = roadmap(a)
    due = fees(a, road)
    rows = [_row(a, look, road, due, group) for group in _alike(a)]
    rows += [_perhaps(road, step, due) for step in road.steps if step.only_if and not step.laws]
    rows += [
        (words(Run("Not computed", strong=True), f": {task.statute or 'law not encoded'}"), words(_who(a, task.who)),
         words(task.addressed_to), words(task.what), words("begin now: no time is known"), words("not known"))
        for task in tasks(a)
        if not task.computed and task.order
    ]  # fmt: skip
    duties = {
        cite.provision
        for rule in a.knowledge.rules.values()
        if rule.holder == "State" and rule.test and GRANTED in facts_read(rule.test)
        for cite in rule.cites
    }
    # what a State must authorise and no law of it asks for
    silent = [n for n in a.not_covered if n.sort == "law-is-silent" and n.certain and duties & set(n.answers) and n.no]
    if not rows and not silent:
        return
    yield Heading("Who must authorise what, by when, and for what fee", 2, "authorise")
    if rows:
        columns = ("Permit", "For whom", "Who decides", "Where it stands", "Begin by", "Fee by law")
        yield Table("Who must authorise what", columns, tuple(rows), (9, 5, 9, 9, 7, 8))
    for n in silent:
        yield Para(
            words(Run(f"No law of {state_in_text(a.name(n.legal_order))} was found on {n.matter}. ", strong=True),
                  f"What looks at a part of it: {'; '.join(n.stands_in)}.")
        )  # fmt: skip


def _alike(a: Assessment) -> list[list[Leave]]:
    """The permits, those that say the same of several persons, or are open for one under several laws, together."""
    groups: dict[tuple[object, ...], list[Leave]] = {}
    for one in leaves(a):
        same = (one.who,) if one.stand == "open" else (one.order, one.authorities, one.granted_on, one.left, one.rules)
        groups.setdefault((one.kind, one.stand, same), []).append(one)
    return list(groups.values())


def _row(a: Assessment, look: Lookup, road: RoadMap, due: list[Fee], group: list[Leave]) -> tuple[Words, ...]:
    one = group[0]
    step = next((s for s in road.steps if set(s.laws) & set(one.rules)), None)
    named = listed(dict.fromkeys(a.name(part) for each in group for part in each.named), 2)
    label = f"{one.label[:1].upper()}{one.label[1:]}"
    by_name = {run.text: run for each in reversed(group) if each.finding for run in (look.cited(each.finding),)}
    laws = look.joined(reversed(by_name.values()))
    who = listed(dict.fromkeys(_who(a, each.who) for each in group), 4, ", ")
    decides = "; ".join(dict.fromkeys(name for each in group for name in each.authorities))
    return (
        words(Run(label, strong=True), " (", *laws, ")", Run(f" “{named}”" if named else "", soft=True)),
        words(who), words(decides or "not named in the encoded law"), words(_stands(a, one)),
        words(_begin(one, step)), words(_fee(a, due, one.rules)),
    )  # fmt: skip


def _who(a: Assessment, part: str) -> str:
    return "you" if part in ("", a.client) else a.name(part)


def _stands(a: Assessment, one: Leave) -> str:
    """Where a permit stands, as the plan states it."""
    if one.stand == "granted":
        day = f"granted on {one.granted_on}" if one.granted_on else "granted (day not stated)"
        left = f"; the plan does not state: {listed(one.left, _LEFT)}" if one.left else ""
        return f"{day}{left}"
    if one.stand == "open":
        asked = f" {' '.join(one.questions[:_QUESTIONS])}" if one.questions else ""
        return f"open whether it is needed.{asked}"
    if one.stand == "not-stated":
        return "in the plan; whether it is granted is not stated" if one.named else "not in the plan; needed"
    return _STAND[one.stand]


def _begin(one: Leave, step: RoadStep | None) -> str:
    if one.stand == "granted":
        return "–"
    if step is None or not step.latest_start:
        needed = f"; needed by {step.needed}" if step and step.needed else ""
        return "with the answer" if one.stand == "open" else f"now, as no length is known{needed}"
    return f"{step.latest_start}{', passed' if step.late else ''} ({basis(step)})"


def _fee(a: Assessment, due: list[Fee], rules: tuple[str, ...]) -> str:
    found = [fee for fee in due if set(a.knowledge.lead_times[fee.procedure].rules) & set(rules)]
    if found:
        return fee_said(found[0], True)
    unasked = [lane.procedure.fee for lane in lanes(a).values() if set(lane.procedure.rules) & set(rules)]
    if unasked:
        return "none in the text read" if unasked[0].known == "none" else unasked[0].says
    said = [
        todo.fee for rule in rules if (todo := a.knowledge.rules[rule].to_do) and todo.fee and not todo.fee_parameter
    ]
    return said[0] if said else "not recorded"


def _perhaps(road: RoadMap, step: RoadStep, due: list[Fee]) -> tuple[Words, ...]:
    fee = next((fee_said(one) for one in due if one.procedure == step.procedure), step.fee)
    begin = f"{step.latest_start} ({basis(step)})" if step.latest_start else "with the answer"
    return (
        words(Run(step.what, strong=True)), words("you" if step.who == road.client else step.who),
        words(step.addressed_to), words(f"open: needed only if {step.only_if}"), words(begin), words(fee),
    )  # fmt: skip


def in_short(a: Assessment) -> Iterator[Words]:
    """The point for the short answer: each permit with whose it is and where it stands."""
    said = [f"{one.label} ({_who(a, one.who)}): {_SHORT[one.stand]}" for one in leaves(a)]
    if said:
        yield words(
            Run("Permits: ", strong=True), listed(dict.fromkeys(said), 6), ". Who decides: see the table below."
        )


__all__ = ["authorise", "in_short"]
