"""A mission on one day as facts and choices of a logic program, and the results of its completions by clingo.

A completion answers everything that is open, with one of the candidates that can make a difference; a list that is not
stated is empty or has one more part. What holds in every completion is settled, whatever the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

import msgspec

from regolex.law import model as m
from regolex.missions.mission import Answer, Mission
from regolex.missions.windows import Window
from regolex.solving import alternatives as c
from regolex.solving.answer_sets import Program
from regolex.solving.clauses import constant, quoted
from regolex.solving.shown import Found, found

Readings = Mapping[str, str]
NOT_ARISING = "not part of this completion"


class Completions:
    """All completions of a mission on a day, as far as they matter to given rules.

    ``choices`` are the readings tried, one mapping for each; ``pending`` counts law not yet in force;
    ``firm`` leaves out States of which it is unsettled what binds them; ``each`` is the number of States tried for each way of
    being bound. Needs clingo (``pip install regolex[analysis]``).
    """

    def __init__(
        self,
        program: Program,
        mission: Mission,
        on: date,
        choices: Iterable[Readings],
        *,
        pending: bool = False,
        firm: bool = False,
        each: int = 1,
    ) -> None:
        self.program = program
        self.knowledge = program.knowledge
        self.mission = mission
        self.on = on
        self.pending = pending
        self.choices = list(choices)
        self.bonds = c.Bonds(program, on, mission)
        self.sovereignty = self.bonds.sovereignty
        self.lines: list[str] = []
        self.law_is_open = bool(program.doubtful)  # whether anything about the law itself is unsettled on the day
        self.numbers = c.numbers_and_days(program, mission, on)
        # codes may stand for territories; who bears anything is the State that acts for them
        self.codes = c.states_that_matter(program, self.bonds, c.states_named(self.knowledge, mission), each)
        self.states = [code for code in self.codes if code not in self.sovereignty.elsewhere]
        if firm:
            self.states = [s for s in self.states if None not in chain.from_iterable(self.bonds.standing(s))]
            self.codes = [code for code in self.codes if self.sovereignty.acting(code) in self.states]
        self.ranks, self.by_rank = self._ranked()
        self._translate()

    # --- from the mission to the program ---

    def _ranked(self) -> tuple[dict[Any, int], dict[tuple[str, int], Any]]:
        """Numbers and dates by rank, since clingo only counts in small integers."""
        values = {value for found in self.numbers.values() for value in found}
        for condition in self.program.compared:
            if condition.operand.how in ("literal", "parameter", "months-before"):
                value = c.constant_value(condition, self.knowledge, self.on)
                values |= set() if value is None else {value}
        days = sorted(v for v in values if isinstance(v, date))
        numbers = sorted(Decimal(v) for v in values if not isinstance(v, date))
        ranks = {value: n for group in (days, numbers) for n, value in enumerate(group)}
        back = {("date", n): value for n, value in enumerate(days)} | {("", n): v for n, v in enumerate(numbers)}
        return ranks, back

    def _say(self, text: str) -> None:
        self.lines.append(text + ".")

    def _translate(self) -> None:
        for n, readings in enumerate(self.choices):
            self._say(f"k({n})")
            for question, reading in readings.items():
                self._say(f"reads({n},{quoted(question)},{quoted(reading)})")
        self._say('m("now";"planned")')
        for state in self.states:
            self._say(f"state({quoted(state)})")
        for code in self.codes:
            if self.sovereignty.acting(code) not in ("", code):
                self._say(f"acts_for({quoted(self.sovereignty.acting(code))},{quoted(code)})")
        self._law()
        for kind in self.knowledge.kinds:
            if kind == "state":
                continue
            if kind == "mission":
                self._parts(kind, ("mission",))
            else:
                self._parts(kind, self.mission.parts.get(kind, ()))
            if kind != "mission" and not self.mission.complete(kind):
                self._say(f"{{part({quoted(kind)},{quoted(kind + ':?')})}}")
                self._facts(kind, f"{kind}:?")
        self._candidates()
        self.lines.append("{has(P,F)} :- open(P,F), part(_,P).")
        self.lines.append("1 {v(P,F,X) : can(F,X)} 1 :- has(P,F), open(P,F), one(F).")
        self.lines.append("{v(P,F,X) : can(F,X)} :- has(P,F), open(P,F), many(F).")
        # of a code that is stated, both the code and the State that acts for it are values
        self.lines.append("1 {stated(P,F,X) : can(F,X)} 1 :- has(P,F), open(P,F), one_state(F).")
        self.lines.append("{stated(P,F,X) : can(F,X)} :- has(P,F), open(P,F), many_states(F).")
        self.lines.append("v(P,F,X) :- stated(P,F,X).")
        self.lines.append("v(P,F,S) :- stated(P,F,X), acts_for(S,X).")
        for name in (
            "open/2", "can/2", "one/1", "many/1", "one_state/1", "many_states/1", "stated/3", "acts_for/2",
        ):  # fmt: skip
            self.lines.append(f"#defined {name}.")
        self.lines += [f"#show {name}." for name in ("result/6", "concerned/4", "applies/5", "def/5", "excepted/2")]

    def _maybe(self, atom: str, truth: bool | None) -> None:
        if truth is None:
            self.law_is_open = True
            self._say(f"{{{atom}}}")
        elif truth:
            self._say(atom)

    def _law(self) -> None:
        for provision in sorted(self.program.provisions):
            self._maybe(f"force({quoted(provision)})", self._stands(provision))
        for rule in sorted(self.program.doubtful):
            self._say(f"{{trusted({quoted(rule)})}}")
        for work in sorted(self.program.works):
            for state in self.states:
                pair = f"({quoted(state)},{quoted(work)})"
                bound = self.bonds.bound(state, work)
                self._maybe(f"bound{pair}", bound)
                if work in self.bonds.tables:
                    self._say(f"listed{pair} :- bound{pair}")
                self._maybe(f"signed{pair}", self.bonds.signed(state, work))
        for condition in self.program.compared:
            operand = condition.operand
            if operand.how in ("literal", "parameter", "months-before") and self._numeric(condition.fact):
                value = c.constant_value(condition, self.knowledge, self.on)
                name = quoted(constant(condition))
                if value is None:
                    options = "; ".join(f"const({name},{self.ranks[v]})" for v in self.numbers[condition.fact])
                    self.law_is_open = True
                    self._say(f"1 {{{options}}} 1")
                else:
                    self._say(f"const({name},{self.ranks[value]})")

    def _stands(self, provision: str) -> bool | None:
        instrument = self.knowledge.instruments[provision.partition("#")[0]]
        if any(p.id == provision and p.since and self.on < p.since for p in instrument.provisions):
            return False
        return self._in_force(instrument)

    def _in_force(self, instrument: m.Instrument) -> bool | None:
        if instrument.status in ("adopted-not-yet-effective", "proposed"):
            return self.pending
        begun, ended = c.has_come(instrument.in_force, self.on), c.has_come(instrument.ended, self.on)
        if begun is False or ended is True:
            return False
        return None if begun is None or ended is None else True

    def _numeric(self, fact: str) -> bool:
        return self.knowledge.facts[fact].type in ("integer", "decimal", "date")

    def _parts(self, kind: str, parts: tuple[str, ...]) -> None:
        for part in parts:
            self._say(f"part({quoted(kind)},{quoted(part)})")
            self._facts(kind, part)

    def _facts(self, kind: str, part: str) -> None:
        for name in sorted(self.program.facts):
            fact = self.knowledge.facts[name]
            if fact.kind != kind or fact.derived:
                continue
            answer = self.mission.answer(part, name)
            pair = f"{quoted(part)},{quoted(name)}"
            if answer.origin == "gate":
                self._say(f"closed({pair})")
            if not answer.known:
                self._say(f"open({pair})")
            elif isinstance(answer.value, Window):
                self._say(f"has({pair})")
                self._within(name, pair, answer.value)
            elif not answer.does_not_arise:
                if fact.type == "state" and self.sovereignty.resolved(answer.value) is None:
                    continue  # no State's territory
                self._say(f"has({pair})")
                for value in answer.value if fact.many else (answer.value,):
                    self._known(fact, pair, value)

    def _within(self, name: str, pair: str, window: Window) -> None:
        """One of the days that matter inside a window."""
        days = [d for d in self.numbers.get(name, ()) if window.not_before <= d <= window.not_after]
        self._say(f"1 {{{'; '.join(f'v({pair},{self.ranks[d]})' for d in days)}}} 1")

    def _known(self, fact: m.Fact, pair: str, value: Any) -> None:
        if fact.type == "concept" and c.too_broad(self.program, value, c.named_classes(self.program, fact)):
            finer = [
                *c.classes_that_matter(self.program, fact, below=value),
                value,
            ]  # an unnamed State: none of the named ones
            options = "; ".join(f"v({pair},{quoted(slug)})" for slug in dict.fromkeys(finer))
            self._say(f"1 {{{options}}}" if fact.many else f"1 {{{options}}} 1")
            self._classes(fact, finer)
            return
        if fact.type == "concept":
            self._classes(fact, [value])
        self._say(f"{'stated' if fact.type == 'state' else 'v'}({pair},{self._term(fact, value)})")

    def _term(self, fact: m.Fact, value: Any) -> str:
        if self._numeric(fact.id):
            return str(self.ranks[value])
        return quoted(str(value).lower() if isinstance(value, bool) else str(value))

    def _classes(self, fact: m.Fact, slugs: Iterable[str]) -> None:
        for slug in slugs:
            for want in c.named_classes(self.program, fact):
                if want == slug or want in self.knowledge.taxa[slug].above:
                    self._say(f"isa({quoted(slug)},{quoted(want)})")

    def _candidates(self) -> None:
        for name in sorted(self.program.facts):
            fact = self.knowledge.facts[name]
            if fact.derived:
                continue
            sort = {False: "one", True: "many"} if fact.type != "state" else {False: "one_state", True: "many_states"}
            self._say(f"{sort[fact.many]}({quoted(name)})")
            if fact.type == "part":
                self.lines.append(f"can({quoted(name)},X) :- part({quoted(fact.of)},X).")
                continue
            values = self.values(fact)
            if fact.type == "concept":
                self._classes(fact, values)
            for value in values:
                self._say(f"can({quoted(name)},{self._term(fact, value)})")

    def values(self, fact: m.Fact) -> list[Any]:
        """The candidates for a fact."""
        if fact.type == "concept":
            return (
                c.classes_that_matter(self.program, fact)
                or [slug for slug, taxon in self.knowledge.taxa.items() if taxon.scheme == fact.of][:1]
            )
        if fact.type == "state":
            return self.codes
        if fact.type == "text":
            return c.texts_that_matter(self.program, fact)
        if self._numeric(fact.id):
            if fact.id not in self.numbers:  # conditions only ask whether it has a value
                self.numbers[fact.id] = [0]
                self.ranks.setdefault(0, 0)
            return self.numbers[fact.id]
        return list(c.fixed_answers(fact))

    # --- solving ---

    def control(self, *options: str, show_facts: bool = False) -> Any:
        """A grounded clingo control."""
        import clingo

        control = clingo.Control(["--warn=none", *options])
        text = [self.program.text, *self.lines]
        if show_facts:
            text += ["#show v(P,F,X) : v(P,F,X), open(P,F), not one_state(F), not many_states(F)."]
            text += ["#show stated(P,F,X) : stated(P,F,X), open(P,F)."]
            text += ["#show has(P,F) : has(P,F), open(P,F).", "#show part/2."]
        control.add("base", [], "\n".join(text))
        control.ground([("base", [])])
        return control

    def possible(self, *, conflicts: int = 0) -> Found | None:
        """Everything that some completion shows; None if the limit on conflicts is hit first."""
        limit = [f"--solve-limit={conflicts}"] if conflicts else []
        control = self.control("--enum-mode=brave", "--models=0", *limit)
        last: list[Any] = []
        with control.solve(yield_=True) as handle:
            for model in handle:
                last = list(model.symbols(shown=True))
            done = bool(handle.get().exhausted)
        return found(last) if done else None

    def each(self, count: int, seed: int, goal: str = "") -> Iterator[tuple[Mission, Found]]:
        """Some completions, each with what it shows; ``goal`` is a body that must hold."""
        if goal:
            self.lines.append(f"goal :- {goal}. :- not goal.")
        control = self.control("--sign-def=rnd", "--rand-freq=1", f"--seed={seed}", "--models=1", show_facts=True)
        for n in range(count):
            control.configuration.solver.seed = seed + n
            shown: list[Any] = []
            with control.solve(yield_=True) as handle:
                for model in handle:
                    shown = list(model.symbols(shown=True))
            if not shown:
                break
            yield self.completed(shown), found(shown)
        if goal:
            self.lines.pop()

    def completed(self, symbols: Iterable[Any]) -> Mission:
        """The mission of one model: every open fact answered."""
        values: dict[tuple[str, str], list[Any]] = {}
        given: set[tuple[str, str]] = set()
        parts: dict[str, list[str]] = {}
        for symbol in symbols:
            arguments = symbol.arguments
            if symbol.name in ("v", "stated"):
                fact = arguments[1].string
                values.setdefault((arguments[0].string, fact), []).append(self._value(fact, arguments[2]))
            elif symbol.name == "has":
                given.add((arguments[0].string, arguments[1].string))
            elif symbol.name == "part":
                parts.setdefault(arguments[0].string, []).append(arguments[1].string)
        kinds = [kind for kind in self.knowledge.kinds if kind not in ("mission", "state")]
        listed = {
            kind: self.mission.parts.get(kind, ())
            if self.mission.complete(kind)
            else tuple(dict.fromkeys((*self.mission.parts.get(kind, ()), *sorted(parts.get(kind, ())))))
            for kind in kinds
        }
        answers = {part: dict(known) for part, known in self.mission.answers.items()}
        for kind, members in {**listed, "mission": ("mission",)}.items():
            for part in members:
                for name in sorted(self.program.facts):
                    fact = self.knowledge.facts[name]
                    if fact.kind != kind or fact.derived or self.mission.answer(part, name).known:
                        continue
                    found = values.get((part, name), [])
                    if (part, name) not in given:
                        answer = Answer(does_not_arise=NOT_ARISING)
                    else:
                        answer = Answer(tuple(sorted(found)) if fact.many else found[0])
                    answers.setdefault(part, {})[name] = answer
        complete = {**self.mission.lists, **dict.fromkeys(kinds, "complete")}
        return msgspec.structs.replace(self.mission, parts=listed, answers=answers, lists=complete)

    def _value(self, fact: str, symbol: Any) -> Any:
        kind = self.knowledge.facts[fact].type
        if self._numeric(fact):
            return self.by_rank.get(("date" if kind == "date" else "", symbol.number), Decimal(0))
        return symbol.string == "true" if kind == "boolean" else symbol.string
