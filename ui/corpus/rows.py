"""The table of sentences: a click on a row opens it below, and the table stands where it stood when one comes back."""

import hashlib
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from seq2seq_core.corpus.measures import MEASURES
from seq2seq_core.corpus.table import said_by
from ui.corpus.finding import NOBODY, NUMBERS, numbers_of, title
from ui.corpus.opened import Opened
from ui.shared.counted import counted
from ui.shared.saving import File, draw_menu, table_csv
from ui.shared.scrolling import bring_row_into_view
from ui.shared.shell import muted

HIGH, ROW = 430, 35  # pixels of the table and of a row of it


def draw(found: pd.DataFrame, opened: Opened, in_all: int) -> None:
    """Draw the rows that were found."""
    session = st.session_state
    if found.empty:
        muted(f"0 of {counted(in_all)}: none has what is looked for above.", "found")
        return
    muted(f"{len(found):,} of {counted(in_all)}. Click a row to open it below.", "found")
    shown = _columns(found, session["corpus_other"])
    table = found[shown]
    place = _place_of(found, session["corpus_row"])
    key = f"corpus-rows-{_stamp(found)}"
    with st.container(key="corpus-rows"):
        st.dataframe(
            table,
            key=key,
            height=min(HIGH, ROW * (len(table) + 1) + 3),
            row_height=ROW,
            hide_index=True,
            on_select=lambda: _choose(key, found),
            selection_mode="single-row",
            selection_default=None if place is None else {"selection": {"rows": [place]}},
            column_config=_config(shown),
            alt="Sentences, what systems say, and measures of it",
        )
    _return_to(place, key)
    muted(opened.about, "corpus-provenance")
    draw_menu(
        "corpus-rows",
        f"{opened.title}-{session['corpus_system']}",
        None,
        File("csv", "these sentences", lambda: table_csv(table)),
        File("jsonl", "all results, to be opened again", lambda: _saved(opened)),
    )


def _return_to(place: int | None, key: str) -> None:
    """Bring the row that is open into view where the page or the table is new; later the visitor scrolls."""
    session = st.session_state
    shown = (key, session["corpus_view"])
    if session.pop("corpus_arrives", False) or session.get("corpus_table") != shown:
        session.update(corpus_table=shown, corpus_scrolled=place, corpus_times=session.get("corpus_times", 0) + 1)
    if session["corpus_scrolled"] is not None:
        bring_row_into_view("corpus-rows", session["corpus_scrolled"], ROW, session["corpus_times"])


def _columns(found: pd.DataFrame, other: str) -> list[str]:
    """Texts first, then the column by which they are sorted, then the other numbers."""
    session = st.session_state
    texts = ["source", "output", *([said_by(other)] if other != NOBODY else []), "reference"]
    texts = [name for name in texts if name in found.columns and (name != "reference" or found[name].any())]
    numbers = [name for name in numbers_of(found) if name != "number"]
    by = session["corpus_sort"]
    return ["number", *([by] if by in numbers else []), *texts, *(name for name in numbers if name != by)]


def _config(columns: Sequence[str]) -> dict[str, Any]:
    """How each column looks."""
    config: dict[str, Any] = {"number": st.column_config.NumberColumn("#", width=60, pinned=True)}
    for name in columns:
        if name in MEASURES:
            measure = MEASURES[name]
            config[name] = st.column_config.NumberColumn(
                measure.title, help=measure.what, format=f"%.{measure.digits}f", width=90
            )
        elif name in NUMBERS and name != "number":
            config[name] = st.column_config.NumberColumn(title(name), width=90)
        elif name != "number":
            config[name] = st.column_config.TextColumn(name, width=300)
    return config


def _place_of(found: pd.DataFrame, number: int | None) -> int | None:
    """Which row a sentence is in."""
    places = (found["number"] == number).to_numpy().nonzero()[0]
    return int(places[0]) if len(places) else None


def _choose(key: str, found: pd.DataFrame) -> None:
    rows = st.session_state[key].selection.rows
    st.session_state["corpus_row"] = int(found["number"].iloc[rows[0]]) if rows and rows[0] < len(found) else None


def _stamp(found: pd.DataFrame) -> str:
    """Another one for other rows: what was chosen among those means nothing here."""
    session = st.session_state
    asked = (session["corpus_system"], session["corpus_other"], session["corpus_sort"], session["corpus_file"])
    numbers = hashlib.sha1(found["number"].to_numpy().tobytes(), usedforsecurity=False).hexdigest()
    return hashlib.sha1(repr((asked, numbers)).encode(), usedforsecurity=False).hexdigest()[:12]


def _saved(opened: Opened) -> str:
    from seq2seq_core.corpus.results import results_bytes

    return results_bytes(opened.results.header, opened.results.rows).decode()
