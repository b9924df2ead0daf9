"""Text of someone else made fit for the medium it is shown in: whatever it holds, the page around it says the same.

The text of a mission, a catalogue or a linked source goes through :func:`fit` on its way to every page. It never starts a line,
a heading, a link, an image, a colour or a formula, and never makes a reader's program ask anything of the network.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable
from html import escape
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rich.text import Text

Medium = Literal["terminal", "rich", "markdown", "html", "csv", "streamlit"]

_SPACE = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# other controls, halves of characters, marks that turn or hide text, and what is not a character
_HIDDEN = re.compile(
    "[\x80-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_UNKNOWN = "�"
_JOIN = "\u2060"  # seen by no reader; keeps two signs from being taken for one word of mark-up
_OPEN, _BACK = "\ufdd0", "\ufdd1"  # stand for signs of rich while it reads its own mark-up
_EMOJI = re.compile(r":(?=[\w+-]+:)|:(?=material/)")
_MARKDOWN = re.compile(r"[\\`*_\[\]>#|~!$&{}^]|(?<=\])\(|(?<=www)\.|:(?=//)|(?<=\w)@|^ ?[-+=]")
_NUMBERED = re.compile(r"^( ?\d{1,9})([.)])(?=\s|\Z)")
_OURS = re.compile(r"(#{1,3} | *- |)(\*\*(?=.*\*\*\Z))?(.*?)(?(2)\*\*|)", re.DOTALL)
_ARROWS = re.compile(r"(?<=[<>=~-])(?=[-=>])")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?\Z")


def fit(text: str, medium: Medium) -> str:
    """A text of someone else as it may stand on a page of a medium.

    >>> fit("[red]Acme\\n[/]", "markdown"), fit("=1+1", "csv")
    ('\\\\[red\\\\]Acme \\\\[/\\\\]', "'=1+1")
    """
    return _FITTERS[medium](text)


def seen(text: str, lines: bool = False) -> str:
    """A text as a reader can see it: on one line unless ``lines`` are kept, and nothing in it that acts or hides.

    >>> seen("a\\x1b[2Jb\\nc")
    'a␛[2Jb c'
    """
    text = "\n".join(_SPACE.sub(" ", line) for line in text.splitlines()) if lines else _SPACE.sub(" ", text)
    return _HIDDEN.sub(_UNKNOWN, _CONTROL.sub(_picture, text))


def _picture(sign: re.Match[str]) -> str:
    """The picture that Unicode has of a control character."""
    return "\u2421" if sign[0] == "\x7f" else chr(0x2400 + ord(sign[0]))


def page(lines: Iterable[str]) -> str:
    """A page of plain text from its lines: none of them becomes two, whatever it quotes of someone else's."""
    return "\n".join(seen(line) for line in lines)


def markdown(text: str) -> str:
    """A text in which Markdown sees no mark-up: CommonMark, and what GitHub reads beyond it."""
    text = _EMOJI.sub(f":{_JOIN}", re.sub(" {2,}", " ", seen(text)))
    text = _MARKDOWN.sub(lambda sign: sign[0][:-1] + "\\" + sign[0][-1], text)
    return _NUMBERED.sub(r"\1\\\2", text).replace("<", "&lt;")


def markdown_page(lines: Iterable[str]) -> str:
    """A page of Markdown from its lines: only the heading, the item or the bold type that our own lines begin with acts."""
    out = []
    for line in lines:
        mark, bold, said = _OURS.fullmatch(seen(line)).groups(default="")  # type: ignore[union-attr]  # it always matches
        out.append(f"{mark}{bold}{markdown(said)}{bold}")
    return "\n".join(out)


def html(text: str, quote: bool = True) -> str:
    """A text in which HTML sees no mark-up; lines are kept, since HTML shows none that style does not ask for."""
    return escape(seen(text, lines=True), quote)


def streamlit(text: str) -> str:
    """A text in which Streamlit's Markdown sees no mark-up, no icon and no arrow.

    >>> streamlit("*Odin* [1]")
    '\\\\*Odin\\\\* \\\\[1\\\\]'
    """
    return re.sub(r"(?<!\\):", r"\\:", _ARROWS.sub(_JOIN, markdown(text)))


def csv(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    text = seen(text, lines=True)
    risky = text.lstrip(" \n").startswith(_FORMULA) and not _NUMBER.match(text)
    return "'" + text if risky else text


def rich(text: str) -> str:
    """A text to stand in mark-up that is handed to :func:`styled`."""
    return seen(text).replace("[", _OPEN).replace("\\", _BACK)


def styled(markup: str) -> Text:
    """Our mark-up for the terminal as text, with the texts of others in it as they are."""
    from rich.text import Text

    text = Text.from_markup(markup, emoji=False)
    text.plain = text.plain.replace(_OPEN, "[").replace(_BACK, "\\")
    return text


_FITTERS: dict[str, Callable[[str], str]] = {
    "terminal": seen, "rich": rich, "markdown": markdown, "html": html, "csv": csv, "streamlit": streamlit,
}  # fmt: skip

# --- what a stream cannot write ---

_PLAINER = {
    "✗": "x", "✓": "+", "⚖": "~", "§": "s.", "→": "->", "–": "-", "—": "-", "─": "-", "↷": ">", "·": ".", "…": "...",
    "“": '"', "”": '"', "‘": "'", "’": "'", "⇄": "~", "€": "EUR",
}  # fmt: skip


def plainer(error: UnicodeError) -> tuple[str, int]:
    """Signs that an encoding lacks, in signs that every encoding has; registered as the error handler ``regolex``."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(sign: str) -> str:
    base = "".join(part for part in unicodedata.normalize("NFKD", sign) if part.isascii())
    return _PLAINER.get(sign) or base or "?"


codecs.register_error("regolex", plainer)
