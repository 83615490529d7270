"""Charts: what is sent to the browser is what Plotly itself would have sent, in the colours of light or dark mode."""

import base64
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import plotly.io
import plotly.tools
import pytest
import streamlit as st

from figures.alignment import Lit, alignment_figure
from figures.difference import difference_figure
from figures.figure import Figure
from figures.gradient import gradient_figure
from figures.terms import terms_figure
from figures.words import Word
from tests.figures.checking import checked
from ui.shared.chart import Unchecked
from ui.shared.theme import themed

WORDS = [Word(text) for text in ("the", "<b>", "the")] + [Word("</s>", end=True)]
A, B = (np.random.default_rng(seed).dirichlet(np.ones(4), size=4).astype(np.float32) for seed in (0, 1))
LIT = Lit(1, 2)
LARGE = np.full((70, 70), 1 / 70, dtype=np.float32)


def sent(figure: Any) -> Any:
    """What Streamlit makes of a figure, its arrays unpacked."""

    def unpacked(part: Any) -> Any:
        if isinstance(part, list):
            return [unpacked(one) for one in part]
        if not isinstance(part, dict):
            return part
        if "bdata" not in part:
            return {name: unpacked(one) for name, one in part.items()}
        shape = [int(size) for size in str(part.get("shape", -1)).split(",")]
        numbers = np.frombuffer(base64.b64decode(part["bdata"]), part["dtype"]).reshape(shape).astype(float)
        return np.where(np.isnan(numbers), None, numbers).tolist()

    found = plotly.tools.return_figure_from_figure_or_data(figure, validate_figure=True)
    return unpacked(json.loads(plotly.io.to_json(found, validate=False)))


FIGURES = [
    alignment_figure(A, WORDS, WORDS, coverage=A.sum(axis=0), entropy=A.max(axis=1), cell=30, lit=LIT),
    alignment_figure(
        LARGE, WORDS[:1] * 70, WORDS[:1] * 70, coverage=LARGE.sum(axis=0), entropy=LARGE.max(axis=1), cell=24
    ),
    difference_figure(A, B, WORDS, WORDS, overlap=A.max(axis=1), same=A.max(axis=1) > 0.5, cell=30, lit=LIT),
    gradient_figure(np.where(A > 0.2, A, 0).astype(np.float64), WORDS, WORDS, (-2.0, 0.0), 20),
    terms_figure(np.array([0.5, -2.0, 1.0])),
]


def settings(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every setting of a part of a figure with its path."""
    if not isinstance(part, dict):
        yield path, part
        return
    for name, value in part.items():
        yield from settings(value, f"{path}.{name}")


@pytest.mark.parametrize("drawn", FIGURES)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_figure_that_is_not_checked_arrives_like_one_that_is(drawn: Figure, mode: str) -> None:
    found, whole = sent(Unchecked(drawn, mode)), sent(drawn)
    assert found["data"] == whole["data"]
    own = {path: value for path, value in settings(whole["layout"]) if not path.startswith(".template")}
    more = dict(settings(found["layout"]))
    assert own == {path: more[path] for path in own}


@pytest.mark.parametrize("drawn", FIGURES)
def test_the_look_of_a_mode_is_one_that_plotly_knows(drawn: Figure) -> None:
    assert checked({"data": drawn["data"], "layout": themed(drawn["layout"], "dark")})


@pytest.mark.parametrize("drawn", FIGURES)
def test_nothing_differs_when_the_browser_is_given_a_figure_again(drawn: Figure) -> None:
    """What Plotly takes for new in a copy: a template, arrays of numbers, and lists unless their revision stays."""
    found = Unchecked(drawn, "light").to_dict()
    assert "template" not in found["layout"]
    assert found["layout"]["datarevision"] == 1
    flat = [path for trace in found["data"] for path, value in settings(trace) if path.endswith(".bdata")]
    assert all(path == ".z.bdata" for path in flat)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_maps_have_the_colours_of_the_configuration(mode: str) -> None:
    wanted = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())["theme"][mode]
    scales = themed({}, mode)["colorscale"]
    assert [color for _, color in scales["sequential"]] == wanted["chartSequentialColors"]
    assert [color for _, color in scales["diverging"]] == wanted["chartDivergingColors"]
    np.testing.assert_allclose([place for place, _ in scales["sequential"]], np.linspace(0, 1, 10))


def test_without_a_configuration_plotly_has_its_own_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: None)
    assert set(map(len, themed({}, "light")["colorscale"].values())) == {0}


def test_what_a_figure_says_itself_stays() -> None:
    found = themed({"font": {"size": 9}, "xaxis2": {"showgrid": True}, "yaxis": {"title": {"text": "up"}}}, "dark")
    assert found["font"] == {"size": 9, "family": '"Source Sans", sans-serif', "color": "#e6eaf1"}
    assert found["xaxis2"]["showgrid"]
    assert found["yaxis"]["title"] == {"text": "up", "standoff": 24}
    assert "xaxis" not in found
