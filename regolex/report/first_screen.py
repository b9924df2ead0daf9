"""The first screen: what a person needs before anything else, in at most 25 lines, the same in every form of output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from regolex.engine.assessment import Assessment, Side
from regolex.engine.findings import Finding
from regolex.engine.verdict import Verdict
from regolex.engine.world import UNNAMED
from regolex.law import model as m
from regolex.law.wording import counted
from regolex.report.view import VERDICT_WORDS, citation, grade_of
from regolex.tasks.task import by_authority, tasks

LINES, WIDTH = 25, 100
_FIRST = {"task": 5, "breach": 3, "dispute": 2, "question": 4, "turn": 2}

# how a State comes into it, by the fact that names it; the first link of a State is shown
LINKS = (
    ("party.organised_under", "company"), ("party.nationality", "person"), ("activity.controlled_from", "control room"),
    ("launch.territory", "launch"), ("launch.facility_state", "launch site"), ("object.registry_state", "registry"),
    ("activity.landing_state", "landing"), ("party.controlled_from", "owner"), ("claim.states", "claim"),
    ("object.earth_station_states", "ground station"), ("zone.announced_by", "zone"),
)  # fmt: skip


class Row(msgspec.Struct, frozen=True):
    """One line: a label in capitals (empty where it goes on), and its text in columns.

    ``cells`` are the columns in full, for displays that are not made of lines; empty where there is one column.
    """

    label: str
    text: str
    cells: tuple[str, ...] = ()


class Screen(msgspec.Struct, frozen=True):
    """The first screen: what and for whom, the verdict in two sentences, and the rows below it."""

    title: str
    verdicts: tuple[Row, ...]
    sentences: tuple[str, str]
    rows: tuple[Row, ...]


def first_screen(a: Assessment) -> Screen:
    """What to read first."""
    title = f"{a.mission.title} · {_for(a)} · law of {day_words(a)}"
    rows = [
        *_turns(a), *_breaches(a), *_tasks(a), *_whose_law(a), *_disputed(a), *_yours(a), *_watch(a), *_rests_on(a), *_open(a),
        *_if_it_happens(a), *_not_covered(a),
    ]  # fmt: skip
    return Screen(title, tuple(_verdicts(a)), sentences(a), tuple(rows))


def lines(a: Assessment) -> list[str]:
    """The first screen as plain lines of at most 100 characters."""
    screen = first_screen(a)
    out = [_cut(screen.title), ""]
    wide = max(11, *(len(row.label) + 1 for row in screen.verdicts))
    out += [_cut(f"{row.label:<{wide}}{row.text}") for row in screen.verdicts]
    out += [_cut(sentence) for sentence in screen.sentences if sentence]
    out.append("")
    out += [_cut(f"{row.label:<{3 if row.label.strip().isdigit() else 11}}{row.text}") for row in screen.rows]
    return out


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1].rstrip() + "…"


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
    if a.readings:
        return "the prevailing of the readings you chose", "the readings you chose"
    return "the prevailing readings", "every serious reading"


def _verdicts(a: Assessment) -> Iterator[Row]:
    side = main_side(a)
    prevailing, every = _on(a)
    if side.dominant == side.every_reading:
        yield _verdict_row(side.dominant, f"on {prevailing} and on {every}" if not a.readings else f"on {every}")
    else:
        yield _verdict_row(side.dominant, f"on {prevailing}")
        asked = len(disputes(a))
        words = f", on {counted(asked, 'question')}" if asked and side.every_reading.word == "contested" else ""
        yield _verdict_row(side.every_reading, f"on {every}{words}")
    if a.you and a.overall.every_reading.word != a.you.every_reading.word:
        yield _verdict_row(a.overall.every_reading, "for everybody who takes part, on the same readings")


def _verdict_row(v: Verdict, on: str) -> Row:
    return Row(VERDICT_WORDS[v.word].upper(), f"{on:<56}{grade_of(v)}", (on, grade_of(v)))


def sentences(a: Assessment) -> tuple[str, str]:
    """The verdict in two sentences, read off the same counts as the rows."""
    side = main_side(a)
    prevailing, every = _on(a)
    todo = [t for t in tasks(a) if t.urgency != "blocking" and not t.disputed]
    first = {
        "blocked": f"The plan breaches binding law on {prevailing}.",
        "contested": f"On {prevailing} a disputed clause still divides the outcome.",
        "to-do": f"Nothing in the plan is breached on {prevailing}; {counted(len(todo), 'task')} "
        f"{'is' if len(todo) == 1 else 'are'} left.",
        "clear": f"Every duty found is met on {prevailing}.",
        "no-duty-found": "No binding duty was found in the law that is encoded.",
        "undetermined": "Nothing decisive is settled yet.",
    }[side.dominant.word]
    divided = disputes(a)
    second = ""
    if side.every_reading.word == "blocked" and side.dominant.word != "blocked":
        second = f"Whichever of the disputed readings is right, something is breached on {every}."
    elif side.every_reading.word == "contested" and divided:
        asks = divided[0][0].asks
        more = f", and {counted(len(divided) - 1, 'more question')}" if len(divided) > 1 else ""
        second = f"A minority reading would block it: {asks}{more}"
    elif side.every_reading.grade == "so-far":
        waiting = len(a.questions.items)
        second = f"This may change: {counted(waiting, 'question')} {'is' if waiting == 1 else 'are'} open."
    return first, second


def disputes(a: Assessment) -> list[tuple[m.Question, list[Finding]]]:
    """The disputed questions on which a breach turns, each once, with the findings it divides."""
    found: dict[str, list[Finding]] = {}
    for f in a.findings:
        if f.weighs and f.contested:
            for question in {part.partition(":")[0] for key in f.by_reading for part in key.split(" & ")}:
                found.setdefault(question, []).append(f)
    return [(a.knowledge.questions[q], findings) for q, findings in sorted(found.items(), key=lambda x: -len(x[1]))]


# --- the rows ---


def _turns(a: Assessment) -> Iterator[Row]:
    """The single answers that would change the word, where that was asked for; the same answer on several parts once."""
    if a.turns is not None:
        yield from _labelled("TURNS IT", turn_lines(a) or ["no single answer that was tried"], _FIRST["turn"])


def turn_lines(a: Assessment) -> list[str]:
    """One line for each single answer that would change the word, with the word then."""
    found: dict[str, dict[str, None]] = {}
    for turn in a.turns or ():
        said = turn.said if isinstance(turn.said, tuple) else ()
        new = [one for one in turn.tried if one not in said] if isinstance(turn.tried, tuple) else [turn.tried]
        words = " and ".join(a.name(one) if one in a.knowledge.states else _tried_words(a, one) for one in new)
        also = "also " if said else ""
        then = VERDICT_WORDS[turn.every_reading].upper()
        assumed = " (assumed otherwise)" if turn.assumed else ""
        line = f"{then} if {a.knowledge.facts[turn.fact].label} is {also}{words}{assumed}"
        found.setdefault(line, {})[a.name(turn.part)] = None
    return [line + _of_parts(list(parts)) for line, parts in found.items()]


def _of_parts(names: list[str]) -> str:
    if names == ["the mission"]:
        return ""
    return f" ({names[0]}{f' +{len(names) - 1}' if len(names) > 1 else ''})"


def _tried_words(a: Assessment, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    taxon = a.knowledge.taxa.get(str(value))
    return taxon.label if taxon else str(value).replace("-", " ")


def _breaches(a: Assessment) -> Iterator[Row]:
    found = dict.fromkeys(
        f"{citation(a.knowledge, f.rule)}, by {a.name(f.bearer)}"
        for f in a.findings
        if f.weighs and f.result == "breached"
    )
    yield from _labelled("BREACHED", found, _FIRST["breach"])


def _tasks(a: Assessment) -> Iterator[Row]:
    found = by_authority(t for t in tasks(a))
    if not found:
        return
    yield Row("DO FIRST", f"{'':<44}{'ADDRESSED TO':<23}TIME", ("", "ADDRESSED TO", "TIME"))
    for n, (task, more) in enumerate(found[: _FIRST["task"]], start=1):
        extra = f" (+{more})" if more else ""
        what = f"{task.what}{extra}"
        time = f"law: {task.lead_time or 'none stated'}"
        text = f"{_short(what, 50):<52}{_short(task.addressed_to, 22):<23}{time}"
        yield Row(f"{n} ", text, (what, task.addressed_to, time))
    rest = len(found) - _FIRST["task"]
    if rest > 0:
        yield Row("", f"and {counted(rest, 'more addressee')}")


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def state_links(a: Assessment) -> dict[str, list[str]]:
    """The States concerned for certain, each with how it comes into it."""
    mission = a.prepared.mission
    concerned = {f.bearer for f in a.findings if f.applicable} | a.reaches
    found: dict[str, list[str]] = {}
    for fact, word in LINKS:
        kind = fact.partition(".")[0]
        for part in mission.parts.get(kind, ()):
            value = mission.answer(part, fact).value
            for state in (value,) if isinstance(value, str) else value or ():
                link = "you" if part == a.client and fact == "party.organised_under" else word
                if state in concerned and link not in found.setdefault(state, []):
                    found[state].append(link)
    for state in sorted(concerned):
        if state in a.knowledge.states and state != UNNAMED:
            found.setdefault(state, [])
    return {state: links for state, links in found.items() if state in a.knowledge.states}


def _whose_law(a: Assessment) -> Iterator[Row]:
    encoded = {i.legal_order for i in a.knowledge.instruments.values()}
    found = []
    for state, links in state_links(a).items():
        laws = [
            n
            for n in a.not_covered
            if n.legal_order == state and n.sort == "not-encoded" and n.authority != "not recorded"
        ]
        how = (
            "computed"
            if state in encoded
            else f"not computed: {laws[0].instrument}"
            if laws
            else "no space law on record here"
        )
        link = f" ({', '.join(links[:3])})" if links else ""
        found.append(f"{a.name(state)}{link}, {how}")
    if any(f.bearer == UNNAMED for f in a.might_concern):
        found.append("perhaps a State not yet named")
    yield from _labelled("WHOSE LAW", found, 4)


def _disputed(a: Assessment) -> Iterator[Row]:
    found = []
    for question, findings in disputes(a):
        breaching = {r for f in findings for r in _readings(f, question.id, breached=True)}
        holding = {r for f in findings for r in _readings(f, question.id, breached=False)} - breaching
        found.append(f"{question.asks} Holds on {_named(question, holding)}; fails on {_named(question, breaching)}.")
    yield from _labelled("DISPUTED", found or ["nothing on which a breach turns"], _FIRST["dispute"])


def _readings(f: Finding, question: str, *, breached: bool) -> Iterator[str]:
    for combination, outcome in f.outcomes:
        if (outcome.result == "breached") == breached:
            yield from dict(combination).get(question, ())


def _named(question: m.Question, ids: Iterable[str]) -> str:
    return ", ".join(r.name for r in question.readings if r.id in set(ids)) or "none"


def _yours(a: Assessment) -> Iterator[Row]:
    """The rights that the client has or gets, where the plan takes something."""
    held = [
        f"{citation(a.knowledge, f.rule)} ({'now' if f.result == 'granted' else 'once the plan is carried out'})"
        for f in a.findings
        if f.bearer == a.client and f.result in ("granted", "granted-as-planned") and about_title(a.knowledge, f.rule)
    ]
    if held:
        yield Row("YOURS", "; ".join(dict.fromkeys(held)))


def about_title(knowledge: m.Knowledge, rule: m.Rule) -> bool:
    """Whether a rule turns on who owns what is taken."""
    from regolex.law.order import conditions_of, facts_read

    marked = {fact.id for fact in knowledge.facts.values() if fact.aspect == "title"}
    return any(fact in marked for condition in conditions_of(rule) for fact in facts_read(condition))


def _watch(a: Assessment) -> Iterator[Row]:
    """What is never assumed and was answered with yes."""
    mission = a.prepared.mission
    found = []
    for name, asking in a.knowledge.asking.facts.items():
        fact = a.knowledge.facts[name]
        if asking.never_bundled and fact.type == "boolean":
            parts = ("mission",) if fact.kind == "mission" else mission.parts.get(fact.kind, ())
            if any(mission.answer(part, name).value is True for part in parts):
                found.append(f"{fact.label}: ask each State concerned for its own permit")
    yield from _labelled("WATCH", found, 2)


def _rests_on(a: Assessment) -> Iterator[Row]:
    put = a.prepared.assumed()
    if not a.prepared.sets:
        yield Row("RESTS ON", "your answers; nothing assumed")
        return
    titles = ", ".join(a.knowledge.asking.sets[name].title.lower() for name in a.prepared.sets)
    yield Row("RESTS ON", f"your answers and {counted(len(put), 'assumed answer')} ({titles})")
    if a.strict:
        side = a.strict.you or a.strict.mission
        questions = sum(a.strict.questions.values())
        word = VERDICT_WORDS[side.every_reading.word]
        yield Row(
            "", f"on your answers alone: {word}, {grade_of(side.every_reading)}; {counted(questions, 'question')}"
        )


def _open(a: Assessment) -> Iterator[Row]:
    mine = [q for q in a.questions.items if q.who == "client"]
    others = len(a.questions.items) - len(mine)
    found = [q.text for q in mine]
    turned = min(len(a.turns or ()), _FIRST["turn"]) if a.turns is not None else 0  # the screen keeps its length
    yield from _labelled("ASK FIRST", found, _FIRST["question"] - max(turned, a.turns is not None))
    if others:
        yield Row("", f"{counted(others, 'question')} for others: {_whom(a)}")


def _whom(a: Assessment) -> str:
    words = {
        "other-party": "other parties",
        "state": "States",
        "authority": "authorities",
        "sources": "doubtful sources",
    }
    return ", ".join(f"{words[who]} {n}" for who, n in a.questions.by_who().items() if who in words)


def _if_it_happens(a: Assessment) -> Iterator[Row]:
    if a.dormant:
        events = dict.fromkeys(event for d in a.dormant for event in d.events)
        happens = "; ".join(a.knowledge.asking.events[name].happens for name in events)
        yield Row("IF", f"{happens}: {counted(len(a.dormant), 'dormant duty', 'dormant duties')}")


def _not_covered(a: Assessment) -> Iterator[Row]:
    rest = dict.fromkeys(n.matter for n in a.not_covered if n.sort == "not-encoded")
    named = ", ".join(list(rest)[:4])
    yield Row("NOT COVERED", f" {counted(len(rest), 'matter')}: {named}" if rest else " nothing known")


def _labelled(label: str, texts: Iterable[str], most: int) -> Iterator[Row]:
    found = list(texts)
    for n, text in enumerate(found[:most]):
        more = f" (and {len(found) - most} more)" if n == most - 1 and len(found) > most else ""
        yield Row(label if n == 0 else "", text + more)


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
    "turn_lines",
]
