"""An application pack lists what an authority asks for, fills in what the plan states, and names what is missing."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

import regolex
from regolex import knowledge as k
from regolex.commands.cli import app
from regolex.errors import EvaluationError
from regolex.missions.mission import Answer
from regolex.report.forms import written
from regolex.report.pack_paper import WARNING, pack_paper
from regolex.report.paper import Items, Paper, Table, plain
from regolex.tasks.pack import FilledPack, Stated, filled, meets, pack_of
from tests.report.conftest import KB, ROOT, assessed
from tests.unit.test_media import FORGED

AUTHORITIES = (
    "asa-payload", "asa-return", "asi", "caa-space", "cfius", "cospar", "faa", "fcc", "fra-space", "ilr", "japan-control",
    "lsa-2017", "lsa-2020", "minister-economy", "nld-space", "noaa", "oceit", "uae-permit", "uae-resources", "un-register",
)  # fmt: skip
FILE = "corpus/nat/lux/packs/mission-authorisation-2017.yaml"


def pack_for(name: str, authority: str) -> FilledPack:
    return filled(assessed(name), pack_of(KB.knowledge, authority))


def paper_for(name: str, authority: str) -> Paper:
    return pack_paper(assessed(name), pack_for(name, authority))


def test_there_is_a_pack_for_each_of_these_authorities() -> None:
    assert tuple(sorted(KB.knowledge.packs)) == AUTHORITIES


def test_every_item_rests_on_a_provision_of_the_corpus_or_says_what_else_and_how_sure_it_is() -> None:
    known = {p.id for i in KB.knowledge.instruments.values() for p in i.provisions}
    items = [i for pack in KB.knowledge.packs.values() for d in pack.documents for i in d.items]
    assert len(items) > 80
    for item in items:
        assert item.provision in known if item.provision else item.basis
        assert item.confidence == "verified" or item.note


def test_an_item_is_never_surer_than_the_provision_it_rests_on() -> None:
    order = ("doubtful", "secondary", "verified")
    known = {p.id: p for i in KB.knowledge.instruments.values() for p in i.provisions}
    for pack in KB.knowledge.packs.values():
        for item in (i for d in pack.documents for i in d.items if i.provision):
            assert order.index(item.confidence) <= order.index(known[item.provision].confidence), (pack.id, item.says)


def test_no_code_names_an_authority_or_a_document() -> None:
    # a title of one word, such as Application, is a word of the language as well
    titles = {d.title for pack in KB.knowledge.packs.values() for d in pack.documents if " " in d.title}
    for path in (ROOT / "regolex").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [title for title in titles if title in text], path
        assert not re.search(r"lsa-20\d\d|un-register|cospar", text), path


def test_a_plan_meets_the_authorities_whose_rules_reach_it_and_no_others() -> None:
    a = assessed("nereus-water")
    found = {name: meets(a, pack) for name, pack in KB.knowledge.packs.items()}
    assert {name for name, word in found.items() if word == "yes"} == {
        "cospar", "fra-space", "ilr", "lsa-2017", "un-register",
    }  # fmt: skip
    odin = {name: meets(assessed("astroforge-odin"), pack) for name, pack in KB.knowledge.packs.items()}
    assert (odin["faa"], odin["fcc"], odin["noaa"], odin["lsa-2017"]) == ("yes", "yes", "perhaps", "perhaps")


def test_a_paper_that_is_planned_is_still_to_be_prepared() -> None:
    pack = pack_for("nereus-water", "lsa-2017")
    by_title = {d.document.title: d for d in pack.documents}
    assert [i.status for i in by_title["Programme of the mission and all useful information"].items][-1] == "to prepare"
    assert by_title["Proof of legal form and seat"].items[0].status == "facts stated"
    assert pack.applicants == ("party:nereus-water",)


def test_a_fact_that_the_plan_leaves_out_is_asked_for_by_its_question() -> None:
    a = assessed("nereus-water")
    without = a.mission.with_answer("party:nereus-water", "party.legal_form", Answer(missing="not-asked"))
    again = KB.assess(without, on=a.on)
    pack = filled(again, pack_of(KB.knowledge, "lsa-2017"))
    assert Stated("party:nereus-water", "party.legal_form", "missing") in pack.missing
    items = [plain(i) for b in pack_paper(again, pack).blocks if isinstance(b, Items) for i in b.items]
    assert any("legal form" in item.lower() or "Nereus Water S.A." in item for item in items)


def test_the_data_of_one_applicant_never_fill_the_pack_of_another() -> None:
    pack = pack_for("nereus-water", "lsa-2017")
    parties = {s.part for d in pack.documents for i in d.items for s in i.stated if s.fact.startswith("party.")}
    assert parties == {"party:nereus-water"}


def test_an_authorisation_of_another_state_never_fills_a_pack() -> None:
    pack = pack_for("hakuto-r-m2", "lsa-2017")
    names = {s.part for d in pack.documents for i in d.items for s in i.stated if s.fact.startswith("authorisation.")}
    mission = assessed("hakuto-r-m2").prepared.mission
    assert names
    assert all(mission.answer(part, "authorisation.by").value == "LUX" for part in names if part)


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_a_pack_says_that_it_is_no_application_and_is_the_same_each_time(authority: str) -> None:
    paper = paper_for("astroforge-odin", authority)
    assert WARNING in [plain(said) for _, said in paper.head]
    assert "makes no legal argument" in WARNING
    for form in ("md", "docx"):
        assert written(paper, form).body == written(paper_for("astroforge-odin", authority), form).body
    index = next(b for b in paper.blocks if isinstance(b, Table))
    assert len(index.rows) == len(KB.knowledge.packs[authority].documents)
    Document(io.BytesIO(written(paper, "docx").body))


@pytest.mark.parametrize("text", FORGED[:8])
def test_a_mission_never_adds_a_row_to_a_pack(text: str) -> None:
    def rows(words: str) -> int:
        a = assessed("nereus-water")
        names = dict.fromkeys(a.mission.names, words)
        mission = regolex.Mission(a.mission.id, words or "-", a.mission.parts, a.mission.answers, names, client="")
        again = KB.assess(mission, on=a.on)
        return written(pack_paper(again, filled(again, pack_of(KB.knowledge, "lsa-2017"))), "md").body.count(b"\n")

    assert rows(text) == rows("word")


def test_an_unknown_authority_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(EvaluationError) as caught:
        pack_of(KB.knowledge, "lsa-2018")
    assert caught.value.problems[0].code == "E106"
    assert "lsa-201" in str(caught.value)


def test_the_command_lists_the_packs_and_writes_them(tmp_path: Path) -> None:
    run = CliRunner()
    listed = run.invoke(app, ["pack", "--list"])
    assert listed.exit_code == 0
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(AUTHORITIES)
    plan = str(ROOT / "examples" / "nereus-water.yaml")
    met = run.invoke(app, ["pack", plan, "--on", "2026-11-30", "--list"])
    assert "lsa-2017" in met.stdout
    made = run.invoke(
        app,
        [
            "pack",
            plan,
            "--on",
            "2026-11-30",
            "--authority",
            "lsa-2017",
            "--authority",
            "cospar",
            "-o",
            str(tmp_path / "new"),
        ],
    )
    assert made.exit_code == 0, made.output
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == [
        "nereus-water-cospar.docx", "nereus-water-cospar.md", "nereus-water-lsa-2017.docx", "nereus-water-lsa-2017.md",
    ]  # fmt: skip


def test_the_command_writes_a_memo_in_every_form_and_prints_its_pages(tmp_path: Path) -> None:
    run = CliRunner()
    plan = str(ROOT / "examples" / "whole-body-claim.yaml")
    for form in ("html", "pdf", "docx", "md", "jsonld"):
        file = tmp_path / f"memo.{form}"
        made = run.invoke(app, ["report", plan, "--on", "2026-01-15", "-f", form, "-o", str(file), "--assume", "all"])
        assert made.exit_code == 0, made.output
        assert file.stat().st_size > 1000
        assert ("pages of memo" in made.output or "page of memo" in made.output) is (form == "pdf")


# --- the files ---


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("pack: mission-authorisation-2017", "pack: mission-authorisation", "K120"),
        ("#art-2.2", "#art-2.22", "K121"),
        ("party.front", "party.frontt", "K123"),
        ("resource-authorisation", "resource-authorization", "K124"),
        ("art-02-1-authorisation", "art-02-1-authorization", "K126"),
        ("authority: lsa-2017", "authority: lsa-2020", "K130"),
        ("order: LUX", "order: LXX", "K134"),
        ("filed_by:", "filed:", "K107"),
        ("        facts: [party.front]", "        basis: a rumour", "K106"),
    ],
)
def test_a_pack_that_is_wrong_is_refused_with_a_code_and_a_place(tmp_path: Path, old: str, new: str, code: str) -> None:
    for name in ("corpus", "ontology", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name)
    file = tmp_path / FILE
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(regolex.KnowledgeError) as caught:
        k.compile_folder(tmp_path, "")
    assert code in {p.code for p in caught.value.problems}
    assert any("packs/" in p.file for p in caught.value.problems)
