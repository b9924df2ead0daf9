"""Loading: every problem at once, nothing half-loaded, and a cache that survives damage and crowds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import regolex
from regolex import knowledge as k
from regolex.errors import Problem

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the knowledge to break."""
    for name in ("corpus", "ontology", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def _problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(regolex.KnowledgeError) as caught:
        k.compile_folder(folder, "")
    return caught.value.problems


def codes_of(folder: Path) -> list[tuple[str, str, int]]:
    return [(p.code, p.file, p.line) for p in _problems(folder)]


RULE = "rules/un/treaty/ost-1967/art-02-appropriation.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (RULE, "rule: un/treaty/ost-1967/art-02-appropriation", "rule: un/treaty/ost-1967/art-03", "K120"),
        (RULE, '#art-2"', '#art-22"', "K121"),
        (RULE, 'un/treaty/ost-1967@1967-01-27#art-2", role', 'un/treaty/ost-1968@1967-01-27#art-2", role', "K122"),
        (RULE, "fact: claim.sovereign", "fact: claim.sovereing", "K123"),
        (RULE, "area-claim", "area-clam", "K124"),
        (RULE, "binds: claiming-state", "binds: claiming-stat", "K125"),
        (RULE, "small-bodies:P2", "small-bodies:P7", "K127"),
        (RULE, "fact: claim.sovereign, is: true", "fact: object.mass_destruction_weapon, is: true", "K128"),
        (RULE, "claim.sovereign, is: true", "claim.sovereign, at_least: 3", "K136"),
        (RULE, "kind: prohibition", "kind: prohibited", "K106"),
        (RULE, "phase: concept", "phase: conceptual", "K124"),
        (RULE, "about: claim", "about: clam", "K138"),
        (RULE, "title:", "titel:", "K107"),
        ("corpus/un/treaty/ost-1967/1967-01-27/card.yaml", "counted: 43", "counted: 44", "K137"),
        ("corpus/un/treaty/moon-1979/1979-12-18/card.yaml", "version: 1979-12-18", "version: 1979-12-05", "K120"),
        ("ontology/attributes/claim.ttl", ':controlledBy "operator"', ':controlledBy "nobody"', "K131"),
        ("ontology/attributes/claim.ttl", ':lever "terms"', ':lever "easy"', "K131"),
        ("ontology/levers.ttl", ":effort 9", ":effort -9", "K131"),
    ],
)
def test_one_defect_in_the_knowledge_gets_its_code_file_and_line(
    folder: Path, file: str, old: str, new: str, code: str
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = codes_of(folder)
    assert (code, file) in {(c, f) for c, f, _ in found}, found
    assert all(line > 0 for c, f, line in found if (c, f) == (code, file))


def test_problems_in_several_files_are_reported_together(folder: Path) -> None:
    for file in (RULE, "rules/un/treaty/ost-1967/art-03-international-law.yaml"):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace("confidence:", "confidance:", 1), encoding="utf-8")
    assert len({file for _, file, _ in codes_of(folder)}) == 2


def test_a_provision_without_rule_or_reason_is_reported(folder: Path) -> None:
    for rule in folder.glob("rules/un/treaty/ost-1967/art-03-*.yaml"):
        rule.unlink()
    found = [p for p in _problems(folder) if p.code == "K135"]
    assert ["Article III" in p.what for p in found] == [True]


def test_a_circle_of_rules_is_refused(folder: Path) -> None:
    one, other = "un/treaty/ost-1967/art-03-international-law", "un/treaty/ost-1967/art-02-appropriation"
    for first, second in ((one, other), (other, one)):
        path = folder / f"rules/{first}.yaml"
        text = path.read_text(encoding="utf-8").rstrip()
        path.write_text(text + f"\ndisplaces: [{{rule: {second}, because: test}}]\n", encoding="utf-8")
    assert "K129" in {code for code, _, _ in codes_of(folder)}


def test_a_damaged_cache_entry_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGOLEX_CACHE", str(tmp_path))
    first = regolex.load().knowledge
    (entry,) = tmp_path.glob("*.msgpack")
    whole = entry.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", b"\0" * len(whole), whole[:-1] + bytes([whole[-1] ^ 1])):
        entry.write_bytes(damaged)
        assert regolex.load().knowledge == first
        assert entry.read_bytes() == whole


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("REGOLEX_CACHE", str(blocked / "below"))
    assert regolex.load().knowledge.rules


def test_many_writers_at_once_leave_one_good_entry(tmp_path: Path) -> None:
    code = "import regolex; print(regolex.load().knowledge.hash)"
    environment = {**os.environ, "REGOLEX_CACHE": str(tmp_path)}
    writers = [
        subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    hashes = {writer.communicate(timeout=120)[0].strip() for writer in writers}
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0]
    assert len(hashes) == 1
    assert len(list(tmp_path.glob("*.msgpack"))) == 1
    assert not [p for p in tmp_path.iterdir() if not p.name.endswith(".msgpack")]


def test_another_byte_in_any_file_is_another_knowledge(folder: Path) -> None:
    before = k.digest_of(folder)
    path = folder / RULE
    path.write_bytes(path.read_bytes() + b"\n")
    assert k.digest_of(folder) != before
