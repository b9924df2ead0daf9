"""Mutated files of every kind that is read: a result or a coded problem, never anything else.

``REGOLEX_MUTANTS`` scales the counts; ``-s`` shows them.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from regolex.commands import cli
from regolex.commands.failures import ended
from regolex.errors import RegolexError
from regolex.graph.export import mission_text
from regolex.knowledge import KnowledgeBase
from regolex.report.published import dumps
from regolex.report.receipt import _checksum, receipt_of
from regolex.report.terminal import show
from tests.unit.test_media import FORGED

ROOT = Path(__file__).resolve().parents[2]
SCALE = float(os.environ.get("REGOLEX_MUTANTS", "1"))
ON = date(2026, 1, 15)
PLANS = sorted((ROOT / "examples").glob("*.yaml"))
WORDS = (
    "null", "true", "[]", "{}", "-1", "1e999", "2026-13-77", "LUX", "XYZ", "0", "~", '"', "'", "&a", "*a", "!!x", "? ",
    "- ", ":",
)  # fmt: skip


def many(count: int) -> range:
    return range(max(1, int(count * SCALE)))


def broken(random: Random, raw: bytes, other: bytes) -> bytes:
    """A file with a few things wrong: bytes, lines, words, pieces of another file."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        lines = raw.split(b"\n")
        at, to = random.randrange(len(raw) + 1), random.randrange(len(raw) + 1)
        line = random.randrange(len(lines))
        match random.randrange(9):
            case 0:
                raw = raw[:at] + bytes([random.choice((random.randrange(256), *range(32, 127)))]) + raw[at + 1 :]
            case 1:
                raw = raw[:at] + raw[at + random.randrange(200) :]
            case 2:
                del lines[line]
                raw = b"\n".join(lines)
            case 3:
                lines.insert(random.randrange(len(lines)), lines[line])
                raw = b"\n".join(lines)
            case 4:
                key, colon, _ = lines[line].partition(b":")
                lines[line] = (
                    key + colon + b" " + random.choice((*WORDS, *map(repr, FORGED))).encode("utf-8", "replace")
                )
                raw = b"\n".join(lines)
            case 5:
                raw = raw[:at] + other[to : to + random.randrange(200)] + raw[at:]
            case 6:
                lines[line] = b"  " * random.randrange(4) + lines[line].lstrip()
                raw = b"\n".join(lines)
            case 7:
                raw = raw[:at] + random.choice(WORDS).encode() + raw[at:]
            case _:
                words = raw.split(b" ")
                one, two = random.randrange(len(words)), random.randrange(len(words))
                words[one], words[two] = words[two], words[one]
                raw = b" ".join(words)
    return raw


def outcome(kb: KnowledgeBase, file: Path, assess: bool) -> str:
    """What reading a file comes to: a verdict, or the family of its problems; anything else is raised."""
    try:
        mission = kb.read_mission(file)
        if not assess:
            return "read"
        a = kb.assess(mission, on=ON)
    except RegolexError as error:
        return f"refused: {error.problems[0].code}"
    show(a, cli.Console(file=io.StringIO(), width=120))
    return a.verdict


def told(name: str, found: Counter[str]) -> None:
    refused = sum(n for what, n in found.items() if what.startswith("refused"))
    print(
        f"\n{name}: {found.total()} tried, {found.total() - refused} read, {refused} refused; {dict(found.most_common())}"
    )


def test_a_mutated_mission_file_is_read_or_refused_with_a_code(kb: KnowledgeBase, tmp_path: Path) -> None:
    found: Counter[str] = Counter()
    texts = [path.read_bytes() for path in PLANS]
    file = tmp_path / "plan.yaml"
    for n in many(30_000):
        random = Random(n)
        file.write_bytes(broken(random, random.choice(texts), random.choice(texts)))
        found[outcome(kb, file, assess=n % 20 == 0)] += 1
    told("mission files", found)
    assert any(not what.startswith("refused") for what in found)


def test_a_mutated_file_of_rdf_is_read_or_refused_with_a_code(kb: KnowledgeBase, tmp_path: Path) -> None:
    found: Counter[str] = Counter()
    forms = {"ttl": "ttl", "trig": "trig", "nt": "nt", "nq": "nq", "jsonld": "jsonld", "rdf": "rdfxml"}
    small = [kb.read_mission(path) for path in sorted(PLANS, key=lambda path: path.stat().st_size)[:3]]
    texts = {end: [mission_text(kb, plan, form).encode() for plan in small] for end, form in forms.items()}
    for n in many(3_000):
        random = Random(n)
        end = random.choice(list(forms))
        file = tmp_path / f"plan.{end}"
        file.write_bytes(broken(random, random.choice(texts[end]), random.choice(texts[random.choice(list(forms))])))
        found[outcome(kb, file, assess=n % 20 == 0)] += 1
    told("files of RDF", found)
    assert any(not what.startswith("refused") for what in found)


@contextlib.contextmanager
def silent() -> Iterator[io.StringIO]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        yield said


def test_a_mutated_receipt_is_reproduced_or_refused_with_a_code(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "load", lambda *_: kb)
    plan = min(PLANS, key=lambda path: path.stat().st_size)
    whole: dict[str, Any] = json.loads(dumps(receipt_of(kb.assess(plan, on=ON))))
    short = {**whole, "result": {**whole["result"], "findings": whole["result"]["findings"][:2]}}
    raw = json.dumps(short, indent=1).encode()
    file = tmp_path / "receipt.json"
    found: Counter[str] = Counter()
    for n in many(1_000):
        random = Random(n)
        if n % 2:
            file.write_bytes(broken(random, raw, raw))
        else:  # the checksum made again, so that what lies behind it is tried as well
            changed = json.loads(raw)
            _change(random, changed)
            with contextlib.suppress(Exception):
                changed["checksum"] = _checksum(changed)
            file.write_text(json.dumps(changed), encoding="utf-8")
        with silent() as said:
            code = ended(lambda: cli.app(["reproduce", str(file)], standalone_mode=False) or 0)
        assert code in (0, 1, 3)
        assert "E399" not in said.getvalue(), (n, said.getvalue())
        found[f"exit {code}" if code != 3 else f"refused: {said.getvalue().split(' ')[0]}"] += 1
    told("receipts", found)


def _change(random: Random, value: Any) -> None:
    """Change one thing somewhere in plain values."""
    while True:
        keys = list(value) if isinstance(value, dict) else range(len(value))
        if not keys:
            return
        key = random.choice(list(keys))
        if isinstance(value[key], (dict, list)) and value[key] and random.random() < 0.8:
            value = value[key]
            continue
        old = value[key]
        value[key] = random.choice(
            (None, "\ud800", "x\x1b[2J", [old], {"decimal": old}, -1, {}, [], True, "2026-13-77")
        )
        return
