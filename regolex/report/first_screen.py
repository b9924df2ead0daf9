"""The first screen: what a person needs before anything else, in at most 25 lines, the same in every form of output."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap

import msgspec

from regolex.engine.assessment import Assessment, NotCovered, Side
from regolex.engine.findings import Finding
from regolex.engine.verdict import Verdict
from regolex.law import model as m
from regolex.law.order import conditions_of, facts_read
from regolex.law.wording import counted, first_clause
from regolex.report.disputed import blocking, brief, disputed_lines, disputes, untested_lines
from regolex.report.readings import on_readings
from regolex.report.turned import turned
from regolex.report.view import VERDICT_WORDS, citation, grade_of
from regolex.report.whose_law import about_title, state_links, whose_law
from regolex.tasks.task import Task, by_authority, home_states, short_authority, tasks

LINES, WIDTH = 25, 100
INDENT = 11  # columns of a label
_FIRST = {"task": 5, "breach": 3, "question": 4, "turn": 2, "untested": 1}
_LAST = ("tax", "sanction", "money laundering", "companies", "forming and governing", "criminal")
# what is asked about first among the matters that are not covered
_FIRST_MATTERS = ("authorisation", "export", "investor", "investment", "frequenc", "nuclear")


class Row(msgspec.Struct, frozen=True):
    """One line: a label in capitals (empty where it goes on), and its text in columns.

    Where the screen is too long, the rows of the greatest ``rank`` go first, the last of them before the others; those of
    rank 0 always stay.

    ``cells`` are the columns in full, for displays that are not lines; empty where there is one column.
    """

    label: str
    text: str
    rank: int = 1
    cells: tuple[str, ...] = ()

    @property
    def full(self) -> str:
        """The text without a limit of width."""
        return " · ".join(filter(None, self.cells)) or " ".join(self.text.split())


class Screen(msgspec.Struct, frozen=True):
    """The first screen: what and for whom, the verdict in two sentences, and the rows below it."""

    title: str
    verdicts: tuple[Row, ...]
    sentences: tuple[str, str]
    rows: tuple[Row, ...]


def first_screen(a: Assessment) -> Screen:
    """What to read first, in at most 25 lines."""
    title = f"{a.mission.title} · {_for(a)} · law of {day_words(a)}"
    verdicts, said = tuple(_verdicts(a)), sentences(a)
    rows = [
        *_turns(a), *_breaches(a), *_tasks(a), *_whose_law(a), *_disputed(a), *_untested(a), *_yours(a), *_watch(a),
        *_rests_on(a), *_open(a), *_if_it_happens(a), *_not_covered(a),
    ]  # fmt: skip
    room = LINES - 3 - len(verdicts) - sum(len(_wrapped(sentence)) for sentence in said)
    while len(rows) > room and (worst := max(row.rank for row in rows)):
        last = max(n for n, row in enumerate(rows) if row.rank == worst)
        del rows[last]
    return Screen(title, verdicts, said, tuple(rows))


def lines(a: Assessment) -> list[str]:
    """The first screen as plain lines of at most 100 characters."""
    screen = first_screen(a)
    out = [_cut(screen.title), ""]
    wide = max(INDENT, *(len(row.label) + 1 for row in screen.verdicts))
    on = max(len(row.cells[0]) for row in screen.verdicts) + 2
    out += [_cut(f"{row.label:<{wide}}{row.cells[0]:<{on}}{row.cells[1]}") for row in screen.verdicts]
    out += [row for sentence in screen.sentences for row in _wrapped(sentence)]
    out.append("")
    out += [_cut(f"{row.label:<{3 if row.label.strip().isdigit() else INDENT}}{row.text}") for row in screen.rows]
    return out


def _wrapped(sentence: str) -> list[str]:
    """A sentence of the verdict on at most two lines."""
    return wrap(sentence, WIDTH, max_lines=2, placeholder=" …")


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1].rstrip(" …") + "…"


def day_words(a: Assessment) -> str:
    """The day of assessment in words."""
    return f"{a.on.day} {a.on:%b %Y}"


def _for(a: Assessment) -> str:
    return f"for {a.name(a.client)} (you)" if a.client else "no client named"


# --- the verdict ---


def main_side(a: Assessment) -> Side:
    """The verdict that is shown first: yours, else that of the mission."""
    return a.you or a.overall


def _on(a: Assessment) -> tuple[str, str]:
    """How the two sets of readings are called; readings that were chosen are named as such."""
    if chosen := on_readings(a).removeprefix("on "):
        return f"the prevailing of {chosen}", chosen
    return "the prevailing readings", "every serious reading"


def _verdicts(a: Assessment) -> Iterator[Row]:
    side = main_side(a)
    prevailing, every = (words.partition(" (")[0] for words in _on(a))  # the readings are named in the sentence
    if _printed(side.dominant) == _printed(side.every_reading):
        yield _verdict_row(
            side.dominant, "on the prevailing and every other serious reading" if not a.readings else f"on {every}"
        )
    else:
        yield _verdict_row(side.dominant, f"on {prevailing}")
        asked = len(disputes(a))
        words = f", on {counted(asked, 'question')}" if asked and side.every_reading.word == "contested" else ""
        yield _verdict_row(side.every_reading, f"on {every}{words}")
    if a.you and a.overall.every_reading.word != a.you.every_reading.word:
        yield _verdict_row(a.overall.every_reading, "for all who take part, on the same readings")


def _printed(v: Verdict) -> tuple[str, str]:
    return VERDICT_WORDS[v.word].upper(), grade_of(v)


def _verdict_row(v: Verdict, on: str) -> Row:
    word, grade = _printed(v)
    return Row(word, f"{on}  {grade}", 1, (on, grade))


def sentences(a: Assessment) -> tuple[str, str]:
    """The verdict in two sentences, read off the same counts as the rows."""
    side = main_side(a)
    prevailing, every = _on(a)
    todo = [t for t in tasks(a) if t.urgency != "blocking" and not t.disputed]
    left = f"; {counted(len(todo), 'task')} {'is' if len(todo) == 1 else 'are'} left."
    first = {
        "blocked": f"The plan breaches binding law on {prevailing}.",
        "contested": f"On {prevailing} a disputed clause still divides the outcome.",
        "to-do": f"{'You breach' if a.you else 'The plan breaches'} nothing on {prevailing}{_others(a)}{left}",
        "clear": f"{'You meet every duty found' if a.you else 'Every duty found is met'} on {prevailing}{_others(a)}.",
        "no-duty-found": "No binding duty was found in the law that is encoded.",
        "undetermined": "Nothing decisive is settled yet.",
    }[side.dominant.word]
    divided = disputes(a)
    second = ""
    if side.every_reading.word == "blocked" and side.dominant.word != "blocked":
        second = f"Whichever of the disputed readings is right, something is breached on {every}."
    elif side.every_reading.word == "contested" and side.dominant.word == "blocked":
        second = f"Another serious reading would let it stand{f': {brief(divided[0][0].asks)}' if divided else '.'}"
    elif side.every_reading.word == "contested" and divided:
        question, findings = divided[0]
        more = f" (and {counted(len(divided) - 1, 'more question')})" if len(divided) > 1 else ""
        second = f"{blocking(question, findings)} would block it{more}: {brief(question.asks)}"
    elif side.every_reading.grade == "so-far":
        waiting = len(a.questions.items)
        second = f"This may change: {counted(waiting, 'question')} {'is' if waiting == 1 else 'are'} open."
    return first, second


def _others(a: Assessment) -> str:
    """Who else is in breach, where the verdict that is told is yours alone."""
    names = dict.fromkeys(a.name(f.bearer) for f in a.findings if _breach(f) and f.bearer != a.client) if a.you else {}
    return f", but {' and '.join(list(names)[:2])} {'is' if len(names) == 1 else 'are'} in breach" if names else ""


def _breach(f: Finding) -> bool:
    return f.weighs and f.result == "breached"


# --- the rows ---


def _turns(a: Assessment) -> Iterator[Row]:
    """The single answers that would change the word, where that was asked for; the same answer on several parts once."""
    if a.turns is None:
        return
    lines = turned(a)
    yield from _labelled("TURNS IT", lines or ["no single answer that was tried"], _FIRST["turn"], 1)


def _breaches(a: Assessment) -> Iterator[Row]:
    """Every breach by its provision, those who answer for it beside it; the first ones a line each."""
    found: dict[str, list[str]] = {}
    for f in a.findings:
        if _breach(f):
            who = found.setdefault(citation(a.knowledge, f.rule), [])
            if a.name(f.bearer) not in who:
                who.append(a.name(f.bearer))
    texts = [f"{cited}, by {', '.join(who[:4])}" for cited, who in found.items()]
    if len(texts) > _FIRST["breach"]:
        rest = "; ".join(list(found)[_FIRST["breach"] :])
        texts = [*texts[: _FIRST["breach"]], *wrap(f"also {rest}", WIDTH - INDENT)]
    for n, text in enumerate(texts):
        yield Row("BREACHED" if n == 0 else "", text, 0)


def _tasks(a: Assessment) -> Iterator[Row]:
    found = by_authority(tasks(a))
    if found:
        yield Row("DO FIRST", f"{'':<{53 - INDENT}}{'ADDRESSED TO':<26}TIME", 1, ("", "ADDRESSED TO", "TIME"))
    explained = 0
    for n, (task, more) in enumerate(found[: _FIRST["task"]], start=1):
        what = task.what + (f" (+{more} more)" if more else "")
        time = _time(task) if task.order else ""
        yield Row(
            f"{n} ",
            f"{_short(what, 49):<50}{_short(short_authority(task.addressed_to), 25):<26}{time}".rstrip(),
            max(1, n - 1),
            (what, task.addressed_to, time),
        )
        if task.statute:
            yield Row("", f"{'law' if task.order else 'why'}: {task.statute}", 3)
        if task.permit and explained < 2:
            explained += 1
            for rank, text in _about(task):
                yield Row("", text, rank + explained)
    if (rest := len(found) - _FIRST["task"]) > 0:
        yield Row("", f"and {counted(rest, 'more addressee')}", 6)


def _time(task: Task) -> str:
    """The time limit in a few words."""
    found = re.search(r"\d+[- ](?:day|week|month|year)s?", task.lead_time)
    if not task.computed and not task.lead_time:
        return "law: not known"
    said = found[0] if found else task.lead_time
    return "no statutory limit" if not said or said.startswith("none") else f"law: {said}"


def _about(task: Task) -> Iterator[tuple[int, str]]:
    """What the file of a permit needs, and what follows without it."""
    if task.conditions:
        yield 2, f"file: {', '.join(task.conditions)}"
    sanction = first_clause(task.sanction)
    if sanction:
        yield 3, f"without it: {sanction[:1].lower()}{sanction[1:]}"


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip(" …") + "…"


def _whose_law(a: Assessment) -> Iterator[Row]:
    yield from (Row("WHOSE LAW" if n == 0 else "", text, min(n, 2)) for n, text in enumerate(whose_law(a)))


def _disputed(a: Assessment) -> Iterator[Row]:
    yield from (Row("DISPUTED" if n == 0 else "", text, rank) for n, (text, rank) in enumerate(disputed_lines(a)))


def _untested(a: Assessment) -> Iterator[Row]:
    yield from _labelled("UNTESTED", untested_lines(a), _FIRST["untested"], 4)


def _yours(a: Assessment) -> Iterator[Row]:
    """The rights that the client has or gets, where the plan takes something; what it never gets, where it takes nothing."""
    held = [
        f"{citation(a.knowledge, f.rule)}{'' if f.result == 'granted' else ', once the plan is carried out'}: "
        f"{f.rule.reads.strip().rstrip('.')}"
        for f in a.findings
        if f.bearer == a.client
        and f.result in ("granted", "granted-as-planned")
        and f.rule.binding
        and about_title(a.knowledge, f.rule)
    ]
    if held:
        yield Row("YOURS", "; ".join(dict.fromkeys(held)), 3)
    elif a.mission.parts.get("object") and a.mission.parts.get("claim") == ():
        yield Row("YOURS", "your craft, always; looking and touching give no right to the body", 4)


def _reads(rule: m.Rule) -> frozenset[str]:
    return frozenset(fact for condition in conditions_of(rule) for fact in facts_read(condition))


def _watch(a: Assessment) -> Iterator[Row]:
    """What is never assumed and was answered with yes, with the provisions that then apply."""
    mission = a.prepared.mission
    found = []
    for name, asking in a.knowledge.asking.facts.items():
        fact = a.knowledge.facts[name]
        if asking.never_bundled and fact.type == "boolean":
            parts = ("mission",) if fact.kind == "mission" else mission.parts.get(fact.kind, ())
            if any(mission.answer(part, name).value is True for part in parts):
                turns = dict.fromkeys(
                    citation(a.knowledge, f.rule)
                    for f in a.findings
                    if f.rule.binding and f.applicable and name in _reads(f.rule)
                )
                said = "; ".join(list(turns)[:3]) or "no encoded rule turns on it; ask each authority"
                found.append(f"{fact.label}: {said}")
    yield from _labelled("WATCH", found, 2, 1)


def _rests_on(a: Assessment) -> Iterator[Row]:
    put = a.prepared.assumed()
    if not a.prepared.sets:
        yield Row("RESTS ON", "your answers; nothing assumed", 1)
        return
    titles = ", ".join(a.knowledge.asking.sets[name].title.lower() for name in a.prepared.sets)
    yield Row("RESTS ON", f"your answers and {counted(len(put), 'assumed answer')} ({titles})", 1)
    if a.strict:
        side = a.strict.you or a.strict.mission
        questions = sum(a.strict.questions.values())
        word = VERDICT_WORDS[side.every_reading.word]
        said = f"on your answers alone: {word}, {grade_of(side.every_reading)}; {counted(questions, 'question')}"
        yield Row("", said, 5)


def _open(a: Assessment) -> Iterator[Row]:
    mine = [q for q in a.questions.items if q.who == "client"]
    others = len(a.questions.items) - len(mine)
    for n, q in enumerate(mine[: _FIRST["question"]]):
        rest = len(mine) - _FIRST["question"]
        more = f" (and {rest} more)" if n == _FIRST["question"] - 1 and rest > 0 else ""
        yield Row("ASK FIRST" if n == 0 else "", q.text + more, 2 + n)
    if others:
        yield Row("", f"{counted(others, 'question')} for others: {_whom(a)}", 6)


def _whom(a: Assessment) -> str:
    words = {
        "other-party": "other parties",
        "state": "States",
        "authority": "authorities",
        "sources": "points on which the sources disagree or are silent",
    }
    return ", ".join(f"{words[who]} {n}" for who, n in a.questions.by_who().items() if who in words)


def _if_it_happens(a: Assessment) -> Iterator[Row]:
    if a.dormant:
        events = dict.fromkeys(event for d in a.dormant for event in d.events)
        happens = "; ".join(a.knowledge.asking.events[name].happens for name in events)
        yield Row("IF", f"{happens}: {counted(len(a.dormant), 'dormant duty', 'dormant duties')}", 5)


def _not_covered(a: Assessment) -> Iterator[Row]:
    """The matters of other law: your State's first, then export, investors and frequencies; sanctions and tax last."""
    home = home_states(a)

    def place(n: NotCovered) -> tuple[bool, bool, int]:
        matter = n.matter.lower()
        first = next((k for k, word in enumerate(_FIRST_MATTERS) if word in matter), len(_FIRST_MATTERS))
        return any(word in matter for word in _LAST), n.legal_order not in home, first

    rest = dict.fromkeys(n.matter for n in sorted(a.not_covered, key=place) if n.sort == "not-encoded")
    named = ", ".join(_short(matter, 40) for matter in list(rest)[:3])
    yield Row("NOT COVERED", f" {counted(len(rest), 'matter')}: {named}" if rest else " nothing known so far", 1)


def _labelled(label: str, texts: Iterable[str], most: int, rank: int) -> Iterator[Row]:
    found = list(texts)
    for n, text in enumerate(found[:most]):
        more = f" (and {len(found) - most} more)" if n == most - 1 and len(found) > most else ""
        yield Row(label if n == 0 else "", text + more, rank)


__all__ = [
    "LINES",
    "Row",
    "Screen",
    "about_title",
    "day_words",
    "disputes",
    "first_screen",
    "lines",
    "sentences",
    "state_links",
]
