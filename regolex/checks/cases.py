"""Cases: true statements about a rule or a named condition, run against it.

    python -m regolex.checks.cases tests/cases/un/treaty/ost-1967

Each case builds a small mission from dotted facts and says what must follow for a bearer.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from regolex.checks.case_files import SHARED, laid_over, read_cases, read_shared, rule_files
from regolex.checks.reasons import reasons
from regolex.engine.engine import Engine, ReadyRule
from regolex.engine.finder import Finder
from regolex.engine.frame import Frame
from regolex.engine.nodes import ready
from regolex.engine.proof import Proof, missing_facts
from regolex.engine.run import Combination, Run, representative
from regolex.engine.truth import FALSE, NAMES
from regolex.engine.world import UNNAMED, World
from regolex.errors import KnowledgeError, RegolexError
from regolex.law import case_forms as f
from regolex.law import model as m
from regolex.law.readings import choosable
from regolex.missions.mission import Mission, mission_from_data

_HOLDS = {"true": "holds", "false": "does-not-hold", "unknown": "open"}


class CaseResult(msgspec.Struct, frozen=True):
    """One case with the expected and the actual result."""

    file: str
    rule: str
    name: str
    expected: Any
    found: Any
    passed: bool
    because: tuple[str, ...] = ()

    def __str__(self) -> str:
        rows = [
            self.file,
            f"  {self.name}" + (f" ({self.rule})" if Path(self.file).name == SHARED else ""),
            f"    expected {self.expected}",
            f"    found    {self.found}",
        ]
        return "\n".join(
            [*rows, *(["    because"] if self.because else []), *(f"      {line}" for line in self.because)]
        )


def run_file(path: Path, engine: Engine) -> Iterator[CaseResult]:
    """Run every case of a file; of a shared one, on every rule that it speaks of."""
    for form, case in cases_of(path, engine.knowledge):
        because: list[str] = []
        try:
            found = run_case(form, case, engine, because)
        except RegolexError as error:
            yield CaseResult(path.as_posix(), form.rule, case.name, case.expect, str(error), False)
            continue
        passed = found == expected(case)
        why = () if passed else tuple(dict.fromkeys(because))
        yield CaseResult(path.as_posix(), form.rule, case.name, expected(case), found, passed, why)


def cases_of(path: Path, knowledge: m.Knowledge) -> Iterator[tuple[f.CasesForm, f.CaseForm]]:
    """Every case of a file with the form that it stands in."""
    if path.name == SHARED:
        shared, rules = read_shared(path), rule_files(path.parent)
        for item in shared.cases:
            yield from laid_over(shared, item, knowledge, rules)
    else:
        form = read_cases(path)
        yield from ((form, case) for case in form.cases)


def expected(case: f.CaseForm) -> dict[str, Any]:
    """The expected result of a case."""
    wanted: dict[str, Any] = {"result": case.expect}
    if case.as_planned:
        wanted["as_planned"] = case.as_planned
    if case.missing:
        wanted["missing"] = sorted(case.missing)
    if case.displaced_by:
        wanted["displaced_by"] = case.displaced_by
    return wanted


def run_case(form: f.CasesForm, case: f.CaseForm, engine: Engine, because: list[str] | None = None) -> dict[str, Any]:
    """The actual result, in the form of the expected one; the reasons go to ``because`` where it is given."""
    knowledge = engine.knowledge
    if form.rule in knowledge.conditions:
        return run_condition(form, case, engine, knowledge.conditions[form.rule].test, because)
    if form.rule not in engine.rules:
        return {"result": f"there is no rule {form.rule}"}
    item = engine.rules[form.rule]
    rule = item.rule
    if because is not None and rule.confidence == "doubtful":
        because.append("the rule is doubtful: such a rule decides nothing, so what it would settle is open")
    mission = case_mission({**form.always, **case.given}, rule, knowledge)
    run = Run(
        engine,
        World(knowledge, mission, case.on or form.on),
        _named(case, knowledge),
        pending=_pending(item.instrument),
    )
    subject = _subject(case, rule.about, run)
    if rule.defines:
        return _definition(case, rule, run, mission, subject, because)
    named = [b for b in run.bearers(rule.holder) if b != UNNAMED]
    if case.bearer:
        wanted = case.bearer if rule.holder == "State" else f"party:{case.bearer}"
        bearers = [wanted]
    else:
        bearers = named or [UNNAMED]
    found = []
    for bearer in bearers:
        if run.in_law(rule) == 0 or run.bound(item, bearer) == 0:
            continue
        finding = Finder(run).one(item, bearer, subject)
        if finding:
            found.append(finding)
    if not found:
        if because is not None:
            because += [line for bearer in bearers for line in _unbound(item, run, bearer, subject)]
        return _shaped(case, "not-bound", "", [], "")
    if len(found) > 1:
        return {"result": f"several bearers: {', '.join(x.bearer for x in found)}; the case must name one"}
    finding = found[0]
    if because is not None:
        because += [line for _, proof in finding.because for line in reasons(proof, knowledge)]
    result: Any = finding.result
    if isinstance(case.expect, Mapping):
        result = {key: _under(key, finding.outcomes) for key in case.expect}
    elif finding.contested:
        result = finding.by_reading
    missing = [x.fact or x.label for x in finding.missing]
    displaced = [p.about for _, proof in finding.because for p in proof.parts if p.word == "displaced-by" and p.truth]
    return _shaped(case, result, finding.as_planned, missing, displaced[0] if displaced else "")


def _named(case: f.CaseForm, knowledge: m.Knowledge) -> dict[str, tuple[str, ...]]:
    """Every reading of the questions that a case names, including those that are run only if chosen."""
    keys = case.expect if isinstance(case.expect, Mapping) else {}
    names = {part.strip().split(":")[0] for key in keys for part in key.split("&")}
    return {n: choosable(knowledge.questions[n]) for n in names if n in knowledge.questions}


def _pending(instrument: m.Instrument) -> bool:
    return instrument.status in ("adopted-not-yet-effective", "proposed")


def _under(key: str, outcomes: Any) -> str:
    wanted = dict(part.strip().split(":") for part in key.split("&"))
    found = {o.result for combination, o in outcomes if _agrees(dict(combination), wanted)}
    return found.pop() if len(found) == 1 else f"no single result: {', '.join(sorted(found)) or 'no such reading'}"


def _agrees(combination: Mapping[str, tuple[str, ...]], wanted: Mapping[str, str]) -> bool:
    return all(reading in combination.get(question, ()) for question, reading in wanted.items())


def _shaped(case: f.CaseForm, result: Any, planned: str, missing: list[str], displaced: str) -> dict[str, Any]:
    found: dict[str, Any] = {"result": result}
    if case.as_planned:
        found["as_planned"] = planned
    if case.missing:
        found["missing"] = sorted(set(case.missing) & set(missing))
    if case.displaced_by:
        found["displaced_by"] = displaced
    return found


def _unbound(item: ReadyRule, run: Run, bearer: str, subject: str) -> Iterator[str]:
    """Why a rule does not bind a bearer at all."""
    version = item.instrument.version
    if run.in_law(item.rule) == FALSE:
        yield f"{version} is not in force on {run.world.on}"
    elif run.bound(item, bearer) == FALSE:
        yield f"{bearer} is not bound by {version} on {run.world.on}"
    else:
        own = [d for role in item.rule.binds for d in run.engine.definitions.get(role, ())]
        own = [d for d in own if d.rule.work == item.rule.work] or own
        yield f"{bearer} does not hold the role {' or '.join(item.rule.binds)}"
        for definition in own:
            at = subject if definition.rule.about == item.rule.about else ""
            for combination in run.combinations(definition.unders):
                proof = run.definition_proof(definition, bearer, at, True, representative(combination))
                yield from reasons(proof, run.engine.knowledge)


def _subject(case: f.CaseForm, about: str, run: Run) -> str:
    subjects = list(run.subjects(about))
    if case.subject:
        subjects = [s for s in subjects if s in (case.subject, f"{about}:{case.subject}")]
    return subjects[0] if subjects else ""


def run_condition(
    form: f.CasesForm, case: f.CaseForm, engine: Engine, test: m.Condition, because: list[str] | None = None
) -> dict[str, Any]:
    """What came out for a named condition, with ``test`` as its meaning."""
    knowledge = engine.knowledge
    named = knowledge.conditions[form.rule]
    mission = case_mission({**form.always, **case.given}, named, knowledge)
    run = Run(engine, World(knowledge, mission, case.on or form.on), _named(case, knowledge))
    bearer = f"party:{case.bearer or 'party'}" if named.holder == "Party" else case.bearer or UNNAMED
    node, work = ready(test, knowledge), named.id.partition("/conditions/")[0]

    def frame(combination: Combination) -> Frame:
        return run.frame(bearer, _subject(case, named.about, run), True, representative(combination), work)

    combinations = run.combinations(engine.unders_of(test))
    truths = {c: _HOLDS[NAMES[node.value(frame(c))]] for c in combinations}
    return _held(case, truths, [node.proof(frame(c)) for c in combinations], run, because)


def _definition(
    case: f.CaseForm, rule: m.Rule, run: Run, mission: Mission, subject: str, because: list[str] | None
) -> dict[str, Any]:
    item = run.engine.rules[rule.id]
    bearer = case.bearer or "party"
    if rule.holder == "Party":
        bearer = f"party:{bearer}"
    at = subject if rule.about != "mission" else ""

    def truth(combination: Combination) -> str:
        return _HOLDS[NAMES[run.defines(item, bearer, at, True, representative(combination))]]

    truths = {c: truth(c) for c in run.combinations(item.unders)}
    proofs = [run.definition_proof(item, bearer, at, True, representative(c)) for c in truths]
    return _held(case, truths, proofs, run, because)


def _held(
    case: f.CaseForm,
    truths: Mapping[Combination, str],
    proofs: list[Proof],
    run: Run,
    because: list[str] | None,
) -> dict[str, Any]:
    result: Any
    if isinstance(case.expect, Mapping):
        result = {key: _one_of(key, truths) for key in case.expect}
    else:
        found = sorted(set(truths.values()))
        result = found[0] if len(found) == 1 else f"readings differ: {', '.join(found)}"
    if because is not None:
        because += [line for proof in proofs for line in reasons(proof, run.engine.knowledge)]
    missing = [x.fact or _list_name(run, x.part) for proof in proofs for x in missing_facts(proof)]
    return _shaped(case, result, "", missing, "")


def _one_of(key: str, truths: Mapping[Combination, str]) -> str:
    wanted = dict(part.strip().split(":") for part in key.split("&"))
    found = sorted({truth for combination, truth in truths.items() if _agrees(dict(combination), wanted)})
    return found[0] if len(found) == 1 else f"no single result: {', '.join(found) or 'no such reading'}"


def _list_name(run: Run, kind: str) -> str:
    return run.engine.knowledge.kinds[kind].list_name


def case_mission(given: Mapping[str, Any], rule: m.Rule | m.NamedCondition, knowledge: m.Knowledge) -> Mission:
    """A mission from the facts of a case: one default part of each kind mentioned, linked by the default links."""
    lists = {kind.list_name: kind.name for kind in knowledge.kinds.values() if kind.list_name}
    data: dict[str, Any] = {"mission": "case", "title": "case", "facts": {}}
    defaults: dict[str, dict[str, Any]] = {}
    extra: dict[str, list[Any]] = {}
    for key, value in given.items():
        kind, dot, short = key.partition(".")
        if key in lists:
            extra[lists[key]] = list(value)
        elif dot and kind == "mission":
            data["facts"][short] = value
        else:
            defaults.setdefault(kind, {})[short] = value
    if rule.about != "mission" and rule.about not in extra:
        defaults.setdefault(rule.about, {})
    if rule.holder == "Party" and "party" not in extra:
        defaults.setdefault("party", {})
    for fact in knowledge.facts.values():
        short = fact.id.partition(".")[2]
        if fact.default_link and fact.kind in defaults and fact.of in defaults and short not in defaults[fact.kind]:
            defaults[fact.kind][short] = fact.of
    kinds = {name: list_name for list_name, name in lists.items()}
    for kind in {*defaults, *extra}:
        own = [{"id": kind, **defaults[kind]}] if kind in defaults else []
        data[kinds.get(kind, kind)] = own + extra.get(kind, [])
    for items in data.values():
        for item in items if isinstance(items, list) else [items] if isinstance(items, dict) else ():
            for key in [k for k, v in item.items() if v == "unknown"]:
                del item[key]
    data["lists"] = {name: "complete" for name in data if name in lists}  # what a case lists is all there is
    return mission_from_data(data, knowledge, name="case")


def main(arguments: list[str]) -> int:
    """Run the case files below the paths given; print what fails, and why."""
    from regolex.law.loader import Loader

    parser = argparse.ArgumentParser(prog="python -m regolex.checks.cases", description="Run case files.")
    parser.add_argument("paths", nargs="*", default=["tests/cases"], help="case files, or folders of them")
    parser.add_argument("--knowledge", type=Path, default=Path(), help="knowledge folder; paths are looked up in it")
    given = parser.parse_args(arguments)
    loader = Loader(given.knowledge)
    knowledge = loader.load("", "")
    if knowledge is None:
        print(*loader.problems, sep="\n\n")
        return 3
    try:
        return _report(Engine(knowledge), [given.knowledge / path for path in given.paths])
    except KnowledgeError as error:
        print(error)
        return 3


def _report(engine: Engine, paths: list[Path]) -> int:
    count = failed = 0
    for path in paths:
        for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
            for result in run_file(file, engine):
                count += 1
                if not result.passed:
                    failed += 1
                    print(result)
    print(f"{count} cases, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
