"""The witness suite: for each rule the smallest missions in which it has each of its results, kept as files.

    python -m regolex.checks.suite
    python -m regolex.checks.suite tests/witnesses/un/treaty/ost-1967.yaml

clingo finds a mission for each result (:mod:`regolex.checks.witness`); every answer that the evaluator does not need for
the result is then dropped, which leaves a minimal mission. The files are a test suite: after a change of a rule or of the
evaluator, they show which results differ. Needs the extra ``analysis`` to write, and nothing to
read.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import msgspec

from regolex.checks.goals import can_be_to_do
from regolex.checks.witness import PARTS, ways_of
from regolex.engine.engine import Engine
from regolex.engine.instance import Instance
from regolex.engine.world import UNNAMED
from regolex.errors import KnowledgeError, nearest
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.source import read
from regolex.missions import file as mission_file
from regolex.missions.mission import Answer, Mission, mission_from_data
from regolex.missions.shrink import smallest
from regolex.missions.terms import SO_FAR
from regolex.solving.answer_sets import program
from regolex.solving.clauses import quoted
from regolex.solving.completions import Completions

FOLDER = Path("tests/witnesses")
TRIES = 8  # missions drawn for each result
EXCEPTION_TRIES = 80  # more for an exception, because the program does not say for which bearer it applies
SHRUNK = 3  # how many of these are minimised; the smallest is kept
HEAD = """\
# The smallest missions found in which each rule of the instrument comes to each of its results.
# Written by: python -m regolex.checks.suite tests/witnesses/{work}.yaml --on {on}
"""


class Witness(msgspec.Struct, frozen=True, omit_defaults=True):
    """A mission, and the result of a rule in it for a bearer and subject.

    ``shows`` is the result it stands for, or ``excepted:<id>`` of an exception that works in it; ``expect`` is what an
    assessment says, by reading where readings differ. Of a doubtful source it says ``open`` though the mission shows more.
    """

    rule: str
    shows: str
    on: date
    bearer: str
    subject: str
    expect: str | dict[str, str]
    mission: Mission
    as_planned: str = ""
    pending: bool = False


def shown_by(knowledge: m.Knowledge, rule: m.Rule) -> list[str]:
    """Every result and exception for which a rule needs a witness."""
    if rule.defines:
        words = ["holds"]
    else:
        norm = NORMS[rule.kind]
        words = [norm.good, norm.bad]
        if can_be_to_do(knowledge, rule) and (norm.weighs or norm.gives):
            words.append("to-do" if norm.weighs else "granted-as-planned")
    if any(link.rule == rule.id for other in knowledge.rules.values() for link in other.displaces):
        words.append("displaced")
    return words + [f"excepted:{item.id}" for item in exceptions(rule.exceptions)]


def exceptions(items: tuple[m.LegalException, ...]) -> Iterator[m.LegalException]:
    """Exceptions and their exceptions."""
    for item in items:
        yield item
        yield from exceptions(item.exceptions)


def trusting(knowledge: m.Knowledge) -> m.Knowledge:
    """The same law with doubtful sources taken as verified, so that results resting on them can be shown."""
    rules = {
        name: msgspec.structs.replace(rule, confidence="secondary") if rule.confidence == "doubtful" else rule
        for name, rule in knowledge.rules.items()
    }
    return msgspec.structs.replace(knowledge, rules=rules)


# --- finding ---


def witnesses(engine: Engine, believing: Engine, rule: m.Rule, on: date) -> Iterator[Witness]:
    """A smallest mission for each result and exception of a rule, as far as clingo finds one.

    ``believing`` is the engine over the :func:`trusting` knowledge.
    """
    for word in shown_by(engine.knowledge, rule):
        candidates = list(_candidates(believing, rule, word, on))
        # missions that show it under every reading first
        candidates.sort(key=lambda pair: len(pair[0].comes_to(pair[1])[0]) if _by_reading(*pair) else 0)
        least = [(instance, _least(instance, mission, word)) for instance, mission in candidates[:SHRUNK]]
        if least:
            instance, mission = min(least, key=lambda pair: (_by_reading(*pair), _length(pair[1])))
            checked = Instance(
                engine, rule.id, instance.bearer, instance.subject, instance.on, pending=instance.pending
            )
            lists = {kind: said for kind, said in mission.lists.items() if kind in SO_FAR and kind in mission.parts}
            mission = msgspec.structs.replace(mission, id="witness", title=f"{rule.id}: {word}", lists=lists)
            expect, planned = checked.comes_to(mission)
            yield Witness(
                rule.id, word, instance.on, instance.bearer, instance.subject, expect, mission,
                planned if planned != expect else "", instance.pending,
            )  # fmt: skip


def _candidates(engine: Engine, rule: m.Rule, word: str, on: date) -> Iterator[tuple[Instance, Mission]]:
    """Missions found by the logic program in which the evaluator has the same result, with the bearer and subject."""
    knowledge, name = engine.knowledge, quoted(rule.id)
    goal = f"result({name},_,_,_,{word.replace('-', '_')},_)"
    if word.startswith("excepted:"):
        goal = f"excepted({name},{quoted(word.partition(':')[2])})" + (
            "" if rule.defines else f", concerned({name},_,_,_)"
        )
    elif rule.defines:
        goal = f"def({name},_,_,_,_)"
    chance = random.Random(f"{rule.id} {word}")
    tries = EXCEPTION_TRIES if word.startswith("excepted:") else TRIES
    for counts, firm in ((PARTS, True), (PARTS, False), (dict.fromkeys(PARTS, 2), False)):
        ways = ways_of(knowledge, program(knowledge, [rule.id]), rule, on, counts, firm=firm)
        found = [
            (instance, mission)
            for drawn, _ in ways.each(tries, chance.randrange(10**6), goal)
            for mission in _naming(knowledge, rule, ways, drawn)
            for instance in _shown(engine, rule, word, ways, mission)
        ]
        yield from found
        if found:
            return


def _naming(knowledge: m.Knowledge, rule: m.Rule, ways: Completions, mission: Mission) -> Iterator[Mission]:
    """The mission; for a role that no answer decides, also the mission with a State named that may hold it."""
    yield mission
    if rule.defines and rule.holder == "State" and not ways.program.facts:
        naming = next(f for f in knowledge.facts.values() if f.kind == "mission" and f.type == "state" and f.many)
        for state in ways.states:
            named = {**mission.answers.get("mission", {}), naming.id: Answer((state,))}
            yield msgspec.structs.replace(mission, answers={**mission.answers, "mission": named})


def _shown(engine: Engine, rule: m.Rule, word: str, ways: Completions, mission: Mission) -> list[Instance]:
    """The first bearer and subject of a mission for which the evaluator has the result."""
    run = Instance(engine, rule.id, "", "", ways.on, pending=ways.pending).run(mission)
    for bearer, subject in product(run.bearers(rule.holder), run.subjects(rule.about)):
        instance = Instance(engine, rule.id, bearer, subject, ways.on, pending=ways.pending, like=run.world)
        if bearer != UNNAMED and instance.shows(mission, word):
            return [instance]
    return []


def _least(instance: Instance, mission: Mission, word: str) -> Mission:
    wanted = instance.comes_to(mission)
    return smallest(mission, lambda less: instance.comes_to(less) == wanted and instance.shows(less, word))


def _by_reading(instance: Instance, mission: Mission) -> bool:
    return not isinstance(instance.comes_to(mission)[0], str)


def _length(mission: Mission) -> int:
    return sum(len(known) for known in mission.answers.values()) + sum(map(len, mission.parts.values()))


# --- files ---


def text(work: str, found: list[Witness], knowledge: m.Knowledge, on: date) -> str:
    """The file of one instrument; ``on`` is the day requested."""
    lines = [HEAD.format(work=work, on=on).rstrip("\n")]
    before = ""
    for w in found:
        if w.rule != before:
            lines += ["", f"{mission_file.inline(w.rule.removeprefix(work + '/'))}:"]
            before = w.rule
        head: dict[str, Any] = {"on": w.on, "bearer": w.bearer, "subject": w.subject, "expect": w.expect}
        head |= {"as_planned": w.as_planned} if w.as_planned else {}
        head |= {"pending": True} if w.pending else {}
        lines.append(f"  {mission_file.inline(w.shows)}:")
        lines += [f"    {key}: {mission_file.inline(value)}" for key, value in head.items()]
        lines.append("    mission:")
        plain = mission_file.data(w.mission, knowledge)
        for key, value in plain.items():
            if key in ("mission", "title", "about") or (key == "facts" and not value):
                continue
            lines.append(f"      {key}: {mission_file.inline(value) if key == 'facts' or not value else ''}".rstrip())
            if key != "facts":
                lines += [f"        {own}: {mission_file.inline(answer)}" for own, answer in value.items()]
    return "\n".join(lines) + "\n"


def read_suite(path: Path, work: str, knowledge: m.Knowledge) -> list[Witness]:
    """The witnesses of one file; raises KnowledgeError or MissionError if it cannot be read."""
    document = read(path, path.as_posix(), "K")
    if document.problems:
        raise KnowledgeError(document.problems)
    return [
        _witness(f"{work}/{rule}", shows, entry, knowledge)
        for rule, entries in document.data.items()
        for shows, entry in entries.items()
    ]


def _witness(rule: str, shows: str, entry: Mapping[str, Any], knowledge: m.Knowledge) -> Witness:
    data = {"mission": "witness", "title": f"{rule}: {shows}", "about": "invented", "facts": {}, **entry["mission"]}
    on = entry["on"] if isinstance(entry["on"], date) else date.fromisoformat(entry["on"])
    mission = mission_from_data(data, knowledge, name=f"{rule}: {shows}")
    expect = entry["expect"]
    return Witness(
        rule, shows, on, entry["bearer"], entry["subject"], dict(expect) if isinstance(expect, Mapping) else expect,
        mission, entry.get("as_planned", ""), bool(entry.get("pending", False)),
    )  # fmt: skip


def suite(engine: Engine, work: str, on: date) -> list[Witness]:
    """The witnesses of every rule of an instrument."""
    believing = Engine(trusting(engine.knowledge))
    rules = sorted((r for r in engine.knowledge.rules.values() if r.work == work), key=lambda r: r.id)
    return [w for rule in rules for w in witnesses(engine, believing, rule, on)]


def main(argv: list[str] | None = None) -> int:
    """Write the suite, for all instruments or those named."""
    import argparse

    from regolex.knowledge import load

    parser = argparse.ArgumentParser(prog="python -m regolex.checks.suite", description="Regenerate the witness suite.")
    parser.add_argument("works", nargs="*", help="instruments, by id or by file (default: all that have rules)")
    parser.add_argument("--on", type=date.fromisoformat, default=date.today(), help="the day; only law in force then")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="output folder (default %(default)s)")
    options = parser.parse_args(argv)
    engine = load().engine
    works = sorted({rule.work for rule in engine.knowledge.rules.values()})
    asked = [name.removeprefix(f"{options.folder.as_posix()}/").removesuffix(".yaml") for name in options.works]
    for name in asked:
        if name not in works:
            parser.error(f"there is no instrument {name!r} with rules. {nearest(name, works)}")
    for work in asked or works:
        found = suite(engine, work, options.on)
        path = options.folder / f"{work}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(work, found, engine.knowledge, options.on), encoding="utf-8")
        print(f"{len(found)} witnesses  {path.as_posix()}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
