"""One finding, from its result in a line down to the paragraph of the law and the proof."""

from __future__ import annotations

import re

import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.grounds import assumed, so_far
from regolex.engine.preparation import ASSUMED
from regolex.engine.results import RESULTS
from regolex.formats.texts.official import Official, official
from regolex.law.citation import in_full
from regolex.report import view
from regolex.report.particulars import channel, gap
from regolex.report.phrases import compared, fact_parts, origin_words, outlook_words, value_words
from regolex.report.published import cited
from regolex.report.readings import shown_holders
from regolex_app import explanation, pages, session
from regolex_app.answers import leads_to
from regolex_app.missing import merged
from regolex_app.words import (
    CONFIDENCE,
    bucket_mark,
    escape,
    plain,
    result_html,
    result_words,
    rows_html,
    sentence,
    tag_html,
)

_SENTENCE, _CHAIN, _PROOF = "One sentence", "Chain of provisions", "Full proof"
_ROLES = {
    "operative": "what the rule rests on", "context": "read along with it", "definition": "defines a term",
    "sanction": "what a breach leads to", "exception": "an exception", "channel": "how it reaches the company",
}  # fmt: skip
_LINK = '<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>'


def finding(a: Assessment, bucket: str, line: view.Line, key: str) -> None:
    """A line that opens to the provision; its content is only made once it is open."""
    about = f" ({', '.join(line.subjects)})" if line.subjects else ""
    soft = "" if line.rule.binding else " · expectation, not binding"
    label = f"{bucket_mark(bucket)} **{plain(line.citation)}**{plain(about)}: {plain(_title(a, line))}{soft}"
    session.opened(key)
    opened = st.expander(label, key=key, on_change="rerun")
    if opened.open:
        with opened:
            _inside(a, bucket, line, key)
            if st.button(
                "Open as a page of its own", key=f"{key}|page", type="tertiary", icon=":material/open_in_full:"
            ):
                session.go(pages.FINDINGS, finding=address(line.finding))


def address(f: Finding) -> str:
    """A finding as it is named in an address."""
    return f"{f.rule.id} {f.bearer} {f.subject}"


def page(a: Assessment, f: Finding) -> None:
    """One finding by itself: sentence, facts, paragraph, readings, what flips it, what to keep, why."""
    rule = f.rule
    line = view.Line(
        f, view.citation(a.knowledge, rule), () if f.subject == "mission" else (a.name(f.subject),), f.missing
    )
    bucket = view.bucket_of(f)
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    if row.button("Findings", key="finding|back", type="tertiary", icon=":material/arrow_back:"):
        session.go(pages.FINDINGS)
    row.caption(f"{plain(a.name(f.bearer))} › {plain(line.citation)}", width="content")
    st.title(plain(sentence(_title(a, line))), anchor=False)
    about = "; ".join(line.subjects)
    binding = "Binding" if rule.binding else "Expectation, not binding"
    st.html(
        f"<p>{result_html(bucket if bucket == 'perhaps' else f.result)} {tag_html(binding, 'gray')} "
        f'<span class="rx-small">Binds {escape(a.name(f.bearer))}{f" · {escape(about)}" if about else ""}</span></p>'
        f'<p class="rx-lead">{escape(rule.reads)}</p>'
    )
    wide, narrow = st.columns([7, 3], gap="large")
    with wide:
        _facts_table(a, f)
        st.header("The paragraph", anchor=False)
        linked = official()
        st.html("".join(_provision(a, c.provision, c.role, linked) for c in rule.cites))
        if not linked:
            st.caption("The official words stand here once you link your own copy of the text: `regolex link`.")
        _readings_table(a, f)
        if line.missing:
            st.header("What is missing", anchor=False)
            for n, (x, _) in enumerate(merged(a.knowledge, ((x, 1) for x in line.missing))):
                leads_to(x, f"page|missing|{n}")
    with narrow:
        _beside(a, bucket, line)
    confirmed = compared(rule.last_confirmed, rule.confirmed_against, rule.confirmed_by)
    st.caption(f"Our reading: `{rule.id}`, {CONFIDENCE[rule.confidence]}. {confirmed}")


def _facts_table(a: Assessment, f: Finding) -> None:
    rows: dict[str, tuple[str, str]] = {}
    for _, proof in f.because:
        for used in explanation.facts_used(proof):
            label, name, value = fact_parts(a, used)
            label = f"{label} ({name})" if name else label
            origin = "Assumed" if used.origin.startswith(ASSUMED) else sentence(origin_words(used))
            rows.setdefault(label, (value, origin))
    if not rows:
        return
    st.header("The facts it rests on", anchor=False)
    body = "".join(
        f'<tr><th scope="row">{escape(sentence(label))}</th><td><strong>{escape(value)}</strong></td>'
        f'<td class="rx-small">{escape(origin)}</td></tr>'
        for label, (value, origin) in rows.items()
    )
    st.html(
        '<table class="rx-table"><thead><tr><th scope="col">Fact</th><th scope="col">Value</th><th scope="col">Who said so</th>'
        f"</tr></thead><tbody>{body}</tbody></table>"
    )


