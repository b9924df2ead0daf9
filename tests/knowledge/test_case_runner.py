"""The case runner says why a case came out otherwise than it expects, in the clauses that decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from regolex.checks import cases
from regolex.engine.engine import Engine
from tests.conftest import ROOT

FILE = ROOT / "tests/cases/un/treaty/ost-1967/art-06-authorisation.yaml"


def run(
    tmp_path: Path, engine: Engine, case: str, rule: str = "nat/lux/space-resources-2017/art-02-1-authorisation"
) -> str:
    path = tmp_path / "case.yaml"
    always = (
        "{party.kind: company, party.organised_under: LUX, activity.kind: extraction, mission.purpose: [commercial]}"
    )
    path.write_text(f"rule: {rule}\non: 2026-01-15\nalways: {always}\ncases:\n  - {case}\n", encoding="utf-8")
    (result,) = cases.run_file(path, engine)
    return str(result)


def test_a_breach_is_put_down_to_the_clause_that_does_not_hold(tmp_path: Path, engine: Engine) -> None:
    told = run(tmp_path, engine, "{name: A Japanese permit, given: {authorisation.by: JPN}, expect: met}")
    assert "authorisation.by is LUX (authorisation: JPN): does not hold" in told
    assert "expected {'result': 'met'}\n    found    {'result': 'breached'}" in told


def test_an_open_result_is_put_down_to_what_is_not_stated(tmp_path: Path, engine: Engine) -> None:
    told = run(tmp_path, engine, "{name: Nothing said, expect: breached}")
    assert "the list of authorisations is not stated" in told


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ("{name: Long ago, on: 2010-01-01, expect: met}", "is not in force on 2010-01-01"),
        (
            "{name: Signals only, given: {activity.kind: communication}, expect: met}",
            "(activity: communication): does not hold",
        ),
    ],
)
def test_a_bearer_that_is_not_bound_is_told_why(tmp_path: Path, engine: Engine, case: str, why: str) -> None:
    assert why in run(tmp_path, engine, case)


def test_a_definition_that_does_not_hold_is_told_why(tmp_path: Path, engine: Engine) -> None:
    rule = "nat/lux/space-resources-2017/scope-luxembourg-persons"
    told = run(tmp_path, engine, "{name: Signals only, given: {activity.kind: communication}, expect: holds}", rule)
    assert "(activity: communication): does not hold" in told


def test_a_case_that_passes_gives_no_reasons(engine: Engine) -> None:
    assert {result.because for result in cases.run_file(FILE, engine)} == {()}


def test_a_file_that_is_not_there_is_told_and_not_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert cases.main(["tests/cases/no-such-file.yaml", "--knowledge", str(ROOT)]) == 3
    assert "K108" in capsys.readouterr().out
