"""Conditions only gain from information: what is true or false on few facts stays so on more."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from regolex.engine.engine import Engine
from regolex.engine.frame import Frame
from regolex.engine.nodes import ready
from regolex.engine.run import Run
from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth, conjunction, disjunction, negation
from regolex.engine.world import World
from regolex.law import model as m
from regolex.law.readings import serious
from regolex.law.scope import Scope
from regolex.law.vocabulary import Vocabulary
from tests.properties.missions import Drawer, forgettings
from tests.properties.properties import ON

TRUTHS = st.sampled_from((FALSE, UNKNOWN, TRUE))
LINKS = ("authorisation", "activity", "object", "party", "launch", "zone", "claim")


def known_no_better(less: Truth, more: Truth) -> bool:
    """Whether ``more`` says the same as ``less`` or settles what was unknown."""
    return less in (UNKNOWN, more)


# --- the operators ----------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(TRUTHS, TRUTHS).filter(lambda pair: known_no_better(*pair)), max_size=6))
def test_all_any_and_not_gain_from_information(pairs: list[tuple[Truth, Truth]]) -> None:
    less, more = [one for one, _ in pairs], [other for _, other in pairs]
    for operator in (conjunction, disjunction):
        assert known_no_better(operator(less), operator(more))
    assert all(known_no_better(negation(one), negation(other)) for one, other in pairs)


@given(st.lists(TRUTHS, max_size=6))
def test_not_all_is_any_not(values: list[Truth]) -> None:
    assert negation(conjunction(values)) == disjunction(map(negation, values))


# --- conditions drawn from the vocabulary -----------------------------------------------------------------------


class Conditions:
    """Draws conditions that the loader would accept, tried on an activity for a State."""

    def __init__(self, drawer: Drawer) -> None:
        knowledge = drawer.knowledge
        self.drawer = drawer
        self.vocabulary = Vocabulary(
            knowledge.kinds, knowledge.taxa, knowledge.facts, knowledge.roles, knowledge.levers
        )
        self.facts = [fact for fact in knowledge.facts.values() if fact.kind != "state"]
        self.questions = list(knowledge.questions.values())
        self.roles = [role for role in knowledge.roles.values() if role.holder == "State"]

    def draw(self, random: Random, scope: Scope | None = None, depth: int = 0, items: int = 0) -> m.Condition:
        scope = scope or Scope.of_rule(self.vocabulary, "State", "activity")
        if depth >= 3 or random.random() < 0.3:
            return self._leaf(random, scope)
        form = random.choice(("all", "any", "not", "some", "every"))
        if form == "not":
            return m.Not(self.draw(random, scope, depth + 1, items))
        if form in ("some", "every"):
            kind = random.choice(LINKS)
            inner = scope.within(kind, f"item{items}")
            return m.Quantified(form, kind, self.draw(random, inner, depth + 1, items + 1))
        inside = tuple(self.draw(random, scope, depth + 1, items) for _ in range(random.randint(1, 3)))
        return m.All(inside) if form == "all" else m.Any(inside)

    def _leaf(self, random: Random, scope: Scope) -> m.Condition:
        chance = random.random()
        if chance < 0.08:
            question = random.choice(self.questions)
            return m.Under(question.id, (random.choice(question.readings).id,))
        if chance < 0.16:
            role = random.choice(self.roles)
            return m.HasRole(role.slug, ("bearer",), (scope.path(role.subject) if role.subject else None) or ())
        while True:
            fact = random.choice(self.facts)
            path = scope.path(fact.kind)
            if path:
                return m.Given(fact.id, path) if random.random() < 0.15 else self._compare(random, fact, path)

    def _compare(self, random: Random, fact: m.Fact, path: tuple[str, ...]) -> m.Condition:
        if fact.type in ("state", "part") and (fact.type == "state" or fact.of == "activity"):
            how = "bearer" if fact.type == "state" else "subject"
            return m.Compare(fact.id, path, "includes" if fact.many else "is", m.Operand(how))
        if fact.type == "part":
            return m.Given(fact.id, path)
        value = self.drawer.value(random, m.Fact(fact.id, fact.kind, fact.type, "", "", of=fact.of), {})
        if fact.type in ("integer", "decimal"):
            word = random.choice(("is", "at_least", "more_than", "at_most", "below"))
            return m.Compare(fact.id, path, word, m.Operand("literal", number=value))
        if fact.type == "date":
            return m.Compare(fact.id, path, random.choice(("is", "before", "after")), m.Operand("literal", day=value))
        if fact.type == "boolean":
            return m.Compare(fact.id, path, "is", m.Operand("literal", flag=value))
        word = "done" if fact.type == "commitment" else str(value)
        comparison = "includes" if fact.many else "is_a" if fact.type == "concept" else "is"
        return m.Compare(fact.id, path, comparison, m.Operand("literal", word=word))


def truths(engine: Engine, world: World, conditions: Iterable[m.Condition], bearer: str) -> list[Truth]:
    """The truth of each condition for a State and the first activity, now and as planned."""
    run = Run(engine, world, {})
    readings = {q.id: serious(q)[0] for q in engine.knowledge.questions.values()}
    subject = run.subjects("activity")[0]
    nodes = [ready(condition, engine.knowledge) for condition in conditions]
    return [
        node.value(Frame(world, run, bearer, subject, planned, readings, "")) for node in nodes for planned in (False, True)
    ]  # fmt: skip


def unsettled(engine: Engine, seed: int, conditions: int, ways: int) -> list[str]:
    """Conditions drawn at random that were settled otherwise before something was forgotten."""
    random = Random(seed)
    drawer = Drawer(engine.knowledge)
    mission = drawer.mission(random)
    if not mission.parts.get("activity"):
        return []
    drawn = [Conditions(drawer).draw(random) for _ in range(conditions)]
    bearer = random.choice(drawer.states)
    before = truths(engine, World(engine.knowledge, mission, ON), drawn, bearer)
    every = [way for way in forgettings(mission, engine.knowledge) if way[0] != "the list of activity"]
    wrong = []
    for what, less in random.sample(every, min(ways, len(every))):
        after = truths(engine, World(engine.knowledge, less, ON), drawn, bearer)
        wrong += [
            f"{drawn[n // 2]} without {what}: {one} became {other}"
            for n, (one, other) in enumerate(zip(before, after, strict=True))
            if not known_no_better(other, one)
        ]
    return wrong


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_a_condition_drawn_at_random_gains_from_information(engine: Engine, seed: int) -> None:
    assert unsettled(engine, seed, conditions=30, ways=8) == []


def test_conditions_drawn_at_random_have_every_truth_value(engine: Engine) -> None:
    """Otherwise the property would prove nothing."""
    random, drawer = Random(7), Drawer(engine.knowledge)
    found: set[Truth] = set()
    for _ in range(10):
        mission = drawer.mission(random)
        if mission.parts.get("activity"):
            drawn = [Conditions(drawer).draw(random) for _ in range(20)]
            found |= set(truths(engine, World(engine.knowledge, mission, ON), drawn, drawer.states[0]))
    assert found == {FALSE, UNKNOWN, TRUE}
