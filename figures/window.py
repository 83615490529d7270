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
    """Softmax (S,) as outlines, weights (S,) as bars, the Gaussian as a curve; p_t marked, the window shaded."""
    places = list(range(len(source)))
    words = [hover(word) for word in source]
    outline = {"color": "rgba(0,0,0,0)", "line": {"color": MUTED, "width": 2}}
    figure = go.Figure(
        [bars(places, np.where(softmax > 0, softmax, np.nan), words, "softmax in the window", outline, 4)]
    )
    if gaussian is not None:
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
        height=300,
        margin={"l": 34, "r": 8, "t": 48, "b": 60},
        legend={"orientation": "h", "y": 1.28, "x": 0},
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
