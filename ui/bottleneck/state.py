"""What the Bottleneck page remembers: which experiment, and its few choices."""

import streamlit as st

from seq2seq_core.registry import Models
from ui.bottleneck import corrections
from ui.bottleneck.growth import GROWING, MOST_CLAUSES
from ui.shared import state
from ui.shared.browser_history import came_back
from ui.shared.link import Parameters, address
from ui.shared.reach import TO
from ui.shared.remembered import KEPT, Visit
from ui.shared.row_kinds import choice, number, one_model

EXPERIMENTS = {"fixed-vector": "Fixed vector", "shortcut": "Gradient flow", "trade": "What attention buys"}
MEASURES = {"bleu": "BLEU", "chrf": "chrF"}
NAMED = {"looker": "Attention model", "blind": "Model without attention"}  # whose gradients are drawn
ATTENDS = {"looker": True, "blind": False}


def _none(visit: Visit) -> None:
    return None


TABLE = (
    choice("experiment", "experiment", {name: name for name in EXPERIMENTS}),
    choice("measure", "measure", {name: name for name in MEASURES}, sometimes=True, looks=True),
    choice("to", "to", {name: name for name in TO}, sometimes=True, looks=True),
    number("clauses", "clauses", MOST_CLAUSES, usual=_none, sometimes=True, looks=True),  # None: all
    *(one_model(key, key, NAMED[key], _none, attends=ATTENDS[key], sometimes=True) for key in NAMED),  # None: the first
    corrections.ROW,
)


def restore(models: Models) -> list[str]:
    """Give every key a value; read the link when a visitor arrives. Returns what in it cannot be used."""
    session = st.session_state
    arrives, given = session.get("page") != "bottleneck", address()
    problems = state.restore(models, "bottleneck", *TABLE)
    usual = session["text"] == state.defaults(models, session["pair"])["text"]
    if arrives and usual and "text" not in given and session["pair"].startswith("en-"):
        session["text"] = GROWING.text
    if session["text"] != GROWING.text:
        session["text_elsewhere"] = session["text"]
    if came_back():
        session.pop("clauses_of", None)  # the link's number of clauses is one of the link's sentence
    # One experiment draws no control for these: given anew, they stay as they are all the same.
    session.update({key: session[key] for key in ("text", "models", "level")})
    return problems


def publish(models: Models) -> Parameters:
    """Write this page's link, which always has the text: the page begins with a sentence of its own, kept here."""
    session = st.session_state
    link = state.publish(models, *TABLE, more={"text": [session["text"]]} | state.shown_text())
    if session["text"] == GROWING.text:
        usual = state.defaults(models, session["pair"])["text"]
        session[KEPT]["text"] = session.get("text_elsewhere", usual)
    return link
