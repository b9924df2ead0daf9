"""The legal semantics, each shown by the smallest law that needs it.

A law of two or three rules is written to a folder, loaded like any other, and tried on a mission of one activity.
"""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from regolex.engine.assessment import Assessment, assess
from regolex.engine.engine import Engine
from regolex.knowledge import compile_folder
from regolex.missions.mission import mission_from_data
from regolex.report.published import to_json

ROOT = Path(__file__).resolve().parents[2]
WORK = "un/treaty/tiny-2000"
VERSION = f"{WORK}@2000-01-01"
CARD = """
instrument: un/treaty/tiny-2000
version: 2000-01-01
title: Tiny Treaty
short: Tiny Treaty
citation: none
pinpoints: treaty
legal_order: international
kind: treaty
force: {force}
status: in-force
in_force: {in_force}
authentic_languages: [English]
official_url: https://example.org/
coverage: partly
counted: 9
confidence: {{level: verified}}
last_confirmed: {{on: 2026-11-22, against: an invented text}}
"""
OPERATOR_STATE = """
rule: un/treaty/tiny-2000/operator-state
title: operator's State
cites: [{provision: "un/treaty/tiny-2000@2000-01-01#art-1", role: definition}]
kind: definition
binds: State
about: activity
defines: responsible-state
phase: licensing
reads: x
holds_when: {fact: party.organised_under, is: bearer}
confidence: {level: verified}
last_confirmed: {on: 2026-11-22, against: an invented text}
"""


def rule(name: str, kind: str, test: str, *, more: str = "", article: int = 2, level: str = "verified") -> str:
    """A rule about an activity that binds its operator's State; ``test`` is its condition in flow style."""
    key = {"prohibition": "breached_when", "right": "granted_when"}.get(kind, "met_when")
    return f"""
rule: {WORK}/{name}
title: {name}
cites: [{{provision: "{VERSION}#art-{article}", role: operative}}]
kind: {kind}
binds: responsible-state
about: activity
phase: licensing
reads: x
{key}: {test}
{more}
confidence: {{level: {level}}}
last_confirmed: {{on: 2026-11-22, against: an invented text}}
"""


@pytest.fixture
def law(tmp_path: Path) -> Any:
    """A function that turns rule texts into an engine."""

    def build(*rules: str, force: str = "binding", in_force: str = "{day: 2000-01-01}", table: str = "") -> Engine:
        shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
        (tmp_path / "rules" / "readings").mkdir(parents=True)
        for name in ("small-bodies", "whole-asteroid"):
            text = (ROOT / f"rules/readings/{name}.yaml").read_text(encoding="utf-8")
            lines = iter(text.splitlines())
            kept, skipping = [], False
            for line in lines:  # the provisions at issue are not in this tiny corpus
                if line.startswith("text_at_issue"):
                    kept.append("text_at_issue: []")
                    skipping = True
                elif not (skipping and line.startswith((" ", "-"))):
                    skipping = False
                    kept.append(line)
            (tmp_path / f"rules/readings/{name}.yaml").write_text("\n".join(kept), encoding="utf-8")
        card = tmp_path / "corpus" / WORK / "2000-01-01"
        card.mkdir(parents=True)
        (card / "card.yaml").write_text(CARD.format(force=force, in_force=in_force))
        provisions = "\n".join(f"  - {{id: art-{n}, says: x}}" for n in range(1, 10))
        (card / "provisions.yaml").write_text(f"version: {VERSION}\nprovisions:\n{provisions}\n")
        rows = table or "GBR,accession,2000-01-01,2000-01-01,,verified,verified,x,\n"
        header = "participant,act,not_before,not_after,depositary,status_confidence,date_confidence,source,note\n"
        (tmp_path / "corpus/participation").mkdir()
        (tmp_path / "corpus/participation/tiny-2000.csv").write_text(header + rows)
        folder = tmp_path / "rules" / WORK
        folder.mkdir(parents=True)
        for text in (OPERATOR_STATE, *rules):
            name = text.split("rule: ")[1].splitlines()[0].rsplit("/", 1)[1]
            (folder / f"{name}.yaml").write_text(text)
        return Engine(compile_folder(tmp_path, ""))

    return build


def tried(engine: Engine, on: str = "2020-01-01", state: str = "GBR", **facts: Any) -> Assessment:
    """The assessment of one activity of one company."""
    data = {
        "mission": "m", "title": "m", "parties": {"c": {"kind": "company", "organised_under": state}},
        "activities": {"a": {"operator": "c", **facts}}, "launches": {}, "objects": {}, "bodies": {}, "claims": {},
        "zones": {}, "authorisations": {},
    }  # fmt: skip
    return assess(engine, mission_from_data(data, engine.knowledge), on=date.fromisoformat(on))


