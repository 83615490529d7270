"""The front door and the Translate page: type a sentence, see what each model looks at while it translates."""

import streamlit as st

import ui.ready  # noqa: F401  # before all others of ours: see there
from seq2seq_core import Translation
from ui.shared import state
from ui.shared.help import HOW_TO_READ
from ui.shared.link import say_problems
from ui.shared.models import translate
from ui.shared.problems import problems_kept
from ui.shared.sharing import share
from ui.shared.shell import models_or_stop, page_header
from ui.translate import panels
from ui.translate.controls import sentence, sidebar
from ui.translate.unsure import say_unsure

page_header("Translate", "Type a sentence. See what each translation model looks at, word by word.", HOW_TO_READ)

models = models_or_stop()

say_problems(state.restore(models, "translate"))

text = sentence()
sidebar(models)
session = st.session_state

if text and session["models"]:
    with st.spinner("Translating", show_time=True):
        results: dict[str, list[Translation]] = {}
        problems: dict[str, str] = {}
        for name in session["models"]:
            with problems_kept(problems, name):
                results[name] = translate(models[name], text, session["beam_size"])
    say_unsure(text, results, models)
    panels.draw(results, problems, models)
elif not session["models"]:
    st.info("Choose at least one model in the sidebar.")

share(state.publish(models))
