"""Your answers: every question by topic and part, to check and to change, next to those that are left."""

from __future__ import annotations

import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Missing
from regolex.engine.questions import Question
from regolex.law.wording import counted, list_question
from regolex.missions.terms import SO_FAR
from regolex.report.beside import WHO
from regolex_app import pages, parts, session, topics
from regolex_app.missing import answerable, place, placeholder
from regolex_app.question import question
from regolex_app.words import escape, plain, sentence, standing

_LEFT_OPEN = {"dont-know": "don't know", "undecided": "not decided yet"}
_SHOWN = 6  # for each of those who can answer


def show() -> None:
    """The page."""
    st.title("Your answers", anchor=False)
    st.caption("Every answer stands here with its source, and can be changed. Each change is saved at once.")
    wide, narrow = st.columns([7, 4], gap="large")
    with wide:
        _asked()
        _topic()
    with narrow:
        if st.button("One question at a time", key="answers|one", icon=":material/quiz:"):
            session.go(pages.QUESTIONS)
        left("beside")
        _verdicts()


def waiting() -> dict[tuple[str, str], int]:
    """The number of findings that an answer holds up, by part and fact."""
    a = session.result().assessment
    return {(part, q.fact): q.hangs for q in a.questions.items for part in q.parts} if a else {}


def left(where: str) -> None:
    """The questions that are left, by who can answer them; those left open on purpose come last."""
    st.header("Questions left", anchor=False)
    a = session.result().assessment
    if a is None:
        st.caption("They are known once a day of assessment is chosen.")
        return
    _lists(a, where)
    if not a.questions.items:
        st.caption("No other answer that is missing can change the result.")
        return
    st.caption("In this order, the answers that can change most come first.")
    for who, heading in WHO.items():
        items = [q for q in a.questions.items if q.who == who]
        if not items:
            continue
        items.sort(key=lambda q: q.missing in _LEFT_OPEN)
        st.subheader(f"{plain(heading)} ({len(items)})", anchor=False)
        with st.container(gap="xsmall"):
            for q in items[:_SHOWN]:
                _item(q, f"next|{where}|{q.id}")
            if len(items) <= _SHOWN:
                continue
            key = f"more|{where}|{who}"
            session.opened(key)
            opened = st.expander(f"{len(items) - _SHOWN} more", key=key, on_change="rerun")
            if opened.open:
                with opened:
                    for q in items[_SHOWN:]:
                        _item(q, f"next|{where}|{q.id}")


def _lists(a: Assessment, where: str) -> None:
    """The lists that are not stated: whatever stands in them may bring any duty."""
    mission, asked = a.prepared.mission, {q.label for q in a.questions.items if not q.fact}
    kinds = [k for k in a.knowledge.kinds.values() if k.list_name and k.name not in SO_FAR and k.list_name not in asked]
    for kind in kinds:
        if not mission.complete(kind.name) and st.button(
            plain(list_question(kind.list_name)), key=f"list-of|{where}|{kind.name}", type="tertiary",
            icon=":material/arrow_forward:",
        ):  # fmt: skip
            session.ask("", kind.name)
            st.rerun()


def _item(q: Question, key: str) -> None:
    """One question that leads to its place, with the reason for asking it."""
    open_words = f" · you left it open: {_LEFT_OPEN[q.missing]}" if q.missing in _LEFT_OPEN else ""
    hangs = f" · {counted(q.hangs, 'finding')}" if q.hangs else ""
    why = f"{plain(q.why.rstrip('.'))}{hangs}{open_words}"
    if q.who == "sources":
        st.caption(f"{plain(q.text)} {why}")
        return
    if st.button(plain(q.text), key=key, type="tertiary", icon=":material/arrow_forward:"):
        if q.fact:
            session.ask(q.fact, *q.parts)
        else:
            session.ask("", _kind_of(q.label))
        st.rerun()
    st.caption(why)


def _kind_of(list_name: str) -> str:
    kinds = session.base().knowledge.kinds.values()
    return next(kind.name for kind in kinds if kind.list_name == list_name)


def leads_to(x: Missing, key: str, after: str = "") -> None:
    """A button that leads to the place of an answer; plain text if a user cannot give it."""
    about = _about(x)
    knowledge = session.base().knowledge
    if not answerable(knowledge, x):
        st.caption(f"{plain(x.question or x.label)}{after}")
        return
    if st.button(
        f"{plain(x.question or x.label)}{about}{after}", key=key, type="tertiary", icon=":material/arrow_forward:"
    ):
        part, fact = place(knowledge, x)
        session.ask(fact, part)
        st.rerun()


