"""A mission of which a part was left out, and the whole of it: what is certain of the one must hold of the other.

Lists are left out or go on without some of their parts, and answers are forgotten. The mission as drawn is then one of the
completions of what is left, with parts that no one described before.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.verdict import WORDS, Verdict
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.missions.mission import Mission
from tests.properties.missions import without_list
from tests.properties.shapes import Shape

# what no answer can move for a bearer concerned for certain; what is due or to do may turn out to be met
SETTLED = frozenset(
    ("met", "respected", "breached", "granted", "granted-as-planned", "withheld", "not-applicable", "displaced")
)


def whole(shape: Shape) -> Shape:
    """The shape with every list that it gives complete and nothing assumed."""
    lists = dict.fromkeys(shape.mission.parts, "complete")
    mission = msgspec.structs.replace(shape.mission, assumed={}, events=None, client="", lists=lists)
    return msgspec.structs.replace(shape, mission=mission)


def left_out(shape: Shape, knowledge: m.Knowledge, random: Random) -> Shape:
    """The shape with some lists left out, some going on without one of their parts, and some answers forgotten."""
    mission = shape.mission
    for kind in list(mission.parts):
        chance = random.random()
        if chance < 0.25:
            mission = without_list(mission, kind, knowledge)
        elif chance < 0.6:
            for part in mission.parts[kind][random.choice((0, 1)) :]:
                mission = _without_part(mission, part, knowledge)
            mission = msgspec.structs.replace(mission, lists={**mission.lists, kind: "so-far"})
    forget = random.choice((0, 0.02, 0.1))
    answers = {
        part: {fact: answer for fact, answer in own.items() if random.random() >= forget}
        for part, own in mission.answers.items()
    }
    lists = {kind: word for kind, word in mission.lists.items() if kind in mission.parts}
    return msgspec.structs.replace(shape, mission=msgspec.structs.replace(mission, answers=answers, lists=lists))


def _without_part(mission: Mission, part: str, knowledge: m.Knowledge) -> Mission:
    """The mission without one part, and without the answers that name it."""
    answers = {
        at: {
            fact: answer
            for fact, answer in own.items()
            if knowledge.facts[fact].type != "part" or part not in _many(answer.value)
        }
        for at, own in mission.answers.items()
        if at != part
    }
    kind = part.partition(":")[0]
    parts = {**mission.parts, kind: tuple(p for p in mission.parts[kind] if p != part)}
    return msgspec.structs.replace(mission, parts=parts, answers=answers)


def _many(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def certain(a: Assessment) -> Iterator[tuple[tuple[str, str, str], str]]:
    """The findings that are certain, with their result."""
    for f in a.findings:
        if f.result in SETTLED and f.results == {f.result}:
            yield (f.rule.id, f.bearer, f.subject), f.result


def moved(before: Assessment, after: Assessment) -> Iterator[str]:
    """Certain results and words that the rest of the mission changed."""
    now = {(f.rule.id, f.bearer, f.subject): f for f in after.all_findings}
    for key, was in certain(before):
        other = now.get(key)
        found = "gone" if other is None else "might concern" if other.perhaps else other.result
        if found != was and not _fits(was, found, NORMS[before.knowledge.rules[key[0]].kind].good):
            yield f"{', '.join(key)}: {was}, then {found}"
    yield from _word("every reading", before.overall.every_reading, after.overall.every_reading)
    yield from _word("the prevailing readings", before.overall.dominant, after.overall.dominant)


def _word(name: str, before: Verdict, after: Verdict) -> Iterator[str]:
    if before.grade == "complete" and after.word != before.word:
        yield f"the complete word on {name}: {before.word}, then {after.word}"
    ends = [WORDS.index(word) for word in before.may_become]
    if after.grade == "complete" and not min(ends) <= WORDS.index(after.word) <= max(ends):
        yield f"the word on {name}: may become {', '.join(before.may_become)}, then {after.word}"


def _fits(was: str, now: str, good: str) -> bool:
    """A rule that may or may not apply and is satisfied either way counts as satisfied."""
    return was == good and now in ("not-applicable", "displaced", "dormant")
