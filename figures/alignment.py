"""The alignment heatmap: source words across, generated words down, coverage below, normalised entropy on the right.

S source words, T target words. Rows are target words, columns are source words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from figures.cells import LARGE, Floats, cells, heatmap, weight_texts
from figures.figure import Figure, Part, axis, figure, margin, note
from figures.map_axes import axis_names, left_margin, right_margin, source_axis, target_axis, top_margin
from figures.strips import column_bars, row_dots
from figures.words import MUTED, SOURCE, TARGET, Word, hover

BESIDE, BELOW, GAP = 48, 46, 14  # pixels of the strips on the right and below, and between them and the map
NARROWEST_CHART = 150  # pixels; Streamlit draws a narrower one a second time, as wide as that


@dataclass(frozen=True, slots=True)
class Lit:
    """What is highlighted: a row, a column, or both and so one cell."""

    target: int | None = None
    source: int | None = None


def figure_width(source: Sequence[Word], target: Sequence[Word], cell: int) -> int:
    """Pixels of the whole figure."""
    return left_margin(target) + len(source) * cell + GAP + BESIDE + right_margin(source, cell, GAP + BESIDE)


def alignment_figure(
    weights: Floats,
    source: Sequence[Word],
    target: Sequence[Word],
    *,
    coverage: Floats,
    entropy: Floats,
    cell: int,
    lit: Lit = Lit(),
) -> Figure:
    """Draw weights (T, S), coverage (S,) and normalised entropy (T,), in cells of `cell` pixels.

    Colour always runs from 0 to 1.
    """
    sources, targets = [hover(word) for word in source], [hover(word) for word in target]
    return map_figure(
        [
            *cells(heatmap(weights, 0, 1), lambda: weight_texts(weights, source, target), LARGE),
            column_bars(coverage, source, sources, "%{text}: looked at %{y:.3f} in all"),
            row_dots("entropy", entropy, target, targets, "%{text}: normalised entropy %{x:.3f}"),
        ],
        source,
        target,
        cell=cell,
        lit=lit,
        below="coverage",
        beside="normalised<br>entropy",
        coverage_axis={"tickvals": [1], "range": [0, max(1.5, 1.05 * float(coverage.max()))]},
        shapes=[_even_coverage(weights.shape[1])],
    )


def map_figure(
    data: Sequence[Part],
    source: Sequence[Word],
    target: Sequence[Word],
    *,
    cell: int,
    lit: Lit,
    below: str,
    beside: str,
    coverage_axis: Part,
    shapes: Sequence[Part] = (),
) -> Figure:
    """A map in cells of `cell` pixels, with a strip called `below` and one called `beside`; what is lit is outlined."""
    T, S = len(target), len(source)
    across, down = S * cell + GAP + BESIDE, T * cell + GAP + BELOW
    top, bottom = top_margin(source, cell), 26
    right = right_margin(source, cell, GAP + BESIDE)
    numbers = axis(showgrid=False, automargin=False, tickvals=[0, 1], tickfont={"size": 11, "color": MUTED})
    return figure(
        data,
        width=figure_width(source, target, cell),
        height=top + down + bottom,
        margin=margin(left_margin(target), top, right, bottom, pad=0, autoexpand=False),
        hovermode="closest",
        hoverdistance=cell,  # to the corners of a cell; without a limit a bar would be taken for its neighbour
        clickmode="event+select",
        showlegend=False,
        bargap=0.35,
        hoverlabel={"font": {"size": 14}},
        xaxis={**source_axis(source, cell, lit.source), "domain": [0, S * cell / across], "anchor": "y"},
        yaxis={**target_axis(target, cell, lit.target), "domain": [1 - T * cell / down, 1]},
        xaxis2={
            **numbers,
            "showgrid": True,
            "domain": [1 - BESIDE / across, 1],
            "range": [-0.12, 1.12],
            "anchor": "y",
        },
        yaxis2={**numbers, "domain": [0, BELOW / down], "anchor": "x", **coverage_axis},
        annotations=_captions(BELOW / down, below, beside),
        shapes=[*shapes, *_outlines(lit, T, S)],
    )


def labels_figure(drawn: Figure) -> Figure:
    """Only the labels of generated words, to lie still at the left edge while the map scrolls below them."""
    layout = drawn["layout"]
    room = layout["margin"]
    return figure(
        [{"type": "scatter", "x": [0], "y": [0], "mode": "markers", "marker": {"opacity": 0}, "hoverinfo": "skip"}],
        width=max(room["l"], NARROWEST_CHART),
        height=layout["height"],
        margin=margin(room["l"] - 2, room["t"], max(1, NARROWEST_CHART - room["l"]), room["b"], autoexpand=False),
        yaxis=layout["yaxis"],
        xaxis={"visible": False, "fixedrange": True},
        annotations=[one for one in layout["annotations"] if one["name"] != "beside"],
    )


def labels_width(labels: Figure) -> int:
    """Pixels of the labels alone."""
    return int(labels["layout"]["margin"]["l"]) + 2


def column_at(drawn: Figure, lit: Lit) -> float | None:
    """The x in pixels of the middle of the column that is lit in a map; None where none is."""
    if lit.source is None:
        return None
    layout, columns = drawn["layout"], len(drawn["layout"]["xaxis"]["tickvals"])
    across = (layout["width"] - layout["margin"]["l"] - layout["margin"]["r"]) * layout["xaxis"]["domain"][1]
    return float(layout["margin"]["l"] + (lit.source + 0.5) * across / columns)


def _captions(below_top: float, below: str, beside: str) -> list[Part]:
    """The names of the axes and of the two strips; each annotation is named by what it is a caption of."""
    strip = {"xref": "paper", "yref": "paper", "xanchor": "right", "font": {"size": 12, "color": MUTED}}
    return [
        *axis_names(),
        note("below", below, x=0, xshift=-20, y=below_top / 2, yanchor="middle", **strip),
        note("beside", beside, x=1, y=below_top, yanchor="top", yshift=-GAP / 2, **strip),
    ]


def _even_coverage(S: int) -> Part:
    """The height of a source word that was translated once."""
    line = {"color": MUTED, "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "x", "yref": "y2", "x0": -0.5, "x1": S - 0.5, "y0": 1, "y1": 1, "line": line}


def _outlines(lit: Lit, T: int, S: int) -> list[Part]:
    outlines = []
    if lit.source is not None:
        outlines.append(_outline(lit.source - 0.5, lit.source + 0.5, -0.5, T - 0.5, SOURCE))
    if lit.target is not None:
        outlines.append(_outline(-0.5, S - 0.5, lit.target - 0.5, lit.target + 0.5, TARGET))
    return outlines


def _outline(x0: float, x1: float, y0: float, y1: float, color: str) -> Part:
    line = {"color": color, "width": 2}
    return {"type": "rect", "xref": "x", "yref": "y", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "line": line}
