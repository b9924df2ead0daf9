"""The whole assessment in a few sentences, for a reader who decides and has a minute."""

from __future__ import annotations

from collections.abc import Iterable

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.robustness import objections, robustness
from regolex.engine.verdict import decides
from regolex.engine.world import UNNAMED
from regolex.law.wording import counted
from regolex.report.phrases import listed
from regolex.report.view import VERDICT_MEANS, VERDICT_WORDS, citation, next_facts, to_dos


def summary(a: Assessment) -> tuple[str, ...]:
    """Five to eight lines: verdict, bearers, breaches, contested and open findings, robustness, tasks, matters not covered."""
    said = [_verdict(a), _bound(a), _blocked(a), _contested(a), _open(a), _robust(a), _to_do(a), _not_covered(a)]
    return tuple(sentence for sentence in said if sentence)


def _verdict(a: Assessment) -> str:
    means = VERDICT_MEANS[a.verdict]
    return f"As of {a.on} the plan is {VERDICT_WORDS[a.verdict]}: {means[0].lower()}{means[1:]}"


def _bound(a: Assessment) -> str:
    states = [s.name for s in a.standings if s.is_state and s.bearer != UNNAMED]
    persons = [s.name for s in a.standings if not s.is_state]
    works = {f.rule.work for f in a.findings if f.applicable and f.rule.binding and not f.perhaps}
    # as long as no rule depends on who it is, an unnamed State is not worth mentioning
    unnamed = any(f.bearer == UNNAMED and f.result in ("open", "judgement") for f in a.findings)
    said = [f"{'State' if len(states) == 1 else 'States'} concerned: {listed(states, 5, ', ')}."] if states else []
    if persons:
        said.append(f"{'Person' if len(persons) == 1 else 'Persons'} concerned: {listed(persons, 5, ', ')}.")
    if not said:
        said.append("No State or person is named yet.")
    if unnamed:
        said.append("A State that is not named yet may also be concerned.")
    said.append(f"{counted(len(works), 'binding instrument applies', 'binding instruments apply')}.")
    return " ".join(said)


def _places(a: Assessment, findings: Iterable[Finding]) -> list[str]:
    return list(dict.fromkeys(f"{citation(a.knowledge, f.rule)} ({a.name(f.bearer)})" for f in findings))


def _blocked(a: Assessment) -> str:
    found = _places(a, (f for f in a.findings if decides(f) and f.result == "breached"))
    return f"Breached on every reading: {listed(found)}." if found else ""


def _contested(a: Assessment) -> str:
    divided = [f for f in a.findings if decides(f) and f.contested]
    if not divided:
        return ""
    against: dict[str, list[str]] = {}
    for item in objections(divided, a.knowledge.questions, a.on):
        against.setdefault(a.name(item.state), []).append(f"reading {item.reading} of {item.question}")
    who = [f"{state} ({listed(dict.fromkeys(stated), 2, ', ')})" for state, stated in against.items()]
    ground = (
        f"Could object, on readings stated by that date: {listed(who)}."
        if who
        else "No State has stated a reading on which it could object."
    )
    return f"Contested: {listed(_places(a, divided))}. {ground}"


def _open(a: Assessment) -> str:
    waiting = [f for f in a.findings if decides(f) and f.result in ("open", "judgement") and not f.contested]
    if not waiting:
        return ""
    questions = next_facts(a)
    if not questions:
        return f"{counted(len(waiting), 'finding is', 'findings are')} open because the sources are in doubt."
    first, count = questions[0]
    asked = first.question or first.label
    name = a.name(first.part) if first.part and first.part != "mission" else ""
    whose = f", {name}" if name and name not in asked else ""
    return (
        f"{counted(len(questions), 'unanswered question holds', 'unanswered questions hold')} up "
        f"{counted(len(waiting), 'finding')}. Start with: {asked} ({counted(count, 'finding')}{whose})."
    )


def _robust(a: Assessment) -> str:
    r = robustness(a.findings)
    if not r.counted:
        return "Too many disputed questions interact to try every combination of readings, so no share is given."
    if not r.questions and r.passing == 0:
        return "The breach stands on every serious reading of the disputed provisions."
    if not r.questions:
        return "On the answers so far, no serious reading of a disputed provision leads to a breach of a binding rule."
    return (
        f"{r.passing} of {counted(r.combinations, 'combination')} of serious readings "
        f"({counted(len(r.questions), 'disputed question')}) {'leaves' if r.passing == 1 else 'leave'} no binding rule "
        f"breached: {round(float(r.share) * 100)} per cent, counting every combination equally."
    )


def _to_do(a: Assessment) -> str:
    tasks = [task for _, group in to_dos(a) for task in group]
    if not tasks:
        return "On the answers so far, the rules that apply leave nothing to do."
    first = [f"{t.what} (addressed to {t.addressed_to}, time limit: {t.lead_time or 'none stated'})" for t in tasks]
    return f"{counted(len(tasks), 'task')} to do: {listed(first, 2)}."


def _not_covered(a: Assessment) -> str:
    rest = [n for n in a.not_covered if n.sort != "law-is-silent"]
    if not rest:
        return "No matter is known that this plan touches and that is not encoded."
    named = dict.fromkeys(
        n.matter if a.name(n.legal_order) in n.matter else f"{n.matter} ({a.name(n.legal_order)})" for n in rest
    )
    return f"Not covered, ask the authorities ({counted(len(named), 'matter')}): {listed(named)}."
