"""Competency questions about a mission and its assessment: the answer is what the assessment itself says."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import msgspec
import pytest

import regolex
from regolex.engine.concern import concerns
from regolex.engine.findings import Finding
from regolex.engine.grounds import assumed as assumed_in
from regolex.engine.proof import decisive
from regolex.graph.competency import named_queries
from regolex.graph.export import beside, prefixes_of
from regolex.graph.query import Graph, Table
from regolex.law.vocabulary import BASE
from regolex.missions.terms import Adopted

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = {name: question for name, question in named_queries(ROOT).items() if question.needs_mission}
DAY = date(2026, 1, 15)


@pytest.fixture(scope="module")
def assessed() -> regolex.Assessment:
    """The largest example, with one answer that is not known, and what is usual adopted with an exception."""
    kb = regolex.load(ROOT)
    mission = kb.read_mission(ROOT / "examples" / "nereus-water.yaml")
    (part, fact), *_ = [
        (part, fact) for part, own in mission.answers.items() for fact in own if fact == "object.registry_state"
    ] or [("mission", "mission.stage")]
    answer = regolex.missions.mission.Answer(missing="undecided", by="the programme manager")
    links = Adopted("the founder", "2026-01-10")
    usual = Adopted("the founder", "2026-01-11", ("party.auditor_change",))
    mission = msgspec.structs.replace(mission, assumed={"usual-links": links, "nothing-unusual": usual})
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
        (shown(assessed, x.part), f"fact:{x.fact}" if x.fact else "")
        for f in assessed.findings
        if f.rule.binding
        for x in f.missing
    )
    found = ask(graph, "answers-most-waited-for", "part fact waiting")
    assert {(part, fact): int(count) for part, fact, count in found} == {
        pair: len({id(f) for f in assessed.findings if f.rule.binding for x in f.missing
                   if (shown(assessed, x.part), f"fact:{x.fact}" if x.fact else "") == pair}) for pair in expected
    }  # fmt: skip


def test_findings_of_a_bearer_are_those_of_the_assessment(graph: Graph, assessed: regolex.Assessment) -> None:
    for bearer in ("LUX", "FRA"):
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
    left = {
        f.rule.id for f in assessed.findings
        if f.result in ("due", "to-do", "open", "judgement", "contested", "breached")
    }  # fmt: skip
    assert {rule.removeprefix("rule:") for _, rule in late} <= left


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


def test_assumptions_are_listed_with_who_adopted_them_and_the_findings_that_rest_on_them(
    graph: Graph, assessed: regolex.Assessment
) -> None:
    rows = ask(graph, "my-assumptions", "set by on part fact findings")
    used = Counter(ground for f in assessed.all_findings for ground in assumed_in(f, assessed.prepared))
    days = {"usual-links": "2026-01-10", "nothing-unusual": "2026-01-11"}
    assert {(r[0].rpartition("/")[2], *r[1:5]): int(r[5]) for r in rows} == {
        (put.given_by, "the founder", days[put.given_by], shown(assessed, put.part), f"fact:{put.fact}"):
            used[put.part, put.fact, put.given_by]
        for put in assessed.prepared.assumed().values()
    }  # fmt: skip
    assert any(used.values())
    assert not any("auditor_change" in r[4] for r in rows)


def test_a_finding_rests_on_the_adoptions_in_its_proof(graph: Graph, assessed: regolex.Assessment) -> None:
    text = """PREFIX : <https://w3id.org/regolex/>
        SELECT ?rule ?bearer ?subject ?set WHERE { ?finding :restsOnAdoption/:ofAssumptionSet ?set ; :appliesRule ?rule ;
            :concernsBearer ?bearer ; :concernsSubject ?subject }"""
    table = graph.answer(text, "table")
    assert isinstance(table, Table)
    expected = {
        (*key(assessed, f), f"{BASE}assumption-set/{name}")
        for f in assessed.all_findings
        for _, _, name in assumed_in(f, assessed.prepared)
    }
    assert set(table.rows) == expected
    assert expected


def test_dormant_duties_are_those_of_the_assessment(graph: Graph, assessed: regolex.Assessment) -> None:
    found = set(ask(graph, "my-dormant-duties", "event bearer rule subject"))
    assert found == {
        (event, shown(assessed, d.bearer), f"rule:{d.rule}", shown(assessed, subject))
        for d in assessed.dormant for event in d.events for subject in d.subjects
    }  # fmt: skip
    duties = {rule: assessed.knowledge.rules[rule.removeprefix("rule:")] for _, _, rule, _ in found}
    said = set(ask(graph, "my-dormant-duties", "rule fault prepare"))
    assert said == {(name, rule.fault, rule.prepare) for name, rule in duties.items()}


def test_the_questions_that_are_left_are_asked_in_their_order(graph: Graph, assessed: regolex.Assessment) -> None:
    found = ask(graph, "my-questions", "question who phase waiting stake why")
    assert found == [
        (q.text, q.who, q.needed_by, str(q.hangs), str(q.decides), q.why) for q in assessed.questions.items
    ]
    assert found


def test_who_might_be_concerned_is_grouped_by_what_decides_it(graph: Graph, assessed: regolex.Assessment) -> None:
    found = Counter(ask(graph, "who-might-be-concerned", "bearer role rules"))
    assert found == Counter(
        (shown(assessed, e.bearer), f"role:{role}", str(len(e.rules)))
        for c in concerns(assessed) for e in c.entries for role in e.roles
    )  # fmt: skip


def test_a_possible_finding_is_no_finding(graph: Graph, assessed: regolex.Assessment) -> None:
    def counted(kind: str) -> str:
        text = f"PREFIX : <{BASE}> SELECT (COUNT(DISTINCT ?f) AS ?n) WHERE {{ ?f a :{kind} }}"
        table = graph.answer(text, "table")
        assert isinstance(table, Table)
        return table.rows[0][0]

    assert counted("Finding") == str(len(assessed.findings))
    assert counted("PossibleFinding") == str(len(assessed.might_concern))
    assert assessed.might_concern


def test_verdicts_are_given_with_grade_and_what_they_may_become(graph: Graph, assessed: regolex.Assessment) -> None:
    text = f"""PREFIX : <{BASE}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?for ?readings ?alone ?word ?grade ?may WHERE {{ ?a a :Assessment ; :concludes ?c .
            ?c :conclusionFor ?for ; :onReadings ?readings ; :onAnswersAlone ?alone ; :verdictWord/skos:notation ?word ;
            :verdictGrade/skos:notation ?grade ; :mayBecome/skos:notation ?may }}"""
    table = graph.answer(text, "table")
    assert isinstance(table, Table)
    strict, you = assessed.strict, assessed.you
    assert strict
    assert strict.you
    assert you
    sides = [
        ("mission", "false", assessed.overall), ("client", "false", you), ("mission", "true", strict.mission),
        ("client", "true", strict.you),
    ]  # fmt: skip
    assert set(table.rows) == {
        (scope, readings, alone, v.word, v.grade, may)
        for scope, alone, side in sides
        for readings, v in (("every", side.every_reading), ("prevailing", side.dominant)) for may in v.may_become
    }  # fmt: skip
