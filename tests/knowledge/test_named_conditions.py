"""What several rules share is said once: named conditions, their cases, their problems, and who sees through them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from lxml.builder import ElementMaker
from lxml.etree import tostring

from regolex import KnowledgeBase
from regolex.checks.case_files import condition_files, rule_files
from regolex.checks.cases import case_mission
from regolex.checks.hygiene import all_notes
from regolex.checks.mutation import Jury, condition_mutants, mutants, replace, score, simple
from regolex.engine.engine import Engine
from regolex.errors import Problem
from regolex.formats.interchange.formula import RULEML, Formulas
from regolex.graph.rules import rules
from regolex.law import model as m
from regolex.law.loader import Loader
from regolex.law.order import conditions_of
from regolex.report.explain import explain, text
from regolex.solving.answer_sets import Program
from regolex.solving.clauses import Scope
from tests.conftest import ROOT

CASES = ROOT / "tests/cases"
MOON = "un/treaty/moon-1979"
SCOPE = f"{MOON}/conditions/celestial-body-in-scope"
# a list of so many answers is more than one comparison
LIST = 3


# --- copies -----------------------------------------------------------------------------------------------------


def sorted_out(condition: m.Condition) -> m.Condition:
    """The same condition with its items in a fixed order, so that copies compare equal."""
    if isinstance(condition, (m.All, m.Any)):
        items = tuple(sorted(map(sorted_out, condition.items), key=repr))
        return m.All(items) if isinstance(condition, m.All) else m.Any(items)
    if isinstance(condition, m.Not):
        return m.Not(sorted_out(condition.item))
    if isinstance(condition, m.Quantified):
        return m.Quantified(condition.word, condition.kind, sorted_out(condition.that), condition.fact, condition.path)
    return condition


def written(condition: m.Condition) -> Iterator[m.Condition]:
    """Every condition as it is written in a file: what a name stands for is written elsewhere."""
    yield condition
    if isinstance(condition, (m.All, m.Any)):
        yield from chain.from_iterable(map(written, condition.items))
    elif isinstance(condition, m.Not):
        yield from written(condition.item)
    elif isinstance(condition, m.Quantified):
        yield from written(condition.that)


def as_copied(condition: m.Condition) -> str:
    """What makes two conditions copies of each other; empty for one comparison, a name, a role or a reading.

    Several clauses, one about the parts of a list, or a list of answers is more than one comparison, whatever its label.
    One comparison that needs a label to be understood is a copy where the label is the same.
    """
    if isinstance(condition, (m.Named, m.HasRole, m.Under)):
        return ""
    bare = repr(sorted_out(simple(condition)))
    inner = condition.item if isinstance(condition, m.Not) else condition
    is_list = isinstance(inner, m.Compare) and len(inner.operand.words) >= LIST
    if is_list or isinstance(inner, (m.All, m.Any, m.Quantified)):
        return bare
    return f"{condition.label}: {bare}" if condition.label else ""


def copies(knowledge: m.Knowledge) -> dict[str, set[str]]:
    """Each condition of more than one comparison with the rules and gaps in which it is written."""
    found: dict[str, set[str]] = {}
    places = [(rule.id, [*conditions_of(rule), *(d.when for d in rule.displaces)]) for rule in knowledge.rules.values()]
    gaps = [gap for jurisdiction in knowledge.jurisdictions.values() for gap in jurisdiction.gaps]
    # what a union's law touches is written once and read for each member State
    places += [
        (gap.id if gap.id.startswith("union-") else f"{gap.legal_order} {gap.id}", [gap.touched_when]) for gap in gaps
    ]
    for where, conditions in places:
        for condition in chain.from_iterable(written(c) for c in conditions if c):
            if as_copied(condition):
                found.setdefault(as_copied(condition), set()).add(where)
    return found


def test_no_condition_of_more_than_one_comparison_is_copied_into_more_than_three_rules(engine: Engine) -> None:
    found = copies(engine.knowledge)
    print(f"{len(found)} conditions of more than one comparison")
    assert len(found) > 100
    assert {key: sorted(where) for key, where in found.items() if len(where) > 3} == {}


# --- cases ------------------------------------------------------------------------------------------------------


def test_every_named_condition_has_cases_of_its_own_that_hold_fail_and_stay_open(engine: Engine) -> None:
    files = condition_files(CASES)
    assert set(files) == set(engine.knowledge.conditions)
    for name, form in files.items():
        assert {"holds", "does-not-hold", "open"} <= {case.expect for case in form.cases}, name
        assert (CASES / f"{name}.yaml").is_file()


def test_every_other_meaning_of_a_named_condition_is_noticed_by_its_own_cases(engine: Engine) -> None:
    result = score(Jury(engine, CASES), [], engine.knowledge.conditions.values())
    print(f"{sum(result.caught.values())} of {sum(result.total.values())} caught")
    assert sum(result.total.values()) >= len(engine.knowledge.conditions)
    assert result.survivors == []


def test_a_named_condition_is_changed_where_it_is_defined_and_in_no_rule(engine: Engine) -> None:
    knowledge = engine.knowledge
    rule = knowledge.rules[f"{MOON}/art-09-1-area"]
    assert not any("is_station" in mutant.what and "applies_when" in mutant.what for mutant in mutants(rule, knowledge))
    own = condition_mutants(knowledge.conditions[f"{MOON}/conditions/station-in-scope"], knowledge)
    assert any("is_station" in what for what, _ in own)


# --- proofs -----------------------------------------------------------------------------------------------------


def test_a_proof_shows_what_the_name_means_and_the_clauses_below_it(kb: KnowledgeBase) -> None:
    rule = kb.knowledge.rules[f"{MOON}/art-02-due-regard"]
    form = rule_files(CASES / MOON)[rule.id]
    mission = case_mission({**form.always, **form.cases[0].given}, rule, kb.knowledge)
    a = kb.assess(mission, on=form.on)
    finding = next(f for f in a.findings if f.rule.id == rule.id and f.bearer == "NLD")
    shown = text(a, explain(a, finding, "proof")).splitlines()
    at = next(n for n, line in enumerate(shown) if kb.knowledge.conditions[SCOPE].means.rstrip(".") in line)
    assert "Art. 1(1)" in shown[at]
    assert "activity.body" in shown[at + 1]
    assert indented(shown[at + 1]) > indented(shown[at])


def indented(line: str) -> int:
    return len(line) - len(line.lstrip())


# --- other forms of the law -------------------------------------------------------------------------------------


def without_names(condition: m.Condition) -> m.Condition:
    """The condition with everything written out."""
    if isinstance(condition, m.Named):
        return without_names(condition.inner)
    if isinstance(condition, (m.All, m.Any)):
        return replace(condition, items=tuple(map(without_names, condition.items)))
    if isinstance(condition, m.Not):
        return m.Not(without_names(condition.item), condition.label)
    if isinstance(condition, m.Quantified):
        return replace(condition, that=without_names(condition.that))
    return condition


def test_the_second_implementation_and_legalruleml_read_what_a_name_stands_for(engine: Engine) -> None:
    rule = engine.knowledge.rules[f"{MOON}/art-10-2-shelter"]
    assert rule.applies_when is not None
    plain = without_names(rule.applies_when)
    assert plain != rule.applies_when
    programs, formulas = [], []
    for condition in (rule.applies_when, plain):
        program = Program(engine.knowledge)
        program.condition(condition, Scope(rule.holder, rule.about, rule.work))
        programs.append(program.text)
        make = ElementMaker(namespace=RULEML)
        formulas.append(tostring(Formulas(make, engine.knowledge.states).formula(condition)))
    assert programs[0] == programs[1]
    assert formulas[0] == formulas[1]


def test_the_graph_tells_which_rules_use_a_name_and_what_it_means(engine: Engine) -> None:
    found = {str(quad) for quad in rules(engine.knowledge).quads}
    scope = f"<https://w3id.org/regolex/condition/{SCOPE}>"
    uses = [quad for quad in found if "usesCondition" in quad and scope in quad]
    assert len(uses) >= 47
    assert any(scope in quad and "conditionMeans" in quad for quad in found)
    assert any(scope in quad and "conditionRestsOn" in quad and "#art-1.1>" in quad for quad in found)


# --- problems ---------------------------------------------------------------------------------------------------


@pytest.fixture
def spoiled(tmp_path: Path) -> Callable[[str, str, str], list[Problem]]:
    """Problems of a copy of the knowledge in which one text of one file was replaced."""
    for name in ("corpus", "ontology", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name)

    def spoil(file: str, old: str, new: str) -> list[Problem]:
        path = tmp_path / file
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), encoding="utf-8")
        loader = Loader(tmp_path)
        assert loader.load("", "") is None
        return loader.problems

    return spoil


Spoil = Callable[[str, str, str], list[Problem]]
RULE = f"rules/{MOON}/art-11-5-exploitation.yaml"
FILE = f"rules/{MOON}/conditions.yaml"


def test_an_unknown_name_is_reported_with_the_nearest_one(spoiled: Spoil) -> None:
    problems = spoiled(RULE, "condition: celestial-body-in-scope", "condition: celestial-bodies-in-scope")
    assert [(p.code, p.file) for p in problems] == [("K140", RULE)]
    assert "celestial-body-in-scope" in problems[0].hint


def test_a_name_is_one_word(spoiled: Spoil) -> None:
    problems = spoiled(RULE, "condition: celestial-body-in-scope", "condition: [celestial-body-in-scope]")
    assert [(p.code, p.file) for p in problems] == [("K140", RULE)]


def test_the_conditions_of_one_instrument_are_no_names_in_another(spoiled: Spoil) -> None:
    rule = "rules/un/treaty/ost-1967/art-04-peaceful-use.yaml"
    problems = spoiled(rule, "condition: at-a-celestial-body", "condition: celestial-body-in-scope")
    assert [(p.code, p.file) for p in problems] == [("K140", rule)]


def test_conditions_that_use_each_other_in_a_cycle_are_reported_once(spoiled: Spoil) -> None:
    problems = spoiled(FILE, "holds_when: {given: activity.body}", "holds_when: {condition: station-in-scope}")
    assert [(p.code, p.file) for p in problems] == [("K129", FILE)]
    assert "station-in-scope" in problems[0].what


def test_a_name_stands_for_one_thing_below_its_file(spoiled: Spoil) -> None:
    file = "rules/nat/usa/51-usc-ch-509-1984/conditions.yaml"
    problems = spoiled(file, "condition: launch-in-the-united-states", "condition: organised-in-the-united-states")
    assert ("K130", file) in [(p.code, p.file) for p in problems]


def test_a_fact_out_of_reach_is_reported_at_the_use_of_the_name(spoiled: Spoil) -> None:
    rule = f"rules/{MOON}/art-04-2-cooperation.yaml"
    problems = spoiled(rule, "condition: own-activity-in-scope", "condition: celestial-body-in-scope")
    assert [(p.code, p.file) for p in problems] == [("K128", rule)]


def test_a_wrong_fact_in_a_named_condition_is_reported_once_at_its_definition(spoiled: Spoil) -> None:
    problems = spoiled(FILE, "holds_when: {given: activity.body}", "holds_when: {given: activity.bodies}")
    assert {(p.code, p.file) for p in problems if p.code == "K123"} == {("K123", FILE)}
    assert len([p for p in problems if p.code == "K123"]) == 1


def test_a_condition_that_nothing_uses_is_found(engine: Engine) -> None:
    knowledge = engine.knowledge
    spare = m.NamedCondition("nat/usa/conditions/spare", "Nothing.", "mission", "Party", m.All(()))
    changed = replace(knowledge, conditions={**knowledge.conditions, spare.id: spare})
    found = {(check, about) for check, about, _ in all_notes(changed, date(2026, 11, 30)) if check == "dead-condition"}
    assert found == {("dead-condition", spare.id)}
