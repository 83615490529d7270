"""From the weights to the next word: the context as a weighted sum, what it is mixed with, and the five best tokens."""

import math

import numpy as np
import streamlit as st

from seq2seq_core.analysis.step_breakdown import open_maxout, open_mix
from ui.how_it_works.case import Case
from ui.how_it_works.equations import BAHDANAU_CONTEXT, LUONG_CONTEXT, output_of
from ui.how_it_works.parts import beside, equations, largest, numbered
from ui.shared.number_table import Bar, Cell, Table, number, number_table

DIMENSIONS = 3  # of the context, in the table


def draw(case: Case) -> None:
    """Context, mix, words: each with its equation."""
    bahdanau = case.config.attention == "bahdanau"
    if case.anatomy.look is not None:
        left, right = beside()
        with left:
            st.markdown(
                "The **context** is a weighted average of the encoder states. With the states as the rows of a matrix "
                "it is one product: the row of weights times that matrix."
                + " Here the weights sum to less than 1, so it is shorter than an average would be."
                * (case.config.scope == "local-p")
            )
            equations([BAHDANAU_CONTEXT if bahdanau else LUONG_CONTEXT])
            st.caption(
                "The columns show the three largest dimensions of the context. The last says how far each token pulls "
                "along the direction of the context: the pulls add up to its norm."
            )
        with right:
            number_table(context_table(case), key="context")
    left, right = beside()
    with left:
        st.markdown(_mixing(case))
        equations(output_of(case.config))
        if bahdanau:
            st.caption(
                "The appendix writes the previous state in the maxout, equation 4 the new one. This model takes the "
                "new one."
            )
    with right:
        if case.anatomy.look is not None:
            number_table(maxout_table(case) if bahdanau else mix_table(case), key="mix")
        number_table(best_table(case), key="best")


def _mixing(case: Case) -> str:
    if case.config.attention == "bahdanau":
        return (
            "The context enters the recurrent step and makes the **new state**. State, word before and context then "
            "meet in a **maxout** layer: numbers stand in pairs, the larger of each pair goes on."
        )
    if case.config.attention == "luong":
        return (
            "Context and state are mixed into the **attentional vector**, and it alone decides on the word."
            + " With input feeding it also enters the next step." * case.config.input_feeding
        )
    return "Nothing was looked at, so the state alone decides on the word."


def context_table(case: Case) -> Table:
    """The weighted sum, token by token; the foot is the context."""
    look, states = case.look, case.anatomy.states
    places = largest(look.context, DIMENSIONS)
    norm = max(float(np.linalg.norm(look.context)), 1e-12)
    pulls = look.weights * (states @ look.context) / norm  # (S,)
    size = max(float(np.abs(pulls).max()), 1e-12)
    rows: list[list[Cell]] = [
        [
            label,
            number(look.weights[s], 4),
            *(number(look.weights[s] * states[s, k], 4) for k in places),
            number(pulls[s], 4),
            Bar(float(pulls[s]) / size, "source", signed=True),
        ]
        for s, label in enumerate(numbered(case.source))
    ]
    foot = ["sum", number(look.weights.sum(), 4), *(number(look.context[k], 4) for k in places), number(norm, 4), ""]
    state = "h_{j}" if case.config.attention == "bahdanau" else "h̄_{s}"
    columns = ["source token", "weight", *(f"× {state}[{k + 1}]" for k in places), "pull", ""]
    return Table("The context, a weighted sum", columns, rows, [foot], frozenset({case.word}))


def mix_table(case: Case) -> Table:
    """Luong's attentional vector, its largest dimensions."""
    mix, attentional = open_mix(case.model, case.anatomy), case.anatomy.attentional
    assert attentional is not None
    before = mix.from_context + mix.from_state
    rows: list[list[Cell]] = [
        [
            f"{k + 1}",
            number(mix.from_context[k]),
            number(mix.from_state[k]),
            number(before[k]),
            number(attentional[k], 4),
            Bar(float(attentional[k]), "target", signed=True),
        ]
        for k in largest(attentional, 5)
    ]
    columns = ["dimension", "from context", "from state", "sum", "tanh", ""]
    foot = ["norm of all", *(number(float(np.linalg.norm(v))) for v in (mix.from_context, mix.from_state, before)),
            number(float(np.linalg.norm(attentional)), 4), ""]  # fmt: skip
    return Table("The attentional vector, five largest dimensions", columns, rows, [foot])


def maxout_table(case: Case) -> Table:
    """Bahdanau's maxout, the largest dimensions: what the larger of each pair is made of, and the other."""
    opened, features = open_maxout(case.model, case.anatomy), case.anatomy.features
    rows: list[list[Cell]] = []
    for k in largest(features, 5):
        winner = int(opened.pairs[k].argmax())
        parts = (opened.from_state, opened.from_context, opened.from_word, opened.bias)
        rows.append(
            [
                f"{k + 1}",
                *(number(part[k, winner]) for part in parts),
                number(opened.pairs[k, winner], 4),
                number(opened.pairs[k, 1 - winner], 4),
            ]
        )
    columns = ["dimension", "from state", "from context", "from word", "bias", "sum: larger", "the other"]
    foot = ["norm of all", "", "", "", "", number(float(np.linalg.norm(features)), 4), ""]
    return Table("The maxout, five largest dimensions", columns, rows, [foot])


def best_table(case: Case) -> Table:
    """The five best tokens, the one that is said if it is another, and all others together."""
    anatomy, said = case.anatomy, case.translation.target.ids[case.step]
    logits = dict(zip(anatomy.best_ids, map(float, anatomy.best_logits), strict=True))
    logits.setdefault(said, case.logit(said))
    probabilities = {piece: math.exp(anatomy.log_probability(logit)) for piece, logit in logits.items()}
    rows: list[list[Cell]] = [
        [
            case.surface(piece),
            number(logit),
            number(anatomy.log_probability(logit), 4),
            number(probabilities[piece], 4),
            Bar(probabilities[piece], "target"),
        ]
        for piece, logit in logits.items()
    ]
    rest = max(case.config.vocabulary_size - len(logits), 0)
    foot = [
        [f"other {rest:,}", "", "", number(max(1 - sum(probabilities.values()), 0.0), 4), ""],
        [f"log of the sum of all {case.config.vocabulary_size:,}", number(anatomy.log_sum), "", "1.0000", ""],
    ]
    columns = ["token", "logit", "− log sum", "probability", ""]
    marked = frozenset({list(logits).index(said)})
    return Table(f"The best tokens at step {case.step + 1}", columns, rows, foot, marked, tone="target")
