"""What the Explain page remembers: whom it explains by which method, whose words, and what was taken away."""

import streamlit as st

from seq2seq_core.attribution.methods import METHODS
from ui.shared.link import MOST_PLACES
from ui.shared.remembered import KEPT, Row, Values, Visit
from ui.shared.row_kinds import choice, number, one_model

OTHERS = tuple(name for name in METHODS if name != "attention")  # which is always there beside
USUAL = "integrated-gradients"
VIEWS = {"maps": "Both maps", "difference": "Difference"}
OUTPUTS = {"own": "Its own", "typed": "Typed"}
TAKEN = {"unknown": "Made unknown", "deleted": "Deleted"}
MEASURES = {  # on test data
    "comprehensiveness": "Without what ranks first",
    "sufficiency": "With it alone",
    "alignment": "Against hand alignment",
    "both-ways": "The same, both ways",
}


def _first_attending(visit: Visit) -> str:
    names = list(dict.fromkeys([*visit.values["models"], *visit.of_pair]))
    names = [name for name in names if name in visit.of_pair]
    return next((name for name in names if visit.models[name].attends), names[0])


def _none(visit: Visit) -> None:
    return None


def _says_what_was_typed(values: Values) -> bool:
    return bool(values["explain_output"] == "typed")


TABLE = (
    one_model("explain_a", "a", "A", _first_attending),
    one_model("explain_b", "b", "B", _none),
    choice("explain_method", "method", {name: name for name in OTHERS}, usual=lambda visit: USUAL),
    choice("explain_output", "output", {name: name for name in OUTPUTS}),
    Row("explain_typed", "said", usual=lambda visit: None, used=_says_what_was_typed, sometimes=True),  # None: nothing
    choice("explain_view", "show", {name: name for name in VIEWS}, looks=True),
    choice("explain_taken", "taken", {name: name for name in TAKEN}, sometimes=True, looks=True),
    choice("explain_measure", "measure", {name: name for name in MEASURES}, sometimes=True, looks=True),
    number("explain_struck", "struck", MOST_PLACES, sometimes=True, looks=True),  # source words that are gone
)


def open_with(model: str, said: str) -> None:
    """The page will explain a translation by a model, given by full name, when it is opened next."""
    session = st.session_state
    given = {"explain_a": model, "explain_output": "typed", "explain_typed": said, "lock": None}
    session[KEPT].update(given)
    session.update({key: value for key, value in given.items() if key in session})
