"""The whole assessment in a few sentences, for somebody who decides and has a minute."""

from __future__ import annotations

from collections.abc import Iterable

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.robustness import objections, robustness
from regolex.engine.verdict import decides
from regolex.engine.world import UNNAMED
from regolex.report.phrases import listed
from regolex.report.view import VERDICT_MEANS, VERDICT_WORDS, citation, next_facts, to_dos


def summary(a: Assessment) -> tuple[str, ...]:
    """Five to eight sentences: verdict, who is bound, what blocks or divides, robustness, first steps, what is not covered."""
    said = [_verdict(a), _bound(a), _blocked(a), _contested(a), _open(a), _robust(a), _to_do(a), _not_covered(a)]
    return tuple(sentence for sentence in said if sentence)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _verdict(a: Assessment) -> str:
    means = VERDICT_MEANS[a.verdict]
    return f"As of {a.on} the plan is {VERDICT_WORDS[a.verdict]}: {means[0].lower()}{means[1:]}"


def _bound(a: Assessment) -> str:
    states = [s.name for s in a.standings if s.is_state and s.bearer != UNNAMED]
    persons = [s.name for s in a.standings if not s.is_state]
    groups = [listed(names, 5, ", ") for names in (states, persons) if names]
    works = {f.rule.work for f in a.findings if f.applicable and f.rule.binding and not f.perhaps}
    # a role that somebody unnamed may hold concerns nobody while no rule waits to know who that is
    unnamed = any(f.bearer == UNNAMED and f.result in ("open", "judgement") for f in a.findings)
    more = ", and perhaps a State that the answers do not name yet" if unnamed else ""
    who = "; and as persons ".join(groups) or "nobody by name"
    return f"Concerned are {who}{more}; binding instruments that apply: {len(works)}."


def _places(a: Assessment, findings: Iterable[Finding]) -> list[str]:
    return list(dict.fromkeys(f"{citation(a.knowledge, f.rule)} for {a.name(f.bearer)}" for f in findings))


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
    ground = f"on the ground of what they have stated, {listed(who)} could object" if who else "no State is on record"
    return f"Readings divide over {listed(_places(a, divided))}; {ground}."


def _open(a: Assessment) -> str:
    waiting = [f for f in a.findings if decides(f) and f.result in ("open", "judgement") and not f.contested]
    if not waiting:
        return ""
    wanted = next_facts(a)
    if not wanted:
        return f"{_count(len(waiting), 'finding is', 'findings are')} open because the sources are in doubt."
    first, count = wanted[0]
    whose = f" ({a.name(first.part)})" if first.part and first.part != "mission" else ""
    return (
        f"{_count(len(waiting), 'finding waits', 'findings wait')} for {_count(len(wanted), 'answer')}; "
        f"the one wanted most, by {count}, is: {first.label}{whose}."
    )


def _robust(a: Assessment) -> str:
    r = robustness(a.findings)
    if not r.counted:
        return "More questions of reading hang together than could be tried in combination, so no share is given."
    if not r.questions and r.passing == 0:
        return "No reading of the disputed clauses changes anything about the breach."
    if not r.questions:
        return "No binding rule is breached, as far as the answers go, on any serious reading of the disputed clauses."
    return (
        f"Of {_count(r.combinations, 'combination')} of serious readings of {_count(len(r.questions), 'disputed question')}, "
        f"{r.passing} leave no binding rule breached ({round(float(r.share) * 100)} per cent, each combination counted alike)."
    )


def _to_do(a: Assessment) -> str:
    tasks = [task for _, group in to_dos(a) for task in group]
    if not tasks:
        return "As far as the answers go, nothing is left to do under the rules that apply."
    first = [f"{t.what} (addressed to {t.addressed_to}, statutory time: {t.lead_time or 'none stated'})" for t in tasks]
    return f"To do first, of {_count(len(tasks), 'task')}: {listed(first, 2)}."


def _not_covered(a: Assessment) -> str:
    rest = [n for n in a.not_covered if n.sort != "law-is-silent"]
    if not rest:
        return "Everything that this plan touches, as far as known here, is covered."
    named = dict.fromkeys(
        n.matter if a.name(n.legal_order) in n.matter else f"{n.matter} ({a.name(n.legal_order)})" for n in rest
    )
    return f"Not covered and to be asked elsewhere, {_count(len(named), 'matter')}: {listed(named)}."
