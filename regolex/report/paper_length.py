"""How long the body of a paper is, in pages: an estimate from its text alone, so that every form says the same."""

from __future__ import annotations

from regolex.report.paper import Annexes, Block, Chart, Heading, Items, Paper, Para, Picture, Table, plain

# measured on pages of Letter, the shorter of the two sizes; a line is one of a table
_LINES, _TABLE, _TEXT = 90, 148, 128  # lines on a page, and letters on a line of a table and of text
_HEADING = (3.2, 2.4, 2.0)


def body_pages(paper: Paper) -> float:
    """The length of the body."""
    lines = 6.0 + 1.2 * len(paper.head)
    for block in paper.blocks:
        if isinstance(block, Annexes):
            break
        lines += _lines(block)
    return lines / _LINES


def _lines(block: Block) -> float:
    if isinstance(block, Heading):
        return _HEADING[block.level - 1]
    if isinstance(block, Para):
        return 1.15 * _wrapped(len(plain(block.words)), _TEXT) + 0.5
    if isinstance(block, Items):
        return sum(1.15 * _wrapped(len(plain(item)), _TEXT) + 0.1 for item in block.items) + 0.5
    if isinstance(block, Chart):
        return 6.0 + 1.8 * len(block.rows)
    if isinstance(block, Picture):
        return 30.0
    if isinstance(block, Table):
        return 2.5 + sum(_row(block, [len(plain(cell)) for cell in row]) for row in block.rows)
    return 0.0


def _row(table: Table, letters: list[int]) -> float:
    total = sum(table.widths)
    wide = [max(6.0, _TABLE * share / total - 2) for share in table.widths]
    return max(_wrapped(n, int(width)) for n, width in zip(letters, wide, strict=True)) + 0.6


def _wrapped(letters: int, width: int) -> int:
    return max(1, -(-letters // max(1, width)))


__all__ = ["body_pages"]
