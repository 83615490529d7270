"""Two rows of attention over the same source, side by side."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.figure import CLEAR, Figure, Part, Trace, axis, figure, legend, margin, words_axis
from figures.words import MUTED, SOURCE, Word, hover, label

OUTLINE: Part = {"color": CLEAR, "line": {"color": MUTED, "width": 2}}  # bars to be compared with filled ones


def rows_figure(real: NDArray[np.float32], other: NDArray[np.float32], source: Sequence[Word], name: str) -> Figure:
    """The real row (S,) as outlines, the other (S,) as bars; positions are the coordinates, words only their labels."""
    words = [hover(word) for word in source]
    return figure(
        [bars(other, words, name, {"color": SOURCE}), bars(real, words, "real", OUTLINE)],
        barmode="group",
        bargap=0.25,
        height=210,
        margin=margin(34, 30, 8, 50),
        legend=legend(1.18),
        xaxis=words_axis([label(word) for word in source]),
        yaxis=axis(range=[0, 1.02], tickvals=[0, 0.5, 1], zeroline=True),
    )


def bars(row: NDArray[np.floating[Any]], words: Sequence[str], name: str, marker: Part, digits: int = 3) -> Trace:
    """A row (S,) as bars, with the words and numbers on hover."""
    return {
        "type": "bar",
        "x": list(range(len(words))),
        "y": row,
        "name": name,
        "marker": marker,
        "text": list(words),
        "textposition": "none",
        "hovertemplate": f"%{{text}}: %{{y:.{digits}f}}<extra>{name}</extra>",
    }
