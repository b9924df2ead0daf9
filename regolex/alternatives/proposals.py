"""Repairs in words: the steps common to every variant, those that differ, and whether a smaller one is ruled out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from regolex import __version__
from regolex.alternatives import levers as lv
from regolex.alternatives.repairs import Repair, Repairs, Step
from regolex.engine.findings import Finding
from regolex.law import model as m
from regolex.media import markdown_page, page
from regolex.missions.mission import Answer, Mission, plain_value
from regolex.report.view import VERDICT_WORDS, citation

HEADINGS = {
    lv.DROP: "Drop", lv.CHANGE: "Change", lv.OBTAIN: "Obtain", lv.DO: "Do", lv.DECIDE: "Decide, or state your decision",
    lv.FIND_OUT: "Find out (the variant assumes the answer given here)",
}  # fmt: skip
ASSUMED = "Effort is an assumed ranking, not a measurement."
_LISTED = 3


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
        )
        return f"one more {step.part.partition(':')[0]} ({what})"
    if not step.fact:
        return f"{knowledge.kinds[step.part].list_name}: there are none"
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


def conclusion(repairs: Repairs) -> str:
    """The outcome of the search, and whether it is proved."""
    if repairs.found and not repairs.found[0].steps:
        return "No change is needed: no binding duty is breached or open."
    if not repairs.found:
        if repairs.proved:
            return "There is no lawful variant within these levers (proved). These findings stand in the way of every variant:"
        return "The search stopped at its limit without settling whether there is a lawful variant."
    count, effort = len(repairs.found), repairs.found[0].effort
    if not repairs.proved:
        return f"The search stopped at its limit. The best variant found has effort {effort}; a smaller one may exist."
    if not repairs.complete:
        shown = "One variant is" if count == 1 else f"{count} variants are"
        return f"The smallest effort is {effort} (proved). {shown} shown; there are more of the same effort."
    if count == 1:
        return f"There is one smallest variant, of effort {effort} (proved)."
    return f"There are {count} smallest variants, of effort {effort} each, and no others (proved)."


def shared(repairs: Repairs) -> tuple[list[Step], list[list[Step]]]:
    """The steps common to every variant, and the other steps of each variant."""
    if not repairs.found:
        return [], []
    common = set.intersection(*({(s.key, _value(s)) for s in one.steps} for one in repairs.found))
    first = [s for s in repairs.found[0].steps if (s.key, _value(s)) in common]
    return first, [[s for s in one.steps if (s.key, _value(s)) not in common] for one in repairs.found]


def _value(step: Step) -> tuple[Any, ...]:
    return step.after.value, tuple((fact, values[0].value) for fact, values in step.details)


def as_text(repairs: Repairs, knowledge: m.Knowledge, mission: Mission) -> str:
    """Plain text."""
    return page(_lines(repairs, knowledge, mission, "", "  ", "    "))


def as_markdown(repairs: Repairs, knowledge: m.Knowledge, mission: Mission) -> str:
    """Markdown with a heading for each group."""
    return markdown_page(_lines(repairs, knowledge, mission, "## ", "- ", "  - ")) + "\n"


def _lines(repairs: Repairs, k: m.Knowledge, mission: Mission, head: str, item: str, inner: str) -> Iterator[str]:
    yield f"{head[1:]}{mission.title}, as of {repairs.on}: {VERDICT_WORDS[repairs.verdict]}"
    yield f"knowledge {k.hash[:12]}; information, not legal advice"
    yield ""
    yield conclusion(repairs)
    if not repairs.found:
        for finding in repairs.beyond:
            missing = "; ".join(one.question or one.label for one in finding.missing)
            where = "" if finding.subject == "mission" else f", {mission.name(finding.subject)}"
            who = k.states.get(finding.bearer, "") or mission.name(finding.bearer)
            yield f"{item}{citation(k, finding.rule)}, {who}{where}: {finding.result}{f' ({missing})' if missing else ''}"
        return
    if not repairs.found[0].steps:
        return
    yield ASSUMED
    common, own = shared(repairs)
    if len(own) > 1 and common:
        yield from ("", f"{head}In every variant")
    yield from _steps(common, k, mission, item, inner)
    for number, steps in enumerate(own, 1):
        if len(own) > 1:
            yield from ("", f"{head}Variant {number}{', in addition' if common else ''}")
            yield from _steps(steps, k, mission, item, inner)
    yield ""
    yield "Verdict then: " + "; ".join(dict.fromkeys(VERDICT_WORDS[one.verdict] for one in repairs.found)) + "."
    aside = list(dict.fromkeys(name for one in repairs.found for name in one.not_covered))
    if aside:
        yield f"These proposals ignore law that is not encoded: {'; '.join(aside)}."


def _steps(steps: list[Step], k: m.Knowledge, mission: Mission, item: str, inner: str) -> Iterator[str]:
    for sort, heading in HEADINGS.items():
        group = [step for step in steps if step.sort == sort]
        if group:
            yield from ("", f"{heading}:")
        for step in group:
            yield f"{item}{step_words(k, mission, step)} [{step.effort}]"
            found = grounds(k, step.demanded_by)
            rest = f"; and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
            if found:
                yield f"{inner}required by {'; '.join(found[:_LISTED])}{rest}"


def as_json(repairs: Repairs, knowledge: m.Knowledge, mission: Mission) -> dict[str, Any]:
    """Plain values in a fixed order."""
    return {
        "engine": __version__, "knowledge": knowledge.hash, "mission": mission.id, "title": mission.title,
        "on": repairs.on.isoformat(), "verdict": repairs.verdict, "conclusion": conclusion(repairs),
        "proved": repairs.proved, "complete": repairs.complete, "conflicts": repairs.conflicts,
        "variants": [_variant(one, knowledge, mission) for one in repairs.found],
        "in_the_way": [
            {"rule": f.rule.id, "bearer": f.bearer, "subject": f.subject, "result": f.result} for f in repairs.beyond
        ],
    }  # fmt: skip


def _variant(one: Repair, knowledge: m.Knowledge, mission: Mission) -> dict[str, Any]:
    facts = knowledge.facts

    def plain(answer: Answer, fact: str) -> Any:
        return plain_value(answer.value, facts[fact]) if fact and answer.known else None

    return {
        "effort": one.effort, "verdict": one.verdict, "not_covered": list(one.not_covered),
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
    "HEADINGS",
    "as_json",
    "as_markdown",
    "as_text",
    "conclusion",
    "grounds",
    "shared",
    "step_words",
    "words",
]
