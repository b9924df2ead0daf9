"""One field of the intake: chips, lists and entries, each with a way to say that it is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from regolex.interview.intake import Intake
from regolex.law.intake import Field, IntakeQuestion
from regolex_app.words import plain, sentence

DONT_KNOW, UNDECIDED = "dont-know", "undecided"
_NONE = "none-of-these"
_OPEN = {DONT_KNOW: "Don’t know", UNDECIDED: "Not decided"}
_YES_NO = {"yes": "Yes", "no": "No", DONT_KNOW: _OPEN[DONT_KNOW]}
_FEW = 12  # more than so many choices, of which one is meant, stand in a list that can be searched
_MANY = 30  # the same where several can be meant
Taker = Callable[[IntakeQuestion, Field, Any], None]


def field(asked: Intake, question: IntakeQuestion, field: Field, take: Taker) -> None:
    """The controls of one field; ``take`` gets each answer in the shape of an answer file, None where it is taken away."""
    raw = asked.answers.get(question.id, {}).get(field.id)
    if field.type == "entries":
        _entries(asked, question, field, raw, take)
        return
    parts = _parts(asked, question, field)
    apart = isinstance(raw, Mapping) and "unknown" not in raw
    label = plain(field.asks)
    if len(parts) > 1:
        key = f"each|{question.id}|{field.id}"
        st.session_state.setdefault(key, apart)
        if st.session_state[key]:
            with st.container(border=True):
                st.markdown(f"**{label}**")
                own = dict(raw) if apart else dict.fromkeys(parts, raw)
                for part, name in parts.items():
                    _one(asked, question, field, own.get(part), plain(sentence(name)), part, _for_part(own, part, take))
                st.toggle("A different answer for each", key=key)
            return
        _one(asked, question, field, raw, label, "", take)
        names = ", ".join(parts.values())
        st.toggle(f"A different answer for each of: {plain(names)}", key=key)
        return
    _one(asked, question, field, next(iter(raw.values()), None) if apart else raw, label, "", take)


def _parts(asked: Intake, question: IntakeQuestion, field: Field) -> dict[str, str]:
    """The parts that a field is asked of: those that its prompt would name."""
    if not field.each:
        return {}
    return asked.parts_of(field)


def _for_part(own: dict[str, Any], part: str, take: Taker) -> Taker:
    def taken(question: IntakeQuestion, field: Field, value: Any) -> None:
        changed = {**own, part: value}
        known = {key: one for key, one in changed.items() if one is not None}
        take(question, field, known or None)

    return taken


def _one(asked: Intake, question: IntakeQuestion, field: Field, raw: Any, label: str, part: str, take: Taker) -> None:
    """One answer."""
    key = f"i|{question.id}|{field.id}" + (f"|{part}" if part else "")
    options = asked.options(field)
    if field.type in ("crafts", "craft"):
        options = {c: _craft(asked, c) for c in asked.many("craft", "list")}

    def give(read: Callable[[Any], Any]) -> Callable[[], None]:
        return lambda: take(question, field, read(st.session_state.get(key)))

    if field.help:
        label = f"{label}  \n:small[{plain(field.help)}]"
    if field.type == "yes-no":
        _pills(
            label,
            _YES_NO,
            _said(raw),
            key,
            give({"yes": True, "no": False, DONT_KNOW: DONT_KNOW}.get),
        )
    elif field.type in ("choice", "party"):
        known = {**options, **_OPEN}
        if len(options) <= _FEW:
            _pills(label, known, raw, key, give(lambda x: x))
        else:
            _select(label, known, raw, key, give(lambda x: x))
    elif field.type in ("state", "vehicle", "site"):
        _select(label, {**_OPEN_ONE, **options}, raw, key, give(lambda x: x))
    elif field.type in ("choices", "crafts"):
        _many(label, question, field, options, raw, key, take)
    elif field.type in ("states", "body"):
        _several(label, question, field, options, raw, key, take)
    elif field.type == "number":
        _number(label, raw, key, give)
    elif field.type == "day":
        _day(label, raw, key, give)
    else:
        st.session_state[key] = "" if raw is None else str(raw)
        st.text_input(
            label, key=key, on_change=give(lambda x: str(x).strip() or None), placeholder=field.default or None
        )


def _said(raw: Any) -> Any:
    return ("yes" if raw else "no") if isinstance(raw, bool) else raw


_OPEN_ONE = {DONT_KNOW: _OPEN[DONT_KNOW]}


def _craft(asked: Intake, craft: str) -> str:
    found = next((f for q, f in asked.shown() if q.id == "craft" and f.id == "list"), None)
    return next((c.label for c in found.choices if c.id == craft), craft) if found else craft


def _pills(label: str, options: dict[str, str], raw: Any, key: str, change: Callable[[], None]) -> None:
    st.session_state[key] = raw if isinstance(raw, str) and raw in options else None
    st.pills(label, list(options), format_func=lambda x: sentence(options[x]), key=key, on_change=change)


def _select(label: str, options: dict[str, str], raw: Any, key: str, change: Callable[[], None]) -> None:
    st.session_state[key] = raw if isinstance(raw, str) and raw in options else None
    st.selectbox(
        label, list(options), format_func=lambda x: sentence(options[x]), key=key, index=None, on_change=change,
        placeholder="Choose, or type to search",
    )  # fmt: skip


def _many(
    label: str, question: IntakeQuestion, field: Field, options: dict[str, str], raw: Any, key: str, take: Taker
) -> None:
    """Chips of which several can be chosen; what excludes all others stands apart, behind "or"."""
    alone = {c.id for c in field.choices if c.alone}
    chosen = list(raw) if isinstance(raw, list) else []
    shown = {c: text for c, text in options.items() if c not in alone}
    apart = {c: options[c] for c in alone} or {_NONE: "None of these"}
    if alone and not any("none" in text for text in apart.values()):
        apart = dict(apart)
    apart |= _OPEN_ONE
    st.session_state[key] = [c for c in chosen if c in shown]
    wide = {**shown}
    if len(shown) > _MANY:
        st.multiselect(
            label, list(wide), format_func=lambda x: sentence(wide[x]), key=key, placeholder="Choose one or more",
            on_change=lambda: take(question, field, list(st.session_state[key]) or None),
        )  # fmt: skip
    else:
        st.pills(
            label, list(wide), format_func=lambda x: sentence(wide[x]), key=key, selection_mode="multi",
            on_change=lambda: take(question, field, list(st.session_state[key]) or None),
        )  # fmt: skip
    _or(label, question, field, apart, raw, chosen, key, take)


def _or(
    label: str, question: IntakeQuestion, field: Field, apart: dict[str, str], raw: Any, chosen: list[str], key: str,
    take: Taker,
) -> None:  # fmt: skip
    """The answers that exclude the chips above: none of these, and don't know."""
    other = f"{key}|or"
    now = (
        raw
        if isinstance(raw, str) and raw in apart
        else next((c for c in chosen if c in apart), _NONE if raw == [] and _NONE in apart else None)
    )
    st.session_state[other] = now

    def changed() -> None:
        value = st.session_state[other]
        if value in (None, DONT_KNOW):
            take(question, field, value)
        else:
            take(question, field, [] if value == _NONE else [value])

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("or", width="content")
        st.pills(
            f"Or instead: {label.partition('  ')[0]}", list(apart), format_func=lambda x: sentence(apart[x]), key=other,
            on_change=changed, label_visibility="collapsed", wrap=True,
        )  # fmt: skip


