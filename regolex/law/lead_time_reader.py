"""Reads the files of lead times and checks that what they name exists and that no procedure waits for itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal

import networkx as nx
from pydantic import Field

from regolex.errors import nearest
from regolex.law import lead_times as lt
from regolex.law.folder import Folder
from regolex.law.form import Form, IsoDay, Level, RuleId, Slug, State, Text
from regolex.law.source import Document, Where

INTERNATIONAL = "INT"  # no State's: an organisation, or the market


class DurationForm(Form):
    """A time in words, and counted where the source allows it."""

    says: Text
    months: int = Field(0, ge=0)
    days: int = Field(0, ge=0)
    more_months: int = Field(0, ge=0, description="by which the authority can prolong it")
    more_days: int = Field(0, ge=0)
    starts: Text | None = Field(None, description="what starts the clock")
    source: Text | None = None
    confidence: Level


class FeeAmountForm(Form):
    """A fee by its parameters."""

    least: Text | None = None
    most: Text | None = None
    inside: list[Text] = Field([], description="parameters of payments that are a part of this fee")


class FeeForm(Form):
    """What a procedure costs."""

    says: Text
    known: lt.FeeKind = Field(description="market: a price, such as a premium; no fee")
    amounts: list[FeeAmountForm] = Field([], description="the fee by its parameters")
    year: Text | None = None
    source: Text | None = None
    confidence: Level


class LaneForm(Form):
    """What decides that a procedure is taken, and no other one for the same permit."""

    fact: Text
    one_of: list[Slug] = Field(min_length=1, description="the answers that mean this procedure")


class ProcedureForm(Form):
    """One procedure before an authority."""

    state: State = Field(description="the State of the authority; INT for none")
    procedure: Text
    authority: Text
    owner: Literal["client", "other-party", "state"]
    owner_words: Text
    statutory: DurationForm
    usual: DurationForm
    fee: FeeForm
    needed: Literal["before-launch", "before-contract", "after-launch"]
    days_before: int = Field(0, ge=0, description="days before the launch by which it must be done")
    rules: list[RuleId] = Field([], description="rules whose tasks it carries out")
    touched_by: list[Text] = Field([], description="facts that bring it in, by naming its State or being true")
    only_if: Text | None = None
    needs: list[Slug] = Field([], description="procedures that must come first")
    lane: LaneForm | None = Field(
        None, description="the answer that decides between this procedure and others for the same permit"
    )
    late: Text | None = Field(None, description="what can be done, and what follows, where the latest start has passed")
    note: Text | None = None


class LeadTimesForm(Form):
    """The procedures of one State or of none."""

    as_of: IsoDay | None = Field(None, description="the day for which the times and fees of the file are stated")
    lead_times: dict[Slug, ProcedureForm]


class LeadTimeReader:
    """Reads the lead times of one folder; problems go to the folder."""

    def __init__(
        self, folder: Folder, rules: Collection[str], facts: Collection[str], parameters: Collection[str],
        states: Collection[str],
    ) -> None:  # fmt: skip
        self.folder = folder
        self.known = {"rule": rules, "fact": facts, "parameter": parameters, "State": [*states, INTERNATIONAL]}

    def read(self) -> dict[str, lt.Procedure]:
        """Every procedure by its name."""
        found: dict[str, lt.Procedure] = {}
        places: dict[str, Document] = {}
        for path, name in self.folder.files("corpus/lead-times/*.yaml"):
            document = self.folder.document(path, name)
            form = self.folder.form(document, LeadTimesForm)
            for slug, item in (form.lead_times if form else {}).items():
                self._check(document, ("lead_times", slug), item)
                found[slug] = _procedure(slug, item, form.as_of if form else None)
                places[slug] = document
        self._order(found, places)
        for document in dict.fromkeys(places.values()):
            self.folder.done(document)
        return found

    def _check(self, document: Document, where: Where, item: ProcedureForm) -> None:
        parameters = [name for fee in item.fee.amounts for name in (fee.least, fee.most, *fee.inside) if name]
        facts = [*item.touched_by, *([item.lane.fact] if item.lane else [])]
        for sort, code, names in (
            ("rule", "K126", item.rules), ("fact", "K123", facts), ("parameter", "K151", parameters),
            ("State", "K134", [item.state]),
        ):  # fmt: skip
            for name in names:
                if name not in self.known[sort]:
                    document.complain(code, where, f"there is no {sort} {name!r}", hint=nearest(name, self.known[sort]))

    def _order(self, found: Mapping[str, lt.Procedure], places: Mapping[str, Document]) -> None:
        graph: nx.DiGraph[str] = nx.DiGraph()
        for slug, item in found.items():
            for other in item.needs:
                if other not in found:
                    places[slug].complain(
                        "K151", ("lead_times", slug, "needs"), f"there is no procedure {other!r}",
                        hint=nearest(other, found),
                    )  # fmt: skip
                graph.add_edge(slug, other)
        for cycle in sorted(nx.simple_cycles(graph)):
            first = min(name for name in cycle)
            places[first].complain(
                "K152", ("lead_times", first, "needs"), "each of these must come first: " + " -> ".join(cycle),
                expected="procedures that do not wait for one another",
            )  # fmt: skip


def _procedure(slug: str, item: ProcedureForm, as_of: date | None) -> lt.Procedure:
    fee = lt.Fee(
        item.fee.says, item.fee.known,
        tuple(lt.FeeAmount(one.least or "", one.most or "", tuple(one.inside)) for one in item.fee.amounts),
        item.fee.year or "", item.fee.source or "", item.fee.confidence,
    )  # fmt: skip
    return lt.Procedure(
        slug, item.state, item.procedure, item.authority, item.owner, item.owner_words, _duration(item.statutory),
        _duration(item.usual), fee, item.needed, item.days_before, tuple(item.rules), tuple(item.touched_by),
        item.only_if or "", tuple(item.needs), item.note or "", as_of, item.lane.fact if item.lane else "",
        tuple(item.lane.one_of) if item.lane else (), item.late or "",
    )  # fmt: skip


def _duration(form: DurationForm) -> lt.Duration:
    return lt.Duration(
        form.says, form.months, form.days, form.more_months, form.more_days, form.starts or "", form.source or "",
        form.confidence,
    )  # fmt: skip


__all__ = ["LeadTimeReader", "LeadTimesForm"]
