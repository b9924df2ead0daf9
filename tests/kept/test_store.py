"""Cases are kept with every version, and no one overwrites what someone else has saved."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text as sql

from regolex.cases.case import Case, Conflict, moment, stamp
from regolex.cases.database import Database, default_url
from regolex.cases.difference import MAX_BYTES
from regolex.cases.store import Store
from regolex.cases.verify import verify
from regolex.errors import CaseError, MissionError
from regolex.knowledge import KnowledgeBase
from tests.kept.conftest import Clock

PLAN = "mission: drill\ntitle: Drill\nfacts: {launched: false}\n"


def code(error: pytest.ExceptionInfo[CaseError]) -> str:
    return error.value.problems[0].code


def begun(store: Store, title: str = "Drill", text: str = PLAN) -> Case:
    return store.new(title, text, settings={"on": "2026-11-30", "readings": {"q": "P1"}})


def test_what_was_saved_is_there_when_the_database_is_opened_again(store: Store, url: str) -> None:
    odd = 'mission: drill\ntitle: "Forage — 掘削 🚀 \\" \' ; DROP TABLE cases"\n\t'
    case = begun(store, "Drill 'one' \u2028 %s", odd)
    store.close()
    again = Store.open(url)
    assert again.read(case.id) == case
    assert (case.text, case.version, case.settings["readings"]) == (odd, 1, {"q": "P1"})
    again.close()


def test_a_save_is_the_next_version_and_the_earlier_ones_stay(store: Store) -> None:
    case = begun(store)
    second = store.save(case.id, PLAN + "on: 2026-12-01\n", case.version, what="Day of assessment")
    third = store.save(case.id, PLAN, second.version, title="Drill two", settings={})
    assert [case.version, second.version, third.version] == [1, 2, 3]
    assert second.settings == case.settings
    assert (third.title, third.settings) == ("Drill two", {})
    assert [store.read(case.id, n).text for n in (1, 2, 3)] == [PLAN, second.text, PLAN]
    assert [(v.number, v.what, v.title) for v in store.versions(case.id)] == [
        (3, "", "Drill two"), (2, "Day of assessment", "Drill"), (1, "", "Drill"),
    ]  # fmt: skip
    assert case.changed_at < second.changed_at < third.changed_at
    assert third.created_at == case.created_at


def test_who_saves_over_a_newer_version_is_shown_both_and_nothing_is_saved(store: Store) -> None:
    case = begun(store)
    theirs = store.save(case.id, PLAN + "about: real\n", case.version)
    with pytest.raises(Conflict) as caught:
        store.save(case.id, PLAN + "about: invented\n", case.version, title="Mine")
    conflict = caught.value
    assert code(caught) == "C502"  # type: ignore[arg-type]
    assert conflict.theirs == theirs
    assert (conflict.ours.text, conflict.ours.title) == (PLAN + "about: invented\n", "Mine")
    assert conflict.base == case
    assert store.read(case.id) == theirs
    assert len(store.versions(case.id)) == 2
    on_top = store.save(case.id, conflict.ours.text, conflict.theirs.version)
    assert on_top.version == 3


def test_saving_the_same_once_more_is_no_version_and_no_conflict(store: Store) -> None:
    case = begun(store)
    second = store.save(case.id, PLAN + "about: real\n", 1)
    assert store.save(case.id, PLAN + "about: real\n", 2) == second
    assert (
        store.save(case.id, PLAN + "about: real\n", 1) == second
    )  # after a connection that broke before the answer came
    assert len(store.versions(case.id)) == 2


def test_of_many_who_save_at_once_one_wins_and_the_others_are_told(store: Store, url: str) -> None:
    case = begun(store)
    results: list[str] = []

    def one(n: int) -> None:
        own = Store.open(url)
        try:
            own.save(case.id, f"{PLAN}# {n}\n", case.version)
            results.append("saved")
        except Conflict:
            results.append("conflict")
        finally:
            own.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["conflict"] * 5 + ["saved"]
    assert store.read(case.id).version == 2
    assert not verify(store.database).problems


def test_writers_of_different_cases_lose_nothing_and_leave_a_whole_log(store: Store) -> None:
    mine = [begun(store, f"Case {n}") for n in range(4)]

    def one(case: Case) -> None:
        for n in range(8):
            case = store.save(case.id, f"{PLAN}# {n}\n", case.version)

    threads = [threading.Thread(target=one, args=(case,)) for case in mine]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [store.read(case.id).version for case in mine] == [9] * 4
    checked = verify(store.database)
    assert checked.number == 4 + 4 * 8
    assert not checked.problems


def test_an_earlier_version_is_restored_as_the_next_one(store: Store) -> None:
    case = begun(store)
    store.save(case.id, PLAN + "about: real\n", 1, title="Renamed", settings={"on": "2027-01-01"})
    restored = store.restore(case.id, 1, expected_version=2)
    assert (restored.version, restored.text, restored.title, restored.settings) == (3, PLAN, "Drill", case.settings)
    assert store.versions(case.id)[0].what == "Version 1 restored"
    with pytest.raises(Conflict):
        store.restore(case.id, 2, expected_version=2)
    with pytest.raises(CaseError) as unknown:
        store.restore(case.id, 9)
    assert code(unknown) == "C507"


def test_a_duplicate_is_a_case_of_its_own(store: Store) -> None:
    case = begun(store)
    copy = store.duplicate(case.id)
    assert (copy.title, copy.text, copy.settings, copy.version) == ("Drill (copy)", PLAN, case.settings, 1)
    store.save(copy.id, PLAN + "about: real\n", 1)
    assert store.read(case.id).text == PLAN


def test_two_versions_are_compared_answer_by_answer(store: Store) -> None:
    case = begun(store, text="mission: a\nfacts: {x: 1, y: true}\nparties: {us: {kind: company}}\n")
    text = "mission: a\nfacts: {x: {value: 1, source: memo}, y: true}\nparties: {us: {kind: company}, them: {kind: state}}\n"
    store.save(
        case.id, text, 1, settings={"on": "2027-01-01", "readings": {"q": "P1"}},
    )  # fmt: skip
    found = {change.place: (change.before, change.after) for change in store.compare(case.id, 1, 2)}
    assert found == {
        ("facts", "x"): (1, {"value": 1, "source": "memo"}),
        ("parties", "them", "kind"): (None, "state"),
        ("settings", "on"): ("2026-11-30", "2027-01-01"),
    }
    assert {c.place: (c.after, c.before) for c in store.compare(case.id, 2, 1)} == found


def test_true_and_one_differ_and_a_text_that_is_no_mission_file_is_compared_as_a_whole(store: Store) -> None:
    case = begun(store, text="facts: {x: 1}\n")
    store.save(case.id, "facts: {x: true}\n", 1)
    store.save(case.id, "facts: {x: [\n", 2)
    assert [c.place for c in store.compare(case.id, 1, 2)] == [("facts", "x")]
    assert [c.place for c in store.compare(case.id, 2, 3)] == [("text",)]


def test_a_deleted_case_can_be_had_back_for_thirty_days(store: Store, clock: Clock) -> None:
    case = begun(store)
    card = store.delete(case.id)
    assert card.gone_at == card.deleted_at + timedelta(days=30)  # type: ignore[operator]
    assert store.list() == ()
    for tried in (store.read, store.versions, store.duplicate, store.delete):
        with pytest.raises(CaseError) as gone:
            tried(case.id)
        assert code(gone) == "C501"
    with pytest.raises(CaseError):
        store.save(case.id, PLAN + "#\n", 1)
    clock.pass_days(29.99)
    assert [one.id for one in store.list(deleted=True)] == [case.id]
    assert store.undelete(case.id) == case
    assert [one.id for one in store.list()] == [case.id]
    assert store.list(deleted=True) == ()


def test_after_thirty_days_it_is_gone_with_all_its_versions_and_the_log_still_tells_of_it(
    store: Store, clock: Clock
) -> None:
    case, other = begun(store), begun(store)
    store.delete(case.id)
    clock.pass_days(30.01)
    assert store.list(deleted=True) == ()
    with pytest.raises(CaseError) as gone:
        store.undelete(case.id)
    assert code(gone) == "C501"
    store.delete(other.id)  # lets go of what is too old
    with store.database.reading() as connection:
        kept = {row.case_id for row in connection.execute(sql("SELECT case_id FROM versions"))}
        told = [row.action for row in connection.execute(sql("SELECT action FROM log ORDER BY number"))]
    assert kept == {other.id}
    assert told == ["new", "new", "delete", "delete", "purge"]
    assert not verify(store.database).problems


def test_a_list_has_the_last_changed_first_and_shows_what_was_remembered(store: Store) -> None:
    first, second = begun(store, "First"), begun(store, "Second")
    store.remember(first.id, 1, {"verdict": "to-do"})
    changed = store.save(first.id, PLAN + "#\n", 1)
    assert [card.title for card in store.list()] == ["First", "Second"]
    card = store.list()[0]
    assert (card.summary, card.summary_of, card.summary_is_current) == ({"verdict": "to-do"}, 1, False)
    store.remember(first.id, changed.version, {"verdict": "clear"})
    store.remember(first.id, 1, {"verdict": "to-do"})  # by a tab that is behind
    assert store.list()[0].summary == {"verdict": "clear"}
    assert store.list()[0].summary_is_current
    assert store.list()[1].id == second.id
    assert store.read(first.id).version == 2


@pytest.mark.parametrize("bad", ["\x00", "\ud800", "x" * (MAX_BYTES + 1)])
def test_what_would_not_come_back_as_it_was_is_refused(store: Store, bad: str) -> None:
    case = begun(store)
    for tried in (lambda: begun(store, text=bad), lambda: begun(store, title=bad), lambda: store.save(case.id, bad, 1)):
        with pytest.raises(CaseError) as refused:
            tried()
        assert code(refused) == "C506"
    assert [(card.id, card.version) for card in store.list()] == [(case.id, 1)]


def test_an_identity_from_an_address_is_never_code(store: Store) -> None:
    begun(store)
    for odd in ("' OR '1'='1", "%", "", "x" * 5000, "\ud800", "\x00"):
        with pytest.raises(CaseError) as unknown:
            store.read(odd)
        assert code(unknown) == "C501"


def test_a_mission_file_goes_in_and_comes_out_and_a_wrong_one_leaves_nothing(
    store: Store, kb: KnowledgeBase, tmp_path: Path
) -> None:
    source = kb.folder / "examples" / "nereus-water.yaml"
    case = store.import_(source.read_text(encoding="utf-8"), kb.knowledge, name="nereus-water.yaml")
    assert case.what == "Imported from nereus-water.yaml"
    store.export(case.id, tmp_path / "out.yaml")
    assert kb.read_mission(tmp_path / "out.yaml") == kb.read_mission(source)
    for wrong in ("mission: [", "mission: x\ntitle: y\nfacts: {nonsense: 1}\n", "", "\ud800"):
        with pytest.raises(MissionError):
            store.import_(wrong, kb.knowledge)
    assert len(store.list()) == 1


def test_a_backup_of_one_kind_of_database_fills_one_of_the_other(
    store: Store, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    case, gone = begun(store), begun(store, "Gone")
    store.save(case.id, PLAN + "about: real\n", 1)
    store.remember(case.id, 2, {"verdict": "clear"})
    store.delete(gone.id)
    assert store.backup(tmp_path / "backup.jsonl") == 2
    other_url = (
        request.getfixturevalue("server").database() if kind == "sqlite" else f"sqlite:///{tmp_path / 'other.sqlite3'}"
    )
    other = Store.open(other_url, clock=store.clock)
    assert other.recover(tmp_path / "backup.jsonl") == 2
    assert other.list() == store.list()
    assert other.list(deleted=True) == store.list(deleted=True)
    assert [other.read(case.id, n) for n in (1, 2)] == [store.read(case.id, n) for n in (1, 2)]
    assert verify(other.database) == verify(store.database)
    other.save(case.id, PLAN, 2)
    with pytest.raises(CaseError) as full:
        other.recover(tmp_path / "backup.jsonl")
    assert code(full) == "C508"
    other.close()


def test_a_backup_that_was_cut_or_changed_is_refused_whole(store: Store, empty_url: str, tmp_path: Path) -> None:
    begun(store)
    store.backup(tmp_path / "good")
    body = (tmp_path / "good").read_bytes()
    other = Store.open(empty_url)
    for bad in (
        b"",
        b"\n",
        b"no backup",
        body[:-20],
        body.replace(b"Drill", b"Drall"),
        body[: body.index(b"\n") + 1],
        b"[]\n[]",
    ):
        (tmp_path / "bad").write_bytes(bad)
        with pytest.raises(CaseError) as refused:
            other.recover(tmp_path / "bad")
        assert code(refused) == "C508"
    with pytest.raises(CaseError):
        other.recover(tmp_path / "missing")
    assert other.list() == ()
    assert other.recover(tmp_path / "good") == 1
    other.close()


def test_moments_sort_as_their_texts_do(clock: Clock) -> None:
    moments = [clock() for _ in range(3)]
    assert sorted(map(stamp, moments)) == [stamp(one) for one in moments]
    assert [moment(stamp(one)) for one in moments] == moments


def test_where_no_database_is_named_it_is_a_file_in_the_users_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("REGOLEX_DATABASE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    store = Store.open()
    begun(store)
    assert (tmp_path / "regolex" / "cases.sqlite3").is_file()
    store.close()
    monkeypatch.setenv("REGOLEX_DATABASE", f"sqlite:///{tmp_path}/another.sqlite3")
    assert default_url().endswith("another.sqlite3")


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://u:secret@h/d", "postgresql://u:secret@127.0.0.1:1/d", "sqlite:////proc/none/x.sqlite3"]
)
def test_a_database_that_cannot_be_used_is_told_without_its_password(url: str) -> None:
    with pytest.raises((CaseError, Exception)) as told:
        Database(url)
    assert getattr(told.value, "problems", None), told.value
    assert told.value.problems[0].code in ("C503", "E353", "E352")
    assert "secret" not in str(told.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "cases.sqlite3").write_text("not a database" * 100, encoding="utf-8")
    with pytest.raises(CaseError) as told:
        Store.open(f"sqlite:///{tmp_path}/cases.sqlite3")
    assert code(told) == "C503"
    assert msgspec.json.encode(str(told.value))


def test_sqlite_writes_through_before_a_save_is_confirmed(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/cases.sqlite3")
    with store.database.reading() as connection:
        assert connection.execute(sql("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(sql("PRAGMA foreign_keys")).scalar() == 1
    store.close()
