"""The log is sealed: what is changed without it, or in it, is noticed."""

from __future__ import annotations

import pytest
from sqlalchemy import text as sql

from regolex.cases import assignments, comments, links, log, sharing
from regolex.cases.case import WRITE
from regolex.cases.people import arrived
from regolex.cases.store import Store
from regolex.cases.verify import verify


@pytest.fixture
def busy(store: Store) -> Store:
    """A database in which everything that is logged has happened."""
    ada, ben = (arrived(store, "https://login.example", n, f"{n}@example.org", n) for n in ("ada", "ben"))
    hers = store.of(ada.id)
    case = hers.new("Drill", "mission: drill\n")
    hers.save(case.id, "mission: drill\nabout: real\n", 1)
    hers.restore(case.id, 1)
    gone = hers.duplicate(case.id)
    hers.delete(gone.id)
    hers.undelete(gone.id)
    hers.delete(gone.id)
    for access in (WRITE, WRITE):
        sharing.share(hers, case.id, ben.id, access)
    assignments.assign(hers, case.id, "task:x", "Apply", ben.id)
    assignments.finish(hers, case.id, "task:x")
    comments.say(hers, case.id, "Hello")
    links.make(hers, case.id, "Counsel")
    return store


def change(store: Store, statement: str) -> None:
    with store.database.engine.begin() as connection:
        connection.execute(sql(statement))


def test_a_log_that_no_one_touched_fits(busy: Store) -> None:
    checked = verify(busy.database)
    assert checked.problems == ()
    assert checked.number == 15
    assert verify(busy.database, f"{checked.number}:{checked.hash}").problems == ()


TAMPERED = {
    "a text": "UPDATE versions SET text = 'mission: other' WHERE number = 1",
    "a title": "UPDATE versions SET title = 'Other' WHERE number = 2",
    "a setting": 'UPDATE versions SET settings = \'{"on":"2030-01-01"}\' WHERE number = 1',
    "who saved": "UPDATE versions SET \"by\" = '' WHERE number = 1",
    "when": "UPDATE versions SET at = '2020-01-01T00:00:00.000000Z' WHERE number = 1",
    "a version taken out": "DELETE FROM versions WHERE number = 2",
    "a version put in": 'INSERT INTO versions SELECT case_id, 9, title, text, settings, what, "by", at FROM versions '
    "WHERE number = 2",
    "the latest version": "UPDATE cases SET version = 2 WHERE version = 3",
    "the owner": "UPDATE cases SET owner = 'x'",
    "a deletion undone": "UPDATE cases SET deleted_at = NULL",
    "a case taken out": "DELETE FROM cases WHERE version = 1",
    "a share": "UPDATE shares SET access = 'read'",
    "a share taken out": "DELETE FROM shares",
    "a comment": "UPDATE comments SET text = 'Goodbye'",
    "who commented": "UPDATE comments SET name = 'Someone'",
    "an assignment": "UPDATE assignments SET done_at = NULL",
    "a link made longer": "UPDATE links SET until = '2099-01-01T00:00:00.000000Z'",
    "a link revoked": "UPDATE links SET revoked_at = at",
    "a person": "UPDATE people SET subject = 'eve' WHERE subject = 'ada'",
    "an entry": "UPDATE log SET who = 'x' WHERE number = 4",
    "an entry's detail": "UPDATE log SET detail = '{}' WHERE action = 'share'",
    "an entry's hash": "UPDATE log SET hash = 'x' WHERE number = 4",
    "an entry taken out": "DELETE FROM log WHERE number = 4",
    "the last entry taken out": "DELETE FROM log WHERE number = 15",
    "the end": "UPDATE head SET number = 14",
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
def test_a_change_past_the_log_is_noticed(busy: Store, statement: str) -> None:
    change(busy, statement)
    problems = verify(busy.database).problems
    assert problems
    assert {problem.code for problem in problems} == {"C509"}


def test_a_log_written_anew_is_noticed_by_what_was_noted_of_the_old_one(busy: Store) -> None:
    before = verify(busy.database)
    with busy.database.engine.begin() as connection:
        rows = connection.execute(sql("SELECT number, at, who, case_id, action, detail FROM log ORDER BY number")).all()
        sealed = log.START
        for row in rows:
            at = "2020-01-01T00:00:00.000000Z" if row.action == "comment" else row.at
            sealed = log.seal(sealed, row.number, at, row.who, row.case_id, row.action, row.detail)
            connection.execute(
                sql("UPDATE log SET at = :at, hash = :hash WHERE number = :n"),
                {"at": at, "hash": sealed, "n": row.number},
            )
        connection.execute(sql("UPDATE head SET hash = :hash"), {"hash": sealed})
    assert verify(busy.database).problems == ()  # the log alone cannot tell
    (problem,) = verify(busy.database, f"{before.number}:{before.hash}").problems
    assert "noted at an earlier check" in problem.what


def test_each_part_of_an_entry_is_sealed() -> None:
    entry = ("0" * 64, 1, "at", "who", "case", "action", "detail")
    changed = [(*entry[:n], "other", *entry[n + 1 :]) for n in range(len(entry))]
    assert len({log.seal(*one) for one in (entry, *changed)}) == 8  # type: ignore[arg-type]
    assert log.digest(["ab", "c"]) != log.digest(["a", "bc"])
