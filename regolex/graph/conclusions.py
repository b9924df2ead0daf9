"""Verdicts as RDF: the word, how far it goes and what it may become, for the client and for the mission."""

from __future__ import annotations

import pyoxigraph as ox

from regolex.engine.assessment import Assessment, Side
from regolex.engine.verdict import Verdict
from regolex.formats.rdf.triples import Writer, iri, truth, whole
from regolex.graph.names import grade_iri, verdict_iri


def conclusions(w: Writer, node: ox.NamedNode, a: Assessment) -> None:
    """The verdicts of an assessment: on every serious reading and on the prevailing ones, also on the answers alone."""
    sides = [("mission", False, a.overall), ("client", False, a.you)]
    if a.strict:
        sides += [("mission", True, a.strict.mission), ("client", True, a.strict.you)]
    for scope, alone, side in sides:
        if side:
            _side(w, node, scope, alone or not a.prepared.sets, side)


def _side(w: Writer, node: ox.NamedNode, scope: str, alone: bool, side: Side) -> None:
    for readings, verdict in (("every", side.every_reading), ("prevailing", side.dominant)):
        here = iri(f"{node.value}#conclusion~{scope}~{readings}" + ("~answers-alone" if alone else ""))
        conclusion(w, here, node, verdict)
        w.codes(here, conclusionFor=scope, onReadings=readings)
        w.add(here, "onAnswersAlone", truth(alone))


def conclusion(w: Writer, here: ox.NamedNode, of: ox.NamedNode, verdict: Verdict) -> None:
    """One verdict of an assessment or of the position of a bearer."""
    w.typed(here, "Conclusion")
    w.add(of, "concludes", here)
    w.add(here, "verdictWord", verdict_iri(verdict.word))
    w.add(here, "verdictGrade", grade_iri(verdict.grade))
    w.add(here, "mayBecome", *map(verdict_iri, verdict.may_become))
    if verdict.grade == "but-for":
        w.add(here, "judgementsLeft", whole(verdict.judgements))
        w.add(here, "doubtsLeft", whole(verdict.doubts))


__all__ = ["conclusion", "conclusions"]
