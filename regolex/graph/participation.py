"""Participation as RDF: acts of States and organisations, with every uncertain date as a window."""

from __future__ import annotations

import pyoxigraph as ox

from regolex.formats.rdf.triples import DCT, TIME, Writer, day, iri
from regolex.law import model as m


def participation(knowledge: m.Knowledge) -> Writer:
    """Acts at the depositaries, disputed standings and declarations."""
    w = Writer("participation")
    for entry in knowledge.participation:
        node = iri(f"participation/{_slug(entry.work)}/{_name(entry.participant)}")
        w.typed(node, "Participation")
        w.add(node, "toWork", iri(entry.work))
        w.add(node, "participant", iri(f"state/{entry.participant}") if entry.is_state else None)
        w.codes(
            node, participantName=entry.participant, act=entry.act, statusConfidence=entry.status_confidence,
            dateConfidence=entry.date_confidence,
        )  # fmt: skip
        w.texts(node, **{DCT + "source": entry.source})
        w.window(node, "signed", entry.signed)
        w.window(node, "boundFrom", entry.bound_from)
        w.window(node, "boundUntil", entry.bound_until)
        if entry.bound_from:
            interval = iri(f"{node.value}#bound")
            w.typed(interval, TIME + "ProperInterval")
            w.add(node, "boundDuring", interval)
            _instant(w, interval, "hasBeginning", entry.bound_from)
            _instant(w, interval, "hasEnd", entry.bound_until)
    for case in knowledge.special_cases:
        node = iri(f"special-case/{case.id}")
        w.typed(node, "SpecialCase")
        w.add(node, "toWork", iri(case.work))
        for name in case.participants:
            w.codes(node, participantName=name)
        w.codes(node, treatedAs=case.treated_as, confidence=case.confidence)
        w.texts(node, claimed=case.claimed, claimedBy=case.by, because=case.why)
    for n, said in enumerate(knowledge.declarations, 1):
        node = iri(f"declaration/{_slug(said.work)}/{n}")
        w.typed(node, "Declaration")
        w.add(node, "toWork", iri(said.work))
        w.codes(node, participantName=said.participant, declarationKind=said.kind, confidence=said.confidence)
        w.add(node, "declaredOn", day(said.day) if said.day else None)
        w.texts(node, says=said.says, **{DCT + "source": said.source})
    return w


def _instant(w: Writer, interval: ox.NamedNode, end: str, at: m.Day | None) -> None:
    """An end of an interval, if its date is known exactly."""
    if at and at.not_before == at.not_after:
        instant = iri(f"{interval.value}-{'from' if end == 'hasBeginning' else 'until'}")
        w.typed(instant, TIME + "Instant")
        w.add(interval, TIME + end, instant)
        w.add(instant, TIME + "inXSDDate", day(at.not_before))


def _slug(work: str) -> str:
    return work.rsplit("/", 1)[-1]


def _name(participant: str) -> str:
    return "".join(ch if ch.isalnum() else "-" for ch in participant)
