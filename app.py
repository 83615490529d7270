"""The front door and the Translate page: type a sentence, see what each model looks at while it translates."""

import streamlit as st

from seq2seq_core.registry import checkpoints_folder
from ui import panels, state
from ui.controls import sentence, sidebar
from ui.help import HOW_TO_READ
from ui.models import known_models, translate
from ui.plain import plain
from ui.sharing import share
from ui.shell import no_models, page_header

page_header("Translate", "Type a sentence. See what each translation model looks at, word by word.", HOW_TO_READ)

models = known_models()
if not models:
    no_models(str(checkpoints_folder()))

if problems := state.restore(models):
    st.warning(
        plain("Not all of this link could be followed. " + ". ".join(problems) + "."), icon=":material/link_off:"
    )

text = sentence()
sidebar(models)
session = st.session_state

if text and session["models"]:
    with st.spinner("Translating", show_time=True):
        results = {name: translate(name, models[name], text, session["beam_size"]) for name in session["models"]}
    panels.draw(results, models)
elif not session["models"]:
    st.info("Choose at least one model in the sidebar.")

share(state.publish(models))
