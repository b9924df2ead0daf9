"""The documents say what the code and the knowledge say, and what they point to is there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from datetime import date
from itertools import dropwhile
from pathlib import Path

import pytest
from typer.main import get_command

from docs import generate
from docs.excerpts import by_hand
from docs.pages import machinery
from regolex.commands import cli

ROOT = machinery.ROOT
DOCUMENTS = [path.relative_to(ROOT).as_posix() for path in machinery.documents()]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as hosts of repositories make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(text: str) -> Iterator[str]:
    for block in CONSOLE.findall(text):
        yield from (line[2:] for line in block.splitlines() if line.startswith("$ "))


def test_there_are_documents() -> None:
    assert len(DOCUMENTS) > 30


def test_running_the_generator_changes_nothing() -> None:
    wanted = generate.published()
    stale = [
        p.relative_to(ROOT).as_posix()
        for p, text in wanted.items()
        if not p.exists() or p.read_text(encoding="utf-8") != text
    ]
    assert not stale, "run `make docs`"
    assert set(machinery.GENERATED.iterdir()) == {p for p in wanted if machinery.GENERATED in p.parents}


def test_every_generated_page_is_linked_from_one_written_by_hand() -> None:
    links = {
        target for path in by_hand() for target in re.findall(r"generated/([\w.-]+)", path.read_text(encoding="utf-8"))
    }
    assert set(machinery.PAGES) <= links


def test_nothing_is_generated_into_a_page_written_by_hand() -> None:
    assert not [path for path in by_hand() if "<!-- begin" in path.read_text(encoding="utf-8")]


def test_the_guide_for_contributors_stays_below_eight_kilobytes() -> None:
    assert (ROOT / "CONTRIBUTING.md").stat().st_size < 8192


def test_the_documents_name_the_python_that_is_needed() -> None:
    needed = str(machinery.pyproject()["project"]["requires-python"]).removeprefix(">=")
    for name in ("README.md", "docs/tutorial/first-assessment.md"):
        assert f"Python {needed} or newer" in text_of(name), name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_relative_links_lead_to_files_and_headings(name: str) -> None:
    for target in LINK.findall(FENCE.sub("", text_of(name))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (ROOT / name).parent / path if path else ROOT / name
        assert there.exists(), f"{target} is not there"
        if anchor:
            assert anchor in anchors(there.read_text(encoding="utf-8")), f"no heading {target}"


def test_there_are_commands_in_the_readme() -> None:
    assert len(list(commands(text_of("README.md")))) >= 3


@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_shown_in_a_document_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    known = getattr(get_command(cli.app), "commands")  # noqa: B009
    for command in commands(text_of(name)):
        words = list(dropwhile(re.compile("[A-Z_]+=").match, shlex.split(command)))  # settings stand before it
        if words[0] == "make":
            assert set(words[1:]) <= targets, command
        elif words[0] == ".venv/bin/regolex":
            assert words[1] in known, command
            verb = known[words[1]]
            if hasattr(verb, "commands"):
                assert words[2] in verb.commands, command
                verb = verb.commands[words[2]]
            options = {o for p in verb.params for o in (*p.opts, *p.secondary_opts)}
            assert {w for w in words[2:] if w.startswith("-")} <= options, command
        elif words[:3] == [".venv/bin/python", "-m", "pytest"]:
            assert (ROOT / words[3]).is_file(), command
        elif words[:2] == [".venv/bin/python", "-m"]:
            assert (ROOT / (words[2].replace(".", "/") + ".py")).is_file(), command
        elif words[0] == ".venv/bin/python":
            assert (ROOT / words[1]).is_file(), command
        else:
            assert words[0] == "echo", f"what is {command}?"
        for word in words[1:]:
            if "/" in word and not word.startswith("-") and words[1] != "scaffold":  # it names what is not there yet
                assert (ROOT / word).exists(), command


def test_every_make_target_named_in_the_guide_exists() -> None:
    named = set(re.findall(r"`make (\w+)`", text_of("CONTRIBUTING.md")))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert named == set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]


def test_the_walk_still_comes_to_the_verdicts_that_its_prose_tells() -> None:
    kb = machinery.kb()
    nereus, day = ROOT / "examples" / "nereus-water.yaml", date(2026, 1, 15)
    first = kb.assess(ROOT / "docs" / "tutorial" / "first-plan.yaml", on=date(2026, 11, 22))
    assert (first.overall.dominant.word, first.overall.dominant.grade) == ("to-do", "so-far")
    plain = kb.assess(nereus, on=day)
    assert (plain.overall.dominant.word, plain.verdict) == ("to-do", "contested")
    (claim,) = [
        f
        for f in plain.findings
        if f.bearer == "LUX" and f.subject.startswith("claim:") and "art-ii-extraction:P1" in f.by_reading
    ]
    assert sorted(claim.by_reading.values()) == ["breached", "respected", "respected", "respected"]
    own = kb.assess(nereus, on=day, viewpoint="LUX")
    assert {s.bearer: s.verdict.word for s in own.standings}["LUX"] == "to-do"
    assert kb.assess(nereus, on=day, readings={"art-ii-extraction": "P4"}).verdict == "blocked"


def test_decisions_have_a_number_of_their_own_and_fit_on_a_page() -> None:
    paths = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert len({path.name[:4] for path in paths}) == len(paths) > 20
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]}. "), path.name
        assert len(text.splitlines()) <= 60, path.name
        assert "gave up" in text.lower() or "what it costs" in text.lower(), path.name


def test_licences_are_those_that_the_project_names() -> None:
    licence = " ".join(text_of("LICENSE").split())
    assert licence.startswith("Apache License Version 2.0, January 2004")
    assert "END OF TERMS AND CONDITIONS" in licence
    assert "https://creativecommons.org/licenses/by/4.0/legalcode" in text_of("LICENSE-KNOWLEDGE")
    for name in machinery.pyproject()["project"]["license-files"]:
        assert Path(ROOT, name).stat().st_size > 0