def result(a: Assessment, name: str, bearer: str = "GBR") -> str:
    """The result of a rule for a bearer; ``none`` where the rule does not concern it."""
    found = [f for f in a.all_findings if f.rule.id.endswith("/" + name) and f.bearer == bearer]
    return found[0].result if found else "none"


DUTY = rule("duty", "obligation", "{fact: activity.contamination_measures, is: done}")
BAN = rule("ban", "prohibition", "{fact: activity.excludes_others, is: true}")


@pytest.mark.parametrize(
    ("answer", "now", "planned", "verdict"),
    [
        ("done", "met", "met", "clear"),
        ("planned", "to-do", "met", "to-do"),
        ("not-planned", "breached", "breached", "blocked"),
        ({"unknown": "dont-know"}, "due", "open", "to-do"),
        ({"unknown": "undecided"}, "due", "open", "to-do"),
    ],
)
def test_a_duty_is_tried_now_and_as_planned(law: Any, answer: Any, now: str, planned: str, verdict: str) -> None:
    a = tried(law(DUTY), contamination_measures=answer)
    (finding,) = [f for f in a.findings if f.bearer == "GBR"]
    assert (finding.result, finding.as_planned, a.verdict) == (now, planned, verdict)


def test_a_duty_nobody_spoke_of_is_due_and_may_come_out_either_way(law: Any) -> None:
    a = tried(law(DUTY))
    (finding,) = [f for f in a.findings if f.bearer == "GBR"]
    assert (finding.result, a.verdict) == ("due", "to-do")
    assert [x.fact for x in finding.missing] == ["activity.contamination_measures"]
    assert a.overall.every_reading.grade == "so-far"
    assert a.overall.every_reading.may_become == ("clear", "to-do", "blocked")


def test_a_prohibition_nobody_spoke_of_is_open_and_nothing_decisive_is_settled(law: Any) -> None:
    a = tried(law(BAN))
    (finding,) = [f for f in a.findings if f.bearer == "GBR"]
    assert (finding.result, a.verdict) == ("open", "undetermined")
    assert [x.fact for x in finding.missing] == ["activity.excludes_others"]


def test_what_does_not_arise_is_an_answer(law: Any) -> None:
    assert result(tried(law(BAN), excludes_others={"does_not_arise": "no body"}), "ban") == "respected"


def test_a_treaty_concerns_only_states_bound_on_the_day(law: Any) -> None:
    engine = law(BAN, table="GBR,accession,2010-05-01,2010-05-01,,verified,verified,x,\n")
    assert result(tried(engine, "2010-04-30", excludes_others=True), "ban") == "none"
    assert result(tried(engine, "2010-05-01", excludes_others=True), "ban") == "breached"
    assert result(tried(engine, "2020-01-01", state="FRA", excludes_others=True), "ban", "FRA") == "none"


def test_a_withdrawal_ends_the_duty_one_year_after_the_notice(law: Any) -> None:
    rows = (
        "GBR,accession,2001-01-01,2001-01-01,,verified,verified,x,\n"
        "GBR,withdrawal-notice,2010-05-01,2010-05-01,,verified,verified,x,\n"
    )
    engine = law(BAN, table=rows)
    assert result(tried(engine, "2011-04-30", excludes_others=True), "ban") == "breached"
    assert result(tried(engine, "2011-05-01", excludes_others=True), "ban") == "none"


def test_a_day_inside_an_unsettled_window_leaves_the_rule_open(law: Any) -> None:
    window = "{not_before: 2017-08-01, not_after: 2017-08-03, settled: false}"
    engine = law(BAN, in_force=window, table="GBR,accession,2000-01-01,2000-01-01,,verified,verified,x,\n")
    found = [
        result(tried(engine, f"2017-08-0{n}", excludes_others=True), "ban") for n in (1, 2, 3)
    ]  # fmt: skip
    assert found == ["open", "open", "breached"]


def test_a_doubtful_participation_never_decides(law: Any) -> None:
    engine = law(BAN, table="GBR,accession,2000-01-01,2000-01-01,,doubtful,doubtful,x,\n")
    assert result(tried(engine, excludes_others=True), "ban") == "open"


def test_a_doubtful_rule_informs_and_never_blocks(law: Any) -> None:
    doubtful = rule("ban", "prohibition", "{fact: activity.excludes_others, is: true}", level="doubtful")
    a = tried(law(doubtful), excludes_others=True)
    assert (result(a, "ban"), a.verdict, a.overall.every_reading.grade) == ("open", "clear", "but-for")
    assert a.overall.every_reading.doubts == 1
    assert [f.doubt for f in a.findings if f.bearer == "GBR"] == ["the source of this rule is doubtful"]


