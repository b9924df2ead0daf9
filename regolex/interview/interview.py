"""The next best question, until no answer can change anything.

A question is asked only while an open finding waits for its answer, and the one that moves most findings comes first, over
every law and every bearer at once. What nobody knows or has decided yet is asked once more at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from math import log2, sqrt

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.engine import Engine
from regolex.engine.findings import Because, Finding, Missing
from regolex.engine.incremental import Incremental
from regolex.interview import session as s
from regolex.interview.influence import Influence, influence
from regolex.interview.lookahead import remainder, soonest
from regolex.missions.mission import COMMITMENTS, JUDGEMENTS, Mission
from regolex.report.view import citation
from regolex.solving.certainty import certain
from regolex.solving.supposition import Outlooks

Asked = tuple[str, str]  # a part and a fact; or a kind and nothing, for the list of its parts
_BOUND = 60  # trials for each question put about one finding: the next question must not keep anybody waiting
_SMALL = 8  # questions that hang together: of more, nothing is worked out to its end
_TIMES = 2  # a question without an answer is asked once more, at the end


class Question(msgspec.Struct, frozen=True):
    """One question, why it is asked, and what may be answered.

    ``fact`` is empty where it asks for the list of the parts of the kind ``part``. ``choices`` are values with labels;
    they are empty where the answer is a number, a day, a text or the code of a State.
    """

    part: str
    fact: str
    text: str
    reason: str
    type: str
    many: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    unit: str = ""
    waiting: int = 0  # open findings that wait for it
    again: bool = False  # asked before, without an answer
    about: str = ""  # the part it is about, by name


class Interview:
    """An interview under way: ask :meth:`next`, give :meth:`answer`, keep :attr:`session`.

    ``problems`` say what is not as it was when a session was saved: other knowledge, answers that no longer fit.
    """

    def __init__(self, engine: Engine, session: s.Session) -> None:
        self.engine = engine
        self.session = session
        self._begin()

    def _begin(self) -> None:
        how = self.session
        taken_up = s.resumed(how, self.engine.knowledge)
        self.problems = taken_up.problems
        self.session = msgspec.structs.replace(how, knowledge=self.engine.knowledge.hash)
        self.work = Incremental(
            self.engine, taken_up.mission, on=date.fromisoformat(how.on),
            readings=how.readings, viewpoint=how.viewpoint, pending=how.pending,
        )  # fmt: skip
        self.outlooks = Outlooks(self.work, bound=_BOUND, solve=False)
        self._said = _unsure(s.mission_of(msgspec.structs.replace(how, steps=()), self.engine.knowledge))

    def answer(self, question: Question, answer: object) -> None:
        """Take an answer in the shape of a mission file, or DONT_KNOW, UNDECIDED or SKIPPED.

        Raises MissionError where it is no answer; nothing has changed then.
        """
        fact = self.engine.knowledge.facts.get(question.fact)
        step = s.Step(question.part, question.fact, answer, fact.question if fact else "")
        mission = s.taken(self.work.mission, step, self.engine.knowledge)
        self.session = self.session.with_step(step)
        self.take(mission)

    def take(self, mission: Mission) -> None:
        """Go on from another state of the mission; what was asked so far stays asked."""
        self.work.change(mission)
        self.outlooks.changed(self.work.tried_again)

    def follow(self, mission: Mission) -> None:
        """Go on from a mission that was changed elsewhere: what it says is not known comes once more, at the end."""
        self.take(mission)
        self._said = _unsure(mission)

    def stopped(self) -> str:
        """Why nothing is asked any more, in sentences; to be called when :meth:`next` gives None."""
        left = [f for f in waiting(self.work.assessment.findings) if self._keys(f)]
        same = [f for f in left if self.outlooks.closed(f)]
        asked = self._asked()
        unknown = {
            key
            for f in left
            if f not in same
            for key, _ in self._keys(f)
            if asked[key] and self.outlooks.matters(f, key)
        }
        said = ["No answer that can be had changes anything any more."]
        if same:
            said.append(
                f"{_count(len(same), 'open finding comes', 'open findings come')} out the same whatever is answered."
            )
        if unknown:
            said.append(f"{_count(len(left) - len(same), 'finding stays', 'findings stay')} open for "
                        f"{_count(len(unknown), 'answer', 'answers')} that nobody knows or has decided yet.")  # fmt: skip
        return " ".join(said)

    def conclusion(self) -> Assessment:
        """The assessment as it stands, with what is open decided exactly: takes longer than a question."""
        return certain(self.engine, self.work.assessment)

    def back(self) -> None:
        """Take the last answer back."""
        self.session = self.session.without_last()
        self._begin()

    def next(self) -> Question | None:
        """The best question, or None when no answer that can be had changes anything."""
        return next(self.ahead(), None)

    def ahead(self) -> Iterator[Question]:
        """The questions in the order in which they are asked, as far as can be told before the first is answered."""
        wanted = self.wanted()
        asked = self._asked()
        for again in (False, True):
            keys = [key for key in wanted if bool(asked[key]) == again]
            keys.sort(key=lambda key: (-self.rank(key, wanted[key][0]), key))
            first = True
            while keys:
                key = keys[0]
                if self.matters(key, wanted[key][1]):
                    if first:
                        key = self.sooner(key, {k: wanted[k][1] for k in keys})
                        first = False
                    yield self._question(key, wanted[key][1], again)
                keys.remove(key)

    def sooner(self, key: Asked, waiting_for: dict[Asked, list[Finding]]) -> Asked:
        """The question to ask instead, where the little that hangs together with it can be worked out to its end."""
        keys, findings = remainder(key, waiting_for)
        if len(keys) > _SMALL or not all(fact for _, fact in keys):
            return key
        live = {id(f) for f in findings if not self.outlooks.closed(f)}
        still = {k: [f for f in waiting_for[k] if id(f) in live] for k in keys}
        found = soonest(self.outlooks, *remainder(key, {k: fs for k, fs in still.items() if fs}))
        return found[0] if found else key

    def matters(self, key: Asked, findings: list[Finding]) -> bool:
        """Whether an answer can still change one of the findings that wait for it: false only where that is certain."""
        return any(self.outlooks.matters(finding, key) for finding in findings)

    def rank(self, key: Asked, moved: float) -> float:
        """What a question is worth: what it moves, for the effort of answering it."""
        return moved / self._effort(key)

    def wanted(self) -> dict[Asked, tuple[float, list[Finding]]]:
        """Every question that may still be asked, with its influence and the findings that wait for it."""
        asked = self._asked()
        found: dict[Asked, tuple[float, list[Finding]]] = {}
        for finding in waiting(self.work.assessment.findings):
            influences = self.work.from_proof(finding, self._influence)
            for key, missing in self._keys(finding):
                if asked[key] >= _TIMES or (missing.why == "too-broad" and asked[key]):
                    continue
                before, findings = found.get(key, (0.0, []))
                if not findings or findings[-1] is not finding:
                    findings = [*findings, finding]
                moves = influences.get((missing.part, missing.fact) if missing.fact else key, 0.01)
                found[key] = before + moves, findings
        return found

    # --- what waits for what ---

    def _asked(self) -> Counter[Asked]:
        return self._said + Counter((step.part, step.fact) for step in self.session.steps)

    def _keys(self, finding: Finding) -> Iterator[tuple[Asked, Missing]]:
        """What has to be asked for each missing answer: a part that is not described yet needs its list first."""
        given = self.work.mission.parts
        lists = {kind.list_name: kind.name for kind in self.engine.knowledge.kinds.values()}
        for missing in finding.missing:
            kind, _, own = missing.part.partition(":")
            if not missing.fact:
                yield (lists[missing.label], ""), missing
            elif missing.fact.startswith("state."):
                continue  # the participation tables leave it open; nobody is asked for it
            elif own == "?":
                if kind not in given:
                    yield (kind, ""), missing
            else:
                fact = self.engine.knowledge.facts[missing.fact]
                unlisted = fact.type == "part" and fact.of not in given
                yield ((fact.of, "") if unlisted else (missing.part, missing.fact)), missing

    def _influence(self, because: Because) -> Influence:
        found: Influence = {}
        facts = self.engine.knowledge.facts
        for result, proof in because:
            if result in ("open", "judgement"):
                for (part, fact), value in influence(proof, facts).items():
                    kind, _, own = part.partition(":")
                    key = (kind, "") if own == "?" or not fact else (part, fact)
                    found[key] = found.get(key, 0.0) + value
        return found

    def _effort(self, key: Asked) -> float:
        """The number of possible answers, as the number of yes-or-no questions it takes the place of."""
        fact = self.engine.knowledge.facts.get(key[1])
        if fact is None:
            return 1.0
        number = {"boolean": 2, "commitment": 3, "judgement": 2, "state": 8}.get(fact.type, 4)
        return sqrt(log2(number))

    # --- in words ---

    def _question(self, key: Asked, findings: list[Finding], again: bool) -> Question:
        part, name = key
        knowledge, mission = self.engine.knowledge, self.work.mission
        reason = self._reason(findings)
        if not name:
            kind = knowledge.kinds[part]
            text = f"Which {kind.list_name} are there? None is an answer."
            return Question(part, "", text, reason, "list", True, (), kind.definition, "", len(findings), again)
        fact = knowledge.facts[name]
        choices: list[tuple[str, str]] = []
        if fact.type == "concept":
            choices = [(t.slug, t.label) for t in knowledge.taxa.values() if t.scheme == fact.of]
        elif fact.type == "part":
            choices = [(x.partition(":")[2], mission.name(x)) for x in mission.parts.get(fact.of, ())]
        elif fact.type in ("commitment", "judgement"):
            words = COMMITMENTS if fact.type == "commitment" else JUDGEMENTS
            choices = [(word, word.replace("-", " ")) for word in words]
        return Question(
            part, name, fact.question.replace("{name}", mission.name(part)), reason, fact.type, fact.many,
            tuple(choices), fact.help, fact.unit, len(findings), again, "" if part == "mission" else mission.name(part),
        )  # fmt: skip

    def _reason(self, findings: list[Finding]) -> str:
        """Why it is asked, from the findings that wait."""
        perhaps = len({f.rule.id for f in findings if f.perhaps})
        rules = {f.rule.id: f.rule for f in findings}
        first = citation(self.engine.knowledge, min(findings, key=lambda f: (f.perhaps, f.rule.id)).rule)
        others = "" if len(rules) == 1 else f" and {len(rules) - 1} more rule{'s' if len(rules) > 2 else ''}"
        text = f"{first}{others} {'wait' if others else 'waits'} for the answer."
        if perhaps:
            text += f" It may show that {perhaps} of them {'does' if perhaps == 1 else 'do'} not concern the mission."
        return text


def _unsure(mission: Mission) -> Counter[Asked]:
    """What a mission says is not known or not decided counts as asked."""
    return Counter(
        (part, fact)
        for part, answers in mission.answers.items()
        for fact, answer in answers.items()
        if answer.missing in ("dont-know", "undecided")
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def waiting(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """The binding findings that an answer can still change."""
    return (f for f in findings if f.missing and f.rule.binding)


__all__ = ["Asked", "Interview", "Question", "waiting"]
