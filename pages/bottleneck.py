"""Bottleneck: the claims about one fixed vector, as experiments."""

import sys
from pathlib import Path

if sys.path[0] == str(Path(__file__).parent):  # run alone: the app's folder has to come first, not that of the pages
    sys.path[0] = str(Path(__file__).parents[1])

import streamlit as st

import ui.ready  # noqa: F401  # before all others of ours: see there
from seq2seq_core.registry import languages_of
from ui.bottleneck import by_length, shortcut, trade
from ui.bottleneck import state as bottleneck_state
from ui.bottleneck.fixed_vector import draw_growth
from ui.bottleneck.growth import growing_for
from ui.bottleneck.limit import growing_part
from ui.bottleneck.state import EXPERIMENTS
from ui.shared.help import EXPERIMENT_CLAIMS, HOW_TO_SEE_THE_BOTTLENECK
from ui.shared.link import say_problems
from ui.shared.sharing import share
from ui.shared.shell import models_or_stop, page_header, switch
from ui.translate.controls import choose_beam, choose_models, choose_pair, sentence

page_header("Bottleneck", "One vector for a whole sentence, or a look back at every word?", HOW_TO_SEE_THE_BOTTLENECK)

models = models_or_stop()

say_problems(bottleneck_state.restore(models))
session = st.session_state
with st.sidebar:
    if session["experiment"] == "trade":  # it shows every model of the pair
        choose_pair(models)
    else:
        choose_models(models)
    choose_beam()

switch("Experiment", EXPERIMENTS, "experiment")
st.caption(EXPERIMENT_CLAIMS[session["experiment"]])

text = None if session["experiment"] == "trade" else sentence(*growing_for(languages_of(session["pair"])[0]))
if session["experiment"] == "trade":
    trade.draw(models)
elif not session["models"]:
    st.info("Choose at least one model in the sidebar.")
elif text and session["experiment"] == "shortcut":
    shortcut.draw(text, models)
elif text:
    draw_growth(growing_part(text, models), models)
    st.header("On test data", anchor=False)
    by_length.draw(models)

share(bottleneck_state.publish(models))
