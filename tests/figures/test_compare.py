"""Figures of the Compare page: differences, small maps, links and probabilities are the numbers given."""

import numpy as np
import plotly.graph_objects as go
import pytest

from figures.alignment import Lit, alignment_figure, figure_width
from figures.difference import LEAST_LIMIT, difference_figure, difference_scale_figure, symmetric_limit
from figures.figure import Figure
from figures.links import with_links
from figures.probabilities import probabilities_figure
from figures.small_map import small_cell, small_map_figure
from figures.words import Word
from seq2seq_core.analysis.alignment_measures import compare_alignments
from tests.figures.checking import checked

HOSTILE = [Word(text) for text in ("<b>x</b>", "&amp;", "<s>", "le", "le")] + [Word("</s>", end=True)]
SOURCE = [Word(text) for text in ("the", "cat", "the", "dog")] + [Word("</s>", end=True)]
NOWHERE = Lit()


def rows(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.ones(len(SOURCE)), size=len(HOSTILE)).astype(np.float32)


A, B = rows(0), rows(1)


def plain(a: np.ndarray = A, b: np.ndarray = B, lit: Lit = NOWHERE) -> Figure:
    agreement = compare_alignments(a, b)
    return difference_figure(a, b, SOURCE, HOSTILE, overlap=agreement.overlap, same=agreement.same, cell=30, lit=lit)


def draw(a: np.ndarray = A, b: np.ndarray = B, lit: Lit = NOWHERE) -> go.Figure:
    return checked(plain(a, b, lit))


def test_the_map_holds_a_minus_b_on_a_symmetric_scale() -> None:
    heatmap, _, bars, dots = draw().data
    np.testing.assert_array_equal(heatmap.z, A - B)
    assert heatmap.zmax == -heatmap.zmin >= np.abs(A - B).max()
    assert heatmap.autocolorscale  # the page's diverging colours
    assert heatmap.colorscale is None
    np.testing.assert_allclose(bars.y, A.sum(axis=0) - B.sum(axis=0), atol=1e-6)
    np.testing.assert_array_equal(dots.x, compare_alignments(A, B).overlap)


def test_a_minus_a_is_zero_everywhere() -> None:
    heatmap, _, bars, dots = draw(A, A).data
    assert not np.any(heatmap.z)
    assert not np.any(bars.y)
    assert set(dots.x) == {1.0}
    assert set(dots.marker.symbol) == {"circle"}
    assert (heatmap.zmin, heatmap.zmax) == (-LEAST_LIMIT, LEAST_LIMIT)


def test_a_dot_is_open_where_the_strongest_words_differ() -> None:
    b = np.concatenate([A[:2], np.roll(A[2:], 1, axis=1)])
    symbols = draw(A, b).data[3].marker.symbol
    assert list(symbols) == ["circle"] * 2 + ["circle-open"] * 4


@pytest.mark.parametrize(("largest", "limit"), [(0.0, 0.1), (0.031, 0.1), (0.5, 0.5), (0.501, 0.51), (1.0, 1.0)])
def test_the_limit_is_the_largest_difference_rounded_up(largest: float, limit: float) -> None:
    assert symmetric_limit(np.array([[largest, -largest / 2]])) == pytest.approx(limit)
    assert symmetric_limit(np.array([[-largest]])) == pytest.approx(limit)


def test_the_scale_prints_both_limits() -> None:
    figure = checked(difference_scale_figure(0.64))
    assert (figure.data[0].zmin, figure.data[0].zmax) == (-0.64, 0.64)
    assert figure.layout.xaxis.ticktext == ("−0.64 B more", "0", "A more +0.64")


def test_the_map_of_differences_lies_exactly_over_those_of_a_and_b() -> None:
    entropy = A.max(axis=1)
    own = checked(alignment_figure(A, SOURCE, HOSTILE, coverage=A.sum(axis=0), entropy=entropy, cell=30)).layout
    other = draw().layout
    for axis in ("xaxis", "yaxis"):
        assert own[axis].domain == other[axis].domain
        assert own[axis].ticktext == other[axis].ticktext
    assert (own.width, own.height, own.margin) == (other.width, other.height, other.margin)
    assert other.width == figure_width(SOURCE, HOSTILE, 30)


def test_hostile_words_are_escaped_and_repeated_ones_keep_their_places() -> None:
    figure = draw(lit=Lit(target=0, source=2))
    assert list(figure.layout.yaxis.ticktext[1:5]) == ["&amp;amp;", "&lt;s&gt;", "le", "le"]
    assert "&lt;b&gt;x&lt;/b&gt;" in figure.layout.yaxis.ticktext[0]
    assert list(figure.layout.xaxis.ticktext[:1]) == ["the"]
    texts = figure.data[1].text
    assert len(texts) == A.size
    assert texts[0].startswith("&lt;b&gt;x&lt;/b&gt; looks at the: A ")
    for figure in (small_map_figure(A, SOURCE, HOSTILE, cell=12), probabilities_figure(A[:, 0], B[:, 0], HOSTILE)):
        assert "<b>x" not in checked(figure).to_json()


def test_every_cell_says_both_numbers_and_their_difference() -> None:
    cells = draw().data[1]
    for x, y, text in zip(cells.x, cells.y, cells.text, strict=True):
        assert f"A {A[y, x]:.3f}, B {B[y, x]:.3f}, A − B {A[y, x] - B[y, x]:+.3f}" in text


def test_a_small_map_holds_its_weights_on_the_scale_of_the_large_one() -> None:
    figure = checked(small_map_figure(A, SOURCE, HOSTILE, cell=12))
    np.testing.assert_array_equal(figure.data[0].z, A)
    assert (figure.data[0].zmin, figure.data[0].zmax) == (0, 1)
    assert len(figure.data[1].x) == A.size
    assert [small_cell(s, t) for s, t in ((5, 5), (20, 10), (200, 5))] == [20, 11, 6]


def test_links_are_drawn_where_they_are_and_leave_the_cells_to_be_clicked() -> None:
    figure = checked(with_links(plain(), {(1, 0), (3, 4)}, {(2, 2)}, 30))
    assert figure.data[1].name == "cells"
    sure, possible = figure.data[4:]
    assert list(zip(sure.x, sure.y, strict=True)) == [(1, 0), (3, 4)]
    assert list(zip(possible.x, possible.y, strict=True)) == [(2, 2)]
    assert sure.marker.symbol != possible.marker.symbol
    assert sure.hoverinfo == possible.hoverinfo == "skip"
    assert len(with_links(plain(), set(), set(), 30)["data"]) == 4


def test_probabilities_stand_beside_each_other_for_every_word() -> None:
    a, b = A[:, 0], B[:, 0]
    figure = checked(probabilities_figure(a, b, HOSTILE))
    np.testing.assert_array_equal(figure.data[0].y, a)
    np.testing.assert_array_equal(figure.data[1].y, b)
    assert [bars.name for bars in figure.data] == ["A", "B"]
    assert list(figure.layout.xaxis.tickvals) == list(range(len(HOSTILE)))
    longest = checked(probabilities_figure(a, b, [*HOSTILE[:-1], Word("anticonstitutionnellement")]))
    assert longest.layout.width > figure.layout.width >= 44 * len(HOSTILE)  # every label finds room
