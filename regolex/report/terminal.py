"""An assessment in the terminal: the answer first, then the law, then the next step."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding

from regolex.engine.assessment import Assessment
from regolex.engine.results import RESULTS
from regolex.engine.world import UNNAMED
from regolex.law.wording import counted
from regolex.media import rich as escape
from regolex.media import styled
from regolex.report.apart import apart_words
from regolex.report.beside import asked, assumed, disputed, if_it_happens, might_concern
from regolex.report.first_screen import lines, main_side
from regolex.report.negatives import negative_words, negatives
from regolex.report.particulars import channel, gap, unanswered
from regolex.report.phrases import outlook_words
from regolex.report.places import place_words
from regolex.report.view import (
    Bucket,
    Line,
    Section,
    depends,
    fee_words,
    group_of,
    sections,
    verdict_of,
    where_explained,
)

_COLOURS = {
    "blocked": "bold red", "contested": "bold magenta", "undetermined": "bold yellow", "to-do": "bold cyan",
    "clear": "bold green", "no-duty-found": "bold",
}  # fmt: skip
_MARKS = {name: f"[{row.colour}]{row.mark}[/]" for name, row in RESULTS.items()}


def show(a: Assessment, console: Console) -> None:
    """Print an assessment in one call, because every call to rich is slow."""
    page: list[str] = []
    _page(a, page)
    if not console.is_terminal:
        console.print(styled("\n".join(page)), soft_wrap=True)
        return
    for line in "\n".join(page).split("\n"):  # lines that wrap in a window keep their indentation
        text = line.lstrip(" ")
        console.print(Padding(styled(text), (0, 0, 0, len(line) - len(text))))


def _page(a: Assessment, page: list[str]) -> None:
    style = _COLOURS[main_side(a).every_reading.word]
    first = lines(a)
    page.append(f"[bold]{escape(first[0])}[/]")
    page += [f"[{style}]{escape(line)}[/]" if n < 2 else escape(line) for n, line in enumerate(first[1:])]
    page.append("")
    page.append(f"[dim]knowledge of {a.knowledge.day}, {a.knowledge.hash[:12]}; information, not legal advice[/]")
    if a.readings:
        chosen = ", ".join(f"{q}: {' or '.join(r)}" for q, r in sorted(a.readings.items()))
        page.append(f"[dim]readings {'of ' + a.name(a.viewpoint) if a.viewpoint else 'chosen'}: {chosen}[/]")
    page += [f"[dim]{escape(words)}[/]" for words in place_words(a)]
    heading = None
    for section in sections(a):
        if section.standing.bearer == UNNAMED:
            continue  # what may concern a State not yet named stands in a list of its own
        group = group_of(a, section.standing)
        if group != heading:
            page.append(f"\n[bold]── {group}[/]")
            heading = group
        _section(a, section, page)
    _beside(a, page)
    _not_covered(a, page)
    if a.conflicts:
        page.append("\n[bold]── Rules in conflict[/]")
        for c in a.conflicts:
            page.append(f"  {escape(a.name(c.bearer))}: {c.requires} requires and {c.forbids} forbids {c.act}")


def _beside(a: Assessment, page: list[str]) -> None:
    """Disputed questions once each, what might concern someone, what if it happens, questions, assumptions."""
    for dispute in disputed(a):
        page.append(f"\n[bold]── Disputed: {escape(dispute.asks)}[/]")
        for name, word, held in dispute.readings:
            page.append(f"  [magenta]{word}[/] on {escape(name)} [dim]{escape(held)}[/]")
        page.append(f"  [dim]decides about {escape('; '.join(dispute.divides))}[/]")
    rows = might_concern(a)
    if rows:
        page.append(
            "\n[bold]── Might concern[/] [dim](as the answers to the questions below each, or answers elsewhere, turn out)[/]"
        )
        for row in rows:
            page.append(f"  [yellow]?[/] {escape(row.who)}: {row.rules} [dim]as {escape(row.roles)}[/]")
            for question in row.questions:
                page.append(f"      {escape(question)}")
    for happens in if_it_happens(a):
        page.append(f"\n[bold]── If {escape(happens.happens)}[/]")
        for what, more in happens.duties:
            page.append(f"  {escape(what)}")
            page.append(f"      [dim]{escape(more)}[/]")
    for who, questions in asked(a):
        page.append(f"\n[bold]── Open questions: {who}[/]")
        for text, why in questions:
            page.append(f"  {escape(text)} [dim]{escape(why)}[/]")
    for title, answers in assumed(a):
        page.append(f"\n[bold]── Assumed: {escape(title)}[/]")
        page += [f"  [dim]{escape(answer)}[/]" for answer in answers]


def _section(a: Assessment, section: Section, page: list[str]) -> None:
    s = section.standing
    page.append(f"\n[bold]{escape(s.name)}[/]  [{_COLOURS[s.verdict.word]}]{verdict_of(s)}[/]")
    if section.roles:
        page.append(f"  [dim]{escape('; '.join(section.roles))}[/]")
    if section.bound_by:
        page.append(f"  [dim]bound by {escape('; '.join(section.bound_by))}[/]")
    if section.signatory_of:
        page.append(f"  [dim]signatory of {escape('; '.join(section.signatory_of))}[/]")
    for bucket in section.buckets:
        _bucket(a, bucket, page)


def _bucket(a: Assessment, bucket: Bucket, page: list[str]) -> None:
    mark = _MARKS[bucket.key]
    if bucket.key in ("met", "not-applicable", "displaced", "dormant"):
        names = [
            line.citation
            + (" (on some readings)" if line.finding.by_reading else "")
            + (" (certain)" if line.finding.outlook else "")
            for line in (*bucket.binding, *bucket.expectations)
        ]
        shown = "; ".join(dict.fromkeys(names))
        if bucket.key in ("not-applicable", "dormant"):
            certain = len({name for name in names if name.endswith("(certain)")})
            shown = counted(len(set(names)), "provision") + (f", {certain} of them certain" if certain else "")
        page.append(f"  {mark} {bucket.heading}: {escape(shown)}")
        return
    page.append(f"  {mark} [bold]{bucket.heading}[/]")
    for line in (*bucket.binding, *bucket.expectations):
        _line(a, bucket.key, line, page)


def _line(a: Assessment, key: str, line: Line, page: list[str]) -> None:
    rule, f = line.rule, line.finding
    about = f" [dim]({escape(', '.join(line.subjects))})[/]" if line.subjects else ""
    soft = "" if rule.binding else " [dim]expectation, not binding[/]"
    page.append(f"    [bold]{escape(line.citation)}[/]{about}{soft}")
    page.append(f"      {escape(rule.reads)}")
    for x in unanswered(key, line):
        page.append(f"      [yellow]Unanswered:[/] {escape(x.question or x.label)}")
    for sentence in outlook_words(a, f):
        page.append(f"      [dim]{escape(sentence)}[/]")
    if key == "contested":
        page.append(f"      {escape(where_explained(a, f))}")
    if depends(a, f):
        page.append(f"      [magenta]{escape(depends(a, f))}[/]")
    if rule.to_do and key in ("to-do", "due", "open", "breached", "judgement"):
        fee = fee_words(a, f)
        what = rule.to_do.what.rstrip(".")
        parts = [what, f"addressed to {rule.to_do.addressed_to}", f"time limit: {rule.to_do.lead_time}", fee]
        page.append(f"      [cyan]Do:[/] {escape('; '.join(filter(None, parts)))}")
    if key in ("to-do", "breached", "contested") and (reaches := channel(a, rule)):
        page.append(f"      [dim]How it reaches the company: {escape(reaches)}[/]")
    if rule.consequence and key == "breached":
        page.append(f"      Consequence: {escape(rule.consequence)} ({escape(rule.consequence_by)})")
    if gap(key, rule):
        page.append(f"      [yellow]Gap in the law:[/] {escape(gap(key, rule))}")
    if f.doubt:
        page.append(f"      [yellow]Doubt:[/] {escape(f.doubt)}")


def _not_covered(a: Assessment, page: list[str]) -> None:
    no = negatives(a)
    if no:
        page.append("Not required:")
        page += [f"  {negative_words(a, n)}" for n in no] + [""]
    silent = [n for n in a.not_covered if n.sort == "law-is-silent"]
    rest = [n for n in a.not_covered if n.sort != "law-is-silent"]
    if a.apart:
        page.append("\n[bold]── Commitments that pull apart[/]")
        page += [f"  {escape(line)}" for line in apart_words(a)]
    if silent:
        page.append("\n[bold]── Gaps in the law itself[/]")
        for n in silent:
            sure = "" if n.certain else " perhaps"
            page.append(f"  {escape(a.name(n.legal_order))}{sure}: [bold]{escape(n.matter)}[/]. {escape(n.note)}")
            for item in n.stands_in:
                page.append(f"    in its place: {escape(item)}")
    if rest:
        page.append("\n[bold]── Not covered[/] [dim](relevant to this mission, but not encoded: ask the authority)[/]")
        for n in rest:
            sure = "" if n.certain else " (perhaps)"
            page.append(
                f"  {escape(a.name(n.legal_order))}{sure}: [bold]{escape(n.matter)}[/] ({escape(n.instrument)}); "
                f"authority: {escape(n.authority)}"
            )
