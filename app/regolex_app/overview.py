"""The overview: the first screen, then what is disputed, whom else law might concern, what may happen, what is not covered."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.engine.matters import NotCovered
from regolex.law.wording import counted
from regolex.report import beside, view
from regolex.report.first_screen import Row, disputes, first_screen
from regolex.report.phrases import weight_words
from regolex.report.places import place_words
from regolex.report.readings import holder_words, shown_holders, untested
from regolex_app import session
from regolex_app.questions import left
from regolex_app.words import escape, plain, rows_html, sentence

_EVENTS = 12  # so many events are listed before the rest is folded


@st.fragment
def show() -> None:
    """The view."""
    a = session.result().assessment
    if a is None:
        unassessed("overview")
        return
    wide, narrow = st.columns([7, 4], gap="large")
    with wide:
        _first_screen(a)
        _disputed(a)
        _untested(a)
        _conflicts(a)
        _might_concern(a)
        _if_it_happens(a)
        _not_covered(a)
    with narrow:
        left("overview")
        _basis(a)


def unassessed(where: str) -> None:
    """What a view shows until there is a date of assessment."""
    st.caption("Choose a date of assessment to see the result.")
    if st.button("Choose the date of assessment", key=f"{where}|day"):
        session.go(session.MISSION)
        st.rerun()


# --- the first screen ---


def _first_screen(a: Assessment) -> None:
    screen = first_screen(a)
    st.header("At a glance")
    st.html(f'<p class="rx-reads">{escape(" ".join(filter(None, screen.sentences)))}</p>')
    st.html(f'<dl class="rx-first">{"".join(_rows(screen.rows))}</dl>')
    for words in place_words(a):
        st.html(f'<p class="rx-small">{escape(words)}</p>')


def _rows(rows: Iterable[Row]) -> Iterable[str]:
    """One row for each label, with everything that belongs to it."""
    groups: list[tuple[str, list[Row]]] = []
    for row in rows:
        label = row.label.strip()
        if label and not label.isdigit():
            groups.append((label, []))
        if groups:
            groups[-1][1].append(row)
    for label, members in groups:
        yield f"<div><dt>{escape(sentence(label.lower()))}</dt><dd>{''.join(map(_row, members))}</dd></div>"


def _row(row: Row) -> str:
    if not row.cells:
        return f"<p>{escape(row.text.strip())}</p>"
    if not row.label.strip().isdigit():
        return ""  # the names of columns: each cell says what it is
    what, addressed_to, time = row.cells
    return (
        f"<p>{escape(row.label.strip())}. <strong>{escape(what)}</strong><br>"
        f'<span class="rx-small">Addressed to {escape(addressed_to)} · time by {escape(time)}</span></p>'
    )


# --- beside the findings ---


def _disputed(a: Assessment) -> None:
    """Each disputed question once: its readings with what follows for the plan and who holds them."""
    found = {d.question: d for d in beside.disputed(a)}
    if not found:
        return
    st.header("Disputed questions")
    for question, _ in disputes(a):
        shown = found[question.id]
        follows = {name.split()[0]: word for name, word, _ in shown.readings}
        rows = []
        for reading in question.readings:
            if reading.id not in follows:
                continue
            names = [
                f"{h.name} ({holder_words(h.kind, h.since, h.confidence, h.nearest)})"
                for h in shown_holders(reading, a)
            ]
            held = f"held by {'; '.join(names)}" if names else "no holder read by this day"
            rows.append(
                f"<li><strong>{escape(reading.id)} {escape(reading.name)}: {escape(follows[reading.id])}.</strong> "
                f"{escape(reading.says)} "
                f'<span class="rx-small">({escape(weight_words(reading.weight))}; {escape(held)})</span></li>'
            )
        key = f"disputed|{question.id}"
        session.opened(key)
        opened = st.expander(plain(question.asks), key=key, on_change="rerun")
        if opened.open:
            with opened:
                st.html(
                    f'<ul class="rx-gaps">{"".join(rows)}</ul>'
                    f'<p class="rx-small">Decides about {escape("; ".join(shown.divides))}.</p>'
                )


def _untested(a: Assessment) -> None:
    """Readings of which no holder was read: not run, and said where the plan would breach something on one."""
    found = untested(a)
    if not found:
        return
    st.subheader("Readings not tried", anchor=False)
    st.caption(
        "No one was read who holds these, so they count for no verdict. On them the plan would breach something."
    )
    rows = "".join(
        f"<li><strong>{escape(a.knowledge.questions[item.question].asks)} {escape(item.reading)} {escape(item.name)}.</strong> "
        f"{escape('; '.join(breached))}</li>"
        for item, breached in found
    )
    st.html(f'<ul class="rx-gaps">{rows}</ul>')


def _conflicts(a: Assessment) -> None:
    if not a.conflicts:
        return
    st.header("Rules in conflict")
    st.caption("Two rules require the opposite of the same bearer, and neither displaces the other.")
    for c in a.conflicts:
        one, other = (view.citation(a.knowledge, a.knowledge.rules[rule]) for rule in (c.requires, c.forbids))
        st.markdown(
            f"- **{plain(a.name(c.bearer))}**: {plain(one)} requires {plain(c.act)}, and {plain(other)} prohibits it."
        )


def _might_concern(a: Assessment) -> None:
    """Whom rules might concern, which counts for no finding until the answers named here are given."""
    found = beside.might_concern(a)
    if not found:
        return
    st.header("Might concern")
    st.caption("Whether these rules concern anyone at all depends on an answer. Until then they count as no breach.")
    rows = "".join(
        f"<tr><td>{escape(sentence(row.who))}</td><td>{escape(row.roles)}</td><td>{escape(row.rules)}</td>"
        f"<td>{escape(' '.join(row.questions)) or 'only rights and expectations: nothing is asked for them'}</td></tr>"
        for row in found
    )
    st.html(
        '<div class="rx-scroll" tabindex="0" role="region" aria-label="Whom law might concern"><table class="rx-table">'
        '<thead><tr><th scope="col">Who</th><th scope="col">As</th><th scope="col">Rules</th>'
        f'<th scope="col">Depends on</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _if_it_happens(a: Assessment) -> None:
    """Dormant duties by the event that would wake them; they count for no verdict."""
    found = beside.if_it_happens(a)
    if not found:
        return
    st.header("If it happens")
    st.caption("None of this counts for the verdict. It is what to prepare for.")
    for n, event in enumerate(found):
        key = f"happens|{event.event}"
        session.opened(key, n == 0 and len(found) < _EVENTS)
        duties = counted(len(event.duties), "duty or right", "duties and rights")
        opened = st.expander(f"If {plain(event.happens)} ({duties})", key=key, on_change="rerun")
        if opened.open:
            with opened:
                items = (
                    f'<li>{escape(what)}<br><span class="rx-small">{escape(sentence(more))}</span></li>'
                    for what, more in event.duties
                )
                st.html(f'<ul class="rx-gaps">{"".join(items)}</ul>')


def _not_covered(a: Assessment) -> None:
    """Matters that the mission touches and that are not encoded, or on which the law itself is silent."""
    silent = [n for n in a.not_covered if n.sort == "law-is-silent"]
    rest = [n for n in a.not_covered if n.sort != "law-is-silent"]
    if rest:
        st.header("Not covered")
        st.caption(
            "This mission touches these matters, but they are not encoded. Silence is not permission: ask the authority."
        )
        st.html(f'<ul class="rx-gaps">{"".join(_gap(a, n) for n in rest)}</ul>')
    if silent:
        st.header("Gaps in the law itself")
        st.html(f'<ul class="rx-gaps">{"".join(_gap(a, n) for n in silent)}</ul>')


def _gap(a: Assessment, n: NotCovered) -> str:
    sure = "" if n.certain else " (perhaps)"
    said = [f"<strong>{escape(a.name(n.legal_order))}{sure}: {escape(n.matter)}.</strong>"]
    if n.instrument:
        said.append(f"{escape(n.instrument)}.")
    if n.authority:
        said.append(f"Authority: {escape(n.authority)}.")
    said.append(escape(n.note))
    if n.stands_in:
        said.append(f"In its place: {escape('; '.join(n.stands_in))}.")
    return f"<li>{' '.join(said)}</li>"


def _basis(a: Assessment) -> None:
    """The inputs of this verdict, so that it can be reproduced."""
    st.header("Basis of this verdict")
    rows = [("Day", str(a.on)), ("Knowledge", f"{a.knowledge.day}, {a.knowledge.hash[:12]}")]
    rows += [("Assumed", a.knowledge.asking.sets[name].title) for name in a.prepared.sets]
    rows += [
        (f"Reading: {a.knowledge.questions[question].asks}", " or ".join(readings))
        for question, readings in sorted(a.readings.items())
    ]
    st.html(rows_html(rows))
    st.caption("Information, not legal advice.")
