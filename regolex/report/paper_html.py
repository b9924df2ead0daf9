"""A paper as one self-contained HTML page: no script, nothing fetched, printable, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from regolex.media import html
from regolex.report.paper import Annexes, Block, Chart, Heading, Items, Paper, Para, Picture, Run, Table, Words
from regolex.report.paper_drawing import svg


def page(paper: Paper) -> str:
    """The page."""
    style = resources.files("regolex.report").joinpath("templates", "paper.css").read_text(encoding="utf-8")
    anchors = {block.id for block in paper.blocks if isinstance(block, Heading)}
    anchors |= {name for block in paper.blocks if isinstance(block, Table) for name in block.ids}
    shown = _Page(anchors)
    out = [
        "<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{html(paper.title)}</title>", f"<style>\n{style}</style>", "</head>", "<body>",
        '<a class="skip" href="#main">Skip to the text</a>',
        "<header>", f"<h1>{html(paper.title)}</h1>", "<dl>",
    ]  # fmt: skip
    out += [f"<dt>{html(name)}</dt><dd>{shown.words(said)}</dd>" for name, said in paper.head]
    out += ["</dl>", "</header>", '<nav aria-label="Contents">', "<ul>"]
    for heading in paper.headings:
        if heading.level == 1:
            out.append(f'<li><a href="#{html(heading.id)}">{html(heading.text)}</a></li>')
    out += ["</ul>", "</nav>", '<main id="main">']
    for block in paper.blocks:
        out += shown.block(block)
    out += [
        "</main>",
        f"<footer><p>{html(paper.running)}. Information, not legal advice.</p></footer>",
        "</body>",
        "</html>",
    ]
    return "\n".join(out) + "\n"


class _Page:
    def __init__(self, anchors: set[str]) -> None:
        self.anchors = anchors

    def words(self, said: Words) -> str:
        return "".join(map(self._run, said))

    def _run(self, run: Run) -> str:
        shown = html(run.text)
        if run.lang:
            shown = f'<span lang="{html(run.lang)}">{shown}</span>'
        if run.strong:
            shown = f"<strong>{shown}</strong>"
        if run.soft:
            shown = f'<span class="soft">{shown}</span>'
        if run.to and (run.to[1:] in self.anchors or not run.to.startswith("#")):
            return f'<a href="{html(run.to)}">{shown}</a>'
        return shown

    def block(self, block: Block) -> Iterator[str]:
        """The lines of one block."""
        if isinstance(block, Heading):
            yield f'<h{block.level + 1} id="{html(block.id)}">{html(block.text)}</h{block.level + 1}>'
        elif isinstance(block, Para):
            tag, style = (
                ("blockquote", "") if block.kind == "quote" else ("p", ' class="soft"' if block.kind == "soft" else "")
            )
            yield f"<{tag}{style}>{self.words(block.words)}</{tag}>"
        elif isinstance(block, Items):
            yield "<ul>"
            for item in block.items:
                yield f"<li>{self.words(item)}</li>"
            yield "</ul>"
        elif isinstance(block, Chart):
            yield f"<figure>{svg(block)}<figcaption>{html(block.caption)}</figcaption></figure>"
        elif isinstance(block, Picture):
            yield f"<figure>{block.svg}<figcaption>{html(block.title)}</figcaption></figure>"
        elif isinstance(block, Annexes):
            yield '<hr class="annexes">'
        else:
            yield from self._table(block)

    def _table(self, table: Table) -> Iterator[str]:
        total = sum(table.widths)
        yield f'<div class="table" role="region" aria-label="{html(table.title)}" tabindex="0">'
        yield f'<table><caption class="unseen">{html(table.title)}</caption><colgroup>'
        yield "".join(f'<col style="width:{100 * width / total:.0f}%">' for width in table.widths)
        yield "</colgroup><thead><tr>"
        yield "".join(f'<th scope="col">{html(column)}</th>' for column in table.columns)
        yield "</tr></thead><tbody>"
        for n, row in enumerate(table.rows):
            name = f' id="{html(table.ids[n])}"' if n < len(table.ids) and table.ids[n] else ""
            yield f"<tr{name}>" + "".join(f"<td>{self.words(cell)}</td>" for cell in row) + "</tr>"
        yield "</tbody></table></div>"


__all__ = ["page"]
