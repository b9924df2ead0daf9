"""The annexes of the memo: all findings, the sources, the answers, the open questions, and how to reproduce it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from regolex import __version__
from regolex.engine.assessment import Assessment
from regolex.engine.preparation import ASSUMED, ENTAILED, GATE, NONE_SO_FAR, NOT_YET
from regolex.engine.proof import Used
from regolex.engine.results import RESULTS
from regolex.engine.world import UNNAMED
from regolex.law.wording import counted
from regolex.missions import file as mission_file
from regolex.report import beside
from regolex.report.memo_disputes import every_reading
from regolex.report.memo_facts import questions, relied_on, said
from regolex.report.memo_happens import all_events
from regolex.report.memo_lookup import Lookup
from regolex.report.memo_orders import bound
from regolex.report.memo_road import road_annex
from regolex.report.memo_tasks import all_tasks, application_files
from regolex.report.negatives import negative_words, negatives
from regolex.report.paper import Block, Heading, Items, Para, Run, Table, Words, words
from regolex.report.phrases import compared, origin_words, provision_words
from regolex.report.turned import turned
from regolex.report.view import citation, depends
from regolex.report.whose_law import state_links
from regolex.report.world_map import NOTE, who_is_bound

_ORIGINS = {
    GATE: "does not arise by other answers", ENTAILED: "follows from other answers", NOT_YET: "has not happened so far",
    NONE_SO_FAR: "none so far",
}  # fmt: skip


def annexes(a: Assessment, look: Lookup) -> Iterator[Block]:
    """All of them."""
    yield from _findings(a, look)
    yield from _sources(a, look)
    yield from _answers(a)
    yield from _questions(a)
    yield from _not_covered(a)
    yield from all_tasks(a, look)
    yield from application_files(a)
    yield from all_events(a, look)
    yield from road_annex(a)
    yield from _bound(a)
    yield from _reproduce(a)
    yield from every_reading(a)


def _findings(a: Assessment, look: Lookup) -> Iterator[Block]:
    yield Heading("Annex A. All findings", 1, "annex-findings")
    yield Para(
        words("One row for each provision and each State or person it binds. The provision links to annex B."), "soft"
    )
    orders = {
        i.legal_order
        for i in a.knowledge.instruments.values()
        if any(f.rule.instrument == i.version for f in look.shown)
    }
    for order in sorted(orders, key=lambda o: o == "international"):
        rows, ids = [], []
        for key, found in look.rows.items():
            rule = a.knowledge.rules[key[0]]
            if a.knowledge.instruments[rule.instrument].legal_order != order:
                continue
            cited = rule.cites[0].provision
            results: dict[str, list[str]] = {}
            for f in found:
                word = RESULTS[f.result].heading.partition(":")[0]
                results.setdefault(word, []).append("" if f.subject == "mission" else a.name(f.subject))
            shown = "; ".join(w + (f" ({', '.join(filter(None, s))})" if any(s) else "") for w, s in results.items())
            extra = dict.fromkeys(filter(None, (depends(a, f) for f in found)))
            doubt = dict.fromkeys(f"Doubt: {f.doubt}" for f in found if f.doubt)
            soft = "" if rule.binding else " Expectation, not binding."
            rows.append(
                (words(Run(citation(a.knowledge, rule), to=f"#{look.provision_anchors[cited]}")), words(a.name(key[1])),
                 words(Run(shown, strong=True), " ".join(["", *extra])), words(rule.reads, soft, " ".join(["", *doubt])))
            )  # fmt: skip
            ids.append(look.anchors[key])
        name = "International law" if order == "international" else a.name(order)
        yield Heading(name, 2, f"findings-{order}")
        yield Table(
            f"Findings, {name}",
            ("Provision", "Bound", "Result", "In our words"),
            tuple(rows),
            (5, 3, 5, 10),
            tuple(ids),
        )
    idle = [f for f in a.findings if f.result in ("not-applicable", "displaced")]
    if idle:
        named = list(dict.fromkeys(f"{citation(a.knowledge, f.rule)} ({a.name(f.bearer)})" for f in idle))
        yield Para(
            words(Run(f"Looked at and not applicable, {len(named)}: ", strong=True), "; ".join(named), "."), "soft"
        )


def _sources(a: Assessment, look: Lookup) -> Iterator[Block]:
    yield Heading("Annex B. Sources", 1, "annex-sources")
    versions = dict.fromkeys(p.partition("#")[0] for p in look.provisions)
    rows: list[tuple[Words, ...]] = []
    for version in versions:
        i = a.knowledge.instruments[version]
        begun, address = i.in_force, i.official_url if i.official_url.startswith("https://") else ""
        since = (
            "not in force"
            if begun is None
            else str(begun.not_before)
            if begun.settled
            else f"{begun.not_before} or later"
        )
        rows.append(
            (words(Run(i.short, to=address)), words(f"{i.title}, {i.citation}"),
             words(since), words(f"{i.confidence}. {compared(i.last_confirmed, i.confirmed_against, i.confirmed_by)}"))
        )  # fmt: skip
    yield Heading("Instruments", 2, "instruments")
    yield Table("Instruments", ("Short name", "Instrument", "In force", "Confidence"), tuple(rows), (4, 9, 3, 8))
    yield Heading("Provisions", 2, "provisions")
    yield Para(
        words("What a provision says, in our own words; in brackets the name of the provision in the corpus."), "soft"
    )
    provisions = {p.id: p for i in a.knowledge.instruments.values() for p in i.provisions}
    confirmed: dict[str, str] = {}
    for f in look.shown:
        if f.rule.last_confirmed:
            confirmed.setdefault(f.rule.cites[0].provision, f"; rule compared on {f.rule.last_confirmed}")
    rows, ids = [], []
    official = look.official.of(look.provisions)
    for name in look.provisions:
        p = provisions[name]
        sure = p.confidence + (f": {p.doubt}" if p.doubt else "")
        rows.append(
            (words(provision_words(a.knowledge, name), Run(f" [{p.pinpoint}]", soft=True)), words(p.says),
             words(f"{sure}{confirmed.get(name, '')}"))
        )  # fmt: skip
        ids.append(look.provision_anchors[name])
    yield Table("Provisions", ("Provision", "What it says", "Confidence"), tuple(rows), (6, 11, 6), tuple(ids))
    if official:
        yield Heading("Official words", 2, "official")
        for name, found in official.items():
            yield Heading(provision_words(a.knowledge, name), 3, f"official-{look.provision_anchors[name]}")
            yield Para((Run(found.words, lang=found.language),), "quote")
            yield Para(
                words(f"From your own copy ({found.language}{'; ' + found.note if found.note else ''})."), "soft"
            )


def _answers(a: Assessment) -> Iterator[Block]:
    yield Heading("Annex C. Answers used", 1, "annex-answers")
    rows = [
        (words("Mission" if u.part == "mission" else a.name(u.part)), words(a.knowledge.facts[u.fact].label), words(said(a, u)),
         words(_origin(u)))
        for u in relied_on(a)
    ]  # fmt: skip
    yield Table("Answers used", ("Part", "Fact", "Answer", "Where from"), tuple(rows), (5, 7, 5, 6))
    if a.mission.sources:
        yield Para(words("Sources named by the plan:"))
        yield Items(tuple(words(source) for source in a.mission.sources))


def _origin(u: Used) -> str:
    """Where an answer comes from."""
    if u.origin.startswith(ASSUMED):
        return f"assumed: {u.origin.partition(':')[2]}"
    return _ORIGINS.get(u.origin) or origin_words(u)


def _questions(a: Assessment) -> Iterator[Block]:
    yield Heading("Annex D. Open questions", 1, "annex-questions")
    if a.questions.items:
        yield Table(
            "Open questions",
            ("Question", "Who can tell", "What it decides", "Needed by"),
            tuple(questions(a)),
            (10, 3, 8, 4),
        )
    else:
        yield Para(words("None."))
    if flips := turned(a):
        yield Heading("Single answers that would change the word", 2, "annex-turns")
        yield Items(tuple(words(line) for line in flips))
    rows = beside.might_concern(a)
    if rows:
        yield Heading("Whom law might concern", 2, "might-concern")
        yield Table(
            "Whom law might concern", ("Who", "What", "It depends on"),
            tuple((words(r.who), words(f"{r.rules}, as {r.roles}"), words(" ".join(r.questions[:4]))) for r in rows),
            (4, 8, 10),
        )  # fmt: skip


def _not_covered(a: Assessment) -> Iterator[Block]:
    yield Heading("Annex E. Not covered", 1, "annex-not-covered")
    rows = []
    for n in a.not_covered:
        sort = "The law is silent. " if n.sort == "law-is-silent" else "" if n.certain else "Perhaps touched. "
        asked = "–" if n.authority == "not recorded" else n.authority
        named = "" if n.instrument == "not recorded" else n.instrument
        rows.append(
            (words(a.name(n.legal_order)), words(n.matter), words(f"{sort}{n.note}"), words(named), words(asked or "–"))
        )
    yield Table(
        "Not covered", ("Legal order", "Matter", "What is known", "Law", "Whom to ask"), tuple(rows), (4, 6, 11, 6, 5)
    )
    no = negatives(a)
    if no:
        yield Heading("Not required", 2, "not-required")
        yield Items(tuple(words(negative_words(a, n)) for n in no))


def _bound(a: Assessment) -> Iterator[Block]:
    picture = who_is_bound(a)
    yield Heading("Annex H. Who is bound", 1, "annex-bound")
    if chart := bound(a, list(state_links(a))):
        yield chart
    if picture:
        yield picture
        yield Para(words(NOTE), "soft")
    else:
        yield Para(words("No participation table is encoded."))


def _reproduce(a: Assessment) -> Iterator[Block]:
    yield Heading("Annex I. How to reproduce this memo", 1, "annex-reproduce")
    plan = hashlib.sha256(mission_file.text(a.mission, a.knowledge).encode("utf-8", "surrogatepass")).hexdigest()
    chosen = (
        "; ".join(f"{q}: {' or '.join(r)}" for q, r in sorted(a.readings.items()))
        or "none: every serious reading was run"
    )
    order = f"regolex report PLAN.yaml --on {a.on} -f pdf -o memo.pdf"
    if a.prepared.sets:
        order += f" --assume {','.join(a.prepared.sets)}"
    yield Items(
        (
            words(f"Knowledge: version {a.knowledge.version} of {a.knowledge.day}, SHA-256 {a.knowledge.hash}."),
            words(f"Software: Regolex {__version__}."),
            words(f"Plan: {a.mission.id}, SHA-256 of its canonical mission file {plan}."),
            words(f"Day of the law: {a.on}. Readings chosen: {chosen}."),
            words(f"Command, with the mission file of the plan in the place of PLAN.yaml: {order}"),
            words(f"{counted(len(a.findings), 'finding')}; {len(a.might_concern)} more that might concern someone; "
                  f"{counted(len([s for s in a.standings if s.bearer != UNNAMED]), 'bearer')}."),
        )
    )  # fmt: skip


__all__ = ["annexes"]
