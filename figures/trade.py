"""Quality against what it costs: one point a model."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from figures.series import Series
from figures.words import MUTED

MOST_NAMES = 4  # more models are labelled by their letters alone, which the table beside the chart explains


@dataclass(frozen=True, slots=True)
class Point:
    """A model: what it costs, its score, and the score's interval if there is one."""

    series: Series
    cost: float
    score: float
    low: float | None = None
    high: float | None = None


def trade_figure(points: Sequence[Point], measure: str, cost: str, unit: str) -> go.Figure:
    """Score upwards, cost to the right from zero, each model named at its point, with its interval where it has one."""
    ordered = sorted(points, key=lambda point: point.cost)
    named = len(points) <= MOST_NAMES
    places = _label_places([point.cost for point in ordered])
    figure = go.Figure([_point(one, place, measure, unit, named) for one, place in zip(ordered, places, strict=True)])
    scores = [point.score for point in points]
    above = max(0.2 * (max(scores) - min(scores)), 2)
    title = {"size": 12, "color": MUTED}
    figure.update_layout(
        height=380, margin={"l": 58, "r": 16, "t": 16, "b": 56}, dragmode=False, showlegend=False, hovermode="closest"
    )
    figure.update_xaxes(
        range=[0, 1.55 * max(point.cost for point in points)],  # room for a name, on a phone too
        title={"text": f"{cost} ({unit})", "font": title},
        fixedrange=True,
        zeroline=False,
    )
    figure.update_yaxes(
        range=[max(0, min(p.low or p.score for p in points) - above), max(p.high or p.score for p in points) + above],
        title={"text": measure, "font": title},
        fixedrange=True,
        zeroline=False,
    )
    return figure


def _label_places(costs: Sequence[float]) -> list[str]:
    """For each of the sorted costs the side of its label: away from its nearest neighbour."""
    gaps = [float("inf"), *(high - low for low, high in zip(costs, costs[1:], strict=False)), float("inf")]
    return ["middle right" if before < after else "middle left" for before, after in zip(gaps, gaps[1:], strict=False)]


def _point(point: Point, place: str, measure: str, unit: str, named: bool) -> go.Scatter:
    name = html.escape(point.series.label)
    bars = (
        {
            "type": "data",
            "symmetric": False,
            "array": [point.high - point.score],
            "arrayminus": [point.score - point.low],
            "thickness": 1.5,
            "width": 4,
        }
        if point.low is not None and point.high is not None
        else None
    )
    return go.Scatter(
        name=name,
        x=[point.cost],
        y=[point.score],
        mode="markers+text",
        marker=point.series.marker | {"size": 12},
        error_y=bars,
        text=[f"  {name}  " if named else f"  {name[:1]}  "],
        textposition=place,
        textfont={"size": 12},
        hovertemplate=f"{name}: {measure} %{{y:.1f}}, %{{x:.4g}} {unit}<extra></extra>",
    )
