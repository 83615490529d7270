"""Compare: two models on one sentence, in their own words or in the same ones, so that only attention differs."""

import sys
from functools import partial
from pathlib import Path

if sys.path[0] == str(Path(__file__).parent):  # run alone: the app's folder has to come first, not that of the pages
    sys.path[0] = str(Path(__file__).parents[1])

import streamlit as st

import ui.ready  # noqa: F401  # before all others of ours: see there
from ui.compare import controls as compare_controls
from ui.compare import grid as compare_grid
from ui.compare import maps as compare_maps
from ui.compare import outputs as compare_outputs
from ui.compare import own_alignment, saving
from ui.compare import state as compare_state
from ui.compare.runs import compare
from ui.shared import state
from ui.shared.help import HOW_TO_COMPARE
from ui.shared.link import say_problems
from ui.shared.sharing import share
from ui.shared.shell import models_or_stop, page_header
from ui.translate.controls import sentence

page_header("Compare", "Two models on one sentence: where do they look differently, and by how much?", HOW_TO_COMPARE)

models = models_or_stop()

problems = state.restore(models, "compare", *compare_state.TABLE)
text = sentence()
session = st.session_state
compare_controls.sidebar(models)
say_problems(problems)
if not text:
    st.stop()

compare_controls.choose_sides(models)
compare_controls.choose_output(models, text)
with st.spinner("Translating", show_time=True):
    comparison = compare(models, text)
compare_outputs.draw(comparison, models, {letter: session[f"compare_{letter.lower()}"] for letter in "AB"})

own = own_alignment.current(comparison, text)
if comparison.seen:
    marks = own.links if own and session["level"] == "words" else None
    compare_maps.draw(
        comparison, marks, partial(own_alignment.mark, own) if own and own_alignment.is_marking() else None
    )
    compare_outputs.draw_probabilities(comparison)
    compare_outputs.draw_provenance(comparison)
    saving.draw(comparison, marks)

if comparison.output:
    with st.spinner("Asking every model", show_time=True):
        tiles = compare_grid.tiles(models, text, comparison.output, session["compare_by"])
    compare_grid.draw(tiles, comparison.output, "" if comparison.forced else ", A's own words")
    if own:
        own_alignment.draw(own, tiles)

links = own.in_link if own else None
share(state.publish(models, *compare_state.TABLE, more={} if links is None else {"links": [links]}))
