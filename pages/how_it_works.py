"""How it works: the lecture, live, on the current sentence: one model, one step, one source token."""

import sys
from pathlib import Path

if sys.path[0] == str(Path(__file__).parent):  # run alone: the app's folder has to come first, not that of the pages
    sys.path[0] = str(Path(__file__).parents[1])

import streamlit as st

import ui.ready  # noqa: F401  # before all others of ours: see there
from seq2seq_core.registry import of_pair
from ui.how_it_works import family, flow, local, location, output, score, training, twice, weights
from ui.how_it_works import state as lecture
from ui.how_it_works.case import Case, make_case
from ui.how_it_works.strip import strip
from ui.shared import state
from ui.shared.help import HOW_IT_WORKS
from ui.shared.link import say_problems
from ui.shared.models import translate
from ui.shared.problems import problems_shown
from ui.shared.provenance import origin, search_said
from ui.shared.sharing import share
from ui.shared.shell import models_or_stop, muted, page_header
from ui.shared.unknown import say_unknown, unknown_tokens
from ui.translate.controls import choose_beam, choose_pair, sentence

page_header("How it works", "The equations of attention, with real numbers beside them.", HOW_IT_WORKS)

models = models_or_stop()

problems = lecture.restore(models)
text = sentence(keys=True)
session = st.session_state
with st.sidebar:
    choose_pair(models)
    choose_beam()
if not text:
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    st.selectbox(
        "Look inside",
        list(of_pair(session["pair"], models)),
        key="lecture_model",
        format_func=lambda name: models[name].name,
        width=230,
    )
    st.segmented_control(
        "Topic",
        list(lecture.SECTIONS),
        key="lecture_section",
        format_func=lecture.SECTIONS.__getitem__,
        required=True,
        wrap=True,
    )
name, section = session["lecture_model"], session["lecture_section"]
model = models[name]

case: Case | None = None
if section != "family":
    with st.spinner("Translating", show_time=True), problems_shown():
        found = translate(model, text, session["beam_size"])[0]
        problems += lecture.fit(
            lecture_step=(len(found.target.ids), "step"), lecture_word=(len(found.source.ids), "source token")
        )
        case = make_case(model, found, session["lecture_step"], session["lecture_word"])

say_problems(problems)

if section == "family":
    family.draw(session["pair"], models, name)
elif case and section == "training":
    training.draw(model)
elif case:
    look = case.anatomy.look
    strip(
        case.source,
        case.target,
        None if look is None else look.weights.tolist(),
        step=case.step,
        word=case.word,
        on_choose=lecture.note_choice,
    )
    say_unknown(unknown_tokens(case.translation.source))
    if look is None and section in ("weights", "score"):
        st.info("This model has no attention: it compares nothing, so there are no scores and no weights to show.")
    else:
        draw = {
            "flow": lambda: flow.draw(case, models),
            "weights": lambda: weights.draw(case),
            "score": lambda: score.draw(case),
            "output": lambda: output.draw(case),
            "local": lambda: local.draw(case, models),
            "location": lambda: location.draw(case, models),
            "twice": lambda: twice.draw(case, models),
        }
        draw[section]()
    muted(
        f"{origin(case.translation)} · {search_said(session['beam_size'])} · steps and tokens counted from 1, "
        "a hyphen before a token that continues a word",
        "provenance",
    )

share(state.publish(models, *lecture.TABLE))
