"""The memo: what a reader is told about an assessment, in the order of a memo of counsel, whatever form it is written in.

Everything in it is read off the assessment and the displays beside it; nothing is assessed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.formats.texts.official import Links, Official
from regolex.law.wording import counted
from regolex.report import beside
from regolex.report.apart import apart_words
from regolex.report.first_screen import about_title, day_words, main_side, sentences
from regolex.report.grades import grade_words
from regolex.report.memo_analysis import analysis
from regolex.report.memo_annexes import annexes
from regolex.report.memo_disputes import disputes
from regolex.report.memo_facts import asked, by_weight, facts
from regolex.report.memo_happens import if_it_happens
from regolex.report.memo_lookup import LEVELS, Lookup, cut
from regolex.report.memo_orders import whose_law
from regolex.report.memo_permits import authorise, in_short
from regolex.report.memo_road import begin_words, late, time_and_money
from regolex.report.memo_tasks import capital, task_list
from regolex.report.memo_title import rights_and_title
from regolex.report.needed import still_needed
from regolex.report.negatives import negatives
from regolex.report.paper import Annexes, Block, Heading, Items, Paper, Para, Run, Table, Words, words
from regolex.report.paper_length import body_pages
from regolex.report.phrases import listed
from regolex.report.turned import turned
from regolex.report.view import VERDICT_WORDS, grade_of
from regolex.report.whose_law import short_of, state_links
from regolex.tasks.roadmap import roadmap
from regolex.tasks.task import by_authority, how_many, tasks

WORDS_USED = (
    "A reading is one way to understand a text whose meaning is disputed. Prevailing readings carry most weight today; serious "
    "ones are all that someone was found to hold. Encoded law is what Regolex holds as rules; section 10 names what is not."
)
STATUS = "Information, not legal advice. Reviewed by: no one yet."
KIND = "Compliance memo"
_POINTS, _FIRST, _DUTIES = 5, 5, 3
PAGES = 4.9  # of the body at most, by the estimate


def memo(a: Assessment, official: Official | None = None) -> Paper:
    """The memo on an assessment, with official words in its annex where they are linked.

    Its body stays within five pages: what does not fit is named there in a line, and stands in the annexes in full.
    """
    linked = Official(Links()) if official is None else official
    for caps in LEVELS:
        made = _memo(a, Lookup(a, linked, caps))
        if body_pages(made) <= PAGES:
            break
    return made


def _memo(a: Assessment, look: Lookup) -> Paper:
    client = a.name(a.client) if a.client else "no client named; every person who takes part is told its own duties"
    about = {"invented": "an invented plan", "real": "a real plan"}.get(a.mission.about, a.mission.about)
    head = (
        ("For", words(client)),
        ("Plan", words(f"{a.mission.id}, {about}" + (f", as stated on {a.mission.on}" if a.mission.on else ""))),
        ("Law as of", words(day_words(a))),
        (
            "Made with",
            words(f"knowledge of {a.knowledge.day} ({a.knowledge.hash[:12]}), Regolex {a.knowledge.version}"),
        ),
        ("Status", words(STATUS)),
    )
    blocks: list[Block] = [
        *_question(a), *_short_answer(a, look), *facts(a, look), *whose_law(a, look.caps.brief), *analysis(a, look),
        *disputes(a, look), *rights_and_title(a, look), *task_list(a, look), *if_it_happens(a, look),
        *_not_covered(a, look), Annexes(), *annexes(a, look),
    ]  # fmt: skip
    return Paper(
        f"{KIND}: {a.mission.title}",
        KIND,
        f"{KIND}: {a.mission.title}; law of {day_words(a)}",
        a.on,
        head,
        tuple(blocks),
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
    if a.mission.parts.get("claim"):
        asked.append("Who owns what is taken?")
    yield Para(words(" ".join(asked)))


def _short_answer(a: Assessment, look: Lookup) -> Iterator[Block]:
    yield Heading("2. Short answer", 1, "answer")
    first, second = sentences(a)
    yield Para(words(Run(_answer(a), strong=True)))
    yield Para(words(*_verdict(a)))
    yield Para(words(" ".join(filter(None, (first, second)))))
    yield Para(words(WORDS_USED), "soft")
    yield Items(tuple(_points(a, look)))
    yield from authorise(a, look)
    yield Heading("What to do first", 2, "first")
    road, found = roadmap(a), by_authority(tasks(a))
    if not found:
        yield Para(words("The law that is encoded leaves nothing to do. See what is not covered."))
        return
    # what should have begun already stands here, whoever's duty it serves
    found.sort(key=lambda item: (item[0].urgency != "blocking", not late(road, item[0])))
    rows = []
    for n, (task, more) in enumerate(found[:_FIRST], start=1):
        rest = Run(f" (and {counted(more, 'more task')} there)" if more else "", soft=True)
        rows.append((words(str(n)), words(task.what, rest), words(capital(task.addressed_to)), begin_words(road, task)))
    columns = ("#", "Task", "Addressed to", "By when")
    yield Table("What to do first", columns, tuple(rows), (1, 14, 11, 9))
    how = ". How the dates are counted: " if road.launch else ". More on dates and fees: "
    yield Para(words(f"One line for each addressee, the most urgent first; all tasks ({len(tasks(a))}) are in ",
                     Run("annex F", to="#annex-tasks"), how, Run("section 8", to="#tasks"), "."), "soft")  # fmt: skip


def _answer(a: Assessment) -> str:
    """Whether the plan may be carried out, in a sentence: the verdict as an answer to the question above."""
    v = main_side(a).dominant
    leave, rest = still_needed(a), how_many(tasks(a))[0]
    forbids = f"nothing {'found so far' if v.grade == 'so-far' else 'found'} forbids it on the prevailing readings"
    if v.word == "to-do" and _has_flown(a):
        return f"It has flown already, with {counted(rest, 'task')} left; {forbids}."
    if v.word == "to-do":
        first = counted(leave, "permission") if leave else counted(rest, "task") if rest else "what others owe"
        return f"Not yet: {first} {'comes' if (leave or rest) <= 1 else 'come'} first; {forbids}."
    return {
        "blocked": "No, not as it is planned: it breaches binding law on the prevailing readings.",
        "contested": "That is disputed: the readings that prevail differ on whether it is lawful.",
        "clear": "Yes, as far as the encoded law goes.",
        "no-duty-found": "No duty was found in the encoded law that stands in the way.",
        "undetermined": "That cannot be said yet, since the answers on which it turns are missing.",
    }[v.word]


def _has_flown(a: Assessment) -> bool:
    """Whether every launch of the plan was carried out."""
    launches = a.mission.parts.get("launch", ())
    return bool(launches) and all(a.mission.answer(one, "launch.carried_out").value == "done" for one in launches)


def _verdict(a: Assessment) -> Iterator[Run]:
    """The words of the verdict, on which readings they hold, and what may change them."""
    side = main_side(a)
    word, other = (VERDICT_WORDS[v.word] for v in (side.dominant, side.every_reading))
    grade, wider = grade_words(side.dominant), grade_words(side.every_reading)
    yield Run(word.capitalize(), strong=True)
    if word == other:
        yield Run(f" on the prevailing readings and on every serious one: {grade}.")
        return
    yield Run(" on the prevailing readings; ")
    yield Run(other, strong=True)
    yield Run(" when every serious reading is counted. ")
    said = grade if grade == wider else f"on the prevailing readings, {grade}; on every serious one, {wider}"
    yield Run(f"How far this goes: {said}.")


def _points(a: Assessment, look: Lookup) -> Iterator[Words]:
    """Three to five points that decide, the gravest first."""
    found = [
        *_breaches(a, look),
        *in_short(a),
        *time_and_money(a),
        *_divided(a),
        *_title(a, look),
        *_turns(a),
        *_answers(a),
        *_reach(a),
    ]
    yield from found[:_POINTS]


def _breaches(a: Assessment, look: Lookup) -> Iterator[Words]:
    said: dict[tuple[str, str], Finding] = {}
    for f in a.findings:
        if f.weighs and f.result == "breached":
            said.setdefault((f.rule.id, f.bearer), f)
    for f in list(said.values())[:_DUTIES]:
        yield words(
            Run(f"{a.name(f.bearer)} breaches ", strong=True), look.cited(f), Run(": ", strong=True), f.rule.reads
        )
    if len(said) > _DUTIES:
        yield words(f"{counted(len(said) - _DUTIES, 'more duty is', 'more duties are')} breached; see section 5.")


def _divided(a: Assessment) -> Iterator[Words]:
    """The questions on which a breach turns, who holds that the plan fails, and who could object."""
    if not beside.disputed(a):
        so_far = ", as far as the plan is stated" if a.questions.items else ""
        yield words(Run("Disputed: ", strong=True), f"nothing on which a breach turns{so_far}. See ",
                    Run("section 6", to="#disputed"), ".")  # fmt: skip
    for n, dispute in enumerate(beside.disputed(a)[:2], start=1):
        fails = [f"{name}, held by {held}" for name, word, held in dispute.readings if word == "breached"]
        yield words(
            Run("Disputed: ", strong=True), dispute.asks, f" The plan fails on {listed(fails, 3)}. {dispute.could_object} See ",
            Run(f"section 6.{n}", to=f"#dispute-{dispute.question}"), ".",
        )  # fmt: skip


def _turns(a: Assessment) -> Iterator[Words]:
    """The single answer that would change the word for the worst, where that was looked for."""
    found = turned(a)
    for line in found[:1]:
        word, _, rest = line.partition(" if ")
        more = (Run(f"; {counted(len(found) - 1, 'more single answer')} would change it: "),
                Run("annex D", to="#annex-questions")) if len(found) > 1 else ()  # fmt: skip
        yield words(Run("One answer would turn it: ", strong=True), f"{word.lower()} if {rest}", *more, ".")


def _answers(a: Assessment) -> Iterator[Words]:
    """The answers that decide most."""
    if a.questions.items:
        said = " ".join(asked(a, q) for q in by_weight(a)[:2])
        yield words(
            Run(f"{counted(len(a.questions.items), 'question is', 'questions are')} unanswered. ", strong=True),
            f"Those on which most depends: {said}",
        )  # fmt: skip


def _title(a: Assessment, look: Lookup) -> Iterator[Words]:
    """Whose what is taken may be: yours, or of everyone who takes part where there is no client."""
    said: dict[tuple[str, str], Finding] = {}
    for f in a.findings:
        person = f.bearer == a.client if a.client else f.bearer not in a.knowledge.states
        if person and f.result in ("granted", "granted-as-planned") and about_title(a.knowledge, f.rule):
            said.setdefault((f.rule.id, f.bearer), f)
    for f in said.values():
        when = "" if f.result == "granted" else ", once the plan is carried out"
        whose = "What may be yours: " if a.client else f"What may belong to {a.name(f.bearer)}: "
        yield words(Run(whose, strong=True), f.rule.reads.strip().rstrip("."), " (", look.cited(f), f"){when}.")


def _reach(a: Assessment) -> Iterator[Words]:
    encoded = {i.legal_order for i in a.knowledge.instruments.values()}
    short = short_of(a)
    rest = [a.name(s) for s in state_links(a) if s not in encoded or not short.get(s, (True, ""))[0]]
    if rest:
        yield words(
            Run("Not computed: ", strong=True),
            f"the national law of {listed(rest, 4, ', ')}. Its authorities have to be asked.",
        )


# --- 10: what is not covered ---


def _not_covered(a: Assessment, look: Lookup) -> Iterator[Block]:
    yield Heading("10. Not covered", 1, "not-covered")
    yield Para(
        words("This memo knows only the law that is encoded. The matters below are touched, or may be, and not in it.")
    )
    orders: dict[str, dict[str, None]] = {}
    for n in a.not_covered:
        if n.sort != "law-is-silent":
            sure = "" if n.certain else ", perhaps"
            orders.setdefault(n.legal_order, {})[f"{n.matter}{sure}"] = None
    for order, items in orders.items():
        yield _matters(look, a.name(order), items)
    silent = [n for n in a.not_covered if n.sort == "law-is-silent" and not n.no]
    if silent:
        said = dict.fromkeys(f"{n.matter} ({a.name(n.legal_order)})" for n in silent)
        yield _matters(look, "The law itself is silent on", said)
    if a.apart:
        yield Para(words(Run("Commitments that pull apart: ", strong=True), " ".join(apart_words(a))))
    no = negatives(a)
    if no:
        said = dict.fromkeys(f"{n.what} ({a.name(n.bearer)}, {n.provision})" for n in no)
        yield _matters(look, "Not required", said)
    if not look.caps.brief:  # else each line above leads there
        yield Para(words("Whom to ask, and why: ", Run("annex E", to="#annex-not-covered"), "."), "soft")


def _matters(look: Lookup, label: str, items: Iterable[str]) -> Para:
    """Matters in one line, as many as there is room for."""
    shown, left = cut(items, look.caps.matters)
    more = (Run(f"; and {left} more in "), Run("annex E", to="#annex-not-covered")) if left else ()
    return Para(words(Run(f"{label}: ", strong=True), "; ".join(shown), *more, "."))


def verdict_line(a: Assessment) -> str:
    """The verdict on both sets of readings, in one line."""
    side = main_side(a)
    return (
        f"{VERDICT_WORDS[side.dominant.word]} ({grade_of(side.dominant)}) on the prevailing readings; "
        f"{VERDICT_WORDS[side.every_reading.word]} ({grade_of(side.every_reading)}) on every serious reading"
    )


__all__ = ["KIND", "STATUS", "memo", "verdict_line"]
