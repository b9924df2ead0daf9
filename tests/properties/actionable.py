"""Properties of results a person can act on, as checks that return what is wrong (all on the answers alone where not said)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec

from regolex.engine.assessment import Assessment, assess
from regolex.engine.engine import Engine
from regolex.engine.findings import Finding, summed
from regolex.engine.grounds import assumed, used_facts
from regolex.engine.incremental import Incremental
from regolex.engine.preparation import ENTAILED, NOT_YET, prepare
from regolex.engine.results import RESULTS
from regolex.engine.world import UNNAMED
from regolex.missions.adopting import on_terms
from regolex.missions.mission import Answer, Mission
from regolex.missions.windows import Window
from regolex.solving.certainty import is_open
from regolex.solving.outlooks import Outlooks
from tests.properties.missions import Drawer, forgettings

Key = tuple[str, str, str]
FINE = {"met", "respected", "not-applicable", "displaced", "dormant"}  # nothing to do, whichever of them it is
RIGHTS = {"granted", "granted-as-planned", "withheld"}


def by_key(a: Assessment) -> dict[Key, Finding]:
    """The findings by rule, bearer and subject."""
    return {(f.rule.id, f.bearer, f.subject): f for f in a.all_findings}


def side(f: Finding | None) -> str:
    """The side that a settled finding is on; empty where it may still come out otherwise."""
    if f is None:
        return "fine"
    outcomes = {o.result for _, o in f.outcomes}
    if f.perhaps or any(RESULTS[result].unsettled for result in outcomes):
        return ""
    if f.result in FINE:
        return "fine"
    return "granted" if f.result in ("granted", "granted-as-planned") else f.result


def opposites(weaker: Assessment, stronger: Assessment) -> Iterator[str]:
    """What is settled on fewer answers and comes out otherwise on more, and complete verdicts that differ."""
    before, after = by_key(weaker), by_key(stronger)
    for key, f in before.items():
        one, other = side(f), side(after.get(key))
        if f.bearer == UNNAMED or key[2] not in {"mission", *stronger.mission.answers}:
            continue
        # a task may turn out done already; what may be done already is not an opposite of what is
        if one and other and one != other and {one, other} != {"fine", "to-do"}:
            yield f"{key} is {f.result} on fewer answers and {after[key].result if key in after else 'gone'} on more"
    for name in ("every_reading", "dominant"):
        was, now = getattr(weaker.overall, name), getattr(stronger.overall, name)
        if was.grade == now.grade == "complete" and was.word != now.word:
            yield f"the verdict is complete and {was.word} on fewer answers, complete and {now.word} on more"


def more_or_less(
    mission: Mission, engine: Engine, random: Random, number: int
) -> Iterator[tuple[str, Mission, Mission]]:
    """Pairs of missions of which the first says less: answers and lists forgotten, parts added, days widened."""
    knowledge = engine.knowledge
    ways = list(forgettings(mission, knowledge))
    for what, less in random.sample(ways, min(number, len(ways))):
        yield f"without {what}", less, mission
    kind = "authorisation"
    if not mission.complete(kind) and kind in mission.parts:
        yield "one more authorisation", mission, with_part(mission, kind, "authorisation:one-more")
    for kind in (k.name for k in knowledge.kinds.values() if k.list_name and k.name != "state"):
        if kind not in mission.parts:
            yield f"a {kind} where none was described", mission, with_part(mission, kind, f"{kind}:one-more")
    days = [
        (part, fact, a.value)
        for part, own in mission.answers.items()
        for fact, a in own.items()
        if isinstance(a.value, date)
    ]
    for part, fact, day in random.sample(days, min(2, len(days))):
        window = Window(day - timedelta(days=random.randint(0, 200)), day + timedelta(days=random.randint(1, 200)))
        yield f"{part} {fact} as a window", mission.with_answer(part, fact, Answer(window)), mission


def with_part(mission: Mission, kind: str, part: str) -> Mission:
    """The mission with one more part of which nothing is said; the list may go on."""
    parts = {**mission.parts, kind: (*mission.parts.get(kind, ()), part)}
    lists = {**mission.lists, kind: "so-far"}
    return msgspec.structs.replace(mission, parts=parts, answers={**mission.answers, part: {}}, lists=lists)


def turned(engine: Engine, mission: Mission, on: date, random: Random, number: int) -> list[str]:
    """Point 1: forgetting, leaving out, adding and widening turn nothing settled into its opposite."""
    bare = msgspec.structs.replace(mission, assumed={})
    return [
        f"{what}: {wrong}"
        for what, weaker, stronger in more_or_less(bare, engine, random, number)
        for wrong in opposites(assess(engine, weaker, on=on), assess(engine, stronger, on=on))
    ]


# --- certain under random completions ---


def completion(engine: Engine, mission: Mission, on: date, random: Random) -> Mission:
    """Everything that is not known answered at random; lists left out or so far may gain parts."""
    drawer = Drawer(engine.knowledge)
    parts, answers = dict(mission.parts), {part: dict(own) for part, own in mission.answers.items()}
    for kind in drawer.knowledge.kinds.values():
        if kind.list_name and kind.name != "state" and not mission.complete(kind.name):
            more = tuple(f"{kind.name}:more-{n}" for n in range(random.choice((0, 1, 1, 2))))
            parts[kind.name] = (*mission.parts.get(kind.name, ()), *more)
            answers.update({part: {} for part in more})
    known = prepare(engine, mission, on).mission  # what cannot have happened yet is known
    for part, own in answers.items():
        for fact in drawer.facts.get(part.partition(":")[0], ()):
            if known.answer(part, fact.id).known:
                continue
            value = drawer.value(random, fact, parts)
            nothing = value is None or random.random() < 0.1
            own[fact.id] = Answer(does_not_arise="drawn so") if nothing else Answer(value)
    lists = {**mission.lists, **dict.fromkeys(parts, "complete")}
    return msgspec.structs.replace(mission, parts=parts, answers=answers, lists=lists)


def overruled(engine: Engine, mission: Mission, whole: Mission, on: date) -> set[tuple[str, str]]:
    """The answers of a mission that cannot be true, or do not arise, beside those of the whole of it."""
    ready = prepare(engine, whole, on)
    found = {(put.part, put.fact) for put in ready.dropped if mission.answer(put.part, put.fact).known}
    for put in ready.put:
        was = mission.answers.get(put.part, {}).get(put.fact)
        if put.origin == ENTAILED and was and was.known and was.value != put.value:
            found.add((put.part, put.fact))
    return found


def settled(engine: Engine, mission: Mission, on: date, bound: int) -> dict[tuple[str, str, str], str]:
    """What is called certain, as ``certain`` has it: the answers on which the rest depends are not worked out."""
    work = Incremental(engine, mission, on=on)
    outlooks = Outlooks(work, bound=bound)
    found = {}
    for key, f in by_key(work.assessment).items():
        outcomes = outlooks.outcomes(f) if is_open(f) else f.outcomes
        found[key] = side(
            msgspec.structs.replace(f, outcomes=outcomes, result=summed(outcomes)[0]) if is_open(f) else f
        )
    return found


def uncertain(engine: Engine, mission: Mission, on: date, random: Random, ways: int, bound: int = 30) -> list[str]:
    """Point 2: what is called certain and does not come out so under some random completion."""
    bare = msgspec.structs.replace(mission, assumed={})
    sure = {key: word for key, word in settled(engine, bare, on, bound).items() if word and key[1] != UNNAMED}
    before = by_key(assess(engine, bare, on=on))
    wrong = []
    for _ in range(ways):
        whole = completion(engine, bare, on, random)
        gone = overruled(
            engine, bare, whole, on
        )  # a completion in which the plan is another one proves nothing about these
        after = by_key(assess(engine, whole, on=on))
        for key, was in sure.items():
            f = after.get(key)
            now = side(f)
            if now and was != now and {was, now} != {"fine", "to-do"} and not gone & rests_on(before[key], f):
                wrong.append(f"{key} is certainly {was} and comes out {f.result if f else 'gone'}")
    return wrong


def rests_on(*findings: Finding | None) -> set[tuple[str, str]]:
    """The facts that the proofs of some findings looked up."""
    proofs = [proof for f in findings if f for _, proof in f.because]
    return {(used.part, used.fact) for proof in proofs for used in used_facts(proof)}


# --- assumptions ---


def unexplained(engine: Engine, mission: Mission, on: date) -> list[str]:
    """Point 3: without the sets the strict result, and every difference cites an assumed item or a set."""
    bare = msgspec.structs.replace(mission, assumed={})
    alone = assess(engine, bare, on=on)
    full = assess(engine, on_terms(bare, engine.knowledge, ("all",)), on=on)
    wrong = []
    if full.strict is None or full.strict.mission != alone.overall or full.strict.you != alone.you:
        wrong.append("the strict result is not that on the answers alone")
    after = by_key(full)
    put = full.prepared.assumed()
    for key, f in by_key(alone).items():
        g = after.get(key)
        if g is None:
            # a State that no one named goes with the set that says so; a role that is not held rests on assumed answers
            if not (f.bearer == UNNAMED and "states" in full.prepared.treatments) and not put:
                wrong.append(f"{key} is gone, and nothing says why")
        elif {f.result, g.result} == {"dormant", "not-applicable"}:
            continue  # asks for nothing either way: a duty sleeps, or does not apply
        elif f.result in ("met", "respected") and g.result == "not-applicable":
            continue  # asks for nothing either way: it is met whether or not a list left out makes it apply
        elif (
            g.result != f.result
            and not (f.perhaps and put)
            and not _told(engine, full, after, g)
            and not _closed(full, f)
            and not _named_no_more(full, f.bearer)
        ):
            wrong.append(f"{key} was {f.result} and is {g.result}, and cites nothing assumed")
    return wrong


def _told(engine: Engine, a: Assessment, all_of: dict[Key, Finding], f: Finding) -> bool:
    """Whether a finding, or one of a rule that can displace it, names an assumption."""
    others = {d.rule for d in engine.rules[f.rule.id].displacers}
    near = [f, *(g for (rule, bearer, _), g in all_of.items() if rule in others and bearer == f.bearer)]
    return any(assumed(g, a.prepared) or g.followed for g in near)


def _closed(a: Assessment, f: Finding) -> bool:
    """Whether the finding waited for something that a set answered: a list it closed or an answer it put in."""
    put = a.prepared.assumed()
    lists = {part for part, fact in put if not fact}
    kinds = {k.list_name: k.name for k in a.knowledge.kinds.values()}
    return any(
        (x.part, x.fact) in put or (not x.fact and kinds.get(x.label) in lists) or (x.part, "") in put
        for x in f.missing
    )


def _named_no_more(a: Assessment, bearer: str) -> bool:
    """Whether an answer that names the bearer does not arise any more: then it may be known by its territories alone."""
    return any(
        bearer == put.value or (isinstance(put.value, tuple) and bearer in put.value) for put in a.prepared.dropped
    )


# --- not yet ---


def differs_when_said(engine: Engine, mission: Mission, on: date) -> list[str]:
    """Point 4: "it cannot have happened yet" and "it has not happened" give the same."""
    before = assess(engine, mission, on=on)
    said = mission
    for put in before.prepared.put:
        if put.origin == NOT_YET:
            said = said.with_answer(put.part, put.fact, Answer(put.value))
    after = assess(engine, said, on=on)
    wrong = [] if before.overall == after.overall else ["the verdict"]
    one, other = by_key(before), by_key(after)
    wrong += [
        str(key) for key in {*one, *other} if key not in one or key not in other or one[key].result != other[key].result
    ]
    return wrong if before.dormant == after.dormant else [*wrong, "the dormant duties"]


def still_asleep(engine: Engine, mission: Mission, launched: date) -> tuple[list[Key], int]:
    """Point 4: duties that sleep before the launch for want of an event and do so after it, and how many slept."""
    eve, later = launched - timedelta(days=1), launched + timedelta(days=1)
    before, after = assess(engine, mission, on=eve), by_key(assess(engine, mission, on=later))
    not_yet = {(p.part, p.fact) for p in before.prepared.put if p.origin == NOT_YET}
    told = {fact for _, fact in not_yet}
    of_event = {event.name for event in engine.knowledge.asking.events.values() if event.fact in told}
    slept: list[Key] = []
    for f in before.findings:
        own = [d for d in before.dormant if (d.rule, d.bearer) == (f.rule.id, f.bearer) and f.subject in d.subjects]
        events = {event for d in own for event in d.events}
        if f.result == "dormant" and events and events <= of_event:
            slept.append((f.rule.id, f.bearer, f.subject))
    return [key for key in slept if key in after and after[key].result == "dormant"], len(slept)


def example_launch(mission: Mission) -> Any:
    """The day of the one launch of a mission, or None."""
    days = [mission.answer(part, "launch.date").value for part in mission.parts.get("launch", ())]
    return days[0] if len(days) == 1 and isinstance(days[0], date) else None
