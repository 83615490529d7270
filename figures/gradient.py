"""How far back a word's gradient reaches: its norm at every source word as a map, and against distance as a curve.

Rows are target words, columns are source words. Norms are drawn on a logarithmic scale that maps share.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from figures.series import COLORS
from figures.words import MUTED, SOURCE, TARGET, Word, hover, label, width

Norms = NDArray[np.float64]
Scale = tuple[float, float]  # powers of ten of the lightest and the darkest colour

DECADES = 5  # that a scale covers at most: what is smaller gets the lightest colour
BAR = 300  # pixels of the scale


@dataclass(frozen=True, slots=True)
class Profile:
    """The mean norm at each distance, of one map."""

    name: str
    distances: Sequence[int]
    means: Sequence[float]
    dash: str = "solid"


def shared_scale(maps: Sequence[Norms]) -> Scale:
    """The powers of ten that all maps are drawn with, from the smallest to the largest positive norm."""
    positive = np.concatenate([norms[norms > 0] for norms in maps])
    if not positive.size:
        return -1.0, 0.0
    high = float(np.ceil(np.log10(positive.max())))
    low = float(np.floor(np.log10(positive.min())))
    return max(low, high - DECADES), high


def cell_size(source_length: int) -> int:
    """Pixels of a cell's side: a whole map at a glance matters more here than one cell."""
    return int(np.clip(round(400 / max(source_length, 1)), 13, 34))


def gradient_figure(norms: Norms, source: Sequence[Word], target: Sequence[Word], scale: Scale, cell: int) -> go.Figure:
    """Draw norms (T, S); a norm of zero has no logarithm and stays empty."""
    T, S = norms.shape
    logs = np.full(norms.shape, np.nan)
    np.log10(norms, out=logs, where=norms > 0)
    sources = [hover(word) for word in source]
    texts = [[f"{hover(t)} from {sources[s]}: {norms[row, s]:.2g}" for s in range(S)] for row, t in enumerate(target)]
    left, top = _margins(source, target, cell)
    upright = _upright(source, cell)
    font = {"size": min(14, max(10, cell - 3))}
    figure = go.Figure(
        go.Heatmap(
            z=logs,
            x=list(range(S)),
            y=list(range(T)),
            zmin=scale[0],
            zmax=scale[1],
            xgap=1,
            ygap=1,
            showscale=False,
            text=texts,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    figure.update_layout(
        width=left + S * cell + 8,
        height=top + T * cell + 6,
        margin={"l": left, "t": top, "r": 8, "b": 6, "autoexpand": False},
        dragmode=False,
        annotations=[
            _corner("source →", SOURCE, 20),
            _corner("generated ↓", TARGET, 4),
        ],
    )
    shared = {"tickfont": font, "fixedrange": True, "showgrid": False, "zeroline": False, "automargin": False}
    figure.update_xaxes(
        tickvals=list(range(S)),
        ticktext=[label(word) for word in source],
        tickangle=-90 if upright else 0,
        side="top",
        range=[-0.5, S - 0.5],
        **shared,
    )
    figure.update_yaxes(
        tickvals=list(range(T)),
        ticktext=[label(word) for word in target],
        range=[T - 0.5, -0.5],
        ticklabelstandoff=4,
        **shared,
    )
    return figure


def log_scale_figure(scale: Scale) -> go.Figure:
    """The colours of one scale, as a strip with powers of ten below it."""
    low, high = scale
    steps = np.linspace(low, high, 101)
    powers = list(range(int(np.ceil(low)), int(np.floor(high)) + 1))
    figure = go.Figure(go.Heatmap(z=[steps], x=steps, y=[0], zmin=low, zmax=high, showscale=False, hoverinfo="skip"))
    figure.update_layout(width=BAR, height=48, margin={"l": 14, "r": 18, "t": 2, "b": 30, "autoexpand": False})
    figure.update_xaxes(
        tickvals=powers,
        ticktext=[f"10<sup>{power}</sup>" for power in powers],
        tickfont_size=12,
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    figure.update_yaxes(visible=False, fixedrange=True)
    return figure


def profile_figure(profiles: Sequence[Profile], across: str) -> go.Figure:
    """The mean norm of each map against distance, both as given; the norm on a logarithmic scale."""
    marks = ("circle", "square", "diamond")
    figure = go.Figure(
        [
            go.Scatter(
                name=html.escape(one.name),
                x=list(one.distances),
                y=list(one.means),
                mode="lines+markers",
                line={"color": COLORS[i % len(COLORS)], "width": 2.5, "dash": one.dash},
                marker={"size": 6, "symbol": marks[i % len(marks)], "color": COLORS[i % len(COLORS)]},
                hovertemplate="distance %{x}: %{y:.2g}<extra>" + html.escape(one.name) + "</extra>",
            )
            for i, one in enumerate(profiles)
        ]
    )
    figure.update_layout(
        height=380,
        margin={"l": 62, "r": 12, "t": 20, "b": 96},
        legend={"orientation": "h", "y": -0.22, "yanchor": "top", "x": 0},
        dragmode=False,
        showlegend=True,
    )
    title = {"size": 12, "color": MUTED}
    figure.update_xaxes(title={"text": across, "font": title}, fixedrange=True, zeroline=False)
    figure.update_yaxes(
        type="log",
        title={"text": "mean norm of the gradient", "font": title},
        exponentformat="power",
        dtick=1,
        fixedrange=True,
        zeroline=False,
    )
    return figure


def _corner(text: str, color: str, lift: int) -> dict[str, object]:
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "xanchor": "right",
        "xshift": -5,
        "y": 1,
        "yanchor": "bottom",
        "yshift": lift,
        "showarrow": False,
        "font": {"size": 13, "color": color},
    }


def _upright(source: Sequence[Word], cell: int) -> bool:
    return max(map(width, source)) > cell - 2


def _margins(source: Sequence[Word], target: Sequence[Word], cell: int) -> tuple[int, int]:
    shrunk = min(14, max(10, cell - 3)) / 14
    left = max(82, 14 + shrunk * max(map(width, target)))
    top = 18 + shrunk * max(map(width, source)) if _upright(source, cell) else 44
    return int(left), int(max(top, 44))
