"""Tables in, tables out: formats, bad cells, rejects, and a run that goes on where it was ended."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

pa = pytest.importorskip("pyarrow")
import pyarrow.csv as pv  # noqa: E402
import pyarrow.feather as pf  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

from regolex.engine.engine import Engine  # noqa: E402
from regolex.engine.results import RESULTS  # noqa: E402
from regolex.errors import EvaluationError  # noqa: E402
from regolex.screening import tables  # noqa: E402
from regolex.screening.screener import SIDES, Screener, Wanted  # noqa: E402
from regolex.screening.sources import Opened, columns_of  # noqa: E402
from regolex.screening.tables import Run, screened_table  # noqa: E402

DAY = date(2026, 11, 22)
SMALL = {
    "mission": ["a", "b", "c", "d"],
    "party.kind": ["company", "company", "space-agency", None],
    "party.organised_under": ["LUX", "United States", "UK", "unknown"],
    "launch.territory": ["USA", "USA", None, "does-not-arise"],
    "launch.date": ["2027", "2027-Q2", "2027-03-01", "2027-01-01 to 2027-02-01"],
    "activity.kind": ["extraction", "prospecting", "sampling", "unknown"],
    "activity.operator": ["party", "party", "party", None],
    "activity.controlled_from": ["LUX;USA", "none", "GBR", None],
    "object.wet_mass_kg": ["120.5", "80", None, "unknown"],
}


def screener(engine: Engine, table: pa.Table, **terms: object) -> Screener:
    return Screener(engine, table.schema.names, on=DAY, **terms)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def small() -> pa.Table:
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in SMALL.items()})


@pytest.fixture(scope="module")
def expected(engine: Engine, small: pa.Table) -> pa.Table:
    return screened_table(screener(engine, small), small)


def test_every_format_gives_the_same_verdicts(
    engine: Engine, small: pa.Table, expected: pa.Table, tmp_path: Path
) -> None:
    pq.write_table(small, tmp_path / "t.parquet")
    pv.write_csv(small, tmp_path / "t.csv")
    pf.write_feather(small, str(tmp_path / "t.arrow"), compression="uncompressed")
    machine = screener(engine, small)
    for name in ("t.parquet", "t.csv", "t.arrow"):
        out = tmp_path / f"{name}.out.parquet"
        counts = Run(tmp_path / name, out, machine, rejects=None, findings=None).go()
        assert pq.read_table(out).to_pylist() == expected.to_pylist()
        assert sum(counts.values()) == 4
        assert not out.with_name(out.name + ".parts").exists()


def test_what_was_read_of_a_file_is_not_kept(tmp_path: Path) -> None:
    random = Random(1)
    rows, groups = 2_000, 100
    with pq.ParquetWriter(
        tmp_path / "t.parquet", pa.schema([("mission", pa.string())]), use_dictionary=False
    ) as writer:
        for _ in range(groups):
            writer.write_table(pa.table({"mission": [f"{random.getrandbits(800):x}" for _ in range(rows)]}))
    size, before, most = (tmp_path / "t.parquet").stat().st_size, pa.total_allocated_bytes(), 0
    with Opened(tmp_path / "t.parquet") as (_, batches):
        for _ in batches:
            most = max(most, pa.total_allocated_bytes() - before)
    assert most < size / 2


def test_a_bad_cell_is_told_by_row_and_column_and_never_read_as_unknown(
    engine: Engine, small: pa.Table, tmp_path: Path
) -> None:
    wrong = {
        **SMALL,
        "party.organised_under": ["LUX", "Atlantis", "UK", None],
        "object.wet_mass_kg": ["1", "2", "x", "-5"],
    }
    table = pa.table({name: pa.array(cells, pa.string()) for name, cells in wrong.items()})
    with pytest.raises(EvaluationError) as error:
        screened_table(screener(engine, table), table)
    told = {(problem.code, problem.file) for problem in error.value.problems}
    assert told == {
        ("M134", "row 2, column party.organised_under"), ("M106", "row 3, column object.wet_mass_kg"),
        ("M141", "row 4, column object.wet_mass_kg"),
    }  # fmt: skip
    pq.write_table(table, tmp_path / "t.parquet")
    run = Run(
        tmp_path / "t.parquet",
        tmp_path / "o.parquet",
        screener(engine, table),
        rejects=tmp_path / "r.csv",
        findings=None,
    )
    counts = run.go()
    assert counts["rejected"] == 3
    assert pq.read_table(tmp_path / "o.parquet").column("mission").to_pylist() == ["a"]
    assert [(r["row"], r["column"]) for r in pv.read_csv(tmp_path / "r.csv").to_pylist()] == [
        (2, "party.organised_under"), (3, "object.wet_mass_kg"), (4, "object.wet_mass_kg"),
    ]  # fmt: skip


def test_the_same_bad_cell_is_told_once_for_all_its_rows(engine: Engine) -> None:
    table = pa.table({"mission": list("abcdefghij"), "party.organised_under": ["Atlantis"] * 9 + ["LUX"]})
    with pytest.raises(EvaluationError) as error:
        screened_table(screener(engine, table), table)
    (problem,) = error.value.problems
    assert problem.file == "rows 1, 2, 3, 4, 5, 6 and 3 more, column party.organised_under"


def test_rejected_cells_bear_the_row_and_the_name_of_their_mission(engine: Engine, tmp_path: Path) -> None:
    table = pa.table({"mission": ["a", "b"], "activity.controlled_from": ["LUX;Japan", "LUX, Japan"]})
    pq.write_table(table, tmp_path / "t.parquet")
    rejects, out = tmp_path / "r.csv", tmp_path / "o.csv"
    Run(tmp_path / "t.parquet", out, screener(engine, table), rejects=rejects, findings=None).go()
    (line,) = pv.read_csv(rejects).to_pylist()
    assert (line["row"], line["mission"]) == (2, "b")
    assert "semicolons between several" in line["problem"]
    assert [(row["mission"], row["row"]) for row in pv.read_csv(out).to_pylist()] == [("a", 1)]


def test_case_does_not_matter_in_a_cell(engine: Engine, small: pa.Table, expected: pa.Table) -> None:
    loud = {**SMALL, "party.kind": ["Company", "COMPANY", "Space agency", "Unknown"]}
    loud["party.organised_under"] = ["lux", "united states", "uk", "UNKNOWN"]
    loud["activity.controlled_from"] = ["LUX; USA", "None", "gbr", None]
    table = pa.table({name: pa.array(cells, pa.string()) for name, cells in loud.items()})
    assert screened_table(screener(engine, table), table).to_pylist() == expected.to_pylist()


def test_a_column_that_is_no_fact_is_refused(engine: Engine) -> None:
    with pytest.raises(EvaluationError) as error:
        Screener(engine, ["party.kind", "party.colour", "state.bound_by"], on=DAY)
    assert [problem.code for problem in error.value.problems] == ["E360", "E360"]


def test_an_answer_about_a_part_that_is_not_there_is_refused(engine: Engine) -> None:
    table = pa.table({"launches": [0, 1], "launch.territory": ["USA", "USA"], "object.launch": [None, "launch"]})
    with pytest.raises(EvaluationError) as error:
        screened_table(screener(engine, table), table)
    assert [problem.file for problem in error.value.problems] == ["row 1, column launch.territory"]


def test_aliases_and_codes_of_states_are_the_same(engine: Engine, small: pa.Table, expected: pa.Table) -> None:
    codes = {**SMALL, "party.organised_under": ["Luxembourg", "USA", "GBR", "unknown"]}
    table = pa.table({name: pa.array(cells, pa.string()) for name, cells in codes.items()})
    assert screened_table(screener(engine, table), table).to_pylist() == expected.to_pylist()


def test_a_csv_file_may_be_parted_by_semicolons_as_spreadsheets_do(
    engine: Engine, small: pa.Table, expected: pa.Table, tmp_path: Path
) -> None:
    lines = zip(*[[name, *(cell or "" for cell in cells)] for name, cells in SMALL.items()], strict=True)
    text = "\n".join(";".join(cell.replace(";", "|") for cell in line) for line in lines)
    (tmp_path / "t.csv").write_text(text + "\n", encoding="utf-8-sig")
    assert columns_of(tmp_path / "t.csv") == small.schema.names
    with Opened(tmp_path / "t.csv") as (_, batches):
        table = pa.Table.from_batches(batches)
    assert screened_table(screener(engine, table), table).to_pylist() == expected.to_pylist()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("t.csv", "mission,party.organised_under\na,C\xf4te d'Ivoire\n".encode("latin-1"), "not in UTF-8"),
        ("t.csv", b"mission,party.organised_under\n" + b"a,LUX\n" * 400_000 + b"b,\xf4\n", "not in UTF-8"),
        (
            "t.csv",
            b"mission,party.organised_under\n" + b"a,LUX\n" * 400_000 + b"b,LUX,USA\n",
            "Expected 2 columns, got 3",
        ),
        (
            "t.csv",
            b"mission,party.kind,party.kind\na,company,company\n",
            "the column party.kind stands in the table twice",
        ),
        ("t.csv", b"", "Empty CSV file"),
        ("t.parquet", b"PAR1 and no more", "cannot be read"),
        ("missing.csv", None, "No such file"),
    ],
)
def test_a_file_that_is_no_table_is_told(tmp_path: Path, name: str, content: bytes | None, says: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(EvaluationError, match=says), Opened(tmp_path / name) as (_, batches):
        list(batches)


def test_a_table_without_rows_gives_one_with_the_same_columns(
    engine: Engine, small: pa.Table, expected: pa.Table, tmp_path: Path
) -> None:
    pq.write_table(small.slice(0, 0), tmp_path / "t.parquet")
    out = tmp_path / "o.parquet"
    assert not any(Run(tmp_path / "t.parquet", out, screener(engine, small), rejects=None, findings=None).go().values())
    assert pq.read_table(out).column_names == expected.column_names


def test_typed_columns_and_lists_say_the_same_as_text(engine: Engine, small: pa.Table, expected: pa.Table) -> None:
    lists = pa.array([["LUX", "USA"], [], ["GBR"], None], pa.list_(pa.string()))
    table = small.set_column(7, "activity.controlled_from", lists)
    table = table.set_column(8, "object.wet_mass_kg", pa.array([120.5, 80.0, None, None]))
    table = table.set_column(1, "party.kind", small.column("party.kind").dictionary_encode())
    assert screened_table(screener(engine, table), table).to_pylist() == expected.to_pylist()


SCRIPT = """
import sys  # noqa: E402
from datetime import date  # noqa: E402
from pathlib import Path  # noqa: E402
from regolex.knowledge import load  # noqa: E402
from regolex.screening import tables  # noqa: E402
from regolex.screening.screener import Screener, Wanted  # noqa: E402
from regolex.screening.sources import columns_of  # noqa: E402
tables.ROWS = 64
source, out, rejects, findings = map(Path, sys.argv[1:])
kb = load()
wanted = Wanted(findings=("breached", "due"))
screener = Screener(kb.engine, columns_of(source), on=date(2026, 11, 22), wanted=wanted)
run = tables.Run(source, out, screener, rejects=rejects, findings=findings)
print("begun", flush=True)
run.go()
"""
PARTS = 31


def test_a_run_ended_at_any_moment_goes_on_without_loss_or_duplicates(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "ROWS", 64)
    ended_and_resumed(Uninterrupted(engine, tmp_path), tmp_path, 4)


class Uninterrupted:
    """A table, and what a run over it gives that was left alone."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        random, rows = Random(4), 64 * (PARTS - 1) + 7
        table = pa.table(
            {
                "mission": [f"m{n}" for n in range(rows)],
                "party.organised_under": [random.choice(("LUX", "USA", "JPN", None, "Atlantis")) for _ in range(rows)],
                "launch.territory": [random.choice(("USA", "FRA", None)) for _ in range(rows)],
            }
        )
        self.source = folder / "t.parquet"
        pq.write_table(table, self.source)
        self.screener = screener(engine, table, wanted=Wanted(findings=("breached", "due")))
        self.files = files(folder, "whole")
        begun = time.monotonic()
        self.run(self.files)
        self.seconds = time.monotonic() - begun

    def run(self, into: list[Path]) -> None:
        """Run, or go on with a run."""
        out, rejects, findings = into
        run = Run(self.source, out, self.screener, rejects=rejects, findings=findings)
        had = done(run.folder)
        run.go()
        assert run.had == 64 * had


