"""From a run to the page that explains it: the same words, forced, whatever was said or edited to get them."""

import streamlit as st

from ui.explain.state import open_with
from ui.step_through.runs import Runs


def draw(position: int, run: Runs) -> None:
    """A button that opens the translation on Explain."""
    shown = run.shown
    if not shown.text:
        return
    if st.button(
        "Explain these words",
        icon=":material/fact_check:",
        type="tertiary",
        key=f"explain-run-{position}",
        help="Opens them on the page Explain. They are forced there: attention is the model's own, without your edits.",
    ):
        open_with(shown.model, shown.text)
        st.switch_page("pages/explain.py")
