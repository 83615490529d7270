"""How far back a word's gradient reaches: its norm at every source word as a map, and against distance as a curve.

Rows are target words, columns are source words. Norms are drawn on a logarithmic scale that maps share.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figures.cells import heatmap
from figures.figure import Figure, axis, axis_title, figure, legend, margin
from figures.map_axes import axis_names, left_margin, right_margin, source_axis, target_axis, top_margin
from figures.scale import strip_figure
from figures.series import COLORS
from figures.words import Word, hover

Norms = NDArray[np.float64]
Scale = tuple[float, float]  # powers of ten of the lightest and the darkest colour

DECADES = 5  # that a scale covers at most: what is smaller gets the lightest colour
BAR = 300  # pixels of the scale
SMALLEST_CELL = 13  # maps of a long sentence are to be compared at a glance, which matters more here than one cell


@dataclass(frozen=True, slots=True)
class Profile:
    """The mean norm at each distance, of one map, in units of its model's own at the shortest."""

    name: str
    distances: Sequence[int]
    means: Sequence[float]
    dash: str = "solid"


def shared_scale(maps: Sequence[Norms]) -> Scale:
    """The powers of ten that all maps are drawn with, from the smallest to the largest positive norm."""
    positive = np.concatenate([norms[norms > 0] for norms in maps])
    if not positive.size:
        return -1.0, 0.0
    high = float(np.ceil(np.log10(positive.max())))
    low = float(np.floor(np.log10(positive.min())))
    return max(low, high - DECADES), high


def gradient_figure(norms: Norms, source: Sequence[Word], target: Sequence[Word], scale: Scale, cell: int) -> Figure:
    """Draw norms (T, S); a norm of zero has no logarithm and stays empty."""
    T, S = norms.shape
    logs = np.full(norms.shape, np.nan)
    np.log10(norms, out=logs, where=norms > 0)
    sources = [hover(word) for word in source]
    texts = [[f"{hover(t)} from {sources[s]}: {norms[row, s]:.2g}" for s in range(S)] for row, t in enumerate(target)]
    left, top, right = left_margin(target, cell), top_margin(source, cell), right_margin(source, cell)
    return figure(
        [heatmap(logs, *scale, text=texts, hoverinfo="text", hovertemplate="%{text}<extra></extra>")],
        width=left + S * cell + right,
        height=top + T * cell + 6,
        margin=margin(left, top, right, 6, autoexpand=False),
        xaxis=source_axis(source, cell),
        yaxis=target_axis(target, cell),
        annotations=axis_names(),
    )


def log_scale_figure(scale: Scale) -> Figure:
    """The colours of one scale, as a strip with powers of ten below it."""
    low, high = scale
    powers = range(int(np.ceil(low)), int(np.floor(high)) + 1)
    return strip_figure(low, high, {power: f"10<sup>{power}</sup>" for power in powers}, width=BAR, beside=16)


def profile_figure(profiles: Sequence[Profile], across: str) -> Figure:
    """The mean norm of each map against distance, relative to the shortest; both as given, the norm logarithmic."""
    marks = ("circle", "square", "diamond")
    return figure(
        [
            {
                "type": "scatter",
                "name": html.escape(one.name),
                "x": list(one.distances),
                "y": list(one.means),
                "mode": "lines+markers",
                "line": {"color": COLORS[i % len(COLORS)], "width": 2.5, "dash": one.dash},
                "marker": {"size": 6, "symbol": marks[i % len(marks)], "color": COLORS[i % len(COLORS)]},
                "hovertemplate": f"distance %{{x}}: %{{y:.2g}}<extra>{html.escape(one.name)}</extra>",
            }
            for i, one in enumerate(profiles)
        ],
        height=380,
        margin=margin(62, 20, 12, 96),
        legend=legend(-0.22, yanchor="top"),
        showlegend=True,
        xaxis=axis(title=axis_title(across)),
        yaxis=axis(
            type="log",
            title=axis_title("mean norm, relative to the shortest distance"),
            exponentformat="power",
            dtick=1,
        ),
    )
