"""Classifies a SPARQL text before it runs: query or update, its form, and whether it calls another service.

The keywords may also occur in strings, comments, IRIs and names, so they are never searched for in the raw text:
the form is read token by token, the rest from the parse tree of rdflib's SPARQL parser, and only where the word occurs at
all, since parsing costs more than most queries.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import msgspec

QUERIES = ("select", "ask", "construct", "describe")
UPDATES = ("insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with")

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")  # SPARQL resolves these escapes before anything else
_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\r\n]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<text>'{3}(?:(?:'|'')?(?:[^'\\]|\\.))*'{3}|"{3}(?:(?:"|"")?(?:[^"\\]|\\.))*"{3}
                |'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
      | (?P<name>[?$]\w+|@[A-Za-z][\w-]*|[\w.\-·]*:(?:[\w.\-:·]|%[0-9A-Fa-f]{2}|\\.)*)
      | (?P<word>[^\W\d]\w*)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


class Reading(msgspec.Struct, frozen=True):
    """The form of a text ("" if there is none), and whether it uses anything outside the data set."""

    form: str
    service: bool = False
    dataset: bool = False

    @property
    def update(self) -> bool:
        return self.form in UPDATES

    @property
    def graph(self) -> bool:
        """Whether the answer is a graph; otherwise it is rows, or yes or no."""
        return self.form in ("construct", "describe")


def read(text: str) -> Reading:
    """Read a SPARQL text without running it.

    >>> read("# DELETE nothing\\nSELECT ?delete { ?delete ?p 'insert' }").form
    'select'
    >>> read("ASK { SERVICE <http://example.org/> { ?s ?p ?o } }").service
    True
    """
    plain = unescaped(text)
    form = form_of(plain)
    low = plain.lower()
    asked = [word for word in ("service", "from") if word in low]
    if form not in QUERIES or not asked:
        return Reading(form)
    tree = _parsed(plain)
    if tree is None:  # an extension or a syntax error; refusing too much is safe, and the engine reports the error
        words = set(_words(plain))
        return Reading(form, "service" in words, "from" in words)
    return Reading(form, "service" in asked and _calls(tree), "from" in asked and "datasetClause" in tree)


def unescaped(text: str) -> str:
    """The text with its ``\\uXXXX`` resolved, as SPARQL 1.1 section 19.2 does before parsing."""

    def char(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF else match[0]

    return _ESCAPE.sub(char, text)


def form_of(text: str) -> str:
    """The first keyword after the prologue, in lower case: "select", ..., "insert", or "" if there is none."""
    tokens = ((m.lastgroup, m[0]) for m in _TOKEN.finditer(text) if m.lastgroup != "space")
    for kind, token in tokens:
        word = token.lower()
        if kind == "word" and word == "prefix":
            next(tokens, None)
            next(tokens, None)
        elif kind == "word" and word == "base":
            next(tokens, None)
        else:
            return word if kind == "word" and word in QUERIES + UPDATES else ""
    return ""


def declared(text: str) -> set[str]:
    """The prefixes that a text declares itself."""
    tokens = [m[0] for m in _TOKEN.finditer(text) if m.lastgroup != "space"]
    return {b[:-1] for a, b in pairwise(tokens) if a.lower() == "prefix" and b.endswith(":")}


def _words(text: str) -> list[str]:
    """Words under both interpretations of ``<`` (IRI or comparison), so that neither can hide a keyword."""
    spaced = re.sub(r"<(?=[^<>]*['\"#])", "< ", text)
    return [m[0].lower() for t in (text, spaced) for m in _TOKEN.finditer(t) if m.lastgroup == "word"]


def _parsed(text: str) -> Any:
    """The parse tree of the query after its prologue, or None if rdflib cannot parse it."""
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        return parseQuery(text)[1]
    except Exception:  # pyparsing's own, RecursionError from deep nesting, errors of rdflib's actions
        return None


def _calls(tree: Any) -> bool:
    """Whether SERVICE occurs anywhere in a parse tree; iterative, because a tree can be deep."""
    todo = [tree]
    while todo:
        node = todo.pop()
        if getattr(node, "name", "") == "ServiceGraphPattern":
            return True
        if isinstance(node, dict):
            todo += node.values()
        elif isinstance(node, (list, tuple)) or type(node).__name__ == "ParseResults":
            todo += list(node)
            as_dict = getattr(node, "as_dict", None)
            todo += list(as_dict().values()) if as_dict else []
    return False
