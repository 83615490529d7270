"""Charts: what is sent to the browser is what Plotly itself would have sent."""

import base64
import json
from typing import Any

import numpy as np
import plotly.io
import plotly.tools
import pytest
import streamlit as st  # sets the template that Plotly puts into figures

from figures.alignment import Lit, alignment_figure
from figures.difference import difference_figure
from figures.figure import Figure
from figures.gradient import gradient_figure
from figures.terms import terms_figure
from figures.words import Word
from ui.shared.chart import Unchecked

assert st

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


@pytest.mark.parametrize(
    "drawn",
    [
        alignment_figure(A, WORDS, WORDS, coverage=A.sum(axis=0), entropy=A.max(axis=1), cell=30, lit=LIT),
        alignment_figure(
            LARGE, WORDS[:1] * 70, WORDS[:1] * 70, coverage=LARGE.sum(axis=0), entropy=LARGE.max(axis=1), cell=24
        ),
        difference_figure(A, B, WORDS, WORDS, overlap=A.max(axis=1), same=A.max(axis=1) > 0.5, cell=30, lit=LIT),
        gradient_figure(np.where(A > 0.2, A, 0).astype(np.float64), WORDS, WORDS, (-2.0, 0.0), 20),
        terms_figure(np.array([0.5, -2.0, 1.0])),
    ],
)
def test_a_figure_that_is_not_checked_arrives_like_one_that_is(drawn: Figure) -> None:
    assert sent(Unchecked(drawn)) == sent(drawn)
