"""The alignments of a file by sentence: its map, one of our models on the same words, and their difference."""

import pandas as pd
import streamlit as st

from figures.difference import difference_figure, difference_scale_figure, symmetric_limit
from figures.links import POSSIBLE, SURE, with_links
from figures.map_axes import cell_size, times_shown
from seq2seq_core import InputError
from seq2seq_core.alignments import AlignedPair, AlignmentFile
from seq2seq_core.analysis.alignment_measures import compare_alignments, coverage, entropy
from seq2seq_core.corpus.cells import safe_cells
from seq2seq_core.registry import Models, of_pair
from ui.corpus.rows import HIGH, ROW
from ui.corpus.sides import Sided, hold_against, of_file, of_model
from ui.corpus.state import MAPS
from ui.shared import panel
from ui.shared.chart import draw_chart
from ui.shared.problems import show_problem
from ui.shared.saving import File, Picture, chart_and_scale, draw_menu, table_csv
from ui.shared.scale import draw_bar, draw_scale
from ui.shared.scrolling import bring_row_into_view
from ui.shared.shell import muted, switch

NONE = ""


def draw(file: AlignmentFile, models: Models) -> None:
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
            height=min(HIGH // 2, ROW * (len(table) + 1) + 3),
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
    draw_menu("aligned", file.name, None, File("csv", "this table", lambda: table_csv(safe_cells(table))))
    _draw_pair(file.pairs[place], file.name, models)


def _choose(numbers: list[int]) -> None:
    session = st.session_state
    rows = session[f"aligned-{session['corpus_file']}"].selection.rows
    if rows and rows[0] < len(numbers):
        session["corpus_row"] = numbers[rows[0]]


def _draw_pair(pair: AlignedPair, name: str, models: Models) -> None:
    if not pair.source or not pair.target:
        muted("This sentence has no words on one side, so there is nothing to draw.", "no-words")
        return
    theirs = of_file(pair, name)
    ours = _ours(pair, models)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="aligned-bar"):
        view = switch("Which map", MAPS, "corpus_map") if isinstance(ours, Sided) else "file"
        if view == "difference":
            assert isinstance(ours, Sided)
            _difference_scale(theirs, ours)
        else:
            draw_scale()
    with st.container(key="said-aligned", gap="xsmall"):
        st.text(" ".join(pair.target))
    if isinstance(ours, str) and ours:
        show_problem(ours)
    shown = ours if view == "ours" and isinstance(ours, Sided) else theirs
    about = [shown.about]
    if view == "difference" and isinstance(ours, Sided):
        _draw_difference(theirs, ours)
        about = [theirs.about, ours.about]
    else:
        _draw_map(shown, theirs)
    if pair.links:
        muted(f"{SURE} a sure link of the file, {POSSIBLE} a possible one.", "aligned-marks")
    muted("\n".join(about), "aligned-provenance")
    if pair.links and isinstance(ours, Sided):
        _draw_score(ours, theirs)
    panel.draw_in_words(0, shown.alignment)
    draw_menu("aligned-map", f"{name}-{pair.number}", Picture(chart_and_scale("aligned"), about))
    muted(
        "Stepping through and attribution need the model itself; the file holds only what it looked at. A model of "
        "ours can say the same words on the other pages.",
        "aligned-needs",
    )


def _ours(pair: AlignedPair, models: Models) -> Sided | str:
    """A model of ours on the same words, or why it has no map; "" where none is wanted."""
    session = st.session_state
    names = [NONE, *(name for name in of_pair(session["pair"], models) if models[name].attends)]
    if session["corpus_other"] not in names:
        session["corpus_other"] = NONE
    st.selectbox(
        "A model of ours that is to say the same words",
        names,
        key="corpus_other",
        format_func=lambda name: models[name].name if name else "none",
        width=320,
    )
    if not session["corpus_other"]:
        return ""
    try:
        return of_model(models[session["corpus_other"]], pair)
    except InputError as error:
        return f"{session['corpus_other']}: {error}"


def _draw_map(shown: Sided, theirs: Sided) -> None:
    cell = cell_size(len(shown.alignment.source))
    figure = panel.map_of(shown.alignment, cell)
    drawn = with_links(figure, theirs.links.sure, theirs.links.possible, cell) if theirs.links else figure
    draw_chart(
        drawn,
        "aligned",
        alt="Alignment map by target token and source token. The same as text is below, under In words.",
        shown=times_shown(cell),
        labels=panel.frozen_labels(figure),
    )


def _difference_scale(theirs: Sided, ours: Sided) -> None:
    assert theirs.alignment.weights is not None
    assert ours.alignment.weights is not None
    limit = symmetric_limit(theirs.alignment.weights - ours.alignment.weights)
    draw_bar(
        "Attention of the file (A) minus ours (B)", difference_scale_figure(limit), f"Colours from {-limit} to {limit}"
    )


def _draw_difference(theirs: Sided, ours: Sided) -> None:
    a, b = theirs.alignment.weights, ours.alignment.weights
    assert a is not None
    assert b is not None
    agreement = compare_alignments(a, b)
    cell = cell_size(len(theirs.alignment.source))
    figure = difference_figure(
        a,
        b,
        theirs.alignment.source,
        theirs.alignment.target,
        overlap=agreement.overlap,
        same=agreement.same,
        cell=cell,
    )
    drawn = with_links(figure, theirs.links.sure, theirs.links.possible, cell) if theirs.links else figure
    draw_chart(
        drawn,
        "aligned",
        alt="Difference of the two maps, by target token and source token.",
        shown=times_shown(cell),
        labels=panel.frozen_labels(figure),
    )
    muted(
        f"Mean overlap of the rows {agreement.mean_overlap:.2f}; the strongest source token is the same in "
        f"{agreement.share_same:.0%} of them.",
        "aligned-agreement",
    )


def _draw_score(ours: Sided, theirs: Sided) -> None:
    """Our model's links against the file's, taken for the truth."""
    found = hold_against(ours, theirs.links)
    said = ", ".join(
        f"{what} {value:.2f}"
        for what, value in (
            ("precision", found.precision),
            ("recall", found.recall),
            ("alignment error rate", found.error_rate),
        )
        if value is not None
    )
    muted(f"Our model's links against those of the file, taken for true: {said}.", "aligned-score")


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
