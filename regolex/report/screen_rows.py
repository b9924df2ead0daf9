"""The rows of the first screen: what is breached, what to do first, whose law, what is disputed, what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from textwrap import wrap

import msgspec

from regolex.engine.assessment import Assessment, NotCovered
from regolex.engine.findings import Finding
from regolex.law import model as m
from regolex.law.order import conditions_of, facts_read
from regolex.law.wording import counted, first_clause
from regolex.report.apart import apart_brief
from regolex.report.disputed import disputed_lines, untested_lines
from regolex.report.no_home import leave_of_any_home, permits_by_home
from regolex.report.turned import turned
from regolex.report.view import VERDICT_WORDS, citation, grade_of
from regolex.report.whose_law import about_title, whose_law
from regolex.tasks.peculiar import peculiar
from regolex.tasks.task import (
    Task,
    by_authority,
    each_once,
    home_open,
    home_states,
    nothing_flies,
    permit_of,
    short_authority,
    tasks,
)  # fmt: skip

WIDTH = 100
INDENT = 12  # columns of a label
COLUMNS = (48, 26, 21)  # of a task: what, to whom, by when
_LONG = 2  # lines of one row at most
_FIRST = {"task": 5, "breach": 3, "question": 4, "turn": 2, "untested": 1, "apart": 1, "home": 6}
_LAST = ("tax", "sanction", "money laundering", "companies", "forming and governing", "criminal")
# what is asked about first among the matters that are not covered
_FIRST_MATTERS = ("ownership", "authorisation", "export", "investor", "investment", "frequenc", "nuclear")


class Row(msgspec.Struct, frozen=True):
    """One row: a label in capitals (empty where it goes on), and its text, or its ``cells`` in columns.

    Where the screen is too long, the rows of the greatest ``rank`` go first, the last of them before the others; those of
    rank 0 always stay.
    """

    label: str
    text: str = ""
    rank: int = 1
    cells: tuple[str, ...] = ()

    @property
    def full(self) -> str:
        """The text without a limit of width, as the templates of HTML and Markdown show it."""
        return " · ".join(filter(None, self.cells)) or self.text

    def lines(self, most: int = _LONG) -> list[str]:
        """The row on so many lines of at most 100 characters.

        >>> Row("RESTS ON", "your answers; nothing assumed").lines()
        ['RESTS ON    your answers; nothing assumed']
        """
        label = f"{self.label:<{3 if self.label.strip().isdigit() else INDENT}}"
        if self.cells:
            columns = [
                _wrapped(cell, width, most) if most > 1 else [_cut(cell, width)]
                for cell, width in zip(self.cells, COLUMNS, strict=True)
            ]
            texts = [
                " ".join(f"{part:<{width}}" for part, width in zip(parts, COLUMNS, strict=True)).rstrip()
                for parts in zip_longest(*columns, fillvalue="")
            ]
            return [f"{label if n == 0 else '   '}{text}" for n, text in enumerate(texts)]
        texts = _wrapped(self.text, WIDTH - INDENT, most) or [""]
        return [f"{label if n == 0 else ' ' * INDENT}{text}" for n, text in enumerate(texts)]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _wrapped(text: str, width: int, most: int) -> list[str]:
    return wrap(text, width, max_lines=most, placeholder=" …", break_on_hyphens=False)


def rows(a: Assessment) -> list[Row]:
    """Every row in its order."""
    return [
        *_turns(a), *_breaches(a), *_blocked_if(a), *_tasks(a), *_whose_law(a), *_permits_by_home(a), *_disputed(a),
        *_untested(a), *_apart(a), *_yours(a), *_watch(a), *_doubts(a), *_gaps(a), *_rests_on(a), *_open(a),
        *_if_it_happens(a), *_not_covered(a),
    ]  # fmt: skip


def fitted(found: list[Row], room: int) -> list[str]:
    """The rows on so many lines: what matters least goes, and what is long is cut before a row goes that matters."""
    kept = [(row.rank, row.lines(1) if row.rank else row.lines(), row.lines()) for row in found]
    while sum(len(lines) for *_, lines in kept) > room:
        goes = max(range(len(kept)), key=lambda n: (kept[n][0], n))
        long = [n for n, (rank, _, lines) in enumerate(kept) if rank and len(lines) > 1]
        if long and kept[goes][0] <= _MATTERS:
            cut = max(long, key=lambda n: (kept[n][0], n))
            rank, short, _ = kept[cut]
            kept[cut] = (rank, short, short)
        elif kept[goes][0]:
            del kept[goes]
        else:
            break
    return [line for *_, lines in kept for line in lines]


_MATTERS = 3  # up to this rank a row is cut to one line before it goes


def is_breach(f: Finding) -> bool:
    """Whether a finding is a breach that counts."""
    return f.weighs and f.result == "breached"


def _turns(a: Assessment) -> Iterator[Row]:
    """The single answers that would change the word, where that was asked for; the same answer on several parts once."""
    if a.turns is not None:
        yield from _labelled("TURNS IT", turned(a) or ["no single answer that was tried"], _FIRST["turn"], 1)


def _breaches(a: Assessment) -> Iterator[Row]:
    """Every breach by its provision, those who answer for it beside it; the first ones a line each."""
    found: dict[str, list[str]] = {}
    for f in a.findings:
        if is_breach(f):
            who = found.setdefault(citation(a.knowledge, f.rule), [])
            if a.name(f.bearer) not in who:
                who.append(a.name(f.bearer))
    texts = [f"{cited}, by {', '.join(who[:4])}" for cited, who in found.items()]
    if len(texts) > _FIRST["breach"]:
        rest = "; ".join(list(found)[_FIRST["breach"] :])
        texts = [*texts[: _FIRST["breach"]], *wrap(f"also {rest}", WIDTH - INDENT)]
    for n, text in enumerate(texts):
        yield Row("BREACHED" if n == 0 else "", text, 0)


def permissions(a: Assessment) -> list[tuple[Task, str]]:
    """What stops the plan if it is missing or refused: what is peculiar to it, its permits, and those of law not read."""
    found = tasks(a)
    first = [t for t in found if t.urgency not in ("blocking", "permit", "from-others") and t.peculiar]
    named = [(t, re.sub(r"^(Obtain|Get|Apply for) (the |an? )?", "", t.what)) for t in first]
    named += [
        (t, t.permit[:1].lower() + t.permit[1:] if not t.permit[:2].isupper() else t.permit)
        for t in found
        if t.permit and not t.granted
    ]
    if not nothing_flies(a):
        named += [(t, _unread_leave(a, t)) for t in found if not t.computed and t.order and t.urgency == "permit"]
    return named


def still_needed(a: Assessment) -> int:
    """How many of the tasks that are counted are permissions: one of each authority."""
    return len({(t.what, t.addressed_to) for t, _ in permissions(a) if t.urgency != "blocking" and not t.disputed})


def needed(a: Assessment) -> list[str]:
    """The permissions by name; where the law of several States asks for the same, each with its State."""
    any_home = leave_of_any_home(a) if home_open(a) else ""
    named = permissions(a)
    orders: dict[str, set[str]] = {}
    for task, name in named:
        orders.setdefault(name, set()).add(task.order)
    said = (
        f"{name} ({a.name(t.order)})" if len(orders[name]) > 1 and t.order in a.knowledge.states else name
        for t, name in named
    )
    return list(dict.fromkeys([any_home, *said] if any_home else said))


def _unread_leave(a: Assessment, task: Task) -> str:
    """The permit under a law that is not encoded, or the approval of a State of which no law was found."""
    if task.statute:
        return f"permit of {short_authority(task.addressed_to)} (law not read)"
    return f"approval of {a.name(task.order)}"


def _blocked_if(a: Assessment) -> Iterator[Row]:
    if (a.you or a.overall).dominant.word != "blocked" and (names := needed(a)):
        yield Row("BLOCKED IF", f"missing or refused: {'; '.join(names)}", 0)


def _tasks(a: Assessment) -> Iterator[Row]:
    found = by_authority(each_once(a, tasks(a)))
    if found:
        yield Row("DO FIRST", f"{'':<{COLUMNS[0] - INDENT + 4}}{'ADDRESSED TO':<{COLUMNS[1] + 1}}TIME", 1)
    explained = 0
    for n, (task, more) in enumerate(found[: _FIRST["task"]], start=1):
        what = task.what + (f", and {more} more" if more else "")
        rank = max(1, min(n - 1, 3) if task.permit else n - 1)  # what can block the plan stays
        yield Row(f"{n} ", "", rank, (what, short_authority(task.addressed_to), _time(task)))
        if task.statute:
            yield Row("", f"{'law' if task.order else 'why'}: {task.statute}", 3)
        if task.permit and explained < 2:
            explained += 1
            for rank, text in _about(task):
                yield Row("", text, rank + explained)
    if (rest := len(found) - _FIRST["task"]) > 0:
        yield Row("", f"and {counted(rest, 'more addressee')}", 6)


def _time(task: Task) -> str:
    """The time limit in a few words; for the permit of another party, when to have the proof."""
    if not task.order:
        return ""
    if task.permit and task.urgency == "from-others":
        return "before you sign"
    if not task.computed and not task.lead_time:
        return "law: not known"
    found = re.search(r"\d+[- ](?:day|week|month|year)s?", task.lead_time)
    said = found[0] if found else task.lead_time
    return "no statutory limit" if not said or said.startswith("none") else f"law: {said}"


def _about(task: Task) -> Iterator[tuple[int, str]]:
    """What the file of a permit needs, and what follows without it."""
    if task.conditions:
        yield 3, f"to file: {'; '.join(task.conditions)}"
    if sanction := first_clause(task.sanction):
        yield 4, f"without it: {sanction[:1].lower()}{sanction[1:]}"


def _whose_law(a: Assessment) -> Iterator[Row]:
    yield from (Row("WHOSE LAW" if n == 0 else "", text, min(n, 2)) for n, text in enumerate(whose_law(a)))


def _permits_by_home(a: Assessment) -> Iterator[Row]:
    """What each candidate would ask of a client whose home State is not chosen yet."""
    if home_open(a):
        yield from _labelled("PERMITS", [f"in {text}" for text in permits_by_home(a)], _FIRST["home"], 2)


def _disputed(a: Assessment) -> Iterator[Row]:
    yield from (Row("DISPUTED" if n == 0 else "", text, rank) for n, (text, rank) in enumerate(disputed_lines(a)))


def _untested(a: Assessment) -> Iterator[Row]:
    yield from _labelled("UNTESTED", untested_lines(a), _FIRST["untested"], 4)


def _apart(a: Assessment) -> Iterator[Row]:
    """The commitments of a State that pull it two ways: what it licenses may be held against it later."""
    yield from _labelled("TWO WAYS", apart_brief(a, home_states(a)), _FIRST["apart"], 3)


def _yours(a: Assessment) -> Iterator[Row]:
    """Whose what is taken will be: the client's by which law, or another party's; nothing where nothing is taken."""
    mine, theirs = [], []
    for f in a.findings:
        if f.result in ("granted", "granted-as-planned") and f.rule.binding and about_title(a.knowledge, f.rule):
            once = "" if f.result == "granted" else ", once the plan is carried out"
            cited = citation(a.knowledge, f.rule)
            if f.bearer == a.client:
                mine.append(f"{cited}{once}: {f.rule.reads.strip().rstrip('.')}")
            elif f.bearer not in a.knowledge.states:
                theirs.append(f"{a.name(f.bearer)} gets one by {cited}{once}")
    if mine:
        yield Row("YOURS", "; ".join(dict.fromkeys(mine)), 1)
        if theirs:  # the law does not say which of two rights goes first
            yield Row(
                "", f"agree who owns it, since {'; '.join(dict.fromkeys(theirs))}: no law read here ranks the two", 2
            )
    elif theirs:
        yield Row("YOURS", f"no right of yours found; {'; '.join(dict.fromkeys(theirs))}", 1)


def _reads(rule: m.Rule) -> frozenset[str]:
    return frozenset(fact for condition in conditions_of(rule) for fact in facts_read(condition))


def _watch(a: Assessment) -> Iterator[Row]:
    """What is never assumed and was answered with yes, with what it asks for and the provision."""
    found = []
    for name in sorted(peculiar(a)):
        turns = [f for f in a.findings if f.rule.binding and f.applicable and name in _reads(f.rule)]
        said = dict.fromkeys(
            f"{(f.rule.to_do.what.rstrip('.') if f.rule.to_do else f.rule.title.rpartition(': ')[2])} "
            f"({citation(a.knowledge, f.rule)})"
            for f in sorted(turns, key=lambda f: (not f.rule.to_do, bool(permit_of(f.rule))))
        )
        asked = list(said)[:2] or ["no encoded rule turns on it; ask each authority"]
        found += [f"{a.knowledge.facts[name].label}: {asked[0]}", *asked[1:]]
    for n, text in enumerate(found):
        yield Row("WATCH" if n == 0 else "", text, 1 + n)


def _doubts(a: Assessment) -> Iterator[Row]:
    """Permits of which the sources leave open whether they are needed, and what is doubtful in what is peculiar to the plan."""
    odd = peculiar(a)
    notes = [
        f"{citation(a.knowledge, f.rule)}: {' '.join(f.rule.confidence_note.split())}"
        for f in a.findings
        if odd and f.rule.binding and f.applicable and f.rule.confidence_note and not odd.isdisjoint(_reads(f.rule))
    ]
    yield from _labelled("DOUBT", dict.fromkeys((*_doubtful_permits(a), *notes)), 2, 1)


def _doubtful_permits(a: Assessment) -> Iterator[str]:
    """The client's permits that only a doubtful source keeps open: no answer decides whether they are needed."""
    for f in a.might_concern:
        kind = permit_of(f.rule)
        if f.bearer == a.client and kind in a.knowledge.taxa and f.result == "open" and not f.missing:
            name = a.knowledge.taxa[kind].called(a.knowledge.instruments[f.rule.instrument].legal_order)
            notes = [
                " ".join(r.confidence_note.split())
                for r in a.knowledge.rules.values()
                if r.defines in f.rule.binds and r.confidence == "doubtful" and r.work == f.rule.work
            ]
            asked = f" Ask {short_authority(f.rule.to_do.addressed_to)}." if f.rule.to_do else ""
            yield f"perhaps also the {name} for {a.name(f.subject)}. {' '.join(notes[:1])}{asked}"


