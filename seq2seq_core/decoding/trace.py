"""What decoding leaves behind: all that was computed, as frozen arrays. Every picture and table is made of it.

Rows are target steps t = 0..T-1, columns are source positions s = 0..S-1; both count the end token.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from seq2seq_core.decoding.search_tree import Node
from seq2seq_core.errors import InputError
from seq2seq_core.text import SPACE, group_pieces
from seq2seq_core.vocabulary import END, Pieces, Vocabulary

if TYPE_CHECKING:  # drawing is imported when something is drawn
    from seq2seq_core.pictures.drawing import Drawing

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One hypothesis, step by step. The attention arrays are None for a model without attention."""

    query: Floats  # (T, H) the decoder state that was compared: Luong h_t, Bahdanau s_{t-1}
    log_probs: Floats  # (T,) of the chosen token
    candidate_ids: Ints  # (T, K) the K best tokens of each step, best first
    candidate_log_probs: Floats  # (T, K)
    scores: Floats | None  # (T, S) before the softmax
    weights: Floats | None  # (T, S) what multiplied the encoder states
    context: Floats | None  # (T, E)
    computed: Floats | None = None  # (T, S) the model's own weights; others than `weights` only where somebody edited
    centers: Floats | None = None  # (T,) p_t, local attention only
    search: tuple[Node, ...] | None = None  # of a beam search that was asked to keep it; all its hypotheses share it
    windows: Ints | None = None  # (T, 2) first and last position inside the window, local attention only


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a translation, in words and in tokens. The last of each is the end of the sentence."""

    text: str
    ids: tuple[int, ...]
    pieces: tuple[str, ...]  # as SentencePiece writes them, "▁" for a space; unknown ones keep what was typed
    unknown: tuple[bool, ...]  # per token
    words: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]  # the tokens of each word

    def shown(self, level: str) -> tuple[str, ...]:
        """What a map has on its axis by "words" or "pieces", which are tokens."""
        return self.pieces if level == "pieces" else self.words


@dataclass(frozen=True, slots=True, eq=False)
class Translation:
    """A source sentence, one translation of it, and how the model came to it."""

    model: str
    fingerprint: str
    source: Side
    target: Side
    log_prob: float  # sum over the target tokens, natural logarithm
    finished: bool  # False where the length limit came before the end token
    trace: Trace

    @property
    def text(self) -> str:
        """The translation."""
        return self.target.text

    def weights(self, level: str = "words") -> Floats | None:
        """The alignment (target, source) by "words" or "pieces", which are tokens; None without attention."""
        weights = self.trace.weights
        if weights is None or level == "pieces":
            return weights
        return merge_words(weights, self.target.groups, self.source.groups)

    def show(self, level: str = "words") -> "Drawing":
        """The map by "words" or "pieces", which a notebook draws; printed, it is the map in words."""
        return draw([self], level)

    def _repr_html_(self) -> str:
        return self.show()._repr_html_()


@dataclass(frozen=True, slots=True, eq=False)
class EnsembleTranslation:
    """A source sentence and one translation of it that several models found together."""

    of_each: tuple[Translation, ...]  # as each model has it: the same words, its own log_prob and trace

    @property
    def source(self) -> Side:
        return self.of_each[0].source

    @property
    def target(self) -> Side:
        return self.of_each[0].target

    @property
    def text(self) -> str:
        """The translation."""
        return self.target.text

    @property
    def finished(self) -> bool:
        """False where the length limit came before the end token."""
        return self.of_each[0].finished

    @property
    def log_prob(self) -> float:
        """The mean of the log-probabilities that the models give it, by which they found it (`decoding.run`)."""
        return fmean(translation.log_prob for translation in self.of_each)

    def show(self, level: str = "words") -> "Drawing":
        """The map of each model by "words" or "pieces", which a notebook draws."""
        return draw(self.of_each, level)

    def _repr_html_(self) -> str:
        return self.show()._repr_html_()


def draw(translations: Sequence[Translation], level: str) -> "Drawing":
    """Their maps, each with whose it is."""
    from seq2seq_core.pictures.drawing import Drawing
    from seq2seq_core.pictures.word_map import WordMap

    if level not in ("words", "pieces"):
        raise InputError(f"a map is drawn by “words” or by “pieces”, not by “{level}”")
    joined = "by words: columns summed, rows averaged" if level == "words" else "by subword tokens, ▁ is a space"
    maps = []
    for one in translations:
        weights = one.weights(level)
        said = [f"{one.model} {one.fingerprint}", f"log-probability {one.log_prob:.2f}"]
        about = " · ".join([*said, joined] if weights is not None else said)
        maps.append(WordMap(one.source.shown(level), one.target.shown(level), weights, title=one.text, about=(about,)))
    return Drawing(tuple(maps))


def make_side(vocabulary: Vocabulary, text: str, ids: Sequence[int] | None = None) -> Side:
    """Split a clean text into tokens and words; with `ids`, a decoded target, those are its tokens."""
    if ids is None:
        return side_of(vocabulary.encode(text), text)
    return side_of(Pieces(tuple(ids), tuple(map(vocabulary.surface, ids)), (False,) * len(ids)), text)


def side_of(pieces: Pieces, text: str) -> Side:
    """The words of a text that is in tokens."""
    ended = pieces.ids[-1:] == (END,)
    said = pieces.surfaces[:-1] if ended else pieces.surfaces
    groups = [*group_pieces(said), *([[len(said)]] if ended else [])]
    return Side(
        text=text,
        ids=pieces.ids,
        pieces=pieces.surfaces,
        unknown=pieces.unknown,
        words=tuple("".join(pieces.surfaces[i] for i in group).replace(SPACE, " ").strip() for group in groups),
        groups=tuple(map(tuple, groups)),
    )


def merge_words(
    weights: Floats, target_groups: Sequence[Sequence[int]], source_groups: Sequence[Sequence[int]]
) -> Floats:
    """From tokens (T, S) to words: sum the columns of a source word, average the rows of a target word.

    A row that summed to one still does.
    """
    columns = np.stack([weights[:, list(group)].sum(axis=1) for group in source_groups], axis=1)  # (T, source words)
    return np.stack([columns[list(group)].mean(axis=0) for group in target_groups])
