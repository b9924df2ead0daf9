"""The kinds of norm: what each requires of its bearer, the results it can have, and its wording in every output format.

To add a kind, add a row here, its name to ``RuleKind`` in :mod:`regolex.law.model` and to ``ontology/norms.ttl``;
``tests/knowledge/test_norms.py`` fails until the three agree.

>>> NORMS["prohibition"].good, NORMS["right"].weighs
('respected', False)
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

Polarity = Literal["requires", "forbids", "gives", "defines"]


class Norm(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of norm.

    ``test`` is the key of a rule file that decides it; ``good`` and ``bad`` are its results when the test is decided;
    ``weighs`` says whether a verdict may rest on it. ``asks`` completes "open whether ..."; ``breach`` is the sentence
    for a breach. ``odrl`` (property and class) and ``legalruleml`` are its names in those languages.
    """

    name: str
    polarity: Polarity
    test: str
    good: str = ""
    bad: str = ""
    asks: str = ""
    breach: str = ""
    odrl: tuple[str, str] = ("", "")
    legalruleml: str = ""

    @property
    def weighs(self) -> bool:
        """Whether it requires or prohibits something; rights and permissions never decide a verdict."""
        return self.polarity in ("requires", "forbids")

    @property
    def gives(self) -> bool:
        """Whether it is a right or a permission."""
        return self.polarity == "gives"

    @property
    def forbids(self) -> bool:
        """Whether its test is the breach."""
        return self.polarity == "forbids"

    @property
    def results(self) -> tuple[str, ...]:
        """The definite results it can have if it applies, the good one first."""
        if self.gives:
            return (self.good, "granted-as-planned", self.bad)
        return (self.good, self.bad, "to-do") if self.weighs else ()

    @property
    def word(self) -> str:
        """The word of its test in a proof, such as ``met-when``."""
        return self.test.replace("_", "-")

    @property
    def term(self) -> str:
        """The property of its test in the ontology, such as ``metWhen``."""
        first, _, second = self.test.partition("_")
        return first + second.title()


NORMS: Final = {
    norm.name: norm
    for norm in (
        Norm(
            name="obligation", polarity="requires", test="met_when", good="met", bad="breached",
            asks="{bearer} meets {provision}",
            breach="It applies, and what it requires is not done, even once the plan is carried out.",
            odrl=("obligation", "Duty"), legalruleml="Obligation",
        ),
        Norm(
            name="condition", polarity="requires", test="met_when", good="met", bad="breached",
            asks="the condition of {provision} is fulfilled for {bearer}",
            breach="It applies, and the condition is not fulfilled, even once the plan is carried out.",
            odrl=("obligation", "Duty"),
        ),
        Norm(
            name="prohibition", polarity="forbids", test="breached_when", good="respected", bad="breached",
            asks="{bearer} respects {provision}", breach="It applies, and what it prohibits is done or planned.",
            odrl=("prohibition", "Prohibition"), legalruleml="Prohibition",
        ),
        Norm(
            name="permission", polarity="gives", test="granted_when", good="granted", bad="withheld",
            asks="{provision} permits this for {bearer}", odrl=("permission", "Permission"), legalruleml="Permission",
        ),
        Norm(
            name="right", polarity="gives", test="granted_when", good="granted", bad="withheld",
            asks="{bearer} has the right under {provision}", odrl=("permission", "Permission"), legalruleml="Right",
        ),
        Norm(name="definition", polarity="defines", test="holds_when"),
    )
}  # fmt: skip

# the words under which a proof shows the test of a norm
TEST_WORDS: Final = tuple(dict.fromkeys(norm.word for norm in NORMS.values() if norm.polarity != "defines"))

__all__ = ["NORMS", "TEST_WORDS", "Norm", "Polarity"]
