"""What the Compare page remembers: who A and B are, what they say, and what is shown.

A visitor's typed output and alignments live in their session; the link carries those of what is on the screen.
"""

import streamlit as st

from ui.shared import state
from ui.shared.remembered import Row, Values, Visit
from ui.shared.row_kinds import choice, number, one_model

MODES = ("free", "same")
OUTPUTS = ("a", "b", "ours", "typed")  # whose output forced decoding gives to both
SHOWN = ("A", "B", "A − B")


def _says_the_same(values: Values) -> bool:
    return bool(values["compare_mode"] == "same")


def _says_what_was_typed(values: Values) -> bool:
    return _says_the_same(values) and values["compare_output"] == "typed"


def _attending_first(visit: Visit) -> list[str]:
    """The models of the pair: those with attention first, and among them those that other pages show."""
    names = list(dict.fromkeys([*visit.values["models"], *visit.of_pair]))
    names = [name for name in names if name in visit.of_pair]
    return sorted(
        names,
        key=lambda name: (not visit.models[name].attends, not visit.models[name].attends and visit.of_pair.index(name)),
    )


def _usual_b(visit: Visit) -> str:
    first, *others = _attending_first(visit)
    return others[0] if others else first


def _usual_beam(visit: Visit) -> int:
    return int(visit.values["beam_size"])


TABLE = (
    one_model("compare_a", "a", "A", lambda visit: _attending_first(visit)[0]),
    one_model("compare_b", "b", "B", _usual_b),
    number("compare_beam_a", "beam-a", state.WIDEST_BEAM, usual=_usual_beam),
    number("compare_beam_b", "beam-b", state.WIDEST_BEAM, usual=_usual_beam),
    choice("compare_mode", "mode", dict(zip(MODES, MODES, strict=True))),
    choice("compare_output", "output", dict(zip(OUTPUTS, OUTPUTS, strict=True)), used=_says_the_same, sometimes=True),
    Row(
        "compare_typed", "said", usual=lambda visit: None, used=_says_what_was_typed, sometimes=True
    ),  # None: nothing yet
    choice(
        "compare_shown", "show", dict(zip(("difference", "a", "b"), (SHOWN[2], *SHOWN[:2]), strict=True)), looks=True
    ),
    one_model(
        "compare_by",
        "by",
        "The model to sort by",
        lambda visit: str(visit.values["compare_a"]),
        sometimes=True,
        looks=True,
    ),
    # What a link that was followed gives as the alignment for its output; once there, it is kept with that output.
    Row(
        "compare_given_links",
        "links",
        usual=lambda visit: None,
        read=lambda given, visit: given if _says_the_same(visit.values) else None,
        used=lambda values: False,
    ),
)


def open_as_b(name: str) -> None:
    """Compare A with another model."""
    st.session_state["compare_b"] = name


def swap() -> None:
    """A becomes B and B becomes A, each with its beam."""
    session = st.session_state
    session["compare_a"], session["compare_b"] = session["compare_b"], session["compare_a"]
    session["compare_beam_a"], session["compare_beam_b"] = session["compare_beam_b"], session["compare_beam_a"]
