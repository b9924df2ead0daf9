"""What every display of an assessment shows: content, order and wording. Layout is up to the display."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from regolex.engine.amounts import amount
from regolex.engine.assessment import Assessment
from regolex.engine.concern import harmless
from regolex.engine.findings import Finding, Missing
from regolex.engine.results import RESULTS
from regolex.engine.standing import Binding, Standing
from regolex.engine.truth import TRUE
from regolex.engine.verdict import Verdict
from regolex.engine.world import UNNAMED
from regolex.law import model as m
from regolex.law.citation import in_full
from regolex.law.wording import counted
from regolex.report.phrases import listed, weight_words
from regolex.report.published import contested_between
from regolex.report.readings import holder_words, on_readings

VERDICT_WORDS = {
    "blocked": "blocked",
    "contested": "disputed",
    "to-do": "to do",
    "clear": "clear",
    "no-duty-found": "no duty found",
    "undetermined": "undetermined",
}
VERDICT_MEANS = {
    "blocked": "At least one binding rule is breached however disputed provisions are read.",
    "contested": "Whether a binding rule is breached depends on how a disputed provision is read.",
    "to-do": "Nothing is breached; something is still to be done.",
    "clear": "Every duty that applies is met.",
    "no-duty-found": "No binding duty was found in the law that is encoded.",
    "undetermined": "Nothing decisive is settled yet.",
}
# what is shown, in this order, with a heading each
BUCKETS: tuple[tuple[str, str], ...] = tuple(
    (name, row.heading) for name, row in RESULTS.items() if name != "respected"
)


def grade_of(v: Verdict) -> str:
    """How far a verdict goes, in words; judgements are those of authorities, doubts those about sources."""
    if v.grade == "complete":
        return "no question open"
    if v.grade == "so-far":
        more = [VERDICT_WORDS[word] for word in v.may_become if word != v.word]
        return "so far; may become " + " or ".join(more) if more else "so far"
    judged = counted(v.judgements, "judgement") if v.judgements else ""
    doubts = counted(v.doubts, "doubt") if v.doubts else ""
    return "open only: " + ", ".join(filter(None, (judged, doubts)))


PERHAPS = " (perhaps)"  # marks a role that depends on a missing answer


def verdict_of(standing: Standing) -> str:
    """The verdict on a bearer in words; where no duty concerns it, that is said instead of calling it clear."""
    return VERDICT_WORDS[standing.verdict.word]


class Line(msgspec.Struct, frozen=True):
    """One rule for one bearer with one result, for one or several subjects."""

    finding: Finding
    citation: str
    subjects: tuple[str, ...]
    missing: tuple[Missing, ...]

    @property
    def rule(self) -> m.Rule:
        """The rule behind the line."""
        return self.finding.rule


class Bucket(msgspec.Struct, frozen=True):
    """Lines with the same kind of result."""

    key: str
    heading: str
    binding: tuple[Line, ...]
    expectations: tuple[Line, ...]


class Perhaps(msgspec.Struct, frozen=True):
    """How many rules of an instrument may concern a bearer, and the answers that would decide it."""

    instrument: str
    rules: int
    missing: tuple[Missing, ...]


class Section(msgspec.Struct, frozen=True):
    """One bearer."""

    standing: Standing
    roles: tuple[str, ...]
    bound_by: tuple[str, ...]
    signatory_of: tuple[str, ...]  # political commitments, which bind no one
    buckets: tuple[Bucket, ...]
    perhaps: tuple[Perhaps, ...]


def might_apply(item: Perhaps) -> str:
    """The line above the answers that decide whether rules of an instrument concern a bearer."""
    return f"{counted(item.rules, 'rule')} may apply, depending on:"


def bucket_of(finding: Finding) -> str:
    """The bucket a finding is shown in."""
    return "perhaps" if finding.perhaps else "met" if finding.result == "respected" else finding.result


def citation(knowledge: m.Knowledge, rule: m.Rule) -> str:
    """The operative provision, cited in the style of its instrument: ``Outer Space Treaty, Article II``."""
    instrument = knowledge.instruments[rule.instrument]
    wanted = rule.cites[0].provision
    label = next(p.label for p in instrument.provisions if p.id == wanted)
    return in_full(instrument.short, label)


GROUPS = ("You", "States whose law reaches you", "Others who take part", "Other States concerned")


def group_of(a: Assessment, s: Standing) -> str:
    """Where a bearer stands as seen from the client: you first."""
    if not a.client:
        return "States" if s.is_state else "Persons"
    if s.bearer == a.client:
        return GROUPS[0]
    if s.bearer in a.reaches:
        return GROUPS[1]
    return GROUPS[3] if s.is_state else GROUPS[2]


def sections(a: Assessment) -> list[Section]:
    """The client first, then outwards; without one, States first. The State not yet named comes last."""
    order = sorted(
        a.standings,
        key=lambda s: (s.bearer == UNNAMED, GROUPS.index(group_of(a, s)) if a.client else not s.is_state),
    )
    return [_section(a, standing) for standing in order]


def where_explained(a: Assessment, finding: Finding) -> str:
    """Under which disputed questions a contested finding is explained, since each is explained once."""
    names = dict.fromkeys(part.partition(":")[0] for key in finding.by_reading for part in key.split(" & "))
    asks = " and ".join(a.knowledge.questions[name].asks for name in names)
    return f"Disputed: {asks} See the disputed questions."


def _section(a: Assessment, standing: Standing) -> Section:
    grouped: dict[tuple[str, str, str, str], list[Finding]] = {}
    for f in a.of(standing.bearer):
        if f.perhaps and harmless(f):
            continue  # what may not concern a bearer is never shown as met
        grouped.setdefault((bucket_of(f), f.rule.id, f.as_planned, str(sorted(f.by_reading.items()))), []).append(f)
    lines: dict[str, list[Line]] = {}
    for (key, *_), findings in grouped.items():
        missing = {x.question or x.label: x for f in findings for x in f.missing}
        subjects = tuple(a.name(f.subject) for f in findings if f.subject != "mission")
        line = Line(findings[0], citation(a.knowledge, findings[0].rule), subjects, tuple(missing.values()))
        lines.setdefault(key, []).append(line)
    buckets = tuple(
        Bucket(
            key, heading,
            tuple(line for line in lines[key] if line.rule.binding),
            tuple(line for line in lines[key] if not line.rule.binding),
        )
        for key, heading in BUCKETS
        if key in lines
    )  # fmt: skip
    perhaps = _perhaps(a, lines.get("perhaps", []))
    bound, signed = _joined(standing, False), _joined(standing, True)
    return Section(standing, _roles(a, standing), bound, signed, buckets, perhaps)


def _perhaps(a: Assessment, lines: list[Line]) -> tuple[Perhaps, ...]:
    """Grouped by instrument, because one answer may rule out forty of these rules at once."""
    grouped: dict[str, list[Line]] = {}
    for line in lines:
        grouped.setdefault(line.rule.instrument, []).append(line)
    return tuple(
        Perhaps(
            a.knowledge.instruments[version].short,
            len({line.rule.id for line in of_one}),
            tuple({x.question or x.label: x for line in of_one for x in line.missing}.values()),
        )
        for version, of_one in grouped.items()
    )


ROLES_THAT_MAY_APPLY = 3  # so many are named; of more, their number is told


def _roles(a: Assessment, standing: Standing) -> tuple[str, ...]:
    """The roles held for certain by name; those that an answer may still give, by name or by number."""
    found: dict[tuple[str, bool], list[str]] = {}
    for held in standing.roles:
        found.setdefault((held.role, held.truth == TRUE), []).append(a.name(held.subject) if held.subject else "")
    named = {
        key: a.knowledge.roles[key[0]].label + (f" ({', '.join(filter(None, subjects))})" if any(subjects) else "")
        for key, subjects in found.items()
    }
    held_now = tuple(label for (_, certain), label in named.items() if certain)
    perhaps = [label + PERHAPS for (_, certain), label in named.items() if not certain]
    if len(perhaps) > ROLES_THAT_MAY_APPLY:
        return (*held_now, f"{counted(len(perhaps), 'more role', 'more roles')} if open answers turn out so")
    return (*held_now, *perhaps)


def _joined(standing: Standing, commitments: bool) -> tuple[str, ...]:
    """The treaties that bind a State, or the political commitments that it has signed."""
    out = []
    for b in standing.bound_by:
        if (b.instrument.kind == "political-commitment") is not commitments:
            continue
        since = ""
        if b.entry and b.entry.bound_from:
            day = b.entry.bound_from
            since = f" since {day.not_before}" if day.settled else f" since {_window(day)}"
            if _vague(day):
                since = ", day not recorded"
            elif b.entry.date_confidence != "verified":
                since += f", date {_sure(b.entry.date_confidence)}"
        if b.custom:
            out.append(_custom(b))
            continue
        doubt = "" if b.truth == TRUE else " (doubtful)"
        what = f"the {b.instrument.short} (political commitment)" if commitments else b.instrument.short
        out.append(f"{what}{since}{doubt}")
    return tuple(out)


def _custom(b: Binding) -> str:
    """What binds a State that is not a party, as custom, and on which readings."""
    labels = {p.id: p.label for p in b.instrument.provisions}
    shared = [set(c.readings) for c in b.custom]
    readings = " or ".join(r for r in b.custom[0].readings if all(r in found for found in shared))
    named = "; ".join(labels[c.provision] for c in b.custom)
    return f"{b.instrument.short}, as custom on the reading {b.custom[0].question} {readings}: {named}"


_VAGUE = 3653  # days: a window of more than ten years says that the day is not recorded


def _vague(day: m.Day) -> bool:
    return not day.settled and day.not_after.year < 9999 and (day.not_after - day.not_before).days > _VAGUE


def _window(day: m.Day) -> str:
    if day.not_after.year >= 9999:
        return f"an unknown date, {day.not_before} at the earliest"
    return f"a date between {day.not_before} and {day.not_after}"


def _sure(level: str) -> str:
    return {"secondary": "from a secondary source", "doubtful": "doubtful"}.get(level, level)


def fee_words(a: Assessment, f: Finding) -> str:
    """The fee of a task, with the amount on the day of the event it belongs to where it is a dated parameter."""
    todo = f.rule.to_do
    if todo is None:
        return ""
    if not todo.fee_parameter:
        return todo.fee
    parameter = a.knowledge.parameters[todo.fee_parameter]
    found = amount(parameter, a.knowledge, a.prepared.mission, f.subject, a.on)
    if found.value is None:
        why = (
            "none on this day"
            if not found.of
            else "depends on the day, which is not stated"
            if found.day is None
            else (f"changes within {found.day}")
        )
        return f"{parameter.label}: {why}"
    when = f" (on {found.day}" + ("; the last amount known)" if found.last_known else ")") if found.of else ""
    return f"{parameter.label}: {parameter.unit} {found.value:,}{when}"


class Task(msgspec.Struct, frozen=True):
    """One thing to do, once, with every law that asks for it."""

    what: str
    addressed_to: str
    lead_time: str
    fee: str
    laws: tuple[str, ...]


def to_dos(a: Assessment) -> list[tuple[str, list[Task]]]:
    """What is still to do, in the order of the mission's phases."""
    found: dict[str, dict[tuple[str, str, str, str], list[str]]] = {}
    for section in sections(a):
        for bucket in section.buckets:
            if bucket.key not in ("to-do", "breached"):
                continue
            for line in bucket.binding:
                todo = line.rule.to_do
                if todo:
                    key = (todo.what.rstrip("."), todo.addressed_to, todo.lead_time, fee_words(a, line.finding))
                    law = f"{a.name(line.finding.bearer)}: {line.citation}"
                    found.setdefault(line.rule.phase, {}).setdefault(key, []).append(law)
    return [
        (a.knowledge.taxa[phase].label, [Task(*key, tuple(dict.fromkeys(laws))) for key, laws in found[phase].items()])
        for phase, _ in a.phases
        if phase in found
    ]


