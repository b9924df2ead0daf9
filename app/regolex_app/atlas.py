"""Atlas: every combination of some answers, tried on a day: where such a plan is lawful, and which answer decides."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from math import prod
from typing import TYPE_CHECKING

import streamlit as st

from regolex.errors import EvaluationError
from regolex.law import model as m
from regolex.law.wording import counted
from regolex.media import fit
from regolex_app import session, waiting, world
from regolex_app.unassessed import nothing
from regolex_app.words import day_of, escape, problem_html, sentence, tag_html

if TYPE_CHECKING:
    from regolex.knowledge import KnowledgeBase
    from regolex.screening.atlas import Atlas

_OVER = ("party.organised_under", "activity.kind")  # what varies until another answer is chosen
# what may be the same in all designs, with the answer that stands there until another is chosen
_GIVEN = {
    "party.kind": "company", "body.kind": "asteroid", "activity.kind": "extraction", "activity.purpose": "commercial-gain",
    "launch.territory": "",
}  # fmt: skip
_ACROSS, _MOST = 8, 20_000  # values of the second answer at first; designs of one atlas on the page
_CHANGES = 12
_Asked = tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[tuple[str, str], ...], date, bool]
# status, words, colour of the tag, and colours on the map
_WORDS = {
    "lawful": ("lawful", "green", ("#1b7a45", "#6fce97")),
    "incomplete": ("open", "gray", ("#8a96a3", "#7d8894")),
    "contested": ("disputed", "violet", ("#7d4bb3", "#b596e0")),
    "blocked": ("blocked", "red", ("#b02a2a", "#f08c8c")),
}
_MARKS = {"lawful": "✓", "incomplete": "?", "contested": "⇄", "blocked": "✗"}


def show() -> None:
    """The page."""
    k = session.base().knowledge
    st.title("Atlas", anchor=False)
    st.html(
        '<p class="rx-lead">Try every combination of two answers at once: where would such a plan be lawful, disputed or '
        "blocked, and which answer decides? A design has one party, one activity and one launch.</p>"
    )
    facts = {name: fact for name, fact in k.facts.items() if not fact.derived and _values(k, fact)}
    if len(facts) < 2:
        nothing(
            "travel_explore", "Nothing to vary", "The knowledge has no two questions with a closed list of answers."
        )
        return
    over = _varied(k, facts)
    day = _day(k)
    given = _shared(k, facts, {name for name, _ in over})
    size = prod(len(values) for _, values in over)
    if not size:
        st.info("Choose at least one value of each answer that varies.")
        return
    assume = st.checkbox(
        "Fill in the rest with every assumption set: an ordinary mission that follows the law", True, key="atlas|assume"
    )
    if size > _MOST:
        st.warning(
            f"These are {size:,} designs; the page tries {_MOST:,} at most. Choose fewer values, or use `regolex atlas`."
        )
        return
    asked = (tuple(over), tuple(given.items()), day, assume)
    if st.button(f"Try {counted(size, 'design')}", key="atlas|try", type="primary", icon=":material/travel_explore:"):
        base = session.base()
        found = waiting.waited(f"Trying {counted(size, 'design')} …", lambda: _explored(base, asked), "atlas")
        if found is not None:
            st.session_state["atlas|found"] = (asked, found)
    known = st.session_state.get("atlas|found")
    if known is None:
        st.caption(
            "The result will appear here: how many designs are lawful, a table of them, a map, and which answer decides."
        )
    elif isinstance(known[1], EvaluationError):
        st.html("".join(map(problem_html, known[1].problems)))
    else:
        if known[0] != asked:
            st.info("Your choice has changed. The result below is that of the earlier one.", icon=":material/history:")
        _result(k, known[1])


# --- what is tried ---


def _values(k: m.Knowledge, fact: m.Fact) -> list[str]:
    """The answers of a question that can vary: States with encoded law, yes and no, or the classes of a list."""
    if fact.type == "state":
        return sorted(k.jurisdictions.keys() & k.states.keys(), key=k.states.__getitem__)
    if fact.type == "boolean":
        return ["true", "false"]
    if fact.type == "concept":
        return [slug for slug, taxon in k.taxa.items() if taxon.scheme == fact.of]
    return []


def _often(name: str) -> Counter[str]:
    """How often the known missions give each answer to a question: what is usual stands first."""
    kind = name.partition(".")[0]
    missions = [s.mission for s in session.samples(session.folder()) if s.mission is not None]
    answers = (x.answer(part, name) for x in missions for part in x.parts.get(kind, ()))
    return Counter(str(a.value) for a in answers if a.known)


def _said(k: m.Knowledge, fact: m.Fact, value: str) -> str:
    if fact.type == "boolean":
        return {"true": "yes", "false": "no"}[value]
    return k.states.get(value, value) if fact.type == "state" else k.taxa[value].label


def _label(k: m.Knowledge, fact: m.Fact) -> str:
    return f"{sentence(fact.label)} ({k.kinds[fact.kind].list_name or fact.kind})"


def _varied(k: m.Knowledge, facts: dict[str, m.Fact]) -> list[tuple[str, tuple[str, ...]]]:
    """The two answers that vary, each with its values."""
    names = sorted(facts, key=lambda name: _label(k, facts[name]))
    usual = [name for name in _OVER if name in facts] + names
    found: list[tuple[str, tuple[str, ...]]] = []
    for n, (place, title) in enumerate(
        zip(st.columns(2), ("First answer, down", "Second answer, across"), strict=True)
    ):
        with place:
            first = next(name for name in usual if name not in (one for one, _ in found))
            rest = [name for name in names if name not in (one for one, _ in found)]
            st.session_state.setdefault(f"atlas|{n}", first)
            if st.session_state[f"atlas|{n}"] not in rest:
                st.session_state[f"atlas|{n}"] = first
            name = str(st.selectbox(title, rest, format_func=lambda x: _label(k, facts[x]), key=f"atlas|{n}"))
            fact, every = facts[name], _values(k, facts[name])
            often = _often(name)
            first_values = every if n == 0 else sorted(every, key=often.__getitem__, reverse=True)[:_ACROSS]
            chosen = st.multiselect(
                "Values", every, first_values, key=f"atlas|{n}|{name}",
                format_func=lambda x, fact=fact: _said(k, fact, x), placeholder="Choose at least one",
            )  # fmt: skip
            found.append((name, tuple(chosen)))
    return found


def _day(k: m.Knowledge) -> date:
    usual = session.case().on or date.today()
    day = st.date_input(
        "On the day", min(max(usual, k.first_day), date(2199, 12, 31)), key="atlas|day", format="YYYY-MM-DD",
        min_value=date(1950, 1, 1), max_value=date(2199, 12, 31),
    )  # fmt: skip
    return day if isinstance(day, date) else usual


def _shared(k: m.Knowledge, facts: dict[str, m.Fact], varied: set[str]) -> dict[str, str]:
    """The answers that all designs share; those of the open case stand first."""
    found: dict[str, str] = {}
    names = [name for name in _GIVEN if name in facts and name not in varied]
    if not names:
        return found
    st.markdown("**What all designs share**")
    mission = session.case().mission
    for place, name in zip(st.columns(len(names)), names, strict=True):
        fact = facts[name]
        every = _values(k, fact)
        parts = sorted(mission.parts.get(fact.kind, ()), key=lambda part: part != mission.client)  # the client first
        usual = "" if session.case_id() else _GIVEN[name]
        own = next((str(a.value) for a in (mission.answer(part, name) for part in parts) if a.known), usual)
        st.session_state.setdefault(f"atlas|given|{name}", own if own in every else None)
        value = place.selectbox(
            sentence(fact.label), every, key=f"atlas|given|{name}", placeholder="Not stated", index=None,
            format_func=lambda x, fact=fact: sentence(_said(k, fact, x)),
        )  # fmt: skip
        if value:
            found[name] = str(value)
    return found


def _explored(base: KnowledgeBase, asked: _Asked) -> object:
    """The atlas, or the problems that prevent it."""
    from regolex.screening.atlas import Atlas

    over, given, day, assume = asked
    try:
        found = Atlas(
            base.engine, [f"{name}={','.join(values)}" for name, values in over], [f"{n}={v}" for n, v in given], on=day,
            assume=tuple(base.knowledge.asking.sets) if assume else (),
        )  # fmt: skip
        found.explore()
    except EvaluationError as error:
        return error
    return found


# --- what it shows ---


def _result(k: m.Knowledge, atlas: Atlas) -> None:
    counts = atlas.counts()
    impossible = atlas.size - atlas.possible
    rows = [(_WORDS[word][0], f"{many} of {atlas.possible}") for word, many in counts.items()]
    if impossible:
        rows.append(("contradict themselves", str(impossible)))
    st.header(f"{sentence(counted(atlas.size, 'design'))} on {day_of(atlas.on)}", anchor=False)
    st.html(
        '<div role="status"><dl class="rx-sums">'
        + "".join(f"<div><dt>{escape(sentence(label))}</dt><dd>{n}</dd></div>" for label, n in rows)
        + "</dl></div>"
    )
    down, across = atlas.axes
    one, two = k.facts[down.column], k.facts[across.column]
    words = atlas.statuses.reshape(atlas.shape)
    if one.type == "state":
        kinds = {state: _gravest([int(x) for x in words[n]]) for n, state in enumerate(down.values)}
        shown = {key: (_WORDS[key][0]) for key in _WORDS if key in kinds.values()}
        colours = {key: _WORDS[key][2] for key in _WORDS}
        st.html(
            world.painted(
                kinds, colours, {**shown, "": "not tried"}, f"{_label(k, one)}: the gravest result of each State",
                " Each State has the colour of its gravest result in the table.",
            )
        )  # fmt: skip
    head = "".join(f'<th scope="col">{escape(sentence(_said(k, two, value)))}</th>' for value in across.values)
    body = "".join(
        f'<tr><th scope="row">{escape(sentence(_said(k, one, value)))}</th>'
        + "".join(f"<td>{_cell(int(words[n, at]))}</td>" for at in range(len(across.values)))
        + "</tr>"
        for n, value in enumerate(down.values)
    )
    st.html(
        '<div class="rx-scroll" tabindex="0" role="region" aria-label="Designs"><table class="rx-table rx-wide" '
        f'style="min-width:{11 + 8 * len(across.values)}rem"><caption>{escape(_label(k, one))} down, {escape(_label(k, two))} '
        f'across</caption><thead><tr><th scope="col">Design</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
    st.download_button(
        "CSV", lambda: _csv(k, atlas), f"atlas-{atlas.on}.csv", "text/csv", key="atlas|csv", on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip
    _decides(k, atlas)
    st.caption(
        "“Lawful” holds whatever else is answered; “open” means that a missing answer could still change the "
        "word; “disputed” that a breach turns on how a text is read. Law that is not encoded is not counted. Describe the "
        "plan as a case to see the reasons."
    )


def _gravest(statuses: list[int]) -> str:
    from regolex.screening.atlas import STATUSES

    worst = max(statuses, default=-1)
    return STATUSES[worst] if worst >= 0 else ""


def _cell(status: int) -> str:
    word = _gravest([status])
    if not word:
        return '<span class="rx-small">contradicts itself</span>'
    return tag_html(f"{_MARKS[word]} {_WORDS[word][0]}", _WORDS[word][1])


def _decides(k: m.Knowledge, atlas: Atlas) -> None:
    """The single changes that turn a design that is not lawful into a lawful one."""
    st.header("Which answer decides", anchor=False)
    changes = atlas.frontier()
    if not changes:
        many = atlas.counts().get("lawful", 0)
        st.markdown(
            "Every design is lawful." if many == atlas.possible
            else "Changing one of these two answers alone makes no design lawful that is not."
        )  # fmt: skip
        return
    rows = "".join(
        f"<li>{escape(sentence(k.facts[c.column].label))}: {escape(_said(k, k.facts[c.column], c.before))} → "
        f"{escape(_said(k, k.facts[c.column], c.after))}"
        f'<br><span class="rx-small">makes {counted(c.designs, "design")} lawful</span></li>'
        for c in changes[:_CHANGES]
    )
    st.html(f'<ul class="rx-gaps">{rows}</ul>')
    if len(changes) > _CHANGES:
        st.caption(f"And {counted(len(changes) - _CHANGES, 'other change')}.")


def _csv(k: m.Knowledge, atlas: Atlas) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    down, across = atlas.axes
    rows.writerow([down.column, across.column, "status"])
    for n, word in enumerate(atlas.statuses):
        one, two = divmod(n, len(across.values))
        rows.writerow(
            [fit(x, "csv") for x in (down.values[one], across.values[two], _gravest([int(word)]) or "impossible")]
        )
    return out.getvalue().encode()


__all__ = ["show"]
