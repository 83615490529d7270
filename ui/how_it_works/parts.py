"""What all parts of the lecture are made of: an equation with its source, and labels that a reader can tell apart."""

from collections.abc import Iterable, Sequence

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike
from streamlit.delta_generator import DeltaGenerator

from ui.how_it_works.case import Case
from ui.how_it_works.equations import Cited
from ui.shared.number_table import number
from ui.shared.provenance import origin, search_said


def equations(cited: Iterable[Cited]) -> None:
    """Equations under each other, each with where it stands in its paper."""
    for equation, source in cited:
        with st.container(gap=None):
            st.latex(equation)
            st.caption(source, text_alignment="center")


def beside(left: int = 430, right: int = 620) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Two parts of these widths in pixels side by side, under each other where there is no room."""
    with st.container(horizontal=True, gap="medium"):
        return st.container(width=left), st.container(width=right)


def case_said(case: Case) -> str:
    """Where the numbers of a step come from, for a file that leaves the page."""
    search = search_said(st.session_state["beam_size"])
    step = f"step {case.step + 1}: {case.target[case.step]}"
    return f"→ “{case.translation.text}” · {origin(case.translation)} · {search} · {step}"


def numbered(pieces: Sequence[str]) -> list[str]:
    """Labels of tokens with their positions from 1, as equations count them: a word that comes twice stays two."""
    return [f"{i}  {piece}" for i, piece in enumerate(pieces, 1)]


def largest(values: ArrayLike, count: int) -> list[int]:
    """The places of the `count` values that are largest in size, largest first."""
    places: list[int] = np.argsort(-np.abs(np.asarray(values)), kind="stable")[:count].tolist()
    return places


def finite(value: float, digits: int = 3) -> str:
    """A score; a dash where local attention does not look."""
    return number(value, digits) if np.isfinite(value) else "–"
