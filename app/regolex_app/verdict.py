"""The verdict on the mission, on each State and person, and every finding behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.engine.matters import NotCovered
from regolex.law.wording import counted
from regolex.media import html as escape
from regolex.report import view
from regolex_app import session
from regolex_app.finding import finding
from regolex_app.missing import merged, placeholder
from regolex_app.questions import leads_to, next_questions
from regolex_app.words import BUCKET_MARKS, COUNTED, VERDICT_MARKS, plain, problem_html, sentence, standing

_CLOSED = ("met", "displaced", "not-applicable")  # results that require no action


def strip() -> None:
    """The verdict on the mission in two lines, on top of every view."""
    result = session.result()
    if session.untouched():
        return
    with st.container(key="strip"):
        if result.problems:
            st.html(
                '<p class="rx-verdict"><strong>! Not assessed</strong></p>'
                + "".join(map(problem_html, result.problems))
            )
            return
        a = result.assessment
        if a is None:
            st.html(
                '<p class="rx-verdict" role="status"><strong>Not assessed yet.</strong> '
                "Choose the date of assessment.</p>"
            )
            return
        pending = ", including law not yet in force" if a.pending else ""
        viewed = f", on the readings stated by {escape(a.name(a.viewpoint))}" if a.viewpoint else ""
        st.html(
            f'<p class="rx-verdict rx-{a.verdict}" role="status"><strong><span aria-hidden="true">'
            f"{VERDICT_MARKS[a.verdict]}</span> {view.VERDICT_WORDS[a.verdict].capitalize()}</strong> "
            f"as of {a.on}{viewed}{pending}. {escape(view.verdict_means(a))}"
            f'<br><span class="rx-small">{_counts(a)}</span></p>'
        )


def _counts(a: Assessment, bearer: str = "") -> str:
    found = a.of(bearer) if bearer else a.findings
    counts = Counter(view.bucket_of(f) for f in found if f.rule.binding)
    return " · ".join(f"{counts[key]} {word}" for key, word in COUNTED if counts[key]) or "no binding finding"


@st.fragment
def show() -> None:
    """The view of the verdict. Opening a finding only reruns this part of the page."""
    result = session.result()
    a = result.assessment
    if a is None:
        st.caption("Choose a date of assessment to see the verdict.")
        if st.button("Choose the date of assessment", key="verdict|day"):
            session.go(session.MISSION)
            st.rerun()
        return
    left, right = st.columns([7, 4], gap="large")
    with left:
        st.header("States and persons")
        blocked = [s.standing.bearer for s in result.sections if s.standing.verdict == "blocked"]
        first = blocked or [s.standing.bearer for s in result.sections[:1]]
        for section in result.sections:
            if placeholder(section.standing.bearer):
                _unnamed(a, section)
            else:
                _bearer(a, section, expanded=section.standing.bearer in first)
        _conflicts(a)
        _not_covered(a)
    with right:
        next_questions("verdict")
        _basis(a)


def _bearer(a: Assessment, section: view.Section, expanded: bool) -> None:
    s = section.standing
    mark, verdict = standing(section)
    label = f"{mark} **{plain(s.name)}**: {verdict} ({_counts(a, s.bearer)})"
    key = f"bearer|{s.bearer}"
    session.opened(key, expanded)
    opened = st.expander(label, key=key, on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.subheader(plain(s.name), anchor=False)
        rows = [("Verdict", view.verdict_means(a, s.verdict) if section.buckets else "No encoded rule concerns it.")]
        sure = [role for role in section.roles if not role.endswith(view.PERHAPS)]
        rows.append(("Roles", "; ".join(sure) or "none for certain"))
        if len(sure) < len(section.roles):
            rows.append(
                ("Perhaps also", "; ".join(r.removesuffix(view.PERHAPS) for r in section.roles if r not in sure))
            )
        if s.is_state:
            rows.append(("Bound by", "; ".join(section.bound_by) or "no encoded treaty on this date"))
            if section.signatory_of:
                rows.append(("Signatory of", "; ".join(section.signatory_of)))
        shown = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows)
        st.html(f'<dl class="rx-list">{shown}</dl>')
        perhaps_shown = False
        for bucket in section.buckets:
            if bucket.key in _CLOSED and not perhaps_shown:
                _perhaps(a, section)
                perhaps_shown = True
            _bucket(a, s.bearer, bucket)
        if not perhaps_shown:
            _perhaps(a, section)


def _bucket(a: Assessment, bearer: str, bucket: view.Bucket) -> None:
    lines = (*bucket.binding, *bucket.expectations)
    key = f"{bearer}|{bucket.key}"
    heading = f"{BUCKET_MARKS[bucket.key]} {bucket.heading} ({len(lines)})"
    if bucket.key in _CLOSED and not _shown(heading, key):
        return
    st.markdown(f"#### {heading}")
    _lines(a, bucket.key, key, lines)


def _shown(heading: str, key: str) -> bool:
    """Whether the user wants to see results that require no action."""
    session.opened(f"bucket|{key}")
    return st.toggle(f"Show: {heading}", key=f"bucket|{key}")


def _lines(a: Assessment, bucket: str, key: str, lines: Iterable[view.Line]) -> None:
    seen: Counter[str] = Counter()
    for line in lines:
        seen[line.rule.id] += 1
        finding(a, bucket, line, f"finding|{key}|{line.rule.id}|{seen[line.rule.id]}")


def _perhaps(a: Assessment, section: view.Section) -> None:
    """Rules that may concern a bearer: counted, with the missing answers, and listed on request."""
    if not section.perhaps:
        return
    key = f"{section.standing.bearer}|perhaps"
    heading = f"{BUCKET_MARKS['perhaps']} May apply, depending on an answer ({sum(p.rules for p in section.perhaps)})"
    if not _shown(heading, key):
        return
    st.markdown(f"#### {heading}")
    counts = [f"{p.instrument}: {counted(p.rules, 'rule')}" for p in section.perhaps]
    st.caption(plain("; ".join(counts)) + ". These answers decide whether they apply:")
    with st.container(gap="xsmall"):
        for n, (x, _) in enumerate(merged(a.knowledge, ((x, 1) for p in section.perhaps for x in p.missing))):
            leads_to(x, f"{key}|{n}")
    lines = [
        view.Line(
            f, view.citation(a.knowledge, f.rule), () if f.subject == "mission" else (a.name(f.subject),), f.missing
        )
        for f in a.of(section.standing.bearer)
        if view.bucket_of(f) == "perhaps"
    ]
    _lines(a, "perhaps", key, lines)


def _unnamed(a: Assessment, section: view.Section) -> None:
    """A State or person that an answer may still name: for it, nothing is ruled out or met."""
    waiting = [(x, 1) for bucket in section.buckets for line in bucket.binding for x in line.missing]
    waiting += [(x, 1) for item in section.perhaps for x in item.missing]
    asked = [x for x, _ in merged(a.knowledge, waiting)]
    if not asked:
        return
    name = sentence(section.standing.name)
    with st.expander(
        f"? **{plain(name)}** may be concerned ({counted(len(asked), 'answer is', 'answers are')} missing)"
    ):
        st.caption("As long as these answers are missing, no duty can be ruled out.")
        with st.container(gap="xsmall"):
            for n, x in enumerate(asked):
                leads_to(x, f"unnamed|{section.standing.bearer}|{n}")


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
    for question, readings in sorted(a.readings.items()):
        rows.append((f"Reading of {question}", " or ".join(readings)))
    shown = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows)
    st.html(f'<dl class="rx-list">{shown}</dl>')
    st.caption("Information, not legal advice.")
