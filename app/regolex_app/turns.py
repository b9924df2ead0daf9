"""What would turn it: the single answers that would change the word, tried on request, with progress and a way to stop."""

from __future__ import annotations

import msgspec
import streamlit as st

from regolex.alternatives.turns import turning
from regolex.engine.assessment import Assessment
from regolex.engine.engine import Engine
from regolex.engine.turning import Turning
from regolex.report.turned import turned
from regolex_app import session, waiting
from regolex_app.words import badge_html, escape

_LISTED = 6


def show(a: Assessment) -> None:
    """The section: what was found, or the button that tries it."""
    st.header("What would turn it", anchor=False)
    known = found(a)
    if known is None:
        st.markdown("Each answer is tried with its likely neighbours, to see which one would change the verdict.")
        if st.button("Try what would turn it", key="turns", icon=":material/science:"):
            search(a)
            st.rerun()
        return
    if not known:
        st.markdown("No single answer that was tried would change the verdict.")
        return
    by_line: dict[str, str] = {}
    for turn in known:
        for line in turned(msgspec.structs.replace(a, turns=(turn,))):
            by_line.setdefault(line.partition(" if ")[2], turn.every_reading)
    rows = "".join(f"<li>{badge_html(word)} if {escape(line)}</li>" for line, word in list(by_line.items())[:_LISTED])
    st.html(f'<ul class="rx-rows">{rows}</ul>')
    if len(by_line) > _LISTED:
        st.caption(f"And {len(by_line) - _LISTED} more; the memo lists all.")


def found(a: Assessment) -> tuple[Turning, ...] | None:
    """What was found for this state of the case; None where it was not tried."""
    known: tuple[object, tuple[Turning, ...]] | None = st.session_state.get("turned")
    return known[1] if known is not None and known[0] is session.case() else None


def search(a: Assessment) -> None:
    """Try what turns it, if it was not tried before."""
    if found(a) is None:
        engine = session.base().engine
        known = waiting.waited("Trying one answer after the other …", lambda: tried(engine, a, None), "turns")
        if known is not None:
            st.session_state.turned = (session.case(), known.turns or ())


def tried(engine: Engine, a: Assessment, known: tuple[Turning, ...] | None) -> Assessment:
    """The assessment with what turns it: as it is known already, or tried now."""
    if known is None:
        return turning(engine, a)
    return msgspec.structs.replace(
        a, turns=known, flips=tuple(dict.fromkeys(f"{t.part} {t.fact}" for t in known if t.assumed))
    )
