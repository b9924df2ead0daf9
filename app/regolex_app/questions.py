"""The questions by topic and part, next to those that matter most."""

from __future__ import annotations

import streamlit as st

from regolex.engine.findings import Missing
from regolex.law.wording import counted
from regolex.media import html as escape
from regolex_app import parts, session, topics
from regolex_app.missing import answerable, place, placeholder
from regolex_app.question import question
from regolex_app.words import plain, sentence, standing

_SHOWN = 6


def show() -> None:
    """The view of the questions."""
    left, right = st.columns([7, 4], gap="large")
    with left:
        _asked()
        _topic()
    with right:
        next_questions("beside")
        _verdicts()


def waiting() -> dict[tuple[str, str], int]:
    """The number of findings that an answer holds up, by part and fact."""
    return {(x.part, x.fact): count for x, count in session.result().unanswered}


def next_questions(where: str) -> None:
    """The questions in the order of the interview, each linked to its place, with the reason for the first."""
    unanswered = [item for item in session.result().unanswered if answerable(session.base().knowledge, item[0])]
    st.header("Next best questions")
    asked = session.ahead(_SHOWN)
    if not asked:
        assessed = session.result().assessment is not None
        st.caption(session.stopped() if assessed else "Choose a date of assessment to see them.")
        return
    count = counted(len(unanswered), "question is unanswered", "questions are unanswered")
    st.caption(f"{count}. In this order, the fewest answers are needed.")
    with st.container(gap="xsmall"):
        for n, q in enumerate(asked):
            about = f" – {plain(q.about)}" if q.about and q.about not in q.text else ""
            held_up = f" ({counted(q.waiting, 'finding')})"
            if st.button(
                f"{plain(q.text)}{about}{held_up}", key=f"next|{where}|{n}", type="tertiary",
                icon=":material/arrow_forward:", help=plain(q.reason),
            ):  # fmt: skip
                session.ask(q.part, q.fact)
                st.rerun()
            if n == 0:
                st.caption(
                    f"Why asked: {plain(q.reason)}{' Asked again, because it was left open.' if q.again else ''}"
                )


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
        session.ask(*place(knowledge, x))
        st.rerun()


def _about(x: Missing) -> str:
    result = session.result()
    if not x.part or x.part == "mission" or result.assessment is None:
        return ""
    name = result.assessment.name(x.part)
    return "" if name in x.question else f" – {plain(name)}"


def _asked() -> None:
    asked = session.asked()
    if asked is None:
        return
    part, fact_id = asked
    knowledge = session.base().knowledge
    with st.container(border=True, key="asked"):
        st.header("Your question")
        question(knowledge.facts[fact_id], part, waiting().get(asked, 0))
        ahead = session.ahead(_SHOWN)
        reason = next((q.reason for q in ahead if (q.part, q.fact) == asked), "")
        if reason:
            st.caption(f"Why asked: {plain(reason)}")
        row = st.container(horizontal=True)
        others = [q for q in ahead if (q.part, q.fact) != asked]
        if others and row.button("Next best question", key="asked|next", type="primary"):
            session.ask(others[0].part, others[0].fact)
            st.rerun()
        if row.button("Back to the verdict", key="asked|back"):
            session.go(session.VERDICT)
            st.rerun()
        if row.button("All questions of the topic", key="asked|done"):
            st.session_state.asked = None
            st.rerun()


def _topic() -> None:
    knowledge = session.base().knowledge
    names = topics.topics(knowledge)
    st.header("Questions by topic")
    if st.session_state.get("topic") not in names:
        st.session_state.topic = names[0]
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
                session.ask(kind, "")
                st.rerun()
        return
    counts, asked = waiting(), session.asked()
    hidden = 0
    for fact in topics.facts(knowledge, topic, kind):
        if (part, fact.id) == asked:
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
