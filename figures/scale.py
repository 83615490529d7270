"""The one colour bar that all maps on a page share."""

from functools import cache

import numpy as np
import plotly.graph_objects as go

WIDTH, HEIGHT = 240, 44


@cache
def scale_figure() -> go.Figure:
    """Colours of weights from 0 to 1, as a strip with numbers below it. One object for all: not to be changed."""
    steps = np.linspace(0, 1, 101, dtype=np.float32)
    figure = go.Figure(go.Heatmap(z=[steps], x=steps, y=[0], zmin=0, zmax=1, showscale=False, hoverinfo="skip"))
    figure.update_layout(width=WIDTH, height=HEIGHT, margin={"l": 8, "r": 12, "t": 2, "b": 28, "autoexpand": False})
    figure.update_xaxes(
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        tickfont_size=12,
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        automargin=False,
    )
    figure.update_yaxes(visible=False, fixedrange=True)
    return figure
