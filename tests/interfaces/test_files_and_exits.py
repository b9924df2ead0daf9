"""Files are written whole or not at all, a path is a path, and whatever goes wrong is a coded message and exit code 3."""

from __future__ import annotations

import copy
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from regolex import files
from regolex.commands import cli
from regolex.commands.failures import ended
from regolex.errors import EvaluationError
from regolex.knowledge import KnowledgeBase, load
from regolex.report.published import dumps
from regolex.report.receipt import FORM, _checksum, read_receipt, receipt_of

ROOT = Path(__file__).resolve().parents[2]
ODIN = ROOT / "examples" / "astroforge-odin.yaml"
DAY = ("--on", "2025-02-20")


def run(*arguments: object) -> int:
    return ended(lambda: cli.app([str(one) for one in arguments], standalone_mode=False) or 0)


# --- paths ---


def test_a_path_that_leads_nowhere_is_no_example(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for wrong in (tmp_path / "astroforge-odin.yaml", tmp_path / "astroforge-odin", "astroforge-odin.yaml"):
        assert run("assess", wrong, *DAY) == 3
        assert "M108" in capsys.readouterr().err


def test_an_example_is_taken_by_its_bare_name_and_that_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("assess", "astroforge-odin", *DAY) in (0, 1, 2)
    assert "The example astroforge-odin of Regolex" in capsys.readouterr().err
    shutil.copy(ODIN, "astroforge-odin")
    assert run("convert", "astroforge-odin", "out.yaml") == 0
    assert not capsys.readouterr().err


# --- writing ---


@pytest.mark.parametrize("option", ["-o", "--receipt"])
@pytest.mark.parametrize("form", ["text", "json", "md", "html", "ttl"])
def test_a_place_that_cannot_be_written_is_told_with_a_code(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str, form: str
) -> None:
    for wrong in (tmp_path, tmp_path / "none" / "x", ODIN / "x"):
        assert run("assess", ODIN, *DAY, "-f", form, option, wrong) == 3
        assert "E353" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_written_whole_or_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "out.txt"
    files.write(file, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EvaluationError) as caught:
        files.write(file, "new")
    assert caught.value.problems[0].code == "E353"
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_file_keeps_its_rights_and_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "out.txt", tmp_path / "link"
    files.write(file, "old")
    file.chmod(0o640)
    link.symlink_to(file)
    files.write(link, "new")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode), link.is_symlink()) == ("new", 0o640, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("form", ["text", "json", "md"])
def test_a_full_disk_behind_the_output_is_exit_code_three(form: str) -> None:
    command = [sys.executable, "-m", "regolex", "assess", str(ODIN), *DAY, "-f", form]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert "E351" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_who_has_read_enough_is_no_fault_and_no_breach() -> None:
    command = [sys.executable, "-m", "regolex", "assess", str(ODIN), *DAY]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    said = child.stderr.read()
    child.stderr.close()
    assert child.wait() == 3
    assert "Traceback" not in said


def test_a_terminal_of_ascii_gets_ascii() -> None:
    here = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    command = [sys.executable, "-m", "regolex", "assess", str(ODIN), *DAY]
    done = subprocess.run(command, capture_output=True, env=here, check=False)
    assert done.returncode in (0, 1, 2)
    assert b"Traceback" not in done.stderr
    assert b"-- States" in done.stdout


# --- the unexpected ---


def test_a_package_that_is_missing_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "clingo", None)
    assert run("verify", "--rule", "un/treaty/ost-1967/art-02-extracted-material") == 3
    said = capsys.readouterr().err
    assert "clingo" in said
    assert "is not installed" in said


