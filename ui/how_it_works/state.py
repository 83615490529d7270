"""The state of the How it works page beyond what all pages share: model, step, source piece and section."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from ui.how_it_works import strip
from ui.shared.link import Parameters, address, read_number, short
from ui.shared.models import config_of
from ui.shared.state import models_of

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
NUMBERS = {  # counted from 0 in the session, from 1 in a link
    "lecture_step": "step",
    "lecture_word": "word",
    "lecture_watched": "watched",  # the sentence of the Training section
    "lecture_point": "point",  # the moment of the training; None for the last
}
KEYS = ("lecture_model", "lecture_section", "lecture_swap", *NUMBERS)


def restore(models: Mapping[str, Path]) -> list[str]:
    """Give every key a value; read the link when a visitor arrives. Returns what in it cannot be used."""
    session = st.session_state
    wrong: list[str] = []
    if "lecture_kept" not in session:
        session["lecture_kept"], wrong = read_link(address(), models_of(session["pair"], models))
        session["lecture_fresh"] = True
    for key in KEYS:  # Streamlit forgets what controls held on another page
        session.setdefault(key, session["lecture_kept"][key])
    if session["lecture_model"] not in models_of(session["pair"], models):
        session["lecture_model"] = first_model(models)
    if session["lecture_section"] not in SECTIONS:  # a control that was clicked empty
        session["lecture_section"] = session["lecture_kept"]["lecture_section"]
    return wrong


def first_model(models: Mapping[str, Path]) -> str:
    """The first chosen model with attention, else the first chosen one, else the first there is."""
    session = st.session_state
    candidates = [*session["models"], *models_of(session["pair"], models)]
    configs = {name: config_of(models[name]) for name in candidates}
    looking = [name for name, config in configs.items() if config and config.model.attention != "none"]
    return (looking or candidates)[0]


def read_link(link: Parameters, names: list[str]) -> tuple[dict[str, Any], list[str]]:
    """The values that a link gives, and what in it could not be used. What it leaves out is as on a first visit."""
    wrong: list[str] = []
    values: dict[str, Any] = {"lecture_model": "", "lecture_section": "flow"}
    values["lecture_swap"] = link.get("swap", [None])[-1]  # the word that the Location section reads instead
    values |= dict.fromkeys(NUMBERS, 0) | {"lecture_point": None}
    for key, name in NUMBERS.items():
        if name in link:
            given = link[name][-1]
            if (number := read_number(given)) is not None:
                values[key] = number - 1
            else:
                wrong.append(f"{name.capitalize()} “{short(given)}” is not a number from 1 on")
    if "inside" in link:
        given = link["inside"][-1]
        matching = [name for name in names if name.split("/")[1] == given]
        if matching:
            values["lecture_model"] = matching[0]
        else:
            known = ", ".join(name.split("/")[1] for name in names)
            wrong.append(f"There is no model “{short(given)}” to look inside (there is {known})")
    if "section" in link:
        if link["section"][-1] in SECTIONS:
            values["lecture_section"] = link["section"][-1]
        else:
            wrong.append(f"Section “{short(link['section'][-1])}” is not one of {', '.join(SECTIONS)}")
    return values, wrong


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


def parameters(models: Mapping[str, Path]) -> Parameters:
    """This page's part of the link; what is as by default is left out. Keeps the values for the next visit."""
    session = st.session_state
    session["lecture_fresh"] = False
    session["lecture_kept"] = {key: session[key] for key in KEYS}
    link: Parameters = {}
    if session["lecture_model"] != first_model(models):
        link["inside"] = [session["lecture_model"].split("/")[1]]
    usual = {"lecture_step": 0, "lecture_word": 0}
    if session["lecture_section"] == "training":
        usual |= {"lecture_watched": 0, "lecture_point": None}
    for key, first in usual.items():
        if session[key] != first:
            link[NUMBERS[key]] = [str(session[key] + 1)]
    if session["lecture_section"] == "location" and session["lecture_swap"]:
        link["swap"] = [session["lecture_swap"]]
    if session["lecture_section"] != "flow":
        link["section"] = [session["lecture_section"]]
    return link
