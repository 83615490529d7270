"""What a panel shows of a translation: words or tokens, with or without the end of the sentence, and as text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figures.words import Word
from seq2seq_core import Side, Translation
from seq2seq_core.analysis.alignment_measures import entropy, normalise_rows
from seq2seq_core.analysis.probabilities import probabilities
from seq2seq_core.decoding.trace import Floats
from seq2seq_core.vocabulary import END

SHARP, FOCUSED = 0.35, 0.7  # below these values of the normalised entropy; at most 1


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """Rows are target words, columns are source words. `weights` is None for a model without attention."""

    source: tuple[Word, ...]
    target: tuple[Word, ...]
    weights: Floats | None  # (T, S)


def shown_alignment(translation: Translation, level: str, hide_end: bool) -> Alignment:
    """Cut out what is to be drawn. Without the end of the sentence, what is left of a row is rescaled to sum to one."""
    source, target = side_words(translation.source, level), side_words(translation.target, level)
    weights = translation.weights(level)
    if hide_end:
        rows = [t for t, word in enumerate(target) if not word.end]
        columns = [s for s, word in enumerate(source) if not word.end]
        source, target = tuple(source[s] for s in columns), tuple(target[t] for t in rows)
        weights = None if weights is None else normalise_rows(weights[np.ix_(rows, columns)])
    return Alignment(source, target, weights)


def shown_probabilities(translation: Translation, level: str, hide_end: bool) -> Floats:
    """The probability of every shown target word given those before it, (T,)."""
    words = side_words(translation.target, level)
    shown = [t for t, word in enumerate(words) if not (hide_end and word.end)]
    return probabilities(translation, level)[shown]


def probability_said(value: float) -> str:
    """A probability in two digits; one that would round to nothing is still said to be there."""
    return f"{value:.2f}" if value >= 0.005 else "below 0.01"


def side_words(side: Side, level: str) -> tuple[Word, ...]:
    """The words or tokens of one side."""
    if level == "pieces":
        return tuple(
            Word(piece, unknown, i == END)
            for piece, unknown, i in zip(side.pieces, side.unknown, side.ids, strict=True)
        )
    return tuple(
        Word(word, any(side.unknown[i] for i in group), side.ids[group[-1]] == END)
        for word, group in zip(side.words, side.groups, strict=True)
    )


def in_words(alignment: Alignment, probable: Floats | None = None) -> list[str]:
    """The map read aloud, one line a row: "chat: looks mostly at cat (0.81), then the (0.11); sharp".

    With the words' probabilities (T,) each line ends in its own: "; probability 0.93". Without attention that is all.
    """
    said: list[list[str]] = [[] for _ in alignment.target]
    if alignment.weights is not None:
        for line, row, value in zip(said, alignment.weights, entropy(alignment.weights), strict=True):
            line += [f"looks {_mostly(row, alignment.source)}", entropy_word(float(value))]
    if probable is not None:
        for line, value in zip(said, probable, strict=True):
            line.append(f"probability {probability_said(float(value))}")
    return [f"{word.text}: {'; '.join(line)}" for word, line in zip(alignment.target, said, strict=True) if line]


ENTROPY_WORDS = f"Sharp: a normalised entropy below {SHARP}. Focused: below {FOCUSED}. Spread out: above that."


def entropy_word(value: float) -> str:
    """A word for the normalised entropy of a row."""
    return "sharp" if value < SHARP else "focused" if value < FOCUSED else "spread out"


def _mostly(row: Floats, source: Sequence[Word]) -> str:
    first, *rest = np.argsort(-row, kind="stable")
    said = f"mostly at {source[first].text} ({row[first]:.2f})"
    if rest and row[rest[0]] >= 0.05:
        said += f", then {source[rest[0]].text} ({row[rest[0]]:.2f})"
    return said
