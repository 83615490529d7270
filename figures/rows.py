"""Two rows of attention over the same source, side by side."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from figures.words import MUTED, SOURCE, Word, hover, label


def rows_figure(real: NDArray[np.float32], other: NDArray[np.float32], source: Sequence[Word], name: str) -> go.Figure:
    """The real row (S,) as outlines, the other (S,) as bars; positions are the coordinates, words only their labels."""
    places = list(range(len(source)))
    words = [hover(word) for word in source]
    figure = go.Figure(
        [
            bars(places, other, words, name, {"color": SOURCE}),
            bars(places, real, words, "real", {"color": "rgba(0,0,0,0)", "line": {"color": MUTED, "width": 2}}),
        ]
    )
    figure.update_layout(
        barmode="group",
        bargap=0.25,
        height=210,
        margin={"l": 34, "r": 8, "t": 30, "b": 50},
        legend={"orientation": "h", "y": 1.18, "x": 0},
        dragmode=False,
    )
    figure.update_xaxes(tickvals=places, ticktext=[label(word) for word in source], fixedrange=True)
    figure.update_yaxes(range=[0, 1.02], tickvals=[0, 0.5, 1], fixedrange=True)
    return figure


def bars(
    places: list[int], row: NDArray[np.float32], words: list[str], name: str, marker: dict[str, Any], digits: int = 3
) -> go.Bar:
    """A row (S,) as bars at `places`, with the words and numbers on hover."""
    return go.Bar(
        x=places,
        y=row,
        name=name,
        marker=marker,
        text=words,
        textposition="none",
        hovertemplate=f"%{{text}}: %{{y:.{digits}f}}<extra>" + name + "</extra>",
    )