def test_what_nobody_foresaw_is_a_coded_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken\x1b[2J")

    monkeypatch.setattr(cli, "load", broken)
    assert run("assess", ODIN, *DAY) == 3
    said = capsys.readouterr().err
    assert "E399 unexpected" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    "line",
    ["expects: foo", "about: nonsense", "on: not-a-day", "on: 2099-13-77", "sources: [1, {a: b}]", "sources: x",
     "title: [a]", "summary: {a: b}", "facts: {crewed: {value: true, on: 2099-13-77}}",
     "facts: {crewed: {value: true, source: [a]}}", "parties: {a: {name: [b]}}"],
)  # fmt: skip
def test_a_head_that_says_nothing_is_refused_with_its_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, line: str
) -> None:
    file = tmp_path / "plan.yaml"
    head = "mission: m\n" if line.startswith("title") else "mission: m\ntitle: t\n"
    file.write_text(f"{head}{line}\n", encoding="utf-8")
    assert run("assess", file, *DAY) == 3
    said = capsys.readouterr().err
    assert "M106" in said or "M109" in said
    assert f"line {head.count(chr(10)) + 1}" in said


def test_a_mission_of_more_parts_than_the_limit_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    parts = "".join(f"  a{n}: {{}}\n" for n in range(1001))
    file.write_text(f"mission: m\ntitle: t\nactivities:\n{parts}", encoding="utf-8")
    assert run("assess", file, *DAY) == 3
    assert "M144" in capsys.readouterr().err


