"""What each target word owes to the source and to what was said before it: two parts of a bar."""

from collections.abc import Sequence

import numpy as np

from figures.cells import Floats
from figures.figure import Figure, Trace, axis, figure, legend, margin, words_axis
from figures.words import MUTED, SOURCE, TARGET, Word, hover, label, width

HEIGHT = 220
LEFT, RIGHT = 44, 8


def contributions_figure(nats: Floats, shares: Floats, target: Sequence[Word]) -> Figure:
    """Draw the shares (T,) of the source, and what is left for the target prefix; `nats` (T, 2) are told on hover.

    A word to which neither adds anything has no bar, which is nan.
    """
    parts = (("source", shares, SOURCE, 0), ("said before", 1 - shares, TARGET, 1))
    return figure(
        [_part(name, share, color, nats[:, side], target) for name, share, color, side in parts],
        barmode="stack",
        bargap=0.3,
        width=int(max(320, LEFT + RIGHT + len(target) * _slot(target))),
        height=HEIGHT,
        margin=margin(LEFT, 30, RIGHT, 30, autoexpand=False),
        showlegend=True,
        legend=legend(1.02, yanchor="bottom"),
        hoverlabel={"font": {"size": 14}},
        xaxis=words_axis(
            [label(word) for word in target],
            tickfont={"size": 14},
            tickangle=0,
            range=[-0.5, len(target) - 0.5],
            showgrid=False,
        ),
        yaxis=axis(range=[0, 1], tickvals=[0, 0.5, 1], tickformat=".0%", tickfont={"size": 11, "color": MUTED}),
    )


def _part(name: str, shares: Floats, color: str, nats: Floats, target: Sequence[Word]) -> Trace:
    return {
        "type": "bar",
        "name": name,
        "x": list(range(len(target))),
        "y": np.nan_to_num(shares),
        "marker": {"color": color},
        "text": [f"{hover(word)}: {value:+.2f} nats" for word, value in zip(target, nats.tolist(), strict=True)],
        "textposition": "none",
        "hovertemplate": f"%{{text}} from the {name}, %{{y:.0%}}<extra></extra>",
    }


def _slot(target: Sequence[Word]) -> float:
    return max(44.0, 8 + max(map(width, target), default=0.0))
