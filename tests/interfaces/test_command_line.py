"""What the command line promises: results, exit codes, published schemas, receipts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = {
    "astroforge-odin": ("2025-02-20", "to-do", 2),
    "hakuto-r-m2": ("2025-01-10", "contested", 2),
    "nereus-water": ("2026-01-15", "contested", 2),
    "whole-body-claim": ("2026-01-15", "blocked", 1),
    "flyby-survey": ("2026-01-15", "to-do", 0),
}


def regolex(*arguments: str | Path, code: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does."""
    command = [sys.executable, "-m", "regolex", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    if code is not None:
        assert done.returncode == code, done.stdout[-2000:] + done.stderr[-2000:]
    return done


def assessed(name: str, *more: str) -> dict:
    on, _, code = EXAMPLES[name]
    return json.loads(regolex("assess", f"examples/{name}.yaml", "--on", on, "-f", "json", *more, code=code).stdout)


@pytest.fixture(scope="module")
def odin() -> dict:
    return assessed("astroforge-odin")


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_has_the_verdict_that_its_exit_code_says(name: str) -> None:
    assert assessed(name)["verdict"]["mission"]["every_reading"]["word"] == EXAMPLES[name][1]


def test_blocked_contested_and_to_do_are_each_shown_by_an_example() -> None:
    assert {"blocked", "contested", "to-do"} == {verdict for _, verdict, _ in EXAMPLES.values()}


def test_a_claim_to_a_whole_body_fails_under_every_reading() -> None:
    breached = [f for f in assessed("whole-body-claim")["findings"] if f["result"] == "breached"]
    assert [f["rule"] for f in breached] == ["un/treaty/ost-1967/art-02-appropriation"]
    assert breached[0]["by_reading"] == {}


def test_extraction_is_contested_as_the_readings_of_article_ii_divide_it() -> None:
    findings = {f["rule"]: f for f in assessed("nereus-water")["findings"] if f["result"] == "contested"}
    by_reading = findings["un/treaty/ost-1967/art-02-extracted-material"]["by_reading"]
    assert by_reading == {
        "art-ii-extraction:P1": "respected",
        "art-ii-extraction:P2": "respected",
        "art-ii-extraction:P3a": "respected",
        "art-ii-extraction:P4": "breached",
    }
    between = findings["un/treaty/ost-1967/art-02-extracted-material"]["contested_between"]
    holders = [holder for reading in between for holder in reading["holders"]]
    assert any(holder["state"] == "LUX" and holder["kind"] == "state-law" for holder in holders)
    assert all(holder["confidence"] != "doubtful" and holder["source"] for holder in holders)
    assert [reading["reading"] for reading in between if reading["prevailing"]] == ["P1"]


def test_fixing_the_readings_settles_what_they_divide() -> None:
    fixed = regolex(
        "assess", "examples/nereus-water.yaml", "--on", "2026-01-15", "-f", "json",
        "--reading", "art-ii-extraction=P4",
    )  # fmt: skip
    findings = [f for f in json.loads(fixed.stdout)["findings"] if f["rule"].endswith("art-02-extracted-material")]
    assert [f["result"] for f in findings] == ["breached"]
    assert fixed.returncode == 1


def test_luxembourg_sees_no_contest_about_extraction() -> None:
    seen = assessed_from("LUX")
    assert seen["viewpoint"] == "LUX"
    assert "art-ii-extraction" in seen["readings"]
    assert not any(
        f["result"] == "contested" and f["rule"].endswith("art-02-extracted-material") for f in seen["findings"]
    )


def assessed_from(state: str) -> dict:
    done = regolex("assess", "nereus-water", "--on", "2026-01-15", "-f", "json", "--viewpoint", state)
    return json.loads(done.stdout)


def test_the_united_states_is_bound_as_state_of_nationality_and_launching_state_of_odin(odin: dict) -> None:
    usa = next(j for j in odin["jurisdictions"] if j["bearer"] == "USA")
    certain = {role["role"] for role in usa["roles"] if role["holds"] == "true"}
    assert {"state-of-nationality", "launching-state", "responsible-state"} <= certain
    bound = {b["instrument"].split("@")[0] for b in usa["bound_by"] if b["binds"] == "true"}
    assert {"un/treaty/ost-1967", "un/treaty/liability-1972", "un/treaty/registration-1975"} <= bound
    assert "un/treaty/moon-1979" not in bound


def test_prospecting_raises_no_extraction_finding(odin: dict) -> None:
    raised = [f["rule"] for f in odin["findings"] if f["result"] not in ("not-applicable", "displaced")]
    assert not [r for r in raised if "extracted-material" in r or "art-02-sale" in r or "51303" in r]


def test_the_payload_review_of_odin_is_due_and_never_guessed(odin: dict) -> None:
    found = [f for f in odin["findings"] if f["rule"].endswith("450-43-payload-determination")]
    assert [(f["result"], f["may_become"]) for f in found] == [("due", ["met", "to-do", "breached"])]
    assert "authorisation.granted" in {x["fact"] for f in found for x in f["missing"]}


def test_what_is_touched_and_not_encoded_is_named(odin: dict) -> None:
    assert {n["legal_order"] for n in odin["not_covered"]} == {"USA", "international"}
    # a law is named from the day on which it became law
    for on, enacted in (("2025-01-10", False), ("2026-07-01", True)):
        done = regolex("assess", "examples/hakuto-r-m2.yaml", "--on", on, "-f", "json", code=2)
        japan = [n for n in json.loads(done.stdout)["not_covered"] if n["legal_order"] == "JPN"]
        assert japan
        assert any("Act No. 39 of 2026" in n["instrument"] for n in japan) is enacted


def test_the_gap_of_article_vi_is_shown_with_the_provisions_in_its_place(odin: dict) -> None:
    told = [g for g in odin["gaps"] if any("art-6.s2" in a["provision"] for a in g["answers"])]
    assert told
    assert any("450.43" in item for g in told for item in g["stands_in"])


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_every_form_names_the_verdict_the_bearers_and_the_law(form: str) -> None:
    text = regolex("assess", "examples/hakuto-r-m2.yaml", "--on", "2025-01-10", "-f", form, code=2).stdout
    assert ("DISPUTED" if form == "text" else "disputed") in text
    for word in ("Japan", "Luxembourg", "United States", "Article VI", "Law of 20 July 2017"):
        assert word in text, word


def test_html_needs_nothing_from_elsewhere() -> None:
    page = regolex("assess", "nereus-water", "--on", "2026-01-15", "-f", "html", code=2).stdout
    for word in ("<script", "<link", "@import", "url(", "<img", "<iframe"):
        assert word not in page


def test_a_receipt_reproduces_to_the_byte_and_names_what_differs(tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.json"
    regolex("assess", "hakuto-r-m2", "--on", "2025-01-10", "--receipt", receipt, "-o", tmp_path / "out.txt", code=2)
    assert "byte for byte" in regolex("reproduce", receipt, code=0).stdout
    data = json.loads(receipt.read_text())
    data["result"]["verdict"] = "clear"
    receipt.write_text(json.dumps(data))
    assert "E304" in regolex("reproduce", receipt, code=3).stderr


def test_the_same_inputs_give_the_same_bytes() -> None:
    command = ("assess", "examples/nereus-water.yaml", "--on", "2026-01-15", "-f", "json")
    assert regolex(*command).stdout == regolex(*command).stdout


def test_parties_of_the_moon_agreement_differ_by_saudi_arabia_in_january_2024() -> None:
    before = regolex("parties", "moon-1979", "--on", "2024-01-04", code=0).stdout
    after = regolex("parties", "moon-1979", "--on", "2024-01-06", code=0).stdout
    assert "18 States" in before
    assert "17 States" in after
    assert "Saudi Arabia" in before
    assert "SAU" not in after.split("bound on")[0]


def test_check_finds_nothing_and_says_what_it_looked_at() -> None:
    said = regolex("check", code=0).stdout
    assert said.startswith("0 problems; ")
    assert " 0 rules" not in said


def test_coverage_adds_up_for_every_instrument() -> None:
    rows = json.loads(regolex("coverage", "-f", "json", code=0).stdout)
    assert rows
    for row in rows:
        parts = row["encoded"] + row["not_operative"] + row["partly"] + row["missing"]
        assert parts == row["provisions"] > 0, row["version"]
        assert row["coverage"] == "partly" or row["missing"] == 0, row["version"]


@pytest.mark.parametrize("form", ["table", "csv", "json", "tsv", "xml"])
def test_sparql_answers_in_every_form(form: str) -> None:
    query = 'SELECT ?name WHERE { ?s a :State ; skos:notation "LUX" ; skos:prefLabel ?name }'
    assert "Luxembourg" in regolex("query", query, "-f", form, code=0).stdout


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT ?x WHERE { ?x", "Q401"),
        ("no-such-question", "Q402"),
        ("DELETE WHERE { ?s ?p ?o } # select", "Q403"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "Q403"),
    ],
)
def test_a_bad_query_gets_its_code(query: str, code: str) -> None:
    assert code in regolex("query", query, code=3).stderr


def test_every_schema_is_a_valid_schema() -> None:
    from regolex.report.schemas import NAMES

    for name in NAMES:
        jsonschema.Draft202012Validator.check_schema(json.loads(regolex("schema", name, code=0).stdout))


@pytest.mark.parametrize("name", ["card", "rule", "cases", "mission", "assessment"])
def test_a_schema_is_printed_while_the_rules_are_broken(tmp_path: Path, name: str) -> None:
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "broken.yaml").write_text("rule: [", encoding="utf-8")
    assert "K101" in regolex("check", tmp_path, code=3).stdout
    assert json.loads(regolex("schema", name, "--knowledge", tmp_path, code=0).stdout)["$schema"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["assess", "nereus-water", "--on", "1960-01-01"], "E301"),
        (["assess", "nereus-water", "--on", "soon"], "E305"),
        (["assess", "nereus-water", "--on", "2026-01-15", "--reading", "art-ii-extraction=P9"], "E302"),
        (["assess", "nereus-water", "--on", "2026-01-15", "--reading", "art-ii=P1"], "E302"),
        (["assess", "nereus-water", "--on", "2026-01-15", "--viewpoint", "TUV"], "E303"),
        (["parties", "nowhere-1999", "--on", "2024-01-01"], "K122"),
        (["assess", "no-such-file", "--on", "2024-01-01"], "M108"),
    ],
)
def test_a_question_that_cannot_be_answered_gets_its_code_and_exit_3(arguments: list[str], code: str) -> None:
    assert code in regolex(*arguments, code=3).stderr


