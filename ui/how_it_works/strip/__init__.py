"""The two sentences as rows of tokens to choose from: the source with the weights of this step, the target below.

Arrow keys move the step, with Shift the source token; a click chooses either. Python hears of it when it comes to rest.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from ui.shared.javascript import component

KEY = "lecture_strip"

_component = component("lecture_strip", Path(__file__).parent, '<div class="strip"></div>', "strip")


def strip(
    source: Sequence[str],
    target: Sequence[str],
    weights: Sequence[float] | None,
    *,
    step: int,
    word: int,
    on_choose: Callable[[], None],
) -> None:
    """Draw both sentences. `weights` are those of the step, one for each source token; None without attention."""
    _component(
        key=KEY,
        data={
            "source": list(source),
            "target": list(target),
            "weights": None if weights is None else list(weights),
            "step": step,
            "word": word,
        },
        on_chosen_change=on_choose,
    )


def chosen() -> Any:
    """What the visitor chose in this run: {"step": 2, "word": 0}; not yet checked."""
    return st.session_state.get(KEY, {}).get("chosen")