def test_soft_law_blocks_nothing(law: Any) -> None:
    a = tried(law(BAN, force="non-binding"), excludes_others=True)
    assert (result(a, "ban"), a.verdict) == ("breached", "no-duty-found")


def test_a_withheld_right_is_not_a_breach(law: Any) -> None:
    right = rule("right", "right", "{fact: activity.abiotic_resource, is: true}")
    engine = law(right)
    a = tried(engine, abiotic_resource=False)
    assert (result(a, "right"), a.verdict) == ("withheld", "no-duty-found")
    assert result(tried(engine, abiotic_resource=True), "right") == "granted"


NESTED = """exceptions:
  - id: one
    reads: x
    provision: "un/treaty/tiny-2000@2000-01-01#art-3"
    when: {fact: activity.others_nearby, is: true}
    exceptions:
      - id: two
        reads: x
        provision: "un/treaty/tiny-2000@2000-01-01#art-4"
        when: {fact: activity.alters_orbit, is: true}
        exceptions:
          - id: three
            reads: x
            provision: "un/treaty/tiny-2000@2000-01-01#art-5"
            when: {fact: activity.weapon_test, is: true}
"""


@pytest.mark.parametrize(
    ("one", "two", "three", "expected"),
    [
        (False, False, False, "breached"),
        (True, False, False, "not-applicable"),
        (True, True, False, "breached"),
        (True, True, True, "not-applicable"),
        (False, True, True, "breached"),
        (True, True, None, "open"),
        (None, True, False, "breached"),
        (None, False, False, "open"),
    ],
)
def test_exceptions_to_exceptions_three_levels_deep(
    law: Any, one: bool | None, two: bool | None, three: bool | None, expected: str
) -> None:
    engine = law(rule("ban", "prohibition", "{fact: activity.excludes_others, is: true}", more=NESTED))
    facts = {"others_nearby": one, "alters_orbit": two, "weapon_test": three}
    given = {key: value for key, value in facts.items() if value is not None}
    assert result(tried(engine, excludes_others=True, **given), "ban") == expected


def test_a_defeats_b_defeats_c(law: Any) -> None:
    def displacing(name: str, other: str, fact: str, article: int) -> str:
        more = f"applies_when: {{fact: activity.{fact}, is: true}}\ndisplaces: [{{rule: {WORK}/{other}, because: x}}]"
        return rule(name, "obligation", "{fact: activity.consultation_held, is: done}", more=more, article=article)

    engine = law(
        BAN, displacing("b", "ban", "others_nearby", 3), displacing("a", "b", "alters_orbit", 4)
    )  # fmt: skip
    on = {"excludes_others": True, "consultation_held": "done"}
    assert result(tried(engine, others_nearby=False, alters_orbit=False, **on), "ban") == "breached"
    assert result(tried(engine, others_nearby=True, alters_orbit=False, **on), "ban") == "displaced"
    assert result(tried(engine, alters_orbit=False, **on), "ban") == "open"
    a = tried(engine, others_nearby=True, alters_orbit=True, **on)
    assert (result(a, "b"), result(a, "ban")) == ("displaced", "breached"), "a displaced rule displaces nothing"


def test_a_duty_after_breach_arises_with_it_and_never_mends_it(law: Any) -> None:
    ban = rule(
        "ban", "prohibition", "{fact: activity.excludes_others, is: true}", more=f"on_breach: [{WORK}/notify]"
    )  # fmt: skip
    notify = rule("notify", "obligation", "{fact: activity.plans_shared, is: done}", article=3)
    engine = law(ban, notify)
    a = tried(engine, excludes_others=True, plans_shared="done")
    assert (result(a, "ban"), result(a, "notify"), a.verdict) == ("breached", "met", "blocked")
    assert result(tried(engine, excludes_others=False), "notify") == "not-applicable"
    assert result(tried(engine), "notify") == "open"


def test_rules_that_demand_the_opposite_are_reported_and_never_settled(law: Any) -> None:
    open_up = rule("open-up", "obligation", "{fact: activity.plans_shared, is: done}", more="act: share-plans")
    keep = rule("keep", "prohibition", "{fact: activity.plans_shared, is: done}", more="act: share-plans", article=3)
    a = tried(law(open_up, keep), plans_shared="done")
    assert [(c.act, c.bearer) for c in a.conflicts if c.bearer == "GBR"] == [("share-plans", "GBR")]


