"""How much of each instrument is encoded, as a share of its provisions in the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec

from regolex.law import model as m


class Row(msgspec.Struct, frozen=True):
    """Coverage of one version of an instrument. ``encoded + not_operative + partly + missing == provisions``."""

    version: str
    short: str
    coverage: str
    provisions: int
    encoded: int
    not_operative: int
    partly: int
    missing: int
    rules: int
    cases: int | None
    verified: int
    secondary: int
    doubtful: int
    last_confirmed: date | None


def cited_provisions(knowledge: m.Knowledge) -> set[str]:
    """Every provision on which a rule or an exception rests."""
    found = {citation.provision for rule in knowledge.rules.values() for citation in rule.cites}

    def walk(exceptions: tuple[m.LegalException, ...]) -> None:
        for item in exceptions:
            found.add(item.provision)
            walk(item.exceptions)

    for rule in knowledge.rules.values():
        walk(rule.exceptions)
    return found


def coverage(knowledge: m.Knowledge, cases: Mapping[str, int] | None = None) -> list[Row]:
    """One row for each instrument, in the order of their names. ``cases`` counts cases by rule id."""
    cited = cited_provisions(knowledge)
    rows = []
    for instrument in sorted(knowledge.instruments.values(), key=lambda i: i.version):
        state = Counter(_state(p, cited) for p in instrument.provisions)
        rules = [rule for rule in knowledge.rules.values() if rule.instrument == instrument.version]
        sure = Counter(rule.confidence for rule in rules)
        confirmed = [rule.last_confirmed for rule in rules if rule.last_confirmed]
        rows.append(
            Row(
                instrument.version, instrument.short, instrument.coverage, len(instrument.provisions),
                state["encoded"], state["not operative"], state["partly"], state["missing"], len(rules),
                None if cases is None else sum(cases.get(rule.id, 0) for rule in rules),
                sure["verified"], sure["secondary"], sure["doubtful"],
                max(confirmed, default=instrument.last_confirmed),
            )
        )  # fmt: skip
    return rows


def _state(provision: m.Provision, cited: set[str]) -> str:
    if provision.id in cited:
        return "partly" if provision.partly else "encoded"
    return "not operative" if provision.not_operative else "missing"


def count_cases(folder: Path) -> dict[str, int] | None:
    """Cases by rule, named condition or folder of shared cases; None if the folder is missing, as in an installed package."""
    import yaml

    if not folder.is_dir():
        return None
    found: dict[str, int] = {}
    for path in sorted(folder.rglob("*.yaml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        about = str(data.get("rule") or data.get("condition") or data["shared_by"])
        found[about] = found.get(about, 0) + len(data["cases"])
    return found


COLUMNS = (
    "instrument", "provisions", "encoded", "not operative", "partly", "missing", "rules", "cases", "verified",
    "secondary", "doubtful", "last compared",
)  # fmt: skip


def cells(row: Row) -> list[str]:
    """The texts of a row, in the order of :data:`COLUMNS`; confidence in per cent of the rules."""

    def share(count: int) -> str:
        return f"{100 * count / row.rules:.0f} %" if row.rules else ""

    counts = (row.provisions, row.encoded, row.not_operative, row.partly, row.missing, row.rules)
    return [
        row.version + (" (partly encoded)" if row.coverage == "partly" else ""),
        *map(str, counts),
        "n/a" if row.cases is None else str(row.cases),
        share(row.verified), share(row.secondary), share(row.doubtful),
        row.last_confirmed.isoformat() if row.last_confirmed else "",
    ]  # fmt: skip


def markdown(rows: list[Row]) -> str:
    """The table in Markdown."""
    lines = ["| " + " | ".join(COLUMNS) + " |", "| --- |" + " ---: |" * (len(COLUMNS) - 1)]
    lines += ["| " + " | ".join(cells(row)) + " |" for row in rows]
    return "\n".join(lines) + "\n"
