"""Sections 8 and 9 of the memo: what is to be done, and what if something happens."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.assessment import Assessment
from regolex.engine.dormant import Dormant
from regolex.engine.findings import Finding
from regolex.engine.world import UNNAMED
from regolex.law.order import conditions_of, facts_read
from regolex.law.wording import counted
from regolex.report.memo_lookup import Lookup, cut
from regolex.report.memo_road import dates_and_money
from regolex.report.paper import Block, Heading, Para, Run, Table, words
from regolex.report.phrases import listed
from regolex.report.view import citation
from regolex.tasks.doer import doer, duty_of
from regolex.tasks.pack import filled, meets
from regolex.tasks.task import Task, home_states, tasks

_MISSING = 8  # of the answers that an application lacks


def who(a: Assessment, task: Task) -> str:
    """Everyone who has to see to a task."""
    serves = duty_of(a, task)
    if serves:
        does = doer(a, task)
        return (
            f"{'you' if does == a.client else a.name(does)}, for {serves}" if does not in a.knowledge.states else serves
        )
    if a.client and task.urgency == "from-others":
        return "you"  # the task is to ask the party that is addressed
    bearers = dict.fromkeys([bearer for _, bearer, _ in task.findings] or [task.who])
    return ", ".join("you" if bearer in (a.client, "") else a.name(bearer) for bearer in bearers)


def no_time(task: Task) -> str:
    """What is said where the law states no time limit."""
    return "none in the law" if task.computed else "ask the authority"


def task_list(a: Assessment, look: Lookup) -> Iterator[Block]:
    """Section 8: the tasks, those that do not fit named in a line."""
    yield Heading("8. Tasks", 1, "tasks")
    found = tasks(a)
    if not found:
        yield Para(words("None by the law that is encoded."))
        return
    yield Para(
        words("In order of urgency. A time limit is that of the law; usual times stand in the road map."),
        "soft",
    )
    if passed := _launches_passed(a):
        yield Para(
            words(
                f"The plan gives a launch day that has passed ({passed}). The dates show when each step would have had to "
                "begin; they are not tasks for today."
            )
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


def _launches_passed(a: Assessment) -> str:
    """The days of launches that lie wholly before the day of assessment, the earliest first."""
    days = [a.prepared.mission.answer(part, "launch.date").value for part in a.prepared.mission.parts.get("launch", ())]
    ends = {getattr(day, "not_after", day) for day in days if day}
    return ", ".join(str(day) for day in sorted(ends) if day < a.on)


def all_tasks(a: Assessment, look: Lookup) -> Iterator[Block]:
    """The annex with every task."""
    yield Heading("Annex F. All tasks", 1, "annex-tasks")
    found = tasks(a)
    if len(found) <= look.caps.tasks:
        yield Para(words("All of them are in ", Run("section 8", to="#tasks"), "."))
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
        "Tasks", ("#", "Task", "Who", "Addressed to", "Time limit; fee", "Law"), tuple(rows), (2, 17, 7, 16, 17, 13)
    )


def application_files(a: Assessment) -> Iterator[Block]:
    """In the same annex: what the application to each authority that the plan meets has to contain, and what is missing."""
    rows = []
    for name, pack in sorted(a.knowledge.packs.items()):
        if meets(a, pack) == "no":
            continue
        made = filled(a, pack)
        perhaps = "" if made.meets == "yes" else " (perhaps)"
        documents = "; ".join(one.document.title for one in made.documents)
        missing = listed(dict.fromkeys(a.knowledge.facts[one.fact].label for one in made.missing), _MISSING)
        rows.append((words(f"{pack.title}{perhaps}"), words(documents), words(missing or "nothing"), words(name)))
    if rows:
        yield Heading("What the applications have to contain", 2, "annex-packs")
        columns = ("Application", "Documents", "Answers missing", "Pack")
        yield Table("What the applications have to contain", columns, tuple(rows), (6, 12, 8, 3))
        yield Para(
            words("Each in full, filled with what the plan states: regolex pack, with the name of the pack."), "soft"
        )


def if_it_happens(a: Assessment, look: Lookup) -> Iterator[Block]:
    """Section 9: the duties that an event would wake, the client's and those of its home State first."""
    yield Heading("9. If it happens", 1, "if-it-happens")
    waiting = _waiting(a)
    if waiting:
        yield Para(
            words(
                "The plan does not say whether an accident or another event has happened, so the duties that one would "
                "wake stand open: ", *look.capped(waiting), "."
            )
        )  # fmt: skip
    if not a.dormant:
        if not waiting:
            yield Para(words("No duty was found that an accident or another event would wake."))
        return
    yield Para(words("Nothing of what follows counts today."), "soft")
    found = _wakened(a)
    shown, left = cut(found, look.caps.events)
    yield _events(a, look, shown)
    if left:
        said: list[Run] = []
        by_bearer: dict[str, list[Finding]] = {}
        for d in (one for group in found[len(shown) :] for one in group):
            for subject in d.subjects:
                if finding := look.findings.get((d.rule, d.bearer, subject)):
                    by_bearer.setdefault(d.bearer, []).append(finding)
        for bearer, findings in sorted(by_bearer.items(), key=lambda item: item[0] != a.client):
            name = "You" if bearer == a.client else a.name(bearer)
            said += [Run(". " if said else ""), Run(f"{name}: ", soft=True), *look.capped(findings)]
        more = counted(left, "more duty", "more duties")
        yield Para(
            words(
                Run(f"{more}, in ", strong=True),
                Run("annex F", to="#annex-happens"),
                Run(". ", strong=True),
                *said,
                ".",
            )
        )


