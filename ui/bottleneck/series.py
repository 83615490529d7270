"""How a model looks in the charts of this page."""

import streamlit as st

from figures.series import Series
from seq2seq_core.registry import Models


def series_of(name: str, models: Models) -> Series:
    """One of the chosen models, by the letter that its panel has."""
    position = st.session_state["models"].index(name)
    return Series(position, models[name].name, models[name].attends)
