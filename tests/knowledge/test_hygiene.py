"""Hygiene of all knowledge: each test counts everything of its kind, prints the count and fails on none."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from regolex.checks.case_files import SHARED, condition_files, read_cases
from regolex.checks.cases import case_mission
from regolex.checks.mutation import ALWAYS, NEVER, Jury, Mutant, brief, replace
from regolex.engine.comparison import parameter_on
from regolex.engine.engine import Engine
from regolex.law import case_forms as f
from regolex.law import model as m
from regolex.law.order import conditions_of, walk
from regolex.law.periods import compared_day
from tests.conftest import ROOT

CASES = ROOT / "tests/cases"
OPEN = {"open", "due", "judgement"}
OUTSIDE = {"not-applicable", "not-bound", "does-not-hold"}
CLOUDS = re.compile(
    r"amazonaws|cloudfront|windows\.net|googleapis|googleusercontent|dropbox|sharepoint|github|\d+(\.\d+){3}"
)


@cache
def allowed() -> dict[str, Any]:
    """What may pass, with its reason."""
    return yaml.load((ROOT / "tests/knowledge/hygiene.yaml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader)


@cache
def case_files() -> dict[str, f.CasesForm]:
    """The cases of every rule by the path of its file."""
    paths = [p for p in sorted(CASES.rglob("*.yaml")) if p.name != SHARED and p.parent.name != "conditions"]
    return {p.relative_to(CASES).with_suffix("").as_posix(): read_cases(p) for p in paths}


@pytest.fixture(scope="module")
def rules(engine: Engine) -> dict[str, m.Rule]:
    return engine.knowledge.rules


@pytest.fixture(scope="module")
def jury(engine: Engine) -> Jury:
    return Jury(engine, CASES)


def conditions(rule: m.Rule, shared: bool = True) -> Iterator[m.Condition]:
    """Every condition of a rule with everything inside it, displacement included; ``shared``: what names stand for too."""
    for condition in conditions_of(rule):
        yield from walk(condition, shared)
    for item in rule.displaces:
        if item.when:
            yield from walk(item.when, shared)


def counted(what: str, number: int) -> None:
    """Print the denominator; nothing at all is a failure."""
    print(f"{number} {what}")
    assert number, f"no {what}: the check would pass on nothing"


def unexplained(found: list[str], section: str) -> list[str]:
    """What is wrong without a reason on the list, and reasons for what is not wrong any more."""
    listed = allowed()[section]
    return [x for x in found if x not in listed] + [f"listed in vain: {x}" for x in listed if x not in found]


# --- files ------------------------------------------------------------------------------------------------------


def test_every_rule_has_a_case_file_and_every_case_file_a_rule(rules: dict[str, m.Rule]) -> None:
    counted("rules", len(rules))
    without, of_nothing = sorted(set(rules) - set(case_files())), sorted(set(case_files()) - set(rules))
    assert not without, f"write tests/cases/RULE.yaml for each of {without}"
    assert not of_nothing, f"no rule has the path of these case files; move or remove them: {of_nothing}"


def test_an_id_is_the_path_of_its_file(rules: dict[str, m.Rule]) -> None:
    paths = {p.relative_to(ROOT / "rules").with_suffix("").as_posix() for p in (ROOT / "rules").rglob("*.yaml")}
    paths = {path for path in paths if not path.startswith("readings/") and path.rpartition("/")[2] != "conditions"}
    counted("rule files", len(paths))
    assert paths == set(rules)
    assert [path for path, form in case_files().items() if form.rule != path] == []


def test_a_rule_fits_a_screen_and_a_half(rules: dict[str, m.Rule]) -> None:
    lines = {name: len((ROOT / f"rules/{name}.yaml").read_text(encoding="utf-8").splitlines()) for name in rules}
    counted("rules", len(lines))
    assert {name: n for name, n in lines.items() if n > 90} == {}


# --- cases ------------------------------------------------------------------------------------------------------


def results(jury: Jury, rule: str) -> set[str]:
    """Every result that the cases of a rule expect, those that it shares with others included."""
    cases = [case for _, case in jury.cases[rule]]
    return {r for c in cases for r in (c.expect.values() if isinstance(c.expect, dict) else [c.expect])}


def test_every_rule_has_a_case_that_stays_open(jury: Jury, rules: dict[str, m.Rule]) -> None:
    counted("rules", len(rules))
    assert unexplained([name for name in rules if not OPEN & results(jury, name)], "no_open_case") == []


def test_every_rule_has_a_case_outside_its_scope(jury: Jury, rules: dict[str, m.Rule]) -> None:
    counted("rules", len(rules))
    found = [name for name in rules if not OUTSIDE & results(jury, name)]
    assert unexplained(found, "no_outside_case") == []


def test_every_number_has_a_case_below_at_and_above_it(engine: Engine, rules: dict[str, m.Rule]) -> None:
    found = []
    number = 0
    # a number in a condition with a name is tried by the cases of the name
    own: list[tuple[m.Rule | m.NamedCondition, Iterable[m.Condition], f.CasesForm]] = [
        (rule, conditions(rule, shared=False), case_files()[rule.id]) for rule in rules.values()
    ]
    named = condition_files(CASES)
    own += [(one, walk(one.test, shared=False), named[one.id]) for one in engine.knowledge.conditions.values()]
    for one, inside, form in own:
        thresholds = [n for n in inside if isinstance(n, m.Compare) and _is_threshold(n)]
        number += len(thresholds)
        found += [f"{one.id}: {brief(n)}" for n in thresholds if _sides(n, one, form, engine.knowledge)]
    counted("thresholds", number)
    assert unexplained(found, "thresholds") == []


def _is_threshold(node: m.Compare) -> bool:
    operand = node.operand
    return operand.number is not None or operand.day is not None or operand.how in ("parameter", "months-before")


def _sides(node: m.Compare, rule: m.Rule | m.NamedCondition, form: f.CasesForm, knowledge: m.Knowledge) -> set[str]:
    """On which sides of a number no case lies, though one could."""
    fact = knowledge.facts[node.fact]
    wanted = {"below", "at", "above"}
    for case in form.cases:
        target = _target(node, case.on or form.on, knowledge)
        if fact.minimum is not None and target <= fact.minimum:
            wanted.discard("below")
        if fact.maximum is not None and target >= fact.maximum:
            wanted.discard("above")
        mission = case_mission({**form.always, **case.given}, rule, knowledge)
        for answers in mission.answers.values():
            value = answers[fact.id].value if fact.id in answers else None
            if value is not None:
                wanted.discard("below" if value < target else "at" if value == target else "above")
    return wanted


def _target(node: m.Compare, on: date, knowledge: m.Knowledge) -> Any:
    operand = node.operand
    if operand.how == "parameter":
        return parameter_on(knowledge.parameters[operand.word], on)
    if operand.how == "months-before":
        return compared_day(on, int(operand.number or 0), node.word)
    return operand.number if operand.number is not None else operand.day


def rewritten(rule: m.Rule, change: Callable[[m.LegalException], m.LegalException]) -> m.Rule:
    """The rule with a change to its exceptions, at any depth."""

    def through(items: tuple[m.LegalException, ...]) -> tuple[m.LegalException, ...]:
        return tuple(change(replace(item, exceptions=through(item.exceptions))) for item in items)

    return replace(rule, exceptions=through(rule.exceptions))


def _all_exceptions(items: tuple[m.LegalException, ...]) -> Iterator[m.LegalException]:
    for item in items:
        yield item
        yield from _all_exceptions(item.exceptions)


@pytest.mark.parametrize(("forced", "means"), [(NEVER, "saves"), (ALWAYS, "does not save")])
def test_every_exception_has_a_case_in_which_it(
    jury: Jury, rules: dict[str, m.Rule], forced: m.Condition, means: str
) -> None:
    """Forced to be absent, some case must notice that it saved; forced to be there, some case that it did not."""
    exceptions = [(rule, item) for rule in rules.values() for item in _all_exceptions(rule.exceptions)]
    counted(f"exceptions tried where each {means}", len(exceptions))
    missing = []
    for rule, item in exceptions:
        name = item.id
        changed = rewritten(rule, lambda e, name=name: replace(e, when=forced) if e.id == name else e)
        if not jury.catches(Mutant(changed, means)):
            missing.append(f"{rule.id}: {name} {means}")
    assert missing == []


def swapped(condition: m.Condition, old: m.Condition, new: m.Condition) -> m.Condition:
    """The condition with one node in the place of another."""
    if condition is old:
        return new
    if isinstance(condition, (m.All, m.Any)):
        return replace(condition, items=tuple(swapped(item, old, new) for item in condition.items))
    if isinstance(condition, m.Not):
        return replace(condition, item=swapped(condition.item, old, new))
    if isinstance(condition, m.Quantified):
        return replace(condition, that=swapped(condition.that, old, new))
    if isinstance(condition, m.Named):
        return replace(condition, inner=swapped(condition.inner, old, new))
    return condition


def with_node(rule: m.Rule, old: m.Condition, new: m.Condition) -> m.Rule:
    """The rule with one node in the place of another, wherever it stands."""
    changed = rewritten(rule, lambda e: replace(e, when=swapped(e.when, old, new)))
    return replace(
        changed,
        applies_when=swapped(rule.applies_when, old, new) if rule.applies_when else None,
        test=swapped(rule.test, old, new) if rule.test else None,
        displaces=tuple(replace(d, when=swapped(d.when, old, new)) if d.when else d for d in rule.displaces),
    )


def test_every_reading_named_in_a_rule_has_a_case_where_it_matters(jury: Jury, rules: dict[str, m.Rule]) -> None:
    missing = []
    number = 0
    for rule in rules.values():
        for node in [n for n in conditions(rule) if isinstance(n, m.Under)]:
            for reading in node.readings:
                number += 1
                rest = tuple(r for r in node.readings if r != reading)
                changed = with_node(rule, node, replace(node, readings=rest))
                if not jury.catches(Mutant(changed, "")):
                    missing.append(f"{rule.id}: {node.question}:{reading}")
    counted("readings named in rules", number)
    assert missing == []


# --- words ------------------------------------------------------------------------------------------------------


def facts_read(condition: m.Condition) -> Iterator[str]:
    """Every fact that a node looks up, the links on its way included."""
    if isinstance(condition, m.Compare):
        yield condition.fact
        yield from (*condition.path[1:], *condition.operand.path[1:])
        if condition.operand.how == "fact":
            yield condition.operand.word
    elif isinstance(condition, (m.Given, m.Quantified)):
        yield from (condition.fact, *condition.path[1:])
    elif isinstance(condition, m.HasRole):
        yield from (*condition.path[1:], *condition.subject[1:])


def everything(knowledge: m.Knowledge) -> Iterator[m.Condition]:
    """Every node of every rule and gap."""
    for rule in knowledge.rules.values():
        yield from conditions(rule)
    for jurisdiction in knowledge.jurisdictions.values():
        for gap in jurisdiction.gaps:
            if gap.touched_when:
                yield from walk(gap.touched_when)


def test_every_fact_is_read_by_a_rule_or_a_gap(engine: Engine) -> None:
    facts = engine.knowledge.facts
    counted("facts", len(facts))
    read = {fact for node in everything(engine.knowledge) for fact in facts_read(node)}
    assert unexplained([fact for fact in facts if fact not in read], "unused_facts") == []


def test_every_role_is_bound_or_asked_about(engine: Engine) -> None:
    roles = engine.knowledge.roles
    counted("roles", len(roles))
    used = {role for rule in engine.knowledge.rules.values() for role in rule.binds}
    used |= {node.role for node in everything(engine.knowledge) if isinstance(node, m.HasRole)}
    assert unexplained([role for role in roles if role not in used], "unused_roles") == []


# --- sources ----------------------------------------------------------------------------------------------------


def test_every_official_url_leads_to_an_official_host(engine: Engine) -> None:
    urls = {i.version: i.official_url for i in engine.knowledge.instruments.values()}
    counted("official addresses", len(urls))
    patterns = [re.compile(pattern) for pattern in allowed()["official_hosts"]]
    wrong = {
        version: url
        for version, url in urls.items()
        if urlsplit(url).scheme not in ("http", "https")
        or not any(pattern.fullmatch(urlsplit(url).hostname or "") for pattern in patterns)
    }
    assert wrong == {}, "give the page of the State itself, or name its host under official_hosts in hygiene.yaml"


def test_no_law_is_cited_from_an_anonymous_cloud(engine: Engine) -> None:
    knowledge = engine.knowledge
    urls = [law.url for law in knowledge.known_laws if law.url] + [
        i.official_url for i in knowledge.instruments.values()
    ]
    counted("addresses", len(urls))
    wrong = [url for url in urls if not url.startswith(("http://", "https://")) or CLOUDS.search(urlsplit(url).netloc)]
    assert wrong == []


def test_nothing_was_confirmed_in_the_future(engine: Engine) -> None:
    knowledge = engine.knowledge
    latest = allowed()["knowledge_day"]
    dated = {name: rule.last_confirmed for name, rule in knowledge.rules.items()}
    dated |= {version: i.last_confirmed for version, i in knowledge.instruments.items()}
    counted("dates of confirmation", sum(day is not None for day in dated.values()))
    assert {name: day for name, day in dated.items() if day and day > latest} == {}


def test_every_table_has_a_header_and_rows() -> None:
    tables = sorted((ROOT / "corpus").rglob("*.csv"))
    counted("tables", len(tables))
    for path in tables:
        with path.open(encoding="utf-8", newline="") as file:
            assert list(csv.DictReader(file)), path.name


# --- no law in the machinery ------------------------------------------------------------------------------------


def texts_of(source: str) -> Iterator[str]:
    """Every string literal of a program except docstrings."""
    tree = ast.parse(source)
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, described) and _has_doc(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def _has_doc(node: ast.AST) -> bool:
    return bool(node.body) and isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)


def test_the_machinery_names_no_state_and_no_law(engine: Engine) -> None:
    knowledge = engine.knowledge
    slugs = {i.work.rsplit("/", 1)[-1] for i in knowledge.instruments.values()}
    files = sorted([*(ROOT / "regolex").rglob("*.py"), *(ROOT / "app").rglob("*.py")])
    counted("modules", len(files))
    found = []
    for path in files:
        for text in texts_of(path.read_text(encoding="utf-8")):
            if text in knowledge.states or any(slug in text for slug in slugs):
                found.append(f"{path.relative_to(ROOT).as_posix()}: {text}")
    assert unexplained(found, "law_in_code") == []
