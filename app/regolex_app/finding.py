"""One finding, from its result in a line down to the paragraph of the law and the proof."""

from __future__ import annotations

import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.formats.texts.official import Official, official
from regolex.law.citation import in_full
from regolex.media import html as escape
from regolex.report import view
from regolex.report.phrases import compared, outlook_words, weight_words
from regolex.report.published import cited, contested_between
from regolex.report.readings import holder_words
from regolex_app import explanation, session
from regolex_app.missing import merged
from regolex_app.questions import leads_to
from regolex_app.words import BUCKET_MARKS, CONFIDENCE, RESULT_WORDS, plain

_SENTENCE, _CHAIN, _PROOF = "One sentence", "Chain of provisions", "Full proof"
_LINK = '<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>'


def finding(a: Assessment, bucket: str, line: view.Line, key: str) -> None:
    """A line that opens to the provision; its content is only made once it is open."""
    about = f" ({', '.join(line.subjects)})" if line.subjects else ""
    soft = "" if line.rule.binding else " · expectation, not binding"
    label = f"{BUCKET_MARKS[bucket]} **{plain(line.citation)}**{plain(about)}: {plain(_title(a, line))}{soft}"
    session.opened(key)
    opened = st.expander(label, key=key, on_change="rerun")
    if opened.open:
        with opened:
            _inside(a, bucket, line, key)


def _title(a: Assessment, line: view.Line) -> str:
    """The title of the rule without the citation at its beginning."""
    head, colon, rest = line.rule.title.partition(": ")
    known = a.knowledge.instruments[line.rule.instrument].short
    return rest if colon and (head == line.citation or head.startswith(known)) else line.rule.title


def _inside(a: Assessment, bucket: str, line: view.Line, key: str) -> None:
    rule, f = line.rule, line.finding
    st.html(f'<p class="rx-reads">{escape(rule.reads)}</p>')
    linked = official()
    st.html("".join(_provision(a, c.provision, c.role, linked) for c in rule.cites))
    for problem in linked.problems:
        st.warning(f"{problem.code} {problem.title}: {plain(problem.file)}: {plain(problem.what)}. {problem.hint}")
    if bucket == "contested":
        _readings(a, line)
    outlook = outlook_words(a, f)
    if outlook:
        st.html("".join(f"<p>{escape(one)}</p>" for one in outlook))
    if line.missing:
        with st.container(gap="xsmall"):
            st.markdown("**Missing**")
            for n, (x, _) in enumerate(merged(a.knowledge, ((x, 1) for x in line.missing))):
                leads_to(x, f"{key}|missing|{n}")
    _why(a, line, key)
    particulars = _particulars(a, bucket, line)
    if particulars:
        st.html(particulars)
    if f.doubt or rule.confidence != "verified":
        st.html(
            f"<p><strong>Doubt:</strong> {escape(f.doubt or rule.confidence_note or CONFIDENCE[rule.confidence])}</p>"
        )
    confirmed = compared(rule.last_confirmed, rule.confirmed_against, rule.confirmed_by)
    st.caption(f"Our reading: `{rule.id}`, {CONFIDENCE[rule.confidence]}. {confirmed}")


def _particulars(a: Assessment, bucket: str, line: view.Line) -> str:
    """The task, its evidence, the effect on the company, and the consequence of a breach."""
    rule, rows = line.rule, []
    if rule.to_do and bucket in ("to-do", "breached", "open", "judgement", "contested"):
        todo = rule.to_do
        rows += [("To do", todo.what), ("Addressed to", todo.addressed_to), ("Time limit", todo.lead_time)]
        rows.append(("Fee", view.fee_words(a, finding)))
    rows.append(("Evidence", "; ".join(rule.evidence)))
    if line.finding.rule.holder != "Party":
        rows.append(("Reaches the company by", rule.reaches_company_by))
    if rule.consequence:
        by = f" ({rule.consequence_by})" if rule.consequence_by else ""
        rows.append(("Consequence of a breach", f"{rule.consequence}{by}"))
    rows.append(("Gap in the law", rule.gap))
    rows += [("Note on the reading", note) for note in rule.reading_notes]
    shown = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows if text)
    return f'<dl class="rx-list">{shown}</dl>' if shown else ""


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
        f"({escape(role)})</p><p>{escape(source['says'])}</p>{quote}"
        f'<p class="rx-small">Our paraphrase. {escape(instrument.title)}, {escape(instrument.citation)}. '
        f"Provision <code>{escape(provision)}</code>. Official text: {link}</p></blockquote>"
    )


def _readings(a: Assessment, line: view.Line) -> None:
    """The contested questions: each reading with its wording, its holders, and its result here."""
    items: dict[str, list[str]] = {}
    for item in contested_between(a, line.finding):
        reading = next(r for r in a.knowledge.questions[item["question"]].readings if r.id == item["reading"])
        named = {h["name"]: holder_words(h["kind"], h["since"], h["confidence"], h["nearest"]) for h in item["holders"]}
        names = [f"{name} ({capacity})" for name, capacity in named.items()]
        held = f"held by {'; '.join(names)}" if names else "no holder read by this day"
        follows = " or ".join(RESULT_WORDS.get(r, r) for r in item["results"])
        weight = escape(weight_words(reading.weight))
        items.setdefault(item["question"], []).append(
            f"<li><strong>{escape(reading.id)} {escape(reading.name)}: {escape(follows)}.</strong> "
            f'{escape(reading.says)} <span class="rx-small">({weight}; {escape(held)})</span></li>'
        )
    for question, rows in items.items():
        asks, summary = (escape(getattr(a.knowledge.questions[question], name)) for name in ("asks", "summary"))
        st.html(f'<p><strong>Disputed:</strong> {asks} {summary}</p><ul class="rx-gaps">{"".join(rows)}</ul>')


def _why(a: Assessment, line: view.Line, key: str) -> None:
    depth = st.radio("Why", (_SENTENCE, _CHAIN, _PROOF), key=f"{key}|depth", horizontal=True)
    # for a contested finding, the breach comes first
    for result, proof in sorted(line.finding.because, key=lambda item: item[0] != "breached"):
        if len(line.finding.because) > 1:
            st.html(f"<p><strong>If the result is: {escape(RESULT_WORDS.get(result, result))}</strong></p>")
        if depth == _PROOF:
            st.html(explanation.proof_html(a, proof))
        elif depth == _CHAIN:
            st.html(explanation.chain_html(a, line.finding, proof))
        else:
            said = explanation.one_sentence(line.finding, result)
            st.html(f"<p>{escape(said)}</p>{explanation.facts_html(a, proof)}")
