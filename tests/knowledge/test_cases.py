"""Every case of every case file says something true about its rule."""

from __future__ import annotations

import pytest

from regolex.checks.cases import expected, read_cases, run_case
from regolex.engine.engine import Engine
from regolex.law import case_forms as f
from tests.conftest import ROOT

FOLDER = ROOT / "tests/cases"
FILES = {
    path.relative_to(FOLDER).with_suffix("").as_posix(): read_cases(path) for path in sorted(FOLDER.rglob("*.yaml"))
}
CASES = [
    pytest.param(form, case, id=f"{name}: {case.name}") for name, form in FILES.items() for case in form.cases
]  # fmt: skip


@pytest.mark.parametrize(("form", "case"), CASES)
def test_the_law_says(engine: Engine, form: f.CasesForm, case: f.CaseForm) -> None:
    assert run_case(form, case, engine) == expected(case)


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
