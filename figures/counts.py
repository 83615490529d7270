"""Shares of what was passed, as a table of colours: a row for each kind of sentence, a column for each model."""

import html
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from figures.cells import cells, heatmap
from figures.figure import Figure, figure, margin, words_axis

WIDE, HIGH = 62, 30  # pixels of a cell
DEEPEST = 2  # where the scale of colours ends: all shares lie in its first half, on which numbers can be read
LETTER, SLANTED = 7.2, 0.72  # pixels of a letter of a label; height and reach of a slanted one for each of its length
Counts = NDArray[np.int64]


def counts_figure(passed: Counts, out_of: Counts, rows: Sequence[str], columns: Sequence[str]) -> Figure:
    """Draw passed / out_of, both (rows, columns), as colours and as "5/6" in each cell."""
    shares = np.divide(passed, out_of, out=np.zeros(passed.shape, dtype=np.float32), where=out_of > 0)
    written = [[f"{a}/{b}" for a, b in zip(*both, strict=True)] for both in zip(passed, out_of, strict=True)]
    left, top = int(24 + LETTER * max(map(len, rows))), int(24 + SLANTED * LETTER * max(map(len, columns)))
    right = int(max(12, SLANTED * LETTER * len(columns[-1]) - WIDE / 2))
    labels = {"showgrid": False, "tickfont": {"size": 13}, "automargin": False}
    return figure(
        cells(
            heatmap(shares, 0, DEEPEST, text=written, texttemplate="%{text}", textfont={"size": 13}),
            lambda: _said(passed, out_of, rows, columns),
        ),
        width=left + WIDE * len(columns) + right,
        height=top + HIGH * len(rows) + 12,
        margin=margin(left, top, right, 12, pad=0, autoexpand=False),
        hovermode="closest",
        hoverdistance=WIDE,
        clickmode="event+select",
        showlegend=False,
        xaxis=words_axis(
            [html.escape(name) for name in columns],
            side="top",
            tickangle=-45,
            range=[-0.5, len(columns) - 0.5],
            **labels,
        ),
        yaxis=words_axis([html.escape(name) for name in rows], range=[len(rows) - 0.5, -0.5], **labels),
    )


def _said(passed: Counts, out_of: Counts, rows: Sequence[str], columns: Sequence[str]) -> list[str]:
    return [
        f"{html.escape(column)}, {html.escape(row)}: {passed[r, c]} of {out_of[r, c]}"
        for r, row in enumerate(rows)
        for c, column in enumerate(columns)
    ]
