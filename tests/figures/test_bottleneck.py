"""Figures of the Bottleneck page: the numbers in them are the numbers given, and words stay words."""

import numpy as np
import pytest

from figures.gradient import Profile, gradient_figure, log_scale_figure, profile_figure, shared_scale
from figures.length import Curve, growth_figure, length_figure
from figures.series import COLORS, MARKS, Series, faint
from figures.trade import Row, cost_figure, score_figure
from figures.words import Word
from tests.figures.checking import checked

A, B = Series(0, "bahdanau", True), Series(1, "no-<b>attention", False)
SOURCE = [Word(w) for w in ("the", "cat", "the", "<b>")] + [Word("</s>", end=True)]
TARGET = [Word(w) for w in ("le", "chat")] + [Word("</s>", end=True)]


@pytest.fixture
def norms() -> np.ndarray:
    values = np.random.default_rng(0).random((3, 5)) * 10.0 ** np.arange(-4, 1)
    values[1, 1] = 0.0
    return values


def test_models_differ_by_mark_and_line_not_by_colour_alone() -> None:
    assert len(set(MARKS)) == len(MARKS) >= 9
    assert len(set(COLORS)) == len(COLORS) >= 9
    assert A.marker["symbol"] != B.marker["symbol"]
    assert (A.line["dash"], B.line["dash"]) == ("solid", "dot")
    assert (A.label, B.label) == ("A  bahdanau", "B  no-<b>attention")
    assert faint("#0a10ff") == "rgba(10,16,255,0.15)"


def test_lines_hold_the_scores_and_bands_the_intervals() -> None:
    curves = [
        Curve(A, [0, 1, 2], [50.0, 40.0, 30.0], [45.0, 35.0, 10.0], [55.0, 45.0, 50.0]),
        Curve(B, [0, 2], [40.0, 5.0], None, None),
    ]
    figure = checked(length_figure(curves, ["1-5", "6-10", "21 or more"], [700, 1200, 7], "BLEU"))
    band, first, second = figure.data
    assert list(band.x) == [0, 1, 2, 2, 1, 0]
    assert list(band.y) == [55.0, 45.0, 50.0, 10.0, 35.0, 45.0]
    assert (list(first.x), list(first.y)) == ([0, 1, 2], [50.0, 40.0, 30.0])
    assert (list(second.x), list(second.y)) == ([0, 2], [40.0, 5.0])
    assert first.customdata[2] == ", 95% percentile interval 10.0 to 50.0"
    assert second.customdata[0] == ""
    assert second.name == "B  no-&lt;b&gt;attention"
    assert list(figure.layout.xaxis.ticktext) == ["1-5<br>n = 700", "6-10<br>n = 1,200", "21 or more<br>n = 7"]
    assert figure.layout.yaxis.range[0] == 0
    assert figure.layout.yaxis.range[1] > 55


def test_growth_is_drawn_against_words_with_a_band_up_to_what_nobody_can_tell() -> None:
    shares = [[(1.0, 1.0), None, (0.7, 0.8)], [(0.9, 1.0), (0.5, 0.5), (0.2, 0.6)]]
    figure = checked(growth_figure([A, B], [7, 14, 20], shares, now=1))
    band, _, line, other = figure.data
    assert (list(line.x), list(line.y)) == ([7, 20], [1.0, 0.7])
    assert (list(band.x), list(band.y)) == ([7, 20, 20, 7], [1.0, 0.8, 0.7, 1.0])
    assert list(other.y) == [0.9, 0.5, 0.2]
    assert line.customdata[1] == ", 20% not found"
    assert figure.layout.shapes[0].x0 == 14


