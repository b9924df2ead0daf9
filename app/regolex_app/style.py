"""How the pages look: one calm style sheet, nothing fetched from elsewhere."""

from __future__ import annotations

import streamlit as st

_STYLE = """
<style>
.block-container { max-width: 1240px; padding-top: 1.5rem; }
[data-testid="stMain"] { scroll-padding-top: 6.5rem; }
.rx-brand { margin: 0; font-size: .95rem; color: #4a5560; }
[data-testid="stLayoutWrapper"]:has(> .st-key-strip) { position: sticky; top: 0; z-index: 90; }
.st-key-strip { background: #fff; padding: .4rem 0 .5rem;
  border-bottom: 1px solid #d5dbe1; }
.rx-verdict { margin: 0; padding: .55rem .8rem; border-left: .4rem solid #5b6770; background: #f3f5f7; border-radius: 2px; }
.rx-verdict strong { font-size: 1.12rem; }
.rx-blocked { border-left-color: #a61b1b; }
.rx-contested { border-left-color: #6a3d9a; }
.rx-open { border-left-color: #9a6700; }
.rx-clear-if-carried-out { border-left-color: #0b5cad; }
.rx-clear { border-left-color: #1a6b34; }
.rx-small { font-size: .87rem; color: #414c56; }
.rx-reads { font-size: 1.05rem; margin: 0 0 .5rem; }
.rx-list { padding: 0 !important; display: grid; grid-template-columns: max-content 1fr;
  gap: .2rem 1rem; margin: .2rem 0 !important; }
.rx-list dt { font-weight: 600; } .rx-list dd { margin: 0; overflow-wrap: anywhere; }
.rx-provision { margin: .4rem 0; padding: .5rem .9rem; border-left: .25rem solid #b4bec7; background: #f8f9fa; }
.rx-provision p { margin: .1rem 0 .3rem; overflow-wrap: anywhere; }
.rx-proof { list-style: none; padding: 0 !important; margin: 0 !important; font-size: .93rem; }
.rx-proof li { padding: .12rem 0; border-bottom: 1px dotted #d5dbe1; }
.rx-truth { white-space: nowrap; font-weight: 600; color: #414c56; }
.rx-problem { border: 1px solid #a61b1b; border-left-width: .4rem; padding: .5rem .8rem;
  margin: .3rem 0; overflow-wrap: anywhere; }
.rx-bare { list-style: none; padding: 0 !important; margin: 0 !important; }
.rx-bare li { padding: .15rem 0; margin-left: 0 !important; }
.rx-gaps li { margin-bottom: .5rem; overflow-wrap: anywhere; }
[class*="st-key-q-"] { padding: .5rem 0 .8rem; border-bottom: 1px solid #e3e7eb; }
.st-key-asked [class*="st-key-q-"] { border-bottom: 0; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * { color: #414c56; opacity: 1; }
h1 { font-size: 1.9rem !important; padding: .2rem 0 .5rem !important; }
h2 { font-size: 1.35rem !important; padding: .6rem 0 .3rem !important; }
h3 { font-size: 1.15rem !important; padding: .3rem 0 !important; }
h4 { font-size: 1.02rem !important; padding: .3rem 0 .1rem !important; }
.stButton button[kind="tertiary"] { text-align: left; justify-content: flex-start; padding: .15rem 0; min-height: 0; }
.stButton button[kind="tertiary"] p { text-align: left; white-space: normal; overflow: visible; }
.stButton button[kind="tertiary"] { color: #0b4f94; align-items: flex-start; }
[data-testid="stExpander"] [data-testid="stExpander"] summary { padding-top: .3rem; padding-bottom: .3rem; }
a, a:visited { color: #0b4f94; text-decoration: underline; }
@media (max-width: 640px) {
  .block-container { padding-left: .8rem; padding-right: .8rem; }
  .rx-list { grid-template-columns: 1fr; } .rx-list dd { margin-bottom: .4rem; }
  [data-testid="stLayoutWrapper"]:has(> .st-key-strip) { position: static; }
}
</style>
"""


def apply() -> None:
    """Put the style sheet on the page."""
    st.html(_STYLE)
