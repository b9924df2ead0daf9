"""The kinds of norm and the results stand in one table each, and everything that lists them agrees with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from regolex.engine.results import PRESSING, RESULTS
from regolex.law import model as m
from regolex.law.norms import NORMS


def test_the_model_and_the_table_know_the_same_kinds_of_norm() -> None:
    assert set(get_args(m.RuleKind)) == set(NORMS)


def test_the_ontology_and_the_table_know_the_same_kinds_of_norm() -> None:
    text = (Path(__file__).resolve().parents[2] / "ontology" / "norms.ttl").read_text(encoding="utf-8")
    (listed,) = re.findall(r":ruleKind a .*?owl:oneOf \((.*?)\)", text, re.DOTALL)
    assert set(re.findall(r'"(\w+)"', listed)) == set(NORMS)


def test_every_result_of_a_norm_is_in_the_table_of_results() -> None:
    assert {result for norm in NORMS.values() for result in norm.results} <= set(RESULTS)


def test_every_result_has_a_place_in_the_order_of_pressing() -> None:
    assert set(PRESSING) == set(RESULTS)


def test_rights_and_permissions_never_decide_a_verdict() -> None:
    assert {name for name, norm in NORMS.items() if not norm.weighs} == {"right", "permission", "definition"}


def test_a_prohibition_alone_is_decided_by_its_breach() -> None:
    assert [name for name, norm in NORMS.items() if norm.test == "breached_when"] == ["prohibition"]


def test_no_two_results_share_a_heading() -> None:
    headings = [row.heading for row in RESULTS.values()]
    assert len(headings) == len(set(headings))
