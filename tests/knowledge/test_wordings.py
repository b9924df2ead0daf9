"""On a day before the wording that is encoded and after the first day of the law, no State is told that its law is complete."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import regolex
from regolex.engine.assessment import Assessment
from regolex.law import model as m
from regolex.missions.mission import mission_from_data
from regolex.report.whose_law import whose_law

KB = regolex.load()
K = KB.knowledge
# a version is dated after the adoption for another reason than that it is a later wording
FIRST_WORDINGS = {
    "nat/gbr/space-industry-act-2018": "the duties of operators began with the day of the version",
    "nat/gbr/outer-space-bermuda-2006": "the day on which it was made was not read",
    "nat/gbr/outer-space-cayman-islands-1998": "the day on which it was made was not read",
    "nat/gbr/outer-space-gibraltar-1996": "the day on which it was made was not read",
    "nat/gbr/outer-space-guernsey-1990": "the day on which it was made was not read",
    "nat/gbr/outer-space-isle-of-man-1990": "the day on which it was made was not read",
    "nat/gbr/outer-space-jersey-1990": "the day on which it was made was not read",
}  # fmt: skip


def first_wordings() -> dict[str, m.Instrument]:
    """The earliest version encoded of each work of a State."""
    found: dict[str, m.Instrument] = {}
    for one in K.instruments.values():
        if one.legal_order in K.states and one.in_force:
            known = found.get(one.work)
            if known is None or known.in_force is None or one.in_force.not_before < known.in_force.not_before:
                found[one.work] = one
    return found


def assessed(state: str, on: date) -> Assessment:
    """A company of a State that launches and commands from it on a day."""
    data = {
        "mission": "m",
        "title": "A launch",
        "client": "company",
        "parties": {
            "company": {
                "kind": "company", "organised_under": state, "seat": state, "central_administration": state,
                "acts_for": [], "controlling_party": {"does_not_arise": "none"}, "controlled_from": [state],
            },
        },
        "launches": {
            "launch": {
                "launcher": "company", "territory": state, "facility_state": [state], "date": on.isoformat(),
                "carried_out": "planned", "reaches": "beyond-earth-orbit",
            },
        },
        "objects": {"craft": {"kind": "lander", "launch": "launch", "owner": "company", "operator": "company"}},
        "bodies": {"moon": {"kind": "moon-of-earth"}},
        "activities": {
            "dig": {
                "kind": "extraction", "operator": "company", "objects": ["craft"], "body": "moon",
                "controlled_from": [state],
            },
        },
        "claims": {}, "zones": {}, "authorisations": {},
    }  # fmt: skip
    return KB.assess(mission_from_data(data, K), on=on, assume=("nothing-unusual", "law-will-be-followed"))


YOUNGER = {work: one for work, one in first_wordings().items() if one.earlier}


@pytest.mark.parametrize("work", sorted(YOUNGER))
def test_no_verdict_is_complete_while_law_of_the_day_is_unread(work: str) -> None:
    one = YOUNGER[work]
    assert one.earlier
    assert one.in_force
    last = one.in_force.not_before - timedelta(days=1)
    first = max(one.earlier.since, K.first_day)
    for on in {first, last}:
        a = assessed(one.legal_order, on)
        for side in filter(None, (a.overall, a.you)):
            assert "complete" not in (side.every_reading.grade, side.dominant.grade), on
        assert any(n.matter == f"{one.short} as it read on {on}" for n in a.not_covered), on
        mine = [line for line in whose_law(a) if line.startswith(K.states[one.legal_order])]
        assert mine, on
        assert all("assessed in part" in line for line in mine), (on, mine)


def test_a_later_wording_says_that_there_were_earlier_ones() -> None:
    for work, one in first_wordings().items():
        assert one.in_force
        later = str(one.adopted) not in (one.version.rpartition("@")[2], str(one.in_force.not_before))
        if later and not one.earlier:
            assert work in FIRST_WORDINGS, f"{work}: say since when the law exists (earlier_wordings), or why not"


def test_from_the_day_of_the_wording_on_it_is_not_said_to_be_unread() -> None:
    for work, one in YOUNGER.items():
        assert one.in_force
        a = assessed(one.legal_order, one.in_force.not_before)
        assert not [n for n in a.not_covered if n.matter.startswith(f"{one.short} as it read on")], work
