"""Columns of a table as pictures: two of them as points, one of them in bars. Dragging over either marks a range.

N sentences.
"""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.figure import Figure, Part, axis, axis_title, figure, legend, margin
from figures.series import COLORS, Series
from figures.words import MUTED

HEIGHT = 360
MOST_BARS = 40
LIT = "#c2620e"  # the one sentence that is open, in the accent of source words
Doubles = NDArray[np.float64]


def scatter_figure(
    x: Doubles, y: Doubles, said: Sequence[str], across: str, up: str, *, whole: bool = False, lit: int | None = None
) -> Figure:
    """Draw a point for each sentence, x and y (N,), which says `said` (N escaped texts); `lit` is the place of one.

    Numbers that are not there (nan) have no point. `whole`: both axes are whole numbers, whose points would hide each
    other: they are drawn faint.
    """
    points = {
        "type": "scattergl",
        "name": "sentences",
        "x": x,
        "y": y,
        "mode": "markers",
        "marker": {"size": 6, "color": COLORS[0], "opacity": 0.35 if whole or len(x) > 2000 else 0.6},
        "text": list(said),
        "hovertemplate": f"%{{text}}<br>{across} %{{x:.4g}}, {up} %{{y:.4g}}<extra></extra>",
    }
    marks = [] if lit is None or np.isnan(x[lit] + y[lit]) else [_open_one(float(x[lit]), float(y[lit]))]
    return _brushed([points, *marks], {"title": axis_title(across)}, {"title": axis_title(up)})


def histogram_figure(values: Doubles, across: str, chosen: tuple[float, float] | None = None) -> Figure:
    """Draw how many of the values (N,) lie in each range. Those that are not there (nan) are left out."""
    there = values[~np.isnan(values)]
    counts, edges = np.histogram(there, bins=_bins(there))
    low, high = (-np.inf, np.inf) if chosen is None else chosen
    colors = [COLORS[0] if a < high and b > low else MUTED for a, b in zip(edges[:-1], edges[1:], strict=True)]
    bars = {
        "type": "bar",
        "name": "counts",
        "x": (edges[:-1] + edges[1:]) / 2,
        "y": counts,
        "width": np.diff(edges) * 0.94,
        "marker": {"color": colors, "line": {"width": 0}},
        "text": [f"{a:.4g} to {b:.4g}" for a, b in zip(edges[:-1], edges[1:], strict=True)],
        "textposition": "none",
        "hovertemplate": "%{text}: %{y} sentences<extra></extra>",
    }
    return _brushed([bars], {"title": axis_title(across)}, {"title": axis_title("sentences")})


def spread_figure(counts: Mapping[Series, Sequence[int]], edges: Sequence[float], across: str) -> Figure:
    """Draw how many sentences of each system lie in each range, a bar for each beside each other."""
    ranges = [f"{a:.4g} to {b:.4g}" for a, b in zip(edges[:-1], edges[1:], strict=True)]
    return figure(
        [
            {
                "type": "bar",
                "name": html.escape(series.label),
                "x": list(range(len(ranges))),
                "y": list(numbers),
                "marker": {"color": series.color, "line": {"width": 0}},
                "text": ranges,
                "textposition": "none",
                "hovertemplate": f"%{{text}}: %{{y}} sentences<extra>{html.escape(series.label)}</extra>",
            }
            for series, numbers in counts.items()
        ],
        height=HEIGHT,
        margin=margin(60, 34, 12, 50),
        legend=legend(1.02, yanchor="bottom"),
        showlegend=True,
        bargap=0.25,
        xaxis=axis(title=axis_title(across), tickvals=list(range(len(ranges))), ticktext=ranges),
        yaxis=axis(title=axis_title("sentences")),
    )


def _bins(values: Doubles) -> Any:
    """Their edges: by Freedman and Diaconis, but one for each whole number where there are few of those."""
    if not len(values):
        return 1
    low, high = float(values.min()), float(values.max())
    if np.all(values == np.round(values)) and high - low < MOST_BARS:
        return np.arange(low - 0.5, high + 1)
    return min(MOST_BARS, max(1, len(np.histogram_bin_edges(values, bins="fd")) - 1))


def _open_one(x: float, y: float) -> Part:
    return {
        "type": "scatter",
        "name": "open",
        "x": [x],
        "y": [y],
        "mode": "markers",
        "marker": {"size": 14, "symbol": "circle-open", "color": LIT, "line": {"width": 3}},
        "hoverinfo": "skip",
    }


def _brushed(data: Sequence[Part], across: Part, up: Part) -> Figure:
    shown = {"showgrid": True, "tickfont": {"size": 12}}
    return figure(
        data,
        height=HEIGHT,
        margin=margin(60, 12, 12, 50),
        dragmode="select",
        selectdirection="h" if data[0]["type"] == "bar" else "any",
        hovermode="closest",
        showlegend=False,
        bargap=0,
        xaxis=axis(**shown, **across),
        yaxis=axis(**shown, **up),
    )
