"""A, B or A - B as a map, in one place, with one cursor."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from figures.alignment import Lit, column_at
from figures.cells import MOST_CLICKABLE, Kind
from figures.difference import difference_figure, difference_scale_figure, symmetric_limit
from figures.figure import Figure
from figures.links import POSSIBLE, SURE, with_links
from figures.map_axes import cell_size, times_shown
from seq2seq_core.evaluation.hand_alignment import HandAlignment
from ui.compare import card as compare_card
from ui.compare.cursor import Cursor, find_cursor, lock_at
from ui.compare.laid import Laid
from ui.compare.measures import strongest
from ui.compare.runs import Comparison
from ui.compare.state import SHOWN
from ui.shared import panel, state
from ui.shared.alignment import Alignment
from ui.shared.chart import Point, draw_chart
from ui.shared.chip import draw_chip
from ui.shared.follow import follow_word
from ui.shared.room import NARROWEST
from ui.shared.scale import draw_bar, draw_scale
from ui.shared.shell import muted

MOST_LISTED = 8  # rows without a partner

Click = Callable[[int, int], None]  # (source word, target word)


def draw(comparison: Comparison, gold: HandAlignment | None, on_mark: Click | None) -> None:
    """The map that is chosen, and its numbers. A click locks a cell, or marks a link if there is `on_mark`."""
    seen = [comparison.seen[letter] for letter in "BA" if letter in comparison.seen]  # of one model A's rows count
    lock = state.locked({side.name: side.translation for side in seen})
    cursor = find_cursor(lock, comparison)
    if lock and cursor is None:
        muted("The locked cell is not in these maps.", "no-lock")
        state.clear_lock()
    _bar(comparison, cursor)
    shown, laid = st.session_state["compare_shown"], comparison.laid
    with st.container(horizontal=True, key="compare-map", gap="large"):
        if shown != SHOWN[2]:
            _side(shown, comparison, cursor, gold, on_mark)
        elif isinstance(laid, str):
            st.info(laid, icon=":material/difference:")
        else:
            _difference(comparison, laid, cursor, gold, on_mark)
        if isinstance(laid, Laid):
            compare_card.draw(laid, cursor.row_in(laid) if cursor else None, cursor.source if cursor else None)
    if gold and (shown != SHOWN[2] or isinstance(laid, Laid)):
        muted(f"{SURE} a sure link of the alignment below, {POSSIBLE} a possible one.", "marks")
    if isinstance(laid, Laid):
        alone = unpaired(comparison, laid)
        if alone:
            muted("\n".join(_first(letter, rows) for letter, rows in alone.items()), "unpaired")
        compare_card.draw_in_words(laid, alone)
    elif shown in comparison.seen and comparison.seen[shown].alignment.weights is not None:
        panel.draw_in_words(0, comparison.seen[shown].alignment, comparison.seen[shown].probabilities)


def _bar(comparison: Comparison, cursor: Cursor | None) -> None:
    """Which map, what its colours say, and what is locked."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="compare-bar"):
        shown = st.segmented_control("Map", SHOWN, key="compare_shown", required=True, label_visibility="collapsed")
        if shown != SHOWN[2]:
            draw_scale("Attention weight")
        elif isinstance(comparison.laid, Laid):
            limit = symmetric_limit(comparison.laid.a - comparison.laid.b)
            alt = f"Colours of differences from {-limit:.2f}, B looks more, to {limit:.2f}, A looks more"
            draw_bar("Attention of A minus B", difference_scale_figure(limit), alt)
        _follow(comparison, cursor)
        if cursor:
            side, row = _locked_side(comparison, cursor)
            draw_chip(side.source[cursor.source], None if row is None else side.target[row])


def _locked_side(comparison: Comparison, cursor: Cursor) -> tuple[Alignment, int | None]:
    seen = comparison.seen
    letter = "A" if "A" in seen and (cursor.row_a is not None or cursor.row_b is None) else max(seen)
    return seen[letter].alignment, cursor.row_a if letter == "A" else cursor.row_b


