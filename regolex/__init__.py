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
    from regolex.engine.findings import Finding, Missing
    from regolex.engine.matters import NotCovered
    from regolex.engine.proof import Proof
    from regolex.engine.verdict import WORDS
    from regolex.errors import (
        CaseError,
        EvaluationError,
        KnowledgeError,
        MissionError,
        Problem,
        QueryError,
        RegolexError,
    )
    from regolex.graph.reasoning import ontology
    from regolex.knowledge import KnowledgeBase, example, load
    from regolex.law.model import Fact, Knowledge
    from regolex.missions.mission import Answer, Mission
    from regolex.report.published import to_json
    from regolex.report.report import summary_html

_WHERE = {
    "load": "knowledge", "example": "knowledge", "KnowledgeBase": "knowledge", "Mission": "missions.mission",
    "Assessment": "engine.assessment", "Finding": "engine.findings", "WORDS": "engine.verdict", "RegolexError": "errors",
    "KnowledgeError": "errors", "MissionError": "errors", "EvaluationError": "errors", "QueryError": "errors",
    "CaseError": "errors",
    "NotCovered": "engine.matters", "Missing": "engine.findings", "Proof": "engine.proof", "Problem": "errors",
    "Fact": "law.model", "Knowledge": "law.model", "Answer": "missions.mission", "ontology": "graph.reasoning",
    "to_json": "report.published", "summary_html": "report.report",
}  # fmt: skip

# The modules whose public names a front end or a measurement may use as well; everything else is ours to change.
PUBLIC_MODULES = (
    # a front end: ask, show, change, keep
    "alternatives.compare", "alternatives.difference", "alternatives.matrix", "alternatives.proposals",
    "alternatives.repair", "alternatives.repairs", "alternatives.turns", "alternatives.variants", "cases.assignments",
    "cases.case", "cases.comments", "cases.links", "cases.people", "cases.sharing", "cases.store", "cases.team",
    "engine.assessment", "engine.choices", "engine.concern", "engine.findings", "engine.grounds",
    "engine.matters", "engine.preparation", "engine.proof", "engine.questions", "engine.results", "engine.truth",
    "engine.turning", "engine.world", "formats.texts.official", "graph.service.pool", "graph.service.worker",
    "interview.intake", "interview.interview", "interview.session", "law.asking", "law.catalogue", "law.citation",
    "law.intake", "law.model", "law.names", "law.norms", "law.order", "law.source", "law.wording", "media",
    "missions.file", "missions.mission", "missions.sovereignty", "missions.terms", "report.beside", "report.disputed",
    "report.first_screen", "report.forms", "report.memo", "report.pack_paper", "report.paper", "report.particulars",
    "report.parties", "report.phrases",
    "report.places", "report.published", "report.readings", "report.report", "report.turned", "report.view",
    "report.whose_law", "report.world_map", "screening.atlas", "solving.certainty", "tasks.gantt", "tasks.pack",
    "tasks.roadmap", "tasks.task", "tasks.written",
    # a measurement: the parts one at a time
    "engine.engine", "engine.incremental", "graph.competency", "graph.dataset", "graph.export", "graph.query",
    "graph.sparql_text", "screening.circuit", "screening.conditions", "screening.layout", "screening.lowering",
    "screening.machine", "screening.planes", "screening.scene", "screening.screener", "screening.situation",
    "screening.sources", "screening.tables", "screening.values", "solving.answer_sets", "solving.completions", "solving.settle",
)  # fmt: skip

__all__ = [
    "PUBLIC_MODULES",
    "WORDS",
    "Answer",
    "Assessment",
    "CaseError",
    "EvaluationError",
    "Fact",
    "Finding",
    "Knowledge",
    "KnowledgeBase",
    "KnowledgeError",
    "Missing",
    "Mission",
    "MissionError",
    "NotCovered",
    "Problem",
    "Proof",
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
