"""The comparison as files: the picture, and every cell of the rows that A and B have in common, a line each."""

import csv
import io

import streamlit as st

from ui.compare.laid import Laid
from ui.compare.outputs import provenance_lines
from ui.compare.runs import Comparison
from ui.compare.state import SHOWN
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu


def draw(comparison: Comparison) -> None:
    """The Save menu of the map that is shown; its numbers are those of both, where they can be compared."""
    laid, shown = comparison.laid, st.session_state["compare_shown"]
    said = [f"{letter}: “{side.translation.text}”" for letter, side in comparison.seen.items()]
    picture = Picture(
        chart_and_scale("compare", "scale"), about(f"Map of {shown}", *said, *provenance_lines(comparison))
    )
    files = []
    if isinstance(laid, Laid):
        names = [comparison.seen[letter].name for letter in "AB"]
        files.append(File("csv", "both maps, cell by cell", lambda: comparison_csv(laid, *names)))
    elif shown not in comparison.seen or comparison.seen[shown].alignment.weights is None:
        return
    draw_menu("compare", "a-minus-b" if shown == SHOWN[2] else f"map-of-{shown}", picture, *files)


def comparison_csv(laid: Laid, name_a: str, name_b: str) -> str:
    """A line for every source word of every row that both have. Rows and columns count from 1."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    places = ["row in A", "row in B", "target", "column", "source"]
    writer.writerow([*places, f"A: {name_a}", f"B: {name_b}", "A - B"])
    for (row_a, row_b), word, of_a, of_b in zip(laid.rows, laid.target, laid.a, laid.b, strict=True):
        for column, (source, a, b) in enumerate(zip(laid.source, of_a, of_b, strict=True)):
            line = [row_a + 1, row_b + 1, word.text, column + 1, source.text]
            writer.writerow([*line, f"{a:.6f}", f"{b:.6f}", f"{a - b:.6f}"])
    return lines.getvalue()
