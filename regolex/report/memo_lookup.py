"""Where things stand in a memo: anchors of findings and provisions, citations that link, fees in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.formats.texts.official import Official
from regolex.report.paper import Run, Words, words
from regolex.report.view import citation, fee_words
from regolex.tasks.task import Task

T = TypeVar("T")
Key = tuple[str, str, str]  # rule, bearer, subject


class Caps(msgspec.Struct, frozen=True):
    """How much of each section stands in the body; everything is in the annexes."""

    duties: int = 25  # rows in all tables of the analysis together
    tasks: int = 16  # rows; 0: the first of them stand in section 2 alone
    questions: int = 5
    holders: int = 3
    events: int = 8
    # what is named in a line beside a table; 0: all of it
    cited: int = 0  # provisions after each name
    named: int = 0  # tasks that are not in the table
    matters: int = 0  # matters of each legal order that are not covered
    least: int = 4  # rows in each table of the analysis
    brief: bool = False  # duties in lines, without those on what does not bind and on rights that are not there
    lines: int = 4  # duties named in such a line of an order that does not bind the client; four more of one that does


# from the fullest to the briefest: the first that fits the pages is taken
LEVELS = (
    Caps(), Caps(25, 12, 5, 3, 8), Caps(21, 12, 5, 3, 7, 16, 16, 8), Caps(15, 8, 4, 2, 7, 12, 12, 6),
    Caps(12, 0, 4, 2, 7, 10, 12, 4), Caps(9, 0, 3, 2, 6, 8, 10, 3, 3), Caps(7, 0, 2, 2, 6, 6, 8, 2, 2, True),
    Caps(6, 0, 2, 2, 5, 4, 6, 1, 1, True), Caps(5, 0, 2, 1, 5, 4, 4, 1, 1, True), Caps(4, 0, 1, 1, 4, 3, 3, 1, 1, True),
    Caps(3, 0, 1, 1, 4, 2, 2, 1, 1, True), Caps(2, 0, 1, 1, 3, 1, 1, 1, 1, True), Caps(2, 0, 1, 1, 2, 1, 1, 1, 1, True, 1),
)  # fmt: skip


def cut(items: Iterable[T], most: int) -> tuple[list[T], int]:
    """The first of the items, and how many are left out.

    >>> cut("abc", 2), cut("abc", 0), cut("abc", 3)
    ((['a', 'b'], 1), (['a', 'b', 'c'], 0), (['a', 'b', 'c'], 0))
    """
    whole = list(items)
    shown = whole[: most or None]
    return shown, len(whole) - len(shown)


class Lookup:
    """The anchors of one memo, and how much of it stands in the body."""

    def __init__(self, a: Assessment, official: Official, caps: Caps = LEVELS[0]) -> None:
        self.a = a
        self.caps = caps
        self.official = official
        dormant = {d.rule for d in a.dormant}
        self.shown = [f for f in a.findings if f.applicable or f.result == "dormant"]
        self.findings: dict[Key, Finding] = {(f.rule.id, f.bearer, f.subject): f for f in a.findings}
        self.rows: dict[tuple[str, str], list[Finding]] = {}
        for f in self.shown:
            self.rows.setdefault((f.rule.id, f.bearer), []).append(f)
        self.anchors = {key: f"f{n}" for n, key in enumerate(self.rows, start=1)}
        cited = {c.provision for f in self.shown for c in f.rule.cites}
        cited |= {c.provision for rule in dormant for c in a.knowledge.rules[rule].cites}
        # in the order of the corpus, which is that of the text
        self.provisions = [p.id for i in a.knowledge.instruments.values() for p in i.provisions if p.id in cited]
        self.provision_anchors = {provision: f"p{n}" for n, provision in enumerate(self.provisions, start=1)}

    def cited(self, f: Finding) -> Run:
        """The provision behind a finding, linked to the finding in the annex."""
        return self.cited_by((f.rule.id, f.bearer, f.subject), citation(self.a.knowledge, f.rule))

    def cited_by(self, key: Key, shown: str) -> Run:
        """The same, where the finding is known by its key."""
        anchor = self.anchors.get(key[:2])
        return Run(shown, to=f"#{anchor}" if anchor else "")

    def capped(self, findings: Iterable[Finding]) -> Words:
        """Citations of as many findings as the body has room for, and how many more there are."""
        provisions: dict[str, Finding] = {}
        for f in findings:
            provisions.setdefault(f.rule.cites[0].provision, f)
        shown, left = cut(provisions.values(), self.caps.cited)
        more = (Run(f"; and {left} more in "), Run("annex A", to="#annex-findings")) if left else ()
        return words(*self.listed(shown), *more)

    def listed(self, findings: Iterable[Finding], linked: bool = True) -> Words:
        """Citations of findings, those of one instrument together: ``Law of 20 July 2017: Art. 2(1), Art. 3``."""
        groups: dict[str, dict[str, Run]] = {}
        whole: set[str] = set()  # instruments whose provisions are cited without their name
        for f in findings:
            instrument = self.a.knowledge.instruments[f.rule.instrument]
            label = next(p.label for p in instrument.provisions if p.id == f.rule.cites[0].provision)
            bare = label.removeprefix(instrument.short).strip(" ,")
            if bare == label:  # it names its source itself, such as 51 U.S.C. 50904
                whole.add(instrument.short)
            run = self.cited_by((f.rule.id, f.bearer, f.subject), bare) if linked else Run(bare)
            groups.setdefault(instrument.short, {}).setdefault(bare, run)
        out: list[Run] = []
        for short, runs in groups.items():
            lead = "" if short in whole and all(run.text[:1].isdigit() for run in runs.values()) else f"{short}: "
            out += [Run("; " if out else ""), Run(lead)]
            for n, run in enumerate(runs.values()):
                out += [Run(", " if n else ""), run]
        return words(*out)

    def joined(self, runs: Iterable[Run], sign: str = "; ") -> Words:
        """Pieces one after the other."""
        out: list[Run] = []
        for run in dict.fromkeys(runs):
            out += [Run(sign), run] if out else [run]
        return words(*out)

    def laws(self, task: Task) -> Words:
        """The provisions that ask for a task."""
        if not task.computed:
            return words(Run("not computed", soft=True))
        return self.listed(self.findings[key] for key in task.findings if key in self.findings)

    def fees(self, task: Task) -> str:
        """The fee of a task in words."""
        if not task.computed:
            return "not known"
        found = dict.fromkeys(fee_words(self.a, self.findings[key]) for key in task.findings if key in self.findings)
        return "; ".join(_amount_first(fee) for fee in found if fee)


def _amount_first(fee: str) -> str:
    """
    >>> _amount_first("Minimum fee: EUR 5,000")
    'EUR 5,000 (minimum fee)'
    """
    label, sign, amount = fee.partition(": ")
    return f"{amount} ({label[:1].lower()}{label[1:]})" if sign and amount[:3].isupper() else fee


__all__ = ["LEVELS", "Caps", "Key", "Lookup", "cut"]
