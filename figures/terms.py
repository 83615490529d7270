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
                yaxis="y2",
                mode="lines",
                line={"color": TARGET, "width": 2},
                hovertemplate="the %{x} largest add up to %{y:.4f}<extra></extra>",
            ),
        ]
    )
    line = {"line": {"color": MUTED, "width": 1, "dash": "dot"}}
    figure.update_layout(
        height=330,
        bargap=0,
        margin={"l": 48, "r": 8, "t": 34, "b": 40},
        legend={"orientation": "h", "y": 1.14, "x": 0},
        dragmode=False,
        xaxis={"title": "dimensions, largest first", "fixedrange": True, "showgrid": False, "anchor": "y2"},
        yaxis={"domain": [0.56, 1], "fixedrange": True},
        yaxis2={"domain": [0, 0.46], "fixedrange": True, "rangemode": "tozero"},
        shapes=[
            {"xref": "paper", "x0": 0, "x1": 1, "yref": "y2", "y0": sums[-1], "y1": sums[-1], "type": "line"} | line
        ],
        annotations=[
            {"xref": "paper", "yref": "y2", "x": 1, "y": sums[-1], "xanchor": "right", "yanchor": "bottom",
             "text": f"score {sums[-1]:.3f}", "showarrow": False, "font": {"size": 13}}
        ],
    )  # fmt: skip
    return figure
