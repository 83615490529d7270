"""A score as a sum over dimensions: its terms, largest first, and the sum as it grows.

K dimensions.
"""

import numpy as np
from numpy.typing import NDArray

from figures.figure import Figure, figure, legend, margin, note
from figures.words import MUTED, SOURCE, TARGET


def terms_figure(terms: NDArray[np.float64]) -> Figure:
    """Terms (K,) as bars in order of size, and their running sum, which ends at the score."""
    order = np.argsort(-np.abs(terms), kind="stable")
    sums = np.cumsum(terms[order])
    ranks = np.arange(1, len(terms) + 1)
    score = float(sums[-1])
    return figure(
        [
            {
                "type": "bar",
                "x": ranks,
                "y": terms[order],
                "name": "term",
                "marker": {"color": SOURCE, "line": {"width": 0}},
                "customdata": order + 1,
                "hovertemplate": "dimension %{customdata}: %{y:.4f}<extra></extra>",
            },
            {
                "type": "scatter",
                "x": ranks,
                "y": sums,
                "name": "sum so far",
                "yaxis": "y2",
                "mode": "lines",
                "line": {"color": TARGET, "width": 2},
                "hovertemplate": "the %{x} largest add up to %{y:.4f}<extra></extra>",
            },
        ],
        height=330,
        bargap=0,
        margin=margin(48, 34, 8, 40),
        legend=legend(1.14),
        xaxis={"title": {"text": "dimensions, largest first"}, "fixedrange": True, "showgrid": False, "anchor": "y2"},
        yaxis={"domain": [0.56, 1], "fixedrange": True},
        yaxis2={"domain": [0, 0.46], "fixedrange": True, "rangemode": "tozero"},
        shapes=[
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "yref": "y2",
                "y0": score,
                "y1": score,
                "line": {"color": MUTED, "width": 1, "dash": "dot"},
            }
        ],
        annotations=[
            note(
                "score",
                f"score {score:.3f}",
                xref="paper",
                yref="y2",
                x=1,
                y=score,
                xanchor="right",
                yanchor="bottom",
                font={"size": 13},
            )
        ],
    )
