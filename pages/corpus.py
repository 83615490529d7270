"""Corpus: a whole test set, sentence by sentence, worst first; and alignments from any system."""

import sys
from pathlib import Path

if sys.path[0] == str(Path(__file__).parent):  # run alone: the app's folder has to come first, not that of the pages
    sys.path[0] = str(Path(__file__).parents[1])

import streamlit as st

import ui.ready  # noqa: F401  # before all others of ours: see there
from ui.corpus import challenge, opened, views
from ui.corpus import state as corpus_state
from ui.corpus.kept import find_kept
from ui.shared import state
from ui.shared.help import HOW_TO_CORPUS
from ui.shared.link import say_problems
from ui.shared.sharing import share
from ui.shared.shell import models_or_stop, page_header, switch
from ui.translate.controls import sidebar

page_header("Corpus", "A whole test set, worst first. Or the alignments of any system.", HOW_TO_CORPUS)

models = models_or_stop()

session = st.session_state
session["corpus_arrives"] = session.get("page") != "corpus"
say_problems(state.restore(models, "corpus", *corpus_state.TABLE))
sidebar(models)
what = switch("What is open", corpus_state.OPEN, "corpus_open")
kept = find_kept(session["corpus_file"]) if session["corpus_file"] else None

if what == "everyday":
    views.draw(opened.open_everyday(session["pair"]), models)
elif what == "challenge":
    challenge.draw(models)
elif what == "own":
    views.draw_own(kept, models)
else:
    views.draw_alignments(kept, models)

share(state.publish(models, *corpus_state.TABLE))
