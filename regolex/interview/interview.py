"""The next best question, until no answer can change anything.

A question is asked only while an open finding depends on its answer, and the one that affects most findings comes first, over
every law and every bearer at once. What is not known or not decided yet is asked once more at the end.
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
from regolex.law.wording import counted, with_article
from regolex.missions.mission import COMMITMENTS, JUDGEMENTS, Mission
from regolex.report.view import citation
from regolex.solving.certainty import certain
from regolex.solving.outlooks import Outlooks

Asked = tuple[str, str]  # a part and a fact; or a kind and nothing, for the list of its parts
_BOUND = 60  # trials for each question about one finding, few enough for the next question to appear without delay
_SMALL = 8  # the largest group of interacting questions for which the best order is computed exactly
_TIMES = 2  # an unanswered question is asked once more, at the end


class Question(msgspec.Struct, frozen=True):
    """One question, why it is asked, and the possible answers.

    ``fact`` is empty where it asks for the list of the parts of the kind ``part``. ``choices`` are values with labels;
    they are empty if the answer is a number, a date, a text or the code of a State.
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
    waiting: int = 0  # the number of open findings that depend on it
    again: bool = False  # asked before without an answer
    about: str = ""  # the part it is about, by name


class Interview:
    """An interview under way: ask :meth:`next`, give :meth:`answer`, keep :attr:`session`.

    ``problems`` say what has changed since the session was saved: the knowledge, answers that no longer fit.
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
        self._deferred = _unsure(s.mission_of(msgspec.structs.replace(how, steps=()), self.engine.knowledge))

    def answer(self, question: Question, answer: object) -> None:
        """Take an answer in the shape of a mission file, or DONT_KNOW, UNDECIDED or SKIPPED.

        Raises MissionError if it is not a valid answer; nothing has changed then.
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
        """Go on from a mission that was changed elsewhere; what it calls not known is asked once more, at the end."""
        self.take(mission)
        self._deferred = _unsure(mission)

    def stopped(self) -> str:
        """Why the interview is over, in sentences; to be called when :meth:`next` returns None."""
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
        said = ["No further answer can change the result."]
        if same:
            said.append(
                f"{counted(len(same), 'open finding has', 'open findings have')} the same result whatever the answers."
            )
        if unknown:
            said.append(f"{counted(len(left) - len(same), 'finding stays', 'findings stay')} open: "
                        f"{counted(len(unknown), 'answer is', 'answers are')} not known or not decided yet.")  # fmt: skip
        return " ".join(said)

    def conclusion(self) -> Assessment:
        """The assessment as it stands, with open findings decided exactly; takes longer than a question."""
        return certain(self.engine, self.work.assessment)

    def back(self) -> None:
        """Take the last answer back."""
        self.session = self.session.without_last()
        self._begin()

    def next(self) -> Question | None:
        """The best question, or None if no answer can change anything."""
        return next(self.ahead(), None)

    def ahead(self) -> Iterator[Question]:
        """The questions in the order in which they will be asked, as far as known before the first is answered."""
        wanted = self.candidates()
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
        """The best question of the group that interacts with ``key``, if the group is small enough to compute it exactly."""
        keys, findings = remainder(key, waiting_for)
        if len(keys) > _SMALL or not all(fact for _, fact in keys):
            return key
        live = {id(f) for f in findings if not self.outlooks.closed(f)}
        still = {k: [f for f in waiting_for[k] if id(f) in live] for k in keys}
        found = soonest(self.outlooks, *remainder(key, {k: fs for k, fs in still.items() if fs}))
        return found[0] if found else key

    def matters(self, key: Asked, findings: list[Finding]) -> bool:
        """Whether an answer can still change a finding that depends on it; false only if that is certain."""
        return any(self.outlooks.matters(finding, key) for finding in findings)

    def rank(self, key: Asked, moved: float) -> float:
        """The value of a question: its influence for the effort of answering it."""
        return moved / self._effort(key)

    def candidates(self) -> dict[Asked, tuple[float, list[Finding]]]:
        """Every question that may still be asked, with its influence and the findings that depend on it."""
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

    # --- dependencies between findings and questions ---

    def _asked(self) -> Counter[Asked]:
        return self._deferred + Counter((step.part, step.fact) for step in self.session.steps)

    def _keys(self, finding: Finding) -> Iterator[tuple[Asked, Missing]]:
        """The question for each missing answer; a part that is not described yet needs its list first."""
        given = self.work.mission.parts
        lists = {kind.list_name: kind.name for kind in self.engine.knowledge.kinds.values()}
        for missing in finding.missing:
            kind, _, own = missing.part.partition(":")
            if not missing.fact:
                yield (lists[missing.label], ""), missing
            elif missing.fact.startswith("state."):
                continue  # left open by the participation tables, not a question to the user
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
        """The effort of an answer, from the number of yes-or-no questions that it replaces."""
        fact = self.engine.knowledge.facts.get(key[1])
        if fact is None:
            return 1.0
        number = {"boolean": 2, "commitment": 3, "judgement": 2, "state": 8}.get(fact.type, 4)
        return sqrt(log2(number))

    # --- wording ---

    def _question(self, key: Asked, findings: list[Finding], again: bool) -> Question:
        part, name = key
        knowledge, mission = self.engine.knowledge, self.work.mission
        reason = self._reason(findings)
        if not name:
            kind = knowledge.kinds[part]
            text = f"List the {kind.list_name}, or say that there are none."
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
        """Why it is asked: the rules that it brings in or rules out, and the results that it settles."""
        knowledge = self.engine.knowledge
        uncertain = {f.rule.id: f.rule for f in findings if f.perhaps}
        applicable = {f.rule.id: f.rule for f in findings if not f.perhaps}
        said = []
        if uncertain:
            shorts = Counter(knowledge.instruments[rule.instrument].short for rule in uncertain.values())
            first, *others = (short for short, _ in shorts.most_common())
            of = with_article(first) + (f" and {counted(len(others), 'other instrument')}" if others else "")
            verb = "apply" if len(uncertain) > 1 else "applies"
            said.append(f"Decides whether {counted(len(uncertain), 'rule')} of {of} {verb}.")
        if applicable:
            more = f" and {counted(len(applicable) - 1, 'more rule')}" if len(applicable) > 1 else ""
            named = citation(knowledge, min(applicable.values(), key=lambda rule: rule.id))
            said.append(f"Settles {with_article(named)}{more}.")
        return " ".join(said)


def _unsure(mission: Mission) -> Counter[Asked]:
    """Facts that a mission states as not known or not decided; they count as asked."""
    return Counter(
        (part, fact)
        for part, answers in mission.answers.items()
        for fact, answer in answers.items()
        if answer.missing in ("dont-know", "undecided")
    )


def waiting(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """The binding findings that an answer can still change."""
    return (f for f in findings if f.missing and f.rule.binding)


__all__ = ["Asked", "Interview", "Question", "waiting"]
