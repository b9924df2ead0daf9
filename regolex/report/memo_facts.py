"""Section 3 of the memo: the facts relied on, what is assumed, and what is not known and who can tell."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.assessment import Assessment
from regolex.engine.grounds import used_facts
from regolex.engine.proof import Used
from regolex.engine.questions import Question
from regolex.engine.untested import NotRun
from regolex.engine.world import NOTHING
from regolex.law.wording import counted
from regolex.report.grades import grade_words
from regolex.report.memo_lookup import Lookup
from regolex.report.memo_reach import reached
from regolex.report.paper import Block, Heading, Items, Para, Run, Table, Words, words
from regolex.report.phrases import listed, value_words
from regolex.report.readings import untested
from regolex.report.turned import turned
from regolex.report.view import VERDICT_WORDS, citation
from regolex.tasks.task import permit_of

WHO = {
    "client": "you", "other-party": "another party", "state": "a State", "authority": "an authority",
    "sources": "open in the sources",
}  # fmt: skip
_TURNS = 3
_KINDS = ("party", "launch", "object", "activity", "mission")
_KEY = ("who-and-where", "number-or-day")


def relied_on(a: Assessment) -> list[Used]:
    """Every fact that a finding used, each once, in the order of the mission."""
    found: dict[tuple[str, str], Used] = {}
    for f in a.findings:
        if f.applicable:
            for _, proof in f.because:
                for used in used_facts(proof):
                    if used.fact and used.state != "missing" and not used.fact.startswith("state."):
                        found.setdefault((used.part, used.fact), used)
    order = ["mission", *(part for parts in a.mission.parts.values() for part in parts)]
    place = {part: n for n, part in enumerate(order)}
    facts = {name: n for n, name in enumerate(a.knowledge.facts)}
    return sorted(found.values(), key=lambda u: (place.get(u.part, len(place)), facts.get(u.fact, 0)))


def said(a: Assessment, used: Used) -> str:
    """The value of a fact in words."""
    return "does not arise" if used.state == "does-not-arise" else value_words(a, used.value)


def facts(a: Assessment, look: Lookup) -> Iterator[Block]:
    """The section."""
    yield Heading("3. Facts, assumptions and what is not known", 1, "facts")
    found = relied_on(a)
    yield from _relied(a, found)
    yield from _assumed(a, 1 if look.caps.brief else 3)
    yield from _unknown(a, look.caps.questions)
    yield from _limits(a, look)


def _relied(a: Assessment, found: list[Used]) -> Iterator[Block]:
    rows: dict[str, list[str]] = {}
    for used in found:
        asking = a.knowledge.asking.facts.get(used.fact)
        fact = a.knowledge.facts[used.fact]
        key = bool(asking and asking.sort in _KEY and used.part.partition(":")[0] in _KINDS)
        if key and used.state == "given" and used.value not in (False, ()) and not used.origin.startswith("assumed"):
            rows.setdefault(used.part, []).append(f"{fact.label}: {said(a, used)}")
    for part in a.mission.parts.get("launch", ()):
        day = a.mission.answer(part, "launch.date")
        if day.known and not day.does_not_arise:
            rows.setdefault(part, []).append(f"{a.knowledge.facts['launch.date'].label}: {value_words(a, day.value)}")
    alike: dict[str, list[str]] = {}  # parts with the same facts stand together, the client first
    for part in sorted(rows, key=lambda part: part != a.client):
        alike.setdefault("; ".join(dict.fromkeys(rows[part])), []).append(
            "Mission" if part == "mission" else a.name(part)
        )
    table = tuple((words(Run(", ".join(parts), strong=True)), words(labels)) for labels, parts in alike.items())
    if table:
        yield Table("Facts relied on", ("Part of the plan", "Facts relied on"), table, (1, 4))
    own = [u for u in found if a.knowledge.facts[u.fact].type == "judgement" and u.state == "given"]
    more = "Every answer used, with its source, is in annex C."
    if own:
        by = ", ".join(dict.fromkeys(u.by for u in own if u.by)) or "your own side"
        judged = counted(len(own), "answer is a judgement", "answers are judgements")
        more = f"{judged} of {by}; the authority will make its own. {more}"
    yield Para(words(more), "soft")


def _assumed(a: Assessment, examples: int) -> Iterator[Block]:
    if not a.prepared.sets:
        yield Para(words(Run("Assumptions: ", strong=True), "none was adopted; the result rests on the answers alone."))
        return
    sets = a.knowledge.asking.sets
    rows = []
    for name in a.prepared.sets:
        answers = [
            f"{a.name(p.part)}, {a.knowledge.facts[p.fact].label}: "
            + ("does not arise" if p.value is NOTHING else value_words(a, p.value))
            for p in a.prepared.put
            if p.given_by == name and p.fact
        ]
        adopted = a.mission.assumed.get(name)
        by = f"{adopted.by}, {adopted.on}" if adopted and adopted.by else "whoever ran this assessment"
        shown = listed(answers, examples)
        rows.append(
            (words(f"{sets[name].title}. {sets[name].says}"), words(by), words(shown or "no answer of its own"))
        )
    yield Table("Assumptions", ("Assumption", "Adopted by", "What it puts in"), tuple(rows), (4, 2, 5))
    if a.strict:
        side = a.strict.you or a.strict.mission
        waiting = sum(a.strict.questions.values())
        yield Para(
            words(
                f"Without these assumptions the result is: {VERDICT_WORDS[side.every_reading.word]}; "
                f"{grade_words(side.every_reading)}; {counted(waiting, 'question')} would be open."
            )
        )


def _unknown(a: Assessment, most: int) -> Iterator[Block]:
    items = a.questions.items
    if not items:
        given = ", as long as the assumptions hold" if a.prepared.assumed() else ""
        yield Para(
            words(
                Run("Not known: ", strong=True),
                f"no unanswered question can change a result in the encoded law{given}.",
            )
        )
        return
    yield Table(
        "What is not known", ("Not known", "Who can tell", "What it decides", "Needed by"), tuple(questions(a, most)),
        (10, 3, 8, 4),
    )  # fmt: skip
    if len(items) > most:
        yield Para(words(f"{len(items) - most} more are in ", Run("annex D", to="#annex-questions"), "."), "soft")


def asked(a: Assessment, q: Question) -> str:
    """A question in words, with the part that it is about where its words do not name it."""
    parts = [a.name(part) for part in q.parts if ":" in part and not part.endswith(":?")]
    named = all(name in q.text for name in parts)
    return q.text if named or not parts else f"{q.text} ({listed(dict.fromkeys(parts), 3, ', ')})"


def questions(a: Assessment, most: int = 0) -> Iterator[tuple[Words, ...]]:
    """Rows for the unanswered questions, those first that decide most."""
    items = by_weight(a) if most else a.questions.items
    for q in items[: most or None]:
        phase = a.knowledge.taxa[q.needed_by].label if q.needed_by in a.knowledge.taxa else "–"
        yield words(asked(a, q)), words(WHO.get(q.who, q.who)), words(q.why or "–"), words(phase)


def by_weight(a: Assessment) -> list[Question]:
    """The open questions: those on which a permit of the client turns, who takes part and where, then what decides most."""
    own = {
        (f.rule.id, f.bearer, f.subject)
        for f in a.findings
        if permit_of(f.rule)
        and f.bearer in (a.client, *([] if a.client else [f.bearer]))
        and f.weighs
        and not f.perhaps
    }
    granted = {q for key in own for q in a.questions.of.get(key, ())}
    first = {q.id for q in a.questions.items if q.id in granted and q.fact == "authorisation.granted"}
    return sorted(a.questions.items, key=lambda q: (q.id not in first, q.sort != _KEY[0], -q.decides, -q.hangs))


def _limits(a: Assessment, look: Lookup) -> Iterator[Block]:
    """How far the answer goes."""
    items: list[Words] = []
    told = reached(a)  # what other States would breach stands in section 6
    for item, _ in untested(a):
        if all(b.bearer in told for b in item.breaches):
            continue
        question = a.knowledge.questions[item.question]
        items.append(
            words(f"Not counted, because no holder was read: the reading “{item.name}” of the question “{question.asks}” "
                  "On it these would be breached: ", *_breached_there(a, item), ".")
        )  # fmt: skip
    flips = turned(a)[:_TURNS]
    if flips:
        more = len(turned(a)) - len(flips)
        rest = (Run(f"; {more} more in "), Run("annex D", to="#annex-questions")) if more else ()
        items.append(words("Single answers that would change the verdict: ", "; ".join(flips), *rest, "."))
    elif a.turns is not None:
        open_ones = "; the answers that are missing may still change it" if a.questions.items else ""
        items.append(
            words(
                f"No single answer of the plan, changed to a plausible neighbour, would change the verdict{open_ones}."
            )
        )
    doubtful = dict.fromkeys(f for f in look.shown if f.doubt)
    if doubtful:
        items.append(words("In doubt, and so never decisive: ", *look.capped(doubtful), "."))
    if items:
        yield Heading("How far this goes", 2, "limits")
        yield Items(tuple(items))


def _breached_there(a: Assessment, item: NotRun) -> Words:
    rules = dict.fromkeys(
        f"{citation(a.knowledge, a.knowledge.rules[b.rule])} ({a.name(b.bearer)})" for b in item.breaches
    )
    return words(listed(rules, 3))


__all__ = ["WHO", "asked", "by_weight", "facts", "questions", "relied_on", "said"]
