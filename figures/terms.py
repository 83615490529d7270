"""A score as a sum over dimensions: its terms, largest first, and the sum as it grows.

K dimensions.
"""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from figures.words import MUTED, SOURCE, TARGET


def terms_figure(terms: NDArray[np.float64]) -> go.Figure:
    """Terms (K,) as bars in order of size, and their running sum, which ends at the score."""
    order = np.argsort(-np.abs(terms), kind="stable")
    sums = np.cumsum(terms[order])
    ranks = np.arange(1, len(terms) + 1)
    figure = go.Figure(
        [
            go.Bar(
                x=ranks,
                y=terms[order],
                name="term",
                marker={"color": SOURCE, "line": {"width": 0}},
                customdata=order + 1,
                hovertemplate="dimension %{customdata}: %{y:.4f}<extra></extra>",
            ),
            go.Scatter(
                x=ranks,
                y=sums,
                name="sum so far",
                mode="lines",
                line={"color": TARGET, "width": 2},
                hovertemplate="the %{x} largest add up to %{y:.4f}<extra></extra>",
            ),
        ]
    )
    figure.add_hline(y=float(sums[-1]), line={"color": MUTED, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=1, xref="paper", xanchor="right", y=float(sums[-1]), yshift=10, showarrow=False,
        text=f"score {sums[-1]:.3f}", font={"size": 13},
    )  # fmt: skip
    figure.update_layout(
        height=260,
        bargap=0,
        margin={"l": 44, "r": 8, "t": 36, "b": 40},
        legend={"orientation": "h", "y": 1.2, "x": 0},
        dragmode=False,
    )
    figure.update_xaxes(title="dimensions, largest first", fixedrange=True, showgrid=False, zeroline=False)
    figure.update_yaxes(fixedrange=True)
    return figure
