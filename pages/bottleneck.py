"""Bottleneck: the claims about one fixed vector, as experiments."""

import streamlit as st

from seq2seq_core.registry import checkpoints_folder
from ui import state
from ui.bottleneck import measured, shortcut
from ui.bottleneck import state as bottleneck_state
from ui.bottleneck.fixed_vector import draw_growth
from ui.bottleneck.growth import growing_for
from ui.bottleneck.state import EXPERIMENTS
from ui.controls import choose_beam, choose_models, sentence
from ui.help import EXPERIMENT_CLAIMS, HOW_TO_SEE_THE_BOTTLENECK
from ui.models import known_models
from ui.plain import plain
from ui.sharing import share
from ui.shell import no_models, page_header

page_header("Bottleneck", "One vector for a whole sentence, or a look back at every word?", HOW_TO_SEE_THE_BOTTLENECK)

models = known_models()
if not models:
    no_models(str(checkpoints_folder()))

if problems := bottleneck_state.restore(models):
    st.warning(
        plain("Not all of this link could be followed. " + ". ".join(problems) + "."), icon=":material/link_off:"
    )
session = st.session_state
with st.sidebar:
    choose_models(models)
    choose_beam()

st.segmented_control(
    "Experiment", list(EXPERIMENTS), key="experiment", format_func=EXPERIMENTS.__getitem__, required=True,
    label_visibility="collapsed",
)  # fmt: skip
st.caption(EXPERIMENT_CLAIMS[session["experiment"]])

text = None if session["experiment"] == "trade" else sentence(*growing_for(session["pair"].split("-")[0]))
if session["experiment"] == "trade":
    measured.draw_trade(models)
elif not session["models"]:
    st.info("Choose at least one model in the sidebar.")
elif text and session["experiment"] == "shortcut":
    shortcut.draw(text, models)
elif text:
    draw_growth(text, models)
    st.header("On test data", anchor=False)
    measured.draw_by_length(models)

share(state.publish(models, bottleneck_state.keep()))
