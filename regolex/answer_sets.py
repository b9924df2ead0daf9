"""The law as a logic program: a second reading of the semantics, independent of the evaluator.

Every condition becomes a two-valued atom over the bearer ``B``, the subject ``S``, the items of the quantifiers around it
(``I0`` ...), the choice of readings ``K`` and the mode ``M`` (now or planned), as far as it depends on them. The facts
of a mission come from :mod:`regolex.completions`, which turns what is unknown into a choice. clingo does the rest, so that
nothing here decides a truth. Only the model and the words are shared with the evaluator.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from regolex import model as m

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
    """Whose conditions are translated: the domains of bearer and subject, and the work whose roles are meant."""

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
    """The head that stands for a condition, with the variables it depends on."""

    name: str
    variables: frozenset[str]

    def __str__(self) -> str:
        return f"{self.name}({','.join(sorted(self.variables))})" if self.variables else self.name


@dataclass
class Program:
    """The program of some rules and of everything they rest on.

    ``facts`` are the fact ids that it asks about, ``compared`` every comparison with its fact, ``versions`` and ``works``
    the instruments whose force and parties matter: what the completions of a mission need to know.
    """

    knowledge: m.Knowledge
    lines: list[str] = field(default_factory=list)
    facts: set[str] = field(default_factory=set)
    compared: list[m.Compare] = field(default_factory=list)
    versions: set[str] = field(default_factory=set)
    works: set[str] = field(default_factory=set)
    orders: set[str] = field(default_factory=set)
    questions: dict[str, set[frozenset[str]]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    exceptions: dict[str, tuple[str, str]] = field(default_factory=dict)
    _count: int = 0
    _roles: dict[tuple[str, str], str] = field(default_factory=dict)
    _duties: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The program as clingo reads it."""
        return "\n".join(self.lines)

    def _rule(self, head: object, body: Iterable[str]) -> None:
        literals = list(dict.fromkeys(body))
        self.lines.append(f"{head} :- {', '.join(literals)}." if literals else f"{head}.")

    def _new(self, variables: Iterable[str], stem: str = "c") -> Atom:
        self._count += 1
        return Atom(f"{stem}{self._count}", frozenset(variables))

    # --- conditions ---

    def condition(self, condition: m.Condition, scope: Scope) -> Atom:
        """The atom that is true when the condition is."""
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
        if isinstance(condition, m.Compare):
            return self._compare(condition, scope)
        if isinstance(condition, m.Given):
            literals, end, variables = self._path(condition.path)
            self.facts.add(condition.fact)
            head = self._new(variables)
            self._rule(head, [*literals, f"has({end},{quoted(condition.fact)})", *scope.domain(variables)])
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
        """Literals that walk the links, the term at the end, and the variable it starts from."""
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
        head = self._new(variables | ({"M"} if fact.type == "commitment" else frozenset()))
        for extra, _ in targets:
            value = [f"v({end},{quoted(fact.id)},V)"]
            self._rule(head, [*literals, *value, *extra, *scope.domain(head.variables)])
        return head

    def _targets(self, condition: m.Compare, fact: m.Fact) -> list[tuple[list[str], frozenset[str]]]:
        """The ways in which the value ``V`` may pass: literals and the variables that they bring in."""
        none: frozenset[str] = frozenset()
        operand, word = condition.operand, condition.word
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
        return [([f"const({quoted(constant(operand))},W)", f"V{sign}W"], none)]

    def _quantified(self, condition: m.Quantified, scope: Scope) -> Atom:
        depth = len(scope.items)
        item = f"I{depth}"
        inner_scope = Scope(scope.holder, scope.about, scope.work, (*scope.items, condition.kind))
        that = self.condition(condition.that, inner_scope)
        walk = [f"part({quoted(condition.kind)},{item})"]
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

    # --- roles ---

    def role(self, role: str, holder: str, subject: str, work: str) -> str:
        """The literal that somebody holds a role, in the sense of a work, for a subject or (without one) for any."""
        defining = [r for r in self.knowledge.rules.values() if r.defines == role]
        own = [r for r in defining if r.work == work]
        key = (role, work if own else "")
        if key not in self._roles:
            self._count += 1
            name = self._roles[key] = f"role{self._count}"
            self.lines.append(f"% role {role} {key[1]}")
            for rule in own or defining:
                self._define(rule, name)
            self.lines.append(f"{name}any(B,K,M) :- {name}(B,_,K,M).")
            self.lines.append(f"#defined {name}/4.")
        name = self._roles[key]
        kind = self.knowledge.roles[role].subject
        if kind and not subject:
            return f"{name}any({holder},K,M)"
        return f"{name}({holder},{subject or quoted('mission')},K,M)"

    def _define(self, rule: m.Rule, name: str) -> None:
        about = rule.about if self.knowledge.roles[rule.defines].subject else "mission"
        scope = Scope(rule.holder, about, rule.work)
        body = [f"force({quoted(rule.instrument)})", *scope.domain("BSKM")]
        self.versions.add(rule.instrument)
        self.lines.append(f"% {rule.id}")
        body += self._parts(rule, scope)
        assert rule.test is not None
        body.append(str(self.condition(rule.test, scope)))
        if rule.confidence == "doubtful":  # a doubtful source never gives a role away as certain
            self.doubtful.add(rule.id)
            body.append(f"trusted({quoted(rule.id)})")
        self._rule(f"{name}(B,S,K,M)", body)
        self._rule(f"def({quoted(rule.id)},B,S,K,M)", body)

    def _parts(self, rule: m.Rule, scope: Scope) -> list[str]:
        body = [str(self.condition(rule.applies_when, scope))] if rule.applies_when else []
        return body + [f"not {self._exception(rule.id, item, scope)}" for item in rule.exceptions]

    def _exception(self, rule: str, item: m.LegalException, scope: Scope) -> Atom:
        when = self.condition(item.when, scope)
        inner = [self._exception(rule, e, scope) for e in item.exceptions]
        head = self._new(when.variables.union(*(e.variables for e in inner)), "e")
        self.exceptions[head.name] = (rule, item.id)
        self._rule(head, [str(when), *(f"not {e}" for e in inner), *scope.domain(head.variables)])
        self._rule(f"excepted({quoted(rule)},{quoted(item.id)})", [str(head), *scope.domain(head.variables)])
        return head

    # --- duties ---

    def duty(self, rule: m.Rule) -> str:
        """Translate a rule that is no definition; the stem of its atoms, each over bearer, subject, readings, mode."""
        if rule.id in self._duties:
            return self._duties[rule.id]
        self._count += 1
        name = self._duties[rule.id] = f"duty{self._count}"
        scope = Scope(rule.holder, rule.about, rule.work)
        args, domain = "(B,S,K,M)", scope.domain("BSKM")
        self.versions.add(rule.instrument)
        self.lines.append(f"% {rule.id}")
        bound = self._bound(rule)
        for role in rule.binds:
            kind = self.knowledge.roles[role].subject
            held = self.role(role, "B", "S" if kind and kind == rule.about else "", rule.work)
            self._rule(f"{name}concerned{args}", [*bound, held, *domain])
        body = [f"force({quoted(rule.instrument)})", f"{name}concerned{args}", *self._parts(rule, scope)]
        arising = [r for r in self.knowledge.rules.values() if rule.id in r.on_breach]
        for other in arising:
            stem = self.duty(other)
            at = self._matching(rule, other)
            failed = [f"{stem}applies(B,{at[0]},K,M)", f"not {stem}satisfied(B,{at[0]},K,M)"]
            self._rule(f"{name}arises{args}", [*failed, *at[1], *domain])
        self._rule(f"{name}applies{args}", [*body, *([f"{name}arises{args}"] if arising else []), *domain])
        assert rule.test is not None
        test = self.condition(rule.test, scope)
        self._rule(f"{name}satisfied{args}", [f"{'not ' if rule.kind == 'prohibition' else ''}{test}", *domain])
        self._displacement(rule, name, domain)
        self._results(rule, name, domain)
        return name

    def _bound(self, rule: m.Rule) -> list[str]:
        if rule.holder != "State":
            return []
        instrument = self.knowledge.instruments[rule.instrument]
        if instrument.is_treaty or instrument.kind == "political-commitment":
            self.works.add(rule.work)
            return [f"bound(B,{quoted(rule.work)})"]
        if instrument.legal_order == "international":
            return []
        self.orders.add(instrument.legal_order)
        return [f"B={quoted(instrument.legal_order)}"]

    @staticmethod
    def _matching(rule: m.Rule, other: m.Rule) -> tuple[str, list[str]]:
        if other.about == rule.about:
            return "S", []
        if other.about == "mission":
            return quoted("mission"), []
        return "T", [f"part({quoted(other.about)},T)"]

    def _displacement(self, rule: m.Rule, name: str, domain: list[str]) -> None:
        self.lines.append(f"#defined {name}displaced/4.")
        for other in self.knowledge.rules.values():
            for link in (d for d in other.displaces if d.rule == rule.id):
                stem = self.duty(other)
                at, more = self._matching(rule, other)
                stands = f"{stem}stands{self._count}_{len(self.lines)}"
                scope = Scope(other.holder, other.about, other.work)
                body = [f"{stem}applies(B,S,K,M)", f"not {stem}displaced(B,S,K,M)"]
                if link.when:
                    body.append(str(self.condition(link.when, scope)))
                self._rule(f"{stands}(B,S,K,M)", body)
                self._rule(f"{name}displaced(B,S,K,M)", [f"{stands}(B,{at},K,M)", *more, *domain])

    def _results(self, rule: m.Rule, name: str, domain: list[str]) -> None:
        """What each mode comes to, and from both the result now and as planned."""
        state, args = f"{name}state", "(B,S,K,M)"
        applies, displaced, satisfied = (f"{name}{w}{args}" for w in ("applies", "displaced", "satisfied"))
        self._rule(f"{state}(B,S,K,M,na)", [*domain, f"not {applies}"])
        self._rule(f"{state}(B,S,K,M,displaced)", [applies, displaced])
        self._rule(f"{state}(B,S,K,M,ok)", [applies, f"not {displaced}", satisfied])
        self._rule(f"{state}(B,S,K,M,fail)", [applies, f"not {displaced}", f"not {satisfied}"])
        table = (
            "right" if rule.kind in ("right", "permission") else "doubt" if rule.confidence == "doubtful" else "duty"
        )
        good = "respected" if rule.kind == "prohibition" else "met"
        both = [f'{state}(B,S,K,"now",N)', f'{state}(B,S,K,"planned",P)']
        held = f'{name}satisfied(B,S,K,"now")'
        head = f"result({quoted(rule.id)},B,S,K,R,A)"
        self._rule(head, [*both, "N=na", held, f"outcome({table},{good},ready,P,R,A)"])
        self._rule(head, [*both, "N=na", f"not {held}", f"outcome({table},{good},na,P,R,A)"])
        self._rule(head, [*both, "N!=na", f"outcome({table},{good},N,P,R,A)"])
        self._rule(f"concerned({quoted(rule.id)},B,S,K)", [f"{name}concerned(B,S,K,_)"])
        self._rule(f"applies({quoted(rule.id)},B,S,K,M)", [f"{name}applies(B,S,K,M)"])


