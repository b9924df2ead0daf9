"""One finding, from its result in a line down to the paragraph of the law and the proof."""

from __future__ import annotations

import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.engine.client import a_company_takes_part
from regolex.engine.findings import Finding
from regolex.engine.grounds import assumed, so_far
from regolex.engine.results import RESULTS
from regolex.formats.texts.official import Official, official
from regolex.law.citation import in_full
from regolex.report import view
from regolex.report.phrases import compared, outlook_words, value_words
from regolex.report.published import cited
from regolex_app import explanation, session
from regolex_app.missing import merged
from regolex_app.questions import leads_to
from regolex_app.words import CONFIDENCE, bucket_mark, escape, plain, result_words, rows_html

_SENTENCE, _CHAIN, _PROOF = "One sentence", "Chain of provisions", "Full proof"
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


def _title(a: Assessment, line: view.Line) -> str:
    """The title of the rule without the citation at its beginning."""
    head, colon, rest = line.rule.title.partition(": ")
    known = a.knowledge.instruments[line.rule.instrument].short
    return rest if colon and (head == line.citation or known in head) else line.rule.title


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


def _particulars(a: Assessment, bucket: str, line: view.Line) -> str:
    """The task, its evidence, the effect on the company, and the consequence of a breach."""
    rule, rows = line.rule, []
    if rule.to_do and (
        RESULTS[line.finding.result].weight or RESULTS[line.finding.result].unsettled or line.finding.contested
    ):
        todo = rule.to_do
        rows += [("To do", todo.what), ("Addressed to", todo.addressed_to), ("Time limit", todo.lead_time)]
        rows.append(("Fee", view.fee_words(a, line.finding)))
    rows.append(("Evidence", "; ".join(rule.evidence)))
    if rule.holder != "Party" and a_company_takes_part(a.knowledge, a.prepared.mission):
        rows.append(("Reaches the company by", rule.reaches_company_by))
    if rule.consequence:
        by = f" ({rule.consequence_by})" if rule.consequence_by else ""
        rows.append(("Consequence of a breach", f"{rule.consequence}{by}"))
    rows.append(("Gap in the law", rule.gap))
    rows += [("Note on the reading", note) for note in rule.reading_notes]
    return rows_html(rows)


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


def _disputed(a: Assessment, line: view.Line, key: str) -> None:
    """Under which readings it is breached; the question itself is explained once, in the overview."""
    st.html("".join(f"<p>{escape(one)}</p>" for one in view.between(a, line.finding)))
    if st.button("See the disputed questions", key=f"{key}|disputed", type="tertiary", icon=":material/arrow_forward:"):
        for question in {part.partition(":")[0] for name in line.finding.by_reading for part in name.split(" & ")}:
            session.open_later(f"disputed|{question}")
        session.go(session.OVERVIEW)
        st.rerun()


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
