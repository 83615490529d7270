"""What a map must be before it is drawn, its numbers and its colours."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from seq2seq_core import InputError
from seq2seq_core.pictures import WEIGHTS, Scale, WordMap, limited, round_limit, symmetric
from seq2seq_core.pictures.colors import ink_on, levels, ramp, stops
from seq2seq_core.pictures.word_map import in_words
from tests.core.pictures.maps import SOURCE, TARGET, plain_map, weights

CONFIG = Path(__file__).parents[3] / ".streamlit" / "config.toml"


@pytest.mark.parametrize(("signed", "name"), [(False, "chartSequentialColors"), (True, "chartDivergingColors")])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_colours_are_those_of_the_app(signed: bool, name: str, mode: str) -> None:
    theme = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][mode]
    assert list(stops(signed, mode)) == theme[name]
    assert (ramp(signed, mode)[0], ramp(signed, mode)[-1]) == (theme[name][0], theme[name][-1])


def test_a_colour_between_two_stops_is_their_mixture() -> None:
    low, high = (int(color[1:3], 16) for color in stops(False, "light")[4:6])  # level 50 lies halfway between them
    assert int(ramp(False, "light")[50][1:3], 16) == pytest.approx((low + high) / 2, abs=1)


def test_levels_follow_the_scale_and_stop_at_its_ends() -> None:
    values = np.array([[-3.0, -0.4, 0.0, 0.2, 7.0]])
    assert levels(values, symmetric(0.4, "A − B")) == [[0, 0, 50, 75, 100]]
    assert levels(values, WEIGHTS) == [[0, 0, 0, 20, 100]]


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_numbers_can_be_read_on_every_colour(signed: bool, mode: str) -> None:
    def luminance(color: str) -> float:
        channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return float(np.dot([0.2126, 0.7152, 0.0722], linear))

    for color in ramp(signed, mode):
        ink = {"#000": 0.0, "#fff": 1.0}[ink_on(color)]
        darker, lighter = sorted([luminance(color), ink])
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("scale", "value", "said"),
    [
        (WEIGHTS, 0.81249, "0.812"),
        (symmetric(0.3, "A − B"), 0.1, "+0.100"),
        (symmetric(0.3, "A − B"), -0.1, "-0.100"),
        (Scale(-12, 12, "nats"), 4.1234, "+4.12"),
        (Scale(0, 0.002, "norm"), 0.0012345, "0.00123"),
    ],
)
def test_a_number_has_three_digits(scale: Scale, value: float, said: str) -> None:
    assert scale.number(value) == said


@pytest.mark.parametrize(("largest", "end"), [(0.0, 1.0), (0.123, 0.13), (4.0, 4.0), (99.1, 100.0), (1.01e-5, 1.1e-5)])
def test_a_scale_ends_at_two_digits(largest: float, end: float) -> None:
    assert round_limit(largest) == pytest.approx(end)
    assert limited(np.array([[-largest]]), "x", signed=True).low == pytest.approx(-end)


def test_a_map_in_words_names_what_matters() -> None:
    values = np.array([[0.9, 0.06, 0.04, 0.0], [0.0, 0.98, 0.02, 0.0], [0.0, 0.0, 0.0, 1.0]], dtype=np.float32)
    said = in_words(WordMap(SOURCE, TARGET, values, sure=frozenset({(2, 1)})))
    assert said == [
        "Le looks at The: 0.900, then black 0.060",
        "chat looks at black: 0.980; sure cat",
        "noir looks at </s>: 1.000",
    ]


def test_differences_in_words_are_by_size_whatever_the_sign() -> None:
    values = np.array([[0.1, -0.5, 0.0, 0.4]])
    (line,) = in_words(WordMap(SOURCE, ("Le",), values, symmetric(0.5, "A − B")))
    assert line == "Le, black: A − B -0.500, then </s> +0.400"


def test_numbers_that_do_not_fit_the_words_are_refused() -> None:
    with pytest.raises(InputError, match=r"shape \(3, 4\), not \(4, 3\)"):
        WordMap(SOURCE, TARGET, weights(4, 3))


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_no_number_is_named_by_its_cell(wrong: float) -> None:
    values = weights(3, 4)
    values[1, 2] = wrong
    with pytest.raises(InputError, match="row 2 .“chat”., column 3 .“cat”."):
        WordMap(SOURCE, TARGET, values)


@pytest.mark.parametrize("link", [(4, 0), (0, 3), (-1, 0)])
def test_a_link_to_a_word_that_is_not_there_is_refused(link: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="no link"):
        plain_map(possible=frozenset({link}))