def _several(
    label: str, question: IntakeQuestion, field: Field, options: dict[str, str], raw: Any, key: str, take: Taker
) -> None:
    """Several from a list that is searched; a State or a body."""
    chosen = [x for x in (raw if isinstance(raw, list) else [raw] if isinstance(raw, str) else []) if x in options]
    st.session_state[key] = chosen

    def changed() -> None:
        picked = list(st.session_state[key])
        one = field.type == "body" and len(picked) == 1
        take(question, field, (picked[0] if one else picked) if picked else None)

    st.multiselect(
        label, list(options), format_func=lambda x: sentence(options[x]), key=key, placeholder="Choose, or type to search",
        on_change=changed,
    )  # fmt: skip
    apart = dict(_OPEN_ONE) if field.type == "body" else {_NONE: "None", **_OPEN_ONE}
    _or(label, question, field, apart, raw, [], key, take)


def _number(label: str, raw: Any, key: str, give: Callable[[Callable[[Any], Any]], Callable[[], None]]) -> None:
    known = isinstance(raw, (int, float)) and not isinstance(raw, bool)
    st.session_state[key] = float(raw) if known else None

    def read(value: Any) -> Any:
        return None if value is None else int(value) if float(value).is_integer() else value

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            label, key=key, min_value=0.0, max_value=1e12, value=None, step=1.0, format="%g", on_change=give(read)
        )
        _unknown(label, raw, key, give)


