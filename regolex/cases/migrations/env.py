"""Where Alembic begins: it takes the connection it is handed, within the transaction that is open on it."""

from __future__ import annotations

from alembic import context

from regolex.cases.schema import metadata


def run() -> None:
    """Carry out the migrations that were asked for."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    context.run_migrations()


if hasattr(context, "config"):  # only where Alembic runs it
    run()
