"""The rules in LegalRuleML 1.0, compact serialization: statements say what a rule says, associations where it comes from.

Duties, prohibitions, permissions and rights are prescriptive statements with deontic operator and bearer; definitions and
conditions of another act are constitutive. Exceptions are defeaters and override their rule; rules that displace others
override them; the readings of a contested question are alternatives.
Content without a counterpart in the standard is written as a comment.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regolex.errors import EvaluationError, Problem
from regolex.formats.interchange.formula import DIALECT, LRML, RULEML, XS, XSI, Formulas
from regolex.law import model as m
from regolex.law.citation import in_full
from regolex.law.norms import NORMS
from regolex.law.vocabulary import BASE, FACT_BASE

if TYPE_CHECKING:
    from lxml.etree import _Element

OPERATORS = {name: norm.legalruleml for name, norm in NORMS.items() if norm.legalruleml}
VOCABULARY = LRML + "vocab#"
PREFIXES = {
    "fact": FACT_BASE, "role": BASE + "role/", "rule": BASE + "rule/", "state": BASE + "state/", "word": DIALECT,
    "reading": BASE + "readings/",
}  # fmt: skip


def key(name: str) -> str:
    """An identity as a key: letters, digits, dots, dashes and underscores only.

    >>> key("nat/lux/space-resources-2017@2017-07-20#art-8.1")
    'nat.lux.space-resources-2017_at_2017-07-20_art-8.1'
    """
    return re.sub(r"[^\w.-]", "_", name.replace("/", ".").replace("@", "_at_"))


def rules_document(knowledge: m.Knowledge) -> bytes:
    """Every rule and every contested question in one document, with the same bytes for the same knowledge.

    Raises EvaluationError where the extra ``formats`` is not installed.
    """
    try:
        from lxml import etree
    except ImportError:
        raise EvaluationError(
            Problem("E108", "LegalRuleML needs lxml", expected="pip install 'regolex[formats]'")
        ) from None
    root = _Document(knowledge).root
    return etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")


class _Document:
    """Builds the document from top to bottom, in the order that the standard prescribes."""

    def __init__(self, knowledge: m.Knowledge) -> None:
        from lxml.builder import ElementMaker

        names = {"lrml": LRML, "ruleml": RULEML, "xsi": XSI, "xs": XS}
        self.k = knowledge
        self.lrml = ElementMaker(namespace=LRML, nsmap=names)
        self.ruleml = ElementMaker(namespace=RULEML, nsmap=names)
        self.formulas = Formulas(self.ruleml, knowledge.states)
        self.arising: dict[str, list[str]] = {}
        for rule in knowledge.rules.values():
            for other in rule.on_breach:
                self.arising.setdefault(other, []).append(rule.id)
        self.root: _Element = self.lrml.LegalRuleML(
            self.lrml.Comment(
                f"Regolex {knowledge.version}, knowledge of {knowledge.day}, hash {knowledge.hash}. Our reading of the law, "
                "paraphrased; the official texts are at the addresses of their sources."
            ),
            *(self.lrml.Prefix(pre=name, refID=iri) for name, iri in sorted(PREFIXES.items())),
            self._references(),
            self._sources(),
            *self._times(),
            self.lrml.Jurisdictions(
                *(
                    self.lrml.Jurisdiction(key=f"jurisdiction-{order}", sameAs=f"{BASE}legal-order/{order}")
                    for order in sorted({i.legal_order for i in knowledge.instruments.values()})
                )
            ),
            self._associations(),
            *self._alternatives(),
            self._statements(),
        )

    # --- where the rules come from ---

    def _cited(self) -> list[m.Provision]:
        """The provisions that rules, exceptions and questions rest on."""
        wanted = {c.provision for rule in self.k.rules.values() for c in rule.cites}
        wanted |= {e.provision for rule in self.k.rules.values() for e, _, _ in _exceptions(rule)}
        wanted |= {p for q in self.k.questions.values() for p in q.text_at_issue}
        return [p for i in self.k.instruments.values() for p in i.provisions if p.id in wanted]

    def _references(self) -> _Element:
        short = {i.version: i.short for i in self.k.instruments.values()}
        return self.lrml.LegalReferences(  # type: ignore[no-any-return]
            *(
                self.lrml.LegalReference(
                    refersTo=f"ref-{key(p.id)}", refID=in_full(short[p.id.partition('#')[0]], p.label),
                    refIDSystemName="citation",
                )
                for p in self._cited()
            )
        )  # fmt: skip

    def _sources(self) -> _Element:
        return self.lrml.LegalSources(  # type: ignore[no-any-return]
            *(self.lrml.LegalSource(key=f"source-{key(p.id)}", sameAs=BASE + p.id) for p in self._cited())
        )

    def _times(self) -> list[_Element]:
        """The dates between which each version is in force; a window by its last day, with a comment."""
        days: set[str] = set()
        rows = []
        for i in self.k.instruments.values():
            for day, end, turn in ((i.in_force, "start", "Starts"), (i.ended, "end", "Ends")):
                if day is None:
                    continue
                shown = day.not_after.isoformat()
                days.add(shown)
                said = (
                    () if day.settled else (self.lrml.Comment(f"a date between {day.not_before} and {day.not_after}"),)
                )
                rows.append(
                    self.lrml.TemporalCharacteristic(
                        *said,
                        self.lrml.forStatus(iri=VOCABULARY + "InForce"),
                        self.lrml.hasStatusDevelopment(iri=VOCABULARY + turn),
                        self.lrml.atTime(keyref=f"#day-{shown}"),
                        key=f"{end}-{key(i.version)}",
                    )
                )
        date = {f"{{{XSI}}}type": "xs:date"}
        times = (self.ruleml.Time(self.ruleml.Data(day, date), key=f":day-{day}") for day in sorted(days))
        return [self.lrml.Times(*times), self.lrml.TemporalCharacteristics(*rows)]

    def _associations(self) -> _Element:
        rows = []
        for i in self.k.instruments.values():
            rules = [rule.id for rule in self.k.rules.values() if rule.instrument == i.version]
            if rules:
                ends = [end for end, day in (("start", i.in_force), ("end", i.ended)) if day]
                rows.append(
                    self.lrml.Association(
                        *(self.lrml.appliesTemporalCharacteristic(keyref=f"#{end}-{key(i.version)}") for end in ends),
                        self.lrml.appliesJurisdiction(keyref=f"#jurisdiction-{i.legal_order}"),
                        *(self.lrml.toTarget(keyref=f"#{key(rule)}") for rule in rules),
                        key=f"law-{key(i.version)}",
                    )
                )
        targets = [(key(rule.id), [c.provision for c in rule.cites]) for rule in self.k.rules.values()]
        for rule in self.k.rules.values():
            targets += [(_exception_key(rule, e), [e.provision]) for e, _, _ in _exceptions(rule)]
        targets += [(f"alternatives-{q.id}", list(q.text_at_issue)) for q in self.k.questions.values()]
        for target, provisions in targets:
            rows.append(
                self.lrml.Association(
                    *(self.lrml.appliesSource(keyref=f"#source-{key(p)}") for p in dict.fromkeys(provisions)),
                    self.lrml.toTarget(keyref=f"#{target}"),
                    key=f"sources-{target}",
                )
            )
        return self.lrml.Associations(*rows)  # type: ignore[no-any-return]

    # --- what they say ---

    def _alternatives(self) -> list[_Element]:
        return [
            self.lrml.Alternatives(
                self.lrml.Comment(q.asks),
                *(self.lrml.hasAlternative(keyref=f"#{_reading_key(q, r)}") for r in q.readings),
                key=f"alternatives-{q.id}",
            )
            for q in self.k.questions.values()
        ]

    def _statements(self) -> _Element:
        rows: list[_Element] = []
        for q in self.k.questions.values():
            rows += [self._reading(q, r) for r in q.readings]
        for rule in self.k.rules.values():
            rows.append(self._rule(rule))
            for exception, above, depth in _exceptions(rule):
                rows.append(self._exception(rule, exception, depth))
                rows.append(self._override(_exception_key(rule, exception), above, f"exception: {exception.reads}"))
            for item in rule.displaces:
                only = "" if item.when is None else " (only where its condition holds, see the rule file)"
                rows.append(self._override(key(rule.id), key(item.rule), item.because + only))
        return self.lrml.Statements(*rows, key="rules")  # type: ignore[no-any-return]

    def _reading(self, q: m.Question, r: m.Reading) -> _Element:
        """A reading as a rule: if the reading is chosen, the text is read in this way."""
        names = [f"{h.name} ({h.since[:4] or 'undated'})" for h in r.holders if h.read]
        chosen = self.formulas.atom("chosen", self.ruleml.Ind(iri=f"reading:{q.id}#{r.id}"))
        read = self.formulas.reading(q.id, r.id)
        return self.lrml.ConstitutiveStatement(  # type: ignore[no-any-return]
            self.lrml.Comment(f"{r.weight}; held by {'; '.join(names) or 'no holder who was read'}"),
            self._implication(_reading_key(q, r), r.says, [chosen], read),
            key=_reading_key(q, r),
        )

    def _rule(self, rule: m.Rule) -> _Element:
        statement = self.lrml.PrescriptiveStatement if rule.kind in OPERATORS else self.lrml.ConstitutiveStatement
        said = [_line(rule.title), f"confidence: {rule.confidence}"]
        if not rule.binding:
            said.append("an expectation, not binding")
        said += [f"{name}: {_line(text)}" for name, text in (
            ("reaches the company by", rule.reaches_company_by), ("consequence", rule.consequence), ("gap", rule.gap),
            ("confidence note", rule.confidence_note),
        ) if text]  # fmt: skip
        return statement(  # type: ignore[no-any-return]
            self.lrml.Comment("; ".join(said)),
            self._implication(key(rule.id), rule.reads, self._body(rule), self._head(rule)),
            key=key(rule.id),
        )

    def _body(self, rule: m.Rule) -> list[_Element]:
        """When the rule applies: role, conditions, the breach that gives rise to it, and the conditions of a right."""
        r = self.ruleml
        roles = [self.formulas.atom("", r.Var("bearer"), r.Var("subject"), iri=f"role:{role}") for role in rule.binds]
        body = [roles[0] if len(roles) == 1 else r.Or(*roles)] if roles else []
        if rule.applies_when is not None:
            body.append(self.formulas.formula(rule.applies_when))
        body += [self.lrml.Violation(keyref=f"#{key(other)}") for other in self.arising.get(rule.id, ())]
        if rule.kind not in ("obligation", "prohibition") and rule.test is not None:
            body.append(self.formulas.formula(rule.test))
        return body

    def _head(self, rule: m.Rule) -> _Element:
        """The consequence: a deontic operator with its bearer, or the atom that a definition or condition makes true."""
        r = self.ruleml
        bearer, subject = r.Var("bearer"), r.Var("subject")
        if rule.defines:
            return self.formulas.atom("", bearer, subject, iri=f"role:{rule.defines}")
        if rule.kind == "condition":
            return self.formulas.atom("condition-fulfilled", r.Ind(iri=f"rule:{rule.id}"), bearer, subject)
        if rule.kind in ("obligation", "prohibition") and rule.test is not None:
            asked = self.formulas.formula(rule.test)
        else:
            asked = self.formulas.atom("act", r.Ind(rule.act or rule.id.rsplit("/", 1)[-1]), bearer, subject)
        role = {"iri": f"role:{rule.binds[0]}"} if len(rule.binds) == 1 else {}
        slot = r.slot(self.lrml.Bearer(**role), r.Var("bearer"))
        return getattr(self.lrml, NORMS[rule.kind].legalruleml)(slot, asked)  # type: ignore[no-any-return]

    def _exception(self, rule: m.Rule, exception: m.LegalException, depth: int) -> _Element:
        """A defeater: if it holds, the conclusion of the rule does not follow; an exception to it restores the conclusion."""
        name = _exception_key(rule, exception)
        statement = self.lrml.PrescriptiveStatement if rule.kind in OPERATORS else self.lrml.ConstitutiveStatement
        head = self._head(rule) if depth % 2 == 0 else self.ruleml.Neg(self._head(rule))
        return statement(  # type: ignore[no-any-return]
            self.lrml.Comment(f"exception to {rule.title}"),
            self._implication(name, exception.reads, [self.formulas.formula(exception.when)], head, "Defeater"),
            key=name,
        )

    def _override(self, over: str, under: str, because: str) -> _Element:
        return self.lrml.OverrideStatement(  # type: ignore[no-any-return]
            self.lrml.Comment(_line(because)),
            self.lrml.Override(over=f"#{over}", under=f"#{under}"),
            key=f"override-{over}-{under}",
        )

    def _implication(
        self, name: str, reads: str, body: list[_Element], head: _Element, strength: str = "DefeasibleStrength"
    ) -> _Element:
        r = self.ruleml
        premise = body[0] if len(body) == 1 else r.And(*body)
        return r.Rule(  # type: ignore[no-any-return]
            self.lrml.Paraphrase(_line(reads)), self.lrml.hasStrength(self.lrml(strength)),
            getattr(r, "if")(premise), r.then(head), key=f":rule-{name}", closure="universal",
        )  # fmt: skip


def _exceptions(rule: m.Rule) -> list[tuple[m.LegalException, str, int]]:
    """Every exception with the key of the rule or exception it defeats, and its depth, the outermost being 1."""
    found: list[tuple[m.LegalException, str, int]] = []

    def add(items: tuple[m.LegalException, ...], above: str, depth: int) -> None:
        for item in items:
            found.append((item, above, depth))
            add(item.exceptions, _exception_key(rule, item), depth + 1)

    add(rule.exceptions, key(rule.id), 1)
    return found


def _exception_key(rule: m.Rule, exception: m.LegalException) -> str:
    return f"{key(rule.id)}_exception_{exception.id}"


def _reading_key(q: m.Question, r: m.Reading) -> str:
    return f"reading-{q.id}-{r.id}"


def _line(text: str) -> str:
    return " ".join(text.split())
