"""What each model gives and what it costs: charts with a row a model, in one order, to be read across.

Models of one family lie so close that their points in a plane of cost and quality would cover each other.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from figures.figure import CLEAR, Figure, Trace, axis, figure, margin
from figures.series import COLORS
from figures.words import MUTED

ROW, TOP, BOTTOM = 34, 30, 34  # pixels of a row, and of what is above and below them all
LETTER, MOST_LETTERS = 7.2, 26  # pixels of a letter of a name, and how many are shown


@dataclass(frozen=True, slots=True)
class Row:
    """A model and one of its figures, with the interval of it if there is one."""

    name: str
    attention: bool
    value: float
    low: float | None = None
    high: float | None = None

    @property
    def color(self) -> str:
        """Models without attention are grey, and drawn hollow."""
        return COLORS[0] if self.attention else MUTED


def score_figure(rows: Sequence[Row], measure: str) -> Figure:
    """A score as a dot with its interval. The axis begins where the scores do: a dot has no length to be compared."""
    ends = [end for row in rows for end in (row.low, row.value, row.high) if end is not None]
    room = max(0.06 * (max(ends) - min(ends)), 1)
    dots = {
        "type": "scatter",
        "x": [row.value for row in rows],
        "y": list(range(len(rows))),
        "mode": "markers",
        "marker": {
            "size": 11,
            "color": [row.color for row in rows],
            "symbol": ["circle" if row.attention else "circle-open" for row in rows],
            "line": {"width": 2, "color": [row.color for row in rows]},
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [0 if row.high is None else row.high - row.value for row in rows],
            "arrayminus": [0 if row.low is None else row.value - row.low for row in rows],
            "thickness": 1.5,
            "width": 4,
            "color": MUTED,
        },
        "text": [html.escape(row.name) + _interval_said(row) for row in rows],
        "hovertemplate": f"%{{text}}<br>{measure} %{{x:.1f}}<extra></extra>",
    }
    return _in_rows(dots, rows, measure, [max(0, min(ends) - room), max(ends) + room])


def cost_figure(rows: Sequence[Row], cost: str, unit: str) -> Figure:
    """A cost as a bar from zero, with its number."""
    bars = {
        "type": "bar",
        "x": [row.value for row in rows],
        "y": list(range(len(rows))),
        "orientation": "h",
        "marker": {
            "color": [row.color if row.attention else CLEAR for row in rows],
            "line": {"width": 2, "color": [row.color for row in rows]},
        },
        "width": 0.5,
        "text": [f" {row.value:.1f}" if row.value < 100 else f" {row.value:,.0f}" for row in rows],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertext": [html.escape(row.name) for row in rows],
        "hovertemplate": f"%{{hovertext}}<br>{cost} %{{x:.4g}} {unit}<extra></extra>",
    }
    return _in_rows(bars, rows, f"{cost} ({unit})", [0, 1.25 * max(row.value for row in rows)])


def _in_rows(drawn: Trace, rows: Sequence[Row], title: str, across: list[float]) -> Figure:
    names = [row.name if len(row.name) <= MOST_LETTERS else row.name[: MOST_LETTERS - 1] + "…" for row in rows]
    return figure(
        [drawn],
        height=TOP + ROW * len(rows) + BOTTOM,
        margin=margin(14 + LETTER * max(map(len, names)), TOP, 16, BOTTOM, autoexpand=False),
        title={"text": title, "font": {"size": 14}, "x": 0, "xref": "paper", "y": 1, "yanchor": "top", "pad": {"t": 4}},
        showlegend=False,
        hovermode="closest",
        xaxis=axis(range=across, nticks=5, showgrid=True),
        yaxis=axis(
            tickvals=list(range(len(rows))),
            ticktext=[html.escape(name) for name in names],
            tickfont={"size": 13},
            range=[len(rows) - 0.5, -0.5],
            showgrid=False,
        ),
    )


def _interval_said(row: Row) -> str:
    return "" if row.low is None or row.high is None else f", 95% percentile interval {row.low:.1f} to {row.high:.1f}"
