"""The catalogue says what its tables say, keeps doubt as doubt, and reports whatever is wrong with them at once."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import regolex
from regolex.errors import Problem
from regolex.law.catalogue import Catalogue, catalogue_answers, catalogue_of

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "corpus" / "catalogue"
HEAD = {path.stem: path.read_text(encoding="utf-8").splitlines()[0] for path in TABLES.glob("*.csv")}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return catalogue_of(regolex.load(ROOT).knowledge)


def test_every_row_of_every_table_is_there(catalogue: Catalogue) -> None:
    held = {
        "bodies": catalogue.bodies, "missions": catalogue.missions, "achievements": catalogue.achievements,
        "organisations": catalogue.organisations, "delta-v": catalogue.transfers,
        "launch-sites": catalogue.sites, "launch-vehicles": catalogue.vehicles,
    }  # fmt: skip
    for name, entries in held.items():
        with (TABLES / f"{name}.csv").open(encoding="utf-8") as file:
            assert list(entries) == [row["id"] for row in csv.DictReader(file)], name
    assert set(catalogue.precedents) == {path.stem for path in (ROOT / "corpus" / "precedents").glob("*.yaml")}


def test_a_size_that_is_a_range_stays_a_range(catalogue: Catalogue) -> None:
    body = catalogue.bodies["kamooalewa"]
    assert (body.diameter_m, body.diameter_min_m, body.diameter_max_m) == (None, Decimal(40), Decimal(100))
    facts = regolex.load(ROOT).knowledge.facts
    assert "body.diameter_m" not in catalogue_answers(body, facts)


def test_what_was_intended_is_not_what_was_achieved(catalogue: Catalogue) -> None:
    mission = catalogue.missions["tianwen-2"]
    assert "sampling" in mission.intended
    assert "sampling" not in mission.achieved


def test_doubt_about_one_field_stays_with_that_field(catalogue: Catalogue) -> None:
    nereus = catalogue.bodies["nereus"]
    assert nereus.confidence_in("diameter_m") == "secondary"
    assert nereus.confidence_in("spectral_class") == "doubtful"
    assert catalogue.missions["hayabusa2"].confidence_in("cost_usd") == "doubtful"
    assert catalogue.missions["hayabusa2"].confidence_in("returned_mass_g") == "verified"


def test_what_is_recalled_is_never_taken_for_more_than_doubtful(catalogue: Catalogue) -> None:
    entries = [
        *catalogue.bodies.values(), *catalogue.missions.values(), *catalogue.achievements.values(),
        *catalogue.organisations.values(), *catalogue.transfers.values(), *catalogue.sites.values(),
        *catalogue.vehicles.values(),
    ]  # fmt: skip
    recalled = [entry for entry in entries if entry.source.split(";")[0] == "memory"]
    assert recalled
    assert {entry.confidence for entry in recalled} == {"doubtful"}
    assert all(entry.source for entry in entries)


def test_every_short_name_of_a_source_is_explained(catalogue: Catalogue) -> None:
    told = (TABLES / "README.md").read_text(encoding="utf-8")
    sources = {
        source.strip().partition(":")[0] if source.strip().startswith(("Atlas", "Wikipedia:")) else source.strip()
        for entries in (catalogue.bodies, catalogue.missions, catalogue.achievements, catalogue.organisations)
        for entry in entries.values()
        for source in entry.source.split(";")
    }
    short = {s for s in sources if not re.match(r"https?://|ROR |corpus/|rules/", s)}
    assert {s for s in short if f"| {s}" not in told} == set()


def test_a_launch_vehicle_names_its_company_its_state_and_sites_that_exist(catalogue: Catalogue) -> None:
    falcon = catalogue.vehicles["falcon-9"]
    assert (falcon.company, falcon.state) == ("Space Exploration Technologies Corp.", "USA")
    assert {catalogue.sites[s].territory for s in falcon.sites} == {"USA"}
    baikonur = catalogue.sites["baikonur"]
    assert (baikonur.territory, baikonur.facility_states) == ("KAZ", ("RUS",))
    assert catalogue.sites["sea-launch"].territory == ""


def test_a_launch_vehicle_that_names_a_site_or_state_that_is_not_there_is_refused(broken: Broken) -> None:
    good = {
        "name": "X",
        "company": "X",
        "company_kind": "company",
        "state": "USA",
        "source": "memory",
        "confidence": "doubtful",
    }
    found = broken(
        "launch-vehicles",
        "\n".join(
            [
                row("launch-vehicles", id="one", **good, sites="cape-carnival"),
                row("launch-vehicles", id="two", **{**good, "state": "USS"}),
                row("launch-vehicles", id="three", **{**good, "company_kind": "firm"}),
            ]
        ),
    )
    assert [(p.line, p.code) for p in found] == [(2, "K139"), (3, "K134"), (4, "K124")]


def test_the_catalogue_decides_nothing_by_itself() -> None:
    """Without it, the same knowledge gives the same rules, facts and words."""
    import msgspec

    knowledge = regolex.load(ROOT).knowledge
    assert catalogue_of(msgspec.structs.replace(knowledge, catalogue=b"")) == Catalogue()


# --- what is wrong with a table ---

Broken = Callable[[str, str], list[Problem]]


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    """Problems of the real knowledge with one table replaced."""

    def problems(name: str, rows: str) -> list[Problem]:
        folder = tmp_path / "knowledge"
        for part in ("corpus", "ontology", "rules"):
            shutil.copytree(ROOT / part, folder / part)
        (folder / "corpus" / "catalogue" / f"{name}.csv").write_text(f"{HEAD[name]}\n{rows}\n", encoding="utf-8")
        with pytest.raises(regolex.KnowledgeError) as caught:
            regolex.load(folder)
        return [p for p in caught.value.problems if p.file.endswith(f"{name}.csv")]

    return problems


def row(table: str, /, **cells: str) -> str:
    return ",".join(cells.get(column, "") for column in HEAD[table].split(","))


def test_every_problem_of_a_table_is_reported_with_its_line_and_column(broken: Broken) -> None:
    good = {"name": "X", "sort": "body", "parent": "sun", "source": "memory", "confidence": "doubtful"}
    found = broken(
        "bodies",
        "\n".join(
            [
                row("bodies", id="sun", **{**good, "sort": "star", "parent": ""}),
                row("bodies", id="one", **good, kind="astroid"),
                row("bodies", id="two", **{**good, "parent": "son"}),
                row("bodies", id="two", **good),
                row("bodies", id="three", **good, diameter_min_m="9", diameter_max_m="2"),
                row("bodies", id="four", **good, mass_kg="heavy"),
                row("bodies", id="five", **{**good, "confidence": "sure"}),
                row("bodies", id="six", **good, confidence_by_field="mas_kg=doubtful"),
            ]
        ),
    )
    told = {(p.line, p.code, p.what.partition(":")[0]) for p in found}
    assert {
        (3, "K124", "kind"), (4, "K139", "parent"), (5, "K130", "id"), (6, "K106", "diameter_min_m"),
        (7, "K106", "mass_kg"), (8, "K106", "confidence"), (9, "K106", "confidence_by_field"),
    } <= told  # fmt: skip
    assert next(p for p in found if p.code == "K139").hint.startswith("Did you mean sun")
    assert "asteroid" in next(p for p in found if p.code == "K124").hint


def test_a_mission_with_days_out_of_order_or_unknown_names_is_refused(broken: Broken) -> None:
    good = {
        "name": "X", "operator_name": "X", "operator_kind": "company", "status": "completed", "source": "memory",
        "confidence": "doubtful",
    }  # fmt: skip
    found = broken(
        "missions",
        "\n".join(
            [
                row("missions", id="a", **good, launch_date="2020-01-02", arrival_date="2020-01-01"),
                row("missions", id="b", **good, operators="nobody", target="nowhere", launch_state="XXX"),
                row("missions", id="c", **good, achieved="digging", precedent="hayabusa3"),
            ]
        ),
    )
    told = {(p.line, p.code, p.what.partition(":")[0]) for p in found}
    assert {
        (2, "K132", "launch_date"), (3, "K139", "operators"), (3, "K139", "target"), (3, "K134", "launch_state"),
        (4, "K124", "achieved"), (4, "K139", "precedent"),
    } <= told  # fmt: skip


def test_a_rule_that_cannot_be_read_is_not_reported_again_by_the_precedents(tmp_path: Path) -> None:
    for part in ("corpus", "ontology", "rules"):
        shutil.copytree(ROOT / part, tmp_path / part)
    rule = tmp_path / "rules" / "un" / "treaty" / "ost-1967" / "art-02-appropriation.yaml"
    rule.write_text("rule: [", encoding="utf-8")
    with pytest.raises(regolex.KnowledgeError) as caught:
        regolex.load(tmp_path)
    assert not [p for p in caught.value.problems if "precedents" in p.file]


def test_a_precedent_that_names_no_rule_is_refused(tmp_path: Path) -> None:
    for part in ("corpus", "ontology", "rules"):
        shutil.copytree(ROOT / part, tmp_path / part)
    precedent = tmp_path / "corpus" / "precedents" / "nemitz-eros.yaml"
    text = precedent.read_text(encoding="utf-8")
    precedent.write_text(text.replace("art-02-appropriation", "art-02-property"), encoding="utf-8")
    with pytest.raises(regolex.KnowledgeError) as caught:
        regolex.load(tmp_path)
    assert {(p.file, p.code) for p in caught.value.problems} == {("corpus/precedents/nemitz-eros.yaml", "K126")}
