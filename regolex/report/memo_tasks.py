"""Sections 7 and 8 of the memo: what is to be done, and what if something happens."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.assessment import Assessment
from regolex.engine.dormant import Dormant
from regolex.law.wording import counted
from regolex.report.memo_lookup import Lookup, cut
from regolex.report.memo_road import dates_and_money
from regolex.report.paper import Block, Heading, Para, Run, Table, words
from regolex.report.view import citation
from regolex.tasks.task import Task, tasks


def who(a: Assessment, task: Task) -> str:
    """Everyone who has to see to a task."""
    bearers = dict.fromkeys([bearer for _, bearer, _ in task.findings] or [task.who])
    return ", ".join("you" if bearer in (a.client, "") else a.name(bearer) for bearer in bearers)


def no_time(task: Task) -> str:
    """What is said where the law states no time limit."""
    return "none in the law" if task.computed else "ask the authority"


def task_list(a: Assessment, look: Lookup) -> Iterator[Block]:
    """Section 7: the tasks, those that do not fit named in a line."""
    yield Heading("7. Tasks", 1, "tasks")
    found = tasks(a)
    if not found:
        yield Para(words("None by the law that is encoded."))
        return
    yield Para(
        words("In order of urgency. A time limit is that of the law; usual times stand in the road map."),
        "soft",
    )
    most = look.caps.tasks
    yield from dates_and_money(a)
    yield _table(a, look, found[:most])
    if len(found) > most:
        named, left = cut(found[most:], look.caps.named)
        rest = "; ".join(f"{t.what} ({who(a, t)})" for t in named) + (f"; and {left} more" if left else "")
        more = counted(len(found) - most, "more task")
        yield Para(
            words(
                Run(f"{more}, in ", strong=True), Run("annex F", to="#annex-tasks"), Run(": ", strong=True), rest, "."
            )
        )


def all_tasks(a: Assessment, look: Lookup) -> Iterator[Block]:
    """The annex with every task."""
    yield Heading("Annex F. All tasks", 1, "annex-tasks")
    found = tasks(a)
    if len(found) <= look.caps.tasks:
        yield Para(words("All of them are in ", Run("section 7", to="#tasks"), "."))
        return
    yield _table(a, look, found)


def _table(a: Assessment, look: Lookup, found: list[Task]) -> Table:
    rows = []
    for n, t in enumerate(found, start=1):
        disputed = Run(" (only on some readings)", soft=True) if t.disputed else ""
        fee = look.fees(t) if t.computed else ""
        rows.append(
            (words(str(n)), words(t.what, disputed), words(who(a, t)), words(t.addressed_to),
             words(t.lead_time or no_time(t), f"; {fee}" if fee else ""), look.laws(t))
        )  # fmt: skip
    return Table(
        "Tasks", ("#", "Task", "Who", "Addressed to", "Time limit; fee", "Law"), tuple(rows), (2, 19, 7, 20, 12, 13)
    )


def if_it_happens(a: Assessment, look: Lookup) -> Iterator[Block]:
    """Section 8: the duties that an event would wake."""
    yield Heading("8. If it happens", 1, "if-it-happens")
    if not a.dormant:
        yield Para(words("No duty was found that an accident or another event would wake."))
        return
    yield Para(words("Nothing of this counts today."), "soft")
    rows = []
    happens = {name: event.happens for name, event in a.knowledge.asking.events.items()}
    alike: dict[tuple[str, tuple[str, ...]], list[Dormant]] = {}
    for d in a.dormant:
        alike.setdefault((d.rule, d.events), []).append(d)
    shown = list(alike.items())[: look.caps.events]
    for (name, events), found in shown:
        rule, d = a.knowledge.rules[name], found[0]
        bearers = ", ".join(dict.fromkeys("You" if one.bearer == a.client else a.name(one.bearer) for one in found))
        todo = rule.to_do
        time = todo.lead_time if todo and todo.lead_time else "none stated"
        fault = f" Standard: {rule.fault}." if rule.fault else ""
        law = look.cited_by((d.rule, d.bearer, d.subjects[0] if d.subjects else "mission"), citation(a.knowledge, rule))
        rows.append(
            (words(capital("; or ".join(happens[e] for e in events))), words(f"{bearers}: ", rule.reads, fault, " ", law),
             words(time), words(rule.prepare or "–"))
        )  # fmt: skip
    yield Table("If it happens", ("Event", "Who must do what", "Within", "Prepare now"), tuple(rows), (5, 12, 4, 6))
    if len(alike) > len(shown):
        more = counted(len(alike) - len(shown), "more duty is", "more duties are")
        yield Para(words(f"{more} in ", Run("annex A", to="#annex-findings"), "."), "soft")


def capital(text: str) -> str:
    """A text with a capital letter."""
    return text[:1].upper() + text[1:]


__all__ = ["all_tasks", "capital", "if_it_happens", "no_time", "task_list", "who"]
