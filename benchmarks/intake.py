"""How far the intake goes: from each example and precedent only what the intake asks, every assumption set adopted.

    python benchmarks/intake.py [NAME ...]

For each mission it prints the verdict on what the intake asks and on the full file, whether the full file contradicts a
complete word, the open questions of the client counted as distinct facts, how many of these the intake does not ask, and
which breaches and disputed questions of the full file are kept and stand on the first screen.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec

import regolex
from regolex.engine.assessment import Assessment
from regolex.law.intake import Choice, Field, Writing
from regolex.law.model import Knowledge
from regolex.missions.mission import Mission
from regolex.missions.terms import SO_FAR
from regolex.report.first_screen import LINES, WIDTH, disputes, lines
from regolex.report.view import citation

ROOT = Path(__file__).resolve().parents[1]
DONE = ("complete", "but-for")


def asked_by(knowledge: Knowledge) -> set[str]:
    """Every fact that an answer to the intake writes, and the list of parts of every kind that one adds."""

    def of(holder: Field | Choice) -> Iterator[str]:
        writings: list[Writing] = list(holder.writes)
        if isinstance(holder, Choice):
            writings += holder.otherwise
        for writing in writings:
            yield from writing.values
        for adding in holder.adds:
            yield from adding.values
            yield knowledge.kinds[adding.part.partition(":")[0]].list_name
        if isinstance(holder, Field):
            for inner in (*holder.choices, *holder.fields):
                yield from of(inner)

    found: set[str] = set()
    for question in knowledge.intake:
        for holder in (*question.writes, *question.adds):
            found |= set(holder.values)
        found |= {knowledge.kinds[adding.part.partition(":")[0]].list_name for adding in question.adds}
        for field in question.fields:
            found |= set(of(field))
    found |= {
        kind.list_name for kind in knowledge.kinds.values() if kind.name in SO_FAR
    }  # entries of a list of permits
    # written by the catalogue and by the parts themselves
    return found | {"body.kind", "activity.body", "party.kind"}


def only_asked(mission: Mission, asked: set[str]) -> Mission:
    """What the intake would have taken from the file."""
    answers = {
        part: {fact: answer for fact, answer in own.items() if fact in asked} for part, own in mission.answers.items()
    }
    return msgspec.structs.replace(mission, answers=answers, assumed={})


def is_plan(mission: Mission) -> bool:
    """Whether it is a plan at all: acts of a State and contracts alone are nothing that the intake asks about."""
    return any(mission.parts.get(kind) for kind in ("activity", "object", "launch", "claim"))


def breaches(a: Assessment) -> set[str]:
    """The provisions that are breached."""
    return {citation(a.knowledge, f.rule) for f in a.findings if f.weighs and f.result == "breached"}


def disputed(a: Assessment) -> set[str]:
    """The disputed questions on which a breach turns."""
    return {question.id for question, _ in disputes(a)}


def costs(kb: regolex.KnowledgeBase, paths: Iterable[Path]) -> list[float]:
    """How much more a strict and an assumed result together cost than the strict one alone, for each mission."""
    found = []
    for path in paths:
        mission = msgspec.structs.replace(kb.read_mission(path), assumed={})
        day = date.fromisoformat(mission.on) if mission.on else kb.knowledge.day
        found.append(
            min(_seconds(kb, mission, day, ["all"]) for _ in range(3))
            / min(_seconds(kb, mission, day) for _ in range(3))
        )
    return found


def _seconds(kb: regolex.KnowledgeBase, mission: Mission, day: date, assume: Sequence[str] = ()) -> float:
    started = time.process_time()
    kb.assess(mission, on=day, assume=assume)
    return time.process_time() - started


class Row(msgspec.Struct):
    """What is known of one mission."""

    name: str
    word: str
    grade: str
    full: str
    contradicted: bool
    client: int
    unasked: int
    lost: list[str]
    hidden: list[str]
    missing: list[str]
    screen: int


def measured(kb: regolex.KnowledgeBase, path: Path, asked: set[str]) -> Row:
    """One mission on its own day."""
    mission = kb.read_mission(path)
    day = date.fromisoformat(mission.on) if mission.on else kb.knowledge.day
    full = kb.assess(mission, on=day)
    a = kb.assess(only_asked(mission, asked), on=day, assume=["all"])
    v, w = a.overall.every_reading, full.overall.every_reading
    facts = {q.fact or q.label for q in a.questions.items if q.who == "client"}
    shown = lines(a)
    text = " ".join(" ".join(shown).split())
    names = {q.id: (q.asks[:40], q.id.replace("-", " ")) for q, _ in disputes(a)}
    lost = sorted((breaches(full) - breaches(a)) | (disputed(full) - disputed(a)))
    hidden = [b for b in breaches(a) if b not in text]
    hidden += [q for q, (asks, short) in names.items() if short not in text and asks[:12] not in text]
    settled = v.grade in DONE and w.grade in DONE and v.word != w.word and not _only_for_want(full, a)
    screen = len(shown) if all(len(row) <= WIDTH for row in shown) else LINES + 1
    return Row(
        path.stem, v.word, v.grade, f"{w.word} {w.grade}", settled, len(facts), len(facts - asked), lost, hidden,
        sorted(facts & asked), screen,
    )  # fmt: skip


def _only_for_want(full: Assessment, a: Assessment) -> bool:
    """Whether the full file says less bad things only because it answers duties that the intake leaves as tasks."""
    pair = (a.overall.every_reading.word, full.overall.every_reading.word)
    return pair in (("to-do", "clear"), ("to-do", "no-duty-found"))


def main(names: list[str]) -> int:
    """Print the table and the sums; 1 where a figure is missed."""
    kb = regolex.load(ROOT)
    asked = asked_by(kb.knowledge)
    paths = sorted((ROOT / "examples").glob("*.yaml")) + sorted((ROOT / "corpus" / "precedents").glob("*.yaml"))
    chosen = [path for path in paths if not names or path.stem in names]
    rows = [measured(kb, path, asked) for path in chosen if is_plan(kb.read_mission(path))]
    if not rows:
        print(
            f"no mission of these names: {', '.join(names)}; there are {', '.join(p.stem for p in paths)}",
            file=sys.stderr,
        )
        return 2
    print(f"{'mission':28}{'intake':26}{'full file':24}{'client':>7}{'unasked':>8}{'screen':>7}  kept")
    for row in rows:
        kept = "; ".join(
            filter(None, (f"lost {row.lost}" if row.lost else "", f"hidden {row.hidden}" if row.hidden else ""))
        )
        mark = " CONTRADICTED" if row.contradicted else ""
        print(
            f"{row.name:28}{f'{row.word} {row.grade}':26}{row.full:24}{row.client:>7}{row.unasked:>8}{row.screen:>7}"
            f"  {kept or 'all'}{mark}"
        )
    ratios = costs(kb, [path for path in chosen if is_plan(kb.read_mission(path))])
    clients, unasked = [row.client for row in rows], [row.unasked for row in rows]
    done = [row for row in rows if row.grade in DONE]
    figures = {
        f"{len(done)} of {len(rows)} complete or but-for (15 wanted)": bool(names) or len(done) >= 15,
        f"{sum(row.contradicted for row in rows)} contradicted by the full file (none may)": not any(
            r.contradicted for r in rows
        ),
        f"client questions: median {statistics.median(clients)}, max {max(clients)} (5, 12)": statistics.median(clients)
        <= 5
        and max(clients) <= 12,
        f"not asked by the intake: median {statistics.median(unasked)}, max {max(unasked)} (0, 4)": statistics.median(
            unasked
        )
        == 0
        and max(unasked) <= 4,
        f"{sum(bool(row.lost) for row in rows)} missions lose a breach or dispute": not any(r.lost for r in rows),
        f"{sum(bool(row.hidden) for row in rows)} missions hide one from the first screen": not any(
            r.hidden for r in rows
        ),
        f"strict and assumed together: {statistics.median(ratios):.2f} times the strict one alone in the middle, "
        f"most {max(ratios):.2f} (2)": statistics.median(ratios) < 2,
        f"longest first screen {max(row.screen for row in rows)} lines": max(row.screen for row in rows) <= LINES,
    }
    print()
    for text, good in figures.items():
        print(f"{'ok    ' if good else 'MISSED'}  {text}")
    for path in chosen:
        if not is_plan(kb.read_mission(path)):
            print(f"        {path.stem}: left out: it has acts of States and contracts, and no plan")
    for row in rows:
        if row.missing:
            print(f"        {row.name}: the file does not answer {', '.join(row.missing)}")
    return 0 if all(figures.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
