"""The verdict in a few lines, on top of every view: yours and the mission's, on the prevailing and on every serious reading."""

from __future__ import annotations

import streamlit as st

from regolex.engine.assessment import Assessment, Side
from regolex.engine.verdict import Verdict
from regolex.law.wording import counted
from regolex.report import view
from regolex_app import case, session
from regolex_app.words import counts, escape, plain, problem_html, sentence, verdict_mark

_LISTED = 4


def show() -> None:
    """The strip, and below it the answers that do not count as things stand."""
    if session.untouched():
        return
    result = session.result()
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
        st.html(_verdict_html(a))
    _set_aside(a)


def _verdict_html(a: Assessment) -> str:
    first = a.you or a.overall
    whose = f"For {escape(a.name(a.client))} (you)" if a.you else "For everyone who takes part"
    rows = [_side(whose, first)]
    if a.you:
        rows.append(_side("For everyone who takes part", a.overall))
    notes = [f"Law of {a.on}", *_terms(a), counts(a.all_findings)]
    if a.strict:
        notes.append(strict_words(a))
    small = "<br>".join(escape(note) for note in (" · ".join(notes[:-1]), notes[-1]) if a.strict) or escape(
        " · ".join(notes)
    )
    return (
        f'<div class="rx-verdict rx-{first.dominant.word}" role="status">{"".join(rows)}'
        f'<p class="rx-small">{small}</p></div>'
    )


def _side(whose: str, side: Side) -> str:
    if (side.dominant.word, _grade(side.dominant)) == (side.every_reading.word, _grade(side.every_reading)):
        said = (
            f"{_word(side.every_reading)} on the prevailing and on every serious reading ({_grade(side.every_reading)})"
        )
    else:
        said = (
            f"{_word(side.dominant)} on the prevailing readings ({_grade(side.dominant)}); "
            f"{_word(side.every_reading)} on every serious reading ({_grade(side.every_reading)})"
        )
    return f"<p>{whose}: {said}.</p>"


def _word(v: Verdict) -> str:
    return (
        f'<strong><span aria-hidden="true">{verdict_mark(v.word)}</span> '
        f"{escape(sentence(view.VERDICT_WORDS[v.word]))}</strong>"
    )


def _grade(v: Verdict) -> str:
    return escape(view.grade_of(v))


def _terms(a: Assessment) -> list[str]:
    """What the verdict rests on besides the answers and the day."""
    said = []
    if a.viewpoint:
        said.append(f"readings stated by {a.name(a.viewpoint)}")
    elif a.readings:
        said.append(f"{counted(len(a.readings), 'reading')} chosen")
    if a.pending:
        said.append("including law not yet in force")
    if a.prepared.sets:
        said.append(f"{counted(len(a.prepared.assumed()), 'answer')} assumed")
    return said


def strict_words(a: Assessment) -> str:
    """The result on the answers alone, in a line."""
    if a.strict is None:
        return ""
    side = a.strict.you or a.strict.mission
    v = side.every_reading
    asked = counted(sum(a.strict.questions.values()), "question")
    return (
        f"On your answers alone, without assumptions: {view.VERDICT_WORDS[v.word]} on every serious reading, "
        f"{view.grade_of(v)}; {asked} left."
    )


def _set_aside(a: Assessment) -> None:
    """The answers that another answer closes: none is lost, and none is used."""
    found = case.aside(a)
    if not found:
        return
    rows = [
        f"{plain(sentence(a.knowledge.facts[x.fact].label))}"
        + ("" if x.part == "mission" else f", {plain(a.name(x.part))}")
        + f" ({plain(x.because.rstrip('.'))})"
        for x in found
    ]
    more = f"; and {len(rows) - _LISTED} more" if len(rows) > _LISTED else ""
    verb = "is" if len(rows) == 1 else "are"
    st.info(
        f"{counted(len(rows), 'answer')} {verb} set aside, because other answers leave no room for it. "
        f"{'It comes' if len(rows) == 1 else 'They come'} back when the question arises again. "
        f"{'; '.join(rows[:_LISTED])}{more}."
    )