def _day(label: str, raw: Any, key: str, give: Callable[[Callable[[Any], Any]], Callable[[], None]]) -> None:
    try:
        st.session_state[key] = date.fromisoformat(str(raw))
    except ValueError:
        st.session_state[key] = None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            label, key=key, min_value=date(1950, 1, 1), max_value=date(2199, 12, 31), format="YYYY-MM-DD",
            on_change=give(lambda x: x.isoformat() if x else None),
        )  # fmt: skip
        _unknown(label, raw, key, give)


def _unknown(label: str, raw: Any, key: str, give: Callable[[Callable[[Any], Any]], Callable[[], None]]) -> None:
    other = f"{key}|or"
    st.session_state[other] = DONT_KNOW if raw == DONT_KNOW else None
    st.pills(
        f"Or instead: {label.partition('  ')[0]}", [DONT_KNOW], format_func=_OPEN.__getitem__, key=other,
        on_change=give(lambda _: st.session_state[other]), label_visibility="collapsed",
    )  # fmt: skip


def _entries(asked: Intake, question: IntakeQuestion, field: Field, raw: Any, take: Taker) -> None:
    """Entries one below the other: each can be changed and removed."""
    entries = [dict(e) for e in raw if isinstance(e, Mapping)] if isinstance(raw, list) else []
    st.markdown(plain(field.asks))
    if field.help:
        st.caption(plain(field.help))

    def changed(n: int, name: str, value: Any) -> None:
        own = {key: one for key, one in {**entries[n], name: value}.items() if one is not None}
        take(question, field, [*entries[:n], own, *entries[n + 1 :]])

    for n, entry in enumerate(entries):
        with st.container(border=True, key=f"entry-{question.id}-{field.id}-{n}"):
            for inner in field.fields:

                def taken(_: IntakeQuestion, one: Field, value: Any, n: int = n) -> None:
                    changed(n, one.id, value)

                _one(asked, question, inner, entry.get(inner.id), plain(inner.asks), str(n), taken)
            st.button(
                "Remove this entry", key=f"out|{question.id}|{field.id}|{n}", icon=":material/delete:",
                on_click=take, args=(question, field, [*entries[:n], *entries[n + 1 :]] or None),
            )  # fmt: skip
    blank = {f.id: f.default for f in field.fields if f.default}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Add one", key=f"add|{question.id}|{field.id}", icon=":material/add:", on_click=take,
            args=(question, field, [*entries, {**blank, **_first(field, entries)}]),
        )  # fmt: skip
        if not entries:
            other = f"i|{question.id}|{field.id}|or"
            st.session_state[other] = DONT_KNOW if raw == DONT_KNOW else None
            st.pills(
                f"Or instead: {plain(field.asks)}", [DONT_KNOW], format_func=_OPEN.__getitem__, key=other,
                label_visibility="collapsed", on_change=lambda: take(question, field, st.session_state[other]),
            )  # fmt: skip


def _first(field: Field, entries: list[dict[str, Any]]) -> dict[str, Any]:
    """What tells a new entry from the others."""
    named = any(f.id == "name" for f in field.fields)
    return {"name": f"Partner {len(entries) + 1}"} if named else {}


def given(asked: Intake, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """The answers to some questions in words, in the order of the questions."""
    rows = []
    for question, field in asked.shown():
        raw = asked.answers.get(question.id, {}).get(field.id)
        if question.id in names and raw is not None and field.type != "entries":
            rows.append((field.asks.rstrip("?"), _words(asked, field, raw)))
    return rows


def _words(asked: Intake, field: Field, raw: Any) -> str:
    if isinstance(raw, Mapping):
        return "; ".join(_words(asked, field, one) for one in raw.values())
    if isinstance(raw, list):
        return ", ".join(_words(asked, field, one) for one in raw) or "none"
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, str) and raw in _OPEN:
        return _OPEN[raw].lower()
    return asked.options(field).get(str(raw), str(raw))
