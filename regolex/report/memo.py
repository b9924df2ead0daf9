"""The memo: what a reader is told about an assessment, in the order of a memo of counsel, whatever form it is written in.

Everything in it is read off the assessment and the displays beside it; nothing is assessed again.
"""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.assessment import Assessment
from regolex.engine.dormant import Dormant
from regolex.engine.findings import Finding
from regolex.engine.world import UNNAMED
from regolex.formats.texts.official import Links, Official
from regolex.law.wording import counted
from regolex.report import beside
from regolex.report.first_screen import day_words, about_title, first_screen, main_side, sentences, state_links
from regolex.report.memo_analysis import analysis
from regolex.report.memo_annexes import annexes
from regolex.report.memo_disputes import disputes
from regolex.report.memo_facts import facts
from regolex.report.memo_lookup import Lookup
from regolex.report.negatives import negatives
from regolex.report.paper import Annexes, Block, Chart, Heading, Items, Paper, Para, Run, Table, Words, words
from regolex.report.phrases import listed
from regolex.report.view import VERDICT_WORDS, citation, grade_of
from regolex.tasks.task import Task, by_authority, tasks

STATUS = "Information, not legal advice. Reviewed by: no one yet."
KIND = "Compliance memo"
_POINTS, _FIRST, _DUTIES = 5, 5, 3
_TASKS = 16  # rows; where there are more, fewer are shown, since the rest is named below them
_FEWER = 10


def memo(a: Assessment, official: Official | None = None) -> Paper:
    """The memo on an assessment, with official words in its annex where they are linked."""
    look = Lookup(a, official or Official(Links()))
    client = a.name(a.client) if a.client else "no client named; every person who takes part is told its own duties"
    about = {"invented": "an invented plan", "real": "a real mission"}.get(a.mission.about, a.mission.about)
    head = (
        ("For", words(client)),
        ("Plan", words(f"{a.mission.id}, {about}" + (f", as stated on {a.mission.on}" if a.mission.on else ""))),
        ("Law as of", words(day_words(a))),
        ("Made with", words(f"knowledge of {a.knowledge.day} ({a.knowledge.hash[:12]}), Regolex {a.knowledge.version}")),
        ("Status", words(STATUS)),
    )
    blocks: list[Block] = [
        *_question(a), *_short_answer(a, look), *facts(a, look), *_whose_law(a), *analysis(a, look), *disputes(a, look),
        *_tasks(a, look), *_if_it_happens(a, look), *_not_covered(a), Annexes(), *annexes(a, look),
    ]  # fmt: skip
    return Paper(
        f"{KIND}: {a.mission.title}", KIND, f"{KIND}: {a.mission.title}; law of {day_words(a)}", a.on, head, tuple(blocks)
    )


# --- 1 and 2: what was asked, and the answer ---


def _question(a: Assessment) -> Iterator[Block]:
    yield Heading("1. Question", 1, "question")
    if a.mission.summary:
        yield Para(words(a.mission.summary))
    who = a.name(a.client) if a.client else "those who take part"
    asked = [
        f"May {who} carry out this plan under the law of {day_words(a)}?",
        "Whose law applies, who has to authorise it, and what is to be done by when?",
    ]
    if any(row.label == "YOURS" for row in first_screen(a).rows) or "claim" in a.mission.parts and a.mission.parts["claim"]:
        asked.append("Who owns what is taken?")
    yield Para(words(" ".join(asked)))


def _short_answer(a: Assessment, look: Lookup) -> Iterator[Block]:
    yield Heading("2. Short answer", 1, "answer")
    first, second = sentences(a)
    yield Para(words(*_verdict(a)))
    yield Para(words(" ".join(filter(None, (first, second)))))
    yield Items(tuple(_points(a, look)))
    yield Heading("What to do first", 2, "first")
    found = by_authority(tasks(a))
    if not found:
        yield Para(words("The law that is encoded leaves nothing to do. See what is not covered."))
        return
    rows = [
        (words(str(n)), words(task.what, Run(f" (and {counted(more, 'more task')} there)" if more else "", soft=True)),
         words(_capital(task.addressed_to)), words(task.lead_time or _no_time(task)), words(look.fees(task) or "–"))
        for n, (task, more) in enumerate(found[:_FIRST], start=1)
    ]  # fmt: skip
    yield Table(
        "What to do first", ("#", "Task", "Addressed to", "Time limit", "Fee"), tuple(rows), (1, 12, 9, 6, 6)
    )  # fmt: skip
    if len(found) > _FIRST:
        yield Para(words("All tasks are in ", Run("section 7", to="#tasks"), "."), "soft")


