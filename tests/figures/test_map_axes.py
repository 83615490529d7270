"""The axes of maps: labels find room, whatever the words and the cells."""

from math import cos, pi, sin

import pytest

from figures.map_axes import (
    cell_size,
    label_angle,
    left_margin,
    right_margin,
    source_axis,
    target_axis,
    times_shown,
    top_margin,
)
from figures.words import Word, width

SHORT = [Word(text) for text in ("I", "a", "I")]
LONG = [Word("a"), Word("extraordinarily"), Word("b"), Word("unforgettable")]


def test_cells_stay_between_24_and_44_pixels_unless_smaller_ones_are_asked_for() -> None:
    assert [cell_size(length) for length in (0, 1, 5, 10, 40, 200)] == [44, 44, 44, 30, 24, 24]
    assert [cell_size(length, 13) for length in (0, 5, 10, 20, 40, 200)] == [44, 44, 30, 15, 13, 13]


def test_labels_stand_level_where_they_fit_slanted_where_not_and_upright_where_crowded() -> None:
    assert [label_angle(SHORT, cell) for cell in (13, 24, 44)] == [0, 0, 0]
    assert [label_angle(LONG, cell) for cell in (13, 19, 20, 24, 44)] == [-90, -90, -45, -45, -45]
    assert source_axis(LONG, 13)["tickangle"] == -90


@pytest.mark.parametrize("cell", [13, 16, 19, 20, 24, 30, 44])
@pytest.mark.parametrize("words", [SHORT, LONG, [Word("고양이" * 4, unknown=True)]])
def test_every_label_has_room(words: list[Word], cell: int) -> None:
    axis = source_axis(words, cell)
    assert target_axis(words, cell)["tickfont"] == axis["tickfont"]
    size, tilt = axis["tickfont"]["size"], -axis["tickangle"] * pi / 180
    assert 10 <= size <= 14
    assert size <= max(10, cell - 3)
    for s, word in enumerate(words):
        long = width(word) * size / 14  # widths are those at 14 pixels
        assert left_margin(words, cell) >= long
        assert top_margin(words, cell) >= long * sin(tilt) + size * cos(tilt)
        to_the_right = (len(words) - s - 0.5) * cell + right_margin(words, cell)
        assert to_the_right >= (long * cos(tilt) if tilt else long / 2)


def test_axes_count_positions_so_that_a_word_may_come_twice_and_light_the_chosen_one() -> None:
    axis = source_axis(SHORT, 30, lit=2)
    assert (axis["tickvals"], axis["range"]) == ([0, 1, 2], [-0.5, 2.5])
    assert axis["ticktext"][0] == "I"
    assert "<b>" in axis["ticktext"][2]
    assert target_axis(SHORT, 30)["range"] == [2.5, -0.5]  # downwards


@pytest.mark.parametrize("cell", [13, 24, 30, 44])
def test_a_map_is_shown_with_cells_of_24_to_64_pixels_unless_it_was_drawn_smaller(cell: int) -> None:
    least, most = times_shown(cell)
    assert least * cell == pytest.approx(min(cell, 24))
    assert most * cell == pytest.approx(64)