def _readings_table(a: Assessment, f: Finding) -> None:
    """The readings that divide a finding, each with its result and its holders."""
    if not f.by_reading:
        return
    st.header("The readings", anchor=False)
    rows = ""
    for key, result in f.by_reading.items():
        names, held = [], []
        for part in key.split(" & "):
            question, _, reading = part.partition(":")
            found = next((r for r in a.knowledge.questions[question].readings if r.id == reading), None)
            if found:
                names.append(f"{found.id} {found.name}")
                held += [h.name for h in shown_holders(found, a)]
        more = f" and {len(held) - 3} more" if len(held) > 3 else ""
        rows += (
            f'<tr><th scope="row">{escape(" with ".join(names))}</th><td>{result_html(result)}</td>'
            f"<td>{escape(', '.join(held[:3]) or 'no holder read')}{more}</td></tr>"
        )
    st.html(
        '<table class="rx-table"><thead><tr><th scope="col">Reading</th><th scope="col">Result</th><th scope="col">Held by</th>'
        f"</tr></thead><tbody>{rows}</tbody></table>"
    )
    if st.button(
        "See the readings side by side", key="page|readings", type="tertiary", icon=":material/arrow_forward:"
    ):
        first = next(iter(f.by_reading)).partition(":")[0]
        session.go(pages.DISPUTES, question=first)


def _beside(a: Assessment, bucket: str, line: view.Line) -> None:
    f, rule = line.finding, line.rule
    with st.container(border=True):
        st.header("What it means for you", anchor=False)
        st.markdown(plain(channel(a, rule)) or "It binds the one named above.")
        particulars = _particulars(a, bucket, line, beside=True)
        if particulars:
            st.html(particulars)
    flips = [*view.between(a, f), *outlook_words(a, f)] if f.contested else list(outlook_words(a, f))
    if view.depends(a, f) or flips:
        with st.container(border=True):
            st.header("What flips it", anchor=False)
            for text in dict.fromkeys([*flips, *([view.depends(a, f)] if not f.contested else [])]):
                if text:
                    st.markdown(plain(text))
    if rule.evidence:
        with st.container(border=True):
            st.header("Keep as proof", anchor=False)
            for item in rule.evidence:
                st.markdown(f":material/attach_file: {plain(sentence(item))}")
    with st.container(border=True):
        st.header("Why it came out so", anchor=False)
        _why(a, line, "page")
        _rests_on(a, f)


def _title(a: Assessment, line: view.Line) -> str:
    """The title of the rule without the citation at its beginning."""
    head, colon, rest = line.rule.title.partition(": ")
    known = a.knowledge.instruments[line.rule.instrument].short
    names_it = _words(known) <= _words(head)  # "Luxembourg, Law of 2017, Article 2" is of the "Luxembourg Law of 2017"
    return rest if colon and (head == line.citation or names_it) else line.rule.title


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _inside(a: Assessment, bucket: str, line: view.Line, key: str) -> None:
    rule, f = line.rule, line.finding
    st.html(f'<p class="rx-reads">{escape(rule.reads)}</p>')
    linked = official()
    st.html("".join(_provision(a, c.provision, c.role, linked) for c in rule.cites))
    for problem in linked.problems:
        st.warning(f"{problem.code} {problem.title}: {plain(problem.file)}: {plain(problem.what)}. {problem.hint}")
    if f.contested:
        _disputed(a, line, key)
    elif view.depends(a, f):
        st.html(f"<p>{escape(view.depends(a, f))}</p>")
    outlook = outlook_words(a, f)
    if outlook:
        st.html("".join(f"<p>{escape(one)}</p>" for one in outlook))
    if line.missing:
        with st.container(gap="xsmall"):
            st.markdown("**Missing**")
            for n, (x, _) in enumerate(merged(a.knowledge, ((x, 1) for x in line.missing))):
                leads_to(x, f"{key}|missing|{n}")
    _why(a, line, key)
    _rests_on(a, f)
    particulars = _particulars(a, bucket, line)
    if particulars:
        st.html(particulars)
    if f.doubt or rule.confidence != "verified":
        st.html(
            f"<p><strong>Doubt:</strong> {escape(f.doubt or rule.confidence_note or CONFIDENCE[rule.confidence])}</p>"
        )
    confirmed = compared(rule.last_confirmed, rule.confirmed_against, rule.confirmed_by)
    st.caption(f"Our reading: `{rule.id}`, {CONFIDENCE[rule.confidence]}. {confirmed}")


