"""The verdict: of the mission, of each State and person, and every finding behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import streamlit as st

from regolex.engine.assessment import Assessment, NotCovered
from regolex.media import html as escape
from regolex.report import view
from regolex_app import session
from regolex_app.finding import finding
from regolex_app.questions import leads_to, next_questions
from regolex_app.wanted import merged, placeholder
from regolex_app.words import BUCKET_MARKS, COUNTED, VERDICT_MARKS, plain, problem_html, sentence, standing

_PERHAPS = " perhaps"  # how the view marks a role that a missing answer leaves open
_CLOSED = ("met", "displaced", "not-applicable")  # results that nobody has to act on


def strip() -> None:
    """The verdict of the mission in two lines, on top of every view."""
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
                '<p class="rx-verdict" role="status"><strong>Not assessed yet</strong>: law is always law of a day. '
                "Choose the day of assessment.</p>"
            )
            return
        pending = ", law not yet in force counted" if a.pending else ""
        viewed = f", as {escape(a.name(a.viewpoint))} reads it" if a.viewpoint else ""
        st.html(
            f'<p class="rx-verdict rx-{a.verdict}" role="status"><strong><span aria-hidden="true">'
            f"{VERDICT_MARKS[a.verdict]}</span> {view.VERDICT_WORDS[a.verdict].capitalize()}</strong> "
            f"as of {a.on}{viewed}{pending}. {view.VERDICT_MEANS[a.verdict]}"
            f'<br><span class="rx-small">{_counts(a)}</span></p>'
        )


def _counts(a: Assessment, bearer: str = "") -> str:
    found = a.of(bearer) if bearer else a.findings
    counts = Counter(view.bucket_of(f) for f in found if f.rule.binding)
    return " · ".join(f"{counts[key]} {word}" for key, word in COUNTED if counts[key]) or "no binding finding"


@st.fragment
def show() -> None:
    """The view of the verdict. Opening a finding runs this part of the page alone."""
    result = session.result()
    a = result.assessment
    if a is None:
        st.caption("There is no verdict without a day of assessment.")
        if st.button("Choose the day of assessment", key="verdict|day"):
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
    mark, told_verdict = standing(section)
    label = f"{mark} **{plain(s.name)}**: {told_verdict} ({_counts(a, s.bearer)})"
    key = f"bearer|{s.bearer}"
    session.opened(key, expanded)
    opened = st.expander(label, key=key, on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.subheader(plain(s.name), anchor=False)
        told = [("Verdict", view.VERDICT_MEANS[s.verdict] if section.buckets else "No rule encoded here concerns it.")]
        sure = [role for role in section.roles if not role.endswith(_PERHAPS)]
        told.append(("Roles", "; ".join(sure) or "none for certain"))
        if len(sure) < len(section.roles):
            told.append(("Perhaps also", "; ".join(r.removesuffix(_PERHAPS) for r in section.roles if r not in sure)))
        if s.is_state:
            told.append(("Bound by", "; ".join(section.bound_by) or "no encoded treaty on this day"))
        rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in told)
        st.html(f'<dl class="rx-list">{rows}</dl>')
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
    """Whether the reader wants to see what nobody has to act on."""
    session.opened(f"bucket|{key}")
    return st.toggle(f"Show: {heading}", key=f"bucket|{key}")


def _lines(a: Assessment, bucket: str, key: str, lines: Iterable[view.Line]) -> None:
    seen: Counter[str] = Counter()
    for line in lines:
        seen[line.rule.id] += 1
        finding(a, bucket, line, f"finding|{key}|{line.rule.id}|{seen[line.rule.id]}")


def _perhaps(a: Assessment, section: view.Section) -> None:
    """Rules that may concern somebody or not: counted, with the answers that would tell, and one by one on request."""
    if not section.perhaps:
        return
    key = f"{section.standing.bearer}|perhaps"
    heading = f"{BUCKET_MARKS['perhaps']} Might apply, depending on an answer ({sum(p.rules for p in section.perhaps)})"
    if not _shown(heading, key):
        return
    st.markdown(f"#### {heading}")
    counts = [f"{p.instrument}: {p.rules} {'rule' if p.rules == 1 else 'rules'}" for p in section.perhaps]
    st.caption(plain("; ".join(counts)) + ". These answers would tell whether they do:")
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
    """A State or person whom an answer may still name: nothing can be ruled out for it, and nothing is said to be met."""
    waiting = [(x, 1) for bucket in section.buckets for line in bucket.binding for x in line.missing]
    waiting += [(x, 1) for item in section.perhaps for x in item.missing]
    asked = [x for x, _ in merged(a.knowledge, waiting)]
    if not asked:
        return
    name = sentence(section.standing.name)
    with st.expander(f"? **{plain(name)}** may be concerned ({len(asked)} answers could settle whether)"):
        st.caption("Nothing can be ruled out for somebody whom a missing answer may still bring in.")
        with st.container(gap="xsmall"):
            for n, x in enumerate(asked):
                leads_to(x, f"unnamed|{section.standing.bearer}|{n}")


def _conflicts(a: Assessment) -> None:
    if not a.conflicts:
        return
    st.header("Rules in conflict")
    st.caption("Two rules demand the opposite of the same bearer, and no rule says which gives way.")
    for c in a.conflicts:
        one, other = (view.citation(a.knowledge, a.knowledge.rules[rule]) for rule in (c.requires, c.forbids))
        st.markdown(
            f"- **{plain(a.name(c.bearer))}**: {plain(one)} requires and {plain(other)} forbids {plain(c.act)}."
        )


def _not_covered(a: Assessment) -> None:
    """What the mission touches and nobody has encoded, and where the law itself is silent: by name."""
    silent = [n for n in a.not_covered if n.sort == "law-is-silent"]
    rest = [n for n in a.not_covered if n.sort != "law-is-silent"]
    if rest:
        st.header("Not covered")
        st.caption("Touched by this mission and not encoded here. Silence is no answer: ask the authority.")
        st.html(f'<ul class="rx-gaps">{"".join(_gap(a, n) for n in rest)}</ul>')
    if silent:
        st.header("Gaps in the law itself")
        st.html(f'<ul class="rx-gaps">{"".join(_gap(a, n) for n in silent)}</ul>')


def _gap(a: Assessment, n: NotCovered) -> str:
    sure = "" if n.certain else " (perhaps)"
    told = [f"<strong>{escape(a.name(n.legal_order))}{sure}: {escape(n.matter)}.</strong>"]
    if n.instrument:
        told.append(f"{escape(n.instrument)}.")
    if n.authority:
        told.append(f"Authority: {escape(n.authority)}.")
    told.append(escape(n.note))
    if n.stands_in:
        told.append(f"What stands in: {escape('; '.join(n.stands_in))}.")
    return f"<li>{' '.join(told)}</li>"


def _basis(a: Assessment) -> None:
    """What this verdict was made from, so that it can be made again."""
    st.header("What this rests on")
    rows = [("Day", str(a.on)), ("Knowledge", f"{a.knowledge.day}, {a.knowledge.hash[:12]}")]
    for question, readings in sorted(a.readings.items()):
        rows.append((f"Reading of {question}", " or ".join(readings)))
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows)
    st.html(f'<dl class="rx-list">{told}</dl>')
    st.caption("Information, no legal advice.")
