"""The page on international law: which texts were read, every doubt that is left, and what is not covered."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from docs.pages.machinery import ROOT, kb, page, table
from regolex.law import model as m

_LONG = 366  # a longer window of days is worth a line
_ABOUT = {
    "mission": "Any mission",
    "party": "Whoever takes part",
    "launch": "Launches",
    "object": "Objects in space",
    "activity": "Steps at a body or in space",
    "claim": "Claims",
    "zone": "Zones",
    "act": "Acts of States",
    "contract": "Contracts",
}


@page("international.md", "International law: doubts and gaps")
def international_page() -> str:
    """Which texts were read, what is doubtful in them, which days of joining are open, and what is not covered."""
    found = sorted(
        (i for i in kb().knowledge.instruments.values() if i.work.startswith(("un/", "soft/"))), key=lambda i: i.version
    )
    parts = [_texts(found), _doubts(found), _days(found), _gaps()]
    opening = (
        f"As of {kb().knowledge.day}. An entry that is *doubtful* informs and never decides: it rests on memory, or sources "
        "conflict. *Secondary* means one source at second hand. Whoever has a text that is named here as not read can close "
        "the doubt with a [correction](../how-to/add-a-rule.md)."
    )
    return "\n\n".join([opening, *parts])


def _card(instrument: m.Instrument) -> dict[str, object]:
    path = ROOT / "corpus" / instrument.version.replace("@", "/") / "card.yaml"
    card: dict[str, object] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return card


def _texts(found: list[m.Instrument]) -> str:
    rows = []
    for instrument in found:
        confidence = _card(instrument).get("confidence") or {}
        assert isinstance(confidence, dict)
        note = " ".join(str(confidence.get("note") or "").split())
        compared = (
            f"{instrument.last_confirmed}: {instrument.confirmed_against}"
            if instrument.last_confirmed
            else "not compared"
        )
        rows.append([instrument.short, instrument.confidence, compared, note])
    return "## Which texts were read\n\n" + table(
        ["Instrument", "Confidence", "Compared with the text", "What was not read"], rows
    )


def _doubtful(instrument: m.Instrument) -> Iterator[list[str]]:
    for provision in instrument.provisions:
        if provision.confidence == "doubtful":
            yield [provision.label, "what it says", provision.doubt]
    labels = {p.id: p.label for p in instrument.provisions}
    for rule in kb().knowledge.rules.values():
        if rule.confidence == "doubtful" and (first := next((c.provision for c in rule.cites), "")) in labels:
            yield [labels[first], f"how `{rule.id.rpartition('/')[2]}` reads it", rule.confidence_note]


def _doubts(found: list[m.Instrument]) -> str:
    out = ["## Doubtful entries"]
    for instrument in found:
        if rows := [[a, b, " ".join(c.split())] for a, b, c in _doubtful(instrument)]:
            out.append(f"### {instrument.short}\n\n" + table(["Provision", "Doubtful is", "Why"], rows))
    return "\n\n".join(out)


def _days(found: list[m.Instrument]) -> str:
    """The acts of joining whose day is open by more than a year, and the statuses that are doubtful."""
    k, rows = kb().knowledge, []
    shown = {i.work: i.short for i in found}
    for work, short in shown.items():
        wide, doubtful = [], []
        for entry in k.participation:
            if entry.work != work or entry.bound_from is None:
                continue
            name = k.states.get(entry.participant, entry.participant)
            if entry.status_confidence == "doubtful":
                doubtful.append(name)
            elif (entry.bound_from.not_after - entry.bound_from.not_before).days > _LONG:
                wide.append(name)
        if wide or doubtful:
            rows.append([short, _named(wide), _named(doubtful)])
    says = "A State is bound for sure only from the end of the window in which its act can have happened."
    heads = ["Instrument", "Day open by more than a year", "Status doubtful"]
    return f"## Who joined when\n\n{says}\n\n{table(heads, rows)}"


def _named(names: list[str], most: int = 12) -> str:
    names = sorted(names)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _gaps() -> str:
    gaps = [g for g in kb().knowledge.jurisdictions["international"].gaps if g.sort == "not-encoded"]
    out = ["## Not covered, by what meets it"]
    for about, title in _ABOUT.items():
        rows = [
            [g.matter, g.instrument, _period(g), g.authority, " ".join(g.note.split())]
            for g in gaps
            if g.about == about
        ]
        if rows:
            out.append(f"### {title}\n\n" + table(["Matter", "Instrument", "Since", "Whom to ask", "Note"], rows))
    return "\n\n".join(out)


def _period(gap: m.Gap) -> str:
    if gap.last_day:
        return f"{gap.first_day or ''} to {gap.last_day}".strip()
    return str(gap.first_day or "")
