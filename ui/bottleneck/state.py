"""The state of the Bottleneck page beyond what all pages share: which experiment, and its few choices.

Streamlit forgets what a control held that is not drawn, and here those of two experiments never are. So every value is
kept under one key of the session, and given back before its control is drawn.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from ui.bottleneck.growth import GROWING, MOST_CLAUSES
from ui.shared import state
from ui.shared.link import Parameters, address, read_number, short
from ui.shared.reach import TO

EXPERIMENTS = {"fixed-vector": "Fixed vector", "shortcut": "Gradient flow", "trade": "What attention buys"}
MEASURES = {"bleu": "BLEU", "chrf": "chrF"}
CHOICES = {"experiment": tuple(EXPERIMENTS), "measure": tuple(MEASURES), "to": tuple(TO)}  # the first is usual
NAMED = {"looker": "Attention model", "blind": "Model without attention"}  # whose gradients are drawn; None: the first
_KEPT = "kept_bottleneck"


def restore(models: Mapping[str, Path]) -> list[str]:
    """Give every key a value; read the link when a visitor arrives. Returns what in it cannot be used."""
    session = st.session_state
    arrives = _KEPT not in session
    given = address() if arrives else {}
    problems = state.restore(models, page="bottleneck")
    if arrives:
        names = state.models_of(session["pair"], models)
        session[_KEPT], wrong = read_link(given, names)
        problems += wrong
        usual = state.defaults(models, session["pair"])["text"]
        if "text" not in given and session["text"] == usual and session["pair"].startswith("en-"):
            session["text"] = GROWING.text
    ready("experiment")
    session.update({key: session[key] for key in ("text", "models", "level")})  # what is set stays, drawn or not
    return problems


def ready(key: str) -> None:
    """Give the control `key` its value, just before it is drawn: what is set for one that is not drawn outlives it."""
    st.session_state.setdefault(key, st.session_state[_KEPT][key])


def keep(models: Mapping[str, Path]) -> Parameters:
    """Keep the values for the next run; returns this page's part of the link."""
    session = st.session_state
    session[_KEPT] = {key: session.get(key, value) for key, value in session[_KEPT].items()}
    link = {key: [session[_KEPT][key]] for key, allowed in CHOICES.items() if session[_KEPT][key] != allowed[0]}
    if session[_KEPT]["clauses"]:
        link["clauses"] = [str(session[_KEPT]["clauses"])]
    for key in NAMED:
        if session[_KEPT][key] in state.models_of(session["pair"], models):
            link[key] = [session[_KEPT][key].split("/")[1]]
    return link | {"text": [session["text"]]}  # always: this page has another sentence to begin with


def read_link(parameters: Parameters, names: Sequence[str]) -> tuple[dict[str, str | int | None], list[str]]:
    """Values of every key of this page, and what in the link could not be used. No number of clauses means all."""
    values: dict[str, str | int | None] = {key: allowed[0] for key, allowed in CHOICES.items()}
    values |= dict.fromkeys(("clauses", *NAMED))
    wrong = []
    for key, allowed in CHOICES.items():
        given = parameters.get(key, [allowed[0]])[-1]
        if given in allowed:
            values[key] = given
        else:
            wrong.append(f"{key.capitalize()} “{short(given)}” is not one of {', '.join(allowed)}")
    if "clauses" in parameters:
        given = parameters["clauses"][-1]
        values["clauses"] = read_number(given, MOST_CLAUSES)
        if values["clauses"] is None:
            wrong.append(f"Clauses “{short(given)}” is not a number from 1 to {MOST_CLAUSES}")
    for key, label in NAMED.items():
        if key in parameters:
            known = {name.split("/")[1]: name for name in names}
            values[key] = known.get(parameters[key][-1])
            if values[key] is None:
                wrong.append(f"{label} “{short(parameters[key][-1])}” is not one of this pair")
    return values, wrong
