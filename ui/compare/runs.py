"""What is compared: A's translation and B's, free or of one output, and the same output through every other model.

T shown target words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from seq2seq_core import InputError, ModelReference, Translation, UserError
from seq2seq_core.decoding.trace import Floats
from seq2seq_core.registry import Models
from seq2seq_core.text import check_sentence, clean
from ui.compare.hand_aligned import hand_aligned
from ui.compare.laid import Laid, lay
from ui.shared.alignment import Alignment, shown_alignment, shown_probabilities
from ui.shared.models import force, translate
from ui.shared.problems import problems_kept


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One model's way of saying something."""

    translation: Translation
    alignment: Alignment
    probabilities: Floats  # (T,) of each shown word, given those before it

    @property
    def name(self) -> str:
        """The model."""
        return self.translation.model

    @property
    def per_piece(self) -> float:
        """Log-probability divided by the number of tokens."""
        return self.translation.log_prob / len(self.translation.target.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """A and B, and what they have in common."""

    seen: Mapping[str, Seen]  # "A" and "B", those that work
    problems: Mapping[str, str]  # what is wrong with the others, by letter
    output: str | None  # what every model is given; A's own translation in free mode; None if there is none
    forced: bool  # whether A and B too had it given, by forced decoding
    laid: Laid | str  # or why they cannot be laid on each other
    problem: str | None = None  # what is wrong with the output that was asked for


def compare(models: Models, text: str) -> Comparison:
    """Decode as the controls of this session say."""
    forced = st.session_state["compare_mode"] == "same"
    output: str | None = None
    problem: str | None = None
    free: dict[str, Translation] = {}
    sides: dict[str, Seen] = {}
    problems: dict[str, str] = {}
    if forced:
        try:
            output = wanted_output(models, text)
        except UserError as error:
            problem = str(error)
            with problems_kept({}, "A"):
                output = free_run("A", models, text).text or None
    for letter in "AB":
        with problems_kept(problems, letter):
            if forced:
                sides[letter] = force_output(models[st.session_state[f"compare_{letter.lower()}"]], text, output)
            else:
                free[letter] = free_run(letter, models, text)
                sides[letter] = seen(free[letter])
    if not forced and "A" in free:
        output = free["A"].text or None
    if len(sides) < 2:
        laid: Laid | str = "One of the two models cannot be used, so there is nothing to subtract."
    else:
        laid = lay(sides["A"].alignment, sides["B"].alignment)
    return Comparison(sides, problems, output, forced, laid, problem)


def force_output(model: ModelReference, text: str, output: str | None) -> Seen:
    """Forced decoding of an output; InputError where there is none."""
    if not output:
        raise InputError("there is no output to say")
    return seen(force(model, text, output))


def seen(found: Translation) -> Seen:
    """A translation with its map and probabilities at the level that is shown."""
    session = st.session_state
    alignment = shown_alignment(found, session["level"], session["hide_end"])
    return Seen(found, alignment, shown_probabilities(found, session["level"], session["hide_end"]))


def wanted_output(models: Models, text: str) -> str:
    """The output that both are to say; InputError where there is none."""
    session = st.session_state
    whose = session["compare_output"]
    if whose == "typed":
        if not clean(session["compare_typed"] or ""):
            raise InputError("the output is empty: type what both models are to say")
        return check_sentence(session["compare_typed"])
    if whose == "ours" and (ours := hand_aligned(session["pair"], session.get("example"))):
        return ours.text
    try:
        found = free_run("B" if whose == "b" else "A", models, text)
    except UserError as error:
        raise InputError(f"{whose.upper()} has no output: {error}") from error
    if not found.text:
        raise InputError(f"{whose.upper()} ended the sentence at once and said nothing, so there is no output to say")
    return found.text


def free_run(letter: str, models: Models, text: str) -> Translation:
    """What A or B says by itself, with its own beam."""
    session = st.session_state
    name, beam_size = session[f"compare_{letter.lower()}"], session[f"compare_beam_{letter.lower()}"]
    return translate(models[name], text, beam_size)[0]
