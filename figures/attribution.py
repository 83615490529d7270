"""The map of an attribution, as large as that of attention beside it, and the difference of the two.

S source words, T target words. Rows are target words, columns are source words. Signed numbers are drawn on a scale
that is symmetric around zero; the page has both scales, and zero is its colour.
"""

from collections.abc import Sequence
from math import floor, log10

import numpy as np

from figures.alignment import Lit, map_figure
from figures.cells import Floats, cells, heatmap
from figures.difference import SCALE_WIDTH, symmetric_limit
from figures.figure import Figure
from figures.scale import strip_figure
from figures.strips import column_bars, row_dots
from figures.words import Word, hover

NOTHING = Lit()


def round_limit(largest: float) -> float:
    """The end of a scale: a largest number, rounded up to two digits."""
    if largest <= 0:
        return 1.0
    step = 10.0 ** (floor(log10(largest)) - 1)
    return float(np.ceil(largest / step - 1e-9) * step)


def attribution_figure(
    values: Floats,
    source: Sequence[Word],
    target: Sequence[Word],
    *,
    unit: str,
    limit: float,
    signed: bool,
    received: Floats,
    entropy: Floats,
    cell: int,
    lit: Lit = NOTHING,
) -> Figure:
    """Draw values (T, S) in a unit, from -limit if they are `signed`, else from 0, to `limit`.

    Below it how much each source word received (S,), beside it the normalised entropy (T,), both of the rows as shares.
    """
    colors = heatmap(values, -limit if signed else 0, limit)
    sign = "+" if signed else ""
    return map_figure(
        [
            *cells(colors, lambda: _texts(values, source, target, unit, sign), f"%{{y}} from %{{x}}: %{{z:{sign}.3g}}"),
            column_bars(received, source, [hover(word) for word in source], "%{text}: received %{y:.3f} in all"),
            row_dots("entropy", entropy, target, [hover(w) for w in target], "%{text}: normalised entropy %{x:.3f}"),
        ],
        source,
        target,
        cell=cell,
        lit=lit,
        below="received",
        beside="normalised<br>entropy",
        coverage_axis={"tickvals": [1], "range": [0, max(1.5, 1.05 * float(received.max(initial=0)))]},
    )


def attribution_scale_figure(limit: float, *, signed: bool) -> Figure:
    """The colours of values up to `limit`, with the limits printed at both ends."""
    low = {-limit: f"−{limit:.3g} against"} if signed else {}
    ticks = {**low, 0: "0", limit: f"{limit:.3g} for" if signed else f"{limit:.3g}"}
    return strip_figure(-limit if signed else 0, limit, ticks, width=SCALE_WIDTH, beside=48)


def shares_figure(
    attention: Floats,
    other: Floats,
    source: Sequence[Word],
    target: Sequence[Word],
    *,
    name: str,
    overlap: Floats,
    cell: int,
    lit: Lit = NOTHING,
) -> Figure:
    """Draw attention less the shares (T, S) of another method, by name; beside it how much the rows overlap (T,)."""
    difference = attention - other
    limit = symmetric_limit(difference)
    received: Floats = difference.sum(axis=0)
    reach = max(0.6, 1.1 * float(np.abs(received).max(initial=0)))
    tick = 0.5 if reach < 1 else int(reach)
    return map_figure(
        [
            *cells(
                heatmap(difference, -limit, limit),
                lambda: _share_texts(attention, other, source, target, name),
                "%{y} from %{x}: difference %{z:+.3f}",
            ),
            column_bars(received, source, [hover(word) for word in source], "%{text}: received %{y:+.3f} more"),
            row_dots("overlap", overlap, target, [hover(word) for word in target], "%{text}: overlap %{x:.3f}"),
        ],
        source,
        target,
        cell=cell,
        lit=lit,
        below="received",
        beside="overlap",
        coverage_axis={"range": [-reach, reach], "tickvals": [-tick, 0, tick], "zeroline": True},
    )


def shares_scale_figure(limit: float) -> Figure:
    """The colours of attention less another method."""
    ticks = {-limit: f"−{limit:.2f} method more", 0: "0", limit: f"attention more {limit:.2f}"}
    return strip_figure(-limit, limit, ticks, width=SCALE_WIDTH + 60, beside=68)


def _texts(values: Floats, source: Sequence[Word], target: Sequence[Word], unit: str, sign: str) -> list[str]:
    """What every cell says, row by row."""
    heres = [hover(word) for word in source]
    return [
        f"{hover(word)} from {here}: {value:{sign}.3g} {unit}"
        for word, row in zip(target, values.tolist(), strict=True)
        for here, value in zip(heres, row, strict=True)
    ]


def _share_texts(
    attention: Floats, other: Floats, source: Sequence[Word], target: Sequence[Word], name: str
) -> list[str]:
    heres = [hover(word) for word in source]
    return [
        f"{hover(word)} from {here}: attention {of_a:.3f}, {name} {of_b:.3f}"
        for word, row_a, row_b in zip(target, attention.tolist(), other.tolist(), strict=True)
        for here, of_a, of_b in zip(heres, row_a, row_b, strict=True)
    ]
