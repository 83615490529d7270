"""Explain: attention beside attribution, and a test of both on one's own sentence."""

import sys
from pathlib import Path

if sys.path[0] == str(Path(__file__).parent):  # run alone: the app's folder has to come first, not that of the pages
    sys.path[0] = str(Path(__file__).parents[1])

import streamlit as st

import ui.ready  # noqa: F401  # before all others of ours: see there
from ui.explain import controls, deletion, maps, on_data, origins, other_weights
from ui.explain import state as explain_state
from ui.explain.cursor import find_cursor
from ui.explain.runs import explain
from ui.shared import state
from ui.shared.help import HOW_TO_EXPLAIN, WHAT_DELETION_TESTS
from ui.shared.link import say_problems
from ui.shared.sharing import share
from ui.shared.shell import models_or_stop, muted, page_header
from ui.translate.controls import sentence

page_header("Explain", "Is attention an explanation? Hold it against attribution, and test both.", HOW_TO_EXPLAIN)

models = models_or_stop()

say_problems(state.restore(models, "explain", *explain_state.TABLE))
text = sentence()
controls.sidebar(models)
if not text:
    st.stop()

controls.choose(models, text)
with st.spinner("Explaining", show_time=True):
    explained, problems = explain(models, text)
lock = state.locked({one.model.full_name: one.translation for one in explained})
cursor = find_cursor(lock, explained)
if lock and cursor is None:
    muted("The locked cell is not in these maps.", "no-lock")
    state.clear_lock()
maps.draw(explained, problems, cursor)

if explained:
    st.header("The test: take away what it ranks first", anchor=False)
    deletion.draw(explained, cursor)
    with st.expander("What does this test, and what not?", icon=":material/rule:"):
        st.markdown(WHAT_DELETION_TESTS)
    other_weights.draw(explained, cursor)
    st.header("From the source, or from what was said before?", anchor=False)
    origins.draw(explained)

st.header("On test data", anchor=False)
on_data.draw(models, st.session_state["explain_method"])

share(state.publish(models, *explain_state.TABLE))
