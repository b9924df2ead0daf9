"""Of several procedures for one permit a plan takes that of its lane; without an answer the fee is open and says so."""

from __future__ import annotations

from datetime import date

import regolex
from regolex.engine.assessment import Assessment
from regolex.missions.answers import Answer
from regolex.tasks.fees import Fee, fees
from regolex.tasks.lanes import lanes
from regolex.tasks.roadmap import roadmap
from tests.report.conftest import KB

DAY = date(2025, 2, 20)
FCC = ("usa-fcc-25", "usa-fcc-25-123", "usa-fcc-25-122", "usa-fcc-5", "usa-fcc-100")


def odin(lane: Answer) -> Assessment:
    mission = KB.read_mission(regolex.example("astroforge-odin")).with_answer("object:odin", "object.fcc_lane", lane)
    return KB.assess(mission, on=DAY)


def of_the_radio_licence(a: Assessment) -> list[Fee]:
    return [fee for fee in fees(a, roadmap(a)) if fee.procedure in FCC]


def test_the_fee_is_that_of_the_procedure_of_the_licence_held() -> None:
    (fee,) = of_the_radio_licence(odin(Answer("experimental-licence")))
    assert (fee.procedure, fee.sort, fee.paid) == ("usa-fcc-5", "not-known", True)
    (fee,) = of_the_radio_licence(odin(Answer("regular-application")))
    assert fee.procedure == "usa-fcc-25"
    assert "15,000 dollars" in fee.says


def test_without_the_answer_the_fee_is_open_with_each_procedure_and_the_question_that_decides() -> None:
    (fee,) = of_the_radio_licence(odin(Answer(missing="not-asked")))
    assert fee.sort == "open"
    assert fee.questions[0] == "Under which FCC procedure are the radio stations of Odin licensed?"
    for item in (KB.knowledge.lead_times[name] for name in FCC):
        assert f"{item.procedure}: {item.fee.says}" in fee.says


def test_a_procedure_of_another_lane_is_not_part_of_the_plan() -> None:
    taken = lanes(odin(Answer("experimental-licence")))
    assert [name for name in FCC if name in taken] == ["usa-fcc-5"]
    assert taken["usa-fcc-5"].others == ()
