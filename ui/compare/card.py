"""The numbers beside the map of A - B: of the locked row and of the whole sentence, each explained on demand."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from seq2seq_core.analysis.alignment_measures import entropy
from ui.compare.laid import Laid
from ui.compare.measures import MEASURES, in_words, numbers, work_out
from ui.shared.shell import muted

WIDTH = 400  # pixels


def draw(laid: Laid, row: int | None, column: int | None) -> None:
    """The measures as a small table, and under it how each is computed. `row` and `column` are those locked."""
    with st.container(width=WIDTH, key="compare-card"):
        rows = numbers(laid, row, column)
        heading = "locked" if row is not None or column is not None else None
        table = pd.DataFrame(
            [[*([own] if heading else []), all_rows] for _, own, all_rows in rows],
            index=pd.Index([name for name, _, _ in rows], name=""),
            columns=[*([heading] if heading else []), f"all {len(laid.target)} rows"],
        )
        st.table(table)  # it reads Markdown, so no word of the sentence is in it
        name = st.pills("How is it computed?", list(MEASURES), key="compare_explain", wrap=True)
        if name:
            _explain(name, laid, row, column)


def draw_in_words(laid: Laid, alone: Mapping[str, Sequence[str]]) -> None:
    """The same for reading aloud and copying: a sentence and a line of numbers for every row, and those `alone`."""
    folder = st.expander("In words, row by row", key="compare-words", on_change="rerun")
    if not folder.open:  # tables are slow to draw
        return
    agreement = laid.agreement
    with folder:
        only = [f"{letter} alone has the row {row}" for letter, rows in alone.items() for row in rows]
        st.text("\n".join([*in_words(laid), *only]))
        st.dataframe(
            pd.DataFrame(
                {
                    "word": [word.text for word in laid.target],
                    "overlap": agreement.overlap.round(3),
                    "Jensen-Shannon distance": agreement.distance.round(3),
                    "same strongest": agreement.same,
                    "normalised entropy of A": entropy(laid.a).round(3),
                    "normalised entropy of B": entropy(laid.b).round(3),
                }
            ),
            hide_index=True,
            alt="Agreement of A and B, one row for each word of the output",
        )


def _explain(name: str, laid: Laid, row: int | None, column: int | None) -> None:
    measure = MEASURES[name]
    st.latex(measure.formula)
    st.caption(measure.meaning)
    if name == "Coverage":
        if column is None:
            muted("No source word is locked; this is the one whose coverage differs most:", "explained")
    elif row is None:
        row = int(np.argmin(laid.agreement.overlap))
        muted("No row is locked; this is the one on which A and B agree least:", "explained")
    with st.container(key="worked-out"):
        st.text(work_out(name, laid, row or 0, column))
