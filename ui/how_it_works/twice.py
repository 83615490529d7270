"""Luong's concat and Bahdanau's additive are one function, asked at different times."""

import numpy as np
import streamlit as st

from seq2seq_core.analysis.alignment_measures import total_variation
from seq2seq_core.analysis.step_breakdown import concat_scores, look_with
from seq2seq_core.registry import Models
from ui.how_it_works.case import Case, other_case
from ui.how_it_works.equations import SCORES
from ui.how_it_works.parts import beside, case_said, equations
from ui.shared.rows import draw_rows


def draw(case: Case, models: Models) -> None:
    """Both equations, the proof that they are one, and what each model would see at the other's time."""
    st.markdown(
        "Cut $W_a$ into the columns that meet the decoder state and those that meet the encoder state: "
        "$W_a [h_t; \\bar h_s] = W_1 h_t + W_2 \\bar h_s$. With $W_2$ called $U_a$ that is Bahdanau's "
        "function. What differs is the *time* of the question."
    )
    left, right = beside(520, 520)
    for column, score, when in (
        (left, "concat", "Asked after the step, with the current state."),
        (right, "additive", "Asked before the step, with the previous state."),
    ):
        with column:
            equations([SCORES[score]])
            st.markdown(when)
            other = other_case(case, models, score=score)
            if other is None:
                st.caption("No model of this kind is here, so there are only the equations.")
            else:
                _live(other)
    st.caption(
        "Luong's own concat set the part of the matrix that meets the encoder state to the identity (footnote 15) and "
        "did not do well. Here both parts are learnt."
    )


def _live(case: Case) -> None:
    anatomy = case.anatomy
    inside = np.isfinite(case.look.scores)
    gap = float(np.abs(concat_scores(case.model, anatomy) - case.look.scores)[inside].max())
    st.text(f"{case.name}: its scores, and the same by the other equation, differ by at most {gap:.6f}.")
    before_asks = case.config.attention == "bahdanau"
    other_state, when = (anatomy.after, "new state") if before_asks else (anatomy.before, "previous state")
    other = look_with(case.model, other_state, case.translation.source.ids, case.step, anatomy.covered).weights
    moved = float(total_variation(other, case.look.weights))
    draw_rows(
        case.look.weights,
        other,
        case.source,
        f"asked with the {when}",
        f"twice-{case.name}",
        f"{case.name}: its weights, and those with the {when}: {moved:.0%} of the weight moves.",
        case_said(case),
    )
    st.text(f"Asked with the {when} instead, {moved:.0%} of its attention would be elsewhere.")
