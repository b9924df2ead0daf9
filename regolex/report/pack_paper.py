"""An application pack as a paper: an index of documents, what is known of each, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.assessment import Assessment
from regolex.law.wording import counted
from regolex.report.first_screen import day_words
from regolex.report.paper import Block, Heading, Items, Paper, Para, Run, Table, Words, words
from regolex.report.phrases import listed, provision_words, value_words
from regolex.report.view import fee_words
from regolex.tasks.pack import MEETS, FilledDocument, FilledItem, FilledPack, Stated

KIND = "Application pack"
WARNING = (
    "This is an index and not an application. It makes no legal argument and no statement for the applicant. "
    "Where it says that facts are stated, the document itself still has to be written. Have every document written and "
    "signed by those who answer for it, and use the authority's current form."
)


def pack_paper(a: Assessment, filled: FilledPack) -> Paper:
    """The paper on one pack."""
    pack = filled.pack
    who = listed([a.name(party) for party in filled.applicants], 4, ", ") or "not stated"
    head = [
        ("Authority", words(pack.addressed_to)),
        ("Filed by", words(pack.filed_by)),
        ("Data of", words(who)),
        ("Plan", words(f"{a.mission.title} ({a.mission.id})")),
        ("Law as of", words(f"{day_words(a)}; {MEETS[filled.meets]}")),
        (
            "Made with",
            words(f"knowledge of {a.knowledge.day} ({a.knowledge.hash[:12]}), Regolex {a.knowledge.version}"),
        ),
        ("Status", words(WARNING)),
    ]
    if pack.form:
        sure = "" if pack.form_confidence == "verified" else f" ({pack.form_confidence})"
        head.insert(2, ("Form", words(Run(pack.form, to=pack.form_url), sure)))
    blocks: list[Block] = []
    if pack.note:
        blocks.append(Para(words(pack.note)))
    blocks += [*_index(filled), *_law(a, filled)]
    for n, document in enumerate(filled.documents, start=1):
        blocks += _document(a, n, document)
    blocks += _missing(a, filled)
    title = f"{KIND}: {pack.title}"
    return Paper(title, KIND, f"{title}; {a.mission.title}; law of {day_words(a)}", a.on, tuple(head), tuple(blocks))


def _index(filled: FilledPack) -> Iterator[Block]:
    yield Heading("Index of documents", 1, "index")
    rows = []
    for n, document in enumerate(filled.documents, start=1):
        counts: dict[str, int] = {}
        for item in document.items:
            counts[item.status] = counts.get(item.status, 0) + 1
        said = ", ".join(f"{number} {status}" for status, number in counts.items())
        rows.append(
            (words(str(n)), words(Run(document.document.title, to=f"#document-{n}")),
             words(document.document.when or "with the application"), words(said))
        )  # fmt: skip
    yield Table("Index of documents", ("#", "Document", "When", "Items"), tuple(rows), (1, 9, 8, 6))


def _law(a: Assessment, filled: FilledPack) -> Iterator[Block]:
    """The rules that send the plan to the authority, with their time limits and fees."""
    found: dict[tuple[str, ...], tuple[Words, ...]] = {}
    for f in a.all_findings:
        todo = f.rule.to_do
        if f.rule.id in filled.pack.asked_by and f.applicable and todo:
            law = provision_words(a.knowledge, f.rule.cites[0].provision)
            said = (law, todo.what.rstrip("."), todo.lead_time or "none stated", fee_words(a, f) or "none stated")
            found[said] = tuple(words(text) for text in said)
    if found:
        yield Heading("What asks for it", 1, "law")
        yield Table("What asks for it", ("Provision", "Task", "Time limit", "Fee"), tuple(found.values()), (6, 9, 5, 6))


def _document(a: Assessment, n: int, filled: FilledDocument) -> Iterator[Block]:
    document = filled.document
    yield Heading(f"{n}. {document.title}", 1, f"document-{n}")
    said = [text for text in (f"When: {document.when}." if document.when else "", document.note) if text]
    if said:
        yield Para(words(" ".join(said)), "soft")
    rows = tuple(_row(a, item) for item in filled.items)
    yield Table(document.title, ("What it has to say", "Ground", "What the plan states", "Status"), rows, (8, 6, 8, 3))


def _row(a: Assessment, filled: FilledItem) -> tuple[Words, ...]:
    item = filled.item
    ground = provision_words(a.knowledge, item.provision) if item.provision else item.basis
    doubt = "" if item.confidence == "verified" else f" ({item.confidence}: {item.note})"
    said = "; ".join(filter(None, (_said(a, one) for one in filled.stated)))
    return (
        words(item.says), words(ground, Run(doubt, soft=True)), words(said or "nothing"),
        words(Run(filled.status, strong=filled.status in ("missing", "to write"))),
    )  # fmt: skip


def _said(a: Assessment, stated: Stated) -> str:
    if stated.state == "missing":
        return ""
    whose = "" if stated.part == "mission" else f" ({a.name(stated.part)})"
    shown = "does not arise" if stated.state == "does-not-arise" else value_words(a, stated.value)
    return f"{a.knowledge.facts[stated.fact].label}{whose}: {shown}" + (", assumed" if stated.assumed else "")


def _missing(a: Assessment, filled: FilledPack) -> Iterator[Block]:
    yield Heading("What is missing", 1, "missing")
    to_write = [
        f"{document.document.title}: {item.item.says}"
        for document in filled.documents
        for item in document.items
        if item.status in ("to write", "to prepare")
    ]
    if not filled.missing and not to_write:
        yield Para(words("Nothing that this index knows of. The authority may ask for more."))
        return
    if filled.missing:
        yield Para(words(f"{counted(len(filled.missing), 'answer')} that the plan does not state:"))
        yield Items(tuple(words(text) for text in dict.fromkeys(_question(a, one) for one in filled.missing)))
    if to_write:
        yield Para(words("To be written or obtained:"))
        yield Items(tuple(words(text) for text in to_write))


def _question(a: Assessment, stated: Stated) -> str:
    fact = a.knowledge.facts[stated.fact]
    if not stated.part:
        kind = a.knowledge.kinds[fact.kind]
        return f"{fact.label}: the plan names no {kind.label.lower()} of this kind"
    name = a.name(stated.part)
    return fact.question.replace("{name}", name) if fact.question else f"{fact.label} ({name})"


__all__ = ["KIND", "WARNING", "pack_paper"]
