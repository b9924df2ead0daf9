"""The law as a logic program in two copies: what is certain, and what is possible while some answers are missing.

The translation of :mod:`regolex.solving.answer_sets` is two-valued. Here every clause is said once of what is certain
(``t_``) and once of what is possible (``p_``), each negation leading over to the other side, which gives Kleene's three
values. Which duties a plan certainly breaches can then be read off without answering anything: ``bad(rule, bearer,
subject, readings)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from regolex.law import model as m
from regolex.solving.answer_sets import Program
from regolex.solving.clauses import Scope, quoted

_SETTLED = frozenset(("k", "m", "reads", "state", "part", "isa"))  # predicates that are never unknown
_LITERAL = re.compile(r"(not )?([a-z]\w*)((?:\(.*)?)", re.DOTALL)
_OTHER = {"t": "p", "p": "t"}
# predicates from the facts of a mission; both copies of each may be empty
_GIVEN = (
    "closed/2", "has/2", "v/3", "bound/2", "signed/2", "listed/2", "force/1", "const/2", "trusted/1", "item/2", "order/2",
)  # fmt: skip


def side(literal: str, copy: str) -> str:
    """A literal in one of the copies.

    >>> side('not c1(B)', 't')
    'not p_c1(B)'
    >>> side('v(B,"party.seat",X0)', 'p')
    'p_v(B,"party.seat",X0)'
    >>> side('V="done"', 't')
    'V="done"'
    """
    found = _LITERAL.fullmatch(literal)
    if not found or found[2] in _SETTLED:
        return literal
    return f"{found[1] or ''}{_OTHER[copy] if found[1] else copy}_{found[2]}{found[3]}"


@dataclass
class Twofold(Program):
    """The program of given duties in both copies, with the findings that are breached."""

    def _rule(self, head: object, body: Iterable[str]) -> None:
        if str(head).startswith(("def(", "excepted(")):  # only shown, never used in a body
            return
        literals = list(dict.fromkeys(body))
        for copy in "tp":
            super()._rule(side(str(head), copy), [side(literal, copy) for literal in literals])

    def _declare(self, name: str, arity: int) -> None:
        for copy in "tp":
            super()._declare(f"{copy}_{name}", arity)

    def _results(self, rule: m.Rule, name: str, domain: list[str]) -> None:
        """The findings that the evaluator calls breached: the rule certainly applies, and fails as planned."""
        if rule.confidence == "doubtful":  # its source never decides a breach
            return
        args = '(B,S,K,"planned")'
        displaced, applies, satisfied = (f"{name}{word}(B,S,K,M)" for word in ("displaced", "applies", "satisfied"))
        say = super()._rule
        say(f"t_{name}live(B,S,K,M)", [f"t_{applies}", f"not p_{displaced}", *domain])
        there = [] if rule.about == "mission" else [f"t_item({quoted(rule.about)},S)"]
        say(f"bad({quoted(rule.id)},B,S,K)", [
            f"t_{name}live{args}", f"not p_{satisfied.replace('(B,S,K,M)', args)}", *there,
            *Scope(rule.holder, rule.about, rule.work).domain("BSK"),
        ])  # fmt: skip


def twofold(knowledge: m.Knowledge, rules: Iterable[str]) -> Twofold:
    """The program of given duties and of everything they rest on, in both copies."""
    found = Twofold(knowledge)
    found.add(rules)
    for name in _GIVEN:
        found._declare(*_split(name))
    for name in ("isa/2", "reads/3", "state/1", "part/2", "bad/4"):
        found.lines.append(f"#defined {name}.")
    return found


def _split(name: str) -> tuple[str, int]:
    word, _, arity = name.partition("/")
    return word, int(arity)


__all__ = ["Twofold", "side", "twofold"]
