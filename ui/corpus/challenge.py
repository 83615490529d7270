"""Our challenge set: sentences that each ask one thing, how many of each kind a model gets right, and which."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from figures import trade
from figures.cells import Kind
from figures.counts import counts_figure
from seq2seq_core.challenge.challenge_set import CATEGORIES, Challenge, Item, has_challenge, read_challenge
from seq2seq_core.challenge.table import Row, comparisons, rows_of
from seq2seq_core.registry import Models, languages_of, name_in_pair, of_pair
from ui.corpus import elsewhere
from ui.shared.chart import Point, draw_chart
from ui.shared.evaluated import evaluated
from ui.shared.saving import File, Picture, chart_and_scale, draw_menu, table_csv
from ui.shared.shell import muted


def draw(models: Models) -> None:
    """The table of colours, and below it the sentences of one category."""
    pair = st.session_state["pair"]
    if not has_challenge(pair):
        st.info("There is no challenge set for these languages yet.")
        return
    challenge = read_challenge(pair)
    st.caption(
        f"{len(challenge.items)} short sentences of our own, each of which asks one thing (after Isabelle, Cherry and "
        "Foster 2017). A pattern decides whether the translation has it right; the rest of the sentence does not "
        "count. Six sentences a kind show where to look, not which model is better: totals do that, with intervals."
    )
    same = [p for p in dict.fromkeys(model.pair for model in models.values()) if languages_of(p) == languages_of(pair)]
    names = [name for other in same for name in of_pair(other, models)]
    rows = rows_of(evaluated(names, models), challenge)
    if not rows:
        st.info("No model was measured on it yet. This command does it:")
        st.code(f"python -m seq2seq_core evaluate --challenge --all --pair {pair}", language="bash")
        return
    _draw_counts(rows, pair)
    _draw_totals(rows, pair, models)
    _draw_numbers(rows)
    _draw_category(challenge, rows, models)


def _draw_counts(rows: Sequence[Row], pair: str) -> None:
    passed = np.array([[row.by_category[category] for row in rows] for category in CATEGORIES], dtype=np.int64)
    out_of = np.full_like(passed, 6)
    labels = [_name(row, pair) for row in rows]

    def clicked(points: Sequence[Point]) -> None:
        if points and points[0].get("customdata") == Kind.CELL:
            category, model = CATEGORIES[int(points[0]["y"])], rows[int(points[0]["x"])].score.model
            st.session_state.update(corpus_error=category, corpus_system=model)

    draw_chart(
        counts_figure(passed, out_of, list(CATEGORIES), labels),
        "challenge",
        on_points=clicked,
        alt="Sentences passed of six, by category and model. The same as a table is below, under In numbers.",
    )


def _name(row: Row, pair: str) -> str:
    """A model's name, with its pair where that is another one of the same languages."""
    name: str = row.score.model
    return name_in_pair(name) if name.rpartition("/")[0] == pair else name


def _draw_totals(rows: Sequence[Row], pair: str, models: Models) -> None:
    """The share of all sentences that each model passes, with its interval."""
    shares = [
        trade.Row(
            _name(row, pair),
            models[row.score.model].attends,
            100 * row.score.passed / row.score.sentences,
            *(100 * end for end in row.interval),
        )
        for row in rows
    ]
    alt = "Per cent of all sentences passed, with intervals. The same as a table is below, under In numbers."
    draw_chart(trade.score_figure(shares, "% of all sentences"), "challenge-totals", alt=alt)


def _draw_numbers(rows: Sequence[Row]) -> None:
    columns: dict[str, list[object]] = {
        "model": [row.score.model for row in rows],
        "passed": [row.score.passed for row in rows],
        "of": [row.score.sentences for row in rows],
        "share from": [round(row.interval[0], 3) for row in rows],
        "to": [round(row.interval[1], 3) for row in rows],
        **{category: [row.by_category[category] for row in rows] for category in CATEGORIES},
    }
    table = pd.DataFrame(columns)
    one = rows[0].score
    about = f"{one.data}, checksum {one.data_sha256[:8]} · greedy · 95% intervals of Wilson (1927)"
    muted(about, "challenge-provenance")
    with st.expander("In numbers", key="challenge-numbers"):
        st.dataframe(table, hide_index=True, alt="Sentences passed by model and category")
        st.text(comparisons(rows))
    draw_menu(
        "challenge",
        "challenge",
        Picture([*chart_and_scale("challenge"), *chart_and_scale("challenge-totals")], [about]),
        File("csv", "this table", lambda: table_csv(table)),
    )


def _draw_category(challenge: Challenge, rows: Sequence[Row], models: Models) -> None:
    """Its sentences, with what one model says to each and whether that passes."""
    session = st.session_state
    names = [row.score.model for row in rows]
    if session["corpus_error"] not in CATEGORIES:
        session["corpus_error"] = CATEGORIES[0]
    if session["corpus_system"] not in names:
        session["corpus_system"] = names[0]
    with st.container(horizontal=True, vertical_alignment="bottom", key="challenge-choice"):
        st.selectbox("Category", CATEGORIES, key="corpus_error", width=280)
        st.selectbox("System", names, key="corpus_system", width=280)
    row = next(row for row in rows if row.score.model == session["corpus_system"])
    answers = {answer.id: answer for answer in row.score.answers}
    for item in challenge.by_category[session["corpus_error"]]:
        answer = answers[item.id]
        _draw_item(item, answer.text, answer.passed, session["corpus_system"], models)


def _draw_item(item: Item, said: str, passed: bool, system: str, models: Models) -> None:
    with st.container(border=True, key=f"item-{item.id}", gap="xsmall"):
        with st.container(key=f"source-word-{item.id}"):
            st.text(item.source)
        with st.container(key=f"item-said-{item.id}"):
            st.text(f"{'✓' if passed else '✗'}  {said or '(nothing)'}")
        muted(f"{'passes' if passed else 'fails'}: {item.asks}\nReference: {item.reference}", f"asks-{item.id}")
        elsewhere.draw(item.source, said, system, None, 1, models, key=item.id)
