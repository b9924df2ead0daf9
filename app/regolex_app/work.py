"""The assessments behind the pages: they follow the mission from answer to answer, with the interview on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from regolex.engine.assessment import Assessment, Strict
from regolex.engine.incremental import Incremental
from regolex.errors import Problem
from regolex.interview import session as saved
from regolex.interview.interview import Interview
from regolex.knowledge import KnowledgeBase
from regolex.report import view
from regolex.solving.certainty import certain
from regolex_app.case import Case


class Result(msgspec.Struct, frozen=True):
    """An assessment with the content of the pages, or the problems that prevent one."""

    case: Case
    assessment: Assessment | None
    sections: tuple[view.Section, ...] = ()
    awaited: frozenset[tuple[str, str]] = frozenset()
    problems: tuple[Problem, ...] = ()


class Work:
    """The assessments behind the pages, which follow the mission from answer to answer."""

    def __init__(self, base: KnowledgeBase, current: Case, on: date) -> None:
        self.base = base
        self.under = Work.terms(current, on)
        begun = saved.begun(
            current.mission, base.knowledge, on=on.isoformat(), readings=current.readings,
            viewpoint=current.viewpoint, pending=current.pending,
        )  # fmt: skip
        left = tuple(
            saved.Step(part, fact, saved.SKIPPED) for part, _, fact in (x.partition(" ") for x in current.left)
        )
        self.talk = Interview(self.base.engine, msgspec.structs.replace(begun, steps=left))
        self.bare: Incremental | None = None  # on the answers alone, from the first assumption on

    @staticmethod
    def terms(current: Case, on: date) -> tuple[Any, ...]:
        """Everything under which it was begun; the mission may change."""
        return on, current.viewpoint, sorted(current.readings.items()), current.pending, current.mission.states

    def assessed(self, current: Case) -> Assessment:
        """The assessment, without what the answers alone come to."""
        if self.talk.work.mission != current.mission:
            self.talk.follow(current.mission)
        found = self.talk.work.assessment
        return certain(self.base.engine, found) if current.settle else found

    def beside(self, current: Case, on: date) -> Strict:
        """The result on the answers alone, as if no assumption were confirmed."""
        mission = msgspec.structs.replace(current.mission, assumed={})
        self.bare = self.bare or Incremental(
            self.base.engine,
            mission,
            on=on,
            readings=current.readings,
            viewpoint=current.viewpoint,
            pending=current.pending,
        )
        alone = self.bare.change(mission)
        return Strict(alone.overall, alone.you, alone.questions.by_who())
