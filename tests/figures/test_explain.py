"""Figures of the Explain page: maps, deletion curves, contributions and methods are the numbers that were given."""

import numpy as np
import pytest

from figures.attribution import (
    attribution_figure,
    attribution_scale_figure,
    round_limit,
    shares_figure,
    shares_scale_figure,
)
from figures.contributions import contributions_figure
from figures.deletion import Falling, deletion_figure
from figures.figure import trace_of
from figures.methods import Measured, methods_figure
from figures.series import Series
from figures.words import Word
from tests.figures.checking import checked

HOSTILE = [Word("<b>x</b>"), Word("&amp;"), Word("</s>", end=True)]
SOURCE = [Word("the"), Word("cat"), Word("the"), Word("</s>", end=True)]
VALUES = np.array([[1.5, -0.25, 0.0, 0.1], [0.0, 3.0, -1.0, 0.5], [0.2, 0.3, 0.1, 0.4]], dtype=np.float32)
SHARES = np.abs(VALUES) / np.abs(VALUES).sum(axis=1, keepdims=True)
STRIPS = {"received": SHARES.sum(axis=0), "entropy": np.array([0.1, 0.5, 0.9], dtype=np.float32)}


def test_signed_values_have_a_scale_that_is_symmetric_around_zero() -> None:
    drawn = checked(attribution_figure(VALUES, SOURCE, HOSTILE, unit="nats", limit=3.0, signed=True, cell=30, **STRIPS))
    heat, cells, bars, dots = drawn.data
    np.testing.assert_array_equal(heat.z, VALUES)
    assert (heat.zmin, heat.zmax, heat.autocolorscale) == (-3.0, 3.0, True)
    assert cells.text[1] == "&lt;b&gt;x&lt;/b&gt; from cat: -0.25 nats"
    np.testing.assert_array_equal(bars.y, STRIPS["received"])
    np.testing.assert_array_equal(dots.x, STRIPS["entropy"])


def test_values_without_a_sign_begin_at_zero() -> None:
    drawn = checked(
        attribution_figure(np.abs(VALUES), SOURCE, HOSTILE, unit="norm", limit=3.0, signed=False, cell=30, **STRIPS)
    )
    assert (drawn.data[0].zmin, drawn.data[0].zmax) == (0, 3.0)
    assert drawn.data[1].text[0].endswith("from the: 1.5 norm")


def test_scales_print_their_ends() -> None:
    signed = checked(attribution_scale_figure(2.5, signed=True))
    assert list(signed.layout.xaxis.ticktext) == ["−2.5 against", "0", "2.5 for"]
    assert list(checked(attribution_scale_figure(0.03, signed=False)).layout.xaxis.ticktext) == ["0", "0.03"]
    assert list(checked(shares_scale_figure(0.5)).layout.xaxis.tickvals) == [-0.5, 0, 0.5]


@pytest.mark.parametrize(("largest", "expected"), [(0.0, 1.0), (6.61, 6.7), (0.0123, 0.013), (1.0, 1.0), (99.5, 100.0)])
def test_a_scale_ends_at_two_digits_above_the_largest(largest: float, expected: float) -> None:
    assert round_limit(largest) == pytest.approx(expected)


def test_the_difference_is_of_shares() -> None:
    attention = np.full_like(SHARES, 0.25)
    overlap = np.minimum(attention, SHARES).sum(axis=1)
    drawn = checked(shares_figure(attention, SHARES, SOURCE, HOSTILE, name="occlusion", overlap=overlap, cell=30))
    np.testing.assert_array_equal(drawn.data[0].z, attention - SHARES)
    assert drawn.data[0].zmax == -drawn.data[0].zmin >= np.abs(attention - SHARES).max() - 1e-6
    assert drawn.data[1].text[1] == f"&lt;b&gt;x&lt;/b&gt; from cat: attention 0.250, occlusion {SHARES[0, 1]:.3f}"
    np.testing.assert_allclose(drawn.data[3].x, overlap)


def test_curves_fall_beside_the_spread_of_random_orders() -> None:
    random = np.array([[0.9, 0.5, 0.1], [0.9, 0.7, 0.1]])
    plain = deletion_figure([Falling("Occlusion", np.array([0.9, 0.2, 0.1]), ["cat", "the"])], random, struck=1)
    checked(plain)
    curve = trace_of(plain, "Occlusion")
    np.testing.assert_array_equal(curve["y"], [0.9, 0.2, 0.1])
    assert curve["text"] == ["nothing is gone", "1 gone, the last “cat”", "2 gone, the last “the”"]
    np.testing.assert_allclose(trace_of(plain, "random order, mean of 2")["y"], [0.9, 0.6, 0.1])
    assert trace_of(plain, "band")["y"] == [0.9, 0.7, 0.1, 0.1, 0.5, 0.9]
    assert plain["layout"]["shapes"][0]["x0"] == 1
    assert plain["layout"]["yaxis"]["range"] == [-0.03, 1.05]


def test_the_axis_of_what_is_improbable_is_logarithmic_and_a_method_keeps_its_colour() -> None:
    random = np.array([[0.01, 0.001]])
    falling = [Falling("Attention", random[0], ["cat"], attention=True), Falling("Occlusion", random[0], ["cat"])]
    both, alone = (deletion_figure(curves, random, struck=1, noun="token") for curves in (falling, falling[1:]))
    assert checked(both).layout.yaxis.type == "log"
    assert both["layout"]["xaxis"]["title"]["text"] == "source tokens taken away"
    assert trace_of(both, "Occlusion")["line"] == trace_of(alone, "Occlusion")["line"]
    assert trace_of(both, "Attention")["line"] != trace_of(both, "Occlusion")["line"]


def test_bars_are_the_shares_of_source_and_prefix_and_none_where_neither_adds() -> None:
    nats = np.array([[3.0, 1.0], [1.0, 0.0], [-1.0, -2.0]], dtype=np.float32)
    drawn = checked(contributions_figure(nats, np.array([0.75, 1.0, np.nan], dtype=np.float32), HOSTILE))
    source, before = drawn.data
    np.testing.assert_allclose(source.y, [0.75, 1.0, 0.0])
    np.testing.assert_allclose(before.y, [0.25, 0.0, 0.0])
    assert source.text[0] == "&lt;b&gt;x&lt;/b&gt;: +3.00 nats"


def test_methods_have_a_row_each_and_models_marks_of_their_own() -> None:
    titles = ["Attention", "Occlusion"]
    both = Measured(Series(0, "a<b", True), titles, [0.4, 0.5], [0.3, 0.45], [0.5, 0.6])
    one = Measured(Series(1, "none", False), ["Occlusion"], [0.2], [0.1], [0.25])
    drawn = checked(methods_figure([both, one], titles, "comprehensiveness"))
    first, second = drawn.data
    assert list(first.x) == [0.4, 0.5]
    np.testing.assert_allclose(first.error_x.array, [0.1, 0.1])
    np.testing.assert_allclose(first.error_x.arrayminus, [0.1, 0.05])
    assert [round(y) for y in first.y] == [0, 1]
    assert [round(y) for y in second.y] == [1]
    assert first.marker.symbol != second.marker.symbol
    assert first.name == "A  a&lt;b"
