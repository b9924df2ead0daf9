"""Reads a mission from RDF: converts the statements to the plain values of a mission file and checks them alike.

Other vocabularies are ignored. A statement in the Regolex vocabulary that cannot be understood is a problem, reported with
file and node; nothing is dropped silently.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from regolex.errors import MissionError, Problem
from regolex.formats.rdf.file import named_in_order, statements
from regolex.formats.rdf.terms import plain, short_answer, stated_day
from regolex.formats.rdf.triples import DCT, RDF, SKOS, graph_name
from regolex.law import model as m
from regolex.law.source import Document, Where, read_bytes
from regolex.law.vocabulary import BASE, FACT_BASE
from regolex.missions.hypothetical import MARK
from regolex.missions.mission import Mission, mission_from

_TYPE = RDF + "type"
_OF_MISSION = (
    "hasPart", "hasNo", "reality", "ownDay", "expects", "reportedBy", "hasAnswer", "place", "assessedFor", "listsEvery",
    "listsSomeOf", "restsOnAdoption", "deniesEvents", "supposes",
)  # fmt: skip
_OF_ADOPTION = ("ofAssumptionSet", "place", "statedBy", "statedOn", "excepts")
_OF_NO_EVENT = ("upToDay", "ofEvent", "listedThen", "statedBy")
_OF_PART = ("hasAnswer", "place")
_OF_ANSWER = ("ofFact", "unknownBecause", "doesNotArise", "statedBy", "statedOn", "inOrder")

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Node = dict[str, list[Term]]


class RdfDocument(Document):
    """The plain values of a mission, each with its node in place of a line."""

    def __init__(self, file: str) -> None:
        super().__init__(file, "M")
        self.nodes: dict[Where, str] = {}

    def complain(self, code: str, where: Where, what: str, *, expected: str = "", hint: str = "") -> None:
        """Record a problem at the node of a value, or of the nearest enclosing value."""
        while where and where not in self.nodes:
            where = where[:-1]
        place = f"{self.file}, node <{self.nodes[where]}>" if where in self.nodes else self.file
        full = code if code[0].isalpha() else self.family + code
        self.problems.append(Problem(full, what, place, 0, expected, hint))


def read_rdf(path: Path, knowledge: m.Knowledge, context: Path) -> Mission:
    """Read a mission from an RDF file; ``context`` is the file of the Regolex JSON-LD context.

    Raises MissionError with every problem of the file.
    """
    return mission_from_quads(statements(path, context), knowledge, name=str(path))


def mission_from_quads(quads: Iterable[ox.Quad], knowledge: m.Knowledge, *, name: str = "mission") -> Mission:
    """The one mission that statements describe.

    Raises MissionError with every problem.
    """
    document = RdfDocument(name)
    _Reader(document, quads, knowledge).read()
    if document.problems:
        raise MissionError(document.problems)
    return mission_from(document, knowledge)


class _Reader:
    def __init__(self, document: RdfDocument, quads: Iterable[ox.Quad], knowledge: m.Knowledge) -> None:
        self.document = document
        self.knowledge = knowledge
        self.nodes: dict[str, Node] = {}
        self.kind_of = {f"{BASE}{kind.term}": kind for kind in knowledge.kinds.values() if kind.list_name}
        for quad in sorted(set(named_in_order(quads)), key=str):
            if not isinstance(quad.graph_name, ox.NamedNode) or not graph_name(quad.graph_name).startswith(
                "assessment/"
            ):
                self.nodes.setdefault(_id(quad.subject), {}).setdefault(quad.predicate.value, []).append(
                    _term(quad.object)
                )
        self.parts: dict[str, tuple[m.Kind, str]] = {}  # node to its kind and own id

    def read(self) -> None:
        missions = [node for node, said in self.nodes.items() if BASE + "Mission" in self._types(said)]
        if len(missions) != 1:
            found = ", ".join(f"<{node}>" for node in missions) or "none"
            self.document.complain(
                "M151", (), f"missions found: {found}", expected=f"one resource of the class <{BASE}Mission>"
            )
            return
        node = missions[0]
        said = self.nodes[node]
        self.document.nodes[()] = node
        self._collect(said)
        data: dict[str, Any] = {
            "mission": self._text(said, DCT + "identifier", node.rstrip("/#").replace("#", "/").rpartition("/")[2]),
            "title": self._text(said, DCT + "title"),
            "about": self._text(said, BASE + "reality"),
            "summary": self._text(said, DCT + "description"),
            "on": self._text(said, BASE + "ownDay"),
            "sources": self._sources(said),
            "facts": self._facts(node, "mission", ("facts",), _OF_MISSION),
        }
        if supposed := self._supposed(said):
            data["states"] = supposed
        if BASE + "expects" in said:
            data["expects"] = self._expects(said)
        data |= self._terms(said)
        lists: dict[str, dict[str, Any]] = {}
        for here, (kind, own) in self.parts.items():
            where = (kind.list_name, own)
            self.document.nodes[where] = here
            items = lists.setdefault(kind.list_name, {})
            if own in items:
                self.document.complain(
                    "106", where, f"two nodes describe the {kind.name} {own!r}", expected="each id once"
                )
            values = self._facts(here, kind.name, where, _OF_PART)
            if name := self.nodes[here].get(SKOS + "prefLabel"):
                values = {"name": name[0].value, **values}
            items[own] = values
        for term in said.get(BASE + "hasNo", []):
            absent = self.kind_of.get(_id(term))
            if absent is None:
                self.document.complain(
                    "106", (), f"{_id(term)} is not a kind of part", expected="a class such as :Claim"
                )
            elif absent.list_name in lists:
                self.document.complain("M152", (), f"it has {absent.list_name}, but is also stated to have none")
            else:
                lists[absent.list_name] = {}
        self.document.data = {key: value for key, value in data.items() if value or key in ("mission", "title")} | lists

    # --- parts ---

    def _collect(self, said: Node) -> None:
        """Collect every part in its place; a part that is described but belongs to no mission is a problem."""
        linked = {_id(term) for term in said.get(BASE + "hasPart", [])}
        found: list[tuple[int, str, m.Kind]] = []
        for node, own in self.nodes.items():
            kinds = [self.kind_of[name] for name in self._types(own) if name in self.kind_of]
            facts = any(name.startswith(FACT_BASE) for name in own)
            if node in linked:
                linked.discard(node)
                if len(kinds) == 1:
                    found.append((self._place(own), node, kinds[0]))
                else:
                    self._at(node, "M153", f"it is of {len(kinds)} kinds of part", f"one of {self._kinds()}")
            elif kinds or (facts and BASE + "Mission" not in self._types(own)):
                self._at(node, "M153", "it is described, but belongs to no mission", "<mission> :hasPart <this>")
        for node in sorted(linked):
            self._at(
                node, "M153", "the mission has it as a part, but nothing is stated about it", f"one of {self._kinds()}"
            )
        unnamed: dict[str, int] = {}
        for _, node, kind in sorted(found, key=lambda item: item[:2]):
            last = node.rpartition("#")[2].rpartition("/")[2].removeprefix(f"{kind.name}-")
            if node.startswith("_:"):  # called as in a list of a mission file
                unnamed[kind.name] = place = unnamed.get(kind.name, 0) + 1
                last = kind.name if place == 1 else f"{kind.name}-{place}"
            self.parts[node] = (kind, self._text(self.nodes[node], DCT + "identifier", last))

    def _kinds(self) -> str:
        return ", ".join(f":{kind.term}" for kind in self.kind_of.values())

    def _place(self, said: Node) -> int:
        value = plain(term) if isinstance(term := next(iter(said.get(BASE + "place", [])), None), ox.Literal) else 0
        return value if isinstance(value, int) else 0

    # --- answers ---

    def _facts(self, node: str, kind: str, where: Where, ours: tuple[str, ...]) -> dict[str, Any]:
        said = self.nodes[node]
        self.document.nodes[where] = node
        statements = self._answer_statements(said, where)
        out: dict[str, Any] = {}
        for name in sorted({*(p for p in said if p.startswith(FACT_BASE)), *statements}):
            owner, _, short = name.removeprefix(FACT_BASE).partition(".")
            key = short if owner == kind else name.removeprefix(FACT_BASE)
            fact = self.knowledge.facts.get(name.removeprefix(FACT_BASE))
            more = statements.get(name, {})
            values = [self._value(fact, term, (*where, key)) for term in said.get(name, [])]
            out[key] = self._answer(fact, values, more, (*where, key))
        for name in said:
            local = name.removeprefix(BASE)
            if name.startswith(BASE) and not name.startswith(FACT_BASE) and local not in ours:
                self.document.complain(
                    "107", where, f"unknown property :{local}", expected=", ".join(f":{o}" for o in ours)
                )
        return out

    def _answer_statements(self, said: Node, where: Where) -> dict[str, dict[str, str]]:
        """Statements about answers other than their values, by fact."""
        out: dict[str, dict[str, str]] = {}
        for term in said.get(BASE + "hasAnswer", []):
            node = self.nodes.get(_id(term), {})
            fact = next((_id(one) for one in node.get(BASE + "ofFact", [])), "")
            self.document.nodes[(*where, _id(term))] = _id(term)
            if not fact.startswith(FACT_BASE):
                self.document.complain(
                    "109", (*where, _id(term)), "this answer does not name its fact", expected=":ofFact fact:..."
                )
                continue
            if fact in out:
                self.document.complain(
                    "M152", (*where, _id(term)), f"a second answer to {fact.removeprefix(FACT_BASE)}"
                )
            out[fact] = {
                name.removeprefix(BASE): values[0].value for name, values in node.items() if name != BASE + "ofFact"
            }
            for name in node:
                if name.startswith(BASE) and name.removeprefix(BASE) not in _OF_ANSWER:
                    self.document.complain("107", (*where, _id(term)), f"unknown property :{name.removeprefix(BASE)}")
            out[fact]["source"] = self._text(node, DCT + "source")
        return out

    def _answer(self, fact: m.Fact | None, values: list[Any], more: dict[str, str], where: Where) -> Any:
        origin = {"source": more.get("source"), "by": more.get("statedBy"), "on": more.get("statedOn")}
        out = {key: value for key, value in origin.items() if value}
        none = [key for key in ("unknownBecause", "doesNotArise") if key in more]
        if none:
            if values or len(none) > 1 or "inOrder" in more:
                self.document.complain(
                    "M152",
                    where,
                    "there is a value, but also a statement that there is none",
                    expected="a value or the statement that there is none",
                )
            key = {"unknownBecause": "unknown", "doesNotArise": "does_not_arise"}[none[0]]
            return {key: more[none[0]], **out}
        if "inOrder" in more:
            order = more["inOrder"].split()
            if set(order) != set(map(str, values)):
                self.document.complain("M152", where, ":inOrder lists other values than the answer has")
            values = list(order)
        elif fact is not None and fact.many:
            values = sorted(values, key=str)
        value = values if (fact is not None and fact.many) or len(values) != 1 else values[0]
        return {"value": value, **out} if out else value

    def _value(self, fact: m.Fact | None, term: Term, where: Where) -> Any:
        if isinstance(term, ox.Literal):
            if fact is not None and fact.type in ("state", "concept", "part", "commitment", "judgement"):
                self.document.complain(
                    "106", where, f"{term.value!r} is a text, not a resource",
                    expected=f"an IRI such as {_EXAMPLES[fact.type]}",
                )  # fmt: skip
            value = plain(term)
            return stated_day(value) if fact is not None and fact.type == "date" else value
        if _id(term) in self.parts:
            return self.parts[_id(term)][1]
        return short_answer(term, self.knowledge) if isinstance(term, ox.NamedNode) else _id(term)

    # --- the terms of its assessment ---

    def _terms(self, said: Node) -> dict[str, Any]:
        """Client, lists, adopted sets and denied events, in the form of a mission file."""
        found: dict[str, Any] = {}
        if clients := said.get(BASE + "assessedFor"):
            if len(clients) > 1:
                self.document.complain("M152", (), "it is assessed for more than one party", expected="one party")
            found["client"] = self.parts.get(_id(clients[0]), (None, _id(clients[0])))[1]
        lists = {}
        for name, word in (("listsEvery", "complete"), ("listsSomeOf", "so-far")):
            for term in said.get(BASE + name, []):
                kind = self.kind_of.get(_id(term))
                if kind is None:
                    self.document.complain(
                        "106", (), f"{_id(term)} is not a kind of part", expected="a class such as :Claim"
                    )
                elif kind.list_name in lists:
                    self.document.complain("M152", (), f"its {kind.list_name} are stated to be all and not all")
                else:
                    lists[kind.list_name] = word
        adoptions = [self._node("assumed", term, _OF_ADOPTION) for term in said.get(BASE + "restsOnAdoption", [])]
        assumed: dict[str, Any] = {}
        for own in sorted(adoptions, key=self._place):
            name = self._last(own, "ofAssumptionSet")
            if not name or name in assumed:
                what = f"the set {name!r} is adopted twice" if name else "an adoption does not name its set"
                self.document.complain(
                    "M152" if name else "109", (), what, expected=":ofAssumptionSet <...>, each once"
                )
                continue
            excepted = sorted(term.value for term in own.get(BASE + "excepts", []) if isinstance(term, ox.Literal))
            stated = {"by": self._text(own, BASE + "statedBy"), "on": self._text(own, BASE + "statedOn")}
            assumed[name] = {key: value for key, value in {**stated, "except": excepted}.items() if value}
        for term in said.get(BASE + "deniesEvents", []):
            own = self._node("events", term, _OF_NO_EVENT)
            if "events" in found:
                self.document.complain(
                    "M152", (), "it denies events twice", expected="one day up to which none happened"
                )
            of = sorted(self._tail(one) for one in own.get(BASE + "ofEvent", []))
            parts = sorted(one.value for one in own.get(BASE + "listedThen", []) if isinstance(one, ox.Literal))
            found["events"] = {"none_up_to": self._text(own, BASE + "upToDay"), "of": of, "parts": parts}
            found["events"] |= {"by": by} if (by := self._text(own, BASE + "statedBy")) else {}
        return found | {"lists": lists, "assumed": assumed}

    def _node(self, key: str, term: Term, ours: tuple[str, ...]) -> Node:
        """A node of the terms; its unknown properties are problems."""
        own = self.nodes.get(_id(term), {})
        self.document.nodes[(key,)] = _id(term)
        for name in own:
            if name.startswith(BASE) and name.removeprefix(BASE) not in ours:
                known = ", ".join(f":{one}" for one in ours)
                self.document.complain("107", (key,), f"unknown property :{name.removeprefix(BASE)}", expected=known)
        return own

    def _last(self, said: Node, name: str) -> str:
        return next((self._tail(term) for term in said.get(BASE + name, [])), "")

    def _tail(self, term: Term) -> str:
        return _id(term).rpartition("/")[2].rpartition("#")[2]

    # --- the mission itself ---

    def _sources(self, said: Node) -> list[str]:
        nodes = [self.nodes.get(_id(term), {}) for term in said.get(BASE + "reportedBy", [])]
        listed = [self._text(node, DCT + "title") for node in sorted(nodes, key=self._place)]
        return listed + sorted(term.value for term in said.get(DCT + "source", []))

    def _supposed(self, said: Node) -> dict[str, Any]:
        found = {}
        for term in said.get(BASE + "supposes", []):
            node = self.nodes.get(_id(term), {})
            name = self._text(node, SKOS + "prefLabel").removesuffix(f" {MARK}")
            works = {
                key: sorted(_id(work).removeprefix(BASE) for work in node.get(BASE + said_as, []))
                for key, said_as in (
                    ("bound_by", "supposedBoundBy"),
                    ("signed", "supposedSigned"),
                    ("not_bound_by", "supposedNotBoundBy"),
                )
            }
            found[_id(term).removeprefix(f"{BASE}state/")] = {"name": name, "hypothetical": True, **works}
        return dict(sorted(found.items()))

    def _expects(self, said: Node) -> Any:
        text = self._text(said, BASE + "expects")
        inner = read_bytes(f"expects: {text}".encode(), Document(self.document.file, "M"))
        self.document.problems += inner.problems
        return inner.data.get("expects") if isinstance(inner.data, dict) else None

    # --- look-ups ---

    def _types(self, said: Node) -> list[str]:
        return [_id(term) for term in said.get(_TYPE, [])]

    def _text(self, said: Node, name: str, otherwise: str = "") -> str:
        return next((term.value for term in said.get(name, []) if isinstance(term, ox.Literal)), otherwise)

    def _at(self, node: str, code: str, what: str, expected: str) -> None:
        self.document.problems.append(Problem(code, what, f"{self.document.file}, node <{node}>", 0, expected))


_EXAMPLES = {
    "state": "state:LUX", "concept": "concept:extraction", "part": "<#party-operator>", "commitment": ":Planned",
    "judgement": ":Satisfied",
}  # fmt: skip


def _term(term: Term | ox.Triple) -> Term:
    """A term; a quoted triple is taken for a text, so that it is refused wherever a value is read."""
    return ox.Literal(str(term)) if isinstance(term, ox.Triple) else term


def _id(term: Any) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(getattr(term, "value", term))
