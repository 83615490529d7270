"""Figures of single steps and searches: what Plotly makes of them."""

import numpy as np
import pytest

from figures.beam_tree import Branch, step_at, tree_figure
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
    lines = [list(zip(line["x"], line["y"], strict=True)) for line in drawn["data"][:-1]]
    ends = {end for line in lines for end in (*line[0::5], *line[3::5])}  # four points and a gap each
    assert ends == {(-1, 0), *places.values()}


def test_lines_of_a_tree_are_level_where_labels_stand() -> None:
    for line in tree_figure(TREE)["data"][:-1]:
        points = list(zip(line["x"], line["y"], strict=True))
        for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
            if None in (x0, x1) or x0 < 0 or y0 == y1:
                continue
            assert abs(x0 - round(x0)) >= 0.3  # it climbs between two columns only
            assert abs(x1 - round(x1)) >= 0.3


def test_a_step_is_found_where_it_is_drawn() -> None:
    drawn = tree_figure(TREE)
    layout = drawn["layout"]
    low, high = layout["xaxis"]["range"]
    across = layout["width"] - layout["margin"]["l"] - layout["margin"]["r"]
    for step in (0, 1):
        assert step_at(step) == pytest.approx(layout["margin"]["l"] + (step - low) / (high - low) * across, abs=1)
