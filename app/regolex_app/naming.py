"""What a button is called where it is heard and not seen: several that read the same each say what they are about."""

from __future__ import annotations

import json
import re

import streamlit as st

_KEPT = "called"
# A button with a hint is there twice, for a wide and for a narrow window. The names are put on again whenever the page has
# changed; a name in place changes nothing, so this ends.
_SCRIPT = (
    "<script>window.rxCalled = {}; (() => {{ let waits = false; const call = () => {{ waits = false;"
    "for (const [place, name] of Object.entries(window.rxCalled))"
    "for (const b of document.querySelectorAll('.' + place + ' button'))"
    "if (b.getAttribute('aria-label') !== name) b.setAttribute('aria-label', name); }};"
    "call(); if (window.rxCalling) window.rxCalling.disconnect();"
    "window.rxCalling = new MutationObserver(() => {{ if (!waits) {{ waits = true; requestAnimationFrame(call); }} }});"
    "window.rxCalling.observe(document.body, {{childList: true, subtree: true}}); }})();</script>"
)


def called(key: str, label: str, about: str) -> str:
    """The key of a button, which is called by its label and by what it is about; its label stays what is seen."""
    names: dict[str, str] = st.session_state.setdefault(_KEPT, {})
    names["st-key-" + re.sub(r"[^a-zA-Z0-9_-]", "-", key.strip())] = f"{label}: {about}"
    return key


def begun() -> None:
    """Forget the names of the run before."""
    st.session_state[_KEPT] = {}


def told() -> None:
    """Give the buttons their names; called when the page is complete."""
    names = st.session_state.get(_KEPT)
    if names:
        safe = json.dumps(names, ensure_ascii=True).replace("<", "\\u003c")
        st.html(_SCRIPT.format(safe), unsafe_allow_javascript=True)
