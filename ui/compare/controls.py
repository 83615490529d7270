"""The controls of the Compare page: who A and B are, and whose output both say."""

import streamlit as st

from seq2seq_core.registry import Models, of_pair
from ui.compare import state as compare_state
from ui.compare.hand_aligned import hand_aligned
from ui.compare.runs import free_run
from ui.shared import state
from ui.shared.problems import problems_kept
from ui.shared.shell import muted
from ui.translate.controls import choose_end, choose_level, choose_pair

MODE_NAMES = {"free": "Free", "same": "Same output"}
OUTPUT_NAMES = {"a": "A's own", "b": "B's own", "ours": "Reference", "typed": "Typed"}


def sidebar(models: Models) -> None:
    """Languages, level and how each of the two searches."""
    with st.sidebar:
        choose_pair(models)
        choose_level()
        with st.expander("More options"):
            for letter in "AB":
                st.slider(
                    f"Beam size of {letter}",
                    1,
                    state.WIDEST_BEAM,
                    key=f"compare_beam_{letter.lower()}",
                    on_change=state.clear_lock,
                    help="For its own translation. Compare a model with itself under two beam sizes, if you like.",
                )
            choose_end()


def choose_sides(models: Models) -> None:
    """A and B, and whether they speak for themselves."""
    session = st.session_state
    names = list(of_pair(session["pair"], models))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="compare-sides"):
        for letter in "AB":
            st.selectbox(
                letter,
                names,
                key=f"compare_{letter.lower()}",
                format_func=lambda name: models[name].name,
                on_change=state.clear_lock,
                width=220,
            )
            if letter == "A":
                st.button("Swap", icon=":material/swap_horiz:", on_click=compare_state.swap, type="tertiary")
        st.segmented_control(
            "What they say",
            compare_state.MODES,
            key="compare_mode",
            format_func=MODE_NAMES.__getitem__,
            required=True,
            on_change=state.clear_lock,
            help="Free: each decodes for itself. Same output: forced decoding of the same words, so that only their "
            "attention differs.",
        )
    if session["compare_a"] == session["compare_b"]:
        others = "" if len(names) > 1 else " This pair has no other."
        muted(f"A and B are one model: nothing differs but how wide each searches.{others}", "one-model")


def choose_output(models: Models, text: str) -> None:
    """Whose output both say; nothing to choose where each decodes for itself."""
    session = st.session_state
    if session["compare_mode"] == "free":
        return
    ours = hand_aligned(session["pair"], session.get("example"))
    outputs = [output for output in compare_state.OUTPUTS if output != "ours" or ours]
    if session["compare_output"] not in outputs:
        session["compare_output"] = outputs[0]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="compare-output"):
        st.segmented_control(
            "The output that both say",
            outputs,
            key="compare_output",
            format_func=OUTPUT_NAMES.__getitem__,
            required=True,
            on_change=state.clear_lock,
        )
        if session["compare_output"] == "typed":
            if session["compare_typed"] is None:  # nothing typed yet: begin with what A says
                session["compare_typed"] = ""
                with problems_kept({}, "A"):  # said below, where A's translation would be
                    session["compare_typed"] = free_run("A", models, text).text
            st.text_input(
                "Type what both are to say, then Enter",
                key="compare_typed",
                on_change=state.clear_lock,
                max_chars=2000,
                width="stretch",
            )
        elif session["compare_output"] == "ours":
            muted("A translation of our own, with an alignment by hand below.", "ours")
