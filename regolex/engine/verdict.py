"""The verdict: a word, how far it goes, and what it may become. There is no score.

The word follows from what is breached and to be done, over all combinations of serious readings at once. How far it goes
follows from the same computation made twice more, with everything unsettled at its best and at its worst: where the words
agree no answer can change it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from regolex.engine.findings import Finding
from regolex.engine.outcome import Outcome
from regolex.engine.results import BREACH, FINE, RESULTS, TASK

WORDS = ("no-duty-found", "clear", "undetermined", "to-do", "contested", "blocked")  # from the lightest to the gravest
GRADES = ("complete", "but-for", "so-far")

# what must come together for a breach: for some questions, the readings under which it follows
Term = Mapping[str, frozenset[str]]
Weigh = Callable[[Outcome], int]


class Verdict(msgspec.Struct, frozen=True):
    """One verdict.

    ``grade`` is *complete*, *but-for* (complete but for judgements of authorities and doubts of sources) or *so-far*.
    ``may_become`` holds the words between its best and its worst, itself included. ``judgements`` and ``doubts`` count
    what a but-for verdict leaves aside.
    """

    word: str
    grade: str
    may_become: tuple[str, ...]
    judgements: int = 0
    doubts: int = 0


class Weighed(msgspec.Struct, frozen=True):
    """What a finding, or several with the same outcomes, weighs under each combination of the readings tried."""

    terms: tuple[tuple[dict[str, frozenset[str]], Outcome], ...]
    perhaps: bool
    doubt: bool  # only doubtful sources leave open whether it concerns the bearer
    many: int = 1


def decides(finding: Finding) -> bool:
    """Whether a finding can decide a verdict: rights and expectations never do."""
    return finding.weighs


def verdict(findings: Iterable[Finding], tried: Mapping[str, tuple[str, ...]], lists_open: bool = False) -> Verdict:
    """The verdict over some findings.

    ``tried`` holds the readings of each question to be counted; outcomes under other readings are left out, so that the
    verdict on the prevailing readings needs no second assessment. ``lists_open``: a list of parts that is not stated may
    still bring any duty.
    """
    alike: dict[tuple[int, bool, bool], list[Finding]] = {}  # findings that share their outcomes weigh the same
    for f in findings:
        if f.weighs:
            doubt = f.perhaps and all(x.fact == "state.bound_by" for x in f.missing)
            alike.setdefault((id(f.outcomes), f.perhaps, doubt), []).append(f)
    weighed = [w for (_, _, doubt), same in alike.items() for w in _weighed(same, doubt, tried)]
    current = _word(weighed, tried, _current)
    best = _word(weighed, tried, _best)
    hard = _word(weighed, tried, _worst)
    soft = _word(weighed, tried, _soft_worst)
    if lists_open and best != "blocked":
        hard = soft = "blocked"
    grade = "complete" if best == soft else "but-for" if best == hard else "so-far"
    if current in ("clear", "no-duty-found") and grade == "so-far":
        current = "undetermined"
    may = {current, best, soft} if current != "undetermined" else {best, soft}
    soft_results = [(w.many, o) for w in weighed for _, o in w.terms if o.soft_worst > o.worst or w.doubt]
    judgements = sum(many for many, o in soft_results if o.result == "judgement")
    doubts = sum(many for many, _ in soft_results) - judgements
    return Verdict(current, grade, tuple(sorted(may, key=WORDS.index)), judgements, doubts)


def _weighed(same: list[Finding], doubt: bool, tried: Mapping[str, tuple[str, ...]]) -> Iterator[Weighed]:
    terms = []
    for combination, outcome in same[0].outcomes:
        term = {q: frozenset(readings) & frozenset(tried.get(q, readings)) for q, readings in combination}
        if all(term.values()):
            terms.append((term, outcome))
    if terms:
        yield Weighed(tuple(terms), same[0].perhaps, doubt, len(same))


def _current(w: Weighed, o: Outcome) -> int:
    return FINE if w.perhaps else RESULTS[o.result].weight


def _best(w: Weighed, o: Outcome) -> int:
    return FINE if w.perhaps else o.best


def _worst(w: Weighed, o: Outcome) -> int:
    return FINE if w.doubt else o.worst


def _soft_worst(w: Weighed, o: Outcome) -> int:
    return o.soft_worst


def _word(
    weighed: list[Weighed], tried: Mapping[str, tuple[str, ...]], weigh: Callable[[Weighed, Outcome], int]
) -> str:
    breaches: list[Term] = []
    heaviest, duties = FINE, False
    for w in weighed:
        for term, o in w.terms:
            weight = weigh(w, o)
            heaviest = max(heaviest, weight)
            duties = duties or (not w.perhaps and RESULTS[o.result].applies)
            if weight == BREACH:
                breaches.append(term)
    if breaches:
        return "blocked" if covers(breaches, tried) else "contested"
    if heaviest == TASK:
        return "to-do"
    return "clear" if duties else "no-duty-found"


def covers(terms: Iterable[Term], tried: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether every combination of readings falls under one of the terms: exact, however many questions there are.

    Terms that share no question are tried apart: together they cover everything only if one group does by itself.

    >>> tried = {"q": ("P1", "P2"), "r": ("P1",)}
    >>> covers([{"q": frozenset(["P1"])}], tried), covers([{"q": frozenset(["P1"])}, {"q": frozenset(["P2"])}], tried)
    (False, True)
    """
    distinct = {tuple(sorted((q, r) for q, r in term.items() if r < frozenset(tried[q]))) for term in terms}
    if () in distinct:
        return True
    groups: list[tuple[set[str], list[dict[str, frozenset[str]]]]] = []
    for one in sorted(distinct, key=str):
        names, members = {q for q, _ in one}, [dict(one)]
        apart = []
        for group in groups:
            if group[0].isdisjoint(names):
                apart.append(group)
            else:
                names, members = names | group[0], members + group[1]
        groups = [*apart, (names, members)]
    return any(_covered(members, tried) for _, members in groups)


def _covered(terms: list[dict[str, frozenset[str]]], tried: Mapping[str, tuple[str, ...]]) -> bool:
    if not terms:
        return False
    if any(not term for term in terms):
        return True
    counts: dict[str, int] = {}
    for term in terms:
        for question in term:
            counts[question] = counts.get(question, 0) + 1
    question = max(sorted(counts), key=counts.__getitem__)
    seen: set[frozenset[int]] = set()
    for reading in tried[question]:
        holding = frozenset(n for n, t in enumerate(terms) if question not in t or reading in t[question])
        if holding in seen:
            continue
        seen.add(holding)
        rest = [{q: r for q, r in terms[n].items() if q != question} for n in sorted(holding)]
        if not _covered(rest, tried):
            return False
    return True


def dominant(
    readings: Mapping[str, tuple[str, ...]], weights: Mapping[tuple[str, str], int]
) -> dict[str, tuple[str, ...]]:
    """Of the readings tried for each question, those of the greatest weight."""
    found = {}
    for question, tried in readings.items():
        most = max(weights[question, reading] for reading in tried)
        found[question] = tuple(r for r in tried if weights[question, r] == most)
    return found


__all__ = ["GRADES", "WORDS", "Verdict", "covers", "decides", "dominant", "verdict"]