def test_a_map_holds_powers_of_ten_and_nothing_where_the_norm_is_zero(norms: np.ndarray) -> None:
    figure = checked(gradient_figure(norms, SOURCE, TARGET, (-4.0, 1.0), 20))
    heatmap = figure.data[0]
    drawn = np.array(heatmap.z)
    assert np.isnan(drawn[1, 1])
    np.testing.assert_allclose(10 ** drawn[norms > 0], norms[norms > 0])
    assert (heatmap.zmin, heatmap.zmax) == (-4.0, 1.0)
    assert heatmap.autocolorscale  # of the page, so that it follows light and dark mode
    assert heatmap.colorscale is None
    assert list(figure.layout.xaxis.ticktext[:4]) == ["the", "cat", "the", "&lt;b&gt;"]
    assert heatmap.text[1][3] == f"chat from &lt;b&gt;: {norms[1, 3]:.2g}"
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]


def test_maps_share_a_scale_that_holds_all_of_them_but_not_endless_decades(norms: np.ndarray) -> None:
    assert shared_scale([np.array([[0.02, 0.5]]), np.array([[3.0, 0.0]])]) == (-2.0, 1.0)
    low, high = shared_scale([np.array([[1e-30, 5.0]])])
    assert (low, high) == (-4.0, 1.0)
    assert shared_scale([np.zeros((2, 2))]) == (-1.0, 0.0)
    figure = checked(log_scale_figure((-2.0, 1.0)))
    assert list(figure.layout.xaxis.tickvals) == [-2, -1, 0, 1]
    assert (figure.data[0].zmin, figure.data[0].zmax) == (-2.0, 1.0)


def test_profiles_are_drawn_on_a_logarithmic_scale() -> None:
    figure = checked(profile_figure([Profile("a <i>", [1, 2, 5], [0.1, 0.01, 1e-4], "dash")], "steps"))
    (line,) = figure.data
    assert (list(line.x), list(line.y)) == ([1, 2, 5], [0.1, 0.01, 1e-4])
    assert line.line.dash == "dash"
    assert line.name == "a &lt;i&gt;"
    assert figure.layout.yaxis.type == "log"


ROWS = [Row("bahdanau", True, 48.0, 46.0, 51.0), Row("no-<b>attention", False, 30.0)]


def test_scores_are_dots_in_the_given_order_with_their_intervals() -> None:
    figure = checked(score_figure(ROWS, "BLEU"))
    (dots,) = figure.data
    assert (list(dots.x), list(dots.y)) == ([48.0, 30.0], [0, 1])
    assert (dots.error_x.array[0], dots.error_x.arrayminus[0]) == (3.0, 2.0)
    assert (dots.error_x.array[1], dots.error_x.arrayminus[1]) == (0, 0)
    assert list(dots.marker.symbol) == ["circle", "circle-open"]
    assert list(dots.text) == ["bahdanau, 95% percentile interval 46.0 to 51.0", "no-&lt;b&gt;attention"]
    low, high = figure.layout.xaxis.range
    assert 0 <= low < 30
    assert high > 51
    assert list(figure.layout.yaxis.ticktext) == ["bahdanau", "no-&lt;b&gt;attention"]
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the first one is on top


def test_costs_are_bars_from_zero_with_their_numbers() -> None:
    figure = checked(
        cost_figure([Row("a", True, 10.91), Row("b", False, 8.3), Row("c" * 60, True, 1234.5)], "Size", "MB")
    )
    (bars,) = figure.data
    assert list(bars.x) == [10.91, 8.3, 1234.5]
    assert [text.strip() for text in bars.text] == ["10.9", "8.3", "1,234"]
    assert bars.marker.color[1] == "rgba(0,0,0,0)"  # hollow: no attention
    assert figure.layout.xaxis.range[0] == 0
    assert figure.layout.xaxis.range[1] > 1234.5
    assert figure.layout.title.text == "Size (MB)"
    assert len(figure.layout.yaxis.ticktext[2]) == 26


def test_rows_of_charts_beside_each_other_are_level() -> None:
    scores, costs = score_figure(ROWS, "BLEU")["layout"], cost_figure(ROWS, "Size", "MB")["layout"]
    assert scores["height"] == costs["height"]
    assert scores["margin"] == costs["margin"]
