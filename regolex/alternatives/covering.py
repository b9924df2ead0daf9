"""A few choices of readings that together show each rule every combination that makes a difference to it."""

from __future__ import annotations

from collections.abc import Iterable

from regolex.engine.run import Run


def covering(run: Run, rules: Iterable[str]) -> list[dict[str, str]]:
    """Choices of readings such that each rule is tried under every combination that makes a difference to it.

    Far fewer than all combinations: one choice serves every rule that its readings suit.
    """
    rows: list[dict[str, set[str]]] = []
    for item in sorted(
        (run.engine.rules[name] for name in rules), key=lambda item: (-len(item.questions), item.rule.id)
    ):
        for combination in run.combinations(item.unders):
            wanted = {question: set(readings) for question, readings in combination}
            row = next((r for r in rows if all(q not in r or r[q] & s for q, s in wanted.items())), None)
            if row is None:
                rows.append(row := {})
            for question, readings in wanted.items():
                row[question] = row.get(question, readings) & readings
    free = {question: readings[0] for question, readings in run.open_readings.items()}
    return [{**free, **{question: min(readings) for question, readings in row.items()}} for row in rows] or [free]


__all__ = ["covering"]
