"""Disputes: each disputed question once, its readings with their holders, and the mission seen from a viewpoint."""

from __future__ import annotations

import msgspec
import streamlit as st

from regolex.engine.assessment import Assessment, assess
from regolex.engine.findings import Finding
from regolex.law import model as m
from regolex.law.wording import counted
from regolex.report import beside, view
from regolex.report.disputed import disputes
from regolex.report.phrases import weight_words
from regolex.report.readings import holder_words, shown_holders, untested
from regolex_app import finding, session, settings
from regolex_app.unassessed import nothing, unassessed
from regolex_app.words import badge, badge_html, escape, plain, tag_html

_EVERY, _CHOICE = "Every serious reading", "Chosen readings"
_HOLDERS = 4
_WORDS = {"not breached": ("✓ Allowed", "green"), "breached": ("✗ Not allowed", "red"), "open": ("? Open", "gray")}


def show() -> None:
    """The page."""
    a = session.result().assessment
    if a is None:
        st.title("Disputes", anchor=False)
        unassessed("disputes")
        return
    found = disputes(a)
    pinned = [q for q in a.knowledge.questions.values() if q.id in session.case().readings]
    every = {q.id: (q, fs) for q, fs in found} | {q.id: (q, []) for q in pinned if q.id not in {x.id for x, _ in found}}
    if not every:
        st.title("Disputes", anchor=False)
        _viewpoint(a, 0)
        left = sum(q.who == "client" for q in a.questions.items)
        more = (
            f" {counted(left, 'answer')} of yours {'is' if left == 1 else 'are'} missing, and one of them may."
            if left
            else ""
        )
        says = f"None of your answers touches a disputed clause on which a breach turns.{more}"
        nothing("balance", "No dispute so far", says, "Answer the next question", "questions")
        _untested(a)
        _all_questions(a)
        return
    wanted = st.query_params.get("question", "")
    shown = wanted if wanted in every else next(iter(every))
    question, findings = every[shown]
    names = list(every)
    st.caption(f"Dispute {names.index(shown) + 1} of {len(names)}")
    st.title(plain(question.asks), anchor=False)
    if len(names) > 1:
        st.session_state["disputes|which"] = shown
        st.pills("Which dispute", names, key="disputes|which", format_func=lambda q: q.replace("-", " ").capitalize(),
                 required=True, on_change=_turn)  # fmt: skip
    _viewpoint(a, len(found))
    _readings(a, question, findings)
    left, right = st.columns(2, gap="large")
    with left:
        _viewpoints(a)
    with right:
        _bites(a, findings)
    _untested(a)
    _all_questions(a)


def _turn() -> None:
    st.query_params["question"] = st.session_state["disputes|which"]


# --- the viewpoint ---


def _viewpoint(a: Assessment, count: int) -> None:
    """The switch: every serious reading, or those that one State has stated."""
    current = session.case()
    names = settings.viewpoints()
    near = [s for s in names if s in a.reaches or any(x.bearer == s for x in a.standings)]
    options = ["", *near, *([current.viewpoint] if current.viewpoint and current.viewpoint not in near else [])]
    with st.container(key="viewpoint-bar", border=True):
        left, right = st.columns([5, 2], vertical_alignment="center")
        with left:
            st.session_state["disputes|as"] = current.viewpoint
            st.pills(
                "See the mission as", options, key="disputes|as", required=True, on_change=_see,
                format_func=lambda s: a.knowledge.states.get(s, s) if s else _EVERY,
            )  # fmt: skip
            rest = [s for s in names if s not in options]
            if rest:
                st.session_state["disputes|other"] = None
                st.selectbox(
                    "Or as another State that has spoken", rest, format_func=names.__getitem__, index=None,
                    key="disputes|other", placeholder="Choose a State", on_change=_see_other,
                )  # fmt: skip
            if current.readings and st.button("Try every reading again", key="disputes|free", icon=":material/undo:"):
                session.keep(msgspec.structs.replace(current, readings={}))
                st.rerun()
        with right:
            badge((a.you or a.overall).every_reading.word)
            st.caption(
                f"{counted(count, 'dispute')} {'divides' if count == 1 else 'divide'} the result"
                if count
                else "No dispute divides it"
            )


def _see() -> None:
    session.keep(msgspec.structs.replace(session.case(), viewpoint=st.session_state["disputes|as"] or ""))


def _see_other() -> None:
    chosen = st.session_state["disputes|other"]
    if chosen:
        session.keep(msgspec.structs.replace(session.case(), viewpoint=chosen))


# --- the readings ---


def _readings(a: Assessment, question: m.Question, findings: list[Finding]) -> None:
    results: dict[str, str] = {}
    for reading in question.readings:
        own = {o.result for f in findings for c, o in f.outcomes if reading.id in dict(c).get(question.id, ())}
        if own:
            results[reading.id] = view.outcome_under(own)
    pinned = question.id in session.case().readings
    shown = [r for r in question.readings if r.id in results or (pinned and not r.apart)]
    if not shown:
        st.markdown("On the readings that count now, nothing turns on this question.")
    wide = 4 if len(shown) > 4 else max(len(shown), 2)
    for n in range(0, len(shown), wide):
        for place, reading in zip(st.columns(wide), shown[n : n + wide], strict=False):
            with place.container(border=True, height="stretch", key=f"reading-{question.id}-{reading.id}"):
                _reading(a, question, reading, results.get(reading.id, ""))


