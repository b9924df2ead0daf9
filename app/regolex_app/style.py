"""How the pages look: one calm style sheet over the theme, nothing fetched from elsewhere. Without it everything works."""

from __future__ import annotations

import streamlit as st

_STYLE = """
<style>
.stApp { --rx-soft: light-dark(#52606d, #a3afba); --rx-line: light-dark(#d9dfe3, #2e3944);
  --rx-edge: light-dark(#7d8894, #768390); --rx-tint: light-dark(#f4f6f7, #1a222a); --rx-link: light-dark(#0b4f94, #8ab8ee);
  --rx-chosen: light-dark(#e8f0f9, #1b2a3a); --rx-red: light-dark(#9b1c1c, #f5aaaa); --rx-violet: light-dark(#5b2c8c, #d3b8f5);
  --rx-amber: light-dark(#7a4a00, #f0cf8c); --rx-green: light-dark(#1b5e3b, #9edbb6); }
.block-container { max-width: 66rem; padding-left: 2rem; padding-right: 2rem; margin-left: 0; }
@media (min-width: 1400px) { .block-container { padding-left: 4rem; } }
.stApp h1 { font-size: 1.75rem; line-height: 1.3; padding: .25rem 0 .25rem; }
.stApp h2 { font-size: 1.25rem; padding: .5rem 0 .25rem; }
.stApp h3 { font-size: 1.125rem; padding: .25rem 0 .1rem; }
h1:focus, h1:focus-visible { outline: none; }
.rx-say p { font-size: 1.375rem; line-height: 1.36; font-weight: 500; margin: 0 !important; max-width: 46em; }
.rx-lead { font-size: 1.125rem; line-height: 1.45; max-width: 46em; margin: 0; }
.rx-text { max-width: 46em; margin: 0 0 .4rem; }
.rx-small, .rx-small * { font-size: .875rem; line-height: 1.43; color: var(--rx-soft); }
.rx-small strong { color: inherit; }
.rx-brand { display: flex; align-items: center; gap: .6rem; font-weight: 600; font-size: 1.125rem; margin: 0 0 .4rem; }
.rx-menu { font-size: .875rem; color: var(--rx-soft); margin: .6rem 0 0 .25rem; }
.rx-foot { font-size: .8rem; line-height: 1.5; color: var(--rx-soft); margin-top: 1.5rem; }
[data-testid="stSidebarContent"] [data-testid="stPageLink"] a[aria-current="page"] { background: var(--rx-chosen); }
.st-key-case-bar { border-bottom: 1px solid var(--rx-line); padding-bottom: .6rem; }
.rx-case { font-weight: 600; margin: 0; overflow-wrap: anywhere; }
.rx-rows { padding: 0 !important; margin: 0 0 .5rem !important; list-style: none; }
.rx-rows > li { padding: .5rem 0 .55rem; margin: 0; border-bottom: 1px solid var(--rx-line); overflow-wrap: anywhere; }
.rx-rows > li:last-child { border-bottom: 0; }
.rx-list { padding: 0 !important; display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .2rem 0 !important; }
.rx-list dt { font-weight: 600; max-width: 14rem; } .rx-list dd { margin: 0; overflow-wrap: anywhere; }
.rx-sums { display: flex; flex-wrap: wrap; gap: .4rem 2rem; padding: 0 !important; margin: 0 0 .3rem !important; }
.rx-sums dt { font-size: .875rem; color: var(--rx-soft); } .rx-sums dd { font-size: 1.125rem; font-weight: 600; margin: 0; }
.rx-steps { display: flex; gap: .5rem; list-style: none; padding: 0 !important; margin: .2rem 0 .6rem !important; }
.rx-steps li { flex: 1; border-top: 3px solid var(--rx-line); padding-top: .4rem; margin: 0; font-size: .875rem; color: var(--rx-soft); }
.rx-steps li.rx-done { border-top-color: var(--rx-green); }
.rx-steps li[aria-current] { border-top-color: var(--rx-link); color: inherit; font-weight: 600; }
.rx-mark { border: 1px dashed var(--rx-edge); border-radius: 4px; padding: 0 .3rem; font-size: .8rem; color: var(--rx-soft); }
.rx-provision { margin: .4rem 0 .8rem; padding: .2rem 1rem; border-left: .25rem solid var(--rx-edge); }
.rx-provision p { margin: .1rem 0 .35rem; overflow-wrap: anywhere; }
.rx-soft { background: var(--rx-tint); border-radius: .5rem; padding: 1rem 1.25rem; margin: .5rem 0; }
.rx-soft > :first-child { margin-top: 0; padding-top: 0; }
.rx-proof { list-style: none; padding: 0 !important; margin: 0 !important; font-size: .93rem; }
.rx-proof li { padding: .12rem 0; border-bottom: 1px dotted var(--rx-line); }
.rx-truth { white-space: nowrap; font-weight: 600; color: var(--rx-soft); }
.rx-problem { border: 1px solid var(--rx-red); border-left-width: .4rem; padding: .5rem .8rem; margin: .3rem 0; overflow-wrap: anywhere; }
.rx-bare { list-style: none; padding: 0 !important; margin: 0 !important; }
.rx-bare li { padding: .15rem 0; margin-left: 0 !important; }
.rx-gaps li { margin-bottom: .5rem; overflow-wrap: anywhere; }
.rx-table { border-collapse: collapse; width: 100%; margin: .3rem 0 1rem; }
.rx-table caption { text-align: left; font-size: .875rem; color: var(--rx-soft); padding-bottom: .3rem; }
.rx-table th, .rx-table td { text-align: left; vertical-align: top; padding: .5rem 1rem .5rem 0; border: 0;
  border-bottom: 1px solid var(--rx-line); overflow-wrap: break-word; }
.rx-table thead th { font-size: .875rem; font-weight: 600; color: var(--rx-soft); }
.rx-table tbody th { font-weight: 500; }
.rx-scroll { overflow-x: auto; } .rx-scroll > svg { min-width: 44rem; max-width: 100%; height: auto; display: block; }
.rx-wide { min-width: 40rem; } .rx-wide tbody th, .rx-wide thead th:first-child { position: sticky; left: 0;
  background: light-dark(#fff, #11171d); }
.rx-tag { display: inline-block; border-radius: .4rem; padding: .1rem .5rem; font-size: .875rem; font-weight: 500; white-space: nowrap; }
.rx-violet { color: light-dark(#5b2c8c, #d3b8f5); background: light-dark(#f1eaf9, #2c2140); }
.rx-blue { color: light-dark(#0b4f94, #9cc6f5); background: light-dark(#e8f0f9, #172a40); }
.rx-green { color: light-dark(#1b5e3b, #9edbb6); background: light-dark(#e6f3ec, #15301f); }
.rx-red { color: light-dark(#9b1c1c, #f5aaaa); background: light-dark(#fbeaea, #3c1a1c); }
.rx-orange { color: light-dark(#7a4a00, #f0cf8c); background: light-dark(#fdf3dc, #35290f); }
.rx-gray { color: light-dark(#52606d, #a3afba); background: light-dark(#eef1f3, #222b34); }
[class*="st-key-q-"] { padding: .5rem 0 .8rem; border-bottom: 1px solid var(--rx-line); }
.st-key-asked [class*="st-key-q-"] { border-bottom: 0; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * { color: var(--rx-soft); opacity: 1; }
[data-testid="stRadio"] label [data-testid="stCaptionContainer"] * { opacity: 1; }
.stButton button p { white-space: normal; overflow: visible; text-overflow: clip; }
.stButton button[kind="primary"], .stDownloadButton button[kind="primary"], [data-testid="stFormSubmitButton"] button[kind="primaryFormSubmit"],
.stButton button[kind="primary"] *, .stDownloadButton button[kind="primary"] * { color: light-dark(#fff, #11171d); }
.stButton button[kind="tertiary"] { text-align: left; justify-content: flex-start; padding: .15rem 0; min-height: 0; color: var(--rx-link); }
.stButton button[kind="tertiary"] p { text-align: left; }
[data-testid="stButtonGroup"] button { min-height: 2.5rem; }
[class*="st-key-boxed"] [role="radiogroup"] > label { border: 1px solid var(--rx-line); border-radius: .5rem; padding: .6rem .9rem; width: 100%; }
[class*="st-key-boxed"] [role="radiogroup"] > label:has(input:checked) { border-color: var(--rx-link); background: var(--rx-chosen); }
[class*="st-key-boxed"] [role="radiogroup"] { gap: .5rem; width: 100%; }
[class*="st-key-boxed"] [data-testid="stRadio"] { width: 100%; }
.block-container a { text-decoration: underline; }
[data-testid="stPageLink"] a, [data-testid="stPageLink"] a * { text-decoration: none; }
@media (max-width: 640px) {
  .block-container { padding-left: .9rem; padding-right: .9rem; }
  .stApp h1 { font-size: 1.5rem; }
  .rx-say p { font-size: 1.19rem; }
  .rx-list { grid-template-columns: 1fr; } .rx-list dd { margin-bottom: .4rem; }
  .rx-steps li:not([aria-current]) span { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .stButton button, .stDownloadButton button { min-height: 2.75rem; }
}
@media print { [data-testid="stSidebar"], [data-testid="stHeader"], .stButton { display: none !important; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
</style>
"""


def apply() -> None:
    """Put the style sheet on the page."""
    st.html(_STYLE)
