"""Conditions as clauses of a logic program: one two-valued atom for each condition.

An atom ranges over the bearer ``B``, the subject ``S``, the items of the quantifiers around it (``I0`` ...), the choice of
readings ``K`` and the mode ``M`` (now or planned), as far as its condition depends on them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field

from regolex.law import model as m

_ORDERED = {"at_least": ">=", "more_than": ">", "at_most": "<=", "below": "<", "before": "<", "after": ">"}


def quoted(text: str) -> str:
    """A term of the logic program.

    >>> quoted('party:a')
    '"party:a"'
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@dataclass(frozen=True)
class Scope:
    """The context of translated conditions: the domains of bearer and subject, and the work whose roles are meant."""

    holder: str
    about: str
    work: str
    items: tuple[str, ...] = ()

    def domain(self, variables: Iterable[str]) -> list[str]:
        """One literal for each variable, so that every rule is safe."""
        found = []
        for name in sorted(variables):
            if name == "B":
                found.append("state(B)" if self.holder == "State" else 'part("party",B)')
            elif name == "S":
                found.append(f"part({quoted(self.about)},S)")
            elif name in ("K", "M"):
                found.append(f"{name.lower()}({name})")
            else:
                found.append(f"part({quoted(self.items[int(name[1:])])},{name})")
        return found


@dataclass(frozen=True)
class Atom:
    """The atom of a condition, with the variables it depends on."""

    name: str
    variables: frozenset[str]

    def __str__(self) -> str:
        return f"{self.name}({','.join(sorted(self.variables))})" if self.variables else self.name


