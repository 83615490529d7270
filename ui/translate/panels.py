"""All models side by side: one scale, one lock, one panel each."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from figures.alignment import Lit, figure_width
from figures.map_axes import SMALLEST_CELL, cell_size
from figures.words import Word
from seq2seq_core import Translation
from seq2seq_core.registry import Models
from ui.shared import panel, state
from ui.shared.alignment import Alignment, shown_alignment, shown_probabilities
from ui.shared.chip import draw_chip
from ui.shared.follow import follow_word
from ui.shared.lock import Lock, lit_in
from ui.shared.problems import show_problem
from ui.shared.provenance import provenance
from ui.shared.room import NARROWEST, TEXT_ALONE, say_columns
from ui.shared.said import UNDERLINES
from ui.shared.scale import draw_scale
from ui.shared.shell import muted
from ui.shared.unknown import say_unknown


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What one panel shows: a hypothesis of one model, and its map."""

    hypotheses: list[Translation]
    number: int  # of the hypothesis, from 1
    alignment: Alignment

    @property
    def translation(self) -> Translation:
        """The hypothesis itself."""
        return self.hypotheses[self.number - 1]


def draw(results: Mapping[str, list[Translation]], problems: Mapping[str, str], models: Models) -> None:
    """Draw every chosen model: its result with its map, in words why there is none, or what is wrong with the model."""
    shown = {name: _choose(found) for name, found in results.items()}
    lock = state.locked({name: one.translation for name, one in shown.items()})
    if lock and not is_on_page(lock, {name: one.alignment for name, one in shown.items()}):
        muted("The locked cell is not in these maps.", "no-lock")
        state.clear_lock()
        lock = None
    if any(one.alignment.weights is not None for one in shown.values()):
        _legend(shown, lock)
    cell = cell_size(max((len(one.alignment.source) for one in shown.values()), default=1))
    chosen = st.session_state["models"]
    muted(UNDERLINES, "underlines")
    with st.container(key="panels"):
        for position, name in enumerate(chosen):
            with st.container(key=f"panel-{position}"):
                panel.draw_name(position, models[name])
                if name in problems:
                    show_problem(problems[name])
                    continue
                panel.draw_translation(position, shown[name].translation)
                with st.container():
                    _draw_map(position, name, shown, lock, cell)
    needs, smallest = (
        [width(shown[name].alignment, pixels) if name in shown else TEXT_ALONE for name in chosen]
        for pixels in (cell, SMALLEST_CELL)
    )
    say_columns("panels", needs, smallest)


def is_on_page(lock: Lock, alignments: Mapping[str, Alignment]) -> bool:
    """Whether every map has the source word, and that of the locked model the row."""
    if not alignments or any(lock.source >= len(alignment.source) for alignment in alignments.values()):
        return False
    if lock.target is None:
        return True
    alignment = alignments.get(lock.model)
    return alignment is not None and lock.target < len(alignment.target)


def _choose(hypotheses: list[Translation]) -> Shown:
    """The hypothesis that was asked for; the last one where the search found fewer."""
    session = st.session_state
    number = min(session["hypothesis"], len(hypotheses))
    return Shown(hypotheses, number, shown_alignment(hypotheses[number - 1], session["level"], session["hide_end"]))


def _draw_map(position: int, name: str, shown: Mapping[str, Shown], lock: Lock | None, cell: int) -> None:
    """The map with all that belongs to it, or why there is none."""
    session, one = st.session_state, shown[name]
    alignment = one.alignment
    drawn = alignment.weights is not None and alignment.weights.size > 0
    if one.number < session["hypothesis"]:
        muted(f"The search found only {one.number} hypotheses; this is the last.", f"fewer-{position}")
    if drawn:
        lit = _lit(lock, name, shown)
        panel.draw_map(position, name, alignment, cell, lit)
        panel.draw_lit(position, alignment, lit, lock)
    elif alignment.weights is None:
        panel.draw_no_attention(position)
    about = provenance(one.translation, session["beam_size"], one.number, session["level"], session["hide_end"])
    muted(about, f"provenance-{position}")
    if alignment.target:
        probable = shown_probabilities(one.translation, session["level"], session["hide_end"])
        panel.draw_in_words(position, alignment, probable)
    panel.draw_saving(position, one.hypotheses, one.translation, alignment, about)


def _legend(shown: Mapping[str, Shown], lock: Lock | None) -> None:
    """What the colours say, what the marks mean, and what is locked."""
    source = next(one.alignment.source for one in shown.values() if one.alignment.weights is not None)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="legend"):
        draw_scale()
        _follow(source, lock)
        if lock and lock.target is not None:
            locked = shown[lock.model].alignment
            draw_chip(locked.source[lock.source], locked.target[lock.target])
        elif lock:
            draw_chip(source[lock.source], None)
    say_unknown(word.text for one in shown.values() for word in one.alignment.source if word.unknown)


def _follow(source: tuple[Word, ...], lock: Lock | None) -> None:
    """Choose a source word without a mouse: the same as a click on its column, in every map."""

    def choose(place: int | None) -> None:
        st.session_state["lock"] = None if place is None else Lock(place)

    follow_word("Follow a source word", source, "follow", lock.source if lock else None, choose)


def _lit(lock: Lock | None, name: str, shown: Mapping[str, Shown]) -> Lit:
    locked = shown[lock.model].alignment.target if lock and lock.target is not None else ()
    return lit_in(lock, name, shown[name].alignment.target, locked)


def width(alignment: Alignment, cell: int) -> int:
    """Pixels that a panel needs for its map."""
    if alignment.weights is None or not alignment.target:
        return TEXT_ALONE
    return max(NARROWEST, figure_width(alignment.source, alignment.target, cell))
