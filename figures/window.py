"""What local attention does to a row: the softmax inside the window, the Gaussian over it, and their product.

S source positions, counted from 0.
"""

from collections.abc import Sequence

import numpy as np

from figures.cells import Floats
from figures.figure import Figure, Trace, axis, figure, legend, margin, note, upright_line, words_axis
from figures.rows import OUTLINE, bars
from figures.words import MUTED, SOURCE, TARGET, Word, hover, label


def window_figure(
    softmax: Floats, gaussian: Floats | None, weights: Floats, center: float, window: int, source: Sequence[Word]
) -> Figure:
    """Weights (S,) as bars; p_t marked, the window shaded. With a Gaussian it is a curve, and the softmax (S,), which
    without one is the weights themselves, is outlined."""
    words = [hover(word) for word in source]
    if gaussian is None:
        data = [bars(weights, words, "weight = softmax in the window", {"color": SOURCE}, 4)]
    else:
        inside = np.where(softmax > 0, softmax, np.nan)
        data = [
            bars(inside, words, "softmax in the window", OUTLINE, 4),
            bars(weights, words, "weight = softmax × Gaussian", {"color": SOURCE}, 4),
            _gaussian(center, window),
        ]
    shade = {"xref": "x", "x0": center - window, "x1": center + window, "yref": "y domain", "y0": 0, "y1": 1}
    return figure(
        data,
        barmode="overlay",
        bargap=0.3,
        height=320,
        showlegend=True,
        margin=margin(34, 30, 8, 80),
        legend=legend(-0.25, yanchor="top"),  # below: on a phone it takes three lines
        shapes=[
            {"type": "rect", **shade, "fillcolor": MUTED, "opacity": 0.12, "line": {"width": 0}},
            upright_line(center, color=TARGET, width=2, dash="dot"),
        ],
        annotations=[
            note(
                "center",
                f"p<sub>t</sub> = {center:.2f}",
                x=center,
                y=1,
                yref="paper",
                yanchor="bottom",
                font={"color": TARGET, "size": 13},
            )
        ],
        xaxis=words_axis([label(word) for word in source], range=[-0.6, len(source) - 0.4], showgrid=False),
        yaxis=axis(range=[0, 1.05], tickvals=[0, 0.5, 1]),
    )


def _gaussian(center: float, window: int) -> Trace:
    x = np.linspace(center - window, center + window, 121)
    return {
        "type": "scatter",
        "x": x,
        "y": np.exp(-2 * ((x - center) / window) ** 2),  # sigma = D / 2
        "name": "Gaussian",
        "mode": "lines",
        "line": {"color": TARGET, "width": 2},
        "hoverinfo": "skip",
    }
