"""What stands around each page: the menu, the bar of the case, and where the eye and the keyboard go."""

from __future__ import annotations

import msgspec
import streamlit as st

from regolex.cases.case import READ
from regolex.engine.assessment import Assessment
from regolex.law.wording import counted
from regolex_app import case as cases
from regolex_app import pages, session, settings, sharing, team, versions
from regolex_app.naming import called
from regolex_app.words import badge, day_of, html_of, picture_html, plain, problem_html, sentence

FAILED = (
    "This page could not be shown. Your case is saved as it was. Go back to the overview, or undo the last answer; if it "
    "happens again, whoever runs the server finds the reason in its log."
)
_VERSIONS = 6
_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"><style>g{stroke:#0b4f94;fill:#0b4f94}'
    "@media (prefers-color-scheme: dark){g{stroke:#8ab8ee;fill:#8ab8ee}}</style>"
    '<g stroke-width="2"><circle cx="12" cy="12" r="10" fill="none"/><circle cx="8.5" cy="9.5" r="1"/>'
    '<circle cx="14" cy="8" r=".4"/><path d="M3.200 16.500c5.500 2.300 12 2.300 17.600 0" fill="none"/></g></svg>'
)
_FOCUS = (
    "<script>setTimeout(() => {{const h = document.querySelector('h1'); if (h) {{h.tabIndex = -1;"
    "h.focus({{preventScroll: true}}); const m = document.querySelector('[data-testid=stMain]'); if (m) m.scrollTop = 0;}}"
    "const here = document.querySelector('.st-key-nav-here a'); if (here) here.setAttribute('aria-current', 'page');"
    "const menu = document.querySelector('[data-testid=stSidebarContent]'); if (menu) menu.tabIndex = 0;"
    "}}, 60); /* {} */</script>"
)
# On a narrow window the menu lies over the page, and only Streamlit's own navigation closes it; and whether it is open
# is kept for the next start, of a wide window too. So: a choice closes it, gives the eye back to the page, and is not kept.
_CLOSES = (
    "<script>if (!window.rxMenu) {window.rxMenu = true; document.addEventListener('click', e => {"
    "if (!e.target.closest('[data-testid=stSidebar] a') || !matchMedia('(max-width: 767.98px)').matches) return;"
    "setTimeout(() => {const b = document.querySelector('[data-testid=stSidebarCollapseButton] button'); if (b) b.click();"
    "Object.keys(localStorage).filter(k => k.startsWith('stSidebarCollapsed')).forEach(k => localStorage.removeItem(k));"
    "const h = document.querySelector('h1'); if (h) {h.tabIndex = -1; h.focus({preventScroll: true});}}, 0);});}</script>"
)


def sidebar(here: str) -> None:
    """The menu: home, the pages of the case where one is open, and the library."""
    with st.sidebar:
        st.html(f'<p class="rx-brand">{picture_html(_LOGO, "")} Regolex</p>')
        _link(pages.HOME, here)
        if session.case_id():
            st.html('<p class="rx-menu">This case</p>')
            counts = _counts()
            for key, named in pages.NAMES.items():
                if named.of_case and named.linked:
                    _link(key, here, counts.get(key, 0))
        st.html('<p class="rx-menu">Library</p>')
        _link(pages.LAW, here)
        _link(pages.ATLAS, here)
        _link(pages.ASK, here)
        team.shown()
        k = session.base().knowledge
        where = "The cases of your team stay on this server." if team.on() else "Nothing leaves this machine."
        st.html(f'<p class="rx-foot">{where}<br>Information, not legal advice.<br>Knowledge of {day_of(k.day)}.</p>')
        st.html(_CLOSES, unsafe_allow_javascript=True)


def _link(key: str, here: str, count: int = 0) -> None:
    named = pages.NAMES[key]
    current = key == pages.UNDER.get(here, here)
    with st.container(key="nav-here" if current else f"nav-{key}"):
        st.page_link(
            pages.of(key), label=f"{named.title} ({count})" if count else named.title, icon=f":material/{named.icon}:",
            query_params={"case": session.case_id()} if session.case_id() and key != pages.HOME else None, width="stretch",
        )  # fmt: skip


def _counts() -> dict[str, int]:
    """How much waits on a page, as far as it is assessed already."""
    known = st.session_state.get("result")
    a = known.assessment if known is not None and known.case is session.case() else None
    if a is None:
        return {}
    from regolex.report.first_screen import disputes
    from regolex.tasks.task import tasks

    mine = sum(q.who == "client" for q in a.questions.items)
    return {pages.QUESTIONS: mine, pages.TASKS: len(tasks(a)), pages.DISPUTES: len(disputes(a))}


