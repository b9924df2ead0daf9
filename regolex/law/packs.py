"""Application packs: what an application to an authority has to contain, by document, each item with its provision."""

from __future__ import annotations

from regolex.law.value import Confidence, Struct


class PackItem(Struct, frozen=True):
    """One thing that a document has to say.

    ``provision`` is the provision that asks for it, or empty where what asks is not encoded: then ``basis`` names it.
    ``facts`` are the facts of a mission that fill it; without any, it has to be written or obtained.
    """

    says: str
    provision: str = ""
    basis: str = ""
    facts: tuple[str, ...] = ()
    confidence: Confidence = "verified"
    note: str = ""


class PackDocument(Struct, frozen=True):
    """One document or statement of an application."""

    title: str
    items: tuple[PackItem, ...]
    when: str = ""
    note: str = ""


class Pack(Struct, frozen=True):
    """The pack of one authority.

    ``applicants`` are the facts that name the parties whose data it takes; ``asked_by`` the rules by which a plan meets the
    authority. ``authorisations`` are the kinds of authorisation it is about.
    """

    id: str
    authority: str
    order: str  # "international" or a State code
    title: str
    addressed_to: str
    filed_by: str
    applicants: tuple[str, ...]
    asked_by: tuple[str, ...]
    documents: tuple[PackDocument, ...]
    authorisations: tuple[str, ...] = ()
    form: str = ""
    form_url: str = ""
    form_confidence: Confidence = "verified"
    note: str = ""
    file: str = ""


__all__ = ["Pack", "PackDocument", "PackItem"]