def _follow(comparison: Comparison, cursor: Cursor | None) -> None:
    """Choose a row without a mouse; it locks the word that the row looks at most."""
    seen = comparison.seen
    letter = next((letter for letter in "AB" if letter in seen and seen[letter].alignment.weights is not None), None)
    if letter is None:
        return
    alignment = seen[letter].alignment
    weights = alignment.weights
    assert weights is not None
    followed = (cursor.row_a if letter == "A" else cursor.row_b) if cursor else None

    def choose(row: int | None) -> None:
        lock = None if row is None else lock_at(letter, row, int(weights[row].argmax()), comparison)
        st.session_state["lock"] = lock

    follow_word(f"Follow a word of {letter}", alignment.target, "compare_follow", followed, choose)


def _side(
    letter: str, comparison: Comparison, cursor: Cursor | None, gold: HandAlignment | None, on_mark: Click | None
) -> None:
    if letter not in comparison.seen:
        st.info(f"{letter} cannot be used, so it has no map.", icon=":material/broken_image:")
        return
    alignment = comparison.seen[letter].alignment
    weights = alignment.weights
    if weights is None:
        with st.container(width=NARROWEST):
            panel.draw_no_attention(0)
        return
    if not weights.size:
        muted("There is no row to draw.", "no-rows")
        return
    cell = cell_size(len(alignment.source))
    lit = cursor.lit(letter) if cursor else Lit()
    figure = panel.map_of(alignment, cell, lit)

    def clicked(source: int, row: int) -> None:
        state.set_lock(lock_at(letter, row, source, comparison))

    _draw(figure, weights, cell, lit, gold, clicked, on_mark, f"Alignment map of {letter}")


def _difference(
    comparison: Comparison, laid: Laid, cursor: Cursor | None, gold: HandAlignment | None, on_mark: Click | None
) -> None:
    cell = cell_size(len(laid.source))
    lit = cursor.lit_in_laid(laid) if cursor else Lit()
    figure = difference_figure(
        laid.a,
        laid.b,
        laid.source,
        laid.target,
        overlap=laid.agreement.overlap,
        same=laid.agreement.same,
        cell=cell,
        lit=lit,
    )

    def clicked(source: int, row: int) -> None:
        state.set_lock(lock_at("A", laid.rows[row][0], source, comparison))

    _draw(figure, laid.a, cell, lit, gold, clicked, on_mark, "Map of A minus B")


def _draw(
    figure: Figure,
    weights: np.ndarray,
    cell: int,
    lit: Lit,
    gold: HandAlignment | None,
    on_lock: Click,
    on_mark: Click | None,
    what: str,
) -> None:
    """The map in a box that scrolls when it is wide. A row is locked where `weights` look most."""
    if gold:
        figure = with_links(figure, gold.sure, gold.possible, cell)

    def clicked(points: Sequence[Point]) -> None:
        lock = panel.lock_of(points[0], "", weights) if points else None
        if lock is None:
            return
        if on_mark:
            if points[0]["customdata"] == Kind.CELL and lock.target is not None:
                on_mark(lock.source, lock.target)
        elif lock.target is None:
            state.set_lock(lock)
        else:
            on_lock(lock.source, lock.target)

    draw_chart(
        figure,
        "compare",
        on_points=clicked,
        alt=f"{what}, by target word and source word. The same as text is below, under In words.",
        shown=times_shown(cell),
        labels=panel.frozen_labels(figure),
        look_at=column_at(figure, lit),
    )
    if weights.size > MOST_CLICKABLE:
        muted("This map is too large to click. Point at a cell, or follow a word above.", "large")


def unpaired(comparison: Comparison, laid: Laid) -> dict[str, list[str]]:
    """The rows that stand in one of the two sentences only, by its letter: the word and where it looks most."""
    alone = {}
    for i, letter in enumerate("AB"):
        alignment = comparison.seen[letter].alignment
        assert alignment.weights is not None
        paired = {pair[i] for pair in laid.rows}
        rows = [
            f"{word.text}, looking most at {strongest(row, alignment.source)}"
            for t, (word, row) in enumerate(zip(alignment.target, alignment.weights, strict=True))
            if t not in paired
        ]
        if rows:
            alone[letter] = rows
    return alone


def _first(letter: str, rows: list[str]) -> str:
    more = f"; and {len(rows) - MOST_LISTED} more, under In words" if len(rows) > MOST_LISTED else ""
    return f"Rows of {letter} without a partner: {'; '.join(rows[:MOST_LISTED])}{more}"