def _gaps(a: Assessment) -> Iterator[Row]:
    """An act of the plan that no binding text provides for, which is neither a permission nor a ban."""
    found = list(dict.fromkeys(n.matter.rstrip(".") for n in a.not_covered if n.sort == "law-is-silent" and n.certain))
    if found:
        yield Row("GAP", "; ".join(found[:2]), 2)


def _rests_on(a: Assessment) -> Iterator[Row]:
    put = a.prepared.assumed()
    if not a.prepared.sets:
        yield Row("RESTS ON", "your answers; nothing assumed", 1)
        return
    yield Row("RESTS ON", f"your answers, and {counted(len(put), 'usual answer')} assumed and listed below", 1)
    if a.strict:
        side = a.strict.you or a.strict.mission
        questions = sum(a.strict.questions.values())
        word = VERDICT_WORDS[side.every_reading.word]
        said = f"on your answers alone: {word}, {grade_of(side.every_reading)}; {counted(questions, 'question')}"
        yield Row("", said, 5)


_HOME = ("party.organised_under", "party.seat", "party.central_administration", "party.nationality")


def _open(a: Assessment) -> Iterator[Row]:
    open_home = home_open(a)
    mine = [q for q in a.questions.items if q.who == "client" and not (open_home and q.fact in _HOME)]
    others = sum(q.who != "client" for q in a.questions.items)
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

    def place(n: NotCovered) -> tuple[bool, bool, bool, int]:
        matter = n.matter.lower()
        first = next((k for k, word in enumerate(_FIRST_MATTERS) if word in matter), len(_FIRST_MATTERS))
        return any(word in matter for word in _LAST), first > 0, n.legal_order not in home, first

    rest = dict.fromkeys(n.matter for n in sorted(a.not_covered, key=place) if n.sort == "not-encoded")
    named = "; ".join(list(rest)[:3])
    yield Row("NOT COVERED", f"{counted(len(rest), 'matter')}: {named}" if rest else "nothing known so far", 1)


def _labelled(label: str, texts: Iterable[str], most: int, rank: int) -> Iterator[Row]:
    found = list(texts)
    for n, text in enumerate(found[:most]):
        more = f" (and {len(found) - most} more)" if n == most - 1 and len(found) > most else ""
        yield Row(label if n == 0 else "", text + more, rank)


__all__ = ["INDENT", "WIDTH", "Row", "fitted", "is_breach", "needed", "rows", "still_needed"]
