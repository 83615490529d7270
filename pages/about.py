"""About: which models there are, what they were trained on, what to expect of them, and how to cite."""

import sys
from pathlib import Path

if sys.path[0] == str(Path(__file__).parent):  # run alone: the app's folder has to come first, not that of the pages
    sys.path[0] = str(Path(__file__).parents[1])

import streamlit as st

import ui.ready  # noqa: F401  # before all others of ours: see there
from seq2seq_core.registry import of_pair, pairs_of
from ui.about import words
from ui.about.pair import draw_pair
from ui.shared.link import address, say_problems, unknown_parameters
from ui.shared.metrics import run_ends
from ui.shared.shell import models_or_stop, page_header
from ui.translate.controls import pair_labels

page_header("About", "Which models these are, what they learnt from, and what to expect of them.")

say_problems(unknown_parameters(address(), known=()))
st.markdown(words.WHAT_IT_IS)
st.header("What to expect", anchor=False)
st.markdown(words.WHAT_TO_EXPECT)

st.header("The models", anchor=False)
models = models_or_stop()
labels = pair_labels(models)
for pair in pairs_of(models):
    draw_pair(pair, labels[pair], of_pair(pair, models))

st.header("Read more", anchor=False)
st.markdown(words.PAPERS)

st.header("Cite", anchor=False)
st.code(words.CITATION, language="bibtex")
st.caption(words.VERSION_AND_LICENCE)

run_ends()