def _verdict(a: Assessment) -> Iterator[Run]:
    """The words of the verdict, on which readings they hold."""
    side = main_side(a)
    word, other = (VERDICT_WORDS[v.word] for v in (side.dominant, side.every_reading))
    if word == other:
        yield Run(word.capitalize(), strong=True)
        yield Run(" on the prevailing readings and on every serious one.")
        return
    yield Run(word.capitalize(), strong=True)
    yield Run(" on the prevailing readings; ")
    yield Run(other, strong=True)
    yield Run(" when every serious reading is counted.")


def _points(a: Assessment, look: Lookup) -> Iterator[Words]:
    """Three to five points that decide, the gravest first."""
    found = [*_breaches(a, look), *_permits(a, look), *_divided(a), *_answers(a), *_money(a, look), *_title(a, look), *_reach(a)]
    yield from found[:_POINTS]


def _breaches(a: Assessment, look: Lookup) -> Iterator[Words]:
    said = {}
    for f in a.findings:
        if f.weighs and f.result == "breached":
            said.setdefault((f.rule.id, f.bearer), f)
    for f in list(said.values())[:_DUTIES]:
        yield words(
            Run(f"{a.name(f.bearer)} breaches ", strong=True), look.cited(f), Run(": ", strong=True), f.rule.reads
        )
    if len(said) > _DUTIES:
        yield words(f"{counted(len(said) - _DUTIES, 'more duty is', 'more duties are')} breached; see section 5.")


def _permits(a: Assessment, look: Lookup) -> Iterator[Words]:
    """The authorities that have to be asked for leave."""
    named = dict.fromkeys(
        _capital(t.addressed_to.partition(", through ")[0]) for t in tasks(a) if t.urgency in ("blocking", "permit")
    )
    if named:
        mine = [t for t in tasks(a) if t.urgency in ("blocking", "permit")]
        yield words(
            Run("Who must be asked: ", strong=True), listed(named, 4), ". ",
            f"{counted(len(mine), 'task')} {'is' if len(mine) == 1 else 'are'} addressed to them.",
        )  # fmt: skip


def _divided(a: Assessment) -> Iterator[Words]:
    for n, dispute in enumerate(beside.disputed(a)[:2], start=1):
        fails = [f"{name}, held by {held}" for name, word, held in dispute.readings if word == "breached"]
        yield words(
            Run("Disputed: ", strong=True), dispute.asks, f" The plan fails on {listed(fails, 3)}. See ",
            Run(f"section 6.{n}", to=f"#dispute-{dispute.question}"), ".",
        )  # fmt: skip


def _answers(a: Assessment) -> Iterator[Words]:
    """The answers that decide most."""
    if a.questions.items:
        most = sorted(a.questions.items, key=lambda q: (-q.decides, -q.hangs))[:2]
        said = " ".join(q.text for q in most)
        yield words(
            Run(f"{counted(len(a.questions.items), 'question is', 'questions are')} unanswered. ", strong=True),
            f"Those on which most depends: {said}",
        )  # fmt: skip


def _money(a: Assessment, look: Lookup) -> Iterator[Words]:
    """The fees that the law states, each once; they are not added up, since one may be part of another."""
    known = look.all_fees()
    if known:
        yield words(Run("Fees stated by law: ", strong=True), f"{listed(known, 4)}. One may be part of another.")


def _title(a: Assessment, look: Lookup) -> Iterator[Words]:
    said: dict[str, Finding] = {}
    for f in a.findings:
        if f.bearer == a.client and f.result in ("granted", "granted-as-planned") and about_title(a.knowledge, f.rule):
            said.setdefault(f.rule.id, f)
    for f in said.values():
        when = "" if f.result == "granted" else ", once the plan is carried out"
        yield words(Run("What may be yours: ", strong=True), f.rule.reads.rstrip("."), " (", look.cited(f), f"){when}.")


