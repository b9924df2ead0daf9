"""A paper on the page: its blocks as HTML in which every text is data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from regolex.engine.assessment import assess
from regolex.errors import EvaluationError, MissionError
from regolex.formats.texts.official import official
from regolex.report.memo import memo
from regolex.report.paper import Annexes, Block, Heading, Items, Paper, Para, Table, Words
from regolex_app import case, session
from regolex_app.words import escape


def of_case(text: str, settings: Mapping[str, Any]) -> str | None:
    """The memo on a kept case, without its annexes; None where it cannot be assessed."""
    base = session.base()
    try:
        found = case.kept(text, settings, base.knowledge)
        if found.on is None:
            return None
        a = assess(
            base.engine,
            found.mission,
            on=found.on,
            readings=found.readings,
            viewpoint=found.viewpoint,
            pending=found.pending,
        )
    except (MissionError, EvaluationError):
        return None
    return html_of(body(memo(a, official())))


def body(paper: Paper) -> Paper:
    """A paper without its annexes."""
    end = next((n for n, block in enumerate(paper.blocks) if isinstance(block, Annexes)), len(paper.blocks))
    return msgspec.structs.replace(paper, blocks=paper.blocks[:end])


def html_of(paper: Paper) -> str:
    """The paper with its head; headings stand below the title of the page."""
    head = "".join(f"<dt>{escape(name)}</dt><dd>{_words(said)}</dd>" for name, said in paper.head)
    return (
        f'<p class="rx-small">{escape(paper.kind)}</p><h2>{escape(paper.title.partition(": ")[2] or paper.title)}</h2>'
        f'<dl class="rx-list rx-small">{head}</dl>' + "".join(map(_block, ("", *_texts(paper.blocks)), paper.blocks))
    )


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of each block that is a heading."""
    return (block.text if isinstance(block, Heading) else "" for block in blocks)


def _block(above: str, block: Block) -> str:
    if isinstance(block, Heading):
        level = min(block.level + 2, 4)
        return f"<h{level}>{escape(block.text)}</h{level}>"
    if isinstance(block, Para):
        style = ' class="rx-small"' if block.kind == "soft" else ""
        tag = "blockquote" if block.kind == "quote" else "p"
        return f"<{tag}{style}>{_words(block.words)}</{tag}>"
    if isinstance(block, Items):
        return '<ul class="rx-gaps">' + "".join(f"<li>{_words(item)}</li>" for item in block.items) + "</ul>"
    if isinstance(block, Table):
        head = "".join(f'<th scope="col">{escape(c)}</th>' for c in block.columns)
        body = "".join("<tr>" + "".join(f"<td>{_words(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
        caption = (
            "" if block.title == above else f"<caption>{escape(block.title)}</caption>"
        )  # said by the heading already
        return (
            f'<div class="rx-scroll" tabindex="0" role="region" aria-label="{escape(block.title)}"><table class="rx-table">'
            f"{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )
    return ""


def _words(said: Words) -> str:
    out = []
    for run in said:
        text = escape(run.text)
        if run.strong:
            text = f"<strong>{text}</strong>"
        if run.to.startswith(("https://", "http://")):
            text = f'<a href="{escape(run.to)}" target="_blank" rel="noopener noreferrer">{text}</a>'
        out.append(text)
    return "".join(out)
