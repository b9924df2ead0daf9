"""Articles held to be custom bind States outside the treaty on the readings that say so, in both implementations."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import pytest

from regolex.checks.second_opinion import translated
from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.truth import TRUE, UNKNOWN
from regolex.knowledge import KnowledgeBase, load
from regolex.law.custom import with_custom
from regolex.missions.mission import Mission
from regolex.report.published import to_json
from regolex.report.view import sections

ROOT = Path(__file__).resolve().parents[2]
OST = "un/treaty/ost-1967"
ARTICLE_II = f"{OST}/art-02-appropriation"
ON = date(2026, 1, 15)
# outside the Outer Space Treaty on that day: one signed it and never ratified, one never signed
OUTSIDE = ("IRN", "KHM")


@cache
def kb() -> KnowledgeBase:
    return load(ROOT)


@cache
def claim_by_a_company_of(state: str, folder: Path) -> Mission:
    text = (ROOT / "examples/whole-body-claim.yaml").read_text(encoding="utf-8").replace("GBR", state)
    path = folder / f"{state}.yaml"
    path.write_text(text, encoding="utf-8")
    return kb().read_mission(path)


def assessed(state: str, folder: Path, **choices: str) -> Assessment:
    return kb().assess(claim_by_a_company_of(state, folder), on=ON, readings=choices or None)


def of_article_ii(a: Assessment, state: str) -> Finding:
    return next(f for f in a.findings if f.rule.id == ARTICLE_II and f.bearer == state)


@pytest.mark.parametrize("state", OUTSIDE)
def test_a_claim_to_a_whole_body_is_contested_for_a_state_outside_the_treaty(state: str, tmp_path: Path) -> None:
    a = assessed(state, tmp_path)
    assert of_article_ii(a, state).by_reading == {
        "customary-status:P1": "breached",
        "customary-status:P2": "not-applicable",
    }
    assert a.verdict == "contested"
    assert next(s for s in a.standings if s.bearer == state).verdict.word == "contested"


@pytest.mark.parametrize("state", OUTSIDE)
def test_it_is_blocked_where_the_core_is_taken_as_custom(state: str, tmp_path: Path) -> None:
    a = assessed(state, tmp_path, **{"customary-status": "P1"})
    assert of_article_ii(a, state).result == "breached"
    assert a.verdict == "blocked"


def test_a_party_is_bound_by_the_treaty_whatever_is_custom(tmp_path: Path) -> None:
    for choice in ({}, {"customary-status": "P2"}):
        assert of_article_ii(assessed("GBR", tmp_path, **choice), "GBR").by_reading == {}
        assert of_article_ii(assessed("GBR", tmp_path, **choice), "GBR").result == "breached"


def test_no_state_is_bound_by_the_moon_agreement_as_custom(tmp_path: Path) -> None:
    assert not [i.version for i in kb().knowledge.instruments.values() if i.custom and i.work != OST]
    assert not [
        f for f in assessed("IRN", tmp_path).findings if f.rule.work == "un/treaty/moon-1979" and f.bearer == "IRN"
    ]


def test_only_clauses_with_a_root_in_the_unanimous_resolutions_are_run_as_custom() -> None:
    (treaty,) = (i for i in kb().knowledge.instruments.values() if i.work == OST)
    assert [c.provision.partition("#")[2] for c in treaty.custom] == ["art-1.s2.a", "art-2", "art-3"]
    resting = {r.id.rpartition("/")[2] for r in kb().knowledge.rules.values() if r.custom}
    assert resting == {
        "art-01-freedom-of-use", "art-02-appropriation", "art-02-extracted-material", "art-02-occupation", "art-02-sale",
        "art-02-whole-body", "art-02-act-of-appropriation", "art-02-act-on-material", "art-02-contract-on-place",
        "art-03-force", "art-03-international-law",
    }  # fmt: skip


def test_a_definition_and_a_duty_of_a_person_are_never_custom() -> None:
    (treaty,) = (i for i in kb().knowledge.instruments.values() if i.work == OST)
    rule = kb().knowledge.rules[ARTICLE_II]
    assert with_custom(rule, treaty).custom
    plain = msgspec.structs.replace(rule, custom=None)
    assert with_custom(msgspec.structs.replace(plain, holder="Party"), treaty).custom is None
    assert with_custom(msgspec.structs.replace(plain, defines="claiming-state"), treaty).custom is None


def test_every_display_says_that_the_articles_bind_as_custom_and_on_which_reading(tmp_path: Path) -> None:
    a = assessed("IRN", tmp_path)
    (section,) = (s for s in sections(a) if s.standing.bearer == "IRN")
    told = next(text for text in section.bound_by if text.startswith("Outer Space Treaty"))
    assert "as custom on the reading customary-status P1" in told
    assert "Article II" in told
    (bound,) = (b for b in section.standing.bound_by if b.custom)
    assert bound.truth == UNKNOWN
    plain = next(s for s in to_json(a)["jurisdictions"] if s["bearer"] == "IRN")
    assert next(b for b in plain["bound_by"] if b["as_custom"])["as_custom"] == [c.provision for c in bound.custom]
    notes = [p.note for _, proof in of_article_ii(a, "IRN").because for p in proof.parts if p.word == "bound"]
    assert any(note.endswith("binds as custom on the reading customary-status:P1") for note in notes)


def test_with_the_reading_chosen_the_articles_bind_for_certain(tmp_path: Path) -> None:
    a = assessed("IRN", tmp_path, **{"customary-status": "P1"})
    (bound,) = (b for s in a.standings if s.bearer == "IRN" for b in s.bound_by if b.custom)
    assert bound.truth == TRUE
    a = assessed("IRN", tmp_path, **{"customary-status": "P2"})
    assert not [b for s in a.standings if s.bearer == "IRN" for b in s.bound_by if b.custom]


@pytest.mark.parametrize("rule", [ARTICLE_II, f"{OST}/art-02-extracted-material", f"{OST}/art-03-international-law"])
@pytest.mark.parametrize("state", ["IRN", "GBR"])
def test_the_logic_program_agrees_on_custom(rule: str, state: str, tmp_path: Path) -> None:
    pytest.importorskip("clingo")
    wrong, shown = translated(kb().engine, rule).compare(claim_by_a_company_of(state, tmp_path), ON, complete=False)
    assert wrong == []
    assert any(row.bearer == state for row in shown.rows)
