"""Whatever a text of someone else holds, the page it stands on says the same and asks the network for nothing."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.console import Console

from regolex import media

JOIN = "\u2060"
FORGED = (
    "Plan ![x](http://127.0.0.1/x.svg) [click](http://127.0.0.1/y) <img src=http://127.0.0.1/z>",
    "Acme <script>alert(1)</script> [x](javascript:alert(1))",
    "**CLEAR**\n\n## Luxembourg: clear\n\n<!--",
    "Plan\x1b[2J\x1b[H\x1b[1;32mCLEAR\x1b[0m",
    "Acme [/x] [red]red[/red] [1] \\",
    '=HYPERLINK("http://x","y")',
    "[x]: http://a\n\n`code` ~~~ $x$ :red[a] :smile: www.example.org a@b.org ftp://x",
    "1. one", "1) one", "- a", "+ a", "# a", "> a", "    code", "===", "---", "a\\", "| a | b |\n|---|---|", "&amp; &#60;b>",
    "\u202egnp.exe", "\ud800", "a\r\nb\x85c\u2028d", "&lt;", "a -> b <= c -- d", ":material/home:", "<https://a.b>",
)  # fmt: skip
signs = st.sampled_from(
    [*"[]()<>*_`~#|!$&{}^:-+=.\\/@\"'\n\r\t 1ab", "\x1b", "\x07", "\x9b", "\u202e", "http://", "www."]
)
texts = st.sampled_from(FORGED) | st.lists(signs, max_size=30).map("".join) | st.text(max_size=30)
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def shown(text: str) -> str:
    """What a reader of a page sees of a text: white space is one space."""
    return " ".join(media.seen(text).split())


def rendered(source: str) -> tuple[list[str], str]:
    """The kinds of what Markdown makes of a source, without runs of text, and its text."""
    kinds: list[str] = []
    said = ""
    for token in MARKDOWN.parse(source):
        kinds.append(token.type)
        for inner in token.children or ():
            if inner.type == "text":
                said += inner.content
            elif inner.type == "softbreak":
                said += " "
            elif inner.type != "text_special":
                kinds.append(inner.type)
    return kinds, said


@given(texts)
@pytest.mark.parametrize("medium", ["markdown", "streamlit"])
@pytest.mark.parametrize("page", ["- **{}** of {}.\n  - {}\n", "# {}\n\n{}\n\nBound by {}; {}.\n", "{} {}\n"])
def test_markdown_is_the_same_whatever_a_text_holds(page: str, medium: media.Medium, text: str) -> None:
    kinds, _ = rendered(page.replace("{}", "word"))
    found, said = rendered(page.replace("{}", "x" + media.fit(text, medium) + "x"))
    assert found == kinds
    assert " ".join(said.replace(JOIN, "").split()).count(shown("x" + text + "x")) == page.count("{}")


@given(texts)
def test_a_paragraph_of_markdown_that_is_all_foreign_is_one_paragraph(text: str) -> None:
    found, said = rendered(media.fit(text, "markdown"))
    if shown(text):
        assert found == ["paragraph_open", "inline", "paragraph_close"]
    assert " ".join(said.replace(JOIN, "").split()) == shown(text)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", ()))

    def handle_data(self, data: str) -> None:
        self.said += data


@given(texts)
def test_html_is_the_same_whatever_a_text_holds(text: str) -> None:
    page = _Page()
    page.feed(f'<p title="{media.fit(text, "html")}">{media.fit(text, "html")}</p>')
    page.close()
    assert [tag for tag, _ in page.tags] == ["p"]
    assert [name for name, _ in page.tags[0][1]] == ["title"]
    assert shown(page.said) == shown(text)


@given(texts, texts)
@example("a\\", "[b")
@example("[b", "c]")
def test_a_terminal_shows_a_text_as_it_is_and_obeys_none(one: str, other: str) -> None:
    file = io.StringIO()
    console = Console(file=file, width=10_000, force_terminal=True, color_system="standard", emoji=False)
    console.print(media.styled(f"[bold]{media.rich(one)}[/] ({media.rich(other)}) [red]end[/]"), soft_wrap=True)
    plain = f"\x1b[1m{media.seen(one)}\x1b[0m ({media.seen(other)}) \x1b[31mend\x1b[0m\n"
    assert file.getvalue() == (plain if one else plain.replace("\x1b[1m\x1b[0m", ""))


@given(texts)
def test_a_line_of_a_page_stays_one_line_and_holds_no_control(text: str) -> None:
    page = media.page(["title", text, "end"])
    assert page.count("\n") == 2
    assert len(page.splitlines()) == 3
    assert all(sign.isprintable() or sign == "\n" for sign in page if sign < "\xa0")


@given(texts)
def test_no_cell_is_a_formula(text: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerow([media.fit(text, "csv"), "end"])
    ((cell, end),) = csv.reader(io.StringIO(out.getvalue()))
    assert end == "end"
    assert not cell.lstrip().startswith(("=", "+", "-", "@")) or float(cell) is not None
    assert cell.removeprefix("'") in (media.seen(text, lines=True), media.seen(text, lines=True).removeprefix("'"))


def test_a_number_in_a_cell_stays_a_number() -> None:
    assert [media.fit(text, "csv") for text in ("-5", "+1.5e3", "-1+1", "=1+1")] == ["-5", "+1.5e3", "'-1+1", "'=1+1"]


@given(texts.filter(lambda text: text.isprintable()))
def test_turtle_gives_a_text_back_as_it_was(text: str) -> None:
    """Turtle is written by Oxigraph, which escapes what it has to."""
    quad = ox.Triple(ox.NamedNode("http://a/"), ox.NamedNode("http://b/"), ox.Literal(text))
    raw = ox.serialize([quad], format=ox.RdfFormat.TURTLE)
    assert [one.triple for one in ox.parse(raw or b"", format=ox.RdfFormat.TURTLE)] == [quad]


def test_our_own_marks_at_the_start_of_a_line_act_and_nobody_elses() -> None:
    page = media.markdown_page(["## A *plan*", "- **x # y**", "  - [a](b)", "- **a** b"])
    assert page.splitlines() == ["## A \\*plan\\*", "- **x \\# y**", "  - \\[a\\]\\(b)", "- \\*\\*a\\*\\* b"]


@given(texts)
def test_every_encoding_can_write_what_is_shown(text: str) -> None:
    media.seen(text).encode("ascii", "regolex")
    assert "✗ → é".encode("ascii", "regolex") == b"x -> e"
