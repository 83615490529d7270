"""A person's own links on top of a map: squares for sure ones, diamonds for possible ones."""

from collections.abc import Collection

import plotly.graph_objects as go

OWN = "#d6336c"  # a colour that neither weights nor differences have, readable on light and on dark
SURE, POSSIBLE = "□", "◇"  # the same marks in text

Links = Collection[tuple[int, int]]  # (source word, target word)


def add_links(figure: go.Figure, sure: Links, possible: Links, cell: int) -> go.Figure:
    """Put marks on the cells of the links, after all other traces; they take neither hover nor click."""
    for name, symbol, links, share in [
        ("sure", "square-open", sure, 0.62),
        ("possible", "diamond-open", possible, 0.55),
    ]:
        if links:
            figure.add_trace(
                go.Scatter(
                    name=name,
                    x=[source for source, _ in sorted(links)],
                    y=[target for _, target in sorted(links)],
                    mode="markers",
                    marker={"symbol": symbol, "size": share * cell, "color": OWN, "line": {"width": 2.5}},
                    unselected={"marker": {"opacity": 1}},
                    hoverinfo="skip",
                )
            )
    return figure
