"""The link to what is on the screen, and a way to copy it."""

import streamlit as st

from ui.state import Parameters, link_to


def share(parameters: Parameters) -> None:
    """A button with the whole address, at the foot of the sidebar."""
    with st.sidebar, st.popover("Share this view", icon=":material/link:", width="stretch"):
        st.caption("This link restores the sentence, the models, every choice and the locked cell.")
        st.code(link_to(parameters, st.context.url or "http://localhost:8501/"), language=None, wrap_lines=True)
