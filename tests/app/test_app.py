"""Whole journeys through the app, started from its entry script."""

from __future__ import annotations

import os
import re
import shutil
import sys
from datetime import date
from pathlib import Path

import msgspec
import pytest

pytest.importorskip("streamlit", reason="the extra `app` is not installed")
from streamlit.testing.v1 import AppTest

from regolex.cases.store import Store
from regolex.engine.results import RESULTS
from regolex.engine.verdict import WORDS
from regolex.interview.session import loads
from regolex.knowledge import load
from tests.app_pages import (
    LIGHT,
    PAGES,
    ROOT,
    answer,
    bar,
    case,
    fresh,
    open_bearer,
    opened,
    run,
    started,
    started_from,
    text,
    topic,
    turn,
)

sys.path.insert(0, str(ROOT / "app"))
from regolex_app import explanation, words

TAKING = "finding|LUX|{}|un/treaty/test-1967/art-02-taking|1"


def test_an_example_opens_with_its_verdict_on_the_day_it_names(app: AppTest) -> None:
    assert app.title[0].value == "Overview"
    assert "A licensed dig" in text(app)
    assert "Clear" in bar(app)
    assert "Law of 15 Jan 2026" in text(app)
    assert "You meet every duty found on the prevailing readings." in text(app)
    assert "You: Digger S.A." in text(app)


def test_a_finding_opens_down_to_the_paragraph_and_its_proof(app: AppTest) -> None:
    topic(app, "conduct")
    answer(app, "radio", "a|activity:dig|activity.excludes_others", "yes")
    open_bearer(app, "LUX")
    key = TAKING.format("breached")
    app.session_state[key] = True
    run(app)
    shown = text(app)
    assert "No one may take what belongs to all." in shown
    assert 'href="https://example.org/treaty"' in shown
    assert "An activity must not keep others out" in shown
    assert "what it prohibits is done or planned" in shown
    assert "Keeps others out of the dig: yes" in shown
    app.radio(key=f"{key}|depth").set_value("Chain of provisions")
    run(app)
    assert "confers the role of responsible State" in text(app)
    app.radio(key=f"{key}|depth").set_value("Full proof")
    run(app)
    assert "The State is bound by" in text(app)
    assert "✓ yes" in text(app)


def test_unreadable_knowledge_is_reported_file_by_file(monkeypatch: pytest.MonkeyPatch, knowledge: Path) -> None:
    broken = knowledge.parent / "broken"
    shutil.copytree(knowledge, broken, dirs_exist_ok=True)
    (broken / "rules" / "readings" / "taking.yaml").write_text("question: [")
    at = started(monkeypatch, broken)
    assert "K101" in text(at)
    assert "taking.yaml" in text(at)


