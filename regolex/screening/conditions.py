"""Conditions of the law as pairs of literals: known true, known false.

The same three-valued meaning as :mod:`regolex.engine.nodes`, written independently of it. ``gaps`` says which answers an
unknown condition waits for: judgements, the participation table, or anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from regolex.law import model as m
from regolex.screening.circuit import FALSE, TRUE, Circuit
from regolex.screening.comparisons import Comparisons, Ends, is_placeholder
from regolex.screening.scene import End, Scene
from regolex.screening.states import Pair
from regolex.screening.values import Values

if TYPE_CHECKING:
    from regolex.screening.law import Law
    from regolex.screening.situation import Situation


class Gaps(NamedTuple):
    """Rows in which an answer is missing: a judgement, an entry of the participation table, or any other."""

    judgement: int = FALSE
    joining: int = FALSE
    other: int = FALSE


class Conditions(Comparisons):
    """Conditions over one situation; ``law`` is set once roles can be asked about."""

    def __init__(self, circuit: Circuit, values: Values, situation: Situation) -> None:
        super().__init__(circuit, values, situation)
        self.law: Law | None = None
        self._truths: dict[tuple[int, Scene], Pair] = {}
        self._gaps: dict[tuple[int, Scene], Gaps] = {}

    # --- truth ---

    def truth(self, condition: m.Condition, scene: Scene) -> Pair:
        """The rows in which a condition is known to be true, and those in which it is known to be false."""
        if self.law is None:  # while the rows are made ready, what was true may change
            return self._truth(condition, scene)
        key = (id(condition), self.traits.seen_by(condition, scene))
        found = self._truths.get(key)
        if found is None:
            found = self._truths[key] = self._truth(condition, scene)
        return found

    def _truth(self, condition: m.Condition, scene: Scene) -> Pair:
        c = self.circuit
        if isinstance(condition, m.Compare):
            return self.compared(condition, scene)
        if isinstance(condition, m.All):
            pairs = [self.truth(item, scene) for item in condition.items]
            return c.all(p[0] for p in pairs), c.any(p[1] for p in pairs)
        if isinstance(condition, m.Any):
            pairs = [self.truth(item, scene) for item in condition.items]
            return c.any(p[0] for p in pairs), c.all(p[1] for p in pairs)
        if isinstance(condition, m.Not):
            yes, no = self.truth(condition.item, scene)
            return no, yes
        if isinstance(condition, m.Named):
            return self.truth(condition.inner, scene)
        if isinstance(condition, m.Given):
            return self._given(condition, scene)
        if isinstance(condition, m.Under):
            held = dict(scene.readings)[condition.question] in condition.readings
            return (TRUE, FALSE) if held else (FALSE, TRUE)
        if isinstance(condition, m.Quantified):
            return self._quantified(condition, scene)
        return self._role(condition, scene)

    def _given(self, condition: m.Given, scene: Scene) -> Pair:
        c, values, ends = self.circuit, self.values, self.ends(condition.path, scene)
        no, missing = [ends.nothing], [ends.missing]
        for when, end in ends.parts:
            value = self.value(end, condition.fact)
            lost = values.nothing(value)
            if condition.named:
                lost = c.either(lost, values.empty(value))
            no.append(c.both(when, lost))
            missing.append(c.both(when, values.missing(value)))
        false = c.any(no)
        return c.any([false, *missing]) ^ 1, false

    def items(self, condition: m.Quantified, scene: Scene) -> tuple[list[tuple[int, End]], int]:
        """The parts to walk, each with its rows, and the rows in which there may be more."""
        c, situation = self.circuit, self.situation
        if not condition.fact:
            kind = condition.kind
            return [(situation.exists[p], p) for p in situation.parts.get(kind, ())], situation.open[kind]
        ends = self.ends(condition.path, scene)
        found: dict[End, int] = {}
        more = ends.missing
        for when, end in ends.parts:
            value = self.value(end, condition.fact)
            more = c.either(more, c.both(when, self.values.missing(value)))
            for here, target in self._targets(value, condition.fact):
                found[target] = c.either(found.get(target, FALSE), c.both(when, here))
        return [(when, end) for end, when in found.items()], more

    def _quantified(self, condition: m.Quantified, scene: Scene) -> Pair:
        c, some = self.circuit, condition.word == "some"
        items, more = self.items(condition, scene)
        yes, no = [], []
        for when, end in items:
            if when == FALSE:
                continue
            inner = self.truth(condition.that, scene._replace(items=(*scene.items, end)))
            yes.append(c.both(when, inner[0]))
            no.append(c.both(when, inner[1]))
        settled = more ^ 1  # what one more part could not change
        if more != FALSE:
            placeholder = f"{condition.kind}:?"
            inner = self.truth(condition.that, scene._replace(items=(*scene.items, placeholder)))
            settled = c.either(settled, inner[1] if some else inner[0])
        if some:
            none = c.all(
                c.either(when ^ 1, n) for (when, _), n in zip([i for i in items if i[0] != FALSE], no, strict=True)
            )
            return c.any(yes), c.both(none, settled)
        every = c.all(
            c.either(when ^ 1, y) for (when, _), y in zip([i for i in items if i[0] != FALSE], yes, strict=True)
        )
        return c.both(every, settled), c.any(no)

    def _role(self, condition: m.HasRole, scene: Scene) -> Pair:
        c = self.circuit
        assert self.law is not None
        holders = self.ends(condition.path, scene)
        subjects = self.ends(condition.subject, scene) if condition.subject else Ends(((TRUE, ""),), FALSE, FALSE)
        yes, no = [], [holders.nothing, subjects.nothing]
        for when, holder in holders.parts:
            for here, subject in subjects.parts:
                both = c.both(when, here)
                if both != FALSE:
                    inner = self.law.holds(
                        condition.role, holder, str(subject), scene.planned, scene.readings, scene.work
                    )
                    yes.append(c.both(both, inner[0]))
                    no.append(c.both(both, inner[1]))
        return c.any(yes), c.any(no)

    # --- what an unknown condition waits for ---

    def gaps(self, condition: m.Condition, scene: Scene) -> Gaps:
        """The rows in which a condition is unknown, by the kind of answer that is missing."""
        key = (id(condition), self.traits.seen_by(condition, scene))
        found = self._gaps.get(key)
        if found is None:
            found = self._gaps[key] = self._find_gaps(condition, scene)
        return found

    def _find_gaps(self, condition: m.Condition, scene: Scene) -> Gaps:
        if isinstance(condition, m.Not):
            return self.gaps(condition.item, scene)
        if isinstance(condition, m.Named):
            return self.gaps(condition.inner, scene)
        if isinstance(condition, m.Under):
            return Gaps()
        unknown = self._unknown(self.truth(condition, scene))
        if unknown == FALSE:
            return Gaps()
        if isinstance(condition, (m.All, m.Any)):
            return self.within(unknown, [self.gaps(item, scene) for item in condition.items])
        if isinstance(condition, m.Quantified):
            return self._gaps_of_items(condition, scene, unknown)
        if isinstance(condition, m.HasRole):
            return self._gaps_of_role(condition, scene, unknown)
        ends = self.ends(condition.path, scene)
        fact = self.knowledge.facts[condition.fact]
        if isinstance(condition, m.Compare) and condition.fact == "state.bound_by":
            return Gaps(FALSE, self.circuit.less(unknown, ends.missing), self.circuit.both(unknown, ends.missing))
        judged = FALSE
        if fact.type == "judgement":
            missing = [
                self.circuit.both(when, self.values.missing(self.value(end, fact.id)))
                for when, end in ends.parts
                if not is_placeholder(end)
            ]
            judged = self.circuit.both(unknown, self.circuit.any(missing))
        return Gaps(judged, FALSE, self.circuit.less(unknown, judged))

    def _unknown(self, pair: Pair) -> int:
        return self.circuit.both(pair[0] ^ 1, pair[1] ^ 1)

    def within(self, rows: int, gaps: list[Gaps]) -> Gaps:
        """Several gaps together, in some rows only."""
        c = self.circuit
        return Gaps(*(c.both(rows, c.any(g[n] for g in gaps)) for n in range(3)))

    def _gaps_of_items(self, condition: m.Quantified, scene: Scene, unknown: int) -> Gaps:
        c = self.circuit
        items, more = self.items(condition, scene)
        found = [Gaps(FALSE, FALSE, more)]
        for when, end in items:
            if when != FALSE:
                inner = self.gaps(condition.that, scene._replace(items=(*scene.items, end)))
                found.append(Gaps(*(c.both(when, g) for g in inner)))
        return self.within(unknown, found)

    def _gaps_of_role(self, condition: m.HasRole, scene: Scene, unknown: int) -> Gaps:
        c = self.circuit
        assert self.law is not None
        holders = self.ends(condition.path, scene)
        subjects = self.ends(condition.subject, scene) if condition.subject else Ends(((TRUE, ""),), FALSE, FALSE)
        lost = c.either(holders.missing, subjects.missing)
        found = [Gaps(FALSE, FALSE, lost)]
        for when, holder in holders.parts:
            for here, subject in subjects.parts:
                both = c.both(when, here)
                if both != FALSE:
                    inner = self.law.role_gaps(
                        condition.role, holder, str(subject), scene.planned, scene.readings, scene.work
                    )
                    found.append(Gaps(*(c.both(both, g) for g in inner)))
        return self.within(unknown, found)


__all__ = ["Conditions", "Ends", "Gaps", "is_placeholder"]
