"""Figures: the numbers in them are the numbers given, and words stay words."""

import numpy as np
import plotly.graph_objects as go
import pytest

from figures.alignment import Lit, alignment_figure, column_at, figure_width, labels_figure, labels_width
from figures.cells import MOST_CLICKABLE, Kind
from figures.figure import Figure, trace_of
from figures.scale import scale_figure
from figures.words import SOURCE, TARGET, Word, hover, label, width
from tests.figures.checking import checked

SOURCE_WORDS = [Word(w) for w in ("the", "cat", "saw", "the", "dog")] + [Word("</s>", end=True)]
TARGET_WORDS = [Word(w) for w in ("le", "chat", "a", "vu", "le", "chien")] + [Word("</s>", end=True)]
NOTHING = Lit()


@pytest.fixture
def weights() -> np.ndarray:
    rows = np.random.default_rng(0).random((len(TARGET_WORDS), len(SOURCE_WORDS)), dtype=np.float32)
    return rows / rows.sum(axis=1, keepdims=True)


def plain(
    weights: np.ndarray, lit: Lit = NOTHING, source: list[Word] = SOURCE_WORDS, target: list[Word] = TARGET_WORDS
) -> Figure:
    """The figure of weights with made-up strips."""
    coverage, entropy = weights.sum(axis=0), weights.max(axis=1)
    return alignment_figure(weights, source, target, coverage=coverage, entropy=entropy, cell=30, lit=lit)


def draw(
    weights: np.ndarray, lit: Lit = NOTHING, source: list[Word] = SOURCE_WORDS, target: list[Word] = TARGET_WORDS
) -> go.Figure:
    """The same, checked."""
    return checked(plain(weights, lit, source, target))


def test_the_heatmap_holds_the_weights_on_a_fixed_scale(weights: np.ndarray) -> None:
    heatmap = draw(weights).data[0]
    np.testing.assert_array_equal(heatmap.z, weights)
    assert (heatmap.zmin, heatmap.zmax) == (0, 1)
    assert heatmap.autocolorscale  # of the page, so that it follows light and dark mode
    assert heatmap.colorscale is None


def test_strips_hold_their_numbers(weights: np.ndarray) -> None:
    _, _, bars, dots = draw(weights).data
    np.testing.assert_array_equal(bars.y, weights.sum(axis=0))
    np.testing.assert_array_equal(dots.x, weights.max(axis=1))


def test_repeated_words_keep_their_own_columns_and_rows(weights: np.ndarray) -> None:
    layout = draw(weights).layout
    assert list(layout.xaxis.tickvals) == [0, 1, 2, 3, 4, 5]
    assert list(layout.xaxis.ticktext[:5]) == ["the", "cat", "saw", "the", "dog"]
    assert list(layout.yaxis.ticktext).count("le") == 2


def test_generated_words_run_downwards(weights: np.ndarray) -> None:
    first, last = draw(weights).layout.yaxis.range
    assert first > last


def test_every_cell_can_be_clicked_and_names_its_words_and_number(weights: np.ndarray) -> None:
    cells = checked({"data": [trace_of(plain(weights), "cells")]}).data[0]
    assert len(cells.x) == weights.size
    for x, y, text in zip(cells.x, cells.y, cells.text, strict=True):
        assert text == f"{hover(TARGET_WORDS[y])} looks at {hover(SOURCE_WORDS[x])}: {weights[y, x]:.3f}"


def test_a_map_with_very_many_cells_hovers_without_points() -> None:
    size = int(MOST_CLICKABLE**0.5) + 1
    words = [Word(str(i)) for i in range(size)]
    drawn = plain(np.full((size, size), 1 / size, dtype=np.float32), source=words, target=words)
    assert len(trace_of(drawn, "cells")["x"]) == 0
    map_ = trace_of(drawn, "map")
    assert map_["hovertemplate"].startswith("%{y} looks at %{x}: %{z:.3f}"), "the words are those of the axes"
    assert "text" not in map_, "a text for each cell would be most of what is sent"
    checked(drawn)


