"""The same conditions in the language of each peer, as someone would write them there, and in how many missions each holds.

Conditions are those of closed facts of one part: what every peer can express. A mission counts where a condition is known to be
true. Each peer is made ready first; what is timed is the function that comes back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cached_property

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regolex.law import model as m

Counts = Callable[[], list[int]]
Codes = npt.NDArray[np.uint8]
CLOSED = ("boolean", "commitment", "judgement", "concept")


class Shared:
    """The conditions of the law that ask of closed facts alone, each once, over the columns of a table."""

    def __init__(self, knowledge: m.Knowledge, missions: pa.Table) -> None:
        self.knowledge, self.missions, self.columns = knowledge, missions, set(missions.schema.names)
        rules = [(r, [c for c in (r.applies_when, r.test) if c and self.simple(c)]) for r in knowledge.rules.values()]
        self.rules = sum(bool(own) for _, own in rules)
        found = {self.sql(c): c for _, own in rules for c in own}
        self.conditions = list(found.values())
        self.facts = sorted({fact for c in self.conditions for fact in facts_of(c)})

    def simple(self, condition: m.Condition) -> bool:
        """Whether a condition asks of closed facts alone."""
        if isinstance(condition, (m.All, m.Any)):
            return all(map(self.simple, condition.items))
        if isinstance(condition, m.Not):
            return self.simple(condition.item)
        if isinstance(condition, m.Named):
            return self.simple(condition.inner)
        if not isinstance(condition, m.Compare) or len(condition.path) != 1 or condition.operand.how != "literal":
            return False
        fact = self.knowledge.facts[condition.fact]
        closed = fact.type in CLOSED and not fact.many
        return closed and condition.fact in self.columns and condition.path[0] in ("subject", "mission", "bearer")

    def domain(self, fact: str) -> list[str]:
        """The answers to a closed fact as the table spells them."""
        return self.missions.column(fact).chunk(0).dictionary.to_pylist()  # type: ignore[no-any-return]

    def classes(self, condition: m.Compare) -> tuple[list[str], list[str], list[str]]:
        """The answers for which a comparison is true as planned, false, and still unknown."""
        fact, operand, taxa = self.knowledge.facts[condition.fact], condition.operand, self.knowledge.taxa
        domain = self.domain(condition.fact)
        unsure: list[str] = []
        if fact.type == "boolean":
            yes = [str(operand.flag).lower()]
        elif fact.type == "commitment":
            yes = ["done", "planned"]
        else:
            yes = list(operand.words if condition.word == "one_of" else (operand.word,))
        if fact.type == "concept":
            words, yes = yes, [s for s in domain if any(s == w or w in taxa[s].above for w in yes)]
            unsure = [s for s in domain if s not in yes and any(s in taxa[w].above for w in words)]
        return yes, [s for s in domain if s not in yes and s not in unsure], unsure

    def sql(self, condition: m.Condition) -> str:
        """Three values by SQL's NULL."""
        if isinstance(condition, (m.All, m.Any)):
            word = " AND " if isinstance(condition, m.All) else " OR "
            return "(" + word.join(map(self.sql, condition.items)) + ")"
        if isinstance(condition, m.Not):
            return f"(NOT {self.sql(condition.item)})"
        if isinstance(condition, m.Named):
            return self.sql(condition.inner)
        assert isinstance(condition, m.Compare)
        yes, _, unsure = self.classes(condition)
        test = f'("{condition.fact}" IN ({", ".join(map(repr, yes))}))'
        if not unsure:
            return test
        return f'(CASE WHEN "{condition.fact}" IN ({", ".join(map(repr, unsure))}) THEN NULL ELSE {test} END)'

    @cached_property
    def codes(self) -> dict[str, Codes]:
        """Each fact as one byte for each mission: the place of its answer, and one more for no answer."""
        found = {}
        for name in self.facts:
            column = self.missions.column(name).combine_chunks()
            places = column.indices.fill_null(len(column.dictionary)).to_numpy(zero_copy_only=False)
            found[name] = places.astype(np.uint8)
        return found

    def table_of(self, condition: m.Compare) -> Codes:
        """For each code of a fact 0, 1 or 2: false, unknown, true."""
        yes, no, _ = self.classes(condition)
        return np.array([2 if w in yes else 0 if w in no else 1 for w in self.domain(condition.fact)] + [1], np.uint8)

    def lines(self, rows: int) -> Iterator[dict[str, str | None]]:
        """The first missions, one dictionary each."""
        yield from self.missions.select(self.facts).slice(0, rows).to_pylist()

    # --- plain numpy, a byte for each truth ---

    def numpy(self) -> Counts:
        """And is the smaller, or the greater, not the difference from two."""

        def value(condition: m.Condition) -> Codes:
            if isinstance(condition, (m.All, m.Any)):
                join = np.minimum if isinstance(condition, m.All) else np.maximum
                found = value(condition.items[0])
                for item in condition.items[1:]:
                    found = join(found, value(item))
                return found
            if isinstance(condition, m.Not):
                return np.subtract(2, value(condition.item), dtype=np.uint8)
            if isinstance(condition, m.Named):
                return value(condition.inner)
            assert isinstance(condition, m.Compare)
            return self.table_of(condition)[codes[condition.fact]]

        codes = self.codes
        return lambda: [int(np.count_nonzero(value(c) == 2)) for c in self.conditions]

    # --- DuckDB ---

    def duckdb(self, connection: duckdb.DuckDBPyConnection, source: str) -> Counts:
        """One query with a count for each condition, over a table of the connection."""
        query = f"SELECT {', '.join(f'count(*) FILTER ({self.sql(c)})' for c in self.conditions)} FROM {source}"
        return lambda: list(connection.execute(query).fetchone() or ())

    # --- OpenFisca ---

    def openfisca(self) -> Counts:
        """A variable for each fact and each condition; formulas look the answer up and join with minimum and maximum."""
        from openfisca_core.entities import SingleEntity
        from openfisca_core.periods import DateUnit
        from openfisca_core.simulations import SimulationBuilder
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem
        from openfisca_core.variables import Variable

        mission = SingleEntity("mission", "missions", "A mission", "")
        system = TaxBenefitSystem([mission])
        month = "2026-11"

        def value(condition: m.Condition, population: object, period: object) -> npt.NDArray[np.int32]:
            if isinstance(condition, (m.All, m.Any)):
                join = np.minimum if isinstance(condition, m.All) else np.maximum
                found = value(condition.items[0], population, period)
                for item in condition.items[1:]:
                    found = join(found, value(item, population, period))
                return found
            if isinstance(condition, m.Not):
                return 2 - value(condition.item, population, period)
            if isinstance(condition, m.Named):
                return value(condition.inner, population, period)
            assert isinstance(condition, m.Compare)
            answers = population(names[condition.fact], period)  # type: ignore[operator]
            return self.table_of(condition).astype(np.int32)[answers]

        def variable(name: str, **more: object) -> None:
            members = {"value_type": int, "entity": mission, "definition_period": DateUnit.MONTH, "label": name, **more}
            system.add_variable(type(name, (Variable,), members))

        def formula(condition: m.Condition) -> Callable[[object, object], npt.NDArray[np.int32]]:
            return lambda population, period: value(condition, population, period)

        names = {fact: fact.replace(".", "__") for fact in self.facts}
        for name in names.values():
            variable(name)
        wanted = [f"condition_{n}" for n in range(len(self.conditions))]
        for name, condition in zip(wanted, self.conditions, strict=True):
            variable(name, formula=formula(condition))
        codes, rows = self.codes, self.missions.num_rows

        def counts() -> list[int]:
            simulation = SimulationBuilder().build_default_simulation(system, count=rows)
            for fact, name in names.items():
                simulation.set_input(name, month, codes[fact])
            return [int(np.count_nonzero(simulation.calculate(name, month) == 2)) for name in wanted]

        return counts

    # --- zen-engine ---

    def zen(self, rows: int) -> Counts:
        """One decision with an expression for each condition, evaluated mission by mission."""
        import zen

        def text(condition: m.Condition) -> str:
            if isinstance(condition, (m.All, m.Any)):
                word = "min" if isinstance(condition, m.All) else "max"
                return f"{word}([{', '.join(map(text, condition.items))}])"
            if isinstance(condition, m.Not):
                return f"(2 - {text(condition.item)})"
            if isinstance(condition, m.Named):
                return text(condition.inner)
            assert isinstance(condition, m.Compare)
            yes, no, _ = self.classes(condition)
            name = condition.fact.replace(".", "__")
            return f"({name} in {json.dumps(yes)} ? 2 : ({name} in {json.dumps(no)} ? 0 : 1))"

        keys = [f"c{n}" for n in range(len(self.conditions))]
        pairs = zip(keys, map(text, self.conditions), strict=True)
        expressions = [{"id": key, "key": key, "value": value} for key, value in pairs]
        nodes = [
            {"id": "in", "type": "inputNode", "name": "in"},
            {"id": "all", "type": "expressionNode", "name": "all", "content": {"expressions": expressions}},
            {"id": "out", "type": "outputNode", "name": "out"},
        ]
        edges = [
            {"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "all"), ("all", "out"))
        ]
        decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
        contexts = [{k.replace(".", "__"): v for k, v in line.items()} for line in self.lines(rows)]

        def counts() -> list[int]:
            total = dict.fromkeys(keys, 0)
            for context in contexts:
                found = decision.evaluate(context)["result"]
                for key in keys:
                    total[key] += found[key] == 2
            return list(total.values())

        return counts

    # --- clingo ---

    def clingo(self, rows: int) -> Counts:
        """A predicate for each part of a condition known to be true, and one for it known to be false; all missions at once."""
        import clingo

        rules: dict[str, str] = {}

        def holds(condition: m.Condition, wanted: bool) -> str:
            if isinstance(condition, m.Not):
                return holds(condition.item, not wanted)
            if isinstance(condition, m.Named):
                return holds(condition.inner, wanted)
            key = f"{wanted} {self.sql(condition)}"
            if key in rules:
                return rules[key].split("(", 1)[0]
            if isinstance(condition, (m.All, m.Any)):
                parts = [holds(item, wanted) for item in condition.items]
            name = f"p{len(rules)}"
            if isinstance(condition, (m.All, m.Any)):
                if isinstance(condition, m.All) == wanted:
                    rules[key] = f"{name}(M) :- {', '.join(f'{part}(M)' for part in parts)}."
                else:
                    rules[key] = " ".join(f"{name}(M) :- {part}(M)." for part in parts)
                return name
            assert isinstance(condition, m.Compare)
            yes, no, _ = self.classes(condition)
            answers = "; ".join(map(json.dumps, yes if wanted else no))
            rules[key] = f'{name}(M) :- v(M, "{condition.fact}", ({answers})).' if answers else f"{name}(M) :- no(M)."
            return name

        shown = [f"r({n}, M) :- {holds(c, True)}(M)." for n, c in enumerate(self.conditions)]
        facts = [
            f'v({n}, "{fact}", "{answer}").'
            for n, line in enumerate(self.lines(rows))
            for fact, answer in line.items()
            if answer is not None
        ]
        program = "\n".join(["#show r/2. #defined no/1.", *rules.values(), *shown, *facts])

        def counts() -> list[int]:
            control = clingo.Control(["--warn=none"])
            control.add("base", [], program)
            control.ground([("base", [])])
            total = [0] * len(self.conditions)
            with control.solve(yield_=True) as found:
                for model in found:
                    for symbol in model.symbols(shown=True):
                        total[symbol.arguments[0].number] += 1
            return total

        return counts

    # --- SHACL ---

    def pyshacl(self, rows: int) -> Counts:
        """A shape for each condition: a mission in which it is not known to be true does not conform."""
        import pyshacl
        import rdflib

        own = "https://example.org/"

        def shape(condition: m.Condition, wanted: bool) -> str:
            if isinstance(condition, m.Not):
                return shape(condition.item, not wanted)
            if isinstance(condition, m.Named):
                return shape(condition.inner, wanted)
            if isinstance(condition, (m.All, m.Any)):
                word = "and" if isinstance(condition, m.All) == wanted else "or"
                return f"[ sh:{word} ( {' '.join(shape(item, wanted) for item in condition.items)} ) ]"
            assert isinstance(condition, m.Compare)
            yes, no, _ = self.classes(condition)
            words = " ".join(map(json.dumps, yes if wanted else no))
            return f"[ sh:property [ sh:path <{own}{condition.fact}> ; sh:minCount 1 ; sh:in ( {words} ) ] ]"

        shapes = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n" + "\n".join(
            f"<{own}shape-{n}> a sh:NodeShape ; sh:targetClass <{own}Mission> ; sh:node {shape(c, True)} ."
            for n, c in enumerate(self.conditions)
        )
        data = "\n".join(
            f"<{own}mission-{n}> a <{own}Mission> ."
            + "".join(
                f' <{own}mission-{n}> <{own}{fact}> "{answer}" .' for fact, answer in line.items() if answer is not None
            )
            for n, line in enumerate(self.lines(rows))
        )
        shapes_graph = rdflib.Graph().parse(data=shapes, format="turtle")
        data_graph = rdflib.Graph().parse(data=data, format="turtle")
        source = rdflib.URIRef("http://www.w3.org/ns/shacl#sourceShape")

        def counts() -> list[int]:
            _, report, _ = pyshacl.validate(data_graph, shacl_graph=shapes_graph)
            total = [rows] * len(self.conditions)
            for one in report.objects(None, source):
                name = str(one)
                if name.startswith(f"{own}shape-"):
                    total[int(name.rpartition("-")[2])] -= 1
            return total

        return counts


def facts_of(condition: m.Condition) -> set[str]:
    """The facts of a simple condition."""
    if isinstance(condition, (m.All, m.Any)):
        return {name for item in condition.items for name in facts_of(item)}
    if isinstance(condition, m.Not):
        return facts_of(condition.item)
    return facts_of(condition.inner) if isinstance(condition, m.Named) else {condition.fact}  # type: ignore[union-attr]


__all__ = ["Counts", "Shared", "facts_of"]
