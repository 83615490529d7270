"""The cells of a map: their colours, and an invisible point on each, for a heatmap cannot be clicked.

S source words, T target words. Rows are target words, columns are source words.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.figure import Trace
from figures.words import Word, hover

Floats = NDArray[np.float32]

MOST_CLICKABLE = 3600  # cells; beyond that a point on each costs more than it gives


class Kind(StrEnum):
    """What a point of a map stands for; it is the point's `customdata`, which a click on it tells."""

    CELL = "cell"
    COLUMN = "column"
    ROW = "row"


def heatmap(numbers: NDArray[np.floating[Any]], low: float, high: float, **settings: Any) -> Trace:
    """Numbers (T, S) as colours, from `low` to `high`; it says nothing when it is pointed at unless settings do."""
    T, S = numbers.shape
    return {
        "type": "heatmap",
        "name": "map",
        "z": numbers,
        "x": list(range(S)),
        "y": list(range(T)),
        "zmin": low,
        "zmax": high,
        "xgap": 1,
        "ygap": 1,
        "showscale": False,
        "hoverinfo": "skip",
        **settings,
    }


def cells(colors: Trace, texts: Sequence[str]) -> list[Trace]:
    """A heatmap with the text of every cell, row by row: on points to be clicked, or on itself if there are too many.

    The points are the trace "cells", which is there even if it has none.
    """
    S = len(colors["x"])
    if len(texts) <= MOST_CLICKABLE:
        return [colors, _points(texts, S)]
    rows = [list(texts[start : start + S]) for start in range(0, len(texts), S)]
    return [{**colors, "text": rows, "hoverinfo": "text", "hovertemplate": "%{text}<extra></extra>"}, _points([], S)]


def weight_texts(weights: Floats, source: Sequence[Word], target: Sequence[Word]) -> list[str]:
    """What every cell of an alignment says, row by row."""
    heres = [hover(word) for word in source]
    return [
        f"{hover(word)} looks at {here}: {weight:.3f}"
        for word, row in zip(target, weights.tolist(), strict=True)
        for here, weight in zip(heres, row, strict=True)
    ]


def _points(texts: Sequence[str], S: int) -> Trace:
    places = np.arange(len(texts), dtype=np.int16)
    invisible = {"marker": {"opacity": 0}}
    return {
        "type": "scatter",
        "name": "cells",
        "x": places % S,
        "y": places // S,
        "customdata": [Kind.CELL] * len(texts),
        "mode": "markers",
        "marker": {"size": 4, "opacity": 0},
        "selected": invisible,
        "unselected": invisible,
        "text": list(texts),
        "hovertemplate": "%{text}<extra></extra>",
    }
