"""Tasks and road map: what to do, for whom, by when and for how much; its state is set on the spot; exports."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.law.wording import counted
from regolex.report import view
from regolex.tasks import gantt, written
from regolex.tasks.roadmap import CLIENT, RoadMap, RoadStep, roadmap
from regolex.tasks.task import URGENCIES, Task, tasks
from regolex_app import session, undertakings
from regolex_app.unassessed import nothing, unassessed
from regolex_app.words import day_of, escape, picture_html, plain, rows_html, sentence

_HEADINGS = {
    "blocking": "What blocks the plan",
    "permit": "Your permits and undertakings",
    "before-contract": "Before a contract, a disclosure or a shipment",
    "own-duty": "Your other duties",
    "from-others": "What others who take part must do",
    "of-states": "What States must do",
}
_MAP, _LIST = "Road map", "List"
_ALL, _YOU = "All", "You"
_DARK = (
    "@media (prefers-color-scheme: dark){svg>rect:first-of-type{fill:#11171d}text{fill:#e6ebef}line{stroke:#768390}}"
)


def show() -> None:
    """The page."""
    a = session.result().assessment
    if a is None:
        st.title("Tasks and road map", anchor=False)
        unassessed("to-do")
        return
    road, found = roadmap(a), tasks(a)
    head = st.container(horizontal=True, vertical_alignment="center")
    with head:
        st.title("Tasks and road map", anchor=False, width="content")
        st.space("stretch")
        stem = f"{a.mission.id}-{a.on}"
        for label, make, ending, mime in (
            ("Calendar file", written.as_ics, "ics", "text/calendar"), ("CSV", written.as_csv, "csv", "text/csv"),
            ("Chart", gantt.as_svg, "svg", "image/svg+xml"),
        ):  # fmt: skip
            st.download_button(
                label, lambda make=make: make(road).encode(), f"{stem}.{ending}", mime, key=f"road|{ending}",
                on_click="ignore", icon=":material/download:",
            )  # fmt: skip
    if not found and not road.steps:
        nothing(
            "checklist", "Nothing to do so far", "No duty that is known to apply leaves anything to do. Missing answers may "
            "add tasks.", "Answer the next question", "questions",
        )  # fmt: skip
        return
    left, right = st.columns([2, 5], vertical_alignment="center")
    how = left.segmented_control(
        "Show as", [_MAP, _LIST], default=_MAP, required=True, key="road|view", label_visibility="collapsed"
    )
    who = _whose(road, found) if how == _MAP else None
    chosen: object = _ALL
    if who:
        chosen = right.pills(
            "For whom", list(who), default=_ALL, required=True, key="road|who", format_func=lambda x: f"{x} {who[x]}",
            label_visibility="collapsed", wrap=True,
        )  # fmt: skip
    _sums(road, found, steps=how == _MAP)
    if how == _LIST:
        _list(a, found)
    else:
        _map(a, road, str(chosen))


def _owner(step: RoadStep) -> str:
    return _YOU if step.owner == CLIENT else sentence(step.who) or "Others"


def _whose(road: RoadMap, found: list[Task]) -> dict[str, int]:
    names: dict[str, int] = {}
    for step in road.steps:
        names[_owner(step)] = names.get(_owner(step), 0) + 1
    return {_ALL: len(road.steps), **dict(sorted(names.items(), key=lambda item: (item[0] != _YOU, -item[1]))[:5])}


def _sums(road: RoadMap, found: list[Task], *, steps: bool) -> None:
    disputed = sum(task.disputed for task in found)
    rows = [("On the prevailing readings", counted(len(found) - disputed, "task"))]
    if disputed:
        rows.append(("On some readings only", counted(disputed, "task")))
    if steps:
        rows.append(("On the road map, what belongs together as one", counted(len(road.steps), "step")))
    rows.append(
        (
            "Known fees of yours, each once",
            "; ".join(map(written.sum_words, road.sums)) or "not known: ask the authority",
        )
    )
    launch = getattr(road.launch, "not_before", road.launch)
    rows.append(("Launch", day_of(launch) if launch else "no day stated"))
    st.html(
        '<dl class="rx-sums">'
        + "".join(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in rows)
        + "</dl>"
    )


# --- the road map ---


def _map(a: Assessment, road: RoadMap, whose: str) -> None:
    drawn = gantt.as_svg(road).replace(">", f"><style>{_DARK}</style>", 1)
    said = "Road map: every step with its latest start, as listed below."
    st.html(
        '<div class="rx-scroll" tabindex="0" role="region" aria-label="Road map, drawn">'
        f"{picture_html(drawn, said, 'min-width:44rem;width:100%;height:auto')}</div>"
        '<p class="rx-small">A full bar is counted by a time in the law, a dashed one by a usual time, which binds no one. '
        "No bar stands where no time is known: ask the authority.</p>"
    )
    for step in road.late:
        st.warning(f"{plain(step.what)}: {plain(written.start_words(step))}.", icon=":material/schedule:")
    if later := written.later_words(road):
        st.caption(plain(later))
    if road.granted:
        said = "".join(f"<li>{escape(written.granted_words(one))}</li>" for one in road.granted)
        st.html(f'<p class="rx-small">Granted already:</p><ul class="rx-gaps">{said}</ul>')
    names = written.numbered(road)
    for when, heading in written.HEADINGS.items():
        steps = [s for s in road.steps if s.when == when and whose in (_ALL, _owner(s))]
        if not steps:
            continue
        st.header(heading, anchor=False)
        for step in steps:
            _step(a, step, names)
    st.header("Money", anchor=False)
    st.html(
        '<ul class="rx-gaps">' + "".join(f"<li>{escape(line)}</li>" for line in written.money_lines(road)) + "</ul>"
    )
    if road.chain_days is not None:
        st.caption(plain(f"Longest chain that can be counted: {written.chain_words(road)}."))
    if road.unknown:
        st.caption(f"Of {counted(road.unknown, 'step')} before the launch no length is known.")


def _step(a: Assessment, step: RoadStep, names: dict[str, str]) -> None:
    with st.container(key=f"step-{step.id}"):
        what, time, state = st.columns([6, 4, 3], gap="medium")
        laws = dict.fromkeys(view.citation(a.knowledge, a.knowledge.rules[law]) for law in step.laws)
        under = [f"{sentence(written.owner_words(step))}, to {step.addressed_to}"]
        if laws:
            under.append("; ".join(list(laws)[:2]) + (f" and {len(laws) - 2} more" if len(laws) > 2 else ""))
        if step.needs:
            under.append(f"First: {', '.join(names[slug] for slug in step.needs)}")
        if step.only_if:
            under.append(f"Only if {step.only_if}")
        if step.only_on:
            under.append("On some readings only")
        if not step.computed:
            under.append("From the list of procedures, not computed from the rules")
        what.html(
            f'<p style="margin:0"><span class="rx-small">{names[step.id]}</span> <strong>{escape(step.what)}</strong></p>'
            + "".join(f'<p class="rx-small" style="margin:0">{escape(line)}</p>' for line in under)
        )
        rows = [f"By law: {step.statutory}", f"Usual: {step.usual}", f"Fee: {step.fee}"]
        if step.when in ("before-launch", "launch") and step.needed:
            rows.insert(0, f"Latest start: {written.start_words(step)}")
        time.html("".join(f'<p class="rx-small" style="margin:0">{escape(line)}</p>' for line in rows))
        with state:
            undertakings.controls(a, step.laws, f"road|{step.id}")


# --- the list ---


def _list(a: Assessment, found: list[Task]) -> None:
    found = sorted(found, key=lambda task: URGENCIES.index(task.urgency))
    n = 0
    for urgency, group in groupby(found, key=lambda task: task.urgency):
        st.header(plain(_HEADINGS[urgency]), anchor=False)
        for task in group:
            n += 1
            left, right = st.columns([9, 3], gap="medium")
            left.html(_item(a, task))
            with right:
                undertakings.controls(a, task.laws, f"list|{n}")


def _item(a: Assessment, task: Task) -> str:
    rules = [a.knowledge.rules[rule] for rule in task.laws]
    rows = [
        ("By", a.name(task.who) if task.who else ""),
        ("Addressed to", task.addressed_to),
        ("Time limit", task.lead_time),
        ("Fee", _fee(a, task)),
        ("Disputed", "yes: on some readings it is not owed" if task.disputed else ""),
        ("If it is not done", task.sanction),
    ]
    laws = dict.fromkeys(view.citation(a.knowledge, rule) for rule in rules)
    rows += [("Asked for by" if n == 0 else "and by", law) for n, law in enumerate(laws)]
    return f"<p><strong>{escape(sentence(task.what))}</strong></p>{rows_html(rows, 'rx-small')}"


def _fee(a: Assessment, task: Task) -> str:
    """The fee with its amount, which may belong to a day of its own."""
    key = task.findings[0] if task.findings else None
    settled = (f for f in a.findings if (f.rule.id, f.bearer, f.subject) == key)
    return next((view.fee_words(a, f) for f in settled), "")
