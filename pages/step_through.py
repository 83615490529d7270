"""Step through: decoding one token at a time, and what would have happened if."""

import sys
from pathlib import Path

if sys.path[0] == str(Path(__file__).parent):  # run alone: the app's folder has to come first, not that of the pages
    sys.path[0] = str(Path(__file__).parents[1])

import streamlit as st

import ui.ready  # noqa: F401  # before all others of ours: see there
from ui.shared import state
from ui.shared.help import HOW_TO_STEP
from ui.shared.link import say_problems
from ui.shared.models import translator
from ui.shared.problems import problems_shown
from ui.shared.provenance import provenance
from ui.shared.sharing import share
from ui.shared.shell import models_or_stop, muted, page_header
from ui.shared.unknown import say_unknown, unknown_tokens
from ui.step_through import beam, edit_list, explain, saving, sides, what_if
from ui.step_through import state as step_state
from ui.step_through.data import model_data
from ui.step_through.view import step_view
from ui.translate.controls import choose_beam, choose_models, sentence

page_header("Step through", "Watch a translation grow token by token, and ask what would happen if.", HOW_TO_STEP)

models = models_or_stop()

problems = step_state.restore(models)
text = sentence(keys=True)
session = st.session_state
with st.sidebar:
    choose_models(models, "Models (the first two are A and B)")
    choose_beam()
if not text:
    st.stop()

step_state.begin_anew_for(text)
say_problems(problems)
if not step_state.shown_models():
    st.info("Choose at least one model in the sidebar.")
sides.draw(models)

runs = {}
with st.spinner("Translating", show_time=True):
    for name in step_state.shown_models():
        with problems_shown():
            runs[name] = step_state.runs_of(name, models)

edit_list.draw(models, runs)
if runs:
    longest = max(len(run.shown.target.ids) for run in runs.values())
    if session["step"] >= longest:
        st.warning(
            f"There is no step {session['step'] + 1}: this is the last of {longest}.", icon=":material/last_page:"
        )
        step_state.go_to(longest - 1)
    step_view(
        [
            model_data(letter, run, models[name], translator(models[name]).checkpoint.vocabulary.surface)
            for letter, (name, run) in zip("AB", runs.items(), strict=False)
        ],
        step=session["step"],
        jump=session["jump"],
        view=session["view"],
        on_step=step_state.note_step,
        on_ask=lambda: step_state.take_request(models),
    )
    say_unknown(token for run in runs.values() for token in unknown_tokens(run.shown.source))
    for position, run in enumerate(runs.values()):
        said = provenance(run.shown, session["beam_size"], run.hypothesis, "pieces", False, hyphens=True)
        muted(said, f"provenance-{position}")
        with st.container(horizontal=True, key=f"step-foot-{position}"):
            saving.draw(position, run, said)
            explain.draw(position, run)
    edit_list.draw_comparison(models, runs)
    what_if.draw(models, runs)
    beam.draw(models, runs, text)

share(state.publish(models, *step_state.TABLE, more=step_state.changes_in_link(text, models)))
