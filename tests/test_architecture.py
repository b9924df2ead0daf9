"""The package is built in layers, and what is public is documented and runs."""

from __future__ import annotations

import ast
import doctest
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import networkx
import pytest

import regolex
from docs.pages import house
from regolex.law.loader import states

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(path for path in (ROOT / "regolex").rglob("*.py") if not path.stem.startswith("__"))
MODULES = [".".join(path.relative_to(ROOT / "regolex").with_suffix("").parts) for path in FILES]


def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contract() -> dict[str, list[str]]:
    (only,) = settings()["tool"]["importlinter"]["contracts"]
    return only  # type: ignore[no-any-return]


def test_no_module_imports_from_a_layer_above_its_own() -> None:
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, env=here, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# --- the imports, read by ourselves ---


# the public package and `python -m regolex`: they hand on what lies below
DOORS = ("regolex", "__main__")


class Import(NamedTuple):
    """One import of one module by another. ``deferred``: inside a function, so that it costs nothing at the start."""

    by: str
    what: str
    name: str
    deferred: bool


def imports(path: Path, root: Path = ROOT) -> Iterator[Import]:
    """Every import of the package in a file, those inside functions and those for type checkers too."""
    by = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")

    def walk(node: ast.AST, inside: bool, types: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            deferred = inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for_types = types or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test))
            if isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path}: imports are written in full"
                if (child.module or "").split(".")[0] == "regolex":
                    for alias in child.names:
                        yield Import(by, child.module or "", alias.name, inside and not types)
            elif isinstance(child, ast.Import):
                for alias in child.names:
                    if alias.name.split(".")[0] == "regolex":
                        yield Import(by, alias.name, "", inside and not types)
            yield from walk(child, deferred, for_types)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), False, False)


def package(module: str) -> str:
    """The package, or the module beside the packages, that a module belongs to."""
    return module.split(".")[1] if "." in module else module


def floors() -> dict[str, int]:
    """The number of the floor of each package, counted from the top."""
    return {
        name.removeprefix("regolex."): floor
        for floor, layer in enumerate(contract()["layers"])
        for name in layer.split(" | ")
    }


def against_the_plan(found: Iterable[Import], floor: Mapping[str, int]) -> list[str]:
    """Every import that does not go down."""
    return [
        f"{one.by} imports {one.what}"
        for one in found
        if (own := package(one.by)) != (other := package(one.what)) and own not in DOORS
        and ((other == "regolex" and one.name != "__version__") or (other != "regolex" and floor[own] >= floor[other]))
    ]  # fmt: skip


def circles(found: Iterable[Import]) -> list[list[str]]:
    """The packages that reach each other."""
    arrows = networkx.DiGraph((package(one.by), package(one.what)) for one in found)
    arrows.remove_edges_from([(name, name) for name in arrows])
    return [sorted(group) for group in networkx.strongly_connected_components(arrows) if len(group) > 1]


ALL = [one for path in sorted((ROOT / "regolex").rglob("*.py")) for one in imports(path)]


def test_no_import_goes_against_the_plan_deferred_ones_included() -> None:
    assert len(ALL) > 500
    assert any(one.deferred for one in ALL)
    assert against_the_plan(ALL, floors()) == []


def test_no_packages_import_each_other_in_a_circle() -> None:
    down = [one for one in ALL if package(one.by) not in DOORS and package(one.what) not in DOORS]
    assert circles(down) == []


def test_an_import_upwards_or_sideways_is_noticed_wherever_it_stands(tmp_path: Path) -> None:
    module = tmp_path / "regolex" / "law" / "made_up.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        "def late():\n    from regolex.report import view\n\nif TYPE_CHECKING:\n    import regolex.engine.engine\n",
        "utf-8",
    )
    up = list(imports(module, tmp_path))
    assert len(against_the_plan(up, floors())) == 2
    assert [one.deferred for one in up] == [True, False]
    sideways = Import("regolex.report.view", "regolex.graph.query", "Graph", False)
    assert against_the_plan([sideways], floors())
    assert circles([sideways, sideways._replace(by="regolex.graph.query", what="regolex.report.view")]) == [
        ["graph", "report"]
    ]


def test_every_deferred_import_is_named_in_the_contract_with_its_reason() -> None:
    """To defer another one, name the two packages under [tool.regolex.deferred] and say what the start would pay for."""
    named = settings()["tool"]["regolex"]["deferred"]
    found = {f"{package(one.by)} -> {package(one.what)}" for one in ALL if one.deferred}
    assert found - set(named) == set()
    assert set(named) - found == set(), "these are not deferred any more; take them off the list"
    assert all(len(reason.split()) > 3 for reason in named.values())


OUTSIDE = sorted(path for folder in ("app", "benchmarks") for path in (ROOT / folder).rglob("*.py"))


def public(one: Import) -> bool:
    """Whether someone outside the package may write this import."""
    below = f"{one.what}.{one.name}".removeprefix("regolex.")
    inside = one.what.removeprefix("regolex.")
    if one.what == "regolex":
        return one.name in ("", *regolex.__all__)
    shown = (
        regolex._WHERE.get(one.name) == inside or inside in regolex.PUBLIC_MODULES or below in regolex.PUBLIC_MODULES
    )
    return shown and not one.name.startswith("_")


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_app_and_benchmarks_use_public_names_only(path: Path) -> None:
    assert [one for one in imports(path) if not public(one)] == []


def test_every_public_module_is_used_outside_the_package() -> None:
    used = {name for path in OUTSIDE for one in imports(path) for name in (one.what, f"{one.what}.{one.name}")}
    assert [name for name in regolex.PUBLIC_MODULES if f"regolex.{name}" not in used] == []


# methods of every named tuple, part of what the standard library promises
_OF_TUPLES = ("_replace", "_asdict")


def private_names(path: Path) -> list[str]:
    """Private names of other modules that a file imports or reaches through a module."""
    found = [one for one in imports(path) if one.name.startswith("_") and not one.name.startswith("__")]
    modules = {one.name for one in imports(path)} | {one.what.rpartition(".")[2] for one in imports(path)}
    reached = [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules
        and node.attr.startswith("_") and not node.attr.startswith("__") and node.attr not in _OF_TUPLES
    ]  # fmt: skip
    return [f"{one.what}.{one.name}" for one in found] + reached


@pytest.mark.parametrize("path", [*FILES, *OUTSIDE], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_uses_a_private_name_of_another(path: Path) -> None:
    assert private_names(path) == []


def test_the_house_says_of_each_package_what_it_is_for_in_the_order_of_the_contract() -> None:
    assert list(house.sentences()) == [name for floor in house.floors() for name in floor]


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
    assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == [n for n in regolex.__all__ if n != "PUBLIC_MODULES"]
    assert re.findall(r"^\| `regolex\.([\w.]+)` \|", text, re.MULTILINE) == list(regolex.PUBLIC_MODULES)


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
    """Law belongs into rules, and the codes that no list has any more into the corpus."""
    for path in FILES:
        words = literals(path)
        assert not words & set(states()), path.name
        assert not [word for word in words if re.match(r"art-\d|Article [IVX\d]", word)], path.name
