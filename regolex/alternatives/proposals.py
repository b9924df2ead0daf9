"""Repairs in words: each proposal in one sentence, with what it costs, what it leaves open and on which readings it works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from regolex import __version__
from regolex.alternatives import levers as lv
from regolex.alternatives.flights import flights
from regolex.alternatives.repairs import Repair, Repairs, Step
from regolex.engine.findings import Finding
from regolex.engine.results import RESULTS
from regolex.law import model as m
from regolex.media import markdown_page, page
from regolex.missions.mission import Answer, Mission, plain_value
from regolex.report.view import VERDICT_WORDS, citation

ASSUMED = "Effort is an assumed ranking of changes, not a measurement: it counts neither money nor time."
_VERBS = {lv.DO: "undertake", lv.CHANGE: "change", lv.DECIDE: "settle"}
_COMPANY_MOVES, _LAUNCH_MOVES = "party.organised_under", "launch.territory"
_LISTED = 3
_NAMED = 5


def words(answer: Answer, fact: m.Fact) -> str:
    """An answer as a mission file writes it."""
    if answer.missing:
        return "no answer"
    if answer.does_not_arise:
        return "does not arise"
    value = plain_value(answer.value, fact)
    if isinstance(value, bool):
        return str(value).lower()
    return (", ".join(map(str, value)) or "none") if isinstance(value, list) else str(value)


def step_words(knowledge: m.Knowledge, mission: Mission, step: Step) -> str:
    """One step as a line."""
    if step.sort == lv.DROP:
        return f"the activity {mission.name(step.part)}"
    if step.sort == lv.OBTAIN:
        facts = knowledge.facts
        what = "; ".join(
            f"{facts[fact].label}: {_either([words(value, facts[fact]) for value in values])}"
            for fact, values in step.details
            if any(value.value not in ((), None) or value.does_not_arise for value in values)
        )  # what a step leaves empty says nothing
        return f"one more {step.part.partition(':')[0]} ({what})"
    fact = knowledge.facts[step.fact]
    where = "" if step.part == "mission" else f", {mission.name(step.part)}"
    after = _either([words(one, fact) for one in (step.after, *step.instead)])
    return f"{fact.label}{where}: {words(step.before, fact)} -> {after}"


def _either(answers: list[str]) -> str:
    rest = len(answers) - _LISTED
    return " or ".join(answers[:_LISTED]) + (f" or {rest} other{'' if rest == 1 else 's'}" if rest > 0 else "")


def grounds(knowledge: m.Knowledge, findings: Iterable[Finding]) -> list[str]:
    """The provisions that the findings rest on, each once."""
    return list(dict.fromkeys(citation(knowledge, f.rule) for f in findings))


def sentence(knowledge: m.Knowledge, mission: Mission, repair: Repair) -> str:
    """A proposal as one sentence: what moves together is said once."""
    said: list[str] = []
    told: set[tuple[str, str]] = set()
    for step in repair.steps:
        if (step.part, step.fact) in told:
            continue
        fact = step.fact
        if fact and knowledge.facts[fact].lever == "place":
            text, keys = _move(knowledge, mission, repair, step)
            told |= keys
        elif step.sort == lv.DROP:
            text = f"give up {step_words(knowledge, mission, step)}"
        elif step.sort == lv.OBTAIN:
            text = f"obtain {step_words(knowledge, mission, step)}"
        else:
            text = f"{_VERBS[step.sort]} {step_words(knowledge, mission, step)}"
        said.append(text)
    joined = "; ".join(said)
    return joined[:1].upper() + joined[1:] + "." if joined else "Change nothing."


def _move(knowledge: m.Knowledge, mission: Mission, repair: Repair, step: Step) -> tuple[str, set[tuple[str, str]]]:
    """A move to another State, and every change that belongs to it."""
    kind = step.part.partition(":")[0]
    own = {(s.part, s.fact): s for s in repair.steps if s.fact}
    launches = [part for part in mission.parts.get("launch", ()) if any(key[0] == part for key in own)]
    launcher_of = {mission.answer(launch, "launch.launcher").value: launch for launch in launches}
    if kind == "launch" or step.part in launcher_of:
        launch = step.part if kind == "launch" else launcher_of[step.part]
        return _launch_moves(knowledge, mission, repair, launch), {
            key for key in own if key[0] in (launch, mission.answer(launch, "launch.launcher").value)
        }
    where = _either([knowledge.states.get(str(v), str(v)) for v in _values(step)])
    if kind == "party":
        keys = {key for key in own if key[0] == step.part and knowledge.facts[key[1]].lever == "place"}
        return f"incorporate {mission.name(step.part)} in {where}, with its seat", keys
    same = {key for key, s in own.items() if key[1] == step.fact and s.after.value == step.after.value}
    names = ", ".join(dict.fromkeys(mission.name(part) for part, _ in sorted(same)))
    label = knowledge.facts[step.fact].label
    return f"change {label} ({names}) to {where or 'none'}", same


def _values(step: Step) -> tuple[Any, ...]:
    found: list[Any] = []
    for answer in (step.after, *step.instead):
        found += answer.value if isinstance(answer.value, tuple) else [answer.value]
    return tuple(dict.fromkeys(found))


def _launch_moves(knowledge: m.Knowledge, mission: Mission, repair: Repair, launch: str) -> str:
    then = repair.mission
    territory = str(then.answer(launch, _LAUNCH_MOVES).value)
    launcher = then.answer(launch, "launch.launcher").value
    home = str(then.answer(launcher, _COMPANY_MOVES).value) if isinstance(launcher, str) else ""
    offers = flights(knowledge, mission, launch)
    can = [f for f in offers if f.territory == territory and home in ("", f.state)]
    such = f", such as {can[0].company} ({can[0].vehicle}, {can[0].site})" if can else ""
    state = f" of {knowledge.states.get(home, home)}" if home else ""
    return f"launch {mission.name(launch)} from {knowledge.states.get(territory, territory)} with a launch company{state}{such}"


def cost_words(knowledge: m.Knowledge, repair: Repair) -> str:
    """What a proposal costs: how many changes of which class."""
    counts: dict[str, int] = {}
    for step in repair.steps:
        if not step.effort:
            continue
        slug = (
            "aim"
            if step.sort == lv.DROP
            else "authorisation"
            if step.sort == lv.OBTAIN
            else knowledge.facts[step.fact].lever
        )
        counts[slug] = counts.get(slug, 0) + 1
    order = [slug for slug in reversed(list(knowledge.levers)) if slug in counts]
    order.sort(key=lambda slug: -knowledge.levers[slug].effort)
    words = [f"{counts[slug]} \u00d7 {knowledge.levers[slug].label}" for slug in order]
    return f"{', '.join(words)} (effort {repair.effort})"


def left_words(repair: Repair) -> str:
    """What a proposal leaves open."""
    if not repair.left:
        return "nothing"
    return ", ".join(f"{count} {RESULTS[result].counted}" for result, count in repair.left)


def works_words(repairs: Repairs, repair: Repair) -> str:
    """On which readings a proposal works."""
    if repair.every not in ("contested", "blocked"):
        return "every serious reading"
    text = f"{repairs.aim}; on every serious reading the plan is {VERDICT_WORDS[repair.every]}"
    return text + (f" ({', '.join(repair.disputed)})" if repair.disputed else "")


def conclusion(repairs: Repairs) -> str:
    """The outcome of the search, and whether it is proved."""
    where = f"on {repairs.aim}"
    if repairs.found and not repairs.found[0].steps:
        more = ""
        if repairs.every in ("contested", "blocked") and repairs.aim.startswith("the prevailing"):
            more = f" On every serious reading the plan is {VERDICT_WORDS[repairs.every]}: see --readings every."
        return f"No change is needed: no binding duty is breached {where}.{more}"
    if not repairs.found:
        if repairs.proved:
            return f"Nothing that the plan can choose helps {where} (proved). These findings stand in the way of every variant:"
        return "The search stopped at its limit without settling whether there is a lawful variant."
    count, effort = len(repairs.found), repairs.found[0].effort
    if not repairs.proved:
        return f"The search stopped at its limit. The best proposal found has effort {effort}; a smaller one may exist."
    if not repairs.complete:
        shown = "One proposal is" if count == 1 else f"{count} proposals are"
        return f"The smallest effort is {effort} (proved). {shown} shown; there are more of the same effort."
    if count == 1:
        return f"There is one smallest proposal, of effort {effort} (proved)."
    return f"There are {count} smallest proposals, of effort {effort} each, and no others (proved)."


def aside_words(repairs: Repairs) -> str:
    """What law the proposals leave aside: a few matters by name, the rest by number."""
    aside = list(dict.fromkeys(name for one in repairs.found for name in one.not_covered))
    if not aside:
        return ""
    national = [name for name in aside if name.startswith("national law")]
    named = [*national, *(name for name in aside if name not in national)][:_NAMED]
    rest = f"; and {len(aside) - len(named)} more" if len(aside) > len(named) else ""
    return f"These proposals ignore law that is not encoded: {'; '.join(named)}{rest}."


def as_text(repairs: Repairs, knowledge: m.Knowledge, mission: Mission) -> str:
    """Plain text."""
    return page(_lines(repairs, knowledge, mission, "", "  ", "    "))


def as_markdown(repairs: Repairs, knowledge: m.Knowledge, mission: Mission) -> str:
    """Markdown with a heading for each proposal."""
    return markdown_page(_lines(repairs, knowledge, mission, "## ", "- ", "  - ")) + "\n"


def _lines(repairs: Repairs, k: m.Knowledge, mission: Mission, head: str, item: str, inner: str) -> Iterator[str]:
    yield f"{head[1:]}{mission.title}, as of {repairs.on}: {VERDICT_WORDS[repairs.prevailing]} on the prevailing readings"
    yield f"knowledge {k.hash[:12]}; information, not legal advice"
    yield ""
    yield conclusion(repairs)
    if not repairs.found:
        for finding in repairs.beyond:
            where = "" if finding.subject == "mission" else f", {mission.name(finding.subject)}"
            who = k.states.get(finding.bearer, "") or mission.name(finding.bearer)
            yield f"{item}{citation(k, finding.rule)}, {who}{where}: {finding.result}"
        return
    if not repairs.found[0].steps:
        return
    told: dict[
        str, Repair
    ] = {}  # those that read alike differ in details between which a reader is not asked to choose
    for one in repairs.found:
        told.setdefault(sentence(k, mission, one), one)
    for number, one in enumerate(told.values(), 1):
        yield ""
        yield f"{head}{number}. {sentence(k, mission, one)}"
        yield f"{item}costs: {cost_words(k, one)}"
        yield f"{item}leaves open: {left_words(one)}"
        yield f"{item}works on: {works_words(repairs, one)}"
        demanded = grounds(k, (f for step in one.steps for f in step.demanded_by))
        rest = f"; and {len(demanded) - _LISTED} more" if len(demanded) > _LISTED else ""
        if demanded:
            yield f"{item}answers: {'; '.join(demanded[:_LISTED])}{rest}"
    yield ""
    yield ASSUMED
    aside = aside_words(repairs)
    if aside:
        yield aside


def as_json(repairs: Repairs, knowledge: m.Knowledge, mission: Mission) -> dict[str, Any]:
    """Plain values in a fixed order."""
    return {
        "engine": __version__, "knowledge": knowledge.hash, "mission": mission.id, "title": mission.title,
        "on": repairs.on.isoformat(), "verdict": {"dominant": repairs.prevailing, "every_reading": repairs.every},
        "aim": repairs.aim, "conclusion": conclusion(repairs),
        "proved": repairs.proved, "complete": repairs.complete, "conflicts": repairs.conflicts,
        "proposals": [_proposal(one, repairs, knowledge, mission) for one in repairs.found],
        "in_the_way": [
            {"rule": f.rule.id, "bearer": f.bearer, "subject": f.subject, "result": f.result} for f in repairs.beyond
        ],
    }  # fmt: skip


def _proposal(one: Repair, repairs: Repairs, knowledge: m.Knowledge, mission: Mission) -> dict[str, Any]:
    facts = knowledge.facts

    def plain(answer: Answer, fact: str) -> Any:
        return plain_value(answer.value, facts[fact]) if fact and answer.known else None

    return {
        "says": sentence(knowledge, mission, one), "effort": one.effort, "costs": cost_words(knowledge, one),
        "leaves_open": dict(one.left), "works_on": works_words(repairs, one), "disputed": list(one.disputed),
        "verdict": {"dominant": one.prevailing, "every_reading": one.every}, "not_covered": list(one.not_covered),
        "steps": [
            {
                "sort": s.sort, "part": s.part, "fact": s.fact, "effort": s.effort, "says": step_words(knowledge, mission, s),
                "before": plain(s.before, s.fact), "after": plain(s.after, s.fact),
                "instead": [plain(other, s.fact) for other in s.instead],
                "details": {fact: [plain(one, fact) for one in values] for fact, values in s.details},
                "demanded_by": list(dict.fromkeys(f.rule.id for f in s.demanded_by)),
            }
            for s in one.steps
        ],
    }  # fmt: skip


__all__ = [
    "ASSUMED",
    "as_json",
    "as_markdown",
    "as_text",
    "aside_words",
    "conclusion",
    "cost_words",
    "grounds",
    "left_words",
    "sentence",
    "step_words",
    "words",
    "works_words",
]