def verdict_means(a: Assessment, verdict: str = "") -> str:
    """What a verdict means, on the readings on which it was given; the assessment's own verdict by default."""
    chosen = on_readings(a)
    if chosen and (verdict or a.verdict) == "blocked":
        return f"At least one binding duty is breached {chosen}."
    return VERDICT_MEANS[verdict or a.verdict]


def between(a: Assessment, finding: Finding) -> list[str]:
    """For each question that makes a finding contested: under which readings it is breached, is not, or is still open."""
    by_question: dict[str, list[dict[str, Any]]] = {}
    for item in contested_between(a, finding):
        by_question.setdefault(item["question"], []).append(item)
    out = []
    for question, items in by_question.items():
        groups: dict[str, list[str]] = {"breached": [], "not breached": [], "open": []}
        for item in items:
            groups[outcome_under(item["results"])].append(_reading(item))
        said = [f"{word} under {_listed(groups[word])}" for word in ("breached", "not breached") if groups[word]]
        if groups["open"]:
            said.append(f"open under {_listed(groups['open'])}, waiting for {waits_for(a, finding)}")
        sentence = "; ".join(said)
        out.append(f"{a.knowledge.questions[question].asks} {sentence[0].upper()}{sentence[1:]}.")
    if len(out) > 1:
        out.insert(0, "It is breached only under these readings in combination:")
    return out


