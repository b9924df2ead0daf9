"""What must come before what, and the days that follow from it, counted backwards from the launch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec
import networkx as nx

from regolex.law.lead_times import Procedure
from regolex.tasks.leadtimes import Basis, begin, latest_start


class Planned(msgspec.Struct, frozen=True):
    """When a procedure must be done and by when it must begin.

    ``usual_start`` is the latest start by the usual time where the law's own time can be counted as well; ``waiting`` the
    procedure that waits for this one and sets its day, empty where that is the launch.
    """

    needed: date | None
    start: date | None
    basis: Basis
    usual_start: date | None
    waiting: str = ""


def backwards(procedures: Mapping[str, Procedure], launch: date | None) -> dict[str, Planned]:
    """The days of each procedure that has to be done before the launch.

    A procedure must be done when the first of those that need it must begin. One whose length cannot be counted passes its
    own day on: what it needs must stand by then at the latest.
    """
    found: dict[str, Planned] = {}
    graph = _graph(procedures)
    for slug in nx.lexicographical_topological_sort(graph):
        procedure = procedures[slug]
        if procedure.needed != "before-launch":
            found[slug] = Planned(None, None, "", None)
            continue
        days = [(launch and _days_before(launch, procedure.days_before), "")]
        for dependent in graph.predecessors(slug):
            planned = found[dependent]
            days.append((planned.start or planned.needed, dependent))
        needed, waiting = min(((day, name) for day, name in days if day), default=(None, ""))
        start, basis = latest_start(procedure, needed) if needed else (None, "")
        usual = begin(procedure.usual, needed) if needed and basis == "law" else None
        found[slug] = Planned(needed, start, basis, usual, waiting)
    return found


def chain(procedures: Mapping[str, Procedure], planned: Mapping[str, Planned]) -> list[str]:
    """The chain of procedures that has to begin first, from its beginning to the launch; empty if nothing can be counted."""
    counted = {slug: days.start for slug, days in planned.items() if days.start}
    if not counted:
        return []
    graph = _graph(procedures)
    slug = min(counted, key=lambda name: (counted[name], name))
    found = [slug]
    while True:
        onward = [
            name
            for name in graph.predecessors(found[-1])
            if procedures[name].needed == "before-launch" and planned[found[-1]].needed in _ends(planned[name])
        ]
        if not onward:
            return found
        found.append(min(onward))


def _ends(planned: Planned) -> tuple[date | None, ...]:
    return (planned.start or planned.needed,)


def _graph(procedures: Mapping[str, Procedure]) -> nx.DiGraph[str]:
    """An arrow from each procedure to those that it needs, as far as they are part of the plan."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(procedures))
    graph.add_edges_from(
        (slug, other) for slug, item in procedures.items() for other in item.needs if other in procedures
    )
    return graph


def _days_before(launch: date, days: int) -> date:
    return date.fromordinal(launch.toordinal() - days)


__all__ = ["Planned", "backwards", "chain"]