def _reading(a: Assessment, question: m.Question, reading: m.Reading, result: str) -> None:
    st.header(plain(reading.name[:1].upper() + reading.name[1:]), anchor=False)
    st.caption(plain(f"{reading.id} · {weight_words(reading.weight)}"))
    st.markdown(plain(reading.says))
    if result:
        text, colour = _WORDS[result]
        st.html(tag_html(text, colour))
    held = shown_holders(reading, a)
    st.markdown("**Held by**" if held else "**No holder was read by this day**")
    rows = [f"{h.name}: {holder_words(h.kind, h.since, h.confidence, h.nearest)}" for h in held]
    if rows:
        st.html('<ul class="rx-bare rx-small">' + "".join(f"<li>{escape(r)}</li>" for r in rows[:_HOLDERS]) + "</ul>")
    if len(rows) > _HOLDERS:
        with st.expander(f"{len(rows) - _HOLDERS} more"):
            st.html(
                '<ul class="rx-bare rx-small">' + "".join(f"<li>{escape(r)}</li>" for r in rows[_HOLDERS:]) + "</ul>"
            )
    chosen = session.case().readings.get(question.id) == reading.id
    if chosen:
        st.markdown(":material/check: **Used now**")
    elif not reading.apart:
        st.button(
            f"Use this reading: {reading.id}",
            key=f"use|{question.id}|{reading.id}",
            on_click=_use,
            args=(question.id, reading.id),
        )


def _use(question: str, reading: str) -> None:
    current = session.case()
    session.keep(msgspec.structs.replace(current, readings={**current.readings, question: reading}))


# --- below ---


def _viewpoints(a: Assessment) -> None:
    """What each viewpoint makes of the plan; worked out on request, once for each state of the case."""
    st.header("What each viewpoint makes of the plan", anchor=False)
    current = session.case()
    side = a.you or a.overall
    rows = [(_EVERY if not current.viewpoint else "As seen now", side.every_reading.word, ""),
            ("Prevailing readings", side.dominant.word, "")]  # fmt: skip
    known = st.session_state.get("viewpoints")
    if known is None or known[0] is not current:
        known = None
        if st.button("Work out each State’s view", key="disputes|views"):
            known = st.session_state.viewpoints = (current, _worked_out(a))
    if known:
        rows += known[1]
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{badge_html(word)}</td><td class="rx-small">{escape(note)}</td></tr>'
        for name, word, note in rows
    )
    st.html(
        '<table class="rx-table"><thead><tr><th scope="col">Seen as</th><th scope="col">Result</th><th scope="col">Note</th>'
        f"</tr></thead><tbody>{body}</tbody></table>"
    )


def _worked_out(a: Assessment) -> list[tuple[str, str, str]]:
    names = settings.viewpoints()
    bar = st.progress(0.0, "Reading the mission as each State has read the law …")
    rows = []
    for n, (state, name) in enumerate(names.items()):
        bar.progress((n + 1) / len(names), f"{n + 1} of {len(names)}: {name}")
        seen = assess(session.base().engine, a.mission, on=a.on, viewpoint=state, pending=a.pending)
        left = len(disputes(seen))
        note = counted(left, "dispute") + " left" if left else "no dispute left"
        rows.append((f"Statements of {name}", (seen.you or seen.overall).every_reading.word, note))
    bar.empty()
    return rows


def _bites(a: Assessment, findings: list[Finding]) -> None:
    st.header("Where it matters", anchor=False)
    if not findings:
        st.markdown("Nowhere, on the readings that count now.")
    for n, f in enumerate(findings):
        label = f"{a.name(f.bearer)}: {view.citation(a.knowledge, f.rule)}"
        about = "" if f.subject == "mission" else f" ({a.name(f.subject)})"
        if st.button(plain(label + about), key=f"bites|{n}", type="tertiary", icon=":material/arrow_forward:"):
            session.go("findings", finding=finding.address(f))


def _untested(a: Assessment) -> None:
    """Readings of which no holder was read: not run, and said where the plan would breach something on one."""
    found = untested(a)
    if not found:
        return
    st.header("Readings not tried", anchor=False)
    st.caption(
        "No one was read who holds these, so they count for no verdict. On them the plan would breach something."
    )
    rows = "".join(
        f"<li><strong>{escape(a.knowledge.questions[item.question].asks)} {escape(item.reading)} {escape(item.name)}.</strong> "
        f"{escape('; '.join(breached))}</li>"
        for item, breached in found
    )
    st.html(f'<ul class="rx-gaps">{rows}</ul>')


def _all_questions(a: Assessment) -> None:
    """Every reading one by one, also of questions that do not divide this plan."""
    knowledge, current = session.base().knowledge, session.case()
    label = f"Choose readings one by one ({len(current.readings)} of {len(knowledge.questions)} chosen)"
    session.opened("readings")
    opened = st.expander(label, key="readings", on_change="rerun")
    if not opened.open:
        return
    divided = {d.question for d in beside.disputed(a)}
    with opened:
        for question in sorted(knowledge.questions.values(), key=lambda q: q.id not in divided):
            names = {"": "Every reading"} | {
                r.id: f"{r.id} {r.name} ({r.weight})" for r in question.readings if not r.apart
            }
            key = f"reading|{question.id}"
            st.session_state[key] = current.readings.get(question.id, "")
            st.selectbox(
                plain(question.asks), list(names), format_func=names.__getitem__, key=key, on_change=_choose_reading,
                args=(question.id,),
            )  # fmt: skip
            if current.readings.get(question.id):
                chosen = next(r for r in question.readings if r.id == current.readings[question.id])
                st.caption(plain(chosen.says))


def _choose_reading(question: str) -> None:
    current = session.case()
    readings = {q: r for q, r in current.readings.items() if q != question}
    chosen = st.session_state[f"reading|{question}"]
    session.keep(msgspec.structs.replace(current, readings={**readings, question: chosen} if chosen else readings))
