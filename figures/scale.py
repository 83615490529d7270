"""What the colours of a map mean, as a strip with numbers below it."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from figures.cells import heatmap
from figures.figure import Figure, axis, figure, margin

WIDTH, HEIGHT = 240, 50


@cache
def scale_figure() -> Figure:
    """Weights from 0 to 1: the one colour bar that all maps on a page share. One object for all: not to be changed."""
    ticks = {0: "0", 0.25: "0.25", 0.5: "0.5", 0.75: "0.75", 1: "1"}
    return strip_figure(0, 1, ticks, width=WIDTH, beside=10)


def strip_figure(low: float, high: float, ticks: Mapping[float, str], *, width: int, beside: int) -> Figure:
    """The colours from `low` to `high`, with the `ticks` named below them and `beside` pixels free at both ends."""
    steps = np.linspace(low, high, 101, dtype=np.float32)
    return figure(
        [heatmap(steps[None], low, high, x=steps, y=[0], xgap=0, ygap=0)],
        width=width,
        height=HEIGHT,
        margin=margin(beside, 2, beside, 34, autoexpand=False),
        xaxis=axis(
            tickvals=list(ticks),
            ticktext=list(ticks.values()),
            tickfont={"size": 12},
            ticks="outside",
            ticklen=4,
            ticklabelstandoff=1,
            showgrid=False,
            automargin=False,
        ),
        yaxis={"visible": False, "fixedrange": True},
    )
