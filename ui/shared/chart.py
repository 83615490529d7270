"""Charts on a page: a figure that our own code made as plain data, sent to the browser as it is."""

import base64
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Literal

import numpy as np
import plotly.io
import streamlit as st
from plotly.basedatatypes import BaseFigure
from streamlit.delta_generator import DeltaGenerator

from figures.figure import Figure, size_of
from ui.shared.pictures import picture_buttons

Point = Mapping[str, Any]  # that was clicked: its place `x` and `y`, its `customdata`


class Unchecked(BaseFigure):  # type: ignore[misc]  # Plotly has no types
    """A figure that Streamlit takes without Plotly building it anew, property by property, to check it.

    That took most of the time of a rerun; the tests check every figure instead.
    """

    def __init__(self, drawn: Figure) -> None:
        self._drawn = drawn

    def to_dict(self) -> Figure:
        """What is sent: arrays packed, and the template by which Streamlit's theme colours it."""
        layout = {**self._drawn["layout"], "template": _template()}
        return {"data": [_packed(trace) for trace in self._drawn["data"]], "layout": layout}


def draw_chart(
    drawn: Figure,
    key: str,
    *,
    alt: str,
    picture: str | None = None,
    on_points: Callable[[Sequence[Point]], None] | None = None,
) -> None:
    """Draw a figure, as large as it says. A `picture` is the name of the file that its camera saves.

    `on_points` is called with what was clicked; without it and without a picture the chart lies still.
    """
    width: int | Literal["stretch", "content"] = "stretch"
    height: int | Literal["stretch", "content"] = "content"
    if "width" in drawn["layout"]:
        width, height = size_of(drawn)
    more: dict[str, Any] = {}
    if on_points is not None:
        more["on_select"] = lambda: on_points(st.session_state[key].selection.points)
    config: dict[str, Any] = {"staticPlot": True} if on_points is None else {"displayModeBar": False}
    st.plotly_chart(
        Unchecked(drawn),
        key=key,
        width=width,
        height=height,
        selection_mode="points",
        config=config if picture is None else picture_buttons(picture),
        alt=alt,
        **more,
    )


def scroll_box(name: str, width: int | Literal["stretch"] = "stretch") -> DeltaGenerator:
    """A box for a chart that may be wider than the page: it scrolls, as ui/shared/shell.py says of its key."""
    return st.container(key=f"scroll-{name}", horizontal=True, wrap=False, gap=None, width=width)


@cache
def _template() -> dict[str, Any]:
    return plotly.io.templates[plotly.io.templates.default].to_plotly_json()


def _packed(part: Any) -> Any:
    """A part of a trace with its arrays as base64, in the shape that Plotly unpacks."""
    if isinstance(part, dict):
        return {name: _packed(value) for name, value in part.items()}
    if not isinstance(part, np.ndarray) or not part.size:
        return [] if isinstance(part, np.ndarray) else part
    numbers = part.astype(np.int32) if part.dtype == np.int64 else part
    packed = {"dtype": numbers.dtype.str[1:], "bdata": base64.b64encode(numbers.tobytes()).decode("ascii")}
    return packed if numbers.ndim == 1 else packed | {"shape": ", ".join(map(str, numbers.shape))}
