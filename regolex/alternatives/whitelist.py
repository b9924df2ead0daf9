"""What a plan can choose: the whitelist that binds every proposal, of repair, what-if and what would change a finding.

The ontology says of each class of levers whether a proposal may change it: always, on request (design and aim) or never.
On top of that nothing past is changed, no event is made to have happened or not, and a company is moved only where the plan
is its own: no one chooses where someone else is incorporated.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from regolex.engine.assessment import PHASES
from regolex.law import model as m
from regolex.missions.mission import Mission
from regolex.missions.windows import Window, end

ALWAYS, ON_REQUEST = "always", "on-request"
DESIGN = "design"  # what --may-change takes: design and aim
_COMPANIES = ("company", "partnership", "association")
_PLACE, _AIM = "place", "aim"
_LAUNCH_PHASE = "launch"


class Whitelist:
    """Which facts of which parts of one mission a proposal may change on a day."""

    def __init__(self, knowledge: m.Knowledge, mission: Mission, on: date, may_change: Collection[str] = ()) -> None:
        self.knowledge, self.mission, self.on = knowledge, mission, on
        self.classes = {
            slug
            for slug, lever in knowledge.levers.items()
            if lever.chosen == ALWAYS or (lever.chosen == ON_REQUEST and DESIGN in may_change)
        }
        self.design = DESIGN in may_change
        self.events = {event.fact for event in knowledge.asking.events.values()}
        self.own = own_companies(knowledge, mission)
        self._early = set(PHASES[: PHASES.index(_LAUNCH_PHASE) + 1])

    def allows(self, part: str, fact_id: str) -> bool:
        """Whether a proposal may give this fact of this part another answer."""
        fact = self.knowledge.facts[fact_id]
        if fact.derived or fact.type in ("text", "judgement") or fact_id in self.events:
            return False
        if fact.lever not in self.classes or (fact.type == "date" and not self.design):
            return False
        if self._is_past(part, fact):
            return False
        return not (fact.lever == _PLACE and fact.kind == "party" and part not in self.own)

    def supposes(self, part: str, fact_id: str) -> bool:
        """Whether it may be tried what another answer would change: a choice, or something no one has answered.

        An aim is not supposed for anyone, nor is a day, and the past is not supposed otherwise.
        """
        if self.allows(part, fact_id):
            return True
        fact = self.knowledge.facts[fact_id]
        unanswered = not self.mission.answer(part, fact_id).known
        return unanswered and fact.lever != _AIM and fact.type != "date" and not self._is_past(part, fact)

    def allows_dropping(self, part: str) -> bool:
        """Whether a proposal may give up a part: an activity of which nothing is done, and only on request."""
        done = any(answer.value == "done" for answer in self.mission.answers.get(part, {}).values())
        return self.design and not done

    def launched(self, launch: str) -> bool:
        """Whether a launch has been carried out, or its whole window has passed."""
        if self.mission.answer(launch, "launch.carried_out").value == "done":
            return True
        day = self.mission.answer(launch, "launch.date").value
        return isinstance(day, (date, Window)) and end(day) <= self.on

    def _is_past(self, part: str, fact: m.Fact) -> bool:
        kind = part.partition(":")[0]
        if kind == "launch":
            return self.launched(part)
        if kind == "object" and fact.type != "commitment" and fact.phase in self._early:
            launch = self.mission.answer(part, "object.launch").value
            return isinstance(launch, str) and self.launched(launch)
        if kind == "activity" and fact.type != "commitment":
            start = self.mission.answer(part, "activity.start").value
            return isinstance(start, (date, Window)) and end(start) <= self.on
        return False


def own_companies(knowledge: m.Knowledge, mission: Mission) -> frozenset[str]:
    """The companies that the plan is for: the client, else those that carry out its activities."""
    if mission.client:
        found = {mission.client if ":" in mission.client else f"party:{mission.client}"}
    else:
        operators = (mission.answer(part, "activity.operator").value for part in mission.parts.get("activity", ()))
        found = {part for part in operators if isinstance(part, str)}
    return frozenset(part for part in found if _is_company(knowledge, mission, part))


def _is_company(knowledge: m.Knowledge, mission: Mission, part: str) -> bool:
    kind = mission.answer(part, "party.kind").value
    taxon = knowledge.taxa.get(kind) if isinstance(kind, str) else None
    return taxon is not None and (taxon.slug in _COMPANIES or bool({*taxon.above} & {*_COMPANIES}))


__all__ = ["DESIGN", "Whitelist", "own_companies"]