@dataclass
class Clauses(ABC):
    """Clauses, and the facts, versions and works they depend on.

    ``facts`` are the fact ids in conditions, ``compared`` every comparison with its fact, ``provisions`` and ``works``
    the law whose force and parties matter: what the completions of a mission need to know.
    """

    knowledge: m.Knowledge
    lines: list[str] = field(default_factory=list)
    facts: set[str] = field(default_factory=set)
    compared: list[m.Compare] = field(default_factory=list)
    provisions: set[str] = field(default_factory=set)
    works: set[str] = field(default_factory=set)
    orders: set[str] = field(default_factory=set)
    questions: dict[str, set[frozenset[str]]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    exceptions: dict[str, tuple[str, str]] = field(default_factory=dict)
    _count: int = 0

    @property
    def text(self) -> str:
        """The program as clingo reads it."""
        return "\n".join(self.lines)

    def _rule(self, head: object, body: Iterable[str]) -> None:
        literals = list(dict.fromkeys(body))
        self.lines.append(f"{head} :- {', '.join(literals)}." if literals else f"{head}.")

    def _declare(self, name: str, arity: int) -> None:
        self.lines.append(f"#defined {name}/{arity}.")

    def _new(self, variables: Iterable[str], stem: str = "c") -> Atom:
        self._count += 1
        return Atom(f"{stem}{self._count}", frozenset(variables))

    # --- conditions ---

    def condition(self, condition: m.Condition, scope: Scope) -> Atom:
        """The atom that is true if the condition is."""
        if isinstance(condition, (m.All, m.Any)):
            inner = [self.condition(item, scope) for item in condition.items]
            head = self._new(frozenset().union(*(atom.variables for atom in inner)))
            bodies = [[str(atom) for atom in inner]] if isinstance(condition, m.All) else [[str(a)] for a in inner]
            for body in bodies:
                self._rule(head, [*body, *scope.domain(head.variables)])
            return head
        if isinstance(condition, m.Not):
            item = self.condition(condition.item, scope)
            head = self._new(item.variables)
            self._rule(head, [*scope.domain(head.variables), f"not {item}"])
            return head
        if isinstance(condition, m.Named):
            return self.condition(condition.inner, scope)
        if isinstance(condition, m.Compare):
            return self._compare(condition, scope)
        if isinstance(condition, m.Given):
            literals, end, variables = self._path(condition.path)
            self.facts.add(condition.fact)
            head = self._new(variables)
            given = (
                f"v({end},{quoted(condition.fact)},_)" if condition.named else f"has({end},{quoted(condition.fact)})"
            )
            self._rule(head, [*literals, given, *scope.domain(variables)])
            return head
        if isinstance(condition, m.Quantified):
            return self._quantified(condition, scope)
        if isinstance(condition, m.Under):
            self.questions.setdefault(condition.question, set()).add(frozenset(condition.readings))
            head = self._new(["K"])
            for reading in condition.readings:
                self._rule(head, [f"reads(K,{quoted(condition.question)},{quoted(reading)})"])
            return head
        return self._has_role(condition, scope)

    def _path(self, path: tuple[str, ...], stem: str = "X") -> tuple[list[str], str, frozenset[str]]:
        """Literals that follow the links, the term at the end, and the variable at the start."""
        start = path[0]
        term = {"bearer": "B", "subject": "S"}.get(start) or (f"I{start[4:]}" if start[:4] == "item" else quoted(start))
        variables = frozenset() if term.startswith('"') else frozenset([term])
        literals = []
        for n, link in enumerate(path[1:]):
            self.facts.add(link)
            literals.append(f"v({term},{quoted(link)},{stem}{n})")
            term = f"{stem}{n}"
        return literals, term, variables

    def _compare(self, condition: m.Compare, scope: Scope) -> Atom:
        fact, operand = self.knowledge.facts[condition.fact], condition.operand
        literals, end, variables = self._path(condition.path)
        if fact.derived:
            self.works.add(operand.word)
            head = self._new(variables)
            name = "signed" if fact.id == "state.signed" else "listed"
            self._rule(head, [*literals, f"{name}({end},{quoted(operand.word)})", *scope.domain(variables)])
            return head
        self.facts.add(fact.id)
        self.compared.append(condition)
        targets = self._targets(condition, fact)
        variables = variables.union(*(more for _, more in targets))
        head = self._new(
            variables | ({"M"} if fact.type == "commitment" and condition.word != "already" else frozenset())
        )
        held = "stated" if condition.word == "includes_itself" else "v"
        for extra, _ in targets:
            value = [f"{held}({end},{quoted(fact.id)},V)"]
            self._rule(head, [*literals, *value, *extra, *scope.domain(head.variables)])
        return head

    def _targets(self, condition: m.Compare, fact: m.Fact) -> list[tuple[list[str], frozenset[str]]]:
        """The ways to fulfil the comparison for the value ``V``: literals and the variables they introduce."""
        none: frozenset[str] = frozenset()
        operand, word = condition.operand, condition.word
        if word == "already":
            return [(['V="done"'], none)]
        if fact.type == "commitment":
            return [(['V="done"'], none), (['V="planned"', 'M="planned"'], none)]
        if fact.type == "boolean":
            return [([f"V={quoted(str(operand.flag).lower())}"], none)]
        if fact.type == "concept":
            wanted = operand.words if word == "one_of" else (operand.word,)
            return [([f"isa(V,{quoted(w)})"], none) for w in wanted]
        if word == "one_of":
            return [([f"V={quoted(w)}"], none) for w in operand.words]
        sign = _ORDERED.get(word, "=")
        if operand.how in ("bearer", "subject"):
            name = operand.how[0].upper()
            return [([f"V={name}"], frozenset([name]))]
        if operand.how in ("part", "fact"):
            literals, end, variables = self._path(operand.path, "Y")
            if operand.how == "fact":
                self.facts.add(operand.word)
                literals, end = [*literals, f"v({end},{quoted(operand.word)},W)"], "W"
            return [([*literals, f"V{sign}{end}"], variables)]
        if operand.how == "literal" and operand.number is None and operand.day is None:
            return [([f"V={quoted(operand.word)}"], none)]
        return [([f"const({quoted(constant(condition))},W)", f"V{sign}W"], none)]

    def _quantified(self, condition: m.Quantified, scope: Scope) -> Atom:
        depth = len(scope.items)
        item = f"I{depth}"
        inner_scope = Scope(scope.holder, scope.about, scope.work, (*scope.items, condition.kind))
        that = self.condition(condition.that, inner_scope)
        walk = [f"item({quoted(condition.kind)},{item})"]
        variables = that.variables - {item}
        if condition.fact:
            self.facts.add(condition.fact)
            literals, end, more = self._path(condition.path)
            walk = [*literals, f"v({end},{quoted(condition.fact)},{item})", *walk]
            variables |= more
        head = self._new(variables)
        if condition.word == "some":
            self._rule(head, [*walk, str(that), *scope.domain(variables)])
            return head
        fails = self._new(variables, "f")
        self._rule(fails, [*walk, f"not {that}", *scope.domain(variables)])
        self._rule(head, [*scope.domain(variables), f"not {fails}"])
        return head

    def _has_role(self, condition: m.HasRole, scope: Scope) -> Atom:
        literals, end, variables = self._path(condition.path)
        subject = ""
        if condition.subject:
            more, subject, others = self._path(condition.subject, "Y")
            literals, variables = [*literals, *more], variables | others
        head = self._new(variables | {"K", "M"})
        held = self.role(condition.role, end, subject, scope.work)
        self._rule(head, [*literals, held, *scope.domain(head.variables)])
        return head

    @abstractmethod
    def role(self, role: str, holder: str, subject: str, work: str) -> str:
        """The literal that a bearer holds a role, in the sense of a work, for a subject or (without one) for any."""


def constant(condition: m.Compare) -> str:
    """The name of the number or date on the right-hand side of a comparison."""
    operand = condition.operand
    if operand.how == "parameter":
        return f"parameter {operand.word}"
    if operand.how == "months-before":
        return f"months {operand.number} {condition.word}"
    return f"number {operand.number}" if operand.number is not None else f"day {operand.day}"
