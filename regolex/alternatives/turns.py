"""What turns it: the single answers whose change would change the word of the verdict.

Each answer that was given or assumed is tried with the plausible neighbours of what was said, and the whole mission is
assessed again: a station that sends signals might also command, a permit might be refused, a judgement might be otherwise.
A description is never made false (a probe is not a launch vehicle). What is in the client's own hands is tried only where it
was assumed: a client that says how it will act knows that it could act otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from regolex.engine.assessment import Assessment, Side
from regolex.engine.engine import Engine
from regolex.engine.incremental import Incremental
from regolex.engine.turning import Turning
from regolex.engine.verdict import WORDS
from regolex.law import model as m
from regolex.missions.mission import Answer, Mission

TRIALS = 600
_CLASSES = ("place", "authorisation", "fixed", "terms", "design")  # levers, by how likely it turns out otherwise
_PERMIT = "authorisation.granted"  # the client says whether it has one, and an authority may refuse it
_FOREIGN = ("activity.controlled_from", "object.registry_state", "claim.states")  # a State named elsewhere may come in


def turning(engine: Engine, a: Assessment, *, trials: int = TRIALS) -> Assessment:
    """The same assessment with what turns it: ``turns`` of given and assumed answers, ``flips`` of assumed ones alone."""
    found = tuple(turns(engine, a, trials=trials))
    flips = tuple(dict.fromkeys(f"{t.part} {t.fact}" for t in found if t.assumed))
    return msgspec.structs.replace(a, turns=found, flips=flips)


def turns(engine: Engine, a: Assessment, *, trials: int = TRIALS) -> list[Turning]:
    """The single answers that change the word of the client's verdict, else of the mission's; the gravest first."""
    fixed = {question: readings[0] for question, readings in a.readings.items() if len(readings) == 1}
    work = Incremental(
        engine, a.mission, on=a.on, readings=fixed, viewpoint=a.viewpoint, pending=a.pending
    )  # the sets that were adopted are adopted in each trial
    before, broken = _words(work.assessment), set(_breached(work.assessment))
    read = {
        key for f in work.assessment.all_findings if f.weighs and f.applicable for key in work.depends_on(f)
    }  # the facts in the proofs of what decides
    found: list[tuple[tuple[int, int, str, str], Turning]] = []
    for part, fact, value, assumed in _candidates(engine.knowledge, a, read):
        if trials <= 0:
            break
        trials -= 1
        then = work.change(a.mission.with_answer(part, fact, Answer(value)))
        words = _words(then)
        if words == before or "undetermined" in words:
            continue
        said = a.prepared.mission.answer(part, fact).value
        turned = Turning(
            part, fact, said, value, words[0], words[1], assumed, tuple(b for b in _breached(then) if b not in broken)
        )
        lever = engine.knowledge.facts[fact].lever
        place = _CLASSES.index(lever) if lever in _CLASSES else len(_CLASSES)
        found.append(((-sum(map(WORDS.index, words)), place, part, fact), turned))
    found.sort(key=lambda pair: pair[0])
    return [turned for _, turned in found]


def _breached(a: Assessment) -> list[tuple[str, str]]:
    """What is breached on every reading tried, rule and bearer."""
    return list(dict.fromkeys((f.rule.id, f.bearer) for f in a.findings if f.weighs and f.result == "breached"))


def _words(a: Assessment) -> tuple[str, str]:
    side: Side = a.you or a.overall
    return side.every_reading.word, side.dominant.word


def _candidates(
    knowledge: m.Knowledge, a: Assessment, read: set[tuple[str, str]]
) -> Iterator[tuple[str, str, Any, bool]]:
    """Each answer with its plausible neighbours, and whether it was assumed."""
    mission, assumed = a.prepared.mission, a.prepared.assumed()
    states = _states(knowledge, mission)
    for part, own in mission.answers.items():
        for name, answer in own.items():
            fact = knowledge.facts[name]
            is_assumed = (part, name) in assumed
            if not answer.known or answer.does_not_arise or (answer.origin and not is_assumed):
                continue
            if is_assumed and (part, name) not in read:
                continue
            for value in neighbours(knowledge, fact, answer.value, states, is_assumed):
                yield part, name, value, is_assumed


def neighbours(
    knowledge: m.Knowledge, fact: m.Fact, said: Any, states: tuple[str, ...], assumed: bool = False
) -> list[Any]:
    """The plausible neighbours of an answer. What was only assumed may be otherwise altogether."""
    if fact.type == "judgement":
        return ["not-satisfied"] if said == "satisfied" else []
    if fact.type == "state":
        if fact.id not in _FOREIGN:
            return []
        if not fact.many:
            return [state for state in states if state != said]
        return [(*said, state) for state in states if state not in said]
    if fact.type == "commitment":
        asking = knowledge.asking.facts.get(fact.id)
        of_others = fact.id == _PERMIT or (asking is not None and asking.who != "client")
        return ["not-planned"] if said == "planned" and (of_others or assumed) else []
    if not assumed:
        return []
    if fact.type == "boolean":
        return [not said]
    if fact.type == "concept" and not fact.many and fact.lever not in ("fixed", "aim"):
        return [slug for slug in _siblings(knowledge, said) if slug != said]
    return []


def _siblings(knowledge: m.Knowledge, slug: str) -> list[str]:
    """The classes directly beside a class."""
    taxon = knowledge.taxa[slug]
    return [t.slug for t in knowledge.taxa.values() if t.scheme == taxon.scheme and t.above == taxon.above]


def _states(knowledge: m.Knowledge, mission: Mission) -> tuple[str, ...]:
    """The States that the mission names."""
    found: dict[str, None] = {}
    for own in mission.answers.values():
        for name, answer in own.items():
            if knowledge.facts[name].type == "state" and answer.value is not None:
                found.update(dict.fromkeys(answer.value if isinstance(answer.value, tuple) else (answer.value,)))
    return tuple(found)


__all__ = ["TRIALS", "neighbours", "turning", "turns"]
