"""The state of the Compare page beyond what all pages share: who A and B are, what they say, and what is shown.

A visitor's typed output and alignments live in their session; the link carries those of what is on the screen.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from ui.shared import state
from ui.shared.link import Parameters, address, read_number, short
from ui.shared.models import config_of

MODES = ("free", "same")
OUTPUTS = ("a", "b", "ours", "typed")  # whose output both are made to say
SHOWN = ("A", "B", "A − B")
LINK_OF_SHOWN = dict(zip(SHOWN, ("a", "b", "difference"), strict=True))
KEYS = {  # session key -> name in a link
    "compare_a": "a",
    "compare_b": "b",
    "compare_beam_a": "beam-a",
    "compare_beam_b": "beam-b",
    "compare_mode": "mode",
    "compare_output": "output",
    "compare_typed": "said",
    "compare_shown": "show",
    "compare_by": "by",
}


def defaults(names: Sequence[str], attends: Iterable[str], chosen: Sequence[str], beam_size: int) -> dict[str, Any]:
    """The values of a first visit. `names` are the models of the pair, `attends` those that have attention, and
    `chosen` the ones that other pages show."""
    attends = list(attends)
    order = [name for name in dict.fromkeys([*chosen, *names]) if name in attends]
    order += [name for name in names if name not in order]
    a, b = order[0], order[1] if len(order) > 1 else order[0]
    return {
        "compare_a": a,
        "compare_b": b,
        "compare_beam_a": beam_size,
        "compare_beam_b": beam_size,
        "compare_mode": MODES[0],
        "compare_output": OUTPUTS[0],
        "compare_typed": None,  # nothing was typed yet
        "compare_shown": SHOWN[2],
        "compare_by": a,
    }


def read_link(
    parameters: Parameters, usual: Mapping[str, Any], names: Sequence[str], everywhere: Iterable[str]
) -> tuple[dict[str, Any], list[str]]:
    """Values of all keys from a link, by default as `usual`, and what in the link cannot be used.

    `names` are the models of the pair, `everywhere` those of all pairs.
    """
    values, wrong = dict(usual), list[str]()
    pair = names[0].split("/")[0]

    def given(key: str) -> str | None:
        return parameters[KEYS[key]][-1] if KEYS[key] in parameters else None

    for key, what in (("compare_a", "A"), ("compare_b", "B"), ("compare_by", "The model to sort by")):
        if (name := given(key)) is None:
            continue
        whole = name if "/" in name else f"{pair}/{name}"
        if whole in names:
            values[key] = whole
        elif whole in everywhere:
            wrong.append(
                f"{what} “{short(name)}” is a model of {whole.split('/')[0]}, and this page compares those of {pair}: "
                "models of different languages have no output in common"
            )
        else:
            wrong.append(f"{what} “{short(name)}” is not a model of {pair}")
    if "a" in parameters and "by" not in parameters:
        values["compare_by"] = values["compare_a"]
    for key in ("compare_beam_a", "compare_beam_b"):
        if (text := given(key)) is not None:
            if (beam_size := read_number(text, state.MOST_BEAMS)) is not None:
                values[key] = beam_size
            else:
                wrong.append(f"Beam “{short(text)}” is not a number from 1 to {state.MOST_BEAMS}")
    for key, allowed in (
        ("compare_mode", {mode: mode for mode in MODES}),
        ("compare_output", {output: output for output in OUTPUTS}),
        ("compare_shown", {link: shown for shown, link in LINK_OF_SHOWN.items()}),
    ):
        if (text := given(key)) is not None:
            if text in allowed:
                values[key] = allowed[text]
            else:
                wrong.append(f"{KEYS[key].capitalize()} “{short(text)}” is not one of {', '.join(allowed)}")
    if (text := given("compare_typed")) is not None:
        values["compare_typed"] = text
    return values, wrong


def write_link(values: Mapping[str, Any], usual: Mapping[str, Any]) -> Parameters:
    """The parameters from which `read_link` makes these values; what is as by default, or not used, is left out."""
    same = values["compare_mode"] == "same"
    usual = {**usual, "compare_by": values["compare_a"]}
    parameters: Parameters = {}
    for key, name in KEYS.items():
        value = values[key]
        if value == usual[key] or value is None:
            continue
        if key == "compare_output" and not same:
            continue
        if key == "compare_typed" and not (same and values["compare_output"] == "typed"):
            continue
        if key in ("compare_a", "compare_b", "compare_by"):
            value = value.partition("/")[2]
        parameters[name] = [LINK_OF_SHOWN.get(value, str(value))]
    return parameters


def restore(models: Mapping[str, Path]) -> list[str]:
    """Give every key a value before its control is drawn; read the link when a visitor arrives.

    Returns what in the link cannot be used.
    """
    session = st.session_state
    names, wrong = state.models_of(session["pair"], models), list[str]()
    usual = usual_values(models)
    if "compare_kept" not in session:
        values, wrong = read_link(address(), usual, names, models)
        given = address().get("links", [None])[-1] if values["compare_mode"] == "same" else None
        session.update(values, compare_kept=values, compare_links={}, compare_given_links=given)
    for key, value in session["compare_kept"].items():  # Streamlit forgets what controls held on another page
        session.setdefault(key, value)
    for key in ("compare_a", "compare_b", "compare_by"):
        if session[key] not in names:
            session[key] = usual[key]
    return wrong


def usual_values(models: Mapping[str, Path]) -> dict[str, Any]:
    """The defaults for the language pair of this session."""
    session = st.session_state
    names = state.models_of(session["pair"], models)
    configs = {name: config_of(models[name]) for name in names}
    attends = [name for name, config in configs.items() if config and config.model.attention != "none"]
    return defaults(names, attends, session["models"], session["beam_size"])


def parameters(models: Mapping[str, Path], links: str | None) -> Parameters:
    """This page's part of the link, with the `links` of the visitor's own alignment."""
    session = st.session_state
    session["compare_kept"] = {key: session[key] for key in KEYS}
    return write_link(session["compare_kept"], usual_values(models)) | ({} if links is None else {"links": [links]})


def open_as_b(name: str) -> None:
    """Compare A with another model."""
    st.session_state["compare_b"] = name


def swap() -> None:
    """A becomes B and B becomes A, each with its beam."""
    session = st.session_state
    session["compare_a"], session["compare_b"] = session["compare_b"], session["compare_a"]
    session["compare_beam_a"], session["compare_beam_b"] = session["compare_beam_b"], session["compare_beam_a"]
