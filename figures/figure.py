"""A figure as plain data: the dictionary that Plotly reads. Nothing checks it while the app runs; the tests do.

What figures have in common stands here once: axes that do not move, muted captions, a legend in a line, shapes.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from figures.words import MUTED

Figure = dict[str, Any]  # "data" is a list of traces, "layout" all the rest; numbers may be arrays of NumPy
Trace = dict[str, Any]
Part = dict[str, Any]  # of a layout

CLEAR = "rgba(0,0,0,0)"  # the colour of a bar that is only an outline


def figure(data: Iterable[Trace], **layout: Any) -> Figure:
    """A figure that cannot be dragged."""
    return {"data": list(data), "layout": {"dragmode": False, **layout}}


def trace_of(drawn: Figure, name: str) -> Trace:
    """The trace of that name."""
    return next(trace for trace in drawn["data"] if trace.get("name") == name)


def size_of(drawn: Figure) -> tuple[int, int]:
    """Width and height in pixels, of a figure that has both."""
    return int(drawn["layout"]["width"]), int(drawn["layout"]["height"])


def axis(**settings: Any) -> Part:
    """An axis that stays where it is, without a line at zero unless the settings ask for one.

    Whether its labels reach over the edge of the figure, Plotly would measure one by one, in a quarter of its time.
    """
    return {"fixedrange": True, "zeroline": False, "ticklabeloverflow": "allow", **settings}


def words_axis(labels: Sequence[str], **settings: Any) -> Part:
    """An axis with a label at every position: positions are the coordinates, so that a word may come twice."""
    return axis(tickvals=list(range(len(labels))), ticktext=list(labels), **settings)


def axis_title(text: str) -> Part:
    """The name of an axis."""
    return {"text": text, "font": {"size": 12, "color": MUTED}}


def note(name: str, text: str, **settings: Any) -> Part:
    """A line of text in a figure; the name says what it is of."""
    return {"name": name, "text": text, "showarrow": False, **settings}


def margin(left: float, top: float, right: float, bottom: float, **settings: Any) -> Part:
    """Pixels around the plot."""
    return {"l": left, "t": top, "r": right, "b": bottom, **settings}


def legend(y: float, **settings: Any) -> Part:
    """The legend in a line that begins at the left, at the height `y` of the plot."""
    return {"orientation": "h", "y": y, "x": 0, **settings}


def upright_line(x: float, **line: Any) -> Part:
    """A line from the bottom of the plot to its top."""
    return {"type": "line", "xref": "x", "yref": "y domain", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": line}
