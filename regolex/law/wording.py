"""Sentences that agree with what is put into them: numbers with nouns, titles with articles."""

from __future__ import annotations

import re

_WITH_ARTICLE = re.compile(r"^United |(lands|Islands|Republic|Federation)$")
_END = re.compile(r"(?<!Art)(?<!Sec)(?<!\bs)(?<!ss)(?<!No)(?<!para)[;.](?:\s|$)")

_LISTS = {
    "authorisations": "Which permits are held or applied for, by you and by others who take part",
    "claims": "What claims (to ownership, priority or territory) does the plan make",
}


def list_question(list_name: str, besides: str = "") -> str:
    """The question for a list of parts; the answer is the list, or that there are none.

    >>> list_question("launches")
    'Which launches belong to the plan? List them, or say that there are none.'
    >>> list_question("claims")
    'What claims (to ownership, priority or territory) does the plan make? List them, or say that there are none.'
    """
    more = f" besides {besides}" if besides else ""
    asks = _LISTS.get(list_name, f"Which {list_name} belong to the plan")
    return f"{asks}{more}? List them, or say that there are none."


def counted(number: int, one: str, many: str = "") -> str:
    """A number with the noun or phrase that agrees with it; ``many`` is ``one`` with an s unless given.

    >>> counted(1, "provision"), counted(2, "provision"), counted(2, "rule applies", "rules apply")
    ('1 provision', '2 provisions', '2 rules apply')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def with_article(short: str) -> str:
    """The short title of an instrument in a sentence.

    >>> with_article("Outer Space Treaty"), with_article("51 U.S.C. ch. 509")
    ('the Outer Space Treaty', '51 U.S.C. ch. 509')
    """
    return f"the {short}" if short.split()[0][1:].islower() else short


def state_in_text(name: str) -> str:
    """The name of a State in a sentence.

    >>> state_in_text("Japan"), state_in_text("United States"), state_in_text("Netherlands"), state_in_text("Iceland")
    ('Japan', 'the United States', 'the Netherlands', 'Iceland')
    """
    return f"the {name}" if _WITH_ARTICLE.search(name) else name


def first_clause(text: str) -> str:
    """The text up to its first semicolon or full stop that ends no abbreviation and stands in no brackets.

    >>> first_clause("A fine of EUR 200,000 (Art. 11, I; II for a takeover); three years in prison")
    'A fine of EUR 200,000 (Art. 11, I; II for a takeover)'
    """
    for end in _END.finditer(text):
        head = text[: end.start()]
        if head.count("(") <= head.count(")"):
            return head
    return text
