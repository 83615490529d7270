"""The presenter view: for the last row of a lecture hall. No sidebar, no controls but those that step, large text."""

import streamlit as st

from ui.shared.link import address
from ui.shared.row_kinds import choice

LINK = "presenter"
ROW = choice("presenting", LINK, {"off": False, "on": True}, looks=True)

# What a speaker steps with stays: the step bar, the two rows of tokens, the switches between maps and topics.
STYLE = """
<style>
html { font-size: 25px !important; }
.stApp [data-testid="stMainBlockContainer"] { --hall: 1.2; --text: 1.55; --tallest: 90vh; padding-top: .6rem;
  max-width: none; }
.stApp .stVerticalBlock[class*="st-key-panels"][class*="st-key-panels"][class*="st-key-panels"] {
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 700px), 1fr)); }
:is([data-testid="stSidebar"], [data-testid="stExpandSidebarButton"], [data-testid="stHeader"]),
.st-key-header :is([data-testid="stCaptionContainer"], [data-testid="stPopover"]),
[data-testid="stLayoutWrapper"]:has(> :is(.st-key-typing, .st-key-compare-sides, .st-key-compare-output)),
 .stElementContainer:has(> .stSelectbox, > .stTextArea),
[data-testid="stLayoutWrapper"]:has(> .stExpander, > .stPopover) { display: none !important; }
.st-key-header { gap: .5rem; }
.st-key-header h1 { font-size: 1.1rem !important; }
</style>
"""


def presenting() -> bool:
    """Whether the page is shown to a hall; before the session knows, what the link says."""
    return bool(st.session_state.get("presenting", address().get(LINK) == ["on"]))


def switch() -> None:
    """The button that enters the presenter view and leaves it, V on the keyboard; and its style while it lasts."""
    on = presenting()
    st.button(
        "Leave" if on else "Present",
        icon=":material/close_fullscreen:" if on else ":material/slideshow:",
        type="tertiary",
        key="present",
        shortcut="V",
        help="Presenter view: large text and maps, no sidebar and no controls. The link holds it.",
        on_click=lambda: st.session_state.update(presenting=not on),
    )
    if on:
        st.html(STYLE)
