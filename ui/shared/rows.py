"""Two rows of attention beside each other: the model's own, and what it would be if something were otherwise."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from figures.rows import rows_figure
from figures.words import Word
from ui.shared.chart import draw_chart
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu, table_csv


def draw_rows(
    real: np.ndarray, other: np.ndarray, source: Sequence[str], name: str, key: str, alt: str, said: str
) -> None:
    """Both rows (S,) over the source tokens as a chart, the other one called `name`, and as a table; `said` is where
    they come from."""
    words = [Word(text) for text in source]
    draw_chart(rows_figure(real, other, words, name), key, alt=alt)
    table = pd.DataFrame({"source": [word.text for word in words], "real": real, name: other})
    draw_menu(key, key, Picture(chart_and_scale(key), about(said)), File("csv", "both rows", lambda: table_csv(table)))
    with st.expander("In numbers", key=f"{key}-numbers"):
        st.dataframe(table.round(3), hide_index=True, alt=f"The same weights: real, and {name}")
