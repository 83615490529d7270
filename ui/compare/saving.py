"""The comparison as files: the picture, and every cell of the rows that A and B have in common, a line each."""

import csv
import io

import streamlit as st

from figures.difference import symmetric_limit
from seq2seq_core.corpus.cells import safe_cell
from seq2seq_core.evaluation.hand_alignment import HandAlignment
from seq2seq_core.pictures import WordMap, symmetric
from ui.compare.laid import Laid
from ui.compare.outputs import provenance_lines
from ui.compare.runs import Comparison
from ui.compare.state import SHOWN
from ui.shared.alignment import Alignment
from ui.shared.map_files import alignment_files, pictures_of, word_map
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu


def draw(comparison: Comparison, marks: HandAlignment | None) -> None:
    """The Save menu of the map that is shown, with a person's `marks`; its numbers are those of both, where they can be
    compared."""
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
    maps = maps_of(comparison, marks)
    if shown in maps:
        files += pictures_of(maps[shown], together=list(maps.values()))
    if shown in comparison.seen:
        files += alignment_files(comparison.seen[shown].alignment)
    draw_menu("compare", "a-minus-b" if shown == SHOWN[2] else f"map-of-{shown}", picture, *files)


def maps_of(comparison: Comparison, marks: HandAlignment | None) -> dict[str, WordMap]:
    """The maps of A, of B and of A - B, those that there are, by what they are called on the page.

    There are marks only where both say the same output, so all maps have the rows that they count.
    """
    lines = dict(zip(comparison.seen, provenance_lines(comparison), strict=True))
    maps = {
        letter: word_map(
            side.alignment,
            f"{letter}  {side.name}: “{side.translation.text}”",
            [lines[letter]],
            marks=marks,
        )
        for letter, side in comparison.seen.items()
    }
    if isinstance(laid := comparison.laid, Laid):
        difference = laid.a - laid.b
        maps[SHOWN[2]] = word_map(
            Alignment(laid.source, laid.target, difference),
            "A − B",
            [*lines.values(), "blue: A looks more; orange: B does"],
            scale=symmetric(symmetric_limit(difference), "A − B"),
            marks=marks,
        )
    return maps


def comparison_csv(laid: Laid, name_a: str, name_b: str) -> str:
    """A line for every source word of every row that both have. Rows and columns count from 1."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    places = ["row in A", "row in B", "target", "column", "source"]
    writer.writerow([*places, f"A: {name_a}", f"B: {name_b}", "A - B"])
    for (row_a, row_b), word, of_a, of_b in zip(laid.rows, laid.target, laid.a, laid.b, strict=True):
        for column, (source, a, b) in enumerate(zip(laid.source, of_a, of_b, strict=True)):
            line = [row_a + 1, row_b + 1, word.text, column + 1, source.text]
            writer.writerow([*map(safe_cell, line), f"{a:.6f}", f"{b:.6f}", f"{a - b:.6f}"])
    return lines.getvalue()
