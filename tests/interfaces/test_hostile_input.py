"""Hostile or broken mission files get a coded message that helps, never a traceback and never half an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

import regolex

ROOT = Path(__file__).resolve().parents[2]
GOOD = (ROOT / "examples" / "flyby-survey.yaml").read_text(encoding="utf-8")
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)


def problems(tmp_path: Path, content: str | bytes) -> tuple[regolex.MissionError, list[str]]:
    file = tmp_path / "mission.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(regolex.MissionError) as caught:
        regolex.load().read_mission(file)
    return caught.value, [problem.code for problem in caught.value.problems]


def test_truncated_yaml_names_the_line_where_it_breaks_off(tmp_path: Path) -> None:
    error, codes = problems(tmp_path, GOOD[: len(GOOD) // 2] + '\n  "unclosed')
    assert codes == ["M101"]
    assert error.problems[0].line > 10


def test_a_yaml_bomb_is_refused_without_being_expanded(tmp_path: Path) -> None:
    _, codes = problems(tmp_path, BOMB)
    assert set(codes) == {"M103"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("crewed: false", "crewed: maybe", "M106"),
        ("duration_days: 400", "duration_days: a year", "M106"),
        ("duration_days: 400", "duration_days: 0x10", "M106"),
        ("information_to_un: planned", "information_to_un: soon", "M106"),
        ("kind: probe", "kind: prob", "M124"),
        ("organised_under: GBR", "organised_under: ENG", "M134"),
        ("organised_under: GBR", "organised_under: United Kingdom", "M134"),
        ("launcher: launch-company", "launcher: lanch-company", "M140"),
        ("duration_days: 400", "duration_days: -1", "M141"),
        ("lands_on_body: false", "land_on_body: false", "M123"),
        ("crewed: false", "crewed: {unknown: because}", "M143"),
        ("claims: {}", "claims: {}\nclaims: {}", "M102"),
        ("claims: {}", "clams: {}", "M107"),
        ("claims: {}", "claims: 3", "M106"),
        ("    kind: flyby\n", "    kind: flyby\n    objects: [probe]\n    start: 2020-01-01\n", "M142"),
        ("    kind: flyby\n", "    kind: flyby\n    material_mass_kg: -5\n", "M141"),
        ("crewed: false", "crewed: !!python/object:os.system false", "M103"),
    ],
)
def test_one_wrong_thing_gets_its_code_and_its_line(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in GOOD
    content = GOOD.replace(old, new, 1)
    error, codes = problems(tmp_path, content)
    assert code in codes, codes
    problem = next(p for p in error.problems if p.code == code)
    line = content[: content.index(new.splitlines()[-1])].count("\n") + 1
    assert abs(problem.line - line) <= 1, (problem.line, line)


def test_the_nearest_right_answer_is_offered(tmp_path: Path) -> None:
    error, _ = problems(tmp_path, GOOD.replace("lands_on_body: false", "land_on_body: false"))
    assert "lands_on_body" in error.problems[0].hint


def test_every_problem_of_a_file_is_reported_at_once(tmp_path: Path) -> None:
    content = GOOD.replace("crewed: false", "crewed: 7").replace("kind: probe", "kind: boat").replace("GBR", "ENG")
    _, codes = problems(tmp_path, content)
    assert {"M106", "M124", "M134"} <= set(codes)
    assert len(codes) > 5


def test_a_file_of_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    _, codes = problems(tmp_path, b"#" * 50_000_000)
    assert codes == ["M105"]


def test_bytes_that_are_no_text_are_refused_with_their_place(tmp_path: Path) -> None:
    error, codes = problems(tmp_path, GOOD.encode() + b"\n\xff\xfe\n")
    assert codes == ["M104"]
    assert error.problems[0].line == GOOD.count("\n") + 2


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    _, codes = problems(tmp_path, "mission: " + "[" * 3000 + "]" * 3000)
    assert "M105" in codes


@pytest.mark.parametrize("content", ["", "- a\n- b\n", "just words", "mission: x\n---\nmission: y\n", "? [a]\n: b\n"])
def test_a_file_that_is_not_a_mission_is_reported(tmp_path: Path, content: str) -> None:
    _, codes = problems(tmp_path, content)
    assert codes
    assert all(code.startswith("M") for code in codes)


def test_norway_and_on_survive(tmp_path: Path) -> None:
    from regolex.law.source import Document, read_bytes

    data = read_bytes(b"NO: on\non: NO\nversion: 1.10\noctal: 010\n", Document("x", "K")).data
    assert data["NO"] == "on"
    assert data["on"] == "NO"
    assert str(data["version"]) == "1.10"
    assert data["octal"] == 10
