"""Reads the application packs and checks them against the corpus, the rules and the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Container

from regolex.errors import nearest
from regolex.law.folder import Folder
from regolex.law.pack_forms import PackForm, PackItemForm
from regolex.law.packs import Pack, PackDocument, PackItem
from regolex.law.source import Document, Where
from regolex.law.vocabulary import Vocabulary

FILES = "corpus/**/packs/*.yaml"


class PackReader:
    """Reads the files of one folder; problems go to the folder."""

    def __init__(
        self,
        folder: Folder,
        vocabulary: Vocabulary,
        known_provision: Callable[[Document, Where, str], object],
        rules: Container[str],
        states: Container[str],
    ) -> None:
        self.folder = folder
        self.vocabulary = vocabulary
        self.known_provision = known_provision
        self.rules = rules
        self.states = states

    def read(self) -> dict[str, Pack]:
        """Every pack by the name of its authority."""
        found: dict[str, Pack] = {}
        for path, name in self.folder.files(FILES):
            document = self.folder.document(path, name)
            form = self.folder.form(document, PackForm)
            if form:
                if form.pack != path.stem:
                    document.complain("K120", ("pack",), f"it says {form.pack}", expected=path.stem)
                if form.authority in found:
                    document.complain("K130", ("authority",), f"there is a second pack for {form.authority!r}")
                found[form.authority] = self._pack(document, form, name)
            self.folder.done(document)
        return found

    def _pack(self, document: Document, form: PackForm, name: str) -> Pack:
        if form.order != "international" and form.order not in self.states:
            document.complain("K134", ("order",), f"unknown State {form.order!r}")
        for i, fact in enumerate(form.applicants):
            self._fact(document, ("applicants", i), fact)
        for i, kind in enumerate(form.authorisations):
            if kind not in self.vocabulary.taxa:
                document.complain("K124", ("authorisations", i), f"there is no kind of authorisation {kind!r}")
        for i, rule in enumerate(form.asked_by):
            if rule not in self.rules:
                document.complain("K126", ("asked_by", i), f"there is no rule {rule!r}")
        documents = tuple(
            PackDocument(
                one.document,
                tuple(self._item(document, ("documents", i, "items", j), item) for j, item in enumerate(one.items)),
                one.when or "", one.note or "",
            )
            for i, one in enumerate(form.documents)
        )  # fmt: skip
        asked = form.form
        return Pack(
            form.pack, form.authority, form.order, form.title, form.addressed_to, form.filed_by, tuple(form.applicants),
            tuple(form.asked_by), documents, tuple(form.authorisations), asked.name if asked else "",
            (asked.url or "") if asked else "", asked.confidence.level if asked else "verified", form.note or "", name,
        )  # fmt: skip

    def _item(self, document: Document, where: Where, form: PackItemForm) -> PackItem:
        if (form.provision is None) == (form.basis is None):
            document.complain("106", where, "it names no ground, or two", expected="either a provision or a basis")
        if form.provision:
            self.known_provision(document, (*where, "provision"), form.provision)
        if form.confidence.level != "verified" and not form.confidence.note:
            document.complain("106", (*where, "confidence"), "the reason for the doubt is missing", expected="a note")
        for i, fact in enumerate(form.facts):
            self._fact(document, (*where, "facts", i), fact)
        return PackItem(
            form.says,
            form.provision or "",
            form.basis or "",
            tuple(form.facts),
            form.confidence.level,
            form.confidence.note or "",
        )

    def _fact(self, document: Document, where: Where, name: str) -> None:
        if name not in self.vocabulary.facts:
            hint = nearest(name, self.vocabulary.facts)
            document.complain("K123", where, f"there is no fact {name!r}", hint=hint)


__all__ = ["FILES", "PackReader"]
