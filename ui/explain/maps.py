"""Two maps of one translation on the same axes: attention, and what another method says; or their difference."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from figures.alignment import Lit, column_at
from figures.attribution import (
    attribution_figure,
    attribution_scale_figure,
    round_limit,
    shares_figure,
    shares_scale_figure,
)
from figures.difference import symmetric_limit
from figures.figure import Figure
from figures.map_axes import cell_size, times_shown
from seq2seq_core.analysis.alignment_measures import coverage, entropy, overlap
from seq2seq_core.decoding.trace import Floats
from ui.explain import coming, saving, twin
from ui.explain.cursor import Cursor, lit_in_map, lock_word
from ui.explain.linked_hover import link_hover
from ui.explain.runs import TYPED, Explained
from ui.explain.state import VIEWS
from ui.shared import panel, state
from ui.shared.chart import Point, draw_chart
from ui.shared.follow import follow_word
from ui.shared.problems import MISTYPED, show_problem
from ui.shared.provenance import provenance
from ui.shared.said import UNDERLINES
from ui.shared.scale import draw_bar, draw_scale
from ui.shared.shell import muted, switch
from ui.shared.unknown import say_unknown


def draw(explained: Sequence[Explained], problems: dict[str, str], cursor: Cursor | None) -> None:
    """Every model with its maps under a bar that says what the colours mean."""
    for letter, problem in problems.items():
        if letter == TYPED:
            show_problem(f"{_sentence(problem)} Below is what each model says by itself.", MISTYPED)
        else:
            show_problem(f"{letter}: {problem}")
    if not explained:
        return
    limit = _bar(explained, cursor)
    say_unknown(word.text for one in explained for word in one.source if word.unknown)
    muted(UNDERLINES, "underlines")
    for one in explained:
        with st.container(key=f"explain-{one.letter}", gap="small"):
            panel.draw_name("AB".index(one.letter), one.model)
            panel.draw_translation("AB".index(one.letter), one.translation)
            if one.target:
                _draw_maps(one, cursor, limit)
            muted(provenance_of(one), f"provenance-{one.letter}")
            twin.draw(one)
            saving.draw(one)


def provenance_of(one: Explained) -> str:
    """Where the numbers of both maps come from."""
    session = st.session_state
    said = provenance(
        one.translation,
        session["beam_size"],
        session["hypothesis"],
        session["level"],
        session["hide_end"],
        forced=one.forced,
    )
    lines = [said if one.attention.weights is None else f"Attention: {said}"]
    if one.found is not None:
        error = twin.error_said(one)
        hidden = "; the end of the sentence, which counts for that, is hidden" if error and session["hide_end"] else ""
        lines.append(f"{one.method.title}: {one.found.unit}{error}{hidden}")
    return "\n".join(lines)


def _bar(explained: Sequence[Explained], cursor: Cursor | None) -> float:
    """Which maps, what their colours say, and which word is followed. Returns the end of the method's scale."""
    method = explained[0].method
    sizes = [np.abs(one.values).max(initial=0) for one in explained if one.values is not None]
    limit = round_limit(float(max(sizes, default=0)))
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="explain-bar"):
        view = switch("Maps", VIEWS, "explain_view")
        if view == "difference":
            ends = [_gap(one) for one in explained]
            draw_bar(
                f"Attention less {method.in_sentence}, both as shares of each row",
                shares_scale_figure(max((symmetric_limit(gap) for gap in ends if gap is not None), default=1.0)),
                "Colours of differences, from where the method has more to where attention does",
            )
        else:
            if any(one.attention.weights is not None for one in explained):
                draw_scale("Attention weight")
            unit = next((one.found.unit for one in explained if one.found is not None), None)
            if unit:
                draw_bar(
                    f"{method.title}, {unit}",
                    attribution_scale_figure(limit, signed=method.signed),
                    f"Colours of {method.in_sentence} up to {limit:.3g} {unit}",
                    "scale-method",
                )
        _follow(explained[0], cursor)
    return limit


def _follow(one: Explained, cursor: Cursor | None) -> None:
    """Choose a target word without a mouse."""

    def choose(row: int | None) -> None:
        st.session_state["lock"] = None if row is None else lock_word(one, row)

    followed = cursor.row if cursor and cursor.letter == one.letter else None
    follow_word(f"Follow a word of {one.letter}", one.target, "explain_follow", followed, choose)


def _draw_maps(one: Explained, cursor: Cursor | None, limit: float) -> None:
    lit = lit_in_map(one, cursor)
    with st.container(key=f"panels-explain-{one.letter}"):
        if st.session_state["explain_view"] == "difference":
            _draw_difference(one, lit)
            return
        with st.container(key=f"panel-{one.letter}-attention", gap="xsmall"):
            muted("Attention", f"title-attention-{one.letter}")
            if one.attention.weights is None:
                panel.draw_no_attention("AB".index(one.letter))
            else:
                figure = panel.map_of(one.attention, cell_size(len(one.source)), lit)
                _draw(one, figure, "attention", one.attention.weights, lit)
        with st.container(key=f"panel-{one.letter}-method", gap="xsmall"):
            muted(one.method.title, f"title-method-{one.letter}")
            if one.problem:
                st.info(_sentence(one.problem), icon=":material/block:")
            elif one.values is None or one.found is None:
                coming.draw_progress(one.model, one.translation)
            else:
                shares = one.shares
                assert shares is not None
                figure = attribution_figure(
                    one.values,
                    one.source,
                    one.target,
                    unit=one.found.unit,
                    limit=limit,
                    signed=one.method.signed,
                    received=coverage(shares),
                    entropy=entropy(shares),
                    cell=cell_size(len(one.source)),
                    lit=lit,
                )
                _draw(one, figure, "method", shares, lit)
    link_hover(one)


def _draw_difference(one: Explained, lit: Lit) -> None:
    attention, shares = one.attention_shares, one.shares
    if attention is None:
        st.info("This model has no attention, so there is nothing to subtract from.", icon=":material/difference:")
    elif one.problem:
        st.info(_sentence(one.problem), icon=":material/block:")
    elif shares is None:
        coming.draw_progress(one.model, one.translation)
    else:
        figure = shares_figure(
            attention,
            shares,
            one.source,
            one.target,
            name=one.method.in_sentence,
            overlap=overlap(attention, shares),
            cell=cell_size(len(one.source)),
            lit=lit,
        )
        _draw(one, figure, "difference", attention, lit)


def _draw(one: Explained, figure: Figure, what: str, rows: Floats, lit: Lit) -> None:
    """A map in a box that scrolls when it is wide; a click follows a word, of `rows` the strongest."""

    def clicked(points: Sequence[Point]) -> None:
        if points and (lock := panel.lock_of(points[0], one.model.full_name, rows)):
            state.set_lock(lock)

    draw_chart(
        figure,
        f"explain-{what}-{one.letter}",
        on_points=clicked,
        alt=f"Map of {what} of {one.model.name}, by target word and source word. The same as text is below, In words.",
        shown=times_shown(cell_size(len(one.source))),
        labels=panel.frozen_labels(figure),
        look_at=column_at(figure, lit),
    )


def _gap(one: Explained) -> Floats | None:
    attention, shares = one.attention_shares, one.shares
    return None if attention is None or shares is None else attention - shares


def _sentence(problem: str) -> str:
    return f"{problem[:1].upper()}{problem[1:]}."
