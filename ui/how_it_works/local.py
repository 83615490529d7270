"""What local attention does to a row: the window, the Gaussian, and a sum below one."""

import numpy as np
import pandas as pd
import streamlit as st

from figures.window import window_figure
from figures.words import Word
from seq2seq_core.registry import Models
from ui.how_it_works.case import Case, other_case
from ui.how_it_works.equations import GAUSSIAN, MONOTONIC, PREDICTIVE
from ui.how_it_works.parts import beside, case_said, equations
from ui.how_it_works.weights import weights_table
from ui.shared.chart import draw_chart
from ui.shared.number_table import number_table
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu, table_csv

KINDS = {
    "local-p": "**local-p** predicts where to look: $p_t$ comes from the current state.",
    "local-m": "**local-m** takes for granted that both languages go forward together: $p_t$ is the number of the step "
    "itself, and stays at the last token once it is there.",
}


def draw(case: Case, models: Models) -> None:
    """Both kinds, each live where a model of its kind is here."""
    st.markdown(
        "Global attention compares the state with every token. **Local** attention compares it with the few around one "
        "position $p_t$, at most $D$ to each side, and the softmax shares its 1 among those alone."
    )
    for kind, text in KINDS.items():
        other = other_case(case, models, scope=kind)
        left, right = beside()
        with left:
            st.markdown(text)
            equations([PREDICTIVE, GAUSSIAN] if kind == "local-p" else [MONOTONIC])
            if other is None:
                st.caption("No model of this kind is here, so there is nothing to show of it.")
        if other is not None:
            with left:
                said = "" if other is case else ", forced decoding of the same"
                st.text(f"{other.name}{said}, step {other.step + 1}")
                draw_numbers(other)
            with right:
                draw_picture(other)
                with st.expander("The same as a table"):
                    number_table(weights_table(other), key=f"window-table-{kind}")


def draw_numbers(case: Case) -> None:
    """The window in words."""
    look = case.look
    assert look.center is not None
    inside = np.isfinite(look.scores)
    total = float(look.weights.sum())
    st.markdown(window_said(look.center, case.config.window or 0, int(inside.sum()), len(inside), total))
    if look.gaussian is not None:
        st.caption(
            "Luong multiplies and does not rescale (eq. 10), so the context is shorter than an average would be."
        )


def draw_picture(case: Case) -> None:
    """The window as a picture, with the Gaussian if there is one."""
    look, source = case.look, [Word(text) for text in case.source]
    assert look.center is not None
    drawn = "Weights" if look.gaussian is None else "Softmax, Gaussian and weights"
    draw_chart(
        window_figure(look.softmax, look.gaussian, look.weights, look.center, case.config.window or 0, source),
        f"window-{case.name}",
        alt=f"{drawn} in the window around p_t = {look.center:.2f}; the same as in the table.",
    )
    table = pd.DataFrame({"source": case.source, "softmax": look.softmax, "weight": look.weights})
    picture = Picture(
        chart_and_scale(f"window-{case.name}"), about(f"{drawn} around p_t = {look.center:.2f}", case_said(case))
    )
    name = f"window-{case.name}"
    draw_menu(name, name, picture, File("csv", "this row", lambda: table_csv(table)))


def window_said(center: float, window: int, inside: int, length: int, total: float) -> str:
    """The window in words, as Markdown. Positions count from 0 in the equation, from 1 for people."""
    seen = f"all {length} tokens"
    if inside < length:
        seen = f"{inside} of {length} tokens, the others get no weight at all"
    lost = f" The Gaussian leaves {total:.4f} of the weight: the row sums to less than one." if total < 0.99995 else ""
    where = f"$p_t = {center:.2f}$, which is position {center + 1:.2f} where the first token is 1"
    return f"{where}, and $D = {window}$: the softmax sees {seen}.{lost}"
