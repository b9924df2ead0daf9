"""What the answers say so far, and what the last one changed: read off two results, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from regolex.engine.assessment import Assessment
from regolex.law.wording import counted
from regolex.report import view
from regolex.report.first_screen import disputes, state_links
from regolex.tasks.task import tasks
from regolex_app.work import Result

_STATES = 5


def so_far(a: Assessment) -> list[str]:
    """The States reached, the disputes and the tasks, as far as the answers say."""
    links = state_links(a)
    lines = [f"{_linked(a.name(state), words)}: its law is involved." for state, words in list(links.items())[:_STATES]]
    if more := ", ".join(a.name(state) for state in list(links)[_STATES:]):
        lines.append(f"Also involved: the law of {more}.")
    found = disputes(a)
    if found:
        lines.append(f"Disputed so far: {counted(len(found), 'question')}.")
    todo = tasks(a)
    if todo:
        lines.append(f"To do so far: {counted(len(todo), 'task')}.")
    return lines


def _linked(name: str, words: Sequence[str]) -> str:
    return f"{name} ({', '.join(words[:2])})" if words else name


def changed(before: Result | None, now: Result) -> str:
    """The greatest change between two results of one case; empty where there is none to tell."""
    a, b = (before.assessment if before else None), now.assessment
    if a is None or b is None or before is None or before.case.mission.id != now.case.mission.id:
        return ""
    said = []
    new = [b.name(s) for s in state_links(b) if s not in state_links(a)]
    if new:
        said.append(f"{' and '.join(new[:3])}: {'its' if len(new) == 1 else 'their'} law is now involved.")
    known = {q.id for q, _ in disputes(a)}
    asks = [q.asks for q, _ in disputes(b) if q.id not in known]
    if asks:
        said.append(f"A dispute opens: {asks[0]}")
    said.append(verdict(a, b)) if word(a) != word(b) else None
    if not said:
        left, were = (sum(q.who == "client" for q in x.questions.items) for x in (b, a))
        return verdict(a, b) + (f" {counted(left, 'question')} for you, {were} before." if left != were else "")
    return " ".join(said[:2])


def word(a: Assessment) -> str:
    """The verdict on every serious reading: yours, else that of the mission."""
    return (a.you or a.overall).every_reading.word


def verdict(a: Assessment, b: Assessment) -> str:
    """What became of the verdict."""
    if word(a) == word(b):
        return f"The verdict stays {view.VERDICT_WORDS[word(b)]}."
    return f"The verdict is now {view.VERDICT_WORDS[word(b)]}; it was {view.VERDICT_WORDS[word(a)]}."
