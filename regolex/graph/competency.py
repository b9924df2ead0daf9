"""Competency questions: SPARQL with the question in words, the reason for asking it, and its parameters.

A question begins with comments, ``# asks:`` and ``# because:``, one ``# param: name type default meaning`` for each value that
can be set, and ``# needs: mission`` where it is about a mission and its assessment. A parameter stands in the query as
``VALUES ?name { default }`` on a line of its own, so that the text is SPARQL by itself. Another value replaces
the default as an RDF term serialised by a library, never as text that a user typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec
import pyoxigraph as ox

from regolex.errors import Problem, QueryError, nearest
from regolex.formats.rdf.triples import PREFIXES, Term, code, day, iri, number, whole
from regolex.law import model as m
from regolex.law.catalogue import catalogue_of
from regolex.law.names import hint, names_of, the_one
from regolex.law.vocabulary import BASE

_HEAD = re.compile(r"^# (asks|because|needs): (.+)$", re.MULTILINE)
_PARAM = re.compile(r"^# param: (\w+) (\S+) (\S+) (.+)$", re.MULTILINE)
# the kinds of resource that a value can name, with the folder of their IRIs
_FOLDERS = {
    ":State": "state/", ":Role": "role/", ":Rule": "rule/", ":Fact": "fact/", ":Work": "", ":Reading": "readings/",
    ":ContestedQuestion": "readings/", ":LegalOrder": "legal-order/",
    ":Destination": "body/", ":Organisation": "organisation/",
}  # fmt: skip
_LITERALS = {
    "xsd:date": "a date such as 2026-01-31", "xsd:string": "a text", "xsd:integer": "a whole number", "xsd:decimal": "a number",
}  # fmt: skip


class Parameter(msgspec.Struct, frozen=True):
    """A parameter of a question: its name, type, default value and meaning."""

    name: str
    type: str
    default: str
    means: str


class NamedQuery(msgspec.Struct, frozen=True):
    """A competency question: its wording, the reason for asking it, its SPARQL and its parameters."""

    name: str
    asks: str
    because: str
    text: str
    parameters: tuple[Parameter, ...] = ()
    needs_mission: bool = False

    def bound(self, values: Mapping[str, str], knowledge: m.Knowledge) -> str:
        """The SPARQL with these values, as typed: a date, the code of a State, the end of a rule id.

        Raises QueryError with every value that is not valid.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        problems = [
            Problem(
                "Q404", f"{self.name or 'the query'} has no parameter {name!r}",
                expected=", ".join(known) or "a question that declares parameters", hint=nearest(name, known),
            )
            for name in values if name not in known
        ]  # fmt: skip
        text = self.text
        for name, parameter in known.items():
            if name not in values:
                continue
            found = term_of(parameter, values[name], knowledge)
            if isinstance(found, Problem):
                problems.append(found)
                continue
            place = _place(name)
            if len(place.findall(text)) != 1:
                problems.append(_misplaced(self.name, name))
            text = place.sub(lambda match, term=found: f"{match[1]}VALUES ?{match[2]} {{ {term} }}", text)  # type: ignore[misc]
        if problems:
            raise QueryError(problems)
        return text


def read_question(name: str, text: str) -> NamedQuery:
    """A question from its text.

    >>> read_question("days", "# asks: When?\\n# param: day xsd:date 2026-01-31 the day\\nSELECT").parameters[0].default
    '2026-01-31'
    """
    heads = dict(_HEAD.findall(text))
    parameters = tuple(Parameter(*found) for found in _PARAM.findall(text))
    return NamedQuery(
        name, heads.get("asks", ""), heads.get("because", ""), text, parameters, heads.get("needs") == "mission"
    )


def named_queries(folder: Path) -> dict[str, NamedQuery]:
    """The library of competency questions in ``ontology/queries``."""
    paths = sorted((folder / "ontology" / "queries").glob("*.rq"))
    return {path.stem: read_question(path.stem, path.read_text(encoding="utf-8")) for path in paths}


def given_values(pairs: Iterable[str]) -> dict[str, str]:
    """Values from ``name=value``; raises QueryError with every item in another form."""
    found, problems = {}, []
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if sign:
            found[name] = value
        else:
            problems.append(
                Problem("Q404", f"{pair!r} does not set a parameter", expected="name=value, such as day=2024-01-04")
            )
    if problems:
        raise QueryError(problems)
    return found


