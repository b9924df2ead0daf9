"""The sentences of a comparison say what its rows say, and no more."""

from __future__ import annotations

from datetime import date
from functools import cache

import regolex
from regolex.alternatives import matrix
from regolex.alternatives.compare import Comparison, compare
from regolex.law.wording import state_in_text

KB = regolex.load()
DAY = date(2026, 11, 30)


@cache
def found(vary: str = "home=LUX,USA,JPN,AUS") -> Comparison:
    return compare(KB, KB.read_mission(regolex.example("nereus-water")), [vary], on=DAY)


def row(c: Comparison, part: str, label: str) -> dict[str, str]:
    cells = next(r.cells for p in c.parts if p.name == part for r in p.rows if r.label == label)
    return dict(zip(c.names, cells, strict=True))


def test_the_verdicts_that_are_alike_are_said_once() -> None:
    words = {cell.partition(",")[0] for cell in row(found(), "Verdicts", "on the prevailing readings").values()}
    assert words == {"to do"}
    assert found().summary[0].startswith("Everywhere the verdict is “to do” on the prevailing readings")


def test_the_places_with_fewest_and_most_answers_missing_are_those_of_the_row() -> None:
    cells = row(found(), "Verdicts", "on the prevailing readings")
    missing = {name: int(cell.split(", ")[2].split()[0]) if "missing" in cell else 0 for name, cell in cells.items()}
    sentence = next(s for s in found().summary if s.startswith("The plan leaves fewest"))
    most = max(missing, key=lambda name: missing[name])
    assert f"most in {state_in_text(most)} ({missing[most]})" in sentence
    assert "fewest answers missing in Luxembourg (none)" in sentence


def test_a_right_to_what_is_taken_is_said_only_of_a_law_that_gives_it() -> None:
    said = [s for s in found().summary if "right" in s]
    assert (
        "The law of Luxembourg and the United States, as encoded, gives the company a right to what is taken." in said
    )
    assert "In Japan an answer that is missing decides whether there is such a right." in said
    assert "In Australia no such right was found in the law that is encoded." in said


def test_what_no_choice_removes_is_told_from_what_one_choice_brings() -> None:
    said = found().summary
    assert "No choice removes this dispute: Does Article II of the Outer Space Treaty forbid owning resources once they are " \
        "extracted?" in said  # fmt: skip
    assert any(s.startswith("Disputed only in Australia: Does the Moon Agreement") for s in said)


def test_a_plan_that_takes_nothing_has_no_sentence_on_a_right() -> None:
    plan = KB.read_mission(regolex.example("flyby-survey"))
    c = compare(KB, plan, ["home=LUX,USA"], on=date(2026, 1, 15))
    assert not any("right to what is taken" in s for s in c.summary)


def test_law_that_is_not_encoded_is_called_missing_and_not_absent() -> None:
    c = found("home=LUX,NOR")
    assert "The national law of Norway is not encoded: what it asks is missing here, not absent." in c.summary


def test_one_plan_alone_has_nothing_to_sum_up() -> None:
    assert found("home=LUX").summary == ()


def test_every_form_for_reading_shows_the_sentences() -> None:
    for form in (matrix.as_text(found()), matrix.as_html(found())):
        assert "No choice removes this dispute" in form
    assert matrix.as_json(found())["summary"] == list(found().summary)


def test_a_step_that_is_late_everywhere_is_told_from_one_that_is_late_in_one_place() -> None:
    late = row(found(), "Time and money", "late already")
    for sentence in found().summary:
        if sentence.startswith("Late everywhere: "):
            assert all(sentence.removeprefix("Late everywhere: ").rstrip(".") in cell for cell in late.values())
        if sentence.startswith("Late only in "):
            places, _, what = sentence.removeprefix("Late only in ").rstrip(".").partition(": ")
            assert {n for n, cell in late.items() if what in cell} == {
                one.removeprefix("the ") for part in places.split(" and ") for one in part.split(", ")
            }
