"""The law as a logic program: a second reading of the semantics, independent of the evaluator.

Conditions become atoms (:mod:`regolex.solving.clauses`); here they are put together to roles, exceptions, displacement,
duties after a breach and results. The facts of a mission come from :mod:`regolex.solving.completions`, which turns what
is unknown into a choice. clingo does the rest, so that nothing here decides a truth. Only the model and the words are
shared with the evaluator.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.solving.clauses import Atom, Clauses, Scope, quoted


@dataclass
class Program(Clauses):
    """The program of given rules and of everything they rest on."""

    _roles: dict[tuple[str, str], str] = field(default_factory=dict)
    _duties: dict[str, str] = field(default_factory=dict)

    def add(self, rules: Iterable[str]) -> None:
        """Translate rules."""
        for name in rules:
            rule = self.knowledge.rules[name]
            if rule.defines:
                self.role(rule.defines, "B", "S", rule.work)
            else:
                self.duty(rule)

    # --- roles ---

    def role(self, role: str, holder: str, subject: str, work: str) -> str:
        """The literal that a bearer holds a role, in the sense of a work, for a subject or (without one) for any subject."""
        defining = [r for r in self.knowledge.rules.values() if r.defines == role]
        own = [r for r in defining if r.work == work]
        key = (role, work if own else "")
        if key not in self._roles:
            self._count += 1
            name = self._roles[key] = f"role{self._count}"
            self.lines.append(f"% role {role} {key[1]}")
            for rule in own or defining:
                self._define(rule, name)
            if self.knowledge.roles[role].subject:
                there = f"item({quoted(self.knowledge.roles[role].subject)},S)"
                self._rule(f"{name}any(B,K,M)", [f"{name}(B,S,K,M)", there])
            self._declare(name, 4)
        name = self._roles[key]
        kind = self.knowledge.roles[role].subject
        if kind and not subject:
            return f"{name}any({holder},K,M)"
        return f"{name}({holder},{subject or quoted('mission')},K,M)"

    def _define(self, rule: m.Rule, name: str) -> None:
        about = rule.about if self.knowledge.roles[rule.defines].subject else "mission"
        scope = Scope(rule.holder, about, rule.work)
        body = [self._stands(rule.cites[0].provision), *scope.domain("BSKM")]
        self.lines.append(f"% {rule.id}")
        body += self._parts(rule, scope)
        assert rule.test is not None
        body.append(str(self.condition(rule.test, scope)))
        if rule.confidence == "doubtful":  # a doubtful source never confers a role with certainty
            self.doubtful.add(rule.id)
            body.append(f"trusted({quoted(rule.id)})")
        self._rule(f"{name}(B,S,K,M)", body)
        self._rule(f"def({quoted(rule.id)},B,S,K,M)", body)

    def _parts(self, rule: m.Rule, scope: Scope) -> list[str]:
        body = [str(self.condition(rule.applies_when, scope))] if rule.applies_when else []
        return body + [f"not {self._exception(rule.id, item, scope)}" for item in rule.exceptions]

    def _stands(self, provision: str) -> str:
        """The literal that a provision is law: its wording is in force and it stood there by the day."""
        self.provisions.add(provision)
        return f"force({quoted(provision)})"

    def _exception(self, rule: str, item: m.LegalException, scope: Scope) -> Atom:
        when = self.condition(item.when, scope)
        inner = [self._exception(rule, e, scope) for e in item.exceptions]
        head = self._new(when.variables.union(*(e.variables for e in inner)), "e")
        self.exceptions[head.name] = (rule, item.id)
        self._rule(
            head, [self._stands(item.provision), str(when), *(f"not {e}" for e in inner), *scope.domain(head.variables)]
        )
        self._rule(f"excepted({quoted(rule)},{quoted(item.id)})", [str(head), *scope.domain(head.variables)])
        return head

    # --- duties ---

    def duty(self, rule: m.Rule) -> str:
        """Translate a rule other than a definition; returns the stem of its atoms over bearer, subject, readings, mode."""
        if rule.id in self._duties:
            return self._duties[rule.id]
        self._count += 1
        name = self._duties[rule.id] = f"duty{self._count}"
        scope = Scope(rule.holder, rule.about, rule.work)
        args, domain = "(B,S,K,M)", scope.domain("BSKM")
        self.lines.append(f"% {rule.id}")
        bound = self._bound(rule, name)
        for role in rule.binds:
            kind = self.knowledge.roles[role].subject
            held = self.role(role, "B", "S" if kind and kind == rule.about else "", rule.work)
            self._rule(f"{name}concerned{args}", [*bound, held, *domain])
        body = [self._stands(rule.cites[0].provision), f"{name}concerned{args}", *self._parts(rule, scope)]
        for variable, fact in top_level(rule):  # a duty about something that does not arise is not a duty
            self.facts.add(fact)
            body.append(f"not closed({variable},{quoted(fact)})")
        arising = [r for r in self.knowledge.rules.values() if rule.id in r.on_breach]
        for other in arising:
            stem = self.duty(other)
            at = self._matching(rule, other)
            failed = [f"{stem}applies(B,{at[0]},K,M)", f"not {stem}satisfied(B,{at[0]},K,M)"]
            self._rule(f"{name}arises{args}", [*failed, *at[1], *domain])
        self._rule(f"{name}applies{args}", [*body, *([f"{name}arises{args}"] if arising else []), *domain])
        assert rule.test is not None
        test = self.condition(rule.test, scope)
        self._rule(f"{name}satisfied{args}", [f"{'not ' if NORMS[rule.kind].forbids else ''}{test}", *domain])
        self._displacement(rule, name, domain)
        self._results(rule, name, domain)
        return name

    def _bound(self, rule: m.Rule, name: str) -> list[str]:
        if rule.holder != "State":
            return []
        instrument = self.knowledge.instruments[rule.instrument]
        if instrument.is_treaty or instrument.kind == "political-commitment":
            self.works.add(rule.work)
            joined = f"bound(B,{quoted(rule.work)})"
            if rule.custom is None:
                return [joined]
            # custom binds a State that never joined, under the readings that say so
            either = f"{name}bound(B,K)"
            self.questions.setdefault(rule.custom.question, set()).add(frozenset(rule.custom.readings))
            self._rule(either, [joined, "state(B)", "k(K)"])
            for reading in rule.custom.readings:
                self._rule(either, [f"reads(K,{quoted(rule.custom.question)},{quoted(reading)})", "state(B)", "k(K)"])
            return [either]
        if instrument.legal_order == "international":
            return []
        self.orders.add(instrument.legal_order)
        return [f"order(B,{quoted(instrument.legal_order)})"]

    @staticmethod
    def _matching(rule: m.Rule, other: m.Rule) -> tuple[str, list[str]]:
        if other.about == rule.about:
            return "S", []
        if other.about == "mission":
            return quoted("mission"), []
        return "T", [f"item({quoted(other.about)},T)"]

    def _displacement(self, rule: m.Rule, name: str, domain: list[str]) -> None:
        self._declare(f"{name}displaced", 4)
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
        """The result in each mode, and from both the result now and as planned."""
        state, args = f"{name}state", "(B,S,K,M)"
        applies, displaced, satisfied = (f"{name}{w}{args}" for w in ("applies", "displaced", "satisfied"))
        self._rule(f"{state}(B,S,K,M,na)", [*domain, f"not {applies}"])
        self._rule(f"{state}(B,S,K,M,displaced)", [applies, displaced])
        self._rule(f"{state}(B,S,K,M,ok)", [applies, f"not {displaced}", satisfied])
        self._rule(f"{state}(B,S,K,M,fail)", [applies, f"not {displaced}", f"not {satisfied}"])
        table = "right" if NORMS[rule.kind].gives else "doubt" if rule.confidence == "doubtful" else "duty"
        good = NORMS[rule.kind].good
        both = [f'{state}(B,S,K,"now",N)', f'{state}(B,S,K,"planned",P)']
        held = f'{name}satisfied(B,S,K,"now")'
        head = f"result({quoted(rule.id)},B,S,K,R,A)"
        self._rule(head, [*both, "idle(N)", held, f"outcome({table},{good},ready,P,R,A)"])
        self._rule(head, [*both, "idle(N)", f"not {held}", f"outcome({table},{good},N,P,R,A)"])
        self._rule(head, [*both, "not idle(N)", f"outcome({table},{good},N,P,R,A)"])
        self._rule(f"concerned({quoted(rule.id)},B,S,K)", [f"{name}concerned(B,S,K,_)"])
        self._rule(f"applies({quoted(rule.id)},B,S,K,M)", [f"{name}applies(B,S,K,M)"])


def top_level(rule: m.Rule) -> list[tuple[str, str]]:
    """The facts at the top level of what a rule asks for: the variable they are read from, and the fact.

    Where one of them does not arise, the rule asks for nothing; inside a limb with alternatives it only compares false.
    """
    if rule.test is None or NORMS[rule.kind].polarity != "requires":
        return []
    items = rule.test.items if isinstance(rule.test, m.All) else (rule.test,)
    variables = {"subject": "S", "bearer": "B", "mission": quoted("mission")}
    return [
        (variables[item.path[0]], item.fact)
        for item in items
        if isinstance(item, m.Compare) and len(item.path) == 1 and item.path[0] in variables
    ]


def outcomes() -> str:
    """The table of results, written apart from :mod:`regolex.engine.outcome`.

    Each row: kind of norm, good word, now, as planned, result, result as planned.

    ``ready`` is a duty that does not apply yet and is satisfied already: it leaves nothing to do.
    """
    lines = ["idle(na;displaced)."]
    for now in ("na", "ready", "ok", "fail", "displaced"):
        for good in ("met", "respected", "granted"):
            for table in ("right", "doubt", "duty"):
                lines.append(f"outcome({table},{good},{now},displaced,displaced,displaced).")
            held = "granted" if now == "ok" else "granted_as_planned"
            lines.append(f"outcome(right,{good},{now},ok,{held},granted).")
            lines.append(f"outcome(right,{good},{now},fail,withheld,withheld).")
            lost = "withheld" if now in ("ok", "fail") else "not_applicable"
            lines.append(f"outcome(right,{good},{now},na,{lost},not_applicable).")
            lines.append(f"outcome(duty,{good},{now},fail,breached,breached).")
            lines.append(f"outcome(doubt,{good},{now},fail,open,open).")
            for table in ("duty", "doubt"):
                ready = good if now in ("ok", "ready") else "to_do"
                lines.append(f"outcome({table},{good},{now},ok,{ready},{good}).")
                gone = good if now == "ok" else "to_do" if now == "fail" else "not_applicable"
                lines.append(f"outcome({table},{good},{now},na,{gone},not_applicable).")
    return "\n".join(lines)


def program(knowledge: m.Knowledge, rules: Iterable[str]) -> Program:
    """The program of given rules and of the definitions, displacing rules and breaches they rest on."""
    found = Program(knowledge)
    found.lines.append(outcomes())
    # parts in the mission exist, and a national law binds its own State
    found.lines += ["item(K,P) :- part(K,P).", "order(B,B) :- state(B)."]
    found.add(rules)
    for name in ("closed/2", "has/2", "v/3", "isa/2", "bound/2", "signed/2", "listed/2", "force/1", "const/2", "reads/3",
                 "trusted/1", "state/1", "part/2", "excepted/2", "def/5", "concerned/4", "applies/5", "result/6"):  # fmt: skip
        found.lines.append(f"#defined {name}.")
    return found
