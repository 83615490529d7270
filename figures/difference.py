"""A minus B: the difference of two alignments of the same words, on a scale that is symmetric around zero.

S source words, T target words. Rows are target words, columns are source words. Blue is where A looks more, orange
where B does; the theme has both scales, so that zero is the colour of the page in light mode and in dark mode.
"""

from collections.abc import Sequence
from math import ceil

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from figures.alignment import MOST_CLICKABLE, Lit, cell_points, map_layout
from figures.scale import strip_figure
from figures.words import MUTED, SOURCE, TARGET, Word, hover

Floats = NDArray[np.float32]

LEAST_LIMIT = 0.1  # a scale that ended lower would make rounding errors look like something
SCALE_WIDTH = 300
NOTHING = Lit()


def symmetric_limit(difference: Floats) -> float:
    """The end of the scale on both sides: the largest difference there is, rounded up to two digits."""
    largest = float(np.abs(difference).max()) if difference.size else 0.0
    return max(LEAST_LIMIT, ceil(100 * largest - 1e-4) / 100)


def difference_figure(
    a: Floats,
    b: Floats,
    source: Sequence[Word],
    target: Sequence[Word],
    *,
    overlap: Floats,
    same: NDArray[np.bool_],
    cell: int,
    lit: Lit = NOTHING,
) -> go.Figure:
    """Draw a - b, both (T, S); below it the difference of coverage, beside it the overlap (T,) of the rows.

    The dot of a row is filled where both look most at the same word (`same`, (T,)), and open where they do not.
    """
    T, S = a.shape
    difference, limit = a - b, symmetric_limit(a - b)
    heres = [hover(word) for word in source]
    texts = [
        f"{hover(target[t])} looks at {heres[s]}: A {a[t, s]:.3f}, B {b[t, s]:.3f}, A − B {difference[t, s]:+.3f}"
        for t in range(T)
        for s in range(S)
    ]
    clickable = T * S <= MOST_CLICKABLE
    heatmap = go.Heatmap(
        z=difference,
        x=list(range(S)),
        y=list(range(T)),
        zmin=-limit,
        zmax=limit,
        autocolorscale=True,  # of both signs: the theme's diverging colours
        xgap=1,
        ygap=1,
        showscale=False,
        hoverinfo="skip",
    )
    if not clickable:
        rows = [texts[t * S : (t + 1) * S] for t in range(T)]
        heatmap.update(text=rows, hoverinfo="text", hovertemplate="%{text}<extra></extra>")
    gained = difference.sum(axis=0)
    layout = map_layout(source, target, cell=cell, lit=lit, highest=0.0, below="coverage<br>A − B", beside="overlap")
    reach = max(0.6, 1.1 * float(np.abs(gained).max()))
    tick = 0.5 if reach < 1 else int(reach)
    layout.yaxis2.update(range=[-reach, reach], tickvals=[-tick, 0, tick], zeroline=True, zerolinecolor=MUTED)
    data = [
        heatmap,
        cell_points(texts if clickable else [], S),
        _coverage(gained, source),
        _overlap_dots(overlap, same, target),
    ]
    return go.Figure(data, layout)


def difference_scale_figure(limit: float) -> go.Figure:
    """The colours of A - B, with the limits printed at both ends."""
    ticks = {-limit: f"−{limit:.2f} B more", 0: "0", limit: f"A more +{limit:.2f}"}
    return strip_figure(-limit, limit, ticks, width=SCALE_WIDTH, beside=48, signed=True)


def _coverage(gained: Floats, source: Sequence[Word]) -> go.Bar:
    return go.Bar(
        name="coverage",
        x=list(range(len(source))),
        y=gained,
        yaxis="y2",
        marker={"color": [MUTED if word.end else SOURCE for word in source], "line": {"width": 0}},
        unselected={"marker": {"opacity": 1}},
        text=[hover(word) for word in source],
        textposition="none",
        hovertemplate="%{text}: coverage A − B %{y:+.3f}<extra></extra>",
    )


def _overlap_dots(overlap: Floats, same: NDArray[np.bool_], target: Sequence[Word]) -> go.Scatter:
    return go.Scatter(
        name="overlap",
        x=overlap,
        y=list(range(len(target))),
        xaxis="x2",
        mode="markers",
        marker={
            "color": [MUTED if word.end else TARGET for word in target],
            "symbol": ["circle" if one else "circle-open" for one in same],
            "size": 9,
            "line": {"width": 2},
        },
        unselected={"marker": {"opacity": 1}},
        text=[
            f"{hover(word)}: {'the same strongest word' if one else 'different strongest words'}, overlap"
            for word, one in zip(target, same, strict=True)
        ],
        hovertemplate="%{text} %{x:.3f}<extra></extra>",
    )
