"""One knowledge base and one engine for the whole session: both are read-only, and loading costs more than most tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from regolex.engine.engine import Engine
from regolex.knowledge import KnowledgeBase, load

ROOT = Path(__file__).resolve().parents[1]
# the links of the user running the tests must not change their results
os.environ["REGOLEX_LINKS"] = str(Path(tempfile.gettempdir(), "regolex-tests-link-nothing.json"))

# nor may the tests touch the user's cases
_CASES = tempfile.mkdtemp(prefix="regolex-tests-")
os.environ["REGOLEX_DATABASE"] = f"sqlite:///{_CASES}/cases.sqlite3"

_PLAIN = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "print_blob": True}
settings.register_profile("quick", max_examples=25, derandomize=True, **_PLAIN)
settings.register_profile("long", max_examples=400, **_PLAIN)
settings.load_profile("quick")


def pytest_unconfigure() -> None:
    """Remove the cases of the tests; a worker of xdist ends without what is left for the exit."""
    shutil.rmtree(_CASES, ignore_errors=True)


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """The knowledge of this checkout."""
    return load(ROOT)


@pytest.fixture(scope="session")
def engine(kb: KnowledgeBase) -> Engine:
    """The engine over it."""
    return kb.engine
