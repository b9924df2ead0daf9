"""The tables. What they are today; how an older database becomes this one is in ``migrations``."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

LATEST = "0002"  # the migration that leads to these tables

metadata = MetaData()

cases = Table(
    "cases", metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("deleted_at", String(32)),
    Column("deleted_by", String(64)),
)  # fmt: skip

versions = Table(
    "versions", metadata,
    Column("case_id", String(32), ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", String(32), nullable=False),
)  # fmt: skip

# what a list shows of a case, worked out from one version of it: never part of the case
summaries = Table(
    "summaries", metadata,
    Column("case_id", String(32), ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("summary", Text, nullable=False),
)  # fmt: skip

# --- a team on one server ---

people = Table(
    "people", metadata,
    Column("id", String(32), primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("first_at", String(32), nullable=False),
    UniqueConstraint("issuer", "subject", name="uq_people_issuer_subject"),
)  # fmt: skip

shares = Table(
    "shares", metadata,
    Column("case_id", String(32), ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("person", String(32), ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("access", String(8), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", String(32), nullable=False),
)  # fmt: skip

# who answers a question or does a task; ``about`` names it, ``words`` are how it is shown
assignments = Table(
    "assignments", metadata,
    Column("case_id", String(32), ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("about", String(255), primary_key=True),
    Column("person", String(32), ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("words", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", String(32), nullable=False),
    Column("done_at", String(32)),
)  # fmt: skip

comments = Table(
    "comments", metadata,
    Column("id", String(32), primary_key=True),
    Column("case_id", String(32), ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("about", String(255), nullable=False),
    Column("text", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("at", String(32), nullable=False),
)  # fmt: skip

# a link for someone who does not sign in; the database does not hold the secret in it
links = Table(
    "links", metadata,
    Column("id", String(32), primary_key=True),
    Column("case_id", String(32), ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("words", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", String(32), nullable=False),
    Column("until", String(32), nullable=False),
    Column("revoked_at", String(32)),
)  # fmt: skip

# --- the log ---

# each entry holds the hash of the one before it
log = Table(
    "log", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", String(64), nullable=False),
    Column("case_id", String(32), nullable=False),
    Column("action", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_log_case_id", "case_id"),
)  # fmt: skip

# one row: the end of the log, which everyone who writes takes hold of first
head = Table(
    "head", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)  # fmt: skip
