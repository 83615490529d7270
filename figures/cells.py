"""The cells of a map: their colours, and an invisible point on each, for a heatmap cannot be clicked.

S source words, T target words. Rows are target words, columns are source words.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.figure import Trace
from figures.words import Word, hover

Floats = NDArray[np.float32]

MOST_CLICKABLE = 3600  # cells; beyond that a point on each costs more than it gives


LARGE = "%{y} looks at %{x}: %{z:.3f}"


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
        "autocolorscale": True,
        "xgap": 1,
        "ygap": 1,
        "showscale": False,
        "hoverinfo": "skip",
        **settings,
    }


def cells(colors: Trace, texts: Callable[[], Sequence[str]], large: str = "") -> list[Trace]:
    """A heatmap, and points to be clicked that say the text of every cell, row by row.

    Where there are too many cells for points, the map itself says something when it is pointed at: `large`, in which
    %{y}, %{x} and %{z} are the words of the cell, as the axes have them, and its number. A text of each would be most
    of what is sent. The points are the trace "cells", which is there even if it has none.
    """
    T, S = len(colors["y"]), len(colors["x"])
    if T * S <= MOST_CLICKABLE:
        return [colors, _points(texts(), S)]
    says = {"hoverinfo": "text", "hovertemplate": f"{large}<extra></extra>"} if large else {}
    return [{**colors, **says}, _points([], S)]


def weight_texts(weights: Floats, source: Sequence[Word], target: Sequence[Word]) -> list[str]:
    """What every cell of an alignment says, row by row; `LARGE` is the same where there are too many."""
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