def _particulars(a: Assessment, bucket: str, line: view.Line, *, beside: bool = False) -> str:
    """The task, its evidence, the effect on the company, and the consequence of a breach; one below the other ``beside``.

    There the effect on the company and the evidence have a place of their own.
    """
    rule, rows = line.rule, []
    if rule.to_do and (
        RESULTS[line.finding.result].weight or RESULTS[line.finding.result].unsettled or line.finding.contested
    ):
        todo = rule.to_do
        rows += [("To do", todo.what), ("Addressed to", todo.addressed_to), ("Time limit", todo.lead_time)]
        rows.append(("Fee", view.fee_words(a, line.finding)))
    if not beside:
        rows.append(("Evidence", "; ".join(rule.evidence)))
        rows.append(("How it reaches the company", channel(a, rule)))
    if rule.consequence:
        by = f" ({rule.consequence_by})" if rule.consequence_by else ""
        rows.append(("Consequence of a breach", f"{rule.consequence}{by}"))
    rows.append(("Gap in the law", gap(bucket, rule)))
    notes = [("Note on the reading" if n == 0 else "and", note) for n, note in enumerate(rule.reading_notes)]
    if beside and len(notes) > 1:
        items = "".join(f"<li>{escape(note)}</li>" for _, note in notes)
        return f'{rows_html(rows, "rx-stack")}<p class="rx-small">Notes on the readings</p><ul class="rx-gaps">{items}</ul>'
    return rows_html([*rows, *notes], "rx-stack" if beside else "")


def _provision(a: Assessment, provision: str, role: str, linked: Official) -> str:
    """The provision: citation, paraphrase, official words if they are linked, and the official address."""
    source = cited(a.knowledge, provision, role)
    instrument = a.knowledge.instruments[provision.partition("#")[0]]
    url = source["official_url"]
    link = _LINK.format(escape(url, quote=True)) if url.startswith(("https://", "http://")) else escape(url)
    found = linked.words(provision)
    quote = ""
    if found:
        limits = f"; {found.note}" if found.note else ""
        quote = (
            f'<p lang="{escape(found.language, quote=True)}" style="white-space:pre-line">“{escape(found.words)}”</p>'
            f'<p class="rx-small">Official words ({escape(found.language)}), from your own copy{escape(limits)}.</p>'
        )
    return (
        f'<blockquote class="rx-provision"><p><strong>{escape(in_full(source["short"], source["label"]))}</strong> '
        f"({escape(_ROLES.get(role, role))})</p><p>{escape(source['says'])}</p>{quote}"
        f'<p class="rx-small">Our paraphrase. {escape(instrument.title)}, {escape(instrument.citation)}. '
        f"Provision <code>{escape(provision)}</code>. Official text: {link}</p></blockquote>"
    )


def _disputed(a: Assessment, line: view.Line, key: str) -> None:
    """Under which readings it is breached; the question itself is explained once, in the overview."""
    st.html("".join(f"<p>{escape(one)}</p>" for one in view.between(a, line.finding)))
    if st.button("See the disputed questions", key=f"{key}|disputed", type="tertiary", icon=":material/arrow_forward:"):
        names = sorted({part.partition(":")[0] for name in line.finding.by_reading for part in name.split(" & ")})
        session.go(pages.DISPUTES, **({"question": names[0]} if names else {}))


def _rests_on(a: Assessment, f: Finding) -> None:
    """What the result rests on besides the answers given."""
    if f.followed:
        st.html("<p><strong>Assumed:</strong> that the law will be followed; without it, this is due.</p>")
    rows = [
        f"{a.knowledge.facts[fact].label}{'' if part == 'mission' else f' of {a.name(part)}'}: "
        f"{_used_words(a, part, fact)} ({a.knowledge.asking.sets[name].title})"
        for part, fact, name in assumed(f, a.prepared)
    ]
    if rows:
        items = "".join(f"<li>{escape(row)}</li>" for row in rows)
        st.html(f"<p><strong>Rests on what is assumed:</strong></p><ul>{items}</ul>")
    if so_far(f):
        events = dict.fromkeys(a.knowledge.facts[fact].label for _, fact in so_far(f))
        st.html(f"<p><strong>Holds only as long as this has not happened:</strong> {escape('; '.join(events))}.</p>")


def _used_words(a: Assessment, part: str, fact: str) -> str:
    used = a.prepared.mission.answer(part, fact)
    return "does not arise" if used.does_not_arise else value_words(a, used.value)


def _why(a: Assessment, line: view.Line, key: str) -> None:
    depth = st.radio("Why", (_SENTENCE, _CHAIN, _PROOF), key=f"{key}|depth", horizontal=True)
    # for a contested finding, the breach comes first
    for result, proof in sorted(line.finding.because, key=lambda item: item[0] != "breached"):
        if len(line.finding.because) > 1:
            st.html(f"<p><strong>If the result is: {escape(result_words(result))}</strong></p>")
        if depth == _PROOF:
            st.html(explanation.proof_html(a, proof))
        elif depth == _CHAIN:
            st.html(explanation.chain_html(a, line.finding, proof))
        else:
            said = explanation.one_sentence(line.finding, result)
            st.html(f"<p>{escape(said)}</p>{explanation.facts_html(a, proof)}")
