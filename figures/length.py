"""Curves over the length of a sentence: quality on test data, and what a growing sentence keeps."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from figures.figure import Figure, Part, Trace, axis, axis_title, figure, legend, margin, upright_line
from figures.series import Series, faint
from figures.words import MUTED

HEIGHT = 340


@dataclass(frozen=True, slots=True)
class Curve:
    """One model's score in every range of lengths that has sentences. `low` and `high` are None without bands."""

    series: Series
    places: Sequence[int]  # of the ranges on the axis
    scores: Sequence[float]
    low: Sequence[float] | None
    high: Sequence[float] | None


def length_figure(curves: Sequence[Curve], ranges: Sequence[str], counts: Sequence[int], measure: str) -> Figure:
    """Score against source length, one line a model, its band behind it; under every range its number of sentences."""
    tops = [value for curve in curves for value in (curve.high or curve.scores)]
    return _curves(
        [*(_band(curve) for curve in curves if curve.low is not None), *(_line(curve, measure) for curve in curves)],
        height=HEIGHT,
        across={
            "tickvals": list(range(len(ranges))),
            "ticktext": [f"{words}<br>n = {count:,}" for words, count in zip(ranges, counts, strict=True)],
            "range": [-0.3, len(ranges) - 0.7],
        },
        up={"range": [0, max(10, 1.08 * max(tops))], "title": axis_title(measure)},
    )


def growth_figure(
    series: Sequence[Series], words: Sequence[int], shares: Sequence[Sequence[float | None]], now: int
) -> Figure:
    """The share of content words translated (models, prefixes) against the words of the prefix; `now` is a prefix."""
    return _curves(
        [
            {
                "type": "scatter",
                "name": html.escape(one.label),
                "x": list(words),
                "y": list(row),
                "mode": "lines+markers",
                "line": one.line,
                "marker": one.marker,
                "hovertemplate": f"%{{x}} words: %{{y:.0%}} translated<extra>{html.escape(one.label)}</extra>",
            }
            for one, row in zip(series, shares, strict=True)
        ],
        height=260,
        across={"tickvals": list(words)},
        up={"range": [0, 1.06], "tickformat": ".0%", "title": axis_title("content words translated")},
        shapes=[upright_line(words[now], color=MUTED, width=1, dash="dot")],
    )


def _curves(data: Sequence[Trace], *, height: int, across: Part, up: Part, shapes: Sequence[Part] = ()) -> Figure:
    """Lines over source words, their legend above them."""
    shared = {"tickfont": {"size": 12}}
    return figure(
        data,
        height=height,
        margin=margin(58, 34, 12, 60),
        legend=legend(1.02, yanchor="bottom"),
        hovermode="closest",
        showlegend=True,
        shapes=list(shapes),
        xaxis=axis(title=axis_title("source words"), **shared, **across),
        yaxis=axis(**shared, **up),
    )


def _band(curve: Curve) -> Trace:
    assert curve.low is not None
    assert curve.high is not None
    return {
        "type": "scatter",
        "name": "band",
        "x": [*curve.places, *reversed(curve.places)],
        "y": [*curve.high, *reversed(curve.low)],
        "fill": "toself",
        "fillcolor": faint(curve.series.color),
        "line": {"width": 0},
        "mode": "lines",
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _line(curve: Curve, measure: str) -> Trace:
    label = html.escape(curve.series.label)
    intervals = (
        [f", 95% percentile interval {low:.1f} to {high:.1f}" for low, high in zip(curve.low, curve.high, strict=True)]
        if curve.low is not None and curve.high is not None
        else [""] * len(curve.places)
    )
    return {
        "type": "scatter",
        "name": label,
        "x": list(curve.places),
        "y": list(curve.scores),
        "mode": "lines+markers",
        "line": curve.series.line,
        "marker": curve.series.marker,
        "customdata": intervals,
        "hovertemplate": f"{measure} %{{y:.1f}}%{{customdata}}<extra>{label}</extra>",
    }
