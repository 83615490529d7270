"""One score opened up: the terms that it is the sum of, dimension by dimension."""

import pandas as pd
import streamlit as st

from figures.terms import terms_figure
from seq2seq_core import InputError
from seq2seq_core.analysis.step_breakdown import OpenScore, open_score
from ui.how_it_works.case import Case
from ui.how_it_works.equations import SCORES, score_of
from ui.how_it_works.parts import beside, case_said, equations, largest
from ui.shared.chart import draw_chart
from ui.shared.number_table import Bar, Cell, Table, number, number_table
from ui.shared.plain import plain
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu, table_csv

SHOWN = 12  # terms in the table

READING = {
    "dot": "Both states are vectors of one size. Multiply them number by number and add the products up: the score is "
    "large where both are large with the same sign.",
    "scaled-dot": "The dot product, divided by the root of the number of dimensions, so that large vectors do not make "
    "large scores.",
    "general": "The encoder state is first carried into the decoder's space by a matrix that was learnt; then it is "
    "the dot product.",
    "concat": "Both states are carried into one space and added; tanh squeezes each number into −1 to 1; a vector that "
    "was learnt says how much each counts.",
    "location": "There is no encoder state in this score. Each *position* has a row of numbers that was learnt, and "
    "the score is its product with the current state: whatever word stands there.",
}
READING["additive"] = READING["concat"]
SIDES = {
    "dot": ("h_{t}", "h̄_{s}"),
    "scaled-dot": ("h_{t}", "h̄_{s}"),
    "general": ("h_{t}", "W_{a} h̄_{s}"),
    "location": ("h_{t}", "W_{a}, row s"),
    "concat": ("W_{a} h_{t}", "W_{a} h̄_{s}"),
    "additive": ("W_{a} s_{i−1}", "U_{a} h_{j}"),
}


def draw(case: Case) -> None:
    """Text and equation beside the table, the whole sum below."""
    score = case.config.score or ""
    try:
        opened = open_score(case.model, case.anatomy, case.word)
    except InputError as error:
        st.info(plain(f"This score cannot be opened: {error}."))
        return
    left, right = beside()
    with left:
        st.markdown(READING[score])
        equations([score_of(case.config)])
        st.text(summary(case, opened))
        if score == "dot":
            equations([SCORES["scaled-dot"]])
            st.text(scaled(opened, case.config.decoder_size))
    with right:
        number_table(terms_table(case, opened), key="terms")
    draw_chart(
        terms_figure(opened.terms),
        "terms-figure",
        alt=f"All {len(opened.terms)} terms, largest first, and their sum, which ends at {opened.total:.3f}.",
    )
    table = pd.DataFrame({"dimension": range(1, len(opened.terms) + 1), "term": opened.terms})
    picture = Picture(chart_and_scale("terms-figure"), about(summary(case, opened), case_said(case)))
    draw_menu("terms", f"score-{case.name}", picture, File("csv", "all terms", lambda: table_csv(table)))


def scaled(opened: OpenScore, size: int) -> str:
    """The bridge to Transformers: what they would make of this score."""
    return (
        f"Transformers compare queries and keys by this very product, divided by the root of their dimensions: here "
        f"{number(opened.total)} / √{size} = {number(opened.total / size**0.5)}. Scores that are nearer to each other "
        "make a softmax that is less sure."
    )


def terms_table(case: Case, opened: OpenScore) -> Table:
    """The largest terms, the others together, and the score as their sum."""
    score = case.config.score or ""
    query, key = SIDES[score]
    places = largest(opened.terms, SHOWN)
    size = max(abs(float(opened.terms[places[0]])), 1e-12)
    rows: list[list[Cell]] = []
    for k in places:
        row: list[Cell] = [f"{k + 1}", number(opened.query[k]), number(opened.key[k])]
        if opened.tanh is not None and opened.v is not None:
            row += [number(opened.tanh[k]), number(opened.v[k])]
        rows.append([*row, number(opened.terms[k], 4), Bar(float(opened.terms[k]) / size, "source", signed=True)])
    columns = ["dimension", query, key]
    if opened.tanh is not None:
        columns += ["tanh of sum", "v_{a}"]
    columns += ["term", ""]
    blank = [""] * (len(columns) - 3)
    rest = len(opened.terms) - len(places)
    foot = [["score", *blank, number(opened.total, 4), ""]]
    if rest:
        others = opened.total - float(opened.terms[places].sum())
        foot.insert(0, [f"other {rest}", *blank, number(others, 4), ""])
    return Table(f"score of token {case.word + 1}, dimension by dimension", columns, rows, foot)


def summary(case: Case, opened: OpenScore) -> str:
    """The score in words, and what became of it."""
    positive = float(opened.terms[opened.terms > 0].sum())
    said = (
        f"Token {case.word + 1}, {case.source[case.word]}: {number(positive)} from the dimensions that speak for it, "
        f"{number(opened.total - positive)} from those against it; score {number(opened.total)}."
    )
    if opened.allowed:
        return f"{said} After the softmax its weight is {number(case.look.weights[case.word])}."
    return f"{said} But it is outside the window, so the model never compares it: its weight is 0."
