"""Wording of facts, values, provisions and clauses, shared by explanations and summaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.outlook import DOUBT, SETTLED, UNDECIDED
from regolex.engine.proof import Proof, Used
from regolex.engine.truth import FALSE, TRUE
from regolex.law import model as m
from regolex.law.citation import in_full
from regolex.law.wording import with_article

WHY_MISSING = {
    "not-asked": "not asked", "dont-know": "not known", "undecided": "not decided",
    "too-broad": "answered too broadly", "doubt": "left open by the participation table",
}  # fmt: skip
COMPARISONS = {
    "is": "is", "already": "is already", "is_a": "is a kind of", "includes": "includes", "includes_itself": "names itself",
    "one_of": "is one of", "at_least": "is at least", "more_than": "is more than", "at_most": "is at most",
    "below": "is below", "before": "is before", "after": "is after",
}  # fmt: skip
_CLAUSES = {
    "instance": "the rule applies", "applies-when": "its conditions are fulfilled", "met-when": "what it requires is done",
    "breached-when": "what it prohibits is done", "granted-when": "the conditions of the right are fulfilled",
    "all": "all of these", "any": "at least one of these", "not": "not the following", "some": "at least one of the list",
    "every": "every one of the list", "bearer": "the role to which the rule is addressed",
    "arises-from-breach": "another rule is breached, from which this one follows",
}  # fmt: skip


def plain(text: str) -> str:
    """A text with round brackets in place of square ones, which explanations reserve for identities."""
    return text.replace("[", "(").replace("]", ")")


def value_words(a: Assessment, value: Any) -> str:
    """A value in words."""
    k = a.knowledge
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ", ".join(value_words(a, item) for item in value) or "none"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    doubtful, work = text.startswith("?"), text.lstrip("?")
    for instrument in k.instruments.values():
        if instrument.work == work:
            return instrument.short + (" (doubtful)" if doubtful else "")
    if text in k.states:
        return k.states[text]
    if text in k.taxa:
        return k.taxa[text].label
    return plain(a.name(text)) if ":" in text or text in ("mission", "?") else plain(text).replace("-", " ")


def fact_words(a: Assessment, used: Used) -> str:
    """One fact with its value: ``State of organisation of Acme: Luxembourg``."""
    label, name, shown = fact_parts(a, used)
    return f"{label}{f' of {name}' if name else ''}: {shown}" if shown else label


def fact_parts(a: Assessment, used: Used) -> tuple[str, str, str]:
    """One fact: its label, whose it is where it is not that of the mission, and its value."""
    if not used.fact:
        return f"list of {a.knowledge.kinds[used.part].list_name} not stated", "", ""
    label = a.knowledge.facts[used.fact].label
    name = "" if used.part == "mission" else plain(a.name(used.part))
    if used.state == "missing":
        shown = WHY_MISSING.get(used.why, "not known")
    elif used.state == "does-not-arise":
        shown = "does not arise"
    else:
        shown = value_words(a, used.value)
    if used.stated:
        shown += f" (stated: {value_words(a, used.stated)})"
    return label, name, shown


def origin_words(used: Used) -> str:
    """Where a fact comes from."""
    if used.origin == "derived":
        return "from the participation table"
    if used.state == "missing":
        return ""
    said = "stated" + (f" by {plain(used.by)}" if used.by else "") + (f" on {used.on}" if used.on else "")
    reason = f", because {plain(used.why)}" if used.state == "does-not-arise" and used.why else ""
    return said + reason + (f", source: {plain(used.source)}" if used.source else "")


def provision_words(knowledge: m.Knowledge, provision: str) -> str:
    """A provision cited in the style of its instrument: ``Outer Space Treaty, Article II``."""
    instrument = knowledge.instruments[provision.partition("#")[0]]
    label = next(p.label for p in instrument.provisions if p.id == provision)
    return in_full(instrument.short, label)


def provisions_of(knowledge: m.Knowledge, proof: Proof) -> tuple[str, ...]:
    """The provisions that one clause rests on, without those of the clauses inside it."""
    if proof.word == "exception":
        return (proof.note,)
    if proof.word == "condition":
        defined = knowledge.conditions[proof.about].provision
        return (defined,) if defined else ()
    if proof.word in ("definition", "displaced-by"):
        return tuple(c.provision for c in knowledge.rules[proof.about].cites)
    if proof.word == "arises-from-breach":
        rules = proof.about.split(", ")
        return tuple(dict.fromkeys(c.provision for rule in rules for c in knowledge.rules[rule].cites))
    return ()


def clause_words(a: Assessment, proof: Proof) -> str:
    """What one clause says, without the clauses inside it."""
    k = a.knowledge
    if proof.word in ("bound", "in-force"):
        instrument = k.instruments.get(proof.about)
        name = instrument.short if instrument else value_words(a, proof.about)
        if proof.word == "in-force":
            return f"{with_article(name)} is in force"
        return f"the State is bound by {with_article(name)}" + (f": {plain(proof.note)}" if proof.note else "")
    if proof.word == "fact":
        asked = "" if proof.operand is None else f"{COMPARISONS[proof.comparison]} {_operand(a, proof)}"
        facts = "; ".join(fact_words(a, used) for used in proof.facts)
        said = facts + (f" (condition: {asked})" if asked else "")
    elif proof.word == "given":
        said = "; ".join(fact_words(a, used) for used in proof.facts) + " (condition: has a value)"
    elif proof.word == "role":
        holder = f" of {value_words(a, proof.operand)}" if proof.operand else ""
        said = f"the role{holder}: {k.roles[proof.about].label}"
    elif proof.word == "under":
        said = f"reading {proof.note}"
    elif proof.word == "condition":
        said = plain(proof.note).rstrip(".")
    elif proof.word == "item":
        return plain(a.name(proof.label))
    elif proof.word in ("exception", "definition", "displaced-by"):
        lead = {"exception": "exception: ", "definition": "defined: ", "displaced-by": "displaced: "}[proof.word]
        return lead + plain(proof.label)
    else:
        said = _CLAUSES.get(proof.word, proof.word)
    if proof.word in ("some", "every", "role") and proof.facts:
        said += "; " + "; ".join(fact_words(a, used) for used in proof.facts)
    return f"{plain(proof.label)}: {said}" if proof.label and proof.word not in ("bearer", "instance") else said


def _operand(a: Assessment, proof: Proof) -> str:
    if isinstance(proof.operand, tuple):
        return " or ".join(value_words(a, item) for item in proof.operand)
    return value_words(a, proof.operand)


def grounds(a: Assessment, proof: Proof) -> list[str]:
    """The facts at the leaves of a decisive proof, or a sentence for a leaf without a fact."""
    return list(dict.fromkeys(_grounds(a, proof)))


def _grounds(a: Assessment, proof: Proof) -> Iterator[str]:
    yes = proof.truth == TRUE
    if proof.word == "in-force":
        if not yes:
            sure = "is not" if proof.truth == FALSE else "is not certain to be"
            yield f"{with_article(a.knowledge.instruments[proof.about].short)} {sure} in force on {a.on}"
    elif proof.word == "bound":
        if not yes:
            sure = "is not" if proof.truth == FALSE else "is not certain to be"
            yield f"{with_article(value_words(a, proof.about))} {sure} binding on it ({plain(proof.note)})"
    elif proof.word == "bearer" and proof.truth == FALSE:
        yield "it does not hold the role of " + " or ".join(
            _lower(a.knowledge.roles[p.about].label) for p in proof.parts
        )
    elif proof.word == "under":
        yield f"reading {proof.note}"
    elif proof.word == "arises-from-breach":
        yield f"{'a' if yes else 'no'} rule is breached from which it follows"
    elif proof.word in ("some", "every") and not proof.parts and not proof.facts:
        kind = a.knowledge.kinds.get(proof.about)
        what = kind.label.lower() if kind else a.knowledge.facts[proof.about].label
        yield f"no {what} is stated"
    else:
        for used in proof.facts:
            yield fact_words(a, used)
        for part in proof.parts:
            yield from _grounds(a, part)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def outlook_words(a: Assessment, f: Finding) -> tuple[str, ...]:
    """The possible results of an open finding, in sentences; empty unless they were worked out."""
    o = f.outlook
    if o is None:
        return ()
    idle = listed([key_words(a, *key) for key in o.idle], 4)
    if o.state == SETTLED:
        return (f"Certain: {_result_words(f.result)}, whatever the answer to {idle}.",)
    if o.state == DOUBT:
        return ("Open whatever the answers: a source is in doubt.",)
    if o.state == UNDECIDED:
        return (f"Not determined whether an answer can change the result: {o.note}.",)
    seen = " or ".join(map(_result_words, o.possible))
    said = [f"Undetermined. Depending on the answers: {seen}." if seen else f"Undetermined: {o.note}."]
    for turn in o.turns:
        ways = (f"{_assumed(a, v)}: {_result_words(r)}" for v, r in zip(turn.values, turn.results, strict=True))
        others = "; assuming certain other answers" if turn.given else ""
        said.append(f"It depends on {key_words(a, turn.part, turn.fact)} ({'; '.join(ways)}{others}).")
    return (*said, f"It does not depend on {idle}.") if idle else tuple(said)


def key_words(a: Assessment, part: str, fact: str) -> str:
    """The label of a fact, or of a list: ``State of organisation (Acme)``."""
    if not fact:
        return f"the list of {a.knowledge.kinds[part].list_name}" if part in a.knowledge.kinds else "a list"
    label = a.knowledge.facts[fact].label
    return label if part == "mission" else f"{label} ({plain(a.name(part))})"


def _assumed(a: Assessment, value: Any) -> str:
    return "does not arise" if value is None else value_words(a, value)


def _result_words(result: str) -> str:
    return {"open": "open because the sources are in doubt", "not-applicable": "not applicable"}.get(
        result, result.replace("-", " ")
    )


def compared(on: date | None, against: str, by: str = "") -> str:
    """When a rule was compared with the text, with whose copy, and by whom where it was not the maintainers.

    >>> compared(date(2026, 11, 22), "eCFR snapshot of 3 October 2026, part 450")
    'Compared with the text on 2026-11-22 (eCFR snapshot of 3 October 2026, part 450).'
    >>> compared(None, "")
    'Not yet compared with the text.'
    """
    if on is None:
        return "Not yet compared with the text."
    return f"Compared with the text on {on}{f' by {by}' if by else ''}{f' ({against})' if against else ''}."


def weight_words(weight: str) -> str:
    """The weight of a reading in words.

    >>> weight_words("dominant"), weight_words("strong-minority")
    ('prevailing', 'strong minority')
    """
    return {"dominant": "prevailing"}.get(weight, weight.replace("-", " "))


def listed(items: Iterable[str], most: int = 3, sign: str = "; ") -> str:
    """The first few of a list and how many more there are.

    >>> listed(["a", "b", "c", "d", "e"])
    'a; b; c; and 2 more'
    """
    found = list(items)
    rest = len(found) - most
    return sign.join(found[:most]) + (f"{sign}and {rest} more" if rest > 0 else "")


__all__ = [
    "clause_words",
    "compared",
    "fact_parts",
    "fact_words",
    "grounds",
    "key_words",
    "listed",
    "origin_words",
    "outlook_words",
    "plain",
    "provision_words",
    "provisions_of",
    "value_words",
    "weight_words",
]
