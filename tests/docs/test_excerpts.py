"""What a hand-written document shows of a command or a file is what the command prints and the file says."""

from __future__ import annotations

import doctest
import re

import pytest

from docs.excerpts import Excerpt, by_hand, excerpts, mended
from docs.pages import machinery
from regolex.missions import file as mission_file

ROOT = machinery.ROOT
DOCUMENTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in by_hand()}
SHOWING = [
    name for name, text in DOCUMENTS.items() if re.search(r"^```(console|yaml |diff |turtle )", text, re.MULTILINE)
]
SESSION = re.compile(r"^```pycon\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", SHOWING)
def test_a_document_shows_what_commands_print_and_files_say(name: str) -> None:
    for excerpt in excerpts(DOCUMENTS[name]):
        assert excerpt.true, excerpt.complaint()


def test_output_of_commands_is_shown_in_the_tutorial_and_in_the_guides() -> None:
    shown = {name for name in SHOWING if any(e.source.startswith("$ ") for e in excerpts(DOCUMENTS[name]))}
    assert {"docs/tutorial/first-assessment.md", "docs/how-to/repair-a-plan.md", "docs/reference/errors.md"} <= shown


WHOLE = ("one", "two", "three 3", "four")


@pytest.mark.parametrize(
    "shown", [WHOLE, ("one", "..."), ("...", "two", "three ..."), ("...",), ("one", "...", "four")]
)
def test_an_excerpt_may_leave_out_what_it_marks(shown: tuple[str, ...]) -> None:
    assert Excerpt("a command", shown if shown != ("...", "two", "three ...") else (*shown, "..."), WHOLE).true


@pytest.mark.parametrize(
    "shown", [("one",), ("one", "three 3", "..."), ("two", "...", "one"), ("...", "five"), ("one", "...", "three")]
)
def test_an_excerpt_that_leaves_out_more_or_says_something_else_is_not_true(shown: tuple[str, ...]) -> None:
    assert not Excerpt("a command", shown, WHOLE).true


def test_mending_takes_the_lines_most_like_the_old_ones() -> None:
    old = Excerpt("a command", ("...", "two of them", "three ...", "..."), WHOLE)
    assert not old.true
    assert Excerpt("a command", tuple(mended(old)), WHOLE).true
    assert mended(old) == ["...", "two", "three ...", "..."]


def test_sessions_in_documents_run() -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    sessions = [(name, found) for name, text in DOCUMENTS.items() for found in SESSION.findall(text)]
    assert sessions
    for name, session in sessions:
        runner.run(parser.get_doctest(session, {}, name, name, 0))
    assert runner.summarize(verbose=False).failed == 0


def test_the_plan_shown_in_turtle_is_the_one_shown_in_yaml() -> None:
    kb = machinery.kb()
    mission = kb.read_mission(ROOT / "docs" / "how-to" / "plan.ttl")
    assert mission_file.text(mission, kb.knowledge) == (ROOT / "docs" / "how-to" / "plan.yaml").read_text(
        encoding="utf-8"
    )
