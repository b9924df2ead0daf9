"""A knowledge folder of three invented rules over our own vocabulary, so that the journeys outlive changes in the law."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the invented knowledge."""
    folder = tmp_path_factory.mktemp("knowledge") / "invented"
    shutil.copytree(HERE / "knowledge", folder)
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    return folder
