"""The cases from the command line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from regolex.cases import people
from regolex.cases.store import Store
from regolex.commands import cli
from regolex.knowledge import KnowledgeBase

Run = Callable[..., tuple[str, str, int]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'cases.sqlite3'}"


@pytest.fixture
def regolex(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str) -> Run:
    monkeypatch.setenv("REGOLEX_DATABASE", url)

    def run(*words: object) -> tuple[str, str, int]:
        monkeypatch.setattr(sys, "argv", ["regolex", "cases", *map(str, words)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        said = capsys.readouterr()
        return said.out, said.err, int(stop.value.code or 0)

    return run


def test_a_case_goes_from_a_file_through_its_versions_and_back_into_a_file(
    regolex: Run, store: Store, kb: KnowledgeBase, tmp_path: Path
) -> None:
    source = kb.folder / "examples" / "nereus-water.yaml"
    case_id = regolex("import", source, "--title", "Nereus [b]one[/b]")[0].strip()
    text = store.read(case_id).text
    store.save(case_id, text.replace("about: invented", "about: real"), 1, what="The plan is real")
    assert "Nereus [b]one[/b]" in regolex("list")[0]
    shown, _, code = regolex("show", case_id[:6])
    assert (code, "The plan is real" in shown, "Imported from nereus-water.yaml" in shown) == (0, True, True)
    compared, _, _ = regolex("compare", case_id, 1, 2)
    assert compared.split() == ["Place", "Version", "1", "Version", "2", "about", "invented", "real", "1", "difference"]
    assert regolex("restore", case_id, 1)[2] == 0
    regolex("export", case_id, "--out", tmp_path / "out.yaml")
    assert kb.read_mission(tmp_path / "out.yaml") == kb.read_mission(source)
    assert "about: real" in regolex("export", case_id, "--version", 2)[0]
    copy = regolex("duplicate", case_id, "--title", "Other")[0].strip()
    assert "regolex cases undelete" in regolex("delete", copy)[0]
    assert (copy in regolex("list")[0], copy in regolex("list", "--deleted")[0]) == (False, True)
    assert regolex("undelete", copy)[0] == "Other is back\n"


def test_a_new_case_is_a_mission_file_whatever_its_title(
    regolex: Run, store: Store, kb: KnowledgeBase, tmp_path: Path
) -> None:
    for title in ('A "plan": [x]', "NO", "1e5", "# not a comment"):
        case_id = regolex("new", title)[0].strip()
        store.export(case_id, tmp_path / "out.yaml")
        assert kb.read_mission(tmp_path / "out.yaml").title == store.read(case_id).title == title


def test_a_case_that_is_not_there_or_not_alone_is_told_with_a_code(regolex: Run) -> None:
    for _ in range(17):  # two of seventeen begin with the same sign
        regolex("new", "Plan")
    assert [regolex("show", which)[2] for which in ("zz", "")] == [3, 3]
    assert "C501" in regolex("delete", "zz")[1]
    first = [row.split()[0][0] for row in regolex("list")[0].splitlines()[1:-1]]
    twice = next(sign for sign in first if first.count(sign) > 1)
    assert "cases begin with" in regolex("show", twice)[1]


def test_a_log_that_was_tampered_with_ends_verify_with_1(regolex: Run, store: Store) -> None:
    regolex("new", "Plan")
    said, _, code = regolex("verify")
    assert (code, said.startswith("0 problems in 1 entry\n")) == (0, True)
    noted = said.split()[-1]
    assert regolex("verify", "--noted", noted)[2] == 0
    with store.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE versions SET title = 'Other'")
    said, _, code = regolex("verify", "--noted", noted)
    assert (code, said.startswith("C509 ")) == (1, True)


def test_whoever_runs_the_server_shares_and_hands_on_the_cases_of_others(regolex: Run, store: Store) -> None:
    ada, ben = (people.arrived(store, "i", n, f"{n}@example.org", n.title()) for n in ("ada", "ben"))
    case = store.of(ada.id).new("Hers", "mission: hers\n")
    assert case.id not in regolex("list")[0]
    assert "Ada" in regolex("list", "--all")[0]
    assert regolex("show", case.id)[2] == 3
    assert regolex("share", case.id, "ben@example.org", "--access", "write", "--all")[2] == 0
    assert store.of(ben.id).read(case.id).access == "write"
    assert regolex("share", case.id, "ben@example.org", "--access", "all", "--all")[2] == 3
    assert "Shared with Ben (ben@example.org) to write" in regolex("show", case.id, "--all")[0]
    assert regolex("share", case.id, "ben@example.org", "--access", "none", "--all")[2] == 0
    assert store.of(ben.id).list() == ()
    assert "C510" in regolex("give", case.id, "eve@example.org", "--all")[1]
    assert regolex("give", case.id, "ben@example.org", "--all")[2] == 0
    assert store.of(ben.id).read(case.id).access == "own"
    assert regolex("people")[0].split()[3:] == ["ada@example.org", "Ada", "0", "ben@example.org", "Ben", "1"]


def test_a_backup_is_written_and_recovered(regolex: Run, tmp_path: Path) -> None:
    regolex("new", "Plan")
    assert regolex("backup", tmp_path / "b")[0].startswith("1 case written")
    other = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    assert regolex("recover", tmp_path / "b", "--database", other)[0].startswith("1 case read")
    assert "C508" in regolex("recover", tmp_path / "b", "--database", other)[1]


def test_a_command_that_touches_no_case_does_not_import_the_database() -> None:
    script = (
        "import sys; sys.argv = ['regolex', 'assess', 'astroforge-odin', '--on', '2025-02-20']\n"
        "from regolex.commands.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "wrong = [n for n in sys.modules if n.split('.')[0] in ('sqlalchemy', 'alembic') or n.startswith('regolex.cases')]\n"
        "sys.exit(str(wrong) if wrong else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
