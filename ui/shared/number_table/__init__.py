"""A small table of numbers with a foot that adds up: real text on the page, so that it can be read, copied and tested.

Streamlit's own table draws on a canvas. What a user typed reaches this one as text only, never as HTML.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ui.shared.javascript import component
from ui.shared.scrolling import scrolling


@dataclass(frozen=True, slots=True)
class Bar:
    """A cell that is a bar. `share` runs from 0 to 1, from -1 where `signed`."""

    share: float
    tone: str = "primary"  # or "source", "target"
    signed: bool = False


Cell = str | Bar


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the first cell of each row is its label. `marked` rows stand out, `quiet` ones step back.

    Titles of columns may have subscripts, "W_{a}"; they are constants.
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Sequence[Cell]] = ()
    marked: frozenset[int] = frozenset()
    quiet: frozenset[int] = frozenset()
    tone: str = "source"  # the colour of marked rows: also "target" or "primary"


_component = component(
    "number_table", Path(__file__).parent, '<div class="number-table"></div>', "table", css=scrolling(".scroll")
)


def number_table(table: Table, key: str) -> None:
    """Draw the table."""
    data = asdict(table) | {"marked": sorted(table.marked), "quiet": sorted(table.quiet)}
    _component(key=key, data=data)


def number(value: float, digits: int = 3) -> str:
    """A number as all tables write it, with a real minus sign, and no minus before zeros."""
    text = f"{value:.{digits}f}"
    if not float(text):
        text = text.lstrip("-")
    return text.replace("-", "−")
