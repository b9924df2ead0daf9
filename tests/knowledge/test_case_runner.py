"""The case runner says why a case came out otherwise than it expects, in the clauses that decided."""

from __future__ import annotations

import shutil
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
def test_the_reason_why_a_bearer_is_not_bound_is_given(tmp_path: Path, engine: Engine, case: str, why: str) -> None:
    assert why in run(tmp_path, engine, case)


def test_the_reason_why_a_definition_does_not_hold_is_given(tmp_path: Path, engine: Engine) -> None:
    rule = "nat/lux/space-resources-2017/scope-luxembourg-persons"
    told = run(tmp_path, engine, "{name: Signals only, given: {activity.kind: communication}, expect: holds}", rule)
    assert "(activity: communication): does not hold" in told


def test_a_named_condition_that_does_not_hold_is_told_with_what_it_means(tmp_path: Path, engine: Engine) -> None:
    rule = "un/treaty/moon-1979/art-02-due-regard"
    orbit = "given: {party.organised_under: NLD, activity.body: {does_not_arise: orbit around the Earth}}"
    told = run(tmp_path, engine, f"{{name: In orbit, {orbit}, bearer: NLD, expect: breached}}", rule)
    assert "condition celestial-body-in-scope (" in told
    assert (
        engine.knowledge.conditions["un/treaty/moon-1979/conditions/celestial-body-in-scope"].means.rstrip(".") in told
    )
    assert "given activity.body" in told


def test_a_shared_case_that_fails_names_the_rule(tmp_path: Path, engine: Engine) -> None:
    shutil.copytree(ROOT / "tests/cases/un/treaty/ost-1967", tmp_path, dirs_exist_ok=True)
    path = tmp_path / "shared.yaml"
    path.write_text(
        "shared_by: un/treaty/ost-1967\ncases:\n  - name: At no body\n    rules: {requires: [at-a-celestial-body]}\n"
        "    given: {activity.body: {does_not_arise: empty space}}\n    expect: breached\n",
        encoding="utf-8",
    )
    failed = [result for result in cases.run_file(path, engine) if not result.passed]
    assert len(failed) > 2
    assert all(f"At no body ({result.rule})" in str(result) for result in failed)


def test_a_case_that_passes_gives_no_reasons(engine: Engine) -> None:
    assert {result.because for result in cases.run_file(FILE, engine)} == {()}


def test_a_missing_file_is_reported_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert cases.main(["tests/cases/no-such-file.yaml", "--knowledge", str(ROOT)]) == 3
    assert "K108" in capsys.readouterr().out
