"""The answers that can make a difference to given rules: a finite set of candidates for every fact.

Two answers that no comparison distinguishes are one candidate: a number below, at and above each threshold; one class for
each way of falling under the classes that conditions name; the States that conditions name and, of all others, one for
each way of being bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import combinations, pairwise
from typing import Any

from regolex.law import model as m
from regolex.missions.mission import COMMITMENTS, JUDGEMENTS, Mission
from regolex.missions.sovereignty import Sovereignty, through
from regolex.missions.windows import Window
from regolex.solving.answer_sets import Program

OTHER_TEXT = "anything else"
_MOST_IN_SETS = 4  # the number of values up to which every set is tried; beyond it, only small sets


def has_come(day: m.Day | None, on: date) -> bool | None:
    """Whether a date has come; None inside an unsettled window."""
    if day is None or on < day.not_before:
        return False
    return True if on >= day.not_after else None


class Bonds:
    """Which States are bound by, or have signed, the treaties in given rules: yes, no or (None) unsettled."""

    def __init__(self, program: Program, on: date, mission: Mission | None = None) -> None:
        self.program = program
        self.on = on
        self.sovereignty = Sovereignty(program.knowledge, on)
        self.only_through = through(_states_stated(program.knowledge, mission), self.sovereignty) if mission else {}
        wanted = program.works
        knowledge = program.knowledge
        self.tables: dict[str, dict[str, m.Participation]] = {}
        for entry in knowledge.participation:
            if entry.work in wanted:
                self.tables.setdefault(entry.work, {})[entry.participant] = entry
        self.claimed = {(p, c.work) for c in knowledge.special_cases if c.unsettled for p in c.participants}

    def bound(self, state: str, work: str) -> bool | None:
        """Whether a State is bound by a work."""
        if work not in self.tables:
            return None
        entry = self.tables[work].get(state)
        if entry is None:
            doubt = (state, work) in self.claimed or self.sovereignty.reach(state, state, work)
            return None if doubt else False
        begun, ended = has_come(entry.bound_from, self.on), has_come(entry.bound_until, self.on)
        if begun is False or ended is True:
            return False
        if begun is None or ended is None or entry.status_confidence == "doubtful":
            return None
        return None if self.sovereignty.doubtful(self.only_through.get(state, ()), state, work) else True

    def listed(self, state: str, work: str) -> bool | None:
        """Whether the tables show a State as bound; without a table, no State is."""
        return self.bound(state, work) if work in self.tables else False

    def signed(self, state: str, work: str) -> bool | None:
        """Whether a State has signed a work."""
        entry = self.tables.get(work, {}).get(state)
        if entry is None:
            return False
        signed = has_come(entry.signed, self.on)
        return None if signed and entry.status_confidence == "doubtful" else signed

    def standing(self, state: str) -> tuple[Any, ...]:
        """Every participation of this State that matters to the rules."""
        works = sorted(self.program.works)
        return tuple((self.bound(state, work), self.signed(state, work)) for work in works)


def states_that_matter(program: Program, bonds: Bonds, named: Iterable[str] = (), each: int = 1) -> list[str]:
    """The States named in rules or the mission, and so many other States for each way of being bound."""
    knowledge = program.knowledge
    found = set(named) | (program.orders - {"international"})
    for condition in program.compared:
        if knowledge.facts[condition.fact].type == "state" and condition.operand.how == "literal":
            found |= set(condition.operand.words or (condition.operand.word,))
    found |= territories_that_matter(program, bonds)
    found |= {acting for acting in map(bonds.sovereignty.acting, found) if acting}
    kept = sorted(found)
    seen: Counter[tuple[Any, ...]] = Counter()
    for state in knowledge.states:
        if state in bonds.sovereignty.elsewhere:
            continue  # its acts are those of another State
        standing = bonds.standing(state)
        if state not in found and seen[standing] < each:
            seen[standing] += 1
            kept.append(state)
    return kept


def territories_that_matter(program: Program, bonds: Bonds, fact: str = "") -> set[str]:
    """One territory of each State of which a condition asks that it is named itself: its name alone is not enough."""
    acting = bonds.sovereignty.acting
    itself = {c.operand.word for c in program.compared if c.word == "includes_itself" and fact in ("", c.fact)}
    found: dict[str, str] = {}
    for code in sorted(bonds.sovereignty.elsewhere):
        if acting(code) in itself:
            found.setdefault(acting(code), code)
    return set(found.values())


def classes_that_matter(program: Program, fact: m.Fact, below: str = "") -> list[str]:
    """One class for each way of falling under the classes in conditions, without those too broad for them."""
    taxa = program.knowledge.taxa
    wanted = named_classes(program, fact)
    found: dict[tuple[bool, ...], str] = {}
    for slug, taxon in taxa.items():
        if taxon.scheme != fact.of or (below and slug != below and below not in taxon.above):
            continue
        if not too_broad(program, slug, wanted):
            found.setdefault(tuple(w == slug or w in taxon.above for w in wanted), slug)
    return list(found.values())


def named_classes(program: Program, fact: m.Fact) -> list[str]:
    """The classes that conditions name for a fact."""
    operands = [c.operand for c in program.compared if c.fact == fact.id]
    return sorted({word for operand in operands for word in (operand.words or (operand.word,)) if word})


def too_broad(program: Program, slug: str, wanted: Iterable[str]) -> bool:
    """Whether an answer is broader than a class in a condition."""
    taxa = program.knowledge.taxa
    return any(slug in taxa[want].above for want in wanted)


def numbers_and_days(program: Program, mission: Mission, on: date) -> dict[str, list[Any]]:
    """For each number or date fact, values below, at, between and above everything it is compared with."""
    facts = program.knowledge.facts
    pool: dict[str, set[Any]] = {}
    linked: list[tuple[str, str]] = []
    for condition in program.compared:
        if facts[condition.fact].type not in ("integer", "decimal", "date"):
            continue
        own = pool.setdefault(condition.fact, set())
        if condition.operand.how == "fact":
            linked.append((condition.fact, condition.operand.word))
        else:
            value = constant_value(condition, program.knowledge, on)
            own |= set() if value is None else {value}
    for answers in mission.answers.values():
        for name, answer in answers.items():
            if (
                name in program.facts
                and facts[name].type in ("integer", "decimal", "date")
                and answer.value is not None
            ):
                value = answer.value
                days = (value.not_before, value.not_after) if isinstance(value, Window) else (value,)
                pool.setdefault(name, set()).update(days)
    for pair in linked:  # a floor above the amounts tried by default would leave nothing to compare
        for name in pair:
            pool.setdefault(name, set()).update({facts[name].minimum} - {None, 0})
    for _ in linked:
        for left, right in linked:
            both = pool.setdefault(left, set()) | pool.setdefault(right, set())
            pool[left], pool[right] = both, set(both)
    return {name: _around(facts[name], values) for name, values in pool.items()}


def _around(fact: m.Fact, values: set[Any]) -> list[Any]:
    step: Any = timedelta(days=1) if fact.type == "date" else Decimal(1) if fact.type == "integer" else None
    marks = sorted(values)
    if step is None:
        between = [(a + b) / 2 for a, b in pairwise(marks)]
        # two amounts compared only with each other need two values, so that either can be the larger
        spread = [marks[0] - 1, marks[0] / 2, marks[-1] + 1] if marks else [Decimal(1), Decimal(2)]
        found = set(marks) | set(between) | set(spread)
    elif marks:
        found = {mark + n * step for mark in marks for n in (-1, 0, 1)}
    else:
        found = {date(2020, 1, 1) if fact.type == "date" else Decimal(1)}
    if fact.type == "date":
        return sorted(found)
    low, high = fact.minimum, fact.maximum
    return sorted(v for v in found if (low is None or v >= low) and (high is None or v <= high))


def constant_value(condition: m.Compare, knowledge: m.Knowledge, on: date) -> Any:
    """The number or date of a comparison on this day; None for a parameter before its first value."""
    operand = condition.operand
    if operand.how == "parameter":
        held = [value.value for value in knowledge.parameters[operand.word].values if value.since <= on]
        return held[-1] if held else None
    if operand.how == "months-before":
        return _day_counted_from(on, int(operand.number or 0), condition.word)
    return operand.number if operand.number is not None else operand.day


def _day_counted_from(on: date, months: int, word: str) -> date:
    """The first (for before and at least) or last day whose period of so many months does not end before or after."""

    def end(day: date) -> date:
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        after = date(year + month // 11, (month + 1) % 12 + 1, 1)
        return date(year, month + 1, min(day.day, (after - timedelta(days=1)).day))

    around = [on - timedelta(days=round(months * 30.436875) + n) for n in range(-6, 7)]
    if word in ("before", "at_least"):
        return min(day for day in around if end(day) >= on)
    return max(day for day in around if end(day) <= on)


def fixed_answers(fact: m.Fact) -> tuple[str, ...]:
    """The answers of a fact whose type has a fixed set of them."""
    return {"boolean": ("true", "false"), "commitment": COMMITMENTS, "judgement": JUDGEMENTS}.get(fact.type, ())


def texts_that_matter(program: Program, fact: m.Fact) -> list[str]:
    """The texts that conditions name, and any other."""
    operands = [c.operand for c in program.compared if c.fact == fact.id]
    return [*sorted({w for o in operands for w in (o.words or (o.word,)) if w}), OTHER_TEXT]


class Alternatives:
    """The values of each fact that given rules distinguish, for one bearer, as the evaluator holds them.

    "Does not arise" is one more answer to every question and is not listed here.
    """

    def __init__(self, program: Program, mission: Mission, on: date, bonds: Bonds, bearer: str = "") -> None:
        self.program = program
        self.mission = mission
        self.bearer = bearer
        self.numbers = numbers_and_days(program, mission, on)
        named = {bearer} if bearer in program.knowledge.states else set()
        self.territories = partial(territories_that_matter, program, bonds)
        self.states = states_that_matter(program, bonds, named | states_named(program.knowledge, mission))
        self.bearers = [state for state in self.states if state not in bonds.sovereignty.elsewhere]
        self._found: dict[str, tuple[list[Any], bool]] = {}

    def of(self, fact: m.Fact) -> tuple[list[Any], bool]:
        """The values, and whether every other value is equivalent to one of them."""
        if fact.id not in self._found:
            values = self._single(fact)
            self._found[fact.id] = _sets(values) if fact.many else (values, bool(values) or fact.type == "part")
        return self._found[fact.id]

    def _single(self, fact: m.Fact) -> list[Any]:
        program = self.program
        if fact.type == "boolean":
            return [True, False]
        if fact.type == "part":
            return list(self.mission.parts.get(fact.of, ()))
        if fact.type == "concept":
            return classes_that_matter(program, fact) or [x.slug for x in _classes(program.knowledge, fact)][:1]
        if fact.type == "state":
            return self._several_states(fact) if fact.many else self.states
        if fact.type == "text":
            return list(texts_that_matter(program, fact))
        if fact.type in ("integer", "decimal", "date"):
            return self.numbers.get(fact.id) or _around(fact, set())
        return list(fixed_answers(fact))

    def _several_states(self, fact: m.Fact) -> list[str]:
        """Conditions only ask whether a list includes a State: so the States in conditions, and any other."""
        operands = [c.operand for c in self.program.compared if c.fact == fact.id]
        asked = {w for o in operands for w in (o.words or (o.word,)) if w} | ({self.bearer} & {*self.states})
        asked |= self.territories(fact.id)
        return [*sorted(asked), *[state for state in self.states if state not in asked][:1]]


def states_named(knowledge: m.Knowledge, mission: Mission) -> set[str]:
    """Every State that an answer of a mission names."""
    found: set[str] = set()
    for value in _states_stated(knowledge, mission):
        found |= set(value if isinstance(value, tuple) else (value,))
    return found


def _states_stated(knowledge: m.Knowledge, mission: Mission) -> list[Any]:
    return [
        answer.value
        for answers in mission.answers.values()
        for name, answer in answers.items()
        if knowledge.facts[name].type == "state" and answer.known and answer.value is not None
    ]


def _classes(knowledge: m.Knowledge, fact: m.Fact) -> Iterable[m.Taxon]:
    return (taxon for taxon in knowledge.taxa.values() if taxon.scheme == fact.of)


def _sets(values: list[Any]) -> tuple[list[Any], bool]:
    most = len(values) if len(values) <= _MOST_IN_SETS else 2
    sizes = [1, *(n for n in range(most + 1) if n != 1)]
    return [one for size in sizes for one in combinations(values, size)], most == len(values)
