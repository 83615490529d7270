"""Which words of a translation depend on which words of its source: leave one out and see what becomes improbable.

Attention cannot answer this: a model without attention has none, and a model with it looks somewhere also where the
translation leaves everything out. So, by forced decoding, a model scores the translation once from the whole source and
once without a word: what was said for the word is now less probable. Leaving one out is Li, Monroe and Jurafsky (2016),
"Understanding Neural Networks through Representation Erasure".

No model should judge its own translation, which is by its making what it finds probable from exactly this source.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from seq2seq_core.decoding.scoring import log_probabilities
from seq2seq_core.function_words import kind_of
from seq2seq_core.model.attention import SCORES
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.text import SPACE, clean, first_characters, split_words
from seq2seq_core.translator import Translator

Span = tuple[int, int]  # of characters, start and end
Losses = NDArray[np.float64]  # (words of the source, words of the translation)


def content_words(text: str, language: str) -> list[Span]:
    """Where the content words of a clean text are; `language` is the code of a pair, for example "en"."""
    return [(start, end) for start, end in split_words(text) if kind_of(text[start:end], language) == "content"]


def losses(translator: Translator, asked: Sequence[tuple[str, str, Sequence[Span]]]) -> list[Losses]:
    """How much log-probability (nats) each word of a translation loses without each of some words of its source.

    `asked` are clean texts, the source, its translation, and where the words of the source are that it is about; the
    words of a translation are those of `split_words`. A translation may be empty.
    """
    vocabulary = translator.checkpoint.vocabulary
    sources, targets, counts = [], [], []
    for source, target, words in asked:
        texts = [source, *(clean(source[:start] + source[end:]) for start, end in words)]
        sources += [vocabulary.encode(text).ids for text in texts]
        targets += [vocabulary.encode(target).ids] * len(texts)
        counts.append(len(texts))
    found = log_probabilities(translator.checkpoint.model, sources, targets)
    ends = np.cumsum(counts).tolist()
    return [
        _by_word(np.stack(found[end - count : end]), vocabulary.encode(target).surfaces[:-1])
        for end, count, (_, target, _) in zip(ends, counts, asked, strict=True)
    ]


def _by_word(found: NDArray[np.float32], surfaces: Sequence[str]) -> Losses:
    """From log-probabilities (1 + words, T), those from the whole source first: the losses, summed by target word.

    A word of which no token begins, as one may hold two, loses nothing by itself.
    """
    starts = [start for start, _ in split_words("".join(surfaces).replace(SPACE, " "))]
    summed = np.zeros((len(found) - 1, len(starts)))
    for t, first in enumerate(first_characters(surfaces)):
        if starts:
            summed[:, max(bisect_right(starts, first) - 1, 0)] += found[0, t] - found[1:, t]
    return summed


def choose_ensemble(configs: Mapping[str, ModelConfig]) -> list[str]:
    """One model of each kind of attention ("none", "bahdanau", "luong"), from the configurations of all by name.

    Of several of a kind the plainest: global, with input feeding, and with the score that `SCORES` names first. So the
    ensemble stays the same when a family grows.
    """
    scores = ["", *SCORES]

    def plainness(name: str) -> tuple[bool, bool, int]:
        config = configs[name]
        return config.scope != "global", not config.input_feeding, scores.index(config.score or "")

    kinds: dict[str, list[str]] = {}
    for name, config in configs.items():
        kinds.setdefault(config.attention, []).append(name)
    return [min(names, key=plainness) for names in kinds.values()]
