"""One sentence of a corpus: what the chosen systems say, what our models look at while they say it, and the numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from figures.map_axes import SMALLEST_CELL, cell_size
from figures.words import Word
from seq2seq_core import Translation
from seq2seq_core.corpus.measures import MEASURES
from seq2seq_core.corpus.results import Row, Said, System
from seq2seq_core.registry import Models
from ui.corpus import elsewhere
from ui.corpus.opened import Opened
from ui.shared import panel, state
from ui.shared.alignment import Alignment, shown_alignment, shown_probabilities
from ui.shared.chip import draw_chip
from ui.shared.lock import Lock, lit_in
from ui.shared.models import force
from ui.shared.problems import problems_shown
from ui.shared.provenance import provenance, search_said
from ui.shared.room import TEXT_ALONE, say_columns
from ui.shared.scale import draw_scale
from ui.shared.shell import muted
from ui.translate.panels import is_on_page, width


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """What one system says, and the map of it where a model of ours says it."""

    system: System
    said: Said
    translation: Translation | None = None
    alignment: Alignment | None = None


def draw(opened: Opened, models: Models) -> None:
    """The sentence that is open, if one is."""
    session = st.session_state
    row = next((row for row in opened.results.rows if row.number == session["corpus_row"]), None)
    if row is None:
        if session["corpus_row"] is not None:
            muted(f"There is no sentence {session['corpus_row']:,} here.", "no-sentence")
        return
    st.header(f"Sentence {row.number:,}", anchor=False)
    with st.container(key="source-word-corpus", gap="xsmall"):
        st.text(row.source)
    for reference in row.references:
        muted(f"Reference: {reference}", f"reference-{row.references.index(reference)}")
    systems = {system.name: system for system in opened.results.header.systems}
    chosen = [name for name in (session["corpus_system"], session["corpus_other"]) if name in systems]
    sides = [_side(systems[name], row, models) for name in chosen]
    _draw_sides(sides)
    _draw_numbers(sides)
    first = sides[0]
    beam = first.system.beam_size or 1
    second = chosen[1] if len(chosen) > 1 else None
    elsewhere.draw(row.source, first.said.text, chosen[0], second, min(beam, state.WIDEST_BEAM), models)


def show_place(number: int, source: int | None, target: int | None) -> None:
    """Open a sentence, with a place of it locked on its maps: a source word, a word of the output, or both."""
    st.session_state.update(corpus_row=number, corpus_place=(source, target), level="words", lock=None)


def _lock_place(alignments: Mapping[str, Alignment]) -> None:
    """The place that was asked for, on the first map: of a row alone, the word that it looks at most."""
    source, target = st.session_state.pop("corpus_place", (None, None))
    for name, alignment in list(alignments.items())[:1]:
        assert alignment.weights is not None
        if source is None and target is not None and target < len(alignment.weights):
            source = int(alignment.weights[target].argmax())
        if source is not None:
            state.set_lock(Lock(source, target, name if target is not None else ""))


def _side(system: System, row: Row, models: Models) -> _Side:
    session, said = st.session_state, row.said[system.name]
    if system.origin != "model" or system.name not in models or not said.text:
        return _Side(system, said)
    with problems_shown(system.name):
        found = force(models[system.name], row.source, said.text)
        return _Side(system, said, found, shown_alignment(found, session["level"], session["hide_end"]))
    return _Side(system, said)


def _draw_sides(sides: Sequence[_Side]) -> None:
    """Both beside each other, as on Translate, with one lock."""
    drawn = {
        side.system.name: side for side in sides if side.alignment is not None and side.alignment.weights is not None
    }
    alignments = {name: side.alignment for name, side in drawn.items() if side.alignment is not None}
    _lock_place(alignments)
    lock = state.locked({name: side.translation for name, side in drawn.items() if side.translation is not None})
    if lock and not is_on_page(lock, alignments):
        state.clear_lock()
        lock = None
    if drawn:
        with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="legend"):
            draw_scale()
            if lock and lock.target is not None:
                locked = alignments[lock.model]
                draw_chip(locked.source[lock.source], locked.target[lock.target])
    longest = max((len(alignment.source) for alignment in alignments.values()), default=1)
    cell = cell_size(longest)
    with st.container(key="panels"):
        for position, side in enumerate(sides):
            with st.container(key=f"panel-{position}"):
                _draw_name(position, side)
                with st.container(key=f"said-{position}", gap="xsmall"):
                    st.text(side.said.text or "It says nothing.")
                if side.said.error:
                    muted(side.said.error, f"error-{position}")
                with st.container():
                    if side.alignment is not None and side.translation is not None:
                        target = alignments[lock.model].target if lock and lock.target is not None else ()
                        _draw_map(position, side.translation, side.alignment, cell, lock, target)
    needs, smallest = (
        [TEXT_ALONE if side.alignment is None else width(side.alignment, pixels) for side in sides]
        for pixels in (cell, SMALLEST_CELL)
    )
    say_columns("panels", needs, smallest)


def _draw_map(
    position: int,
    translation: Translation,
    alignment: Alignment,
    cell: int,
    lock: Lock | None,
    locked_words: Sequence[Word],
) -> None:
    """The map with all that belongs to it, or why there is none."""
    session = st.session_state
    if alignment.weights is None:
        panel.draw_no_attention(position)
    elif alignment.weights.size:
        lit = lit_in(lock, translation.model, alignment.target, locked_words)
        panel.draw_map(position, translation.model, alignment, cell, lit)
        panel.draw_lit(position, alignment, lit, lock)
    about = provenance(translation, 1, 1, session["level"], session["hide_end"], forced=True)
    muted(about, f"provenance-{position}")
    probable = shown_probabilities(translation, session["level"], session["hide_end"])
    panel.draw_in_words(position, alignment, probable)
    panel.draw_saving(position, [translation], translation, alignment, about)


def _draw_name(position: int, side: _Side) -> None:
    system = side.system
    with st.container(gap=None):
        with st.container(key=f"name-{position}"):
            st.text(f"{chr(ord('A') + position)}  {system.name}")
        if system.origin == "file":
            muted("from the file: only its words are here, so there is no map", f"kind-{position}")
        elif side.translation is None and side.said.text:
            muted("this model is not here, so there is no map", f"kind-{position}")
        elif side.translation is not None and side.translation.fingerprint != system.fingerprint:
            muted(
                "said by other weights than those that are here, so the map is not of who said it", f"kind-{position}"
            )
        else:
            muted(search_said(system.beam_size or 1), f"kind-{position}")


def _draw_numbers(sides: Sequence[_Side]) -> None:
    """All measures of both, with what each is."""
    names = [name for name in MEASURES if any(name in side.said.measures for side in sides)]
    if not names:
        return
    columns = {
        side.system.name: [
            "" if (value := side.said.measures.get(name)) is None else f"{value:.{MEASURES[name].digits}f}"
            for name in names
        ]
        for side in sides
    }
    table = pd.DataFrame(
        {
            "measure": [MEASURES[name].title for name in names],
            **columns,
            "what": [MEASURES[name].what for name in names],
        }
    )
    with st.expander("Measures of this sentence", key="sentence-measures"):
        st.dataframe(table, hide_index=True, alt="Measures of this sentence for the chosen systems")
