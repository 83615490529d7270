"""How a model looks in the charts of this page."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from figures.series import Series
from ui.shared.models import config_of


def series_of(name: str, models: Mapping[str, Path]) -> Series:
    """One of the chosen models, by the letter that its panel has."""
    config = config_of(models[name])
    position = st.session_state["models"].index(name)
    return Series(position, name.split("/")[1], config is None or config.model.attention != "none")
