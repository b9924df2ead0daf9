"""Law: what is encoded, to browse and to search; who is bound on a day, drawn and listed; the known gaps."""

from __future__ import annotations

from datetime import date

import streamlit as st

from regolex.formats.texts.official import official
from regolex.law import model as m
from regolex.law.citation import in_full
from regolex.law.wording import counted
from regolex.missions.sovereignty import Sovereignty
from regolex.report.parties import parties, standing_words
from regolex.report.phrases import compared, weight_words
from regolex.report.readings import holder_words
from regolex.report.world_map import standing
from regolex_app import pages, session, world
from regolex_app.naming import called
from regolex_app.unassessed import nothing
from regolex_app.words import CONFIDENCE, day_of, escape, plain, sentence, tag_html

_INSTRUMENTS, _READINGS, _BOUND, _GAPS = "Instruments", "Disputed questions", "Who is bound", "Not encoded"
_VIEWS = (_INSTRUMENTS, _READINGS, _BOUND, _GAPS)
_HITS = 25
_SORTS = ("Instrument", "Provision", "Rule", "Disputed question")


def show() -> None:
    """The page."""
    k = session.base().knowledge
    st.title("Law", anchor=False)
    sizes = (
        counted(len(k.instruments), "version of an instrument", "versions of instruments"), counted(len(k.rules), "rule"),
        counted(len(k.questions), "disputed question"),
    )  # fmt: skip
    st.caption(f"{', '.join(sizes)}. Knowledge of {day_of(k.day)}. Paraphrases are ours; the official text decides.")
    if st.session_state.pop("law|found", False):
        st.session_state["law|search"] = ""  # what was found is opened
    asked = st.text_input(
        "Search the law", key="law|search", icon=":material/search:", type="search",
        placeholder="A word, a provision, a State, such as: registration, art 2, Luxembourg",
    )  # fmt: skip
    if asked:
        _hits(k, str(asked))
        return
    given = st.query_params.get("view", "")
    st.session_state.setdefault("law|view", given if given in _VIEWS else _INSTRUMENTS)
    view = st.segmented_control("Show", _VIEWS, required=True, key="law|view", label_visibility="collapsed")
    if view == _READINGS:
        _questions(k)
    elif view == _BOUND:
        _bound(k)
    elif view == _GAPS:
        _gaps(k)
    else:
        _instruments(k)


# --- search ---


def _hits(k: m.Knowledge, asked: str) -> None:
    """Instruments, provisions, rules, readings and gaps in which every word occurs."""
    words = asked.lower().split()

    def fits(*texts: str) -> bool:
        low = " ".join(texts).lower()
        return all(word in low for word in words)

    rows: list[tuple[str, str, str, str]] = []  # sort, head, text, instrument to open
    for i in k.instruments.values():
        order = k.states.get(i.legal_order, i.legal_order)
        if fits(i.short, i.title, order):
            rows.append(("Instrument", i.short, f"{i.title} ({order})", i.version))
        rows += [
            ("Provision", in_full(i.short, p.label), p.says, i.version)
            for p in i.provisions
            if fits(i.short, p.label, p.says)
        ]
    rows += [("Rule", r.title, r.reads, r.instrument) for r in k.rules.values() if fits(r.title, r.reads, r.id)]
    for q in k.questions.values():
        names = " ".join(f"{r.name} {r.says} {' '.join(h.name for h in r.holders)}" for r in q.readings)
        if fits(q.asks, names):
            rows.append(("Disputed question", q.asks, "; ".join(f"{r.id} {r.name}" for r in q.readings), ""))
    rows.sort(key=lambda row: _SORTS.index(row[0]))
    if not rows:
        says = "No encoded text has all of these words. Try one word, or the name of a State."
        nothing("search_off", "Nothing found", f"{says} What is not encoded stands under Not encoded.")
        return
    st.markdown(f"{counted(len(rows), 'hit')}" + (f", the first {_HITS} here" if len(rows) > _HITS else ""))
    for n, (sort, head, text, instrument) in enumerate(rows[:_HITS]):
        st.html(f"<p>{tag_html(sort, 'gray')} <strong>{escape(head)}</strong><br>{escape(text)}</p>")
        if instrument and st.button(
            "Open",
            key=called(f"hit|{n}", "Open", head),
            type="tertiary",
            help=f"Open {k.instruments[instrument].short}",
        ):
            st.session_state["law|found"] = True
            session.go(pages.LAW, instrument=instrument)