def outcome_under(results: Iterable[str]) -> str:
    """Whether a finding is breached, open or neither under a reading, from its results there with any other readings."""
    found = set(results)
    return "breached" if "breached" in found else "open" if found & {"open", "judgement", "due"} else "not breached"


def waits_for(a: Assessment, finding: Finding) -> str:
    """The answers that an open reading waits for, as a list in words."""
    named = [f"{x.label} ({a.name(x.part)})" if x.part else x.label for x in finding.missing if x.why != "doubt"]
    return listed(dict.fromkeys(named), 3, ", ") or "what the sources leave in doubt"


def _reading(item: dict[str, Any]) -> str:
    named = {h["name"]: holder_words(h["kind"], h["since"], h["confidence"], h["nearest"]) for h in item["holders"]}
    names = [f"{name} ({capacity})" for name, capacity in named.items()]
    held = "; ".join(names[:3]) + ("; and others" if len(names) > 3 else "")
    holders = f"held by {held}" if held else "no holder read"
    return f"{item['reading']} {item['name']} ({weight_words(item['weight'])}, {holders})"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def depends(a: Assessment, finding: Finding) -> str:
    """For a finding that depends on a reading without being contested: under which reading the result holds."""
    if not finding.by_reading or finding.contested:
        return ""
    # a judgement is waited for under the readings that leave the rule open
    words = ("judgement", "open") if finding.result == "judgement" else (finding.result,)
    shown = [key for key, result in finding.by_reading.items() if result in words]
    if shown and all(" & " not in key for key in shown):
        question = a.knowledge.questions[shown[0].split(":")[0]]
        names = {r.id: r.name for r in question.readings}
        readings = ", ".join(f"{key.split(':')[1]} {names[key.split(':')[1]]}" for key in shown)
        return f"Only under {'reading' if len(shown) == 1 else 'readings'} {readings}: {question.asks}"
    questions = {part.split(":")[0] for key in finding.by_reading for part in key.split(" & ")}
    return "Depends on the reading of: " + " ".join(a.knowledge.questions[q].asks for q in sorted(questions))


def next_facts(a: Assessment) -> list[tuple[Missing, int]]:
    """The unanswered questions, those that hold up most findings first, each with the number of findings."""
    wanted: dict[tuple[str, str, str], tuple[Missing, int]] = {}
    for f in a.findings:
        if not f.rule.binding or bucket_of(f) not in ("open", "judgement", "perhaps"):
            continue
        for x in f.missing:
            if x.fact.startswith("state."):
                continue  # a doubt of the participation table cannot be answered by a user
            key = (x.part, x.fact, x.label)
            wanted[key] = (x, wanted.get(key, (x, 0))[1] + 1)
    return sorted(wanted.values(), key=lambda item: (-item[1], item[0].part, item[0].fact))
