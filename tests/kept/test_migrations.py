"""A database of an earlier Regolex becomes one of today and loses nothing; one of a later Regolex is left alone."""

from __future__ import annotations

import threading

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text as sql

from regolex.cases.database import Database, migrations
from regolex.cases.schema import LATEST, metadata
from regolex.cases.store import Store
from regolex.cases.verify import verify
from regolex.errors import CaseError


def test_the_migrations_lead_to_the_tables_of_today(empty_url: str) -> None:
    database = Database(empty_url)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []
    assert ScriptDirectory.from_config(migrations()).get_current_head() == LATEST
    database.close()


@pytest.mark.parametrize("revision", [s.revision for s in ScriptDirectory.from_config(migrations()).walk_revisions()])
def test_a_case_of_each_earlier_version_is_there_after_the_migration(empty_url: str, revision: str) -> None:
    fresh = Database(empty_url)
    with fresh.engine.connect() as connection:
        connection = connection.execution_options(regolex_writes=True)
        with connection.begin():
            for table in reversed(metadata.sorted_tables):
                connection.execute(sql(f"DROP TABLE {table.name}"))
            connection.execute(sql("DROP TABLE alembic_version"))
            config = migrations()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            connection.execute(
                sql("INSERT INTO cases (id, owner, version, created_at) VALUES (:id, '', 1, :at)"),
                {"id": "0" * 16, "at": "2026-01-01T00:00:00.000000Z"},
            )
            connection.execute(
                sql(
                    'INSERT INTO versions (case_id, number, title, text, settings, what, "by", at) '
                    "VALUES (:id, 1, 'Old', 'mission: old', '{}', '', '', :at)"
                ),
                {"id": "0" * 16, "at": "2026-01-01T00:00:00.000000Z"},
            )
    fresh.close()
    store = Store.open(empty_url)
    assert store.read("0" * 16).text == "mission: old"
    assert store.save("0" * 16, "mission: new", 1).version == 2
    store.close()


def test_a_database_of_a_later_version_is_left_as_it_is(url: str) -> None:
    store = Store.open(url)
    case = store.new("Drill", "mission: drill\n")
    with store.database.engine.begin() as connection:
        connection.execute(sql("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(CaseError) as newer:
        Store.open(url)
    assert newer.value.problems[0].code == "C504"
    with store.database.engine.begin() as connection:
        assert connection.execute(sql("SELECT version_num FROM alembic_version")).scalar() == "9999"
        connection.execute(sql(f"UPDATE alembic_version SET version_num = '{LATEST}'"))
    assert store.read(case.id) == case
    store.close()


def test_several_who_open_a_new_database_at_once_make_its_tables_once(empty_url: str) -> None:
    made: list[str] = []

    def one() -> None:
        store = Store.open(empty_url)
        made.append(store.new("Drill", "mission: drill\n").id)
        store.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = Store.open(empty_url)
    assert {card.id for card in store.list()} == set(made)
    assert len(made) == 4
    assert not verify(store.database).problems
    store.close()