# --- instruments ---


def _instruments(k: m.Knowledge) -> None:
    orders = sorted(
        {i.legal_order for i in k.instruments.values()}, key=lambda o: (o != "international", k.states.get(o, o))
    )
    wanted = st.query_params.get("instrument", "")
    if wanted in k.instruments and st.session_state.get("law|seen") != wanted:
        st.session_state["law|seen"] = wanted
        st.session_state["law|order"] = k.instruments[wanted].legal_order
        st.session_state["law|instrument"] = wanted
    left, right = st.columns(2)
    order = left.selectbox("Legal order", orders, format_func=lambda o: k.states.get(o, sentence(o)), key="law|order")
    own = sorted((i for i in k.instruments.values() if i.legal_order == order), key=lambda i: i.short)
    ids = [i.version for i in own]
    if st.session_state.get("law|instrument") not in ids:
        st.session_state["law|instrument"] = ids[0]
    chosen = right.selectbox("Instrument", ids, format_func=lambda i: _named(k.instruments[i]), key="law|instrument")
    _instrument(k, k.instruments[str(chosen)])


def _named(i: m.Instrument) -> str:
    return f"{i.short} ({i.status})" if i.status != "in-force" else i.short


def _instrument(k: m.Knowledge, i: m.Instrument) -> None:
    st.header(plain(i.short), anchor=False)
    st.html(f'<p class="rx-lead">{escape(i.title)}. {escape(i.citation)}.</p>')
    force = f"In force from {_day(i.in_force)}" if i.in_force else sentence(i.status.replace("-", " "))
    ended = f"; until {_day(i.ended)}" if i.ended else ""
    whole = "" if i.coverage == "whole" else "Encoded in part. "
    confirmed = compared(i.last_confirmed, i.confirmed_against, i.confirmed_by)
    st.caption(plain(f"{force}{ended}. {whole}{sentence(CONFIDENCE[i.confidence])}. {confirmed}"))
    if i.official_url.startswith(("https://", "http://")):
        url = escape(i.official_url)
        st.html(
            f'<p class="rx-small">Official text: <a href="{url}" target="_blank" rel="noopener noreferrer">{url}</a></p>'
        )
    linked = official()
    by: dict[str, list[m.Rule]] = {}
    for rule in k.rules.values():
        if rule.instrument == i.version:
            by.setdefault(rule.cites[0].provision, []).append(rule)
    for p in i.provisions:
        rules = by.get(p.id, [])
        said = linked.words(p.id)
        heading = f": {p.heading}" if p.heading else ""
        label = in_full(i.short, p.label) + heading + (f" · {counted(len(rules), 'rule')}" if rules else "")
        with st.expander(plain(label)):
            st.html(
                f'<blockquote class="rx-provision"><p>{escape(p.says)}</p><p class="rx-small">Our paraphrase.</p></blockquote>'
            )
            if said:
                st.html(f'<p lang="{escape(said.language)}" style="white-space:pre-line">“{escape(said.words)}”</p>')
            for rule in rules:
                st.html(_rule(k, rule))


def _day(day: m.Day) -> str:
    return day_of(day.not_before) if day.settled else f"{day_of(day.not_before)} to {day_of(day.not_after)}, unsettled"


def _rule(k: m.Knowledge, rule: m.Rule) -> str:
    confirmed = compared(rule.last_confirmed, rule.confirmed_against, rule.confirmed_by)
    binding = "binding" if rule.binding else "expectation, not binding"
    return (
        f"<p><strong>{escape(rule.title)}</strong><br>{escape(rule.reads)}<br>"
        f'<span class="rx-small">{escape(rule.kind)}, {binding}; {CONFIDENCE[rule.confidence]}. {escape(confirmed)} '
        f"<code>{escape(rule.id)}</code></span></p>"
    )


# --- readings ---


