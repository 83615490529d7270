"""Both maps as text and as tables: for reading aloud, copying and searching."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from figures.words import Word
from seq2seq_core.attribution.attribution import NATS
from seq2seq_core.decoding.trace import Floats
from ui.explain.runs import Explained

MOST_NAMED = 3  # source words of a line


def draw(one: Explained) -> None:
    """What each target word owes to which source words, by both."""
    folder = st.expander("In words", key=f"explain-words-{one.letter}", on_change="rerun")
    with folder:
        with st.container(key=f"explain-twin-{one.letter}"):
            st.text("\n".join(in_words(one)))
        if not folder.open:  # tables are slow to draw
            return
        for title, values in both(one).items():
            st.caption(title)
            table = pd.DataFrame(values, columns=[f"{s + 1} {word.text}" for s, word in enumerate(one.source)])
            table.insert(0, "target", [word.text for word in one.target])
            st.dataframe(table.round(3), hide_index=True, alt=f"{title} by target word and source word")


def in_words(one: Explained) -> list[str]:
    """A line for each target word: "chat: attention cat 0.81, the 0.11; shapley values cat +4.12, black +0.60"."""
    lines = []
    for t, word in enumerate(one.target):
        said = []
        for title, values in both(one).items():
            sign = "+" if one.method.signed and values is one.values else ""
            said.append(f"{_in_sentence(title, one)} {_strongest(values[t], one.source, sign)}")
        lines.append(f"{word.text}: {'; '.join(said)}")
    return lines


def both(one: Explained) -> dict[str, Floats]:
    """The numbers of both maps (T, S), those that there are, by title."""
    known = {"Attention": one.attention.weights, one.method.title: one.values}
    return {title: values for title, values in known.items() if values is not None}


def error_said(one: Explained) -> str:
    """How far the numbers may be off, where the method can say."""
    error = None if one.found is None else one.found.error
    if error is None or one.found is None:
        return ""
    if error.ndim == 1:  # integrated gradients: what is missing in the sum of each row
        owed = np.abs(one.found.source.sum(axis=1))
        missing = error.sum() / max(float(owed.sum()), 1e-9)
        return f", what rows lack of their sum is {missing:.1%} in the mean, {error.max():.2f} {NATS} at most"
    return f", standard error {error.mean():.2f} in the mean, {error.max():.2f} at most"


def _strongest(row: Floats, source: Sequence[Word], sign: str) -> str:
    order = np.argsort(-row, kind="stable")[:MOST_NAMED]
    return ", ".join(f"{source[s].text} {row[s]:{sign}.2f}" for s in order)


def _in_sentence(title: str, one: Explained) -> str:
    return one.method.in_sentence if title == one.method.title else title.lower()
