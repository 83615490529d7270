"""What is locked, in its words, with a way out."""

import streamlit as st

from figures.words import Word
from ui.shared import state


def draw_chip(source: Word, target: Word | None) -> None:
    """The locked cell, or the source word alone; Escape clears it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chip", width="content"):
        if target is not None:
            with st.container(key="target-word", width="content"):
                st.text(target.text[:40])
            st.text("looks at")
        with st.container(key="source-word", width="content"):
            st.text(source.text[:40])
        st.button("Clear", icon=":material/close:", type="tertiary", on_click=state.clear_lock, shortcut="Esc")
