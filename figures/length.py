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


def length_figure(
    curves: Sequence[Curve],
    ranges: Sequence[str],
    counts: Sequence[int],
    measure: str,
    across: str = "source words",
) -> Figure:
    """Score against source length, one line a model, its band behind it; under every range its number of sentences.

    The ranges may be of something else, which `across` names.
    """
    tops = [value for curve in curves for value in (curve.high or curve.scores)]
    return _curves(
        [
            *(_band(c.series, c.places, c.low, c.high) for c in curves if c.low is not None and c.high is not None),
            *(_line(curve, measure) for curve in curves),
        ],
        height=HEIGHT,
        across={
            "tickvals": list(range(len(ranges))),
            "ticktext": [f"{words}<br>n = {count:,}" for words, count in zip(ranges, counts, strict=True)],
            "range": [-0.3, len(ranges) - 0.7],
            "title": axis_title(across),
        },
        up={"range": [0, max(10, 1.08 * max(tops))], "title": axis_title(measure)},
    )


def growth_figure(
    series: Sequence[Series], words: Sequence[int], shares: Sequence[Sequence[tuple[float, float] | None]], now: int
) -> Figure:
    """The share of content words translated (models, prefixes) against the words of the prefix; `now` is a prefix.

    `shares` are two: those translated for certain, which are the line, and with all that nobody can tell, to which a
    band reaches; None where there are no content words.
    """
    known = [_known(words, row) for row in shares]
    return _curves(
        [draw(one, *some) for draw in (_band, _grown) for one, some in zip(series, known, strict=True)],
        height=260,
        across={"tickvals": list(words)},
        up={"range": [0, 1.06], "tickformat": ".0%", "title": axis_title("content words translated")},
        shapes=[upright_line(words[now], color=MUTED, width=1, dash="dot")],
    )


def _known(
    words: Sequence[int], shares: Sequence[tuple[float, float] | None]
) -> tuple[list[int], list[float], list[float]]:
    """Where there is something to draw: the words, the lower and the higher shares."""
    known = [(count, *both) for count, both in zip(words, shares, strict=True) if both is not None]
    return [count for count, _, _ in known], [low for _, low, _ in known], [high for _, _, high in known]


def _grown(series: Series, words: Sequence[int], low: Sequence[float], high: Sequence[float]) -> Trace:
    label = html.escape(series.label)
    return {
        "type": "scatter",
        "name": label,
        "x": list(words),
        "y": list(low),
        "mode": "lines+markers",
        "line": series.line,
        "marker": series.marker,
        "customdata": [f", {1 - most:.0%} not found" for most in high],
        "hovertemplate": f"%{{x}} words: %{{y:.0%}} translated%{{customdata}}<extra>{label}</extra>",
    }


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
        xaxis=axis(**shared, **{"title": axis_title("source words"), **across}),
        yaxis=axis(**shared, **up),
    )


def _band(series: Series, places: Sequence[int], low: Sequence[float], high: Sequence[float]) -> Trace:
    return {
        "type": "scatter",
        "name": "band",
        "x": [*places, *reversed(places)],
        "y": [*high, *reversed(low)],
        "fill": "toself",
        "fillcolor": faint(series.color),
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
