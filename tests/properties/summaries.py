"""What a first screen says, held against the tables that it summarises; the counting is done here once more, on its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator

from rich.console import Console

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.verdict import dominant
from regolex.engine.world import UNNAMED
from regolex.law.norms import NORMS
from regolex.law.readings import RANKS
from regolex.report import view
from regolex.report.disputed import brief
from regolex.report.first_screen import LINES, first_screen, lines
from regolex.report.terminal import show
from regolex.tasks.task import nothing_flies, short_authority, tasks

_NOTHING = re.compile(r"no breach( of yours)? (is found|so far)")
_EVERY = re.compile(r"(You meet e|E)very duty found")
_FINE = ("met", "respected", "not-applicable", "displaced", "dormant")


def contradictions(a: Assessment) -> Iterator[str]:
    """What a sentence or row of the first screen says and its table does not."""
    screen = first_screen(a)
    said = " ".join(screen.sentences)
    rows: dict[str, list[str]] = {}
    label = ""
    for row in screen.rows:
        own = row.label.strip()
        if own.isdigit():
            rows.setdefault("TASK", []).append(row.text)
        else:
            label = own or label
            rows.setdefault(label, []).append(row.text)
    yield from _of_breaches(a, said, rows)
    yield from _of_tasks(a, said, rows)
    yield from _of_questions(a, said, rows)
    yield from _of_counts(a, rows)
    yield from _of_readings(a)
    yield from _of_bearers(a)


def _own(a: Assessment) -> list[Finding]:
    """The findings of those for whom the first verdict is given."""
    return [f for f in a.findings if _weighs(f) and (not a.you or f.bearer in a.reaches)]


def _weighs(f: Finding) -> bool:
    return f.rule.binding and NORMS[f.rule.kind].weighs


def _on_prevailing(a: Assessment, f: Finding) -> set[str]:
    """The results of a finding on the prevailing readings."""
    weights = {(q.id, r.id): RANKS[r.weight] for q in a.knowledge.questions.values() for r in q.readings}
    most = dominant(a.tried, weights)
    return {
        outcome.result
        for combination, outcome in f.outcomes
        if all(set(readings) & set(most[question]) for question, readings in combination)
    }


def _of_breaches(a: Assessment, said: str, rows: dict[str, list[str]]) -> Iterator[str]:
    breached = [f for f in a.findings if _weighs(f) and f.result == "breached"]
    if bool(breached) != ("BREACHED" in rows):
        yield f"{len(breached)} breaches and the rows {sorted(rows)}"
    prevailing = [(f, _on_prevailing(a, f)) for f in _own(a)]
    if "breaches binding law" in said and not any("breached" in found for _, found in prevailing):
        yield "a breach is told and there is none"
    if _NOTHING.search(said) and any("breached" in found for _, found in prevailing):
        yield "nothing is breached, but something is on the prevailing readings"
    if _EVERY.search(said):
        left = [f for f, found in prevailing if not found <= set(_FINE)]
        if left or not prevailing:
            yield f"every duty is met, but {len(left)} are not"
    if "No binding duty was found" in said and any(f.applicable for f in _own(a)):
        yield "no duty was found, and one is listed"
    if "Whichever of the disputed readings" in said and not any(f.contested for f in _own(a)):
        yield "disputed readings are told and nothing is disputed"
    divided = [f for f in a.findings if _weighs(f) and f.contested]
    disputed = rows.get("DISPUTED", [])
    nothing = [text for text in disputed if text.startswith("nothing")]
    if divided and nothing:
        yield f"{len(divided)} disputed findings and {disputed}"
    untested = [item for item in a.readings_not_run if item.untested]
    if untested and any("readings that were run" not in text for text in nothing):
        yield f"nothing is disputed, and {untested[0].question} {untested[0].reading} was not run"
    if bool(untested) != ("UNTESTED" in rows) and (not untested or len(lines(a)) < LINES):
        yield f"{len(untested)} readings were not run, and the rows are {sorted(rows)}"
    if not divided and any(text.startswith(("Breach:", "Open:", "No breach:")) for text in disputed):
        yield "a dispute is told and there is none"
    yield from _of_sides(divided, a, disputed)
    if _NOTHING.search(said) and "BREACHED" in rows and not a.you:
        yield "nothing is breached, and a breach is listed"


def _of_sides(divided: list[Finding], a: Assessment, disputed: list[str]) -> Iterator[str]:
    """A reading under which a disputed finding is open is not told as one on which it holds."""
    question = None
    for text in disputed:
        if not text.startswith(("Breach:", "Open:", "No breach:")):
            known = a.knowledge.questions.values()
            question = next((q for q in known if brief(q.asks).startswith(text.rstrip("…"))), None)
        said = re.findall(r'"([^"]+)"', text.partition("no breach on ")[2])
        if question is None:
            continue
        by_it = [f for f in divided if f"{question.id}:" in " ".join(f.by_reading)]
        for reading in question.readings:
            under = {o.result for f in by_it for c, o in f.outcomes if reading.id in dict(c).get(question.id, ())}
            if reading.name in said and under & {"open", "judgement", "due", "breached"}:
                yield f"{question.id} {reading.id} is told to hold and is {', '.join(sorted(under))}"


def _of_tasks(a: Assessment, said: str, rows: dict[str, list[str]]) -> Iterator[str]:
    found = tasks(a)
    told = _number(r"^(\d+|no|an?|one|two|three|four|five|six|seven|eight|nine) tasks? (?:is|are) left", said)
    left = [t for t in found if t.urgency != "blocking" and not t.disputed]
    if told is not None and told != len(left):
        yield f"{told} tasks are told and {len(left)} are left"
    leave = _number(r"(\d+) of them (?:a permission|permissions)", said)
    flies = not nothing_flies(a)
    asked = {
        (t.what, t.addressed_to)
        for t in left
        if (t.permit and not t.granted)
        or (t.peculiar and t.urgency not in ("permit", "from-others"))
        or (flies and not t.computed and t.order and t.urgency == "permit")
    }
    if leave is not None and leave != len(asked):
        yield f"{leave} permissions are told and {len(asked)} are needed"
    if told is not None and leave is not None and leave > told:
        yield f"{leave} permissions are told among {told} tasks"
    addressees = {short_authority(t.addressed_to) for t in found}
    more = sum(_number(r"and (\S+) more addressee", text) or 0 for text in rows.get("DO FIRST", []))
    yield from _count(a, "addressees", len(rows.get("TASK", [])) + more, len(addressees))
    for task in found:
        if any(f[1] == UNNAMED for f in task.findings):
            yield f"a task of a State that no one named: {task.what}"


def _of_questions(a: Assessment, said: str, rows: dict[str, list[str]]) -> Iterator[str]:
    told = _number(r"may change: (\S+) question", said)
    if told is not None and told != len(a.questions.items):
        yield f"{told} questions are told and {len(a.questions.items)} are open"
    mine = [q for q in a.questions.items if q.who == "client"]
    every = [text for found in rows.values() for text in found]
    shown = [text for text in rows.get("ASK FIRST", []) if "for others:" not in text]
    more = sum(_number(r"\(and (\d+) more\)", text) or 0 for text in shown)
    yield from _count(a, "questions for the client", len(shown) + more, len(mine))
    told = sum(_number(r"(\S+) questions? for others", text) or 0 for text in every)
    yield from _count(a, "questions for others", told, len(a.questions.items) - len(mine))


def _count(a: Assessment, what: str, told: int, found: int) -> Iterator[str]:
    """A number told, or that of rows; a screen that is full may leave rows out, and still counts nothing twice."""
    if told > found or (told < found and len(lines(a)) < LINES):
        yield f"{told} {what} of {found}"


def _of_counts(a: Assessment, rows: dict[str, list[str]]) -> Iterator[str]:
    told = sum(_number(r": (\S+) dormant dut", text) or 0 for text in rows.get("IF", []))
    yield from _count(a, "dormant duties", told, len(a.dormant))
    matters = {n.matter for n in a.not_covered if n.sort == "not-encoded"}
    told = sum(_number(r"^(\S+) matters?: ", text) or 0 for text in rows.get("NOT COVERED", []))
    yield from _count(a, "matters not covered", told, len(matters))
    unnamed = any(f.bearer == UNNAMED for f in a.might_concern)
    told_of = any("not yet named" in text for text in rows.get("WHOSE LAW", []))
    choosing = any("no home State chosen" in text for text in rows.get("WHOSE LAW", []))
    if (told_of and not unnamed) or (unnamed and not told_of and not choosing):
        yield "a State not yet named is told otherwise than found"


def _of_readings(a: Assessment) -> Iterator[str]:
    screen = lines(a)
    chosen = a.readings
    if chosen and any("every serious reading" in line or "on every reading" in line for line in screen):
        yield "every reading is told, and some were chosen"
    if not chosen and any("you chose" in line for line in screen):
        yield "readings are told as chosen, and none was"
    file = io.StringIO()
    show(a, Console(file=file, width=200))
    text = file.getvalue()
    for question, readings in chosen.items():
        if f"{question}: {' or '.join(readings)}" not in text:
            yield f"the reading chosen of {question} is not named"
    if a.viewpoint and a.name(a.viewpoint) not in text:
        yield f"the viewpoint of {a.viewpoint} is not named"


def _of_bearers(a: Assessment) -> Iterator[str]:
    for s in a.standings:
        duties = [f for f in a.findings if f.bearer == s.bearer and _weighs(f) and f.applicable]
        if s.verdict.word == "clear" and not duties:
            yield f"{s.name} is clear and has no duty"
    for section in view.sections(a):
        for bucket in section.buckets:
            if any(line.finding.perhaps for line in (*bucket.binding, *bucket.expectations)):
                yield f"what may not concern {section.standing.name} is shown as {bucket.key}"
    for label, side, findings in (("mission", a.overall, a.findings), ("you", a.you, _own(a))):
        if side and side.every_reading.word == "clear" and not any(_weighs(f) and f.applicable for f in findings):
            yield f"{label} is clear without a duty"


_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _number(pattern: str, text: str) -> int | None:
    match = re.search(pattern, text)
    if not match:
        return None
    word = match[1].replace(",", "")
    return int(word) if word.isdigit() else _WORDS.index(word) if word in _WORDS else 1


def of_all(assessments: Iterable[Assessment]) -> list[str]:
    """The contradictions of several."""
    return [wrong for a in assessments for wrong in contradictions(a)]
