"""A knowledge folder of three invented rules over our own vocabulary, and a database of cases for each test."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the invented knowledge."""
    folder = tmp_path_factory.mktemp("knowledge") / "invented"
    shutil.copytree(HERE / "knowledge", folder)
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    return folder


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database, so that no test touches the cases of whoever runs it."""
    url = f"sqlite:///{tmp_path / 'cases.sqlite3'}"
    monkeypatch.setenv("REGOLEX_DATABASE", url)
    return url


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, knowledge: Path) -> AppTest:
    """The overview of the example."""
    from tests.app_pages import started, started_from  # needs the extra `app`, which not every test of this folder has

    return started_from(started(monkeypatch, knowledge), "licensed")
