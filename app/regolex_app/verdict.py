"""Every State and person with its verdict and every finding behind it: you first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.engine.concern import harmless
from regolex.engine.results import RESULTS
from regolex.law.wording import counted
from regolex.report import view
from regolex_app import session
from regolex_app.answers import leads_to
from regolex_app.finding import finding
from regolex_app.missing import merged, placeholder
from regolex_app.words import PERHAPS, bucket_mark, counts, plain, rows_html, sentence, standing


@st.fragment
def show() -> None:
    """Every bearer with its findings. Opening a finding only reruns this part of the page."""
    result = session.result()
    a = result.assessment
    if a is None:
        return
    blocked = [s.standing.bearer for s in result.sections if s.standing.verdict.word == "blocked"]
    first = {*blocked, *(s.standing.bearer for s in result.sections[:1])}
    group = ""
    for section in result.sections:
        if placeholder(section.standing.bearer):
            st.header("Not yet named", anchor=False)
            _unnamed(a, section)
            continue
        own = view.group_of(a, section.standing)
        if own != group:
            group = own
            st.header(plain(group), anchor=False)
        _bearer(a, section, expanded=section.standing.bearer in first)


def _closed(key: str) -> bool:
    """Whether a result asks nothing of anybody: shown on request."""
    return key == "met" or not RESULTS[key].applies


def _bearer(a: Assessment, section: view.Section, expanded: bool) -> None:
    s = section.standing
    mark, verdict = standing(section)
    label = f"{mark} **{plain(s.name)}**: {verdict} ({counts(a.of(s.bearer))})"
    key = f"bearer|{s.bearer}"
    session.opened(key, expanded)
    opened = st.expander(label, key=key, on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.subheader(plain(s.name), anchor=False)
        said = f"{view.verdict_means(a, s.verdict.word)} ({sentence(view.grade_of(s.verdict))}.)"
        rows = [("Verdict", said if section.buckets else "No encoded rule concerns it.")]
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
        st.html(rows_html(rows))
        perhaps_shown = False
        for bucket in section.buckets:
            if _closed(bucket.key) and not perhaps_shown:
                _perhaps(a, section)
                perhaps_shown = True
            _bucket(a, s.bearer, bucket)
        if not perhaps_shown:
            _perhaps(a, section)


def _bucket(a: Assessment, bearer: str, bucket: view.Bucket) -> None:
    lines = (*bucket.binding, *bucket.expectations)
    key = f"{bearer}|{bucket.key}"
    heading = f"{bucket_mark(bucket.key)} {bucket.heading} ({len(lines)})"
    if _closed(bucket.key) and not _shown(heading, key):
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
    heading = f"{bucket_mark(PERHAPS)} May apply, depending on an answer ({sum(p.rules for p in section.perhaps)})"
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
        if f.perhaps and not harmless(f)
    ]
    _lines(a, PERHAPS, key, lines)


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