def _waiting(a: Assessment) -> list[Finding]:
    """The findings that are open and turn on an event."""
    events = {event.fact for event in a.knowledge.asking.events.values()}
    return [
        f
        for f in a.findings
        if f.result == "open"
        and f.rule.binding
        and f.bearer != UNNAMED
        and any(fact in events for c in conditions_of(f.rule) for fact in facts_read(c))
    ]


def all_events(a: Assessment, look: Lookup) -> Iterator[Block]:
    """The annex with every duty that an event would wake, where the body has not room for all."""
    found = _wakened(a)
    if len(found) > look.caps.events:
        yield Heading("If it happens: every duty", 2, "annex-happens")
        yield _events(a, look, found)


def _wakened(a: Assessment) -> list[list[Dormant]]:
    """The dormant duties, those of one rule and event together, the nearest first."""
    alike: dict[tuple[str, tuple[str, ...]], list[Dormant]] = {}
    for d in a.dormant:
        alike.setdefault((d.rule, d.events), []).append(d)
    return sorted(alike.values(), key=lambda found: _nearness(a, found))


def _events(a: Assessment, look: Lookup, groups: list[list[Dormant]]) -> Table:
    happens = {name: event.happens for name, event in a.knowledge.asking.events.items()}
    rows = []
    for found in groups:
        d = found[0]
        rule = a.knowledge.rules[d.rule]
        bearers = ", ".join(dict.fromkeys("You" if one.bearer == a.client else a.name(one.bearer) for one in found))
        todo = rule.to_do
        time = todo.lead_time if todo and todo.lead_time else "none stated"
        fault = f" Standard: {rule.fault}." if rule.fault else ""
        law = look.cited_by((d.rule, d.bearer, d.subjects[0] if d.subjects else "mission"), citation(a.knowledge, rule))
        what = (words(Run(f"{bearers}: ", strong=True), rule.reads, fault, " ", law), words(time))
        rows.append((words(capital("; or ".join(happens[e] for e in d.events))), *what, words(rule.prepare or "–")))
    return Table("If it happens", ("Event", "Who must do what", "Within", "Prepare now"), tuple(rows), (5, 12, 4, 6))


def _nearness(a: Assessment, found: list[Dormant]) -> tuple[bool, bool, int]:
    """What falls on the client first; of the rest liability first, that of its home State before that of others."""
    rule = a.knowledge.rules[found[0].rule]
    bearers = {one.bearer for one in found}
    whose = 0 if a.client in bearers else 1 if bearers & home_states(a) else 2
    return (whose > 0, not rule.fault, whose)


def capital(text: str) -> str:
    """A text with a capital letter."""
    return text[:1].upper() + text[1:]


__all__ = ["all_events", "all_tasks", "capital", "if_it_happens", "no_time", "task_list", "who"]
