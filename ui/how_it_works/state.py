"""What the How it works page remembers: model, section, step and source token."""

from collections.abc import Callable

import streamlit as st

from seq2seq_core.registry import Models
from ui.how_it_works import strip
from ui.shared import state
from ui.shared.remembered import Row, Values, Visit
from ui.shared.row_kinds import choice, one_model, place

SECTIONS = {
    "flow": "Data flow",
    "weights": "Weights",
    "score": "One score",
    "output": "Next word",
    "local": "Local",
    "location": "Location",
    "twice": "Concat, additive",
    "training": "Training",
    "family": "Family",
}


def _first_that_attends(visit: Visit) -> str:
    """The first chosen model with attention, else the first chosen one, else the first there is."""
    candidates = [*visit.values["models"], *visit.of_pair]
    return next((name for name in candidates if visit.models[name].attends), candidates[0])


def _in_section(section: str) -> Callable[[Values], bool]:
    return lambda values: values["lecture_section"] == section


TABLE = (
    one_model("lecture_model", "inside", "The model to look inside:", _first_that_attends),
    place("lecture_step", "step"),
    place("lecture_word", "word"),
    place("lecture_watched", "watched", used=_in_section("training"), sometimes=True),  # the sentence,
    place("lecture_point", "point", None, used=_in_section("training"), sometimes=True),  # and the moment; None: last
    Row("lecture_swap", "swap", usual=lambda visit: None, used=_in_section("location"), sometimes=True),  # a word
    choice("lecture_section", "section", {name: name for name in SECTIONS}),
)


def restore(models: Models) -> list[str]:
    """Give every key a value; read the link when a visitor arrives. Returns what in it cannot be used."""
    session = st.session_state
    session["lecture_fresh"] = "lecture_model" not in session.get("kept", {})
    return state.restore(models, "how_it_works", *TABLE)


def fit(**lengths: tuple[int, str]) -> list[str]:
    """Bring numbers of the session below their (length, what is counted). Returns what of a link was beyond."""
    session = st.session_state
    beyond = []
    for key, (length, name) in lengths.items():
        if session[key] is not None and session[key] >= length:
            beyond.append(f"There is no {name} {session[key] + 1}: this is the last of {length}")
            session[key] = length - 1
    return beyond if session["lecture_fresh"] else []


def note_choice() -> None:
    """The strip was clicked or stepped through: keep where, if it is a place."""
    match strip.chosen():
        case {"step": int(step) | float(step), "word": int(word) | float(word)} if min(step, word) >= 0:
            st.session_state.update(lecture_step=int(step), lecture_word=int(word))
