"""Every finding of every example and precedent: explained by its proof alone, and changed by what is said to change it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.explanations import MISSIONS, assessed, chains_told_otherwise, not_changed, proofs_told_otherwise

each_mission = pytest.mark.parametrize("path", MISSIONS, ids=[f"{p.parent.name}/{p.stem}" for p in MISSIONS])


@each_mission
def test_every_explanation_names_the_facts_and_provisions_of_the_proof_and_nothing_else(path: Path) -> None:
    a = assessed(path)
    assert proofs_told_otherwise(a, a.findings) == []
    assert chains_told_otherwise(a, a.findings) == []


@each_mission
def test_every_finding_is_changed_by_each_answer_that_is_said_to_change_it(path: Path) -> None:
    a = assessed(path)
    wrong, number = not_changed(a, a.findings, largest=1, trials=60)
    assert wrong == []
    assert number or not a.findings


@each_mission
def test_findings_are_changed_by_two_answers_that_are_said_to_change_them_together(path: Path) -> None:
    """A seeded sample: there are many pairs."""
    a = assessed(path)
    some = random.Random(path.stem).sample(a.findings, min(8, len(a.findings)))
    assert not_changed(a, some, largest=2, trials=200)[0] == []