def case_bar(here: str) -> bool:
    """The bar of the case: its name, its verdict, its day, when it was saved. False where there is no case to show."""
    if "unreadable" in st.session_state:
        _unreadable()
        return False
    if not session.case_id():
        _none(here)
        return False
    current, result = session.case(), session.result()
    a = result.assessment
    with st.container(key="case-bar", horizontal=True, vertical_alignment="center", gap="small"):
        # what comes and goes stands in a container of its own: a popover whose place among its neighbours moves is closed
        with st.container(key="case-said", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(f'<p class="rx-case">{html_of(current.mission.title or "A plan")}</p>', width="content")
            if a is not None:
                side = a.you or a.overall
                badge(side.every_reading.word)
            if current.on:
                st.caption(f"Law of {day_of(current.on)}", width="content")
            for words in settings.chosen_words(current):
                st.badge(words, icon=":material/tune:", color="orange")
            st.space("stretch")
            _saved()
            if st.session_state.get("undo") and st.button(
                "Undo", key="bar|undo", icon=":material/undo:", shortcut="Ctrl+Z"
            ):
                session.undo()
                st.rerun()
        if team.on():
            sharing.show()
        with st.popover("Case", icon=":material/tune:"):
            settings.show()
        with st.popover("Versions", icon=":material/history:"):
            _versions()
    if news := st.session_state.pop("news", ""):
        st.info(news, icon=":material/sync:")
    for problem in result.problems:
        st.html(problem_html(problem))
    session.notices()
    if a is not None:
        _set_aside(a)
    return True


def _saved() -> None:
    unsaved = st.session_state.get("unsaved")
    if unsaved:
        st.badge("Not saved", icon=":material/error:", color="red")
        st.html("".join(map(problem_html, unsaved[1])))
        if st.button("Try again", key="bar|save"):
            session.keep(unsaved[0])
            st.rerun()
        return
    at = session.saved_at()
    if session.access() == READ:
        st.badge("To read only", icon=":material/visibility:", color="gray")
    if at:
        st.caption(f":green[:material/check_circle:] Saved {versions.clock(at)}", width="content")


def _versions() -> None:
    """The newest versions of the case, and the way to all of them."""
    kept = session.shelf().versions(session.case_id())
    st.markdown("**Versions of this case**")
    st.caption("Each change makes a version. Going back makes a new one, so nothing is lost.")
    may = session.access() != READ
    for n, version in enumerate(kept[:_VERSIONS]):
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.markdown(
            f"**{plain(versions.said(version))}**  \nVersion {version.number} · {plain(versions.when(version))}"
        )
        key = called(f"restore|{version.number}", "Restore", f"version {version.number}")
        if n and may and right.button("Restore", key=key):
            versions.restore(version.number)
            st.rerun()
    if st.button(
        f"All {counted(len(kept), 'version')}, and compare two", key="versions|page", icon=":material/history:"
    ):
        session.go(pages.VERSIONS)


def _none(here: str) -> None:
    """A page of a case without one: what will stand here, and where to begin."""
    missing = st.session_state.pop("missing", "")
    st.title(pages.NAMES[here].title, anchor=False)
    if missing:
        st.warning("There is no case under this address. It may have been deleted.", icon=":material/search_off:")
    st.markdown("This page shows a case, and none is open. Open one of yours, or begin with fourteen questions.")
    if st.button("Go to your cases", key="none|home", type="primary", icon=":material/home:"):
        session.go(pages.HOME)


def _unreadable() -> None:
    """A case that was kept under another state of the knowledge and can no longer be read: it is kept as it is."""
    found, problems = st.session_state["unreadable"]
    st.title(plain(found.title), anchor=False)
    st.error("This case cannot be read with the present knowledge. It is kept as it is.", icon=":material/error:")
    for problem in problems[:10]:
        st.html(problem_html(msgspec.structs.replace(problem, file="this case")))
    st.download_button("Download it as a mission file", found.text, f"{found.id}.yaml", "text/plain", on_click="ignore")


def focus(key: str) -> None:
    """After a switch of the page, reading begins at its title."""
    if st.session_state.get("page") != key:
        st.session_state.page = key
        st.html(_FOCUS.format(key), unsafe_allow_javascript=True)


def _set_aside(a: Assessment) -> None:
    """The answers that another answer closes: none is lost, and none is used."""
    found = cases.aside(a)
    if not found:
        return
    rows = [
        f"{plain(sentence(a.knowledge.facts[x.fact].label))}"
        + ("" if x.part == "mission" else f", {plain(a.name(x.part))}")
        + f" ({plain(x.because.rstrip('.'))})"
        for x in found
    ]
    more = f"; and {len(rows) - 4} more" if len(rows) > 4 else ""
    verb = "is" if len(rows) == 1 else "are"
    st.info(
        f"{counted(len(rows), 'answer')} {verb} set aside, because other answers leave no room for it. "
        f"{'It comes' if len(rows) == 1 else 'They come'} back when the question arises again. {'; '.join(rows[:4])}{more}."
    )
