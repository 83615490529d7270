"""How probable two models find the same words: two bars a word, A left and B right."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from figures.words import MUTED, TARGET, Word, hover, label, width

Floats = NDArray[np.float32]

HEIGHT = 190
LEFT, RIGHT = 34, 8


def probabilities_width(target: Sequence[Word]) -> int:
    """Pixels of the figure: every word gets the room that its label needs."""
    return int(LEFT + RIGHT + len(target) * _slot(target))


def probabilities_figure(a: Floats, b: Floats, target: Sequence[Word]) -> go.Figure:
    """Draw the probabilities (T,) that A and B give to each of the words; words are labels, places the coordinates."""
    words = [hover(word) for word in target]
    figure = go.Figure(
        [
            _bars("A", a, words, {"color": TARGET}),
            _bars("B", b, words, {"color": "rgba(0,0,0,0)", "line": {"color": TARGET, "width": 1.5}}),
        ]
    )
    figure.update_layout(
        barmode="group",
        bargap=0.3,
        bargroupgap=0.1,
        width=probabilities_width(target),
        height=HEIGHT,
        margin={"l": LEFT, "r": RIGHT, "t": 18, "b": 30, "autoexpand": False},
        showlegend=False,
        dragmode=False,
        hoverlabel={"font": {"size": 14}},
    )
    figure.update_xaxes(
        tickvals=list(range(len(target))),
        ticktext=[label(word) for word in target],
        tickfont={"size": 14},
        tickangle=0,
        range=[-0.5, len(target) - 0.5],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    figure.update_yaxes(
        range=[0, 1.14], tickvals=[0, 0.5, 1], tickfont={"size": 11, "color": MUTED}, fixedrange=True, zeroline=False
    )
    return figure


def _bars(letter: str, values: Floats, words: Sequence[str], marker: dict[str, object]) -> go.Bar:
    return go.Bar(
        name=letter,
        x=list(range(len(words))),
        y=values,
        marker=marker,
        text=[letter] * len(words),
        textposition="outside",
        textfont={"size": 11},
        cliponaxis=False,
        hovertext=[f"{letter} finds {word}" for word in words],
        hovertemplate="%{hovertext}: %{y:.3f}<extra></extra>",
    )


def _slot(target: Sequence[Word]) -> float:
    return max(44.0, 8 + max(map(width, target), default=0.0))
