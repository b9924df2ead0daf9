"""A comparison says of each home which permits it asks for, who decides, how long that takes, and who answers for damage."""

from __future__ import annotations

from tests.engine.test_summary import found, row

HOMES = "home=LUX,USA,JPN,ARE"
PART = "Permits, time and liability"


def test_each_home_has_its_permits_with_whoever_decides_and_none_of_the_home_left_behind() -> None:
    cells = row(found(HOMES), PART, "permits the plan needs there")
    assert "mission authorisation (ministers in charge of the economy and of space" in cells["Luxembourg"]
    assert "Federal Communications Commission" in cells["United States"]
    assert "permit to control a spacecraft (Prime Minister (Cabinet Office" in cells["Japan"]
    assert "resource permit (UAE Space Agency" in cells["United Arab Emirates"]
    for home in ("United States", "Japan", "United Arab Emirates"):
        assert "mission authorisation" not in cells[home]


def test_time_by_law_and_usual_time_stand_apart_and_what_is_silent_is_named() -> None:
    by_law, usual = (row(found(HOMES), PART, label) for label in ("time by law", "usual time"))
    assert "5 working days once the file is complete; silence is refusal" in by_law["United Arab Emirates"]
    assert "four to six months, not checked" in usual["Japan"]
    assert "four to six months" not in by_law["Japan"]
    assert (
        "authorisation of what a company does in space"
        in row(found(HOMES), PART, "the law that was read has no")["United States"]
    )


def test_the_fee_and_the_liability_are_those_of_each_home() -> None:
    fees = row(found(HOMES), PART, "fees by law")
    assert "EUR 5,000 to 500,000" in fees["Luxembourg"]
    assert not any("EUR" in cell for home, cell in fees.items() if home != "Luxembourg")
    liable = row(found(HOMES), PART, "liability if damage is done")
    assert "Art. 16; standard of fault: not stated" in liable["Luxembourg"]
    assert "Art. 53; standard of fault: absolute" in liable["Japan"]
    assert "What the State paid above the limit it may claim from the operator" in liable["United Arab Emirates"]
    assert liable["United States"] == ""
