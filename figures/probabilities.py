"""How probable two models find the same words: two bars a word, A left and B right."""

from collections.abc import Sequence

from figures.cells import Floats
from figures.figure import CLEAR, Figure, Part, Trace, axis, figure, margin, words_axis
from figures.words import MUTED, TARGET, Word, hover, label, width

HEIGHT = 190
LEFT, RIGHT = 34, 8


def probabilities_figure(a: Floats, b: Floats, target: Sequence[Word]) -> Figure:
    """Draw the probabilities (T,) that A and B give to each of the words; words are labels, places the coordinates.

    Every word gets the room that its label needs.
    """
    words = [hover(word) for word in target]
    return figure(
        [
            _bars("A", a, words, {"color": TARGET}),
            _bars("B", b, words, {"color": CLEAR, "line": {"color": TARGET, "width": 1.5}}),
        ],
        barmode="group",
        bargap=0.3,
        bargroupgap=0.1,
        width=int(LEFT + RIGHT + len(target) * _slot(target)),
        height=HEIGHT,
        margin=margin(LEFT, 18, RIGHT, 30, autoexpand=False),
        showlegend=False,
        hoverlabel={"font": {"size": 14}},
        xaxis=words_axis(
            [label(word) for word in target],
            tickfont={"size": 14},
            tickangle=0,
            range=[-0.5, len(target) - 0.5],
            showgrid=False,
        ),
        yaxis=axis(range=[0, 1.14], tickvals=[0, 0.5, 1], tickfont={"size": 11, "color": MUTED}),
    )


def _bars(letter: str, values: Floats, words: Sequence[str], marker: Part) -> Trace:
    return {
        "type": "bar",
        "name": letter,
        "x": list(range(len(words))),
        "y": values,
        "marker": marker,
        "text": [letter] * len(words),
        "textposition": "outside",
        "textfont": {"size": 11},
        "cliponaxis": False,
        "hovertext": [f"{letter} finds {word}" for word in words],
        "hovertemplate": "%{hovertext}: %{y:.3f}<extra></extra>",
    }


def _slot(target: Sequence[Word]) -> float:
    return max(44.0, 8 + max(map(width, target), default=0.0))
