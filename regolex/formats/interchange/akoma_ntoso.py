"""The corpus in Akoma Ntoso 3.0: one act for each version of an instrument, with our paraphrases marked as such.

The text is marked as a paraphrase in its identification, in a note, in its preface and on every provision
(``status="editorial"``). No official word is in it; the address of the official text is among the references. Needs the extra
``formats``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from regolex.errors import EvaluationError, Problem
from regolex.law import model as m
from regolex.law.vocabulary import BASE

if TYPE_CHECKING:
    from lxml.etree import _Element

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
NOTICE = (
    "Paraphrase in our own words, not the official text and not a translation. The authentic text is at the address given "
    "among the references."
)
_NOWHERE = "xx"  # a user-assigned ISO 3166 code: neither a State nor the United Nations
_ORDINAL = {"s": "sentence", "p": "paragraph"}


@dataclass
class Node:
    """One level of a pinpoint: its last label, its provision if it is one itself, and what lies below it."""

    label: str
    provision: m.Provision | None = None
    below: dict[str, Node] = field(default_factory=dict)


def outline(instrument: m.Instrument) -> Node:
    """The provisions of an instrument as a tree along their pinpoints, in their own order."""
    root = Node("")
    for provision in instrument.provisions:
        node = root
        for level in provision.pinpoint.split("."):
            node = node.below.setdefault(level, Node(level))
        node.provision = provision
    return root


def element_id(pinpoint: str) -> str:
    """The eId of a provision, by the naming convention of Akoma Ntoso.

    >>> element_id("art-6.s2"), element_id("51301.2.A"), element_id("art-8.1.p1"), element_id("s8.1")
    ('art_6__level_s2', 'sec_51301__para_2__point_A', 'art_8__para_1__al_1', 'sec_8__para_1')
    """
    head, *levels = pinpoint.split(".")
    ids = [f"{_ABBREVIATED[_head(head)]}_{re.sub(r'^(art-|s(?=[0-9]))', '', head)}"]
    for level in levels:
        name = _name(level)
        ids.append(f"{_ABBREVIATED[name]}_{level[1:] if name == 'alinea' else level}")
    return "__".join(ids)


_ABBREVIATED = {
    "article": "art", "section": "sec", "paragraph": "para", "point": "point", "alinea": "al", "level": "level",
}  # fmt: skip


def _head(label: str) -> str:
    return "article" if label.startswith("art-") else "section"


def _name(level: str) -> str:
    """The element of a level below the first."""
    if re.fullmatch(r"p\d+", level):
        return "alinea"
    if level.isdecimal():
        return "paragraph"
    return "point" if len(level) == 1 or re.fullmatch(r"[ivxl]+", level) else "level"


def iris(instrument: m.Instrument) -> dict[str, str]:
    """The FRBR IRIs of work, expression and manifestation; the component says that it is our paraphrase."""
    from cobalt.uri import FrbrUri

    uri = FrbrUri(
        country=_country(instrument), locality=None, doctype="act", subtype=instrument.kind, actor=None,
        date=_work_day(instrument), number=instrument.work.rsplit("/", 1)[-1], work_component="paraphrase", language="eng",
        expression_date="@" + instrument.version.rpartition("@")[2],
    )  # fmt: skip
    uri.default_language = "eng"
    return {
        "work": uri.work_uri(False), "work_this": uri.work_uri(), "expression": uri.expression_uri(False),
        "expression_this": uri.expression_uri(), "manifestation": uri.expression_uri(False) + ".xml",
        "manifestation_this": uri.expression_uri() + ".xml",
    }  # fmt: skip


def _country(instrument: m.Instrument) -> str:
    import pycountry

    if instrument.legal_order == "international":
        first = instrument.work.partition("/")[0]
        return first if len(first) == 2 else _NOWHERE
    found = pycountry.countries.get(alpha_3=instrument.legal_order)
    return found.alpha_2.lower() if found else _NOWHERE


def _work_day(instrument: m.Instrument) -> str:
    return instrument.adopted.isoformat() if instrument.adopted else instrument.version.rpartition("@")[2]


def act(knowledge: m.Knowledge, instrument: m.Instrument) -> bytes:
    """The Akoma Ntoso document of one version, with the same bytes for the same knowledge.

    Raises EvaluationError where the extra ``formats`` is not installed.
    """
    try:
        from cobalt.akn import get_maker
        from lxml import etree
    except ImportError:
        raise EvaluationError(
            Problem("E108", "Akoma Ntoso needs cobalt and lxml", expected="pip install 'regolex[formats]'")
        ) from None
    make = get_maker("3.0")
    body = make.body(*_elements(make, outline(instrument), "", instrument))
    document = make.akomaNtoso(
        make.act(
            _meta(make, knowledge, instrument),
            make.preface(
                make.longTitle(make.p(make.docTitle(instrument.title.strip()))), make.p(NOTICE, {"class": "notice"})
            ),
            body,
            name=instrument.kind,
            contains="singleVersion",
        )
    )
    tree = etree.ElementTree(document)
    return etree.tostring(tree, pretty_print=True, xml_declaration=True, encoding="UTF-8")


def _meta(make: Any, knowledge: m.Knowledge, instrument: m.Instrument) -> _Element:
    names, day = iris(instrument), instrument.version.rpartition("@")[2]
    here = {"source": "#regolex"}
    return make.meta(  # type: ignore[no-any-return]
        make.identification(
            make.FRBRWork(
                make.FRBRthis(value=names["work_this"]), make.FRBRuri(value=names["work"]),
                make.FRBRalias(value=instrument.title.strip(), name="title"),
                make.FRBRalias(value=BASE + instrument.work, name="regolex"),
                make.FRBRdate(date=_work_day(instrument), name="adoption"), make.FRBRauthor(href="#author"),
                make.FRBRcountry(value=_country(instrument)), make.FRBRsubtype(value=instrument.kind),
                make.FRBRnumber(value=instrument.work.rsplit("/", 1)[-1]),
                make.FRBRprescriptive(value=str(instrument.binding).lower()),
            ),
            make.FRBRExpression(
                make.FRBRthis(value=names["expression_this"]), make.FRBRuri(value=names["expression"]),
                make.FRBRalias(value=BASE + instrument.version, name="regolex"),
                make.FRBRdate(date=day, name="wording"), make.FRBRauthor(href="#regolex"),
                make.FRBRauthoritative(value="false"), make.FRBRlanguage(language="eng"),
            ),
            make.FRBRManifestation(
                make.FRBRthis(value=names["manifestation_this"]), make.FRBRuri(value=names["manifestation"]),
                make.FRBRdate(date=knowledge.day.isoformat(), name="knowledge"), make.FRBRauthor(href="#regolex"),
                make.FRBRformat(value="application/akn+xml"),
            ),
            **here,
        ),
        make.lifecycle(make.eventRef(eId="event_1", date=day, type="generation", source="#original"), **here),
        make.references(
            make.original(eId="original", href=names["work"], showAs=instrument.short),
            make.TLCOrganization(eId="regolex", href=BASE.rstrip("/"), showAs="Regolex"),
            make.TLCOrganization(eId="author", href=f"{BASE}legal-order/{instrument.legal_order}", showAs=instrument.citation),
            make.TLCReference(eId="official", href=instrument.official_url, name="officialText", showAs="official text"),
            **here,
        ),
        make.notes(make.note(make.p(NOTICE), eId="note_1"), **here),
        _proprietary(make, knowledge, instrument),
    )  # fmt: skip


def _proprietary(make: Any, knowledge: m.Knowledge, instrument: m.Instrument) -> _Element:
    """Content without a place in Akoma Ntoso: dates that are windows, and the confidence of each provision."""
    from lxml.builder import ElementMaker

    own = ElementMaker(namespace=BASE, nsmap={"regolex": BASE})
    card = own.instrument(
        iri=BASE + instrument.version, status=instrument.status, force="binding" if instrument.binding else "non-binding",
        coverage=instrument.coverage, confidence=instrument.confidence, citation=instrument.citation,
        knowledge=knowledge.hash,
        **_window("inForce", instrument.in_force), **_window("ended", instrument.ended),
    )  # fmt: skip
    rows = []
    for p in instrument.provisions:
        more = {"doubt": p.doubt.strip(), "notOperative": p.not_operative.strip(), "partly": p.partly.strip()}
        rows.append(
            own.provision(
                refersTo=f"#{element_id(p.pinpoint)}", iri=BASE + p.id, cited=p.label, confidence=p.confidence,
                **{key: " ".join(text.split()) for key, text in more.items() if text},
            )
        )  # fmt: skip
    return make.proprietary(card, *rows, source="#regolex")  # type: ignore[no-any-return]


def _window(name: str, day: m.Day | None) -> dict[str, str]:
    if day is None:
        return {}
    return {f"{name}NotBefore": day.not_before.isoformat(), f"{name}NotAfter": day.not_after.isoformat()}


def _elements(make: Any, node: Node, path: str, instrument: m.Instrument) -> Iterator[_Element]:
    for label, child in node.below.items():
        pinpoint = f"{path}.{label}" if path else label
        name = _name(label) if path else _head(label)
        attributes = {"eId": element_id(pinpoint)}
        if child.provision:
            attributes["status"] = "editorial"
        parts = []
        shown = _number(label, child, instrument, not path)
        if shown:
            parts.append(make.num(shown))
        if child.provision and child.provision.heading:
            parts.append(make.heading(child.provision.heading))
        says = make.p(" ".join(child.provision.says.split()), {"class": "paraphrase"}) if child.provision else None
        if child.below:
            parts += [make.intro(says)] if says is not None else []
            parts += list(_elements(make, child, pinpoint, instrument))
        else:
            parts.append(make.content(says))
        yield make(name, *parts, attributes)


def _number(label: str, node: Node, instrument: m.Instrument, top: bool) -> str:
    """The number as cited; a sentence or an unnumbered paragraph has a name instead."""
    if top:
        first = node
        while first.provision is None:
            first = next(iter(first.below.values()))
        return re.split(r"[(,]", first.provision.label)[0].strip()
    if re.fullmatch(r"[sp]\d+", label):
        return f"{_ORDINAL[label[0]]} {label[1:]}"
    return f"({label})" if _name(label) != "level" else label
