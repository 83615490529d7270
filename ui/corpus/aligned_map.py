"""One sentence of an alignment file: its map, one of our models on the same words, and their difference."""

from collections.abc import Sequence

import streamlit as st

from figures.difference import difference_figure, difference_scale_figure, symmetric_limit
from figures.links import POSSIBLE, SURE, with_links
from figures.map_axes import cell_size, times_shown
from seq2seq_core import InputError
from seq2seq_core.alignments import AlignedPair
from seq2seq_core.analysis.alignment_measures import compare_alignments
from seq2seq_core.decoding.trace import Floats
from seq2seq_core.evaluation.hand_alignment import HandAlignment
from seq2seq_core.pictures import symmetric
from seq2seq_core.registry import Models, of_pair
from ui.corpus.sides import Sided, hold_against, of_file, of_model
from ui.corpus.state import MAPS
from ui.shared import panel
from ui.shared.chart import draw_chart
from ui.shared.map_files import alignment_files, link_files, pictures_of, word_map
from ui.shared.problems import show_problem
from ui.shared.saving import File, Picture, chart_and_scale, draw_menu
from ui.shared.scale import draw_bar, draw_scale
from ui.shared.shell import muted, switch

NONE = ""


def draw(pair: AlignedPair, gold: HandAlignment | None, name: str, models: Models) -> None:
    """The map that is chosen, with the links of `gold`, or else those of the file itself, and what it all says."""
    if not pair.source or not pair.target:
        muted("This sentence has no words on one side, so there is nothing to draw.", "no-words")
        return
    theirs, ours = of_file(pair, name), _ours(pair, models)
    marks = gold or theirs.links
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="aligned-bar"):
        view = switch("Which map", MAPS, "corpus_map") if isinstance(ours, Sided) else "file"
        if view == "difference" and isinstance(ours, Sided):
            _difference_scale(theirs, ours)
        else:
            draw_scale()
    with st.container(key="source-word-aligned"):
        st.text(" ".join(pair.source))
    with st.container(key="said-aligned", gap="xsmall"):
        st.text(" ".join(pair.target))
    if isinstance(ours, str) and ours:
        show_problem(ours)
    shown = ours if view == "ours" and isinstance(ours, Sided) else theirs
    about = [shown.about]
    if view == "difference" and isinstance(ours, Sided):
        _draw_difference(theirs, ours, marks)
        about = [theirs.about, ours.about]
    else:
        _draw_map(shown, marks)
    if marks:
        whose = "of the links to hold it against" if gold else "of the file"
        muted(f"{SURE} a sure link {whose}, {POSSIBLE} a possible one.", "aligned-marks")
    muted("\n".join(about), "aligned-provenance")
    _draw_scores(theirs, ours, gold)
    panel.draw_in_words(0, shown.alignment)
    picture = Picture(chart_and_scale("aligned", "scale"), [" ".join(pair.source), " ".join(pair.target), *about])
    draw_menu("aligned-map", f"{name}-{pair.number}", picture, *_files(pair, view, theirs, ours, marks, name, about))
    muted(
        "Stepping through and attribution need the model itself; the file holds only what it looked at. A model of "
        "ours can say the same words on the other pages.",
        "aligned-needs",
    )


def _files(
    pair: AlignedPair,
    view: str,
    theirs: Sided,
    ours: Sided | str,
    marks: HandAlignment,
    name: str,
    about: Sequence[str],
) -> list[File]:
    """What the map that is shown can be saved as; of a difference there are pictures alone."""
    if view == "difference" and isinstance(ours, Sided):
        gap = _weights(theirs) - _weights(ours)
        scale = symmetric(symmetric_limit(gap), "the file minus ours")
        drawn = word_map(theirs.alignment, "The file minus ours", about, values=gap, scale=scale, marks=marks or None)
        return pictures_of(drawn)
    shown = ours if view == "ours" and isinstance(ours, Sided) else theirs
    drawn = word_map(shown.alignment, name, about, marks=marks or None)
    hard = shown is theirs and pair.weights is None
    return [*pictures_of(drawn), *(link_files(pair) if hard else alignment_files(shown.alignment))]


def _ours(pair: AlignedPair, models: Models) -> Sided | str:
    """A model of ours on the same words, or why it has no map; "" where none is wanted."""
    session = st.session_state
    names = [NONE, *(name for name in of_pair(session["pair"], models) if models[name].attends)]
    if session["corpus_other"] not in names:
        session["corpus_other"] = NONE
    st.selectbox(
        "Beside it, a model of ours that has to say the same words",
        names,
        key="corpus_other",
        format_func=lambda name: models[name].name if name else "none",
        width=420,
    )
    if not session["corpus_other"]:
        return ""
    try:
        return of_model(models[session["corpus_other"]], pair)
    except InputError as error:
        return f"{session['corpus_other']}: {error}"


def _draw_map(shown: Sided, marks: HandAlignment) -> None:
    cell = cell_size(len(shown.alignment.source))
    figure = panel.map_of(shown.alignment, cell)
    draw_chart(
        with_links(figure, marks.sure, marks.possible, cell) if marks else figure,
        "aligned",
        alt="Alignment map by target token and source token. The same as text is below, under In words.",
        shown=times_shown(cell),
        labels=panel.frozen_labels(figure),
    )


def _difference_scale(theirs: Sided, ours: Sided) -> None:
    limit = symmetric_limit(_weights(theirs) - _weights(ours))
    alt = f"Colours of differences from {-limit:.2f}, ours looks more, to {limit:.2f}, the file does"
    draw_bar("Attention of the file (A) minus ours (B)", difference_scale_figure(limit), alt)


def _draw_difference(theirs: Sided, ours: Sided, marks: HandAlignment) -> None:
    a, b = _weights(theirs), _weights(ours)
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
    draw_chart(
        with_links(figure, marks.sure, marks.possible, cell) if marks else figure,
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


def _weights(side: Sided) -> Floats:
    assert side.alignment.weights is not None
    return side.alignment.weights


def _draw_scores(theirs: Sided, ours: Sided | str, gold: HandAlignment | None) -> None:
    """Links against those that are taken for true: a person's, or, for a model of ours, those of the file."""
    truth = gold or theirs.links
    if not truth:
        return
    held = ([("The file", theirs)] if gold else []) + ([("Our model", ours)] if isinstance(ours, Sided) else [])
    against = "a person's" if gold else "those of the file, taken for true"
    for whose, side in held:
        muted(f"{whose}'s links against {against}: {_scored(side, truth)}.", f"score-{whose.split()[-1]}")


def _scored(side: Sided, truth: HandAlignment) -> str:
    found = hold_against(side, truth)
    named = {"precision": found.precision, "recall": found.recall, "alignment error rate": found.error_rate}
    return ", ".join(f"{what} {value:.2f}" for what, value in named.items() if value is not None)
