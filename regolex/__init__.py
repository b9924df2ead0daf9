"""Under whose law does a space-resource mission fall, what does each law require, and does the plan comply?

>>> import regolex
>>> from datetime import date
>>> kb = regolex.load()
>>> result = kb.assess(regolex.example("astroforge-odin"), on=date(2025, 2, 20))
>>> result.verdict in regolex.WORDS
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from regolex.engine.assessment import Assessment
    from regolex.engine.findings import Finding
    from regolex.engine.verdict import WORDS
    from regolex.errors import EvaluationError, KnowledgeError, MissionError, QueryError, RegolexError
    from regolex.graph.reasoning import ontology
    from regolex.knowledge import KnowledgeBase, example, load
    from regolex.missions.mission import Mission
    from regolex.report.published import to_json
    from regolex.report.report import summary_html

_WHERE = {
    "load": "knowledge", "example": "knowledge", "KnowledgeBase": "knowledge", "Mission": "missions.mission",
    "Assessment": "engine.assessment", "Finding": "engine.findings", "WORDS": "engine.verdict", "RegolexError": "errors",
    "KnowledgeError": "errors", "MissionError": "errors", "EvaluationError": "errors", "QueryError": "errors",
    "ontology": "graph.reasoning", "to_json": "report.published", "summary_html": "report.report",
}  # fmt: skip

__all__ = [
    "WORDS",
    "Assessment",
    "EvaluationError",
    "Finding",
    "KnowledgeBase",
    "KnowledgeError",
    "Mission",
    "MissionError",
    "QueryError",
    "RegolexError",
    "example",
    "load",
    "ontology",
    "summary_html",
    "to_json",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that the command line starts fast."""
    if name not in _WHERE:
        raise AttributeError(f"module 'regolex' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"regolex.{_WHERE[name]}"), name)
