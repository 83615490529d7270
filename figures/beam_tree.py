"""A beam search as a picture: one column a step, its continuations from best to worst, lines to their parents."""

from collections.abc import Sequence
from dataclasses import dataclass

from figures.figure import Figure, Trace, axis, figure, margin
from figures.words import MUTED, TARGET, Word, hover, label

STEP, ROW, LEFT = 140, 58, 30  # pixels between columns, between rows, and left of the first
FREE = 0.36  # of a column on both sides of a node: lines are level there, so that they cross no label
FONT = 13
SYMBOLS = {"kept": "circle", "finished": "square", "pruned": "circle-open"}
LINES = {  # to parents, from the lowest to the topmost
    "pruned": {"color": MUTED, "width": 1, "dash": "dot"},
    "kept": {"color": MUTED, "width": 2},
    "shown": {"color": TARGET, "width": 4},
}


@dataclass(frozen=True, slots=True)
class Branch:
    """One continuation. `place` is its place in the list of all nodes, `parent` that of the one it continues."""

    place: int
    parent: int
    step: int
    word: Word
    probability: float
    total: float  # log-probability of the path to here
    fate: str  # "kept", "finished" or "pruned"
    shown: bool  # on the path of the hypothesis that is shown


def step_at(step: int) -> float:
    """The x in pixels of a step, counted from 0."""
    return LEFT + STEP * (step + 1.2)


def rank_rows(branches: Sequence[Branch]) -> dict[int, int]:
    """The row of each branch by its place: how many of its step have a better path."""
    rows: dict[int, int] = {}
    counts: dict[int, int] = {}
    for branch in sorted(branches, key=lambda branch: -branch.total):
        rows[branch.place] = counts.get(branch.step, 0)
        counts[branch.step] = rows[branch.place] + 1
    return rows


def tree_figure(branches: Sequence[Branch]) -> Figure:
    """Draw the search. The trace "nodes" holds the nodes; `customdata` of each is its place."""
    rows = rank_rows(branches)
    known = {branch.place: branch for branch in branches}
    steps, height = max(b.step for b in branches) + 1, max(rows.values()) + 1
    return figure(
        [*(_lines(branches, known, rows, kind) for kind in LINES), _nodes(branches, rows)],
        width=int(LEFT + STEP * (steps + 0.8) + 10),
        height=40 + ROW * height,
        margin=margin(LEFT, 28, 10, 4, autoexpand=False),
        hovermode="closest",
        clickmode="event+select",
        showlegend=False,
        xaxis=axis(
            range=[-1.2, steps - 0.4],
            tickvals=list(range(steps)),
            ticktext=[f"step {t + 1}" for t in range(steps)],
            tickfont={"size": FONT, "color": MUTED},
            side="top",
            showgrid=False,
        ),
        yaxis={"range": [height - 0.4, -0.6], "visible": False, "fixedrange": True},
    )


def _lines(branches: Sequence[Branch], known: dict[int, Branch], rows: dict[int, int], kind: str) -> Trace:
    """The lines to parents: thin and dashed to what was pruned, thick along the hypothesis that is shown."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for branch in branches:
        drawn_as = "shown" if branch.shown else "pruned" if branch.fate == "pruned" else "kept"
        if drawn_as != kind:
            continue
        parent = known.get(branch.parent)
        start = (parent.step, rows[parent.place]) if parent else (-1, 0)
        end = (branch.step, rows[branch.place])
        xs += [start[0], start[0] + FREE * (start[0] >= 0), end[0] - FREE, end[0], None]
        ys += [start[1], start[1], end[1], end[1], None]
    return {"type": "scatter", "x": xs, "y": ys, "mode": "lines", "line": LINES[kind], "hoverinfo": "skip"}


def _nodes(branches: Sequence[Branch], rows: dict[int, int]) -> Trace:
    return {
        "type": "scatter",
        "name": "nodes",
        "x": [b.step for b in branches],
        "y": [rows[b.place] for b in branches],
        "customdata": [b.place for b in branches],
        "mode": "markers+text",
        "marker": {
            "size": [9 + 8 * b.probability for b in branches],
            "symbol": [SYMBOLS[b.fate] for b in branches],
            "color": [TARGET if b.fate != "pruned" else MUTED for b in branches],
            "line": {"width": 1.5},
        },
        "unselected": {"marker": {"opacity": 1}},
        "text": [
            f"{label(b.word, TARGET if b.shown else None)}<br><span style='font-size:12px;color:{MUTED}'>"
            f"{b.probability:.2f} · {b.total:.2f}</span>"
            for b in branches
        ],
        "textposition": "bottom center",
        "textfont": {"size": FONT},
        "hovertext": [
            f"{hover(b.word)}: probability {b.probability:.3f}, path {b.total:.3f}, {b.fate}" for b in branches
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
