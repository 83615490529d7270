"""Which sentences are looked at: by their system, by what they hold, by ranges of their numbers, and in which order."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from seq2seq_core.corpus.measures import MEASURES
from seq2seq_core.corpus.table import filter_rows, sort_rows, wide
from ui.corpus.opened import Opened
from ui.corpus.state import MOST_LETTERS, MOST_RANGES, ORDERS, WHERE, Range
from ui.shared.link import short
from ui.shared.plain import plain
from ui.shared.problems import MISTYPED, problems_shown

DIFFERENCE = "ahead"  # by how much the first of two systems is ahead in BLEU, sentence by sentence
NUMBERS = {DIFFERENCE: "BLEU A − B", "number": "Sentence", "words": "Source words"}  # columns beside the measures
USUAL = ("bleu", "log_prob", "source_ratio")  # by which they are sorted at first, as far as they are there
NOBODY = "none"


def title(column: str) -> str:
    """How a column of numbers is called."""
    return NUMBERS.get(column) or MEASURES[column].title


def numbers_of(table: pd.DataFrame) -> list[str]:
    """The columns of numbers that a table has, measures first."""
    return [name for name in (*MEASURES, *NUMBERS) if name in table.columns]


def choose_systems(opened: Opened) -> pd.DataFrame:
    """Whose outputs are looked at, and another system's beside them; returns the table of the first."""
    session, systems = st.session_state, opened.results.systems
    _say_unknown("corpus_system", systems, "system")
    _say_unknown("corpus_other", [*systems, NOBODY], "system")
    usual = [name for name in (*session["models"], *systems) if name in systems]
    if session["corpus_system"] not in systems:
        session["corpus_system"] = usual[0]
    others = [NOBODY, *(name for name in systems if name != session["corpus_system"])]
    if session["corpus_other"] not in others:
        session["corpus_other"] = next((name for name in usual if name in others), NOBODY)
    with st.container(horizontal=True, vertical_alignment="bottom", key="corpus-systems"):
        st.selectbox("System", systems, key="corpus_system", width=260)
        st.selectbox(
            "Beside it",
            others,
            key="corpus_other",
            format_func=lambda name: "no other" if name == NOBODY else name,
            width=260,
        )
    first, second = session["corpus_system"], session["corpus_other"]
    table = wide(opened.frame, first)
    if {(first, "bleu"), (second, "bleu")} <= set(opened.frame.columns):
        table[DIFFERENCE] = opened.frame[first, "bleu"] - opened.frame[second, "bleu"]
    return table


def find(table: pd.DataFrame) -> pd.DataFrame:
    """The controls, and the rows that they leave, in order."""
    session = st.session_state
    numbers = numbers_of(table)
    _say_unknown("corpus_sort", numbers, "column")
    if session["corpus_sort"] not in numbers:
        session["corpus_sort"] = next((name for name in USUAL if name in numbers), numbers[0])
    session["corpus_ranges"] = tuple(one for one in session["corpus_ranges"] if one.column in numbers)
    with st.container(horizontal=True, vertical_alignment="bottom", key="corpus-finding"):
        st.text_input("Find", key="corpus_find", max_chars=MOST_LETTERS, placeholder="text", width=220)
        st.selectbox("in", list(WHERE), key="corpus_where", format_func=WHERE.__getitem__, width=130)
        st.toggle("Regular expression", key="corpus_regex")
        st.selectbox("Sort by", numbers, key="corpus_sort", format_func=title, width=220)
        st.segmented_control("Order", list(ORDERS), key="corpus_order", format_func=ORDERS.__getitem__, required=True)
        with st.popover("Range"):
            _add_range(table, numbers)
    _draw_ranges(session["corpus_ranges"])
    found = keep_ranges(table, session["corpus_ranges"])
    with problems_shown(icon=MISTYPED):
        found = filter_rows(
            found, text=session["corpus_find"], regex=session["corpus_regex"], where=session["corpus_where"]
        )
    return in_order(found, session["corpus_sort"], session["corpus_order"])


def keep_ranges(table: pd.DataFrame, ranges: Sequence[Range]) -> pd.DataFrame:
    """The rows whose numbers are in all the ranges."""
    for one in ranges:
        table = filter_rows(table, column=one.column, low=one.low, high=one.high)
    return table


def in_order(table: pd.DataFrame, by: str, order: str) -> pd.DataFrame:
    """The worst first, or the best; of the sentences' own numbers the smallest, or the largest."""
    if by in NUMBERS:
        return sort_rows(table, by, ascending=order == "worst")
    worst_first = MEASURES[by].better == "high"
    return sort_rows(table, by, ascending=worst_first if order == "worst" else not worst_first)


def set_range(column: str, low: float, high: float) -> None:
    """Want a range of a column, in place of one that was wanted before."""
    session = st.session_state
    others = [one for one in session["corpus_ranges"] if one.column != column]
    session["corpus_ranges"] = (*others, Range(column, low, high))[-MOST_RANGES:]


def drop_range(column: str) -> None:
    """Want any value of a column again."""
    session = st.session_state
    session["corpus_ranges"] = tuple(one for one in session["corpus_ranges"] if one.column != column)


def _say_unknown(key: str, known: Sequence[str], what: str) -> None:
    """Say of what a link names that it is not here; another one is taken."""
    given = st.session_state[key]
    if st.session_state["corpus_arrives"] and given and given not in known:
        st.warning(plain(f"There is no {what} “{short(given)}” here: another one is shown."), icon=MISTYPED)


def _draw_ranges(ranges: Sequence[Range]) -> None:
    """What is wanted, each with a way to give it up."""
    if not ranges:
        return
    with st.container(horizontal=True, key="corpus-ranges"):
        for one in ranges:
            st.button(
                f"{title(one.column)} {one.low:.4g} to {one.high:.4g}",
                icon=":material/close:",
                key=f"range-{one.column}",
                on_click=drop_range,
                args=(one.column,),
                help="Takes this range away",
            )


def _add_range(table: pd.DataFrame, numbers: Sequence[str]) -> None:
    column = st.selectbox("Column", numbers, format_func=title, key="range-column")
    values = table[column].dropna()
    if values.empty:
        st.caption("No sentence has this number.")
        return
    low = st.number_input("From", value=float(values.min()), key=f"range-low-{column}")
    high = st.number_input("To", value=float(values.max()), key=f"range-high-{column}")
    if st.button("Only these", disabled=low > high):
        set_range(column, low, high)
        st.rerun()
