"""Every case says something true about its rule or its condition, and nothing is said in many files over again."""

from __future__ import annotations

import pytest

from regolex.checks.case_files import condition_files, laid_over, rule_files, shared_files
from regolex.checks.cases import expected, run_case
from regolex.engine.engine import Engine
from regolex.law import case_forms as f
from tests.conftest import ROOT

FOLDER = ROOT / "tests/cases"
FILES = {**rule_files(FOLDER), **condition_files(FOLDER)}
SHARED = shared_files(FOLDER)
CASES = [
    pytest.param(form, case, id=f"{name}: {case.name}") for name, form in FILES.items() for case in form.cases
]  # fmt: skip


@pytest.mark.parametrize(("form", "case"), CASES)
def test_the_law_says(engine: Engine, form: f.CasesForm, case: f.CaseForm) -> None:
    because: list[str] = []
    assert run_case(form, case, engine, because) == expected(case), "\n".join(["because", *because])
    assert because, "a result without a reason"


@pytest.mark.parametrize(
    ("form", "case"),
    [pytest.param(form, case, id=f"{form.shared_by}: {case.name}") for form in SHARED for case in form.cases],
)
def test_the_law_says_of_several_rules(engine: Engine, form: f.SharedCasesForm, case: f.SharedCaseForm) -> None:
    laid = list(laid_over(form, case, engine.knowledge, FILES))
    assert len(laid) > 1, "what is true of one rule stands in the file of that rule"
    assert {own.rule: run_case(own, one, engine) for own, one in laid} == {own.rule: expected(one) for own, one in laid}


def test_a_shared_case_names_only_rules_that_are_there(engine: Engine) -> None:
    named = {f"{form.shared_by}/{rule}" for form in SHARED for case in form.cases
             for rule in (*case.rules.only, *case.rules.but_not)}  # fmt: skip
    assert named <= set(engine.knowledge.rules)


def test_a_case_is_repeated_in_few_files() -> None:
    files: dict[str, set[str]] = {}
    for name, form in FILES.items():
        for case in form.cases:
            files.setdefault(case.name, set()).add(name)
    for shared in SHARED:
        for one in shared.cases:
            files.setdefault(one.name, set()).add(f"{shared.shared_by}/shared")
    total = sum(map(len, files.values()))
    again = {name: len(found) for name, found in files.items() if len(found) >= 3}
    print(f"{sum(again.values())} of {total} cases have a name that stands in three or more files")
    assert 10 * sum(again.values()) < total, again


def test_there_are_cases() -> None:
    print(f"{len(CASES)} cases in {len(FILES)} files")
    assert len(CASES) > 1000


def test_no_file_tells_two_cases_by_the_same_name() -> None:
    twice = [
        f"{name}: {case.name}"
        for name, form in FILES.items()
        for n, case in enumerate(form.cases)
        if case.name in [other.name for other in form.cases[:n]]
    ]
    assert not twice
