"""Which two of the chosen models are A and B: there is room for two."""

from functools import partial

import streamlit as st

from seq2seq_core.registry import Models
from ui.shared.shell import muted
from ui.step_through.state import MOST_MODELS, shown_models
from ui.translate.order import put_at


def draw(models: Models) -> None:
    """Choose A and B where more are chosen, and say who is not shown. The first two are A and B on every page."""
    session = st.session_state
    chosen: list[str] = session["models"]
    if len(chosen) <= MOST_MODELS:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="step-sides"):
        for place, (letter, name) in enumerate(zip("AB", shown_models(), strict=True)):
            session[f"step_{letter}"] = name
            st.selectbox(
                letter,
                chosen,
                key=f"step_{letter}",
                format_func=lambda name: models[name].name,
                on_change=partial(_put, place, f"step_{letter}"),
                width=220,
            )
        others = ", ".join(models[name].name for name in chosen[MOST_MODELS:])
        muted(f"Two models are stepped through at a time. Chosen, but not shown: {others}.", "step-sides")


def _put(place: int, key: str) -> None:
    session = st.session_state
    session["models"] = put_at(session["models"], place, session[key])
