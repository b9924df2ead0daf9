"""Section 8 of the memo: what is to be done, by whom, addressed to whom and by when."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.assessment import Assessment
from regolex.law.wording import counted
from regolex.report.memo_lookup import Lookup, cut
from regolex.report.memo_road import dates_and_money
from regolex.report.paper import Block, Heading, Para, Run, Table, words
from regolex.report.phrases import listed
from regolex.tasks.doer import doer, duty_of
from regolex.tasks.pack import filled, meets
from regolex.tasks.task import Task, how_many, tasks

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
    todo, some = how_many(found)
    more = f", and {some} more on some readings only" if some else ""
    yield Para(
        words(
            f"{counted(todo, 'task')} on every reading{more}. A time limit is that of the law unless it is called usual."
        ),
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
    if not most:
        return  # the first of them stand in section 2
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


def capital(text: str) -> str:
    """A text with a capital letter."""
    return text[:1].upper() + text[1:]


__all__ = ["all_tasks", "capital", "no_time", "task_list", "who"]
