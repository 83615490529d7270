"""Curves over the length of a sentence: quality on test data, and what a growing sentence keeps."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

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


def length_figure(curves: Sequence[Curve], ranges: Sequence[str], counts: Sequence[int], measure: str) -> go.Figure:
    """Score against source length, one line a model, its band behind it; under every range its number of sentences."""
    figure = go.Figure()
    for curve in curves:
        if curve.low is not None and curve.high is not None:
            figure.add_trace(_band(curve))
    for curve in curves:
        figure.add_trace(_line(curve, measure))
    tops = [value for curve in curves for value in (curve.high or curve.scores)]
    figure.update_layout(height=HEIGHT, **_LAYOUT)
    figure.update_xaxes(
        tickvals=list(range(len(ranges))),
        ticktext=[f"{words}<br>n = {count:,}" for words, count in zip(ranges, counts, strict=True)],
        range=[-0.3, len(ranges) - 0.7],
        title={"text": "source words", "font": {"size": 12, "color": MUTED}},
        **_AXIS,
    )
    figure.update_yaxes(range=[0, max(10, 1.08 * max(tops))], title=_title(measure), **_AXIS)
    return figure


def growth_figure(
    series: Sequence[Series], words: Sequence[int], shares: Sequence[Sequence[float | None]], now: int
) -> go.Figure:
    """The share of content words translated (models, prefixes) against the words of the prefix; `now` is a prefix."""
    figure = go.Figure(
        [
            go.Scatter(
                name=html.escape(one.label),
                x=list(words),
                y=list(row),
                mode="lines+markers",
                line=one.line,
                marker=one.marker,
                hovertemplate="%{x} words: %{y:.0%} translated<extra>" + html.escape(one.label) + "</extra>",
            )
            for one, row in zip(series, shares, strict=True)
        ]
    )
    figure.update_layout(height=260, **_LAYOUT)
    figure.add_vline(x=words[now], line={"color": MUTED, "width": 1, "dash": "dot"})
    figure.update_xaxes(
        tickvals=list(words), title={"text": "source words", "font": {"size": 12, "color": MUTED}}, **_AXIS
    )
    figure.update_yaxes(range=[0, 1.06], tickformat=".0%", title=_title("content words translated"), **_AXIS)
    return figure


_LAYOUT = {
    "margin": {"l": 58, "r": 12, "t": 34, "b": 60},
    "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    "hovermode": "closest",
    "dragmode": False,
    "showlegend": True,
}
_AXIS = {"fixedrange": True, "zeroline": False, "tickfont": {"size": 12}}


def _title(text: str) -> dict[str, object]:
    return {"text": text, "font": {"size": 12, "color": MUTED}}


def _band(curve: Curve) -> go.Scatter:
    assert curve.low is not None
    assert curve.high is not None
    return go.Scatter(
        name="band",
        x=[*curve.places, *reversed(curve.places)],
        y=[*curve.high, *reversed(curve.low)],
        fill="toself",
        fillcolor=faint(curve.series.color),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
        showlegend=False,
    )


def _line(curve: Curve, measure: str) -> go.Scatter:
    label = html.escape(curve.series.label)
    intervals = (
        [f", 95% between {low:.1f} and {high:.1f}" for low, high in zip(curve.low, curve.high, strict=True)]
        if curve.low is not None and curve.high is not None
        else [""] * len(curve.places)
    )
    return go.Scatter(
        name=label,
        x=list(curve.places),
        y=list(curve.scores),
        mode="lines+markers",
        line=curve.series.line,
        marker=curve.series.marker,
        customdata=intervals,
        hovertemplate=f"{measure} %{{y:.1f}}%{{customdata}}<extra>{label}</extra>",
    )
