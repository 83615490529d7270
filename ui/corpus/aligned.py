"""The sentences of an alignment file as a table, and links of a person's that they can be held against."""

import pandas as pd
import streamlit as st

from seq2seq_core.alignments import AlignmentFile
from seq2seq_core.analysis.alignment_measures import coverage, entropy
from seq2seq_core.evaluation.alignment_error import alignment_error_rate
from seq2seq_core.evaluation.hand_alignment import HandAlignment
from seq2seq_core.registry import Models
from ui.corpus import aligned_map, gold
from ui.corpus.kept import Kept
from ui.corpus.rows import HIGH, ROW
from ui.corpus.sides import links_of
from ui.shared.saving import File, draw_menu, table_csv
from ui.shared.scrolling import bring_row_into_view
from ui.shared.shell import muted


def draw(file: AlignmentFile, kept: Kept, models: Models) -> None:
    """The table of its sentences, and the map of the one that is chosen."""
    session = st.session_state
    for note in file.notes[:3]:
        muted(note, f"note-{file.notes.index(note)}")
    table = _table(file)
    numbers = [pair.number for pair in file.pairs]
    if session["corpus_row"] not in numbers:
        session["corpus_row"] = numbers[0]
    place = numbers.index(session["corpus_row"])
    with st.container(key="aligned-rows"):
        st.dataframe(
            table,
            key=f"aligned-{session['corpus_file']}",
            height=min(HIGH, ROW * (len(table) + 1) + 3),
            row_height=ROW,
            hide_index=True,
            on_select=lambda: _choose(numbers),
            selection_mode="single-row",
            selection_default={"selection": {"rows": [place]}},
            alt="Sentences of the file, with measures of their alignments",
        )
    if session.get("aligned_place") is None:
        session["aligned_place"] = place
    bring_row_into_view("aligned-rows", session["aligned_place"], ROW)
    draw_menu("aligned", file.name, None, File("csv", "this table", lambda: table_csv(table)))
    true = gold.draw(file, kept)
    if true:
        _draw_error_rate(file, true)
    aligned_map.draw(file.pairs[place], true.get(session["corpus_row"]), file.name, models)


def _draw_error_rate(file: AlignmentFile, true: dict[int, HandAlignment]) -> None:
    """Over all sentences that have true links."""
    pairs = [pair for pair in file.pairs if pair.number in true and pair.source and pair.target]
    found = [links_of(pair) for pair in pairs]
    sure = [set(true[pair.number].sure) for pair in pairs]
    possible = [set(true[pair.number].sure | true[pair.number].possible) for pair in pairs]
    if not any(found) and not any(sure):
        return
    rate = alignment_error_rate(found, sure, possible)
    muted(
        f"Alignment error rate of {file.name} over {len(pairs):,} sentences with links to hold it against: {rate:.3f} "
        "(Och and Ney 2003; 0 is best). Soft weights link each target token to its strongest source token.",
        "aligned-error",
    )


def _choose(numbers: list[int]) -> None:
    session = st.session_state
    rows = session[f"aligned-{session['corpus_file']}"].selection.rows
    if rows and rows[0] < len(numbers):
        session["corpus_row"] = numbers[rows[0]]


@st.cache_data(max_entries=10, show_spinner=False)
def _measured(_file: AlignmentFile, name: str) -> pd.DataFrame:
    rows = []
    for pair in _file.pairs:
        row: dict[str, object] = {
            "sentence": pair.number,
            "source": " ".join(pair.source),
            "target": " ".join(pair.target),
        }
        if pair.links is not None:
            row |= {"sure links": len(pair.links.sure), "possible links": len(pair.links.possible)}
        if pair.weights is not None and pair.weights.size:
            row |= {
                "normalised entropy": round(float(entropy(pair.weights).mean()), 3),
                "least coverage": round(float(coverage(pair.weights).min()), 3),
                "most coverage": round(float(coverage(pair.weights).max()), 3),
            }
        if pair.score is not None:
            row["score"] = pair.score
        rows.append(row)
    return pd.DataFrame(rows)


def _table(file: AlignmentFile) -> pd.DataFrame:
    return _measured(file, st.session_state["corpus_file"])
