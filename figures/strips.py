"""The strips of a map: a bar for each source word below it, a dot for each generated word to its right.

S source words, T target words.
"""

from collections.abc import Sequence
from typing import Any

from figures.cells import Floats, Kind
from figures.figure import Trace
from figures.words import MUTED, SOURCE, TARGET, Word


def column_bars(
    numbers: Floats, source: Sequence[Word], texts: Sequence[str], said: str, colors: Sequence[str] | None = None
) -> Trace:
    """A bar for each source word, (S,). `said` is what it says when it is pointed at, as a template of text and y.

    The colour is that of the source, of the end of the sentence a muted one, unless `colors` are given.
    """
    return {
        "type": "bar",
        "name": "coverage",
        "x": list(range(len(source))),
        "y": numbers,
        "yaxis": "y2",
        "customdata": [Kind.COLUMN] * len(source),
        "marker": {"color": colors or [MUTED if word.end else SOURCE for word in source], "line": {"width": 0}},
        "unselected": {"marker": {"opacity": 1}},
        "text": list(texts),
        "textposition": "none",
        "hovertemplate": f"{said}<extra></extra>",
    }


def row_dots(
    name: str, numbers: Floats, target: Sequence[Word], texts: Sequence[str], said: str, **marker: Any
) -> Trace:
    """A dot for each generated word, (T,). `said` is what it says when it is pointed at, a template of text and x."""
    return {
        "type": "scatter",
        "name": name,
        "x": numbers,
        "y": list(range(len(target))),
        "xaxis": "x2",
        "customdata": [Kind.ROW] * len(target),
        "mode": "markers",
        "marker": {"color": [MUTED if word.end else TARGET for word in target], "size": 9, **marker},
        "unselected": {"marker": {"opacity": 1}},
        "text": list(texts),
        "hovertemplate": f"{said}<extra></extra>",
    }
