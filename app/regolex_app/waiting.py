"""Work that may take longer than a second: it runs beside the page, which shows that it runs and offers to stop waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import streamlit as st

_AT_ONCE = 4  # pieces of long work of one server
_PATIENCE = 0.4  # seconds before anything is shown
_LOOK = 0.2


@st.cache_resource(show_spinner=False)
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="regolex-page")


def waited(says: str, work: Callable[[], Any], key: str) -> Any:
    """The result of some work; None where the user did not want to wait any longer.

    A click on the button ends the run of the page, and with it the waiting; what was begun ends by its own limits.
    """
    running: Future[Any] = _workers().submit(work)
    return held(says, running, key)


def held(says: str, running: Future[Any], key: str) -> Any:
    """The same for work that has begun already."""
    begun = time.monotonic()
    place = None
    try:
        while not running.done():
            spent = time.monotonic() - begun
            if spent > _PATIENCE:
                if place is None:
                    place = st.empty()
                    with place.container(border=True):
                        bar = st.progress(0.0)
                        st.button("Cancel", key=f"cancel|{key}", icon=":material/close:", on_click=_stopped)
                bar.progress(min(spent / (spent + 5), 0.95), f"{says} {spent:.0f} s")
            time.sleep(_LOOK if spent > _PATIENCE else 0.02)
    finally:
        if not running.done():
            running.cancel()
        if place is not None:
            place.empty()
    return running.result()


def _stopped() -> None:
    st.session_state["news"] = "Stopped. Your case is as it was."
