"""The wheel as a stranger gets it: built, installed without development extras in an empty environment, and used."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.wheel


def run(*command: str | Path, code: int = 0, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=cwd, timeout=600, check=False)
    assert done.returncode == code, f"{command}\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment that holds the wheel and what it needs, and nothing else of the project."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    run(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", home / "bin" / "python", wheel)
    return home


def test_the_wheel_carries_law_words_readings_examples_and_app(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("corpus", "ontology", "rules", "examples", "app"):
        carried = [n for n in names if n.startswith(f"regolex/_knowledge/{folder}/")]
        kept = [p for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        assert len(carried) == len(kept) > 0, folder
    assert not [n for n in names if "/tests/" in n or n.startswith("tests/")]
    assert "regolex/py.typed" in names
    assert [n for n in names if n.endswith("report.html.j2")]


def test_every_entry_point_runs_where_only_the_wheel_is_installed(installed: Path, tmp_path: Path) -> None:
    command = installed / "bin" / "regolex"
    assert run(command, "--version").stdout.strip()
    done = run(command, "assess", "astroforge-odin", "--on", "2025-02-20", "-f", "json", cwd=tmp_path, code=2)
    assert json.loads(done.stdout)["mission"]["id"] == "astroforge-odin"
    for form in ("text", "md", "html"):
        run(command, "assess", "hakuto-r-m2", "--on", "2025-01-10", "-f", form, cwd=tmp_path, code=2)
    receipt = tmp_path / "receipt.json"
    run(command, "assess", "flyby-survey", "--on", "2026-01-15", "--receipt", receipt, cwd=tmp_path)
    run(command, "reproduce", receipt)
    assert run(command, "check").stdout.startswith("0 problems")
    assert "ost-1967" in run(command, "coverage").stdout.replace("\n", "")
    assert "1 row\n" in run(command, "query", "SELECT (COUNT(*) AS ?n) WHERE { ?r a :Rule }").stdout
    assert "17 States" in run(command, "parties", "moon-1979", "--on", "2024-01-06").stdout
    json.loads(run(command, "schema", "mission").stdout)
    assert "regolex[app]" in run(command, "app", "--no-browser", code=3).stderr


def test_the_python_interface_works_where_only_the_wheel_is_installed(installed: Path, tmp_path: Path) -> None:
    code = (
        "import regolex, datetime\n"
        "kb = regolex.load()\n"
        "a = kb.assess(regolex.example('nereus-water'), on=datetime.date(2026, 1, 15))\n"
        "print(a.verdict, len(regolex.summary_html(a)) > 100)\n"
    )
    assert run(installed / "bin" / "python", "-c", code, cwd=tmp_path).stdout.split() == ["contested", "True"]