def files(folder: Path, name: str) -> list[Path]:
    """What a run writes: verdicts, rejects and findings."""
    return [folder / f"{name}{end}" for end in (".parquet", "-rejects.csv", "-findings.parquet")]


def ended_and_resumed(whole: Uninterrupted, tmp_path: Path, seed: int) -> int:
    """A run ended by force and then resumed gives the same bytes as one that was left alone; how many parts it had by then.

    One run in four ends at any moment of its time, the others a little after some part, the last one included.
    """
    random, own = Random(seed), files(tmp_path, "out")
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(whole.source), *map(str, own)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    folder = tmp_path / "out.parquet.parts"
    if random.random() < 0.25:
        time.sleep(random.uniform(0, whole.seconds))
    else:
        until, wanted_parts = time.monotonic() + 120, random.randint(1, PARTS)
        while time.monotonic() < until and process.poll() is None and done(folder) < wanted_parts:
            time.sleep(0.001)
        time.sleep(random.uniform(0, 0.02))
    process.kill()
    process.wait()
    had = done(folder)
    whole.run(own)
    for ours, expected in zip(own, whole.files, strict=True):
        assert ours.read_bytes() == expected.read_bytes()
    assert not folder.exists()
    return had


def done(folder: Path) -> int:
    """How many parts of a run are written."""
    return len(list(folder.glob("done-*"))) if folder.exists() else 0