def test_replay_lists_the_days_on_which_something_changes() -> None:
    done = regolex("replay", "nereus-water", "--from", "2021-01-02", "--to", "2021-03-01", code=0)
    assert "\n2021-01-27\n" in done.stdout
    plain = json.loads(
        regolex("replay", "nereus-water", "--from", "2021-01-02", "--to", "2021-03-01", "-f", "json").stdout
    )
    assert [entry["day"] for entry in plain["entries"]] == ["2021-01-27"]


def test_diff_says_by_its_exit_code_whether_anything_moves() -> None:
    regolex("diff", "nereus-water", "--on", "2021-01-26", "--then", "2021-01-27", code=1)
    regolex("diff", "nereus-water", "--on", "2021-01-27", "--then", "2021-01-28", code=0)
    same = regolex("diff", ".", ".", "examples/flyby-survey.yaml", "--on", "2026-01-15", code=0)
    assert "[flyby-survey]: no change" in same.stdout
    assert "E306" in regolex("diff", "nereus-water", "--on", "2021-01-26", code=3).stderr


@pytest.mark.parametrize(
    ("form", "start"), [("text", "Water from"), ("csv", "matter,row"), ("json", "{"), ("html", "<!do")]
)
def test_compare_sets_plans_side_by_side(form: str, start: str) -> None:
    lever = "party.organised_under=LUX,JPN"
    done = regolex("compare", "nereus-water", "--on", "2026-01-15", "--vary", lever, "-f", form, code=0)
    assert done.stdout.startswith(start)
