"""Figures of single steps and searches: what Plotly makes of them."""

import numpy as np
import pytest

from figures.beam_tree import Branch, tree_figure
from figures.figure import Figure, trace_of
from figures.rows import rows_figure
from figures.terms import terms_figure
from figures.window import window_figure
from figures.words import Word
from tests.figures.checking import checked

WORDS = [Word(text) for text in ("the", "<b>", "the")] + [Word("</s>", end=True)]
ROW = np.array([0.1, 0.0, 0.6, 0.3], dtype=np.float32)
TREE = [
    Branch(0, -1, 0, WORDS[0], 0.5, -1.0, "kept", True),
    Branch(1, -1, 0, WORDS[1], 0.2, -2.0, "pruned", False),
    Branch(2, 0, 1, WORDS[3], 0.5, -1.5, "finished", True),
]


@pytest.mark.parametrize(
    "drawn",
    [
        tree_figure(TREE),
        rows_figure(ROW, ROW[::-1], WORDS, "found"),
        terms_figure(np.array([0.5, -2.0, 1.0])),
        window_figure(ROW, None, ROW, 1.5, 2, WORDS),
        window_figure(ROW, ROW, ROW, 1.5, 2, WORDS),
    ],
)
def test_plotly_finds_nothing_wrong(drawn: Figure) -> None:
    figure = checked(drawn)
    assert [trace.type for trace in figure.data] == [trace["type"] for trace in drawn["data"]]


def test_the_terms_end_at_the_score() -> None:
    terms = np.array([0.5, -2.0, 1.0])
    figure = checked(terms_figure(terms))
    assert list(figure.data[0].y) == [-2.0, 1.0, 0.5]
    assert list(figure.data[0].customdata) == [2, 3, 1]  # dimensions count from 1
    assert [note.text for note in figure.layout.annotations if note.name == "score"] == ["score -0.500"]


def test_lines_of_a_tree_lead_from_parents_to_children() -> None:
    drawn = tree_figure(TREE)
    nodes = trace_of(drawn, "nodes")
    places = dict(zip(nodes["customdata"], zip(nodes["x"], nodes["y"], strict=True), strict=True))
    ends = {end for line in drawn["data"][:-1] for end in zip(line["x"], line["y"], strict=True)} - {(None, None)}
    assert ends == {(-1, 0), *places.values()}