def _reach(a: Assessment) -> Iterator[Words]:
    encoded = {i.legal_order for i in a.knowledge.instruments.values()}
    rest = [a.name(state) for state in state_links(a) if state not in encoded]
    if rest:
        yield words(
            Run("Not computed: ", strong=True), f"the national law of {listed(rest, 4, ', ')}. Its authorities have to be asked."
        )


# --- 4: whose law ---


def _whose_law(a: Assessment) -> Iterator[Block]:
    yield Heading("4. Whose law applies, and why", 1, "whose-law")
    encoded = {i.legal_order for i in a.knowledge.instruments.values()}
    rows = []
    links = state_links(a)
    for state, how in links.items():
        applies = dict.fromkeys(
            a.knowledge.instruments[f.rule.instrument].short
            for f in a.findings
            if f.applicable and a.knowledge.instruments[f.rule.instrument].legal_order == state
        )
        laws = [n.instrument for n in a.not_covered if n.legal_order == state and n.sort == "not-encoded"]
        if state in encoded:
            what, known = listed(applies, 6) or "no rule of it applies to this plan", "yes, in part" if laws else "yes"
        else:
            what = listed(dict.fromkeys(n for n in laws if n != "not recorded"), 2) or "no space law on record here"
            known = "no: ask the authority"
        rows.append((words(Run(a.name(state), strong=True)), words(", ".join(how) or "by a rule below"), words(what), words(known)))
    treaties = dict.fromkeys(
        a.knowledge.instruments[f.rule.instrument].short
        for f in a.findings
        if f.applicable and a.knowledge.instruments[f.rule.instrument].legal_order == "international"
    )
    if treaties:
        what = listed(treaties, 8)
        rows.append(
            (words(Run("International", strong=True)), words("the States above are bound"), words(what), words("yes"))
        )
    yield Table(
        "Whose law applies, and why", ("Legal order", "The link to it", "What applies", "Computed"), tuple(rows), (4, 7, 12, 4)
    )
    if any(f.bearer == UNNAMED for f in a.might_concern):
        yield Para(words("A State that the plan does not name may be concerned as well: see ", Run("annex D", to="#annex-questions"), "."))
    yield Para(words("Treaties bind States. They reach a company through the law and the licence of a State."), "soft")
    chart = bound(a, list(links))
    if chart:
        yield chart


def bound(a: Assessment, states: list[str]) -> Chart | None:
    """Which State is bound by which treaty, as a matrix."""
    standings = [s for s in a.standings if s.is_state and s.bearer in states]
    instruments = {b.instrument.version: b.instrument for s in standings for b in s.bound_by}
    if not standings or not instruments:
        return None
    rows, said = [], []
    for s in standings:
        held = {b.instrument.version: b for b in s.bound_by}
        cells: list[tuple[str, str]] = []
        for version, instrument in instruments.items():
            b = held.get(version)
            if b is None:
                cells.append(("none", "not bound"))
                continue
            since = b.entry.bound_from if b.entry else None
            year = f" {since.not_before.year}" if since and since.settled else ""
            if instrument.kind == "political-commitment":
                cells.append(("half", f"signed{year}"))
            elif b.custom:
                cells.append(("half", "as custom, disputed"))
            else:
                cells.append(("full", f"bound{year}") if b.truth == 2 else ("half", "in doubt"))
        rows.append((s.name, tuple(cells)))
        said.append(
            f"{s.name}: "
            + ", ".join(f"{i.short} {w}" for (_, w), i in zip(cells, instruments.values(), strict=True))
        )
    alt = "Which State is bound by which treaty. " + ". ".join(said) + "."
    return Chart(
        "Who is bound. Full mark: party. Half mark: political commitment, or in doubt. Line: not bound.", alt, "State",
        tuple(i.short for i in instruments.values()), tuple(rows),
    )  # fmt: skip


# --- 7 to 9 ---


def _who(a: Assessment, task: Task) -> str:
    """Everyone who has to see to a task."""
    bearers = dict.fromkeys([bearer for _, bearer, _ in task.findings] or [task.who])
    return ", ".join("you" if bearer in (a.client, "") else a.name(bearer) for bearer in bearers)


