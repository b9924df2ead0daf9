"""The choices of the questionnaire offer each territory with the State whose acts count for it."""

from __future__ import annotations

import sys
from pathlib import Path

import regolex
from regolex.missions.mission import Mission

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "app"))
from regolex_app import choices

K = regolex.load().knowledge


def offered() -> dict[str, str]:
    return choices.values(K, Mission("m", "M", {}, {}, {}), K.facts["launch.territory"])


def test_a_territory_is_offered_with_its_state() -> None:
    assert offered()["GUF"] == "French Guiana (territory of France)"
    assert offered()["IMN"] == "Isle of Man (territory of United Kingdom)"
    assert offered()["HKG"] == "Hong Kong (territory of China)"


def test_what_is_no_states_territory_and_who_is_no_more_is_said() -> None:
    assert offered()["ATA"] == "Antarctica (no State's territory)"
    assert offered()["CSK"] == "Czechoslovakia (until 1992-12-31)"
    assert "continued by the Russian Federation" in offered()["SUN"]


def test_every_state_is_offered_once() -> None:
    assert set(offered()) == set(K.states)
    assert len(set(offered().values())) == len(K.states)
