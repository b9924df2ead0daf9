"""``--assume``, ``--client`` and ``--exit-on``: on ``assess``, and the first two on every other verb that assesses."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

from regolex.commands import ahead, cli, graph
from regolex.commands.failures import ended

ROOT = Path(__file__).resolve().parents[2]
SPARSE = """\
mission: sparse
title: A sparse plan
parties: {us: {kind: company, organised_under: LUX}, them: {kind: company, organised_under: USA}}
activities: {dig: {kind: extraction, operator: us}}
"""
ON = ("--on", "2026-01-15")


@pytest.fixture
def sparse(tmp_path: Path) -> Path:
    path = tmp_path / "sparse.yaml"
    path.write_text(SPARSE, encoding="utf-8")
    return path


def run(*arguments: object) -> int:
    return ended(lambda: cli.app([str(one) for one in arguments], standalone_mode=False) or 0)


def assessed(capsys: pytest.CaptureFixture[str], path: Path, *more: str) -> dict:  # type: ignore[type-arg]
    run("assess", path, *ON, "-f", "json", *more)
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def test_sets_are_adopted_by_name_and_the_strict_verdict_stands_beside(
    capsys: pytest.CaptureFixture[str], sparse: Path
) -> None:
    alone = assessed(capsys, sparse)
    told = assessed(capsys, sparse, "--assume", "usual-links,nothing-unusual")
    assert [one["set"] for one in told["assumptions"]] == ["usual-links", "nothing-unusual"]
    assert told["verdict"]["mission"]["assumptions"]["facts"] > 0
    strict = told["verdict"]["mission"]["strict"]
    assert alone["verdict"]["mission"]["strict"] is None
    assert strict["every_reading"] == alone["verdict"]["mission"]["every_reading"]
    assert strict["questions"] == alone["verdict"]["mission"]["questions"]


def test_all_adopts_every_set(capsys: pytest.CaptureFixture[str], sparse: Path) -> None:
    everything = assessed(capsys, sparse, "--assume", "all")["assumptions"]
    assert len(everything) == 6


def test_the_client_can_be_another_than_the_operator(capsys: pytest.CaptureFixture[str], sparse: Path) -> None:
    assert assessed(capsys, sparse)["verdict"]["client"] == "party:us"
    told = assessed(capsys, sparse, "--client", "them")["verdict"]
    assert told["client"] == "party:them"
    assert "USA" in told["reaches"]
    assert "LUX" not in told["reaches"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--assume", "usual-link"), "usual-links"),
        (("--client", "then"), "them"),
        (("--exit-on", "me"), "mission, you, prevailing, strict"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(
    capsys: pytest.CaptureFixture[str], sparse: Path, more: tuple[str, str], says: str
) -> None:
    assert run("assess", sparse, *ON, *more) == 3
    assert says in capsys.readouterr().err


def test_the_exit_code_is_of_the_verdict_asked_for() -> None:
    nereus = ("assess", "nereus-water", *ON, "-f", "json")
    assert run(*nereus) == 2  # contested on every reading
    assert run(*nereus, "--exit-on", "you") == 2
    assert run(*nereus, "--exit-on", "prevailing") == 0  # to do on the prevailing ones
    assert run(*nereus, "--exit-on", "strict") == 2
    assert run("assess", "whole-body-claim", *ON, "-f", "json", "--exit-on", "prevailing") == 1


def test_a_receipt_holds_what_was_assumed_and_the_client_and_reproduces_to_the_byte(
    capsys: pytest.CaptureFixture[str], sparse: Path, tmp_path: Path
) -> None:
    receipt = tmp_path / "receipt.json"
    run("assess", sparse, *ON, "--assume", "all", "--client", "us", "--receipt", receipt, "-f", "json")
    capsys.readouterr()
    held = json.loads(receipt.read_text(encoding="utf-8"))
    assert held["mission"]["client"] == "us"
    assert set(held["mission"]["assumed"]) == {one["set"] for one in held["result"]["assumptions"]}
    assert len(held["mission"]["assumed"]) == 6
    assert run("reproduce", receipt) == 0
    assert "byte for byte" in capsys.readouterr().out


VERBS = (
    cli.assess, cli.explain, ahead.interview, ahead.repair, ahead.replay, ahead.diff, ahead.compare, graph.query, graph.export,
)  # fmt: skip


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_every_verb_that_assesses_takes_sets_and_a_client(verb) -> None:  # type: ignore[no-untyped-def]
    assert {"assume", "client"} <= set(inspect.signature(verb).parameters)


@pytest.mark.parametrize(
    "command",
    [
        ("explain", "{}", "art-06-authorisation", *ON),
        ("replay", "{}", "--from", "2026-01-15", "--to", "2026-01-16"),
        ("repair", "{}", *ON, "--seconds", "1"),
        ("compare", "{}", *ON, "--vary", "party.organised_under=LUX,JPN"),
        ("interview", "{}", *ON),
        ("query", "my-assumptions", "--mission", "{}", *ON),
        ("graph", "export", "--mission", "{}"),
        ("graph", "export", "--mission", "{}", *ON),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(("option", "says"), [("--assume", "no assumption set"), ("--client", "no party")])
def test_every_verb_uses_what_it_is_given(
    capsys: pytest.CaptureFixture[str], sparse: Path, command: tuple[str, ...], option: str, says: str
) -> None:
    """A name that does not exist is refused, so that none is taken and then forgotten."""
    filled = [one.format(sparse) for one in command]
    assert run(*filled, option, "unheard-of") == 3
    assert says in capsys.readouterr().err


def test_a_query_sees_what_was_assumed(capsys: pytest.CaptureFixture[str], sparse: Path) -> None:
    assert run("query", "my-assumptions", "--mission", sparse, *ON, "--assume", "nothing-unusual", "-f", "csv") == 0
    assert "nothing-unusual" in capsys.readouterr().out


def test_an_exported_mission_carries_its_sets_and_client(capsys: pytest.CaptureFixture[str], sparse: Path) -> None:
    assert run("graph", "export", "--mission", sparse, "--assume", "nothing-else", "--client", "them", "-f", "ttl") == 0
    text = capsys.readouterr().out
    assert ":assessedFor it:party-them" in text
    assert "assumption-set\\/nothing-else" in text or "assumption-set/nothing-else" in text
