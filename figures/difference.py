"""A minus B: the difference of two alignments of the same words, on a scale that is symmetric around zero.

S source words, T target words. Rows are target words, columns are source words. Blue is where A looks more, orange
where B does; the page has both scales, so that zero is the colour of the page in light mode and in dark mode.
"""

from collections.abc import Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

from figures.alignment import Lit, map_figure
from figures.cells import Floats, cells, heatmap
from figures.figure import Figure, Trace
from figures.scale import strip_figure
from figures.strips import column_bars, row_dots
from figures.words import MUTED, Word, hover

LEAST_LIMIT = 0.1  # a scale that ended lower would make rounding errors look like something
SCALE_WIDTH = 300
A_MORE, B_MORE = "#3f84c6", "#c8742a"  # of bars: in the middle of the scale's two halves, to be seen on both pages
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
) -> Figure:
    """Draw a - b, both (T, S); below it the difference of coverage, beside it the overlap (T,) of the rows.

    The dot of a row is filled where both look most at the same word (`same`, (T,)), and open where they do not.
    """
    difference = a - b
    limit = symmetric_limit(difference)
    colors = heatmap(difference, -limit, limit)
    gained: Floats = difference.sum(axis=0)
    reach = max(0.6, 1.1 * float(np.abs(gained).max()))
    tick = 0.5 if reach < 1 else int(reach)
    return map_figure(
        [
            *cells(colors, lambda: _texts(a, b, source, target), "%{y} looks at %{x}: A − B %{z:+.3f}"),
            column_bars(
                gained,
                source,
                [hover(word) for word in source],
                "%{text}: coverage A − B %{y:+.3f}",
                [A_MORE if value > 0 else B_MORE for value in gained.tolist()],
            ),
            _overlap_dots(overlap, same, target),
        ],
        source,
        target,
        cell=cell,
        lit=lit,
        below="coverage<br>A − B",
        beside="overlap",
        coverage_axis={
            "range": [-reach, reach],
            "tickvals": [-tick, 0, tick],
            "zeroline": True,
            "zerolinecolor": MUTED,
        },
    )


def difference_scale_figure(limit: float) -> Figure:
    """The colours of A - B, with the limits printed at both ends."""
    ticks = {-limit: f"−{limit:.2f} B more", 0: "0", limit: f"A more +{limit:.2f}"}
    return strip_figure(-limit, limit, ticks, width=SCALE_WIDTH, beside=48)


def _texts(a: Floats, b: Floats, source: Sequence[Word], target: Sequence[Word]) -> list[str]:
    """What every cell says, row by row."""
    heres = [hover(word) for word in source]
    rows = zip(map(hover, target), a.tolist(), b.tolist(), (a - b).tolist(), strict=True)
    return [
        f"{word} looks at {here}: A {of_a:.3f}, B {of_b:.3f}, A − B {more:+.3f}"
        for word, row_a, row_b, row in rows
        for here, of_a, of_b, more in zip(heres, row_a, row_b, row, strict=True)
    ]


def _overlap_dots(overlap: Floats, same: NDArray[np.bool_], target: Sequence[Word]) -> Trace:
    texts = [
        f"{hover(word)}: {'the same strongest word' if one else 'different strongest words'}, overlap"
        for word, one in zip(target, same, strict=True)
    ]
    symbols = ["circle" if one else "circle-open" for one in same]
    return row_dots("overlap", overlap, target, texts, "%{text} %{x:.3f}", symbol=symbols, line={"width": 2})
