"""The location of the facts of a condition: from which part each kind of fact is read."""

from __future__ import annotations

from collections.abc import Mapping

from regolex.law.vocabulary import Vocabulary


class Scope:
    """From which part each kind of fact is read: the subject, the bearer, or an item of a list.

    ``named`` maps a kind to the variable that holds such a part. The innermost quantifier wins.
    """

    def __init__(self, vocabulary: Vocabulary, named: Mapping[str, str], holder: str, about: str = "") -> None:
        self.vocabulary = vocabulary
        self.named = dict(named)
        self.holder = holder
        self.about = about

    @classmethod
    def of_rule(cls, vocabulary: Vocabulary, holder: str, about: str) -> Scope:
        """The scope in which the conditions of a rule are read."""
        named = {} if about == "mission" else {about: "subject"}
        if holder == "Party":
            named["party"] = "bearer"
        return cls(vocabulary, named, holder, about)

    def within(self, kind: str, variable: str) -> Scope:
        """The scope inside a quantifier over ``kind``."""
        return Scope(self.vocabulary, {**self.named, kind: variable}, self.holder, self.about)

    def path(self, kind: str) -> tuple[str, ...] | None:
        """Variable and links that lead to a part of this kind; None if none do."""
        if kind in self.named:
            return (self.named[kind],)
        if kind == "mission":
            return ("mission",)
        reached: list[tuple[tuple[str, ...], str]] = [
            ((variable,), at) for at, variable in reversed(self.named.items())
        ]
        for _ in range(2):
            onward: list[tuple[tuple[str, ...], str]] = []
            for path, at in reached:
                for fact in self.vocabulary.facts.values():
                    if fact.default_link and fact.kind == at:
                        if fact.of == kind:
                            return (*path, fact.id)
                        onward.append(((*path, fact.id), fact.of))
            reached = onward
        return None
