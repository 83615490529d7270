"""One of many small alignment maps: no labels, the words on hover, the whole of it to click."""

from collections.abc import Sequence

import numpy as np

from figures.cells import Floats, cells, heatmap, weight_texts
from figures.figure import Figure, axis, figure, margin
from figures.words import MUTED, Word

MARGIN = 3


def small_cell(source_length: int, target_length: int) -> int:
    """Pixels of a cell's side: the map is about 220 pixels wide and 260 high at most, or has cells of 6."""
    return int(np.clip(min(220 // max(source_length, 1), 260 // max(target_length, 1)), 6, 20))


def small_map_figure(weights: Floats, source: Sequence[Word], target: Sequence[Word], *, cell: int) -> Figure:
    """Draw weights (T, S) in cells of `cell` pixels; colour from 0 to 1, as on the large maps."""
    T, S = weights.shape
    gap = int(cell > 9)
    frame = axis(
        visible=True,
        showticklabels=False,
        ticks="",
        showgrid=False,
        showline=True,
        mirror=True,
        linecolor=MUTED,
        linewidth=1,
    )
    return figure(
        cells(
            heatmap(weights, 0, 1, xgap=gap, ygap=gap),
            lambda: _texts(weights, source, target),
        ),
        width=S * cell + 2 * MARGIN,
        height=T * cell + 2 * MARGIN,
        margin=margin(MARGIN, MARGIN, MARGIN, MARGIN, autoexpand=False),
        hovermode="closest",
        hoverlabel={"font": {"size": 13}},
        hoverdistance=-1,
        clickmode="event+select",
        showlegend=False,
        xaxis={**frame, "range": [-0.5, S - 0.5]},
        yaxis={**frame, "range": [T - 0.5, -0.5]},
    )


def _texts(weights: Floats, source: Sequence[Word], target: Sequence[Word]) -> list[str]:
    """What every cell says, in two lines: a label that is wider than its map is not drawn at all."""
    return [text.replace(" looks at ", "<br>looks at ", 1) for text in weight_texts(weights, source, target)]
