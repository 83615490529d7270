"""Figures of the Corpus page: points, bars and colours are the numbers that were given."""

import numpy as np
import pytest

from figures.columns import histogram_figure, scatter_figure, spread_figure
from figures.counts import counts_figure
from figures.figure import trace_of
from figures.series import Series
from tests.figures.checking import checked

X, Y = np.array([1.0, 2.0, np.nan, 4.0]), np.array([0.5, np.nan, 3.0, 4.0])
SAID = ["1: a", "2: &lt;b&gt;", "3: c", "4: d"]


def test_a_point_stands_for_each_sentence_and_the_open_one_is_marked() -> None:
    drawn = checked(scatter_figure(X, Y, SAID, "words", "BLEU", lit=3))
    points, mark = drawn.data
    np.testing.assert_array_equal(points.x, X)
    np.testing.assert_array_equal(points.y, Y)
    assert list(points.text) == SAID
    assert (list(mark.x), list(mark.y)) == ([4.0], [4.0])
    assert drawn.layout.dragmode == "select"


@pytest.mark.parametrize("lit", [None, 1, 2])
def test_a_sentence_without_one_of_the_numbers_has_no_mark(lit: int | None) -> None:
    assert len(scatter_figure(X, Y, SAID, "words", "BLEU", lit=lit)["data"]) == 1


def test_bars_count_every_number_that_is_there_once() -> None:
    values = np.array([0.0, 0.1, 0.2, 7.5, np.nan, 10.0, 3.3])
    bars = checked(histogram_figure(values, "BLEU")).data[0]
    assert sum(bars.y) == 6
    low, high = bars.x[0] - bars.width[0], bars.x[-1] + bars.width[-1]
    assert low < 0 < 10 < high


def test_whole_numbers_have_a_bar_each() -> None:
    bars = histogram_figure(np.array([3.0, 5.0, 5.0, 6.0]), "words")["data"][0]
    assert dict(zip(bars["x"].tolist(), bars["y"].tolist(), strict=True)) == {3.0: 1, 4.0: 0, 5.0: 2, 6.0: 1}


def test_bars_outside_of_the_chosen_range_step_back() -> None:
    bars = histogram_figure(np.array([3.0, 5.0, 6.0]), "words", (4.6, 6.4))["data"][0]
    colors = dict(zip(bars["x"].tolist(), bars["marker"]["color"], strict=True))
    assert colors[5.0] == colors[6.0] != colors[3.0] == colors[4.0]


@pytest.mark.parametrize("values", [np.array([]), np.array([np.nan, np.nan]), np.array([2.5]), np.array([2.5, 2.5])])
def test_few_numbers_or_none_can_be_drawn(values: np.ndarray) -> None:
    checked(histogram_figure(values, "BLEU"))


def test_systems_have_a_bar_each_in_every_range() -> None:
    counts = {Series(0, "a<b>", True): (1, 2), Series(1, "b", False): (3, 0)}
    first, second = checked(spread_figure(counts, (0, 50, 100), "BLEU")).data
    assert (list(first.y), list(second.y)) == ([1, 2], [3, 0])
    assert first.name == "A  a&lt;b&gt;"
    assert list(first.text) == ["0 to 50", "50 to 100"]


def test_what_was_passed_is_coloured_by_its_share_and_written_out() -> None:
    passed, out_of = np.array([[6, 0], [3, 1]]), np.array([[6, 6], [6, 0]])
    drawn = counts_figure(passed, out_of, ["negation", "<i>"], ["one", "two"])
    checked(drawn)
    heat = trace_of(drawn, "map")
    np.testing.assert_allclose(heat["z"], [[1, 0], [0.5, 0]])
    assert heat["text"] == [["6/6", "0/6"], ["3/6", "1/0"]]
    assert trace_of(drawn, "cells")["text"][2] == "one, &lt;i&gt;: 3 of 6"
    assert list(drawn["layout"]["yaxis"]["ticktext"]) == ["negation", "&lt;i&gt;"]
