"""The vocabulary, read from the ontology: kinds of mission part, taxonomies, facts and roles.

The ontology is the only place where a fact is declared. A fact id and the IRI of its property are the same words:
``party.organised_under`` is ``https://w3id.org/regolex/fact/party.organised_under``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import msgspec
import pyoxigraph as ox

from regolex.errors import Problem
from regolex.law.model import Fact, Kind, LeverClass, Role, Taxon

BASE = "https://w3id.org/regolex/"
FACT_BASE = BASE + "fact/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_IN_LAW = "en-x-"  # the tag of a name in the law of a State, whose code follows
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_DATATYPES = {"boolean": "boolean", "integer": "integer", "decimal": "decimal", "date": "date", "string": "text"}
_SPECIAL = {"State": "state", "Commitment": "commitment", "Judgement": "judgement"}
CHOSEN = ("always", "on-request", "never")  # what a proposal may change
CONTROLLERS = ("operator", "state", "both", "authority", "fixed")


def iri_of(fact_id: str) -> str:
    """The IRI of a fact's property.

    >>> iri_of("party.organised_under")
    'https://w3id.org/regolex/fact/party.organised_under'
    """
    return FACT_BASE + fact_id


def fact_id_of(iri: str) -> str:
    """The fact id of a property, the inverse of :func:`iri_of`.

    >>> fact_id_of("https://w3id.org/regolex/fact/party.organised_under")
    'party.organised_under'
    """
    if not iri.startswith(FACT_BASE):
        raise ValueError(f"{iri} is not a fact property")
    return iri.removeprefix(FACT_BASE)


class Vocabulary(msgspec.Struct, frozen=True):
    """Kinds, taxa, facts and roles by their short names."""

    kinds: dict[str, Kind]
    taxa: dict[str, Taxon]
    facts: dict[str, Fact]
    roles: dict[str, Role]
    levers: dict[str, LeverClass]

    def list_names(self) -> dict[str, str]:
        """List name to kind name: ``activities`` to ``activity``."""
        return {kind.list_name: kind.name for kind in self.kinds.values() if kind.list_name}

    def answers(self, fact: Fact) -> list[str]:
        """The slugs allowed as answer to a concept fact."""
        return [slug for slug, taxon in self.taxa.items() if taxon.scheme == fact.of]


def read_vocabulary(folder: Path) -> tuple[Vocabulary, list[Problem]]:
    """Read every Turtle module below ``folder``; problems name the term and the file that declares it."""
    return _Reader(folder).read()


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = ox.Store()
        self.texts: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.kind_of_class: dict[str, str] = {}
        self.levers: dict[str, LeverClass] = {}

    def read(self) -> tuple[Vocabulary, list[Problem]]:
        for path in sorted(self.folder.rglob("*.ttl")):
            name = path.relative_to(self.folder.parent).as_posix()
            if "shapes" in path.parts:
                continue
            try:
                self.texts[name] = path.read_text(encoding="utf-8")
                self.store.load(self.texts[name].encode(), format=ox.RdfFormat.TURTLE)
            except (SyntaxError, ValueError, UnicodeDecodeError) as error:
                self.problems.append(Problem("K131", f"the file is not valid Turtle: {error}", name))
        kinds = self._kinds()
        taxa = self._taxa()
        self.levers = self._levers()
        facts = self._facts(kinds, taxa)
        return Vocabulary(kinds, taxa, facts, self._roles(kinds), self.levers), self.problems

    # --- look-ups ---

    def _subjects(self, cls: str) -> list[str]:
        found = self.store.quads_for_pattern(None, ox.NamedNode(_RDF + "type"), ox.NamedNode(BASE + cls), None)
        return sorted(quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode))

    def _values(self, subject: str, predicate: str) -> list[str]:
        found = self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, None)
        named = [quad.object for quad in found if isinstance(quad.object, (ox.NamedNode, ox.Literal))]
        english = [node for node in named if not isinstance(node, ox.Literal) or node.language in (None, "en")]
        return sorted(node.value for node in english)

    def _one(self, subject: str, predicate: str) -> str:
        values = self._values(subject, predicate)
        return values[0] if values else ""

    def _texts(self, subject: str) -> tuple[str, str]:
        label, definition = self._one(subject, _SKOS + "prefLabel"), self._one(subject, _SKOS + "definition")
        for name, value in (("label", label), ("definition", definition)):
            if not value:
                self._complain(subject, f"it has no {name}", f"one skos:{'prefLabel' if name == 'label' else name}")
        return label, definition

    def _complain(self, subject: str, what: str, expected: str) -> None:
        local = subject.rsplit("/", 1)[-1]
        pattern = re.compile(rf"(^|[\s:]){re.escape(local)}\s+a\s", re.MULTILINE)
        file, line = "ontology", 0
        for name, text in self.texts.items():
            match = pattern.search(text)
            if match:
                file, line = name, text.count("\n", 0, match.end()) + 1
                break
        self.problems.append(Problem("K131", f"{local}: {what}", file, line, expected))

    # --- the four tables ---

    def _kinds(self) -> dict[str, Kind]:
        kinds: dict[str, Kind] = {}
        for iri in [*self._subjects_of_subclass("MissionPart"), BASE + "State"]:
            name = self._one(iri, BASE + "kindName") or iri.removeprefix(BASE).lower()
            label, definition = self._texts(iri)
            kinds[name] = Kind(name, self._one(iri, BASE + "listName"), label, definition, iri.removeprefix(BASE))
            self.kind_of_class[iri] = name
        return dict(sorted(kinds.items()))

    def _subjects_of_subclass(self, cls: str) -> list[str]:
        found = self.store.quads_for_pattern(None, ox.NamedNode(_RDFS + "subClassOf"), ox.NamedNode(BASE + cls), None)
        return sorted(quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode))

    def _taxa(self) -> dict[str, Taxon]:
        taxa: dict[str, Taxon] = {}

        def walk(iri: str, scheme: str, parent: str, above: tuple[str, ...]) -> None:
            slug = self._one(iri, _SKOS + "notation")
            label, definition = self._texts(iri)
            if not slug:
                self._complain(iri, "it has no short name", "one skos:notation")
                return
            if slug in taxa:
                self._complain(iri, f"the short name {slug!r} is used twice", "a short name of its own")
                return
            taxa[slug] = Taxon(
                slug, scheme, label, definition, parent, above, iri.removeprefix(BASE), self._names_by_order(iri)
            )
            for child in self._subjects_of_subclass(iri.removeprefix(BASE)):
                walk(child, scheme, slug, (*above, slug))

        for scheme_iri in self._subjects_of_subclass("Taxon"):
            scheme = scheme_iri.removeprefix(BASE)
            self._texts(scheme_iri)
            for child in self._subjects_of_subclass(scheme):
                walk(child, scheme, "", ())
        return dict(sorted(taxa.items()))

    def _names_by_order(self, iri: str) -> dict[str, str]:
        """What the law of a State calls a thing: ``"launch permit"@en-x-jpn``."""
        found = self.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(_SKOS + "altLabel"), None, None)
        names = [quad.object for quad in found if isinstance(quad.object, ox.Literal) and quad.object.language]
        return dict(
            sorted((n.language[-3:].upper(), n.value) for n in names if n.language and n.language.startswith(_IN_LAW))
        )

    def _facts(self, kinds: dict[str, Kind], taxa: dict[str, Taxon]) -> dict[str, Fact]:
        schemes = {taxon.scheme for taxon in taxa.values()}
        facts: dict[str, Fact] = {}
        derived = set(self._subjects("DerivedFact"))
        for iri in sorted(set(self._subjects("Fact")) | derived):
            if not iri.startswith(FACT_BASE):
                self._complain(iri, "a fact outside the fact namespace", FACT_BASE + "<kind>.<name>")
                continue
            fact = self._fact(iri, kinds, schemes, iri in derived)
            if fact:
                facts[fact.id] = fact
        return facts

    def _fact(self, iri: str, kinds: dict[str, Kind], schemes: set[str], derived: bool) -> Fact | None:
        fact_id = fact_id_of(iri)
        label, definition = self._texts(iri)
        domain = self.kind_of_class.get(self._one(iri, _RDFS + "domain"), "")
        if not domain or not fact_id.startswith(domain + "."):
            self._complain(iri, f"its domain is {domain or 'missing'}", "the kind that its id starts with")
            return None
        typed = self._type(self._one(iri, _RDFS + "range"), schemes)
        if typed is None:
            self._complain(iri, "its range is missing or unknown", "State, a kind, a taxonomy or an XSD type")
            return None
        texts = {name: self._one(iri, BASE + name) for name in ("question", "controlledBy", "phase", "group")}
        for name, value in texts.items():
            if not value and not derived:
                self._complain(iri, f"it has no {name}", f"one :{name}")
        if texts["controlledBy"] not in CONTROLLERS and not derived:
            self._complain(iri, f"controlled by {texts['controlledBy']!r}", ", ".join(CONTROLLERS))
        lever = self._one(iri, BASE + "lever")
        if lever not in self.levers and not derived:
            self._complain(iri, f"its class of effort is {lever or 'missing'}", ":lever " + ", ".join(self.levers))
        cardinality = self._one(iri, BASE + "cardinality")
        if cardinality not in ("one", "many"):
            self._complain(iri, f"its cardinality is {cardinality!r}", "one or many")
        number = typed[0] in ("integer", "decimal")
        low, high = self._one(iri, BASE + "minimum"), self._one(iri, BASE + "maximum")
        unit = self._one(iri, BASE + "unit")
        return Fact(
            fact_id, domain, typed[0], label, definition, cardinality == "many", typed[1], unit,
            Decimal(low or 0) if number else None,
            Decimal(high) if high else Decimal(100) if unit == "percent" else None,
            texts["question"], self._one(iri, BASE + "help"), texts["controlledBy"], texts["phase"], texts["group"],
            self._one(iri, BASE + "defaultLink") == "true", derived, self._one(iri, BASE + "aspect"),
            lever, self.levers[lever].effort if lever in self.levers else 0,
        )  # fmt: skip

    def _type(self, range_iri: str, schemes: set[str]) -> tuple[str, str] | None:
        if range_iri.startswith(_XSD):
            name = _DATATYPES.get(range_iri.removeprefix(_XSD))
            return (name, "") if name else None
        local = range_iri.removeprefix(BASE)
        if local in _SPECIAL:
            return _SPECIAL[local], ""
        if range_iri in self.kind_of_class:
            return "part", self.kind_of_class[range_iri]
        return ("concept", local) if local in schemes else None

    def _levers(self) -> dict[str, LeverClass]:
        found = []
        for iri in self._subjects("LeverClass"):
            effort = self._one(iri, BASE + "effort")
            if not effort.isdigit():
                self._complain(iri, f"its effort is {effort!r}", "one :effort, a whole number")
                continue
            chosen = self._one(iri, BASE + "chosen")
            if chosen not in CHOSEN:
                self._complain(iri, f"whether it is chosen is {chosen or 'missing'}", ", ".join(CHOSEN))
            found.append(LeverClass(self._one(iri, _SKOS + "notation"), *self._texts(iri), int(effort), chosen))
        return {one.slug: one for one in sorted(found, key=lambda one: (one.slug == "fixed", one.effort))}

    def _roles(self, kinds: dict[str, Kind]) -> dict[str, Role]:
        roles: dict[str, Role] = {}
        for iri in self._subjects("Role"):
            slug = self._one(iri, _SKOS + "notation")
            label, definition = self._texts(iri)
            holder = self._one(iri, BASE + "holderKind").removeprefix(BASE)
            subject = self.kind_of_class.get(self._one(iri, BASE + "subjectKind"), "")
            if holder not in ("State", "Party") or iri != f"{BASE}role/{slug}":
                self._complain(iri, "holder kind or short name is wrong", "State or Party, and role/<short name>")
                continue
            roles[slug] = Role(slug, holder, subject, label, definition, self._one(iri, BASE + "aspect"))
        return roles
