"""Page header and page list, shared by every page, and the look of what Streamlit's theme does not reach."""

import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from figures.words import SOURCE, TARGET
from seq2seq_core import ModelReference, known_models
from seq2seq_core.registry import checkpoints_folder
from ui.shared import presenter, room
from ui.shared.browser_history import addresses_replace_each_other
from ui.shared.metrics import run_begins
from ui.shared.problems import show_problem
from ui.shared.theme import follow_mode

PAGES = [
    ("app.py", "Translate", ":material/translate:"),
    ("pages/step_through.py", "Step through", ":material/skip_next:"),
    ("pages/compare.py", "Compare", ":material/compare:"),
    ("pages/explain.py", "Explain", ":material/fact_check:"),
    ("pages/corpus.py", "Corpus", ":material/table_view:"),
    ("pages/bottleneck.py", "Bottleneck", ":material/compress:"),
    ("pages/how_it_works.py", "How it works", ":material/school:"),
    ("pages/about.py", "About", ":material/info:"),
]

# An alignment of two words with three. Streamlit would fetch an icon by name from a font host.
_CELLS = "".join(
    f"<rect x='{1 + 5 * s}' y='{3 + 5 * t}' width='4' height='4' rx='.7' fill='%23{color}'/>"
    for t, row in enumerate((("1d63c4", "9dc0e6", "dbe8f6"), ("dbe8f6", "5089cc", "1d63c4")))
    for s, color in enumerate(row)
)
_ICON = f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 15'>{_CELLS}</svg>"

# Constants only: nothing a user typed ever gets here. A rule that ends in * would be tried on each part of every chart.
_STYLE = f"""
<style>
[data-testid="stMainBlockContainer"] {{ padding: 1.8rem clamp(1rem, 3vw, 2.5rem) 4rem; max-width: 2200px; }}
.stApp {{ --quiet: light-dark(#6b6866, #aeaca9); --on-primary: light-dark(#fff, #10151d);
  --source: color-mix(in srgb, {SOURCE} 85%, light-dark(#000, #fff));
  --target: color-mix(in srgb, {TARGET} 85%, light-dark(#000, #fff)); }}
[data-testid="stMainBlockContainer"] h2 {{ font-size: 1.5rem; }}
.stApp [data-testid="stCaptionContainer"] {{ opacity: 1; color: var(--quiet); }}
.stApp :is([data-testid="stBaseButton-primary"], .stMultiSelect [data-tag] > :is(span, button)) {{
  color: var(--on-primary); }}
[data-testid="stText"] {{ overflow-wrap: anywhere; }}
.stApp .katex-display {{ padding-top: .3rem; }} /* or its frame cuts off the bar over a high letter */
.st-key-header h1 {{ font-size: 1.7rem; padding: 0; }}
[data-testid="stMain"]:focus-visible {{ outline: none; box-shadow: none; }} /* the whole page needs no frame */
@media (min-width: 1700px) {{ [data-testid="stSidebar"][style*="width: 260px"] {{ min-width: 19rem !important; }} }}
.st-key-panels-gradient [class*="st-key-muted-kind"] {{ min-height: 2.6rem; }} /* so that maps begin level */
.st-key-header [data-testid="stCaptionContainer"] {{ min-width: min(14rem, 100%); }}
.st-key-text textarea {{ font-size: 1.35rem; line-height: 1.45; field-sizing: content; height: auto !important;
  min-height: 4.2rem; max-height: 13rem; overflow-y: auto !important; }}
[class*="st-key-said"] .stText > span {{ font-size: 1.65rem; line-height: 1.3; font-weight: 500; }}
[class*="st-key-marked"] p {{ font-size: 1.65rem; line-height: 1.35; font-weight: 500; overflow-wrap: anywhere; }}
[class*="st-key-explain-cost"] .stText > span {{ font-size: 1.15rem; line-height: 1.45; font-weight: 500; }}
[class*="st-key-muted"] .stText > span {{ font-size: .82rem; line-height: 1.5; color: var(--quiet); }}
[class*="st-key-name"] .stText > span {{ font-weight: 600; letter-spacing: .01em; }}
[class*="st-key-source-word"] .stText > span {{ color: var(--source); font-weight: 600; }}
[class*="st-key-target-word"] .stText > span {{ color: var(--target); font-weight: 600; }}
@media (max-width: 640px) {{ [data-testid="stMainBlockContainer"] {{ padding-top: 3.6rem; }} }}
.st-key-compare-names, .st-key-compare-map {{ gap: .8rem 2.5rem; }}
.st-key-grid {{ gap: 1.6rem 1.5rem; }}
.st-key-enter-key, .st-key-focus, .st-key-mode, [class*="st-key-browser-history"], [class*="st-key-into-view"],
[class*="st-key-linked-hover"] {{
  display: none; }}
</style>
"""


def page_header(title: str, promise: str, help_text: str = "") -> None:
    """Set the browser title, draw the page list and the top of the page. First call of every page."""
    if not st.runtime.exists():
        sys.exit("This is a page of a Streamlit app. Open the app with: streamlit run app.py")
    run_begins(title)
    st.set_page_config(page_title=f"{title} · Alignscope", page_icon=_ICON, layout="wide", initial_sidebar_state=260)
    st.html(f"{_STYLE}<style>{room.style()}</style>")
    addresses_replace_each_other()
    follow_mode()
    with st.sidebar:
        try:
            for path, label, icon in PAGES:
                st.page_link(path, label=label, icon=icon)
        except StreamlitPageNotFoundError:
            st.caption("This page was opened alone. `streamlit run app.py` opens it with the others.")
    with st.container(horizontal=True, vertical_alignment="center", key="header"):
        st.title("Alignscope", anchor=False, width="content")
        st.caption(promise, width="stretch")
        if help_text:
            with st.popover("How to read this", icon=":material/help:", type="tertiary"):
                st.markdown(help_text)
        presenter.switch()
    _temporary_folder_or_stop()


def _temporary_folder_or_stop() -> None:
    """Models cannot be loaded, nor files be opened, where nothing at all can be written."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError as error:
        show_problem(
            f"Alignscope needs a folder for temporary files, and can write to none ({error.strerror}). Whoever runs it "
            "can name one with TMPDIR; a container needs a tmpfs at /tmp."
        )
        st.stop()


def way_to(path: str, label: str) -> None:
    """A link to another page of the app, which keeps the sentence; none where a page was opened alone."""
    with suppress(StreamlitPageNotFoundError):
        st.page_link(path, label=label, icon=":material/arrow_forward:")


def switch(label: str, choices: Mapping[str, str], key: str) -> str:
    """One of several views, by how each is called; the label is for those who cannot see."""
    st.segmented_control(
        label, list(choices), key=key, format_func=choices.__getitem__, required=True, label_visibility="collapsed"
    )
    return str(st.session_state[key])


def muted(text: str, key: str) -> None:
    """A quiet line of plain text."""
    with st.container(key=f"muted-{key}"):
        st.text(text)


def models_or_stop() -> dict[str, ModelReference]:
    """Every model there is, by full name; where there is none, say how to get one, and stop."""
    models = known_models()
    if not models:
        st.info(f"There are no models yet in `{checkpoints_folder()}`. This command trains one:")
        st.code("python -m seq2seq_core train configs/en-fr/bahdanau.toml", language="bash")
        st.caption("It needs the data that the configuration names; the README says where it comes from.")
        st.stop()
    return models
