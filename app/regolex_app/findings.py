"""Findings: State by instrument at a glance, every bearer below, and each finding with an address of its own."""

from __future__ import annotations

import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.engine.concern import harmless
from regolex.engine.results import RESULTS
from regolex.engine.world import UNNAMED
from regolex.law.wording import counted
from regolex.report import view
from regolex_app import finding, session, verdict
from regolex_app.unassessed import nothing, unassessed
from regolex_app.words import PERHAPS, bucket_mark, counts, escape, plain, result_words

# the worst first: what a cell of the matrix shows of several findings
_ORDER = ("breached", "contested", "due", "open", PERHAPS, "judgement", "to-do", "met", "granted", "granted-as-planned")


def show() -> None:
    """The page, or the one finding that the address names."""
    a = session.result().assessment
    if a is None:
        st.title("Findings", anchor=False)
        unassessed("findings")
        return
    wanted = st.query_params.get("finding", "")
    if wanted:
        found = next((f for f in a.all_findings if finding.address(f) == wanted), None)
        if found is not None:
            finding.page(a, found)
            return
        st.warning("That finding no longer stands: the answers have changed. These are the findings now.")
    st.title("Findings", anchor=False)
    st.caption(plain(counts(a.all_findings)))
    if not any(_named(f.bearer) for f in a.all_findings):
        nothing("ballot", "No finding so far", "No encoded rule concerns anybody yet. The first answers name the States.",
                "Describe the mission", "intake")  # fmt: skip
        return
    _matrix(a)
    verdict.show()


def _named(bearer: str) -> bool:
    return bearer != UNNAMED and not bearer.endswith(":?")


def _key(f: object) -> str:
    key = view.bucket_of(f)  # type: ignore[arg-type]
    return key if key in _ORDER or key == PERHAPS else ""


def _matrix(a: Assessment) -> None:
    """Bearers down, instruments across: the gravest result of each cell, and how many rules stand behind it."""
    cells: dict[tuple[str, str], dict[str, int]] = {}
    binding = {f.rule.instrument for f in a.all_findings if f.rule.binding}
    for f in a.all_findings:
        if not _named(f.bearer) or (f.perhaps and harmless(f)):
            continue
        key = _key(f)
        if key:
            own = cells.setdefault((f.bearer, f.rule.instrument), {})
            own[key] = own.get(key, 0) + 1
    if not cells:
        return
    order = [s.standing.bearer for s in session.result().sections]
    bearers = [b for b in order if any(x == b for x, _ in cells)]
    totals: dict[str, int] = {}
    for (_, instrument), own in cells.items():
        totals[instrument] = totals.get(instrument, 0) + sum(own.values())
    mine = {i for x, i in cells if x == a.client}
    instruments = sorted(
        totals, key=lambda i: (i not in mine, a.knowledge.instruments[i].legal_order != "international", -totals[i])
    )
    head = "".join(f'<th scope="col">{_heading(a, i, i in binding)}</th>' for i in instruments)
    rows = ""
    for bearer in bearers:
        row = "".join(f"<td>{_cell(cells.get((bearer, i), {}))}</td>" for i in instruments)
        rows += f'<tr><th scope="row">{escape(a.name(bearer))}</th>{row}</tr>'
    st.html(
        '<div class="rx-scroll" tabindex="0" role="region" aria-label="Findings by State and instrument">'
        f'<table class="rx-table rx-wide" style="min-width:{11 + 7 * len(instruments)}rem"><caption>The gravest result of each '
        f"State or person under each of {counted(len(instruments), 'instrument')}, and how many rules share it"
        f"{'; first those that concern you' if mine else ''}</caption>"
        f'<thead><tr><th scope="col">Bound</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )
    used = {min(own, key=_ORDER.index) for own in cells.values()}
    by_mark: dict[str, list[str]] = {}
    for key in _ORDER:
        if key in used:
            by_mark.setdefault(bucket_mark(key), []).append(_words(key))
    said = " · ".join(f"{mark} {' or '.join(words)}" for mark, words in by_mark.items())
    soft = " What is not binding counts for no verdict." if any(i not in binding for i in instruments) else ""
    st.caption(f"{said}.{soft}")


def _heading(a: Assessment, instrument: str, binding: bool) -> str:
    short = escape(a.knowledge.instruments[instrument].short)
    return short if binding else f"{short}<br><em>not binding</em>"


def _words(key: str) -> str:
    return "may apply" if key == PERHAPS else result_words(key)


def _cell(own: dict[str, int]) -> str:
    if not own:
        return '<span class="rx-small" aria-label="nothing">·</span>'
    key = min(own, key=_ORDER.index)
    strong = RESULTS[key].weight if key in RESULTS else 0
    said = f'<span aria-hidden="true">{bucket_mark(key)}</span> {own[key]}'
    hidden = f'<span style="position:absolute;clip-path:inset(50%)"> {escape(_words(key))}</span>'
    return f"<strong>{said}</strong>{hidden}" if strong else f"{said}{hidden}"
