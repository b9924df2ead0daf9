"""The pages and their addresses: one place for their names, icons and order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import streamlit as st

HOME, INTAKE, ASSUMPTIONS, OVERVIEW, QUESTIONS, ANSWERS = (
    "home",
    "intake",
    "assumptions",
    "overview",
    "questions",
    "answers",
)
TASKS, FINDINGS, DISPUTES, COMPARE, CHANGE = "tasks", "findings", "disputes", "compare", "change"
REPORT, LAW, ATLAS, ASK, VERSIONS = "report", "law", "atlas", "ask", "versions"


class Named(msgspec.Struct, frozen=True):
    """A page: its address, what it is called, and its icon."""

    key: str
    title: str
    icon: str
    of_case: bool = True
    linked: bool = True  # whether the menu leads to it


NAMES = {
    page.key: page
    for page in (
        Named(HOME, "Home", "home", False),
        Named(INTAKE, "Your mission", "rocket_launch"),
        Named(ASSUMPTIONS, "Assumptions", "fact_check", linked=False),
        Named(OVERVIEW, "Overview", "dashboard"),
        Named(QUESTIONS, "Questions", "quiz"),
        Named(ANSWERS, "Your answers", "list_alt", linked=False),
        Named(TASKS, "Tasks and road map", "checklist"),
        Named(FINDINGS, "Findings", "ballot"),
        Named(DISPUTES, "Disputes", "balance"),
        Named(COMPARE, "Compare", "compare_arrows"),
        Named(CHANGE, "Change the plan", "tune"),
        Named(REPORT, "Report", "description"),
        Named(VERSIONS, "Versions", "history", linked=False),
        Named(LAW, "Law", "menu_book", False),
        Named(ATLAS, "Atlas", "travel_explore", False),
        Named(ASK, "Ask the data", "query_stats", False),
    )
}  # fmt: skip
# the page of the menu under which a page without a link of its own stands
UNDER = {ASSUMPTIONS: INTAKE, ANSWERS: QUESTIONS}
# what draws each page; the entry script fills it in
DRAWN: dict[str, Callable[[], None]] = {}


def of(key: str) -> Any:
    """A page for a link or a switch; two objects with the same address are the same page.

    It has no icon of its own: the browser would fetch it from elsewhere as the sign of the tab. Links have theirs.
    """
    named = NAMES[key]
    path = "" if key == HOME else key
    return st.Page(DRAWN[key], title=f"{named.title} · Regolex", url_path=path, default=key == HOME)
