"""What must hold of every mission, as checks that return what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import msgspec

from regolex.checks.cases import case_mission
from regolex.engine.assessment import Assessment, assess
from regolex.engine.engine import Engine
from regolex.engine.finder import Finder
from regolex.engine.findings import Finding, Missing
from regolex.engine.preparation import prepare
from regolex.engine.results import RESULTS
from regolex.engine.run import Run, representative
from regolex.engine.truth import FALSE, NAMES
from regolex.engine.verdict import Verdict, verdict
from regolex.engine.world import World
from regolex.law import case_forms as f
from regolex.law import model as m
from regolex.missions.mission import Answer, Mission
from regolex.missions.terms import SO_FAR
from regolex.report.published import dumps, to_json
from tests.properties.missions import forgettings

ON = date(2026, 11, 22)
GOOD = {"met", "respected"}
WAITING = {name for name, row in RESULTS.items() if row.unsettled}
ASIDE = {"not-applicable", "displaced"}

# pairs of results or verdicts, before and after forgetting, that a test lets pass
Tolerated = frozenset[tuple[str, str]]
Readings = dict[str, tuple[str, ...]]


def told(engine: Engine, mission: Mission, on: date = ON) -> Assessment:
    """An assessment, without choice of readings."""
    return assess(engine, mission, on=on)


# --- forgetting -------------------------------------------------------------------------------------------------


class Glance(msgspec.Struct, frozen=True):
    """Results and verdicts without the proofs, which is what most of the time goes into."""

    mission: Mission
    named: frozenset[str]
    findings: tuple[Finding, ...]
    tried: Readings
    lists_open: bool

    def verdict(self, bearer: str = "") -> Verdict:
        """The verdict of the mission, or of a bearer."""
        own = [f for f in self.findings if bearer in ("", f.bearer)]
        return verdict(own, self.tried, self.lists_open)


class _Unproved(Finder):
    def _missing(self, *_: Any) -> tuple[Missing, ...]:
        return ()


def glance(engine: Engine, mission: Mission, on: date = ON) -> Glance:
    """What comes out, at a glance."""
    ready = prepare(engine, mission, on, adopt={}).mission
    run = Run(engine, World(engine.knowledge, ready, on), {})
    named = frozenset({*run.states, *run.bearers("Party"), *mission.answers})
    kinds = [k.name for k in engine.knowledge.kinds.values() if k.list_name and k.name not in ("state", *SO_FAR)]
    lists_open = not all(ready.complete(kind) for kind in kinds)
    return Glance(mission, named, tuple(_Unproved(run).all()), dict(run.open_readings), lists_open)


def reversals(before: Glance, after: Glance, tolerated: Tolerated = frozenset()) -> Iterator[str]:
    """Results on fewer answers that are neither the same nor open."""
    for bearer in ("", *sorted({one.bearer for one in before.findings} & after.named)):
        verdicts = before.verdict(bearer), after.verdict(bearer)
        was, now = verdicts[0].word, verdicts[1].word
        if {v.grade for v in verdicts} == {"complete"} and was != now and (was, now) not in tolerated:
            yield f"{bearer or 'the mission'} was {was} and is {now}, and both are complete"
    found = {(f.rule.id, f.bearer, f.subject): f for f in after.findings}
    for one in before.findings:
        key = (one.rule.id, one.bearer, one.subject)
        if one.bearer in after.named and (one.subject == "mission" or one.subject in after.named):
            was, now = one.result, found[key].result if key in found else "gone"
            # where some readings breach and others are open, all may still breach
            half = key in found and now == "contested" and not WAITING.isdisjoint(found[key].results)
            if not _may_follow(was, now) and not half and (was, now) not in tolerated:
                yield f"{key} was {was} and is {now}"


def _may_follow(before: str, after: str) -> bool:
    if after == before or after in WAITING:
        return True
    # a rule that may or may not apply and is satisfied anyway counts as satisfied
    return before in ASIDE and after in GOOD


def forgotten(
    engine: Engine,
    mission: Mission,
    on: date = ON,
    *,
    facts: int = 0,
    lists: int = 0,
    seed: int = 0,
    tolerated: Tolerated = frozenset(),
) -> list[str]:
    """Reversals when any one answer or list is forgotten; with numbers, of a seeded sample of them."""
    before = glance(engine, mission, on)
    ways = list(forgettings(mission, engine.knowledge))
    split = sum(len(own) for own in mission.answers.values())
    random = Random(seed)
    chosen = _some(ways[:split], facts, random) + _some(ways[split:], lists, random)
    return [
        f"without {what}: {wrong}"
        for what, less in chosen
        for wrong in reversals(before, glance(engine, less, on), tolerated)
    ]


def _some(ways: list[tuple[str, Mission]], number: int, random: Random) -> list[tuple[str, Mission]]:
    return random.sample(ways, number) if 0 < number < len(ways) else ways


def of_rule(
    engine: Engine, rule: m.Rule, mission: Mission, on: date, questions: Readings
) -> dict[tuple[str, str], str]:
    """What one rule gives for every bearer and subject; for a definition its truth under every reading."""
    item = engine.rules[rule.id]
    run = Run(engine, World(engine.knowledge, mission, on), questions)
    out: dict[tuple[str, str], str] = {}
    for bearer in run.bearers(rule.holder):
        for subject in run.subjects(rule.about):
            if rule.defines:
                at = subject if rule.about != "mission" else ""
                for n, combination in enumerate(run.combinations(item.unders)):
                    truth = run.defines(item, bearer, at, True, representative(combination))
                    out[bearer, f"{subject} {n}"] = NAMES[truth]
            elif run.in_force[rule.instrument] != FALSE and run.bound(item, bearer) != FALSE:
                found = _Unproved(run).one(item, bearer, subject)
                # where some readings breach and others are open, all may still breach
                half = found and found.result == "contested" and not WAITING.isdisjoint(found.results)
                out[bearer, subject] = "open" if half else found.result if found else "gone"
    return out


def forgotten_in_case(
    engine: Engine, form: f.CasesForm, case: f.CaseForm, tolerated: Tolerated = frozenset()
) -> list[str]:
    """Reversals of the rule of a case when any one answer or list of the case is forgotten."""
    knowledge = engine.knowledge
    rule, on = knowledge.rules[form.rule], case.on or form.on
    questions = {q.id: tuple(r.id for r in q.readings) for q in knowledge.questions.values()}
    mission = case_mission({**form.always, **case.given}, rule, knowledge)
    before = of_rule(engine, rule, mission, on, questions)
    wrong = []
    for what, less in forgettings(mission, knowledge):
        after = of_rule(engine, rule, less, on, questions)
        for key, was in before.items():
            now = after.get(key, was)
            fine = now in (was, "unknown") if rule.defines else was == "gone" or _may_follow(was, now)
            if not fine and (was, now) not in tolerated:
                wrong.append(f"{rule.id}, {case.name}, without {what}: {key} was {was} and is {now}")
    return wrong


# --- symmetry and order -----------------------------------------------------------------------------------------


def renamed(mission: Mission, new: dict[str, str]) -> Mission:
    """The mission with other ids for some parts."""

    def of(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(new.get(item, item) for item in value)
        return new.get(value, value) if isinstance(value, str) else value

    answers = {
        new.get(part, part): {fact: msgspec.structs.replace(a, value=of(a.value)) for fact, a in own.items()}
        for part, own in mission.answers.items()
    }
    parts = {kind: tuple(new.get(i, i) for i in ids) for kind, ids in mission.parts.items()}
    names = {new.get(part, part): mission.name(part) for part in mission.answers if part != "mission"}
    client = new.get(mission.client, mission.client)
    return msgspec.structs.replace(mission, parts=parts, answers=answers, names=names, client=client)


def changed_by_renaming(engine: Engine, mission: Mission, on: date = ON) -> bool:
    """Whether other ids change anything but the ids, though they sort the other way round."""
    same = renamed(mission, {})
    ids = [part for part in mission.answers if part != "mission"]
    new = {part: f"{part.partition(':')[0]}:renamed-{len(ids) - n:03}" for n, part in enumerate(ids)}
    back = {there: here for here, there in new.items()}
    text = dumps(to_json(told(engine, renamed(same, new), on)))
    for there, here in back.items():
        text = text.replace(f'"{there}"', f'"{here}"')
    return text != dumps(to_json(told(engine, same, on)))


def shuffled(mission: Mission, random: Random) -> Mission:
    """The mission with parts, answers and the values of lists in another order."""

    def mixed(items: Any) -> list[Any]:
        found = list(items)
        random.shuffle(found)
        return found

    def of(answer: Answer) -> Answer:
        many = isinstance(answer.value, tuple)
        return msgspec.structs.replace(answer, value=tuple(mixed(answer.value))) if many else answer

    answers = {
        part: {fact: of(answer) for fact, answer in mixed(own.items())} for part, own in mixed(mission.answers.items())
    }
    parts = {kind: tuple(mixed(ids)) for kind, ids in mixed(mission.parts.items())}
    return msgspec.structs.replace(mission, parts=parts, answers=answers)


def without_order(a: Assessment) -> dict[str, Any]:
    """What an assessment says, apart from the order in which it says it."""
    return {
        "verdict": a.verdict,
        "phases": dict(a.phases),
        "standings": {
            s.bearer: (s.verdict, sorted((r.role, r.subject, r.truth) for r in s.roles)) for s in a.standings
        },
        "findings": {
            (f.rule.id, f.bearer, f.subject): (
                f.result, f.as_planned, f.by_reading, f.contested, f.perhaps, sorted((x.part, x.fact) for x in f.missing),
            )
            for f in a.findings
        },
        "not covered": sorted((n.legal_order, n.matter, n.certain, sorted(n.subjects)) for n in a.not_covered),
        "conflicts": sorted((c.act, c.bearer, c.requires, c.forbids) for c in a.conflicts),
    }  # fmt: skip


def changed_by_order(engine: Engine, mission: Mission, seed: int, on: date = ON) -> list[str]:
    """The results that differ if the same things are stated in another order."""
    one = without_order(told(engine, mission, on))
    other = without_order(told(engine, shuffled(mission, Random(seed)), on))
    return [f"{key}: {_first_difference(one[key], other[key])}" for key in one if one[key] != other[key]]


def _first_difference(one: Any, other: Any) -> str:
    if not isinstance(one, dict):
        return f"{one} and {other}"
    key = next(k for k in {**one, **other} if one.get(k) != other.get(k))
    return f"{key}: {one.get(key)} and {other.get(key)}"


def published(engine: Engine, mission: Mission, on: date = ON) -> str:
    """The published bytes."""
    return dumps(to_json(told(engine, mission, on)))