def term_of(parameter: Parameter, value: str, knowledge: m.Knowledge) -> Term | Problem:
    """The term for a typed value, or the problem with it."""
    if parameter.type in _LITERALS:
        try:
            return _literal(parameter.type, value)
        except (ValueError, InvalidOperation):
            return _unfit(parameter, value, _LITERALS[parameter.type])
    known = _known(parameter.type, knowledge)
    folder = _FOLDERS.get(parameter.type)
    if folder is None:
        return _unfit(parameter, value, f"a parameter of a type that exists: {', '.join((*_LITERALS, *_FOLDERS))}")
    short = _short(value, folder)
    ends = [one for one in known if one == short] or [one for one in known if one.endswith(f"/{short}")]
    if len(ends) == 1:
        return iri(folder + ends[0])
    called = _names(parameter.type, knowledge)
    one = the_one(called, short) if called else ""
    if one in known:
        return iri(folder + one)
    expected = f"the identity of a {parameter.type.strip(':')}"
    names = knowledge.states if called is names_of(knowledge).states else None
    close = hint(called, short, names, known) if called else nearest(short, known)
    return _unfit(parameter, value, ", ".join(ends) or expected, close)


def _names(kind: str, k: m.Knowledge) -> Mapping[str, tuple[str, ...]]:
    """What the resources of a sort are called in speech; nothing for the sorts that no one calls otherwise."""
    names = names_of(k)
    return {":State": names.states, ":LegalOrder": names.states, ":Destination": names.bodies}.get(kind, {})


def _literal(kind: str, value: str) -> ox.Literal:
    if kind == "xsd:date":
        return day(date.fromisoformat(value))
    if kind == "xsd:integer":
        return whole(int(value))
    return number(Decimal(value)) if kind == "xsd:decimal" else code(value)


def _short(value: str, folder: str) -> str:
    """A value without a prefix or base that may have been copied along."""
    for prefix in (BASE + folder, f"{folder.rstrip('/')}:" if folder else ":"):
        value = value.removeprefix(prefix)
    return value


def _known(kind: str, k: m.Knowledge) -> list[str]:
    if kind == ":Work":
        return sorted({i.work for i in k.instruments.values()} | {e.work for e in k.participation})
    if kind == ":Reading":
        return [f"{q.id}#{r.id}" for q in k.questions.values() for r in q.readings]
    if kind == ":LegalOrder":
        return sorted({i.legal_order for i in k.instruments.values()} | set(k.jurisdictions))
    named: dict[str, Iterable[str]] = {
        ":Destination": catalogue_of(k).bodies, ":Organisation": catalogue_of(k).organisations,
        ":State": k.states, ":Role": k.roles, ":Rule": k.rules, ":Fact": k.facts, ":ContestedQuestion": k.questions,
    }  # fmt: skip
    return list(named.get(kind, ()))


def _unfit(parameter: Parameter, value: str, expected: str, hint: str = "") -> Problem:
    return Problem(
        "Q405", f"{value!r} is not valid for {parameter.name}: {parameter.means}", expected=expected, hint=hint
    )


def _place(name: str) -> re.Pattern[str]:
    """The pattern for the line that holds the value of a parameter."""
    return re.compile(rf"^([ \t]*)VALUES \?({name}) \{{ [^\n]* \}}$", re.MULTILINE)


def _misplaced(question: str, name: str) -> Problem:
    return Problem(
        "Q404", f"{question or 'the query'} declares {name!r}, but has no line for its value",
        expected=f"one line VALUES ?{name} {{ default }}",
    )  # fmt: skip


def standing_value(question: NamedQuery, parameter: Parameter) -> Term | None:
    """The term in the text of a question for a parameter, to be compared with the declared default."""
    found = re.search(rf"VALUES \?{parameter.name} \{{ (.*) \}}$", question.text, re.MULTILINE)
    if found is None:
        return None
    declared = "\n".join(re.findall(r"^PREFIX .+$", question.text, re.MULTILINE))
    probe = f"{declared}\nSELECT ?it {{ VALUES ?it {{ {found[1]} }} }}"
    solutions = ox.Store().query(probe, prefixes=PREFIXES)
    assert isinstance(solutions, ox.QuerySolutions)
    term = next(iter(solutions))["it"]
    return term if isinstance(term, (ox.NamedNode, ox.Literal)) else None
