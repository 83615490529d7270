"""The controls of the Explain page: which models, which method beside attention, and whose words are explained."""

import streamlit as st

from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.registry import Models, of_pair
from ui.explain.runs import own
from ui.explain.state import OTHERS, OUTPUTS
from ui.shared import state
from ui.shared.problems import problems_kept
from ui.translate.controls import choose_beam, choose_end, choose_hypothesis, choose_level, choose_pair


def sidebar(models: Models) -> None:
    """Languages, level and search."""
    with st.sidebar:
        choose_pair(models)
        choose_level()
        choose_beam()
        choose_hypothesis()
        with st.expander("More options"):
            choose_end()


def choose(models: Models, text: str) -> None:
    """One model or two, the method, and the words that are explained."""
    session = st.session_state
    names = list(of_pair(session["pair"], models))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="explain-choice"):
        for letter in "AB":
            st.selectbox(
                letter,
                names,
                key=f"explain_{letter.lower()}",
                format_func=lambda name: models[name].name,
                on_change=_keep_lock_that_is_shown,
                placeholder="no second model",
                width=220,
            )
        st.selectbox(
            "Beside attention",
            OTHERS,
            key="explain_method",
            format_func=lambda name: METHODS[name].title,
            width=240,
        )
        st.segmented_control(
            "The translation",
            list(OUTPUTS),
            key="explain_output",
            format_func=OUTPUTS.__getitem__,
            required=True,
            on_change=state.clear_lock,
            help="Its own, by the search of the sidebar; or any that you type: forced decoding gives it to the model.",
        )
        if session["explain_output"] == "typed":
            if session["explain_typed"] is None:  # nothing typed yet: begin with what A says
                session["explain_typed"] = ""
                with problems_kept({}, "A"):  # said below, where A's translation would be
                    session["explain_typed"] = own(models[session["explain_a"]], text).text
            st.text_input(
                "Type a translation, then Enter",
                key="explain_typed",
                on_change=state.clear_lock,
                max_chars=2000,
                width="stretch",
            )
    method = METHODS[session["explain_method"]]
    st.caption(f"{method.title}: {method.says} ({method.paper}).")


def _keep_lock_that_is_shown() -> None:
    """A word that is followed stays so while its model is on the page."""
    session = st.session_state
    lock = session["lock"]
    if lock and lock.model not in ("", session["explain_a"], session["explain_b"]):
        state.clear_lock()
