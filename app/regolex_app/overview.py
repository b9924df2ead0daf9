"""The overview: the verdict in two sentences, you first, what to do, what is disputed, who else, and the gaps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from regolex.engine.assessment import Assessment, Side
from regolex.engine.matters import NotCovered
from regolex.law.wording import counted
from regolex.report import beside, view
from regolex.report.disputed import blocking, disputes
from regolex.report.first_screen import sentences
from regolex.report.places import place_words
from regolex.report.readings import on_readings
from regolex.report.whose_law import state_links
from regolex.tasks.roadmap import roadmap
from regolex.tasks.task import Task, by_authority, short_authority, tasks
from regolex.tasks.written import sum_words
from regolex_app import pages, session, turns
from regolex_app.unassessed import unassessed
from regolex_app.words import badge, escape, plain, sentence

_FIRST = 3
_EVENTS = 12  # so many events are listed before the rest is folded
_ELSE = 5


def show() -> None:
    """The page."""
    a = session.whole()
    st.title("Overview", anchor=False)
    if a is None:
        unassessed("overview")
        return
    _verdict(a)
    _you(a)
    do, disputed, ask = st.columns(3)
    with do:
        _do_first(a)
    with disputed:
        _disputed(a)
    with ask:
        _ask_next(a)
    left, right = st.columns(2, gap="large")
    with left:
        turns.show(a)
    with right:
        _who_else(a)
    _conflicts(a)
    _not_covered(a)
    _might_concern(a)
    _if_it_happens(a)
    _basis(a)


# --- the verdict ---


def _verdict(a: Assessment) -> None:
    first, second = sentences(a)
    side = a.you or a.overall
    with st.container(border=True, key="verdict"):
        same = side.dominant.word == side.every_reading.word
        chosen = on_readings(a).removeprefix("on ")
        if chosen:
            _said(side.every_reading.word, chosen, " ".join(filter(None, (first, second))))
        elif same:
            _said(
                side.dominant.word,
                "prevailing readings, and every serious one",
                " ".join(filter(None, (first, second))),
            )
        else:
            _said(side.dominant.word, "prevailing readings: those that most authorities hold", first)
            _said(
                side.every_reading.word, "every serious reading", second or view.VERDICT_MEANS[side.every_reading.word]
            )
        if a.you and a.overall.every_reading.word != a.you.every_reading.word:
            _said(
                a.overall.every_reading.word,
                "for all who take part",
                view.VERDICT_MEANS[a.overall.every_reading.word],
            )
        st.html(f'<p class="rx-small" role="status">{escape(_so_far(a, side))}</p>')
        if a.strict and st.button("See the assumptions", key="overview|assumed", type="tertiary"):
            session.go(pages.ASSUMPTIONS)


def _said(word: str, on: str, says: str) -> None:
    left, right = st.columns([2, 7], gap="medium")
    with left.container(gap="xsmall"):
        badge(word)
        st.caption(on)
    right.html(f'<div class="rx-say"><p>{escape(says)}</p></div>')


def _so_far(a: Assessment, side: Side) -> str:
    """How far the verdict goes, and what it rests on."""
    said = [_left_to_doubt(side) or sentence(view.grade_of(side.every_reading)) + "."]
    mine = sum(q.who == "client" for q in a.questions.items)
    if mine and side.every_reading.grade == "so-far":
        said.append(f"{counted(mine, 'answer')} of yours could still change this.")
    if not a.prepared.sets:
        said.append("It rests on your answers; nothing is assumed.")
    elif a.strict:
        alone = (a.strict.you or a.strict.mission).every_reading
        asked = counted(sum(a.strict.questions.values()), "question")
        said.append(
            f"It rests on {counted(len(a.prepared.sets), 'confirmed set')} with "
            f"{counted(len(a.prepared.assumed()), 'answer')}; "
            f"on your answers alone it is “{sentence(view.VERDICT_WORDS[alone.word])}”, with {asked} left."
        )
    return " ".join(said)


def _left_to_doubt(side: Side) -> str:
    """What alone could still change the verdict where no answer of anyone who takes part could."""
    found = side.every_reading
    if found.grade != "but-for":
        return ""
    judged = counted(found.judgements, "judgement of an authority", "judgements of authorities")
    doubts = counted(found.doubts, "doubt about a source", "doubts about sources")
    left = _and([words for n, words in ((found.judgements, judged), (found.doubts, doubts)) if n] or [""])
    return f"Only {left} could still change this." if left else ""


# --- you ---


def _you(a: Assessment) -> None:
    if not a.client:
        with st.container(border=True):
            st.header("You", anchor=False)
            if not a.mission.parts:
                st.markdown("Nothing is described yet. A few answers say whose law reaches you.")
                if st.button("Describe the mission", key="overview|describe", type="primary"):
                    session.go(pages.INTAKE)
            else:
                st.markdown(
                    "No client is named, so the result is that of the mission. Say who you are under Case, at the top."
                )
        return
    left, right = st.columns([5, 4], vertical_alignment="center")
    with left:
        st.header(f":material/person: You: {plain(a.name(a.client))}", anchor=False)
        states = [a.name(s) for s in state_links(a) if s in a.reaches]
        reached = f"Reached by the law of {_and(states)}." if states else "No State’s law reaches you for certain yet."
        own = [f for f in a.findings if f.bearer == a.client and f.result == "breached"]
        st.markdown(plain(f"{reached} {'No duty of yours is breached.' if not own else _breached(len(own))}"))
    todo = tasks(a)
    road = roadmap(a)
    rows = [
        ("Tasks of yours", str(sum(t.who == a.client for t in todo))),
        ("Questions", str(sum(q.who == "client" for q in a.questions.items))),
        ("For authorities", str(a.questions.by_who().get("authority", 0))),
        ("Known fees", "; ".join(sum_words(s).removeprefix("at least ").partition(",  ")[0] for s in road.sums) or "not known"),
    ]  # fmt: skip
    right.html(
        '<dl class="rx-sums">'
        + "".join(f"<div><dt>{label}</dt><dd>{escape(n)}</dd></div>" for label, n in rows)
        + "</dl>"
    )


def _and(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _breached(n: int) -> str:
    return f"{counted(n, 'duty', 'duties')} of yours {'is' if n == 1 else 'are'} breached."


# --- three cards ---


def _card(title: str, rows: list[tuple[str, str]], more: str, page: str, empty: str) -> None:
    with st.container(border=True, height="stretch", key=f"card-{page}"):
        st.header(title, anchor=False)
        if not rows:
            st.markdown(empty)
        else:
            items = "".join(
                f'<li>{escape(what)}<br><span class="rx-small">{escape(why)}</span></li>' for what, why in rows
            )
            st.html(f'<ol class="rx-rows">{items}</ol>')
        if st.button(
            more, key=f"overview|{page}", type="tertiary", icon=":material/arrow_forward:", icon_position="right"
        ):
            session.go(page)


def _all(n: int, what: str) -> str:
    """What leads to the page of all of them."""
    return f"All {counted(n, what)}" if n > 1 else f"Look at the {what}{'' if n else 's'}"


def _do_first(a: Assessment) -> None:
    found = by_authority(tasks(a))
    rows = [(task.what + (f" (and {more} more there)" if more else ""), _about(task)) for task, more in found[:_FIRST]]
    _card(
        "Do first",
        rows,
        _all(len(tasks(a)), "task"),
        pages.TASKS,
        "No duty known to apply leaves anything to do yet.",
    )


def _about(task: Task) -> str:
    unknown = "no time in the statute" if task.computed else "time not known: ask the authority"
    time = task.lead_time.replace("none found", "no time found") or unknown
    return f"{short_authority(task.addressed_to)} · {time}"


def _disputed(a: Assessment) -> None:
    found = disputes(a)
    rows = []
    for question, findings in found[:_FIRST]:
        rows.append((question.asks, f"{blocking(question, findings)} would block the plan"))
    more = _all(len(found), "dispute")
    _card("Disputed", rows, more, pages.DISPUTES, "Nothing so far on which a breach turns.")


def _ask_next(a: Assessment) -> None:
    mine = [q for q in a.questions.items if q.who == "client"]
    rows = [(q.text, _waits(q.hangs)) for q in mine[:_FIRST]]
    rest = len(a.questions.items) - len(mine)
    empty = "No answer of yours can change the result." + (
        f" {counted(rest, 'answer')} must come from others." if rest else ""
    )
    _card(
        "Answer next",
        rows,
        _all(len(mine), "question"),
        pages.QUESTIONS,
        empty,
    )


def _waits(results: int) -> str:
    return (
        f"{counted(results, 'result')} {'waits' if results == 1 else 'wait'} for it"
        if results
        else "it leads to others"
    )


# --- who else ---


def _who_else(a: Assessment) -> None:
    """Every other bearer with the first thing that it must do."""
    st.header("Who else must do what", anchor=False)
    found: dict[str, list[Task]] = {}
    for task in tasks(a):
        if task.who and task.who != a.client:
            found.setdefault(task.who, []).append(task)
    if not found:
        st.markdown("No one else has a duty that is known to apply so far.")
        return
    rows = []
    for who, own in list(found.items())[:_ELSE]:
        first = own[0]
        laws = dict.fromkeys(view.citation(a.knowledge, a.knowledge.rules[law]) for task in own for law in task.laws)
        more = f" · and {len(own) - 1} more" if len(own) > 1 else ""
        rows.append(
            f"<li><strong>{escape(sentence(a.name(who)))}:</strong> {escape(_theirs(a, first))}"
            f'<br><span class="rx-small">{escape("; ".join(list(laws)[:2]))}{more}</span></li>'
        )
    st.html(f'<ul class="rx-rows">{"".join(rows)}</ul>')
    if len(found) > _ELSE:
        rest = ", ".join(a.name(who) for who in list(found)[_ELSE:])
        st.caption(plain(f"Also: {rest}."))


def _theirs(a: Assessment, task: Task) -> str:
    """A task of someone else as what they do, not as what to ask of them."""
    if task.permit and task.who not in a.knowledge.states:
        return f"hold its {_lower(task.permit)}, and show proof of it"
    return _lower(task.what.removeprefix(f"Ask {a.name(task.who)} to "))


def _lower(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


# --- below ---


def _conflicts(a: Assessment) -> None:
    if not a.conflicts:
        return
    st.header("Rules in conflict", anchor=False)
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
    names = "".join(f"<li>{escape(sentence(a.name(n.legal_order)))}: {escape(n.matter)}{_who(n)}</li>" for n in rest)
    touched = (
        f"<p>{counted(len(rest), 'matter is', 'matters are')} touched and not encoded. Silence is not permission: ask the "
        f'authority.</p><ul class="rx-gaps">{names}</ul>'
        if rest
        else "<p>No matter is known so far that the mission touches and that is not encoded. What is not described yet may "
        "touch some.</p>"
    )
    st.html(f'<div class="rx-soft"><h2>Not covered, to be asked elsewhere</h2>{touched}</div>')
    if rest:
        _folded("Why each matter is touched, and what is known of it", "gaps", rest, a)
    if silent:
        st.header("Gaps in the law itself", anchor=False)
        st.html(f'<ul class="rx-gaps">{"".join(_gap(a, n) for n in silent)}</ul>')


def _who(n: NotCovered) -> str:
    known = n.authority and n.authority != "not recorded"
    return f' <span class="rx-small">({escape(short_authority(n.authority))})</span>' if known else ""


def _folded(label: str, key: str, rows: Iterable[NotCovered], a: Assessment) -> None:
    session.opened(f"overview|{key}")
    opened = st.expander(label, key=f"overview|{key}", on_change="rerun")
    if opened.open:
        opened.html(f'<ul class="rx-gaps">{"".join(_gap(a, n) for n in rows)}</ul>')


def _gap(a: Assessment, n: NotCovered) -> str:
    sure = "" if n.certain else " (perhaps)"
    said = [f"<strong>{escape(sentence(a.name(n.legal_order)))}{sure}: {escape(n.matter)}.</strong>"]
    if n.instrument:
        said.append(f"{escape(n.instrument)}.")
    if n.authority:
        said.append(f"Authority: {escape(n.authority)}.")
    said.append(escape(n.note))
    if n.stands_in:
        said.append(f"In its place: {escape('; '.join(n.stands_in))}.")
    return f"<li>{' '.join(said)}</li>"


def _might_concern(a: Assessment) -> None:
    """Whom rules might concern, which counts for no finding until the answers named here are given."""
    found = beside.might_concern(a)
    if not found:
        return
    st.header("Might concern", anchor=False)
    st.caption("Whether these rules concern anyone at all depends on an answer. Until then they count as no breach.")
    rows = "".join(
        f'<tr><th scope="row">{escape(sentence(row.who))}</th><td>{escape(row.roles)}</td><td>{escape(row.rules)}</td>'
        f"<td>{escape(' '.join(row.questions)) or 'only rights and expectations: nothing is asked for them'}</td></tr>"
        for row in found
    )
    st.html(
        '<div class="rx-scroll" tabindex="0" role="region" aria-label="Whom law might concern"><table class="rx-table rx-wide">'
        '<thead><tr><th scope="col">Who</th><th scope="col">As</th><th scope="col">Rules</th>'
        f'<th scope="col">Depends on</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _if_it_happens(a: Assessment) -> None:
    """Dormant duties by the event that would wake them; they count for no verdict."""
    found = beside.if_it_happens(a)
    if not found:
        return
    st.header("If it happens", anchor=False)
    st.caption("None of this counts for the verdict. It is what to prepare for.")
    for event in found:
        key = f"happens|{event.event}"
        session.opened(key)
        duties = counted(len(event.duties), "duty or right", "duties and rights")
        opened = st.expander(f"If {plain(event.happens)} ({duties})", key=key, on_change="rerun")
        if opened.open:
            items = (
                f'<li>{escape(what)}<br><span class="rx-small">{escape(sentence(more))}</span></li>'
                for what, more in event.duties
            )
            opened.html(f'<ul class="rx-gaps">{"".join(items)}</ul>')


def _basis(a: Assessment) -> None:
    """The inputs of this verdict, so that it can be reproduced."""
    said: list[Any] = [f"Law of {a.on}", f"knowledge of {a.knowledge.day}, {a.knowledge.hash[:12]}"]
    said += [a.knowledge.asking.sets[name].title.lower() for name in a.prepared.sets]
    said += [f"{question}: {' or '.join(readings)}" for question, readings in sorted(a.readings.items())]
    for words in place_words(a):
        st.html(f'<p class="rx-small">{escape(words)}</p>')
    st.caption(plain(f"Basis: {'; '.join(map(str, said))}. Information, not legal advice."))
