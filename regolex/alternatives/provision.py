"""One provision asked about in words: its own verdict, what is missing first, then each finding in at most a screen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from regolex.engine.assessment import Assessment, Side, side_of
from regolex.engine.findings import Finding
from regolex.engine.questions import Question
from regolex.engine.results import PRESSING, RESULTS
from regolex.errors import EvaluationError, Problem, nearest
from regolex.law import model as m
from regolex.law.wording import counted
from regolex.report import explain as x
from regolex.report.first_screen import day_words
from regolex.report.view import VERDICT_WORDS, citation, grade_of

SCREEN = 24  # lines of one finding
_SAME = {
    "article": "art", "arts": "art", "section": "s", "sec": "s", "sections": "s", "§": "s", "paragraph": "para",
    "regulation": "reg", "reg": "reg", "principle": "principle",
}  # fmt: skip
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_FIRST = ("art", "s", "reg", "principle")


class About(msgspec.Struct, frozen=True):
    """What a mission's assessment says of one provision.

    ``title`` is the provision as its instrument cites it, ``others`` are the provisions of other instruments that the same
    words name. ``missing`` are the questions its findings wait for.
    """

    title: str
    rules: tuple[str, ...]
    others: tuple[str, ...]
    side: Side
    missing: tuple[Question, ...]
    findings: tuple[Finding, ...]


def about(a: Assessment, words: str) -> About:
    """The answers for the provision that the words name, such as "Article II" or "Law of 20 July 2017, Art. 2(2)".

    Where they name provisions of several instruments, the one is taken on which most turns for this mission, and the others
    are named. Raises EvaluationError where no encoded provision bears the name.
    """
    named: dict[str, list[m.Rule]] = {}
    for rule in a.knowledge.rules.values():
        if not rule.defines and names(words, citation(a.knowledge, rule)):
            named.setdefault(rule.work, []).append(rule)
    if not named:
        known = [citation(a.knowledge, rule) for rule in a.knowledge.rules.values() if not rule.defines]
        raise EvaluationError(
            Problem(
                "E308", f"no encoded provision is cited as {words!r}",
                expected="a provision as it is cited, such as Article II or 51 U.S.C. 51303", hint=nearest(words, known),
            )
        )  # fmt: skip
    found: dict[str, list[Finding]] = {work: [] for work in named}
    for f in a.all_findings:
        if f.rule in named.get(f.rule.work, ()):
            found[f.rule.work].append(f)
    works = sorted(named, key=lambda work: _turns(found[work]), reverse=True)
    rules, findings = named[works[0]], _in_order(a, found[works[0]])
    ids = dict.fromkeys(q for f in findings for q in a.questions.of.get((f.rule.id, f.bearer, f.subject), ()))
    asked = tuple(q for q in a.questions.items if q.id in ids)
    others = tuple(_cited(a.knowledge, named[work]) for work in works[1:])
    return About(
        _cited(a.knowledge, rules), tuple(r.id for r in rules), others, side_of(a, findings), asked, tuple(findings)
    )


def names(words: str, cited: str) -> bool:
    """Whether words name a provision, itself or one that holds it.

    >>> names("Article II", "Outer Space Treaty, Article II"), names("art 2", "Outer Space Treaty, Article II")
    (True, True)
    >>> names("Article II", "Outer Space Treaty, Article III"), names("article 8", "Law of 20 July 2017, Art. 8(1)")
    (False, True)
    >>> names("51 USC 51303", "51 U.S.C. 51303"), names("OST Article II", "Outer Space Treaty, Article II")
    (True, False)
    """
    wanted, given = tokens(words), tokens(cited)
    starts = [n for n in range(len(given) - len(wanted) + 1) if given[n : n + len(wanted)] == wanted]
    if starts:
        return True
    # the instrument and the provision may stand apart: "Outer Space Treaty Article II"
    at = next((n for n, token in enumerate(wanted) if token in _FIRST), 0)
    here = next((n for n, token in enumerate(given) if token in _FIRST), 0)
    head, tail = wanted[:at], wanted[at:]
    if not at or not here or given[here : here + len(tail)] != tail:
        return False
    return all(token in given[:here] for token in head)


def tokens(text: str) -> list[str]:
    """The words and numbers of a citation; Roman numerals after "Article" as numbers."""
    found: list[str] = []
    plain = re.sub(r"\b(?:[a-z]\.)+", lambda found: found[0].replace(".", "") + " ", text.lower())  # U.S.C. is USC
    for token in re.findall(r"§|[^\W_]+", plain):
        same = _SAME.get(token, token)
        if found and found[-1] in _FIRST and set(same) <= set(_ROMAN):
            same = str(_number(same))
        found.append(same)
    return found


def _number(roman: str) -> int:
    values = [_ROMAN[letter] for letter in roman]
    return sum(-v if n + 1 < len(values) and v < values[n + 1] else v for n, v in enumerate(values))


def _cited(knowledge: m.Knowledge, rules: Iterable[m.Rule]) -> str:
    """Several rules of one provision by what their citations have in common."""
    cites = list(dict.fromkeys(citation(knowledge, rule) for rule in rules))
    shortest = min(cites, key=len)
    return shortest if all(one.startswith(shortest) for one in cites) else f"{shortest} and {len(cites) - 1} more"


def _turns(findings: list[Finding]) -> tuple[int, int]:
    """How much turns on some findings: the most pressing that weighs, then how many apply."""
    weighing = [PRESSING[f.result] for f in findings if f.weighs and not f.perhaps]
    return max(weighing, default=-1), sum(f.applicable for f in findings)


def _in_order(a: Assessment, findings: Iterable[Finding]) -> list[Finding]:
    """Those that concern someone for certain first, of these the client and its States, the most pressing first."""
    return sorted(findings, key=lambda f: (f.perhaps, f.bearer not in a.reaches, -PRESSING[f.result], f.bearer))


# --- in words ---

_WHO = {
    "client": "you", "other-party": "another party", "state": "a State", "authority": "an authority",
    "sources": "published sources",
}  # fmt: skip


def as_lines(a: Assessment, found: About, depth: str = "chain") -> list[str]:
    """The answer as plain lines: the verdict, what is missing, then each finding."""
    out = [f"{found.title} · {a.mission.title} · law of {day_words(a)}", ""]
    sides = {"on the prevailing readings": found.side.dominant, "on every serious reading": found.side.every_reading}
    told = [f for f in found.findings if f.applicable or f.result == "dormant"]
    waiting = [f for f in told if f.perhaps or RESULTS[f.result].unsettled]
    if found.side.every_reading.word == "no-duty-found" and waiting:
        out.append("NOT SETTLED: it is open whether it concerns anyone in this mission")
    else:
        out += [f"{VERDICT_WORDS[v.word].upper()}, {on}: {grade_of(v)}" for on, v in sides.items()]
    if found.others:
        out.append(f"The same words name {', '.join(found.others)}. Name the instrument to ask about another.")
    out.append("")
    if found.missing:
        out.append(f"Missing: {counted(len(found.missing), 'answer')}")
        out += [f"- {q.text} (from {_WHO[q.who]}) {q.why}" for q in found.missing]
    elif waits := dict.fromkeys(x.label for f in waiting for x in f.missing):
        out.append(f"Missing: {'; '.join(waits)}. `regolex assess` says who can tell.")
    else:
        out.append("Missing: nothing.")
    if not found.findings or not told:
        out += ["", "It concerns no one in this mission."]
    for f in told:
        out += ["", *finding_lines(a, f, depth)]
    rest = len(found.findings) - len(told)
    if rest:
        out += ["", f"{counted(rest, 'further finding does', 'further findings do')} not apply."]
    return out


def finding_lines(a: Assessment, f: Finding, depth: str = "chain") -> list[str]:
    """One finding in at most a screen."""
    subject = "" if f.subject == "mission" else f" · {a.name(f.subject)}"
    perhaps = " (if it concerns it)" if f.perhaps else ""
    head = f"{RESULTS[f.result].heading}: {citation(a.knowledge, f.rule)} · {a.name(f.bearer)}{subject}{perhaps}"
    body = str(x.text(a, x.explain(a, f, depth), None)).splitlines()
    if len(body) + 1 > SCREEN:
        more = len(body) + 2 - SCREEN
        body = [*body[: SCREEN - 2], f"  … {more} more lines: regolex explain MISSION {f.rule.id} --depth proof"]
    return [head, *body]


def as_json(a: Assessment, found: About, depth: str = "chain") -> dict[str, Any]:
    """Plain values."""
    return {
        "provision": found.title, "others": list(found.others), "rules": list(found.rules),
        "verdict": msgspec.to_builtins(found.side),
        "missing": [msgspec.to_builtins(q) for q in found.missing],
        "findings": [x.as_json(a, x.explain(a, f, depth), None) for f in found.findings],
    }  # fmt: skip


__all__ = ["SCREEN", "About", "about", "as_json", "as_lines", "finding_lines", "names", "tokens"]