def _about(x: Missing) -> str:
    result = session.result()
    if not x.part or x.part == "mission" or result.assessment is None:
        return ""
    name = result.assessment.name(x.part)
    return "" if name in x.question else f" – {plain(name)}"


def _asked() -> None:
    asked = session.asked()
    a = session.result().assessment
    if asked is None:
        return
    fact, parts_asked = asked
    knowledge = session.base().knowledge
    with st.container(border=True, key="asked"):
        st.header("Your question")
        counts = waiting()
        for part in parts_asked:
            question(knowledge.facts[fact], part, counts.get((part, fact), 0))
        items = a.questions.items if a else ()
        why = next((q.why for q in items if q.fact == fact), "")
        if why:
            st.caption(f"Why asked: {plain(why)}")
        row = st.container(horizontal=True)
        others = [q for q in items if q.who == "client" and q.fact and q.fact != fact and q.missing not in _LEFT_OPEN]
        if others and row.button("Next question", key="asked|next", type="primary"):
            session.ask(others[0].fact, *others[0].parts)
            st.rerun()
        if row.button("Back to the overview", key="asked|back"):
            session.go(pages.OVERVIEW)
        if row.button("All questions of the topic", key="asked|done"):
            st.session_state.asked = None
            st.rerun()


def _topic() -> None:
    knowledge = session.base().knowledge
    names = topics.topics(knowledge)
    st.header("Questions by topic")
    session.chosen("topic", names)
    st.selectbox("Topic", names, format_func=sentence, key="topic")
    topic: str = st.session_state.topic
    session.opened("only", True)
    st.toggle("Only questions that still matter, and answered ones", key="only")
    done, total = topics.progress(knowledge, session.case().mission, topic)
    st.caption(f"{done} of {total} questions answered." if total else "There are no questions here yet.")
    for kind in topics.kinds(knowledge, topic):
        _kind(topic, kind)
    here = names.index(topic)
    row = st.container(horizontal=True)
    if here > 0 and row.button(f"Back to {plain(names[here - 1])}", key="topic|back"):
        st.session_state.topic_to = names[here - 1]
        st.rerun()
    if here + 1 < len(names) and row.button(f"Next: {plain(names[here + 1])}", key="topic|on"):
        st.session_state.topic_to = names[here + 1]
        st.rerun()


def _kind(topic: str, kind: str) -> None:
    knowledge, mission = session.base().knowledge, session.case().mission
    named = knowledge.kinds[kind]
    own_list = named.list_name == topic
    st.subheader(sentence(named.list_name or named.label))
    if own_list:
        parts.manage(kind)
    part = parts.choose(kind) if named.list_name else kind
    if part is None:
        if not own_list:
            st.caption(
                f"No {plain(named.label)} is listed"
                + (" (you stated that there are none)." if mission.parts.get(kind) == () else " yet.")
            )
            if mission.parts.get(kind) is None and st.button(
                f"List {named.list_name} first", key=f"first|{topic}|{kind}"
            ):
                session.ask("", kind)
                st.rerun()
        return
    counts, asked = waiting(), session.asked()
    hidden = 0
    for fact in topics.facts(knowledge, topic, kind):
        if asked and fact.id == asked[0] and part in asked[1]:
            st.caption(f"{plain(sentence(fact.label))}: see above.")
        elif _matters(part, fact.id):
            question(fact, part, counts.get((part, fact.id), 0))
        else:
            hidden += 1
    if hidden:
        more = "1 question is" if hidden == 1 else f"{hidden} questions are"
        st.caption(f"{more} not shown, because no rule depends on the answer so far.")


def _matters(part: str, fact: str) -> bool:
    """Whether a question is shown: it is answered, some rule depends on it, or all questions are requested."""
    a = session.result().assessment
    if a is None or not st.session_state.get("only", True) or fact in session.case().mission.answers.get(part, {}):
        return True
    return (part, fact) in session.result().awaited


def _verdicts() -> None:
    """The verdict for every State and person, one line each."""
    result = session.result()
    if result.assessment is None:
        return
    st.header("Who is concerned")
    named = [s for s in result.sections if not placeholder(s.standing.bearer)]
    if not named:
        st.caption("No State or person is named yet.")
        return
    rows = []
    for section in named:
        mark, verdict = standing(section)
        name = escape(section.standing.name)
        rows.append(f'<li><span aria-hidden="true">{mark}</span> <strong>{name}</strong>: {verdict}</li>')
    st.html(f'<ul class="rx-bare">{"".join(rows)}</ul>')
