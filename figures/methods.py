"""How methods do on test data: a point and its interval for every method, one mark a model."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from figures.figure import Figure, Trace, axis, axis_title, figure, legend, margin
from figures.series import Series

ROW = 34  # pixels for each method
APART = 0.22  # of a row, between the marks of two models


@dataclass(frozen=True, slots=True)
class Measured:
    """One model's figures."""

    series: Series
    methods: Sequence[str]  # titles, those that it has
    values: Sequence[float]
    low: Sequence[float]  # 95% percentile intervals
    high: Sequence[float]


def methods_figure(measured: Sequence[Measured], methods: Sequence[str], measure: str) -> Figure:
    """Draw a row for each of the `methods`, the first on top."""
    data = [_points(one, methods, (place - (len(measured) - 1) / 2) * APART) for place, one in enumerate(measured)]
    return figure(
        data,
        height=90 + ROW * len(methods),
        margin=margin(170, 34, 12, 46),
        legend=legend(1.02, yanchor="bottom"),
        showlegend=True,
        hovermode="closest",
        xaxis=axis(title=axis_title(measure), rangemode="tozero"),
        yaxis=axis(
            tickvals=list(range(len(methods))), ticktext=list(methods), range=[len(methods) - 0.5, -0.5], showgrid=False
        ),
    )


def _points(one: Measured, methods: Sequence[str], lift: float) -> Trace:
    label = html.escape(one.series.label)
    below = [value - low for value, low in zip(one.values, one.low, strict=True)]
    above = [high - value for value, high in zip(one.values, one.high, strict=True)]
    return {
        "type": "scatter",
        "name": label,
        "x": list(one.values),
        "y": [methods.index(method) + lift for method in one.methods],
        "mode": "markers",
        "marker": {**one.series.marker, "size": 10},
        "error_x": {"type": "data", "array": above, "arrayminus": below, "symmetric": False, "width": 3},
        "text": [
            f"{method}: {value:.3f}, 95% percentile interval {low:.3f} to {high:.3f}"
            for method, value, low, high in zip(one.methods, one.values, one.low, one.high, strict=True)
        ],
        "hovertemplate": f"%{{text}}<extra>{label}</extra>",
    }
