"""The interview: the questions that are left, in their order, until none for the client can change the word or a task.

It runs on the frontier of :mod:`regolex.engine.questions`: gates first, one question for all parts alike, each asked once.
What is left open stays in a tray and can be taken up at any time. Events and unusual circumstances stand on one screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from regolex.engine import questions as frontier
from regolex.engine.assessment import Assessment
from regolex.engine.engine import Engine
from regolex.engine.findings import Finding
from regolex.engine.incremental import Incremental
from regolex.engine.results import RESULTS
from regolex.errors import MissionError, Problem
from regolex.interview import session as s
from regolex.law.wording import counted, list_question
from regolex.missions.mission import COMMITMENTS, JUDGEMENTS, Mission
from regolex.solving.certainty import certain
from regolex.solving.outlooks import Outlooks

Asked = tuple[str, str]  # a part and a fact; or a kind and nothing, for the list of its parts
TICK = "tick"  # the type of the one screen of events and unusual circumstances
ASKED_OF = ("client", "sources")  # what others have to say is obtained from them, never asked of the client
_BOUND = 60  # trials for each question about one finding, few enough for the next question to appear without delay
_ON_ONE_SCREEN = ("event", "unusual-circumstance")


class Question(msgspec.Struct, frozen=True):
    """One question, why it is asked, and the possible answers.

    ``parts`` are all those about which the same is asked; ``part`` is the first. ``fact`` is empty where it asks for the
    list of the parts of the kind ``part``, and for a screen to tick. ``choices`` are values with labels; they are empty if
    the answer is a number, a date, a text or the code of a State. ``offer`` is the only candidate there is.
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
    about: str = ""  # the parts it is about, by name
    parts: tuple[str, ...] = ()
    offer: str = ""
    who: str = "client"

    @property
    def keys(self) -> tuple[Asked, ...]:
        """What it asks for."""
        if self.type == TICK:
            return tuple(s.row(value) for value, _ in self.choices)
        return tuple((part, self.fact) for part in self.parts or (self.part,))


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

    # --- answers ---

    def answer(self, question: Question, answer: object) -> None:
        """Take an answer in the shape of a mission file, or DONT_KNOW, UNDECIDED or SKIPPED.

        It holds for all parts that the question is about; ``{part: answer}`` answers each by itself. A screen to tick takes
        the rows that apply; the rest has not happened. Raises MissionError if it is not a valid answer; nothing has changed
        then.
        """
        steps = list(self._steps(question, answer))
        mission = self.work.mission
        for step in steps:
            mission = s.taken(mission, step, self.engine.knowledge)
        session = self.session
        for step in steps:
            session = session.with_step(step)
        self.session = session
        self.take(mission)

    def _steps(self, question: Question, answer: object) -> Iterator[s.Step]:
        fact = self.engine.knowledge.facts.get(question.fact)
        asked = fact.question if fact else question.text
        parts = question.parts or (question.part,)
        if question.type == TICK:
            ticked = () if not isinstance(answer, (list, tuple)) else tuple(map(str, answer))
            rows = [value for value, _ in question.choices]
            unknown = [value for value in ticked if value not in rows]
            if unknown:
                raise MissionError(
                    Problem("M106", f"{unknown[0]!r} is not a row of this screen", "answer", expected=", ".join(rows))
                )
            left: object = answer if s.is_deferred(answer) else list(ticked)
            yield s.Step("mission", "", left, asked, rows=tuple(rows), day=self.session.on)
        elif question.fact and isinstance(answer, Mapping) and answer and set(answer) <= set(parts):
            for part, own in answer.items():
                yield s.Step(str(part), question.fact, own, asked)
        elif question.fact:
            yield s.Step(parts[0], question.fact, answer, asked, parts=parts[1:])
        else:
            yield s.Step(question.part, "", answer, asked)

    def take(self, mission: Mission) -> None:
        """Go on from another state of the mission; what was asked so far stays asked."""
        self.work.change(mission)
        self.outlooks.changed(self.work.tried_again)

    def follow(self, mission: Mission) -> None:
        """Go on from a mission that was changed elsewhere; what it calls not known is in the tray."""
        self.take(mission)
        self._deferred = _unsure(mission)

    def back(self) -> None:
        """Take the last answer back."""
        self.session = self.session.without_last()
        self._begin()

    def conclusion(self) -> Assessment:
        """The assessment as it stands, with open findings decided exactly; takes longer than a question."""
        return certain(self.engine, self.work.assessment)

    # --- questions ---

    def next(self) -> Question | None:
        """The next question, or None where no answer of the client can change the word or a task."""
        asked = self._asked()
        for question in self.ahead():
            if not question.again:
                rows = [q for q in self._rows() if q.keys[0] not in asked] if self._on_screen(question) else []
                return self._screen(rows) if len(rows) > 1 else question
        return None

    def ahead(self) -> Iterator[Question]:
        """The questions in the order in which they will be asked, each by itself, then those left open before."""
        later = []
        asked = self._asked()
        for question in self._left():
            new = tuple(part for part, fact in question.keys if (part, fact) not in asked)
            if not new:
                later.append(msgspec.structs.replace(question, again=True))
            elif question.fact and new != question.parts:
                yield self._about(question, new)
            else:
                yield question
        yield from later

    def tray(self) -> tuple[Question, ...]:
        """What was left open and can still change something: asked before without an answer."""
        return tuple(q for q in self.ahead() if q.again)

    def each(self, question: Question) -> list[Question]:
        """A question about several parts as one question for each."""
        return [self._about(question, (part,)) for part in question.parts]

    def to_obtain(self) -> tuple[frontier.Question, ...]:
        """What another party, a State or an authority has to say."""
        return tuple(q for q in self.work.assessment.questions.items if q.who not in ASKED_OF)

    def stopped(self) -> str:
        """Why the interview is over, in sentences; to be called when :meth:`next` returns None."""
        said = ["No further answer of yours can change the verdict or a task."]
        tray = self.tray()
        if tray:
            said = [
                "Every question for you has been asked.",
                f"{counted(len(tray), 'question was', 'questions were')} left open and can still change the result.",
            ]
        others = self.to_obtain()
        if others:
            said.append(f"{counted(len(others), 'answer has', 'answers have')} to come from others.")
        lists = self.open_lists()
        if lists:
            said.append(f"Not described so far: {', '.join(lists)}. What you add there may change the result.")
        same = [f for f in self.work.assessment.findings if f.missing and f.rule.binding and self.outlooks.closed(f)]
        if same:
            has = counted(len(same), "open finding has", "open findings have")
            said.append(f"{has} the same result whatever the answers.")
        return " ".join(said)

    def open_lists(self) -> tuple[str, ...]:
        """The lists left out or so far: a part added to one may change what is settled now."""
        mission = self.work.prepared.mission
        kinds = self.engine.knowledge.kinds.values()
        return tuple(k.list_name for k in kinds if k.list_name and k.name != "state" and not mission.complete(k.name))

    # --- from the frontier ---

    def _left(self) -> Iterator[Question]:
        """The questions of the frontier that the client can answer and that can still change something."""
        seen: set[tuple[str, str]] = set()
        waits = self._waiting()
        for item in self.work.assessment.questions.items:
            if item.who not in ASKED_OF or item.sort == "source":
                continue
            if item.id not in waits:
                if item.hangs or item.fact:
                    continue
            elif not item.gate_of and not self._matters(item, waits[item.id]):
                continue  # what opens another question is not an answer to try by itself
            question = self._question(item)
            name = (question.part if not question.fact else "", question.fact)
            if name in seen:
                continue
            seen.add(name)
            yield question

    def _waiting(self) -> dict[str, list[Finding]]:
        """For each question the findings that wait for it and can change a word or a task."""
        found: dict[str, list[Finding]] = {}
        assessed = self.work.assessment
        for f in assessed.all_findings:
            asked = assessed.questions.of.get((f.rule.id, f.bearer, f.subject), ())
            if asked and f.weighs and any(RESULTS[o.result].unsettled or o.best != o.soft_worst for _, o in f.outcomes):
                for name in asked:
                    found.setdefault(name, []).append(f)
        return found

    def _matters(self, item: frontier.Question, findings: list[Finding]) -> bool:
        """Whether an answer can still change a finding that waits for it; false only if that is certain."""
        return any(self.outlooks.matters(f, (part, item.fact)) for f in findings for part in item.parts)

    def _asked(self) -> set[Asked]:
        asked = set(self._deferred)
        facts = self.engine.knowledge.facts
        for step in self.session.steps:
            ticked = {s.row(one) for one in step.answer} if step.rows and not step.deferred else ()
            # a row that was ticked is still asked by itself where yes is not the whole answer
            asked.update(key for key in step.keys if key not in ticked or facts[key[1]].type == "boolean")
        return asked

    def _question(self, item: frontier.Question) -> Question:
        knowledge, mission = self.engine.knowledge, self.work.mission
        lists = {kind.list_name: kind for kind in knowledge.kinds.values()}
        fact = knowledge.facts.get(item.fact)
        if fact is None or (fact.type == "part" and fact.of not in mission.parts):
            kind = lists[item.label] if fact is None else knowledge.kinds[fact.of]
            text = list_question(kind.list_name, _names(mission, kind.name) if mission.parts.get(kind.name) else "")
            return Question(
                kind.name, "", text, item.why, "list", True, (), kind.definition, "", item.hangs, who=item.who
            )
        choices: list[tuple[str, str]] = []
        if fact.type == "concept":
            choices = [(t.slug, t.label) for t in knowledge.taxa.values() if t.scheme == fact.of]
        elif fact.type == "part":
            choices = [(x.partition(":")[2], mission.name(x)) for x in mission.parts.get(fact.of, ())]
        elif fact.type in ("commitment", "judgement"):
            words = COMMITMENTS if fact.type == "commitment" else JUDGEMENTS
            choices = [(word, word.replace("-", " ")) for word in words]
        offer = choices[0][0] if fact.type == "part" and len(choices) == 1 else ""
        return self._about(
            Question(
                item.parts[0], fact.id, "", item.why, fact.type, fact.many, tuple(choices), fact.help, fact.unit,
                item.hangs, parts=item.parts, offer=offer, who=item.who,
            ),
            item.parts,
        )  # fmt: skip

    def _about(self, question: Question, parts: tuple[str, ...]) -> Question:
        """The question about these parts only."""
        fact = self.engine.knowledge.facts[question.fact]
        names = self.work.assessment.name
        every = [names(part) for part in parts]
        joined = every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}"
        about = "" if parts == ("mission",) else joined
        text = fact.question.replace("{name}", joined)
        return msgspec.structs.replace(question, part=parts[0], parts=parts, text=text, about=about)

    # --- the one screen of events and unusual circumstances ---

    def _on_screen(self, question: Question) -> bool:
        """Whether "leave the rest: none of these" is an answer: yes or no, and never what has to be asked by itself."""
        asking = self.engine.knowledge.asking
        own = asking.facts.get(question.fact)
        if own is None or own.sort not in _ON_ONE_SCREEN or own.never_bundled or question.who != "client":
            return False
        return asking.event_of(question.fact) is not None or question.type == "boolean"

    def _rows(self) -> list[Question]:
        return [
            self._about(question, (part,))
            for question in self._left()
            if self._on_screen(question)
            for part in question.parts
        ]

    def _screen(self, rows: list[Question]) -> Question:
        """Events and unusual circumstances: tick what applies."""
        choices = tuple(
            (f"{q.part} {q.fact}", q.text + (f" ({q.about})" if q.about and q.about not in q.text else ""))
            for q in rows
        )
        text = f"Tick what applies, or has happened up to {self.session.on}. Leave the rest: none of these."
        why = "Decides whether rules for unusual circumstances apply."
        return Question(
            "mission", "", text, why, TICK, True, choices, "", "", sum(q.waiting for q in rows), parts=("mission",)
        )


def _names(mission: Mission, kind: str) -> str:
    return ", ".join(mission.name(part) for part in mission.parts[kind])


def _unsure(mission: Mission) -> set[Asked]:
    """Facts that a mission states as not known or not decided; they count as asked."""
    return {
        (part, fact)
        for part, answers in mission.answers.items()
        for fact, answer in answers.items()
        if answer.missing in ("dont-know", "undecided")
    }


__all__ = ["ASKED_OF", "TICK", "Asked", "Interview", "Question"]
