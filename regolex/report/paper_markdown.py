"""A paper as Markdown: CommonMark with the tables that GitHub adds."""

from __future__ import annotations

from collections.abc import Iterable

from regolex.media import markdown
from regolex.report.paper import Annexes, Block, Chart, Heading, Items, Paper, Para, Picture, Run, Words


def text(paper: Paper) -> str:
    """The whole paper."""
    anchors = {block.id for block in paper.blocks if isinstance(block, Heading)}
    out = [f"# {markdown(paper.title)}", ""]
    out += _rows(("", ""), [((Run(name),), said) for name, said in paper.head], anchors)
    for block in paper.blocks:
        out += ["", *_block(block, anchors)]
    return "\n".join(out) + "\n"


def _words(said: Words, anchors: set[str]) -> str:
    return "".join(_run(run, anchors) for run in said) or " "


def _run(run: Run, anchors: set[str]) -> str:
    shown = markdown(run.text)
    core = shown.strip()
    if not core:
        return shown
    before, after = shown[: len(shown) - len(shown.lstrip())], shown[len(shown.rstrip()) :]
    if run.strong:
        core = f"**{core}**"
    if run.to and (run.to[1:] in anchors or not run.to.startswith("#")):
        core = f"[{core}](<{run.to.replace('<', '%3C').replace('>', '%3E')}>)"
    return f"{before}{core}{after}"


def _block(block: Block, anchors: set[str]) -> list[str]:
    if isinstance(block, Heading):
        return [f'<a id="{block.id}"></a>', "", f"{'#' * (block.level + 1)} {markdown(block.text)}"]
    if isinstance(block, Para):
        return [("> " if block.kind == "quote" else "") + _words(block.words, anchors)]
    if isinstance(block, Items):
        return [f"- {_words(item, anchors)}" for item in block.items]
    if isinstance(block, Annexes):
        return ["---"]
    if isinstance(block, Picture):
        return [f"{markdown(block.title)}: {markdown(block.alt)}"]
    if isinstance(block, Chart):
        rows = [((Run(name),), *((Run(word),) for _, word in cells)) for name, cells in block.rows]
        return [f"{markdown(block.title)}", "", *_rows((block.corner, *block.columns), rows, anchors)]
    return _rows(block.columns, block.rows, anchors)


def _rows(columns: tuple[str, ...], rows: Iterable[tuple[Words, ...]], anchors: set[str]) -> list[str]:
    out = [f"| {' | '.join(markdown(column) or ' ' for column in columns)} |", f"|{' --- |' * len(columns)}"]
    return out + [f"| {' | '.join(_words(cell, anchors) for cell in row)} |" for row in rows]


__all__ = ["text"]
