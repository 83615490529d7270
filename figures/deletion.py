"""The probability of a target word while source words are taken away, one more at a time, in the order of a method.

G source words that can go.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figures.figure import Figure, Part, Trace, axis, axis_title, figure, legend, margin, upright_line
from figures.series import COLORS, faint
from figures.words import MUTED

HEIGHT = 270
ATTENTION, OTHER = (COLORS[0], "circle", "solid"), (COLORS[1], "square", "dash")
SMALL = 0.05  # of a probability while nothing is gone: below, the axis is logarithmic


@dataclass(frozen=True, slots=True, eq=False)
class Falling:
    """One method's curve."""

    name: str
    probability: NDArray[np.float64]  # (G + 1,)
    gone: Sequence[str]  # (G,) the words in the order in which they go
    attention: bool = False  # or any other method


def deletion_figure(curves: Sequence[Falling], random: NDArray[np.float64], struck: int, noun: str = "word") -> Figure:
    """Curves of methods over those of `random` orders (N, G + 1), grey: their mean, and from the least to the most.

    A line stands where `struck` words, or what else the `noun` says, are gone.
    """
    count = random.shape[1]
    return figure(
        [*_random(random), *map(_falling, curves)],
        height=HEIGHT,
        margin=margin(46, 34, 12, 46),
        legend=legend(1.02, yanchor="bottom"),
        showlegend=True,
        hovermode="closest",
        shapes=[upright_line(struck, color=MUTED, width=1, dash="dot")],
        xaxis=axis(
            title=axis_title(f"source {noun}s taken away"), range=[-0.3, count - 0.7], dtick=max(1, count // 12)
        ),
        yaxis=axis(title=axis_title("probability"), **_scale(float(random[0, 0]))),
    )


def _scale(whole: float) -> Part:
    """From 0 to 1; on a logarithmic scale, which fits itself, what is small to begin with."""
    if whole < SMALL:
        return {"type": "log", "exponentformat": "power", "nticks": 5}
    return {"range": [-0.03, 1.05], "tickvals": [0, 0.5, 1], "zeroline": True}


def _falling(curve: Falling) -> Trace:
    color, symbol, dash = ATTENTION if curve.attention else OTHER
    told = ["nothing is gone", *(f"{n} gone, the last “{word}”" for n, word in enumerate(curve.gone, 1))]
    return {
        "type": "scatter",
        "name": curve.name,
        "x": list(range(len(curve.probability))),
        "y": curve.probability,
        "mode": "lines+markers",
        "line": {"color": color, "width": 2.5, "dash": dash},
        "marker": {"color": color, "size": 8, "symbol": symbol},
        "text": told,
        "hovertemplate": f"%{{text}}: %{{y:.3g}}<extra>{curve.name}</extra>",
    }


def _random(random: NDArray[np.float64]) -> list[Trace]:
    places = list(range(random.shape[1]))
    return [
        {
            "type": "scatter",
            "name": "band",
            "x": [*places, *reversed(places)],
            "y": [*random.max(axis=0).tolist(), *reversed(random.min(axis=0).tolist())],
            "fill": "toself",
            "fillcolor": faint(MUTED),
            "line": {"width": 0},
            "mode": "lines",
            "hoverinfo": "skip",
            "showlegend": False,
        },
        {
            "type": "scatter",
            "name": f"random order, mean of {len(random)}",
            "x": places,
            "y": random.mean(axis=0),
            "mode": "lines",
            "line": {"color": MUTED, "width": 2},
            "hovertemplate": "%{x} gone: %{y:.3g}<extra>random order</extra>",
        },
    ]
