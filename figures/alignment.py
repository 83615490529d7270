"""The alignment heatmap: source words across, generated words down, coverage below and spread on the right.

S source words, T target words. Rows are target words, columns are source words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from figures.map_axes import axis_names, left_margin, right_margin, source_axis, target_axis, top_margin
from figures.words import MUTED, SOURCE, TARGET, Word, hover

Floats = NDArray[np.float32]

CELLS, BARS, DOTS = 1, 2, 3  # numbers of the traces whose points are the cells, the columns and the rows
MOST_CLICKABLE = 3600  # cells; beyond that a point on each costs more than it gives
SPREAD, COVERAGE, GAP = 48, 46, 14  # pixels of the strips on the right and below, and between them and the map


@dataclass(frozen=True, slots=True)
class Lit:
    """What is highlighted: a row, a column, or both and so one cell."""

    target: int | None = None
    source: int | None = None


def figure_width(source: Sequence[Word], target: Sequence[Word], cell: int) -> int:
    """Pixels of the whole figure."""
    return left_margin(target) + len(source) * cell + GAP + SPREAD + right_margin(source, cell, GAP + SPREAD)


def alignment_figure(
    weights: Floats,
    source: Sequence[Word],
    target: Sequence[Word],
    *,
    coverage: Floats,
    spread: Floats,
    cell: int,
    lit: Lit = Lit(),
) -> go.Figure:
    """Draw weights (T, S), coverage (S,) and spread (T,), in cells of `cell` pixels. Colour always runs from 0 to 1."""
    T, S = weights.shape
    clickable = T * S <= MOST_CLICKABLE
    texts = cell_texts(weights, source, target) if clickable else []
    data = [
        _heatmap(weights, source, target, hovers=not clickable),
        cell_points(texts, S),
        _coverage_bars(coverage, source),
        _spread_dots(spread, target),
    ]
    layout = map_layout(source, target, cell=cell, lit=lit, highest=float(coverage.max()))
    layout.shapes = [_even_coverage(S), *layout.shapes]
    return go.Figure(data, layout)


def map_layout(
    source: Sequence[Word],
    target: Sequence[Word],
    *,
    cell: int,
    lit: Lit,
    highest: float,
    below: str = "coverage",
    beside: str = "spread",
) -> go.Layout:
    """Where everything of a map lies: cells of `cell` pixels, the strip `below`, up to `highest`, the one `beside`."""
    T, S = len(target), len(source)
    across, down = S * cell + GAP + SPREAD, T * cell + GAP + COVERAGE
    map_right, map_bottom = S * cell / across, 1 - T * cell / down
    left, right = left_margin(target), right_margin(source, cell, GAP + SPREAD)
    top, bottom = top_margin(source, cell), 26
    return go.Layout(
        width=figure_width(source, target, cell),
        height=top + down + bottom,
        margin={"l": left, "t": top, "r": right, "b": bottom, "pad": 0, "autoexpand": False},
        hovermode="closest",
        hoverdistance=cell,  # to the corners of a cell; without a limit a bar would be taken for its neighbour
        clickmode="event+select",
        dragmode=False,
        showlegend=False,
        bargap=0.35,
        hoverlabel={"font": {"size": 14}},
        xaxis=source_axis(source, cell, lit.source) | {"domain": [0, map_right], "anchor": "y"},
        yaxis=target_axis(target, cell, lit.target) | {"domain": [map_bottom, 1]},
        xaxis2={
            **_number_axis(),
            "showgrid": True,
            "domain": [1 - SPREAD / across, 1],
            "range": [-0.12, 1.12],
            "anchor": "y",
        },
        yaxis2={
            **_number_axis(),
            "tickvals": [1],
            "domain": [0, COVERAGE / down],
            "range": [0, max(1.5, 1.05 * highest)],
            "anchor": "x",
        },
        annotations=_captions(COVERAGE / down, below, beside),
        shapes=_outlines(lit, T, S),
    )


def cell_texts(weights: Floats, source: Sequence[Word], target: Sequence[Word]) -> list[str]:
    """What every cell says when it is pointed at, row by row."""
    heres = [hover(word) for word in source]
    return [
        f"{hover(word)} looks at {here}: {weight:.3f}"
        for word, row in zip(target, weights, strict=True)
        for here, weight in zip(heres, row, strict=True)
    ]


def cell_points(texts: Sequence[str], S: int) -> go.Scatter:
    """An invisible point on every cell, row by row of S, which says its text: a heatmap cannot be clicked."""
    places = np.arange(len(texts))
    return go.Scatter(
        name="cells",
        x=places % S,
        y=places // S,
        mode="markers",
        marker={"size": 4, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        text=texts,
        hovertemplate="%{text}<extra></extra>",
    )


def labels_figure(figure: go.Figure) -> go.Figure:
    """Only the labels of generated words, to lie still at the left edge while the map scrolls below them."""
    layout = figure.layout
    alone = go.Figure(go.Scatter(x=[0], y=[0], mode="markers", marker={"opacity": 0}, hoverinfo="skip"))
    alone.update_layout(
        width=layout.margin.l,
        height=layout.height,
        margin={"l": layout.margin.l - 2, "r": 1, "t": layout.margin.t, "b": layout.margin.b, "autoexpand": False},
        yaxis=layout.yaxis,
        xaxis={"visible": False, "fixedrange": True},
        annotations=[note for note in layout.annotations if note.xanchor == "right" and note.x == 0],
        dragmode=False,
    )
    return alone


def _heatmap(weights: Floats, source: Sequence[Word], target: Sequence[Word], *, hovers: bool) -> go.Heatmap:
    T, S = weights.shape
    heatmap = go.Heatmap(z=weights, x=list(range(S)), y=list(range(T)), zmin=0, zmax=1, xgap=1, ygap=1, showscale=False)
    if hovers:
        texts = [[f"{hover(t)} looks at {hover(s)}" for s in source] for t in target]
        return heatmap.update(text=texts, hovertemplate="%{text}: %{z:.3f}<extra></extra>")
    return heatmap.update(hoverinfo="skip")


def _coverage_bars(coverage: Floats, source: Sequence[Word]) -> go.Bar:
    return go.Bar(
        name="coverage",
        x=list(range(len(source))),
        y=coverage,
        yaxis="y2",
        marker={"color": [MUTED if word.end else SOURCE for word in source], "line": {"width": 0}},
        unselected={"marker": {"opacity": 1}},
        text=[hover(word) for word in source],
        textposition="none",
        hovertemplate="%{text}: looked at %{y:.3f} in all<extra></extra>",
    )


def _spread_dots(spread: Floats, target: Sequence[Word]) -> go.Scatter:
    return go.Scatter(
        name="spread",
        x=spread,
        y=list(range(len(target))),
        xaxis="x2",
        mode="markers",
        marker={"color": [MUTED if word.end else TARGET for word in target], "size": 9},
        unselected={"marker": {"opacity": 1}},
        text=[hover(word) for word in target],
        hovertemplate="%{text}: spread %{x:.3f}<extra></extra>",
    )


def _number_axis() -> dict[str, Any]:
    return {
        "tickvals": [0, 1],
        "tickfont": {"size": 11, "color": MUTED},
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "automargin": False,
    }


def _captions(coverage_top: float, below: str, beside: str) -> list[dict[str, Any]]:
    """The names of the axes and of the two strips."""
    strip = {"xref": "paper", "yref": "paper", "showarrow": False, "font": {"size": 12, "color": MUTED}}
    return [
        *axis_names(),
        strip | {"text": below, "x": 0, "xanchor": "right", "xshift": -20, "y": coverage_top / 2, "yanchor": "middle"},
        strip | {"text": beside, "x": 1, "xanchor": "right", "y": coverage_top, "yanchor": "top", "yshift": -GAP / 2},
    ]


def _even_coverage(S: int) -> dict[str, Any]:
    """The height of a source word that was translated once."""
    line = {"color": MUTED, "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "x", "yref": "y2", "x0": -0.5, "x1": S - 0.5, "y0": 1, "y1": 1, "line": line}


def _outlines(lit: Lit, T: int, S: int) -> list[dict[str, Any]]:
    outlines = []
    if lit.source is not None:
        outlines.append(_outline(lit.source - 0.5, lit.source + 0.5, -0.5, T - 0.5, SOURCE, 2))
    if lit.target is not None:
        outlines.append(_outline(-0.5, S - 0.5, lit.target - 0.5, lit.target + 0.5, TARGET, 2))
    return outlines


def _outline(x0: float, x1: float, y0: float, y1: float, color: str, thick: int) -> dict[str, Any]:
    line = {"color": color, "width": thick}
    return {"type": "rect", "xref": "x", "yref": "y", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "line": line}
