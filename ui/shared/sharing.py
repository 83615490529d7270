"""What a visitor takes away: the link to what is on the screen."""

import streamlit as st

from ui.shared.link import Parameters, link_to
from ui.shared.metrics import run_ends


def share(parameters: Parameters) -> None:
    """A button with the whole address, at the foot of the sidebar. Last call of every page that has links."""
    with st.sidebar, st.popover("Share this view", icon=":material/link:", width="stretch"):
        st.caption("This link restores the sentence, the models, the settings of this view and the locked cell.")
        st.code(link_to(parameters, st.context.url or "http://localhost:8501/"), language=None, wrap_lines=True)
    run_ends()