def _questions(k: m.Knowledge) -> None:
    for q in k.questions.values():
        with st.expander(plain(q.asks)):
            rows = []
            for r in q.readings:
                held = "; ".join(
                    f"{h.name} ({holder_words(h.kind, h.since, h.confidence, h.nearest)})" for h in r.holders if h.read
                )
                rows.append(
                    f"<li><strong>{escape(r.id)} {escape(r.name)}</strong> ({escape(weight_words(r.weight))}): {escape(r.says)}"
                    f'<br><span class="rx-small">{escape(held) or "no holder read"}</span></li>'
                )
            st.html(f'<ul class="rx-gaps">{"".join(rows)}</ul>')


# --- who is bound ---


def _bound(k: m.Knowledge) -> None:
    works = sorted({e.work for e in k.participation})
    short = {i.work: i.short for i in k.instruments.values()}
    left, right = st.columns([3, 2])
    preferred = next((w for w in works if "ost" in w or "outer-space" in w), works[0]) if works else ""
    if not works:
        nothing("public", "No participation table", "The knowledge holds no table of parties.")
        return
    work = left.selectbox(
        "Instrument", works, index=works.index(preferred), format_func=lambda w: short.get(w, w), key="law|work"
    )
    day = right.date_input(
        "On the day", min(max(date.today(), k.first_day), date(2199, 12, 31)), key="law|day", format="YYYY-MM-DD",
        min_value=date(1950, 1, 1), max_value=date(2199, 12, 31),
    )  # fmt: skip
    if not isinstance(day, date):
        return
    found = parties(k, str(work), day)
    stand = standing(found)
    sure, perhaps, signed = set(stand.bound), set(stand.perhaps), set(stand.signed)
    st.markdown(plain(standing_words(k, found, day)) + ".")
    more, doubtful = _territories(k, str(work), day, sure, perhaps)
    title = f"{short.get(str(work), work)}: who is bound on {day_of(day)}"
    st.html(world.drawn(sure | more, perhaps | doubtful, signed, title))
    rows = "".join(
        f'<tr><th scope="row">{escape(p.name)}</th><td>{escape(_how(p.entry.participant, sure, perhaps, signed))}</td>'
        f"<td>{escape(p.entry.act)}</td><td>{escape(_since(p.entry))}</td><td>{escape(p.entry.note)}</td></tr>"
        for p in found
        if p.entry.participant in sure | perhaps | signed
    )
    st.html(
        '<div class="rx-scroll" tabindex="0" role="region" aria-label="Parties"><table class="rx-table rx-wide"><thead><tr>'
        '<th scope="col">State or organisation</th><th scope="col">Standing</th><th scope="col">Act</th>'
        '<th scope="col">Since</th><th scope="col" style="min-width:16rem">Note</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _territories(k: m.Knowledge, work: str, day: date, sure: set[str], perhaps: set[str]) -> tuple[set[str], set[str]]:
    """The territories on the map that a treaty reaches through the States that act for them: for certain, and perhaps."""
    found: tuple[set[str], set[str]] = (set(), set())
    if not any(i.work == work and i.is_treaty for i in k.instruments.values()):
        return found
    table = Sovereignty(k, day)
    for code in table.elsewhere & set(world.outlines()):
        state = table.acting(code)
        row = table.reach(code, state, work)
        reaches = row.reaches if row else "yes"
        if reaches != "no" and state in sure | perhaps:
            found[reaches != "yes" or state in perhaps].add(code)
    return found


def _how(state: str, sure: set[str], perhaps: set[str], signed: set[str]) -> str:
    return (
        "bound" if state in sure else "perhaps bound" if state in perhaps else "signed only" if state in signed else ""
    )


def _since(e: m.Participation) -> str:
    days = e.bound_from
    if days is None:
        return ""
    return str(days.not_before) if days.settled else f"{days.not_before} to {days.not_after}"


# --- gaps ---


def _gaps(k: m.Knowledge) -> None:
    st.markdown(
        "Law that is known and not encoded. Where a plan touches it, the overview says so, and the authority is to be asked."
    )
    by: dict[str, list[m.KnownLaw]] = {}
    for law in k.known_laws:
        by.setdefault(law.state, []).append(law)
    for state in sorted(by, key=lambda s: k.states.get(s, s)):
        with st.expander(plain(f"{k.states.get(state, state)} ({len(by[state])})")):
            items = "".join(
                f'<li><strong>{escape(law.title)}</strong><br><span class="rx-small">{escape(law.note)}</span></li>'
                for law in by[state]
            )
            st.html(f'<ul class="rx-gaps">{items}</ul>')