def test_every_point_says_what_it_stands_for(weights: np.ndarray) -> None:
    data = draw(weights).data
    kinds = {trace.name: set(trace.customdata) for trace in data if trace.customdata is not None}
    assert kinds == {"cells": {Kind.CELL}, "coverage": {Kind.COLUMN}, "entropy": {Kind.ROW}}
    for trace in data[1:]:
        assert len(trace.customdata) == len(trace.x) == len(trace.y)


@pytest.mark.parametrize("lit", [Lit(), Lit(source=3), Lit(target=4), Lit(4, 3)])
def test_what_is_lit_is_outlined_and_bold_in_its_accent(weights: np.ndarray, lit: Lit) -> None:
    layout = draw(weights, lit).layout
    outlines = [(shape.line.color, shape.x0, shape.y0) for shape in layout.shapes[1:]]
    assert ((SOURCE, 2.5, -0.5) in outlines) == (lit.source == 3)
    assert ((TARGET, -0.5, 3.5) in outlines) == (lit.target == 4)
    assert [s for s, text in enumerate(layout.xaxis.ticktext) if "<b>" in text] == [3] * (lit.source == 3)
    assert [t for t, text in enumerate(layout.yaxis.ticktext) if "<b>" in text] == [4] * (lit.target == 4)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("<s>", "&lt;s&gt;"), ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"), ("&amp;", "&amp;amp;"), ("a\"'b", "a\"'b")],
)
def test_markup_is_text(text: str, shown: str) -> None:
    assert label(Word(text)) == shown
    assert hover(Word(text)) == shown
    assert shown in label(Word(text), SOURCE)


def test_long_words_are_cut_before_they_are_escaped() -> None:
    assert label(Word("&" * 500)) == "&amp;" * 13 + "…"
    assert width(Word("a" * 500)) == width(Word("a" * 13 + "…"))
    assert len(hover(Word("a" * 500))) == 60


def test_unknown_words_are_marked_and_wide_letters_get_room() -> None:
    assert label(Word("고양이", unknown=True)) == "고양이⁇"
    assert width(Word("고양이")) > width(Word("cat"))


def test_cells_are_square_and_the_width_is_as_promised(weights: np.ndarray) -> None:
    layout = draw(weights).layout
    across = layout.width - layout.margin.l - layout.margin.r
    down = layout.height - layout.margin.t - layout.margin.b
    assert (layout.xaxis.domain[1] - layout.xaxis.domain[0]) * across == pytest.approx(30 * weights.shape[1])
    assert (layout.yaxis.domain[1] - layout.yaxis.domain[0]) * down == pytest.approx(30 * weights.shape[0])
    assert layout.width == figure_width(SOURCE_WORDS, TARGET_WORDS, 30)


def test_frozen_labels_lie_exactly_over_those_of_the_map(weights: np.ndarray) -> None:
    figure = draw(weights)
    labels = checked(labels_figure(plain(weights)))
    assert labels.layout.yaxis == figure.layout.yaxis
    assert labels.layout.height == figure.layout.height
    assert labels_width(labels_figure(plain(weights))) == figure.layout.margin.l <= labels.layout.width
    kept = {note.name: note.text for note in labels.layout.annotations}
    assert kept == {note.name: note.text for note in figure.layout.annotations if note.x == 0}
    assert kept.keys() == {"source", "target", "below"}
    assert (labels.layout.margin.t, labels.layout.margin.b) == (figure.layout.margin.t, figure.layout.margin.b)


def test_the_shared_scale_runs_from_0_to_1() -> None:
    (strip,) = checked(scale_figure()).data
    assert (strip.zmin, strip.zmax) == (0, 1)
    assert strip.colorscale is None


def test_the_column_that_is_lit_is_found_where_it_is_drawn() -> None:
    words, weights = [Word(text) for text in "abcd"], np.full((4, 4), 0.25, dtype=np.float32)
    drawn = alignment_figure(
        weights, words, words, coverage=weights.sum(axis=0), entropy=weights.sum(axis=1), cell=30, lit=Lit(0, 2)
    )
    assert column_at(drawn, Lit(0, 2)) == pytest.approx(drawn["layout"]["margin"]["l"] + 2.5 * 30)
    assert column_at(drawn, Lit()) is None
