"""Section 7 of the memo: rights and title. What is taken becomes whose, under which law, and who may object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.order import turns_on
from regolex.law.wording import state_in_text
from regolex.report import beside
from regolex.report.first_screen import about_title
from regolex.report.memo_lookup import Lookup
from regolex.report.paper import Block, Heading, Para, Run, Table, Words, words
from regolex.report.phrases import listed, value_words
from regolex.report.readings import named_holder, shown_holders
from regolex.report.view import citation
from regolex.tasks.clocks import clock_words, clocks

_GIVEN = ("granted", "granted-as-planned")
_KEPT = ("respected", "met", "to-do")


def rights_and_title(a: Assessment, look: Lookup) -> Iterator[Block]:
    """The section."""
    yield Heading("7. Rights and title", 1, "title")
    rows = [*_objects(a, look), *_ground(a, look), *_taken(a, look), *_sold(a), *_abroad(a)]
    if rows:
        columns = ("What", "Whose, and by which law", "Against whom, and who may object")
        yield Table("Rights and title", columns, tuple(rows), (5, 13, 11))
    else:
        yield Para(
            words("The plan takes nothing and claims nothing, so no question of title arises in the encoded law.")
        )
    said = [
        words(Run(f"{clock.authorisation[:1].upper()}{clock.authorisation[1:]}", strong=True), " (", look.cited(clock.finding),
              f") {clock_words(clock, a.on)}.")
        for clock in clocks(a)
        if clock.finding.bearer == a.client or not a.client
    ]  # fmt: skip
    if said:
        text: list[Run] = []
        for one in said:
            text += [Run(" ")] if text else []
            text += one
        yield Para(words(Run("How long a grant lasts. ", strong=True), *text))


def _rights(a: Assessment) -> list[Finding]:
    """The rights to what is taken, each rule and holder once, the client's first."""
    found: dict[tuple[str, str], Finding] = {}
    for f in a.findings:
        if f.result in _GIVEN and f.rule.binding and NORMS[f.rule.kind].gives and about_title(a.knowledge, f.rule):
            found.setdefault((f.rule.id, f.bearer), f)
    return sorted(found.values(), key=lambda f: f.bearer != a.client)


def _objects(a: Assessment, look: Lookup) -> Iterator[tuple[Words, ...]]:
    """The objects that fly, which stay their owner's."""
    found: dict[str, list[Finding]] = {}
    for f in a.findings:
        owned = any(
            a.knowledge.facts[fact].aspect == "ownership" for fact in turns_on(f.rule) if fact in a.knowledge.facts
        )
        if owned and f.result in _GIVEN and f.rule.binding and f.rule.kind == "right":
            found.setdefault(f.rule.id, []).append(f)
    alike: dict[str, list[Finding]] = {}
    for findings in found.values():
        names = listed(dict.fromkeys(a.name(f.subject) for f in findings), 3, ", ")
        alike.setdefault(names, []).append(findings[0])
    for names, told in alike.items():
        first = min(
            told, key=lambda f: f.result
        )  # what is granted today before what is granted once the plan is carried out
        said = (first.rule.reads.strip(), " (", look.cited(first), ")")
        yield (
            words(Run(_capital(names), strong=True)),
            words(*said),
            words(first.rule.reaches_company_by.strip() or "–"),
        )


def _ground(a: Assessment, look: Lookup) -> Iterator[tuple[Words, ...]]:
    """The ground and the body, which no one may own on any reading."""
    found: dict[str, Finding] = {}
    for f in a.findings:
        if (
            f.rule.binding and f.rule.kind == "prohibition" and f.result in _KEPT and not f.by_reading
            and about_title(a.knowledge, f.rule)
        ):  # fmt: skip
            found.setdefault(f.rule.id, f)
    if found:
        cited = look.joined(look.cited(f) for f in found.values())
        yield (
            words(Run("A body, a site, what is still in the ground", strong=True)),
            words("No one's, on every reading that was tried: ", *cited), words("Everybody, against a claim to it"),
        )  # fmt: skip


def _taken(a: Assessment, look: Lookup) -> Iterator[tuple[Words, ...]]:
    """What is taken: the rights to it by the law of each State, and who may object."""
    rights = _rights(a)
    disputed = [d for d in beside.disputed(a) if _on_title(a, d.question)]
    if not rights and not disputed and not any(about_title(a.knowledge, f.rule) and f.applicable for f in a.findings):
        return
    objects = _objections(a, disputed)
    rows: list[tuple[Words, Words]] = []
    for f in _open_rights(a, rights):
        asked = " ".join(dict.fromkeys(x.question for x in f.missing))
        whose = "Yours" if f.bearer == a.client else f"Of {a.name(f.bearer)}"
        said = f"{whose}, if the answer to each of these is yes: {asked} Then: {f.rule.reads.strip()} "
        rows.append((words(Run("What is taken", strong=True)), words(said, look.cited(f), ".")))
    for f in rights:
        whose = "Yours" if f.bearer == a.client else f"Of {a.name(f.bearer)}"
        once = "" if f.result == "granted" else ", once the plan is carried out"
        silent = _silent(a, f.rule)
        more = f" The law is silent on {listed(silent, 2)}." if silent else ""
        told = words(f"{whose}{once}: {f.rule.reads.strip()} ", look.cited(f), f".{more}")
        rows.append((words(Run("What is taken", strong=True)), told))
    for n, (what, told) in enumerate(rows):
        yield what, told, objects if n == 0 else words("The same.")
    if not rows:
        yield (
            words(Run("What is taken", strong=True)),
            words("No law that is encoded gives anyone here a right to it."), objects,
        )  # fmt: skip