def test_a_file_wrong_throughout_is_told_in_a_hundred_problems(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text("mission: m\ntitle: t\n" + "".join(f"k{n}: 1\n" for n in range(500)), encoding="utf-8")
    assert run("assess", file, *DAY) == 3
    said = capsys.readouterr().err
    assert said.count("M107 unknown key") == 100
    assert "400 more problems" in said


# --- two sides, two days ---


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("diff", "{none}", "--on", "2020-01-01", "--then", "2026-01-01"), "E108"),
        (("diff", "{empty}", "--on", "2020-01-01", "--then", "2026-01-01"), "E306"),
        (("diff", ODIN, "--on", "2026-01-01", "--then", "2020-01-01"), "E306"),
        (("replay", ODIN, "--from", "2026-01-01", "--to", "2020-01-01"), "E306"),
    ],
)
def test_what_cannot_be_compared_is_told_and_never_moves(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: tuple[object, ...], code: str
) -> None:
    (tmp_path / "empty").mkdir()
    places = {"{none}": tmp_path / "none", "{empty}": tmp_path / "empty"}
    assert run(*(places.get(str(one), one) for one in command)) == 3
    assert code in capsys.readouterr().err


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"on": 1}'])
def test_what_is_no_session_is_told_so(capsys: pytest.CaptureFixture[str], tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "session.json"
    file.write_bytes(raw)
    assert run("interview", "--on", "2026-01-15", "--session", file) == 3
    assert "E106" in capsys.readouterr().err
    assert file.read_bytes() == raw


# --- receipts ---


@pytest.fixture(scope="module")
def receipt(kb: KnowledgeBase) -> dict[str, Any]:
    return json.loads(dumps(receipt_of(kb.assess(ODIN, on=date(2025, 2, 20)))))  # type: ignore[no-any-return]


def _set(*path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(receipt: dict[str, Any]) -> None:
        at = receipt
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value

    return change


def _without(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(receipt: dict[str, Any]) -> None:
        at = receipt
        for key in path[:-1]:
            at = at[key]
        del at[path[-1]]

    return change


KEYS = (
    "receipt", "engine", "knowledge", "on", "readings", "viewpoint", "pending", "settled", "mission", "checksum", "result",
)  # fmt: skip
CHANGES = {
    **{f"{key} gone": _without(key) for key in KEYS},
    **{f"{key} of another kind": _set(key, value=[{"a": None}]) for key in KEYS},
    "another title": _set("mission", "title", value="Another"),
    "another summary": _set("mission", "summary", value="Another"),
    "other sources": _set("mission", "sources", value=["Another"]),
    "another day": _set("on", value="2025-02-21"),
    "another reading": _set("readings", value={"art-ii-extraction": ["P1"]}),
    "a reading of nothing": _set("readings", value={"nothing": ["P1"]}),
    "no reading of a question": _set("readings", value={"art-ii-extraction": []}),
    "another viewpoint": _set("viewpoint", value="LUX"),
    "a State that is none": _set("viewpoint", value="XYZ"),
    "law to come": _set("pending", value=True),
    "another verdict": _set("result", "verdict", value="clear"),
    "findings that are none": _set("result", "findings", value=[1, {"rule": [1]}]),
    "a part that is none": _set("mission", "parties", value={"a b": {}}),
    "a key of no one's": _set("more", value=1),
    "a number that is none": _set("mission", "facts", value={"duration_days": {"decimal": "x"}}),
    "a mission that is none": _set("mission", value={}),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_receipt_that_was_changed_does_not_reproduce(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, receipt: dict[str, Any], name: str
) -> None:
    changed = copy.deepcopy(receipt)
    CHANGES[name](changed)
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(changed), encoding="utf-8")
    assert run("reproduce", file) == 3
    assert "E304" in capsys.readouterr().err


@pytest.mark.parametrize("name", [n for n in CHANGES if n not in ("checksum gone", "checksum of another kind")])
def test_a_checksum_made_anew_hides_no_traceback(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, receipt: dict[str, Any], name: str
) -> None:
    changed = copy.deepcopy(receipt)
    CHANGES[name](changed)
    changed["checksum"] = _checksum(changed)
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(changed), encoding="utf-8")
    assert run("reproduce", file) in ((0, 1, 3) if name in ("another summary", "other sources") else (1, 3))
    assert "E399" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"receipt": NaN}', b'{"receipt": 2, "receipt": 2}',
     b'{"receipt": 1' + b"0" * 5000 + b"}", b'{"receipt": "\\ud800"}'],
)  # fmt: skip
def test_what_is_no_receipt_is_told_so(capsys: pytest.CaptureFixture[str], tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "receipt.json"
    file.write_bytes(raw)
    assert run("reproduce", file) == 3
    assert "E304" in capsys.readouterr().err


def test_an_earlier_receipt_is_refused_with_what_replaces_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, receipt: dict[str, Any]
) -> None:
    file = tmp_path / "receipt.json"
    for form in range(1, FORM):
        earlier = {**receipt, "receipt": form}
        for gone in ("checksum", "pending", "settled"):  # keys that an earlier form need not have had
            file.write_text(json.dumps({key: value for key, value in earlier.items() if key != gone}), encoding="utf-8")
            with pytest.raises(EvaluationError) as caught:
                read_receipt(file)
            (problem,) = caught.value.problems
            assert problem.code == "E309"
            assert "--receipt" in problem.hint
            assert run("reproduce", file) == 3
            assert "E309" in capsys.readouterr().err


# --- the cache ---


def test_a_cache_entry_answers_for_its_own_hash_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGOLEX_CACHE", str(tmp_path / "cache"))
    known = load(ROOT)
    other = tmp_path / "other"
    for name in ("corpus", "ontology", "rules"):
        shutil.copytree(ROOT / name, other / name)
    (other / "corpus" / "more.csv").write_text("", encoding="utf-8")
    (entry,) = (tmp_path / "cache").iterdir()
    load(other)
    (forged,) = set((tmp_path / "cache").iterdir()) - {entry}
    shutil.copy(forged, entry)
    assert load(ROOT).knowledge.hash == known.knowledge.hash != load(other).knowledge.hash


def test_a_temporary_file_that_was_left_behind_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from regolex.knowledge import _to_cache

    left = tmp_path / ".x.part"
    left.write_text("")
    os.utime(left, (0, 0))
    _to_cache(tmp_path / "entry", load(ROOT).knowledge)
    assert [path.name for path in tmp_path.iterdir()] == ["entry"]
