"""The comparison as a file: every cell of the rows that A and B have in common, a line each."""

import csv
import io

import streamlit as st

from ui.compare.laid import Laid
from ui.compare.runs import Comparison


def draw(comparison: Comparison) -> None:
    """The download, where there is something to compare."""
    laid = comparison.laid
    if isinstance(laid, Laid):
        with st.popover("Save", icon=":material/download:", type="tertiary"):
            st.download_button(
                "CSV: both maps, cell by cell",
                lambda: comparison_csv(laid, comparison.seen["A"].name, comparison.seen["B"].name),
                "a-minus-b.csv",
                "text/csv",
                key="compare-csv",
                on_click="ignore",
            )


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