def test_a_finding_shows_the_official_words_of_a_linked_copy_until_a_byte_of_it_changes(
    app: AppTest, knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from regolex.formats.texts import official
    from regolex.formats.texts.linking import link, merged

    copy = tmp_path / "authoritative" / "un" / "treaty" / "test-1967" / "1967-01-27"
    copy.mkdir(parents=True)
    text_file = copy / "text.txt"
    text_file.write_text("Article II\n\nInvented: hands off the <pebbles>.\n", encoding="utf-8")
    digest = official.sha256(text_file.read_bytes())
    (copy / "metadata.yaml").write_text(
        f"corpus_id: un/treaty/test-1967\nversion_id: '1967-01-27'\nlanguage: en\ntext_sha256: sha256:{digest}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("REGOLEX_LINKS", str(tmp_path / "links.json"))
    official.write_links(merged(official.Links(), link(load(knowledge).knowledge, tmp_path), tmp_path))
    topic(app, "conduct")
    answer(app, "radio", "a|activity:dig|activity.excludes_others", "yes")
    open_bearer(app, "LUX")
    app.session_state[TAKING.format("breached")] = True
    run(app)
    assert "Invented: hands off the &lt;pebbles&gt;." in text(app)
    assert "from your own copy" in text(app)
    text_file.write_text("Article II\n\nInvented: help yourself.\n", encoding="utf-8")
    run(app)
    assert "from your own copy" not in text(app)
    assert "help yourself" not in text(app)
    assert any("E320" in w.value for w in app.warning)


def test_a_contested_finding_names_each_reading_and_a_chosen_reading_settles_it(app: AppTest) -> None:
    topic(app, "activities")
    answer(app, "radio", "a|activity:dig|activity.obtained", "planned")
    assert "Disputed" in bar(app)
    open_bearer(app, "LUX")
    key = TAKING.format("contested")
    app.session_state[key] = True
    run(app)
    assert "Breached under P2 prohibitive" in text(app)
    assert "Owning it is taking." not in text(app), "a disputed question is explained once, under Disputes"
    app.button(key=f"{key}|disputed").click()
    run(app)
    assert app.query_params["question"] == "taking"
    assert text(app).count("Owning it is taking.") == 1
    assert "✗ Not allowed" in text(app)
    assert "✓ Allowed" in text(app)
    app.button(key="use|taking|P1").click()
    run(app)
    assert "Disputed" not in bar(app)
    assert "1 reading chosen" in text(app), "a chosen reading is said beside the verdict"
    app.button(key="use|taking|P2").click()
    run(app)
    assert "Blocked" in bar(app)
    app.button(key="disputes|free").click()
    run(app)
    assert "Disputed" in bar(app)


def test_a_bad_upload_shows_every_problem_and_makes_no_case(app: AppTest) -> None:
    turn(app, "home")
    bad = b"mission: bad\ntitle: Bad\nfacts: {crewed: perhaps}\nactivities: {dig: {kind: extracton}}\n"
    app.file_uploader(key="upload").set_value(("bad.yaml", bad, "text/yaml"))
    run(app)
    shown = text(app)
    assert "M106" in shown
    assert "M124" in shown
    assert "Did you mean extraction" in shown
    assert "Line 4 of bad.yaml" in shown
    assert [card.title for card in Store.open().list()] == ["A licensed dig"]


def test_a_good_upload_becomes_a_case_of_its_own(app: AppTest) -> None:
    turn(app, "home")
    app.file_uploader(key="upload").set_value(("mine.yaml", b"mission: mine\ntitle: Mine\n", "text/yaml"))
    run(app)
    assert "Mine" in text(app)
    assert "No day is chosen yet." in text(app)
    app.button(key="overview|day").click()
    run(app)
    assert "Undetermined" in bar(app)
    assert {card.title for card in Store.open().list()} == {"A licensed dig", "Mine"}


def test_a_new_case_begins_with_the_questions_of_the_intake_on_the_law_of_today(
    monkeypatch: pytest.MonkeyPatch, knowledge: Path
) -> None:
    at = started(monkeypatch, knowledge)
    at.button(key="start").click()
    run(at)
    assert at.title[0].value == "Who are you?"
    assert at.session_state["case"].on == date.today()
    turn(at, "answers")
    assert any("Which parties belong to the plan?" in b.label for b in at.button)


def test_a_day_before_the_law_is_an_error_with_its_code(app: AppTest) -> None:
    app.date_input(key="day").set_value(date(1960, 1, 1))
    run(app)
    assert "E301" in text(app)


def test_a_permit_under_law_that_is_not_encoded_is_a_task_to_ask_for(app: AppTest) -> None:
    topic(app, "authorisations")
    answer(app, "radio", "a|authorisation:licence|authorisation.granted", "planned")
    assert "To do" in bar(app)
    turn(app, "tasks")
    app.segmented_control(key="road|view").set_value("List")
    run(app)
    for said in ("Confirm that Luxembourg asks no permit of you", "the government of Luxembourg"):
        assert said in text(app)


def test_what_is_not_covered_is_named(app: AppTest) -> None:
    turn(app, "overview")
    assert "Not covered, to be asked elsewhere" in text(app)
    assert "national law of Luxembourg" in text(app)


def test_the_report_page_offers_the_memo_in_every_form_and_the_data(app: AppTest) -> None:
    turn(app, "report")
    offered = [b.proto.label for b in app.get("download_button")]
    for label in (
        "Word", "PDF", "HTML", "Markdown", "Mission file (YAML)", "Mission (RDF)", "Session (JSON)", "Findings (JSON)",
        "Findings (RDF)", "Report (HTML)", "Report (Markdown)",
    ):  # fmt: skip
        assert label in offered
    assert "2. Short answer" in text(app)


def test_a_name_is_shown_as_it_is_and_never_as_mark_up(app: AppTest) -> None:
    topic(app, "activities")
    app.text_input(key="name|activity:dig").set_value("<b>*dig*</b>")
    run(app)
    for page in PAGES:
        turn(app, page)
        assert "<b>*dig*" not in "".join(e.proto.body for e in app.get("html"))
        assert all(
            "*dig*" not in w.label for w in (*app.radio, *app.selectbox, *app.expander) if "\\*dig\\*" not in w.label
        )


def test_every_mission_that_comes_along_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    kb = load()
    monkeypatch.setenv("REGOLEX_KNOWLEDGE", "")
    files = [*sorted((ROOT / "examples").glob("*.yaml")), *sorted((ROOT / "corpus" / "precedents").glob("*.yaml"))]
    assert files
    at = run(fresh())
    offered = len([b for b in at.button if (b.key or "").startswith("from|")])
    at.button(key="known|more").click()
    run(at)
    assert len([b for b in at.button if (b.key or "").startswith("from|")]) == len(files) > offered
    for n, path in enumerate(files):
        mission = kb.read_mission(path)
        at = opened(mission, date.fromisoformat(mission.on))
        # the examples on every page, each precedent on three of them: every page has a dozen
        for page in LIGHT if path.parent.name == "examples" else [LIGHT[(n + k * 3) % len(LIGHT)] for k in range(3)]:
            turn(at, page)


def test_the_app_names_no_jurisdiction_and_no_instrument() -> None:
    knowledge = load().knowledge
    slugs = {i.work.rpartition("/")[2] for i in knowledge.instruments.values()}
    files = sorted((ROOT / "app").rglob("*.py"))
    assert files
    for path in files:
        words = set(re.findall(r"[\w-]+", path.read_text(encoding="utf-8")))
        assert not words & set(knowledge.states), path
        assert not words & slugs, path


def test_a_case_saved_as_a_session_comes_back_with_its_viewpoint_and_readings(app: AppTest) -> None:
    kb = load(os.environ["REGOLEX_KNOWLEDGE"])
    question = next(iter(kb.knowledge.questions.values()))
    current = msgspec.structs.replace(
        app.session_state["case"], readings={question.id: question.readings[0].id}, pending=True
    )
    again, problems = case.taken_up(loads(case.saved(current, kb.knowledge)), kb.knowledge)
    assert problems == ()
    assert again == current


def test_open_findings_are_decided_exactly_on_request(app: AppTest) -> None:
    topic(app, "conduct")
    answer(app, "radio", "a|activity:dig|activity.excludes_others", "not-asked")
    app.checkbox(key="settle").check()
    run(app)
    open_bearer(app, "LUX")
    app.session_state[TAKING.format("open")] = True
    run(app)
    assert "Undetermined. Depending on the answers:" in text(app)
    assert "It depends on" in text(app)


def test_the_changes_that_would_make_a_plan_clear_are_searched_on_request(
    monkeypatch: pytest.MonkeyPatch, knowledge: Path
) -> None:
    pytest.importorskip("clingo", reason="the extra `analysis` is not installed")
    at = started_from(started(monkeypatch, ""), "whole-body-claim")
    turn(at, "change")
    assert "How to mend the plan" in text(at)
    at.button(key="repair").click()
    run(at)
    assert "whole-body" in text(at)
    assert "extracted-material" in text(at)
    assert "Outer Space Treaty, Article II" in text(at)


def test_every_result_has_its_mark_its_words_and_its_sentence(knowledge: Path) -> None:
    a = load(knowledge).assess(knowledge / "examples" / "licensed.yaml", on=date(2026, 1, 15))
    for result, row in RESULTS.items():
        assert explanation.one_sentence(a.findings[0], result)
        assert words.bucket_mark(result) == row.mark
        assert words.result_words(result) == row.counted


def test_every_verdict_has_its_mark() -> None:
    assert all(words.verdict_mark(word) for word in WORDS)


REMOTE = (
    "X ![x](http://127.0.0.1:9/x.svg) [click](http://127.0.0.1:9/y) <img src=http://127.0.0.1:9/z> :red[w] **b** `c` "
)


def test_a_mission_makes_no_page_ask_the_network_for_anything(
    monkeypatch: pytest.MonkeyPatch, knowledge: Path, tmp_path: Path
) -> None:
    """Pictures, links and elements that a mission file writes stay text on every view."""
    from html.parser import HTMLParser

    from markdown_it import MarkdownIt

    folder = tmp_path / "knowledge"
    shutil.copytree(knowledge, folder)
    example = folder / "examples" / "licensed.yaml"
    written = example.read_text(encoding="utf-8")
    for word in ("A licensed dig", "Digger S.A.", "the dig", "the licence", "A company of one State digs"):
        written = written.replace(word, f'"{REMOTE}"' if not word.startswith("A company") else f'"{REMOTE}" #')
    example.write_text(written, encoding="utf-8")
    at = started_from(started(monkeypatch, folder), "licensed")
    pages = []
    for view in ("home", *PAGES, "law", "ask"):
        turn(at, view)
        if view == "findings":
            open_bearer(at, "LUX")
            open_bearer(at, "party:digger")
        pages.append([*at.title, *at.header, *at.subheader, *at.markdown, *at.caption])
        labels = [
            w.label for kind in ("radio", "button", "text_input", "multiselect", "selectbox") for w in at.get(kind)
        ]
        labels += [e.label for e in at.expander]
        shown = [str(e.value) for e in pages[-1]] + labels
        kinds = {
            inner.type
            for value in shown
            for token in MarkdownIt("commonmark", {"html": True}).parse(value)
            for inner in token.children or [token]
        }
        assert not kinds & {"image", "link_open", "html_inline", "html_block"}, view
        tags: set[str] = set()

        class Tags(HTMLParser):
            def handle_starttag(self, tag: str, attrs: object) -> None:
                tags.add(tag)  # noqa: B023

        for e in at.get("html"):
            if not e.proto.body.startswith(
                ("<script>setTimeout(", "<script>if (!window.rxMenu)", "<script>window.rxCalled")
            ):  # our own: focus, menu, names
                Tags().feed(e.proto.body)
        assert not tags & {"script", "iframe", "link"}, view
        drawn = re.findall(r'<img src="([^"]{0,30})', "".join(e.proto.body for e in at.get("html")))
        assert all(source.startswith("data:image/svg+xml;base64,") for source in drawn), "our own drawings alone"
    assert any("127" in str(e.value) for page in pages for e in page)
