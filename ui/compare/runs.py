"""What is compared: A's translation and B's, free or of one output, and the same output through every other model.

T shown target words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from seq2seq_core import InputError, Translation, UserError
from seq2seq_core.analysis.probabilities import probabilities
from seq2seq_core.decoding.trace import Floats
from seq2seq_core.text import check_sentence, clean
from ui.compare.hand_aligned import hand_aligned
from ui.compare.laid import Laid, lay
from ui.shared.alignment import Alignment, shown_alignment, side_words
from ui.shared.models import force, translate


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
        """Log-probability divided by the number of pieces."""
        return self.translation.log_prob / len(self.translation.target.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """A and B, and what they have in common."""

    sides: Mapping[str, Seen | UserError]  # "A" and "B"
    output: str | None  # what every model is made to say; A's own translation in free mode; None if there is none
    forced: bool  # whether A and B too were made to say it
    laid: Laid | str  # or why they cannot be laid on each other
    problem: str | None = None  # what is wrong with the output that was asked for

    @property
    def seen(self) -> dict[str, Seen]:
        """The sides that work."""
        return {letter: side for letter, side in self.sides.items() if not isinstance(side, UserError)}


def compare(models: Mapping[str, Path], text: str) -> Comparison:
    """Decode as the controls of this session say."""
    session = st.session_state
    output, problem = None, None
    if session["compare_mode"] == "free":
        free = {letter: free_run(letter, models, text) for letter in "AB"}
        output = _text_of(free["A"])
        sides = {letter: seen(found) for letter, found in free.items()}
    else:
        try:
            output = wanted_output(models, text)
        except InputError as error:
            problem = str(error)
            output = _text_of(free_run("A", models, text))
        sides = {letter: say(session[f"compare_{letter.lower()}"], models, text, output) for letter in "AB"}
    a, b = sides["A"], sides["B"]
    if isinstance(a, UserError) or isinstance(b, UserError):
        laid: Laid | str = "One of the two models cannot be used, so there is nothing to subtract."
    else:
        laid = lay(a.alignment, b.alignment)
    return Comparison(sides, output, session["compare_mode"] == "same", laid, problem)


def say(name: str, models: Mapping[str, Path], text: str, output: str | None) -> Seen | UserError:
    """A model that is made to say an output."""
    if not output:
        return InputError("there is no output to say")
    return seen(force(name, models[name], text, output))


def seen(found: Translation | UserError) -> Seen | UserError:
    """A translation with its map and probabilities at the level that is shown."""
    if isinstance(found, UserError):
        return found
    session = st.session_state
    alignment = shown_alignment(found, session["level"], session["hide_end"])
    return Seen(found, alignment, shown_probabilities(found, session["level"], session["hide_end"]))


def shown_probabilities(found: Translation, level: str, hide_end: bool) -> Floats:
    """The probability of every shown word given those before it, (T,)."""
    words = side_words(found.target, level)
    shown = [t for t, word in enumerate(words) if not (hide_end and word.end)]
    return probabilities(found, level)[shown]


def wanted_output(models: Mapping[str, Path], text: str) -> str:
    """The output that both are to say; InputError where there is none."""
    session = st.session_state
    whose = session["compare_output"]
    if whose == "typed":
        if not clean(session["compare_typed"] or ""):
            raise InputError("the output is empty: type what both models are to say")
        return check_sentence(session["compare_typed"])
    if whose == "ours" and (ours := hand_aligned(session["pair"], session.get("example"))):
        return ours.text
    found = free_run("B" if whose == "b" else "A", models, text)
    if isinstance(found, UserError):
        raise InputError(f"{whose.upper()} has no output: {found}")
    if not found.text:
        raise InputError(f"{whose.upper()} ended the sentence at once and said nothing, so there is no output to say")
    return found.text


def free_run(letter: str, models: Mapping[str, Path], text: str) -> Translation | UserError:
    """What A or B says by itself, with its own beam."""
    session = st.session_state
    name, beam_size = session[f"compare_{letter.lower()}"], session[f"compare_beam_{letter.lower()}"]
    found = translate(name, models[name], text, beam_size)
    return found if isinstance(found, UserError) else found[0]


def _text_of(found: Translation | UserError) -> str | None:
    return None if isinstance(found, UserError) else found.text or None
