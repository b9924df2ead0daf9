"""Section 4 of the memo: whose law applies and why, and which State is bound by which treaty."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.assessment import Assessment
from regolex.engine.concern import concerns
from regolex.engine.truth import TRUE
from regolex.engine.world import UNNAMED
from regolex.report.paper import Block, Chart, Heading, Para, Run, Table, words
from regolex.report.phrases import listed
from regolex.report.whose_law import LINKS, short_of, state_links


def whose_law(a: Assessment, brief: bool = False) -> Iterator[Block]:
    """The section; without the chart of the treaties where the body is short."""
    yield Heading("4. Whose law applies, and why", 1, "whose-law")
    encoded = {i.legal_order for i in a.knowledge.instruments.values()}
    rows = []
    links, short = state_links(a), short_of(a)
    for state, how in links.items():
        applies = dict.fromkeys(
            a.knowledge.instruments[f.rule.instrument].short
            for f in a.findings
            if f.applicable and a.knowledge.instruments[f.rule.instrument].legal_order == state
        )
        laws = [n.instrument for n in a.not_covered if n.legal_order == state and n.sort == "not-encoded"]
        computed, said = short.get(state, (True, ""))
        if state in encoded and not computed:
            what, known = said, "no: ask the authority"
        elif state in encoded:
            what, known = listed(applies, 6) or "no rule of it applies to this plan", "yes, in part" if laws else "yes"
        else:
            by_name = (n.instrument for n in a.not_covered if n.legal_order == state and n.licenses is not None)
            what = listed(dict.fromkeys(by_name), 2) or "no space law on record here"
            known = "no: ask the authority"
        rows.append(
            (
                words(Run(a.name(state), strong=True)),
                words(", ".join(how) or "by a rule below"),
                words(what),
                words(known),
            )
        )
    for state, how in only_named(a).items():
        known = "yes, in part" if state in encoded else "no: ask the authority"
        what = "no duty by the answers given; another answer may wake one"
        rows.append((words(Run(a.name(state), strong=True)), words(", ".join(how)), words(what), words(known)))
    treaties = dict.fromkeys(
        a.knowledge.instruments[f.rule.instrument].short
        for f in a.findings
        if f.applicable and a.knowledge.instruments[f.rule.instrument].legal_order == "international"
    )
    if treaties:
        what = listed(treaties, 8)
        rows.append(
            (words(Run("International", strong=True)), words("the States above are bound"), words(what), words("yes"))
        )
    yield Table(
        "Whose law applies, and why",
        ("Legal order", "The link to it", "What applies", "Computed"),
        tuple(rows),
        (4, 7, 12, 4),
    )
    if any(e.bearer == UNNAMED for c in concerns(a) for e in c.entries):
        yield Para(
            words(
                "A State that the plan does not name may be concerned as well: see ",
                Run("annex D", to="#annex-questions"),
                ".",
            )
        )
    yield Para(words("Treaties bind States. They reach a company through the law and the licence of a State."), "soft")
    chart = None if brief else bound(a, list(links))
    if chart:
        yield chart
    if chart or brief:
        yield Para(words("Every treaty, on maps of the same day: ", Run("annex H", to="#annex-bound"), "."), "soft")


def only_named(a: Assessment) -> dict[str, list[str]]:
    """The States that the plan names and that have no duty by the answers given, each with how it is named."""
    mission, links = a.prepared.mission, state_links(a)
    found: dict[str, list[str]] = {}
    for fact, word in LINKS:
        for part in mission.parts.get(fact.partition(".")[0], ()):
            value = mission.answer(part, fact).value
            for state in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
                if state in a.knowledge.states and state not in links and word not in found.setdefault(state, []):
                    found[state].append(word)
    # where a company is from tells less than what else brings its State in
    return {state: [word for word in how if word != "company"] or how for state, how in found.items()}


def bound(a: Assessment, states: list[str]) -> Chart | None:
    """Which State is bound by which treaty, as a matrix."""
    standings = [s for s in a.standings if s.is_state and s.bearer in states]
    instruments = {b.instrument.version: b.instrument for s in standings for b in s.bound_by}
    if not standings or not instruments:
        return None
    rows, said = [], []
    for s in standings:
        held = {b.instrument.version: b for b in s.bound_by}
        cells: list[tuple[str, str]] = []
        for version, instrument in instruments.items():
            b = held.get(version)
            if b is None:
                cells.append(("none", "not bound"))
                continue
            since = b.entry.bound_from if b.entry else None
            year = f" {since.not_before.year}" if since and since.settled else ""
            if instrument.kind == "political-commitment":
                cells.append(("half", f"signed{year}"))
            elif b.custom:
                cells.append(("half", "as custom, disputed"))
            else:
                cells.append(("full", f"bound{year}") if b.truth == TRUE else ("half", "in doubt"))
        rows.append((s.name, tuple(cells)))
        said.append(
            f"{s.name}: " + ", ".join(f"{i.short} {w}" for (_, w), i in zip(cells, instruments.values(), strict=True))
        )
    alt = "Which State is bound by which treaty. " + ". ".join(said) + "."
    return Chart(
        "Who is bound", alt, "State", tuple(i.short for i in instruments.values()), tuple(rows),
        "Full mark: party. Half mark: political commitment, or in doubt. Line: not bound.",
    )  # fmt: skip


__all__ = ["bound", "only_named", "whose_law"]
