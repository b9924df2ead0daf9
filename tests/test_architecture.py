"""The package is built in layers, and what is public is documented and runs."""

from __future__ import annotations

import ast
import doctest
import os
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import regolex
from regolex.law.loader import states

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(path for path in (ROOT / "regolex").rglob("*.py") if not path.stem.startswith("__"))
MODULES = [".".join(path.relative_to(ROOT / "regolex").with_suffix("").parts) for path in FILES]


def contract() -> dict[str, list[str]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (only,) = settings["tool"]["importlinter"]["contracts"]
    return only  # type: ignore[no-any-return]


def test_no_module_imports_from_a_layer_above_its_own() -> None:
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, env=here, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_has_its_place_in_the_contract() -> None:
    placed = [name.removeprefix("regolex.") for layer in contract()["layers"] for name in layer.split(" | ")]
    assert len(placed) == len(set(placed))
    assert set(placed) == {module.split(".")[0] for module in MODULES}


def test_no_module_is_longer_than_400_lines() -> None:
    long = {path.name: lines for path in FILES if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400}
    assert not long


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_does(module: str) -> None:
    assert (import_module(f"regolex.{module}").__doc__ or "").strip()


def test_what_is_public_is_what_the_reference_lists() -> None:
    text = (ROOT / "docs" / "generated" / "api.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == list(regolex.__all__)


@pytest.mark.parametrize("name", regolex.__all__)
def test_what_is_public_can_be_had_and_has_a_docstring(name: str) -> None:
    for module in MODULES:
        import_module(f"regolex.{module}")  # a module must not take the place of a public name
    thing = getattr(regolex, name)
    assert type(thing) is not type(regolex), f"regolex.{name} is a module"
    assert isinstance(thing, tuple) or thing.__doc__


def test_there_are_examples_in_the_docstrings() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [t for name in MODULES for t in finder.find(import_module(f"regolex.{name}")) if t.examples]
    assert len(found) > 5


@pytest.mark.parametrize("module", ["regolex", *(f"regolex.{name}" for name in MODULES)])
def test_examples_in_docstrings_run(module: str) -> None:
    failed, _ = doctest.testmod(import_module(module), verbose=False)
    assert failed == 0


def literals(path: Path) -> set[str]:
    """Every text in the code of a module, its docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docs)
    return {node.value for node in texts if isinstance(node.value, str)}


def test_the_package_names_no_article_and_no_country() -> None:
    """Law belongs into rules; the two codes that no list has any more are the exception."""
    allowed = {"loader.py": {"SUN", "XKX"}}
    for path in FILES:
        words = literals(path)
        assert not (words & set(states())) - allowed.get(path.name, set()), path.name
        assert not [word for word in words if re.match(r"art-\d|Article [IVX\d]", word)], path.name
