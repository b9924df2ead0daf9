"""Permits of a union stand among those that stop a plan, beside those of a State."""

from __future__ import annotations

from datetime import date
from typing import Any

import regolex
from regolex.missions.mission import mission_from_data
from regolex.report.screen_rows import needed, rows
from regolex.tasks.task import permit_of, tasks

KB = regolex.load()
PLAN: dict[str, Any] = {
    "mission": "m",
    "title": "A listed craft leaves the Union",
    "client": "company",
    "parties": {
        "company": {"kind": "company", "organised_under": "LUX", "seat": "LUX", "central_administration": "LUX"},
    },
    "objects": {
        "craft": {
            "kind": "lander", "owner": "company", "operator": "company", "dual_use_listed": True, "leaves_union": True,
            "union_general_authorisation": False,
        },
    },
    "authorisations": {},
}  # fmt: skip


def test_an_export_permit_of_the_union_is_among_what_stops_the_plan() -> None:
    a = KB.assess(mission_from_data(PLAN, KB.knowledge), on=date(2026, 11, 30))
    found = [t for t in tasks(a) if t.permit and "eu/dual-use-2021/art-03-1-authorisation" in t.laws]
    assert [t.permit for t in found] == ["export licence"]
    (blocked,) = [row.text for row in rows(a) if row.label == "BLOCKED IF"]
    assert "export licence" in blocked


def test_a_permit_has_the_name_that_the_law_of_its_state_gives_it() -> None:
    taxa = KB.knowledge.taxa
    assert taxa["reentry-licence"].called("AUS") == "return authorisation"
    assert taxa["launch-procurement-permit"].called("AUS") == "overseas payload permit"
    assert taxa["resource-authorisation"].called("LUX") == "mission authorisation"
    assert taxa["general-space-licence"].called("LUX") == "authorisation of the Law of 2020"
    assert taxa["launch-licence"].called("USA") == taxa["launch-licence"].label, "the general name where none is given"
    names = {order for taxon in taxa.values() for order in taxon.names}
    assert names == {"ARE", "AUS", "FRA", "GBR", "JPN", "LUX", "NLD"}


def test_a_permit_that_is_granted_is_not_among_those_still_needed() -> None:
    held = {"kind": "export-licence", "by": "LUX", "holder": "company", "objects": ["craft"], "granted": "done"}
    without = KB.assess(mission_from_data(PLAN, KB.knowledge), on=date(2026, 11, 30))
    plan = PLAN | {"authorisations": {"held": held}}
    with_it = KB.assess(mission_from_data(plan, KB.knowledge), on=date(2026, 11, 30))
    assert "export licence" in needed(without)
    assert "export licence" not in needed(with_it)


def test_no_rule_for_a_state_or_without_force_is_a_permit() -> None:
    rules = KB.knowledge.rules.values()
    assert not any(permit_of(r) for r in rules if r.holder == "State" or not r.binding)
    assert {r.work.partition("/")[0] for r in rules if permit_of(r)} == {"nat", "eu"}
