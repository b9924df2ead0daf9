"""Every citation names its instrument once."""

from __future__ import annotations

import re

import regolex
from regolex.law.citation import in_full
from regolex.report.phrases import provision_words
from regolex.report.view import citation

K = regolex.load().knowledge


def test_no_citation_in_the_corpus_names_its_instrument_twice() -> None:
    seen = 0
    for instrument in K.instruments.values():
        for provision in instrument.provisions:
            said = in_full(instrument.short, provision.label)
            assert provision_words(K, provision.id) == said
            assert said.count(instrument.short) <= 1, said
            words = re.findall(r"\b[A-Z][\w.]+ [A-Z][\w.]+\b", said)
            assert len(words) == len(set(words)), said
            seen += 1
    assert seen > 500


def test_every_citation_says_where_it_stands() -> None:
    for rule in K.rules.values():
        instrument = K.instruments[rule.instrument]
        said = citation(K, rule)
        prefix = re.match(r"^(Article|Art\.|s\.) ", said)
        assert not prefix, f"{said} does not say of what"
        assert said != instrument.short


def test_the_accords_are_named_once() -> None:
    said = [citation(K, rule) for rule in K.rules.values() if "artemis" in rule.work]
    assert said
    assert all(one.startswith("Artemis Accords s. ") for one in said)
