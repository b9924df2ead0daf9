"""Static analysis of the encoded law: defects that a machine can find, rule by rule.

Each check has a severity. Intended deviations are accepted by name, with a reason, in the file :data:`ACCEPTED`;
an entry there that no longer accepts anything is itself reported. Needs the extra ``analysis`` (clingo).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from regolex.checks.conflicts import conflicts
from regolex.checks.gates import INSIDE, breaching, gated
from regolex.checks.hygiene import all_notes
from regolex.checks.witness import as_data, shortcomings, witness
from regolex.errors import KnowledgeError
from regolex.law import model as m
from regolex.law.source import read
from regolex.law.wording import counted

ACCEPTED = "corpus/verify-accepted.yaml"
SEVERITIES = {
    "never-applies": "error", "never-met": "error", "never-breached": "warning", "exception-unreachable": "error",
    "conflict": "error", "cycle": "error", "dead-fact": "warning", "unasked-fact": "error", "undefined-role": "error",
    "dead-role": "warning", "dead-parameter": "note", "dead-condition": "warning", "dead-question": "warning",
    "provision-forgotten": "error",
    "provision-not-encoded": "note", "reading-without-holder": "warning", "version-gap": "error",
    "version-overlap": "error", "dates-out-of-order": "error", "date-in-the-future": "error",
    "later-part": "note", "gated-fact": "note", "gate-breaches": "error", "accepted-in-vain": "warning",
}  # fmt: skip
_SAYS = {
    "never-applies": "no mission makes it apply to anyone",
    "never-met": "no mission meets it",
    "never-breached": "no mission breaches it",
    "exception-unreachable": "no mission makes this exception apply",
}


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One item: the check, its severity, its subject, the defect, and the reason if it is accepted."""

    check: str
    severity: str
    about: str
    says: str
    accepted: str = ""


class Verification(msgspec.Struct, frozen=True):
    """All items, and the numbers of things checked."""

    items: tuple[Item, ...]
    counts: dict[str, int]

    @property
    def remaining(self) -> tuple[Item, ...]:
        """The items that are not accepted; notes require no action."""
        return tuple(item for item in self.items if not item.accepted and item.severity != "note")

    def to_json(self) -> dict[str, Any]:
        """Plain values: the items in full, the counts, and how many remain."""
        return {
            "items": [msgspec.to_builtins(item) for item in self.items],
            "counts": self.counts,
            "remaining": len(self.remaining),
        }


def verify(
    knowledge: m.Knowledge,
    *,
    on: date,
    accepted: Iterable[tuple[str, str, str]] = (),
    rules: Iterable[str] | None = None,
) -> Verification:
    """Run every check. ``rules`` limits the checks that need solving to these rules."""
    reasons = {(check, about): because for check, about, because in accepted}
    names = list(knowledge.rules) if rules is None else list(rules)
    found = list(all_notes(knowledge, on))
    found += [
        ("gated-fact", f"{item.rule} | {item.fact}", f"the question has a gate and stands at {item.where} the test")
        for item in gated(knowledge)
    ]
    if not any(check == "cycle" for check, _, _ in found):  # rules in a cycle cannot be solved
        found += _solved(knowledge, names, on)
    items = [Item(c, SEVERITIES[c], about, says, reasons.pop((c, about), "")) for c, about, says in found]
    solved = {"never-applies", "never-met", "never-breached", "exception-unreachable", "conflict", "gate-breaches"}
    for (check, about), _ in sorted(reasons.items()):
        if rules is None or check not in solved:
            says = f"{check} is accepted for it, but does not occur"
            items.append(Item("accepted-in-vain", SEVERITIES["accepted-in-vain"], about, says))
    order = ("error", "warning", "note")
    items.sort(key=lambda i: (order.index(i.severity), i.check, i.about))
    counts = {
        "rules": len(names), "facts": len(knowledge.facts), "instruments": len(knowledge.instruments),
        "questions": len(knowledge.questions), "checks": len(SEVERITIES),
    }  # fmt: skip
    return Verification(tuple(items), counts)


def _solved(knowledge: m.Knowledge, names: list[str], on: date) -> Iterator[tuple[str, str, str]]:
    for name in names:
        for word, about in shortcomings(knowledge, knowledge.rules[name], on):
            check = "exception-unreachable" if word == "exception" else f"never-{word}"
            yield check, about, _SAYS[check]
    for item in conflicts(knowledge, on, names):
        says = f"cannot be satisfied together with {item.second} (over {item.over}), and neither displaces the other"
        yield "conflict", f"{item.first} | {item.second}", says
    for gate in gated(knowledge):
        if gate.rule in names and gate.where == INSIDE and breaching(knowledge, gate, on):
            says = "where this question does not arise, the duty is breached although an answer could have met it"
            yield "gate-breaches", f"{gate.rule} | {gate.fact}", says


def read_accepted(folder: Path) -> list[tuple[str, str, str]]:
    """The items accepted by name in a knowledge folder; raises KnowledgeError if one has no reason."""
    path = folder / ACCEPTED
    if not path.is_file():
        return []
    document = read(path, ACCEPTED, "K")
    found = []
    rows = document.data.get("accepted", []) if isinstance(document.data, dict) else []
    for n, row in enumerate(rows if isinstance(rows, list) else []):
        values = [row.get(key) for key in ("check", "about", "because")] if isinstance(row, dict) else [None]
        if not all(isinstance(value, str) and value for value in values):
            document.complain(
                "109", ("accepted", n), "an accepted item is incomplete", expected="check, about, because"
            )
        elif values[0] not in SEVERITIES:
            document.complain(
                "106", ("accepted", n), f"there is no check {values[0]!r}", expected=", ".join(SEVERITIES)
            )
        else:
            found.append((str(values[0]), str(values[1]), str(values[2])))
    if document.problems:
        raise KnowledgeError(document.problems)
    return found


def text(result: Verification) -> str:
    """The result as text: remaining items first, then accepted ones with the reason."""
    lines = [f"{i.severity}  {i.check}  {i.about}\n    {i.says}" for i in result.items if not i.accepted]
    lines += [f"accepted  {i.check}  {i.about}\n    {i.accepted}" for i in result.items if i.accepted]
    totals = ", ".join(f"{n} {what}" for what, n in result.counts.items())
    notes = sum(i.severity == "note" and not i.accepted for i in result.items)
    accepted = sum(bool(i.accepted) for i in result.items)
    lines.append(f"{totals}; {len(result.remaining)} to repair, {accepted} accepted, {counted(notes, 'note')}")
    return "\n".join(lines)


def witness_file(knowledge: m.Knowledge, rule: str, result: str, on: date) -> str:
    """A mission file in which a rule has a result or a definition confers its role; a comment line if there is none."""
    import yaml

    found = witness(knowledge, knowledge.rules[rule], result, on)
    if found is None:
        return f"# no mission leads {rule} to {result}\n"
    mission, day = found
    data = {**as_data(mission, knowledge, f"{rule}: {result}"), "on": day.isoformat()}
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