def _sold(a: Assessment) -> Iterator[tuple[Words, ...]]:
    """Where title is to pass to a buyer, and on what the buyer's title rests."""
    mission = a.prepared.mission
    alike: dict[str, list[str]] = {}
    for part in mission.parts.get("activity", ()):
        value = mission.answer(part, "activity.title_transfer").value
        if isinstance(value, str):
            alike.setdefault(value, []).append(part)
    for value, parts in alike.items():
        names = listed([a.name(part) for part in parts], 3, ", ")
        agencies = dict.fromkeys(
            state for part in parts for state in mission.answer(part, "activity.agency_agreements").value or ()
        )
        states = listed([state_in_text(a.name(state)) for state in agencies], 3, ", ")
        buyer = f" There is an agreement with an agency of {states}." if states else ""
        yield (
            words(Run("What is sold or passed on", strong=True), f" ({names})"),
            words(f"Place of transfer of title: {value_words(a, value)}.{buyer} A buyer gets no more than the seller has: the "
                  "rights and the objections above are the buyer's as well."),
            words("Whoever may object above; a buyer asks first whether courts at home would recognise the title."),
        )  # fmt: skip


def passed_on(a: Assessment, decided: Iterable[str]) -> list[str]:
    """That a title rests on the same question, where it passes to an agency without a sale among the steps decided on."""
    mission = a.prepared.mission
    found: dict[tuple[str, ...], list[str]] = {}
    for part in mission.parts.get("activity", ()):
        agencies = mission.answer(part, "activity.agency_agreements").value
        passes = mission.answer(part, "activity.title_transfer").value
        if part not in set(decided) and isinstance(agencies, tuple) and agencies and isinstance(passes, str):
            found.setdefault(agencies, []).append(part)
    return [
        f"The title that is to pass to an agency of {listed([state_in_text(a.name(s)) for s in agencies], 3, ', ')} "
        f"({listed([a.name(part) for part in parts], 3, ', ')}) rests on it as well: a buyer gets no more than the seller has."
        for agencies, parts in found.items()
    ]


def _open_rights(a: Assessment, rights: list[Finding]) -> list[Finding]:
    """The rights to what is taken on which only answers are missing, of those whom no other rule gives one."""
    held = {f.bearer for f in rights}
    found: dict[str, Finding] = {}
    for f in a.findings:
        gives = NORMS[f.rule.kind].gives and f.rule.binding and f.bearer not in a.knowledge.states
        if (
            f.result in ("open", "due")
            and gives
            and f.missing
            and f.bearer not in held
            and about_title(a.knowledge, f.rule)
        ):
            found.setdefault(f.bearer, f)
    return sorted(found.values(), key=lambda f: f.bearer != a.client)


def _on_title(a: Assessment, question: str) -> bool:
    return any(
        about_title(a.knowledge, f.rule) for f in a.findings if any(k.startswith(f"{question}:") for k in f.by_reading)
    )


def _objections(a: Assessment, disputed: Iterable[beside.Dispute]) -> Words:
    """The States and others who say that it cannot be owned."""
    said: list[Run] = []
    for d in disputed:
        held = [f"{name}: {holders}" for name, word, holders in d.readings if word == "breached"]
        states = f"{d.could_object} "
        see = Run("section 6", to=f"#dispute-{d.question}")
        said += [
            Run(" " if said else ""),
            Run(states),
            Run(f"Who holds that it fails: {listed(held, 2)}. See "),
            see,
            Run("."),
        ]
    return words(*said) if said else words("No objection on the readings that were tried")


def _silent(a: Assessment, rule: m.Rule) -> list[str]:
    """What the same provision leaves open."""
    cited = citation(a.knowledge, rule)
    return list(
        dict.fromkeys(n.matter for n in a.not_covered if n.sort == "law-is-silent" and cited.endswith(n.instrument))
    )


def _abroad(a: Assessment) -> Iterator[tuple[Words, ...]]:
    """The disputed questions on which a right to what is taken turns abroad."""
    explained = {d.question for d in beside.disputed(a)}
    asked = dict.fromkeys(name for f in _rights(a) for name in f.rule.questions if name not in explained)
    for name in asked:
        question = a.knowledge.questions[name]
        held = [
            f"{r.id} {r.name}: {listed(map(named_holder, shown), 2)}"
            for r in question.readings
            if (shown := shown_holders(r, a))
        ]
        yield (
            words(Run(question.asks, strong=True)), words((question.caution or question.summary).strip()),
            words("; ".join(held) or "no holder read"),
        )  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


__all__ = ["passed_on", "rights_and_title"]