def test_readings_divide_a_finding_and_only_all_of_them_together_block(law: Any) -> None:
    under = "{{all: [{{under: 'small-bodies:{}'}}, {{fact: activity.excludes_others, is: true}}]}}"
    some = rule("some", "prohibition", under.format("P1"))
    a = tried(law(some), excludes_others=True)
    (finding,) = [f for f in a.findings if f.bearer == "GBR"]
    assert finding.contested
    assert finding.by_reading == {
        "small-bodies:P1": "breached", "small-bodies:P2": "respected", "small-bodies:P3": "respected",
    }  # fmt: skip
    assert a.verdict == "contested"


def test_findings_that_fail_under_complementary_readings_block_together(law: Any) -> None:
    one = rule("one", "prohibition", "{all: [{under: 'small-bodies:P1'}, {fact: activity.excludes_others, is: true}]}")
    rest = "{all: [{under: ['small-bodies:P2', 'small-bodies:P3']}, {fact: activity.excludes_others, is: true}]}"
    a = tried(law(one, rule("other", "prohibition", rest, article=3)), excludes_others=True)
    assert all(f.contested for f in a.findings if f.bearer == "GBR")
    assert a.verdict == "blocked"


def test_what_is_contested_is_said_before_what_is_due(law: Any) -> None:
    one = rule("one", "prohibition", "{all: [{under: 'small-bodies:P1'}, {fact: activity.excludes_others, is: true}]}")
    a = tried(
        law(one, rule("duty", "obligation", "{fact: activity.plans_shared, is: done}", article=3)), excludes_others=True
    )
    assert (a.verdict, a.overall.every_reading.grade) == ("contested", "so-far")
    assert a.overall.every_reading.may_become == ("contested", "blocked")


def test_a_list_that_was_not_given_leaves_the_verdict_undetermined(law: Any) -> None:
    engine = law(BAN)
    data = {"mission": "m", "title": "m", "parties": {"c": {"kind": "company", "organised_under": "GBR"}}}
    a = assess(engine, mission_from_data(data, engine.knowledge), on=date(2020, 1, 1))
    assert (a.verdict, a.overall.every_reading.grade) == ("undetermined", "so-far")
    assert not a.findings
    assert "activities" in {q.label for q in a.questions.items}


def test_an_unnamed_operator_leaves_a_state_not_yet_named(law: Any) -> None:
    engine = law(BAN)
    data = {"mission": "m", "title": "m", "activities": {"a": {"excludes_others": True}}}
    a = assess(engine, mission_from_data(data, engine.knowledge), on=date(2020, 1, 1))
    assert not a.findings
    assert [(f.bearer, f.result) for f in a.might_concern] == [("?", "open")]
    assert {x.label for f in a.might_concern for x in f.missing} == {"operator"}
    assert a.verdict == "undetermined"


def test_a_judgement_is_asked_about_and_never_computed(law: Any) -> None:
    engine = law(rule("regard", "obligation", "{fact: activity.due_regard, is: satisfied}"))
    assert result(tried(engine), "regard") == "judgement"
    assert result(tried(engine, due_regard={"value": "satisfied", "by": "counsel"}), "regard") == "met"
    assert result(tried(engine, due_regard="not-satisfied"), "regard") == "breached"


def test_a_broader_answer_than_the_class_asked_for_stays_open(law: Any) -> None:
    engine = law(rule("ban", "prohibition", "{fact: activity.kind, is_a: extraction}"))
    assert result(tried(engine, kind="resource-operation"), "ban") == "open"
    assert result(tried(engine, kind="extraction"), "ban") == "breached"
    assert result(tried(engine, kind="sampling"), "ban") == "respected"


@pytest.mark.parametrize(
    ("word", "below", "at", "above"),
    [
        ("at_least", "respected", "breached", "breached"),
        ("more_than", "respected", "respected", "breached"),
        ("at_most", "breached", "breached", "respected"),
        ("below", "breached", "respected", "respected"),
    ],
)
def test_each_comparison_word_at_its_boundary(law: Any, word: str, below: str, at: str, above: str) -> None:
    engine = law(rule("ban", "prohibition", f"{{fact: activity.material_mass_kg, {word}: 10}}"))
    found = [result(tried(engine, material_mass_kg=mass), "ban") for mass in (Decimal("9.99"), 10, Decimal("10.01"))]
    assert found == [below, at, above]


def test_an_assessment_is_a_pure_function_of_its_arguments(law: Any) -> None:
    engine = law(DUTY, BAN)
    first, second = (msgspec.json.encode(to_json(tried(engine, excludes_others=False))) for _ in range(2))
    assert first == second
