"""Contradictions between the sentence of a rule and its conditions: numbers, dates and States."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from regolex.law import model as m
from regolex.law.order import conditions_of, walk

_UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
_TENS = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: Decimal(n) for n, word in enumerate(_UNITS)} | {t: Decimal(30 + 10 * n) for n, t in enumerate(_TENS)}
_SCALES = {"hundred": Decimal(100), "thousand": Decimal(1000), "million": Decimal(10**6), "billion": Decimal(10**9)}
_MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip

_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_AMOUNT = rf"\d[\d,]*(?:\.\d+)?(?:e-?\d+)?|(?:{'|'.join(['twenty', *_TENS])})-(?:{'|'.join(_UNITS[1:10])})|{_WORD}"
_NUMBER = re.compile(rf"(?<![\w.])({_AMOUNT})(?:[ ]({'|'.join(_SCALES)}))?(?![\w-])", re.IGNORECASE)
_RATIO = re.compile(rf"\bone in ({_AMOUNT})(?:[ ]({'|'.join(_SCALES)}))?", re.IGNORECASE)
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})\b")
# a date that names a law or an amount of its time ("Law of 20 July 2017"), and the place of a provision
_DATED = re.compile(rf"\bof (?=\d{{1,2}} (?:{'|'.join(_MONTHS)}) \d{{4}})" + _DATE.pattern[2:-2])
_PLACE = re.compile(
    r"\b(?:Articles?|Arts?\.|sections?|ss?\.|paragraphs?|parts?|entry|chapter|title|tier|category|law|Form|no\.|CFR|U\.S\.C\.|"
    r"Pub\. L\.|res\.|ECCN|resolution)(?: of)? ?[\dIVX][\w().–-]*(?:(?:, | and | or | to )[\dIVX(][\w().–-]*(?!,?\d))*",
    re.IGNORECASE,
)  # fmt: skip


_Names = frozenset[object]


def contradictions(knowledge: m.Knowledge) -> Iterator[tuple[str, str]]:
    """Rules whose sentence and conditions name different numbers, dates or States, with what each names.

    A rule is reported if its conditions use something that its sentence does not name and, at the same time, its
    sentence names something that none of its conditions uses.
    It is not a contradiction if a sentence only adds something or only omits something.
    """
    states = _finder(knowledge)
    for rule in knowledge.rules.values():
        sentence = " ".join([rule.reads, *_exceptions(rule.exceptions)])
        own = rule.id.split("/")[1].upper()  # a national law names its own State without a condition
        for kind, in_conditions, of_text in (
            ("numbers", _numbers_used(knowledge, rule), numbers),
            ("dates", _dates_used(rule), dates),
            ("States", _states_used(knowledge, rule), states),
        ):
            unnamed = [same for same in in_conditions if not same & of_text(sentence)]
            unused = of_text(sentence).difference({own}, *in_conditions)
            if unnamed and unused:
                used = ", ".join(sorted(_shown(min(same, key=str)) for same in unnamed))
                said = ", ".join(sorted(map(_shown, unused)))
                yield rule.id, f"its conditions use the {kind} {used}, its text says {said}"


def _shown(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _exceptions(exceptions: tuple[m.LegalException, ...]) -> Iterator[str]:
    for item in exceptions:
        yield item.reads
        yield from _exceptions(item.exceptions)


def _compared(rule: m.Rule) -> Iterator[m.Compare]:
    conditions = [*conditions_of(rule), *(item.when for item in rule.displaces if item.when)]
    yield from (node for c in conditions for node in walk(c) if isinstance(node, m.Compare))


# --- what the conditions use: each entry is a set of equivalent values ---


def _numbers_used(knowledge: m.Knowledge, rule: m.Rule) -> list[_Names]:
    found: list[_Names] = []
    for node in _compared(rule):
        if node.operand.how == "parameter":
            values = knowledge.parameters[node.operand.word].values
            found.append(frozenset(value.value for value in values))
        elif node.operand.number:
            found.append(frozenset({node.operand.number}))
    return found


def _dates_used(rule: m.Rule) -> list[_Names]:
    """Each date with its equivalent: before 1 October means not later than 30 September."""
    shift = {"before": timedelta(days=-1), "after": timedelta(days=1)}
    days = [(node.operand.day, shift.get(node.word, timedelta())) for node in _compared(rule) if node.operand.day]
    return [frozenset({day, day + other}) for day, other in days]


def _states_used(knowledge: m.Knowledge, rule: m.Rule) -> list[_Names]:
    words = [w for node in _compared(rule) for w in (node.operand.word, *node.operand.words)]
    return [frozenset({word}) for word in words if word in knowledge.states]


# --- what a text names ---


def numbers(text: str) -> _Names:
    """Numbers in figures and words, without those of dates, laws and provisions; a bare "one" does not count."""
    text = _PLACE.sub(" ", _DATE.sub(" ", text))
    found: set[object] = {1 / _value(*match.groups()) for match in _RATIO.finditer(text)}
    for match in _NUMBER.finditer(_RATIO.sub(" ", text)):
        if match[1].lower() not in ("zero", "one"):
            found.add(_value(*match.groups()))
    return frozenset(found)


def _value(word: str, scale: str | None) -> Decimal:
    word = word.lower()
    figures = word[0].isdigit()
    value = Decimal(word.replace(",", "")) if figures else sum((_WORDS[w] for w in word.split("-")), Decimal(0))
    return value * _SCALES[scale.lower()] if scale else value


def dates(text: str) -> _Names:
    """Dates in a text, without those in the name of a law."""
    found = _DATE.findall(_DATED.sub(" ", text))
    return frozenset(date(int(year), _MONTHS.index(month) + 1, int(day)) for day, month, year in found)


def _finder(knowledge: m.Knowledge) -> Callable[[str], _Names]:
    """A function that finds States by name; sentences call the Russian Federation "Russia"."""
    codes = {name: code for code, name in knowledge.states.items()}
    codes |= {name.removesuffix("n Federation"): code for name, code in codes.items() if name.endswith("n Federation")}
    names = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(codes, key=len, reverse=True)))})\b")
    return lambda text: frozenset(codes[name] for name in names.findall(text))