def constant(operand: m.Operand) -> str:
    """The name of a number or day that a comparison is made with."""
    if operand.how == "parameter":
        return f"parameter {operand.word}"
    if operand.how == "months-before":
        return f"months {operand.number}"
    return f"number {operand.number}" if operand.number is not None else f"day {operand.day}"


def outcomes() -> str:
    """The table of results: kind of norm, good word, now, as planned, result, as planned.

    ``ready`` is a duty that does not apply yet and is satisfied already: it leaves nothing to do.
    """
    lines = []
    for now in ("na", "ready", "ok", "fail", "displaced"):
        for good in ("met", "respected"):
            for table in ("right", "doubt", "duty"):
                lines.append(f"outcome({table},{good},{now},displaced,displaced,displaced).")
            word = {"ok": "granted", "fail": "withheld"}
            for planned in ("na", "ok", "fail"):
                pair = [word.get(n, "not_applicable") for n in (now, planned)]
                lines.append(f"outcome(right,{good},{now},{planned},{pair[0]},{pair[1]}).")
            lines.append(f"outcome(duty,{good},{now},fail,breached,breached).")
            lines.append(f"outcome(doubt,{good},{now},fail,open,open).")
            for table in ("duty", "doubt"):
                ready = good if now in ("ok", "ready") else "to_do"
                lines.append(f"outcome({table},{good},{now},ok,{ready},{good}).")
                gone = {"na": "not_applicable", "ready": "not_applicable", "ok": good}.get(now, "to_do")
                lines.append(f"outcome({table},{good},{now},na,{gone},not_applicable).")
    return "\n".join(lines)


def program(knowledge: m.Knowledge, rules: Iterable[str]) -> Program:
    """The program of some rules and of the definitions, displacing rules and breaches they rest on."""
    found = Program(knowledge)
    found.lines.append(outcomes())
    for name in rules:
        rule = knowledge.rules[name]
        if rule.defines:
            found.role(rule.defines, "B", "S", rule.work)
        else:
            found.duty(rule)
    for name in ("has/2", "v/3", "isa/2", "bound/2", "signed/2", "listed/2", "force/1", "const/2", "reads/3",
                 "trusted/1", "state/1", "part/2", "excepted/2", "def/5", "concerned/4", "applies/5", "result/6"):  # fmt: skip
        found.lines.append(f"#defined {name}.")
    return found
