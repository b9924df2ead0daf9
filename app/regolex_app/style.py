"""How the pages look: one calm style sheet, nothing fetched from elsewhere."""

from __future__ import annotations

import streamlit as st

_STYLE = """
<style>
.stApp { --rx-soft: light-dark(#414c56, #b9c4ce); --rx-line: light-dark(#d5dbe1, #3d4852);
  --rx-paper: light-dark(#fff, #0f1418); --rx-tint: light-dark(#f3f5f7, #1b232a); --rx-link: light-dark(#0b4f94, #8cc2ff);
  --rx-red: light-dark(#a61b1b, #ff8d85); --rx-violet: light-dark(#6a3d9a, #c9a6f2); --rx-amber: light-dark(#9a6700, #f0c05a);
  --rx-blue: light-dark(#0b5cad, #78b8ff); --rx-green: light-dark(#1a6b34, #6fd08c); }
.block-container { max-width: 1240px; padding-top: 1.5rem; }
[data-testid="stMain"] { scroll-padding-top: 6.5rem; }
.rx-brand { margin: 0; font-size: .95rem; color: var(--rx-soft); }
[data-testid="stLayoutWrapper"]:has(> .st-key-strip) { position: sticky; top: 0; z-index: 90; }
.st-key-strip { background: var(--rx-paper); padding: .4rem 0 .5rem; border-bottom: 1px solid var(--rx-line); }
.rx-verdict { margin: 0; padding: .55rem .8rem; border-left: .4rem solid var(--rx-soft); background: var(--rx-tint);
  border-radius: 2px; }
.rx-verdict p { margin: 0 0 .2rem !important; }
.rx-verdict strong { font-size: 1.08rem; }
.rx-blocked { border-left-color: var(--rx-red); }
.rx-contested { border-left-color: var(--rx-violet); }
.rx-undetermined { border-left-color: var(--rx-amber); }
.rx-to-do { border-left-color: var(--rx-blue); }
.rx-clear { border-left-color: var(--rx-green); }
.rx-small { font-size: .87rem; color: var(--rx-soft); }
.rx-reads { font-size: 1.05rem; margin: 0 0 .5rem; }
.rx-list { padding: 0 !important; display: grid; grid-template-columns: max-content 1fr;
  gap: .2rem 1rem; margin: .2rem 0 !important; }
.rx-list dt { font-weight: 600; max-width: 14rem; } .rx-list dd { margin: 0; overflow-wrap: anywhere; }
.rx-provision { margin: .4rem 0; padding: .5rem .9rem; border-left: .25rem solid var(--rx-soft); background: var(--rx-tint); }
.rx-provision p { margin: .1rem 0 .3rem; overflow-wrap: anywhere; }
.rx-proof { list-style: none; padding: 0 !important; margin: 0 !important; font-size: .93rem; }
.rx-proof li { padding: .12rem 0; border-bottom: 1px dotted var(--rx-line); }
.rx-truth { white-space: nowrap; font-weight: 600; color: var(--rx-soft); }
.rx-problem { border: 1px solid var(--rx-red); border-left-width: .4rem; padding: .5rem .8rem;
  margin: .3rem 0; overflow-wrap: anywhere; }
.rx-bare { list-style: none; padding: 0 !important; margin: 0 !important; }
.rx-bare li { padding: .15rem 0; margin-left: 0 !important; }
.rx-gaps li { margin-bottom: .5rem; overflow-wrap: anywhere; }
.rx-first { padding: 0 !important; margin: .3rem 0 1rem !important; }
.rx-first div { display: grid; grid-template-columns: 7rem 1fr; padding: .45rem 0; border-bottom: 1px solid var(--rx-line); }
.rx-first dt { font-weight: 600; } .rx-first dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.rx-table { border-collapse: collapse; width: 100%; margin: .3rem 0 1rem; }
.rx-table th, .rx-table td { text-align: left; vertical-align: top; padding: .45rem .8rem .45rem 0;
  border: 0; border-bottom: 1px solid var(--rx-line); overflow-wrap: break-word; }
.rx-table td:nth-child(3) { white-space: nowrap; }
.rx-first p { margin: 0 0 .35rem !important; }
.rx-scroll { overflow-x: auto; } .rx-scroll table { min-width: 36rem; }
[class*="st-key-q-"] { padding: .5rem 0 .8rem; border-bottom: 1px solid var(--rx-line); }
.st-key-asked [class*="st-key-q-"] { border-bottom: 0; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * { color: var(--rx-soft); opacity: 1; }
h1 { font-size: 1.9rem !important; padding: .2rem 0 .5rem !important; }
h2 { font-size: 1.35rem !important; padding: .6rem 0 .3rem !important; }
h3 { font-size: 1.15rem !important; padding: .3rem 0 !important; }
h4 { font-size: 1.02rem !important; padding: .3rem 0 .1rem !important; }
.stButton button p { white-space: normal; overflow: visible; text-overflow: clip; }
.stButton button[kind="tertiary"] { text-align: left; justify-content: flex-start; padding: .15rem 0; min-height: 0; }
.stButton button[kind="tertiary"] p { text-align: left; }
.stButton button[kind="tertiary"] { color: var(--rx-link); align-items: flex-start; }
[data-testid="stExpander"] [data-testid="stExpander"] summary { padding-top: .3rem; padding-bottom: .3rem; }
[data-testid="stTab"][aria-selected="true"], [data-testid="stTab"][aria-selected="true"] * { color: var(--rx-link); }
.block-container a, .block-container a:visited { color: var(--rx-link); text-decoration: underline; }
@media (max-width: 640px) {
  .block-container { padding-left: .8rem; padding-right: .8rem; }
  .rx-list { grid-template-columns: 1fr; } .rx-list dd { margin-bottom: .4rem; }
  .rx-first div { grid-template-columns: 1fr; }
  [data-testid="stLayoutWrapper"]:has(> .st-key-strip) { position: static; }
}
</style>
"""


def apply() -> None:
    """Put the style sheet on the page."""
    st.html(_STYLE)