def _no_time(task: Task) -> str:
    return "none in the law" if task.computed else "ask the authority"


def _tasks(a: Assessment, look: Lookup) -> Iterator[Block]:
    yield Heading("7. Tasks", 1, "tasks")
    found = tasks(a)
    if not found:
        yield Para(words("None by the law that is encoded."))
        return
    yield Para(
        words("In order of urgency. A time limit is that of the law; usual times of authorities are not part of it."), "soft"
    )
    rows = []
    most = _TASKS if len(found) <= _TASKS else _FEWER
    for n, t in enumerate(found[:most], start=1):
        who = _who(a, t)
        said: list[str | Run] = [t.what]
        if t.disputed:
            said.append(Run(" (only on some readings)", soft=True))
        fee = look.fees(t) if t.computed else ""
        rows.append(
            (words(str(n)), words(*said), words(who), words(t.addressed_to),
             words(t.lead_time or _no_time(t), Run(f"; {fee}" if fee else "")), look.laws(t))
        )  # fmt: skip
    yield Table(
        "Tasks", ("#", "Task", "Who", "Addressed to", "Time limit; fee", "Law"), tuple(rows), (2, 20, 7, 16, 12, 14)
    )
    if len(found) > most:
        rest = "; ".join(f"{t.what} ({_who(a, t)})" for t in found[most:])
        yield Para(words(Run(f"{counted(len(found) - most, 'more task')}: ", strong=True), rest, "."))


def _if_it_happens(a: Assessment, look: Lookup) -> Iterator[Block]:
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
    for (name, events), found in alike.items():
        rule, d = a.knowledge.rules[name], found[0]
        who = ", ".join(dict.fromkeys("You" if one.bearer == a.client else a.name(one.bearer) for one in found))
        todo = rule.to_do
        time = todo.lead_time if todo and todo.lead_time else "none stated"
        fault = f" Standard: {rule.fault}." if rule.fault else ""
        law = look.cited_by((d.rule, d.bearer, d.subjects[0] if d.subjects else "mission"), citation(a.knowledge, rule))
        rows.append(
            (words(_capital("; or ".join(happens[e] for e in events))), words(f"{who}: ", rule.reads, fault, " ", law),
             words(time), words(rule.prepare or "–"))
        )  # fmt: skip
    yield Table("If it happens", ("Event", "Who must do what", "Within", "Prepare now"), tuple(rows), (5, 12, 4, 6))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _not_covered(a: Assessment) -> Iterator[Block]:
    yield Heading("9. Not covered", 1, "not-covered")
    yield Para(words("This memo knows only the law that is encoded. The matters below are touched, or may be, and are not in it."))
    orders: dict[str, dict[str, None]] = {}
    for n in a.not_covered:
        if n.sort != "law-is-silent":
            sure = "" if n.certain else ", perhaps"
            orders.setdefault(n.legal_order, {})[f"{n.matter}{sure}"] = None
    for order, items in orders.items():
        yield Para(words(Run(f"{a.name(order)}: ", strong=True), "; ".join(items), "."))
    silent = [n for n in a.not_covered if n.sort == "law-is-silent" and not n.no]
    if silent:
        said = dict.fromkeys(f"{n.matter} ({a.name(n.legal_order)})" for n in silent)
        yield Para(words(Run("The law itself is silent on: ", strong=True), "; ".join(said), "."))
    no = negatives(a)
    if no:
        said = dict.fromkeys(f"{n.what} ({a.name(n.bearer)}, {n.provision})" for n in no)
        yield Para(words(Run("Not required: ", strong=True), "; ".join(said), "."))
    yield Para(words("Whom to ask, and why: ", Run("annex E", to="#annex-not-covered"), "."), "soft")


def verdict_line(a: Assessment) -> str:
    """The verdict on both sets of readings, in one line."""
    side = main_side(a)
    return (
        f"{VERDICT_WORDS[side.dominant.word]} ({grade_of(side.dominant)}) on the prevailing readings; "
        f"{VERDICT_WORDS[side.every_reading.word]} ({grade_of(side.every_reading)}) on every serious reading"
    )


__all__ = ["KIND", "STATUS", "bound", "memo", "verdict_line"]
