"""The state that all pages share: its session keys, their defaults, and the link that restores them.

A value lives in the session under the key of its control. A link is read once, when a visitor arrives; after that every
run writes the link of what it shows.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from ui.shared.examples import examples_for
from ui.shared.link import Parameters, address, read_number, short
from ui.shared.lock import Lock, read_lock, write_lock
from ui.shared.pictures import KINDS

LEVELS = ("words", "pieces")
MOST_BEAMS = 10
FIRST_SHOWN = ("bahdanau", "luong-general", "no-attention")  # unless chosen otherwise: one of each kind
MOST_AT_FIRST = 3

Values = dict[str, Any]


def defaults(names: Iterable[str], pair: str | None = None) -> Values:
    """The values of a first visit, for a language pair or the one that has most models."""
    names = list(names)
    pair = pair or max(pairs_of(names), key=lambda pair: len(models_of(pair, names)))
    well_known_first = sorted(models_of(pair, names), key=lambda name: name.split("/")[1] not in FIRST_SHOWN)
    return {
        "text": examples_for(pair)[0].text,
        "pair": pair,
        "models": well_known_first[:MOST_AT_FIRST],
        "beam_size": 1,
        "hypothesis": 1,
        "level": LEVELS[0],
        "hide_end": False,
        "lock": None,
        "picture": KINDS[0],
    }


def models_of(pair: str, names: Iterable[str]) -> list[str]:
    """The models of one language pair."""
    return [name for name in names if name.split("/")[0] == pair]


def pairs_of(names: Iterable[str]) -> list[str]:
    """The language pairs there are."""
    return sorted({name.split("/")[0] for name in names})


def read_link(parameters: Parameters, names: Iterable[str]) -> tuple[Values, list[str]]:
    """Values of every key, from a link or by default, and what in the link could not be used."""
    names = list(names)
    wrong: list[str] = []

    def pick(key: str, allowed: Iterable[str], default: str) -> str:
        allowed = list(allowed)
        given = parameters.get(key, [default])[-1]
        if given in allowed:
            return given
        wrong.append(f"{key.capitalize()} “{short(given)}” is not known; using {default} (of {_listed(allowed)})")
        return default

    def number(key: str, most: int) -> int:
        given = parameters.get(key, ["1"])[-1]
        read = read_number(given, most)
        if read is None:
            allowed = f"a number from 1 to {most}" if most > 1 else "1, all there is without a beam"
            wrong.append(f"{key.capitalize()} “{short(given)}” is not {allowed}; using 1")
        return read or 1

    values = defaults(names)
    pair = pick("pair", pairs_of(names), values["pair"])
    values = defaults(names, pair)
    values["text"] = parameters.get("text", [values["text"]])[-1]
    if "model" in parameters:
        known = [name.removeprefix(f"{pair}/") for name in models_of(pair, names)]
        given = dict.fromkeys(parameters["model"])
        for unknown in [model for model in given if model not in known]:
            wrong.append(f"There is no model “{short(unknown)}” for {pair} (there is {_listed(known)})")
        values["models"] = [f"{pair}/{model}" for model in given if model in known] or values["models"]
    values["beam_size"] = number("beam", MOST_BEAMS)
    values["hypothesis"] = number("hypothesis", values["beam_size"])
    values["level"] = pick("level", LEVELS, LEVELS[0])
    values["hide_end"] = parameters.get("end") == ["hidden"]
    if "lock" in parameters:
        values["lock"] = read_lock(parameters["lock"][-1], pair)
        if values["lock"] is None:
            wrong.append(f"Lock “{short(parameters['lock'][-1])}” does not name a cell")
    return values, wrong


def write_link(values: Mapping[str, Any], names: Iterable[str]) -> Parameters:
    """The parameters from which `read_link` makes these values; what is as by default is left out, but not the pair,
    whose default another model may change."""
    usual = defaults(names, values["pair"])
    parameters: Parameters = {"pair": [values["pair"]]}
    if values["text"] != usual["text"]:
        parameters["text"] = [values["text"]]
    if values["models"] and values["models"] != usual["models"]:
        parameters["model"] = [name.removeprefix(f"{values['pair']}/") for name in values["models"]]
    if values["beam_size"] != 1:
        parameters["beam"] = [str(values["beam_size"])]
    if values["hypothesis"] != 1:
        parameters["hypothesis"] = [str(values["hypothesis"])]
    if values["level"] != usual["level"]:
        parameters["level"] = [values["level"]]
    if values["hide_end"]:
        parameters["end"] = ["hidden"]
    if values["lock"]:
        parameters["lock"] = [write_lock(values["lock"])]
    return parameters


def restore(names: Iterable[str], page: str = "translate") -> list[str]:
    """Give every key a value before its control is drawn. Returns what in the visitor's link could not be used."""
    session = st.session_state
    wrong: list[str] = []
    if session.get("page") != page:  # Streamlit forgets what controls held on another page
        session.update(session.get("kept", {}), page=page)
    if "text" not in session or session["pair"] not in pairs_of(names):  # or its models are gone
        values, wrong = read_link(address(), names)
        session.update(values)
    for key, value in defaults(names, session.get("pair")).items():
        session.setdefault(key, value)
    session["models"] = [name for name in session["models"] if name in names]
    if session["hypothesis"] > session["beam_size"]:
        session["hypothesis"] = 1
    return wrong


def publish(names: Iterable[str], more: Parameters | None = None) -> Parameters:
    """Write the link of what is shown into the address bar, with what is `more` on this page, and return it."""
    names = list(names)
    st.session_state["kept"] = {key: st.session_state[key] for key in defaults(names)}
    parameters = write_link(st.session_state["kept"], names) | (more or {})
    if parameters != address():
        st.query_params.from_dict(parameters)
    return parameters


def clear_lock() -> None:
    """Forget the locked cell."""
    st.session_state["lock"] = None


def set_lock(lock: Lock) -> None:
    """Lock a cell; the one that is locked already is freed."""
    st.session_state["lock"] = None if st.session_state["lock"] == lock else lock


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
