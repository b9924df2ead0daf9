"""Official texts are linked from the user's own copy, shown beside the paraphrase, and never trusted unchecked.

Every text here was invented for the test and is the law of nowhere.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regolex.alternatives.asking import findings_asked
from regolex.errors import EvaluationError
from regolex.formats.texts import official
from regolex.formats.texts.linking import Result, link, merged
from regolex.formats.texts.markup import Markup
from regolex.formats.texts.outline import Outline
from regolex.knowledge import KnowledgeBase, example
from regolex.report import explain, report, schemas
from regolex.report.published import to_json, with_official

ROOT = Path(__file__).resolve().parents[2]
OST = "un/treaty/ost-1967"
TREATY = """Invented treaty for a test

Article I

Pebbles are for all. Pebbles may be looked at, and they may be touched. Science may look too.

Article II

No pebble is anybody's kingdom.

Article XIV

1. Everybody may sign. Later ones may join.

2. Signing is not enough.

Article XVII

Texts in two tongues count alike.

IN WITNESS WHEREOF no one has signed.
"""
FRENCH = TREATY.replace("Science may look too.", "").replace("Article I\n", "Article premier\n")
USLM = """<?xml version="1.0" encoding="UTF-8"?>
<uscDoc xmlns="http://xml.house.gov/schemas/uslm/1.0" xmlns:dcterms="http://purl.org/dc/terms/" identifier="/us/usc/t51">
<meta><dcterms:created>2025-08-11T12:00:00</dcterms:created></meta><main><title>
<section identifier="/us/usc/t51/s51301"><num value="51301">§ 51301.</num><heading>Words</heading>
<paragraph><num value="1">(1)</num><content>A pebble is a stone.</content></paragraph>
<paragraph><num value="2">(2)</num><subparagraph><num value="A">(A)</num><content>Dust is none.</content></subparagraph>
</paragraph>
<sourceCredit>(Added <date date="2015-11-25">Nov. 25, 2015</date>.)</sourceCredit></section>
<section identifier="/us/usc/t51/s51303"><num value="51303">§ 51303.</num><content>Finders keep.<note>A remark.</note></content>
<sourceCredit>(Amended <date date="2024-12-23">Dec. 23, 2024</date>.)</sourceCredit></section></title></main></uscDoc>
"""
AKN = """<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><meta><identification>
<FRBRWork><FRBRuri value="https://example.org/eli/etat/leg/loi/2017/07/20/a674/jo"/></FRBRWork>
<FRBRExpression><FRBRdate date="{day}" name="text"/><FRBRlanguage language="fra"/></FRBRExpression></identification></meta>
<body><article eId="art_1"><num>Art. 1er.</num><content><p>Cailloux.</p></content></article>
<article eId="art_8"><num>Art. 8.</num><paragraph><num>(1)</num><content><p>Un caillou.</p><p>Deux cailloux.</p></content>
</paragraph><paragraph><num>(2)</num><content><p>Trois.</p></content></paragraph></article></body></act></akomaNtoso>
"""


def copy(root: Path, work: str, version: str, text: str, language: str = "en", stated: str = "") -> Path:
    """One text in a folder shaped like the Space Law Corpus."""
    folder = root / "authoritative" / work / version
    folder.mkdir(parents=True)
    raw = text.encode()
    (folder / "text.txt").write_bytes(raw)
    digest = stated or official.sha256(raw)
    (folder / "metadata.yaml").write_text(
        f"corpus_id: {work}\nversion_id: '{version}'\nlanguage: {language}\ntext_sha256: sha256:{digest}\n"
        "original_filename: text.txt\n",
        encoding="utf-8",
    )
    return folder / "text.txt"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    copy(tmp_path, OST, "1967-01-27", TREATY)
    copy(tmp_path, OST, "1967-01-27-fr", FRENCH, "fr")
    copy(tmp_path, "un/treaty/pebbles-1901", "1901-01-01", TREATY)
    copy(tmp_path, "nat/lux/ressources-espace-2017", "1999-09-09", TREATY, "fr")
    return tmp_path


def linked(kb: KnowledgeBase, *folders: Path, prefer: str = "en") -> official.Official:
    links = official.Links(prefer=prefer)
    for folder in folders:
        links = merged(links, link(kb.knowledge, folder), folder)
    return official.Official(links)


def version(kb: KnowledgeBase, work: str) -> str:
    return next(i.version for i in kb.knowledge.instruments.values() if i.work == work)


# --- the outline of a text ---


def said(text: str, pinpoint: str) -> str | None:
    found = Outline(text).locate(pinpoint)
    return text[found.start : found.end] if found else None


def test_roman_and_arabic_articles_sections_and_parts_of_a_code_are_found() -> None:
    for heading, pinpoint in (
        ("Article VI", "art-6"), ("Article 6", "art-6"), ("ARTICLE 6.", "art-6"), ("Art. 6.", "art-6"),
        ("Artículo VI", "art-6"), ("Статья VI", "art-6"), ("第六条", "art-6"), ("§6. Pebbles", "6"), ("Sec. 6.", "s6"),
        ("Section 6 – Pebbles", "s6"), ("§ 450.43 Pebbles.", "450-43"),
    ):  # fmt: skip
        assert said(f"{heading}\n\nPebbles roll.\n", pinpoint) == "Pebbles roll.", heading
    assert said("Art. 1er.\n\nPebbles roll.\n", "art-1") == "Pebbles roll."


def test_an_article_named_in_running_text_is_not_a_heading() -> None:
    text = "Article 1\n\nPebbles roll as\nArticle 2 of another text says.\n\nArticle 2\n\nDust lies."
    assert said(text, "art-2") == "Dust lies."
    assert "Article 2 of another" in str(said(text, "art-1"))


def test_a_list_inside_a_list_is_no_longer_than_itself() -> None:
    text = "Article 1\n\n(a) one;\n\n(b) two:\n\n(i) three;\n\n(ii) four.\n\n(c) five.\n\nArticle 2\n\nEnd."
    assert said(text, "art-1.b") == "(b) two:\n\n(i) three;\n\n(ii) four."
    assert said(text, "art-1.b.ii") == "(ii) four."
    assert said(text, "art-1.c") == "(c) five."


def test_words_behind_a_list_do_not_belong_to_its_last_item() -> None:
    assert said("Article 1\n\n(a) one;\n\n(b) two.\n\nAll of it is invented.\n", "art-1.b") == "(b) two."


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    text = "Article 1\n\nSee Art. 3 and No. 5 of it. Pebbles roll, e.g. down. Dust lies.\n"
    assert said(text, "art-1.s2") == "Pebbles roll, e.g. down."


def test_what_the_print_does_not_set_apart_gets_the_words_around_it_and_says_so() -> None:
    found = Outline(TREATY).locate_all(["art-1.s2.a", "art-2", "art-17.s3", "art-99"])
    assert (found["art-1.s2.a"].exact, found["art-2"].exact, found["art-17.s3"].exact) == (False, True, False)
    assert "art-99" not in found


def test_a_heading_that_stands_twice_is_not_guessed() -> None:
    assert Outline("Article 1\n\nOne.\n\nArticle 1\n\nTwo.\n").locate("art-1") is None


PIECES = st.sampled_from(
    ["Article ", "Art. ", "§", "Section ", "第", "条", "1", "2", "IV", "er", "(a) ", "(i) ", "b) ", "1. ", "A stone. ", "dust;",
     " and", "\n", "\n\n", "。", ":", "IN WITNESS WHEREOF"]
)  # fmt: skip


@given(
    st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["art-1", "art-2.1.s2", "art-4.a.i", "1.1", "s2.p1"])
)
def test_whatever_a_text_looks_like_a_stretch_lies_in_it_and_is_not_empty(text: str, pinpoint: str) -> None:
    found = Outline(text).locate(pinpoint)
    assert found is None or 0 <= found.start < found.end <= len(text)


# --- linking ---


def test_linking_tells_what_matched_and_what_did_not_both_ways(kb: KnowledgeBase, corpus: Path) -> None:
    result = link(kb.knowledge, corpus)
    english = next(one for one in result.matched if one.language == "en")
    assert {"art-1.s1", "art-1.s3", "art-2", "art-14.1", "art-14.2", "art-17"} <= set(english.exact)
    assert {"art-1.s2.a", "art-14.3"} <= set(english.around)
    assert ("art-5.s1", "the text has no article 5") in english.missing
    assert dict(result.others) == {
        "un/treaty/pebbles-1901@1901-01-01": "not an instrument in the corpus",
        "nat/lux/ressources-espace-2017@1999-09-09": "a version other than that in the corpus (2017-07-20)",
    }
    links = merged(official.Links(), result, corpus)
    assert len(result.without(kb.knowledge, links)) == len(kb.knowledge.instruments) - 1
    assert not result.problems


def test_a_link_holds_no_word_of_the_text(kb: KnowledgeBase, corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "links.json"
    official.write_links(merged(official.Links(), link(kb.knowledge, corpus), corpus), file)
    assert "ebble" not in file.read_text(encoding="utf-8").replace("pebbles-1901", "")
    assert official.read_links(file).texts


def test_the_words_are_read_from_the_copy_in_the_language_preferred(kb: KnowledgeBase, corpus: Path) -> None:
    two = f"{version(kb, OST)}#art-2"
    found = linked(kb, corpus).words(two)
    assert found is not None
    assert (found.words, found.language, found.exact, found.note) == ("No pebble is anybody's kingdom.", "en", True, "")
    french = linked(kb, corpus, prefer="fr").words(two)
    assert french is not None
    assert french.language == "fr"


def test_a_translation_with_other_sentences_gives_the_words_around(kb: KnowledgeBase, corpus: Path) -> None:
    found = linked(kb, corpus, prefer="fr").words(f"{version(kb, OST)}#art-1.s1")
    assert found is not None
    assert not found.exact
    assert "around" in found.note


def test_one_changed_byte_stops_the_text_at_linking(kb: KnowledgeBase, corpus: Path) -> None:
    path = corpus / "authoritative" / OST / "1967-01-27" / "text.txt"
    path.write_bytes(path.read_bytes().replace(b"kingdom", b"kingdon"))
    result = link(kb.knowledge, corpus)
    (problem,) = result.problems
    assert (problem.code, problem.file) == ("E320", str(path))
    assert problem.expected == official.sha256(TREATY.encode())
    assert official.sha256(path.read_bytes()) in problem.what
    assert {one.language for one in result.matched} == {"fr"}


def test_a_byte_changed_after_linking_stops_the_words_and_nothing_else(kb: KnowledgeBase, corpus: Path) -> None:
    words = linked(kb, corpus / "authoritative" / OST / "1967-01-27")
    path = corpus / "authoritative" / OST / "1967-01-27" / "text.txt"
    path.write_bytes(path.read_bytes().replace(b"kingdom", b"kingdon"))
    a = kb.assess(example("nereus-water"), on=date(2026, 1, 15))
    page, told = report.html(a, words), report.markdown(a, words)
    for text in (page, told):
        assert "E320 official text changed" in text
        assert official.sha256(TREATY.encode()) in text
        assert "kingdo" not in text
        assert "Outer Space Treaty, Article II" in text


def test_a_missing_copy_is_reported_and_the_report_is_complete_otherwise(kb: KnowledgeBase, corpus: Path) -> None:
    words = linked(kb, corpus)
    for path in corpus.glob("**/text.txt"):
        path.unlink()
    assert words.words(f"{version(kb, OST)}#art-2") is None
    assert [p.code for p in words.problems] == ["E321"]


def test_report_explanation_and_json_show_the_words_beside_the_paraphrase(kb: KnowledgeBase, corpus: Path) -> None:
    words = linked(kb, corpus)
    a = kb.assess(example("nereus-water"), on=date(2026, 1, 15))
    sentence = "No pebble is anybody's kingdom."
    assert sentence in report.markdown(a, words)
    assert "No pebble is anybody&#39;s kingdom." in report.html(a, words)
    rule = f"{OST}/art-02-extracted-material"
    (f, *_) = findings_asked(kb.engine, a, rule, "LUX", "")
    e = explain.explain(a, f)
    assert sentence in explain.text(a, e, words)
    assert explain.as_json(a, e, words)["official_words"][e.cites[0]]["words"] == sentence
    plain = json.loads(json.dumps(with_official(to_json(a), words)))
    assert plain["official_texts"]["words"][f"{version(kb, OST)}#art-2"]["words"] == sentence
    form = schemas.schema("assessment", kb.knowledge)["properties"]["official_texts"]
    jsonschema.validate(plain["official_texts"], form)


def test_an_assessment_and_its_receipt_never_depend_on_a_link(kb: KnowledgeBase, corpus: Path) -> None:
    a = kb.assess(example("nereus-water"), on=date(2026, 1, 15))
    before = to_json(a)
    with_official(before, linked(kb, corpus))
    assert to_json(a) == before
    assert "official_texts" not in before
    assert with_official(before, official.Official(official.Links())) == before


def test_a_folder_without_texts_says_what_was_expected(kb: KnowledgeBase, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError) as error:
        link(kb.knowledge, tmp_path)
    assert error.value.problems[0].code == "E323"


def test_damaged_links_are_reported_and_no_report_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "links.json"
    broken.write_text("{", encoding="utf-8")
    monkeypatch.setenv("REGOLEX_LINKS", str(broken))
    found = official.official()
    assert [p.code for p in found.problems] == ["E322"]


# --- the command line ---


def regolex(*arguments: str | Path, links: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "regolex", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=120,
        check=False, env={**os.environ, "REGOLEX_LINKS": str(links)},
    )  # fmt: skip


def test_link_status_and_unlink_say_what_they_found(corpus: Path, tmp_path: Path) -> None:
    links = tmp_path / "kept" / "links.json"
    done = regolex("corpus", "link", corpus, "--format", "json", links=links)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["provisions"] > told["exact"] > 0
    assert {row["text"] for row in told["not_linked"]} >= {"un/treaty/pebbles-1901@1901-01-01"}
    asked = ("examples/nereus-water.yaml", "ost-1967/art-02-extracted-material", "--on", "2026-01-15")
    shown = regolex("explain", *asked, links=links)
    assert "No pebble is anybody's kingdom." in shown.stdout
    text = corpus / "authoritative" / OST / "1967-01-27" / "text.txt"
    text.write_bytes(text.read_bytes() + b"x")
    status = regolex("corpus", "link", "--status", links=links)
    assert status.returncode == 1
    assert "DOES NOT MATCH" in status.stdout
    assert "E320 official text changed" in status.stdout
    again = regolex("corpus", "link", corpus, links=links)
    assert again.returncode == 1
    assert "E320 official text changed" in again.stdout
    assert "1 text unlinked, 0 left" in regolex("corpus", "link", "--unlink", links=links).stdout


def test_without_a_place_the_command_says_what_it_wants(tmp_path: Path) -> None:
    done = regolex("corpus", "link", links=tmp_path / "links.json")
    assert done.returncode == 3
    assert "E323" in done.stderr
    assert "Traceback" not in done.stderr


# --- XML ---


def markup(kb: KnowledgeBase, tmp_path: Path, text: str) -> Result:
    path = tmp_path / "statute.xml"
    path.write_text(text, encoding="utf-8")
    return link(kb.knowledge, path)


def test_a_title_of_the_united_states_code_links_by_section_and_tells_later_changes(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    result = markup(kb, tmp_path, USLM)
    one = next(x for x in result.matched if "51301.1" in x.exact)
    assert set(one.exact) == {"51301.1", "51301.2.A", "51303"}
    assert one.around == ("51301.2.B", "51301.3")
    assert one.later == ("51303",)
    words = linked(kb, tmp_path / "statute.xml")
    dust, finders = (words.words(f"{one.version}#{p}") for p in ("51301.2.A", "51303"))
    assert dust is not None
    assert finders is not None
    assert dust.words == "(A) Dust is none."
    assert finders.words == "Finders keep."
    assert "as amended on 2024-12-23, after the version cited" in finders.note


def test_a_statute_in_akoma_ntoso_links_by_number_where_its_wording_is_of_our_day(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    (one,) = markup(kb, tmp_path, AKN.format(day="2017-07-20")).matched
    assert set(one.exact) == {"art-1", "art-8.1.p1", "art-8.1.p2", "art-8.2"}
    found = linked(kb, tmp_path / "statute.xml").words(f"{one.version}#art-8.1.p2")
    assert found is not None
    assert (found.words, found.language) == ("Deux cailloux.", "fr")
    other = markup(kb, tmp_path, AKN.format(day="1999-09-09"))
    assert not other.matched
    assert "wording of 1999-09-09; the corpus has 2017-07-20" in other.others[0][1]


def test_a_changed_xml_file_gives_no_words(kb: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "statute.xml").write_text(USLM, encoding="utf-8")
    words = linked(kb, tmp_path / "statute.xml")
    (tmp_path / "statute.xml").write_text(USLM.replace("Finders", "Losers"), encoding="utf-8")
    assert words.words(f"{version(kb, 'nat/usa/51-usc-ch-513-2015')}#51303") is None
    assert [p.code for p in words.problems] == ["E320"]


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    "head",
    [
        LAUGHS,
        "<!DOCTYPE x [<!ENTITY j SYSTEM 'file:///etc/hostname'>]>",
        "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>",
        "<!DOCTYPE x [<!ENTITY % j SYSTEM 'http://127.0.0.1:9/x.dtd'> %j;]>",
    ],
    ids=["billion laughs", "external entity", "external document type", "parameter entity"],
)
def test_a_file_that_declares_entities_or_a_document_type_elsewhere_is_refused(head: str) -> None:
    body = USLM.partition("?>")[2].replace("A pebble is a stone.", "&j;")
    with pytest.raises(EvaluationError) as error:
        Markup((head + body).encode(), "hostile.xml")
    assert error.value.problems[0].code == "E321"


def test_xml_nested_without_end_is_refused_by_the_limits_of_the_parser() -> None:
    with pytest.raises(EvaluationError) as error:
        Markup(("<a>" * 5000 + "</a>" * 5000).encode(), "deep.xml")
    assert error.value.problems[0].code == "E321"


@pytest.mark.parametrize("text", ["", "<html/>", "no xml at all", "<uscDoc"])
def test_a_file_that_is_not_a_statute_is_refused_with_a_reason(kb: KnowledgeBase, tmp_path: Path, text: str) -> None:
    result = markup(kb, tmp_path, text)
    assert [p.code for p in result.problems] == ["E321"]
    assert not result.texts


# --- the real copy ---

REAL = os.environ.get("REGOLEX_SPACE_LAW_CORPUS", "")


@pytest.mark.skipif(not REAL, reason="REGOLEX_SPACE_LAW_CORPUS names no checkout of the Space Law Corpus")
def test_every_provision_of_an_instrument_in_the_space_law_corpus_is_found_in_it(kb: KnowledgeBase) -> None:
    result = link(kb.knowledge, Path(REAL))
    assert not result.problems
    assert not result.warnings
    assert {one.version for one in result.matched}
    assert not [(one.version, one.language, one.missing) for one in result.matched if one.missing]
    for one in result.matched:
        assert not one.unread, one.version
