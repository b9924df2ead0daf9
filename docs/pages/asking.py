"""Pages about asking: the events that no plan contains, and the assumption sets with everything they assume."""

from __future__ import annotations

from typing import Any

from docs.pages.machinery import kb, page, table
from regolex.engine.dormant import events_of
from regolex.law.asking import Assumption, AssumptionSet, Source


@page("events.md", "Events")
def events_page() -> str:
    """What may happen outside any plan, and the rules it wakes."""
    k = kb().knowledge
    woken: dict[str, list[str]] = {}
    for rule, names in events_of(kb().engine).items():
        for name in names:
            woken.setdefault(name, []).append(f"`{rule}`")
    rows = [
        [
            f"`{e.name}`", e.happens, k.taxa[e.phase].label, f"`{e.fact}`", "yes" if e.waits_for_launch else "no",
            "<br>".join(woken.get(e.name, [])),
        ]
        for e in k.asking.events.values()
    ]  # fmt: skip
    head = ["Event", "If ...", "At the earliest", "Told by", "Needs the launch", "Rules it wakes"]
    return (
        "Events happen outside any plan. The rules they wake are dormant until then: see "
        "[results and verdicts](../explanation/results.md#what-has-not-happened).\n\n" + table(head, rows)
    )


@page("assumptions.md", "Assumption sets")
def assumptions_page() -> str:
    """Each set with its entries and reasons."""
    out = [
        "Nothing here is assumed until a person adopts the set by name, in the file (`assumed:`) or with `--assume`.",
        'Sets apply in this order; a stated answer wins, and so does "don\'t know". Entries marked ! could hide a breach if',
        "they were wrong.",
        "",
    ]
    for item in kb().knowledge.asking.sets.values():
        out += [f"## {item.title}", "", f"`{item.name}`: {item.says}", "", *_entries(item)]
    return "\n".join(out)


def _entries(item: AssumptionSet) -> list[str]:
    if not item.entries:
        return ["It changes how lists, States or results are treated, and answers no question.", ""]
    rows = [[_name(e), _value(e.source), "in some cases" if e.when else "always", e.because] for e in item.entries]
    return [table(["Question", "Assumed", "When", "Because"], rows), ""]


def _name(entry: Assumption) -> str:
    fact = kb().knowledge.facts[entry.fact]
    return f"{'! ' if entry.first else ''}{fact.label} (`{fact.id}`)"


def _value(source: Source) -> str:
    facts = kb().knowledge.facts
    if source.nothing:
        return "does not arise"
    if source.client:
        return "the client"
    if source.only:
        return f"the only {kb().knowledge.kinds[source.only].label}"
    if source.same_as:
        return f"as {facts[source.same_as].label} (`{source.same_as}`)"
    return _plain(source.value)


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_plain, value)) or "none"
    return "yes" if value is True else "no" if value is False else str(value)
