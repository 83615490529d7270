"""How a model looks in a chart of several: a letter and a mark first, a colour only on top of that."""

from dataclasses import dataclass
from typing import Any

MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "star", "triangle-down", "hexagon", "x")
COLORS = ("#3a7bd5", "#a357c9", "#2a9d63", "#c94f7c", "#8a7a3a", "#2f9fb5", "#b5652f", "#6c6fd1", "#7f9a2e")


@dataclass(frozen=True, slots=True)
class Series:
    """A model by its letter and name. Lines of models without attention are dotted."""

    position: int  # 0 for A
    name: str
    attention: bool

    @property
    def label(self) -> str:
        """ "A  bahdanau", escaped by whoever draws it."""
        return f"{chr(ord('A') + self.position % 26)}  {self.name}"

    @property
    def color(self) -> str:
        """Readable on white and on near black."""
        return COLORS[self.position % len(COLORS)]

    @property
    def line(self) -> dict[str, Any]:
        """Plotly's line."""
        return {"color": self.color, "width": 2.5, "dash": "solid" if self.attention else "dot"}

    @property
    def marker(self) -> dict[str, Any]:
        """Plotly's marker."""
        return {"color": self.color, "size": 9, "symbol": MARKS[self.position % len(MARKS)]}


def faint(color: str) -> str:
    """The colour of a band around a line of that colour."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.15)"
