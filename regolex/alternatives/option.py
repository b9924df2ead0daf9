"""One way to change a plan, and the plan that it gives."""

from __future__ import annotations

from typing import Any

import msgspec

from regolex.missions.mission import Answer, Mission

GONE = "the activity was dropped"


class Option(msgspec.Struct, frozen=True):
    """The choices of one model: answers by part and fact, activities dropped, parts added."""

    answers: dict[tuple[str, str], Any]
    dropped: frozenset[str]
    added: frozenset[str]

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        """What changes, regardless of the answers."""
        parts = {("drop", part) for part in self.dropped} | {("add", part) for part in self.added}
        return frozenset(self.answers) | parts

    def answering(self, key: tuple[str, str], value: Any) -> Option:
        """The same option with another answer to one fact."""
        return msgspec.structs.replace(self, answers={**self.answers, key: value})


def applied(mission: Mission, option: Option) -> Mission:
    """The mission with the choices of an option; answers that name a dropped part lose that name."""
    parts = {kind: tuple(p for p in have if p not in option.dropped) for kind, have in mission.parts.items()}
    answers = {
        part: {fact: _without(answer, option.dropped) for fact, answer in own.items()}
        for part, own in mission.answers.items()
        if part not in option.dropped
    }
    for part in sorted(option.added):
        kind = part.partition(":")[0]
        parts[kind] = (*parts.get(kind, ()), part)
        answers[part] = {}
    for (part, fact), value in option.answers.items():
        answers.setdefault(part, {})[fact] = Answer(value, source="proposed")
    return msgspec.structs.replace(mission, parts=parts, answers=answers)


def _without(answer: Answer, dropped: frozenset[str]) -> Answer:
    if isinstance(answer.value, str) and answer.value in dropped:
        return Answer(does_not_arise=GONE)
    if isinstance(answer.value, tuple) and dropped & set(answer.value):
        left = tuple(one for one in answer.value if one not in dropped)
        return msgspec.structs.replace(answer, value=left)
    return answer


__all__ = ["Option", "applied"]
