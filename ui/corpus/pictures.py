"""Columns of the table as pictures; what is dragged over in one of them is what the table shows."""

import html

import numpy as np
import pandas as pd
import streamlit as st

from figures.columns import histogram_figure, scatter_figure
from ui.corpus.finding import numbers_of, set_range, title
from ui.corpus.state import Range
from ui.shared.chart import Box, draw_chart
from ui.shared.saving import Picture, chart_and_scale, draw_menu
from ui.shared.shell import muted

USUAL_X, USUAL_Y = ("words", "number"), ("bleu", "log_prob", "source_ratio")
MOST_LETTERS = 70  # of a sentence that is pointed at


def draw(table: pd.DataFrame, found: pd.DataFrame, about: str) -> None:
    """Two columns against each other, and how the first of them is spread, of the rows that were found.

    The second picture is of all rows of the `table`, so that a range of it can be made wider again.
    """
    session = st.session_state
    numbers = numbers_of(table)
    for key, usual in (("corpus_x", USUAL_X), ("corpus_y", USUAL_Y)):
        if session[key] not in numbers:
            session[key] = next((name for name in usual if name in numbers), numbers[0])
    with st.container(horizontal=True, vertical_alignment="bottom", key="corpus-axes"):
        st.selectbox("Across", numbers, key="corpus_x", format_func=title, width=220)
        st.selectbox("Up", numbers, key="corpus_y", format_func=title, width=220)
        muted("Drag over a picture: the table below shows the sentences that lie there.", "brush")
    x, y = session["corpus_x"], session["corpus_y"]
    with st.container(horizontal=True, key="corpus-pictures"):
        with st.container(width="stretch"):
            _draw_points(found, x, y)
            draw_menu("corpus-points", f"{x}-by-{y}", Picture(chart_and_scale("corpus-points"), [about]))
        with st.container(width="stretch"):
            _draw_spread(table, y)
            draw_menu("corpus-spread", f"{y}-spread", Picture(chart_and_scale("corpus-spread"), [about]))


def _draw_points(found: pd.DataFrame, x: str, y: str) -> None:
    said = [
        f"{number}: {html.escape(text[:MOST_LETTERS])}{'…' * (len(text) > MOST_LETTERS)}"
        for number, text in zip(found["number"], found["source"], strict=True)
    ]
    places = (found["number"] == st.session_state["corpus_row"]).to_numpy().nonzero()[0]
    drawn = scatter_figure(
        _values(found, x), _values(found, y), said, title(x), title(y), lit=int(places[0]) if len(places) else None
    )

    def brush(box: Box) -> None:
        for column, side in ((x, "x"), (y, "y")):
            if side in box:
                set_range(column, *box[side])

    draw_chart(
        drawn,
        "corpus-points",
        on_box=brush,
        alt=f"{title(y)} against {title(x)}, a point a sentence. The same numbers are in the table below.",
    )


def _draw_spread(table: pd.DataFrame, column: str) -> None:
    chosen: Range | None = next((one for one in st.session_state["corpus_ranges"] if one.column == column), None)
    drawn = histogram_figure(_values(table, column), title(column), (chosen.low, chosen.high) if chosen else None)

    def brush(box: Box) -> None:
        if box:
            set_range(column, *box["x"])

    draw_chart(
        drawn,
        "corpus-spread",
        on_box=brush,
        alt=f"How many sentences have which {title(column)}. The same numbers are in the table below.",
    )


def _values(table: pd.DataFrame, column: str) -> np.ndarray:
    return table[column].to_numpy(dtype=np.float64)
