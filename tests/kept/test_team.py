"""A case is seen and changed by those who may, and by no one else."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from sqlalchemy import text as sql

from regolex.cases import assignments, comments, links, people, sharing
from regolex.cases.case import EVERYONE, LOCAL, OWN, READ, WRITE, Case, Conflict
from regolex.cases.links import Guest
from regolex.cases.people import Person, arrived
from regolex.cases.store import Store
from regolex.cases.verify import verify
from regolex.errors import CaseError
from tests.kept.conftest import Clock

PLAN = "mission: drill\ntitle: Drill\n"
ISSUER = "https://login.example"


class Team(msgspec.Struct):
    """Ada owns a case; Ben may write, Cyd may read, Dan is on the server and may do nothing with it."""

    store: Store
    ada: Person
    ben: Person
    cyd: Person
    dan: Person
    case: Case
    secret: str

    def of(self, who: str) -> Store:
        return self.store.of(who if who in (LOCAL, EVERYONE) else getattr(self, who).id)


@pytest.fixture
def team(store: Store) -> Iterator[Team]:
    ada, ben, cyd, dan = (
        arrived(store, ISSUER, f"s-{n}", f"{n.lower()}@example.org", n) for n in ("Ada", "Ben", "Cyd", "Dan")
    )
    hers = store.of(ada.id)
    case = hers.new("Drill", PLAN)
    sharing.share(hers, case.id, ben.id, WRITE)
    sharing.share(hers, case.id, cyd.id, READ)
    assignments.assign(hers, case.id, "question:mission launched", "Has it been launched?", cyd.id)
    _, secret = links.make(hers, case.id, "Maître Dupont")
    yield Team(store, ada, ben, cyd, dan, case, secret)
    checked = verify(store.database)
    assert [problem.what for problem in checked.problems] == []


def code(tried: Callable[[], Any]) -> str:
    try:
        tried()
    except CaseError as error:
        return error.problems[0].code
    return ""


# --- every way to a case, and who may go it ---

# operation -> (least right, what it does)
Ways = dict[str, tuple[str, Callable[[Store, Team, Path], Any]]]
WAYS: Ways = {
    "Store.read": (READ, lambda s, t, p: s.read(t.case.id)),
    "Store.versions": (READ, lambda s, t, p: s.versions(t.case.id)),
    "Store.compare": (READ, lambda s, t, p: s.compare(t.case.id, 1, 1)),
    "Store.duplicate": (READ, lambda s, t, p: s.duplicate(t.case.id)),
    "Store.remember": (READ, lambda s, t, p: s.remember(t.case.id, 1, {"verdict": "clear"})),
    "Store.export": (READ, lambda s, t, p: s.export(t.case.id, p / "out.yaml")),
    "Store.save": (WRITE, lambda s, t, p: s.save(t.case.id, PLAN + "about: real\n", 1)),
    "Store.restore": (WRITE, lambda s, t, p: s.restore(t.case.id, 1)),
    "Store.delete": (OWN, lambda s, t, p: s.delete(t.case.id)),
    "Store.undelete": (OWN, lambda s, t, p: (t.of("ada").delete(t.case.id), s.undelete(t.case.id))),
    "sharing.shared_with": (READ, lambda s, t, p: sharing.shared_with(s, t.case.id)),
    "sharing.share": (OWN, lambda s, t, p: sharing.share(s, t.case.id, t.dan.id, WRITE)),
    "sharing.stop": (OWN, lambda s, t, p: sharing.stop(s, t.case.id, (t.cyd if s.user == t.ben.id else t.ben).id)),
    "sharing.give": (OWN, lambda s, t, p: sharing.give(s, t.case.id, t.dan.id)),
    "assignments.of_case": (READ, lambda s, t, p: assignments.of_case(s, t.case.id)),
    "assignments.assign": (WRITE, lambda s, t, p: assignments.assign(s, t.case.id, "task:x", "Apply", t.ben.id)),
    "assignments.finish": (WRITE, lambda s, t, p: assignments.finish(s, t.case.id, _given_to(t, "ada"))),
    "assignments.unassign": (WRITE, lambda s, t, p: assignments.unassign(s, t.case.id, "question:mission launched")),
    "comments.of_case": (READ, lambda s, t, p: comments.of_case(s, t.case.id)),
    "comments.say": (READ, lambda s, t, p: comments.say(s, t.case.id, "Is this right?")),
    "links.make": (OWN, lambda s, t, p: links.make(s, t.case.id, "someone")),
    "links.of_case": (OWN, lambda s, t, p: links.of_case(s, t.case.id)),
    "links.revoke": (OWN, lambda s, t, p: links.revoke(s, t.case.id, links.of_case(t.of("ada"), t.case.id)[0].id)),
}  # fmt: skip
ROLES = {"ada": OWN, "ben": WRITE, "cyd": READ, "dan": "", LOCAL: "", EVERYONE: OWN}
RANK = {"": 0, READ: 1, WRITE: 2, OWN: 3}


def _given_to(team: Team, who: str) -> str:
    assignments.assign(team.of("ada"), team.case.id, "task:theirs", "Theirs", getattr(team, who).id)
    return "task:theirs"


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_a_case_is_open_to_those_who_may(team: Team, way: str, tmp_path: Path) -> None:
    need, go = WAYS[way]
    least = min((who for who in ROLES if RANK[ROLES[who]] >= RANK[need]), key=lambda who: RANK[ROLES[who]])
    assert code(lambda: go(team.of(least), team, tmp_path)) == ""


def test_no_way_to_a_case_is_open_to_those_who_may_not(team: Team, tmp_path: Path) -> None:
    before = team.of("ada").read(team.case.id)
    wrong = []
    for way, (need, go) in WAYS.items():
        for who, have in ROLES.items():
            if RANK[have] >= RANK[need]:
                continue
            found = code(lambda go=go, who=who: go(team.of(who), team, tmp_path))
            # no stranger learns that the case exists, and those who may see it do not learn that it was deleted
            if found != ("C505" if have and way != "Store.undelete" else "C501"):
                wrong.append((way, who, found))
            if way == "Store.undelete":
                team.of("ada").undelete(team.case.id)
    assert wrong == []
    assert team.of("ada").read(team.case.id) == before
    assert not (tmp_path / "out.yaml").exists()


def test_whoever_runs_the_server_may_go_every_way(team: Team, tmp_path: Path) -> None:
    last = ("sharing.stop", "assignments.unassign", "links.revoke", "sharing.give", "Store.delete")
    ways = [*(way for way in WAYS if way not in last), *last]
    assert [
        found for way in ways if (found := code(lambda way=way: WAYS[way][1](team.of(EVERYONE), team, tmp_path)))
    ] == []


def test_the_table_of_ways_holds_every_way_there_is() -> None:
    def takes_case(thing: Any) -> bool:
        return callable(thing) and "case_id" in inspect.signature(thing).parameters

    methods = {f"Store.{n}" for n, f in vars(Store).items() if not n.startswith("_") and takes_case(f)}
    modules: tuple[ModuleType, ...] = (sharing, assignments, comments, links)
    functions = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in modules
        for name in module.__all__
        if (thing := getattr(module, name)) and inspect.isfunction(thing) and takes_case(thing)
        and "store" in inspect.signature(thing).parameters
    }  # fmt: skip
    assert methods | functions == set(WAYS)


def test_a_list_holds_ones_own_cases_and_those_shared_with_one(team: Team) -> None:
    assert [(c.id, c.access, c.owner) for c in team.of("ada").list()] == [(team.case.id, OWN, team.ada.id)]
    assert [(c.id, c.access) for c in team.of("ben").list()] == [(team.case.id, WRITE)]
    assert [(c.id, c.access) for c in team.of("cyd").list()] == [(team.case.id, READ)]
    assert team.of("dan").list() == team.of(LOCAL).list() == ()
    assert [c.id for c in team.of(EVERYONE).list()] == [team.case.id]
    team.of("ada").delete(team.case.id)
    for who in ("ben", "cyd", "dan", LOCAL):
        assert team.of(who).list() == team.of(who).list(deleted=True) == ()
    assert len(team.of("ada").list(deleted=True)) == len(team.of(EVERYONE).list(deleted=True)) == 1


def test_two_who_may_write_do_not_overwrite_each_other(team: Team) -> None:
    theirs = team.of("ben").save(team.case.id, PLAN + "about: real\n", 1)
    assert (theirs.changed_by, theirs.access, theirs.owner) == (team.ben.id, WRITE, team.ada.id)
    with pytest.raises(Conflict) as caught:
        team.of("ada").save(team.case.id, PLAN + "on: 2026-12-01\n", 1)
    assert caught.value.theirs.changed_by == team.ben.id


def test_a_right_that_was_taken_away_is_gone_at_once_with_what_was_assigned(team: Team) -> None:
    sharing.stop(team.of("ada"), team.case.id, team.cyd.id)
    assert code(lambda: team.of("cyd").read(team.case.id)) == "C501"
    assert assignments.of_case(team.of("ada"), team.case.id) == ()
    assert assignments.of_mine(team.of("cyd")) == ()
    sharing.share(team.of("ada"), team.case.id, team.ben.id, READ)
    assert code(lambda: team.of("ben").save(team.case.id, PLAN + "#\n", 1)) == "C505"


def test_anyone_may_leave_a_case_that_is_shared_with_them(team: Team) -> None:
    sharing.stop(team.of("cyd"), team.case.id, team.cyd.id)
    assert team.of("cyd").list() == ()
    assert [s.person.id for s in sharing.shared_with(team.of("ada"), team.case.id)] == [team.ben.id]


def test_a_case_is_shared_with_people_who_have_signed_in_only(team: Team) -> None:
    hers = team.of("ada")
    assert people.called(hers, "BEN@example.org ") == team.ben
    assert code(lambda: people.called(hers, "eve@example.org")) == "C510"
    for nobody in ("", "0" * 16, EVERYONE):
        assert code(lambda nobody=nobody: sharing.share(hers, team.case.id, nobody)) == "C510"
    assert code(lambda: sharing.share(hers, team.case.id, team.ada.id)) == "C511"
    assert code(lambda: sharing.share(hers, team.case.id, team.dan.id, OWN)) == "C511"
    assert [(s.person.name, s.access) for s in sharing.shared_with(hers, team.case.id)] == [
        ("Ben", WRITE),
        ("Cyd", READ),
    ]


def test_who_someone_is_follows_issuer_and_subject_and_never_the_address(team: Team) -> None:
    same = arrived(team.store, ISSUER, "s-Ada", "ada@new.example", "Ada L.")
    assert (same.id, same.email) == (team.ada.id, "ada@new.example")
    other = arrived(team.store, "https://elsewhere.example", "s-Ada", "ada@new.example", "Ada L.")
    assert other.id != team.ada.id
    assert team.store.of(other.id).list() == ()
    assert code(lambda: people.called(team.of("ada"), "ada@new.example")) == "C510"  # two people have it now


def test_a_case_that_is_handed_on_has_one_owner_and_the_former_may_write(team: Team) -> None:
    sharing.give(team.of("ada"), team.case.id, team.ben.id)
    assert team.of("ben").read(team.case.id).access == OWN
    assert team.of("ada").read(team.case.id).access == WRITE
    sharing.stop(team.of("ben"), team.case.id, team.ada.id)
    assert team.of("ada").list() == ()


def test_the_case_of_someone_who_left_is_handed_on_by_whoever_runs_the_server(team: Team) -> None:
    sharing.give(team.of(EVERYONE), team.case.id, team.dan.id)
    assert team.of("dan").read(team.case.id).access == OWN


def test_an_assignment_is_seen_by_the_person_and_done_by_them_without_the_right_to_write(team: Team) -> None:
    (mine,) = assignments.of_mine(team.of("cyd"))
    assert (mine.words, mine.by, mine.case_id) == ("Has it been launched?", team.ada.id, team.case.id)
    assignments.finish(team.of("cyd"), team.case.id, mine.about)
    assert assignments.of_mine(team.of("cyd")) == ()
    assert assignments.of_case(team.of("ada"), team.case.id)[0].done_at
    assignments.finish(team.of("ada"), team.case.id, mine.about, done=False)
    assert len(assignments.of_mine(team.of("cyd"))) == 1
    assignments.assign(team.of("ada"), team.case.id, mine.about, mine.words, team.ben.id)
    assert (len(assignments.of_mine(team.of("cyd"))), len(assignments.of_mine(team.of("ben")))) == (0, 1)


def test_nothing_is_assigned_to_someone_who_does_not_see_the_case(team: Team) -> None:
    for person in (team.dan.id, "", EVERYONE):
        assert (
            code(lambda person=person: assignments.assign(team.of("ada"), team.case.id, "task:y", "Y", person))
            == "C510"
        )
    assert code(lambda: assignments.finish(team.of("ada"), team.case.id, "task:none")) == "C510"
    assert code(lambda: assignments.assign(team.of("ada"), team.case.id, "", "Y", team.ben.id)) == "C511"
    assert code(lambda: assignments.assign(team.of("ada"), team.case.id, "x" * 256, "Y", team.ben.id)) == "C511"


def test_what_is_assigned_in_a_deleted_case_is_not_to_be_done(team: Team) -> None:
    team.of("ada").delete(team.case.id)
    assert assignments.of_mine(team.of("cyd")) == ()


def test_comments_name_who_spoke_and_about_which_version(team: Team) -> None:
    comments.say(team.of("cyd"), team.case.id, " Is this right? ", "finding:x", 1)
    Guest(team.store, team.secret).say("It is <b>not</b>.", "Maître Dupont")
    first, second = comments.of_case(team.of("ada"), team.case.id)
    assert (first.text, first.name, first.by, first.about, first.version) == (
        "Is this right?", "Cyd", team.cyd.id, "finding:x", 1,
    )  # fmt: skip
    assert (second.text, second.name, second.by_link, first.by_link) == (
        "It is <b>not</b>.",
        "Maître Dupont",
        True,
        False,
    )
    for text in ("", "  ", "x" * (comments.MOST + 1), "\x00"):
        assert code(lambda text=text: comments.say(team.of("ada"), team.case.id, text)) == "C506"
    assert code(lambda: comments.say(team.of("ada"), team.case.id, "x", version=7)) == "C507"


def test_a_link_opens_the_latest_version_of_one_case_and_nothing_else(team: Team) -> None:
    other = team.of("ada").new("Secret", PLAN)
    team.of("ada").save(team.case.id, PLAN + "about: real\n", 1)
    guest = Guest(team.store, team.secret)
    found = guest.read()
    assert (found.id, found.version, found.access) == (team.case.id, 2, READ)
    ways = {name for name in dir(guest) if not name.startswith("_")}
    assert ways == {"read", "comments", "say", "link_words"}
    assert other.id not in msgspec.json.encode([found, guest.comments()]).decode()


def test_a_link_opens_nothing_once_revoked_run_out_or_with_its_case_deleted(team: Team, clock: Clock) -> None:
    hers = team.of("ada")
    guest = Guest(team.store, team.secret)
    (link,) = links.of_case(hers, team.case.id)
    hers.delete(team.case.id)
    assert code(guest.read) == code(guest.comments) == code(lambda: guest.say("x", "y")) == "C512"
    hers.undelete(team.case.id)
    assert guest.read()
    links.revoke(hers, team.case.id, link.id)
    assert code(guest.read) == code(guest.comments) == code(lambda: guest.say("x", "y")) == "C512"
    assert code(lambda: links.revoke(hers, team.case.id, link.id)) == "C512"
    link, secret = links.make(hers, team.case.id, "Counsel", days=2)
    assert link.until - link.at < timedelta(days=2, seconds=1)
    clock.pass_days(1.99)
    assert Guest(team.store, secret).read()
    clock.pass_days(0.02)
    assert code(lambda: Guest(team.store, secret)) == "C512"
    for guess in ("", "x", team.secret[:-1], team.secret + "x", "\ud800", "' OR 1=1 --"):
        assert code(lambda guess=guess: Guest(team.store, guess)) == "C512"


def test_the_database_does_not_hold_the_secret_of_a_link(team: Team, tmp_path: Path) -> None:
    team.store.backup(tmp_path / "backup")
    assert team.secret not in (tmp_path / "backup").read_text(encoding="utf-8")


def test_a_link_says_for_whom_it_is_and_lasts_a_year_at_most(team: Team) -> None:
    for words, days in (("", 30), (" ", 30), ("Counsel", 0), ("Counsel", 366)):
        assert code(lambda words=words, days=days: links.make(team.of("ada"), team.case.id, words, days)) == "C511"


def test_a_link_can_be_used_for_so_many_comments_only(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST_COMMENTS", 2)
    guest = Guest(team.store, team.secret)
    for _ in range(2):
        guest.say("Hello", "")
    assert code(lambda: guest.say("Hello", "")) == "C505"
    assert [one.name for one in guest.comments()] == ["Maître Dupont"] * 2


def test_the_database_of_all_is_not_for_one_of_them_to_copy(team: Team, tmp_path: Path) -> None:
    for tried in (team.of("ada").backup, team.of("ada").recover):
        assert code(lambda tried=tried: tried(tmp_path / "x")) == "C505"
    assert not (tmp_path / "x").exists()


def test_a_case_that_is_gone_takes_along_what_belongs_to_it(team: Team, clock: Clock) -> None:
    comments.say(team.of("ada"), team.case.id, "Hello")
    team.of("ada").delete(team.case.id)
    clock.pass_days(31)
    team.of("ben").delete(team.of("ben").new("x", PLAN).id)
    with team.store.database.reading() as connection:
        for table in ("versions", "shares", "assignments", "comments", "links"):
            left = connection.execute(sql(f"SELECT count(*) FROM {table} WHERE case_id = '{team.case.id}'"))
            assert left.scalar() == 0, table


def test_names_are_shown_and_two_of_one_name_told_apart(team: Team) -> None:
    assert people.names(team.store)[team.ada.id] == "Ada"
    assert people.names(team.store)[LOCAL] == "this computer"
    assert team.ada.shown == "Ada (ada@example.org)"
    assert Person("x", "a@b.c", "").shown == "a@b.c"
