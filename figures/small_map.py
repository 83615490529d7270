"""One of many small alignment maps: no labels, the words on hover, the whole of it to click."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from figures.alignment import MOST_CLICKABLE, cell_points, cell_texts
from figures.words import MUTED, Word

Floats = NDArray[np.float32]

MARGIN = 3


def small_cell(source_length: int, target_length: int) -> int:
    """Pixels of a cell's side: the map is about 220 pixels wide and 260 high at most, or has cells of 6."""
    return int(np.clip(min(220 // max(source_length, 1), 260 // max(target_length, 1)), 6, 20))


def small_map_figure(weights: Floats, source: Sequence[Word], target: Sequence[Word], *, cell: int) -> go.Figure:
    """Draw weights (T, S) in cells of `cell` pixels; colour from 0 to 1, as on the large maps."""
    T, S = weights.shape
    texts = cell_texts(weights, source, target) if T * S <= MOST_CLICKABLE else []
    figure = go.Figure(
        [
            go.Heatmap(
                z=weights,
                x=list(range(S)),
                y=list(range(T)),
                zmin=0,
                zmax=1,
                xgap=cell > 9,
                ygap=cell > 9,
                showscale=False,
                hoverinfo="skip",
            ),
            cell_points(texts, S),
        ]
    )
    figure.update_layout(
        width=S * cell + 2 * MARGIN,
        height=T * cell + 2 * MARGIN,
        margin=dict.fromkeys("ltrb", MARGIN) | {"autoexpand": False},
        hovermode="closest",
        hoverdistance=-1,
        clickmode="event+select",
        dragmode=False,
        showlegend=False,
    )
    frame = {"visible": True, "showticklabels": False, "ticks": "", "showgrid": False, "zeroline": False}
    line = {"showline": True, "mirror": True, "linecolor": MUTED, "linewidth": 1, "fixedrange": True}
    figure.update_xaxes(range=[-0.5, S - 0.5], **frame, **line)
    figure.update_yaxes(range=[T - 0.5, -0.5], **frame, **line)
    return figure
