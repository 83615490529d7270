"""From scores to weights: the softmax, row by row."""

import numpy as np
import streamlit as st

from seq2seq_core.model.config import ModelConfig
from ui.how_it_works.case import Case
from ui.how_it_works.equations import score_of, softmax_of
from ui.how_it_works.parts import beside, equations, finite, numbered
from ui.shared.number_table import Bar, Cell, Table, number, number_table
from ui.shared.shell import way_to


def draw(case: Case) -> None:
    """The equations beside the table."""
    left, right = beside()
    with left:
        st.markdown(
            f"{scored(case.config)} The **softmax** raises $e$ to each score and divides by the sum of all, so that "
            "the weights are positive and share 1 between them."
            + " The Gaussian then takes from each the more, the farther it is from $p_t$."
            * (case.config.scope == "local-p")
        )
        equations([score_of(case.config), *softmax_of(case.config)])
    with right:
        number_table(weights_table(case), key="weights")
        st.caption(
            "The largest score is subtracted before $e$ is raised to it: that divides top and bottom by the same "
            "number, changes no weight and keeps the numbers small."
        )
        st.markdown(
            "One can look at these weights, so attention is said to make a model interpretable. Whether they tell what "
            "the model used is another question, which can be tested:"
        )
        way_to("pages/explain.py", "Explain: hold attention against attribution")


def scored(config: ModelConfig) -> str:
    """What gets a score, and for what."""
    asks = "previous state" if config.attention == "bahdanau" else "current state"
    if config.score == "location":
        return (
            f"Every source *position* gets a **score**: one number that the {asks} of the decoder gives it, whatever "
            "word stands there."
        )
    who = "Every source token" if config.scope == "global" else "Every source token in the window"
    return f"{who} gets a **score**: one number for how well it fits the {asks} of the decoder."


def weights_table(case: Case) -> Table:
    """Scores, exponentials, weights; for local-p also the Gaussian and the product with it. The foot adds up."""
    look = case.look
    inside = np.isfinite(look.scores)
    exps = look.exponentials
    gaussian = look.gaussian
    columns = ["source token", "score", "exp(score − max)", "weight", ""]
    if gaussian is not None:
        columns[3:] = ["softmax", "Gaussian", "weight", ""]
    rows: list[list[Cell]] = []
    for s, label in enumerate(numbered(case.source)):
        row: list[Cell] = [label, finite(look.scores[s]), number(exps[s], 4), number(look.softmax[s], 4)]
        if gaussian is not None:
            row += [number(gaussian[s], 4), number(look.weights[s], 4)]
        rows.append([*row, Bar(float(look.weights[s]))])
    foot = ["sum", "", number(exps.sum(), 4), number(look.softmax.sum(), 4)]
    if gaussian is not None:
        foot += ["", number(look.weights.sum(), 4)]
    return Table(
        f"From scores to weights at step {case.step + 1}",
        columns,
        rows,
        [[*foot, ""]],
        frozenset({case.word}),
        frozenset(int(s) for s in np.flatnonzero(~inside)),
    )
