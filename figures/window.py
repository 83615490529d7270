"""What local attention does to a row: the softmax inside the window, the Gaussian over it, and their product.

S source positions, counted from 0.
"""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from figures.rows import bars
from figures.words import MUTED, SOURCE, TARGET, Word, hover, label

Floats = NDArray[np.float32]


def window_figure(
    softmax: Floats, gaussian: Floats | None, weights: Floats, center: float, window: int, source: Sequence[Word]
) -> go.Figure:
    """Weights (S,) as bars; p_t marked, the window shaded. With a Gaussian it is a curve, and the softmax (S,), which
    without one is the weights themselves, is outlined."""
    places = list(range(len(source)))
    words = [hover(word) for word in source]
    figure = go.Figure()
    if gaussian is None:
        figure.add_trace(bars(places, weights, words, "weight = softmax in the window", {"color": SOURCE}, 4))
    else:
        outline = {"color": "rgba(0,0,0,0)", "line": {"color": MUTED, "width": 2}}
        inside = np.where(softmax > 0, softmax, np.nan)
        figure.add_trace(bars(places, inside, words, "softmax in the window", outline, 4))
        figure.add_trace(bars(places, weights, words, "weight = softmax × Gaussian", {"color": SOURCE}, 4))
        x = np.linspace(center - window, center + window, 121)
        y = np.exp(-2 * ((x - center) / window) ** 2)  # sigma = D / 2
        figure.add_trace(
            go.Scatter(x=x, y=y, name="Gaussian", mode="lines", line={"color": TARGET, "width": 2}, hoverinfo="skip")
        )
    figure.add_vrect(x0=center - window, x1=center + window, fillcolor=MUTED, opacity=0.12, line_width=0)
    figure.add_vline(x=center, line={"color": TARGET, "width": 2, "dash": "dot"})
    figure.add_annotation(
        x=center,
        y=1,
        yref="paper",
        yanchor="bottom",
        text=f"p<sub>t</sub> = {center:.2f}",
        showarrow=False,
        font={"color": TARGET, "size": 13},
    )
    figure.update_layout(
        barmode="overlay",
        bargap=0.3,
        height=320,
        showlegend=True,
        margin={"l": 34, "r": 8, "t": 30, "b": 80},
        legend={"orientation": "h", "y": -0.25, "yanchor": "top", "x": 0},  # below: on a phone it takes three lines
        dragmode=False,
    )
    figure.update_xaxes(
        tickvals=places,
        ticktext=[label(word) for word in source],
        range=[-0.6, len(source) - 0.4],
        fixedrange=True,
        showgrid=False,
        zeroline=False,
    )
    figure.update_yaxes(range=[0, 1.05], tickvals=[0, 0.5, 1], fixedrange=True, zeroline=False)
    return figure
