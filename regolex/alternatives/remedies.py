"""Everything that the levers can make of a plan, as choices of a logic program with certain and possible atoms.

Each choice has its effort; clingo looks for the choices of least effort that leave nothing bad
(:mod:`regolex.solving.twofold`). An answer that is not chosen stays unknown: nothing about it is certain, everything possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from regolex.alternatives.levers import Key, Launching
from regolex.alternatives.option import Option
from regolex.law import model as m
from regolex.missions.mission import Mission
from regolex.missions.sovereignty import Sovereignty, resolved
from regolex.solving import alternatives as c
from regolex.solving.clauses import constant, quoted
from regolex.solving.completions import Completions
from regolex.solving.twofold import Twofold

UNNAMED = "?"
GRANTED = "authorisation.granted"
_SAID = ("authorisation.by", "authorisation.activities")


class Remedies(Completions):
    """The choices of a plan on a day under some readings.

    ``efforts`` gives each fact of each part that may change, ``together`` those that change alike; ``launches`` move as a
    whole. ``drops`` and ``adds`` are the parts that may go and come, each with its effort.
    """

    def __init__(
        self,
        program: Twofold,
        mission: Mission,
        on: date,
        choices: Iterable[Mapping[str, str]],
        *,
        efforts: Mapping[Key, int],
        together: Iterable[tuple[Key, ...]],
        launches: Iterable[Launching],
        drops: Mapping[str, int],
        adds: Mapping[str, int],
    ) -> None:
        self.drops, self.adds, self.together, self.launches = drops, adds, tuple(together), tuple(launches)
        self.efforts = dict(efforts)
        self.flown = {key: launching for launching in self.launches for key in launching.members}
        for group in self.together:  # moving a company is one move, however many facts say where it is
            lead = next((key for key in group if key[1] in program.facts), None)
            self.efforts |= {key: 0 for key in group if key != lead}
        self.efforts |= dict.fromkeys(self.flown, 0)
        self.lists = dict(mission.parts)
        for part in adds:
            kind = part.partition(":")[0]
            self.lists[kind] = (*self.lists.get(kind, ()), part)
        self.nogoods: list[str] = []
        # one State for each territory: what a repair proposes is tried on the mission as stated afterwards
        acting = resolved(mission, program.knowledge, Sovereignty(program.knowledge, on))
        super().__init__(program, acting, on, choices)

    # --- from the mission to the program ---

    def _maybe(self, atom: str, truth: bool | None) -> None:
        if truth is not False:
            self._say(f"p_{atom}")
        if truth:
            self._say(f"t_{atom}")

    def _both(self, atom: str, body: str = "") -> None:
        for copy in "tp":
            self.lines.append(f"{copy}_{atom}{' :- ' + body if body else ''}.")

    def _translate(self) -> None:
        orders = {i.legal_order for i in self.knowledge.instruments.values()} - {"international"}
        self.encoded = sorted(orders)
        self.at_home = sorted({*c.states_named(self.knowledge, self.mission), *orders})
        offered = {
            s for one in self.launches for state, where, facility in one.offers for s in (state, where, *facility)
        }
        self.states = self.codes = sorted(
            {*self.at_home, *self._compared_states(), *offered} - self.sovereignty.elsewhere
        )
        for n, readings in enumerate(self.choices):
            self._say(f"k({n})")
            for question, reading in readings.items():
                self._say(f"reads({n},{quoted(question)},{quoted(reading)})")
        self._say('m("now";"planned")')
        for state in (*self.states, UNNAMED):
            self._say(f"state({quoted(state)})")
        for order in sorted(orders):
            self._both(f"order({quoted(order)},{quoted(order)})")
            self._say(f"p_order({quoted(UNNAMED)},{quoted(order)})")
        self._law()
        self._say('part("mission","mission")')
        self._both('item("mission","mission")')
        self._facts("mission", "mission")
        for kind in self.knowledge.kinds:
            if kind not in ("mission", "state"):
                self._kind(kind)
        self._candidates()
        self.lines += [
            "{chg(P,F)} :- lever(P,F,_), there(P).",
            "1 {set(P,F,X) : can(F,X)} 1 :- chg(P,F), one(F).",
            "{set(P,F,X) : can(F,X)} :- chg(P,F), many(F).",
            "t_v(P,F,X) :- set(P,F,X).", "p_v(P,F,X) :- set(P,F,X).",
            "t_has(P,F) :- chg(P,F).", "p_has(P,F) :- chg(P,F).",
            "t_v(P,F,X) :- was(P,F,X), not chg(P,F), not gone(X).",
            "p_v(P,F,X) :- was(P,F,X), not chg(P,F), not gone(X).",
            "t_has(P,F) :- had(P,F), not chg(P,F), not lost(P,F).",
            "p_has(P,F) :- had(P,F), not chg(P,F), not lost(P,F).",
            "lost(P,F) :- was(P,F,X), gone(X), one(F).",
            "p_v(P,F,X) :- open(P,F), not chg(P,F), there(P), may(F,X).",
            "p_has(P,F) :- open(P,F), not chg(P,F), there(P).",
            # a change must change something
            ":- chg(P,F), had(P,F), one(F), was(P,F,X), set(P,F,X).",
            "differs(P,F) :- chg(P,F), set(P,F,X), not was(P,F,X).",
            "differs(P,F) :- chg(P,F), was(P,F,X), not set(P,F,X).",
            ":- chg(P,F), had(P,F), many(F), not differs(P,F).",
            *self._moves_together(),
            *self._obtained(),
            "effort(C,P,F) :- chg(P,F), lever(P,F,C).",
            "#minimize {C@2,P,F : effort(C,P,F)}.",
            "#minimize {1@1,P,F,X : set(P,F,X), not was(P,F,X); 1@1,P,F,X : chg(P,F), was(P,F,X), many(F), not set(P,F,X)}.",
            "#show chg/2.", "#show set/3.", "#show drop/1.", "#show add/1.", "#show fly/2.",
            "touched(P,F) :- chg(P,F), lever(P,F,C), C > 0.", "#project touched/2.",
            "#project drop/1.", "#project add/1.", "#project moved/1.", "moved(L) :- fly(L,_).",
        ]  # fmt: skip
        for name in ("open/2", "can/2", "one/1", "many/1", "was/3", "had/2", "gone/1", "lever/3", "there/1", "may/2",
                     "add/1", "drop/1", "effort/3", "fly/2"):  # fmt: skip
            self.lines.append(f"#defined {name}.")

    def _moves_together(self) -> Iterator[str]:
        """What changes alike: a company's places, the control rooms, and all that belongs to a launch."""
        for group in self.together:
            known = [f"{quoted(part)},{quoted(fact)}" for part, fact in group if fact in self.program.facts]
            for one, other in pairwise(known):
                yield f":- chg({one}), not chg({other})."
                yield f":- chg({other}), not chg({one})."
                yield f":- set({one},X), not set({other},X)."
                yield f":- set({other},X), not set({one},X)."
        if self.launches:
            yield "final(P,F,X) :- set(P,F,X), ofl(_,P,F)."
            yield "final(P,F,X) :- was(P,F,X), not chg(P,F), ofl(_,P,F)."
            yield ":- chg(P,F), ofl(L,P,F), not moved(L)."
            yield ":- fly(L,I), ofl(L,P,F), offer(L,I,P,F,X), not final(P,F,X)."
            yield ":- fly(L,I), ofl(L,P,F), final(P,F,X), not offer(L,I,P,F,X)."
        for launching in self.launches:
            name = quoted(launching.launch)
            yield f"{{fly({name},0..{len(launching.offers) - 1})}} 1."
            yield f":~ fly({name},I). [{launching.effort}@2,{name},fly]"
            for key in launching.members:
                if key[1] in self.program.facts:
                    pair = f"{quoted(key[0])},{quoted(key[1])}"
                    yield f"ofl({name},{pair})."
                    for n in range(len(launching.offers)):
                        for value in _offered(launching, n, key):
                            yield f"offer({name},{n},{pair},{quoted(value)})."

    def _obtained(self) -> Iterator[str]:
        """An authorisation that is proposed is granted as planned, and says who grants it and for which activities."""
        for part in self.adds:
            for fact in (GRANTED, *_SAID):
                if fact in self.program.facts:
                    yield f":- add({quoted(part)}), not chg({quoted(part)},{quoted(fact)})."
            if GRANTED in self.program.facts:
                yield f":- add({quoted(part)}), not set({quoted(part)},{quoted(GRANTED)},{quoted('planned')})."

    def _compared_states(self) -> set[str]:
        found: set[str] = set()
        for condition in self.program.compared:
            if self.knowledge.facts[condition.fact].type == "state" and condition.operand.how == "literal":
                found |= set(condition.operand.words or (condition.operand.word,))
        return found & set(self.knowledge.states)

    def _law(self) -> None:
        for provision in sorted(self.program.provisions):
            self._maybe(f"force({quoted(provision)})", self._stands(provision))
        for rule in sorted(self.program.doubtful):
            self._say(f"p_trusted({quoted(rule)})")
        for work in sorted(self.program.works):
            for state in (*self.states, UNNAMED):
                pair = f"({quoted(state)},{quoted(work)})"
                bound = None if state == UNNAMED else self.bonds.bound(state, work)
                self._maybe(f"bound{pair}", bound)
                if work in self.bonds.tables:
                    self._maybe(f"listed{pair}", bound)
                self._maybe(f"signed{pair}", None if state == UNNAMED else self.bonds.signed(state, work))
        for condition in self.program.compared:
            operand = condition.operand
            if operand.how in ("literal", "parameter", "months-before") and self._numeric(condition.fact):
                value = c.constant_value(condition, self.knowledge, self.on)
                name = quoted(constant(condition))
                if value is None:
                    for one in self.numbers[condition.fact]:
                        self._say(f"p_const({name},{self.ranks[one]})")
                else:
                    self._both(f"const({name},{self.ranks[value]})")

    def _kind(self, kind: str) -> None:
        for part in self.lists.get(kind, ()):
            names = f"({quoted(kind)},{quoted(part)})"
            self._say(f"part{names}")
            if part in self.drops:
                self._say(f"{{drop({quoted(part)})}}")
                self._say(f"gone({quoted(part)}) :- drop({quoted(part)})")
                there = f"not drop({quoted(part)})"
                self._say(f":~ drop({quoted(part)}). [{self.drops[part]}@2,{quoted(part)},drop]".rstrip("."))
            elif part in self.adds:
                self._say(f"{{add({quoted(part)})}}")
                there = f"add({quoted(part)})"
                self._say(f":~ add({quoted(part)}). [{self.adds[part]}@2,{quoted(part)},add]")
            else:
                there = ""
            self._say(f"there({quoted(part)}){' :- ' + there if there else ''}")
            self._both(f"item{names}", there)
            self._facts(kind, part)
        if not self.mission.complete(kind):
            unnamed = f"{kind}:?"
            self._say(f"part({quoted(kind)},{quoted(unnamed)})")
            self._say(f"p_item({quoted(kind)},{quoted(unnamed)})")
            self._say(f"there({quoted(unnamed)})")
            self._facts(kind, unnamed)

    def _say(self, text: str) -> None:
        self.lines.append(text if text.endswith("]") else text + ".")

    def _facts(self, kind: str, part: str) -> None:
        if kind == "mission":
            self._say(f"there({quoted(part)})")
        for name in sorted(self.program.facts):
            fact = self.knowledge.facts[name]
            if fact.kind != kind or fact.derived:
                continue
            answer = self.mission.answer(part, name)
            pair = f"{quoted(part)},{quoted(name)}"
            if (part, name) in self.efforts:
                self._say(f"lever({pair},{self.efforts[part, name]})")
            if not answer.known:
                self._say(f"open({pair})")
            elif not answer.does_not_arise:
                self._say(f"had({pair})")
                for value in answer.value if fact.many else (answer.value,):
                    self._known(fact, pair, value)

    def _known(self, fact: m.Fact, pair: str, value: Any) -> None:
        self._say(f"was({pair},{self._term(fact, value)})")
        if fact.type == "concept":
            self._classes(fact, [value])
            if c.too_broad(self.program, value, c.named_classes(self.program, fact)):
                finer = [*c.classes_that_matter(self.program, fact, below=value)]
                self._classes(fact, finer)
                for slug in finer:
                    self._say(f"p_v({pair},{quoted(slug)}) :- not chg({pair})")

    def _candidates(self) -> None:
        for name in sorted(self.program.facts):
            fact = self.knowledge.facts[name]
            if fact.derived:
                continue
            self._say(f"{'many' if fact.many else 'one'}({quoted(name)})")
            if fact.type == "part":
                self.lines.append(f"can({quoted(name)},X) :- p_item({quoted(fact.of)},X), part({quoted(fact.of)},X).")
                self.lines.append(f"may({quoted(name)},X) :- can({quoted(name)},X).")
                self.lines.append(f":- set(_,{quoted(name)},{quoted(fact.of + ':?')}).")
                continue
            may = self.values(fact)
            values = self.proposed(fact)
            if fact.type == "concept":
                self._classes(fact, may)
            if fact.type == "state":
                may = [*may, UNNAMED]
            for value in may:
                self._say(f"may({quoted(name)},{self._term(fact, value)})")
            for value in values:
                self._say(f"can({quoted(name)},{self._term(fact, value)})")

    def proposed(self, fact: m.Fact) -> list[Any]:
        """The answers that may be proposed: never "done", and no company in a State whose own law is not encoded.

        A launch and its company go where the catalogue has an offer.
        """
        if fact.type == "commitment":
            return ["planned", "not-planned"]
        if fact.type == "boolean":
            return ["false", "true"]
        if fact.type == "judgement":
            return ["satisfied", "not-satisfied"]
        if fact.type == "state":
            if fact.kind == "party":
                return self.encoded
            if any(key[1] == fact.id for key in self.flown):
                return self.states
            return self.at_home
        return self.values(fact)

    # --- the program for clingo ---

    def program_text(self, *, soft: bool = False) -> str:
        """The program; ``soft`` tolerates findings that cannot be repaired, as few as possible."""
        bad = ":~ bad(R,B,S,_). [1@3,R,B,S] #show bad/4." if soft else ":- bad(_,_,_,_)."
        return "\n".join([self.program.text, *self.lines, *self.nogoods, bad])

    def option(self, symbols: Iterable[Any]) -> Option:
        """The choices of a model."""
        values: dict[tuple[str, str], list[Any]] = {}
        sets: dict[str, set[str]] = {"drop": set(), "add": set()}
        flights: dict[str, int] = {}
        for symbol in symbols:
            arguments = symbol.arguments
            if symbol.name == "chg":
                values.setdefault((arguments[0].string, arguments[1].string), [])
            elif symbol.name == "set":
                fact = arguments[1].string
                values.setdefault((arguments[0].string, fact), []).append(self._value(fact, arguments[2]))
            elif symbol.name == "fly":
                flights[arguments[0].string] = arguments[1].number
            elif symbol.name in sets:
                sets[symbol.name].add(arguments[0].string)
        answers = {
            key: tuple(sorted(found)) if self.knowledge.facts[key[1]].many else found[0]
            for key, found in sorted(values.items())
        }
        for launching in self.launches:  # what the rules do not ask about moves along
            if launching.launch in flights:
                answers |= _moved(self.mission, self.knowledge, launching, flights[launching.launch])
        for group in self.together:
            lead = next((key for key in group if key in answers), None)
            if lead:
                answers |= dict.fromkeys(group, answers[lead])
        answers |= {(part, GRANTED): "planned" for part in sets["add"]}
        return Option(dict(sorted(answers.items())), frozenset(sets["drop"]), frozenset(sets["add"]))

    def plain(self, fact: m.Fact, value: Any) -> Any:
        """A candidate as a mission holds it."""
        return value == "true" if fact.type == "boolean" else value

    def forbid(self, option: Option, keys: Iterable[tuple[str, str]]) -> str:
        """The constraint that at least one of these facts and lists differs from this option."""
        same: list[str] = []
        for part, fact in keys:
            if not fact:
                touched = [("drop", self.drops), ("add", self.adds)]
                chosen = {"drop": option.dropped, "add": option.added}
                same += [
                    f"{'' if one in chosen[word] else 'not '}{word}({quoted(one)})"
                    for word, table in touched
                    for one in table
                    if one.partition(":")[0] == part
                ]
            elif (part, fact) in option.answers:
                value, known = option.answers[part, fact], self.knowledge.facts[fact]
                values = value if known.many else (value,)
                pair = f"{quoted(part)},{quoted(fact)}"
                same += [f"chg({pair})", *(f"set({pair},{self._term(known, v)})" for v in values)]
                if known.many:
                    same.append(f"{len(values)} {{set({pair},X) : can({quoted(fact)},X)}} {len(values)}")
            elif (part, fact) in self.efforts and fact in self.program.facts:
                same.append(f"not chg({quoted(part)},{quoted(fact)})")
        text = f":- {', '.join(same)}." if same else ":- #true."
        self.nogoods.append(text)
        return text


def _offered(launching: Launching, n: int, key: Key) -> tuple[str, ...]:
    """The answers that one offer gives to a fact of the launch or its company."""
    state, territory, facility = launching.offers[n]
    if key == launching.members[0]:
        return (territory,)
    return facility if key == launching.members[1] else (state,)


def _moved(mission: Mission, knowledge: m.Knowledge, launching: Launching, n: int) -> dict[Key, Any]:
    """What one offer changes."""
    found: dict[Key, Any] = {}
    for key in launching.members:
        values = _offered(launching, n, key)
        value: Any = values if knowledge.facts[key[1]].many else values[0]
        if mission.answer(*key).value != value:
            found[key] = value
    return found


__all__ = ["Remedies"]
