"""The axes that every map shares: source words across the top, generated words down the left side, near square cells.

Positions, not words, are the coordinates: a word that comes twice keeps both its places.
"""

from collections.abc import Sequence

import numpy as np

from figures.figure import Part, note, words_axis
from figures.words import SOURCE, TARGET, Word, label, width

SMALLEST_CELL, LARGEST_CELL = 24, 44
LARGEST_SHOWN = 64  # pixels of a cell on a page that has room
CLOSEST_SLANTED = 20  # pixels between two source words below which their labels stand upright
SMALLEST_FONT, FONT = 10, 14
DIAGONAL = 0.72  # height and reach of a slanted label for each pixel of its length


def cell_size(source_length: int, smallest: int = SMALLEST_CELL) -> int:
    """Pixels of a cell's side: large for a short sentence, never too small to hit."""
    return int(np.clip(round(300 / max(source_length, 1)), smallest, LARGEST_CELL))


def times_shown(cell: int) -> tuple[float, float]:
    """How many times its size a map with such cells is shown, at least and at most."""
    return min(SMALLEST_CELL, cell) / cell, LARGEST_SHOWN / cell


def left_margin(target: Sequence[Word], cell: int = SMALLEST_CELL) -> int:
    """Pixels that the labels of generated words need."""
    return int(max(80, 16 + _longest(target, cell)))


def top_margin(source: Sequence[Word], cell: int) -> int:
    """Pixels that the labels of source words need, with the names of the axes beside them."""
    rise = {0: 14.0, -45: DIAGONAL * _longest(source, cell), -90: _longest(source, cell) - 20}
    return int(40 + max(6, rise[label_angle(source, cell)]))


def right_margin(source: Sequence[Word], cell: int, beside: int = 0) -> int:
    """Pixels for slanted labels that reach over the right edge of the map and what is `beside` it."""
    if label_angle(source, cell) != -45:
        return 8
    reach = max(DIAGONAL * width(word) + 12 - (len(source) - s - 0.5) * cell for s, word in enumerate(source))
    return int(max(8, reach - beside))


def label_angle(source: Sequence[Word], cell: int) -> int:
    """How labels of source words stand: level where all fit into their columns, else slanted, or upright if crowded."""
    if _longest(source, cell) <= cell - 2:
        return 0
    return -45 if cell >= CLOSEST_SLANTED else -90


def source_axis(source: Sequence[Word], cell: int, lit: int | None = None) -> Part:
    """The axis across the top."""
    return {
        **_map_axis([label(word, SOURCE if s == lit else None) for s, word in enumerate(source)], cell),
        "range": [-0.5, len(source) - 0.5],
        "side": "top",
        "tickangle": label_angle(source, cell),
    }


def target_axis(target: Sequence[Word], cell: int, lit: int | None = None) -> Part:
    """The axis down the left side."""
    return {
        **_map_axis([label(word, TARGET if t == lit else None) for t, word in enumerate(target)], cell),
        "range": [len(target) - 0.5, -0.5],
        "ticklabelstandoff": 4,
    }


def axis_names() -> list[Part]:
    """Which side is which: source words run to the right, generated words downwards. Named by their sides."""
    corner = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "right", "xshift": -5, "y": 1, "yanchor": "bottom"}
    return [
        note(name, text, yshift=lift, font={"size": 13, "color": color}, **corner)
        for name, text, lift, color in (("source", "source →", 22, SOURCE), ("target", "generated ↓", 4, TARGET))
    ]


def _font(cell: int) -> int:
    """Size of the labels beside cells of `cell` pixels."""
    return min(FONT, max(SMALLEST_FONT, cell - 3))


def _longest(words: Sequence[Word], cell: int) -> float:
    """Pixels of the longest label."""
    return max(map(width, words)) * _font(cell) / FONT


def _map_axis(labels: list[str], cell: int) -> Part:
    return words_axis(labels, tickfont={"size": _font(cell)}, showgrid=False, ticks="", automargin=False)
