"""Charts on a page: a figure that our own code made as plain data, sent to the browser as it is."""

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import streamlit as st
from plotly.basedatatypes import BaseFigure

from figures.figure import Figure, size_of
from ui.shared.room import AS_DRAWN, say_size
from ui.shared.scrolling import bring_into_view
from ui.shared.theme import current_mode, themed

Point = Mapping[str, Any]  # that was clicked: its place `x` and `y`, its `customdata`
Box = Mapping[str, tuple[float, float]]  # that was drawn: its reach along "x" and "y"; empty where it was taken away


class Unchecked(BaseFigure):  # type: ignore[misc]  # Plotly has no types
    """A figure that Streamlit takes without Plotly building it anew, property by property, to check it.

    That took most of the time of a rerun; the tests check every figure instead. Streamlit's chart gives the browser its
    figure twice; Plotly draws it once if nothing differs, which it takes from its lists by their `datarevision`.
    """

    def __init__(self, drawn: Figure, mode: str) -> None:
        self._drawn, self._mode = drawn, mode

    def to_dict(self) -> Figure:
        """What is sent: arrays packed, in the colours of the visitor's mode."""
        layout = {**themed(self._drawn["layout"], self._mode), "datarevision": 1}
        return {"data": [_packed(trace) for trace in self._drawn["data"]], "layout": layout}


def draw_chart(
    drawn: Figure,
    key: str,
    *,
    alt: str,
    on_points: Callable[[Sequence[Point]], None] | None = None,
    on_box: Callable[[Box], None] | None = None,
    still: bool = False,
    shown: tuple[float, float] = AS_DRAWN,
    labels: Figure | None = None,
    look_at: float | None = None,
) -> None:
    """Draw a figure: one with a width as large as it says, or so many times that as `shown` allows and the room
    asks for, in a box that scrolls where there is still too little of it; any other as wide as the page.

    `on_points` is called with what was clicked, `on_box` with the box that was drawn around points. A chart that is
    `still` says nothing when it is pointed at. `labels` are what stays in view at the left edge while the box scrolls;
    `look_at` is the x in pixels that is brought in view.
    """
    sized = "width" in drawn["layout"]
    room, box = f"{'room' if sized else 'full'}-{key}", f"scroll-{key}"
    with st.container(key=room, gap=None):
        say_size(room, drawn, shown, labels)
        if not sized:
            _draw(drawn, key, alt, on_points, still, on_box)
            return
        with st.container(key=box, horizontal=True, wrap=False, gap=None):
            if labels is not None:
                _draw(labels, f"labels-{key}", "The generated words of the map beside this, once more", None, True)
            _draw(drawn, key, alt, on_points, still)
        if look_at is not None:
            bring_into_view(box, look_at / size_of(drawn)[0])


def _draw(
    drawn: Figure,
    key: str,
    alt: str,
    on_points: Callable[[Sequence[Point]], None] | None,
    still: bool,
    on_box: Callable[[Box], None] | None = None,
) -> None:
    width: int | Literal["stretch", "content"] = "stretch"
    height: int | Literal["stretch", "content"] = "content"
    if "width" in drawn["layout"]:
        width, height = size_of(drawn)
    more: dict[str, Any] = {}
    if on_points is not None:
        more["on_select"] = lambda: on_points(st.session_state[key].selection.points)
    if on_box is not None:
        more["on_select"] = lambda: on_box(_box(st.session_state[key].selection.box))
    st.plotly_chart(
        Unchecked(drawn, current_mode()),
        theme=None,  # ours is in the figure
        key=key,
        width=width,
        height=height,
        selection_mode="points" if on_box is None else "box",
        config={"staticPlot": True} if still else {"displayModeBar": False},
        alt=alt,
        **more,
    )


def _box(drawn: Sequence[Mapping[str, Any]]) -> Box:
    """The last of the boxes that were drawn."""
    return {side: (min(drawn[-1][side]), max(drawn[-1][side])) for side in "xy"} if drawn else {}


def _packed(part: Any) -> Any:
    """A part of a trace with its arrays as lists, and its matrices as base64, in the shape that Plotly unpacks."""
    if isinstance(part, dict):
        return {name: _packed(value) for name, value in part.items()}
    if not isinstance(part, np.ndarray):
        return part
    if part.ndim == 1 or not part.size:
        return part.tolist()
    return {
        "dtype": part.dtype.str[1:],
        "bdata": base64.b64encode(part.tobytes()).decode("ascii"),
        "shape": ", ".join(map(str, part.shape)),
    }
