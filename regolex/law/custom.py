"""Provisions of a treaty that are held to bind as custom: towards States that are not parties, on the readings that say so."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from regolex.errors import nearest
from regolex.law import corpus_forms as f
from regolex.law import model as m
from regolex.law.folder import Folder
from regolex.law.source import Document


def stated_custom(card: f.CardForm, version: str) -> tuple[m.Custom, ...]:
    """What a card says; whether its provisions and readings exist is asked by :func:`check_custom`."""
    found = []
    for item in card.custom:
        question = item.under[0].partition(":")[0]
        readings = tuple(name.partition(":")[2] for name in item.under)
        found.append(m.Custom(f"{version}#{item.provision}", question, readings))
    return tuple(found)


def check_custom(folder: Folder, instruments: Mapping[str, m.Instrument], questions: Mapping[str, m.Question]) -> None:
    """Look at the cards once more, now that the questions are known."""
    for path, name in folder.files("corpus/**/card.yaml"):
        document = folder.document(path, name)
        if isinstance(document.data, dict) and "custom" in document.data:
            card = folder.form(document, f.CardForm)
            instrument = card and instruments.get(f"{card.instrument}@{card.version}")
            if card and instrument:
                _check(document, card, instrument, questions)
                folder.done(document)


def _check(document: Document, card: f.CardForm, instrument: m.Instrument, questions: Mapping[str, m.Question]) -> None:
    """Complain of provisions and readings that do not exist, and of readings of several questions in one entry."""
    pinpoints = [p.pinpoint for p in instrument.provisions]
    for i, item in enumerate(card.custom):
        if item.provision not in pinpoints:
            document.complain(
                "K121", ("custom", i, "provision"), f"{instrument.version} has no provision #{item.provision}",
                hint=nearest(item.provision, pinpoints),
            )  # fmt: skip
        first = item.under[0].partition(":")[0]
        for j, name in enumerate(item.under):
            question, _, reading = name.partition(":")
            known = questions.get(question)
            ids = [f"{question}:{r.id}" for r in known.readings] if known else []
            if known is None or name not in ids or question != first:
                document.complain(
                    "K127", ("custom", i, "under", j), f"no reading {reading!r} of {first}",
                    expected="readings of one question, as question:reading", hint=nearest(name, ids or questions),
                )  # fmt: skip


def with_custom(rule: m.Rule, instrument: m.Instrument) -> m.Rule:
    """The rule with the custom that it states: a duty of States whose operative provision is held to be custom."""
    if rule.defines or rule.holder != "State" or not rule.cites:
        return rule
    found = next((c for c in instrument.custom if c.provision == rule.cites[0].provision), None)
    return msgspec.structs.replace(rule, custom=found) if found else rule


__all__ = ["check_custom", "stated_custom", "with_custom"]