def test_parts_of_another_day_are_not_taken_over(engine: Engine, small: pa.Table, tmp_path: Path) -> None:
    pq.write_table(small, tmp_path / "t.parquet")
    out = tmp_path / "o.parquet"
    first = Run(tmp_path / "t.parquet", out, screener(engine, small), rejects=None, findings=None)
    first._begin()
    (first.folder / "done-000000").write_bytes(b"")
    earlier = Screener(engine, small.schema.names, on=date(2020, 1, 1), wanted=Wanted())
    counts = Run(tmp_path / "t.parquet", out, earlier, rejects=None, findings=None).go()
    assert sum(counts.values()) == 4


def test_a_summary_counts_what_the_tables_of_rows_list(engine: Engine, small: pa.Table, tmp_path: Path) -> None:
    pq.write_table(small, tmp_path / "t.parquet")
    every = tuple(RESULTS)
    rows = screener(engine, small, wanted=Wanted(orders=True, findings=every))
    Run(tmp_path / "t.parquet", tmp_path / "o.parquet", rows, rejects=None, findings=tmp_path / "f.parquet").go()
    verdicts, findings = pq.read_table(tmp_path / "o.parquet"), pq.read_table(tmp_path / "f.parquet").to_pylist()
    expected = Counter[tuple[str, str, str]]()
    for name in verdicts.column_names:
        column, _, part = name.rpartition(".")
        if part in ("word", "grade"):
            kind = "order" if column not in SIDES else "verdict" if part == "word" else "grade"
            said = [word for word in verdicts.column(name).to_pylist() if word]
            expected.update((kind, column, word) for word in said if kind != "order" or part == "word")
    expected.update(("rule", *pair) for _, *pair in {(f["row"], f["rule"], f["result"]) for f in findings})
    expected.update(applying(findings, rows=4))
    counting = screener(engine, small, wanted=Wanted(orders=True, summary=True))
    counts = Run(tmp_path / "t.parquet", tmp_path / "s.csv", counting, rejects=None, findings=None).go()
    assert sum(counts.values()) == 4
    found = {(r["counted"], r["name"], r["word"]): r["missions"] for r in pv.read_csv(tmp_path / "s.csv").to_pylist()}
    assert found == expected


def applying(findings: list[dict[str, str]], rows: int) -> Counter[tuple[str, str, str]]:
    """In how many missions each rule applies, may apply and does not."""
    found: dict[str, dict[str, str]] = {}
    for finding in findings:
        own = found.setdefault(finding["rule"], {})
        if RESULTS[finding["result"]].applies:
            certain = finding["concern"] == "certain" and finding["result"] != "open"
            own[finding["row"]] = "yes" if certain or own.get(finding["row"]) == "yes" else "open"
    counts = Counter[tuple[str, str, str]]()
    for rule, own in found.items():
        counts.update(("applies", rule, word) for word in [*own.values(), *["no"] * (rows - len(own))])
    return counts


def test_parts_without_the_mark_of_their_run_are_made_again(engine: Engine, small: pa.Table, tmp_path: Path) -> None:
    pq.write_table(small, tmp_path / "t.parquet")
    run = Run(tmp_path / "t.parquet", tmp_path / "o.parquet", screener(engine, small), rejects=None, findings=None)
    run._begin()
    (run.folder / "done-000000").write_bytes(b"")
    (run.folder / "run").unlink()
    assert sum(run.go().values()) == 4
