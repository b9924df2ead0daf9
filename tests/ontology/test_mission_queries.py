"""Competency questions about a mission and its assessment: the answer is what the assessment itself says."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import regolex
from regolex.engine.findings import Finding
from regolex.engine.proof import decisive
from regolex.graph.competency import named_queries
from regolex.graph.export import beside, prefixes_of
from regolex.graph.query import Graph, Table
from regolex.law.vocabulary import BASE

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = {name: question for name, question in named_queries(ROOT).items() if question.needs_mission}
DAY = date(2026, 1, 15)


@pytest.fixture(scope="module")
def assessed() -> regolex.Assessment:
    """The largest example, with one answer that is not known."""
    kb = regolex.load(ROOT)
    mission = kb.read_mission(ROOT / "examples" / "nereus-water.yaml")
    (part, fact), *_ = [
        (part, fact) for part, own in mission.answers.items() for fact in own if fact == "object.registry_state"
    ] or [("mission", "mission.stage")]
    answer = regolex.missions.mission.Answer(missing="undecided", by="the programme manager")
    return kb.assess(mission.with_answer(part, fact, answer), on=DAY)


@pytest.fixture(scope="module")
def graph(assessed: regolex.Assessment) -> Graph:
    found = Graph(regolex.load(ROOT))
    found.include(beside(assessed), prefixes_of(assessed))
    return found


def ask(graph: Graph, name: str, columns: str, **values: str) -> list[tuple[str, ...]]:
    table = graph.answer(QUESTIONS[name].bound(values, graph.kb.knowledge), "table")
    assert isinstance(table, Table)
    places = [table.columns.index(column) for column in columns.split()]
    return [tuple(row[place] for place in places) for row in table.rows]


def shown(assessed: regolex.Assessment, part: str) -> str:
    """A bearer or part as the table shows it."""
    if part in assessed.knowledge.states:
        return f"state:{part}"
    if part == "?":
        return f"{BASE}bearer/not-yet-named"
    if part == "mission":
        return f"{BASE}mission/{assessed.mission.id}"
    return "it:" + part.replace(":", "-").replace("-?", "-not-yet-described")


def key(assessed: regolex.Assessment, f: Finding) -> tuple[str, str, str]:
    return f"rule:{f.rule.id}", shown(assessed, f.bearer), shown(assessed, f.subject)


def test_there_are_questions_about_missions_with_sentence_and_reason() -> None:
    assert len(QUESTIONS) >= 6
    assert sum(bool(question.parameters) for question in QUESTIONS.values()) >= 3
    for question in QUESTIONS.values():
        assert question.asks.endswith("?"), question.name
        assert question.because.endswith("."), question.name


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_question_is_answered_and_repeats_no_row(graph: Graph, name: str) -> None:
    table = graph.answer(name, "table")
    assert isinstance(table, Table)
    assert table.rows
    assert len(set(table.rows)) == len(table.rows)


def test_findings_on_doubtful_sources_are_those_with_a_doubtful_rule_or_provision(
    graph: Graph, assessed: regolex.Assessment
) -> None:
    found = {row[:3] for row in ask(graph, "findings-on-doubtful-sources", "rule bearer subject")}
    doubtful = {
        p.id for i in assessed.knowledge.instruments.values() for p in i.provisions if p.confidence == "doubtful"
    }
    expected = {
        key(assessed, f) for f in assessed.findings
        if f.applicable and (f.rule.confidence == "doubtful" or any(c.provision in doubtful for c in f.rule.cites)
        or any(rule_is_doubtful(assessed, name) for _, proof in f.because for name in definitions(decisive(proof))))
    }  # fmt: skip
    assert found == expected
    assert {key(assessed, f) for f in assessed.findings if f.applicable and f.doubt} <= found


def definitions(proof) -> set[str]:  # type: ignore[no-untyped-def]
    own = {proof.about} if proof.word == "definition" else set()
    return own.union(*map(definitions, proof.parts))


def rule_is_doubtful(assessed: regolex.Assessment, name: str) -> bool:
    return name in assessed.knowledge.rules and assessed.knowledge.rules[name].confidence == "doubtful"


def test_answers_most_waited_for_are_the_missing_ones_counted(graph: Graph, assessed: regolex.Assessment) -> None:
    expected = Counter(
        (shown(assessed, x.part), f"fact:{x.fact}" if x.fact else "") for f in assessed.findings for x in f.missing
    )
    found = ask(graph, "answers-most-waited-for", "part fact waiting")
    assert {(part, fact): int(count) for part, fact, count in found} == {
        pair: len({id(f) for f in assessed.findings for x in f.missing
                   if (shown(assessed, x.part), f"fact:{x.fact}" if x.fact else "") == pair}) for pair in expected
    }  # fmt: skip


def test_findings_of_a_bearer_are_those_of_the_assessment(graph: Graph, assessed: regolex.Assessment) -> None:
    for bearer in ("LUX", "AUS"):
        found = ask(graph, "my-findings-for-a-bearer", "rule subject result planned", bearer=bearer)
        expected = {
            (f"rule:{f.rule.id}", shown(assessed, f.subject), f.result, f.as_planned)
            for f in assessed.of(bearer) if f.applicable
        }  # fmt: skip
        assert set(found) == expected
        assert expected


def test_what_uses_a_fact_is_what_has_it_in_its_proof(graph: Graph, assessed: regolex.Assessment) -> None:
    def used(proof) -> bool:  # type: ignore[no-untyped-def]
        return any(u.fact == "activity.purpose" for u in proof.facts) or any(map(used, proof.parts))

    found = set(ask(graph, "findings-that-use-a-fact", "rule bearer subject", fact="activity.purpose"))
    expected = {
        key(assessed, f) for f in assessed.findings
        if any(used(proof if f.applicable else decisive(proof)) for _, proof in f.because)
    }  # fmt: skip
    assert found == expected


def test_contested_findings_are_listed_with_every_reading(graph: Graph, assessed: regolex.Assessment) -> None:
    found = set(ask(graph, "my-contested-findings", "rule bearer subject"))
    assert found == {key(assessed, f) for f in assessed.findings if f.contested}
    results = {(rule, result) for rule, result in ask(graph, "my-contested-findings", "rule result")}
    assert results == {
        (f"rule:{f.rule.id}", r) for f in assessed.findings if f.contested for r in f.by_reading.values()
    }


def test_an_unknown_has_its_reason_and_its_source(graph: Graph) -> None:
    assert ("undecided", "the programme manager") in ask(graph, "my-unknowns", "why by")


def test_duties_before_a_phase_grow_with_the_phase(graph: Graph, assessed: regolex.Assessment) -> None:
    early = set(ask(graph, "my-duties-before-a-phase", "bearer rule", until="launch"))
    late = set(ask(graph, "my-duties-before-a-phase", "bearer rule", until="after-mission-reporting"))
    assert early < late
    open_ = {f.rule.id for f in assessed.findings if f.result in ("to-do", "open", "judgement", "breached")}
    assert {rule.removeprefix("rule:") for _, rule in late} <= open_


def test_the_inputs_of_the_assessment_are_stated(graph: Graph, assessed: regolex.Assessment) -> None:
    (row,) = ask(graph, "my-assessment-came-from", "day verdict knowledge engine")
    assert row == (DAY.isoformat(), assessed.verdict, assessed.knowledge.hash, f"regolex {regolex.__version__}")


def test_answers_without_a_source_are_stated_and_bare(graph: Graph, assessed: regolex.Assessment) -> None:
    bare = {
        (shown(assessed, part), f"fact:{fact}")
        for part, own in assessed.mission.answers.items() for fact, answer in own.items()
        if answer.known and not answer.does_not_arise and not answer.source and not answer.by
    }  # fmt: skip
    found = set(ask(graph, "my-answers-without-a-source", "part fact"))
    assert found
    assert found <= bare
