"""Goals: the results that generated missions must show for a rule, so that every outcome is exercised.

A goal is the body of a clause of the logic program (:mod:`regolex.solving.answer_sets`): the missions asked for are
those in which it holds.
"""

from __future__ import annotations

from regolex.law import model as m
from regolex.law.norms import NORMS


def goals(knowledge: m.Knowledge, rule: m.Rule) -> list[str]:
    """Every possible result of a rule; for a definition, that it holds and that it does not."""
    name = rule.id
    if rule.defines:
        return [f'def("{name}",_,_,_,_)', f'not def("{name}",_,_,_,_)']
    norm = NORMS[rule.kind]
    if norm.gives:
        words = [norm.good, norm.bad, "not_applicable"]
        if can_be_to_do(knowledge, rule):
            words.append("granted_as_planned")
    else:
        words = [norm.good, norm.bad, "to_do", "not_applicable"]
        if rule.confidence == "doubtful":  # a doubtful source never decides a breach
            words[1] = "open"
        if not can_be_to_do(knowledge, rule):
            words.remove("to_do")
    return [f'result("{name}",_,_,_,{word},_)' for word in words]


def can_be_to_do(knowledge: m.Knowledge, rule: m.Rule) -> bool:
    """Whether carrying out the plan can bring a duty from failed to satisfied (a right from withheld to granted), or end it.

    A plan turns commitments to done and never back. A duty in which the plan decides only whom it binds ("the holder of a
    licence") can be met or breached and never be to do: its requirement is fulfilled now or never.
    """
    plan = _Plan(knowledge)
    assert rule.test is not None
    if plan.turns(rule.test, not NORMS[rule.kind].forbids, rule.work):
        return True
    if plan.ends(rule) or any(plan.turns_role(role, False, rule.work) for role in rule.binds):
        return True
    return any(rule.id in other.on_breach and can_be_to_do(knowledge, other) for other in knowledge.rules.values())


class _Plan:
    """The conditions that carrying out a plan can turn true or false."""

    def __init__(self, knowledge: m.Knowledge) -> None:
        self.knowledge = knowledge

    def turns(self, condition: m.Condition, to: bool, work: str) -> bool:
        """Whether a condition in a rule of a work can turn true (or false) as commitments become done."""
        if isinstance(condition, (m.All, m.Any)):
            return any(self.turns(item, to, work) for item in condition.items)
        if isinstance(condition, m.Not):
            return self.turns(condition.item, not to, work)
        if isinstance(condition, m.Quantified):
            return self.turns(condition.that, to, work)
        if isinstance(condition, m.Named):
            return self.turns(condition.inner, to, work)
        if isinstance(condition, m.Compare):
            return to and condition.word != "already" and self.knowledge.facts[condition.fact].type == "commitment"
        return isinstance(condition, m.HasRole) and self.turns_role(condition.role, to, work)

    def turns_role(self, role: str, to: bool, work: str) -> bool:
        """Whether a bearer can gain (or lose) a role as commitments become done."""
        defining = [rule for rule in self.knowledge.rules.values() if rule.defines == role]
        for rule in [rule for rule in defining if rule.work == work] or defining:
            assert rule.test is not None
            if self.turns(rule.test, to, rule.work) or (self.begins(rule) if to else self.ends(rule)):
                return True
        return False

    def begins(self, rule: m.Rule) -> bool:
        """Whether a rule can begin to apply."""
        when = rule.applies_when is not None and self.turns(rule.applies_when, True, rule.work)
        return when or any(self._excepts(item, False, rule.work) for item in rule.exceptions)

    def ends(self, rule: m.Rule) -> bool:
        """Whether a rule can cease to apply."""
        when = rule.applies_when is not None and self.turns(rule.applies_when, False, rule.work)
        return when or any(self._excepts(item, True, rule.work) for item in rule.exceptions)

    def _excepts(self, item: m.LegalException, to: bool, work: str) -> bool:
        inner = any(self._excepts(deeper, not to, work) for deeper in item.exceptions)
        return inner or self.turns(item.when, to, work)
