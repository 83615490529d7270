"""A person's own links on top of a map: squares for sure ones, diamonds for possible ones."""

from collections.abc import Collection

from figures.figure import Figure, Trace

OWN = "#d6336c"  # a colour that neither weights nor differences have, readable on light and on dark
SURE, POSSIBLE = "□", "◇"  # the same marks in text

Links = Collection[tuple[int, int]]  # (source word, target word)


def with_links(drawn: Figure, sure: Links, possible: Links, cell: int) -> Figure:
    """The figure with marks on the cells of the links, above all else; they take neither hover nor click."""
    marks = [
        _marks("sure", "square-open", sure, 0.62 * cell),
        _marks("possible", "diamond-open", possible, 0.55 * cell),
    ]
    return {**drawn, "data": [*drawn["data"], *(one for one in marks if one["x"])]}


def _marks(name: str, symbol: str, links: Links, size: float) -> Trace:
    return {
        "type": "scatter",
        "name": name,
        "x": [source for source, _ in sorted(links)],
        "y": [target for _, target in sorted(links)],
        "mode": "markers",
        "marker": {"symbol": symbol, "size": size, "color": OWN, "line": {"width": 2.5}},
        "unselected": {"marker": {"opacity": 1}},
        "hoverinfo": "skip",
    }
